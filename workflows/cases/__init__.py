"""One file per case type; each reads like the manual."""
