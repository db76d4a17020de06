"""A workflow for tests only: several coroutines of one case on the kit's waiting room."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.kit.waiting import Waiting


@workflow.defn(name="tests_joint")
class Joint:
    """`hops`: two coroutines pass a token to and fro. `failure`: the second of three fails when told to."""

    @workflow.init
    def __init__(self, mode: str) -> None:
        self.waiting = Waiting()
        self.log: list[str] = []
        self.tokens: list[str] = []

    @workflow.run
    async def run(self, mode: str) -> list[str]:
        parts = (
            (self.follow("one", "a", "b"), self.follow("two", "b", "c"), self.follow("three", "c", "d"))
            if mode == "hops"
            else (self.stay("one"), self.fail("two"), self.stay("three"))
        )
        try:
            await self.waiting.all_of(*parts)
            await self.waiting.until(lambda: "end" in self.tokens)
        except ApplicationError as failure:
            self.log.append(f"failed {failure.type}")
        self.waiting.finish()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.log

    @workflow.update
    async def give(self, token: str) -> list[str]:
        """Gives a token and answers what has happened when the case is settled again."""
        self.tokens.append(token)
        await self.waiting.when_settled()
        return list(self.log)

    async def follow(self, name: str, wanted: str, given: str) -> None:
        await self.waiting.until(lambda: wanted in self.tokens)
        self.log.append(f"{name} took {wanted}")
        self.tokens.append(given)

    async def stay(self, name: str) -> None:
        try:
            await self.waiting.until(lambda: False)
        finally:
            self.log.append(f"{name} left")

    async def fail(self, name: str) -> None:
        await self.waiting.until(lambda: "fail" in self.tokens)
        raise ApplicationError(name, type="planned")
