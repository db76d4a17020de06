"""From an accepted command to its answer (执行命令): ask the case, judge the outcome, store. Also for a second try."""

import asyncio
import time

import structlog
from sqlalchemy import text

from casebook import crash_points, sql
from casebook.accept import Row, decoded, lease
from casebook.answers import RETRY_SECONDS, Answer, from_stored
from casebook.asking import ASK_SECONDS, Asked, ask, ask_open, command_of, page_of_events
from casebook.book import Casebook, single_statements, transaction
from casebook.case_ref import CaseRef
from casebook.errors import CasebookError
from casebook.plans import stored_plan
from casebook.store import Base, freeze, store, store_on
from contracts.case import CaseInput
from contracts.commands import Refusal
from contracts.view import CaseView

log = structlog.get_logger(__name__)

_CASE = text("""
    select case_no, company, workflow_id, plan_hash, revision, head, epoch, input_offset, rehearsal, resume_always,
           frozen, closed_at, sealed_at from cases where case_no = :case_no
""")

_OLDER = text("""
    select id from commands where case_no = :case_no and status = 'pending' and not stuck
       and (received_at, id) < (:received_at, cast(:id as uuid)) order by received_at, id limit 1
""")
_FROZEN = text("select frozen from cases where case_no = :case_no")
LOOK_AGAIN = 0.05


async def load_case(book: Casebook, case_no: str) -> CaseRef:
    """The case's row. Raises CasebookError (not_found)."""
    async with single_statements(book.engine) as connection:
        row = (await connection.execute(_CASE, {"case_no": case_no})).mappings().one_or_none()
    if row is None:
        raise CasebookError("not_found")
    return CaseRef(**row)


async def drive_in_turn(book: Casebook, row: Row, case: CaseRef) -> Answer:
    """Asks for this command once every older one of its case has its answer: the order of the re-driver.

    A form that was received in time and has not been asked yet must not be overtaken by a later command, up to whose
    receipt the case would fire what is due. An older one that gets no answer leaves this one to the re-driver.
    """
    try:
        until = time.monotonic() + ASK_SECONDS
        while (older := await _older(book, row)) is not None:
            leased = await lease(book, older)
            if leased is not None:
                answer = await drive(book, leased, await load_case(book, case.case_no))
                if answer.status in ("done", "refused"):
                    continue
            elif time.monotonic() < until:  # someone else is asking for it just now
                await asyncio.sleep(LOOK_AGAIN)
                continue
            return await _unknown(book, row, Asked(unknown="older_unanswered"))
        case = await load_case(book, case.case_no)
    except CasebookError as error:  # accepted is accepted, whatever the database does now
        return await _unknown(book, row, Asked(unknown=error.code))
    return await drive(book, row, case)


async def drive_again(book: Casebook, first: Row) -> Answer:
    """Another try for a command that is accepted, when nobody is asking just now.

    Raises CasebookError (still_running, case_frozen, database_unavailable).
    """
    await _not_frozen(book, first["case_no"])
    leased = await lease(book, first["id"])
    if leased is None:
        raise CasebookError("still_running", retry_after=1)
    try:
        await _not_frozen(book, leased["case_no"])
        case = await load_case(book, leased["case_no"])
    except CasebookError as error:
        answer = await _unknown(book, leased, Asked(unknown=error.code))
        if error.code == "case_frozen":
            raise
        return answer
    return await drive_in_turn(book, leased, case)


async def _not_frozen(book: Casebook, case_no: str) -> None:
    async with single_statements(book.engine) as connection:
        if (await connection.execute(_FROZEN, {"case_no": case_no})).scalar_one_or_none() is not None:
            raise CasebookError("case_frozen", retry_after=RETRY_SECONDS)


async def _older(book: Casebook, row: Row) -> str | None:
    async with single_statements(book.engine) as connection:
        values = {"case_no": row["case_no"], "received_at": row["received_at"], "id": row["id"]}
        found = (await connection.execute(_OLDER, values)).scalar_one_or_none()
    return None if found is None else str(found)


async def drive(book: Casebook, row: Row, case: CaseRef, view: CaseView | None = None) -> Answer:
    """Asks the case for the change that `row` wants, and stores what it answers. The caller holds the row's lease.

    `view` is the case's at the revision of `case`, if the caller has it: it saves a look.
    """
    crash_points.reached(crash_points.AFTER_ACCEPT)
    command = command_of(row, row["fields"], case.known)
    if row["kind"] == "open":
        try:
            plan = await stored_plan(book.engine, case.plan_hash)
        except CasebookError as error:
            return await _unknown(book, row, Asked(unknown=error.code))
        start = CaseInput(
            case_no=case.case_no,
            company=case.company,
            plan=plan.plan,
            offset=case.input_offset,
            rehearsal=case.rehearsal,
            resume_always=case.resume_always,
        )
        asked = await ask_open(book.client, book.settings.task_queue, case.workflow_id, start, command)
    else:
        asked = await ask(book.client, case.workflow_id, command)
    crash_points.reached(crash_points.BEFORE_STORE)
    try:
        return await _settle(book, row, case, asked, view)
    except CasebookError as error:  # the case has answered, but that could not be stored: the re-driver goes on
        return await _unknown(book, row, Asked(unknown=error.code))


async def _settle(book: Casebook, row: Row, case: CaseRef, asked: Asked, view: CaseView | None) -> Answer:
    if asked.receipt is not None:
        done = None
        if view is not None and not case.rehearsal and not crash_points.armed(crash_points.DURING_STORE):
            base = Base(case.company, case.revision, case.head, case.epoch, view)
            done = await store_on(book.engine, base, asked.receipt, row["id"])
            if done is not None and done.case is not None:
                book.memory.keep(case, view, done.head, done.case["now"])
        done = done or await store(book.engine, book.client, asked.receipt, command_id=row["id"], epoch=case.epoch)
        if done.status == "stored":
            if done.answered is not None:
                return Answer("done", case.case_no, row["id"], done.answered, case=done.case)
            return await _stored_answer(book, row)
        return await _unknown(book, row, Asked(unknown="case_frozen" if done.status == "frozen" else done.status))
    if asked.refusal is not None:
        return await _refuse(book, row, case, asked.refusal)
    if asked.gone and case.sealed_at is not None:  # a closed case still hears appeals
        return await _refuse(book, row, case, Refusal(code="case_closed", revision=case.revision, head=case.head))
    if asked.passing is not None and asked.passing.code == "fork":
        frozen = await freeze(book.engine, case.case_no, "fork", epoch=case.epoch, known=case.known)
        return await _unknown(book, row, Asked(unknown="case_frozen" if frozen else "stale"))
    return await _unknown(book, row, asked)


async def _refuse(book: Casebook, row: Row, case: CaseRef, refusal: Refusal) -> Answer:
    """A final refusal. First the table is brought up to where the case spoke: there the command may have its answer.

    What had been acknowledged before a reset is never refused: it is stuck with its words, and a person looks at it.
    """
    if row.get("reopened"):
        async with single_statements(book.engine) as connection:
            await connection.execute(sql.STUCK, {"id": row["id"]})
        log.error("acknowledged_form_refused", alarm=True, command=row["id"], case_no=case.case_no, code=refusal.code)
        return await _unknown(book, row, Asked(unknown=f"refused: {refusal.code}"))
    revision = case.revision
    while revision < refusal.revision:
        page = await page_of_events(book.client, book.engine, case.case_no, revision)
        done = await store(book.engine, book.client, page, epoch=case.epoch)
        if done.status != "stored" or done.revision <= revision:
            return await _unknown(book, row, Asked(unknown="case_frozen" if done.status == "frozen" else done.status))
        revision = done.revision
    answer = refusal.model_dump_json(exclude_defaults=True)
    async with transaction(book.engine) as connection:
        await connection.execute(sql.LOCK_CASE, {"case_no": case.case_no})
        refused = (await connection.execute(sql.REFUSE, {"id": row["id"], "answer": answer})).scalar_one()
        if refused:
            await connection.execute(sql.FORGET_CUSTOMER, {"id": row["id"]})
    if refused and row["kind"] == "open":
        await _end_unopened(book, case)
    return await _stored_answer(book, row)


async def _end_unopened(book: Casebook, case: CaseRef) -> None:
    """A workflow whose intake was refused waits for one that never comes; its row is gone already."""
    try:
        await book.client.get_workflow_handle(case.workflow_id).terminate("intake refused")
    except Exception as error:
        log.warning("unopened_case_left", case_no=case.case_no, error=type(error).__name__)


async def _stored_answer(book: Casebook, row: Row) -> Answer:
    """The answer as it stands in the command's row: the first one wins."""
    async with single_statements(book.engine) as connection:
        found = (await connection.execute(sql.COMMAND, {"id": row["id"]})).mappings().one()
    return from_stored(decoded(found), replayed=False) or await _unknown(book, row, Asked(unknown="unanswered"))


async def _unknown(book: Casebook, row: Row, asked: Asked) -> Answer:
    """Nobody knows yet. The lease is given back, and the re-driver goes on."""
    code = asked.passing.code if asked.passing is not None else asked.unknown or "case_unavailable"
    log.info("outcome_unknown", command=row["id"], case_no=row["case_no"], why=code)
    try:
        async with single_statements(book.engine) as connection:
            await connection.execute(sql.RELEASE, {"id": row["id"]})
    except CasebookError:
        pass  # the lease ends by itself
    if row["kind"] == "open":
        return Answer("accepted", row["case_no"], row["id"], retry_after=RETRY_SECONDS, silent=asked.silent)
    told = code if code in ("busy", "not_yet", "not_open_yet", "case_frozen") else "case_unavailable"
    refusal = asked.passing or Refusal(code=told)
    return Answer(
        "unavailable", row["case_no"], row["id"], refusal=refusal, retry_after=RETRY_SECONDS, silent=asked.silent
    )
