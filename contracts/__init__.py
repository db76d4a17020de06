"""What is written into Temporal history or crosses a port: additive changes only, guarded by golden tests."""
