"""A person gets all that is kept about them, and nothing of anybody else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from domain.asked_bill import AskedBill
from domain.dates import Month
from domain.money import format_amount
from domain.recovery import RECOVERY_LIFETIME
from services.people.my_data import ExportMyData, Fact, Kind, Term
from services.people.recovery import AskRecovery
from tests.services.household import FLAT, PAID, PAID_ON, TWO_RATES, Household, words
from tests.services.people.test_claims import Way
from tests.services.residents import CHAT, MOSCOW, OLEG, OTHER_CHAT, People

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)


def leaves(fact: Fact) -> Iterator[object]:
    """Give all that is said, without the names of fields."""
    if isinstance(fact, dict):
        for inner in fact.values():
            yield from leaves(inner)
    elif isinstance(fact, list):
        for inner in fact:
            yield from leaves(inner)
    else:
        yield fact


async def test_a_person_can_have_everything_that_is_kept_about_them(people: People) -> None:
    household = Household(people.database, people.clock)
    await household.settle()
    await household.hang()
    await household.sql(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES ('b', ?, '2026-10', 100, 0, 5, 100, 5)",
        FLAT,
    )
    await household.sql("INSERT INTO history VALUES ('M1', 1, '2026-09-24', 'inspector', 11800500)")
    anna = await people.confirmed()
    await household.add(anna)
    await household.rename(anna, FLAT, "Дача")
    data = await ExportMyData(people.database)(anna)
    assert data["account"] == {
        "login": "Anna",
        "email": "anna@pochta.example",
        "email_confirmed_at": NOON,
        "pending_email": None,
        "phone": "+7(921)0000000",
        "language": Term(Kind.LANGUAGE, "ru"),
        "wants_notices": True,
        "second_step": Term(Kind.STEP, "mail"),
        "registered_at": NOON,
    }
    assert data["reminders"] == {
        "reminders_readings": True,
        "reminders_verification": True,
        "reminders_new-bill": False,
        "reminders_bill-due": False,
    }
    assert data["consents"] == [
        {"document": Term(Kind.DOCUMENT, document), "version": version, "given_at": NOON, "chat": CHAT}
        for document, version in (("agreement", "2026-01"), ("personal-data", "2026-12"))
    ]
    assert data["sessions"] == [
        {"chat": CHAT, "device_name": None, "signed_in_at": NOON, "seen_on": NOON.date()}
    ]
    assert data["known_chats"] == [{"chat": CHAT, "known_since": NOON}]
    assert data["letters"] == [{"email": "anna@pochta.example", "sent_at": NOON, "used_at": NOON}]
    assert (data["recoveries"], data["claims"]) == ([], [])
    assert data["ended_numbers"] == []
    assert data["numbers"] == [
        {
            "number": FLAT,
            "name": "Дача",
            "added_at": NOON,
            "proof_paid_on": PAID_ON,
            "address": "ул. Яблоневая, д. 1, кв. 1",
            "to_pay": "48,48",
            "balance": "48,48",
            "penalty": "0,00",
            "closed": False,
            "area": None,
            "residents": None,
            "stove": None,
            "category": None,
            "bill_delivery": None,
            "meters": [
                {
                    "serial": "serial of M1",
                    "model": "Ромашка",
                    "automatic": False,
                    "installed_on": None,
                    "verify_by": None,
                    "closed": False,
                }
            ],
            "known_values": [
                {
                    "serial": "serial of M1",
                    "ordinal": 1,
                    "read_on": date(2026, 9, 24),
                    "value": "11800,5",
                    "told_by": Term(Kind.TOLD_BY, "inspector"),
                }
            ],
            "payments": [
                {
                    "paid_on": PAID_ON,
                    "amount": format_amount(PAID),
                    "source": None,
                    "status": Term(Kind.PAYMENT, "booked"),
                }
            ],
            "bills": [
                {
                    "month": Month(2026, 10),
                    "charged": "1,00",
                    "recalculated": "0,00",
                    "penalty": "0,05",
                    "paid": "1,00",
                    "due": "0,05",
                    "opening_balance": None,
                    "due_on": None,
                    "lines": [],
                }
            ],
        }
    ]


async def test_it_holds_what_billing_tells_of_the_home_of_payments_and_of_the_lines_of_bills(
    people: People,
) -> None:
    household = Household(people.database, people.clock)
    await household.settle()
    await household.sql(
        "UPDATE subscribers SET area = 4250, residents = 3, stove = 'gas', category = 'Город',"
        " bill_delivery = 'голубем'"
    )
    anna = await people.confirmed()
    await household.add(anna)
    await household.sql("UPDATE payments SET source = 'Касса', status = 'reversed'")
    await household.sql(
        "INSERT INTO bills VALUES ('b', ?, '2026-10', 128304, -1000, 0, 0, 0, 500, '2026-11-15')", FLAT
    )
    for line in (
        "2, NULL, 'recalculation', -1543, NULL, NULL, -1000, 'за сентябрь'",
        "1, 1, 'reading', 198000, 0, 648, 128304, ''",
    ):
        await household.sql(f"INSERT INTO bill_lines VALUES ('b', {line})")  # noqa: S608
    [number] = as_list((await ExportMyData(people.database)(anna))["numbers"])
    assert isinstance(number, dict)
    assert {name: number[name] for name in ("area", "residents", "stove", "category", "bill_delivery")} == {
        "area": "42,5",
        "residents": 3,
        "stove": Term(Kind.STOVE, "gas"),
        "category": "Город",
        "bill_delivery": "голубем",
    }
    [payment], [bill] = as_list(number["payments"]), as_list(number["bills"])
    assert isinstance(payment, dict)
    assert (payment["source"], payment["status"]) == ("Касса", Term(Kind.PAYMENT, "reversed"))
    assert isinstance(bill, dict)
    assert (bill["opening_balance"], bill["due_on"]) == ("5,00", date(2026, 11, 15))
    assert bill["lines"] == [
        {
            "basis": Term(Kind.BASIS, "reading"),
            "ordinal": 1,
            "consumption": "198",
            "from_kwh": 0,
            "price": "6,48",
            "amount": "1 283,04".replace(" ", "\N{NO-BREAK SPACE}"),
            "note": None,
        },
        {
            "basis": Term(Kind.BASIS, "recalculation"),
            "ordinal": None,
            "consumption": "-1,543",
            "from_kwh": None,
            "price": None,
            "amount": "−10,00",
            "note": "за сентябрь",
        },
    ]


def as_list(fact: Fact) -> list[Fact]:
    """Take several things apart."""
    assert isinstance(fact, list)
    return fact


async def test_it_holds_every_reading_with_its_values_also_of_a_number_that_was_removed(
    people: People,
) -> None:
    household = Household(people.database, people.clock)
    await household.settle()
    await household.hang_two_rates()
    anna = await people.confirmed()
    await household.add(anna)
    first = await household.submit(anna, 12100, 650, meter=TWO_RATES)
    second = await household.submit(anna, 12110, 655, meter=TWO_RATES)
    await household.remove(anna, FLAT)
    data = await ExportMyData(people.database)(anna)
    assert data["numbers"] == []
    common = {
        "number": FLAT,
        "serial": "serial of M2",
        "month": Month(2026, 11),
        "entered_at": NOON,
        "reason": None,
        "billed_month": None,
        "sent_for_you": False,
    }
    assert data["readings"] == [
        common
        | {
            "values": [
                {"scale": "День", "value": "12100", "previous": "12000"},
                {"scale": "Ночь", "value": "650", "previous": "600"},
            ],
            "receipt": first.receipt,
            "status": Term(Kind.STATUS, "replaced"),
            "replaced_by": second.receipt,
        },
        common
        | {
            "values": [
                {"scale": "День", "value": "12110", "previous": "12000"},
                {"scale": "Ночь", "value": "655", "previous": "600"},
            ],
            "receipt": second.receipt,
            "status": Term(Kind.STATUS, "accepted"),
            "replaced_by": None,
        },
    ]


async def test_it_holds_what_they_said_to_operators_and_of_their_meters(people: People) -> None:
    household = Household(people.database, people.clock)
    await household.settle()
    await household.hang()
    anna = await people.confirmed()
    await household.add(anna)
    await household.report(anna, "55501", opening="3")
    await household.ask(anna, "Когда?")
    question = (await household.alerts())[-1]
    await household.answer_question(question.id, OLEG, words("В шесть."), "reply")
    data = await ExportMyData(people.database)(anna)
    assert data["meter_changes"] == [
        {
            "number": FLAT,
            "old_serial": "serial of M1",
            "new_serial": "55501",
            "reported_at": NOON,
            "change_status": Term(Kind.CHANGE, "review"),
            "reason": None,
            "values": [{"ordinal": 1, "closing": None, "opening": "3"}],
        }
    ]
    assert data["talks"] == [
        {
            "said_at": NOON,
            "author": Term(Kind.AUTHOR, author),
            "text_of": text,
            "file": None,
            "withdrawn_at": None,
        }
        for author, text in (("resident", "Когда?"), ("operator", "В шесть."))
    ]


async def test_it_says_with_the_first_words_of_a_question_which_bill_they_are_about(people: People) -> None:
    household = Household(people.database, people.clock)
    anna = await people.confirmed()
    about = AskedBill(FLAT, Month(2026, 10))
    await household.ask_question(anna, words("Почему?"), (), "question", about)
    [question] = await household.alerts()
    await household.answer_question(question.id, OLEG, words("Потому."), "reply")
    talks = (await ExportMyData(people.database)(anna))["talks"]
    assert isinstance(talks, list)
    assert [each.get("about_bill") for each in talks if isinstance(each, dict)] == [
        {"number": FLAT, "month": Month(2026, 10)},
        None,
    ]


async def test_it_holds_the_notices_that_reached_them_once_for_all_their_chats(people: People) -> None:
    household = Household(people.database, people.clock)
    anna, boris = await people.confirmed("Anna"), await people.confirmed("Boris", chat_id=OTHER_CHAT)
    for number, (text, state) in enumerate(
        (("Не будет света", "delivered"), ("Отменённое", "withdrawn"), ("Другим", "delivered")), start=1
    ):
        await household.sql(
            "INSERT INTO notices (id, state, text, audience, asked, operator_id, operator_name, created_at,"
            " confirmed_at, idempotency_key) VALUES (?, 'finished', ?, 'all', '', 1, 'Олег', ?, ?, ?)",
            *(number, text, "2026-11-22T08:00:00.000000+00:00", "2026-11-22T09:00:00.000000+00:00"),
            f"notice {number}",
        )
        for chat_id in (CHAT, CHAT + 5):
            await household.sql(
                "INSERT INTO notice_recipients VALUES (?, ?, ?, ?, NULL)",
                *(number, chat_id, boris if text == "Другим" else anna, state),
            )
    assert (await ExportMyData(people.database)(anna))["notices"] == [
        {
            "told_at": NOON,
            "notice_about": Term(Kind.NOTICE, "other"),
            "in_force_until": None,
            "text_of": "Не будет света",
        }
    ]


async def test_what_a_person_gets_is_their_own(people: People) -> None:
    household = Household(people.database, people.clock)
    await household.settle()
    await household.hang()
    anna = await people.confirmed("Anna")
    boris = await people.confirmed("Boris", chat_id=OTHER_CHAT)
    for account_id in (anna, boris):
        await household.add(account_id)
    await household.submit(anna, 12100)
    await household.ask(anna, "Мой вопрос")
    data = await ExportMyData(people.database)(boris)
    assert data["readings"] == data["talks"] == []
    assert not any(str(leaf) == "Anna" or "Мой" in str(leaf) for leaf in leaves(data))


async def test_what_a_person_gets_holds_no_hash(people: People) -> None:
    account_id = await people.registered()
    [kept] = await people.database.read(lambda unit: unit.confirmations.list_for(account_id))
    text = " ".join(map(str, leaves(await ExportMyData(people.database)(account_id))))
    assert not any(secret in text for secret in ("hash of", kept.token_hash, kept.code_hash, kept.nonce))


async def test_what_was_asked_for_without_the_password_is_in_it(people: People, anna: int) -> None:
    way = Way(people)
    await way.begin()
    await AskRecovery(people.database, people.tokens, people.randomness, people.clock, MOSCOW)(
        "Anna", CHAT, people.update()
    )
    data = await ExportMyData(people.database)(anna)
    assert data["recoveries"] == [
        {"email": "anna@pochta.example", "asked_at": NOON, "good_until": NOON + RECOVERY_LIFETIME}
    ]
    assert data["claims"] == [
        {"claimed_by": "Анна дома", "number": FLAT, "asked_at": NOON, "ending": Term(Kind.ENDING, "open")}
    ]
