"""Which of the two languages a caller reads (语言协商)."""

from starlette.requests import Request

ZH = "zh"
EN = "en"


def of_header(accept: str | None) -> str:
    """ "zh" or "en" by `Accept-Language`; Chinese where nothing better is said."""
    best, weight = ZH, 0.0
    for part in (accept or "")[:200].split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary not in (ZH, EN):
            continue
        q = _weight(parameters)
        if q > weight:
            best, weight = primary, q
    return best


def of(request: Request) -> str:
    """The language of one request's answer."""
    return of_header(request.headers.get("accept-language"))


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
