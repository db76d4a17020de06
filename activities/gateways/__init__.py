"""Clients of the systems that hand messages over (网关), with typed errors."""
