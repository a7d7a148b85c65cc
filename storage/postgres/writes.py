"""Works that change something: each is a transaction of its own, and is run again if another one was faster.

They are serializable, because a work looks up what it relies on and then changes it: with less, two works
that ran at the same time could both find a limit kept which they exceed together.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar, cast

from storage.connection import Connection
from storage.postgres.errors import AGAIN, TWICE, ConnectionLostError, NoConnectionError, ServerError
from storage.postgres.greenlets import pause
from storage.postgres.outcomes import ASK_OUTCOME, UNKNOWN_NUMBER, was_committed
from storage.postgres.pool import Pool
from storage.postgres.transactions import BEGIN_WRITE, Transaction
from storage.postgres.wire import Wire
from storage.store import WriteStats

log = logging.getLogger(__name__)

Result = TypeVar("Result")

MOST_TRIES = 50
"""How often a work is run before its caller is told that the store is busy."""
TRIES_OF_KEYS = 3
"""How often a work is run whose key is there already; then it is the work's own fault."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.002, 0.01
"""Seconds before a work is run again, drawn from a range that grows, so that two works do not meet again."""


class InDoubtError(Exception):
    """The answer to COMMIT was lost; the server knows by the number whether it was done."""

    def __init__(self, message: str, number: bytes, generation: bytes, result: object) -> None:
        super().__init__(message)
        self.number, self.generation, self.result = number, generation, result


@dataclass
class Writing:
    """Runs a work in a greenlet until its transaction is committed."""

    pool: Pool
    loop: asyncio.AbstractEventLoop
    jitter: Random
    stats: WriteStats = field(default_factory=WriteStats)
    begin: bytes = BEGIN_WRITE
    is_closing: bool = False

    def __call__(self, work: Callable[[Connection], Result], works: int = 1) -> Result:
        """Return what the run returned that was committed; it is counted as so many ``works``.

        Errors: what the work raised; ``ServerError`` and ``ConnectionLostError``, after which nothing of it
        is kept.
        """
        until = self.loop.time() + self.pool.patience.total_seconds()
        for tries in range(1, MOST_TRIES + 1):
            try:
                result = self._run_once(work, is_again=tries > 1)
            except ServerError as error:
                if not may_succeed(error, tries):
                    raise
                self.stats.note_retry(error.state, works)
            except ConnectionLostError as error:
                if isinstance(error, NoConnectionError) or tries == MOST_TRIES or self.loop.time() >= until:
                    raise
                self.stats.note_retry("lost", works)
            else:
                self.stats.note_commit(works, tries)
                return result
            longest = min(LONGEST_PAUSE, SHORTEST_PAUSE * (tries + 1))
            pause(self.loop, self.jitter.uniform(SHORTEST_PAUSE, longest))
        raise AssertionError("the last try returns or raises")

    def _run_once(self, work: Callable[[Connection], Result], *, is_again: bool) -> Result:
        try:
            return self._run_on_one(work, is_again=is_again)
        except InDoubtError as doubt:  # its connection was given back, so that another one is opened
            if not self._was_committed(doubt.number, doubt.generation):
                raise ConnectionLostError(str(doubt)) from None
            return cast("Result", doubt.result)

    def _run_on_one(self, work: Callable[[Connection], Result], *, is_again: bool) -> Result:
        wire = self.pool.take(is_first=is_again)  # it has waited its turn already
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
        number.wait()  # before the end, because a lost answer to COMMIT is decided by it
        try:
            transaction.raise_first_error()
            transaction.commit()
        except ServerError:
            if not transaction.is_over:
                transaction.roll_back()
            raise
        except ConnectionLostError as error:
            if not transaction.is_committing:
                raise
            given = number.result().get_value(0, 0) or b""
            raise InDoubtError(str(error), given, wire.generation, result) from None
        return result

    def _was_committed(self, number: bytes, generation: bytes) -> bool:
        """Ask on another connection what became of a transaction whose COMMIT got no answer.

        It is asked as long as the server is away, however patient works are, because a caller is told that
        nothing is kept, or that all is. Only a store that closes gives up.
        """
        while True:
            outcome = None
            try:
                outcome = self._ask_outcome(number, generation)
            except ConnectionLostError:
                if self.is_closing:
                    raise
            except ServerError as error:
                if error.state == UNKNOWN_NUMBER:
                    return False
                log.warning("what became of a transaction cannot be asked: %s", error)
            if outcome is not None:
                return outcome
            pause(self.loop, LONGEST_PAUSE)

    def _ask_outcome(self, number: bytes, generation: bytes) -> bool | None:
        wire = self.pool.take()
        try:
            found = wire.send(ASK_OUTCOME.encode(), [number]).rows()
        finally:
            self.pool.give_back(wire)
        return was_committed(number, generation, tuple(found[0]))


def may_succeed(error: ServerError, tries: int) -> bool:
    """Tell whether a work may succeed that was run so often and failed last with the error."""
    if error.state == TWICE:
        return tries < TRIES_OF_KEYS
    return error.state in AGAIN and tries < MOST_TRIES
