"""Complaint (投诉): the manual's chapter on complaints, step by step (S0 chapter 六, SM-1)."""

from typing import cast

from temporalio import workflow

from contracts.case import CaseInput, CaseOutcome
from contracts.forms import (
    CompletionReport,
    CustomerOpinion,
    DepartmentReply,
    InvestigationReport,
    ResponsibilityRefusal,
)
from contracts.names import COMPLAINT
from domain.rulebook.complaint import DepartmentClock
from domain.rulebook.notices import Trigger
from domain.rulebook.procedure import Offer, Promise, Step
from workflows.kit.desk import Desk
from workflows.kit.life import InvariantError, Life
from workflows.procedures.callbacks import Verdict, call_back
from workflows.procedures.dates import carried_out_by, civil_day

ENDINGS = {
    Verdict.SATISFIED: ("satisfied", "closed_satisfied"),
    Verdict.NO_ANSWER: ("no_answer", "closed_no_answer"),
}


STATE_OF = {Step.INVESTIGATE.value: "investigating", Step.REPLY.value: "with_department"}
"""The state in which a round begins, by the rulebook's loop target."""


class Procedure:
    """The manual's steps (办理步骤), on one case's desk."""

    def __init__(self, desk: Desk, life: Life) -> None:
        self.desk, self.life = desk, life

    async def run(self) -> None:
        self.accept()  # 第一步: accept, promise an answer
        while True:
            await self.life.resume_point()
            if not await self.substantiated():  # 第二步: investigate
                await self.tell_opinion()  # 第二步: not substantiated, the opinion goes to the customer
                if await self.appealed():
                    continue  # 第二步: investigated anew under a supervisor
                return
            if not await self.agreed():  # 第三步, 第四步: slip, solution, consent
                continue  # the department is not responsible: investigated anew
            await self.carry_out()  # 第五步: carry out
            verdict = await call_back(self.desk)  # 第六步: callbacks
            if verdict is not Verdict.UNSATISFIED:
                self.archive(verdict)  # 第七步: satisfied, or nobody there
                return
            self.next_round()  # 第七步: not satisfied, again from where the rulebook says

    def accept(self) -> None:
        """第一步 接受投诉 (S0-6.1): the intake is recorded; the customer is promised an answer."""
        if self.desk.resumed:
            return
        self.desk.enter("registered")
        self.desk.promise(Promise.ANSWER)
        self.desk.announce(Trigger.ACCEPTED, about=self.desk.promised(Promise.ANSWER))

    async def substantiated(self) -> bool:
        """第二步 调查 (S0-6.2): whether the complaint is founded, and which department is responsible."""
        desk = self.desk
        if desk.memory.get("enter_at", Step.INVESTIGATE) != Step.INVESTIGATE:
            return True  # the rulebook's loop target lies behind the investigation
        if desk.view.state != "investigating":
            desk.enter("investigating")
        report = cast(InvestigationReport, await desk.ask(Step.INVESTIGATE, role=desk.memory.get("investigator")))
        if report.complaint_type is not None or report.department is not None:
            known = desk.view
            desk.enter(
                "investigating",
                complaint_type=report.complaint_type or known.complaint_type,
                department=report.department or known.department,
            )
        return report.substantiated

    async def tell_opinion(self) -> None:
        """第二步 返回调查意见 (S0-6.2): telling the customer keeps the promise."""
        await self.desk.ask(Step.TELL_OPINION)
        self.desk.announce(Trigger.OPINION_TOLD)
        self.desk.close("unsubstantiated", "closed_unsubstantiated")

    async def appealed(self) -> bool:
        """申诉 (S0-6.2): within its window the customer may dispute the opinion."""
        desk, rule = self.desk, self.desk.rules.appeal
        appeals = desk.memory.get("appeals", 0)
        if appeals >= rule.at_most:
            return False
        offer = desk.owed.open_offer(Offer.APPEAL, rule.window)
        if not await desk.offered(offer):
            desk.memory["conclusion"] = rule.silence.value
            return False
        desk.owed.take_offer(offer, reopens=True)
        desk.memory.update(appeals=appeals + 1, investigator=rule.investigator, enter_at=Step.INVESTIGATE.value)
        if rule.new_promise:
            desk.promise(Promise.ANSWER)
        desk.announce(Trigger.APPEALED)
        return True

    async def agreed(self) -> bool:
        """第三步、第四步 (S0-6.3, S0-6.4): proposals until the customer consents; False: the department refuses."""
        desk, consent, rejected = self.desk, self.desk.rules.consent, False
        due: int | None = None
        while True:
            rejections = desk.memory.get("rejections", 0)
            desk.enter("with_department", proposal=desk.memory.get("replies", 0) + 1)
            # Nothing left: the whole term again.
            left = due if due is not None and due > desk.anchor and not desk.over_before_asked(due) else None
            task = desk.open_task(Step.REPLY, due=left, tell=Trigger.SOLUTION_REJECTED if rejected else None)
            if rejected and rejections >= consent.escalate_after_rejections:
                desk.announce(Trigger.REJECTED_REPEATEDLY, about=task)
                desk.escalate(task, consent.ladder, "rejections")
            if consent.department_clock is DepartmentClock.REMAINING:
                due = desk.due_of(task)
            reply = await desk.answer(task, offer=self.refusal_offer())
            if reply.FORM == ResponsibilityRefusal.FORM:
                self.refused()
                return False
            if await self.consented(cast(DepartmentReply, reply)):
                return True
            rejected, desk.memory["rejections"] = True, rejections + 1

    def refusal_offer(self) -> str | None:
        """不认责 (S0-6.3): the department may refuse, as often in a round as the rulebook says."""
        desk = self.desk
        refused = desk.memory.get("refusals", 0)
        rule = desk.rules.offer(Offer.REFUSE_RESPONSIBILITY)
        return desk.owed.open_offer(rule.id) if refused < rule.per_round else None

    def refused(self) -> None:
        """Back to investigation, the supervisor informed (SM-1)."""
        desk = self.desk
        desk.memory.update(refusals=desk.memory.get("refusals", 0) + 1, enter_at=Step.INVESTIGATE.value)
        desk.announce(Trigger.RESPONSIBILITY_REFUSED)

    async def consented(self, reply: DepartmentReply) -> bool:
        """第四步 沟通客户意见 (S0-6.4): the solution is put to the customer, which keeps the promise; then theirs."""
        desk, words = self.desk, self.desk.owed.last_doc
        replied_on = civil_day(desk.anchor, desk.plan.calendar)
        desk.memory.update(
            replies=desk.memory.get("replies", 0) + 1, replied_on=replied_on, promised_on=reply.promised_on
        )
        desk.announce(Trigger.REPLIED)
        desk.enter("awaiting_consent")
        await desk.ask(Step.TELL_SOLUTION)
        desk.announce(Trigger.SOLUTION_TOLD, doc=words)
        opinion = cast(CustomerOpinion, await desk.ask(Step.CONSENT))
        return opinion.agrees

    async def carry_out(self) -> None:
        """第五步 实施解决方案 (S0-6.5): by the date promised with the solution."""
        desk = self.desk
        desk.enter("implementing")
        promised, replied, calendar = desk.memory["promised_on"], desk.memory["replied_on"], desk.plan.calendar
        due = carried_out_by(promised, replied, desk.anchor, calendar)
        if desk.over_before_asked(due):
            due = carried_out_by(promised, replied, desk.moment, calendar)
        report = cast(CompletionReport, await desk.ask(Step.CARRY_OUT, due=due))
        complaint_type = report.complaint_type or desk.view.complaint_type
        desk.enter("awaiting_callback", complaint_type=complaint_type, callbacks_round=0)

    def next_round(self) -> None:
        """第七步 不满意 (S0-6.7): round + 1 with fresh clocks, from where the rulebook says."""
        desk = self.desk
        policy = desk.rules.callback_for(desk.view.complaint_type or "")
        desk.memory.update(enter_at=policy.loop_target, refusals=0, rejections=0, investigator=None)
        desk.enter(STATE_OF[policy.loop_target], round=desk.view.round + 1, callbacks_round=0)
        if desk.rules.promise(Promise.ANSWER).each_round:
            desk.promise(Promise.ANSWER)

    def archive(self, verdict: Verdict) -> None:
        """第七步 存档 (S0-6.7): closed as satisfied only with the required callbacks, never by silence."""
        outcome, state = ENDINGS[verdict]
        missing = [form for form in self.desk.rules.closing.archive if form not in self.desk.owed.on_file]
        if verdict is Verdict.SATISFIED and missing:
            raise InvariantError(f"closing without {missing} on file")
        self.desk.close(outcome, state)
        if verdict is Verdict.SATISFIED:
            self.desk.announce(Trigger.CLOSED)


# Apart from the steps: the SDK looks at every member of a workflow's class anew for each case that starts.
@workflow.defn(name=COMPLAINT)
class Complaint:
    """One complaint, from its record to its last callback."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        self.desk = Desk(case)
        self.life = Life(self.desk)
        self.steps = Procedure(self.desk, self.life)

    @workflow.run
    async def run(self, case: CaseInput) -> CaseOutcome:
        return await self.life.run(COMPLAINT, self.steps.run)
