"""Deadlines (期限): why each ends when it ends."""
