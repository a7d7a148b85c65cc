"""Strangers who guess and who have letters sent: each attack, and how many of its guesses a day may reach
anything.

A guess reaches something if a password was verified, a proof, a code or digits were compared, a login was
told to be taken or free, a letter went out, or operators were asked for something. docs/security.md has the
same numbers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from domain.captcha import CaptchaChallenge
from domain.errors import DomainError
from domain.login import Login
from domain.proof_list import ProofRow
from domain.subscriber_number import SubscriberNumber
from services.numbers.adding_many import AddMany, RowOutcome
from services.numbers.proving import Proof
from services.numbers.subscribers import AddSubscriber
from services.people.captcha import CheckCaptcha
from services.people.claims import BeginClaim
from services.people.email_confirmation import ConfirmByCode, ResendLetter
from services.people.opening import Device
from services.people.profile import CheckPassword
from services.people.readmission import Asker, AskReadmission
from services.people.recovery import AskRecovery, ProveByCode
from services.people.registration import CheckLogin
from services.people.second_step import PassSecondStep
from services.people.sign_in import SignIn
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock, FakeRandomness
from tests.services.residents import APPS, MOSCOW, FakeHasher, People, draft

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MOST_ACCOUNTS = 400
OWNERS = 10_000
"""The first of the chats from which the accounts were made."""
NUMBER = "100200301"
PAID_ON = date(2026, 11, 10)
REFUSED = frozenset(
    {
        "captcha-paused",
        "claim-closed",
        "code-closed",
        "letters-too-many",
        "logins-too-many",
        "password-closed",
        "proof-closed",
        "readmissions-too-many",
        "recovery-closed",
        "recovery-too-many",
        "resend-too-many",
        "resend-too-soon",
        "sign-in-closed",
        "step-code-closed",
    }
)
"""What limits answer. Any other answer means that the guess reached something."""

Guess = Callable[[int], Awaitable[object]]


class Reached(int):
    """How many guesses of a list reached something."""


@dataclass
class Site:
    """The use cases that strangers meet, and a hundred accounts, each with a chat and an address of its
    own."""

    people: People
    hasher: FakeHasher = field(default_factory=FakeHasher)
    accounts: list[int] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.people.database

    async def settle(self, accounts: int) -> None:
        """Make accounts, and let so much time pass that nothing of it counts any more."""
        for number in range(accounts):
            chat_id, email = OWNERS + number, f"{number}@pochta.example"
            draft_ = draft(f"login-{number}", email, chat_id=chat_id)
            self.accounts.append((await self.people.register(draft_, f"made-{number}")).account_id)
            self.people.clock.pass_time(MINUTE)
        self.people.clock.pass_time(4 * DAY)

    async def confirm(self) -> None:
        """Confirm the addresses of all accounts."""
        now = self.people.clock()

        def work(unit: StoredUnit) -> None:
            for number, account_id in enumerate(self.accounts):
                unit.accounts.confirm_email(account_id, f"{number}@pochta.example", now)

        await self.database.write(work)


@dataclass(frozen=True)
class Attack:
    """Strangers from ``chats`` chats, who try at ``targets`` logins, accounts, numbers or addresses."""

    kind: str
    chats: int
    targets: int
    reach: int
    """How many of ten thousand guesses, made within a day, reach anything at most."""
    rows: int = 1
    """Guesses that are sent together in a list."""

    @property
    def name(self) -> str:
        return f"{self.kind}, {self.chats} × {self.targets}"

    def who(self, guess: int) -> int:
        """Give the chat of a guess, other than those of the owners."""
        return 1 + guess % self.chats

    def target(self, guess: int) -> int:
        """Give the target of a guess, so that every chat comes to every target."""
        return (guess // self.chats + guess) % self.targets


ATTACKS = (
    Attack("sign-in", 1, 1, 35),
    Attack("sign-in", 1, 100, 70),
    Attack("sign-in", 100, 1, 70),
    Attack("sign-in", 100, 100, 800),
    Attack("password", 1, 1, 35),
    Attack("login-asked", 1, 100, 70),
    Attack("login-asked", 100, 100, 1400),
    Attack("captcha", 1, 1, 35),
    Attack("captcha", 100, 1, 3500),
    Attack("code", 1, 1, 25),
    Attack("code", 100, 100, 2500),
    Attack("step-code", 1, 1, 35),
    Attack("step-code", 100, 1, 50),
    Attack("proof", 1, 1, 5),
    Attack("proof", 1, 100, 10),
    Attack("proof", 100, 100, 500),
    Attack("proof", 400, 400, 800),
    Attack("proof-of-one-number", 100, 100, 100),
    Attack("proof-list", 1, 1, 5, rows=20),
    Attack("proof-list", 100, 100, 500, rows=20),
    Attack("claim", 1, 1, 5),
    Attack("claim", 100, 1, 100),
    Attack("claim", 100, 100, 500),
    Attack("recovery", 1, 1, 15),
    Attack("recovery", 100, 1, 15),
    Attack("recovery", 100, 100, 1500),
    Attack("recovery-code", 1, 1, 25),
    Attack("readmission", 1, 1, 2),
    Attack("readmission", 1, 100, 2),
    Attack("readmission", 100, 1, 50),
    Attack("readmission", 100, 100, 50),
    Attack("letter-again", 1, 1, 5),
    Attack("letter-again", 100, 100, 500),
    Attack("letter-to-one-address", 1, 1, 6),
    Attack("letter-to-one-address", 100, 1, 6),
    Attack("letter", 1, 100, 10),
    Attack("letter", 100, 10_000, 1000),
)


def guesses(site: Site, attack: Attack) -> Guess:
    """Give what a stranger does for each guess."""
    people, database, clock = site.people, site.database, site.people.clock
    sign_in = SignIn(database, site.hasher, clock, MOSCOW, people.step_letters)
    check_password = CheckPassword(database, site.hasher, clock, MOSCOW)
    check_login = CheckLogin(database, clock, MOSCOW)
    check_captcha = CheckCaptcha(database, people.tokens, clock, MOSCOW)
    by_code = ConfirmByCode(database, people.tokens, clock, MOSCOW)
    pass_step = PassSecondStep(database, people.tokens, APPS, clock, MOSCOW)
    prove = AddSubscriber(database, clock, MOSCOW)
    prove_many = AddMany(database, prove)
    begin_claim = BeginClaim(database, people.tokens, people.randomness, clock, MOSCOW)
    recover = AskRecovery(database, people.tokens, people.randomness, clock, MOSCOW)
    by_recovery_code = ProveByCode(database, people.tokens, clock, MOSCOW)
    readmit = AskReadmission(database, clock, MOSCOW)
    resend = ResendLetter(database, people.letters, clock, MOSCOW)

    def account(guess: int) -> int:
        return site.accounts[attack.target(guess)]

    async def proof(guess: int, number: str) -> object:
        chosen = site.accounts[attack.target(guess)]
        parsed = SubscriberNumber.parse(number)
        return await prove(chosen, parsed, PAID_ON, guess + 1, attack.who(guess), f"{guess}")

    async def proof_list(guess: int) -> Reached:
        """Send a list of proofs; no number of it was in a list before."""
        begin = guess * attack.rows
        rows = [
            ProofRow(place, SubscriberNumber.parse(f"1002{begin + place:05}"), PAID_ON, guess + 1)
            for place in range(1, attack.rows + 1)
        ]
        results = await prove_many(account(guess), rows, attack.who(guess), f"{guess}")
        return Reached(sum(each.outcome is not RowOutcome.NOT_TRIED for each in results))

    async def claim(guess: int) -> object:
        place = attack.target(guess)
        proof = Proof(SubscriberNumber.parse(f"1002{place:05}"), PAID_ON, guess + 1)
        device = Device(attack.who(guess), "Чужой")
        return await begin_claim(Login.parse(f"login-{place}"), proof, device, f"{guess}")

    async def letter(guess: int, email: str) -> object:
        made = draft(f"new-{guess}", email, chat_id=attack.who(guess))
        return await people.register(made, f"{guess}")

    async def captcha(guess: int) -> None:
        challenge = CaptchaChallenge(f"nonce-{guess}", clock())
        await check_captcha(attack.who(guess), challenge, "000000", f"{guess}")

    async def step_code(guess: int) -> None:
        chat_id = attack.who(guess)
        await sign_in(f"login-{attack.target(guess)}", "Kobalt-75", chat_id, f"password-{guess}")
        await pass_step(chat_id, "000000", f"{guess}")

    kinds: dict[str, Guess] = {
        "sign-in": lambda guess: sign_in(
            f"login-{attack.target(guess)}", "wrong", attack.who(guess), f"{guess}"
        ),
        "password": lambda guess: check_password(account(guess), "wrong", f"{guess}"),
        "login-asked": lambda guess: check_login(
            f"login-{attack.target(guess)}", attack.who(guess), f"{guess}"
        ),
        "captcha": captcha,
        "code": lambda guess: by_code(account(guess), "000000", f"{guess}"),
        "step-code": step_code,
        "proof": lambda guess: proof(guess, f"1002{attack.target(guess):05}"),
        "proof-of-one-number": lambda guess: proof(guess, NUMBER),
        "proof-list": proof_list,
        "claim": claim,
        "recovery": lambda guess: recover(f"login-{attack.target(guess)}", attack.who(guess), f"{guess}"),
        "recovery-code": lambda guess: by_recovery_code("00000000", attack.who(guess), f"{guess}"),
        "readmission": lambda guess: readmit(
            f"login-{attack.target(guess)}", "Впустите", Asker(attack.who(guess), "Чужой", "ru"), f"{guess}"
        ),
        "letter-again": lambda guess: resend(account(guess), attack.who(guess), f"{guess}"),
        "letter-to-one-address": lambda guess: letter(guess, "victim@pochta.example"),
        "letter": lambda guess: letter(guess, f"victim-{attack.target(guess)}@pochta.example"),
    }
    return kinds[attack.kind]


@dataclass(frozen=True)
class Outcome:
    """What came of an attack: guesses that reached something, and whether the owner still gets in."""

    reached: int
    owner_gets_in: bool


async def play(attack: Attack, count: int, folder: Path) -> Outcome:
    """Make so many guesses, evenly within a day."""
    async with site_in(folder, attack) as site:
        guess, lists = guesses(site, attack), count // attack.rows
        begun, reached = site.people.clock(), 0
        for number in range(lists):
            site.people.clock.now = begun + number * DAY / lists
            reached += await _reached(guess(number)) or await _is_counted(site, f"{number}")
        return Outcome(reached, await _owner_gets_in(site))


async def _reached(guess: Awaitable[object]) -> int:
    """Make a guess, or those of a list; count those that were answered as if there were no limits."""
    try:
        found = await guess
    except DomainError as error:
        return error.code not in REFUSED
    return found if isinstance(found, Reached) else 1


async def _is_counted(site: Site, key: str) -> bool:
    """Tell whether a guess that was refused reached something before it closed the way to the next one."""
    query = "SELECT 1 FROM attempts WHERE idempotency_key = ?"
    return await site.database.read(
        lambda unit: unit.connection.execute(query, (key,)).fetchone() is not None
    )


async def _owner_gets_in(site: Site) -> bool:
    sign_in = SignIn(site.database, site.hasher, site.people.clock, MOSCOW, site.people.step_letters)
    return await _reached(sign_in("login-0", "Kobalt-75", OWNERS, "the owner")) == 1


@asynccontextmanager
async def site_in(folder: Path, attack: Attack) -> AsyncIterator[Site]:
    """Open a new site with as many accounts as an attack needs."""
    clock = FakeClock()
    async with Database.open(folder / "cabinet.db", clock=clock) as database:
        site = Site(People(database, clock, FakeRandomness()))
        await site.settle(min(attack.targets, MOST_ACCOUNTS))
        if attack.kind.startswith(("proof", "recovery", "step")):
            await site.confirm()
        yield site
