"""Works that wait for a connection: those that wait together share a transaction, one after the other.

A work occupies its connection for two trips and a commit. Where more works come than connections have time
for, the queue would grow; so it becomes fewer transactions. Each work sees what those before it have changed,
as it would if they had been committed. If one of them spoils the transaction, each is run in one of its own,
which costs nothing but time, because works have no effects outside.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from storage.connection import Connection
from storage.postgres.errors import ConnectionLostError, NoConnectionError, ServerError
from storage.postgres.greenlets import UnderWay, raisable, require_no_unit, start
from storage.postgres.transactions import Transaction
from storage.postgres.writes import Writing

Result = TypeVar("Result")

MOST_TOGETHER = 8
"""Works in one transaction: a longer one meets more of the others, and all of it is run again then."""

APART = "apart"
"""Why works are run again whose transaction one of them spoilt."""


class SpoiltError(Exception):
    """A work raised an error after it had changed something, which all in its transaction would keep."""


@dataclass(eq=False)
class _Job(Generic[Result]):
    """A work and the future of its caller, which the caller may have cancelled."""

    work: Callable[[Connection], Result]
    answer: "asyncio.Future[Result]"
    patience: asyncio.TimerHandle | None = None
    """When it has waited too long for a connection; ``None`` if it did not have to wait."""

    def begin(self) -> None:
        """Note that it does not wait any more."""
        if self.patience is not None:
            self.patience.cancel()

    def succeed(self, result: Result) -> None:
        """Let the caller have the result."""
        if not self.answer.done():
            self.answer.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Let the caller raise an error."""
        if not self.answer.done():
            self.answer.set_exception(raisable(error))


@dataclass
class WriteQueue:
    """Runs each work to its end, also if its caller does not wait for it any more."""

    write: Writing
    loop: asyncio.AbstractEventLoop
    size: int
    """How many transactions there are at the same time."""
    _waiting: "deque[_Job[Any]]" = field(default_factory=deque)
    _under_way: UnderWay = field(default_factory=UnderWay)

    def take(self, work: Callable[[Connection], Result]) -> "asyncio.Future[Result]":
        """Run a work, at once if a connection is free. Errors: those of :class:`Writing`."""
        require_no_unit()
        job = _Job(work, self.loop.create_future())
        if self._under_way.count < self.size:
            self._under_way.begin()
            start(self.loop, lambda: self._run([job]))
        else:
            job.patience = self.loop.call_later(self.write.pool.patience.total_seconds(), self._give_up, job)
            self._waiting.append(job)
        return job.answer

    def _give_up(self, job: "_Job[Any]") -> None:
        self._waiting.remove(job)
        job.fail(NoConnectionError(self.write.pool.trouble or "all connections are in use"))

    def _run(self, jobs: "Sequence[_Job[Any]]") -> None:
        """Run works until none waits."""
        try:
            while jobs:
                self._commit(jobs)
                jobs = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
                for job in jobs:
                    job.begin()
        finally:
            self._under_way.end()

    def _commit(self, jobs: "Sequence[_Job[Any]]") -> None:
        """Run works in one transaction, or each in its own if that is not possible."""
        if len(jobs) > 1 and self._commit_together(jobs):
            return
        for job in jobs:
            self._commit_alone(job)

    def _commit_alone(self, job: "_Job[Any]") -> None:
        try:
            result = self.write(job.work)
        except BaseException as error:  # noqa: BLE001 - the caller raises it
            job.fail(error)
        else:
            job.succeed(result)

    def _commit_together(self, jobs: "Sequence[_Job[Any]]") -> bool:
        """Run works one after the other and commit once; tell whether all have an answer."""
        works = [job.work for job in jobs]
        try:
            outcomes = self.write(
                lambda connection: [_outcome(work, connection) for work in works], len(works)
            )
        except (ServerError, SpoiltError):
            self.write.stats.note_retry(APART, len(works))
            return False
        except BaseException as error:  # noqa: BLE001 - no caller may wait for ever
            for job in jobs:
                job.fail(error)
            return True
        for job, outcome in zip(jobs, outcomes, strict=True):
            if isinstance(outcome, _Raised):
                job.fail(outcome.error)
            else:
                job.succeed(outcome)
        return True

    async def close(self) -> None:
        """Wait for all works that were taken."""
        await self._under_way.over()


@dataclass(frozen=True)
class _Raised:
    """What a work raised before it had changed anything."""

    error: Exception


def _outcome(work: Callable[[Connection], Result], connection: Connection) -> "Result | _Raised":
    """Run one of several works. Errors: those of the server; ``SpoiltError``."""
    assert isinstance(connection, Transaction)  # noqa: S101 - a work is run in nothing else
    before = connection.changes
    try:
        return work(connection)
    except (ServerError, ConnectionLostError):
        raise
    except Exception as error:
        if connection.changes > before:
            raise SpoiltError from error
        return _Raised(error)
