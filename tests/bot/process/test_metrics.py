"""What monitoring is told of a bot in trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, cast

import pytest

from bot.process import metrics as metrics_module
from bot.process.metrics import Metrics, exposition
from services.units import StoreBusyError
from storage.store import Store, WriteStats
from tests.services.fakes import FakeClock


@dataclass
class AwayStore:
    """A store whose server does not answer, which the store says at once or only after a while."""

    is_patient: bool
    stats: WriteStats = field(default_factory=WriteStats)

    async def read_long(self, _work: Callable[[object], object]) -> NoReturn:
        if self.is_patient:
            await asyncio.Event().wait()
        raise StoreBusyError("no connection to the database server")


@pytest.mark.parametrize("is_patient", [True, False])
async def test_what_the_process_counts_is_told_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, *, is_patient: bool
) -> None:
    monkeypatch.setattr(metrics_module, "STORED_SECONDS", 0.0)
    metrics, store = Metrics(), AwayStore(is_patient)
    metrics.group_reachable.set(0)
    store.stats.note_retry("lost")
    told = (await exposition(metrics, cast("Store", store), FakeClock())).decode()
    assert "cabinet_operators_group_reachable 0.0" in told
    assert 'cabinet_database_retries{code="lost"} 1.0' in told
    assert "cabinet_inbox_updates" not in told
