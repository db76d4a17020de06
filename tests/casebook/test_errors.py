"""What a failure is taken for: a fault of ours, a server that is away, or a case that is gone."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from temporalio.client import Client
from temporalio.service import RPCError

from casebook.asking import case_gone
from casebook.book import Casebook, single_statements


async def test_a_value_that_cannot_be_sent_is_not_a_database_that_is_away(book: Casebook) -> None:
    with pytest.raises(DBAPIError):
        async with single_statements(book.engine) as connection:
            await connection.execute(text("select cast(:n as int)"), {"n": "no number"})


@pytest.mark.parametrize(("namespace", "gone"), [("tuoshan", True), ("no-such-namespace", False)])
async def test_only_a_case_that_is_not_found_is_gone(temporal: str, namespace: str, gone: bool) -> None:
    client = await Client.connect(temporal, namespace=namespace)
    with pytest.raises(RPCError) as raised:
        await client.get_workflow_handle("complaint/none").describe()
    assert case_gone(raised.value) is gone
