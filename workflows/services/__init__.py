"""Long-lived infrastructure workflows."""
