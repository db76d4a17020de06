"""Everything a single machine needs to run Tuoshan: PostgreSQL, Temporal and our own processes, supervised."""
