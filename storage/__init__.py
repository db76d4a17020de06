"""PostgreSQL: tables, engine, migrations. Knows nothing of workflows or of the API."""
