"""Durable workflows: cases, the procedures they share, the kit they are made of, and long-lived services."""
