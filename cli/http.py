"""A small client of the API (接口客户端): tokens, idempotency keys, revisions, problem details, pages."""

import json
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2

Json = dict[str, Any]
_SECONDS = 30.0
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


class ApiError(Exception):
    """An answer that is not a success. `problem` is the RFC 9457 body, or what could be made of the answer."""

    def __init__(self, status: int, problem: Json, key: str | None = None) -> None:
        super().__init__(problem.get("code"))
        self.status, self.problem, self.key = status, problem, key

    @property
    def code(self) -> str:
        """The stable code of the problem."""
        return str(self.problem.get("code", "unknown"))


class Unreachable(Exception):
    """Nobody answers at the address. A command may have been accepted: its key repeats it safely."""

    code = "unreachable"

    def __init__(self, url: str, why: str, key: str | None) -> None:
        super().__init__(f"{url}: {why}")
        self.url, self.why, self.key = url, why, key


class Api:
    """One API under one token. `with Api(url, token) as api:`; `lang` is zh or en."""

    def __init__(self, url: str, token: str, lang: str = "zh", timeout: float = _SECONDS) -> None:
        headers = {"Accept-Language": _LANGUAGES.get(lang, "zh-CN")}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.url = url.rstrip("/")
        self._client = httpx2.Client(base_url=self.url, headers=headers, timeout=timeout, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Json:
        """One object. Raises ApiError, Unreachable."""
        return self._ask("GET", path, query=query)

    def pages(self, path: str, query: Mapping[str, Any] | None = None, most: int | None = None) -> Iterator[Json]:
        """Items of a list over all its pages, at most `most` of them."""
        wanted, cursor, seen = dict(query or {}), None, 0
        while True:
            page = self.get(path, wanted | ({"cursor": cursor} if cursor else {}))
            for item in page["items"]:
                if most is not None and seen >= most:
                    return
                seen += 1
                yield item
            cursor = page.get("next")
            if cursor is None or (most is not None and seen >= most):
                return

    def post(self, path: str, body: Json, *, key: str | None = None, revision: int | None = None) -> Json:
        """A command under an idempotency key (a new one unless given); `revision` goes into If-Match."""
        key = key or str(uuid4())
        headers = {"Idempotency-Key": key} | ({} if revision is None else {"If-Match": f'"{revision}"'})
        return self._ask("POST", path, body=body, headers=headers, key=key)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Json | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Json:
        params = {name: _plain(value) for name, value in (query or {}).items() if value is not None}
        try:
            answer = self._client.request(method, path, params=params, json=body, headers=headers)
        except httpx2.HTTPError as error:
            raise Unreachable(self.url, str(error) or type(error).__name__, key) from error
        return _read(answer, key)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(answer: httpx2.Response, key: str | None) -> Json:
    try:
        data = answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        data = None
    if not isinstance(data, dict):
        data = {"code": "not_json", "status": answer.status_code, "title": answer.reason_phrase}
        raise ApiError(answer.status_code, data, key)
    if not answer.is_success:
        raise ApiError(answer.status_code, data, key)
    return data
