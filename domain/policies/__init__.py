"""The policies (政策): pure functions from a rulebook's tables and facts to a decision with its derivation."""
