"""Whose chat it is when a message is taken, and what Telegram's refusals mean."""

from datetime import timedelta

import pytest

from bot.delivery.residents import note_unreached, take_theirs, why_unreached
from domain.account import NewAccount
from domain.unreached import Unreached
from services.messages import AccountContent, EmailConfirmed, NumberClosed, NumberReturned
from services.ports import Priority
from storage.outbox import PORTION, Channel
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.steps import only_short_units_on_the_loop
from ui.messenger import (
    MessengerError,
    OutOfReachError,
    RefusedError,
    TooFastError,
    UnreachableError,
)

NEWS = NumberClosed("100200301")
Taken = list[tuple[str, str]]


class Post:
    """The outbox of one account whose chats come and go."""

    def __init__(self, database: Database, clock: FakeClock, account_id: int) -> None:
        self.database, self.clock, self.account_id = database, clock, account_id

    async def leave(self, *chats: int, content: AccountContent = NEWS) -> None:
        def work(unit: StoredUnit) -> None:
            unit.outbox.about(self.account_id, chats, content, language="ru", priority=Priority.DECISION)

        await self.database.write(work)

    async def signed_in(self, *chats: int) -> None:
        """Let these be the chats of the account, and those alone; nobody hears of what waits for them."""
        now = self.clock()

        def work(unit: StoredUnit) -> None:
            unit.connection.execute("DELETE FROM sessions")
            for chat_id in chats:
                unit.sessions.put(chat_id, self.account_id, now)

        await self.database.write(work)

    async def taken(self) -> Taken:
        """Take and send everything that may go out; return what went where."""
        now, taken = self.clock(), []

        def take(unit: StoredUnit) -> Taken:
            messages = take_theirs(unit, Channel.TELEGRAM, now, 10, excluding=())
            for message in messages:
                unit.outbox.mark_sent(message.id, now)
            return [(message.recipient, message.kind) for message in messages]

        while await self.database.read(lambda unit: bool(unit.outbox.due(Channel.TELEGRAM, now, 1))):
            taken += await self.database.write(take)
        return taken

    async def errors(self) -> list[str]:
        rows = await self.database.read(
            lambda unit: unit.connection.execute(
                "SELECT error FROM outbox WHERE error <> '' ORDER BY id"
            ).fetchall()
        )
        return [row["error"] for row in rows]


@pytest.fixture
async def post(database: Database, clock: FakeClock) -> Post:
    new = NewAccount("anna", "anna", "hash", "anna@pochta.example", None, "ru")
    account = await database.write(lambda unit: unit.accounts.add(new, "key", clock()))
    assert account is not None
    return Post(database, clock, account.id)


async def test_a_message_goes_to_its_chats_while_they_are_signed_in(post: Post) -> None:
    await post.signed_in(1, 2)
    await post.leave(1, 2)
    assert await post.taken() == [("1", "number-closed"), ("2", "number-closed")]


async def test_a_chat_that_was_signed_out_is_passed_over_where_another_has_the_message(post: Post) -> None:
    await post.leave(1, 2, 3)
    await post.signed_in(2)
    assert await post.taken() == [("2", "number-closed")]
    assert await post.errors() == ["elsewhere", "elsewhere"]


async def test_every_new_chat_of_the_account_gets_a_message_whose_chats_are_gone(post: Post) -> None:
    await post.leave(1, 2)
    await post.signed_in(4, 5, 6)
    assert sorted(await post.taken()) == [(chat, "number-closed") for chat in ("4", "5", "6")]
    assert await post.errors() == ["elsewhere"]


async def test_messages_that_move_keep_their_order(post: Post) -> None:
    await post.leave(1)
    post.clock.pass_time(timedelta(seconds=1))
    await post.leave(1, content=NumberReturned("100200301"))
    await post.signed_in(4)
    assert await post.taken() == [("4", "number-closed"), ("4", "number-returned")]


async def test_the_same_news_at_another_time_is_another_message(post: Post) -> None:
    for _ in range(2):
        await post.leave(1)
        post.clock.pass_time(timedelta(seconds=1))
    await post.signed_in(4)
    assert len(await post.taken()) == 2


async def test_what_was_left_for_several_chats_waits_once_for_a_sign_in(post: Post) -> None:
    await post.leave(1, 2, 3)
    assert await post.taken() == []
    assert await post.errors() == ["elsewhere", "elsewhere", "signed-out"]
    await post.signed_in(2)
    await post.database.write(lambda unit: unit.outbox.bring_home(post.account_id, 2))
    assert await post.taken() == [("2", "number-closed")]
    assert not await post.database.write(lambda unit: unit.outbox.bring_home(post.account_id, 2))
    assert await post.taken() == []


async def test_a_chat_that_was_passed_over_gets_the_message_when_it_is_signed_in_again(post: Post) -> None:
    await post.leave(1, 2)
    later = post.clock() + timedelta(minutes=1)
    await post.database.write(lambda unit: unit.outbox.postpone(2, later, "TooFastError"))
    assert await post.taken() == []
    assert await post.errors() == ["elsewhere", "TooFastError"]
    await post.signed_in(1)
    post.clock.pass_time(timedelta(minutes=1))
    assert await post.taken() == [("1", "number-closed")]


async def test_what_has_no_chat_waits_unless_it_only_speaks_to_one(post: Post) -> None:
    await post.leave()
    await post.leave(content=EmailConfirmed("a***"))
    assert await post.errors() == ["signed-out"]


async def test_what_only_speaks_to_its_chat_is_dropped_there(post: Post) -> None:
    await post.leave(1, content=EmailConfirmed("a***"))
    await post.signed_in(2)
    assert await post.taken() == []
    assert await post.errors() == ["changed-hands"]


async def test_a_message_about_an_account_that_is_not_named_is_sent_to_nobody(post: Post) -> None:
    await post.signed_in(1)
    await post.leave(1)

    def forget(unit: StoredUnit) -> None:
        unit.connection.execute("UPDATE outbox SET account_id = NULL")

    await post.database.write(forget)
    assert await post.taken() == []
    assert await post.errors() == ["nobody"]


async def test_everything_that_waited_returns_in_units_that_hold_up_nobody(post: Post) -> None:
    many = PORTION + 5

    def leave(unit: StoredUnit) -> None:
        for number in range(many):
            content = NumberClosed(str(number))
            unit.outbox.about(post.account_id, [], content, language="ru", priority=Priority.PROGRESS)

    await post.database.write_long(leave)
    await post.signed_in(1)
    with only_short_units_on_the_loop():
        for is_more in (True, False):
            assert (
                await post.database.write(lambda unit: unit.outbox.bring_home(post.account_id, 1)) is is_more
            )
    assert len(await post.taken()) == many


async def test_other_chats_get_what_did_not_reach_one_of_them_unless_they_have_it(post: Post) -> None:
    await post.signed_in(1, 2)
    await post.leave(1)
    now = post.clock()

    def fail(unit: StoredUnit) -> None:
        (message,) = take_theirs(unit, Channel.TELEGRAM, now, 10, excluding=())
        unit.outbox.set_aside(message.id, now, "unreachable")
        for _ in range(2):
            note_unreached(unit, message, Unreached.BLOCKED, now)

    await post.database.write(fail)
    assert await post.taken() == [("2", "number-closed")]


async def test_a_chat_that_has_its_own_copy_gets_no_second_one_after_a_sign_in(post: Post) -> None:
    """Both chats were blocked; the person unblocks one of them and signs in there."""
    await post.leave(1, 2)
    now = post.clock()

    def fail(unit: StoredUnit) -> None:
        for number, chat_id in ((1, 1), (2, 2)):
            unit.outbox.set_aside(number, now, "unreachable")
            unit.outbox.mark_unreachable(chat_id, now, Unreached.BLOCKED)

    def come_back(unit: StoredUnit) -> None:
        unit.outbox.bring_home(post.account_id, 2)
        unit.outbox.mark_reachable(2)

    await post.database.write(fail)
    await post.signed_in(2)
    await post.database.write(come_back)
    assert await post.taken() == [("2", "number-closed")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Forbidden: bot was blocked by the user", Unreached.BLOCKED),
        ("Forbidden: user is deactivated", Unreached.DELETED),
        ("Forbidden: bot can't initiate conversation with a user", Unreached.UNKNOWN),
        ("Forbidden: bot can't send messages to bots", Unreached.REFUSING),
        ("Forbidden: something that nobody has seen yet", Unreached.REFUSING),
    ],
)
def test_a_forbidden_message_tells_what_is_the_matter_with_its_reader(words: str, reason: Unreached) -> None:
    assert why_unreached(UnreachableError(words)) is reason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Bad Request: chat not found", Unreached.UNKNOWN),
        ("Bad Request: PEER_ID_INVALID", Unreached.UNKNOWN),
        ("Bad Request: user not found", Unreached.UNKNOWN),
        ("Bad Request: INPUT_USER_DEACTIVATED", Unreached.DELETED),
        ('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 1', Unreached.FAULTY),
        ("Bad Request: message is too long", Unreached.FAULTY),
        ("Bad Request: message text is empty", Unreached.FAULTY),
        ("Bad Request: BUTTON_DATA_INVALID", Unreached.FAULTY),
        ("Bad Request: wrong file identifier/HTTP URL specified", Unreached.FAULTY),
        ("Bad Request: PHOTO_INVALID_DIMENSIONS", Unreached.FAULTY),
        ("Request Entity Too Large", Unreached.FAULTY),
        ("Bad Request: something that nobody has seen yet", Unreached.UNCLEAR),
        ("", Unreached.UNCLEAR),
    ],
)
def test_a_bad_request_is_about_the_chat_or_about_the_message_or_unclear(
    words: str, reason: Unreached
) -> None:
    assert why_unreached(RefusedError(words)) is reason


@pytest.mark.parametrize(
    "error", [OutOfReachError("cut"), TooFastError("slow down", 1), MessengerError("Unauthorized")]
)
def test_what_passes_by_itself_is_nobodys_fault(error: MessengerError) -> None:
    assert why_unreached(error) is None
