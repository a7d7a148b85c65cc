"""Counts what Prometheus asks for; docs/operations.md says which numbers to watch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from integrations.workers import BUSY
from services.ports import Clock
from services.units import StoreError
from storage.outbox import Channel
from storage.store import Store, WriteStats
from storage.unit import StoredUnit

HANDLING_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
MOST_TRIES_TOLD = 5
"""Up to so many tries transactions are counted apart: each number is a series of its own."""
STORED_SECONDS = 5.0
"""How long monitoring waits for what is stored, for which a work waits longer."""
TASK_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


class Metrics:
    """Counters of the running process; depths and ages of queues are read from the database on demand."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter(
            "cabinet_updates",
            "Updates that were handled or not kept, by kind and outcome",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self.handling = Histogram(
            "cabinet_handling_seconds",
            "From taking an update out of the inbox to the commit of its turn",
            buckets=HANDLING_SECONDS,
            registry=self.registry,
        )
        self.sends = Counter(
            "cabinet_sends",
            "Messages of the outbox, by channel and outcome",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self.group_reachable = Gauge(
            "cabinet_operators_group_reachable",
            "1 while messages reach the operators' group, as far as the bot knows",
            registry=self.registry,
        )
        self.group_reachable.set(1)
        self._outcomes: dict[tuple[str, str], Counter] = {}
        """Counters by kind and outcome; finding a counter by its labels would take longer than counting."""
        self.taken_over = Counter(
            "cabinet_updates_taken_over",
            "Updates that a process left which is gone, and that this one took over",
            registry=self.registry,
        )
        self.is_keeper = Gauge(
            "cabinet_is_keeper",
            "1 while this replica does what only one does at a time",
            registry=self.registry,
        )
        self._of_workers()

    def _of_workers(self) -> None:
        self.tasks = Counter(
            "cabinet_worker_tasks",
            "Tasks of workers (pictures and documents) in processes of their own, by name and outcome",
            ("name", "outcome"),
            registry=self.registry,
        )
        self.task_seconds = Histogram(
            "cabinet_worker_seconds",
            "How long tasks of workers took, without their wait",
            ("name",),
            buckets=TASK_SECONDS,
            registry=self.registry,
        )
        self.tasks_waiting = Gauge(
            "cabinet_worker_tasks_waiting",
            "Tasks of workers (pictures and documents) that wait for their turn",
            registry=self.registry,
        )

    def handled(self, kind: str, outcome: str, seconds: float) -> None:
        """Count an update that was handled in so many seconds."""
        self._count(kind, outcome)
        self.handling.observe(seconds)

    def not_kept(self, kind: str) -> None:
        """Count an update beyond the bound of its sender."""
        self._count(kind, "not-kept")

    def left(self, kind: str) -> None:
        """Count an update of a chat that another replica answers."""
        self._count(kind, "left")

    def worked(self, name: str, outcome: str, seconds: float) -> None:
        """Count a task of a worker; one for which there was no room took no time."""
        self.tasks.labels(name, outcome).inc()
        if outcome != BUSY:
            self.task_seconds.labels(name).observe(seconds)

    def _count(self, kind: str, outcome: str) -> None:
        counter = self._outcomes.get((kind, outcome))
        if counter is None:
            counter = self._outcomes[kind, outcome] = self.updates.labels(kind, outcome)
        counter.inc()


@dataclass(frozen=True)
class Snapshot:
    """The numbers that the database gives at one moment."""

    inbox: int
    inbox_since: datetime | None
    outbox: dict[Channel, tuple[int, datetime | None]]
    group_since: datetime | None
    alerts: dict[str, int]


def take_snapshot(unit: StoredUnit) -> Snapshot:
    """Read all numbers in one unit of work."""
    return Snapshot(
        inbox=unit.inbox.depth(),
        inbox_since=unit.inbox.oldest_received_at(),
        outbox={
            channel: (unit.outbox.depth(channel), unit.outbox.oldest_created_at(channel))
            for channel in Channel
        },
        group_since=unit.outbox.oldest_to_groups(),
        alerts=unit.alerts.count_by_kind(),
    )


async def exposition(metrics: Metrics, database: Store, clock: Clock) -> bytes:
    """Give all metrics in Prometheus' text format, without what is stored while the database is away."""
    momentary = CollectorRegistry()
    gauge = partial(_gauge, momentary)
    with suppress(StoreError, TimeoutError):
        async with asyncio.timeout(STORED_SECONDS):
            snapshot = await database.read_long(take_snapshot)
        _tell_stored(snapshot, clock(), gauge)
    _tell_works(database.stats, gauge)
    return generate_latest(metrics.registry) + generate_latest(momentary)


def _gauge(registry: CollectorRegistry, name: str, help_text: str, *labels: str) -> Gauge:
    return Gauge(name, help_text, labels, registry=registry)


def _tell_stored(snapshot: Snapshot, now: datetime, gauge: Callable[..., Gauge]) -> None:
    """Tell what waits in the database, and which alerts it holds."""
    gauge("cabinet_inbox_updates", "Updates that wait to be handled").set(snapshot.inbox)
    gauge("cabinet_inbox_oldest_seconds", "Age of the update that waits longest").set(
        _age(snapshot.inbox_since, now)
    )
    depth = gauge("cabinet_outbox_messages", "Messages that wait to be sent", "channel")
    oldest = gauge("cabinet_outbox_oldest_seconds", "Age of the message that waits longest", "channel")
    for channel, (waiting, since) in snapshot.outbox.items():
        depth.labels(channel.value).set(waiting)
        oldest.labels(channel.value).set(_age(since, now))
    gauge("cabinet_operators_group_oldest_seconds", "Age of the message to the group that waits longest").set(
        _age(snapshot.group_since, now)
    )
    alerts = gauge("cabinet_alerts", "Alerts that were ever raised, by kind", "kind")
    for kind, count in snapshot.alerts.items():
        alerts.labels(kind).set(count)


def _tell_works(stats: WriteStats, gauge: Callable[..., Gauge]) -> None:
    """Tell what this process wrote."""
    gauge("cabinet_database_commits", "Commits since the start").set(stats.commits)
    gauge("cabinet_database_works", "Units of work since the start; divided by commits: the batch size").set(
        stats.works
    )
    retries = gauge("cabinet_database_retries", "Works that were run again, by what was in their way", "code")
    for code, count in stats.retries.items():
        retries.labels(code).set(count)
    tries = gauge(
        "cabinet_database_tries", "Transactions since the start, by how often each was run", "tries"
    )
    for times, count in _told_alone(stats.tries).items():
        tries.labels(times).set(count)


def _told_alone(tries: Mapping[int, int]) -> dict[str, int]:
    """Count by 1 to :data:`MOST_TRIES_TOLD`, and all that took more under ``more``."""
    told: dict[str, int] = {}
    for times, count in sorted(tries.items()):
        name = str(times) if times <= MOST_TRIES_TOLD else "more"
        told[name] = told.get(name, 0) + count
    return told


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
