"""Entitlements (退换修权益): which remedies the customer may have, who chooses, and whether one may be gone on with.

S0 chapter 四.1, S1-2.5 … 2.7, S1-4.3 … 4.8, S1 chapter 五, S2-3.2 … 3.6, S3-1, S3-6.3, S3-7, S3-12.1, S4-3.6.
"""

from collections.abc import Iterator
from datetime import date

from domain.decision.decision import Decision, Outcome, absent, decision
from domain.decision.facts import Facts
from domain.decision.ground import Ground
from domain.decision.trace import Trace, Val
from domain.policies import repairs as repairs  # adds the predicates on repairs
from domain.policies import tables
from domain.policies.cover import Cover, covered
from domain.policies.offers import Open, goes_on, on_hold
from domain.policies.warranty import without_papers
from domain.rulebook.policies.common import HitPolicy, Test
from domain.rulebook.policies.remedies import OfferOrder, Remedy, RemedyChapter, RemedyRule

POLICY = "entitlement"


def decide_entitlement(ground: Ground, facts: Facts, as_of: date) -> Decision:
    """ "remedy.<id>" for each remedy: whether the customer may have it; "right.<rule>" for each rule that counts, with
    what it gives, and "chooser.<rule>"; `class` where the manual names cases; `offer`, what is offered first.

    `request.offered` is what the agent goes on with, `request.chosen` what the customer chose. With one of them:
    `goes_on`, whether anyone may go on with it, and its `terms`. Raises FactError (not_in_rulebook) if they name no
    remedy of the rulebook, or `request.rights` no rule.
    """
    trace, chapter = Trace(ground, facts, as_of), ground.book.remedies
    if chapter is None:
        return absent(trace, POLICY)
    rights = list(_rights(trace, chapter))
    parts = [(rule, remedy, part) for rule, truth in rights for remedy, part in _parts(trace, rule, truth)]
    open_ = _open(trace, chapter, parts)
    answers = _names_of_case(trace, chapter, parts)
    for rule, truth in rights:
        answers |= _right(trace, rule, truth)
    answers |= {f"remedy.{name}": each.may for name, each in open_.items()}
    if chapter.offers is not None:
        answers["offer"] = _offer(trace, chapter.offers, open_)
    acting, outcome, needs = goes_on(trace, chapter, open_)
    answers |= acting
    if outcome is Outcome.DECIDED and not acting and any(each.may.value is None for each in open_.values()):
        outcome = Outcome.UNDETERMINED
    cover: Cover | None = trace.memo.get("cover")
    if outcome is Outcome.UNDETERMINED and cover is not None and cover.hold:
        outcome, needs = on_hold(trace, cover)
    return decision(trace, POLICY, outcome, answers=answers, needs=needs)


def remedies_of(made: Decision) -> tuple[str, ...]:
    """The remedies that the customer may have, by a decision on entitlement."""
    return tuple([each.name.removeprefix("remedy.") for each in made.answers if _is_open(each.name, each.value)])


def _is_open(name: str, value: object) -> bool:
    return name.startswith("remedy.") and value is True


# ── which rules count ────────────────────────────────────────────────────────────────────────────────────────────


def _rights(trace: Trace, chapter: RemedyChapter) -> Iterator[tuple[RemedyRule, Val]]:
    """Every rule with whether it counts: it applies, or its right arose before; and no rule over it does."""
    hit = tables.decide(trace, "remedies.rules", chapter.rules, HitPolicy.COLLECT, chapter.clause)
    known = _register(trace, chapter)
    truths = {}
    for rule, truth in zip(chapter.rules, hit.truths, strict=True):
        if known is not None and not truth.value:
            lasts = trace.rule(rule.lasting, rule.clause, f"remedies.rules.{rule.id}.lasting")
            named = trace.rule(rule.id, rule.clause, f"remedies.rules.{rule.id}.id")
            arisen = trace.all_of((lasts, trace.compare(named, "in", known, rule.clause)), rule.clause)
            truth = trace.any_of((truth, arisen), rule.clause)
        truths[rule.id] = truth
    for rule in chapter.rules:
        over = [truths[each.id] for each in chapter.rules if rule.id in each.prevails_over]
        truth = truths[rule.id]
        if over and truth.value is not False:
            beaten = trace.any_of(over, rule.clause)
            truth = trace.all_of((truth, trace.negate(beaten, rule.clause)), rule.clause)
        yield rule, truth


def _register(trace: Trace, chapter: RemedyChapter) -> Val | None:
    """Rights that arose before. Raises FactError (not_in_rulebook)."""
    known = trace.maybe("request.rights")
    if known.value is None:
        return None
    tables.known_in("request.rights", known.value, [rule.id for rule in chapter.rules])
    return known


def _right(trace: Trace, rule: RemedyRule, truth: Val) -> dict[str, Val]:
    """What a rule that counts gives; where the law may give more, whether it counts or not. [G-16]"""
    path, clause = f"remedies.rules.{rule.id}", rule.clause
    answers = {}
    if truth.value:
        answers[f"right.{rule.id}"] = trace.rule(rule.gives, clause, f"{path}.gives")
    if truth.value and len(rule.gives) > 1:
        answers[f"chooser.{rule.id}"] = trace.rule(rule.chooser, clause, f"{path}.chooser")
    if rule.statutory_floor is not None:
        lang = "zh" if trace.ground.book.language.startswith("zh") else "en"
        text = getattr(rule.statutory_floor, lang)
        answers[f"statutory_floor.{rule.id}"] = trace.rule(text, clause, f"{path}.statutory_floor.{lang}")
    return answers


# ── which remedies they open ─────────────────────────────────────────────────────────────────────────────────────


def _parts(trace: Trace, rule: RemedyRule, truth: Val) -> Iterator[tuple[str, Val]]:
    """Each remedy that the rule gives, with whether it does. Cover without papers gives less. [S3-6.2e]"""
    cover: Cover | None = None
    if truth.value is not False and any(each.is_ is Test.COVERED for each in rule.when):
        cover = covered(trace)
    for n, name in enumerate(rule.gives):
        part = truth
        if cover is not None and cover.term is not None and cover.term.fallback is not None:
            fewer = without_papers(trace, cover.term)
            named = trace.rule(name, rule.clause, f"remedies.rules.{rule.id}.gives[{n}]")
            part = trace.all_of((truth, trace.compare(named, "in", fewer, rule.clause)), rule.clause)
        yield name, part


def _open(trace: Trace, chapter: RemedyChapter, parts: list[tuple[RemedyRule, str, Val]]) -> dict[str, Open]:
    """Every remedy with the rules that give it; and those that the customer has while another is out of stock."""
    instead: dict[str, list[Val]] = {}
    for remedy in chapter.remedies:
        given = [part for _, name, part in parts if name == remedy.id]
        if remedy.from_stock is not None and given and trace.maybe("unit.stock").value is not None:
            missing = _out_of_stock(trace, remedy, given)
            for name in remedy.without_stock:
                instead.setdefault(name, []).append(missing)
    found = {}
    for remedy in chapter.remedies:
        by = [(rule, part) for rule, name, part in parts if name == remedy.id]
        truths = [part for _, part in by] + instead.get(remedy.id, [])
        may = trace.any_of(truths, remedy.clause, f"remedies.remedies.{remedy.id}")
        found[remedy.id] = Open(remedy, may, tuple(by))
    return found


def _out_of_stock(trace: Trace, remedy: Remedy, given: list[Val]) -> Val:
    path = f"remedies.remedies.{remedy.id}"
    enough = trace.rule(remedy.from_stock, remedy.clause, f"{path}.from_stock")
    missing = trace.compare(trace.fact("unit.stock", remedy.clause), "<", enough, remedy.clause)
    return trace.all_of((trace.any_of(given, remedy.clause), missing), remedy.clause, f"{path}.without_stock")


def _names_of_case(trace: Trace, chapter: RemedyChapter, parts: list[tuple[RemedyRule, str, Val]]) -> dict[str, Val]:
    """The class of the case: the first in the manual's order of which a rule counts. [S3-1]"""
    if not chapter.classes:
        return {}
    cases = []
    for n, name in enumerate(chapter.classes):
        truths = [part for rule, _, part in parts if rule.case_class == name]
        named = trace.rule(name, chapter.clause, f"remedies.classes[{n}]")
        cases.append((trace.any_of(truths, chapter.clause), named))
    return {"class": trace.first(cases, chapter.clause)}


def _offer(trace: Trace, offers: OfferOrder, open_: dict[str, Open]) -> Val:
    """What an agent offers first: the first in the order that the customer may have. [S3-12.1]"""
    path = "remedies.offers.order"
    named = [trace.rule(name, offers.clause, f"{path}[{n}]") for n, name in enumerate(offers.order)]
    return trace.first([(open_[each.value].may, each) for each in named], offers.clause, path)
