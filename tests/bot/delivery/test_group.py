"""What goes to the operators' group waits until the group takes it, and finds the group wherever it is."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.delivery.group import (
    LONGEST_PAUSE,
    SET_BACK,
    GroupMessenger,
    GroupPatience,
    Verdict,
)
from bot.process.patience import LONG_ENOUGH
from services.group import GroupStanding, OperatorsGroup
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from ui.messenger import (
    MessengerError,
    MovedError,
    RefusedError,
    Request,
    Sent,
    UnreachableError,
    edit_text,
    in_topic,
    send_message,
)

OLD, NEW, TOPIC = -1001, -1_000_000_000_777, 55
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NO_RIGHT = "Bad Request: not enough rights to send text messages to the chat"
UNKNOWN = "Bad Request: something of tomorrow"


def refusal(words: str = NO_RIGHT, method: str = "sendMessage") -> RefusedError:
    error = RefusedError(words)
    error.method = method
    return error


@pytest.fixture
def patience() -> GroupPatience:
    return GroupPatience(GroupStanding())


# How long a message waits -------------------------------------------------------------------------------


def test_pauses_grow_to_a_minute_and_no_further(patience: GroupPatience, clock: FakeClock) -> None:
    pauses = []
    for _ in range(10):
        verdict = patience.refused(1, refusal(), clock())
        assert verdict.until is not None
        pauses.append(verdict.until - clock())
        clock.pass_time(verdict.until - clock())
    assert pauses[:3] == [2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert pauses[-1] == LONGEST_PAUSE == MINUTE


@pytest.mark.parametrize(
    "error",
    [
        refusal(),
        refusal("Bad Request: need administrator rights in the channel chat"),
        refusal("Bad Request: CHAT_WRITE_FORBIDDEN"),
        refusal("Bad Request: chat not found"),
        refusal(UNKNOWN),
        UnreachableError("Forbidden: bot was kicked from the supergroup chat"),
        UnreachableError("Forbidden: the group chat was deleted"),
        MessengerError("Unauthorized"),
        MessengerError("Not Found"),
    ],
    ids=lambda error: error.words,
)
def test_whatever_the_words_a_message_that_is_alone_waits_for_ever(
    patience: GroupPatience, clock: FakeClock, error: MessengerError
) -> None:
    for _ in range(1000):
        assert patience.refused(1, error, clock()).until is not None
        clock.pass_time(MINUTE)
    assert patience.standing.problem == error.words


def test_after_a_refusal_one_other_message_is_tried_and_then_none(
    patience: GroupPatience, clock: FakeClock
) -> None:
    first = patience.refused(1, refusal(UNKNOWN), clock())
    assert first == Verdict(clock() + 2 * SECOND)
    second = patience.refused(2, refusal(UNKNOWN), clock())
    assert second == Verdict(clock() + SET_BACK, first.until)


def test_where_the_error_concerns_the_group_no_other_message_is_tried_at_first(
    patience: GroupPatience, clock: FakeClock
) -> None:
    ends = clock() + 2 * SECOND
    assert patience.refused(1, UnreachableError("Forbidden: kicked"), clock()) == Verdict(ends, ends)


def test_what_the_group_takes_again_brings_hope_for_all(patience: GroupPatience, clock: FakeClock) -> None:
    hopes: list[int] = []
    patience.better.append(lambda: hopes.append(1))
    patience.took("sendMessage")
    assert not hopes, "nothing had been refused"
    for _ in range(8):
        patience.refused(1, refusal(), clock())
        clock.pass_time(MINUTE)
    patience.took("editMessageText")
    assert not hopes, "messages can be changed without the right to send"
    patience.took("sendMessage")
    assert (hopes, patience.standing.problem) == ([1], None)
    assert patience.refused(1, refusal(), clock()).until == clock() + 2 * SECOND


def test_a_message_that_goes_out_after_refusals_brings_hope_too(
    patience: GroupPatience, clock: FakeClock
) -> None:
    hopes: list[int] = []
    patience.better.append(lambda: hopes.append(1))
    patience.refused(1, UnreachableError("Forbidden: deleted"), clock())
    patience.sent(2)
    assert not hopes
    patience.sent(1)
    assert hopes == [1]


def refused_between_others(patience: GroupPatience, clock: FakeClock, method: str, step: timedelta) -> int:
    """Refuse one message between others that are taken, and return how often until it is given up."""
    for number in range(1, 100):
        if patience.refused(1, refusal(UNKNOWN, method), clock()).until is None:
            return number
        patience.took("sendMessage")
        clock.pass_time(step)
    return 0


def test_a_message_that_is_refused_between_others_is_given_up(
    patience: GroupPatience, clock: FakeClock
) -> None:
    began = clock()
    assert refused_between_others(patience, clock, "sendMessage", MINUTE)
    assert LONG_ENOUGH <= clock() - began <= 2 * LONG_ENOUGH


def test_three_refusals_are_needed_however_long_it_takes(patience: GroupPatience, clock: FakeClock) -> None:
    assert refused_between_others(patience, clock, "sendMessage", timedelta(hours=1)) == 4


def test_a_picture_is_not_compared_with_words(patience: GroupPatience, clock: FakeClock) -> None:
    assert refused_between_others(patience, clock, "sendPhoto", MINUTE) == 0


@pytest.mark.parametrize(
    "words",
    [
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3',
        "Bad Request: message is too long",
        "Bad Request: MEDIA_CAPTION_TOO_LONG",
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: wrong file identifier/HTTP URL specified",
        "Request Entity Too Large",
    ],
)
def test_what_telegram_says_of_the_content_ends_the_waiting_at_once(
    patience: GroupPatience, clock: FakeClock, words: str
) -> None:
    assert patience.refused(1, refusal(words), clock()) == Verdict(None)
    assert patience.standing.problem is None


# Where the group is -------------------------------------------------------------------------------------


@dataclass
class Line:
    """Telegram, which answers each request with what is next in ``answers``."""

    answers: list[MessengerError | None] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Awaitable[Sent]:
        self.asked.append(request)
        return self._answer(self.answers.pop(0) if self.answers else None)

    async def _answer(self, error: MessengerError | None) -> Sent:
        if error is not None:
            raise error
        return Sent(9)

    async def download(self, file_id: str) -> bytes:
        return file_id.encode()


@pytest.fixture
async def group(database: Database, clock: FakeClock) -> OperatorsGroup:
    group = OperatorsGroup(database, clock, bot_id=42, chat_id=OLD)
    await group.begin()
    return group


def messenger(line: Line, group: OperatorsGroup, **options: object) -> GroupMessenger:
    return GroupMessenger(line, group, GroupPatience(group.standing), **options)  # type: ignore[arg-type]


async def test_a_chat_that_is_not_the_group_is_passed_on_as_it_is(group: OperatorsGroup) -> None:
    line = Line([UnreachableError("blocked")])
    request = send_message(7, "x")
    with pytest.raises(UnreachableError):
        await messenger(line, group, topic=TOPIC)(request)
    assert line.asked == [request]


async def test_a_group_that_moved_is_followed_and_gets_the_message(group: OperatorsGroup) -> None:
    line = Line([MovedError("upgraded", NEW)])
    await messenger(line, group)(send_message(OLD, "x", reply_to=5))
    assert [request.fields["chat_id"] for request in line.asked] == [OLD, NEW]
    assert "reply_parameters" not in line.asked[1].fields, "messages have other numbers there"
    assert (group.chat_id, group.had(OLD)) == (NEW, True)
    await messenger(line, group)(send_message(OLD, "y"))
    assert line.asked[-1].fields["chat_id"] == NEW


async def test_a_message_of_the_outbox_is_made_again_for_the_other_number(group: OperatorsGroup) -> None:
    line = Line([MovedError("upgraded", NEW)])
    sender = messenger(line, group, goes_on=False)
    with pytest.raises(MovedError) as caught:
        await sender(send_message(OLD, "x"))
    assert group.chat_id == NEW
    now = datetime(2026, 11, 22)  # noqa: DTZ001 any moment
    assert sender.patience.refused(1, caught.value, now) == Verdict(now), "it goes at once"


async def test_a_message_of_the_group_that_moved_cannot_be_changed(group: OperatorsGroup) -> None:
    await group.move(OLD, NEW)
    line = Line()
    with pytest.raises(RefusedError, match="message to edit not found"):
        await messenger(line, group)(edit_text(OLD, 5, "x"))
    assert line.asked == [], "5 is another message now"


@pytest.mark.parametrize("other", [OLD, NEW, 7, -2002])
async def test_only_the_group_itself_can_move(group: OperatorsGroup, other: int) -> None:
    await group.move(other, NEW if other != OLD else OLD)
    assert group.chat_id == OLD


async def test_a_refusal_for_the_state_of_the_group_is_no_fault_of_an_answer(group: OperatorsGroup) -> None:
    with pytest.raises(UnreachableError):
        await messenger(Line([RefusedError(NO_RIGHT)]), group)(send_message(OLD, "x"))
    with pytest.raises(RefusedError) as caught:
        await messenger(Line([RefusedError(NO_RIGHT)]), group, goes_on=False)(send_message(OLD, "x"))
    assert caught.value.method == "sendMessage"


# Topics -------------------------------------------------------------------------------------------------


async def test_what_names_no_topic_goes_into_that_of_the_settings(group: OperatorsGroup) -> None:
    line = Line()
    desk = messenger(line, group, topic=TOPIC)
    await desk(send_message(OLD, "x"))
    await desk(in_topic(send_message(OLD, "x"), 7))
    await desk(edit_text(OLD, 5, "x"))
    assert [request.fields.get("message_thread_id") for request in line.asked] == [TOPIC, 7, None]


@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"])
async def test_a_lost_topic_is_left_and_the_reply_if_that_stands_in_it(
    group: OperatorsGroup, words: str
) -> None:
    line = Line([RefusedError(words), RefusedError(words)])
    await messenger(line, group, topic=TOPIC)(send_message(OLD, "x", reply_to=5))
    kept = [
        (request.fields.get("message_thread_id"), "reply_parameters" in request.fields)
        for request in line.asked
    ]
    assert kept == [(TOPIC, True), (None, True), (None, False)]


async def test_where_general_is_closed_too_the_message_waits(group: OperatorsGroup) -> None:
    line = Line([RefusedError("TOPIC_CLOSED")] * 3)
    with pytest.raises(RefusedError, match="TOPIC_CLOSED"):
        await messenger(line, group, topic=TOPIC)(send_message(OLD, "x"))


# What can be seen of it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["left", "kicked"])
def test_the_standing_follows_what_telegram_tells_of_the_bot(status: str) -> None:
    standing, hopes = GroupStanding(), list[int]()
    standing.better.append(lambda: hopes.append(1))
    standing.heard(status, may_write=False)
    assert (standing.problem, standing.is_reachable) == (f"the bot is {status}", False)
    standing.heard("restricted", may_write=False)
    assert standing.problem == "the bot may not write"
    standing.heard("of_tomorrow", may_write=True)
    assert standing.problem == "the bot may not write", "nothing is concluded"
    assert not hopes
    standing.heard("member", may_write=True)
    assert standing.is_reachable
    assert hopes == [1]


def test_words_that_go_out_say_nothing_about_pictures(patience: GroupPatience, clock: FakeClock) -> None:
    words = "Bad Request: not enough rights to send photos to the chat"
    patience.refused(1, refusal(words, "sendPhoto"), clock())
    patience.took("sendMessage")
    assert patience.standing.problem == words
    patience.took("sendPhoto")
    assert patience.standing.problem is None
