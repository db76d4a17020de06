"""Our own words for decisions (裁定用语), read once from `words.toml`."""

import tomllib
from pathlib import Path

from domain.decision.facts import LISTS
from domain.rulebook.text import Text
from rulebooks.policy_words import VOCABULARY

_OWN: dict[str, dict[str, Text]] = {
    table: {key: Text(**names) for key, names in rows.items()}
    for table, rows in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}
_TABLES = {**VOCABULARY, **_OWN}


def text(table: str, key: str) -> Text:
    """The words for `key` in a table of `words.toml`; the key itself where there are none."""
    return _TABLES[table].get(key) or Text(zh=key, en=key)


def has(table: str, key: str) -> bool:
    """Whether there are words for `key`."""
    return key in _TABLES[table]


def tables() -> tuple[str, ...]:
    """The tables of `words.toml`."""
    return tuple(_TABLES)


def table(name: str) -> dict[str, Text]:
    """A whole table."""
    return _TABLES[name]


def say(table: str, key: str, lang: str) -> str:
    """`text` in one language."""
    return text(table, key).in_language(lang)


def is_fact(name: str) -> bool:
    """Whether a name is that of a fact, a group, or one entry of a list: "charges.0"."""
    group, number = (*name.split("."), "")[:2]
    return has("facts", name) or (group in LISTS and number.isdecimal())


def fact_name(name: str) -> Text:
    """``购买日`` / ``purchased on`` of "unit.purchased_on"; ``凭证1印章`` / ``paper 1: seal`` of "papers.0.seal"."""
    group, _, rest = name.partition(".")
    number, _, field = rest.partition(".")
    if group not in LISTS or not number.isdecimal():
        return text("facts", name)
    owner = text("lists", group)
    n = int(number) + 1
    zh, en = owner.zh.format(n=n), owner.en.format(n=n)
    if not field:
        return Text(zh=zh, en=en)
    what, _, key = field.partition(".")
    named = text("facts", f"{group}.{what}")
    if not key:
        return Text(zh=f"{zh}{named.zh}", en=f"{en}: {named.en}")
    counted = text("terms", key)
    return Text(zh=f"{zh}{named.zh} {counted.zh}", en=f"{en}: {named.en} {counted.en}")
