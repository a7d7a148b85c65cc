"""Operators ask for a photo before they decide, and hear when nobody can be asked."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from domain.details import Value
from domain.errors import DomainError
from domain.sent_file import FileKind, SentFile
from domain.thread import Post
from domain.unreached import Unreached
from services.messages import read_content
from services.threads.undelivered import note_undelivered
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, Household, words
from tests.services.residents import CHAT, OLEG, OLGA, OTHER_CHAT, People, refused
from tests.services.traces import Waiting, deeds, held, let_go, waiting

READING_PHOTO, ACT_PHOTO = "photo-asked-reading", "photo-asked-act"
TO_RESIDENT, UNDELIVERED = "thread-to-resident", "thread-undelivered"


@pytest.fixture
async def review(flat: Household, anna: int) -> int:
    await flat.submit(anna, 15000, insist=True)
    return (await flat.alerts())[-1].id


def photo(message_id: int, kind: FileKind = FileKind.PHOTO) -> Post:
    return Post("", SentFile(kind, f"file {message_id}", is_picture=True), None, CHAT, message_id)


async def fail(database: Database, clock: FakeClock, message: Waiting) -> None:
    """Let a message reach nobody, as the sender does when a chat has blocked the bot."""
    await fail_of_kind(database, clock, message.kind, message.details)


async def fail_of_kind(database: Database, clock: FakeClock, kind: str, details: Mapping[str, Value]) -> None:
    now, content = clock(), read_content(kind, details)
    await database.write(lambda unit: note_undelivered(unit, content, Unreached.BLOCKED, now))


# Asking.


async def test_every_chat_of_the_account_is_asked_for_a_photo_of_the_meter(
    database: Database, people: People, flat: Household, anna: int, review: int
) -> None:
    await people.sign_in_chat(anna, OTHER_CHAT)
    await flat.request_photo(review, OLEG)
    details: dict[str, Value] = {"alert": review, "number": FLAT, "serial": "serial of M1"}
    assert await waiting(database, READING_PHOTO, ACT_PHOTO) == [
        Waiting(str(chat), READING_PHOTO, details) for chat in (CHAT, OTHER_CHAT)
    ]
    alert = await flat.alert(review)
    assert (alert.details["photo_asked_by"], alert.details["photo_unreached"]) == ("Олег", None)
    assert not alert.is_decided
    assert await deeds(database, f"alert:{review}") == [("Олег", "photo-requested", {})]


async def test_of_a_new_meter_the_paper_is_asked_for(database: Database, flat: Household, anna: int) -> None:
    await flat.report(anna, "55501")
    alert_id = (await flat.alerts())[-1].id
    await flat.request_photo(alert_id, OLEG)
    assert [message.kind for message in await waiting(database, READING_PHOTO, ACT_PHOTO)] == [ACT_PHOTO]


async def test_a_photo_is_asked_for_once_until_one_has_come(
    database: Database, flat: Household, anna: int, review: int
) -> None:
    await flat.request_photo(review, OLEG)
    with refused("photo-already-asked", by="Олег"):
        await flat.request_photo(review, OLGA)
    await flat.write_to_operators(anna, review, words("Сейчас пришлю"), "words")
    with refused("photo-already-asked", by="Олег"):
        await flat.request_photo(review, OLGA)
    await flat.write_to_operators(anna, review, photo(7), "photo")
    assert (await flat.alert(review)).details["photos"] == 1
    await flat.request_photo(review, OLGA)
    with refused("photo-already-asked", by="Ольга"):
        await flat.request_photo(review, OLEG)
    assert len(await waiting(database, READING_PHOTO)) == 2


async def test_of_two_operators_who_ask_at_once_one_asks(
    database: Database, flat: Household, review: int
) -> None:
    outcomes = await asyncio.gather(
        flat.request_photo(review, OLEG), flat.request_photo(review, OLGA), return_exceptions=True
    )
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    asked_by = (await flat.alert(review)).details["photo_asked_by"]
    assert (error.code, error.values) == ("photo-already-asked", {"by": asked_by})
    assert len(await waiting(database, READING_PHOTO)) == 1


async def test_an_alert_that_another_operator_has_is_left_alone(
    database: Database, flat: Household, review: int
) -> None:
    await held(database, flat.clock, review, OLEG)
    with refused("alert-taken", by="Олег", until="12:30"):
        await flat.request_photo(review, OLGA)
    await flat.request_photo(review, OLEG)


async def test_a_resident_who_is_signed_out_is_asked_later_and_the_alert_says_so(
    database: Database, people: People, flat: Household, anna: int, review: int
) -> None:
    await flat.sql("DELETE FROM sessions")
    await flat.request_photo(review, OLEG)
    assert await waiting(database, READING_PHOTO) == []
    alert = await flat.alert(review)
    assert (alert.details["photo_asked_by"], alert.details["photo_unreached"]) == ("Олег", "signed-out")
    assert await deeds(database, f"alert:{review}") == [("Олег", "photo-requested", {})]
    await people.sign_in_chat(anna, OTHER_CHAT)
    await database.write(lambda unit: unit.outbox.bring_home(anna, OTHER_CHAT))
    (request,) = await waiting(database, READING_PHOTO)
    assert request.recipient == str(OTHER_CHAT)


async def test_a_reading_that_the_resident_replaced_needs_no_photo_and_its_alert_is_over(
    database: Database, flat: Household, anna: int, review: int
) -> None:
    flat.clock.pass_time(timedelta(minutes=1))
    await flat.submit(anna, 12100)
    with refused("reading-replaced"):
        await flat.request_photo(review, OLEG)
    over = await flat.alert(review)
    assert (over.outcome, over.decided_by) == ("replaced", None)
    assert await waiting(database, READING_PHOTO) == []


async def test_there_is_nothing_to_photograph_about_a_question_or_an_unknown_alert(
    flat: Household, anna: int
) -> None:
    await flat.ask(anna, "Когда будет свет?")
    for alert_id in ((await flat.alerts())[-1].id, 999):
        with refused("alert-unknown"):
            await flat.request_photo(alert_id, OLEG)


async def test_after_the_decision_no_photo_is_asked_for(flat: Household, review: int) -> None:
    await flat.decide_reading(review, OLGA, accept=True)
    with refused("alert-already-decided", by="Ольга"):
        await flat.request_photo(review, OLEG)


# What comes of it.


@pytest.mark.parametrize(
    ("kind", "photos"),
    [(FileKind.PHOTO, 1), (FileKind.DOCUMENT, 1), (FileKind.VIDEO, 0), (FileKind.VOICE, 0)],
)
async def test_only_what_can_show_a_display_counts_as_a_photo(
    flat: Household, anna: int, review: int, kind: FileKind, photos: int
) -> None:
    await flat.request_photo(review, OLEG)
    await flat.write_to_operators(anna, review, photo(7, kind), "file")
    assert (await flat.alert(review)).details["photos"] == photos


async def test_a_photo_that_comes_after_the_decision_is_not_needed(
    flat: Household, anna: int, review: int
) -> None:
    await flat.request_photo(review, OLEG)
    await flat.decide_reading(review, OLEG, accept=True)
    with refused("photo-not-needed"):
        await flat.write_to_operators(anna, review, photo(7), "photo")


# What reaches nobody.


async def test_operators_see_why_a_request_reached_nobody(
    database: Database, flat: Household, review: int
) -> None:
    await flat.request_photo(review, OLEG)
    (request,) = await waiting(database, READING_PHOTO)
    await fail(database, flat.clock, request)
    assert (await flat.alert(review)).details["photo_unreached"] == "blocked"


async def test_a_request_that_reached_nobody_says_nothing_about_a_decided_alert(
    database: Database, flat: Household, review: int
) -> None:
    await flat.request_photo(review, OLEG)
    (request,) = await waiting(database, READING_PHOTO)
    await flat.decide_reading(review, OLEG, accept=True)
    await fail(database, flat.clock, request)
    assert (await flat.alert(review)).details["photo_unreached"] is None


async def test_an_answer_that_reached_nobody_is_told_to_the_operators(
    database: Database, flat: Household, anna: int
) -> None:
    await flat.ask(anna, "Когда будет свет?")
    alert_id = (await flat.alerts())[-1].id
    await flat.answer_question(alert_id, OLEG, words("В шесть."), "answer")
    (answer,) = await waiting(database, TO_RESIDENT)
    await fail(database, flat.clock, answer)
    (told,) = await waiting(database, UNDELIVERED)
    assert told.details == answer.details
    said = await database.read(lambda unit: unit.threads.get(int(told.details["message"] or 0)))
    assert said.undelivered_at == flat.clock()


async def test_other_messages_that_reach_nobody_change_nothing_at_the_desk(
    database: Database, flat: Household, review: int
) -> None:
    before = await flat.alert(review)
    await let_go(database)
    await fail_of_kind(database, flat.clock, "reading-accepted", {"receipt": "1", "number": FLAT})
    assert await flat.alert(review) == before
    assert await waiting(database, UNDELIVERED, "alert") == []
