import pytest

from services.questions import QUESTION_ANSWERED
from storage.database import Database
from storage.outbox import OutgoingMessage
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.people import CHAT, OLEG, OLGA, People, refused


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Household:
    return Household(database, clock)


async def answers(people: People) -> list[OutgoingMessage]:
    return [message for message in await people.telegrams() if message.kind == QUESTION_ANSWERED]


async def test_a_question_comes_before_the_operators_once(desk: Household) -> None:
    for _ in range(2):
        await desk.ask_question(None, CHAT, "ru", "  Когда будет свет?\n", "draft 1")
    (alert,) = await desk.alerts()
    assert alert.kind == "question"
    assert alert.details == {"account": None, "chat": CHAT, "language": "ru", "question": "Когда будет свет?"}


async def test_an_answer_goes_to_the_chat_that_asked_in_its_language(people: People, desk: Household) -> None:
    await desk.ask_question(7, CHAT, "en", "When?", "draft 1")
    (alert,) = await desk.alerts()
    await desk.answer_question(alert.id, OLEG, "At six.")
    (message,) = await answers(people)
    assert (message.recipient, message.language) == (str(CHAT), "en")
    assert message.details == {"question": "When?", "answer": "At six."}
    decided = await desk.alert(alert.id)
    assert (decided.decided_by, decided.outcome) == ("Олег", "answered")


async def test_a_question_is_answered_by_one_operator(people: People, desk: Household) -> None:
    await desk.ask_question(None, CHAT, "ru", "Когда?", "draft 1")
    (alert,) = await desk.alerts()
    await desk.answer_question(alert.id, OLEG, "В шесть.")
    with refused("alert-already-decided", by="Олег"):
        await desk.answer_question(alert.id, OLGA, "В семь.")
    assert len(await answers(people)) == 1


@pytest.mark.parametrize("text", ["", " \n"])
async def test_an_empty_question_or_answer_is_refused(desk: Household, text: str) -> None:
    with refused("question-empty"):
        await desk.ask_question(None, CHAT, "ru", text, "key")
    with refused("question-empty"):
        await desk.answer_question(1, OLEG, text)


async def test_a_question_that_fits_no_message_is_refused(desk: Household) -> None:
    with refused("question-too-long", most=2000):
        await desk.ask_question(None, CHAT, "ru", "x" * 2001, "key")
    await desk.ask_question(None, CHAT, "ru", "x" * 2000, "key")
    assert len(await desk.alerts()) == 1


async def test_only_a_question_can_be_answered(desk: Household) -> None:
    with refused("alert-unknown"):
        await desk.answer_question(1, OLEG, "В шесть.")
