"""The figures that operators ask for: what is counted, and to which day it belongs."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import DomainError
from domain.reading import Status
from services.decisions.review import Doubt
from services.desk.statistics import (
    CountStatistics,
    NoticeFigures,
    OpenAlerts,
    Period,
    Queue,
    Refusal,
    Statistics,
)
from services.notices.preparing import AddressEverybody, ConfirmNotice
from services.notices.sending import AdvanceNotices
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import PAID_ON, Household
from tests.services.residents import CHAT, MOSCOW, OLEG, People
from tests.services.traces import let_go

TODAY = date(2026, 11, 22)
MIDNIGHT = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
"""In Moscow, when the day begins."""


@pytest.fixture
def count(database: Database, clock: FakeClock) -> CountStatistics:
    return CountStatistics(database, clock, MOSCOW)


async def both(count: CountStatistics) -> tuple[Statistics, Statistics]:
    return await count(Period.TODAY), await count(Period.MONTH)


# The period.


async def test_a_day_is_shown_by_hours_and_a_month_by_days(count: CountStatistics, clock: FakeClock) -> None:
    day, month = await both(count)
    assert (day.day, day.taken_at) == (month.day, month.taken_at) == (TODAY, clock())
    assert (len(day.figures.bars), len(month.figures.bars)) == (24, 30)
    assert day.figures.bars[0].span.begin == MIDNIGHT
    assert month.figures.bars[0].span.begin == datetime(2026, 10, 31, 21, 0, tzinfo=UTC)
    assert month.figures.bars[-1].span.end == datetime(2026, 11, 30, 21, 0, tzinfo=UTC)


async def test_the_day_is_that_of_the_residents(count: CountStatistics, clock: FakeClock) -> None:
    clock.now = MIDNIGHT - timedelta(seconds=1)
    assert (await count(Period.TODAY)).day == date(2026, 11, 21)
    clock.now = MIDNIGHT
    assert (await count(Period.TODAY)).day == TODAY


async def test_a_day_on_which_the_clocks_are_changed_has_an_hour_more(
    database: Database, clock: FakeClock
) -> None:
    clock.now = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    counted = await CountStatistics(database, clock, ZoneInfo("Europe/Berlin"))(Period.TODAY)
    assert len(counted.figures.bars) == 25


# Residents.


async def test_somebody_who_registered_before_midnight_counts_for_the_month_alone(
    count: CountStatistics, people: People
) -> None:
    people.clock.now = MIDNIGHT - timedelta(seconds=1)
    await people.confirmed("early", chat_id=1)
    people.clock.now = MIDNIGHT
    await people.registered("late", chat_id=2)
    day, month = await both(count)
    assert (day.figures.registered, day.figures.confirmed) == (1, 0)
    assert (month.figures.registered, month.figures.confirmed) == (2, 1)


async def test_numbers_are_counted_when_they_are_added(
    count: CountStatistics, people: People, flat: Household
) -> None:
    account = await people.confirmed()
    people.clock.pass_time(timedelta(days=1))
    await flat.add(account)
    day, month = await both(count)
    assert (day.figures.registered, day.figures.numbers_added) == (0, 1)
    assert (month.figures.registered, month.figures.numbers_added) == (1, 1)


async def test_failed_proofs_of_the_last_day_are_counted_and_what_they_closed(
    count: CountStatistics, flat: Household, people: People
) -> None:
    account = await people.confirmed()
    for _ in range(5):
        with pytest.raises(DomainError):
            await flat.prove(account, PAID_ON, 1)
    figures = (await count(Period.TODAY)).figures
    assert (figures.failed_proofs, figures.closed_proofs) == (5, 1)
    people.clock.pass_time(timedelta(hours=24, seconds=1))
    figures = (await count(Period.MONTH)).figures
    assert (figures.failed_proofs, figures.closed_proofs) == (0, 1)


# Readings.


async def test_readings_stand_in_the_bar_of_their_hour_by_what_became_of_them(
    count: CountStatistics, flat: Household, anna: int
) -> None:
    await flat.submit(anna, 12100)
    flat.clock.pass_time(timedelta(hours=1))
    await flat.submit(anna, 12200)
    flat.clock.pass_time(timedelta(hours=1))
    await flat.submit(anna, 17000, insist=True)
    figures = (await count(Period.TODAY)).figures
    assert {place: bar.readings for place, bar in enumerate(figures.bars) if bar.readings} == {
        12: {Status.REPLACED: 1},
        13: {Status.ACCEPTED: 1},
        14: {Status.REVIEW: 1},
    }
    assert figures.readings == {Status.REPLACED: 1, Status.ACCEPTED: 1, Status.REVIEW: 1}


async def test_refused_readings_are_counted_by_reason_the_most_frequent_first(
    count: CountStatistics, flat: Household, anna: int
) -> None:
    for number, reason in enumerate((Doubt.TYPO, Doubt.OTHER_METER, Doubt.TYPO)):
        await flat.submit(anna, 15000 + number, insist=True)
        await flat.decide_reading((await flat.alerts())[-1].id, OLEG, accept=False, reason=reason)
        flat.clock.pass_time(timedelta(minutes=1))
    assert (await count(Period.TODAY)).figures.refusals == (
        Refusal(Status.REJECTED, "typo", 2),
        Refusal(Status.REJECTED, "other-meter", 1),
    )


# What is waiting.


async def test_open_alerts_are_counted_by_kind_with_the_oldest_of_each(
    count: CountStatistics, flat: Household, anna: int
) -> None:
    asked_at = flat.clock()
    for number in range(3):
        await flat.ask(anna, f"Вопрос {number}?", key=f"question {number}")
        flat.clock.pass_time(timedelta(minutes=1))
    await flat.submit(anna, 15000, insist=True)
    first, *_ = await flat.alerts()
    await flat.resolve_question(anna, CHAT, first.id)
    assert (await count(Period.TODAY)).figures.alerts == (
        OpenAlerts("question", 2, asked_at + timedelta(minutes=1)),
        OpenAlerts("reading-review", 1, asked_at + timedelta(minutes=3)),
    )


async def test_messages_and_letters_that_wait_are_counted_with_the_oldest(
    database: Database, count: CountStatistics, people: People, flat: Household
) -> None:
    account = await people.confirmed()
    await let_go(database)
    empty = (await count(Period.TODAY)).figures
    assert empty.inbox == empty.messages == empty.letters == Queue(0, None)
    people.clock.pass_time(timedelta(minutes=2))
    await people.registered("boris", chat_id=300)
    await flat.ask(account, "Когда?")
    figures = (await count(Period.TODAY)).figures
    assert figures.letters == figures.messages == Queue(1, people.clock())


@pytest.mark.usefixtures("anna")
async def test_notices_count_from_their_confirmation_with_the_chats_that_got_them(
    database: Database, count: CountStatistics, clock: FakeClock
) -> None:
    address, confirm = AddressEverybody(database, clock), ConfirmNotice(database, clock)
    advance = AdvanceNotices(database, clock)
    notice = await address("Завтра не будет света", OLEG, "draft")
    assert (await count(Period.TODAY)).figures.notices == NoticeFigures(0, 0, 0)
    await confirm(notice, OLEG)
    assert (await count(Period.TODAY)).figures.notices == NoticeFigures(1, 0, 1)
    for _ in range(2):
        await advance()
    await let_go(database)
    await advance()
    clock.pass_time(timedelta(days=1))
    day, month = await both(count)
    assert day.figures.notices == NoticeFigures(0, 0, 0)
    assert month.figures.notices == NoticeFigures(1, 1, 0)
