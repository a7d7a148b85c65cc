"""What the rest of the program knows of its database, whichever engine keeps it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from services.exchange.answers import AnswerStore
from services.exchange.exports import ExportStore
from services.units import Units
from storage.inbox import IncomingUpdate
from storage.unit import StoredUnit

Result = TypeVar("Result")


@dataclass
class WriteStats:
    """Counters since the start; works ÷ commits tells how many shared a commit."""

    commits: int = 0
    works: int = 0
    retries: dict[str, int] = field(default_factory=dict)
    """How often a work was run again, by the code of what was in its way."""
    tries: dict[int, int] = field(default_factory=dict)
    """How many transactions were committed, by how often they were run."""

    def note_retry(self, code: str, works: int = 1) -> None:
        """Count one more run of works."""
        self.retries[code] = self.retries.get(code, 0) + works

    def note_commit(self, works: int, tries: int) -> None:
        """Count one more transaction that is committed, with so many works, after it was run so often."""
        self.commits += 1
        self.works += works
        self.tries[tries] = self.tries.get(tries, 0) + 1


class Store(Units[StoredUnit], Protocol):
    """The store of units of work, with all repositories, which other replicas may work on as well.

    A chat is answered by one replica at a time. A replica claims a chat by an ``Arrival`` and tells when it
    leaves it; one that dies is noticed because it does not hold its chats any more.
    """

    @property
    def stats(self) -> WriteStats:
        """What was written since the start."""
        ...

    @property
    def is_shared(self) -> bool:
        """Whether other replicas may work here at the same time."""
        ...

    async def leave(self, chat_id: int) -> Sequence[IncomingUpdate]:
        """Give up a chat in which no update waits here; what others left there meanwhile is ours again.

        Errors: ``StoreError``; the chat is then taken over sooner or later.
        """
        ...

    async def hold(self, chats: Collection[int]) -> None:
        """Tell that this replica still answers chats; others take it over after some seconds otherwise.

        Errors: ``StoreError``.
        """
        ...

    async def take_over(self) -> Sequence[IncomingUpdate]:
        """Return, in the order of their numbers, updates that wait and that no replica answers: ours now.

        Errors: ``StoreError``.
        """
        ...

    async def keeps(self) -> bool:
        """Tell whether this replica does what only one may do at a time, and try to become the one."""
        ...


class ExchangeStore(ExportStore, AnswerStore, Protocol):
    """The database from a process of its own, which exchanges files with billing."""

    def write(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work in a transaction, under the rules of ``services.units``."""
        ...


@dataclass(frozen=True)
class Seen:
    """What a look at a database that can be written tells."""

    size: int
    """Bytes."""
    missing: int
    """How many migrations the next start applies."""
    forgets_by: str = ""
    """Settings of a server by which it may forget what it has acknowledged; empty: it does not."""


class AlreadyRunningError(Exception):
    """Another process works on this database."""


class PlaceRefusedError(Exception):
    """A database cannot be opened; ``code`` says why, and names the text ``start-database-<code>``.

    ``reason`` is what the system, the server or the engine said, without a password.
    """

    def __init__(self, code: str, reason: str = "", *, passes: bool = False) -> None:
        super().__init__(f"{code}: {reason}" if reason else code)
        self.code = code
        self.reason = reason
        self.passes = passes
        """Whether trying again later may help without an administrator."""
