"""A second opinion on every policy (政策对照): slow, from the raw TOML, sharing no code with the policies."""
