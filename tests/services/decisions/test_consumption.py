"""What a meter counted month by month, as operators see it before they decide about a doubtful reading."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.dates import Month
from services.decisions.consumption import MOST_BARS, ConsumptionHistory, ViewConsumption
from storage.sqlite.database import Database
from tests.services.household import FLAT, TWO_RATES, Household
from tests.services.residents import MOSCOW, OLEG

MONTH = timedelta(days=31)
DOUBTED = 90000
"""Far above everything that the meter counted before."""


@pytest.fixture
def view(database: Database) -> ViewConsumption:
    return ViewConsumption(database, MOSCOW)


async def months_pass(flat: Household, anna: int, *kwh: int, meter_at: int = 12000) -> int:
    """Let Anna send a reading a month, each so much above the one before; return the last value."""
    for each in kwh:
        meter_at += each
        await flat.submit(anna, meter_at)
        flat.clock.pass_time(MONTH)
    return meter_at


async def doubted(flat: Household, anna: int, value: int = DOUBTED) -> int:
    """Let Anna send a reading that operators have to decide about, and return its alert."""
    await flat.submit(anna, value, insist=True)
    return (await flat.alerts())[-1].id


async def history_of(view: ViewConsumption, alert_id: int) -> ConsumptionHistory:
    _, history = await view(alert_id)
    assert history is not None
    return history


async def test_the_bars_lead_up_to_the_doubted_reading_oldest_first(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    await months_pass(flat, anna, 310, 310)
    alert, history = await view(await doubted(flat, anna))
    assert history is not None
    assert (history.number, history.serial, history.scales) == (FLAT, "serial of M1", ("Сутки",))
    assert alert.details["number"] == FLAT
    assert [bar.month for bar in history.bars] == [Month(2026, 11), Month(2026, 12), Month(2027, 1)]
    assert [bar.is_doubted for bar in history.bars] == [False, False, True]
    assert history.bars[0].kwh == (Decimal(310),)
    assert history.bars[2].kwh > (Decimal(70000),)


async def test_what_was_sent_after_the_doubted_reading_is_left_out(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    await months_pass(flat, anna, 310, 310)
    alert_id = await doubted(flat, anna)
    flat.clock.pass_time(MONTH)
    await flat.submit(anna, DOUBTED + 1)
    bars = (await history_of(view, alert_id)).bars
    assert (len(bars), bars[-1].is_doubted) == (3, True)


async def test_what_is_usual_is_the_sum_over_the_scales(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    await flat.hang_two_rates()
    for step in range(1, 4):
        await flat.submit(anna, 12000 + 300 * step, 600 + 100 * step, meter=TWO_RATES)
        flat.clock.pass_time(MONTH)
    await flat.submit(anna, 90000, 1100, meter=TWO_RATES, insist=True)
    alert = (await flat.alerts())[-1]
    history = await history_of(view, alert.id)
    usual = [Decimal(str(alert.details[f"usual{scale}"])) for scale in (1, 2)]
    assert history.usual == sum(usual) > 0
    assert (history.scales, len(history.bars[-1].kwh)) == (("День", "Ночь"), 2)


async def test_what_is_usual_stays_open_while_it_is_not_known_of_each_scale(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    await months_pass(flat, anna, 310)
    assert (await history_of(view, await doubted(flat, anna))).usual is None


async def test_a_picture_has_no_more_bars_than_a_phone_shows(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    await months_pass(flat, anna, *[300] * (MOST_BARS + 3))
    bars = (await history_of(view, await doubted(flat, anna))).bars
    assert len(bars) == MOST_BARS
    assert bars[-1].is_doubted


async def test_without_an_earlier_month_there_is_nothing_to_compare_with(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    alert_id = await doubted(flat, anna)
    alert, history = await view(alert_id)
    assert (alert.id, history) == (alert_id, None)


async def test_a_decided_reading_needs_no_picture_any_more(
    view: ViewConsumption, flat: Household, anna: int
) -> None:
    await months_pass(flat, anna, 310, 310)
    alert_id = await doubted(flat, anna)
    await flat.decide_reading(alert_id, OLEG, accept=True)
    alert, history = await view(alert_id)
    assert (alert.is_decided, history) == (True, None)


async def test_a_question_has_no_picture(view: ViewConsumption, flat: Household, anna: int) -> None:
    await months_pass(flat, anna, 310, 310)
    await flat.ask(anna, "Почему так много?")
    assert (await view((await flat.alerts())[-1].id))[1] is None


async def test_an_alert_that_is_not_there_cannot_be_looked_at(view: ViewConsumption) -> None:
    with pytest.raises(LookupError):
        await view(999)
