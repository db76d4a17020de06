"""``/v1/alarms`` (告警): supervisors only."""

from fastapi import APIRouter
from starlette.responses import Response
from typing_extensions import TypedDict

from api import words
from api.answers import answer
from api.caller import Authenticated
from api.instants import write
from api.problems import ProblemError
from api.words import Named
from casebook.alarms import Alarm, alarms

router = APIRouter(prefix="/v1/alarms", tags=["alarms"])


class AlarmOut(TypedDict):
    """A stuck command or a frozen case.

    `subject` is the command's or the case's id; `detail` the command's kind, or why the case is frozen.
    """

    alarm: Named
    case_no: str | None
    subject: str
    detail: str
    since: str


class AlarmList(TypedDict):
    """Everything that stands open in the company, oldest first."""

    items: list[AlarmOut]


@router.get("", summary="Stuck commands and frozen cases", responses={200: {"model": AlarmList}})
async def list_alarms(caller: Authenticated) -> Response:
    """What does not go on by itself. An alarm leaves the list once its cause is gone."""
    if not caller.person.supervisor:
        raise ProblemError("forbidden")
    return answer(AlarmList(items=[_out(alarm) for alarm in await alarms(caller.book, caller.company)]))


def _out(alarm: Alarm) -> AlarmOut:
    return {
        "alarm": words.named_in("alarms", alarm.code),
        "case_no": alarm.case_no,
        "subject": alarm.subject,
        "detail": alarm.detail,
        "since": write(alarm.since),
    }
