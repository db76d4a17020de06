"""What one would write without a rulebook (手写版): rules of three manuals as plain Python that writes the same steps.

Numbers, clauses and paths stand in the code, so there is nothing to look up. What the three questions do not need is
not provided for; that only makes it faster. Outcome, answers, lines and steps must come out equal to ours.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.decision.decision import Answer, Audience, Decision, Derivation, Line, LineKind, LineState, Outcome
from domain.decision.trace import Ref, Step
from domain.time.calendar import Calendar
from domain.time.clocks import add_months

DAY, CENT = timedelta(days=1), Decimal("0.01")
Facts = Mapping[str, Any]
CARD = "warranty.proofs.warranty_card"


def phone_warranty(facts: Facts, as_of: date, calendar: Calendar, hashes: Mapping[str, str]) -> Decision:
    """S3-6: a battery with a warranty card."""
    steps: list[Step] = []
    add = steps.append
    get = facts.get
    if get("unit.component") != "battery":
        raise NotImplementedError
    add(Step("rule", "", (), "battery", "S3-6.1", "warranty.coverage.battery.id"))
    add(Step("compare", "=", ("unit.component", 1), True, "S3-6.1", ""))
    for n, kind, clause in ((0, "sales_voucher", "S3-6.2b"), (1, "warranty_card", "S3-6.2a")):
        add(Step("rule", "", (), kind, clause, f"warranty.proofs.{kind}.id"))
        is_one = get("papers.0.kind") == kind
        add(Step("compare", "=", ("papers.0.kind", len(steps)), is_one, clause, ""))
        if is_one != (n == 1):
            raise NotImplementedError
    filled, complete, parts = get("papers.0.filled") or (), True, []
    for n, name in enumerate(("sold_on", "model", "esn", "serial")):
        add(Step("rule", "", (), name, "S3-6.2a", f"{CARD}.fields[{n}]"))
        found = name in filled
        complete &= found
        add(Step("compare", "in", (len(steps), "papers.0.filled"), found, "S3-6.2a", ""))
        parts.append(len(steps))
    add(Step("rule", "", (), "seller", "S3-6.2a", f"{CARD}.seal"))
    sealed = get("papers.0.seal") == "seller"
    add(Step("compare", "=", ("papers.0.seal", len(steps)), sealed, "S3-6.2a", ""))
    parts.append(len(steps))
    complete &= sealed
    add(Step("all", "", tuple(parts), complete, "S3-6.2a", f"{CARD}.fields"))
    untouched = not get("papers.0.altered")
    add(Step("not", "", ("papers.0.altered",), untouched, "S3-6.2c", f"{CARD}.altered"))
    add(Step("all", "", (len(steps) - 1, len(steps)), complete and untouched, "S3-6.2a", CARD))
    if not (complete and untouched):
        raise NotImplementedError
    valid_at = len(steps)
    add(Step("rule", "", (), "any", "S3-6.2d", "warranty.papers_needed"))
    add(Step("any", "", (valid_at,), True, "S3-6.2e", "warranty.without_papers"))
    dated = facts["papers.0.dated_on"]
    add(Step("first", "", (valid_at, "papers.0.dated_on"), dated, "S3-6", "warranty.proofs"))
    dated_at = len(steps)
    add(Step("rule", "", (), 6, "S3-6.1", "warranty.coverage.battery.months"))
    last = add_months(dated, 6)
    add(Step("add_months", "", (dated_at, len(steps)), last, "S3-6.1", ""))
    provisional = False
    while not calendar.is_working(last):
        provisional |= not calendar.is_known(last)
        last += DAY
    provisional |= not calendar.is_known(last)
    add(Step("roll", "customer", (len(steps),), last, "G-6", "warranty.coverage.battery.roll"))
    last_at = len(steps)
    in_term = facts["request.reported_on"] <= last
    add(Step("compare", "<=", ("request.reported_on", last_at), in_term, "S3-6", "warranty.judged_by"))
    add(Step("choose", "collect", (), (), "S3-6", "warranty.exclusions"))
    present, damaged, parts = facts["findings.present"], False, []
    for name in ("disaster", "misuse", "seal_torn", "unapproved_repair"):
        add(Step("rule", "", (), name, "S3-6.3", f"lists.human_damage.items.{name}.id"))
        found = name in present
        damaged |= found
        add(Step("compare", "in", (len(steps), "findings.present"), found, "S3-6.3", ""))
        parts.append(len(steps))
    add(Step("any", "human_damage", tuple(parts), damaged, "S3-6", ""))
    damage_at = len(steps)
    add(Step("any", "", (damage_at,), damaged, "S3-6", "warranty.exclusions"))
    add(Step("not", "", (len(steps),), not damaged, "S3-6", ""))
    covered = in_term and not damaged
    add(Step("all", "", (len(steps), last_at + 1), covered, "S3-6", "warranty"))
    covered_at = len(steps)
    name, path = ("WH", "warranty.covered") if covered else ("F", "warranty.chargeable")
    add(Step("rule", "", (), name, "S3-6", path))
    answers = (
        Answer("class", name, len(steps)),
        Answer("covered", covered, covered_at),
        Answer("last_day", last, last_at),
        Answer("proof_date", dated, dated_at),
        Answer("exclusions", (), last_at + 2),
        Answer("damage.human_damage", damaged, damage_at),
    )
    derivation = Derivation("warranty", as_of, tuple(steps), hashes)
    return Decision("warranty", Outcome.DECIDED, derivation, answers, (), (), provisional)


# ── a month of the furniture company ─────────────────────────────────────────────────────────────────────────────────

COUNT = "months.0.counts."
LATE = tuple([(Decimal(text), points) for text, points in (("0", 0), ("0.4", 2), ("1", 4), ("1.5", 10))])
BEST = tuple([(Decimal(text), points) for text, points in (("100", 0), ("95", 1), ("80", 2), ("75", 3))])
SHOWN = (
    ("complaints_answered", "complaints_answered", "complaints"),
    ("complaints_resolved", "complaints_resolved", "complaints"),
    ("reports_good", "reports_good", "reports_handed_in"),
    ("reports_on_time", "reports_on_time", "reports_due"),
    ("unsatisfied_resolved", "unsatisfied_resolved", "unsatisfied"),
)
RATED = (
    ("K2", "callbacks_done", "callbacks_due"),
    ("K3", "opinions_fed_back_on_time", "opinions"),
    ("K4", "callbacks_genuine", "callbacks_sampled"),
    ("K5", "messages_passed_on_time", "messages"),
    ("K6", "customers_called_back", "customers_served"),
    ("K7", "ratings_satisfied", "ratings"),
)


def furniture_month(facts: Facts, as_of: date, calendar: Calendar, hashes: Mapping[str, str]) -> Decision:
    """S2-K1 … K12: a month with every denominator, one notice, no praise by the company."""
    steps: list[Step] = []
    add = steps.append
    answers: list[Answer] = []
    for row, over_name, of_name in SHOWN:
        over, of = facts.get(COUNT + over_name), facts.get(COUNT + of_name)
        share = _share(over, of) if over is not None and of else None
        add(Step("share", "", (COUNT + over_name, COUNT + of_name), share, "S2-K0.2", ""))
        add(Step("first", "", (), None, "S2-K0.2", ""))
        answers += [Answer(f"{row}.share", share, len(steps) - 1), Answer(row, None, len(steps))]
    taken, total, points = [], 0, 0
    for row, over_name, of_name in (("K1", "complaints_late", "complaints"), *RATED):
        points = _ratio(facts, steps, answers, row, COUNT + over_name, COUNT + of_name)
        total += points
        taken.append(answers[-1].ref)
    for row, name in (("K8", "checks_failed"), ("K9", "reports_untrue")):
        clause, path, product = f"S2-{row}", f"scorecard.rows.{row}", facts[COUNT + name] * 2
        add(Step("rule", "", (), 2, clause, f"{path}.points"))
        add(Step("multiply", "", (COUNT + name, len(steps)), product, clause, ""))
        add(Step("rule", "", (), True, clause, f"{path}.capped"))
        add(Step("rule", "", (), 10, clause, f"{path}.weight"))
        points = min(product, 10)
        add(Step("min", "", (len(steps) - 2, len(steps)), points, clause, ""))
        answers.append(Answer(row, points, len(steps)))
        total += points
        taken.append(len(steps))
    total += _notice(facts, steps, answers)
    taken.append(answers[-1].ref)
    add(Step("rule", "", (), None, "S2-K11", "scorecard.rows.K11_company.points"))
    answers.append(Answer("K11_company", 0, f"{COUNT}company_praise"))
    add(Step("rule", "", (), 2, "S2-K11", "scorecard.rows.K11_department.points"))
    praise = facts[f"{COUNT}department_praise"] * 2
    add(Step("multiply", "", (f"{COUNT}department_praise", len(steps)), praise, "S2-K11", ""))
    praise_at = len(steps)
    answers.append(Answer("K11_department", praise, praise_at))
    for n in range(1, 11):
        add(Step("rule", "", (), 10, "S2-K1.1" if n == 1 else f"S2-K{n}", f"scorecard.rows.K{n}.weight"))
    at = len(steps)
    add(Step("sum", "", tuple(taken), total, "S2-K12", ""))
    add(Step("sum", "", tuple(range(at - 9, at + 1)), 100, "S2-K12", ""))
    add(Step("subtract", "", (at + 2, at + 1), 100 - total, "S2-K12", ""))
    score = 100 - total + praise
    add(Step("sum", "", (at + 3, f"{COUNT}company_praise", praise_at), score, "S2-K12", ""))
    add(Step("rule", "", (), 0, "S2-K12", "scorecard.floor"))
    add(Step("max", "", (at + 4, at + 5), max(score, 0), "S2-K12", ""))
    answers.append(Answer("total", max(score, 0), at + 6))
    add(Step("rule", "", (), "service_manager", "S2-K12", "scorecard.confirm"))
    answers.append(Answer("confirm", "service_manager", len(steps)))
    derivation = Derivation("kpi", as_of, tuple(steps), hashes)
    return Decision("kpi", Outcome.DECIDED, derivation, tuple(answers))


def _share(over: int, of: int) -> Decimal:
    return Decimal((over * 20_000 + of) // (2 * of)).scaleb(-2)


def _ratio(facts: Facts, steps: list[Step], answers: list[Answer], row: str, over_at: str, of_at: str) -> int:
    """A ratio row: its share and its points."""
    add, clause, path = steps.append, f"S2-{row}", f"scorecard.rows.{row}"
    over, of = facts[over_at], facts[of_at]
    share = _share(over, of)
    add(Step("share", "", (over_at, of_at), share, clause, ""))
    answers.append(Answer(f"{row}.share", share, len(steps)))
    add(Step("compare", "<=", (over_at, of_at), over <= of, clause, f"{path}.share"))
    late = row == "K1"
    banded, how, name, bands, last = (
        ("S2-K1.3", "<=", "at_most", LATE, 15) if late else ("S2-K2.1", ">=", "at_least", BEST, 5)
    )
    cases: list[int] = []
    points = last
    for n, (bound, worth) in enumerate(bands):
        add(Step("rule", "", (), bound, banded, f"{path}.bands[{n}].{name}"))
        limit = (of * bound).scaleb(-2)
        add(Step("multiply", "percent", (of_at, len(steps)), limit, banded, ""))
        inside = over <= limit if late else over >= limit
        add(Step("compare", how, (over_at, len(steps)), inside, banded, ""))
        add(Step("rule", "", (), worth, banded, f"{path}.bands[{n}].points"))
        cases += (len(steps) - 1, len(steps))
        if inside:
            points = worth
            break
    else:
        add(Step("all", "", (), True, banded, ""))
        add(Step("rule", "", (), last, banded, f"{path}.bands[4].points"))
        cases += (len(steps) - 1, len(steps))
    add(Step("first", "", tuple(cases), points, banded, ""))
    answers.append(Answer(row, points, len(steps)))
    add(Step("rule", "", (), False, "S2-K1.4" if late else clause, f"{path}.capped"))
    return points


def _notice(facts: Facts, steps: list[Step], answers: list[Answer]) -> int:
    """The notices of the month."""
    add, clause, path = steps.append, "S2-K10", "scorecard.rows.K10"
    names = sorted([name for name in facts if name.startswith("months.0.notices.")])
    for name in names:
        add(Step("given", "", (name,), True, clause, ""))
    at = len(steps)
    add(Step("count", "", tuple(range(at - len(names) + 1, at + 1)), len(names), clause, ""))
    complete = len(names) == facts[f"{COUNT}notices"]
    add(Step("compare", "=", (at + 1, f"{COUNT}notices"), complete, clause, ""))
    add(Step("rule", "", (), 2, clause, f"{path}.at_least"))
    add(Step("rule", "", (), 10, clause, f"{path}.at_most"))
    checks: list[Ref] = [at + 2]
    total = 0
    for name in names:
        points = facts[name]
        total += points
        add(Step("compare", ">=", (name, at + 3), points >= 2, clause, ""))
        add(Step("compare", "<=", (name, at + 4), points <= 10, clause, ""))
        complete &= 2 <= points <= 10
        checks += (len(steps) - 1, len(steps))
    add(Step("all", "", tuple(checks), complete, clause, ""))
    if not complete:
        raise NotImplementedError
    add(Step("sum", "", tuple(names), total, clause, ""))
    answers.append(Answer("K10", total, len(steps)))
    add(Step("rule", "", (), False, "S2-K10.1", f"{path}.capped"))
    return total


# ── fines of the lamp factory ────────────────────────────────────────────────────────────────────────────────────────

DEFECT, LATE_RULE = "incentives.rules.latent_defect.when", "incentives.rules.complaint_late"
KINDS = ("response", "solution", "start")


def lamp_fines(facts: Facts, as_of: date, calendar: Calendar, hashes: Mapping[str, str]) -> Decision:
    """S1-7.3: late obligations of one complaint, their rounds told."""
    steps: list[Step] = []
    add, get = steps.append, facts.get
    names = [f"obligations.{n}" for n in range(sum(name.endswith(".kind") for name in facts))]
    for name in names:
        add(Step("rule", "", (), ("latent_defect",), "S1-7.2", f"{DEFECT}[0].values"))
        found = get(f"{name}.kind") == "latent_defect"
        add(Step("compare", "in", (f"{name}.kind", len(steps)), found, "S1-7.2", f"{DEFECT}[0]"))
        if found:
            raise NotImplementedError
        add(Step("all", "latent_defect", (len(steps),), False, "S1-7.2", DEFECT))
    hits: list[tuple[str, int]] = []
    for name in names:
        if (at := _late(facts, steps, name, hits)) is not None:
            hits.append((name, at))
    answers, lines = [], []
    if hits:
        add(Step("rule", "", (), "supervisor", "S1-7.3", f"{LATE_RULE}.confirm"))
        answers.append(Answer("complaint_late.confirm", "supervisor", len(steps)))
    for name, at in hits:
        owner, document = f"{name}.owner", f"{name}.document"
        add(Step("rule", "", (), "rule", "S1-7.3", f"{LATE_RULE}.amount_from"))
        add(Step("rule", "", (), Decimal("200.00"), "S1-7.3", f"{LATE_RULE}.amount"))
        add(Step("round", "", (len(steps),), Decimal("200.00"), "G-11", ""))
        add(Step("rule", "", (), "fine", "S1-7.3", f"{LATE_RULE}.kind"))
        add(Step("rule", "", (), "owner", "S1-7.3", f"{LATE_RULE}.payer"))
        add(Step("rule", "", (), "company", "S1-7.3", f"{LATE_RULE}.payee"))
        end = len(steps)
        refs: tuple[Ref, ...] = (at, owner, end - 2, end - 3)
        lines.append(
            Line(
                kind=LineKind.DEDUCTION,
                what="complaint_late",
                payer=facts[owner],
                payee="company",
                clause="S1-7.3",
                amount=Decimal("200.00"),
                document=get(document),
                state=LineState.PROPOSED,
                audience=(Audience.COMPANY,),
                refs=(*refs, document) if document in facts else refs,
            )
        )
    add(Step("rule", "", (), ("S1-7.4",), "S1-7.4", "incentives.empty"))
    answers.append(Answer("empty", ("S1-7.4",), len(steps)))
    derivation = Derivation("incentives", as_of, tuple(steps), hashes)
    return Decision("incentives", Outcome.DECIDED, derivation, tuple(answers), tuple(lines))


def _late(facts: Facts, steps: list[Step], name: str, hits: list[tuple[str, int]]) -> int | None:
    """The step by which an obligation is an occurrence of its own, None if it is none."""
    add, when = steps.append, f"{LATE_RULE}.when"
    add(Step("rule", "", (), KINDS, "S1-7.3", f"{when}[0].values"))
    parts: list[Ref] = []
    for n in range(4):
        if n == 0:
            truth = facts[f"{name}.kind"] in KINDS
            add(Step("compare", "in", (f"{name}.kind", len(steps)), truth, "S1-7.3", f"{when}[0]"))
        elif n == 3:
            truth = not facts[f"{name}.told_before_due"]
            add(Step("not", "", (f"{name}.told_before_due",), truth, "S1-7.3", f"{when}[3]"))
        else:
            fact = f"{name}.in_complaint" if n == 1 else f"{name}.breached"
            truth = facts[fact]
            add(Step("all", "", (fact,), truth, "S1-7.3", f"{when}[{n}]"))
        parts.append(len(steps))
        if not truth:
            break
    add(Step("all", "complaint_late", tuple(parts), truth, "S1-7.3", when))
    if not truth:
        return None
    at, again, same = len(steps), False, []
    add(Step("rule", "", (), "obligation", "S1-7.3", f"{LATE_RULE}.per"))
    for other, _ in hits:
        kind = facts[f"{name}.kind"] == facts[f"{other}.kind"]
        add(Step("compare", "=", (f"{name}.kind", f"{other}.kind"), kind, "S1-7.3", ""))
        its_round = facts[f"{name}.round"] == facts[f"{other}.round"]
        add(Step("compare", "=", (f"{name}.round", f"{other}.round"), its_round, "S1-7.3", ""))
        add(Step("all", "", (len(steps) - 1, len(steps)), kind and its_round, "S1-7.3", ""))
        again |= kind and its_round
        same.append(len(steps))
    add(Step("any", "", tuple(same), again, "S1-7.3", ""))
    add(Step("not", "", (len(steps),), not again, "S1-7.3", ""))
    add(Step("all", "", (at, len(steps)), not again, "S1-7.3", ""))
    return None if again else len(steps)
