"""What can be wrong with a term, a calendar or an instant (时间错误)."""


class TimeRuleError(ValueError):
    """Refused as written. `code` is stable snake_case; `detail` is for people and is never branched on."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type["TimeRuleError"], tuple[str, str]]:
        return type(self), (self.code, self.detail)
