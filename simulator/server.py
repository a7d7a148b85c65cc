"""The fake Telegram as one object: its servers and its people, for tests and for `python -m simulator`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from simulator.bot_api import TOKEN, BotApi, Call
from simulator.faults import Faults
from simulator.files import MAX_UPLOAD
from simulator.levers import Levers
from simulator.limits import FloodLimits
from simulator.mailbox import Letter, Mailbox
from simulator.model import Channel, Group, Message, Topic, User
from simulator.people import Person
from simulator.web import PageApi, while_connected
from simulator.webhooks import Webhooks
from simulator.world import World

SHUTDOWN_S = 1.0
FIRST_PERSON_ID = 1001


@dataclass(frozen=True, slots=True)
class Address:
    """Where the simulator listens; port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0
    smtp_port: int = 0


LOOPBACK = Address()


class Simulator:
    """A Telegram with one bot. `clock` returns unix seconds.

    `keep_messages` bounds the history of each chat and of `calls`; by default everything is kept.
    In `privacy_mode` the bot sees in groups only what is meant for it, unless it is an administrator there.
    """

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], float] = time.time,
        username: str = "lk_demo_bot",
        smtp: bool = False,
        keep_messages: int | None = None,
        privacy_mode: bool = True,
        enforce_limits: bool = False,
        address: Address = LOOPBACK,
    ) -> None:
        if not (match := TOKEN.fullmatch(token)):
            raise ValueError("a bot token looks like 42:ABCdef_ghi-123")
        self.bot = User(int(match[1]), "Личный кабинет", is_bot=True, username=username)
        self.world = World(
            self.bot,
            clock=clock,
            keep_messages=keep_messages,
            privacy_mode=privacy_mode,
            limits=FloodLimits(clock) if enforce_limits else None,
        )
        self.faults = Faults()
        self.mailbox = Mailbox(clock, lambda letter: self.world.events.add("letter", letter=letter))
        self.people: dict[int, Person] = {}
        self._api = BotApi(self.world, token, self.faults, keep_calls=keep_messages)
        self.levers = Levers(clock, self.world.events)
        self._page = PageApi(self.world, self.people, self.mailbox, self.faults, self.levers)
        self._host, self._port = address.host, address.port
        self._smtp, self._smtp_port = smtp, address.smtp_port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the address for TELEGRAM_API_URL."""
        return f"http://{self._host}:{self._port}"

    @property
    def port(self) -> int:
        """Return the port of the page and the Bot API."""
        return self._port

    @property
    def smtp_url(self) -> str:
        """Return the address for SMTP_URL."""
        return self.mailbox.url

    @property
    def letters(self) -> list[Letter]:
        """Return the letters that arrived, oldest first."""
        return self.mailbox.letters

    @property
    def calls(self) -> list[Call]:
        """Return the bot's requests in order, without getUpdates."""
        return self._api.calls

    @property
    def last_update_id(self) -> int:
        """Return the number of the newest update."""
        return self.world.queue.last_id

    @property
    def webhooks(self) -> Webhooks:
        """Return the delivery to the bot's webhook."""
        return self._api.webhooks

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_UPLOAD + 1024 * 1024, middlewares=[while_connected])
        self._api.add_routes(app)
        self._page.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port, backlog=1024).start()
            self._port = self._runner.addresses[0][1]
            if self._smtp:
                await self.mailbox.start(self._host, self._smtp_port)
        except OSError:  # another program has the port
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        self.world.queue.end_poll()
        self.world.events.close()
        await self.webhooks.close()
        await self.mailbox.refuse_connections()
        if self._runner:
            await self._runner.cleanup()

    def add_person(
        self,
        first_name: str,
        *,
        username: str | None = None,
        phone: str | None = None,
        language_code: str | None = "ru",
    ) -> Person:
        """Let somebody join; the bot cannot write to them before they wrote to it."""
        user = User(
            FIRST_PERSON_ID + len(self.people),
            first_name,
            username=username,
            phone=phone,
            language_code=language_code,
        )
        return self.let_join(user)

    def let_join(self, user: User) -> Person:
        """Let somebody join who is known already."""
        person = self.people[user.id] = Person(self.world, self.world.add_person(user))
        return person

    def add_group(
        self, group_id: int, title: str, members: Iterable[Person], *, bot_is_admin: bool = False
    ) -> Group:
        """Let a group exist, with the bot in it; the first member is its administrator."""
        users = [member.user for member in members]
        return self.world.add_group(
            Group(
                group_id,
                title=title,
                members=users,
                bot_is_admin=bot_is_admin,
                admin_ids={user.id for user in users[:1]},
            )
        )

    def bring_post(self, group: Group, text: str) -> Message:
        """Let a post of a channel that a group is linked to appear in the group."""
        return self.world.bring_post(Channel(group.id - 1, title=f"Канал «{group.title}»"), group, text)

    def migrate_group(self, group: Group, new_id: int) -> Group:
        """Turn a group into a supergroup; the old id is refused from now on, with the new one named."""
        return self.world.migrate(group, new_id)

    def remove_bot(self, group: Group, by: Person) -> None:
        """Let a member throw the bot out of a group."""
        self.world.remove_bot(group, by.user)

    def bring_update(self, kind: str, content: object) -> int:
        """Queue an update of any kind and shape, asked for or not, and return its number."""
        return self.world.queue.bring(kind, content)

    def add_bot(self, group: Group, by: Person) -> None:
        """Let a member bring the bot back into a group, as a simple member."""
        self.world.add_bot(group, by.user)

    def set_bot_rights(
        self, group: Group, by: Person, *, is_admin: bool = False, missing: Iterable[str] = ()
    ) -> None:
        """Make the bot an administrator or a simple member, or restrict it; the bot hears of it."""
        self.world.set_bot_rights(group, by.user, is_admin=is_admin, missing=frozenset(missing))

    def open_topic(self, group: Group, name: str) -> Topic:
        """Let a forum, a supergroup with `is_forum`, have a topic."""
        return self.world.open_topic(group, name)

    async def delivered(self) -> None:
        """Wait until the bot has confirmed every update created so far."""
        await self.world.queue.delivered()

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more under its old number."""
        self.world.queue.add_again(update_id)
