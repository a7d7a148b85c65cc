"""The dashboard in docs/ops/ asks for metrics that there are, also where several replicas tell them."""

import json
import re
from datetime import UTC, datetime

import pytest

from bot.process.metrics import Metrics, exposition
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.structure.project import ROOT

PANELS = json.loads((ROOT / "docs" / "ops" / "grafana-dashboard.json").read_text(encoding="utf-8"))["panels"]
QUESTIONS = [target["expr"] for panel in PANELS for target in panel["targets"]]
OF_THE_DATABASE = re.compile(r"cabinet_(inbox|outbox|alerts|operators_group_oldest)\w*")
"""Read from the database by each replica, so that all of them tell the same."""
COUNTED = re.compile(r"cabinet_\w+_(total|bucket)|cabinet_database_\w+")
"""Counted by each replica for itself."""


async def test_every_panel_asks_for_metrics_that_there_are(tmp_path_factory: pytest.TempPathFactory) -> None:
    clock = FakeClock(datetime(2026, 11, 22, tzinfo=UTC))
    metrics = Metrics()
    metrics.updates.labels("message", "handled").inc()
    metrics.sends.labels("mail", "sent").inc()
    async with Database.open(tmp_path_factory.mktemp("metrics") / "cabinet.db", clock=clock) as database:
        now = clock()
        await database.write(lambda unit: unit.alerts.raise_alert("question", "key", {}, now))
        database.stats.retries["40001"] = 1
        told = (await exposition(metrics, database, clock)).decode()
    asked = {name for question in QUESTIONS for name in re.findall(r"cabinet_\w+", question)}
    assert asked
    assert {name for name in asked if f"\n{name}" not in told} == set()


def before(question: str, metric: re.Match[str]) -> str:
    """Return the functions round a metric, from the outermost to the innermost."""
    return " ".join(
        re.findall(r"(\w+)(?: by \([\w, ]+\))? ?\((?=[^()]*(?:\([^()]*)*$)", question[: metric.start()])
    )


def test_what_all_replicas_read_from_the_database_is_not_added_up() -> None:
    asked = [(each, found) for each in QUESTIONS for found in OF_THE_DATABASE.finditer(each)]
    assert len(asked) > 5
    assert [each for each, found in asked if not before(each, found).startswith("max")] == []


def test_what_each_replica_counts_is_added_up_after_its_rate_is_taken() -> None:
    """A replica that begins again counts from zero, which only its own rate takes for a restart."""
    asked = [(each, found) for each in QUESTIONS for found in COUNTED.finditer(each)]
    assert len(asked) > 8
    wrong = [each for each, found in asked if not re.search(r"sum (rate|increase)$", before(each, found))]
    assert wrong == []


def test_the_panels_show_who_is_the_keeper_and_what_passed_from_one_replica_to_another() -> None:
    shown = " ".join(QUESTIONS)
    for metric in (
        "cabinet_is_keeper",
        "cabinet_updates_taken_over_total",
        'outcome="left"',
        "cabinet_database_retries",
    ):
        assert metric in shown


def test_panels_do_not_lie_on_each_other() -> None:
    places = [(each["gridPos"]["x"], each["gridPos"]["y"]) for each in PANELS]
    assert len({each["id"] for each in PANELS}) == len(set(places)) == len(PANELS)
