"""Works that change something: each is a transaction of its own, and is run again if another one was faster.

They are serializable, because a work looks up what it relies on and then changes it: with less, two works
that ran at the same time could both find a limit kept which they exceed together.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from storage.connection import Connection
from storage.postgres.errors import AGAIN, TWICE, ConnectionLostError, ServerError
from storage.postgres.greenlets import pause
from storage.postgres.pool import Pool
from storage.postgres.transactions import BEGIN_WRITE, NotCommittedError, Transaction
from storage.postgres.wire import Wire
from storage.store import WriteStats

Result = TypeVar("Result")

MOST_TRIES = 50
"""How often a work is run before its caller is told that the store is busy."""
TRIES_OF_KEYS = 3
"""How often a work is run whose key is there already; then it is the work's own fault."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.002, 0.01
"""Seconds before a work is run again, drawn from a range that grows, so that two works do not meet again."""
ASK_OUTCOME = b"SELECT pg_xact_status($1::xid8)"
COMMITTED, UNDER_WAY = "committed", "in progress"


@dataclass
class Writing:
    """Runs a work in a greenlet until its transaction is committed."""

    pool: Pool
    loop: asyncio.AbstractEventLoop
    jitter: Random
    stats: WriteStats = field(default_factory=WriteStats)
    begin: bytes = BEGIN_WRITE

    def __call__(self, work: Callable[[Connection], Result]) -> Result:
        """Return what the run returned that was committed. Errors: what the work raised, ``ServerError``..."""
        for tries in range(1, MOST_TRIES + 1):
            try:
                result = self._run_once(work)
            except ServerError as error:
                if not _may_succeed(error, tries):
                    raise
                last: Exception = error
                self.stats.note_retry(error.state)
            except ConnectionLostError as error:
                if self.pool.is_closed:
                    raise
                last = error
                self.stats.note_retry("lost")
            else:
                self.stats.note_tries(tries)
                return result
            pause(
                self.loop,
                self.jitter.uniform(SHORTEST_PAUSE, min(LONGEST_PAUSE, SHORTEST_PAUSE * (tries + 1))),
            )
        raise last

    def _run_once(self, work: Callable[[Connection], Result]) -> Result:
        wire = self.pool.take()
        try:
            return self._run_on(wire, work)
        finally:
            self.pool.give_back(wire)

    def _run_on(self, wire: Wire, work: Callable[[Connection], Result]) -> Result:
        transaction = Transaction(wire, self.begin)
        number = transaction.ask_number()
        try:
            result = work(transaction)
        except BaseException:
            transaction.roll_back()
            transaction.raise_first_error()  # a work may have stumbled over a statement that was not run
            raise
        self._commit(transaction, wire, number_of=lambda: number.result().get_value(0, 0) or b"")
        self.stats.works += 1
        self.stats.commits += 1
        return result

    def _commit(self, transaction: Transaction, wire: Wire, number_of: Callable[[], bytes]) -> None:
        number = number_of()  # asked before, because a lost answer to COMMIT is decided by it
        try:
            transaction.commit()
        except (ServerError, NotCommittedError):
            transaction.roll_back()
            raise
        except ConnectionLostError:
            if not self._was_committed(number):
                raise

    def _was_committed(self, number: bytes) -> bool:
        """Ask on another connection what became of a transaction whose COMMIT got no answer."""
        while True:
            wire = self.pool.take()
            try:
                outcome = wire.send(ASK_OUTCOME, [number]).result().get_value(0, 0)
            except ConnectionLostError:
                continue
            finally:
                self.pool.give_back(wire)
            if outcome is None or outcome.decode() != UNDER_WAY:
                return outcome is not None and outcome.decode() == COMMITTED
            pause(self.loop, LONGEST_PAUSE)


def _may_succeed(error: ServerError, tries: int) -> bool:
    return error.state in AGAIN or (error.state == TWICE and tries < TRIES_OF_KEYS)
