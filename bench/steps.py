"""The ten steps that every contender plays (十步投诉): an intake and nine forms, by the people who owe them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casebook.customers import Customer
from contracts.forms import (
    ComplaintRecord,
    CompletionReport,
    CustomerOpinion,
    DepartmentReply,
    Form,
    InvestigationReport,
    SatisfactionSurvey,
    SolutionTold,
)

COMPANY = "daoyi"
AGENT, DEPARTMENT, CALLER = "agent", "quality", "callback"
TYPE = "engineering_quality"

RECORD = ComplaintRecord(
    channel="phone",
    complaint_type=TYPE,
    subject="新风机噪音大",
    description="安装两周后夜间噪音明显，客户要求上门检查并处理。",
)
CUSTOMER = Customer(name="王芳", phone="13900001234", address="苏州市工业园区星湖街 328 号")


@dataclass(frozen=True)
class Step:
    """Who files which form."""

    person: str
    form: Form

    @property
    def body(self) -> dict[str, Any]:
        """The form as the API takes it."""
        return self.form.model_dump(mode="json", exclude_defaults=True)


def steps(today: date) -> tuple[Step, ...]:
    """The nine forms after the intake: one attempt reaches nobody, and one callback more than owed is asked for."""
    promised = (today + timedelta(days=14)).isoformat()
    reached = {"reached": True, "satisfaction": "satisfied", "remark": "客户表示噪音已消除。"}
    return (
        Step(AGENT, InvestigationReport(substantiated=True, department=DEPARTMENT, findings="现场测得噪音超标。")),
        Step(DEPARTMENT, DepartmentReply(promised_on=promised, reply="情况属实。", solution="更换风机并加装减震垫。")),
        Step(AGENT, SolutionTold(channel="phone", remark="客户要求上午上门。")),
        Step(AGENT, CustomerOpinion(agrees=True, opinion="同意更换。")),
        Step(DEPARTMENT, CompletionReport(work_done="已更换风机，噪音降至 28 分贝。")),
        Step(CALLER, SatisfactionSurvey(reached=False, remark="无人接听。")),
        Step(CALLER, SatisfactionSurvey.model_validate(reached)),
        Step(CALLER, SatisfactionSurvey.model_validate(reached | {"another": True})),
        Step(CALLER, SatisfactionSurvey.model_validate(reached)),
    )


def intake_body() -> dict[str, Any]:
    """The intake as the API takes it."""
    record = RECORD.model_dump(mode="json", exclude_defaults=True)
    return record | {"customer": CUSTOMER.model_dump(mode="json")}


def token(person: str) -> str:
    """The example's token of a person."""
    return f"demo-{person}"
