"""Decisions over HTTP: every policy, in both languages, for every audience; what is wrong is told by the fact."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.problem_texts import FIELD_PROBLEMS
from casebook.people import Company
from casebook.settings import ROOT
from domain.policies.registry import CHAPTERS, POLICIES
from tests.api.conftest import serving
from tests.api.support import Api, pointers
from tests.support.clause import clause

EXAMPLES = ROOT / "examples" / "decisions"
FILES = sorted(EXAMPLES.glob("*.json"))
CARD: dict[str, Any] = {
    "kind": "warranty_card", "filled": ["sold_on", "model", "esn", "serial"], "seal": "seller", "altered": False,
    "dated_on": "2025-11-30",
}  # fmt: skip
PHONE: dict[str, Any] = {
    "rulebook": "phones",
    "as_of": "2026-06-01",
    "facts": {
        "unit": {"component": "battery"},
        "papers": [CARD],
        "findings": {"present": []},
        "request": {"reported_on": "2026-06-01"},
    },
}


def with_facts(**groups: Any) -> dict[str, Any]:
    """The phone with other facts."""
    return {**PHONE, "facts": {**PHONE["facts"], **groups}}


def policy_of(path: Path) -> str:
    """An example is named after its policy and its rulebook."""
    return path.stem.partition("_")[0]


async def ask(api: Api, policy: str, body: Any, person: str = "agent", *, accept: str = "", lang: str = "zh-CN") -> Any:
    """The answer as data or as text; it must be a 200."""
    headers = {"authorization": f"Bearer demo-{person}", "accept": accept or "*/*", "accept-language": lang}
    response = await api.client.post(f"/v1/decisions/{policy}", json=body, headers=headers)
    assert response.status_code == 200, response.text
    return response.text if accept else response.json()


def test_every_policy_has_an_example_and_is_registered() -> None:
    assert set(POLICIES) == set(CHAPTERS) == {policy_of(path) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_example_is_decided_with_every_step_numbered(api: Api, path: Path) -> None:
    body = json.loads(path.read_text("utf-8"))
    made = await ask(api, policy_of(path), body)
    assert made["policy"] == policy_of(path)
    assert (made["rulebook"]["name"], made["as_of"]) == (body["rulebook"], body["as_of"])
    assert made["audience"] == "company"
    assert made["complete"] is True
    steps = made["derivation"]["steps"]
    assert [step["n"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["clause"] for step in steps)
    assert {"rulebook", "calendar", "facts"} <= set(made["hashes"])
    assert len(made["digest"]) == 64
    assert all(
        line["currency"] == "CNY" and (line["amount"] is None or float(line["amount"]) > 0) for line in made["lines"]
    )
    assert made == await ask(api, policy_of(path), body)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_example_is_printed_in_both_languages(api: Api, path: Path) -> None:
    body = json.loads(path.read_text("utf-8"))
    made = await ask(api, policy_of(path), body)
    chinese = await ask(api, policy_of(path), body, accept="text/plain")
    english = await ask(api, policy_of(path), body, accept="text/plain", lang="en")
    for text, heads in ((chinese, ("裁定", "推导", "结果")), (english, ("Decision", "Derivation", "Outcome"))):
        assert all(head in text for head in heads)
        assert made["digest"] in text
        assert all(line["amount"] in text for line in made["lines"] if line["amount"])
        assert all(f"[{step['clause']}]" in text for step in made["derivation"]["steps"] if step["op"] != "rule")


async def test_answers_fit_their_schema_and_facts_that_are_taken_fit_theirs(api: Api) -> None:
    document = (await api.get("/openapi.json", None)).json()
    answer = Draft202012Validator({**document, "$ref": "#/components/schemas/DecisionOut"})
    asked = Draft202012Validator({**document, "$ref": "#/components/schemas/Asked"})
    for path in FILES:
        body = json.loads(path.read_text("utf-8"))
        asked.validate(body)
        made = await ask(api, policy_of(path), body)
        answer.validate(made)
        made.pop("outcome")
        assert not answer.is_valid(made)
    assert not asked.is_valid(with_facts(unit={"colour": "red"}))
    assert asked.is_valid(with_facts(unit={"component": {"value": "battery", "source": "form:1"}}))


async def test_a_file_without_a_rulebook_is_decided_by_the_companys_own_today(api: Api) -> None:
    made = await ask(api, "warranty", {"facts": {}})
    assert made["rulebook"]["name"] == "daoyi"
    assert made["outcome"] == "undetermined"
    assert "unit.component" in [need["what"] for need in made["needs"]]
    assert made["as_of"] >= "2026-01-01"


async def test_a_manual_that_does_not_speak_of_it_answers_so(api: Api) -> None:
    made = await ask(api, "kpi", {"facts": {}})
    assert (made["outcome"], made["lines"], made["derivation"]["steps"]) == ("chapter_absent", [], [])
    assert "this manual does not speak of it" in await ask(api, "kpi", {"facts": {}}, accept="text/plain", lang="en")


async def test_a_day_without_a_published_calendar_is_provisional(api: Api) -> None:
    body = with_facts(papers=[CARD | {"dated_on": "2030-01-01"}], request={"reported_on": "2030-06-01"})
    made = await ask(api, "warranty", body | {"as_of": "2030-06-02"})
    assert made["provisional"] is True
    assert "provisional" in await ask(api, "warranty", body | {"as_of": "2030-06-02"}, accept="text/plain", lang="en")


async def test_facts_carry_their_source_and_the_text_tells_it(api: Api) -> None:
    unit = {"component": {"value": "battery", "source": "form:7", "observed_on": "2026-05-30"}}
    made = await ask(api, "warranty", with_facts(unit=unit))
    (fact,) = [fact for fact in made["facts"] if fact["name"] == "unit.component"]
    assert (fact["value"], fact["source"], fact["observed_on"]) == ("battery", "form:7", "2026-05-30")
    text = await ask(api, "warranty", with_facts(unit=unit), accept="text/plain", lang="en")
    assert "from form:7 (observed on" in text


EXAMPLE = re.compile(r"agent \$API(/v1/decisions/\S+)((?: -H \"[^\"]+\")*) -d '([^']+)'", re.DOTALL)


async def test_examples_of_the_document_are_answered(api: Api) -> None:
    found = EXAMPLE.findall((ROOT / "docs" / "api.md").read_text("utf-8"))
    assert len(found) == 2
    for path, options, body in found:
        headers = dict(option.split(": ", 1) for option in re.findall(r'-H "([^"]+)"', options))
        headers |= {"authorization": "Bearer demo-agent", "content-type": "application/json"}
        response = await api.client.post(path, content=body.encode(), headers=headers)
        assert response.status_code == 200, response.text
        assert "decided" in response.text


# ── who may see what ─────────────────────────────────────────────────────────────────────────────────────────────────

FINES: dict[str, Any] = json.loads((EXAMPLES / "incentives_lamps.json").read_text("utf-8"))


@pytest.mark.parametrize("audience", ["customer", "dealer"])
async def test_nobody_outside_sees_a_fine_nor_what_it_comes_from(api: Api, audience: str) -> None:
    whole = await ask(api, "incentives", FINES)
    assert [line["amount"] for line in whole["lines"]] == ["200.00", "200.00"]
    made = await ask(api, "incentives", {**FINES, "audience": audience})
    assert (made["audience"], made["complete"]) == (audience, False)
    assert (made["facts"], made["answers"], made["lines"], made["needs"]) == ([], [], [], [])
    assert made["derivation"]["steps"] == []
    assert "facts" not in made["hashes"]
    assert made["digest"] != whole["digest"]
    text = await ask(api, "incentives", {**FINES, "audience": audience}, accept="text/plain")
    assert not [word for word in ("200", "agent-3", "罚") if word in text]


async def test_the_query_names_the_audience_too(api: Api) -> None:
    made = await ask(api, "incentives?audience=customer", FINES)
    assert made["audience"] == "customer"
    other = await api.post("/v1/decisions/incentives?audience=all", FINES)
    assert (other.status_code, pointers(other)) == (400, {"audience": "not_a_choice"})


async def test_a_price_that_was_given_is_never_told_to_a_customer(api: Api) -> None:
    body = with_facts(unit={"component": "battery", "shipping_price": "1234.56"})
    assert "1234.56" in json.dumps(await ask(api, "warranty", body))
    made = await ask(api, "warranty", {**body, "audience": "customer"})
    assert "1234.56" not in json.dumps(made)
    assert made["complete"] is False
    assert "facts" not in made["hashes"]
    assert made["answers"] == (await ask(api, "warranty", body))["answers"]
    other = with_facts(unit={"component": "battery", "shipping_price": "6543.21"})
    assert (await ask(api, "warranty", {**other, "audience": "customer"})) == made


@clause("S0-4.2.11")
async def test_of_a_refund_through_the_dealer_the_customer_sees_their_own_line_only(api: Api) -> None:
    unit = {"component": "unit", "invoice_price": "12000.00", "shipping_price": "9876.54"}
    request = {"entitled": True, "method": "refund", "applicant": "franchisee"}
    facts = {"unit": unit, "request": request, "findings": {"cause": "quality"}}
    for person, expected in (
        ("agent", {("company", "franchisee", "9876.54"), ("franchisee", "customer", "12000.00")}),
        ("franchisee", {("company", "franchisee", "9876.54"), ("franchisee", "customer", "12000.00")}),
        ("nobody", {("franchisee", "customer", "12000.00")}),
    ):
        response = await api.post("/v1/decisions/settlement", {"facts": facts}, person)
        made = response.json()
        assert {(line["payer"], line["payee"], line["amount"]) for line in made["lines"]} == expected
        assert ("9876.54" in response.text) == (person != "nobody")


@pytest.mark.parametrize(
    ("person", "widest"),
    [("agent", "company"), ("supervisor", "company"), ("franchisee", "dealer"), ("nobody", "customer")],
)
async def test_roles_bound_the_audience(api: Api, person: str, widest: str) -> None:
    order = ["customer", "dealer", "company"]
    shown = await api.post("/v1/decisions/warranty", PHONE, person)
    assert shown.json()["audience"] == widest
    for audience in order:
        response = await api.post("/v1/decisions/warranty", {**PHONE, "audience": audience}, person)
        if order.index(audience) <= order.index(widest):
            assert response.json()["audience"] == audience
        else:
            assert (response.status_code, response.json()["code"]) == (403, "forbidden")
            assert pointers(response) == {"/audience": "audience_forbidden"}


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────

REFUSED: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("no facts", {"as_of": "2026-06-01"}, {"/facts": "required"}),
    ("facts as a list", {**PHONE, "facts": []}, {"/facts": "wrong_type"}),
    ("unknown field of the body", {**PHONE, "colour": "red"}, {"/colour": "unknown_field"}),
    ("audience that is none", {**PHONE, "audience": "public"}, {"/audience": "not_a_choice"}),
    ("day that is none", {**PHONE, "as_of": "2026-02-30"}, {"/as_of": "not_a_date"}),
    ("day in another way of writing", {**PHONE, "as_of": "2026-W09-1"}, {"/as_of": "bad_format"}),
    ("day in the year 9999", {**PHONE, "as_of": "9999-12-31"}, {"/as_of": "out_of_range"}),
    ("day as a number", {**PHONE, "as_of": 20260601}, {"/as_of": "wrong_type"}),
    ("group outside the vocabulary", with_facts(weather={}), {"/facts/weather": "unknown_fact"}),
    ("fact outside the vocabulary", with_facts(unit={"colour": "red"}), {"/facts/unit/colour": "unknown_fact"}),
    ("fact with a dot in its name", with_facts(unit={"a.b": 1}), {"/facts/unit/a.b": "unknown_fact"}),
    ("fact with a slash in its name", with_facts(unit={"a/b~": 1}), {"/facts/unit/a~1b~0": "unknown_fact"}),
    ("fact without a name", with_facts(unit={"": 1}), {"/facts/unit/": "unknown_fact"}),
    (
        "more beside a value",
        with_facts(unit={"model": {"value": "x", "source": "form:1", "sure": True}}),
        {"/facts/unit/model/sure": "unknown_fact"},
    ),
    ("value without a source", with_facts(unit={"model": {"value": "x"}}), {"/facts/unit/model/source": "wrong_type"}),
    ("group as a list", with_facts(unit=[]), {"/facts/unit": "wrong_type"}),
    ("list as an object", with_facts(papers={}), {"/facts/papers": "wrong_type"}),
    ("list of texts", with_facts(papers=["card"]), {"/facts/papers/0": "wrong_type"}),
    ("number for text", with_facts(unit={"component": 7}), {"/facts/unit/component": "wrong_type"}),
    ("text for yes", with_facts(papers=[CARD | {"altered": "no"}]), {"/facts/papers/0/altered": "wrong_type"}),
    ("yes for a number", with_facts(unit={"stock": True}), {"/facts/unit/stock": "wrong_type"}),
    ("money as a number", with_facts(unit={"invoice_price": 12.5}), {"/facts/unit/invoice_price": "wrong_type"}),
    ("money with a power", with_facts(unit={"invoice_price": "1E5"}), {"/facts/unit/invoice_price": "wrong_type"}),
    ("tenths of a cent", with_facts(unit={"invoice_price": "1.005"}), {"/facts/unit/invoice_price": "wrong_type"}),
    ("30 February", with_facts(request={"reported_on": "2026-02-30"}), {"/facts/request/reported_on": "wrong_type"}),
    ("week date", with_facts(request={"reported_on": "2026-W09-1"}), {"/facts/request/reported_on": "wrong_type"}),
    ("tomorrow", with_facts(request={"reported_on": "2026-06-02"}), {"/facts/request/reported_on": "in_future"}),
    ("less than nothing", with_facts(unit={"stock": -1}), {"/facts/unit/stock": "negative"}),
    ("price below nothing", with_facts(unit={"invoice_price": "-1.00"}), {"/facts/unit/invoice_price": "negative"}),
    ("months beyond the calendar", with_facts(unit={"model_months": 10**6}), {"/facts/unit/model_months": "too_large"}),
    (
        "sold before it was made",
        with_facts(unit={"manufactured_on": "2026-05-02", "purchased_on": "2026-05-01"}),
        {"/facts/unit/purchased_on": "out_of_order"},
    ),
    (
        "repaired before it came",
        with_facts(repairs=[{}, {"handed_in_on": "2026-05-02", "completed_on": "2026-05-01"}]),
        {"/facts/repairs/1/completed_on": "out_of_order"},
    ),
    (
        "part that the manual has not",
        with_facts(unit={"component": "wing"}),
        {"/facts/unit/component": "not_in_rulebook"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
async def test_what_cannot_be_is_pointed_at_in_both_languages(
    api: Api, body: dict[str, Any], expected: dict[str, str]
) -> None:
    for lang in ("zh-CN", "en"):
        headers = {"authorization": "Bearer demo-agent", "accept-language": lang}
        response = await api.client.post("/v1/decisions/warranty", json=body, headers=headers)
        assert (response.status_code, response.json()["code"]) == (422, "invalid_fields"), response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert pointers(response) == expected
        (error,) = response.json()["errors"]
        assert error["code"] in FIELD_PROBLEMS
        assert error["detail"]
        if error["code"] == "not_in_rulebook":
            assert error["clause"] == "S3-6"


async def test_contradiction_of_two_counts_is_pointed_at(api: Api) -> None:
    body = json.loads((EXAMPLES / "kpi_furniture.json").read_text("utf-8"))
    body["facts"]["months"][0]["counts"]["complaints_late"] = 401
    response = await api.post("/v1/decisions/kpi", body)
    assert response.status_code == 422
    assert pointers(response) == {"/facts/months/0/counts/complaints_late": "contradictory"}


async def test_rulebook_that_is_none_and_one_of_another_company_are_unknown(api: Api) -> None:
    directory = api.book.directory
    companies = {**directory.companies, "lampworks": Company("lampworks", "lamps")}
    async with serving(replace(api.book, directory=replace(directory, companies=companies))) as other:
        for name in ("lamps", "nothing"):
            response = await other.post("/v1/decisions/warranty", {"facts": {}, "rulebook": name})
            assert (response.status_code, response.json()["code"]) == (404, "rulebook_unknown")
            assert pointers(response) == {"/rulebook": "rulebook_unknown"}
        assert (await other.post("/v1/decisions/warranty", {"facts": {}, "rulebook": "phones"})).status_code == 200
    bad = await api.post("/v1/decisions/warranty", {"facts": {}, "rulebook": "../phones"})
    assert pointers(bad) == {"/rulebook": "bad_format"}


async def test_policy_that_is_none_is_not_found(api: Api) -> None:
    for policy in ("weather", "Warranty", "%00"):
        assert (await api.post(f"/v1/decisions/{policy}", PHONE)).status_code == 404


BODIES: list[tuple[str, bytes, int, str]] = [
    ("empty", b"", 400, "malformed_json"),
    ("half", json.dumps(PHONE).encode()[:-1], 400, "malformed_json"),
    ("a list", b"[]", 400, "malformed_json"),
    ("a key twice", b'{"facts": {}, "facts": {}}', 400, "malformed_json"),
    ("NaN", b'{"facts": {"unit": {"stock": NaN}}}', 400, "malformed_json"),
    ("a number without end", b'{"facts": {"unit": {"stock": ' + b"9" * 10_000 + b"}}}", 400, "malformed_json"),
    ("too deep", b'{"facts": ' + b'{"a":' * 20 + b"1" + b"}" * 20 + b"}", 400, "json_too_deep"),
    ("not UTF-8", b'{"facts": {"unit": {"model": "\xff"}}}', 400, "body_not_utf8"),
    ("half a character", b'{"facts": {"unit": {"model": "\\ud800"}}}', 422, "invalid_fields"),
    ("NUL", b'{"facts": {"unit": {"model": "a\\u0000"}}}', 422, "invalid_fields"),
    ("too large", json.dumps(with_facts(unit={"model": "x" * 70_000})).encode(), 413, "body_too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "status", "code"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
async def test_rubbish_is_a_problem(api: Api, content: bytes, status: int, code: str) -> None:
    headers = {"authorization": "Bearer demo-agent", "content-type": "application/json"}
    response = await api.client.post("/v1/decisions/warranty", content=content, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"


async def test_deciding_writes_nothing_and_needs_no_key(api: Api) -> None:
    before = await api.counts("none")
    for path in FILES:
        await ask(api, policy_of(path), json.loads(path.read_text("utf-8")))
    assert await api.counts("none") == before
