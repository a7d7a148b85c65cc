from datetime import timedelta

import pytest

from domain.alert import Alert
from domain.asked_bill import AskedBill, asked_bill
from domain.dates import Month
from domain.sent_file import FileKind, SentFile
from domain.thread import Place, Post, Purpose
from services.messages import Content, MessageKind
from services.threads.questions import Heard
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household, words
from tests.services.residents import CHAT, OLEG, OLGA, OTHER_CHAT, People, refused

GROUP = -1001
PHOTO = SentFile(FileKind.PHOTO, "photo-1", is_picture=True)


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Household:
    return Household(database, clock)


@pytest.fixture
async def anna(people: People) -> int:
    return await people.confirmed()


async def sent(people: People, kind: MessageKind) -> list[OutgoingMessage[Content]]:
    return [message for message in await people.telegrams() if message.kind == kind]


async def question(desk: Household) -> Alert:
    (alert,) = [alert for alert in await desk.alerts() if alert.kind == "question"]
    return alert


async def test_a_question_comes_before_the_operators_once(desk: Household, anna: int) -> None:
    for _ in range(2):
        await desk.ask(anna, "  Когда будет свет?\n")
    alert = await question(desk)
    assert alert.occurrences == 1
    assert alert.details["question"] == "Когда будет свет?"
    assert alert.details["unanswered_since"] == desk.clock().isoformat()


async def test_the_bill_of_a_question_stays_with_it_when_the_words_are_changed(
    desk: Household, anna: int
) -> None:
    about = AskedBill("100200301", Month(2026, 10))
    await desk.ask_question(anna, words("Почему?"), (), "question", about)
    await desk.correct_message(anna, words("Почему так много?"), "edit")
    details = (await question(desk)).details
    assert details["question"] == "Почему так много?"
    assert asked_bill(details) == about


async def test_a_question_about_no_bill_says_nothing_of_one(desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    assert asked_bill((await question(desk)).details) is None


async def test_an_answer_goes_to_the_chat_that_asked_and_leaves_the_question_open(
    people: People, desk: Household, anna: int
) -> None:
    await people.sign_in_chat(anna, OTHER_CHAT)
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    await desk.answer_question(alert.id, OLEG, words("В шесть."), "reply 1")
    (message,) = await sent(people, MessageKind.THREAD_TO_RESIDENT)
    assert message.recipient == str(CHAT)
    answered = await desk.alert(alert.id)
    assert not answered.is_decided
    assert (answered.details["answered_by"], answered.details["unanswered_since"]) == ("Олег", None)


async def test_an_answer_is_sent_once_however_often_the_update_comes(
    people: People, desk: Household, anna: int
) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    for _ in range(2):
        await desk.answer_question(alert.id, OLEG, words("В шесть."), "reply 1")
    assert len(await sent(people, MessageKind.THREAD_TO_RESIDENT)) == 1


async def test_whoever_has_a_question_in_work_answers_it_alone(desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    until = desk.clock() + timedelta(minutes=30)
    await desk.database.write(lambda unit: unit.alerts.take(alert.id, OLEG, desk.clock(), until))
    with refused("alert-taken", by="Олег", until="12:30"):
        await desk.answer_question(alert.id, OLGA, words("В семь."), "reply 1")
    await desk.answer_question(alert.id, OLEG, words("В шесть."), "reply 2")


async def test_the_resident_goes_on_and_waits_from_then(people: People, desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    await desk.answer_question(alert.id, OLEG, words("В шесть."), "reply 1")
    desk.clock.pass_time(timedelta(minutes=5))
    asked_at = desk.clock()
    for _ in range(2):
        assert await desk.write_to_operators(anna, alert.id, words("Точно?"), "more 1") is Heard.ADDED
    desk.clock.pass_time(timedelta(minutes=5))
    await desk.write_to_operators(anna, alert.id, words("Ау!"), "more 2")
    assert (await desk.alert(alert.id)).details["unanswered_since"] == asked_at.isoformat()
    assert len(await sent(people, MessageKind.THREAD_TO_OPERATORS)) == 2


async def test_what_comes_after_the_end_is_a_new_question(desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    await desk.close_question(alert.id, OLEG)
    for _ in range(2):
        heard = await desk.write_to_operators(anna, alert.id, words("Света так и нет"), "more 1")
        assert heard is Heard.ASKED_ANEW
    assert (await question(desk)).details["question"] == "Света так и нет"


async def test_nobody_reads_or_closes_the_question_of_another_account_or_chat(
    people: People, desk: Household, anna: int
) -> None:
    boris = await people.confirmed("Boris", email="boris@pochta.example", chat_id=OTHER_CHAT)
    await people.sign_in_chat(anna, 300)
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    for account_id, chat_id in ((boris, OTHER_CHAT), (boris, CHAT), (anna, 300)):
        with refused("thread-unknown"):
            await desk.write_to_operators(account_id, alert.id, words("?", chat_id), "key")
        with refused("thread-unknown"):
            await desk.resolve_question(account_id, chat_id, alert.id)
    assert not (await desk.alert(alert.id)).is_decided


async def test_a_question_closed_by_the_resident_stays_closed(desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    for _ in range(2):
        await desk.resolve_question(anna, CHAT, alert.id)
    closed = await desk.alert(alert.id)
    assert (closed.outcome, closed.decided_by) == ("resolved", None)
    with refused("alert-already-closed"):
        await desk.answer_question(alert.id, OLEG, words("В шесть."), "reply 1")


async def delivered(desk: Household, alert_id: int, text: str, message_id: int) -> None:
    """Answer with a message of the group, and let it arrive; the news of that is message + 1000."""
    await desk.answer_question(alert_id, OLEG, words(text, GROUP, message_id), f"reply {message_id}")
    now = desk.clock()

    def arrive(unit):  # type: ignore[no-untyped-def]
        said = unit.threads.find_by_origin(GROUP, message_id)
        unit.threads.add_place(Place(CHAT, message_id + 500, alert_id, said.id, Purpose.WORDS, now))
        unit.threads.add_place(Place(GROUP, message_id + 1000, alert_id, said.id, Purpose.ABOUT, now))

    await desk.database.write(arrive)


async def test_a_withdrawn_answer_was_never_given(people: People, desk: Household, anna: int) -> None:
    asked_at = desk.clock()
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    desk.clock.pass_time(timedelta(minutes=5))
    await delivered(desk, alert.id, "В шесть.", 7)
    await desk.withdraw_answer(GROUP, 1007, OLGA)
    assert len(await sent(people, MessageKind.THREAD_WITHDRAWN)) == 1
    details = (await desk.alert(alert.id)).details
    assert (details["unanswered_since"], details["answered_by"]) == (asked_at.isoformat(), None)
    with refused("answer-already-withdrawn"):
        await desk.withdraw_answer(GROUP, 1007, OLGA)
    await desk.rewrite_answer(OLEG, words("В семь.", GROUP, 7))
    assert await sent(people, MessageKind.THREAD_REWRITTEN) == []


async def test_an_answer_can_be_withdrawn_for_two_days(desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    await delivered(desk, alert.id, "В шесть.", 7)
    desk.clock.pass_time(timedelta(hours=48, seconds=1))
    with refused("answer-too-old"):
        await desk.withdraw_answer(GROUP, 1007, OLEG)
    with refused("answer-unknown"):
        await desk.withdraw_answer(GROUP, 7, OLEG)


async def test_files_may_come_before_the_words_of_a_question(
    people: People, desk: Household, anna: int
) -> None:
    file = Post("", PHOTO, None, CHAT, 5)
    await desk.ask_question(anna, words("Что это?"), [file, file], "key")
    assert len(await sent(people, MessageKind.THREAD_TO_OPERATORS)) == 2
    with refused("question-empty"):
        await desk.ask_question(anna, words(" "), [file], "key 2")


@pytest.mark.parametrize("text", ["", " \n"])
async def test_an_empty_question_or_answer_is_refused(desk: Household, anna: int, text: str) -> None:
    with refused("question-empty"):
        await desk.ask(anna, text)
    with refused("question-empty"):
        await desk.answer_question(1, OLEG, words(text), "key")


async def test_a_question_that_fits_no_message_is_refused(desk: Household, anna: int) -> None:
    with refused("question-too-long", most=2000, length=2001):
        await desk.ask(anna, "x" * 2001)
    with refused("caption-too-long", most=1000, length=1001):
        await desk.ask_question(anna, Post("x" * 1001, PHOTO, None, CHAT, 1), (), "key")
    await desk.ask(anna, "x" * 2000)
    assert len(await desk.alerts()) == 1


async def test_only_a_question_can_be_answered(desk: Household) -> None:
    with refused("alert-unknown"):
        await desk.answer_question(1, OLEG, words("В шесть."), "key")


async def test_every_deed_of_an_operator_is_written_down(desk: Household, anna: int) -> None:
    await desk.ask(anna, "Когда?")
    alert = await question(desk)
    await delivered(desk, alert.id, "В шесть.", 7)
    await desk.rewrite_answer(OLEG, words("В семь.", GROUP, 7))
    await desk.rewrite_answer(OLEG, words("В семь.", GROUP, 7))
    await desk.withdraw_answer(GROUP, 1007, OLGA)
    await desk.close_question(alert.id, OLGA)
    entries = await desk.database.read(lambda unit: unit.audit.list_for(f"alert:{alert.id}"))
    assert [(entry.action, entry.operator.name) for entry in entries] == [
        ("question-answered", "Олег"),
        ("answer-rewritten", "Олег"),
        ("answer-withdrawn", "Ольга"),
        ("question-closed", "Ольга"),
    ]
    assert entries[1].details == {"before": "В шесть.", "answer": "В семь."}
