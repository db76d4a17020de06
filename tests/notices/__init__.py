"""Dispatch over the network: real simulators, a real database, kills."""
