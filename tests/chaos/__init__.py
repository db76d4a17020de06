"""Chaos (混沌测试): real processes are killed while cases run; nothing acknowledged may be lost or doubled."""
