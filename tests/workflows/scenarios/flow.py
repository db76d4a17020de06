"""Stretches of a complaint that many scenarios share. All acts of a stretch are received at the case's `now`."""

from tests.workflows.driver import Case


async def to_department(case: Case, department: str = "engineering") -> None:
    """Substantiated: the slip goes to the department."""
    await case.file("investigation_report", substantiated=True, department=department)


async def to_consent(case: Case, promised_on: str) -> None:
    """The department replies, the solution is put to the customer."""
    await case.file("department_reply", promised_on=promised_on)
    await case.file("solution_told", channel="phone")


async def to_carrying_out(case: Case, promised_on: str) -> None:
    """From the slip to the customer's consent."""
    await to_consent(case, promised_on)
    await case.file("customer_opinion", agrees=True)


async def to_callback(case: Case, promised_on: str, department: str = "engineering") -> None:
    """From the investigation to a solution that has been carried out."""
    await to_department(case, department)
    await to_carrying_out(case, promised_on)
    await case.file("completion_report")


async def answers(case: Case, satisfaction: str, *, another: bool = False) -> None:
    """A callback that reaches the customer."""
    if another:
        await case.file("satisfaction_survey", reached=True, satisfaction=satisfaction, another=True)
    else:
        await case.file("satisfaction_survey", reached=True, satisfaction=satisfaction)
