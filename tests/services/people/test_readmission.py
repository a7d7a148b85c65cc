"""Asking operators to be let in: what strangers learn, what operators read, and what a grant opens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.limits import READMISSIONS_ASKED
from domain.recovery import GRANT_LIFETIME, LONGEST_PLEA, Recovery, nonce_of_grant
from services.messages import ReadmissionAsked
from services.people.readmission import (
    MOST_NUMBERS,
    Asker,
    AskReadmission,
    OpenReadmission,
    Plea,
    tell_operators,
)
from storage.unit import StoredUnit
from tests.services.household import Household
from tests.services.residents import MOSCOW, OTHER_CHAT, People, refused
from tests.services.traces import waiting

NEW_CHAT, ALERT = 300, 17
WORDS = "Анна, Яблоневая 1"
ADD_HOLDING = "INSERT INTO holdings (account_id, number, added_at, idempotency_key) VALUES (?, ?, ?, ?)"


@dataclass
class Way:
    """The way to the operators, on one database."""

    people: People

    def __post_init__(self) -> None:
        database, clock = self.people.database, self.people.clock
        self._ask = AskReadmission(database, clock, MOSCOW)
        self.open = OpenReadmission(database, clock)

    async def ask(
        self, login: str = "Anna", words: str = WORDS, chat_id: int = NEW_CHAT, key: str | None = None
    ) -> None:
        """Ask, in a new update unless its key is given."""
        await self._ask(login, words, Asker(chat_id, "Анна дома", "ru"), key or self.people.update())

    async def tell(self, login: str = "anna", message: int = 1) -> list[dict[str, object]]:
        """Let what was asked reach the operators; list the details of all alerts."""
        plea = Plea(ReadmissionAsked(login, WORDS, "Анна дома"), NEW_CHAT, "ru", message)
        now = self.people.clock()

        def work(unit: StoredUnit) -> list[dict[str, object]]:
            tell_operators(unit, plea, now, MOSCOW)
            return [dict(alert.details) for alert in unit.alerts.list_open()]

        return await self.people.database.write(work)

    async def grant(self, account_id: int, **changes: Any) -> None:
        """Keep what an operator would have granted."""
        account, now = await self.people.account(account_id), self.people.clock()
        nonce = nonce_of_grant(ALERT)
        whole = Recovery(
            nonce=nonce,
            account_id=account_id,
            asked_in=NEW_CHAT,
            email=account.email,
            password_hash=account.password_hash,
            token_hash=nonce,
            code_hash="",
            created_at=now,
            expires_at=now + GRANT_LIFETIME,
        )
        granted = replace(whole, **changes)
        await self.people.database.write(lambda unit: unit.recoveries.add(granted))

    async def rows(self) -> dict[str, int]:
        """Count the rows of every table."""

        def count(unit: StoredUnit) -> dict[str, int]:
            return {
                name: unit.connection.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"]  # noqa: S608
                for name in WRITTEN
            }

        return await self.people.database.read(count)


WRITTEN = ("accounts", "alerts", "attempts", "audit", "claims", "outbox", "recoveries", "sessions", "threads")
"""Tables that a request could leave a row in."""


@pytest.fixture
def way(people: People) -> Way:
    return Way(people)


async def test_a_known_and_an_unknown_login_leave_the_same_rows(way: Way, people: People) -> None:
    await people.confirmed()
    written: list[dict[str, int]] = []
    for login in ("Anna", "nobody"):
        before = await way.rows()
        await way.ask(login, chat_id=NEW_CHAT + len(written))
        after = await way.rows()
        written.append({name: after[name] - before[name] for name in after})
    assert written[0] == written[1]
    assert sum(written[0].values()) == 3
    kinds = [message.kind for message in await waiting(people.database, "readmission-asked", "alert")]
    assert kinds == ["readmission-asked", "readmission-asked"]


async def test_operators_hear_of_it_only_if_somebody_has_the_login(way: Way, people: People) -> None:
    await people.confirmed()
    assert await way.tell("nobody") == []
    [told] = await way.tell("anna")
    expected = {
        "chat": "300",
        "person": "Анна дома",
        "words": WORDS,
        "login": "Anna",
        "email": "a***@p***.example",
        "confirmed": "yes",
        "registered": "22.11.2026",
        "devices": 1,
        "numbers": "–",
        "more_numbers": 0,
    }
    assert {name: told[name] for name in expected} == expected
    assert "0000000" not in str(told["phone"])


async def test_operators_read_when_the_owner_was_there_and_where(way: Way, people: People) -> None:
    account_id = await people.confirmed(phone=None)

    def sign_in(unit: StoredUnit) -> None:
        unit.sessions.put(OTHER_CHAT, account_id, people.clock(), name="Планшет")
        unit.connection.execute("UPDATE sessions SET seen_on = '2026-11-20'")

    await people.database.write(sign_in)
    [told] = await way.tell()
    assert (told["devices"], told["names"], told["phone"]) == (2, "Планшет", "–")
    assert told["seen"] == "20.11.2026"


async def test_many_numbers_are_counted_and_the_first_are_named_with_addresses(
    way: Way, people: People, flat: Household
) -> None:
    account_id = await people.confirmed()
    numbers = [str(200 + each) for each in range(MOST_NUMBERS + 2)]
    for number in numbers:
        await flat.settle(number)

    def hold(unit: StoredUnit) -> None:
        for number in numbers:
            moment = f"2026-11-22T09:00:00.{number.zfill(6)}+00:00"
            unit.connection.execute(ADD_HOLDING, (account_id, number, moment, number))

    await people.database.write(hold)
    [told] = await way.tell()
    lines = str(told["numbers"]).splitlines()
    assert lines == [f"{number}, ул. Яблоневая, д. 1, кв. 1" for number in numbers[:MOST_NUMBERS]]
    assert told["more_numbers"] == 2


async def test_a_message_that_goes_out_twice_raises_one_alert(way: Way, people: People) -> None:
    await people.confirmed()
    await way.tell(message=7)
    assert len(await way.tell(message=7)) == 1
    assert len(await way.tell(message=8)) == 2


async def test_a_repeated_update_asks_once(way: Way, people: People) -> None:
    for _ in range(3):
        await way.ask(key="7")
    assert len(await waiting(people.database, "readmission-asked")) == 1


async def test_a_chat_asks_twice_a_day_whatever_it_names(way: Way, people: People) -> None:
    await way.ask("anna")
    await way.ask("boris")
    with refused("readmissions-too-many", until="23.11 12:00"):
        await way.ask("vera")
    people.clock.pass_time(timedelta(days=1))
    await way.ask("vera")


async def test_all_chats_together_keep_a_limit(way: Way) -> None:
    for number in range(READMISSIONS_ASKED.most):
        await way.ask(chat_id=1000 + number)
    with refused("readmissions-too-many", until="23.11 12:00"):
        await way.ask(chat_id=999)


@pytest.mark.parametrize("login", ["", "two words", "a" * 100])
async def test_what_cannot_be_a_login_asks_nobody(way: Way, people: People, login: str) -> None:
    with refused("readmission-login-wrong"):
        await way.ask(login)
    assert await waiting(people.database, "readmission-asked") == []


async def test_too_many_words_ask_nobody(way: Way, people: People) -> None:
    await way.ask(words="a" * LONGEST_PLEA)
    with refused("readmission-words-long", most=LONGEST_PLEA):
        await way.ask(words="a" * (LONGEST_PLEA + 1))
    assert len(await waiting(people.database, "readmission-asked")) == 1


async def test_a_grant_opens_the_account_in_the_chat_that_asked(way: Way, people: People) -> None:
    account_id = await people.confirmed()
    await way.grant(account_id)
    proved = await way.open(ALERT, NEW_CHAT)
    assert (proved.account_id, proved.login) == (account_id, "Anna")
    for alert, chat in ((ALERT, OTHER_CHAT), (ALERT + 1, NEW_CHAT)):
        with refused("readmission-void"):
            await way.open(alert, chat)


async def test_a_grant_lasts_a_day_however_often_it_is_opened(way: Way, people: People) -> None:
    await way.grant(await people.confirmed())
    await way.open(ALERT, NEW_CHAT)
    people.clock.pass_time(GRANT_LIFETIME - timedelta(seconds=1))
    await way.open(ALERT, NEW_CHAT)
    people.clock.pass_time(timedelta(seconds=1))
    with refused("readmission-void"):
        await way.open(ALERT, NEW_CHAT)


@pytest.mark.parametrize("changed", [{"password_hash": "another"}, {"email": "other@pochta.example"}])
async def test_a_grant_is_void_once_password_or_address_are_others(
    way: Way, people: People, changed: dict[str, str]
) -> None:
    await way.grant(await people.confirmed(), **changed)
    with refused("readmission-void"):
        await way.open(ALERT, NEW_CHAT)
