"""Storing hand-made receipts: gaps, repetitions, forks."""

import asyncio
import random
from uuid import uuid4

import pytest
from sqlalchemy import text

from casebook import intake, store
from casebook.book import Casebook
from casebook.customers import Customer
from contracts.forms import ComplaintRecord
from tests.casebook.chains import Chain, full_chain, tables_of
from tests.casebook.conftest import person

RECORD = ComplaintRecord(channel="phone", subject="噪音", description="空调有噪音")


_COMMAND = text("""
    insert into commands (id, company, key, body_hash, actor, role, case_no, kind, fields, received_at, accepted_at,
                          status, next_try_at)
    select i, 'daoyi', i::text, '', 'a', 'r', :case_no, 'form', '{}', 0, 0, 'pending', 9e18
      from (select cast(:id as uuid) as i) one
""")


@pytest.fixture
async def case(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    """A case that is accepted and that no workflow has answered, with four unanswered commands."""
    return await accepted_case(book, monkeypatch)


async def accepted_case(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    monkeypatch.setattr("casebook.asking.ASK_SECONDS", 0.01)
    answer = await intake.open_complaint(book, person(book, "agent"), str(uuid4()), RECORD, Customer(name="王"))
    assert answer.status == "accepted"
    assert answer.case_no is not None
    ids = [answer.command_id, *(str(uuid4()) for _ in range(3))]
    async with book.engine.begin() as connection:
        for command_id in ids[1:]:
            await connection.execute(_COMMAND, {"id": command_id, "case_no": answer.case_no})
    return answer.case_no, ids


async def test_a_receipt_fills_every_table_and_answers_every_command(
    book: Casebook, case: tuple[str, list[str]]
) -> None:
    chain = full_chain(*case)
    stored = await store.store_once(book.engine, chain.receipt())
    assert (stored.status, stored.revision, stored.head) == ("stored", len(chain.texts), chain.heads[-1])
    rows = await tables_of(book.engine, case[0])
    short = {row["id"].rpartition(".")[2]: row for name in ("tasks", "offers", "escalations") for row in rows[name]}
    clocks = {row["id"].rpartition(".")[2]: row for row in rows["deadlines"]}
    assert {key: row["status"] for key, row in short.items()} == {
        "t1": "answered",
        "t2": "dropped",
        "t3": "dropped",
        "o1": "closed",
        "e1": "closed",
        "e2": "closed",
    }
    assert {key: row["status"] for key, row in clocks.items()} == {"p1": "met", "t1": "late", "t3": "dropped"}
    assert clocks["t1"]["breached_at"] is not None
    assert short["e1"]["acknowledged_by"] == "boss"
    assert short["o1"]["left"] == 0
    assert [row["rule"] for row in rows["notices"]] == ["N7", "N1"]
    assert {row["status"] for row in rows["commands"]} == {"done"}
    assert sorted(row["answer"]["revision"] for row in rows["commands"]) == [1, 9, 10, 14]
    assert (rows["case"]["state"], rows["case"]["outcome"]) == ("closed_satisfied", "satisfied")
    assert rows["case"]["sealed_at"] is not None


@pytest.mark.parametrize("seed", range(12))
async def test_any_order_repetition_and_split_of_receipts_gives_the_same_tables(
    book: Casebook, case: tuple[str, list[str]], seed: int
) -> None:
    chain, chance = full_chain(*case), random.Random(seed)
    last = len(chain.texts)
    cuts = [tuple(sorted(chance.choices(range(1, last + 1), k=2))) for _ in range(chance.randint(3, 25))]
    for first, end in cuts:
        await store.store_once(book.engine, chain.receipt(first, end))
    cut = 1
    while cut <= last:  # at last, all that is missing, in pieces
        end = min(cut + chance.randint(0, 6), last)
        done = await store.store_once(book.engine, chain.receipt(cut, end))
        assert done.status == "stored"
        cut = end + 1
    pieces = await tables_of(book.engine, case[0])

    twin, ids = await _twin(book, case)
    await store.store_once(book.engine, full_chain(twin, ids).receipt())
    whole = await tables_of(book.engine, twin)
    assert _shape(pieces, case) == _shape(whole, (twin, ids))


async def _twin(book: Casebook, case: tuple[str, list[str]]) -> tuple[str, list[str]]:
    with pytest.MonkeyPatch.context() as patch:
        return await accepted_case(book, patch)


def _shape(rows: dict[str, object], case: tuple[str, list[str]]) -> str:
    """The rows without the names and times of one case; hashes follow from the texts, which hold the names."""
    for row in rows["events"]:  # type: ignore[attr-defined]
        row.pop("hash")
    whole = rows["case"]
    for name in ("head", "accepted_at", "customer_id", "subject_doc"):
        whole.pop(name)  # type: ignore[attr-defined]
    rows["commands"] = sorted((row["status"], row["answer"]["revision"]) for row in rows["commands"])  # type: ignore[attr-defined]
    text_ = repr(rows).replace(case[0], "CASE")
    for number, command in enumerate(case[1]):
        text_ = text_.replace(command, f"COMMAND{number}")
    return text_


async def test_side_by_side_stores_of_one_receipt_write_it_once(book: Casebook, case: tuple[str, list[str]]) -> None:
    chain = full_chain(*case)
    pieces = [chain.receipt(1, end) for end in range(1, len(chain.texts) + 1)]
    done = await asyncio.gather(*(store.store_once(book.engine, piece) for piece in pieces))
    assert {stored.status for stored in done} == {"stored"}
    rows = await tables_of(book.engine, case[0])
    assert [row["seq"] for row in rows["events"]] == list(range(1, len(chain.texts) + 1))
    assert len(rows["notices"]) == 2


async def test_the_revision_never_passes_a_gap(book: Casebook, case: tuple[str, list[str]]) -> None:
    chain = full_chain(*case)
    await store.store_once(book.engine, chain.receipt(1, 4))
    done = await store.store_once(book.engine, chain.receipt(6, 9))
    assert (done.status, done.revision) == ("gap", 4)
    assert len((await tables_of(book.engine, case[0]))["events"]) == 4


async def test_the_revision_never_goes_back(book: Casebook, case: tuple[str, list[str]]) -> None:
    chain = full_chain(*case)
    await store.store_once(book.engine, chain.receipt())
    done = await store.store_once(book.engine, chain.receipt(1, 3))
    assert (done.status, done.revision) == ("stored", len(chain.texts))


def _another(chain: Chain, seq: int) -> Chain:
    """The same case with another history from `seq` on."""
    other = Chain(chain.case_no)
    other.texts, other.heads = chain.texts[: seq - 1], chain.heads[:seq]
    return other.add("state_entered", state="implementing", round=9)


@pytest.mark.parametrize("first", [1, 3, 5])
async def test_another_history_freezes_the_case_and_stores_nothing(
    book: Casebook, case: tuple[str, list[str]], first: int
) -> None:
    chain = full_chain(*case)
    await store.store_once(book.engine, chain.receipt(1, 8))
    before = await tables_of(book.engine, case[0])
    done = await store.store_once(book.engine, _another(chain, 5).receipt(first))
    assert done.status == "frozen"
    after = await tables_of(book.engine, case[0])
    assert after["case"].pop("frozen") == "fork"
    assert before["case"].pop("frozen") is None
    assert after == before
    assert (await store.store_once(book.engine, chain.receipt())).status == "frozen"


async def test_a_receipt_whose_head_does_not_follow_from_its_events_freezes_the_case(
    book: Casebook, case: tuple[str, list[str]]
) -> None:
    chain = full_chain(*case)
    done = await store.store_once(book.engine, chain.receipt(1, 4, head="f" * 64))
    assert done.status == "frozen"
    assert (await tables_of(book.engine, case[0]))["case"]["frozen"] == "chain"


async def test_a_receipt_of_before_a_reset_is_not_stored(book: Casebook, case: tuple[str, list[str]]) -> None:
    chain = full_chain(*case)
    done = await store.store_once(book.engine, chain.receipt(), epoch=3)
    assert (done.status, done.revision) == ("stale", 0)


async def test_a_notice_of_a_rehearsal_is_due_by_the_clock_of_the_rehearsal(
    book: Casebook, case: tuple[str, list[str]]
) -> None:
    chain = full_chain(*case)
    async with book.engine.begin() as connection:
        await connection.execute(text("update cases set rehearsal = true where case_no = :c"), {"c": case[0]})
        now = (await connection.execute(text("select instant_now()"))).scalar_one()
    year = 365 * 24 * 3_600_000_000
    await store.store_once(book.engine, chain.receipt(now=now + year))
    rows = await tables_of(book.engine, case[0])
    assert rows["case"]["clock_offset"] == pytest.approx(year, abs=60_000_000)
    notice = rows["notices"][0]
    assert notice["next_try_at"] == notice["not_before"] - rows["case"]["clock_offset"]
