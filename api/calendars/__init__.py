"""Working calendars (工作日历) with the notices they come from."""
