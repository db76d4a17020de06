"""The chapter on complaints (投诉管理): what the procedure in `workflows/cases/complaint.py` reads."""

from dataclasses import dataclass
from enum import StrEnum

from domain.rulebook.ladder import Ladder, Reminder
from domain.rulebook.lookup import by_id
from domain.rulebook.text import Text
from domain.time.term import Term


class DeadlineFrom(StrEnum):
    """Where a step's deadline comes from (期限来源)."""

    NONE = "none"
    """No clock of its own."""
    TERM = "term"
    """The step's term, from the opening of its task."""
    PROMISED_DATE = "promised_date"
    """End of the date that the accepted solution promises."""
    CALLBACK_POLICY = "callback_policy"
    """`first` or `gap` of the complaint type's callback policy; `attempt_gap` after an unanswered attempt."""


class DepartmentClock(StrEnum):
    """The department's time after a rejected solution (客户不同意后的部门期限)."""

    FRESH = "fresh"
    """The step's whole term again."""
    REMAINING = "remaining"
    """Same due instant as before the reply."""


class CountOf(StrEnum):
    """What the required number of callbacks counts (回访次数口径)."""

    ROUND = "round"
    """Satisfied callbacks of this round only."""
    CASE = "case"
    """Satisfied callbacks of all rounds together."""


class Silence(StrEnum):
    """What a window without an appeal means (申诉期内无异议的含义)."""

    UNDISPUTED = "undisputed"
    """Nothing is concluded but that no appeal came."""
    ACCEPTED = "accepted"
    """The opinion counts as accepted by the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRule:
    """Acceptance (受理): the record that opens a complaint and who writes it."""

    clause: str
    form: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """A step that someone owes (步骤).

    `of_department`: owed by `role` of the responsible department. `binding=False` is an internal target: reminders,
    no breach, no ladder. `term` stands iff `deadline` is "term". `notice` goes to who owes the step when it opens.
    """

    id: str
    name: Text
    clause: str
    role: str
    forms: tuple[str, ...]
    of_department: bool = False
    deadline: DeadlineFrom = DeadlineFrom.NONE
    term: Term | None = None
    binding: bool = False
    ladder: str | None = None
    reminders: tuple[Reminder, ...] = ()
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRule:
    """A form that may come and that nobody owes (可选动作): at most `per_round` times in a round.

    `role` files it (customer service for the customer); with `of_department` it must be that of the responsible
    department.
    """

    id: str
    name: Text
    clause: str
    form: str
    role: str
    per_round: int
    of_department: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRule:
    """A promise to the customer (对客户的承诺): spans steps, kept when a form of a step in `kept_by` is filed.

    `each_round`: made anew from the unsatisfied callback that starts another round; otherwise only at acceptance.
    """

    id: str
    name: Text
    clause: str
    owner: str
    term: Term
    ladder: str
    kept_by: tuple[str, ...]
    each_round: bool
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPolicy:
    """Callbacks after a solution (回访规则).

    `first` runs from the completion, `gap` from the satisfied callback before, `attempt_gap` from the unanswered
    attempt before. `required` satisfied callbacks close the complaint; more may be asked for up to `at_most` (None: no
    limit). After `attempts` unanswered ones a supervisor rules. An answer not in `satisfied` leads to `loop_target`.
    """

    id: str
    name: Text
    clause: str
    required: int
    first: Term
    gap: Term
    attempts: int
    attempt_gap: Term
    satisfied: tuple[str, ...]
    answers: tuple[str, ...]
    loop_target: str
    count: CountOf
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintType:
    """A type of complaint (投诉类型): sets the callback policy and, if any, the department proposed at first."""

    id: str
    name: Text
    clause: str
    callbacks: str
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDue:
    """By when a complaint has a type (投诉类型的确定): the form of step `by` is refused while there is none."""

    clause: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRule:
    """The customer's consent to a solution (客户意见): the n-th rejection and each later one fires the ladder."""

    clause: str
    escalate_after_rejections: int
    ladder: str
    department_clock: DepartmentClock


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRule:
    """Appeal against "not substantiated" (申诉): `at_most` in a case, within `window` of the closing.

    `investigator` is the role that owes `investigate` afterwards; `new_promise`: the answer is promised anew.
    """

    clause: str
    window: Term
    at_most: int
    investigator: str
    silence: Silence
    new_promise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRule:
    """Closing (结案): the last round's required callbacks are satisfied and the forms in `archive` are on file."""

    clause: str
    archive: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackDating:
    """How far before its receipt a deed may be said to have happened (补录): farther back only by `supervisor`.

    `tolerance` is a term in clock hours: its amount is in minutes.
    """

    clause: str
    tolerance: Term
    supervisor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintChapter:
    """All that a complaint's procedure reads (投诉章). Lookups raise KeyError: loading has checked every reference."""

    clause: str
    intake: IntakeRule
    types: tuple[ComplaintType, ...]
    type_due: TypeDue
    steps: tuple[StepRule, ...]
    offers: tuple[OfferRule, ...]
    promises: tuple[PromiseRule, ...]
    ladders: tuple[Ladder, ...]
    callbacks: tuple[CallbackPolicy, ...]
    consent: ConsentRule
    appeal: AppealRule
    closing: ClosingRule
    back_dating: BackDating

    def type(self, type_id: str) -> ComplaintType:
        return by_id(self.types, type_id)

    def step(self, step_id: str) -> StepRule:
        return by_id(self.steps, step_id)

    def offer(self, offer_id: str) -> OfferRule:
        return by_id(self.offers, offer_id)

    def promise(self, promise_id: str) -> PromiseRule:
        return by_id(self.promises, promise_id)

    def ladder(self, ladder_id: str) -> Ladder:
        return by_id(self.ladders, ladder_id)

    def callback(self, policy_id: str) -> CallbackPolicy:
        return by_id(self.callbacks, policy_id)

    def callback_for(self, type_id: str) -> CallbackPolicy:
        """The callback policy of a complaint type."""
        return self.callback(self.type(type_id).callbacks)
