"""A flat with its meters and payments, as the registry brings it, and the use cases about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from domain.alert import Alert, AlertKind
from domain.danger import built_in
from domain.dates import ReadingWindow
from domain.details import Value
from domain.reading import Reading
from domain.subscriber import Holding
from domain.subscriber_number import SubscriberNumber
from domain.thread import Post, Thread
from services.decisions.meter_changes import ChangeReport, DecideMeterChange, ReportMeterChange, ViewOldMeter
from services.decisions.photos import RequestPhoto
from services.decisions.review import DecideReading
from services.numbers.bills import ListBills, ListPayments, ViewBill
from services.numbers.card import ViewCard, ViewNumbers
from services.numbers.due import ListDue
from services.numbers.history import ListHistory
from services.numbers.readings import (
    BeginReading,
    Entered,
    EnterValues,
    JudgeReading,
    ReadingEntry,
    Receipt,
    SubmitReading,
)
from services.numbers.situation import ReadingCalendar
from services.numbers.subscribers import AddSubscriber, BeginAdding, CheckNumber, Remove, Rename
from services.threads.crowding import Crowding
from services.threads.questions import (
    AnswerQuestion,
    AskQuestion,
    CloseQuestion,
    CorrectMessage,
    ResolveQuestion,
    RewriteAnswer,
    WithdrawAnswer,
    WriteToOperators,
)
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.residents import CHAT, MOSCOW

FLAT = "100200301"
PAID_ON = date(2026, 11, 10)
PAID = 124430
ONE_RATE = "M1"
TWO_RATES = "M2"


def words(text: str, chat_id: int = CHAT, message_id: int = 1) -> Post:
    """Write words, without a file."""
    return Post(text, None, None, chat_id, message_id)


CROWDING = Crowding(built_in(), MOSCOW)


def _flat(number: str, account_id: int | None) -> Iterator[tuple[Any, ...]]:
    """Give the statements that bring a flat with a meter, and their values."""
    yield (
        "INSERT INTO subscribers (number, address, balance, penalty) VALUES (?, ?, 0, 0)",
        number,
        f"ул. Речная, д. 1, кв. {number[-3:]}",
    )
    yield (
        "INSERT INTO meters VALUES (?, ?, ?, 'Ромашка', 5, 0, ?, NULL, NULL, NULL)",
        f"M{number}",
        number,
        number,
        False,
    )
    yield (
        "INSERT INTO scales (meter_id, scale, name, hours, last_value) VALUES (?, 1, 'Сутки', '', 12000000)",
        f"M{number}",
    )
    if account_id is not None:
        yield (
            "INSERT INTO holdings (account_id, number, added_at, idempotency_key) VALUES (?, ?, ?, ?)",
            account_id,
            number,
            "2026-11-22T09:00:00.000000+00:00",
            number,
        )


@dataclass
class Household:
    """The use cases about numbers and readings on one database, and what the registry would do to it."""

    database: Database
    clock: FakeClock
    window: str = ""
    tries: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        calendar = ReadingCalendar(self.clock, MOSCOW, ReadingWindow.parse(self.window))
        self.begin_adding = BeginAdding(self.database, self.clock, MOSCOW)
        self.check_number = CheckNumber(self.database)
        self.add_subscriber = AddSubscriber(self.database, self.clock, MOSCOW)
        self.list_due = ListDue(self.database, calendar)
        self.view_card = ViewCard(self.database, calendar)
        self.view_numbers = ViewNumbers(self.database, self.view_card)
        self.rename = Rename(self.database)
        self.remove = Remove(self.database)
        self.list_payments = ListPayments(self.database)
        self.list_bills = ListBills(self.database)
        self.view_bill = ViewBill(self.database)
        self.begin_reading = BeginReading(self.database, calendar)
        self.enter_values = EnterValues(self.database, calendar)
        self.judge_reading = JudgeReading(self.database, calendar)
        self.submit_reading = SubmitReading(self.database, calendar)
        self.report_meter_change = ReportMeterChange(self.database, self.clock)
        self.list_history = ListHistory(self.database, calendar)
        self.decide_reading = DecideReading(self.database, self.clock, MOSCOW)
        self.ask_question = AskQuestion(self.database, self.clock, CROWDING)
        self.answer_question = AnswerQuestion(self.database, self.clock, MOSCOW)
        self.view_old_meter = ViewOldMeter(self.database)
        self.decide_meter_change = DecideMeterChange(self.database, self.clock, MOSCOW)
        self.request_photo = RequestPhoto(self.database, self.clock, MOSCOW)
        self.write_to_operators = WriteToOperators(self.database, self.clock, CROWDING)
        self.correct_message = CorrectMessage(self.database, self.clock, CROWDING)
        self.resolve_question = ResolveQuestion(self.database, self.clock)
        self.rewrite_answer = RewriteAnswer(self.database, self.clock)
        self.withdraw_answer = WithdrawAnswer(self.database, self.clock)
        self.close_question = CloseQuestion(self.database, self.clock, MOSCOW)

    # What the registry brings ---------------------------------------------------------------------------

    async def settle(self, number: str = FLAT) -> None:
        """Bring a flat with a payment."""
        await self.sql(
            "INSERT INTO subscribers (number, address, balance, penalty)"
            " VALUES (?, 'ул. Яблоневая, д. 1, кв. 1', 4848, 0)",
            number,
        )
        await self.pay(number, PAID_ON, PAID)

    async def settle_many(self, *numbers: str, account_id: int | None = None) -> None:
        """Bring flats with a meter each, all held by an account if one is given."""

        def work(unit: StoredUnit) -> None:
            for number in numbers:
                for statement, *values in _flat(number, account_id):
                    unit.connection.execute(statement, values)

        await self.database.write_long(work)

    async def pay(self, number: str, paid_on: date, amount: int) -> None:
        """Book a payment."""
        payment = f"{number}-{paid_on}-{amount}"
        await self.sql(
            "INSERT INTO payments (id, number, paid_on, amount) VALUES (?, ?, ?, ?)",
            payment,
            number,
            paid_on.isoformat(),
            amount,
        )

    async def hang(
        self,
        meter: str = ONE_RATE,
        *scales: tuple[str, int | None],
        number: str = FLAT,
        automatic: bool = False,
    ) -> None:
        """Hang a meter of five digits; its scales have a name and a value (kWh) of 24.10.2026, if any."""
        await self.sql(
            "INSERT INTO meters VALUES (?, ?, ?, 'Ромашка', 5, 0, ?, NULL, NULL, NULL)",
            *(meter, number, f"serial of {meter}", automatic),
        )
        for place, (name, value) in enumerate(scales or (("Сутки", 12000),), start=1):
            last = (None, None) if value is None else (value * 1000, "2026-10-24")
            await self.sql(
                "INSERT INTO scales (meter_id, scale, name, hours, last_value, last_date)"
                " VALUES (?, ?, ?, '', ?, ?)",
                meter,
                place,
                name,
                *last,
            )

    async def hang_two_rates(self) -> None:
        """Hang a meter that counts day and night."""
        await self.hang(TWO_RATES, ("День", 12000), ("Ночь", 600))

    async def know(
        self, day: str, kwh: int, source: str = "resident", meter: str = ONE_RATE, scale: int = 1
    ) -> None:
        """Let billing have told a value of a scale."""
        await self.sql("INSERT INTO history VALUES (?, ?, ?, ?, ?)", meter, scale, day, source, kwh * 1000)

    async def sql(self, statement: str, *values: Any) -> None:
        """Do what no use case does."""

        def work(unit: StoredUnit) -> None:
            unit.connection.execute(statement, values)

        await self.database.write(work)

    # What a resident does -------------------------------------------------------------------------------

    async def add(self, account_id: int, number: str = FLAT, key: str = "") -> Holding:
        """Add a number with the right proof."""
        return await self.prove(account_id, PAID_ON, PAID, number, key)

    async def prove(
        self,
        account_id: int,
        paid_on: date,
        amount: int,
        number: str = FLAT,
        key: str = "",
        chat_id: int | None = None,
    ) -> Holding:
        """Add a number with this proof; without a ``key`` it is a try of its own, without a chat in one of
        its own."""
        parsed = SubscriberNumber.parse(number)
        chat_id = account_id if chat_id is None else chat_id
        return await self.add_subscriber(
            account_id, parsed, paid_on, amount, chat_id, key or f"try {next(self.tries)}"
        )

    async def list_subscribers(self, account_id: int) -> list[Holding]:
        """List the numbers of an account."""
        return [each.holding for each in await self.list_due(account_id)]

    async def entry(self, account_id: int, meter: str = ONE_RATE) -> ReadingEntry:
        """Choose a meter."""
        found = await self.begin_reading(account_id, FLAT, meter)
        assert isinstance(found, ReadingEntry)
        return found

    async def submit(
        self,
        account_id: int,
        *values: str | int,
        meter: str = ONE_RATE,
        key: str = "",
        rolled_over: tuple[int, ...] = (),
        insist: bool = False,
    ) -> Receipt:
        """Confirm a reading."""
        numbered = {scale: Decimal(value) for scale, value in enumerate(values, start=1)}
        entered = Entered(account_id, meter, numbered, rolled_over, confirmed_far_above=insist)
        return await self.submit_reading(entered, key or f"{account_id}-{meter}-{values}-{self.clock()}")

    async def ask(self, account_id: int, text: str, key: str = "question") -> None:
        """Ask the operators."""
        await self.ask_question(account_id, words(text), (), key)

    async def ask_as_another(self, account_id: int, number: int) -> None:
        """Let a question stand that no limit of the account counts; the account reads the answers."""
        now = self.clock()

        def work(unit: StoredUnit) -> None:
            details: dict[str, Value] = {"question": f"Вопрос {number}?", "unanswered_since": now.isoformat()}
            alert_id = unit.alerts.raise_alert(AlertKind.QUESTION, f"question {number}", details, now)
            unit.threads.open(Thread(alert_id, account_id, CHAT))

        await self.database.write(work)

    async def report(
        self,
        account_id: int,
        serial: str,
        key: str = "change",
        opening: str = "15",
        closing: str | None = None,
    ) -> None:
        """Report another meter in the place of the one with one rate."""
        known = {} if closing is None else {1: Decimal(closing)}
        report = ChangeReport(serial, known, {1: Decimal(opening)}, ())
        await self.report_meter_change(account_id, ONE_RATE, report, key)

    # What is left behind --------------------------------------------------------------------------------

    async def readings(self, meter: str = ONE_RATE) -> list[Reading]:
        return await self.database.read(lambda unit: unit.readings.list_for_meter(meter))

    async def alert(self, alert_id: int) -> Alert:
        return await self.database.read(lambda unit: unit.alerts.get(alert_id))

    async def alerts(self) -> list[Alert]:
        return await self.database.read(lambda unit: unit.alerts.list_open())
