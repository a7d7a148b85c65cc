import asyncio
import threading

import argon2
import pytest

from domain.errors import DomainError
from integrations.passwords import AT_ONCE, MOST_WAITING, Argon2Passwords, HashingCost
from services.passwords import Errand

CHEAP = HashingCost(time_cost=1, memory_kib=8, parallelism=1)

SIGN_IN = Errand.SIGN_IN


@pytest.fixture
def passwords() -> Argon2Passwords:
    return Argon2Passwords(CHEAP)


async def test_a_password_is_recognised_and_others_are_not(passwords: Argon2Passwords) -> None:
    stored = await passwords.hash("Кобальт-75", SIGN_IN)
    assert await passwords.verify(stored, "Кобальт-75", SIGN_IN)
    assert not await passwords.verify(stored, "кобальт-75", SIGN_IN)
    assert not await passwords.verify(stored, "", SIGN_IN)


async def test_any_text_can_be_a_password(passwords: Argon2Passwords) -> None:
    assert await passwords.verify(
        await passwords.hash("half a pair: \ud83d", SIGN_IN), "half a pair: \ud83d", SIGN_IN
    )
    assert not await passwords.verify(await passwords.hash("Кобальт-75", SIGN_IN), "\ud83d", SIGN_IN)


async def test_the_same_password_is_hashed_differently_every_time(passwords: Argon2Passwords) -> None:
    assert await passwords.hash("Кобальт-75", SIGN_IN) != await passwords.hash("Кобальт-75", SIGN_IN)


async def test_hashes_are_argon2id_at_the_cost_that_was_asked_for(passwords: Argon2Passwords) -> None:
    parameters = argon2.extract_parameters(await passwords.hash("Кобальт-75", SIGN_IN))
    assert parameters.type is argon2.Type.ID
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (1, 8, 1)


async def test_a_hash_made_at_another_cost_is_still_recognised(passwords: Argon2Passwords) -> None:
    stored = await Argon2Passwords(HashingCost(time_cost=2, memory_kib=16, parallelism=2)).hash(
        "Кобальт-75", SIGN_IN
    )
    assert await passwords.verify(stored, "Кобальт-75", SIGN_IN)


@pytest.mark.parametrize("text", ["", "Кобальт-75"])
async def test_nobody_has_no_password_not_even_an_empty_one(passwords: Argon2Passwords, text: str) -> None:
    assert not await passwords.verify(None, text, SIGN_IN)


async def test_nobodys_password_costs_as_much_work_as_somebodys(
    passwords: Argon2Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def noted(self: argon2.PasswordHasher, stored: str, text: bytes) -> bool:
        costs.append(argon2.extract_parameters(stored))
        return verify(self, stored, text)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", noted)
    await passwords.verify(await passwords.hash("Кобальт-75", SIGN_IN), "wrong", SIGN_IN)
    await passwords.verify(None, "wrong", SIGN_IN)
    assert costs[0] == costs[1]


async def test_a_hash_that_is_damaged_is_an_error_and_not_a_wrong_password(
    passwords: Argon2Passwords,
) -> None:
    with pytest.raises(argon2.exceptions.InvalidHashError):
        await passwords.verify("not a hash", "Кобальт-75", SIGN_IN)


async def test_few_are_hashed_at_once_and_never_by_the_event_loop(
    passwords: Argon2Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = Busy()
    monkeypatch.setattr(argon2.PasswordHasher, "hash", at_once.hash)
    await asyncio.gather(*(passwords.hash("Кобальт-75", SIGN_IN) for _ in range(8)))
    assert at_once.most == AT_ONCE
    assert threading.main_thread() not in at_once.threads


async def test_a_sign_in_is_next_though_as_many_register_as_may_wait(
    passwords: Argon2Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    monkeypatch.setattr(argon2.PasswordHasher, "hash", gate.hash)
    room = AT_ONCE + MOST_WAITING[Errand.REGISTRATION]
    async with asyncio.TaskGroup() as crowd:
        for number in range(room):
            crowd.create_task(passwords.hash(f"new {number}", Errand.REGISTRATION))
        await asyncio.sleep(0)
        with pytest.raises(DomainError, match="too-busy"):
            await passwords.hash("one too many", Errand.REGISTRATION)
        crowd.create_task(passwords.hash("sign-in", SIGN_IN))
        await asyncio.sleep(0)
        gate.opened.set()
    assert gate.begun.index("sign-in") <= AT_ONCE
    assert len(gate.begun) == room + 1


class Gate:
    """A hash function that ends only once the gate was opened, and notes in which order it was called."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.begun: list[str] = []

    def hash(self, password: bytes) -> str:
        self.begun.append(password.decode())
        self.opened.wait(timeout=10)
        return password.decode()


class Busy:
    """A hash function that waits for company and counts how much of it comes."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.threads: set[threading.Thread] = set()
        self.lock = threading.Lock()
        self.company = threading.Barrier(AT_ONCE)

    def hash(self, password: bytes) -> str:
        with self.lock:
            self.threads.add(threading.current_thread())
            self.now += 1
            self.most = max(self.most, self.now)
        self.company.wait(timeout=10)
        with self.lock:
            self.now -= 1
        return password.decode()
