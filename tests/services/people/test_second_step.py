"""The code that a new chat owes, by whatever way it comes, and an operator who lets a chat in without it."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from domain.account import Account
from domain.limits import LETTERS_TO_ADDRESS, WRONG_STEP_CODES, WRONG_STEP_CODES_OF_ACCOUNT
from domain.second_step import CODE_LIFETIME, PENDING_LIFETIME, SecondStep, StepKind
from integrations.authenticator import AuthenticatorApps, totp
from integrations.sealing import AUTHENTICATOR, Seal
from services.messages import LetInByOperator, NewSignIn, SignedInElsewhere, SignInCode
from services.people.second_step import LetIn, ListWaiting, PassSecondStep, SendStepCode, StepAsked
from services.people.sign_in import SignIn, SignOut
from storage.unit import StoredUnit
from tests.services.residents import CHAT, MOSCOW, OLEG, OTHER_CHAT, FakeHasher, People, refused

RIGHT = "Kobalt-75"
STRANGER = 300
SECOND = timedelta(seconds=1)
SEAL = Seal.of(b"key", AUTHENTICATOR)
KEY = b"12345678901234567890"


@dataclass
class Door:
    """Where people sign in with two steps."""

    people: People
    apps: AuthenticatorApps = field(default_factory=lambda: AuthenticatorApps(SEAL))

    def __post_init__(self) -> None:
        people = self.people
        database, clock = people.database, people.clock
        self._sign_in = SignIn(database, FakeHasher(), clock, MOSCOW, people.step_letters)
        self._pass = PassSecondStep(database, people.tokens, self.apps, clock, MOSCOW)
        self._send = SendStepCode(database, people.step_letters, clock)
        self.let_in = LetIn(database, clock, MOSCOW)
        self.waiting = ListWaiting(database, clock)
        self.sign_out = SignOut(database)

    async def sign_in(self, chat_id: int = OTHER_CHAT, key: str | None = None) -> Account | StepAsked:
        return await self._sign_in("Anna", RIGHT, chat_id, key or self.people.update(), f"Чат {chat_id}")

    def now(self) -> int:
        return int(self.people.clock().timestamp())

    async def asked(self, chat_id: int = OTHER_CHAT, key: str | None = None) -> StepAsked:
        asked = await self.sign_in(chat_id, key)
        assert isinstance(asked, StepAsked)
        return asked

    async def passes(self, code: str, chat_id: int = OTHER_CHAT, key: str | None = None) -> Account:
        return await self._pass(chat_id, code, key or self.people.update())

    async def sends(self, chat_id: int = OTHER_CHAT, key: str | None = None) -> None:
        await self._send(chat_id, key or self.people.update())

    async def code(self) -> str:
        """Read the code of the newest letter."""
        letters = [each.content for each in await self.people.mail() if type(each.content) is SignInCode]
        return self.people.tokens.code(letters[-1].nonce)

    async def letters(self) -> int:
        return sum(type(each.content) is SignInCode for each in await self.people.mail())

    async def fails(self, times: int, chat_id: int = OTHER_CHAT) -> None:
        for left in range(times - 1, 0, -1):
            with refused("step-code-wrong", left=left):
                await self.passes("000000", chat_id)

    async def set(self, account_id: int, step: SecondStep) -> None:
        await self.people.database.write(lambda unit: unit.second_steps.put(account_id, step))

    async def connect(self, account_id: int) -> None:
        await self.set(account_id, SecondStep(sealed_key=SEAL.seal(account_id, KEY)))

    def app_code(self, ahead: int = 0) -> str:
        return totp(KEY).generate(int(self.people.clock().timestamp()) + ahead).decode()


@pytest.fixture
def door(people: People) -> Door:
    return Door(people)


@pytest.fixture
async def anna(door: Door) -> int:
    return await door.people.confirmed()


async def test_a_new_chat_owes_the_code_of_a_letter(door: Door, anna: int) -> None:
    asked = await door.asked()
    assert asked == StepAsked(StepKind.MAIL, "an***@pochta.example")
    assert await door.people.chats_of(anna) == [CHAT]
    account = await door.passes(await door.code())
    assert account.id == anna
    assert await door.people.chats_of(anna) == [CHAT, OTHER_CHAT]


@pytest.mark.usefixtures("anna")
async def test_a_chat_that_passed_is_not_asked_again(door: Door) -> None:
    await door.asked()
    await door.passes(await door.code())
    for chat in (CHAT, OTHER_CHAT):
        await door.sign_out(chat)
        assert isinstance(await door.sign_in(chat), Account)


async def test_without_a_confirmed_address_the_password_is_enough(door: Door) -> None:
    await door.people.registered()
    assert isinstance(await door.sign_in(), Account)


async def test_a_chat_that_came_in_by_the_password_alone_owes_the_code_the_next_time(
    door: Door, anna: int
) -> None:
    await door.set(anna, SecondStep(is_off=True))
    assert isinstance(await door.sign_in(), Account)
    await door.sign_out(OTHER_CHAT)
    await door.set(anna, SecondStep())
    await door.asked()


@pytest.mark.usefixtures("anna")
async def test_everybody_hears_of_a_chat_that_is_new_and_of_no_other(door: Door) -> None:
    await door.asked()
    await door.passes(await door.code())
    told = [(each.recipient, each.content) for each in await door.people.telegrams()]
    news = NewSignIn(OTHER_CHAT, f"Чат {OTHER_CHAT}", "22.11.2026, 12:00")
    assert told[-1] == (str(CHAT), news)
    letter = (await door.people.mail())[-1]
    assert letter.content == SignedInElsewhere("Anna", news.name, news.at)
    await door.sign_out(OTHER_CHAT)
    await door.sign_in()
    assert len(await door.people.telegrams()) == len(told)


@pytest.mark.usefixtures("anna")
async def test_a_repeated_password_sends_one_letter(door: Door) -> None:
    for _ in range(2):
        await door.asked(key="the same update")
        door.people.clock.pass_time(timedelta(minutes=5))
    assert await door.letters() == 1
    await door.passes(await door.code())


@pytest.mark.usefixtures("anna")
async def test_who_begins_again_within_a_minute_gets_no_second_letter(door: Door) -> None:
    await door.asked()
    await door.asked()
    assert await door.letters() == 1
    await door.passes(await door.code())


@pytest.mark.usefixtures("anna")
async def test_another_letter_can_be_asked_for_after_a_minute_and_only_its_code_counts(door: Door) -> None:
    await door.asked()
    first = await door.code()
    with refused("resend-too-soon", seconds=60):
        await door.sends()
    door.people.clock.pass_time(timedelta(minutes=1))
    for _ in range(2):
        await door.sends(key="the same update")
    assert await door.letters() == 2
    with refused("step-code-wrong", left=4):
        await door.passes(first)
    await door.passes(await door.code())


@pytest.mark.usefixtures("anna")
async def test_an_address_gets_so_many_letters_and_no_more(door: Door) -> None:
    for number in range(LETTERS_TO_ADDRESS.most - 1):  # the registration sent one
        assert (await door.asked(STRANGER + number)).no_letter_until == ""
    assert (await door.asked()).no_letter_until == "23.11 12:00"
    with refused("step-code-wrong", left=4):
        await door.passes("000000")


@pytest.mark.usefixtures("anna")
async def test_a_code_counts_half_an_hour(door: Door) -> None:
    await door.asked()
    door.people.clock.pass_time(CODE_LIFETIME - SECOND)
    code = await door.code()
    door.people.clock.pass_time(SECOND)
    with refused("step-code-wrong", left=4):
        await door.passes(code)


@pytest.mark.usefixtures("anna")
async def test_a_code_counts_in_the_chat_that_it_was_asked_for_in(door: Door) -> None:
    await door.asked()
    code = await door.code()
    await door.asked(STRANGER)
    with refused("step-code-wrong", left=4):
        await door.passes(code, STRANGER)


async def test_a_repeated_code_changes_nothing_more(door: Door, anna: int) -> None:
    await door.asked()
    code = await door.code()
    for _ in range(2):
        assert (await door.passes(code, key="the same update")).id == anna
    assert len(await door.people.telegrams()) == 1


@pytest.mark.parametrize("text", ["", "anna", "12345", "1234567", "123456789"])
@pytest.mark.usefixtures("anna")
async def test_what_is_no_code_counts_as_no_try(door: Door, text: str) -> None:
    await door.asked()
    for _ in range(WRONG_STEP_CODES.most):
        with refused("step-code-no-digits"):
            await door.passes(text)
    await door.passes(await door.code())


@pytest.mark.usefixtures("anna")
async def test_five_wrong_codes_close_the_step_for_a_while(door: Door) -> None:
    await door.asked()
    await door.fails(WRONG_STEP_CODES.most)
    for code in ("000000", await door.code()):
        with refused("step-code-closed", until="12:15"):
            await door.passes(code)
    door.people.clock.pass_time(timedelta(minutes=15))
    await door.passes(await door.code())


@pytest.mark.usefixtures("anna")
async def test_a_repeated_wrong_code_counts_once(door: Door) -> None:
    await door.asked()
    for _ in range(3):
        with refused("step-code-wrong", left=4):
            await door.passes("000000", key="the same update")


@pytest.mark.usefixtures("anna")
async def test_many_chats_guess_no_more_than_one_account_allows(door: Door) -> None:
    chats = [STRANGER + number for number in range(WRONG_STEP_CODES_OF_ACCOUNT.most)]
    for chat in chats[:-1]:
        await door.asked(chat)
        with pytest.raises(Exception, match="step-code-wrong"):
            await door.passes("000000", chat)
    await door.asked(chats[-1])
    with refused("step-code-closed", until="13:00"):
        await door.passes("000000", chats[-1])
    assert isinstance(await door.sign_in(CHAT), Account)


async def test_a_password_that_was_changed_meanwhile_ends_the_step(door: Door, anna: int) -> None:
    await door.asked()
    await door.people.database.write(lambda unit: unit.accounts.set_password(anna, "hash of another"))
    for _ in range(2):
        with refused("second-step-gone"):
            await door.passes(await door.code())


@pytest.mark.usefixtures("anna")
async def test_who_comes_back_after_a_day_begins_again(door: Door) -> None:
    await door.asked()
    door.people.clock.pass_time(PENDING_LIFETIME)
    with refused("second-step-gone"):
        await door.passes("000000")
    with refused("second-step-gone"):
        await door.sends()


# The authenticator and backup codes.


async def test_an_authenticator_takes_the_place_of_the_letter(door: Door, anna: int) -> None:
    await door.connect(anna)
    assert (await door.asked()).kind is StepKind.APP
    assert await door.letters() == 0
    assert (await door.passes(door.app_code())).id == anna


async def test_a_code_of_an_authenticator_counts_once(door: Door, anna: int) -> None:
    await door.connect(anna)
    await door.asked()
    await door.asked(STRANGER)
    code = door.app_code()
    await door.passes(code)
    with refused("step-code-wrong", left=4):
        await door.passes(code, STRANGER)
    await door.passes(door.app_code(ahead=30), STRANGER)


async def test_an_authenticator_whose_key_is_lost_gives_way_to_a_letter(door: Door, anna: int) -> None:
    elsewhere = Seal.of(b"key of another token", AUTHENTICATOR)
    await door.set(anna, SecondStep(sealed_key=elsewhere.seal(anna, KEY)))
    assert (await door.asked()).kind is StepKind.MAIL
    with refused("step-code-wrong", left=4):
        await door.passes(door.app_code())
    assert (await door.passes(await door.code())).id == anna


async def test_a_backup_code_counts_once_for_whatever_is_asked(door: Door, anna: int) -> None:
    stored = door.people.tokens.stored("12345678")
    await door.people.database.write(lambda unit: unit.second_steps.replace_backup_codes(anna, [stored]))
    await door.asked()
    await door.asked(STRANGER)
    await door.passes("1234-5678")
    with refused("step-code-wrong", left=4):
        await door.passes("1234-5678", STRANGER)


# Operators.


async def test_an_operator_lets_a_chat_in_that_can_get_no_code(door: Door, anna: int) -> None:
    await door.asked()
    begun = door.now()
    await door.let_in(anna, OTHER_CHAT, begun, OLEG)
    with refused("already-in"):
        await door.let_in(anna, OTHER_CHAT, begun, OLEG)
    assert await door.people.chats_of(anna) == [CHAT, OTHER_CHAT]
    told = [(each.recipient, type(each.content)) for each in await door.people.telegrams()]
    assert told == [(str(CHAT), NewSignIn), (str(OTHER_CHAT), LetInByOperator)]
    assert await door.people.database.read(_audited) == ["let-in"]
    assert (await door.passes("000000")).id == anna


async def test_operators_see_who_waits_until_that_is_over(door: Door, anna: int) -> None:
    await door.asked()
    door.people.clock.pass_time(SECOND)
    await door.asked(STRANGER)
    assert [(each.chat_id, each.name) for each in await door.waiting(anna)] == [
        (STRANGER, f"Чат {STRANGER}"),
        (OTHER_CHAT, f"Чат {OTHER_CHAT}"),
    ]
    door.people.clock.pass_time(PENDING_LIFETIME - SECOND)
    assert [each.chat_id for each in await door.waiting(anna)] == [STRANGER]


async def test_no_operator_lets_in_a_chat_that_does_not_know_the_password(door: Door, anna: int) -> None:
    boris = await door.people.confirmed("Boris", chat_id=STRANGER, email="boris@pochta.example")
    await door.asked()
    now = door.now()
    for account, chat, begun in ((anna, 999, now), (boris, OTHER_CHAT, now), (anna, OTHER_CHAT, now - 1)):
        with refused("second-step-gone"):
            await door.let_in(account, chat, begun, OLEG)
    assert await door.people.chats_of(anna) == [CHAT]


def _audited(unit: StoredUnit) -> list[str]:
    return [row["action"] for row in unit.connection.execute("SELECT action FROM audit ORDER BY id")]
