"""Rulebooks (规则手册), as data and as a manual."""
