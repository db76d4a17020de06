"""The OpenAPI description: what it promises is what is answered, and its page asks nobody else."""

import asyncio
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.support import INVESTIGATED, Api
from tests.api.test_roles import OWN

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


async def _description(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = (await api.get("/openapi.json", None)).json()
    return document


async def test_routes_described_are_the_routes_there_are(api: Api) -> None:
    document = await _description(api)
    assert document["openapi"].startswith("3.1")
    described = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert described == set(OWN)


async def test_every_operation_says_who_may_ask_and_how_it_fails(api: Api) -> None:
    for path, methods in (await _description(api))["paths"].items():
        for operation in methods.values():
            assert operation["security"] == ([{"bearer": []}] if path.startswith("/v1/") else [])
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            assert operation["summary"]


async def test_commands_describe_their_headers_and_bodies(api: Api) -> None:
    document = await _description(api)
    form = document["paths"]["/v1/tasks/{task_id}/form"]["post"]
    headers = {item["name"] for item in form["parameters"] if item["in"] == "header" and item["required"]}
    assert headers == {"idempotency-key", "if-match"}
    bodies = form["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    names = {body["$ref"].rpartition("/")[2] for body in bodies}
    assert {"InvestigationReport", "DepartmentReply", "SatisfactionSurvey", "Appeal"} <= names
    assert "occurred_at" in document["components"]["schemas"]["InvestigationReport"]["properties"]


async def test_every_reference_leads_somewhere(api: Api) -> None:
    document = await _description(api)
    for reference in set(_references(document)):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


async def test_documentation_page_asks_no_other_host(api: Api) -> None:
    page = await api.get("/docs", None)
    assert page.status_code == 200
    assert not re.search(r"https?://", page.text)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        part = await api.get(address, None)
        assert part.status_code == 200, address
        assert part.headers["x-content-type-options"] == "nosniff"


async def test_answers_are_as_described(api: Api) -> None:
    """Generated requests, valid and not, as two people; a bounded number of examples for each operation."""
    document = await _description(api)
    case = await api.filed(await api.opened(), INVESTIGATED)
    known = {"case_no": case["case_no"], "task_id": case["tasks"][0]["id"], "deadline_id": case["promises"][0]["id"]}
    known |= {"policy": "warranty", "name": "daoyi", "region": "cn", "offer_id": case["offers"][0]["id"]}
    # In a thread, because schemathesis waits for its answers and this loop serves them.
    failures = await asyncio.to_thread(_try_all, document, str(api.client.base_url), known)
    assert not failures, "\n\n".join(failures[:5])


def _try_all(document: dict[str, Any], address: str, known: dict[str, str]) -> list[str]:
    tried = 0
    failures: list[str] = []
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(result, Ok)
        tried += _try_one(result.ok(), address, known, failures)
    assert failures or tried > len(OWN) * 3
    return failures


def _try_one(operation: Any, address: str, known: dict[str, str], failures: list[str]) -> int:
    numbers = count()

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def attempt(case: Any) -> None:
        number = next(numbers)
        if number % 2:  # every other time something that exists
            case.path_parameters.update({key: known[key] for key in case.path_parameters if key in known})
        person = "demo-supervisor" if number % 3 else "demo-engineering"
        case.call_and_validate(base_url=address, headers={"authorization": f"Bearer {person}"}, checks=CHECKS)

    try:
        attempt()
    except Exception as error:
        failures.append(f"{operation.label}: {error}")
    return next(numbers)


async def test_real_answers_fit_the_schemas_and_a_field_left_out_would_be_noticed(api: Api) -> None:
    document = await _description(api)
    case = await api.filed(await api.opened(rehearsal={"starts_at": "2026-02-13T15:00:00+08:00"}), INVESTIGATED)
    number = case["case_no"]
    await api.post(f"/v1/cases/{number}/advance", {"to": "2026-02-26T12:00:00+08:00"})
    for path, schema in (
        (f"/v1/cases/{number}", "CaseOut"),
        (f"/v1/cases/{number}/timeline?limit=200", "Timeline"),
        (f"/v1/tasks?case_no={number}", "TaskList"),
        (f"/v1/escalations?case_no={number}", "EscalationList"),
        (f"/v1/deadlines/{case['tasks'][0]['id']}/explain", "ExplainOut"),
        ("/v1/rulebooks/daoyi", "RulebookOut"),
        ("/v1/calendars/cn/2026", "YearOut"),
        ("/v1/calendars/cn/2031", "YearOut"),
    ):
        validator = Draft202012Validator({**document, "$ref": f"#/components/schemas/{schema}"})
        body = (await api.get(path)).json()
        validator.validate(body)
        assert body.get("items", True), path
        body.pop(next(iter(body)))
        assert not validator.is_valid(body), path
