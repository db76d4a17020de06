"""Workflows and activities that a worker runs: listed here, nowhere else."""

from collections.abc import Callable, Sequence
from typing import Any

from activities.dispatch import Dispatch
from activities.gateways.sets import Gateways
from activities.project import Projection
from casebook.book import Casebook
from workflows.cases.complaint import Complaint
from workflows.services.dispatch import DispatchService

WORKFLOWS: Sequence[type] = (Complaint, DispatchService)


def activities(book: Casebook, gateways: Gateways) -> list[Callable[..., Any]]:
    """The ports' implementations, bound to this process's database and gateways."""
    return [
        Projection(book.engine, book.client).project,
        Dispatch(book.engine, book.directory, gateways).dispatch_channel,
    ]
