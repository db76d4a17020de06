"""What the parts of one decision come to (分项结论)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.decision.decision import Need, Outcome
from domain.decision.trace import Val

WORST = (Outcome.UNDETERMINED, Outcome.ON_HOLD, Outcome.NEEDS_PERSON, Outcome.NEEDS_CONFIGURATION)
"""The outcome of the whole is the first of these that a part has."""


class Part(NamedTuple):
    """Answers of one part, how far it goes, and what it needs if it does not go all the way."""

    answers: Mapping[str, Val]
    outcome: Outcome
    needs: Sequence[Need] = ()
