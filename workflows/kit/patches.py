"""Changes that a case open since before them would notice (补丁), by dated id.

Each is asked for only where old and new differ, so that the history of no other case bears a mark.
"""

LATE_COMMANDS = "2026-11-25-late-commands"
"""A command that comes long after its receipt begins a catch-up, or makes it last longer."""
ASKED_LATER = "2026-11-25-asked-later"
"""A limit that was over before anyone was asked, since the act before it was filed later, counts from the asking."""
RUNG_SEEN = "2026-11-25-rung-seen"
"""The time to acknowledge a rung that a rule fires counts from when it could be seen."""
