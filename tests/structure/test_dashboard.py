"""The dashboard in docs/ops/ asks for metrics that there are."""

import json
import re
from datetime import UTC, datetime

import pytest

from bot.process.metrics import Metrics, exposition
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.structure.project import ROOT

DASHBOARD = ROOT / "docs" / "ops" / "grafana-dashboard.json"


async def test_every_panel_asks_for_metrics_that_there_are(tmp_path_factory: pytest.TempPathFactory) -> None:
    clock = FakeClock(datetime(2026, 11, 22, tzinfo=UTC))
    metrics = Metrics()
    metrics.updates.labels("message", "handled").inc()
    metrics.sends.labels("mail", "sent").inc()
    async with Database.open(tmp_path_factory.mktemp("metrics") / "cabinet.db", clock=clock) as database:
        now = clock()
        await database.write(lambda unit: unit.alerts.raise_alert("question", "key", {}, now))
        told = (await exposition(metrics, database, clock)).decode()
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {name for panel in panels for name in re.findall(r"cabinet_\w+", panel["targets"][0]["expr"])}
    assert asked
    assert {name for name in asked if f"\n{name}" not in told} == set()
