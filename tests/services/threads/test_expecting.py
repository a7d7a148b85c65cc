"""The usual time of an answer: the median of first answers, looked up now and then."""

from datetime import datetime, timedelta

import pytest

from domain.operator import Operator
from domain.support_hours import SupportHours
from services.threads.expecting import FEWEST_ANSWERS, REMEMBERED_FOR, ExpectAnswer, usual_time
from storage.unit import StoredUnit
from tests.services.household import Household, words
from tests.services.residents import MOSCOW

OLEG = Operator(7, "Олег")
HOURS = SupportHours.parse("пн-пт 9:00-18:00")


async def answered(home: Household, account_id: int, count: int, minutes: int, first: int = 0) -> None:
    """Let questions be asked now, and operators answer each of them so many minutes later, and once more."""
    for number in range(first, first + count):
        await home.ask_as_another(account_id, number)
    now = home.clock()

    def answer(unit: StoredUnit) -> None:
        for alert in unit.alerts.list_open()[-count:]:
            for late in (minutes, minutes + 60):
                at = now + timedelta(minutes=late)
                unit.threads.add(alert.id, words("Ответ"), OLEG, f"{alert.id}-{late}", at)

    await home.database.write_long(answer)


@pytest.fixture
def expect(flat: Household) -> ExpectAnswer:
    return ExpectAnswer(flat.database, flat.clock, MOSCOW)


async def test_too_few_answers_tell_nothing(flat: Household, anna: int, expect: ExpectAnswer) -> None:
    await answered(flat, anna, FEWEST_ANSWERS - 1, 15)
    await flat.ask_as_another(anna, 99)
    assert (await expect()).usual is None


async def test_the_first_answer_counts_and_old_questions_do_not(
    flat: Household, anna: int, expect: ExpectAnswer
) -> None:
    await answered(flat, anna, FEWEST_ANSWERS, 15)
    flat.clock.pass_time(timedelta(hours=2))
    assert (await expect()).usual == timedelta(minutes=15)
    flat.clock.pass_time(timedelta(days=30))
    assert (await expect()).usual is None


async def test_it_is_looked_up_once_in_a_while(flat: Household, anna: int, expect: ExpectAnswer) -> None:
    assert (await expect()).usual is None
    await answered(flat, anna, FEWEST_ANSWERS, 15)
    flat.clock.pass_time(REMEMBERED_FOR - timedelta(seconds=1))
    assert (await expect()).usual is None
    flat.clock.pass_time(timedelta(seconds=1))
    assert (await expect()).usual == timedelta(minutes=15)


async def test_many_questions_are_a_short_look(flat: Household, anna: int, expect: ExpectAnswer) -> None:
    await answered(flat, anna, 100, 15)
    await answered(flat, anna, 130, 25, first=100)
    assert (await expect()).usual == timedelta(minutes=25)


def test_within_hours_the_night_is_no_time() -> None:
    asked = datetime(2026, 11, 23, 17, 50, tzinfo=MOSCOW)
    rows = [(asked, asked + timedelta(hours=15, minutes=20))] * FEWEST_ANSWERS
    assert usual_time(rows, HOURS, MOSCOW) == timedelta(minutes=20)
    assert usual_time(rows, None, MOSCOW) == timedelta(hours=15, minutes=20)


def test_what_is_asked_and_answered_on_sunday_tells_nothing_of_the_hours() -> None:
    asked = datetime(2026, 11, 22, 12, 0, tzinfo=MOSCOW)
    rows = [(asked, asked + timedelta(minutes=5))] * FEWEST_ANSWERS
    assert usual_time(rows, HOURS, MOSCOW) is None
    assert usual_time(rows, None, MOSCOW) == timedelta(minutes=5)


async def test_they_are_away_until_their_hours_begin(flat: Household) -> None:
    expect = ExpectAnswer(flat.database, flat.clock, MOSCOW, HOURS)
    for _ in range(8):
        found = await expect()
        is_open = HOURS is not None and HOURS.is_open(found.now)
        assert (found.back is None) is is_open
        if found.back is not None:
            assert (found.back.hour, found.back.weekday() < 5) == (9, True)
        flat.clock.pass_time(timedelta(hours=20))
