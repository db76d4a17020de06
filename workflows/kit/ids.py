"""Numbers the tasks, promises, offers and escalations of one case."""


class Ids:
    """``<case_no>.t1``, ``<case_no>.p1`` … per kind in order of opening; the counters go over a resume."""

    def __init__(self, case_no: str, counters: dict[str, int]) -> None:
        self._case_no = case_no
        self.counters = counters

    def next(self, kind: str) -> str:
        """The next id of `kind`: t task, p promise, o offer, e escalation."""
        self.counters[kind] = self.counters.get(kind, 0) + 1
        return f"{self._case_no}.{kind}{self.counters[kind]}"
