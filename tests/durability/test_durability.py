"""Nothing that people are told can be lost by a power cut: seen in the system calls of the running bot."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from bot.commands.registry import run_import
from bot.process.clock import SystemClock
from integrations.tokens import KeyedTokens, server_key
from simulator import Group, Letter, Message, Person, Simulator
from storage.sqlite.place import SqlitePlace
from storage.unit import UnitSettings
from tests.crash.databases import CrashDatabase
from tests.crash.households import Household, settle_households, write_registry
from tests.crash.ledger import Ledger
from tests.crash.population import newcomer, settle
from tests.crash.residents import RECEIPT, Habits, Resident, Surroundings
from tests.crash.words import label, shows
from tests.durability.system_calls import Record, read_record, recorded, tracing, why_not
from tests.structure.project import ROOT

TOKEN = "42:TEST-token_0123456789"
OPERATORS = -1001
NEW_ADDRESS = "anna.new@pochta.example"
CODE = re.compile(r"\b\d{6}\b")
FIRST_UPDATE = 100_000_001
CONFIRMS = re.compile(rb'/getUpdates.*"offset": ?"?(\d+)', re.DOTALL)
STORED_OR_HANDLED = """
    SELECT 1 FROM inbox WHERE update_id = ?1
    UNION ALL SELECT 1 FROM conversations, json_each(handled_updates) WHERE json_each.value = ?1
"""
STORE_AND_SAY = """
import socket, sqlite3, sys
here, there = socket.socketpair()
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA synchronous = {sys.argv[2]}")
connection.execute("INSERT INTO facts VALUES ('stored')")
here.send(b"it is stored")
"""

T = TypeVar("T")

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
    pytest.mark.once,  # what is stored here bears the moments of a clock that goes on
]


@dataclass
class Day:
    """A Telegram with a mailbox, a resident who holds a number, and the operators' group."""

    sim: Simulator
    folder: Path
    anna: Person
    password: str
    """Anna's."""
    oleg: Person
    group: Group
    household: Household

    @property
    def database(self) -> Path:
        return self.folder / "cabinet.db"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.sim.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SMTP_URL": self.sim.smtp_url,
            "MAIL_FROM": "cabinet@energy.example",
            "OPERATOR_CHAT_ID": str(OPERATORS),
            "HTTP_PORT": "0",
            "PYTHONPATH": str(ROOT),
        }

    async def until(self, look: Callable[[], T | None]) -> T:
        """Wait for something that is seen in a chat or in the mailbox."""
        seen = 0
        while (found := look()) is None:
            seen = (await self.sim.world.events.after(seen))[-1].number
        return found

    async def sees(self, who: Person | Group, text_id: str) -> Message:
        """Wait for a text of the bot, and give the message that shows it."""
        chat = who if isinstance(who, Group) else who.chat
        return await self.until(
            lambda: next(
                (each for each in chat.messages if each.from_bot and shows(each.text, text_id)), None
            )
        )

    async def letter_to(self, address: str) -> Letter:
        return await self.until(lambda: next((each for each in self.sim.letters if each.to == address), None))


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[Day]:
    async with Simulator(TOKEN, smtp=True) as sim:
        oleg = sim.add_person("Олег")
        group = sim.add_group(OPERATORS, "Операторы", [oleg], bot_is_admin=True)
        today = datetime.now(UTC).date()  # noqa: TID251 the bot in the other process lives by the real clock
        [household] = settle_households(1, today, Random(1))
        anna = await _settled(sim, tmp_path, household, today)
        yield Day(sim, tmp_path, anna.person, anna.password, oleg, group, household)


async def _settled(sim: Simulator, folder: Path, household: Household, today: date) -> Resident:
    registry, place = folder / "registry", SqlitePlace(folder / "cabinet.db")
    registry.mkdir()
    write_registry(registry, [household], today)
    settings = UnitSettings(SystemClock(), operator_chat_id=None, operator_language="ru")
    assert run_import(registry, place, settings=settings, say=lambda text_id, **_: text_id) == 0
    database = CrashDatabase(place)
    tokens = KeyedTokens(server_key(TOKEN))
    town = Surroundings(Random(1), Ledger(), sim.letters, database, tokens, Habits(), lambda: True)
    resident = newcomer(sim, town, 0, [household])
    await settle([resident], database, tokens)
    return resident


@pytest.mark.timeout(180)
async def test_no_receipt_decision_or_letter_leaves_before_its_fact_would_survive_a_power_cut(
    day: Day,
) -> None:
    before = day.database.read_bytes()
    async with recorded([sys.executable, "-m", "bot", "run"], day.folder, day.settings) as file:
        receipt = await send_reading_for_review(day)
        await accept(day)
        letter = await change_address(day)
    record = read_record(file, day.database, before)

    expect(record, f"Квитанция: <code>{receipt}", "SELECT 1 FROM readings WHERE receipt = ?", receipt)
    expect(record, f"Квитанция {receipt}", "SELECT 1 FROM alerts WHERE kind = 'reading-review'")
    accepted = "SELECT 1 FROM readings WHERE receipt = ? AND status = 'accepted'"
    for words in ("Принято", "Оператор проверил и принял"):  # under the button and the alert; to the resident
        expect(record, words, accepted, receipt)
    code = CODE.search(letter.text)
    assert code is not None
    expect(
        record,
        f"<{NEW_ADDRESS}>",  # in RCPT TO, before a word of the letter
        "SELECT 1 FROM confirmations WHERE email = ? AND code_hash = ?",
        NEW_ADDRESS,
        KeyedTokens(server_key(TOKEN)).stored(code[0]),
    )
    expect_updates_kept_before_they_are_confirmed(record, day.sim.last_update_id)


async def send_reading_for_review(day: Day) -> str:
    """Send a value that is far above what is usual, and give the number on the receipt."""
    anna = day.anna
    await anna.send(label("menu-reading-button"))
    await day.sees(anna, "reading-value-ask")
    [value] = day.household.next_values(far_above=True)
    await anna.send(str(value))
    await anna.press("Подтвердить", on=await day.sees(anna, "reading-far-ask"))
    await anna.press("Подтвердить", on=await day.sees(anna, "reading-summary-review"))
    receipt = RECEIPT.search((await day.sees(anna, "reading-in-review")).text)
    assert receipt is not None
    return receipt[1]


async def accept(day: Day) -> None:
    """Decide as an operator, and wait until the resident and the group know."""
    await _press_in_group(day, "Принять")
    await _press_in_group(day, "Да, принять")
    await day.sees(day.group, "alert-outcome-accepted")
    await day.sees(day.anna, "message-reading-accepted")


async def _press_in_group(day: Day, label: str) -> None:
    shown = await day.until(
        lambda: next((each for each in day.group.messages if label in _labels(each)), None)
    )
    await day.oleg.press(label, on=shown)


async def change_address(day: Day) -> Letter:
    """Ask for a letter that confirms another address, and wait for it."""
    await day.anna.send("Профиль")
    await day.anna.press("Изменить эл. почту", on=await day.sees(day.anna, "profile-title"))
    await day.sees(day.anna, "password-confirm-ask")
    await day.anna.send(day.password)
    await day.sees(day.anna, "profile-email-ask")
    await day.anna.send(NEW_ADDRESS)
    await day.sees(day.anna, "profile-email-done")
    return await day.letter_to(NEW_ADDRESS)


def expect(record: Record, words: str, sql: str, *values: object) -> None:
    """See that whenever these words leave, the fact would survive; it did not hold from the beginning."""
    sendings = record.sendings(words)
    assert sendings, f"nobody was told «{words}»"
    assert not record.survives(0, sql, *values), "this fact proves nothing"
    for moment in sendings:
        assert record.survives(moment, sql, *values), f"«{words}» left before its fact was on the disk"


def expect_updates_kept_before_they_are_confirmed(record: Record, last_update: int) -> None:
    confirmed = FIRST_UPDATE
    for place, (call, has_ended) in enumerate(record.moments):
        offset = CONFIRMS.search(call.data)
        if has_ended or offset is None:
            continue
        for update_id in range(confirmed, int(offset[1])):
            assert record.survives(place, STORED_OR_HANDLED, update_id), update_id
        confirmed = max(confirmed, int(offset[1]))
    assert confirmed == last_update + 1, "not all updates were confirmed"


def _labels(message: Message) -> list[str]:
    return [label for row in message.button_labels for label in row]


@pytest.mark.parametrize(("synchronous", "survives"), [("FULL", True), ("OFF", False)])
def test_a_record_tells_a_commit_that_is_on_the_disk_from_one_that_is_not(
    synchronous: str,
    survives: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    database = tmp_path / "facts.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE facts (fact TEXT)")
    before = database.read_bytes()
    file = tmp_path / "calls.txt"
    command = (sys.executable, "-c", STORE_AND_SAY, str(database), synchronous)
    subprocess.run(tracing(file, *command), check=True)  # noqa: S603 our own interpreter
    record = read_record(file, database, before)
    [told] = record.sendings("it is stored")
    assert record.survives(told, "SELECT 1 FROM facts") is survives
