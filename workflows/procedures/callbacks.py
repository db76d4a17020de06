"""Callbacks (回访) after a solution: how many, by when, attempts, no answer, and what counts as satisfied (S0-6.6)."""

from enum import Enum
from typing import cast

from contracts.forms import NoAnswerRuling, SatisfactionSurvey
from domain.rulebook.complaint import CallbackPolicy, CountOf
from domain.rulebook.notices import Trigger
from domain.rulebook.procedure import Step
from domain.time.term import Term
from workflows.kit.desk import Desk


class Verdict(Enum):
    """What the callbacks of a round have come to (回访结论)."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    NO_ANSWER = "no_answer"


async def call_back(desk: Desk) -> Verdict:
    """Calls back as often as the complaint's type requires, or until the customer is not satisfied (S0-6.6a, 6.7)."""
    policy = desk.rules.callback_for(desk.view.complaint_type or "")
    earlier = desk.memory.get("satisfied", 0) if policy.count is CountOf.CASE else 0
    term = policy.first
    while True:
        survey = await _reach(desk, policy, term)
        if survey is None:
            return Verdict.NO_ANSWER
        done = desk.view.callbacks_round + 1
        desk.enter("awaiting_callback", callbacks_round=done, callbacks_total=desk.view.callbacks_total + 1)
        desk.announce(Trigger.SURVEY_FILED)
        if survey.satisfaction not in policy.satisfied:
            return Verdict.UNSATISFIED
        desk.memory["satisfied"] = desk.memory.get("satisfied", 0) + 1
        if earlier + done >= policy.required and not survey.another:
            return Verdict.SATISFIED
        term = policy.gap


async def _reach(desk: Desk, policy: CallbackPolicy, term: Term) -> SatisfactionSurvey | None:
    """Attempts until the customer answers; None when the supervisor rules that nobody does."""
    attempts = 0
    while True:
        survey = cast(SatisfactionSurvey, await desk.ask(Step.CALLBACK, term=term))
        if survey.reached:
            return survey
        attempts += 1
        term = policy.attempt_gap
        if attempts >= policy.attempts:
            desk.announce(Trigger.NO_ANSWER)
            ruling = cast(NoAnswerRuling, await desk.ask(Step.RULE_NO_ANSWER))
            if ruling.ruling == "close":
                return None
            attempts = 0
