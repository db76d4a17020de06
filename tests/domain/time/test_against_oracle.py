"""Every clock against a finger that walks minute by minute, over invented calendars, zones, windows and rolls."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.time.calendar import Calendar, Window
from domain.time.clocks import Deadline, business_time, due
from domain.time.counters import counter
from domain.time.explain import explain
from domain.time.instants import MINUTE, from_datetime, to_datetime
from domain.time.pauses import pause, resume
from domain.time.quiet import allowed_from
from domain.time.reminders import OPENING_OF_LAST_DAY, ReminderRule, remind_at
from domain.time.term import Clock, DayEnd, Roll, Term
from tests.domain.time.oracle import Finger
from tests.support.clause import clause

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  civil time of the finger, which has no zone
EVERY = settings(max_examples=60, deadline=None)


@dataclass
class World:
    """One calendar in both worlds, and civil times in between."""

    calendar: Calendar
    finger: Finger

    def instant(self, civil: datetime) -> int:
        return (civil - _EPOCH) // timedelta(microseconds=1) - self.calendar.offset_minutes * MINUTE

    def answer(self, civil: tuple[datetime, bool]) -> Deadline:
        return Deadline(self.instant(civil[0]), civil[1])


@st.composite
def windows(draw: st.DrawFn, most: int) -> tuple[Window, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=2 * most)))
    return tuple(Window(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    first = draw(st.dates(date(2023, 11, 1), date(2024, 12, 31)))
    days = draw(st.text("WWWEHM", max_size=50))
    known = draw(st.integers(-1, len(days) - 1))
    working = draw(windows(3))
    quiet = tuple(w for w in draw(windows(2)) if (w.opens, w.closes) != (0, 1440))
    offset = draw(st.sampled_from([480, 0, -210, 345]))
    calendar = Calendar(offset, first, days, first + timedelta(known), ("01-01", "05-01", "10-01"), working, quiet)
    day = timedelta(days=1)
    finger = Finger(
        marked={first + n * day: kind for n, kind in enumerate(days)},
        known={first + n * day for n in range(known + 1)},
        fixed_rest={(1, 1), (5, 1), (10, 1)},
        working_minutes={m for w in working for m in range(w.opens, w.closes)},
        quiet_minutes={m for w in quiet for m in range(w.opens, w.closes)},
    )
    return World(calendar, finger)


@st.composite
def starts(draw: st.DrawFn, world: World) -> datetime:
    midnight = datetime.combine(world.calendar.first_day, datetime.min.time())
    return midnight + timedelta(days=draw(st.integers(-5, 60)), minutes=draw(st.integers(0, 1439)))


def oracle(world: World, term: Term, start: datetime) -> Deadline:
    finger, n = world.finger, term.amount
    close, roll = term.day_end is DayEnd.CLOSE_OF_BUSINESS, term.roll is Roll.NEXT_WORKING_DAY
    if term.clock is Clock.WORKING_DAYS:
        return world.answer(finger.working_days(start, n, close))
    if term.clock is Clock.WORKING_HOURS:
        return world.answer(finger.working_hours(start, n))
    if term.clock is Clock.CLOCK_HOURS:
        return world.answer(finger.clock_hours(start, n))
    if term.clock is Clock.MONTHS:
        return world.answer(finger.months(start, n, close, roll))
    return world.answer(finger.calendar_days(start, n, close, roll))


@st.composite
def terms(draw: st.DrawFn, world: World) -> Term:
    clock = draw(st.sampled_from(Clock))
    day_end = draw(st.sampled_from(DayEnd))
    roll = draw(st.sampled_from(Roll))
    per_day = sum(w.closes - w.opens for w in world.calendar.windows)
    if clock is Clock.WORKING_HOURS:
        return Term(clock, draw(st.integers(1, min(3000, 8 * per_day))))
    if clock is Clock.CLOCK_HOURS:
        return Term(clock, draw(st.integers(1, 6000)))
    if clock is Clock.WORKING_DAYS:
        return Term(clock, draw(st.integers(1, 12)), day_end)
    most = {Clock.SAME_DAY: (0, 0), Clock.CALENDAR_DAYS: (1, 20), Clock.MONTHS: (1, 15)}[clock]
    return Term(clock, draw(st.integers(*most)), day_end, roll)


@clause("G-2", "G-3", "G-4", "G-5", "G-6", "G-7", "G-8", "G-9")
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_clock_ends_where_the_finger_stops(data: st.DataObject) -> None:
    world = data.draw(worlds())
    term, start = data.draw(terms(world)), data.draw(starts(world))
    expected = oracle(world, term, start)
    assert due(term, world.instant(start), world.calendar) == expected
    assert counter(term, world.calendar)(world.instant(start)) == expected


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_compiled_term_answers_as_the_plain_one_at_every_bend(data: st.DataObject) -> None:
    world = data.draw(worlds())
    term, start = data.draw(terms(world)), world.instant(data.draw(starts(world)))
    compiled = counter(term, world.calendar)
    edges = {start} | {start + (w.opens - w.closes) * MINUTE for w in world.calendar.windows}
    for midnight in range(start - start % (1440 * MINUTE), start + 3 * 1440 * MINUTE, 1440 * MINUTE):
        edges |= {midnight + m * MINUTE for w in world.calendar.windows for m in (0, w.opens, w.closes)}
        edges |= {midnight + (m - term.amount) * MINUTE for w in world.calendar.windows for m in (w.opens, w.closes)}
    for asked in sorted(edges):
        for instant in (asked - 1, asked, asked + 1):
            assert compiled(instant) == due(term, instant, world.calendar)


@clause("G-9")
@EVERY
@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
def test_months_end_on_the_corresponding_day_over_leap_years(day: date, months: int) -> None:
    finger = Finger({}, set(), set(), {600}, set())
    calendar = Calendar(0, day, "", day - timedelta(1), (), (Window(600, 601),), ())
    start = datetime.combine(day, datetime.min.time())
    assert due(Term(Clock.MONTHS, months), World(calendar, finger).instant(start), calendar).due == World(
        calendar, finger
    ).instant(finger.months(start, months, False, False)[0])


@EVERY
@given(st.data())
def test_a_slice_gives_the_same_answers_from_its_first_day_on(data: st.DataObject) -> None:
    world = data.draw(worlds())
    term, start = data.draw(terms(world)), world.instant(data.draw(starts(world)))
    gone = data.draw(st.integers(0, 60))
    first = world.calendar.first_day + timedelta(gone)
    cut = world.calendar.slice(first)
    assert len(cut.days) == max(len(world.calendar.days) - gone, 0)
    if cut.date_of(start) >= first:
        assert explain(term, start, cut) == explain(term, start, world.calendar)


@EVERY
@given(st.data())
def test_the_explanation_counts_what_the_answer_says(data: st.DataObject) -> None:
    world = data.draw(worlds())
    term, start = data.draw(terms(world)), world.instant(data.draw(starts(world)))
    why = explain(term, start, world.calendar)
    assert (why.due, why.provisional) == (
        due(term, start, world.calendar).due,
        due(term, start, world.calendar).provisional,
    )
    assert why.steps[-1].day == world.calendar.date_of(why.due - 1)
    assert why.steps[-1].counted
    unit = MINUTE if term.clock in (Clock.WORKING_HOURS, Clock.CLOCK_HOURS) else 1
    assert why.steps[-1].n == term.amount * unit
    days = [step.day for step in why.steps]
    assert days == sorted(days)
    if term.clock in (Clock.WORKING_DAYS, Clock.WORKING_HOURS):
        assert {*days} == {days[0] + timedelta(n) for n in range((days[-1] - days[0]).days + 1)}, "no day is left out"
        consulted = why.steps[1:] if term.clock is Clock.WORKING_DAYS else why.steps
        assert why.provisional == any(step.provisional for step in consulted)


@EVERY
@given(st.data())
def test_quiet_hours_end_where_the_finger_says(data: st.DataObject) -> None:
    world = data.draw(worlds())
    start = data.draw(starts(world))
    assert allowed_from(world.instant(start), world.calendar) == world.instant(world.finger.allowed_from(start))


@EVERY
@given(st.data())
def test_business_time_is_what_the_finger_counts(data: st.DataObject) -> None:
    world = data.draw(worlds())
    since = data.draw(starts(world))
    until = since + timedelta(minutes=data.draw(st.integers(0, 9000)))
    counted = world.finger.open_minutes(since, until) * MINUTE
    assert business_time(world.instant(since), world.instant(until), world.calendar) == counted


@EVERY
@given(st.data())
def test_paused_and_resumed_at_once_nothing_moves(data: st.DataObject) -> None:
    world = data.draw(worlds())
    term, start = data.draw(terms(world)), world.instant(data.draw(starts(world)))
    limit = due(term, start, world.calendar).due
    at = data.draw(st.integers(start, limit - 1))
    rest = pause(term, limit, at, world.calendar)
    assert resume(rest, at, world.calendar).due == limit


@EVERY
@given(st.data())
def test_a_resumed_business_clock_has_as_much_left_as_when_it_was_paused(data: st.DataObject) -> None:
    world = data.draw(worlds())
    start = data.draw(starts(world))
    term = Term(Clock.WORKING_HOURS, data.draw(st.integers(1, 300)))
    limit = oracle(world, term, start).due
    minutes = (limit - world.instant(start)) // MINUTE
    paused = start + timedelta(minutes=data.draw(st.integers(0, minutes - 1)))
    resumed = paused + timedelta(minutes=data.draw(st.integers(0, 5000)))
    left = term.amount - world.finger.open_minutes(start, paused)
    again = resume(pause(term, limit, world.instant(paused), world.calendar), world.instant(resumed), world.calendar)
    assert again == world.answer(world.finger.working_hours(resumed, left))


@clause("G-5")
@EVERY
@given(st.data())
def test_reminders_come_on_a_working_day_before_the_deadline(data: st.DataObject) -> None:
    world = data.draw(worlds())
    term, start = data.draw(terms(world)), world.instant(data.draw(starts(world)))
    deadline = due(term, start, world.calendar)
    rule = data.draw(st.sampled_from([OPENING_OF_LAST_DAY, ReminderRule(30), ReminderRule(120)]))
    at = remind_at(rule, deadline, world.calendar)
    assert at < deadline.due
    assert world.finger.works(world.calendar.date_of(at))
    assert at >= world.calendar.at(world.calendar.date_of(at), world.calendar.windows[0].opens)


@EVERY
@given(st.datetimes(_EPOCH, _EPOCH + timedelta(80_000)), st.sampled_from([480, 0, -210]))
def test_an_instant_and_its_datetime_are_the_same(naive: datetime, offset: int) -> None:
    instant = (naive - _EPOCH) // timedelta(microseconds=1)
    assert from_datetime(to_datetime(instant, offset)) == instant
