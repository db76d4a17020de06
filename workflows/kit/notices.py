"""Notices (通知) as events: who is told what, by which rule, and not before which instant."""

from contracts import events as ev
from domain.rulebook.notices import ADDRESSEE, CUSTOMER, DEPARTMENT, OWNER, ROLE_PREFIX, NoticeRule, Trigger
from domain.time.quiet import allowed_from
from workflows.kit.casefile import CaseFile
from workflows.kit.clock import CaseClock
from workflows.kit.plan import Plan


class Announcer:
    """Records the notices that an occurrence sets off; `store` puts them into the outbox."""

    def __init__(self, file: CaseFile, plan: Plan) -> None:
        self._file, self._plan = file, plan
        self.clock: CaseClock

    def __call__(
        self, trigger: Trigger, *, about: str | None = None, addressee: str | None = None, doc: str | None = None
    ) -> None:
        for rule in self._plan.book.notices_on(trigger):
            self.send(rule, about=about, addressee=addressee, doc=doc)

    def send(
        self, rule: NoticeRule, *, about: str | None = None, addressee: str | None = None, doc: str | None = None
    ) -> None:
        """Records one notice. `about` is a task or promise, `doc` the document whose words it hands on."""
        to = self._addressee(rule.to, about, addressee)
        if to is None:
            return
        acted_at = self.clock.acted_at()
        loud = rule.even_in_quiet_hours or self._file.view.major
        self._file.record(
            ev.NOTICE,
            self.clock.moment,
            rule=rule.id,
            template=rule.template,
            channel=rule.channel,
            to=to,
            not_before=acted_at if loud else allowed_from(acted_at, self._plan.calendar),
            about=about,
            doc=doc,
        )

    def _addressee(self, to: str, about: str | None, addressee: str | None) -> dict[str, str] | None:
        """Whom the rule names; None when it names the responsible department and there is none yet."""
        view = self._file.view
        if to == CUSTOMER:
            return {"kind": "customer"}
        if to == DEPARTMENT:
            return {"kind": "department", "id": view.department} if view.department else None
        if to == ADDRESSEE:
            return {"kind": "role", "id": addressee or ""}
        if to == OWNER and about in view.tasks:
            task = view.tasks[about]
            if task.department is not None:
                return {"kind": "department", "id": task.department}
            return {"kind": "role", "id": task.role}
        if to == OWNER and about in view.promises:
            return {"kind": "role", "id": view.promises[about].role}
        return {"kind": "role", "id": to.removeprefix(ROLE_PREFIX)}
