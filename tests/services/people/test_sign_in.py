import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from domain.account import Account
from domain.alert import Alert
from domain.errors import DomainError
from domain.limits import FAILURES_IN_CHAT, FAILURES_IN_TOTAL, FAILURES_OF_LOGIN, FAILURES_OF_LOGIN_IN_CHAT
from services.passwords import Errand
from services.people.sign_in import SignIn, SignOut
from storage.unit import StoredUnit
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, FakeHasher, People, refused

MINUTE = timedelta(minutes=1)
RIGHT = "Kobalt-75"


@dataclass
class Door:
    """Where people sign in."""

    people: People
    hasher: FakeHasher = field(default_factory=FakeHasher)

    def __post_init__(self) -> None:
        people = self.people
        self._sign_in = SignIn(people.database, self.hasher, people.clock, MOSCOW, people.step_letters)
        self.sign_out = SignOut(self.people.database)

    async def sign_in(self, login: str, password: str, chat_id: int, key: str | None = None) -> Account:
        """Try, in a new update unless its key is given."""
        signed_in = await self._sign_in(login, password, chat_id, key or self.people.update())
        assert isinstance(signed_in, Account)
        return signed_in

    async def fail(self, login: str = "Anna", chat_id: int = OTHER_CHAT, *, times: int = 1) -> None:
        for _ in range(times):
            with refused("sign-in-wrong"):
                await self.sign_in(login, "wrong", chat_id)


@pytest.fixture
def door(people: People) -> Door:
    return Door(people)


async def test_the_right_password_signs_the_chat_in(door: Door) -> None:
    account_id = await door.people.registered()
    account = await door.sign_in(" aNNA ", RIGHT, OTHER_CHAT)
    assert account.id == account_id
    assert await door.people.chats_of(account_id) == [CHAT, OTHER_CHAT]


@pytest.mark.parametrize("typed", [f"\u202d{RIGHT}\u202c", f"{RIGHT}\ufeff", "Kobalt\u00ad-75"])
async def test_what_nobody_sees_in_a_pasted_password_does_not_count(door: Door, typed: str) -> None:
    await door.people.registered()
    await door.sign_in("Anna", typed, OTHER_CHAT)


async def test_a_password_that_was_kept_with_unseen_signs_still_opens_its_account(door: Door) -> None:
    await door.people.registered(password_hash="hash of Kobalt-75\ufeff")
    await door.sign_in("Anna", "Kobalt-75\ufeff", OTHER_CHAT)
    await door.fail()


async def test_a_chat_is_signed_in_to_one_account_at_a_time(door: Door) -> None:
    anna = await door.people.registered("Anna")
    boris = await door.people.registered("Boris", chat_id=OTHER_CHAT)
    await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    assert await door.people.chats_of(anna) == [CHAT, OTHER_CHAT]
    assert await door.people.chats_of(boris) == []


async def test_signing_out_leaves_other_chats_signed_in(door: Door) -> None:
    account_id = await door.people.registered()
    await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    await door.sign_out(CHAT)
    await door.sign_out(CHAT)
    assert await door.people.chats_of(account_id) == [OTHER_CHAT]


async def test_a_password_is_recognised_however_its_letters_are_composed(door: Door) -> None:
    await door.people.registered(password_hash="hash of йод и йогурт")
    await door.sign_in("Anna", "и\u0306од и и\u0306огурт", OTHER_CHAT)


@pytest.mark.parametrize("login", ["Boris", "a", "no such login at all", "", "x" * 4000])
async def test_an_unknown_login_gets_the_answer_and_the_work_of_a_wrong_password(
    door: Door, login: str
) -> None:
    await door.people.registered("Anna")
    await door.fail("Anna")
    await door.fail(login)
    assert door.hasher.verified == ["hash of Kobalt-75", None]


async def test_ten_failures_in_several_chats_close_a_login_to_new_chats(door: Door) -> None:
    await door.people.registered()
    await door.fail("Anna", chat_id=1, times=4)
    door.people.clock.pass_time(MINUTE)
    await door.fail("ANNA", chat_id=2, times=4)
    await door.fail("anna", chat_id=3, times=2)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("anna", RIGHT, 4)
    door.people.clock.pass_time(14 * MINUTE)
    assert (await door.sign_in("anna", RIGHT, 4)).login == "Anna"


async def test_five_failures_of_a_stranger_leave_a_login_open_in_other_chats(door: Door) -> None:
    await door.people.registered()
    await door.fail(times=5)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    assert (await door.sign_in("Anna", RIGHT, 3)).login == "Anna"


async def test_a_chat_that_was_signed_in_before_is_not_refused_for_what_others_do(door: Door) -> None:
    account_id = await door.people.registered()
    await door.sign_out(CHAT)
    await door.fail("Anna", chat_id=1, times=5)
    await door.fail("Anna", chat_id=2, times=5)
    await spread(door, 150)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, 3)
    assert (await door.sign_in("Anna", RIGHT, CHAT)).id == account_id


async def test_failures_of_the_owner_close_the_owners_chat_and_no_other(door: Door) -> None:
    await door.people.registered()
    await door.fail(chat_id=CHAT, times=5)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, CHAT)
    await door.fail(chat_id=1, times=5)
    await door.fail(chat_id=2, times=5)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, 3)


async def test_the_second_pause_is_twice_as_long(door: Door) -> None:
    await door.people.registered()
    await door.fail(times=5)
    door.people.clock.pass_time(15 * MINUTE)
    await door.fail(times=5)
    with refused("sign-in-closed", until="12:45"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)


async def spread(door: Door, failures: int, first: int = 0) -> None:
    """Fail in many chats, at as many logins."""
    for number in range(first, first + failures):
        await door.fail(f"login-{number}", chat_id=1000 + number)


async def test_too_many_failures_in_total_slow_down_new_chats_and_refuse_none(door: Door) -> None:
    await door.people.registered()
    await spread(door, 150)
    await door.fail("Anna", chat_id=1)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, 1)
    assert (await door.sign_in("Anna", RIGHT, 2)).login == "Anna"


async def test_operators_hear_once_of_too_many_failures_in_total(door: Door) -> None:
    await spread(door, 149)
    assert await alerts_of(door) == []
    await spread(door, 5, first=149)
    door.people.clock.pass_time(50 * MINUTE)
    await door.fail("late", chat_id=5000)
    [alert] = await alerts_of(door)
    assert (alert.kind, alert.details) == (
        "too-much",
        {"what": "sign-in", "count": 150, "minutes": 60},
    )


async def test_a_sign_in_stays_a_short_unit_after_days_of_guessing(door: Door) -> None:
    await door.people.registered()
    now = door.people.clock()
    kept = [
        (limit, subject)
        for limit, subject in (
            (FAILURES_IN_TOTAL, ""),
            (FAILURES_IN_CHAT, "3"),
            (FAILURES_OF_LOGIN, "anna"),
            (FAILURES_OF_LOGIN_IN_CHAT, "anna 3"),
        )
        for _ in range(limit.most_counted)
    ]
    for first in range(0, len(kept), 100):

        def work(unit: StoredUnit, first: int = first) -> None:
            for place, (limit, subject) in enumerate(kept[first : first + 100], first):
                unit.attempts.record(limit.kind, subject, now, f"kept-{place}")

        await door.people.database.write(work)
    with refused("sign-in-closed", until="24.11 19:45"):
        await door.sign_in("Anna", RIGHT, 3)
    assert (await door.sign_in("Anna", RIGHT, CHAT)).login == "Anna"


async def test_failures_that_an_earlier_version_counted_close_a_login_to_new_chats(door: Door) -> None:
    await door.people.registered()
    kept = "INSERT INTO attempts (kind, subject, at) VALUES ('sign-in-login', 'anna', ?)"
    at = door.people.clock().isoformat(timespec="microseconds")

    def work(unit: StoredUnit) -> None:
        for _ in range(10):
            unit.connection.execute(kept, (at,))

    await door.people.database.write(work)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    assert (await door.sign_in("Anna", RIGHT, CHAT)).login == "Anna"


async def alerts_of(door: Door) -> list[Alert]:
    return await door.people.database.read(lambda unit: unit.alerts.list_open())


async def test_failures_in_known_chats_are_not_counted_in_total(door: Door) -> None:
    for number in range(50):
        await door.people.registered(
            f"login-{number}", chat_id=1000 + number, email=f"{number}@pochta.example"
        )
        await door.fail(f"login-{number}", chat_id=1000 + number, times=4)
    await door.fail("Anna", chat_id=1, times=2)
    assert await alerts_of(door) == []


async def test_an_unknown_login_closes_like_a_known_one(door: Door) -> None:
    await door.fail("Boris", times=5)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Boris", RIGHT, OTHER_CHAT)


async def test_nothing_is_verified_while_a_login_is_closed(door: Door) -> None:
    await door.people.registered()
    await door.fail(times=5)
    verified = len(door.hasher.verified)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    assert len(door.hasher.verified) == verified


async def test_asking_while_closed_does_not_close_for_longer(door: Door) -> None:
    await door.people.registered()
    await door.fail(times=5)
    for _ in range(10):
        door.people.clock.pass_time(MINUTE)
        with refused("sign-in-closed", until="12:15"):
            await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    door.people.clock.pass_time(5 * MINUTE)
    await door.sign_in("Anna", RIGHT, OTHER_CHAT)


async def test_ten_failures_close_a_chat_for_every_login(door: Door) -> None:
    await door.people.registered()
    for number in range(10):
        await door.fail(f"login-{number}")
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    await door.sign_in("Anna", RIGHT, 3)


async def test_impossible_logins_count_against_the_chat(door: Door) -> None:
    await door.people.registered()
    await door.fail("?", times=10)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)


async def test_a_success_forgets_the_failures_of_the_login_but_not_of_the_chat(door: Door) -> None:
    await door.people.registered("Anna")
    await door.fail("Anna", times=4)
    await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    await door.fail("Anna", times=4)
    await door.sign_in("Anna", RIGHT, OTHER_CHAT)
    await door.fail("Boris", times=2)
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in("Anna", RIGHT, OTHER_CHAT)


async def test_guessing_from_many_chats_at_once_does_not_get_more_tries(door: Door) -> None:
    await door.people.registered()
    results = await asyncio.gather(
        *(door.sign_in("Anna", f"guess {chat}", chat) for chat in range(1, 51)), return_exceptions=True
    )
    codes = [each.code for each in results if isinstance(each, DomainError)]
    assert sorted(codes) == ["sign-in-closed"] * 40 + ["sign-in-wrong"] * 10
    assert len(door.hasher.verified) == 10


async def test_a_password_changed_while_it_was_verified_signs_nobody_in(people: People) -> None:
    account_id = await people.registered()

    class SlowHasher(FakeHasher):
        async def verify(self, stored: str | None, text: str, errand: Errand) -> bool:
            await people.database.write(
                lambda unit: unit.accounts.set_password(account_id, "hash of another")
            )
            return await super().verify(stored, text, errand)

    with refused("sign-in-wrong"):
        await Door(people, SlowHasher()).sign_in("Anna", RIGHT, OTHER_CHAT)
    assert await people.chats_of(account_id) == [CHAT]


async def test_a_wrong_password_that_is_handled_again_counts_once(door: Door) -> None:
    await door.people.registered()
    for _ in range(12):
        with refused("sign-in-wrong"):
            await door.sign_in("Anna", "wrong", OTHER_CHAT, "200-7")
    await door.fail(times=3)
    await door.sign_in("Anna", RIGHT, OTHER_CHAT)


@pytest.mark.parametrize("login", ["Anna", "Boris", "?"])
async def test_the_failure_that_closes_is_answered_the_same_again(door: Door, login: str) -> None:
    await door.people.registered()
    await door.fail("Boris", times=4)
    await door.fail("Anna", times=4)
    await door.fail("?", times=1)
    for _ in range(3):
        with refused("sign-in-wrong"):
            await door.sign_in(login, "wrong", OTHER_CHAT, "200-7")
    with refused("sign-in-closed", until="12:15"):
        await door.sign_in(login, RIGHT, OTHER_CHAT)


async def test_a_refusal_that_is_handled_again_does_not_let_anybody_in(door: Door) -> None:
    await door.people.registered()
    await door.fail(times=5)
    for _ in range(2):
        with refused("sign-in-closed", until="12:15"):
            await door.sign_in("Anna", RIGHT, OTHER_CHAT, "200-7")


async def test_a_success_that_is_handled_again_is_a_success(door: Door) -> None:
    account_id = await door.people.registered()
    await door.fail(times=4)
    for _ in range(7):
        assert (await door.sign_in("Anna", RIGHT, OTHER_CHAT, "200-7")).id == account_id


async def test_a_try_that_broke_off_before_its_password_was_verified_is_made_up_for(people: People) -> None:
    account_id = await people.registered()
    await Door(people).fail(times=4)

    class DyingHasher(FakeHasher):
        async def verify(self, stored: str | None, text: str, errand: Errand) -> bool:
            await super().verify(stored, text, errand)
            raise MemoryError

    with pytest.raises(MemoryError):
        await Door(people, DyingHasher()).sign_in("Anna", RIGHT, OTHER_CHAT, "200-7")
    assert (await Door(people).sign_in("Anna", RIGHT, OTHER_CHAT, "200-7")).id == account_id


async def test_a_try_that_there_was_no_time_to_verify_does_not_count(people: People) -> None:
    account_id = await people.registered()
    await Door(people).fail(times=4)

    class BusyHasher(FakeHasher):
        async def verify(self, stored: str | None, text: str, errand: Errand) -> bool:
            await super().verify(stored, text, errand)
            raise DomainError("too-busy")

    for _ in range(10):
        with refused("too-busy"):
            await Door(people, BusyHasher()).sign_in("Anna", RIGHT, OTHER_CHAT)
    assert (await Door(people).sign_in("Anna", RIGHT, OTHER_CHAT)).id == account_id
