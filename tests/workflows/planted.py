"""A complaint whose steps are in another order, to show that replay notices."""

from typing import cast

from temporalio import workflow

from contracts.case import CaseInput, CaseOutcome
from contracts.forms import CustomerOpinion, DepartmentReply
from contracts.names import COMPLAINT
from domain.rulebook.procedure import Step
from workflows.cases.complaint import Complaint, Procedure


class ReorderedSteps(Procedure):
    """Asks for the customer's opinion before the solution is put to them."""

    async def consented(self, reply: DepartmentReply) -> bool:
        self.desk.memory.update(replies=1, promised_on=reply.promised_on)
        self.desk.enter("awaiting_consent")
        opinion = cast(CustomerOpinion, await self.desk.ask(Step.CONSENT))
        await self.desk.ask(Step.TELL_SOLUTION)
        return opinion.agrees


@workflow.defn(name=COMPLAINT)
class Reordered(Complaint):
    """A complaint by those steps."""

    @workflow.init
    def __init__(self, case: CaseInput) -> None:
        super().__init__(case)
        self.steps = ReorderedSteps(self.desk, self.life)

    @workflow.run
    async def run(self, case: CaseInput) -> CaseOutcome:
        return await super().run(case)
