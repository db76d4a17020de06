"""How the terminal says things (终端用语): names in one or both languages, civil instants, limits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

Named = Mapping[str, Any]

_WEEKDAYS = "一二三四五六日"


def say(name: Named | None, lang: str) -> str:
    """A name in `lang`: zh, en, or both (Chinese first, English beside it)."""
    if name is None:
        return ""
    zh, en = str(name.get("zh", "")), str(name.get("en", ""))
    if lang == "both" and zh != en:
        return f"{zh} {en}"
    return en if lang == "en" else zh


def pick(zh: str, en: str, lang: str) -> str:
    """Our own words in `lang`."""
    return say({"zh": zh, "en": en}, lang)


def moment(text: str, *, limit: bool = False, year: bool = False) -> str:
    """``02-25 三 24:00``: an instant as the API writes it. `limit`: midnight ends the day before."""
    at = datetime.fromisoformat(text)
    clock = f"{at:%H:%M}"
    if limit and (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0):
        at, clock = at - timedelta(days=1), "24:00"
    day = f"{at:%Y-%m-%d}" if year else f"{at:%m-%d}"
    return f"{day} {_WEEKDAYS[at.weekday()]} {clock}"


def last(identifier: str) -> str:
    """``t3`` of ``TS20260212-000123.t3``."""
    return identifier.rpartition(".")[2]
