"""The paper forms of a complaint (投诉) as typed data.

A form has *decision fields*, which steer the case and stand in its history, and *words*, which people write and
which live in the document table only. `split` parts the two; `decision_model` is what a workflow may see.
"""

from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, create_model


class _WordsMark:
    """Marks a field as people's words: never in history, never in a log."""


Words = Annotated[
    str,
    # NUL is refused here because PostgreSQL text cannot hold it.
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=r"^[^\x00]*$"),
    _WordsMark(),
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
CivilDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Form(BaseModel):
    """Base of every form. `FORM` is its id in rulebooks, `CLAUSE` where the manual asks for it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    FORM: ClassVar[str]
    CLAUSE: ClassVar[str]


class ComplaintRecord(Form):
    """客户投诉记录 (S0-F3): the intake. Type and department may be left to the investigation."""

    FORM: ClassVar[str] = "complaint_record"
    CLAUSE: ClassVar[str] = "S0-F3"
    channel: Code
    complaint_type: Code | None = None
    department: Code | None = None
    major: bool = False
    subject: Words
    description: Words


class InvestigationReport(Form):
    """客户投诉调查表 (S0-F4): substantiated or not, and which department is responsible."""

    FORM: ClassVar[str] = "investigation_report"
    CLAUSE: ClassVar[str] = "S0-F4"
    substantiated: bool
    complaint_type: Code | None = None
    department: Code | None = None
    findings: Words


class OpinionTold(Form):
    """调查意见告知: the opinion was put to the customer (S0-6.2)."""

    FORM: ClassVar[str] = "opinion_told"
    CLAUSE: ClassVar[str] = "S0-6.2"
    channel: Code
    opinion: Words


class DepartmentReply(Form):
    """客户投诉传递单回复 (S0-F5): reply and solution, with the day by which it will be carried out."""

    FORM: ClassVar[str] = "department_reply"
    CLAUSE: ClassVar[str] = "S0-F5"
    promised_on: CivilDate
    reply: Words
    solution: Words


class ResponsibilityRefusal(Form):
    """拒绝责任: the department says that it is not responsible; the case returns to investigation."""

    FORM: ClassVar[str] = "responsibility_refusal"
    CLAUSE: ClassVar[str] = "S0-6.3"
    suggested_department: Code | None = None
    reason: Words


class SolutionTold(Form):
    """答复告知: the department's solution was put to the customer, which keeps the promise (S0-6.4)."""

    FORM: ClassVar[str] = "solution_told"
    CLAUSE: ClassVar[str] = "S0-6.4"
    channel: Code
    remark: Words | None = None


class CustomerOpinion(Form):
    """客户意见表 (S0-F6): the customer agrees, or not."""

    FORM: ClassVar[str] = "customer_opinion"
    CLAUSE: ClassVar[str] = "S0-F6"
    agrees: bool
    opinion: Words | None = None


class CompletionReport(Form):
    """实施完毕报告: the solution has been carried out (S0-6.5). The type is owed by now at the latest (S0-6.8)."""

    FORM: ClassVar[str] = "completion_report"
    CLAUSE: ClassVar[str] = "S0-6.5"
    complaint_type: Code | None = None
    work_done: Words


class SatisfactionSurvey(Form):
    """客户满意度调查表 (S0-F7): one callback attempt, reached or not, and the customer's answer.

    `another` asks for a further callback beyond what the type requires, up to its maximum.
    """

    FORM: ClassVar[str] = "satisfaction_survey"
    CLAUSE: ClassVar[str] = "S0-F7"
    reached: bool
    satisfaction: Code | None = None
    another: bool = False
    remark: Words | None = None


class NoAnswerRuling(Form):
    """无人应答裁定: the supervisor's ruling when the customer could not be reached."""

    FORM: ClassVar[str] = "no_answer_ruling"
    CLAUSE: ClassVar[str] = "SM-1"
    ruling: Literal["close", "try_again"]
    reason: Words


class Appeal(Form):
    """申诉: the customer disputes the opinion; investigated anew under a supervisor (S0-6.2)."""

    FORM: ClassVar[str] = "appeal"
    CLAUSE: ClassVar[str] = "S0-6.2"
    reason: Words


class Withdrawal(Form):
    """撤诉: the customer withdraws the complaint (SM-1)."""

    FORM: ClassVar[str] = "withdrawal"
    CLAUSE: ClassVar[str] = "SM-1"
    reason: Words


class Acknowledgement(Form):
    """确认升级: the addressee of an escalation has seen it."""

    FORM: ClassVar[str] = "acknowledgement"
    CLAUSE: ClassVar[str] = "G-12"
    remark: Words | None = None


F = TypeVar("F", bound=Form)

FORMS: dict[str, type[Form]] = {
    form.FORM: form
    for form in (
        ComplaintRecord,
        InvestigationReport,
        OpinionTold,
        DepartmentReply,
        ResponsibilityRefusal,
        SolutionTold,
        CustomerOpinion,
        CompletionReport,
        SatisfactionSurvey,
        NoAnswerRuling,
        Appeal,
        Withdrawal,
        Acknowledgement,
    )
}
"""Every form by its id."""


def is_words(form: type[Form], field: str) -> bool:
    """Whether `field` holds people's words."""
    info = form.model_fields[field]
    marks = [*info.metadata, *(mark for part in get_args(info.annotation) for mark in get_args(part))]
    return any(isinstance(mark, _WordsMark) for mark in marks)


@cache
def words_of(form: type[Form]) -> tuple[str, ...]:
    """Names of the fields that hold people's words."""
    return tuple(name for name in form.model_fields if is_words(form, name))


@cache
def decision_model(form: type[F]) -> type[F]:
    """The form without its words: what a workflow validates and sees."""
    words = words_of(form)
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in form.model_fields.items() if name not in words
    }
    model = create_model(f"{form.__name__}Decision", __config__=form.model_config, **fields)
    model.FORM, model.CLAUSE = form.FORM, form.CLAUSE  # type: ignore[attr-defined]
    return model  # type: ignore[return-value]


def split(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """The decision fields (defaults left out) and the words (empty ones left out) of one form."""
    data = form.model_dump(mode="json", exclude_defaults=True)
    words = {name: data.pop(name) for name in words_of(type(form)) if name in data}
    return data, words
