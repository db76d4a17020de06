"""Commands and receipts against a real PostgreSQL and, where a case must answer, a real Temporal server."""
