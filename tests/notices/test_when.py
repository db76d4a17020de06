"""When a notice may go out: quiet hours, the clock of a rehearsal, waking."""

from sqlalchemy import text

from activities.gateways.sets import NotConfigured, Recorder, open_gateways
from casebook.settings import Settings
from domain.time.instants import DAY, HOUR, SECOND
from tests.notices.seed import ACCEPTED, Case, add_case
from tests.notices.support import Post, until
from tests.support.clause import clause


async def now(post: Post) -> int:
    async with post.engine.connect() as connection:
        return int((await connection.execute(text("select instant_now()"))).scalar_one())


@clause("G-5")
async def test_notice_of_quiet_hours_waits_and_goes_out_at_their_end(post: Post, case: Case) -> None:
    opening = await now(post) + 2 * SECOND
    waiting = await case.notice("closed", "sms", not_before=opening)
    at_once = await case.notice("closed", "sms")
    async with post.dispatching("sms"):
        assert await post.settled(at_once, hurry=False) == "sent"
        assert (await post.row(waiting))["status"] == "pending"
        assert await post.settled(waiting, hurry=False) == "sent"
    assert (await post.row(waiting))["sent_at"] >= opening


async def test_quiet_hours_hold_even_for_a_notice_that_is_to_be_tried_now(post: Post, case: Case) -> None:
    notice = await case.notice("closed", "sms", not_before=await now(post) + HOUR)
    other = await case.notice("closed", "sms")
    async with post.engine.begin() as connection:
        await connection.execute(text("update notices set next_try_at = 0 where id = :id"), {"id": notice})
    async with post.dispatching("sms"):
        assert await post.settled(other) == "sent"
    assert (await post.row(notice))["tries"] == 0


async def test_rehearsal_is_sent_by_its_own_clock_and_reaches_no_gateway(post: Post) -> None:
    offset = ACCEPTED - await now(post)
    case = await add_case(post.engine, rehearsal=True, clock_offset=offset)
    due = await case.notice("answer_promised", "sms", not_before=ACCEPTED)
    tomorrow = await case.notice("closed", "sms", not_before=ACCEPTED + DAY)
    async with post.dispatching("sms"):
        assert await post.settled(due, hurry=False) == "sent"
        assert (await post.row(tomorrow))["status"] == "pending"
        async with post.engine.begin() as connection:  # as `store` does when the rehearsal's clock has jumped
            moved = {"offset": offset + DAY, "no": case.case_no}
            await connection.execute(text("update cases set clock_offset = :offset where case_no = :no"), moved)
            statement = "update notices set next_try_at = not_before - :offset where case_no = :no and tries = 0"
            await connection.execute(text(statement), moved)
            await connection.execute(text("select pg_notify('notices', 'sms')"))
        assert await post.settled(tomorrow, hurry=False) == "sent"
    assert ACCEPTED + DAY <= (await post.row(tomorrow))["sent_at"] < ACCEPTED + DAY + HOUR
    assert post.messages.accepted(due) == []
    async with post.engine.connect() as connection:
        found = await connection.execute(text("select provider_id from deliveries where notice_id = :id"), {"id": due})
        assert found.scalar_one() == f"recorded:{due}"


async def test_rehearsal_uses_the_rehearsal_gateways_of_the_settings(post: Post) -> None:

    settings = Settings(
        rehearsal_message_gateway_url=post.messages.url,
        rehearsal_smtp_host="127.0.0.1",
        rehearsal_smtp_port=post.mailbox.smtp_port,
    )
    case = await add_case(post.engine, rehearsal=True)
    message = await case.notice("answer_promised", "sms")
    mail = await case.notice("no_answer", "email", to_kind="person", to_id="zhao")
    async with open_gateways(settings) as ways:
        assert isinstance(ways.of("sms", False), NotConfigured)
        post = type(post)(post.engine, post.messages, post.mailbox, ways)
        async with post.dispatching("sms", "email"):
            assert await post.settled(message) == "sent"
            assert await post.settled(mail) == "sent"
    assert post.messages.accepted(message)[0].text.startswith("[演练] ")
    (received,) = [m for m in await post.mailbox.mails("zhao@example.test") if case.case_no in m["subject"]]
    assert received["subject"].startswith("[演练] ")
    async with open_gateways(Settings()) as ways:
        assert isinstance(ways.of("email", True), Recorder)


LISTENERS = "from pg_stat_activity where query ilike 'listen%' and datname = current_database()"


async def test_channel_goes_on_after_the_listening_connection_was_cut(post: Post, case: Case) -> None:
    async with post.dispatching("sms"):

        async def listening() -> bool:
            async with post.engine.connect() as connection:
                return bool((await connection.execute(text(f"select count(*) {LISTENERS}"))).scalar_one())

        await until(listening)
        async with post.engine.begin() as connection:
            await connection.execute(text(f"select pg_terminate_backend(pid) {LISTENERS}"))
        notice = await case.notice("closed", "sms")
        assert await post.settled(notice, hurry=False) == "sent"


async def test_hanging_gateway_does_not_hold_up_the_other_channel(post: Post, case: Case) -> None:
    await post.messages.fault("hang")
    held = [await case.notice("closed", "sms") for _ in range(12)]
    mail = await case.notice("no_answer", "email", to_kind="role", to_id="customer_service")
    async with post.dispatching("sms", "email"):
        assert await post.settled(mail, hurry=False) == "sent"
        await post.messages.fault("ok")
        for notice in held:
            assert await post.settled(notice) == "sent"
    assert [len(post.messages.accepted(notice)) for notice in held] == [1] * 12
