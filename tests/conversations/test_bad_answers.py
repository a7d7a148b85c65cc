"""Whatever comes instead of Telegram's answers, a reading is stored once, and everybody is answered."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.demo import EXAMPLE_REGISTRY
from simulator import Fault, Message
from simulator.bad_answers import SHAPES
from simulator.faults import ALWAYS, FaultKind
from tests.conversations.harness import Operator, Resident, Town, digits_in, say

NOTHING_DONE = [
    Fault("html"),
    Fault("html", status=302),
    Fault("html", status=403),
    Fault("html", status=429),
    Fault("html", status=502),
    Fault("refused", status=401, words="Unauthorized"),
    Fault("refused", status=404, words="Not Found"),
    Fault("refused", status=409, words="Conflict: terminated by other getUpdates request"),
    Fault("refused", status=418, words="Of tomorrow"),
    Fault("refused", status=500, words="Internal Server Error: restart"),
    Fault("refused", status=504, words="Gateway Timeout"),
    Fault("bad_gateway"),
    Fault("cut_before"),
    Fault("flood"),
    Fault("hang", seconds=0.02),
    *(Fault("shape", words=shape) for shape in SHAPES),
    Fault("shape", status=500, words="no result"),
]
"""After these a request has to be sent again."""
DONE = [
    Fault("fewer"),
    Fault("more"),
    Fault("halves"),
    Fault("bytes"),
    Fault("trickle", seconds=0.02),
    Fault("delay", seconds=0.02),
]
"""After these a request has been carried out, and its answer tells so."""
NOBODY_KNOWS = [
    Fault("html", executed=True),
    Fault("hang", seconds=0.02, executed=True),
    Fault("cut_after"),
    Fault("deep", words="2000"),
    *(
        Fault("shape", words=shape, executed=True)
        for shape in ("empty", "truncated", "no result", "result object", "ok text", "refused without words")
    ),
]
"""After these a request has been carried out, and its answer does not tell."""
ONE_OF_EACH = [
    Fault("html"),
    Fault("refused", status=401, words="Unauthorized"),
    Fault("hang", seconds=0.02),
    Fault("shape", words="no result"),
    Fault("shape", words="result object"),
    Fault("shape", words="refused without words"),
    *DONE[:-1],
]
METHODS = (
    "sendMessage",
    "sendPhoto",
    "sendVoice",
    "sendDocument",
    "editMessageText",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "answerCallbackQuery",
    "getChatMember",
    "getFile",
)
"""What the bot asks for in the middle of a dialogue."""


def named(fault: Fault) -> str:
    """Name a fault in the report of a run."""
    done = " though done" if fault.executed else ""
    return f"{fault.kind} {fault.status or ''} {fault.words[:20]}{done}"


def everywhere(town: Town, fault: Fault, times: int = 2) -> None:
    """Let each method meet a fault, and no other one that is left."""
    town.sim.faults.clear()
    for method in METHODS:
        town.sim.faults.add(method, fault, times=times)


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *DONE], ids=named)
async def test_a_reading_is_stored_once_and_answered_once(town: Town, fault: Fault) -> None:
    anna = await town.holder("100200301")
    await anna.send("/menu")
    everywhere(town, fault)
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    assert "приняты" in anna.sees
    assert [(status, value) for _, status, value in town.readings()] == [("accepted", "12650000")]


@pytest.mark.parametrize("fault", NOBODY_KNOWS, ids=named)
async def test_a_reading_is_stored_once_although_no_answer_tells_whether_it_was_shown(
    town: Town, fault: Fault
) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    everywhere(town, fault)
    await anna.at_once(anna.person.press("Подтвердить", on=anna.screen))
    await town.pass_time(minutes=20)
    assert "приняты" in anna.chat.last.text
    assert [(status, value) for _, status, value in town.readings()] == [("accepted", "12650000")]
    town.sim.faults.clear()
    await anna.send("/menu")
    assert anna.sees == say("menu-text")


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *DONE, *NOBODY_KNOWS], ids=named)
async def test_a_question_reaches_the_operators_and_its_answer_the_resident(town: Town, fault: Fault) -> None:
    anna = await town.confirmed()
    everywhere(town, fault, times=1)
    await anna.at_once(anna.person.send("Задать вопрос"))
    await anna.at_once(anna.person.send("Когда поверка?"))
    await town.pass_time(minutes=20)
    everywhere(town, fault, times=1)
    await _answers(town.oleg, _question(town), "Через год.")
    await town.pass_time(minutes=20)
    told = [message for message in anna.chat.messages if "Через год." in message.text]
    assert len(told) == 1 or (told and fault in NOBODY_KNOWS)
    assert town.query("SELECT count(*) FROM thread_messages") == [(2,)]
    assert town.query("SELECT count(*) FROM inbox") == [(0,)]


def _question(town: Town) -> Message:
    return next(message for message in town.group.messages if "Когда поверка?" in message.text)


async def _answers(operator: Operator, question: Message, words: str) -> None:
    await operator.person.reply(question, words, to=operator.group)
    await operator.town.settled()


@pytest.mark.parametrize("fault", ONE_OF_EACH, ids=named)
async def test_a_registration_goes_on_to_its_end(town: Town, anna: Resident, fault: Fault) -> None:
    await anna.plays("Регистрация", "anna")
    everywhere(town, fault, times=1)
    await anna.plays("зимний вечер у реки", "зимний вечер у реки", "anna@pochta.example")
    everywhere(town, fault, times=1)
    await anna.plays("Пропустить", "[Согласен]", "[Согласен]")
    everywhere(town, fault, times=1)
    await anna.press("Показать другую картинку")
    await anna.send(digits_in(anna.screen))
    assert [message for message in anna.answers if "Вы успешно зарегистрированы!" in message.text]
    assert not [message for message in anna.chat.messages if "зимний вечер" in message.text]
    assert town.query("SELECT count(*) FROM accounts") == [(1,)]


@pytest.mark.parametrize("fault", ONE_OF_EACH, ids=named)
async def test_recordings_and_pictures_reach_the_other_side_once(town: Town, fault: Fault) -> None:
    anna = await town.confirmed()
    await anna.press("Задать вопрос")
    everywhere(town, fault, times=1)
    await anna.send_voice()
    await town.pass_time(minutes=20)
    assert [message.file.kind for message in town.group.messages if message.file] == ["voice"]
    everywhere(town, fault, times=1)
    await town.oleg.reply_with_photo(town.alert, "Вот так")
    await town.pass_time(minutes=20)
    assert [message.caption for message in anna.chat.messages if message.photo and message.from_bot]
    await anna.press("Профиль")
    everywhere(town, fault, times=1)
    await anna.press("Мои данные")
    assert anna.screen.document is not None


@pytest.mark.parametrize("fault", ONE_OF_EACH, ids=named)
async def test_a_file_of_billing_is_fetched_and_what_became_of_it_is_told(town: Town, fault: Fault) -> None:
    registry = io.BytesIO()
    with zipfile.ZipFile(registry, "w") as archive:
        for path in EXAMPLE_REGISTRY.glob("*.csv"):
            archive.writestr(path.name, path.read_bytes())
    everywhere(town, fault, times=1)
    await town.oleg.send_file("registry.zip", registry.getvalue())
    for _ in range(3):
        await town.pass_time(minutes=20)
    offer = next(message for message in reversed(town.group.messages) if message.buttons)
    everywhere(town, fault, times=1)
    await town.oleg.press("Загрузить", on=offer)
    for _ in range(3):
        await town.pass_time(minutes=20)
    assert "Готово" in offer.text


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *DONE, *NOBODY_KNOWS], ids=named)
async def test_the_start_waits_for_answers_that_can_be_used(town: Town, fault: Fault) -> None:
    anna = town.guest()
    await anna.send("/start")
    is_certain = fault.status not in {401, 404, 409, 418}  # getMe is refused for good, so the bot may end
    for method in ("getMe",) * is_certain + ("setMyCommands", "deleteWebhook", "setWebhook"):
        town.sim.faults.add(method, fault, times=2)
    await town.restart()
    town.sim.faults.clear()
    await anna.send("Помощь")


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *DONE, *NOBODY_KNOWS], ids=named)
async def test_after_a_bad_answer_updates_are_fetched_as_before(
    town: Town, anna: Resident, fault: Fault
) -> None:
    boris = town.guest("Борис")
    await anna.send("/start")
    town.sim.faults.add("getUpdates", fault, times=3)
    await anna.at_once(anna.person.send("Помощь"))
    await boris.at_once(boris.person.send("/start"))
    town.sim.faults.lift("getUpdates")
    await anna.at_once(anna.person.send("Помощь"))  # into the poll that met a fault when it began
    await anna.send("/menu")
    assert anna.sees == say("menu-text")
    assert town.query("SELECT count(*) FROM inbox WHERE set_aside_at IS NULL") == [(0,)]


BROKEN: list[FaultKind] = ["fewer", "more", "halves", "bytes"]
"""What an update may have become on its way, and can be answered all the same."""


async def is_served(town: Town, method: str, kind: FaultKind) -> None:
    anna = await town.holder("100200301")
    await anna.send("/menu")
    words = "first_name last_name username title" if kind in {"halves", "bytes"} else ""
    town.sim.faults.add(method, Fault(kind, words=words), times=ALWAYS)
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    assert "приняты" in anna.sees
    await anna.plays("[Задать вопрос]", "Когда поверка?")
    await town.oleg.reply(town.alert, "Через год.")
    assert "Через год." in anna.heard
    town.sim.faults.clear()
    assert len(town.readings()) == 1


@pytest.mark.parametrize("kind", BROKEN)
async def test_updates_that_are_not_as_promised_are_answered(town: Town, kind: FaultKind) -> None:
    await is_served(town, "getUpdates", kind)


class TestByWebhook:
    @pytest.fixture
    def intake(self) -> str:
        return "webhook"

    @pytest.mark.parametrize("kind", BROKEN)
    async def test_updates_that_are_not_as_promised_are_answered(self, town: Town, kind: FaultKind) -> None:
        await is_served(town, "webhook", kind)


@pytest.mark.parametrize("words", ["date", "chat", "from", "message.chat message.date", "chat_instance"])
async def test_a_field_that_is_missing_costs_no_answer(town: Town, words: str) -> None:
    anna = await town.holder("100200301")
    await anna.send("/menu")
    town.sim.faults.add("getUpdates", Fault("fewer", words=words), times=ALWAYS)
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    assert "приняты" in anna.sees
    assert len(town.readings()) == 1
    town.sim.faults.clear()


async def test_a_press_whose_message_telegram_leaves_out_is_answered(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    town.sim.faults.add("getUpdates", Fault("fewer", words="callback_query.message"), times=ALWAYS)
    await anna.press("Подтвердить")
    assert "приняты" in anna.sees
    town.sim.faults.clear()


@pytest.mark.parametrize("words", ["Bad Request: chat not found", "Bad Request: PEER_ID_INVALID"])
async def test_a_chat_that_telegram_does_not_know_for_a_while_is_no_fault_of_the_bot(
    town: Town, words: str
) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    shown = anna.screen
    town.sim.faults.add("*", Fault("refused", words=words), times=ALWAYS, chat_id=anna.chat.id)
    await anna.at_once(anna.person.press("Подтвердить", on=shown))
    town.sim.faults.clear()
    await anna.plays("[Передать показания]", "[Начать заново]", "12651", "[Подтвердить]")
    assert "приняты" in anna.sees
    assert [status for _, status, _ in town.readings()] == ["replaced", "accepted"]


async def test_a_decision_for_whom_telegram_forgot_comes_when_they_write(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "99000", "[Подтвердить]", "[Подтвердить]")
    await anna.person.forget_bot()
    await town.oleg.press("Принять", on=town.alert)
    await town.oleg.press("Да, принять")
    await town.pass_time(minutes=20)
    decided = "Оператор проверил и принял Ваши показания"
    assert not [message for message in anna.chat.messages if decided in message.text]
    await anna.at_once(anna.person.send("/menu"))
    assert len([message for message in anna.chat.messages if decided in message.text]) == 1


@pytest.mark.parametrize("lacks", ["can_*", "can_react_to_messages is_anonymous", "user"])
async def test_a_restricted_operator_of_whom_little_is_told_is_one(town: Town, lacks: str) -> None:
    town.group.restricted_ids.add(town.oleg.person.id)
    town.sim.faults.add("getChatMember", Fault("fewer", words=lacks), times=ALWAYS)
    await town.oleg.send("/duty")
    assert town.alert.text == say("duty-nobody")
    town.sim.faults.clear()


async def test_whoever_is_said_to_be_nothing_at_all_is_asked_about_again(town: Town) -> None:
    town.sim.faults.add("getChatMember", Fault("fewer", words="status"), times=2)
    await town.oleg.send("/duty")
    assert town.alert.text == say("duty-nobody")
