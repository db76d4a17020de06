"""What needs a supervisor (告警)."""
