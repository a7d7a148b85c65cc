"""How fast reminders go out behind everything else, and what residents who write meanwhile wait.

    python -m benchmarks.reminders --queued 100000 --sent 10000

The bot and the local Telegram, which keeps to its flood limits, live in this process. Some residents ask for
help by turns: first undisturbed, then while the queued reminders go out at Telegram's pace, until so many of
them are sent. What is printed is the share of the allowed pace, how often Telegram refused a message for its
pace, and how long the answers took in both parts.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from benchmarks.figures import hundredths
from benchmarks.notices import fill
from benchmarks.telegram import TOKEN
from bot.app import build_application
from bot.process.clock import SystemClock
from bot.settings import Settings
from domain.dates import Month
from services.messages import Addressed, ReadingsWanted
from services.ports import Priority
from simulator import Chat, Person, Simulator
from simulator.errors import ApiError
from simulator.limits import OVERALL, FloodLimits
from simulator.model import User
from storage.outbox import OutboxRepository
from storage.sqlite.database import connect
from storage.store import Store
from storage.unit import StoredUnit

FIRST_CHAT = 1_000_000
"""As :data:`benchmarks.notices.SESSIONS` has it."""
TALKERS = 20
BETWEEN_PRESSES = 0.1
LOOK_SECONDS = 0.2
OPERATORS = -1001


class CountingLimits(FloodLimits):
    """Telegram's limits, and how often they were passed."""

    refused = 0

    def count(self, chat: Chat, messages: int) -> None:
        """Count messages into a chat."""
        try:
            super().count(chat, messages)
        except ApiError:
            self.refused += 1
            raise


@dataclass
class Talkers:
    """Residents who ask for help by turns, each time once the one before has the answer."""

    people: Sequence[Person]
    seconds: list[float] = field(default_factory=list)

    async def talk(self) -> None:
        """Go on until cancelled."""
        while True:
            for person in self.people:
                began = time.perf_counter()
                await person.send("/help")
                while not person.chat.messages[-1].from_bot:  # noqa: ASYNC110 (nobody tells)
                    await asyncio.sleep(0.001)
                self.seconds.append(time.perf_counter() - began)
                await asyncio.sleep(BETWEEN_PRESSES)


def noon_zone() -> str:
    """Give the zone in which it is about noon, because nobody is reminded at night."""
    hours = 12 - SystemClock()().astimezone(UTC).hour
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def queue(path: Path, queued: int, month: Month) -> None:
    """Leave a reminder for each resident but the talkers, in one transaction."""
    clock = SystemClock()
    with closing(connect(path)) as connection:
        connection.execute("BEGIN")
        messages = (
            Addressed(
                place + 1,
                FIRST_CHAT + place,
                "ru",
                ReadingsWanted(place + 1, str(100_000_000 + place), f"{month}"),
            )
            for place in range(TALKERS, TALKERS + queued)
        )
        OutboxRepository(connection, clock).telegrams(messages, priority=Priority.REMINDER)
        connection.execute("COMMIT")


async def sent_of(database: Store) -> int:
    """Count the reminders that went out."""

    def count(unit: StoredUnit) -> int:
        sql = "SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND kind = 'readings-wanted'"
        found: int = unit.connection.execute(sql).fetchone()[0]
        return found

    return await database.read_long(count)


@contextmanager
def local_telegram(residents: int) -> Iterator[tuple[Simulator, CountingLimits, list[Person]]]:
    """Give a Telegram with its limits, in which the residents have written to the bot."""
    sim = Simulator(TOKEN, smtp=True, keep_messages=10)
    limits = CountingLimits(time.time)
    sim.world._limits = limits
    people = [sim.let_join(User(FIRST_CHAT + place, "Житель")) for place in range(residents)]
    for person in people:
        person.chat.started = True
    sim.add_group(OPERATORS, "Операторы", [], bot_is_admin=True)
    yield sim, limits, people


async def measure(folder: Path, queued: int, sent: int, calm_seconds: float) -> None:
    """Measure, and print a table."""
    path = folder / "cabinet.db"
    fill(path, queued + TALKERS, 0, 0)
    with local_telegram(queued + TALKERS) as (sim, limits, people):
        async with sim:
            settings = Settings.of(
                {
                    "BOT_TOKEN": TOKEN,
                    "TELEGRAM_API_URL": sim.url,
                    "DATABASE_URL": f"sqlite:///{path}",
                    "SMTP_URL": sim.smtp_url,
                    "MAIL_FROM": "Личный кабинет <cabinet@energy.example>",
                    "OPERATOR_CHAT_ID": str(OPERATORS),
                    "HTTP_PORT": "0",
                    "TIMEZONE": noon_zone(),
                    "READING_REMINDERS": "off",  # they are queued here
                }
            )
            async with build_application(settings) as app:
                await app.start()
                talkers = Talkers(people[:TALKERS])
                talking = asyncio.create_task(talkers.talk())
                await asyncio.sleep(calm_seconds)
                calm, talkers.seconds = talkers.seconds, []
                month = Month.of(SystemClock()().astimezone(settings.timezone).date())
                await asyncio.to_thread(queue, path, queued, month)
                talkers.seconds = []
                first, began = await sent_of(app.database), time.perf_counter()
                while (now := await sent_of(app.database)) - first < sent:  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_SECONDS)
                seconds = time.perf_counter() - began
                talking.cancel()
                busy = talkers.seconds
                await app.stop()
    pace = (now - first) / seconds
    print(f"{now - first} of {queued} reminders in {seconds:.1f} s: {pace:.1f}/s")
    print(
        f"share of the allowed pace: {100 * pace / OVERALL:.1f} % (goal: 95); 429: {limits.refused} (goal: 0)"
    )
    print("| answers | count | p50 ms | p95 ms | p99 ms |\n|---|---:|---:|---:|---:|")
    for name, waits in (("without reminders", calm), ("next to them", busy)):
        p50, p95, p99 = hundredths(waits)
        print(f"| {name} | {len(waits)} | {p50:.1f} | {p95:.1f} | {p99:.1f} |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queued", type=int, default=100_000)
    parser.add_argument("--sent", type=int, default=10_000)
    parser.add_argument("--calm-seconds", type=float, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), options.queued, options.sent, options.calm_seconds))


if __name__ == "__main__":
    main()
