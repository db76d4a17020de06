"""Marks a test with the clause of the manual that it proves; `docs/manual-map.md` is made from these marks."""

import pytest


def clause(*ids: str) -> pytest.MarkDecorator:
    """The test proves these clauses, by catalogue id such as ``S0-6.3`` or ``AC-S0-01``."""
    return pytest.mark.clause(*ids)
