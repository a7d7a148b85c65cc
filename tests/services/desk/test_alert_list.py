"""The list of open alerts, page by page, and which message shows an alert."""

from datetime import timedelta

import pytest

from domain.alert import FOLDS, AlertKind, Care
from services.desk.alert_list import LONG_QUESTION, PAGE, AlertPage, ListAlerts, MoveAlert
from services.desk.alert_lookup import ViewAlert
from services.desk.taking import CloseAlert, TakeAlert
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household, words
from tests.services.residents import MOSCOW, OLEG
from tests.services.traces import let_go, waiting


@pytest.fixture
def list_alerts(database: Database, clock: FakeClock) -> ListAlerts:
    return ListAlerts(database, clock)


async def questions(flat: Household, anna: int, count: int) -> list[int]:
    """Let so many people ask, a minute after each other, and return the alerts in that order.

    Anna reads all answers, because nobody else lives here; the desk takes each question for somebody's own.
    """
    for number in range(count):
        await flat.ask_as_another(anna, number)
        flat.clock.pass_time(timedelta(minutes=1))
    return [alert.id for alert in await flat.alerts()]


def ids(page: AlertPage) -> list[int]:
    return [alert.id for alert in page.alerts]


# The list.


async def test_an_empty_list_has_one_page(list_alerts: ListAlerts) -> None:
    assert await list_alerts(0) == AlertPage(alerts=[], page=0, pages=1, total=0, long_questions=0)


async def test_a_page_shows_the_oldest_first_and_the_next_goes_on(
    list_alerts: ListAlerts, flat: Household, anna: int
) -> None:
    asked = await questions(flat, anna, PAGE + 2)
    first, second = await list_alerts(0), await list_alerts(1)
    assert (ids(first), ids(second)) == (asked[:PAGE], asked[PAGE:])
    assert {(page.pages, page.total) for page in (first, second)} == {(2, PAGE + 2)}


@pytest.mark.parametrize(("asked_for", "shown"), [(-1, 0), (2, 1), (10**9, 1)])
async def test_a_page_that_is_not_there_gives_the_nearest(
    list_alerts: ListAlerts, flat: Household, anna: int, asked_for: int, shown: int
) -> None:
    await questions(flat, anna, PAGE + 1)
    assert (await list_alerts(asked_for)).page == shown


async def test_full_pages_are_followed_by_no_empty_one(
    list_alerts: ListAlerts, flat: Household, anna: int
) -> None:
    await questions(flat, anna, PAGE)
    assert (await list_alerts(0)).pages == 1


async def test_a_list_of_one_kind_leaves_out_the_others(
    list_alerts: ListAlerts, review: int, forgery: int, question: int
) -> None:
    assert ids(await list_alerts(0)) == [review, forgery, question]
    only = await list_alerts(0, AlertKind.FORGED_PRESS)
    assert (ids(only), only.total) == ([forgery], 1)
    assert (await list_alerts(0, AlertKind.LETTER_FAILED)).total == 0


async def test_a_taken_alert_is_listed_and_a_closed_one_is_not(
    database: Database, list_alerts: ListAlerts, clock: FakeClock, review: int, forgery: int
) -> None:
    await TakeAlert(database, clock, MOSCOW)(review, OLEG)
    await CloseAlert(database, clock, MOSCOW)(forgery, OLEG)
    assert ids(await list_alerts(0)) == [review]


async def test_alerts_folded_into_one_message_are_listed_and_that_message_is_not(
    list_alerts: ListAlerts, flat: Household, anna: int
) -> None:
    many = FOLDS[Care.DECISION].most + 3
    await questions(flat, anna, many)
    page = await list_alerts(0, AlertKind.QUESTION)
    assert page.total == (await list_alerts(0)).total == many
    assert (await list_alerts(0, AlertKind.BURST)).total == 0


async def test_questions_that_wait_for_long_are_counted_whatever_the_page_and_the_kind(
    list_alerts: ListAlerts, flat: Household, anna: int
) -> None:
    await questions(flat, anna, PAGE + 2)
    flat.clock.pass_time(LONG_QUESTION - timedelta(minutes=2))
    # All have waited for so long but the last one, which was asked a minute too late for that.
    assert (await list_alerts(0)).long_questions == PAGE + 1
    assert (await list_alerts(1, AlertKind.FORGED_PRESS)).long_questions == PAGE + 1


async def test_a_question_that_an_operator_has_or_answered_does_not_wait(
    database: Database, list_alerts: ListAlerts, flat: Household, anna: int
) -> None:
    taken, answered, _ = await questions(flat, anna, 3)
    flat.clock.pass_time(LONG_QUESTION)
    await TakeAlert(database, flat.clock, MOSCOW)(taken, OLEG)
    await flat.answer_question(answered, OLEG, words("В шесть."), "answer")
    assert (await list_alerts(0)).long_questions == 1


# One alert.


async def test_an_alert_is_found_by_its_number_open_or_closed(
    database: Database, clock: FakeClock, forgery: int
) -> None:
    view = ViewAlert(database)
    found = await view(forgery)
    assert found is not None
    assert (found.id, found.is_decided) == (forgery, False)
    await CloseAlert(database, clock, MOSCOW)(forgery, OLEG)
    closed = await view(forgery)
    assert closed is not None
    assert closed.is_decided


async def test_a_number_that_no_alert_has_finds_nothing(database: Database) -> None:
    assert await ViewAlert(database)(1) is None


# Which message shows it.


async def by_message(database: Database, message_id: int) -> int | None:
    found = await database.read(lambda unit: unit.alerts.find_by_message(message_id))
    return None if found is None else found.id


async def test_after_a_move_both_messages_stand_for_the_alert_and_the_newer_one_shows_it(
    database: Database, flat: Household, forgery: int
) -> None:
    move = MoveAlert(database)
    for message in (501, 502):
        await move(await flat.alert(forgery), message)
    assert (await flat.alert(forgery)).message_id == 502
    assert [await by_message(database, message) for message in (501, 502, 503)] == [forgery, forgery, None]


async def test_an_alert_that_changed_while_its_message_was_on_the_way_is_drawn_again(
    database: Database, flat: Household, forgery: int
) -> None:
    drawn = await flat.alert(forgery)
    await TakeAlert(database, flat.clock, MOSCOW)(forgery, OLEG)
    await let_go(database)
    await MoveAlert(database)(drawn, 501)
    assert [message.details for message in await waiting(database, "alert")] == [{"alert": forgery}]
    await let_go(database)
    await MoveAlert(database)(await flat.alert(forgery), 501)
    assert await waiting(database, "alert") == []
