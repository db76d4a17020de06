"""What an item of the agenda does when it fires: reminder, breach, rung of a ladder, end of an offer."""

from contracts import events as ev
from contracts.view import BREACH
from domain.rulebook.ladder import Ladder
from domain.rulebook.notices import Trigger
from workflows.kit.agenda import BREACHES, EXPIRES, REMIND, Agenda, Item
from workflows.kit.casefile import CaseFile
from workflows.kit.ids import Ids
from workflows.kit.notices import Announcer
from workflows.kit.plan import Plan


class Ladders:
    """Fires agenda items into the case file and tells whom the rulebook names."""

    def __init__(self, file: CaseFile, plan: Plan, ids: Ids, announcer: Announcer) -> None:
        self._file, self._plan, self._ids, self._announce = file, plan, ids, announcer
        self.agenda = Agenda(file.view, plan)

    def fire(self, item: Item, fired_at: int | None) -> None:
        """Records what `item` stands for, at its due instant; `fired_at` only when an outage delayed it."""
        if item.kind == EXPIRES:
            self._file.record(ev.OFFER_CLOSED, item.at, fired_at=fired_at, offer=item.subject, why="expired")
        elif item.kind == REMIND:
            self._file.record(ev.REMINDED, item.at, fired_at=fired_at, subject=item.subject, reminder=item.number)
            self._announce(Trigger.REMINDER, about=item.subject)
        elif item.kind == BREACHES:
            self._breach(item, fired_at)
        else:
            self.climb(item.subject, self._plan.chapter.ladder(item.ladder), item.number, item.cause, item.at, fired_at)

    def _breach(self, item: Item, fired_at: int | None) -> None:
        view = self._file.view
        owner = view.tasks.get(item.subject)
        self._file.record(
            ev.BREACHED,
            item.at,
            fired_at=fired_at,
            subject=item.subject,
            due=item.at,
            role=owner.role if owner else view.promises[item.subject].role,
            department=owner.department if owner else None,
        )
        self._announce(Trigger.BREACH, about=item.subject)

    def climb(
        self,
        subject: str,
        ladder: Ladder,
        number: int,
        cause: str = BREACH,
        at: int = 0,
        fired_at: int | None = None,
    ) -> None:
        """Fires rung `number` (from 1) of `ladder`; its time to acknowledge runs from when it could be seen."""
        rung = ladder.rungs[number - 1]
        term = rung.acknowledge_within
        self._file.record(
            ev.ESCALATED,
            at,
            fired_at=fired_at,
            escalation=self._ids.next("e"),
            subject=subject,
            cause=cause,
            ladder=ladder.id,
            rung=number,
            to=rung.to,
            acknowledge_by=self._plan.due(term, fired_at or at).due if term else None,
        )
        self._announce(Trigger.RUNG, about=subject, addressee=rung.to)
