"""To which thread a message belongs that nobody asked for, in the resident's chat and in the group."""

import pytest

from domain.sent_file import FileKind, SentFile
from domain.thread import Place, Post, Purpose
from services.threads.questions import CheckAnswerable
from services.threads.thread import Belonging, CheckThread, FindTalk, FindThread, IsAnswer, NotePlace
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import Household, words
from tests.services.residents import CHAT, MOSCOW, OLEG, OLGA, OTHER_CHAT, People, refused
from tests.services.traces import held

GROUP = -1001
SHOWN = 501
"""A message of the bot that shows something."""


class Talk:
    """The use cases about threads on one database."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.clock = clock
        self.check = CheckThread(database)
        self.answerable = CheckAnswerable(database, clock, MOSCOW)
        self.find_thread = FindThread(database)
        self.find_talk = FindTalk(database)
        self.is_answer = IsAnswer(database)
        self.note_place = NotePlace(database)

    async def shown(self, chat_id: int, alert_id: int, purpose: Purpose = Purpose.ABOUT) -> None:
        """Let the bot's message SHOWN belong to a thread."""
        await self.note_place(Place(chat_id, SHOWN, alert_id, None, purpose, self.clock()))

    async def belongs(
        self,
        account_id: int,
        chat_id: int = CHAT,
        *,
        answers: int | None = None,
        album: str | None = None,
        has_file: bool = False,
    ) -> Belonging | None:
        return await self.find_thread(account_id, chat_id, answers=answers, album=album, has_file=has_file)


@pytest.fixture
def talk(database: Database, clock: FakeClock) -> Talk:
    return Talk(database, clock)


@pytest.fixture
async def question(flat: Household, anna: int) -> int:
    """Anna's question, written as message 1 of her chat."""
    await flat.ask(anna, "Когда будет свет?")
    return (await flat.alerts())[-1].id


@pytest.fixture
async def review(flat: Household, anna: int) -> int:
    """A reading of Anna's of which operators want to see a photo."""
    await flat.submit(anna, 15000, insist=True)
    alert_id = (await flat.alerts())[-1].id
    await flat.request_photo(alert_id, OLEG)
    return alert_id


def picture(message_id: int, album: str | None = None) -> Post:
    return Post("", SentFile(FileKind.PHOTO, f"photo {message_id}", is_picture=True), album, CHAT, message_id)


# In the resident's chat.


async def test_a_reply_belongs_to_the_thread_of_what_it_answers(talk: Talk, anna: int, question: int) -> None:
    await talk.shown(CHAT, question)
    assert await talk.belongs(anna, answers=SHOWN) == Belonging(question, goes_on=False)


async def test_a_reply_to_ones_own_question_goes_on_with_it(talk: Talk, anna: int, question: int) -> None:
    assert await talk.belongs(anna, answers=1) == Belonging(question, goes_on=False)


@pytest.mark.usefixtures("question")
async def test_a_reply_to_anything_else_is_not_for_the_operators(talk: Talk, anna: int) -> None:
    assert await talk.belongs(anna, answers=SHOWN) is None


@pytest.mark.usefixtures("question")
async def test_words_without_a_reply_are_not_for_the_operators(talk: Talk, anna: int) -> None:
    assert await talk.belongs(anna) is None


async def test_a_file_belongs_to_the_one_open_question_of_the_chat(
    talk: Talk, anna: int, question: int
) -> None:
    assert await talk.belongs(anna, has_file=True) == Belonging(question, goes_on=False)
    assert await talk.belongs(anna, OTHER_CHAT, has_file=True) is None


@pytest.mark.usefixtures("question")
async def test_a_file_belongs_to_the_photo_that_was_asked_for_rather_than_to_a_question(
    talk: Talk, anna: int, review: int
) -> None:
    assert await talk.belongs(anna, has_file=True) == Belonging(review, goes_on=False)


async def test_a_file_belongs_to_nothing_where_it_may_belong_to_two(
    talk: Talk, flat: Household, anna: int, question: int
) -> None:
    await flat.ask(anna, "И ещё?", key="second")
    assert await talk.belongs(anna, has_file=True) is None
    await flat.resolve_question(anna, CHAT, question)
    assert await talk.belongs(anna, has_file=True) is not None


async def test_a_decided_reading_takes_no_files(talk: Talk, flat: Household, anna: int, review: int) -> None:
    await flat.decide_reading(review, OLEG, accept=True)
    assert await talk.belongs(anna, has_file=True) is None


async def test_the_rest_of_an_album_goes_on_with_its_first_photo(
    talk: Talk, flat: Household, anna: int, review: int
) -> None:
    await flat.write_to_operators(anna, review, picture(7, "album"), "first")
    assert await talk.belongs(anna, album="album", has_file=True) == Belonging(review, goes_on=True)
    assert await talk.belongs(anna, OTHER_CHAT, album="album") is None


async def test_a_thread_of_another_account_or_chat_takes_nothing(
    talk: Talk, people: People, anna: int, question: int
) -> None:
    boris = await people.confirmed("Boris", email="boris@pochta.example", chat_id=OTHER_CHAT)
    for chat_id in (CHAT, OTHER_CHAT):
        await talk.shown(chat_id, question)
    assert await talk.belongs(boris, answers=SHOWN) is None
    assert await talk.belongs(boris, OTHER_CHAT, answers=SHOWN) is None
    assert await talk.belongs(anna, OTHER_CHAT, answers=SHOWN) is None


async def test_a_photo_may_come_from_any_chat_of_the_account(talk: Talk, anna: int, review: int) -> None:
    assert await talk.belongs(anna, OTHER_CHAT, has_file=True) == Belonging(review, goes_on=False)


# Whether it is still wanted.


async def test_a_closed_question_may_be_gone_on_with_and_a_decided_reading_may_not(
    talk: Talk, flat: Household, anna: int, question: int, review: int
) -> None:
    await talk.check(anna, CHAT, question)
    await talk.check(anna, OTHER_CHAT, review)
    await flat.resolve_question(anna, CHAT, question)
    await flat.decide_reading(review, OLEG, accept=True)
    await talk.check(anna, CHAT, question)
    with refused("photo-not-needed"):
        await talk.check(anna, CHAT, review)


async def test_a_thread_that_is_not_theirs_is_unknown(
    talk: Talk, people: People, anna: int, question: int
) -> None:
    boris = await people.confirmed("Boris", email="boris@pochta.example", chat_id=OTHER_CHAT)
    for account_id, chat_id, alert_id in (
        (boris, CHAT, question),
        (anna, OTHER_CHAT, question),
        (anna, CHAT, 999),
    ):
        with refused("thread-unknown"):
            await talk.check(account_id, chat_id, alert_id)


async def test_an_operator_may_answer_an_open_question_that_no_other_one_has(
    database: Database, talk: Talk, flat: Household, anna: int, question: int, review: int
) -> None:
    await talk.answerable(question, OLEG)
    with refused("alert-unknown"):
        await talk.answerable(review, OLEG)
    await held(database, flat.clock, question, OLEG)
    with refused("alert-taken", by="Олег", until="12:30"):
        await talk.answerable(question, OLGA)
    await flat.resolve_question(anna, CHAT, question)
    with refused("alert-already-closed"):
        await talk.answerable(question, OLEG)


# In the group.


async def test_the_alerts_own_message_stands_for_the_thread(
    database: Database, talk: Talk, flat: Household, question: int
) -> None:
    alert = await flat.alert(question)
    await database.write(lambda unit: unit.alerts.set_message(alert, 70))
    found = await talk.find_talk(GROUP, 70)
    assert found is not None
    assert (found[0].id, found[1]) == (question, Purpose.ABOUT)


async def test_an_operators_own_answer_stands_for_the_thread(
    talk: Talk, flat: Household, question: int
) -> None:
    await flat.answer_question(question, OLEG, words("В шесть.", GROUP, 7), "answer")
    found = await talk.find_talk(GROUP, 7)
    assert found is not None
    assert (found[0].id, found[1]) == (question, Purpose.WORDS)


@pytest.mark.parametrize("purpose", list(Purpose))
async def test_a_message_of_the_bot_is_what_it_was_noted_as(
    talk: Talk, question: int, purpose: Purpose
) -> None:
    await talk.shown(GROUP, question, purpose)
    found = await talk.find_talk(GROUP, SHOWN)
    assert found is not None
    assert (found[0].id, found[1]) == (question, purpose)


async def test_a_message_noted_twice_stays_what_it_was_first(talk: Talk, question: int, review: int) -> None:
    await talk.shown(GROUP, question)
    await talk.shown(GROUP, review, Purpose.REASON)
    found = await talk.find_talk(GROUP, SHOWN)
    assert found is not None
    assert (found[0].id, found[1]) == (question, Purpose.ABOUT)


async def test_any_other_message_of_the_group_stands_for_nothing(talk: Talk, question: int) -> None:
    await talk.shown(GROUP, question)
    assert await talk.find_talk(GROUP, SHOWN + 1) is None
    assert await talk.find_talk(CHAT, SHOWN) is None


async def test_only_what_an_operator_said_is_an_answer(talk: Talk, flat: Household, question: int) -> None:
    await flat.answer_question(question, OLEG, words("В шесть.", GROUP, 7), "answer")
    assert await talk.is_answer(GROUP, 7)
    assert not await talk.is_answer(GROUP, 8)
    assert not await talk.is_answer(CHAT, 1)
