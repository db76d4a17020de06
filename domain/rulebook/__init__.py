"""The typed rulebook (规则手册): frozen dataclasses, one file per chapter of a manual."""
