"""Health, readiness, metrics (健康检查)."""
