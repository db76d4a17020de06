"""Opening a complaint (受理投诉)."""
