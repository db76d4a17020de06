"""The bare workflow (空流程): as many updates as a complaint has steps, which do nothing and store nothing."""

from temporalio import workflow

NAME, UPDATE = "bench_bare", "step"


@workflow.defn(name=NAME)
class Bare:
    """Ends with its last update."""

    def __init__(self) -> None:
        self.left = -1

    @workflow.run
    async def run(self, steps: int) -> None:
        self.left += steps + 1
        await workflow.wait_condition(lambda: self.left == 0)

    @workflow.update(name=UPDATE)
    async def step(self) -> None:
        """The first comes with the start, so it may run before `run` does."""
        self.left -= 1
