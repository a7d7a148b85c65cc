import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.dates import Month
from domain.errors import DomainError
from domain.reading import Outcome, ScaleOutcome, Status
from services.numbers.readings import Entered, MeterChoice, Receipt
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household
from tests.services.residents import OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}


def numbered(*values: int) -> dict[int, Decimal]:
    return {scale: Decimal(value) for scale, value in enumerate(values, start=1)}


def shown(values: Mapping[int, Decimal]) -> dict[int, int]:
    return {scale: int(value) for scale, value in values.items()}


async def test_the_only_meter_is_asked_at_once(flat: Household, anna: int) -> None:
    entry = await flat.begin_reading(anna, FLAT)
    assert not isinstance(entry, MeterChoice)
    (asked,) = entry.scales
    assert (asked.scale.name, asked.previous) == ("Сутки", Decimal(12000))
    assert str(asked.since) == "2026-10-24"
    assert (str(entry.month), entry.days_left, entry.earlier) == ("2026-11", 8, ())


async def test_of_several_meters_one_is_chosen(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    choice = await flat.begin_reading(anna, FLAT)
    assert isinstance(choice, MeterChoice)
    assert [meter.id for meter in choice.meters] == [ONE_RATE, TWO_RATES]
    entry = await flat.entry(anna, TWO_RATES)
    assert [asked.scale.name for asked in entry.scales] == ["День", "Ночь"]


async def test_an_automatic_meter_is_no_choice_beside_another(flat: Household, anna: int) -> None:
    await flat.hang("auto", automatic=True)
    assert not isinstance(await flat.begin_reading(anna, FLAT), MeterChoice)


async def test_an_automatic_meter_takes_no_reading_and_says_so(flat: Household, anna: int) -> None:
    await flat.sql("UPDATE meters SET automatic = 1")
    for call in (flat.begin_reading(anna, FLAT), flat.submit(anna, 12100)):
        with refused("meter-automatic"):
            await call


async def test_a_meter_that_was_taken_off_says_so(flat: Household, anna: int) -> None:
    await flat.sql("UPDATE meters SET closed_at = '2026-11-20'")
    with refused("no-meters"):
        await flat.begin_reading(anna, FLAT)
    with refused("meter-closed"):
        await flat.submit(anna, 12100)
    await flat.hang_two_rates()
    with refused("meter-closed"):
        await flat.begin_reading(anna, FLAT, ONE_RATE)


async def test_the_meter_of_another_flat_is_out_of_reach(people: People, flat: Household, anna: int) -> None:
    boris = await people.confirmed("Boris", **BORIS)
    await flat.settle("100200302")
    await flat.add(boris, "100200302")
    calls = [
        flat.begin_reading(boris, "100200302", ONE_RATE),
        flat.enter_values(boris, ONE_RATE, {}, "12100"),
        flat.judge_reading(boris, ONE_RATE, numbered(12100)),
        flat.submit(boris, 12100),
        flat.report(boris, "1"),
        flat.submit(anna, 12100, meter="no meter"),
    ]
    for call in calls:
        with pytest.raises(DomainError, match=r"not-yours|no-meters"):
            await call
    assert await flat.readings() == []
    assert await flat.alerts() == []


async def test_a_reading_is_stored_under_a_receipt_with_the_moment_of_entry(
    flat: Household, anna: int, clock: FakeClock
) -> None:
    receipt = await flat.submit(anna, 12100)
    assert receipt.receipt.startswith("2611-0000001-")
    assert (receipt.status, receipt.entered_at, receipt.replaced) == (Status.ACCEPTED, clock.now, None)
    (reading,) = await flat.readings()
    assert reading.entered_at == clock.now
    assert [(value.previous, value.value) for value in reading.values] == [(Decimal(12000), Decimal(12100))]


async def test_receipts_of_a_month_are_counted_from_one(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    first = await flat.submit(anna, 12100)
    second = await flat.submit(anna, 12100, 650, meter=TWO_RATES)
    flat.clock.pass_time(timedelta(days=20))
    third = await flat.submit(anna, 12200)
    assert [one.receipt[:12] for one in (first, second, third)] == [
        "2611-0000001",
        "2611-0000002",
        "2612-0000001",
    ]


async def test_a_reading_that_was_shown_for_another_month_is_not_stored(flat: Household, anna: int) -> None:
    november, december = Month(2026, 11), Month(2026, 12)
    shown = flat.clock()
    values = {1: Decimal(12100)}

    async def submit(**when: Any) -> Receipt:
        return await flat.submit_reading(Entered(anna, ONE_RATE, values, **when), "draft 1")

    flat.clock.pass_time(timedelta(days=9))
    with refused("month-changed"):
        await submit(month=november)
    with refused("month-changed"):
        await submit(asked_at=shown)
    assert await flat.readings() == []
    receipt = await submit(month=december, asked_at=shown)
    assert receipt.month == december
    assert await submit(month=november) == receipt  # a repeat gets what was stored


async def test_pressing_twice_stores_once(flat: Household, anna: int) -> None:
    first, second = await asyncio.gather(
        flat.submit(anna, 12100, key="draft 1"), flat.submit(anna, 12100, key="draft 1")
    )
    assert first == second
    assert len(await flat.readings()) == 1


async def test_a_repeat_gets_the_first_receipt_even_when_the_window_has_closed(
    people: People, database: Database, clock: FakeClock
) -> None:
    flat = Household(database, clock, window="15-22")
    await flat.settle()
    await flat.hang()
    anna = await people.confirmed()
    await flat.add(anna)
    first = await flat.submit(anna, 12100, key="draft 1")
    clock.pass_time(timedelta(days=1))
    assert await flat.submit(anna, 12100, key="draft 1") == first
    with refused("window-closed", opens="15.12.2026"):
        await flat.submit(anna, 12100, key="draft 2")
    with refused("window-closed", opens="15.12.2026"):
        await flat.begin_reading(anna, FLAT)


async def test_a_later_reading_of_the_month_replaces_the_earlier_one(flat: Household, anna: int) -> None:
    first = await flat.submit(anna, 12300)
    assert [each.receipt for each in (await flat.entry(anna)).earlier] == [first.receipt]
    second = await flat.submit(anna, 12030)  # lower than the first, which does not count any more
    assert second.replaced == first.receipt
    statuses = [(reading.status, reading.replaced_by) for reading in await flat.readings()]
    assert statuses == [(Status.REPLACED, second.receipt), (Status.ACCEPTED, None)]


async def test_a_repeated_key_tells_what_was_replaced_too(flat: Household, anna: int) -> None:
    await flat.submit(anna, 12300)
    second = await flat.submit(anna, 12030, key="draft 2")
    again = await flat.submit(anna, 12030, key="draft 2")
    assert replace(again, all_replaced=()) == replace(second, all_replaced=())
    told, told_again = (
        [(each.receipt, each.values) for each in receipt.all_replaced] for receipt in (second, again)
    )
    assert told_again == told
    assert len(told) == 1


@pytest.mark.parametrize("status", ["exported", "billed"])
async def test_a_reading_that_is_with_billing_is_not_replaced(
    flat: Household, anna: int, status: str
) -> None:
    await flat.submit(anna, 12300)
    await flat.sql("UPDATE readings SET status = ?", status)
    for call in (flat.begin_reading(anna, FLAT), flat.submit(anna, 12400)):
        with refused("already-exported"):
            await call


async def test_a_refused_reading_can_be_sent_again(flat: Household, anna: int) -> None:
    await flat.submit(anna, 12300)
    await flat.sql("UPDATE readings SET status = 'refused'")
    assert (await flat.submit(anna, 12050)).replaced is None


async def test_next_month_is_compared_with_this_one(flat: Household, anna: int, clock: FakeClock) -> None:
    await flat.submit(anna, 12300)
    clock.pass_time(timedelta(days=30))
    (asked,) = (await flat.entry(anna)).scales
    assert (asked.previous, str(asked.since)) == (Decimal(12300), "2026-11-22")
    with refused("value-lower", scale="Сутки", previous="12300"):
        await flat.submit(anna, 12299)
    assert (await flat.submit(anna, 12300)).replaced is None


async def test_the_day_begins_where_the_residents_live(flat: Household, anna: int, clock: FakeClock) -> None:
    clock.now = datetime(2026, 11, 30, 21, 30, tzinfo=UTC)
    assert str((await flat.submit(anna, 12100)).month) == "2026-12"


async def test_days_after_the_turn_of_the_month_can_count_for_the_month_before(
    people: People, database: Database, clock: FakeClock
) -> None:
    flat = Household(database, clock, window="20-5")
    await flat.settle()
    await flat.hang()
    anna = await people.confirmed()
    await flat.add(anna)
    first = await flat.submit(anna, 12100)
    clock.pass_time(timedelta(days=12))
    second = await flat.submit(anna, 12110)
    assert (str(second.month), second.replaced) == ("2026-11", first.receipt)


async def test_all_scales_are_needed_and_no_others(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    for values in ({}, numbered(12100), numbered(12100, 650, 5), {1: Decimal(12100), 3: Decimal(650)}):
        with refused("scales-incomplete"):
            await flat.judge_reading(anna, TWO_RATES, values)
        with refused("scales-incomplete"):
            await flat.submit_reading(Entered(anna, TWO_RATES, values, confirmed_far_above=True), "key")
    assert await flat.readings(TWO_RATES) == []


async def test_a_lower_value_is_never_stored(flat: Household, anna: int) -> None:
    with refused("value-lower", scale="Сутки", previous="12000"):
        await flat.submit(anna, 11999, insist=True, rolled_over=(1,))
    assert await flat.readings() == []


async def test_a_rollover_is_stored_as_one_and_the_next_value_is_compared_with_it(
    flat: Household, anna: int, clock: FakeClock
) -> None:
    await flat.sql("UPDATE scales SET last_value = 99950000")
    receipt = await flat.submit(anna, 50, rolled_over=(1,))
    assert receipt.status is Status.ACCEPTED
    clock.pass_time(timedelta(days=30))
    (asked,) = (await flat.entry(anna)).scales
    assert asked.previous == 50
    await flat.submit(anna, 150)
    months = (await flat.list_history(anna, FLAT, 10)).months
    assert [month.meters[0].scales[0].kwh for month in months] == [100, 100]


async def test_far_above_is_stored_for_review_only_if_the_resident_insists(
    flat: Household, anna: int
) -> None:
    with refused("far-above-unconfirmed"):
        await flat.submit(anna, 15000)
    assert await flat.alerts() == []
    receipt = await flat.submit(anna, 15000, insist=True)
    assert receipt.status is Status.REVIEW
    (stored,) = await flat.readings()
    (alert,) = await flat.alerts()
    assert alert.kind == "reading-review"
    assert alert.details == {
        "reading": stored.id,
        "receipt": receipt.receipt,
        "number": FLAT,
        "address": "ул. Яблоневая, д. 1, кв. 1",
        "serial": "serial of M1",
        "history": 0,
        "scales": 1,
        "name1": "Сутки",
        "previous1": "12000",
        "value1": "15000",
        "consumption1": "3000",
        "usual1": None,
        "cost": None,
        "since1": "2026-10-24",
        "days1": 29,
        "month1": "3000",
        "source1": None,
        "by_another1": 0,
        "below1": 0,
        "vacant1": 0,
    }


async def test_insisting_on_a_usual_value_needs_no_review(flat: Household, anna: int) -> None:
    assert (await flat.submit(anna, 12100, insist=True)).status is Status.ACCEPTED


async def test_a_repeated_key_alerts_nobody_twice(flat: Household, anna: int) -> None:
    for _ in range(2):
        await flat.submit(anna, 15000, insist=True, key="draft 1")
    (alert,) = await flat.alerts()
    assert alert.occurrences == 1


async def test_a_reading_for_review_does_not_replace_an_accepted_one(flat: Household, anna: int) -> None:
    await flat.submit(anna, 12100)
    doubted = await flat.submit(anna, 15000, insist=True)
    assert doubted.replaced is None
    assert [reading.status for reading in await flat.readings()] == [Status.ACCEPTED, Status.REVIEW]


async def test_a_plausible_reading_replaces_both_an_accepted_one_and_one_for_review(
    flat: Household, anna: int, clock: FakeClock
) -> None:
    for value in (12100, 15000, 16000):
        last = await flat.submit(anna, value, insist=True)
        clock.pass_time(timedelta(minutes=1))
    final = await flat.submit(anna, 12200)
    assert final.replaced == last.receipt
    statuses = [reading.status for reading in await flat.readings()]
    assert statuses == [Status.REPLACED, Status.REPLACED, Status.REPLACED, Status.ACCEPTED]


async def test_two_people_of_one_flat_replace_each_others_readings(
    people: People, flat: Household, anna: int
) -> None:
    boris = await people.confirmed("Boris", **BORIS)
    await flat.add(boris)
    first = await flat.submit(anna, 12100)
    assert (await flat.submit(boris, 12110)).replaced == first.receipt


async def test_values_are_entered_scale_by_scale(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    one = await flat.enter_values(anna, TWO_RATES, {}, "12 100")
    assert shown(one.values) == {1: 12100}
    assert [(check.consumption.kwh, check.outcome) for check in one.checks] == [
        (Decimal(100), ScaleOutcome.OK)
    ]
    assert [asked.scale.name for asked in one.missing] == ["Ночь"]
    both = await flat.enter_values(anna, TWO_RATES, one.values, "650")
    assert shown(both.values) == {1: 12100, 2: 650}
    assert both.missing == ()


async def test_all_values_are_entered_in_one_message(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    entered = await flat.enter_values(anna, TWO_RATES, {}, "12100 650")
    assert shown(entered.values) == {1: 12100, 2: 650}
    assert [check.outcome for check in entered.checks] == [ScaleOutcome.OK, ScaleOutcome.OK]
    assert entered.missing == ()


async def test_an_entered_value_is_corrected_by_its_name(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    entered = await flat.enter_values(anna, TWO_RATES, numbered(12999), "день 12100")
    assert shown(entered.values) == {1: 12100}
    assert [asked.scale.name for asked in entered.missing] == ["Ночь"]


async def test_when_all_values_are_entered_they_are_entered_anew(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    entered = await flat.enter_values(anna, TWO_RATES, numbered(12999, 699), "12100 650")
    assert shown(entered.values) == {1: 12100, 2: 650}


async def test_a_low_value_is_asked_about_unless_the_other_scale_may_be_meant(
    flat: Household, anna: int
) -> None:
    await flat.hang_two_rates()
    low = await flat.enter_values(anna, TWO_RATES, {}, "11000")
    other = await flat.enter_values(anna, TWO_RATES, {}, "650")
    assert [entered.checks[0].outcome for entered in (low, other)] == [ScaleOutcome.LOWER, ScaleOutcome.DEFER]


async def test_what_cannot_be_read_changes_nothing(flat: Household, anna: int) -> None:
    with refused("value-no-decimals", scale="Сутки"):
        await flat.enter_values(anna, ONE_RATE, {}, "12100,5")


async def test_the_summary_shows_consumption_and_cost(flat: Household, anna: int) -> None:
    await flat.sql(
        "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (1, 1, 0, 598, '2026-01-01')"
    )
    judged = await flat.judge_reading(anna, ONE_RATE, numbered(12100))
    assert judged.verdict.outcome is Outcome.OK
    assert judged.cost == 59800
    assert judged.replaces is None
    assert await flat.readings() == []


async def test_the_cost_is_that_of_the_category_and_never_of_another_one(flat: Household, anna: int) -> None:
    for category, price in (("город", 648), ("село", 454)):
        await flat.sql("INSERT INTO tariffs VALUES (1, 1, ?, 0, ?, '2026-01-01')", category, price)
    assert (await flat.judge_reading(anna, ONE_RATE, numbered(12100))).cost is None
    for category, cost in (("Село", 45400), ("Город", 64800), ("СНТ", None)):
        await flat.sql("UPDATE subscribers SET category = ?", category)
        assert (await flat.judge_reading(anna, ONE_RATE, numbered(12100))).cost == cost


async def test_the_cost_is_unknown_without_tariffs_or_previous_value(flat: Household, anna: int) -> None:
    assert (await flat.judge_reading(anna, ONE_RATE, numbered(12100))).cost is None
    await flat.sql(
        "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (1, 1, 0, 598, '2026-01-01')"
    )
    await flat.sql("UPDATE scales SET last_value = NULL, last_date = NULL")
    assert (await flat.judge_reading(anna, ONE_RATE, numbered(12100))).cost is None


async def test_the_cost_of_two_scales_needs_the_price_of_both(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    await flat.sql(
        "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (2, 1, 0, 688, '2026-01-01')"
    )
    assert (await flat.judge_reading(anna, TWO_RATES, numbered(12100, 650))).cost is None
    await flat.sql(
        "INSERT INTO tariffs (rates, scale, from_kwh, price, valid_from) VALUES (2, 2, 0, 371, '2026-01-01')"
    )
    assert (await flat.judge_reading(anna, TWO_RATES, numbered(12100, 650))).cost == 68800 + 50 * 371


async def test_the_summary_says_what_would_be_replaced(flat: Household, anna: int) -> None:
    receipt = await flat.submit(anna, 12100)
    usual = await flat.judge_reading(anna, ONE_RATE, numbered(12200))
    doubted = await flat.judge_reading(anna, ONE_RATE, numbered(15000))
    assert usual.replaces is not None
    assert usual.replaces.receipt == receipt.receipt
    assert doubted.replaces is None  # not before an operator accepts it


async def test_exchanged_scales_are_offered_in_their_places(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    judged = await flat.judge_reading(anna, TWO_RATES, numbered(650, 12100))
    assert judged.verdict.outcome is Outcome.SWAPPABLE
    assert judged.verdict.swapped == numbered(12100, 650)


async def test_history_survives_a_scale_that_the_registry_dropped(flat: Household, anna: int) -> None:
    await flat.hang_two_rates()
    await flat.submit(anna, 12100, 650, meter=TWO_RATES)
    await flat.sql("DELETE FROM scales WHERE meter_id = ? AND scale = 2", TWO_RATES)
    [month] = (await flat.list_history(anna, FLAT, 10)).months
    assert [scale.name for scale in month.meters[0].scales] == ["День", "Ночь"]


async def test_usual_consumption_is_learned_from_accepted_readings(
    flat: Household, anna: int, clock: FakeClock
) -> None:
    for value in (12100, 12200, 12300):
        clock.pass_time(timedelta(days=30))
        await flat.submit(anna, value)
    clock.pass_time(timedelta(days=30))
    judged = await flat.judge_reading(anna, ONE_RATE, numbered(12300 + 350))
    assert judged.verdict.outcome is Outcome.FAR_ABOVE  # unknown, 1200 would have been plausible
    assert judged.verdict.scales[0].baseline.usual == 77  # 300 kWh in the 119 days since 24.10.2026


async def test_usual_consumption_is_known_from_the_first_day_where_billing_tells_the_past(
    flat: Household, anna: int
) -> None:
    for month, kwh in ((7, 11700), (8, 11800), (9, 11900)):
        await flat.sql(
            "INSERT INTO history VALUES (?, 1, ?, 'resident', ?)",
            *(ONE_RATE, f"2026-{month:02}-24", kwh * 1000),
        )
    judged = await flat.judge_reading(anna, ONE_RATE, numbered(12500))
    assert judged.verdict.outcome is Outcome.FAR_ABOVE  # unknown, 1200 would have been plausible
    assert judged.verdict.scales[0].baseline.usual == 99  # 300 kWh in the 92 days until 24.10.2026
