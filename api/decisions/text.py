"""A decision as plain text (裁定文本), rendered from its steps: for the API, the terminal and a printer alike."""

from collections.abc import Iterator

from api.decisions import layout
from api.decisions.names import OF_LINES, PARTIES, Names, kinds_of_fact, names_of
from api.decisions.telling import Teller
from api.decisions.words import fact_name, has, is_fact, say, text
from domain.decision.decision import Line, Need
from domain.decision.ground import Ground
from domain.decision.view import View


def render(seen: View, ground: Ground, lang: str) -> str:
    """Head, facts, steps, lines, answers, outcome and what is needed. `lang`: zh or en."""
    names = names_of(ground)
    parts = [
        _head(seen, ground, lang),
        _section("facts", _facts(seen, names, lang), lang),
        _section("steps", _steps(seen, names, lang), lang),
        _section("lines", _lines(seen.lines, names, lang), lang),
        _section("answers", _answers(seen, names, lang), lang),
        _outcome(seen, names, lang),
        _section("hashes", layout.pairs(_hashes(seen), indent="  "), lang),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _head(seen: View, ground: Ground, lang: str) -> list[str]:
    book = ground.book
    shown = say("audiences", seen.audience.value, lang)
    if not seen.complete:
        shown += f" ({say('heads', 'incomplete', lang)})"
    rows = [
        (_label("policy", lang), say("policies", seen.decision.policy, lang)),
        (_label("rulebook", lang), f"{book.title.in_language(lang)} {book.version}"),
        (_label("as_of", lang), seen.decision.derivation.as_of.isoformat()),
        (_label("audience", lang), shown),
    ]
    return [*layout.pairs(rows), ""]


def _label(key: str, lang: str) -> str:
    return f"{say('heads', key, lang)}:"


def _section(key: str, lines: list[str], lang: str) -> list[str]:
    """A part with its heading; nothing at all where there is nothing to say."""
    return [f"── {say('heads', key, lang)}", *lines, ""] if lines else []


def _facts(seen: View, names: Names, lang: str) -> list[str]:
    rows = []
    for name, value in seen.facts.values.items():
        source = seen.facts.source_of(name)
        told = f"{say('heads', 'from', lang)} {source.source}" if source is not None else ""
        if source is not None and source.observed_on is not None:
            told += f" ({say('heads', 'observed', lang)} {source.observed_on.isoformat()})"
        rows.append((fact_name(name).in_language(lang), names.value(value, lang, kinds_of_fact(name)), told))
    return layout.grid(rows)


def _steps(seen: View, names: Names, lang: str) -> list[str]:
    """Numbered as in the whole derivation. A constant of the rulebook is told where it is used."""
    teller = Teller(seen, names, lang)
    digits = len(str(max(seen.steps, default=0)))
    margin = " " * (digits + 4)
    lines = []
    for n, step in seen.steps.items():
        if teller.told_elsewhere(n):
            continue
        folded = layout.fold(f"{teller.step(n)}  [{step.clause}]", layout.WIDTH - len(margin))
        lines.append(f"  {n:>{digits}}  {folded[0]}")
        lines += [margin + line for line in folded[1:]]
    return lines


def _lines(lines: tuple[Line, ...], names: Names, lang: str) -> list[str]:
    if not lines:
        return []
    heads = ("kind", "what", "parties", "amount", "state", "clause")
    return layout.grid(
        [tuple(say("columns", head, lang) for head in heads), *(_line(each, names, lang) for each in lines)]
    )


def _line(line: Line, names: Names, lang: str) -> tuple[str, ...]:
    return (
        say("kinds", line.kind.value, lang),
        "; ".join(_what(line, names, lang)),
        f"{_party(line.payer, names, lang)} → {_party(line.payee, names, lang)}",
        _amount(line),
        say("states", line.state.value, lang),
        line.clause,
    )


def _what(line: Line, names: Names, lang: str) -> Iterator[str]:
    yield names.code(line.what, OF_LINES).in_language(lang)
    if line.item is not None:
        yield (fact_name(line.item) if is_fact(line.item) else text("terms", line.item)).in_language(lang)
    if line.quantity != 1:
        yield say("columns", "pieces", lang).format(n=line.quantity)
    if line.rate is not None and line.base is not None:
        yield f"{_name(line.base, names, lang)} × {line.rate:f}%"
    for head, party in (("bears", line.borne_by), ("advances", line.advanced_by)):
        if party is not None:
            yield f"{say('columns', head, lang)} {_party(party, names, lang)}"


def _amount(line: Line) -> str:
    if line.amount is not None:
        return f"{line.amount:f}"
    return f"≤ {line.at_most:f}" if line.at_most is not None else "–"


def _party(code: str, names: Names, lang: str) -> str:
    return names.code(code, PARTIES).in_language(lang)


def _name(code: str, names: Names, lang: str) -> str:
    """A code in the rulebook's words, or in ours."""
    named = names.thing(code)
    if named.zh == code:
        for key in (code, f"unit.{code}"):
            if has("facts", key):
                return say("facts", key, lang)
    return named.in_language(lang)


def _answers(seen: View, names: Names, lang: str) -> list[str]:
    teller = Teller(seen, names, lang)
    return layout.grid(
        [
            (
                names.answer(each.name).in_language(lang),
                teller.answer(each),
                teller.where(each.ref),
            )
            for each in seen.answers
        ]
    )


def _outcome(seen: View, names: Names, lang: str) -> list[str]:
    outcome = say("outcomes", seen.outcome.value, lang)
    if seen.decision.provisional:
        outcome += f" ({say('heads', 'provisional', lang)})"
    told = [f"{_label('outcome', lang)} {outcome}"]
    if seen.needs:
        told.append(_label("needs", lang))
        told += layout.grid([_need(need, names, lang) for need in seen.needs])
    return [*told, ""]


def _need(need: Need, names: Names, lang: str) -> tuple[str, str]:
    named = names.at(need.what)
    words = (
        fact_name(need.what).in_language(lang)
        if is_fact(need.what)
        else named.in_language(lang)
        if named is not None
        else _name(need.what, names, lang)
    )
    if need.role is not None:
        words += f" · {say('heads', 'person', lang).format(role=_party(need.role, names, lang))}"
    if need.low is not None and need.high is not None:
        words += f" · {say('heads', 'range', lang).format(low=need.low, high=need.high)}"
    if need.reason is not None:
        words += f" · {say('reasons', need.reason, lang)}"
    return words, f"[{need.clause}]"


def _hashes(seen: View) -> list[tuple[str, str]]:
    return [(f"{name}:", f"sha256:{value}") for name, value in (*seen.hashes.items(), ("digest", seen.digest))]
