"""The crash test: hundreds of SIGKILLs while residents go on with their lives.

    python -m tests.crash.crash_run --kills 500 --residents 40 --seed 1 --mode polling --engine postgres

The local Telegram, the mail server and all people live in this process, the bot in another one. Exit code 0
means that nothing was lost and nothing doubled; what was counted is printed either way. SIGTERM ends the
killing early, and the verdict follows.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import inf
from pathlib import Path
from random import Random
from typing import Any, Literal

from integrations.tokens import KeyedTokens, server_key
from simulator import Simulator
from tests.crash.announcer import Announcer
from tests.crash.billing import bring_bills
from tests.crash.bot_process import Cradle, UnexpectedEndError, open_cradle
from tests.crash.cuts import Cuts, cuts_before
from tests.crash.databases import CrashDatabase, Engine, made
from tests.crash.households import settle_households, write_registry
from tests.crash.ledger import Ledger
from tests.crash.operators import OperatorsDesk
from tests.crash.population import newcomer, settle
from tests.crash.residents import Habits, Resident, Surroundings
from tests.crash.retries import Retries
from tests.crash.server_stops import ServerStops
from tests.crash.vacancies import ABSENT, leave_home
from tests.crash.verdict import NOT_DUE, Verdict, judge
from tests.crash.weather import Weather
from tests.crash.words import shows
from tests.nginx import in_front_of

Mode = Literal["polling", "webhook"]

TOKEN = "42:TEST-token_0123456789"
OPERATORS = -1001
SUPERGROUP = -1_000_000_001_001
"""The number of the operators' group once it has become a supergroup."""
QUIET = 12
"""Messages in the operators' group within a minute after which nobody asks another question."""
STILL = 8
"""Likewise, after which no notice is begun, which takes eight; Telegram lets 20 through."""
START_SECONDS = 60.0
RESTART_SECONDS = 0.5
"""The pause before a bot that did not start is started again; systemd would take longer."""
REFUSALS = ("start-database-unreachable", "start-database-busy")
"""What the bot may say of a server that is away."""
SETTLE_SECONDS = 240.0
"""How long everybody gets to finish once the weather is fair again."""
MOMENTS = {
    "at the start": 2,
    "while recovering": 2,
    "while answering": 3,
    "while sending a letter": 1,
    "at work": 3,
}
"""When the bot is killed, and how often in proportion."""
USUAL_START = 1.0
"""Seconds from the start of the bot to its first request on a machine that does nothing else.

Where it takes longer, lives are longer by as much: otherwise an update would be the death of one life after
the other, and be set aside, only because the machine is busy.
"""
LONGEST_RETRY = 1.0
"""Seconds between two deliveries to a webhook; Telegram's pauses would be longer than a life."""

DEEDS = ("lost patience", "old button", "half a character", "went away")
"""What is told of people's lives."""
NOBODY_GETS = range(20_000, 30_000)
"""Ports below those that Linux chooses for connections."""


@dataclass(frozen=True)
class Plan:
    """How long and how hard; ``longest_life`` in seconds after the bot was heard of."""

    kills: int
    residents: int
    seed: int
    mode: Mode
    longest_life: float = 6.0
    habits: Habits = field(default_factory=Habits)
    closes: bool = False
    """Whether the operators' group refuses messages for a while now and then."""
    migrates: bool = False
    """Whether the operators' group becomes a supergroup in the middle of the run."""
    engine: Engine = "sqlite"
    server_stops_every: float = 0.0
    """Seconds from one stop of the database server to the next, on average; 0 for never."""
    most_server_stops: float = inf
    replicas: int = 1
    """How many bots share the work behind nginx; the network of the first is cut now and then."""


@dataclass
class CrashRun:
    """One run from the registry to the verdict."""

    plan: Plan
    folder: Path
    sim: Simulator
    database: CrashDatabase
    random: Random
    ledger: Ledger = field(default_factory=Ledger)
    kills: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._enough = asyncio.Event()
        tokens = KeyedTokens(server_key(TOKEN))
        operators = [self.sim.add_person(name) for name in ("Олег", "Ольга", "Фёдор")]
        reviewer, answerer, announcer = operators
        group = self.sim.add_group(OPERATORS, "Операторы", operators, bot_is_admin=True)
        self.desk = OperatorsDesk(group, reviewer, answerer, self.random, self.ledger)
        self.announcer = Announcer(
            group, announcer, self.random, self.ledger, self.plan.habits, lambda: self._bustle() < STILL
        )
        self.weather = Weather(self.sim, self.random)
        self.town = Surroundings(
            self.random,
            self.ledger,
            self.sim.letters,
            self.database,
            tokens,
            self.plan.habits,
            lambda: self._bustle() < QUIET,
        )
        self.households = settle_households(self.plan.residents + ABSENT, _today(), self.random)
        self.people = [self._person(place) for place in range(self.plan.residents)]
        self.absent = [
            newcomer(self.sim, self.town, place, [self.households[place]])
            for place in range(self.plan.residents, self.plan.residents + ABSENT)
        ]
        self.http_ports = [_free_port() for _ in range(self.plan.replicas)]
        self.retries = [Retries(port) for port in self.http_ports]
        self.cuts: Cuts | None = None
        self.cradles: list[Cradle] = []
        self.stops: ServerStops | None = None
        if self.database.server is not None:
            self.stops = ServerStops(
                self.database.server, self.random, self.plan.server_stops_every, self.plan.most_server_stops
            )
        self._by_chat = {person.chat_id: person for person in (*self.people, *self.absent)}

    def _person(self, place: int) -> Resident:
        """Every fourth holds the neighbours' number as well."""
        households = [self.households[place]]
        if place % 4 == 3:
            households.append(self.households[place - 1])
        return newcomer(self.sim, self.town, place, households)

    def settings(self, place: int, front: int) -> dict[str, str]:
        """The environment of a bot behind a port to which updates come by webhook."""
        settings = {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.sim.url,
            "DATABASE_URL": self.database.place.url,
            "SMTP_URL": self.sim.smtp_url,
            "MAIL_FROM": "Личный кабинет <cabinet@energy.example>",
            "OPERATOR_CHAT_ID": str(OPERATORS),
            "HTTP_PORT": str(self.http_ports[place]),
            "TIMEZONE": _noon_zone(),
            "READING_REMINDERS": str(_today().day),
        }
        if self.plan.mode == "webhook":
            settings["WEBHOOK_URL"] = f"http://127.0.0.1:{front}"
            settings["WEBHOOK_SECRET"] = "crash-test"
        if self.cuts is not None and place == 0:
            settings["DATABASE_URL"] = self.cuts.url
        return settings

    async def _prepare(self, stack: AsyncExitStack) -> list[Cradle]:
        """Prepare the bot, or replicas of it, what is in front of them, and a network that can be cut."""
        front = self.http_ports[0]
        if self.plan.replicas > 1:
            front = stack.enter_context(in_front_of(self.folder, self.http_ports))
            self.cuts = await stack.enter_async_context(cuts_before(self.database.place.url, self.random))
        for place in range(self.plan.replicas):
            cradle = open_cradle(self.folder, self.settings(place, front), name=f"bot-{place}")
            self.cradles.append(await stack.enter_async_context(cradle))
        return self.cradles

    async def run(self) -> Verdict:
        """Live through all of it."""
        registry = self.folder / "registry"
        registry.mkdir()
        write_registry(registry, self.households, _today())
        old_residents = self.people[: len(self.people) // 2]
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            cradles = await self._prepare(stack)
            await cradles[-1].run_command("registry", "import", str(registry))
            await settle([*old_residents, *self.absent], self.database, self.town.tokens)
            for person in self.absent:
                await person.person.send("/start")  # otherwise the bot may not write to them
            watches = (self._watch(), *(each.watch() for each in self.retries))
            watching = [group.create_task(each) for each in watches]
            deeds = (self.desk.review(), self.desk.answer(), self.announcer.announce())
            operators = [group.create_task(deed) for deed in deeds]
            lives = [group.create_task(person.live()) for person in old_residents]
            await self._kill_again_and_again(cradles, group, lives)
            for cradle in cradles:
                await self._start(cradle)
            self.announcer.is_over = True
            for person in self.people:
                person.wants_to_leave = True
            stuck = await self._settle(lives)
            for cradle in cradles:
                await cradle.stop()
            for task in (*watching, *operators, *lives):
                task.cancel()
        verdict = judge(self.database, self.ledger, self.sim, (OPERATORS, SUPERGROUP))
        verdict.problems += stuck
        verdict.figures |= self._figures()
        return verdict

    async def _kill_again_and_again(
        self, cradles: Sequence[Cradle], group: asyncio.TaskGroup, lives: list[asyncio.Task[None]]
    ) -> None:
        """Kill at random moments; newcomers arrive one by one over all that time."""
        newcomers = deque(self.people[len(lives) :])
        total = len(newcomers)
        self.weather.begin(self.plan.seed)
        troubles = [group.create_task(trouble) for trouble in self._troubles()]
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._enough.set)
        for number in range(self.plan.kills):
            if self._enough.is_set():
                break
            cradle = self.random.choice(cradles)
            for other in cradles:
                if other is not cradle:
                    await self._start(other)
            await self._live_until_killed(cradle)
            await bring_bills(self.database, _today(), number)
            if number < ABSENT:
                await leave_home(self.database, self.households[self.plan.residents + number].number)
            while newcomers and (number + 1) * total > (total - len(newcomers)) * self.plan.kills:
                lives.append(group.create_task(newcomers.popleft().live()))
            self._migrate_after(number)
            if sys.stderr.isatty() or number % 50 == 49:
                sys.stderr.write(f"{number + 1} kills, {len(self.ledger.receipts)} receipts\n")
        lives += [group.create_task(person.live()) for person in newcomers]  # of an early end
        for trouble in troubles:
            trouble.cancel()
        await asyncio.wait(troubles)
        await self.weather.clear_up()

    async def _live_until_killed(self, cradle: Cradle) -> None:
        """Start the bot, again if it cannot because the database server is away, and kill it."""
        while True:
            is_new = not cradle.lives or cradle.is_over
            await self._start(cradle)
            loop = asyncio.get_running_loop()
            living = loop.create_task(self._live_a_while(is_new=is_new))
            ending = loop.create_task(cradle.ended())
            await asyncio.wait((living, ending), return_when=asyncio.FIRST_COMPLETED)
            for task in (living, ending):
                task.cancel()
            if not await self._kill(cradle):
                await asyncio.sleep(RESTART_SECONDS)
                continue
            self.kills[await living] += 1
            return

    async def _start(self, cradle: Cradle) -> None:
        """Let a bot live, unless it does; one that had no server at its start begins again."""
        if cradle.is_over and not await self._kill(cradle):
            await asyncio.sleep(RESTART_SECONDS)
        if not cradle.lives:
            await cradle.start()

    async def _kill(self, cradle: Cradle) -> bool:
        """Kill a bot; tell whether it lived, or had not started because the database server was away."""
        away = (self.stops, self.cuts)
        was_away = any(each is not None and each.was_away_since(cradle.began_at) for each in away)
        try:
            await cradle.kill()
        except UnexpectedEndError:
            refused = any(shows(cradle.last_words, each) for each in REFUSALS)
            if not (was_away and refused) or "Traceback" in cradle.last_words:
                raise
            self.kills["none: the server was away and the bot did not start"] += 1
            return False
        self.retries[self.cradles.index(cradle)].end_life()
        return True

    def _troubles(self) -> Iterator[Coroutine[Any, Any, None]]:
        yield self.weather.trouble_mail()
        yield self.weather.bring_unknown([person.chat_id for person in self.people])
        if self.stops is not None and self.plan.server_stops_every:
            seconds = self.plan.longest_life / 2
            yield self.stops.go_on(lambda: self._in_the_middle_of(lambda: len(self.sim.calls), seconds))
        if self.cuts is not None:
            yield self.cuts.go_on()
        if self.plan.closes:
            yield self.weather.close_group(lambda: self.desk.group)

    def _migrate_after(self, kill: int) -> None:
        """Let the group become a supergroup once, when operators have nothing open in the old one."""
        is_early = kill < self.plan.kills // 2
        if not self.plan.migrates or is_early or self.desk.group.id == SUPERGROUP or self.desk.waiting:
            return
        self.weather.happened["group became a supergroup"] += 1
        self.desk.group = self.sim.migrate_group(self.desk.group, SUPERGROUP)
        self.announcer.moves_to(self.desk.group)

    async def _live_a_while(self, *, is_new: bool) -> str:
        """Wait for a moment to kill, and return which one it is; a replica that lives already is at work."""
        moments = MOMENTS if is_new else dict(list(MOMENTS.items())[2:])
        moment = self.random.choices(tuple(moments), tuple(moments.values()))[0]
        if moment == "at the start":
            await asyncio.sleep(self.random.uniform(0, 0.1))
            return moment
        began = time.monotonic()
        if is_new:
            async with asyncio.timeout(START_SECONDS):
                await self._more_of(lambda: self._count_calls("getMe"))
        slowness = max(1.0, (time.monotonic() - began) / USUAL_START)
        longest = self.plan.longest_life * slowness
        match moment:
            case "while recovering":
                await asyncio.sleep(self.random.uniform(0, 0.5 * slowness))
            case "while answering":
                await self._in_the_middle_of(lambda: len(self.sim.calls), longest / 2)
            case "while sending a letter":
                await self._in_the_middle_of(lambda: len(self.sim.letters), longest / 2)
            case _:
                await asyncio.sleep(self.random.uniform(0.5, longest))
        return moment

    async def _in_the_middle_of(self, count: Callable[[], int], seconds: float) -> None:
        """Wait for the next one after a while, and hardly longer; there may be none."""
        await asyncio.sleep(self.random.uniform(0.3, seconds))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._more_of(count)
                await asyncio.sleep(self.random.uniform(0, 0.02))

    async def _more_of(self, count: Callable[[], int]) -> None:
        """Wait until something that is only counted up goes up."""
        before = count()
        while count() == before:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.002)

    def _count_calls(self, method: str) -> int:
        return sum(call.method == method for call in self.sim.calls)

    async def _settle(self, lives: Sequence[asyncio.Task[None]]) -> list[str]:
        """Let everybody send a last reading and the bot everything it owes; say what does not end."""
        _, waiting = await asyncio.wait(lives, timeout=SETTLE_SECONDS)
        stuck = [
            f"{person.login} is stuck at {person.sees_now!r}"
            for person, life in zip(self.people, lives, strict=True)
            if life in waiting
        ]
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline and (self._operators_wait_for or not self._nothing_waits()):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        return stuck + [f"operators wait for {each!r} to be done" for each in self._operators_wait_for]

    @property
    def _operators_wait_for(self) -> list[str]:
        return [*self.desk.waiting, *self.announcer.waiting]

    def _nothing_waits(self) -> bool:
        return not self.database.rows(
            f"SELECT 1 FROM inbox UNION ALL SELECT 1 FROM outbox WHERE sent_at IS NULL AND NOT {NOT_DUE} "  # noqa: S608 (ours)
            "UNION ALL SELECT 1 FROM notices WHERE confirmed_at IS NOT NULL AND ended_at IS NULL LIMIT 1"
        )

    async def _watch(self) -> None:
        """Let everybody see what appears in their chats, in the order in which it does."""
        number = 0
        while True:
            for event in await self.sim.world.events.after(number):
                number = event.number
                message = event.details.get("message")
                if message is None or not message.from_bot or message.deleted:
                    continue
                if message.chat.id in {OPERATORS, SUPERGROUP}:
                    self.desk.sees(message)
                    self.announcer.sees(message)
                else:
                    self._by_chat[message.chat.id].sees(message)

    def _bustle(self) -> int:
        """Count the messages in the operators' group within a minute, as far as it matters."""
        minute_ago = time.time() - 60
        latest = self.desk.group.messages[-2 * QUIET :]
        return sum(message.date > minute_ago for message in latest)

    def _retries(self) -> Counter[str]:
        return sum((each.total for each in self.retries), Counter())

    def _cut_off(self) -> Counter[str]:
        return Counter() if self.cuts is None else self.cuts.happened

    def _figures(self) -> dict[str, int]:
        return {
            "kills": sum(self.kills[moment] for moment in MOMENTS),
            **{f"kills {moment}": times for moment, times in sorted(self.kills.items())},
            "stops of the server": self.stops.times if self.stops is not None else 0,
            **{f"works run again: {code}": times for code, times in sorted(self._retries().items())},
            **{f"network: {kind}": times for kind, times in sorted(self._cut_off().items())},
            "updates": self.sim.last_update_id - 100_000_000,
            "requests of the bot": len(self.sim.calls),
            **{f"faults: {kind}": times for kind, times in sorted(self.weather.happened.items())},
            **{f"people: {deed}": self.ledger.deeds[deed] for deed in DEEDS},
        }


async def run(plan: Plan, folder: Path) -> Verdict:
    """Make one run in an empty folder."""
    with made(plan.engine, folder) as database:
        async with Simulator(TOKEN, smtp=True, enforce_limits=True) as sim:
            sim.webhooks.sleep = lambda seconds: asyncio.sleep(min(seconds, LONGEST_RETRY))
            return await CrashRun(plan, folder, sim, database, Random(plan.seed)).run()


def report(verdict: Verdict) -> str:
    """Give the figures and the problems as text."""
    width = max(map(len, verdict.figures))
    lines = [f"{name:<{width}} {value:>8}" for name, value in verdict.figures.items()]
    lines += [f"PROBLEM: {problem}" for problem in verdict.problems]
    return "\n".join([*lines, "Nothing was lost, nothing doubled." if not verdict.problems else "FAILED"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(description="Kill the bot again and again and look what is lost.")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--residents", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=("polling", "webhook"), default="polling")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument(
        "--server-kills-every",
        type=float,
        metavar="SECONDS",
        default=120.0,
        help="stop the PostgreSQL server so often on average; 0 for never",
    )
    parser.add_argument(
        "--replicas", type=int, choices=(1, 3), default=1, help="of the bot behind nginx; on PostgreSQL"
    )
    optional = argparse.BooleanOptionalAction
    parser.add_argument("--close", action=optional, help="let the group refuse for a while", default=True)
    parser.add_argument(
        "--forget", action=optional, help="let Telegram forget chats of residents", default=True
    )
    parser.add_argument("--migrate", action=optional, help="let the group become a supergroup", default=True)
    parser.add_argument("--folder", type=Path, help="keep database and log here")
    options = parser.parse_args(arguments)
    plan = Plan(
        options.kills,
        options.residents,
        options.seed,
        options.mode,
        habits=Habits() if options.forget else Habits(goes_away=0.0),
        closes=options.close,
        migrates=options.migrate,
        engine=options.engine,
        server_stops_every=options.server_kills_every,
        replicas=options.replicas,
    )
    if plan.replicas > 1 and (plan.engine, plan.mode) != ("postgres", "webhook"):
        parser.error("replicas need --engine postgres --mode webhook")
    with tempfile.TemporaryDirectory(prefix="crash-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        verdict = asyncio.run(run(plan, folder))
        sys.stdout.write(f"{plan}\n{report(verdict)}\n{time.monotonic() - began:.0f} seconds\n")
    return 1 if verdict.problems else 0


def _today() -> date:
    return datetime.now(UTC).date()  # noqa: TID251 the bot in the other process lives by the real clock


def _noon_zone() -> str:
    """Give the zone in which it is about noon, of the same day, because nobody is reminded at night."""
    hours = datetime.now(UTC).hour - 12  # noqa: TID251 as above
    return f"Etc/GMT{hours:+d}"


def _free_port() -> int:
    """Find a port that no system gives away by itself: the bot opens it again in each life."""
    for port in Random().sample(NOBODY_GETS, len(NOBODY_GETS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


if __name__ == "__main__":
    sys.exit(main())
