"""What operators find on their desk: a reading to decide about, a question, and an alert to look after."""

import pytest

from services.desk.forgery import ReportForgery
from storage.sqlite.database import Database
from tests.services.desk.stranger import STRANGER
from tests.services.fakes import FakeClock
from tests.services.household import Household
from tests.services.residents import MOSCOW


@pytest.fixture
async def review(flat: Household, anna: int) -> int:
    """An alert that asks for a decision: a reading of Anna's that is far above the usual."""
    await flat.submit(anna, 15000, insist=True)
    return (await flat.alerts())[-1].id


@pytest.fixture
async def question(flat: Household, anna: int) -> int:
    """An alert that waits for an answer."""
    await flat.ask(anna, "Когда будет свет?")
    return (await flat.alerts())[-1].id


@pytest.fixture
async def forgery(database: Database, clock: FakeClock, flat: Household) -> int:
    """An alert that asks for attention only: somebody pressed a button that is not theirs."""
    await ReportForgery(database, clock, MOSCOW)(STRANGER)
    return (await flat.alerts())[-1].id
