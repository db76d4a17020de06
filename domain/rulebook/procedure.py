"""What the complaint's procedure can ask for (投诉流程的步骤), so that a rulebook can be checked against it."""

from enum import StrEnum

from domain.rulebook.complaint import ComplaintChapter


class Step(StrEnum):
    """The steps of a complaint (投诉步骤)."""

    INVESTIGATE = "investigate"
    TELL_OPINION = "tell_opinion"
    REPLY = "reply"
    TELL_SOLUTION = "tell_solution"
    CONSENT = "consent"
    CARRY_OUT = "carry_out"
    CALLBACK = "callback"
    RULE_NO_ANSWER = "rule_no_answer"


class Offer(StrEnum):
    """The forms nobody owes (可选动作)."""

    REFUSE_RESPONSIBILITY = "refuse_responsibility"
    APPEAL = "appeal"


class Promise(StrEnum):
    """The promises to the customer (对客户的承诺)."""

    ANSWER = "answer"


INTAKE_FORM = "complaint_record"
FORM_OF_STEP = {
    Step.INVESTIGATE: "investigation_report",
    Step.TELL_OPINION: "opinion_told",
    Step.REPLY: "department_reply",
    Step.TELL_SOLUTION: "solution_told",
    Step.CONSENT: "customer_opinion",
    Step.CARRY_OUT: "completion_report",
    Step.CALLBACK: "satisfaction_survey",
    Step.RULE_NO_ANSWER: "no_answer_ruling",
}
FORM_OF_OFFER = {Offer.REFUSE_RESPONSIBILITY: "responsibility_refusal", Offer.APPEAL: "appeal"}
KEEPS_A_PROMISE = (Step.TELL_OPINION, Step.TELL_SOLUTION)
LOOP_TARGETS = (Step.INVESTIGATE, Step.REPLY)
ENGINE_ROLE = "system"
"""The role in which the engine itself acts: every rulebook has it, no step names it."""


def next_steps(chapter: ComplaintChapter, step: str) -> tuple[str, ...]:
    """The steps that may follow `step` under this chapter's values."""
    match step:
        case Step.INVESTIGATE:
            return (Step.TELL_OPINION, Step.REPLY)
        case Step.TELL_OPINION:
            return (Step.INVESTIGATE,) if chapter.appeal.at_most else ()
        case Step.REPLY:
            return (Step.TELL_SOLUTION,)
        case Step.TELL_SOLUTION:
            return (Step.CONSENT,)
        case Step.CONSENT:
            return (Step.CARRY_OUT, Step.REPLY)
        case Step.CARRY_OUT:
            return (Step.CALLBACK,) if any(policy.required for policy in chapter.callbacks) else ()
        case Step.CALLBACK:
            return (*(policy.loop_target for policy in chapter.callbacks), Step.RULE_NO_ANSWER)
        case _:
            return ()


def reachable(chapter: ComplaintChapter, without: str = "") -> tuple[str, ...]:
    """The steps that a complaint can come to, from the investigation on, in order of discovery; none by `without`."""
    found = [step.value for step in (Step.INVESTIGATE,) if step != without]
    for step in found:
        after = (str(later) for later in dict.fromkeys(next_steps(chapter, step)))
        found.extend(later for later in after if later not in (*found, without))
    return tuple(found)


def on_every_path(chapter: ComplaintChapter) -> tuple[Step, ...]:
    """The steps that no complaint closed as satisfied has gone without: leaving one out, no callback is ever made."""
    return tuple(step for step in Step if Step.CALLBACK not in reachable(chapter, without=step))
