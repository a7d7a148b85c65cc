"""Whether the time of an answer tells that a login or an e-mail address is known here.

``python -m benchmarks.answers_alike --tries 500`` asks so often with known and with unknown ones, in a random
order, at the real use cases with the real cost of a password. It prints both medians, and how likely a
difference like theirs is between answers that take the same time (Mann–Whitney, both sides). Exit code 1
means that it is less likely than one in a thousand, and that the medians differ by more than a hundredth:
then the answers are told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, groupby
from math import sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist, median
from zoneinfo import ZoneInfo

from bot.process.clock import SystemRandomness
from domain.account import NewAccount
from domain.errors import DomainError
from integrations.authenticator import AuthenticatorApps
from integrations.passwords import Argon2Passwords
from integrations.sealing import Seal
from integrations.tokens import KeyedTokens, server_key
from services.passwords import Errand
from services.people.recovery import AskRecovery
from services.people.registration import CheckAddress
from services.people.second_step import StepLetters
from services.people.sign_in import SignIn
from storage.sqlite.database import Database
from storage.unit import StoredUnit

ACCOUNTS = 200
LEAST_LIKELY = 0.001
LEAST_DIFFERENCE = 0.01
WARM_UP = 20
BEGIN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")

Ask = Callable[[str], Awaitable[object]]
"""Asks with the name of a person, known or not."""


def likelihood(these: Sequence[float], those: Sequence[float]) -> float:
    """Tell how likely two samples differ as much as they do if nothing tells them apart (Mann–Whitney U)."""
    marked = sorted([(each, True) for each in these] + [(each, False) for each in those])
    ranks, ties, place = 0.0, 0, 1
    for _, equal in groupby(marked, key=lambda pair: pair[0]):
        group = list(equal)
        ranks += sum(is_this for _, is_this in group) * (place + (len(group) - 1) / 2)
        ties += len(group) ** 3 - len(group)
        place += len(group)
    here, there, whole = len(these), len(those), len(marked)
    expected = here * there / 2
    spread = sqrt(here * there / 12 * (whole + 1 - ties / (whole * (whole - 1))))
    if spread == 0:
        return 1.0
    distance = abs(ranks - here * (here + 1) / 2 - expected) / spread
    return 2 * (1 - NormalDist().cdf(distance))


@dataclass
class PassingTime:
    """A clock that goes on by four days with every try, so that no limit is reached."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def go_on(self) -> None:
        """Let so much time pass that nothing counts any more."""
        self.now += timedelta(days=4)


async def settle(database: Database, hasher: Argon2Passwords) -> None:
    """Make accounts with one password."""
    stored = await hasher.hash("kobalt sosna 75", Errand.REGISTRATION)

    def work(unit: StoredUnit) -> None:
        for number in range(ACCOUNTS):
            login, email = f"known-{number}", f"known-{number}@pochta.example"
            account = NewAccount(login, login, stored, email, None, "ru")
            made = unit.accounts.add(account, f"key {number}", BEGIN)
            if made is not None:
                unit.accounts.confirm_email(made.id, email, BEGIN)

    await database.write_long(work)


async def measure(ask: Ask, clock: PassingTime, tries: int, luck: Random) -> tuple[list[float], list[float]]:
    """Ask with known and unknown names in a random order; seconds of each answer."""
    order = ["known", "other"] * (tries + WARM_UP)
    luck.shuffle(order)
    seconds: dict[str, list[float]] = {"known": [], "other": []}
    for which in order:
        clock.go_on()
        name = f"{which}-{luck.randrange(ACCOUNTS)}"
        begun = time.perf_counter()
        with suppress(DomainError):
            await ask(name)
        seconds[which].append(time.perf_counter() - begun)
    return seconds["known"][WARM_UP:], seconds["other"][WARM_UP:]


async def compare(tries: int, seed: int) -> bool:
    """Measure both questions, print what came out, and tell whether the answers look alike."""
    clock, hasher, keys = PassingTime(), Argon2Passwords(), count()
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "cabinet.db", clock=clock) as database:
            await settle(database, hasher)
            steps = StepLetters(
                KeyedTokens(b"key"), AuthenticatorApps(Seal.of(b"key")), SystemRandomness(), MOSCOW
            )
            sign_in = SignIn(database, hasher, clock, MOSCOW, steps)
            check_address = CheckAddress(database, clock, MOSCOW)
            tokens = KeyedTokens(server_key("42:benchmark"))
            recover = AskRecovery(database, tokens, SystemRandomness(), clock, MOSCOW)
            asked: dict[str, Ask] = {
                "sign-in, login": lambda name: sign_in(name, "wrong", next(keys), f"{next(keys)}"),
                "registration, e-mail": lambda name: check_address(f"{name}@pochta.example", next(keys)),
                "forgotten password, login": lambda name: recover(name, next(keys), f"{next(keys)}"),
            }
            luck = Random(seed)  # it only shuffles
            return all([report(name, *await measure(ask, clock, tries, luck)) for name, ask in asked.items()])


def report(name: str, known: Sequence[float], other: Sequence[float]) -> bool:
    """Print a line, and tell whether the answers look alike."""
    here, there, p = median(known), median(other), likelihood(known, other)
    is_alike = p >= LEAST_LIKELY or abs(here - there) <= LEAST_DIFFERENCE * max(here, there)
    print(
        f"{name}: known {1000 * here:.3f} ms, unknown {1000 * there:.3f} ms,"
        f" {len(known)} tries each, p = {p:.3f}: {'alike' if is_alike else 'TOLD APART'}"
    )
    return is_alike


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Whether the time of an answer tells who is known here.")
    parser.add_argument("--tries", type=int, default=500, help="of each: with known and unknown names")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(0 if asyncio.run(compare(options.tries, options.seed)) else 1)


if __name__ == "__main__":
    main()
