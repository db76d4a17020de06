"""Rubbish is told from the field that is wrong, and leaves nothing behind but a command and its refusal."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.api.support import INVESTIGATED, RECORD, Api, pointers

LONG = "长" * 4001
Change = dict[str, Any]
GONE: Any = object()

FIELDS: list[tuple[str, Change, dict[str, str]]] = [
    ("unknown field", {"colour": "red"}, {"/colour": "unknown_field"}),
    ("missing field", {"findings": GONE}, {"/findings": "required"}),
    ("oversized field", {"findings": LONG}, {"/findings": "too_long"}),
    ("empty words", {"findings": "   "}, {"/findings": "too_short"}),
    ("NUL", {"findings": "a\x00b"}, {"/findings": "unreadable_text"}),
    ("number for text", {"findings": 7}, {"/findings": "wrong_type"}),
    ("list for text", {"findings": ["a"]}, {"/findings": "wrong_type"}),
    ("object for text", {"findings": {"a": 1}}, {"/findings": "wrong_type"}),
    ("text for boolean", {"substantiated": "true"}, {"/substantiated": "wrong_type"}),
    ("number for boolean", {"substantiated": 1}, {"/substantiated": "wrong_type"}),
    ("null for boolean", {"substantiated": None}, {"/substantiated": "wrong_type"}),
    ("code that is no code", {"department": "Ein Amt"}, {"/department": "bad_format"}),
    ("two things at once", {"findings": 7, "x/y~z": 1}, {"/findings": "wrong_type", "/x~1y~0z": "unknown_field"}),
    ("time without offset", {"occurred_at": "2026-02-12T09:30:00"}, {"/occurred_at": "not_rfc3339"}),
    ("number for a time", {"occurred_at": 1770859800}, {"/occurred_at": "not_rfc3339"}),
    ("31 February", {"occurred_at": "2026-02-31T09:30:00+08:00"}, {"/occurred_at": "invalid"}),
]


def _changed(body: Change, change: Change) -> Change:
    return {key: value for key, value in {**body, **change}.items() if value is not GONE}


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in FIELDS], ids=[case[0] for case in FIELDS])
async def test_bad_field_of_a_form_is_pointed_at_and_nothing_is_written(
    api: Api, change: Change, expected: dict[str, str]
) -> None:
    case = await api.opened()
    before = await api.counts(case["case_no"])
    response = await api.post(case["tasks"][0]["href"], _changed(INVESTIGATED, change), match=1)
    _is_problem(response, 422, "invalid_fields")
    assert pointers(response) == expected
    assert await api.counts(case["case_no"]) == before


AGAINST_RULES: list[tuple[str, Change, str]] = [
    ("department of another manual", {"department": "kitchen"}, "/department"),
    ("type of another manual", {"complaint_type": "spelling"}, "/complaint_type"),
    ("substantiated without department", {"department": GONE}, "/department"),
]


@pytest.mark.parametrize(("change", "pointer"), [c[1:] for c in AGAINST_RULES], ids=[c[0] for c in AGAINST_RULES])
async def test_form_against_the_rulebook_leaves_only_a_refused_command(api: Api, change: Change, pointer: str) -> None:
    case = await api.opened()
    before = await api.counts(case["case_no"])
    response = await api.post(case["tasks"][0]["href"], _changed(INVESTIGATED, change), match=1, key=case["case_no"])
    _is_problem(response, 422, "invalid_fields")
    assert list(pointers(response)) == [pointer]
    assert response.json()["clause"].startswith("S0-")
    assert await api.counts(case["case_no"]) == before
    again = await api.post(case["tasks"][0]["href"], _changed(INVESTIGATED, change), match=1, key=case["case_no"])
    assert again.json() == response.json()
    assert again.headers["idempotent-replayed"] == "true"


INTAKE: list[tuple[str, Change, dict[str, str]]] = [
    ("no phone number", {"customer": {"phone": "abc"}}, {"/customer/phone": "bad_format"}),
    ("unknown field of the customer", {"customer": {"vip": True}}, {"/customer/vip": "unknown_field"}),
    ("customer as text", {"customer": "张建国"}, {"/customer": "wrong_type"}),
    ("oversized address", {"customer": {"address": LONG}}, {"/customer/address": "too_long"}),
    ("unknown channel", {"channel": "pigeon"}, {"/channel": "unknown_channel"}),
    ("rehearsal without a start", {"rehearsal": {}}, {"/rehearsal/starts_at": "required"}),
    (
        "rehearsal in the year 9999",
        {"rehearsal": {"starts_at": "9999-01-01T00:00:00Z"}},
        {"/rehearsal/starts_at": "not_rfc3339"},
    ),
    ("both parts wrong", {"subject": GONE, "customer": 1}, {"/subject": "required", "/customer": "wrong_type"}),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in INTAKE], ids=[case[0] for case in INTAKE])
async def test_bad_intake_makes_no_case_and_no_customer(api: Api, change: Change, expected: dict[str, str]) -> None:
    before = await api.counts("none")
    response = await api.post("/v1/complaints", _changed(RECORD, change))
    _is_problem(response, 422, "invalid_fields")
    assert pointers(response) == expected
    assert await api.counts("none") == before


def _raw(content: bytes, **headers: str) -> Callable[[Api, str], Any]:
    async def send(api: Api, path: str) -> httpx2.Response:
        given = {
            "authorization": "Bearer demo-agent",
            "content-type": "application/json",
            "idempotency-key": "rubbish",
            "if-match": '"1"',
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return await api.client.post(path, content=content, headers={k: v for k, v in given.items() if v != "-"})

    return send


GOOD = json.dumps(INVESTIGATED).encode()
BODIES: list[tuple[str, Callable[[Api, str], Any], int, str]] = [
    ("empty body", _raw(b""), 400, "malformed_json"),
    ("half a body", _raw(GOOD[:-1]), 400, "malformed_json"),
    ("a list", _raw(b"[]"), 400, "malformed_json"),
    ("a number", _raw(b"1"), 400, "malformed_json"),
    ("NaN", _raw(b'{"findings": NaN}'), 400, "malformed_json"),
    ("a key twice", _raw(b'{"findings": "a", "findings": "b"}'), 400, "malformed_json"),
    ("GBK", _raw('{"findings": "漏油"}'.encode("gbk")), 400, "body_not_utf8"),
    ("a lone byte", _raw(b'{"findings": "\xff"}'), 400, "body_not_utf8"),
    ("UTF-16", _raw('{"findings": "a"}'.encode("utf-16")), 400, "body_not_utf8"),
    ("half a surrogate pair", _raw(b'{"findings": "\\ud83d"}'), 422, "invalid_fields"),
    ("half a surrogate pair in a key", _raw(b'{"\\ud83d": 1}'), 422, "invalid_fields"),
    ("a raw NUL", _raw(b'{"findings": "a\x00"}'), 400, "malformed_json"),
    ("a thousand lists", _raw(b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}"), 400, "json_too_deep"),
    ("thirty thousand lists", _raw(b"[" * 30_000), 400, "json_too_deep"),
    ("a number of five thousand digits", _raw(b'{"a":' + b"9" * 5000 + b"}"), 400, "malformed_json"),
    ("too many bytes", _raw(b'{"findings": "' + b"a" * 66_000 + b'"}'), 413, "body_too_large"),
    (
        "a form of a web page",
        _raw(GOOD, content_type="application/x-www-form-urlencoded"),
        415,
        "unsupported_media_type",
    ),
    ("no content type", _raw(GOOD, content_type="-"), 415, "unsupported_media_type"),
    ("compressed", _raw(GOOD, content_encoding="gzip"), 415, "unsupported_media_type"),
    ("no key", _raw(GOOD, idempotency_key="-"), 400, "idempotency_key_missing"),
    ("oversized key", _raw(GOOD, idempotency_key="k" * 201), 400, "idempotency_key_invalid"),
    ("key with a space", _raw(GOOD, idempotency_key="a b"), 400, "idempotency_key_invalid"),
    ("no If-Match", _raw(GOOD, if_match="-"), 428, "precondition_required"),
    ("If-Match of another kind", _raw(GOOD, if_match='W/"x"'), 400, "if_match_invalid"),
    ("If-Match: *", _raw(GOOD, if_match="*"), 400, "if_match_invalid"),
    ("no token", _raw(GOOD, authorization="-"), 401, "unauthorized"),
    ("wrong token", _raw(GOOD, authorization="Bearer demo-agent2"), 401, "unauthorized"),
    ("another scheme", _raw(GOOD, authorization="Basic ZGVtbw=="), 401, "unauthorized"),
    ("a disabled person", _raw(GOOD, authorization="Bearer test-gone"), 401, "unauthorized"),
    ("headers without end", _raw(GOOD, x_long="a" * 20_000), 431, "headers_too_large"),
]


@pytest.mark.parametrize(("send", "status", "code"), [c[1:] for c in BODIES], ids=[c[0] for c in BODIES])
async def test_undecodable_request_is_a_problem_and_nothing_is_written(
    api: Api, send: Callable[[Api, str], Any], status: int, code: str
) -> None:
    case = await api.opened()
    before = await api.counts(case["case_no"])
    _is_problem(await send(api, case["tasks"][0]["href"]), status, code)
    assert await api.counts(case["case_no"]) == before


async def test_body_sent_in_pieces_is_cut_off_at_the_limit(api: Api) -> None:
    async def endless() -> Any:
        for _ in range(200):
            yield b" " * 1024

    headers = {"authorization": "Bearer demo-agent", "content-type": "application/json", "idempotency-key": "x"}
    response = await api.client.post("/v1/complaints", content=endless(), headers=headers)
    _is_problem(response, 413, "body_too_large")


async def test_wrong_role_other_company_wrong_form_not_open_and_stale(api: Api) -> None:
    case = await api.opened()
    href, number = case["tasks"][0]["href"], case["case_no"]
    before = await api.counts(number)
    _is_problem(await api.post(href, INVESTIGATED, "engineering", match=1), 403, "forbidden")
    _is_problem(await api.post(href, INVESTIGATED, "nobody", match=1), 403, "forbidden")
    _is_problem(await api.post(href, INVESTIGATED, "stranger", match=1), 404, "not_found")
    wrong = await api.post(href, {"form": "customer_opinion", "agrees": True}, match=1)
    _is_problem(wrong, 422, "wrong_form")
    unknown = await api.post(href, {"form": "tax_return"}, match=1)
    _is_problem(unknown, 422, "wrong_form")
    assert pointers(unknown) == {"/form": "not_a_choice"}
    stale = await api.post(href, INVESTIGATED, match=0)
    _is_problem(stale, 409, "stale_revision")
    assert stale.json()["current"] == {"status": "open", "revision": 1, "case_no": number}
    _is_problem(await api.post(f"/v1/tasks/{number}.t9/form", INVESTIGATED, match=1), 404, "not_found")
    assert await api.counts(number) == before
    await api.filed(case, INVESTIGATED)
    after = await api.counts(number)
    closed = await api.post(href, INVESTIGATED, match=1)
    _is_problem(closed, 409, "task_not_open")
    assert closed.json()["current"]["status"] == "answered"
    assert await api.counts(number) == after


async def test_intake_by_who_does_not_write_records_is_forbidden(api: Api) -> None:
    _is_problem(await api.post("/v1/complaints", RECORD, "engineering"), 403, "forbidden")


async def test_deed_in_the_future_is_refused_with_its_field(api: Api) -> None:
    case = await api.opened()
    response = await api.post(
        case["tasks"][0]["href"], {**INVESTIGATED, "occurred_at": "2099-01-01T00:00:00+08:00"}, match=1
    )
    _is_problem(response, 422, "occurred_out_of_range")
    assert pointers(response) == {"/occurred_at": "occurred_out_of_range"}


PARAMETERS: list[tuple[str, str, int, str]] = [
    ("unknown parameter", "/v1/cases?colour=red", 400, "invalid_parameter"),
    ("page too large", "/v1/cases?limit=201", 400, "invalid_parameter"),
    ("page of none", "/v1/tasks?limit=0", 400, "invalid_parameter"),
    ("time without offset", "/v1/tasks?due_before=2026-02-12T09:30:00", 400, "invalid_parameter"),
    ("phone that is none", "/v1/cases?phone=hello", 400, "invalid_parameter"),
    ("state that is none", "/v1/cases?state=%00", 400, "invalid_parameter"),
    ("status that is none", "/v1/tasks?status=lost", 400, "invalid_parameter"),
    ("cursor of one's own", "/v1/cases?cursor=WyJhIl0", 400, "invalid_cursor"),
    ("cursor of another list", "/v1/cases/{case}/timeline?cursor=WzEsImEiXQ", 400, "invalid_cursor"),
    ("cursor beyond the numbers", "/v1/cases?cursor=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5LCJhIl0", 400, "invalid_cursor"),
    ("cursor that is none", "/v1/cases?cursor=%FF", 400, "invalid_cursor"),
    ("percent and underscore", "/v1/cases?q=%25_", 200, ""),
    ("unknown address", "/v1/nothing", 404, "not_found"),
    ("case that cannot be", "/v1/cases/..%2f..%2fetc", 404, "not_found"),
    ("case with a NUL", "/v1/cases/%00", 404, "not_found"),
    ("year that cannot be", "/v1/calendars/cn/99999", 404, "not_found"),
    ("slash at the end", "/v1/cases/", 404, "not_found"),
]


@pytest.mark.parametrize(("path", "status", "code"), [c[1:] for c in PARAMETERS], ids=[c[0] for c in PARAMETERS])
async def test_bad_address_or_parameter_is_a_problem(api: Api, path: str, status: int, code: str) -> None:
    case = await api.opened(customer={})
    response = await api.get(path.replace("{case}", case["case_no"]))
    if code:
        _is_problem(response, status, code)
    assert response.status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE"])
async def test_other_methods_are_refused_with_those_that_are_taken(api: Api, method: str) -> None:
    response = await api.client.request(method, "/v1/cases", headers={"authorization": "Bearer demo-agent"})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"BREW /v1/cases HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01", 400),
        (b"GET / HTTP/1.1\r\nx: " + b"a" * 70_000, 431),
    ],
    ids=["unknown method", "TLS", "a header without end"],
)
async def test_what_is_no_request_is_a_problem_too(api: Api, sent: bytes, status: int) -> None:
    reader, writer = await asyncio.open_connection(api.client.base_url.host, api.client.base_url.port)
    writer.write(sent)
    head, _, body = (await asyncio.wait_for(reader.read(), 5)).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["status"] == status


async def test_problem_speaks_the_callers_language(api: Api) -> None:
    chinese = await api.get("/v1/cases/none")
    english = await api.get("/v1/cases/none", headers={"accept-language": "fr, en;q=0.8, zh;q=0.1"})
    assert (chinese.json()["title"], chinese.headers["content-language"]) == ("不存在", "zh-CN")
    assert (english.json()["title"], english.headers["content-language"]) == ("Not found", "en")
    assert chinese.json()["code"] == english.json()["code"]


def _is_problem(response: httpx2.Response, status: int, code: str) -> None:
    """A problem of that code; nothing in it that only we should see; the headers of every answer."""
    assert (response.status_code, response.json().get("code")) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    for secret in ("Traceback", "sqlalchemy", "select ", ".py", "/work", "asyncpg"):
        assert secret not in response.text
