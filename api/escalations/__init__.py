"""Escalations (升级): rungs that fired, and their acknowledgement."""
