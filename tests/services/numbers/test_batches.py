"""Lists of readings on a real database: whose they are, what is kept of them, and what a crash leaves."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import pytest

from domain.alert import AlertKind
from domain.batch import KEPT_FOR, Batch, RowState, Said
from domain.batch_text import RowText, rows_of_text
from services.numbers.batches import (
    SENT_AT_ONCE,
    CollectTemplate,
    DecideRow,
    ExchangeValues,
    ListReceipts,
    NextToFix,
    RetypeRow,
    SendRows,
    TakeRows,
    TemplateRow,
    ViewBatch,
)
from services.numbers.readings import Entered, Receipt, SubmitReading, SubmittingUnit
from tests.services.household import FLAT, ONE_RATE, TWO_RATES, Household
from tests.services.residents import OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}
SERIALS = {ONE_RATE: "77001", TWO_RATES: "77002"}
PLOTS = [str(200_300_400 + plot) for plot in range(2 * SENT_AT_ONCE + 1)]


class PowerCutError(Exception):
    """The process ends here."""


@dataclass(frozen=True)
class Dying(SubmitReading):
    """Stores readings until it comes to a meter at which the power is cut."""

    last: str = ""

    def within(
        self, unit: SubmittingUnit, entered: Entered, key: str, now: datetime
    ) -> tuple[Receipt, int | None]:
        if entered.meter_id == self.last:
            raise PowerCutError
        return super().within(unit, entered, key, now)


@dataclass
class Lists:
    """The use cases about lists, for one account."""

    home: Household
    account_id: int
    sender: SendRows | None = None

    def __post_init__(self) -> None:
        units, calendar = self.home.database, self.home.submit_reading.calendar
        self.take_rows, self.view = TakeRows(units, calendar), ViewBatch(units, calendar)
        self.next_to_fix, self.decide_row = NextToFix(units, calendar), DecideRow(units, calendar)
        self.exchange, self.retype = ExchangeValues(units, calendar), RetypeRow(units, calendar)
        self.send = self.sender or SendRows(units, self.home.submit_reading)
        self.receipts = ListReceipts(units)
        self.template = CollectTemplate(units, calendar)

    async def forget_old(self) -> None:
        now = self.home.clock()
        await self.home.database.write(lambda unit: unit.batches.forget(now - KEPT_FOR))

    async def take(self, text: str, key: str = "list") -> int:
        return await self.take_rows(self.account_id, rows_of_text(text), key)

    async def batch(self, batch_id: int) -> Batch:
        found = await self.home.database.read(lambda unit: unit.batches.find(batch_id))
        assert found is not None
        return found

    async def states(self, batch_id: int) -> list[RowState]:
        return list((await self.batch(batch_id)).states().values())

    async def send_all(self, batch_id: int) -> tuple[int, int]:
        """Send portions until no right row is left; count what was stored, and what had changed."""
        stored = changed = 0
        while True:
            portion = await self.send(self.account_id, batch_id)
            stored, changed = stored + portion.stored, changed + portion.changed
            if not portion.left:
                return stored, changed


@pytest.fixture
async def lists(flat: Household, anna: int) -> Lists:
    await flat.hang_two_rates()
    for meter, serial in SERIALS.items():
        await flat.sql("UPDATE meters SET serial = ? WHERE id = ?", serial, meter)
    return Lists(flat, anna)


@pytest.fixture
async def society(flat: Household, anna: int) -> Lists:
    """A chairman holds the numbers of a gardening society, each with one meter."""
    for plot in PLOTS:
        await flat.settle(plot)
        await flat.hang(f"P{plot}", number=plot)
        await flat.add(anna, plot)
    return Lists(flat, anna)


def list_of(numbers: list[str], value: int = 12_100) -> str:
    return "\n".join(f"{number} {value}" for number in numbers)


async def test_nothing_is_a_reading_before_it_is_sent(society: Lists) -> None:
    batch_id = await society.take(list_of(PLOTS))
    assert await society.states(batch_id) == [RowState.RIGHT] * len(PLOTS)
    assert await society.home.readings(f"P{PLOTS[0]}") == []
    assert await society.send_all(batch_id) == (len(PLOTS), 0)
    assert [len(await society.home.readings(f"P{plot}")) for plot in PLOTS] == [1] * len(PLOTS)
    receipts = await society.receipts(society.account_id, batch_id, 0)
    assert (receipts.sent, receipts.in_review, receipts.left) == (len(PLOTS), 0, 0)


@pytest.mark.parametrize("alive", [0, 1, SENT_AT_ONCE - 1, SENT_AT_ONCE, SENT_AT_ONCE + 1])
async def test_a_crash_between_two_rows_loses_nothing_and_doubles_nothing(society: Lists, alive: int) -> None:
    batch_id = await society.take(list_of(PLOTS))
    submit = society.home.submit_reading
    dying = Dying(submit.units, submit.calendar, last=f"P{PLOTS[alive]}")
    with pytest.raises(PowerCutError):
        await replace(society, sender=SendRows(society.home.database, dying)).send_all(batch_id)
    await society.take(list_of(PLOTS))  # the update is handled again
    await society.send_all(batch_id)
    receipts = {(await society.home.readings(f"P{plot}"))[0].receipt for plot in PLOTS}
    assert len(receipts) == len(PLOTS)
    assert [len(await society.home.readings(f"P{plot}")) for plot in PLOTS] == [1] * len(PLOTS)
    assert await society.states(batch_id) == [RowState.SENT] * len(PLOTS)


async def test_a_row_that_another_holder_was_faster_about_is_not_stored(lists: Lists, people: People) -> None:
    boris = await people.confirmed("boris", **BORIS)
    await lists.home.add(boris)
    batch_id = await lists.take(f"{FLAT} 77001 12100")
    assert await lists.states(batch_id) == [RowState.RIGHT]
    await lists.home.submit(boris, 12_050)
    assert await lists.send_all(batch_id) == (0, 1)
    assert await lists.states(batch_id) == [RowState.DOUBTFUL]
    judged = await lists.next_to_fix(lists.account_id, batch_id)
    assert judged is not None
    assert [reading.account_id for reading in judged.replaced] == [boris]
    await lists.decide_row(lists.account_id, batch_id, 1, Said.AS_IS)
    assert await lists.send_all(batch_id) == (1, 0)


async def test_a_meter_that_billing_took_readings_of_meanwhile_is_not_stored(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 12100\n{FLAT} 77002 12100 650")
    receipt = await lists.home.submit(lists.account_id, 12_050)
    await lists.home.sql("UPDATE readings SET status = 'taken' WHERE receipt = ?", receipt.receipt)
    assert await lists.send_all(batch_id) == (1, 1)
    assert sorted(await lists.states(batch_id)) == sorted([RowState.WRONG, RowState.SENT])


async def test_a_list_of_somebody_else_is_not_shown(lists: Lists, people: People) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 12100")
    boris = await people.confirmed("boris", **BORIS)
    for attempt in (
        lists.view(boris, batch_id, 0),
        lists.send(boris, batch_id),
        lists.receipts(boris, batch_id, 0),
        lists.next_to_fix(boris, batch_id),
        lists.decide_row(boris, batch_id, 1, Said.AS_IS),
        lists.retype(boris, batch_id, 1, "12200"),
        lists.exchange(boris, batch_id, 1),
    ):
        with refused("batch-gone"):
            await attempt


async def test_a_number_that_was_given_up_meanwhile_is_not_stored(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 12100")
    await lists.home.sql("DELETE FROM holdings WHERE account_id = ?", lists.account_id)
    assert await lists.send_all(batch_id) == (0, 1)
    assert await lists.home.readings() == []


async def test_what_is_taken_as_it_is_goes_to_the_operators(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 11000\n{FLAT} 77002 19000 650")
    assert await lists.states(batch_id) == [RowState.DOUBTFUL] * 2
    for place in (1, 2):
        await lists.decide_row(lists.account_id, batch_id, place, Said.AS_IS)
    assert await lists.send_all(batch_id) == (2, 0)
    assert [alert.kind for alert in await lists.home.alerts()] == [AlertKind.READING_REVIEW] * 2
    (reading,) = await lists.home.readings()
    assert reading.values[0].below_known


async def test_values_are_exchanged_once_and_only_where_that_fits(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77002 650 12100")
    await lists.exchange(lists.account_id, batch_id, 1)
    assert await lists.states(batch_id) == [RowState.RIGHT]
    await lists.exchange(lists.account_id, batch_id, 1)
    assert await lists.send_all(batch_id) == (1, 0)
    (reading,) = await lists.home.readings(TWO_RATES)
    assert [value.value for value in reading.values] == [12_100, 650]


async def test_a_row_that_was_sent_stays_as_it_is(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 12100")
    await lists.send_all(batch_id)
    before = await lists.batch(batch_id)
    await lists.decide_row(lists.account_id, batch_id, 1, Said.SKIPPED)
    await lists.retype(lists.account_id, batch_id, 1, "12200")
    await lists.exchange(lists.account_id, batch_id, 1)
    assert await lists.batch(batch_id) == before


async def test_what_cannot_be_read_changes_nothing(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 12100")
    before = await lists.batch(batch_id)
    with refused("value-not-a-number"):
        await lists.retype(lists.account_id, batch_id, 1, "много")
    assert await lists.batch(batch_id) == before


async def test_the_template_names_each_scale_and_what_it_showed_last(lists: Lists) -> None:
    address = "ул. Яблоневая, д. 1, кв. 1"
    assert await lists.template(lists.account_id) == [
        TemplateRow(FLAT, address, "77001", "Сутки", Decimal(12_000)),
        TemplateRow(FLAT, address, "77002", "День", Decimal(12_000)),
        TemplateRow(FLAT, address, "77002", "Ночь", Decimal(600)),
    ]


async def test_without_a_meter_that_takes_readings_there_is_no_template(lists: Lists) -> None:
    await lists.home.sql("UPDATE meters SET automatic = 1")
    with refused("batch-nothing-due"):
        await lists.template(lists.account_id)


async def test_a_list_is_forgotten_after_a_day(lists: Lists) -> None:
    batch_id = await lists.take(f"{FLAT} 77001 12100")
    lists.home.clock.pass_time(KEPT_FOR)
    await lists.forget_old()
    assert await lists.states(batch_id) == [RowState.RIGHT]
    lists.home.clock.pass_time(KEPT_FOR / 24)
    await lists.forget_old()
    with refused("batch-gone"):
        await lists.view(lists.account_id, batch_id, 0)


async def test_a_page_beyond_the_last_is_the_last(society: Lists) -> None:
    batch_id = await society.take(list_of(PLOTS))
    page = await society.view(society.account_id, batch_id, 99)
    assert page.page == page.pages - 1
    assert (await society.view(society.account_id, batch_id, -1)).page == 0


async def test_a_row_of_any_shape_is_judged_and_never_raises(lists: Lists) -> None:
    texts = [RowText("", "", text) for text in ("1", "№", f"{FLAT}", f"{FLAT} M9 1", "9" * 200)]
    texts.append(replace(texts[0], number="1e9"))
    batch_id = await lists.take_rows(lists.account_id, texts, "list")
    assert set(await lists.states(batch_id)) == {RowState.WRONG}
