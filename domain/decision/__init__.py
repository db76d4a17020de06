"""Decisions with a derivation (裁定与推导): facts in, an outcome, lines of money or goods and every step on the way."""
