"""What the shelf takes as existing is what the gateways and the templates have."""

import pytest

from activities.gateways import sets
from activities.templates import render
from rulebooks import known


def test_known_channels_are_those_of_the_gateways() -> None:
    assert sorted(known.CHANNELS) == sorted(sets.CHANNELS)


def test_known_languages_are_those_that_templates_exist_in() -> None:
    assert sorted(known.LANGUAGES) == sorted(render.LANGUAGES)


@pytest.mark.parametrize("language", known.LANGUAGES)
def test_known_templates_are_the_files_of_each_language(language: str) -> None:
    assert known.TEMPLATES == render.templates(language)
