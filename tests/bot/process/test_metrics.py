"""What monitoring reads of the database's work."""

from pathlib import Path

from bot.process.metrics import MOST_TRIES_TOLD, Metrics, exposition
from tests.engines import opened
from tests.services.fakes import FakeClock


async def test_retries_are_told_by_their_cause_and_transactions_by_their_tries(tmp_path: Path) -> None:
    clock = FakeClock()
    async with opened(tmp_path / "cabinet.db", clock=clock) as store:
        for tries in (1, 1, 2, MOST_TRIES_TOLD + 1, MOST_TRIES_TOLD + 40):
            store.stats.note_tries(tries)
        for code in ("40001", "40001", "lost"):
            store.stats.note_retry(code)
        told = (await exposition(Metrics(), store, clock)).decode().splitlines()
    assert [
        line for line in told if line.startswith(("cabinet_database_retries", "cabinet_database_tries"))
    ] == [
        'cabinet_database_retries{code="40001"} 2.0',
        'cabinet_database_retries{code="lost"} 1.0',
        'cabinet_database_tries{tries="1"} 2.0',
        'cabinet_database_tries{tries="2"} 1.0',
        'cabinet_database_tries{tries="more"} 2.0',
    ]
