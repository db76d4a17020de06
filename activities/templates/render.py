"""From facts to words: one template in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from activities.templates.spoken import shorten

CHINESE = "zh-CN"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
_HERE = Path(__file__).parent


class RenderError(Exception):
    """A notice cannot be put into words. `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(code, detail)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A subject of one line, and a text."""

    subject: str
    text: str


def language_for(wanted: str) -> str:
    """The language whose templates serve `wanted`: "en…" is English, everything else Chinese."""
    return ENGLISH if wanted.lower().startswith("en") else CHINESE


def templates(language: str) -> tuple[str, ...]:
    """The template ids that this language has."""
    return tuple(sorted(path.stem for path in (_HERE / language).glob("[!_]*.txt")))


@cache
def _environment(language: str) -> Environment:
    # Plain text, never HTML: escaping would put &amp; into people's words. Headers are guarded where they are made.
    environment = Environment(
        loader=FileSystemLoader(_HERE / language),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shorten"] = shorten
    return environment


def render(template: str, language: str, facts: Mapping[str, Any]) -> Rendered:
    """Subject and text of a template. Raises RenderError (`template_unknown`, `template_failed`)."""
    if template not in templates(language):
        raise RenderError("template_unknown", template)
    try:
        whole = _environment(language).get_template(f"{template}.txt").render(facts)
    except TemplateError as error:
        raise RenderError("template_failed", f"{template}: {type(error).__name__}") from error
    subject, _, text = whole.strip().partition("\n")
    return Rendered(subject.strip(), text.strip() + "\n")
