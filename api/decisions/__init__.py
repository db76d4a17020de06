"""Decisions (裁定): what the manual says of a set of facts, why, and to whom it may be shown."""
