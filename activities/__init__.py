"""Activities: what a case or a service asks of the world outside (活动)."""
