"""What the passport of a number holds, and who may see it."""

from decimal import Decimal
from typing import Any, cast

import pytest

from domain.meter import Verification
from domain.subscriber import Premises
from services.numbers.card import ViewCard
from services.numbers.passport import ViewPassport
from tests.services.counted_reads import CountedReads
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household
from tests.services.residents import OTHER_CHAT, People, refused


@pytest.fixture
def view_passport(flat: Household) -> ViewPassport:
    return ViewPassport(flat.database, flat.begin_reading.calendar)


async def test_the_passport_holds_what_billing_knows_of_the_home(
    flat: Household, view_passport: ViewPassport, anna: int
) -> None:
    assert (await view_passport(anna, FLAT)).premises == Premises()
    await flat.sql("UPDATE subscribers SET area = 3850, residents = 2, stove = 'gas', category = 'Город'")
    known = Premises(Decimal("38.5"), 2, "gas", "Город", "")
    assert (await view_passport(anna, FLAT)).premises == known


async def test_each_meter_that_hangs_is_there_with_its_verification(
    flat: Household, view_passport: ViewPassport, anna: int
) -> None:
    await flat.hang_two_rates()
    await flat.sql("UPDATE meters SET verify_by = '2026-12-01' WHERE id = ?", TWO_RATES)
    found = (await view_passport(anna, FLAT)).meters
    assert {each.meter.id: each.verification for each in found} == {
        ONE_RATE: Verification.VALID,
        TWO_RATES: Verification.NEAR,
    }
    await flat.sql("UPDATE meters SET closed_at = '2026-11-01' WHERE id = ?", ONE_RATE)
    assert [each.meter.id for each in (await view_passport(anna, FLAT)).meters] == [TWO_RATES]


async def test_a_passport_costs_no_more_than_the_card(flat: Household, anna: int) -> None:
    units, calendar = CountedReads(flat.database), flat.begin_reading.calendar
    store = cast("Any", units)
    await ViewCard(store, calendar)(anna, FLAT)
    of_the_card = len(units.statements)
    await ViewPassport(store, calendar)(anna, FLAT)
    assert len(units.statements) == 3 <= of_the_card, "the number, its home and its meters"


async def test_only_who_holds_the_number_sees_its_passport(
    view_passport: ViewPassport, people: People, anna: int
) -> None:
    assert (await view_passport(anna, FLAT)).holding.number == FLAT
    boris = await people.confirmed("Boris", email="boris@pochta.example", chat_id=OTHER_CHAT)
    with refused("not-yours"):
        await view_passport(boris, FLAT)
