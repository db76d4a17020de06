"""What can be wrong with a rulebook (规则手册错误)."""


class RulebookError(Exception):
    """One problem of a rulebook (规则手册问题).

    `code` is stable, `key` the path of the value in the file ("complaint.steps.reply.term"), `clause` the manual's,
    "" if none is known there. `message` holds the arguments of its message.
    """

    def __init__(self, code: str, *, file: str = "", key: str = "", clause: str = "", **message: str | int) -> None:
        self.code = code
        self.file = file
        self.key = key
        self.clause = clause
        self.message = message
        super().__init__(code, file, key, clause, message)

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.key) if part)
        clause = f" [{self.clause}]" if self.clause else ""
        detail = ", ".join(f"{name}={value}" for name, value in self.message.items())
        return f"{where}{clause}: {self.code}" + (f" ({detail})" if detail else "")


class InvalidRulebookError(Exception):
    """All problems of one file together (手册校验失败)."""

    code = "rulebook_invalid"

    def __init__(self, problems: tuple[RulebookError, ...]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
