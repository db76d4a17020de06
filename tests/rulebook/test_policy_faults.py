"""Each fault planted into a good book of policies is refused with its code, its key and its clause."""

from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from domain.rulebook.policies import common
from rulebooks.messages import MESSAGES, describe
from rulebooks.policy_names import MEANS
from rulebooks.shelf import read_text
from tests.rulebook.dataclasses_of import chapters
from tests.rulebook.policy_book import policy_book
from tests.rulebook.test_faults import AS_WRITTEN, DEAD, PLANTED_ELSEWHERE, problems
from tests.rulebook.toml import DELETE, dumps

X = "warranty.exclusions"
LATE, WORN = f"{X}.late.when[0]", f"{X}.worn.when[0]"
RULE = {"clause": "S9-9", "name": {"zh": "规则", "en": "rule"}}
THING = RULE
UNSOLD = policy_book()["returns"]["classes"]["unsold"]
RATES = policy_book()["settlement"]["rates"]["unsold"]
BORNE = RULE | {"borne_by": "maker", "advanced_by": "dealer"}
FACTS: list[tuple[str, Any, str, str, str]] = [
    (f"{X}.late.when.0.days", DELETE, "argument_unfit", f"{LATE}.days", "S9-2.3"),
    (f"{X}.late.when.0.months", 1, "argument_unfit", f"{LATE}.days", "S9-2.3"),
    (f"{X}.late.when.0.anchor", DELETE, "missing_key", f"{LATE}.anchor", "S9-2.3"),
    (f"{X}.late.when.0.amount", 3, "argument_unfit", f"{LATE}.amount", "S9-2.3"),
    (f"{X}.worn.when.0.roll", "customer", "argument_unfit", f"{WORN}.roll", "S9-2.4"),
    (f"{X}.worn.when.0.values", DELETE, "missing_key", f"{WORN}.values", "S9-2.4"),
    (f"{X}.worn.when.0.fact", "unit.colour", "fact_unknown", f"{WORN}.fact", "S9-2.4"),
    (f"{X}.worn.when.0.fact", "unit.used", "fact_unfit", f"{WORN}.fact", "S9-2.4"),
    (f"{X}.late.when.0.anchor", "unit.model", "fact_unfit", f"{LATE}.anchor", "S9-2.3"),
    (f"{X}.worn.when", [{"is": "holds", "fact": "unit.model"}], "fact_unfit", f"{WORN}.fact", "S9-2.4"),
    (f"{X}.worn.when", [{"is": "at_least", "fact": "unit.model", "amount": 1}], "fact_unfit", f"{WORN}.fact", "S9-2.4"),
    (f"{X}.worn.when", [{"is": "before", "fact": "unit.stock", "other": "unit.purchased_on"}],
     "argument_unfit", f"{WORN}.other", "S9-2.4"),
    ("warranty.judged_by", "request.colour", "fact_unknown", "warranty.judged_by", "S9-2"),
    ("warranty.judged_by", "unit.model", "fact_unfit", "warranty.judged_by", "S9-2"),
    ("settlement.rates.unsold.age.end", "unit.used", "fact_unfit", "settlement.rates.unsold.age.end", "S9-5.2"),
    ("returns.authority.all.needs", ["request.colour"], "fact_unknown", "returns.authority.all.needs[0]", "S9-1"),
]  # fmt: skip
NAMES: list[tuple[str, Any, str, str, str]] = [
    (f"{X}.worn.prevails_over", ["nothing"], "rule_unknown", f"{X}.worn.prevails_over[0]", "S9-2.4"),
    (f"{X}.late.prevails_over", ["worn"], "precedence_circular", f"{X}.late.prevails_over[0]", "S9-2.3"),
    ("warranty.damages", ["scratches"], "list_unknown", "warranty.damages[0]", "S9-2"),
    ("lists.spare", RULE | {"items": {}}, "list_unused", "lists.spare", "S9-9"),
    ("remedies.rules.early.when.1.list", "scratches", "list_unknown", "remedies.rules.early.when[1].list", "S9-3.1"),
    ("remedies.rules.early.gives", ["song"], "remedy_unknown", "remedies.rules.early.gives[0]", "S9-3.1"),
    ("remedies.remedies.song", THING, "remedy_unused", "remedies.remedies.song", "S9-9"),
    ("remedies.rules.early.chooser", "king", "role_unknown", "remedies.rules.early.chooser", "S9-3.1"),
    ("returns.classes.unsold.methods", ["song"], "method_unknown", "returns.classes.unsold.methods[0]", "S9-4.1"),
    ("returns.methods.song", THING, "method_unused", "returns.methods.song", "S9-9"),
    ("returns.authority.all.approver_at_least", "king", "rank_unknown", "returns.authority.all.approver_at_least",
     "S9-1"),
    ("settlement.charges.job.payer", "ghost", "party_unknown", "settlement.charges.job.payer", "S9-5.3"),
    ("settlement.parties.ghost", THING, "party_unused", "settlement.parties.ghost", "S9-9"),
    ("roles.clerk", THING, "role_unused", "roles.clerk", "S9-9"),
    ("settlement.charges.job.discretion", "king", "role_unknown", "settlement.charges.job.discretion", "S9-5.3"),
]  # fmt: skip
TABLES: list[tuple[str, Any, str, str, str]] = [
    (f"{X}.late.when", [{"is": "holds", "fact": "unit.used"}, {"is": "fails", "fact": "unit.used"}],
     "never_fires", f"{X}.late", "S9-2.3"),
    (f"{X}.late.when", [{"is": "at_least", "fact": "unit.stock", "amount": 3},
                        {"is": "less_than", "fact": "unit.stock", "amount": 3}], "never_fires", f"{X}.late", "S9-2.3"),
    (f"{X}.late.when",
     [{"is": test, "fact": "request.applied_on", "anchor": "request.reported_on", "days": 5}
      for test in ("longer_than", "within")], "never_fires", f"{X}.late", "S9-2.3"),
    (f"{X}.late.when", [{"is": "one_of", "fact": "unit.component", "values": ["belt"]}],
     "never_fires", f"{X}.late", "S9-2.3"),
    ("returns.classes.other", UNSOLD | {"clause": "S9-4.3", "bases": ["word"]},
     "rules_conflict", "returns.classes.other", "S9-4.3"),
    ("returns.classes.closing.when", [{"is": "given", "fact": "request.return_class"}],
     "rules_conflict", "returns.classes.closing", "S9-4.2"),
    ("returns.classes.closing.prevails_over", ["unsold"], "never_fires", "returns.classes.closing.prevails_over[0]",
     "S9-4.2"),
    ("settlement.rates.again", RATES | {"clause": "S9-5.9"}, "rules_double", "settlement.rates.again", "S9-5.9"),
    ("settlement.costs", {"freight": RULE | {"kinds": ["freight"], "rules": {"once": BORNE, "twice": BORNE}}},
     "rules_double", "settlement.costs.freight.rules.twice", "S9-9"),
]  # fmt: skip
NUMBERS: list[tuple[str, Any, str, str, str]] = [
    ("settlement.rates.unsold.age.months_at_most", [24, 12],
     "bands_unordered", "settlement.rates.unsold.age.months_at_most", "S9-5.2"),
    ("settlement.rates.unsold.grades.a_whole.methods.refund.rates", ["80"],
     "rates_incomplete", "settlement.rates.unsold.grades.a_whole.methods.refund.rates", "S9-1"),
    ("settlement.rates.unsold.grades.b_slight.methods.swap", DELETE,
     "missing_key", "settlement.rates.unsold.grades.b_slight.methods.swap", "S9-1"),
    ("settlement.rates.unsold.grades.b_slight.methods.refund.rates", ["90", "50"],
     "not_monotone", "settlement.rates.unsold.grades.b_slight.methods.refund", "S9-1"),
    ("settlement.rates.unsold.grades.a_whole.methods.refund.rates", ["80", "85"],
     "not_monotone", "settlement.rates.unsold.grades.a_whole.methods.refund", "S9-1"),
    ("settlement.rates.unsold.grades.a_whole.methods", {},
     "not_monotone", "settlement.rates.unsold.grades.b_slight.methods.refund", "S9-1"),
    ("warranty.proofs.card.rank", 1, "number_twice", "warranty.proofs.invoice.rank", "S9-1"),
    ("warranty.coverage.unit.months", DELETE, "clock_undefined", "warranty.coverage.unit.months", "S9-2.1"),
    ("warranty.coverage.unit.without_proof", DELETE, "missing_key", "warranty.coverage.unit.without_proof", "S9-2.1"),
    ("warranty.without_papers", "chargeable", "never_fires", "warranty.coverage.unit.without_proof", "S9-2.1"),
    ("warranty.without_papers", "irrelevant", "never_fires", "warranty.without_papers", "S9-2"),
    ("warranty.coverage.unit.anchor", "unit.purchased_on", "never_fires", "warranty.without_papers", "S9-2"),
    ("warranty.proofs", {}, "never_fires", "warranty.coverage.unit.anchor", "S9-2.1"),
]  # fmt: skip
JOB, UNSOLD_RATES = "settlement.charges.job", "settlement.rates.unsold"
AGREED = BORNE | {"override": "request.agreed_bearer"}
MONEY: list[tuple[str, Any, str, str, str]] = [
    (f"{JOB}.payer", DELETE, "missing_key", f"{JOB}.payer", "S9-5.3"),
    (f"{JOB}.payee", DELETE, "missing_key", f"{JOB}.payee", "S9-5.3"),
    (f"{JOB}.price_from", "nothing", "never_fires", f"{JOB}.payer", "S9-5.3"),
    (f"{JOB}.price_from", "nothing", "never_fires", f"{JOB}.payee", "S9-5.3"),
    (f"{JOB}.price_from", "nothing", "never_fires", f"{JOB}.rate", "S9-5.3"),
    (f"{UNSOLD_RATES}.override", "request.agreement_rate", "missing_key", f"{UNSOLD_RATES}.override_needs", "S9-5.1"),
    (f"{UNSOLD_RATES}.override_needs", "request.agreement_document", "missing_key", f"{UNSOLD_RATES}.override",
     "S9-5.1"),
    ("settlement.costs", {"freight": RULE | {"kinds": ["freight"], "rules": {"agreed": AGREED}}},
     "missing_key", "settlement.costs.freight.rules.agreed.override_needs", "S9-9"),
]  # fmt: skip
PLANTED = [*FACTS, *NAMES, *TABLES, *NUMBERS, *MONEY]


def test_good_book_of_policies_has_no_problem() -> None:
    assert read_text(dumps(policy_book()), "ninth.toml").book.name == "ninth"


@pytest.mark.parametrize(("path", "value", "code", "key", "clause"), PLANTED)
def test_planted_fault_is_refused_by_code_key_and_clause(
    path: str, value: Any, code: str, key: str, clause: str
) -> None:
    found = problems(dumps(policy_book(path, value)), "ninth.toml")
    assert (code, key, clause) in [(problem.code, problem.key, problem.clause) for problem in found], found
    for lang in ("zh", "en"):
        lines = [describe(problem, lang) for problem in found]
        assert all("{" not in line and line.startswith("ninth.toml: ") for line in lines)


def test_rules_of_one_answer_may_apply_together_and_so_may_rules_of_which_one_prevails() -> None:
    for other in (UNSOLD, UNSOLD | {"bases": ["word"], "prevails_over": ["unsold"]}):
        book = policy_book(
            "returns.classes.other", other | {"when": [*UNSOLD["when"], {"is": "holds", "fact": "unit.used"}]}
        )
        assert read_text(dumps(book), "ninth.toml").book.returns is not None


def test_rule_that_asks_for_cover_needs_the_chapter_on_warranty() -> None:
    book = policy_book("remedies.rules.early.when", [{"is": "covered"}, {"is": "checklist", "list": "marks"}])
    assert read_text(dumps(book), "ninth.toml").book.remedies is not None
    del book["warranty"]
    assert "warranty" in [problem.key for problem in problems(dumps(book), "ninth.toml")]


def test_every_text_of_a_policy_chapter_has_a_meaning() -> None:
    """A new field that names facts, roles or things cannot be forgotten."""
    known = {"id", "clause"}
    texts = {
        f"{kind.__name__}.{each.name}"
        for kind in chapters()
        for each in fields(kind)
        if each.name not in known and str in _leaves(get_type_hints(kind)[each.name])
    }
    inherited = {name for name in texts if name.endswith(".prevails_over")}
    assert sorted(texts - inherited - MEANS.keys()) == []


def _leaves(hint: Any) -> list[Any]:
    return [leaf for part in get_args(hint) for leaf in _leaves(part)] or [hint]


def test_every_test_of_a_predicate_has_its_arguments() -> None:
    assert common.ARGUMENTS.keys() == set(common.Test)


def test_every_refusal_in_the_table_of_messages_is_planted_somewhere() -> None:
    planted = {code for _, _, code, _, _ in (*AS_WRITTEN, *DEAD, *PLANTED)}
    assert planted | PLANTED_ELSEWHERE == set(MESSAGES)


def test_role_may_stand_unused_where_whoever_owed_something_is_fined_for_it() -> None:
    book = policy_book("roles.clerk", THING)
    owed = [{"is": "holds", "fact": "obligations.breached"}]
    fine = THING | {"kind": "fine", "payer": "owner", "payee": "company", "confirm": "manager", "when": owed}
    book["incentives"] = {"clause": "S9-6", "rules": {"late": fine}}
    assert read_text(dumps(book), "ninth.toml").book.role("clerk").id == "clerk"
