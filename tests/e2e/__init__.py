"""End to end (端到端): what a person does, with real processes."""
