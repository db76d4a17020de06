"""One step in words (步骤的文字): from its operation, its inputs and the names of the rulebook."""

from typing import Any

from api.decisions.names import Kinds, Names, kinds_at, kinds_of_fact, listed
from api.decisions.words import fact_name, has, say
from domain.decision.decision import Answer
from domain.decision.trace import Ref, Step
from domain.decision.view import View


class Teller:
    """Tells the steps of one view in one language."""

    def __init__(self, seen: View, names: Names, lang: str) -> None:
        self.seen, self.names, self.lang = seen, names, lang
        self.used = {ref for step in seen.steps.values() for ref in step.inputs}

    def told_elsewhere(self, n: int) -> bool:
        """Whether this step is a constant that other steps name when they use it."""
        return self.seen.steps[n].op == "rule" and n in self.used

    def where(self, ref: Ref) -> str:
        """The step that something comes from: ``(12)``; a fact has no step."""
        return f"({ref})" if isinstance(ref, int) else ""

    def step(self, n: int) -> str:
        """One step: ``purchased on 2026-05-06 + 15 days = 2026-05-21``."""
        step = self.seen.steps[n]
        kinds = self.kinds_of(n) if step.op == "compare" else ()
        inputs = [self.input(ref, kinds) for ref in step.inputs]
        return self.words(self.key(step), step).format(
            *inputs,
            all=self.say("heads", "list").join(inputs),
            rest=", ".join(inputs[2:]),
            times=" × ".join(inputs),
            plus=" + ".join(inputs),
            value=self.result(n),
            v0=self.result(step.inputs[0]) if inputs else "",
            how=self.say("comparisons", step.arg),
            name=self.name(step),
            fact=self.fact(step),
            op=step.op,
            why=self.why(step),
            picked=self.picked(step),
        )

    def words(self, key: str, step: Step) -> str:
        """The template of a step; an operation that is newer than our words is told plainly."""
        return self.say("ops", key) if has("ops", key) else self.say("ops", "other")

    def key(self, step: Step) -> str:
        """Which template tells this step."""
        if step.op == "all" and step.arg and step.path.endswith(".when"):
            return {True: "rule.applies", False: "rule.applies.not", None: "rule.open"}[step.value]
        if step.op in ("all", "any"):
            if not step.inputs:
                return f"{step.op}.empty"
            if len(step.inputs) == 1 and not step.arg:
                return f"{step.op}.fact" if isinstance(step.inputs[0], str) else f"{step.op}.one"
            return f"list.{step.op}" if step.arg else step.op
        if step.op == "not" and isinstance(step.inputs[0], str):
            return "not.fact"
        if step.op == "compare" and step.arg == "in" and isinstance(step.inputs[1], str):
            return "compare.in.fact"
        if step.op == "roll":
            return self._roll(step)
        if step.op in ("add_months", "add_days") and self._value(step.inputs[1]) == 1:
            return f"{step.op}.one"
        if step.op == "choose":
            return "choose.some" if step.value else "choose.none"
        if step.value is None and has("ops", f"{step.op}.unknown"):
            return f"{step.op}.unknown"
        return f"{step.op}.{step.arg}" if step.arg and has("ops", f"{step.op}.{step.arg}") else step.op

    def _roll(self, step: Step) -> str:
        if step.value is None:
            return "roll.unknown"
        if step.arg == "none":
            return "roll.none"
        return "roll.stays" if self._value(step.inputs[0]) == step.value else "roll.moves"

    def input(self, ref: Ref, kinds: Kinds = ()) -> str:
        """What went into a step: a fact by name and value, a constant as it stands, a result with its step."""
        if isinstance(ref, str):
            return f"{fact_name(ref).in_language(self.lang)} {self.result(ref)}"
        step = self.seen.steps[ref]
        if step.op == "rule":
            named = self.names.at(step.path) if step.path.endswith(".id") else None
            return (
                named.in_language(self.lang)
                if named is not None
                else self._told(step.value, kinds_at(step.path) or kinds)
            )
        if step.value is None or isinstance(step.value, bool):
            return f"({ref})"
        return f"{self.result(ref)} ({ref})"

    def result(self, ref: Ref) -> str:
        """The value of a fact or a step in words."""
        return self._of(ref, self._value(ref))

    def answer(self, answer: Answer) -> str:
        """The value of an answer in words."""
        return self._of(answer.ref, answer.value)

    def _of(self, ref: Ref, value: Any) -> str:
        if isinstance(ref, int) and self.seen.steps[ref].op == "choose" and isinstance(value, tuple):
            path = self.seen.steps[ref].path
            return listed([self._entry(path, code) for code in value], self.lang)
        if (
            isinstance(ref, int)
            and isinstance(value, str)
            and (words := self.names.words_at(self.seen.steps[ref].path))
        ):
            return words.in_language(self.lang)
        return self._told(value, self.kinds_of(ref))

    def kinds_of(self, ref: Ref) -> Kinds:
        """What a value's codes are codes of: as the fact, the rulebook's value or the inputs say that it comes from."""
        if isinstance(ref, str):
            return kinds_of_fact(ref)
        step = self.seen.steps[ref]
        if step.op == "rule":
            return kinds_at(step.path)
        return tuple(dict.fromkeys(kind for each in step.inputs for kind in self.kinds_of(each)))

    def _entry(self, table: str, code: str) -> str:
        named = self.names.at(f"{table}.{code}")
        return named.in_language(self.lang) if named is not None else code

    def name(self, step: Step) -> str:
        """What a step speaks of: a rule, a list or a table by its name."""
        if step.arg and step.op in ("all", "any") and not step.path.endswith(".when"):
            return self.names.code(step.arg, ("ItemList",)).in_language(self.lang)
        if step.op == "choose" and has("tables", step.path):
            return self.say("tables", step.path)
        named = self.names.at(step.path)
        last = self.say("slots", step.path.rpartition(".")[2])
        if named is None:
            chapter, _, rest = step.path.partition(".")
            told = self.say("tables", chapter)
            return f"{told} · {last}" if rest else told
        words = named.in_language(self.lang)
        return f"{words} · {last}" if step.op == "rule" else words

    def fact(self, step: Step) -> str:
        """The fact that a step asks about."""
        return next(
            (fact_name(ref).in_language(self.lang) for ref in reversed(step.inputs) if isinstance(ref, str)), ""
        )

    def why(self, step: Step) -> str:
        """The input that a rule fails by, or hangs on; of several cases the truth of the one that counts."""
        if step.op == "first":
            return self.input(step.inputs[self._case(step)]) if step.value is not None else ""
        return next((self.input(ref) for ref in step.inputs if self._value(ref) is step.value), "")

    def picked(self, step: Step) -> str:
        """The value of the case that counts, and where it comes from."""
        return self.input(step.inputs[self._case(step) + 1]) if step.op == "first" and step.value is not None else ""

    def _case(self, step: Step) -> int:
        """Where the case that counts begins among the inputs: truth, value, truth, value …"""
        return next(n for n in range(0, len(step.inputs), 2) if self._value(step.inputs[n]))

    def _told(self, value: Any, kinds: Kinds) -> str:
        return self.names.value(value, self.lang, kinds)

    def say(self, table: str, key: str) -> str:
        """Our words in the language of this telling."""
        return say(table, key, self.lang)

    def _value(self, ref: Ref) -> Any:
        return self.seen.facts.get(ref) if isinstance(ref, str) else self.seen.steps[ref].value
