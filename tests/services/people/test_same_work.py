"""Strangers learn nothing from the time of an answer, because what is not known takes the work of what is.

Time itself is measured by ``python -m benchmarks.answers_alike``. Here calls are counted, which are the same
on every machine: those of the database, and of all that is done with its rows.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

from domain.errors import DomainError
from domain.login import Login
from domain.subscriber_number import SubscriberNumber
from services.numbers.proving import Proof
from services.numbers.subscribers import AddSubscriber
from services.people.claims import BeginClaim
from services.people.opening import Device
from services.people.recovery import AskRecovery
from services.people.sign_in import SignIn
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.household import FLAT, PAID, PAID_ON, Household
from tests.services.residents import MOSCOW, FakeHasher, People

pytestmark = pytest.mark.of_sqlite("a work runs from its beginning to its end without another one")

NOTHING_COUNTS = timedelta(days=4)
TESTS = Path(__file__).parents[2]
NEIGHBOURS = ("1002001", "100200303")


@dataclass
class CountedCalls:
    """Runs units of work, and counts the functions that each of them calls, Python's and C's."""

    database: Database
    works: list[Counter[str]] = field(default_factory=list)

    async def write(self, work: Callable[[StoredUnit], object]) -> object:
        place = len(self.works)

        def counted(unit: StoredUnit) -> object:
            calls: Counter[str] = Counter()
            self.works[place:] = [calls]
            before = sys.getprofile()
            sys.setprofile(lambda *called: _count(calls, *called))
            try:
                return work(unit)
            finally:
                sys.setprofile(before)

        return await self.database.write(counted)


def _count(calls: Counter[str], frame: FrameType, event: str, function: Any) -> None:
    code = frame.f_code
    if Path(code.co_filename).is_relative_to(TESTS):
        return
    if event == "call":
        calls[f"{code.co_qualname} in {code.co_filename}:{code.co_firstlineno}"] += 1
    elif event == "c_call":
        calls[function.__qualname__] += 1


class Named(NamedTuple):
    """What a stranger asks about."""

    login: str = "Boris"
    email: str = "boris@pochta.example"
    number: str = FLAT


@dataclass(frozen=True)
class Stranger:
    """Asks in a chat of its own; ``asker`` is its account where it has to be signed in."""

    people: People
    asker: int
    units: Any
    chat: int = 999

    async def signs_in(self, named: Named) -> None:
        people = self.people
        sign_in = SignIn(self.units, FakeHasher(), people.clock, MOSCOW, people.step_letters)
        await sign_in(named.login, "wrong", self.chat, people.update())

    async def recovers_by_login(self, named: Named) -> None:
        await self._recover(named.login)

    async def recovers_by_address(self, named: Named) -> None:
        await self._recover(named.email)

    async def _recover(self, text: str) -> None:
        people = self.people
        recover = AskRecovery(self.units, people.tokens, people.randomness, people.clock, MOSCOW)
        await recover(text, self.chat, people.update())

    async def adds_a_number(self, named: Named) -> None:
        add = AddSubscriber(self.units, self.people.clock, MOSCOW)
        number = SubscriberNumber.parse(named.number)
        await add(self.asker, number, PAID_ON, PAID + 1, self.chat, self.people.update())

    async def claims(self, named: Named) -> None:
        people, login = self.people, Login.parse(named.login)
        proof = Proof(SubscriberNumber.parse(named.number), PAID_ON, PAID + 1)
        begin = BeginClaim(self.units, people.tokens, people.randomness, people.clock, MOSCOW)
        await begin(login, proof, Device(self.chat, "Чужой"), people.update())


Asking = Callable[[Stranger, Named], Awaitable[None]]


async def _calls(people: People, asker: int, ask: Asking, named: Named) -> list[Counter[str]]:
    """Ask, and give what each work called on the way to the answer."""
    people.clock.pass_time(NOTHING_COUNTS)
    counted = CountedCalls(people.database)
    with suppress(DomainError):
        await ask(Stranger(people, asker, counted), named)
    return counted.works


@pytest.mark.parametrize(
    "unknown",
    [
        Named("Aaron", "aaron@pochta.example", "1001"),
        Named("Bella", "bella@pochta.example", "1002002"),
        Named("Zoya", "zoya@pochta.example", "100200399"),
    ],
    ids=["before all", "between others", "behind all"],
)
@pytest.mark.parametrize(
    "ask",
    [
        Stranger.signs_in,
        Stranger.recovers_by_login,
        Stranger.recovers_by_address,
        Stranger.adds_a_number,
        Stranger.claims,
    ],
)
async def test_what_is_unknown_takes_every_step_that_is_taken_for_what_is_known(
    people: People, flat: Household, ask: Asking, unknown: Named
) -> None:
    boris = await people.confirmed("Boris", email="boris@pochta.example")
    await flat.add(boris)
    for number in NEIGHBOURS:
        await flat.settle(number)
    asker = await people.confirmed("Petra", email="petra@pochta.example", chat_id=400)
    await _calls(people, asker, ask, unknown)  # what is made only once is made here
    known, other = [await _calls(people, asker, ask, named) for named in (Named(), unknown)]
    assert known[0]["Connection.execute"] > 1
    differences = [(a - b, b - a) for a, b in zip(known, other, strict=True)]
    assert differences == [(Counter(), Counter())] * len(known)
