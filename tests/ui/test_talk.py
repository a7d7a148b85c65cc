"""How an answer reaches a screen: in which order requests go out, and what a refused or late one changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Sequence
from typing import Any

import pytest

from bot.settings import LOCALES
from ui.buttons import SectionButton
from ui.event import Event
from ui.messenger import (
    NOTHING_SENT,
    MessengerError,
    OutOfReachError,
    RefusedError,
    Request,
    Sent,
    TooFastError,
    UnreachableError,
)
from ui.screen import Attachment, Button, Key, Keyboard, Lead, Screen
from ui.talk import Talk
from ui.texts import Texts
from ui.turn import Turn

SAY = Texts.load(LOCALES, "ru").within("ru")
ROWS = ((Button("Дальше", SectionButton(action="x")),),)
SCREEN = Screen("Верно?", rows=ROWS)
MENU = Keyboard(((Key("Помощь"),),))
PICTURE = Attachment("photo", "captcha.png", b"png")
CHAT = 7
PRESSED, OLD = 5, 4

SEND, PHOTO, EDIT, MEDIA = "sendMessage", "sendPhoto", "editMessageText", "editMessageMedia"
TAKE, ANSWER, DELETE = "editMessageReplyMarkup", "answerCallbackQuery", "deleteMessage"
UNCHANGED = RefusedError("Bad Request: message is not modified: specified new message content …")
GONE = RefusedError("Bad Request: message to edit not found")


class Post:
    """Takes requests; each method fails as it was told, one failure a request."""

    def __init__(self, **failures: Sequence[MessengerError]) -> None:
        self.sent: list[Request] = []
        self.done: list[str] = []
        self.failures = defaultdict[str, list[MessengerError]](list)
        for method, errors in failures.items():
            self.failures[method] += errors

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.sent]

    def __call__(self, request: Request) -> Awaitable[Sent]:
        self.sent.append(request)
        return self._do(request, len(self.sent))

    async def _do(self, request: Request, number: int) -> Sent:
        failures = self.failures[request.method]
        if failures:
            raise failures.pop(0)
        self.done.append(request.method)
        return Sent(100 + number) if request.method.startswith("send") else NOTHING_SENT

    async def download(self, file_id: str) -> bytes:
        return file_id.encode()


class Turns:
    """A turn of somebody who wrote, or pressed a button, and how long it waited."""

    def __init__(self, post: Post, raw: dict[str, Any]) -> None:
        self.post = post
        self.waited: list[float] = []
        self.talk = Talk(post, Event(raw), Turn(None, {}), SAY, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


PERSON = {"id": CHAT, "first_name": "Анна"}
MESSAGE = {"message_id": PRESSED, "date": 1, "chat": {"id": CHAT}, "from": PERSON, "text": "12650"}


def wrote(post: Post) -> Turns:
    return Turns(post, {"update_id": 1, "message": MESSAGE})


def pressed(post: Post, **shown: Any) -> Turns:
    press = {"id": "9", "from": PERSON, "data": "s:x", "message": MESSAGE | shown}
    return Turns(post, {"update_id": 1, "callback_query": press})


def pressed_on_picture(post: Post) -> Turns:
    return pressed(post, text=None, photo=[{"file_id": "f"}])


# The order of requests ------------------------------------------------------------------------------------


async def test_what_was_written_is_answered_by_a_new_message() -> None:
    post = Post()
    assert await wrote(post).talk.show(SCREEN) == 101
    assert post.methods == [SEND]
    assert post.sent[0].fields["chat_id"] == CHAT
    assert post.sent[0].fields["text"] == "Верно?"


async def test_old_buttons_go_while_the_answer_is_on_its_way() -> None:
    """Both requests are made before either is awaited."""
    post = Post()
    assert await wrote(post).talk.show(SCREEN, retire=OLD) == 101
    assert post.methods == [SEND, TAKE]
    assert post.sent[1].fields == {"chat_id": CHAT, "message_id": OLD}


async def test_a_pressed_message_becomes_the_answer_and_the_press_is_answered_after_it() -> None:
    post = Post()
    assert await pressed(post).talk.show(SCREEN, retire=OLD) == PRESSED
    assert post.methods == [EDIT, ANSWER]
    assert post.sent[0].fields["message_id"] == PRESSED
    assert post.sent[1].fields == {"callback_query_id": "9"}


async def test_a_lead_with_its_keyboard_comes_before_the_screen() -> None:
    post = Post()
    screen = Screen("Верно?", rows=ROWS, lead=Lead("Дальше", MENU))
    await wrote(post).talk.show(screen, retire=OLD)
    assert post.methods == [SEND, SEND, TAKE]
    assert [request.fields.get("text") for request in post.sent[:2]] == ["Дальше", "Верно?"]
    assert "keyboard" in post.sent[0].fields["reply_markup"]
    assert "inline_keyboard" in post.sent[1].fields["reply_markup"]


async def test_the_menu_is_brought_back_by_the_answer_unless_that_has_keys_of_its_own() -> None:
    for screen, count in ((SCREEN, 2), (Screen("Меню", keyboard=MENU), 1)):
        post = Post()
        turn = wrote(post)
        turn.talk.lead = Lead("Дальше", MENU)
        await turn.talk.show(screen)
        assert len(post.sent) == count


@pytest.mark.parametrize(
    "screen",
    [Screen("Меню", keyboard=MENU), Screen("x", lead=Lead("x", MENU)), Screen("x", placeholder="x")],
    ids=["keys", "a lead", "a demand for a reply"],
)
async def test_what_cannot_be_put_into_an_old_message_comes_as_a_new_one_that_takes_its_buttons(
    screen: Screen,
) -> None:
    post = Post()
    turn = pressed(post)
    assert await turn.talk.show(screen) == 100 + len(post.methods) - 1
    assert post.methods[0] == ANSWER
    assert post.methods[-2:] == [SEND, TAKE]
    assert post.sent[-1].fields["message_id"] == PRESSED


async def test_a_text_stays_a_text_and_a_picture_a_picture() -> None:
    picture = Screen("Верно?", rows=ROWS, attachment=PICTURE)
    for turn, screen, methods in (
        (pressed, SCREEN, [EDIT, ANSWER]),
        (pressed, picture, [ANSWER, PHOTO, TAKE]),
        (pressed_on_picture, SCREEN, [ANSWER, SEND, TAKE]),
        (pressed_on_picture, picture, [MEDIA, ANSWER]),
    ):
        post = Post()
        await turn(post).talk.show(screen)
        assert post.methods == methods


async def test_a_message_that_telegram_does_not_show_any_more_is_left_alone() -> None:
    post = Post()
    await pressed(post, date=0).talk.show(SCREEN)
    assert post.methods == [ANSWER, SEND]


async def test_sending_leaves_the_pressed_message_as_it_is() -> None:
    post = Post()
    assert await pressed(post).talk.send(SCREEN) == 102
    assert post.methods == [ANSWER, SEND]


async def test_a_message_that_is_kept_gets_its_answer_below_and_stays_as_it_is() -> None:
    post = Post()
    talk = pressed(post).talk
    talk.keep_message()
    assert await talk.show(SCREEN, retire=OLD) == 102
    assert post.methods == [ANSWER, SEND]


async def test_a_reply_answers_no_press() -> None:
    post = Post()
    assert await pressed(post).talk.reply(SCREEN) == 101
    assert post.methods == [SEND]
    assert post.sent[0].fields["reply_parameters"]["message_id"] == PRESSED


# A press is answered once ---------------------------------------------------------------------------------


async def test_a_press_is_answered_once_whatever_is_done() -> None:
    post = Post()
    talk = pressed(post).talk
    await talk.hint("Уже отвечено")
    await talk.hint("Ещё раз")
    await talk.show(SCREEN)
    await talk.send(SCREEN)
    await talk.replace(SCREEN)
    await talk.release()
    assert post.methods == [ANSWER, SEND, SEND, EDIT]
    assert post.sent[0].fields["text"] == "Уже отвечено"


async def test_after_a_hint_the_answer_is_a_new_message() -> None:
    post = Post()
    talk = pressed(post).talk
    await talk.hint("Нет", alert=True)
    assert post.sent[0].fields == {"callback_query_id": "9", "text": "Нет", "show_alert": True}
    assert await talk.show(SCREEN, retire=OLD) == 102
    assert post.methods == [ANSWER, SEND, TAKE]


async def test_what_was_written_is_no_press_and_gets_no_hint() -> None:
    post = Post()
    talk = wrote(post).talk
    await talk.hint("Нет")
    await talk.release()
    assert post.sent == []


async def test_who_has_to_wait_sees_a_hint_after_a_press_and_somebody_write_after_a_message() -> None:
    post = Post()
    await pressed(post).talk.ask_patience("Минуту")
    await wrote(post).talk.ask_patience("Минуту")
    assert post.methods == [ANSWER, "sendChatAction"]
    assert post.sent[0].fields["text"] == "Минуту"
    assert post.sent[1].fields["action"] == "typing"


async def test_a_press_without_a_number_is_answered_by_a_message() -> None:
    post = Post()
    turn = Turns(post, {"update_id": 1, "callback_query": {"from": PERSON, "message": MESSAGE}})
    await turn.talk.hint("Нет")
    await turn.talk.show(SCREEN)
    assert post.methods == [SEND]


async def test_a_secret_is_deleted_and_what_was_pressed_is_not() -> None:
    for turn, methods in ((wrote, [DELETE]), (pressed, [])):
        post = Post()
        await turn(post).talk.forget_message()
        assert post.methods == methods


# Too fast -------------------------------------------------------------------------------------------------


def flood(seconds: float) -> TooFastError:
    return TooFastError("Too Many Requests", seconds)


@pytest.mark.parametrize("method", [EDIT, ANSWER])
async def test_each_request_of_a_press_waits_as_long_as_telegram_says(method: str) -> None:
    post = Post(**{method: [flood(3), flood(5)]})
    turn = pressed(post)
    await turn.talk.show(SCREEN)
    assert turn.waited == [3, 5]
    assert sorted(post.done) == [ANSWER, EDIT], "each is done once"


@pytest.mark.parametrize("method", [SEND, TAKE])
async def test_each_request_of_an_answer_waits_as_long_as_telegram_says(method: str) -> None:
    post = Post(**{method: [flood(3), flood(5)]})
    turn = wrote(post)
    await turn.talk.show(SCREEN, retire=OLD)
    assert turn.waited == [3, 5]
    assert sorted(post.done) == [TAKE, SEND]


async def test_of_two_messages_only_the_one_that_came_too_fast_is_sent_again() -> None:
    post = Post()
    turn = wrote(post)
    post.failures[SEND] = [flood(2)]
    await turn.talk.show(Screen("Верно?", lead=Lead("Дальше", MENU)))
    assert [request.fields["text"] for request in post.sent] == ["Дальше", "Дальше", "Верно?"]
    assert post.done == [SEND, SEND]


@pytest.mark.parametrize(
    ("method", "begin"), [(ANSWER, pressed), (DELETE, wrote), (TAKE, wrote), (SEND, wrote)]
)
async def test_whatever_is_sent_alone_waits_too(method: str, begin: Any) -> None:
    post = Post(**{method: [flood(4)]})
    turn = begin(post)
    match method:
        case "answerCallbackQuery":
            await turn.talk.hint("Нет")
        case "deleteMessage":
            await turn.talk.forget_message()
        case "editMessageReplyMarkup":
            await turn.talk.retire(OLD)
        case _:
            await turn.talk.reply(SCREEN)
    assert turn.waited == [4]
    assert post.done == [method]


# Refused --------------------------------------------------------------------------------------------------


async def test_an_edit_that_changes_nothing_is_as_good_as_done() -> None:
    post = Post(editMessageText=[UNCHANGED])
    assert await pressed(post).talk.show(SCREEN) == PRESSED
    assert post.methods == [EDIT, ANSWER]


async def test_an_edit_that_is_refused_comes_as_a_new_message_and_the_press_is_answered() -> None:
    post = Post(editMessageText=[GONE])
    assert await pressed(post).talk.show(SCREEN) == 103
    assert post.methods == [EDIT, ANSWER, SEND]
    assert sorted(post.done) == [ANSWER, SEND]


async def test_old_buttons_that_cannot_be_taken_do_not_matter() -> None:
    post = Post(editMessageReplyMarkup=[GONE])
    assert await wrote(post).talk.show(SCREEN, retire=OLD) == 101


async def test_a_press_that_is_too_old_to_be_answered_does_not_matter() -> None:
    too_old = RefusedError(
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    for talk in (pressed(Post(answerCallbackQuery=[too_old])).talk for _ in range(2)):
        assert await talk.show(SCREEN) == PRESSED
    await pressed(Post(answerCallbackQuery=[too_old])).talk.hint("Нет")
    await pressed(Post(answerCallbackQuery=[too_old])).talk.release()


async def test_a_message_that_is_refused_is_raised_after_all_else_was_awaited() -> None:
    post = Post(sendMessage=[RefusedError("Bad Request: can't parse entities")])
    with pytest.raises(RefusedError):
        await wrote(post).talk.show(SCREEN, retire=OLD)
    assert post.done == [TAKE]


# Out of reach ---------------------------------------------------------------------------------------------

CUT = OutOfReachError("cut")


@pytest.mark.parametrize(("method", "begin"), [(TAKE, wrote), (ANSWER, pressed)])
async def test_what_only_tidies_up_is_tried_a_few_times_and_never_costs_the_answer(
    method: str, begin: Any
) -> None:
    post = Post(**{method: [CUT] * 99})
    turn = begin(post)
    assert await turn.talk.show(SCREEN, retire=OLD) in {101, PRESSED}
    assert post.methods.count(method) == len(turn.waited) == 3
    assert len(post.done) == 1


@pytest.mark.parametrize("error", [CUT, UnreachableError("Forbidden: bot was blocked by the user")])
async def test_an_answer_that_cannot_be_given_now_is_raised(error: MessengerError) -> None:
    for begin, method in ((wrote, SEND), (pressed, EDIT)):
        post = Post(**{method: [error]})
        with pytest.raises(type(error)):
            await begin(post).talk.show(SCREEN)
        assert post.methods.count(method) == 1


async def test_letting_go_of_a_press_raises_nothing() -> None:
    for error in (CUT, GONE, UnreachableError(), flood(1), MessengerError("Unauthorized")):
        await pressed(Post(answerCallbackQuery=[error])).talk.release()


async def test_a_file_that_was_sent_is_fetched() -> None:
    assert await wrote(Post()).talk.download("f") == b"f"


def test_nobody_is_asked_for_who_is_not_there() -> None:
    turn = Turns(Post(), {"update_id": 1, "message": MESSAGE | {"from": None}})
    with pytest.raises(LookupError):
        _ = turn.talk.person
    assert turn.talk.key == f"{CHAT}-1"


# Topics of a group ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", [SCREEN, Screen("", attachment=PICTURE)], ids=["words", "a picture"])
async def test_an_operator_is_answered_in_the_topic_where_they_are(screen: Screen) -> None:
    post = Post()
    message = MESSAGE | {"message_thread_id": 55, "is_topic_message": True}
    talk = Turns(post, {"update_id": 1, "message": message}).talk
    await talk.show(screen)
    await talk.reply(screen)
    assert [request.fields["message_thread_id"] for request in post.sent] == [55, 55]
    elsewhere = wrote(post).talk
    await elsewhere.show(screen)
    assert "message_thread_id" not in post.sent[-1].fields
