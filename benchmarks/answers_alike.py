"""Whether an answer, or the time that it takes, tells that somebody or something is known here.

``python -m benchmarks.answers_alike --tries 500`` asks so often with what is known and with what is not, in a
random order, at the real use cases with the real cost of a password, and prints a table. Answers are alike
if their words are the same, the medians of their times differ by 5 % at most, and a difference like theirs
(Mann–Whitney, both sides) is likelier than one in a hundred between answers that take the same time. So each
question is told apart by chance once in a hundred runs. Exit code 1 means that one was told apart.

``--cpu`` measures the processor's time of the process instead, for a machine that other programs keep busy.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, groupby
from math import sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist, median
from zoneinfo import ZoneInfo

from bot.process.clock import SystemRandomness
from bot.settings import LOCALES
from domain.account import NewAccount
from domain.errors import DomainError
from domain.login import Login
from domain.subscriber_number import SubscriberNumber
from integrations.authenticator import AuthenticatorApps
from integrations.passwords import Argon2Passwords
from integrations.sealing import Seal
from integrations.tokens import KeyedTokens, server_key
from services.numbers.proving import Proof
from services.numbers.subscribers import AddSubscriber
from services.passwords import Errand
from services.people.claims import BeginClaim
from services.people.opening import Device
from services.people.readmission import Asker, AskReadmission
from services.people.recovery import AskRecovery
from services.people.registration import CheckAddress
from services.people.second_step import StepLetters
from services.people.sign_in import SignIn
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from ui.errors import explain
from ui.texts import Speech, Texts

ACCOUNTS = 200
LEAST_LIKELY = 0.01
MOST_DIFFERENCE = 0.05
WARM_UP = 20
KNOWN, OTHER = "known", "other"
BEGIN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAID_ON, PAID, NOT_PAID = date(2026, 11, 10), 124430, 99900
MOSCOW = ZoneInfo("Europe/Moscow")
ROW = "{:<34} {:>12} {:>12} {:>11} {:>7}  {}"

Ask = Callable[[str, int], Awaitable[object]]
"""Asks about what is known or other, and about which of it."""


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


def _number(which: str, place: int) -> int:
    """Number what is known and what is not by turns, as they lie among each other in life."""
    return 1_000_000 + 2 * place + (which != KNOWN)


def login_of(which: str, place: int) -> str:
    """Name a login, known or not."""
    return f"resident-{_number(which, place)}"


def email_of(which: str, place: int) -> str:
    """Name an address, known or not."""
    return f"resident-{_number(which, place)}@pochta.example"


def number_of(which: str, place: int) -> SubscriberNumber:
    """Name a number, in the registry or not."""
    return SubscriberNumber.parse(f"10{_number(which, place)}")


async def settle(database: Database, hasher: Argon2Passwords) -> int:
    """Make accounts with one password, each with a number; return another one, which has none."""
    stored = await hasher.hash("kobalt sosna 75", Errand.REGISTRATION)

    def account(unit: StoredUnit, login: str, email: str) -> int:
        made = unit.accounts.add(NewAccount(login, login, stored, email, None, "ru"), f"key {login}", BEGIN)
        assert made is not None
        unit.accounts.confirm_email(made.id, email, BEGIN)
        return made.id

    def work(unit: StoredUnit) -> int:
        for place in range(ACCOUNTS):
            account_id = account(unit, login_of(KNOWN, place), email_of(KNOWN, place))
            number = str(number_of(KNOWN, place))
            unit.connection.execute(
                "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, ?, 0, 0)",
                (number, f"ул. Проверочная, д. {place}"),
            )
            unit.connection.execute(
                "INSERT INTO payments (id, number, paid_on, amount) VALUES (?, ?, ?, ?)",
                (f"P{number}", number, PAID_ON.isoformat(), PAID),
            )
            unit.holdings.add(account_id, number, f"added {number}", BEGIN, paid_on=PAID_ON)
        return account(unit, "asker", "asker@pochta.example")

    return await database.write_long(work)


@dataclass
class Answers:
    """What was answered, in words, and how many seconds each answer took."""

    words: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Asking:
    """Asks, reads the answer and looks at the time: ``timer`` gives it in seconds."""

    clock: PassingTime
    luck: Random
    say: Speech
    timer: Callable[[], float]

    async def compare(self, ask: Ask, tries: int) -> tuple[Answers, Answers]:
        """Ask about what is known and what is not, in a random order."""
        order = [KNOWN, OTHER] * (tries + WARM_UP)
        self.luck.shuffle(order)
        answers = {KNOWN: Answers(), OTHER: Answers()}
        for which in order:
            self.clock.go_on()
            await self._ask(ask, which, answers[which])
        return answers[KNOWN], answers[OTHER]

    async def _ask(self, ask: Ask, which: str, answers: Answers) -> None:
        place, words = self.luck.randrange(ACCOUNTS), ""
        begun = self.timer()
        try:
            await ask(which, place)
        except DomainError as error:
            seconds = self.timer() - begun
            words = explain(self.say, error)
        else:
            seconds = self.timer() - begun
        answers.words.add(words)
        answers.seconds.append(seconds)


def questions(database: Database, hasher: Argon2Passwords, clock: PassingTime, asker: int) -> dict[str, Ask]:
    """Give what strangers can ask, each in a chat and an update of its own."""
    new, tokens, random = count(1), KeyedTokens(server_key("42:benchmark")), SystemRandomness()
    steps = StepLetters(tokens, AuthenticatorApps(Seal.of(b"key")), random, MOSCOW)
    sign_in = SignIn(database, hasher, clock, MOSCOW, steps)
    check_address = CheckAddress(database, clock, MOSCOW)
    recover = AskRecovery(database, tokens, random, clock, MOSCOW)
    prove = AddSubscriber(database, clock, MOSCOW)
    begin_claim = BeginClaim(database, tokens, random, clock, MOSCOW)
    readmit = AskReadmission(database, clock, MOSCOW)

    def key() -> str:
        return f"update {next(new)}"

    def claim(login: str, number: SubscriberNumber) -> Awaitable[object]:
        device = Device(next(new), "Чужой")
        return begin_claim(Login.parse(login), Proof(number, PAID_ON, NOT_PAID), device, key())

    return {
        "sign-in, login": lambda which, place: sign_in(login_of(which, place), "wrong", next(new), key()),
        "registration, e-mail": lambda which, place: check_address(email_of(which, place), next(new)),
        "forgotten password, login": lambda which, place: recover(login_of(which, place), next(new), key()),
        "forgotten password, e-mail": lambda which, place: recover(email_of(which, place), next(new), key()),
        "adding a number, number": lambda which, place: prove(
            asker, number_of(which, place), PAID_ON, NOT_PAID, next(new), key()
        ),
        "claim, login": lambda which, place: claim(login_of(which, place), number_of(KNOWN, place)),
        "claim, number": lambda which, place: claim(login_of(KNOWN, place), number_of(which, place)),
        "request to operators, login": lambda which, place: readmit(
            login_of(which, place), "Позвоните, пожалуйста", Asker(next(new), "Чужой", "ru"), key()
        ),
    }


async def compare(tries: int, seed: int, timer: Callable[[], float]) -> bool:
    """Measure all questions, print what came out, and tell whether all answers look alike."""
    clock, hasher = PassingTime(), Argon2Passwords()
    say = Texts.load(LOCALES, "ru").within("ru")
    asking = Asking(clock, Random(seed), say, timer)  # the luck only shuffles
    print(ROW.format("question", "known, ms", "unknown, ms", "difference", "p", "verdict"))
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "cabinet.db", clock=clock) as database:
            asker = await settle(database, hasher)
            asked = questions(database, hasher, clock, asker)
            return all([report(name, *await asking.compare(ask, tries)) for name, ask in asked.items()])


def report(name: str, known: Answers, other: Answers) -> bool:
    """Print a line, and tell whether the answers look alike."""
    times, others = known.seconds[WARM_UP:], other.seconds[WARM_UP:]
    here, there, p = median(times), median(others), likelihood(times, others)
    difference = abs(here - there) / max(here, there)
    faults = []
    if known.words != other.words:
        faults.append(f"WORDS DIFFER: {known.words} and {other.words}")
    if difference > MOST_DIFFERENCE or p <= LEAST_LIKELY:
        faults.append("TIMES DIFFER")
    figures = f"{1000 * here:.3f}", f"{1000 * there:.3f}", f"{difference:.1%}", f"{p:.3f}"
    print(ROW.format(name, *figures, "; ".join(faults) or "alike"), flush=True)
    return not faults


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Whether an answer or its time tells who is known here.")
    parser.add_argument("--tries", type=int, default=500, help="of each: with known and unknown names")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", action="store_true", help="the processor's time of the process alone")
    options = parser.parse_args()
    timer = time.process_time if options.cpu else time.perf_counter
    sys.exit(0 if asyncio.run(compare(options.tries, options.seed, timer)) else 1)


if __name__ == "__main__":
    main()
