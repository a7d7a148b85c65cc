"""A forgotten password or login: who gets a letter, what it opens, and what strangers learn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest

from domain.alert import AlertKind
from domain.limits import (
    LETTERS_IN_TOTAL,
    RECOVERIES_IN_CHAT,
    RECOVERIES_OF_NAMED,
    RECOVERIES_TO_ADDRESS,
    WRONG_RECOVERY_CODES,
)
from domain.recovery import RECOVERY_LIFETIME
from domain.second_step import PendingSignIn, SecondStep
from services.messages import TO_NOBODY
from services.people.new_password import put_in_force
from services.people.opening import Device
from services.people.recovery import AskRecovery, ProveByCode, ProveByLink, Proved, SetRecoveredPassword
from services.people.second_step import PassSecondStep
from storage.unit import StoredUnit
from tests.conversations.harness import other_than
from tests.services.residents import APPS, CHAT, MOSCOW, OTHER_CHAT, People, refused

NEW_CHAT, NEW_HASH = 300, "hash of another password"
ADDRESS = "anna@pochta.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Way:
    """The way back into an account."""

    people: People

    def __post_init__(self) -> None:
        people = self.people
        units, tokens, clock = people.database, people.tokens, people.clock
        self._ask = AskRecovery(units, tokens, people.randomness, clock, MOSCOW)
        self._by_code = ProveByCode(units, tokens, clock, MOSCOW)
        self.by_link = ProveByLink(units, tokens, clock)
        self._set = SetRecoveredPassword(units, people.step_letters, clock, MOSCOW)

    async def ask(self, named: str = "Anna", chat_id: int = NEW_CHAT, key: str | None = None) -> None:
        """Ask for a letter, in a new update unless its key is given."""
        await self._ask(named, chat_id, key or self.people.update())

    async def prove(self, code: str, chat_id: int = NEW_CHAT, key: str | None = None) -> Proved:
        return await self._by_code(code, chat_id, key or self.people.update())

    async def finish(
        self, proved: Proved, chat_id: int = NEW_CHAT, new_hash: str = NEW_HASH
    ) -> tuple[str, bool]:
        """Choose a new password; give the login, and whether the chat is signed in."""
        device = Device(chat_id, "Анна дома")
        recovered = await self._set(proved.nonce, proved.account_id, new_hash, device)
        return recovered.account.login, recovered.is_signed_in

    async def connect_app(self, account_id: int) -> None:
        """Let the account be protected by an authenticator."""
        step = SecondStep(sealed_key=APPS.new_key(account_id, "seed"))
        await self.people.database.write(lambda unit: unit.second_steps.put(account_id, step))

    async def letters(self) -> list[list[tuple[str, str]]]:
        """List the letters that let people in: each with logins and nonces."""
        contents = [letter.content for letter in await self.people.mail() if letter.recipient != TO_NOBODY]
        return [
            [tuple(line.split()) for line in str(content.details["listed"]).splitlines()]  # type: ignore[misc]
            for content in contents
            if content.kind == "recover-access"
        ]

    async def nonce(self, login: str = "Anna") -> str:
        return dict((await self.letters())[-1])[login]

    async def code(self, login: str = "Anna") -> str:
        return self.people.tokens.recovery_code(await self.nonce(login))

    async def link(self, login: str = "Anna") -> str:
        return self.people.tokens.recovery_token(await self.nonce(login))


@pytest.fixture
def way(people: People) -> Way:
    return Way(people)


@pytest.mark.parametrize("named", ["Anna", " aNNA ", ADDRESS, "ANNA@POCHTA.example"])
async def test_the_code_of_the_letter_lets_a_new_password_be_chosen(way: Way, named: str) -> None:
    account_id = await way.people.confirmed()
    await way.ask(named)
    proved = await way.prove(await way.code())
    assert await way.finish(proved) == ("Anna", True)
    assert (await way.people.account(account_id)).password_hash == NEW_HASH
    assert await way.people.chats_of(account_id) == [NEW_CHAT]


async def test_the_other_chats_and_the_address_are_told(way: Way) -> None:
    account_id = await way.people.confirmed()
    await way.people.sign_in_chat(account_id, OTHER_CHAT)
    await way.ask()
    await way.finish(await way.prove(await way.code()))
    told = [(message.recipient, message.kind) for message in await way.people.telegrams()]
    assert told == [(str(CHAT), "signed-out"), (str(OTHER_CHAT), "signed-out")]
    changed, signed_in = (await way.people.mail())[-2:]
    assert (changed.recipient, changed.kind, dict(changed.content.details)) == (
        ADDRESS,
        "password-changed",
        {"login": "Anna"},
    )
    assert (signed_in.recipient, signed_in.kind) == (ADDRESS, "signed-in-elsewhere")


async def test_the_letter_counts_as_the_second_step_by_mail(way: Way) -> None:
    account_id = await way.people.confirmed()
    await way.ask()
    await way.finish(await way.prove(await way.code()))
    [session] = await way.people.database.read(lambda unit: unit.sessions.list_for(account_id))
    assert (session.name, session.is_proven) == ("Анна дома", True)


@pytest.mark.parametrize("chat_was_signed_in", [False, True])
async def test_the_letter_does_not_get_round_the_authenticator(way: Way, *, chat_was_signed_in: bool) -> None:
    account_id = await way.people.confirmed()
    if chat_was_signed_in:
        await way.people.sign_in_chat(account_id, NEW_CHAT)
    await way.connect_app(account_id)
    await way.ask()
    proved = await way.prove(await way.code())
    for _ in range(2):
        assert await way.finish(proved) == ("Anna", False)
    assert (await way.people.account(account_id)).password_hash == NEW_HASH
    assert await way.people.chats_of(account_id) == []
    assert (await way.people.mail())[-1].kind == "password-changed"


async def test_a_chat_that_passed_the_authenticator_before_is_signed_in(way: Way) -> None:
    account_id = await way.people.confirmed()
    await way.connect_app(account_id)
    now = way.people.clock()
    await way.people.database.write(lambda unit: unit.sessions.put(NEW_CHAT, account_id, now, is_proven=True))
    await way.ask()
    assert await way.finish(await way.prove(await way.code())) == ("Anna", True)
    assert await way.people.chats_of(account_id) == [NEW_CHAT]


async def test_a_code_that_was_owed_for_the_old_password_counts_no_more(way: Way) -> None:
    people, account_id = way.people, await way.people.confirmed()
    account, now = await people.account(account_id), people.clock()
    pending = PendingSignIn(OTHER_CHAT, account_id, account.password_hash, "Чужой", now)
    await people.database.write(lambda unit: unit.pending_sign_ins.put(pending))
    await way.ask()
    await way.finish(await way.prove(await way.code()))
    with refused("second-step-gone"):
        await PassSecondStep(people.database, people.tokens, APPS, people.clock, MOSCOW)(
            OTHER_CHAT, "123456", people.update()
        )


async def test_the_link_counts_in_any_chat_and_the_code_only_where_it_was_asked_for(way: Way) -> None:
    await way.people.confirmed()
    await way.ask(chat_id=OTHER_CHAT)
    with refused("recovery-code-wrong", left=4):
        await way.prove(await way.code(), NEW_CHAT)
    proved = await way.by_link(await way.link(), NEW_CHAT)
    assert (proved.login, proved.email) == ("Anna", ADDRESS)
    with refused("recovery-over"):
        await way.finish(proved, OTHER_CHAT)
    await way.finish(proved, NEW_CHAT)


async def test_a_letter_opens_an_account_once(way: Way) -> None:
    await way.people.confirmed()
    await way.ask()
    code, link = await way.code(), await way.link()
    proved = await way.prove(code)
    await way.finish(proved)
    with refused("recovery-link-void"):
        await way.by_link(link, NEW_CHAT)
    with refused("recovery-code-wrong", left=4):
        await way.prove(code)
    with refused("recovery-over"):
        await way.finish(proved, new_hash="hash of a third one")


async def test_every_step_can_be_repeated(way: Way) -> None:
    account_id = await way.people.confirmed()
    for _ in range(2):
        await way.ask(key="asked")
    assert len(await way.letters()) == 1
    code, wrong = await way.code(), other_than(await way.code())
    for _ in range(2):
        with refused("recovery-code-wrong", left=4):
            await way.prove(wrong, key="wrong")
    proved = [await way.prove(code, key="right") for _ in range(2)][-1]
    for _ in range(2):
        await way.finish(proved)
    kinds = [letter.kind for letter in await way.people.mail()]
    assert kinds == ["confirm-email", "recover-access", "password-changed", "signed-in-elsewhere"]
    assert await way.people.chats_of(account_id) == [NEW_CHAT]


async def test_only_the_newest_letter_of_a_chat_counts(way: Way) -> None:
    await way.people.confirmed()
    await way.ask()
    code, link = await way.code(), await way.link()
    await way.ask()
    with refused("recovery-code-wrong", left=4):
        await way.prove(code)
    with refused("recovery-link-void"):
        await way.by_link(link, NEW_CHAT)
    await way.prove(await way.code())


async def test_a_stranger_who_asks_makes_no_letter_of_the_owner_void(way: Way) -> None:
    await way.people.confirmed()
    await way.ask()
    code = await way.code()
    await way.ask(chat_id=OTHER_CHAT)
    await way.prove(code)


async def test_link_and_code_live_for_an_hour_and_so_does_the_proof(way: Way) -> None:
    await way.people.confirmed()
    await way.ask()
    way.people.clock.pass_time(RECOVERY_LIFETIME - MINUTE)
    proved = await way.prove(await way.code())
    way.people.clock.pass_time(RECOVERY_LIFETIME - MINUTE)
    await way.by_link(await way.link(), NEW_CHAT)  # puts the end off no second time
    way.people.clock.pass_time(MINUTE)
    with refused("recovery-over"):
        await way.finish(proved)
    with refused("recovery-link-void"):
        await way.by_link(await way.link(), NEW_CHAT)
    with refused("recovery-code-wrong", left=4):
        await way.prove(await way.code())


async def test_what_is_too_old_is_deleted(way: Way) -> None:
    await way.people.confirmed()
    await way.ask(chat_id=OTHER_CHAT)
    way.people.clock.pass_time(RECOVERY_LIFETIME)
    await way.ask("nobody")
    assert await way.people.database.read(lambda unit: unit.recoveries.list_of_chat(OTHER_CHAT)) == []


async def test_a_password_or_address_that_changed_meanwhile_makes_the_letter_void(way: Way) -> None:
    account_id = await way.people.confirmed()
    account, now = await way.people.account(account_id), way.people.clock()
    await way.ask()
    proved = await way.prove(await way.code())
    await way.people.database.write(
        lambda unit: put_in_force(unit, account, "hash of the owner's choice", CHAT)
    )
    with refused("recovery-over"):
        await way.finish(proved)
    await way.ask()
    await way.people.database.write(
        lambda unit: unit.accounts.confirm_email(account_id, "other@pochta.example", now)
    )
    with refused("recovery-link-void"):
        await way.by_link(await way.link(), NEW_CHAT)


@pytest.mark.parametrize("named", ["Boris", "boris@pochta.example"])
async def test_who_is_not_known_gets_no_letter_and_the_same_answers(way: Way, named: str) -> None:
    await way.people.confirmed()
    await way.ask(named)
    assert await way.letters() == []
    with refused("recovery-code-wrong", left=4):
        await way.prove("00000000")
    for _ in range(RECOVERIES_OF_NAMED.most - 1):
        await way.ask(named, OTHER_CHAT)
    with refused("recovery-too-many", until="13:00"):
        await way.ask(named, CHAT)


async def test_known_and_unknown_names_leave_the_same_rows(way: Way) -> None:
    """A row less would make the answer faster."""
    await way.people.confirmed()

    def count(unit: StoredUnit) -> list[int]:
        tables = ("recoveries", "outbox", "attempts")
        return [
            unit.connection.execute(f"SELECT count(*) AS rows FROM {table}").fetchone()["rows"]  # noqa: S608
            for table in tables
        ]

    counts = [await way.people.database.read(count)]
    for number, named in enumerate(("Anna", "Boris", "boris@pochta.example")):
        await way.ask(named, 1000 + number)
        counts.append(await way.people.database.read(count))
    assert [[new - old for old, new in zip(*pair, strict=True)] for pair in pairwise(counts)] == [
        [1, 1, 4],
        [1, 1, 4],
        [1, 1, 4],
    ]


async def test_an_address_that_is_not_confirmed_gets_no_letter(way: Way) -> None:
    account_id = await way.people.registered("Boris", email=ADDRESS)
    await way.ask("Boris")
    await way.ask(ADDRESS)
    now = way.people.clock()
    await way.people.database.write(
        lambda unit: unit.accounts.confirm_email(account_id, "boris@pochta.example", now)
    )
    await way.people.database.write(lambda unit: unit.accounts.await_email(account_id, ADDRESS))
    await way.ask(ADDRESS, OTHER_CHAT)
    assert await way.letters() == []


async def test_an_address_of_several_accounts_gets_one_letter_that_names_each(way: Way) -> None:
    await way.people.confirmed("Anna")
    boris = await way.people.confirmed("Boris", email=ADDRESS, chat_id=OTHER_CHAT)
    await way.ask(ADDRESS)
    assert [[login for login, _ in letter] for letter in await way.letters()] == [["Anna", "Boris"]]
    proved = await way.prove(await way.code("Boris"))
    assert (proved.account_id, proved.login) == (boris, "Boris")
    await way.finish(proved)
    await way.prove(await way.code("Anna"))


@pytest.mark.parametrize("named", ["", "a", "no login", "anna@", "Аnna"])
async def test_what_is_neither_login_nor_address_is_not_counted(way: Way, named: str) -> None:
    for _ in range(10):
        with refused("recovery-name-wrong"):
            await way.ask(named)
    await way.ask("Anna")


@pytest.mark.parametrize("typed", ["", "код", "123456", "123456789"])
async def test_what_is_no_code_is_not_counted(way: Way, typed: str) -> None:
    for _ in range(10):
        with refused("recovery-no-digits"):
            await way.prove(typed)


async def test_a_code_may_be_typed_with_spaces(way: Way) -> None:
    await way.people.confirmed()
    await way.ask()
    code = await way.code()
    await way.prove(f" {code[:4]} {code[4:]} ")


async def test_five_wrong_codes_close_the_chat_and_not_the_link(way: Way) -> None:
    await way.people.confirmed()
    await way.ask()
    wrong = other_than(await way.code())
    for left in range(WRONG_RECOVERY_CODES.most - 1, 0, -1):
        with refused("recovery-code-wrong", left=left):
            await way.prove(wrong)
    for code in (wrong, await way.code()):
        with refused("recovery-closed", until="13:00"):
            await way.prove(code)
    await way.by_link(await way.link(), NEW_CHAT)


async def test_a_chat_may_ask_five_times_in_an_hour(way: Way) -> None:
    for number in range(RECOVERIES_IN_CHAT.most):
        await way.ask(f"login-{number}")
    with refused("recovery-too-many", until="13:00"):
        await way.ask("login-x")
    way.people.clock.pass_time(HOUR)
    await way.ask("login-x")


async def test_an_address_gets_ten_letters_a_day_however_it_is_named(way: Way) -> None:
    for number in range(RECOVERIES_TO_ADDRESS.most + 1):
        await way.people.confirmed(f"login-{number}", email=ADDRESS, chat_id=1000 + number)
        way.people.clock.pass_time(DAY)
    for number in range(RECOVERIES_TO_ADDRESS.most + 1):
        await way.ask(f"login-{number}", chat_id=2000 + number)
    assert len(await way.letters()) == RECOVERIES_TO_ADDRESS.most


async def test_all_letters_together_are_bounded_and_operators_hear_of_it(way: Way) -> None:
    for number in range(LETTERS_IN_TOTAL.most):
        await way.ask(f"login-{number}", chat_id=1000 + number)
    with refused("recovery-too-many", until="12:10"):
        await way.ask()
    alerts = await way.people.database.read(lambda unit: unit.alerts.list_open())
    assert [alert.kind for alert in alerts] == [AlertKind.TOO_MUCH]
