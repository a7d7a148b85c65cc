from datetime import date, timedelta

import pytest

from domain.errors import DomainError
from domain.limits import FAILED_PROOFS_IN_TOTAL
from services.messages import Content, MessageKind
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.services.household import FLAT, PAID, PAID_ON, Household
from tests.services.residents import CHAT, OTHER_CHAT, People, refused

BORIS = {"email": "boris@pochta.example", "chat_id": OTHER_CHAT}
DAY_BEFORE = PAID_ON - timedelta(days=1)


@pytest.fixture
async def flat(database: Database, clock: FakeClock) -> Household:
    household = Household(database, clock)
    await household.settle()
    return household


async def told(people: People) -> list[OutgoingMessage[Content]]:
    return [message for message in await people.telegrams() if message.kind == MessageKind.NUMBER_SHARED]


async def test_a_number_is_added_by_its_last_payment(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    holding = await flat.add(anna)
    assert (holding.number, holding.name, holding.balance) == (FLAT, None, 4848)
    assert await flat.list_subscribers(anna) == [holding]


async def test_one_of_several_payments_of_the_last_day_or_their_sum_proves(
    people: People, flat: Household
) -> None:
    await flat.pay(FLAT, PAID_ON, 10000)
    anna = await people.confirmed()
    for amount in (PAID, 10000, PAID + 10000):
        assert (await flat.prove(anna, PAID_ON, amount, key=f"{amount}")).number == FLAT
        await flat.remove(anna, FLAT)


@pytest.mark.parametrize("reversed_on", [PAID_ON, PAID_ON + timedelta(days=3)])
async def test_a_payment_that_was_taken_back_proves_nothing(
    people: People, flat: Household, reversed_on: date
) -> None:
    await flat.pay(FLAT, DAY_BEFORE, 70000)
    await flat.pay(FLAT, reversed_on, -PAID)
    anna = await people.confirmed()

    for paid_on, amount in ((PAID_ON, PAID), (reversed_on, -PAID), (reversed_on, 0)):
        with pytest.raises(DomainError) as caught:
            await flat.prove(anna, paid_on, amount)
        assert caught.value.code == "proof-wrong"

    assert (await flat.prove(anna, DAY_BEFORE, 70000)).number == FLAT


@pytest.mark.parametrize("status", ["reversed", "pending"])
async def test_a_payment_that_is_reversed_or_not_booked_yet_proves_nothing(
    people: People, flat: Household, status: str
) -> None:
    await flat.pay(FLAT, DAY_BEFORE, 70000)
    await flat.sql("UPDATE payments SET status = ? WHERE amount = ?", status, PAID)
    anna = await people.confirmed()
    with pytest.raises(DomainError) as caught:
        await flat.prove(anna, PAID_ON, PAID)
    assert caught.value.code == "proof-wrong"
    assert (await flat.prove(anna, DAY_BEFORE, 70000)).number == FLAT


@pytest.mark.parametrize(
    ("number", "paid_on", "amount"),
    [
        ("100200399", PAID_ON, PAID),  # no such number
        (FLAT, DAY_BEFORE, PAID),
        (FLAT, PAID_ON, PAID - 1),
        (FLAT, DAY_BEFORE, 500),  # a payment, but not of the last day
        (FLAT, PAID_ON, PAID + 500),  # a sum over two days
        ("100200305", PAID_ON, 0),  # nothing was ever paid
        ("100200306", PAID_ON, PAID),  # closed
    ],
)
async def test_whatever_is_wrong_gets_the_same_answer(
    people: People, flat: Household, number: str, paid_on: date, amount: int
) -> None:
    await flat.pay(FLAT, DAY_BEFORE, 500)
    await flat.sql(
        "INSERT INTO subscribers (number, address, balance, penalty) VALUES ('100200305', '', 0, 0)"
    )
    await flat.settle("100200306")
    await flat.sql("UPDATE subscribers SET closed_at = '2026-11-01' WHERE number = '100200306'")
    anna = await people.confirmed()
    with refused("proof-wrong", left=4):
        await flat.prove(anna, paid_on, amount, number)
    assert await flat.list_subscribers(anna) == []


async def test_five_failures_close_the_way_for_an_account_until_the_window_passes(
    people: People, flat: Household, clock: FakeClock
) -> None:
    anna = await people.confirmed()
    for left in (4, 3, 2, 1):
        with refused("proof-wrong", left=left):
            await flat.prove(anna, PAID_ON, 1, number=f"10020040{left}")
        clock.pass_time(timedelta(hours=1))
    with refused("proof-closed", until="23.11 12:00"):
        await flat.prove(anna, PAID_ON, 1)
    with refused("proof-closed", until="23.11 12:00"):
        await flat.add(anna)
    with refused("proof-closed", until="23.11 12:00"):
        await flat.begin_adding(anna, anna)
    clock.pass_time(timedelta(hours=20))
    await flat.begin_adding(anna, anna)
    assert (await flat.add(anna)).number == FLAT


async def strangers_fail(people: People, flat: Household, failures: int = 5) -> list[int]:
    """Let strangers fail at the flat, once each."""
    accounts = [
        await people.confirmed(f"person-{place}", email=f"{place}@pochta.example")
        for place in range(failures)
    ]
    for account in accounts:
        with pytest.raises(DomainError, match=r"proof-wrong|proof-closed"):
            await flat.prove(account, PAID_ON, 1)
    return accounts


async def test_five_failures_of_several_accounts_close_the_number_to_them(
    people: People, flat: Household
) -> None:
    for account in await strangers_fail(people, flat):
        with refused("proof-closed", until="23.11 12:00"):
            await flat.add(account)


async def test_who_has_not_failed_adds_a_number_that_others_closed_and_operators_look_at_it(
    people: People, flat: Household
) -> None:
    await strangers_fail(people, flat)
    anna = await people.confirmed()
    assert (await flat.add(anna)).number == FLAT
    [alert] = [each for each in await flat.alerts() if each.kind == "number-contested"]
    assert (alert.account_id, alert.details) == (anna, {"login": "Anna", "number": FLAT, "failures": 5})


async def test_who_fails_at_a_number_that_others_closed_has_no_second_try(
    people: People, flat: Household
) -> None:
    await strangers_fail(people, flat)
    anna = await people.confirmed()
    with refused("proof-closed", until="23.11 12:00"):
        await flat.prove(anna, PAID_ON, 1)
    with refused("proof-closed", until="23.11 12:00"):
        await flat.add(anna)


async def test_a_number_that_nobody_closed_is_added_without_a_word_to_operators(
    people: People, flat: Household
) -> None:
    await strangers_fail(people, flat, 4)
    await flat.add(await people.confirmed())
    assert await flat.alerts() == []


async def test_ten_failures_close_a_chat_whatever_account_is_signed_in_there(
    people: People, flat: Household
) -> None:
    accounts = [
        await people.confirmed(f"person-{place}", email=f"{place}@pochta.example") for place in range(6)
    ]
    for place in range(10):
        with pytest.raises(DomainError, match=r"proof-wrong|proof-closed"):
            await flat.prove(accounts[place // 2], PAID_ON, 1, f"1002004{place:02}", chat_id=CHAT)
    with refused("proof-closed", until="23.11 12:00"):
        await flat.prove(accounts[5], PAID_ON, PAID, chat_id=CHAT)


async def test_a_chat_that_failed_with_other_accounts_hears_it_before_it_types_anything(
    people: People, flat: Household
) -> None:
    accounts = [
        await people.confirmed(f"person-{place}", email=f"{place}@pochta.example") for place in range(3)
    ]
    for place in range(10):
        with pytest.raises(DomainError, match=r"proof-wrong|proof-closed"):
            await flat.prove(accounts[place // 5], PAID_ON, 1, f"1002004{place:02}", chat_id=CHAT)
    with refused("proof-closed", until="23.11 12:00"):
        await flat.begin_adding(accounts[2], CHAT)
    await flat.begin_adding(accounts[2], OTHER_CHAT)


async def many_fail(people: People, flat: Household) -> None:
    """Let so many newcomers fail, each at a number of its own, that it is too much in total."""
    for place in range(FAILED_PROOFS_IN_TOTAL.most // 4):
        email, chat_id = f"guesser-{place}@pochta.example", 1000 + place
        account = await people.confirmed(f"guesser-{place}", email=email, chat_id=chat_id)
        for guess in range(4):
            with pytest.raises(DomainError, match=r"proof-wrong|proof-closed"):
                await flat.prove(account, PAID_ON, 1, f"1003{place:03}{guess:02}")
        people.clock.pass_time(timedelta(seconds=30))


async def test_too_many_failures_in_total_are_told_to_operators_once(people: People, flat: Household) -> None:
    await many_fail(people, flat)
    with pytest.raises(DomainError, match="proof-wrong"):
        await flat.prove(await people.confirmed(), PAID_ON, 1)
    [alert] = [each for each in await flat.alerts() if each.kind == "too-much"]
    assert (alert.details["what"], alert.details["count"], alert.occurrences) == ("proofs", 100, 1)


async def test_while_failures_are_too_many_who_never_proved_a_number_may_fail_twice(
    people: People, flat: Household
) -> None:
    await many_fail(people, flat)
    newcomer = await people.confirmed()
    with refused("proof-wrong", left=1):
        await flat.prove(newcomer, PAID_ON, 1)
    with pytest.raises(DomainError, match="proof-closed"):
        await flat.prove(newcomer, PAID_ON, 2)
    with pytest.raises(DomainError, match="proof-closed"):
        await flat.begin_adding(newcomer, newcomer)
    assert [each.kind for each in await flat.alerts()] == ["too-much"]


async def test_while_failures_are_too_many_nothing_changes_for_who_proved_a_number_before(
    people: People, flat: Household
) -> None:
    await flat.settle("100200302")
    anna = await people.confirmed()
    await flat.add(anna)
    await many_fail(people, flat)
    for left in (4, 3, 2):
        with refused("proof-wrong", left=left):
            await flat.prove(anna, PAID_ON, left, "100200302")
    assert (await flat.add(anna, "100200302")).number == "100200302"


async def test_a_number_that_does_not_exist_is_closed_alike(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    for _ in range(4):
        with pytest.raises(DomainError, match="proof-wrong"):
            await flat.prove(anna, PAID_ON, 1, "100200399", key=people.update())
    with refused("proof-closed", until="23.11 12:00"):
        await flat.prove(anna, PAID_ON, 1, "100200399", key=people.update())


async def test_operators_are_alerted_once_when_the_way_closes(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    for _ in range(4):
        with pytest.raises(DomainError, match="proof-wrong"):
            await flat.prove(anna, PAID_ON, 1, key=people.update())
    assert await flat.alerts() == []
    for _ in range(3):
        with pytest.raises(DomainError, match="proof-closed"):
            await flat.prove(anna, PAID_ON, 1, key=people.update())
    (alert,) = await flat.alerts()
    assert alert.kind == "proof-failed"
    assert alert.details == {"login": "Anna", "number": FLAT, "failures": 5, "chat": anna}
    assert alert.occurrences == 1


async def test_a_wrong_proof_that_is_handled_again_counts_once(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    for _ in range(10):
        with refused("proof-wrong", left=4):
            await flat.prove(anna, PAID_ON, 1, key="100-7")
    assert await flat.alerts() == []
    assert (await flat.add(anna, key="100-8")).number == FLAT


async def test_a_repeated_key_returns_the_first_result(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    first = await flat.add(anna, key="draft 1")
    assert await flat.add(anna, key="draft 1") == first
    with refused("number-already-added"):
        await flat.add(anna, key="draft 2")


async def test_the_key_of_another_account_adds_nothing_for_free(people: People, flat: Household) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await flat.add(anna, key="draft 1")
    with refused("proof-wrong", left=4):
        await flat.prove(boris, PAID_ON, 1, key="draft 1")


async def test_a_repeated_failure_counts_once(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    for _ in range(6):
        with refused("proof-wrong", left=4):
            await flat.prove(anna, PAID_ON, 1, key="draft 1")
    assert (await flat.add(anna, key="draft 1")).number == FLAT


async def test_a_number_that_is_held_is_noticed_before_the_proof(people: People, flat: Household) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await flat.add(anna)
    with refused("number-already-added"):
        await flat.check_number(anna, f"00{FLAT}")
    assert str(await flat.check_number(boris, FLAT)) == FLAT


async def test_the_others_who_hold_the_number_are_told_in_every_chat_of_theirs(
    people: People, flat: Household
) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await people.sign_in_chat(anna, 101)
    await people.sign_in_chat(anna, CHAT)
    await flat.add(anna)
    await flat.rename(anna, FLAT, "Дача")
    assert await told(people) == []
    await flat.add(boris)
    told_now = await told(people)
    assert sorted(message.recipient for message in told_now) == [str(CHAT), "101"]
    assert all(message.content.details == {"number": "…0301", "name": "Дача"} for message in told_now)


async def test_nothing_about_numbers_works_before_the_address_is_confirmed(
    people: People, flat: Household
) -> None:
    anna = await people.registered()
    calls = [
        flat.begin_adding(anna, anna),
        flat.check_number(anna, FLAT),
        flat.add(anna),
        flat.list_subscribers(anna),
        flat.view_card(anna, FLAT),
        flat.rename(anna, FLAT, "Дача"),
        flat.list_payments(anna, FLAT, 10),
        flat.list_bills(anna, FLAT, 10),
        flat.list_history(anna, FLAT, 10),
        flat.begin_reading(anna, FLAT),
    ]
    for call in calls:
        with refused("email-not-confirmed"):
            await call


async def test_nothing_of_a_number_that_is_not_held_is_shown(people: People, flat: Household) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await flat.add(anna)
    calls = [
        flat.view_card(boris, FLAT),
        flat.rename(boris, FLAT, "Дача"),
        flat.list_payments(boris, FLAT, 10),
        flat.list_bills(boris, FLAT, 10),
        flat.list_history(boris, FLAT, 10),
        flat.begin_reading(boris, FLAT),
        flat.view_card(boris, "no number"),
    ]
    for call in calls:
        with refused("not-yours"):
            await call
    await flat.remove(boris, FLAT)
    assert [holding.number for holding in await flat.list_subscribers(anna)] == [FLAT]


async def test_everyone_has_a_name_of_his_own_for_a_number(people: People, flat: Household) -> None:
    anna, boris = await people.confirmed(), await people.confirmed("Boris", **BORIS)
    await flat.add(anna)
    await flat.add(boris)
    assert await flat.rename(anna, FLAT, "  Дача \n у озера ") == "Дача у озера"
    assert [holding.name for holding in await flat.list_subscribers(anna)] == ["Дача у озера"]
    assert [holding.name for holding in await flat.list_subscribers(boris)] == [None]
    assert await flat.rename(anna, FLAT, None) is None
    assert [holding.name for holding in await flat.list_subscribers(anna)] == [None]


@pytest.mark.parametrize("name", ["", " \n ", "x" * 41])
async def test_a_name_has_one_to_forty_characters(people: People, flat: Household, name: str) -> None:
    anna = await people.confirmed()
    await flat.add(anna)
    with refused("name-wrong", most=40):
        await flat.rename(anna, FLAT, name)
    assert await flat.rename(anna, FLAT, "x" * 40)


async def test_a_removed_number_is_gone_and_can_be_added_again(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    await flat.add(anna, key="draft 1")
    await flat.remove(anna, FLAT)
    await flat.remove(anna, FLAT)
    assert await flat.list_subscribers(anna) == []
    assert (await flat.add(anna, key="draft 2")).number == FLAT


async def test_numbers_are_listed_in_the_order_in_which_they_were_added(
    people: People, flat: Household, clock: FakeClock
) -> None:
    anna = await people.confirmed()
    for number in ("100200309", "100200302"):
        await flat.settle(number)
        await flat.add(anna, number)
        clock.pass_time(timedelta(minutes=1))
    await flat.add(anna)
    assert [one.number for one in await flat.list_subscribers(anna)] == ["100200309", "100200302", FLAT]


async def test_payments_come_newest_first_and_page_by_page(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    await flat.add(anna)
    for day in range(1, 6):
        await flat.pay(FLAT, date(2026, 9, day), day * 100)
    first, second = await flat.list_payments(anna, FLAT, 3), await flat.list_payments(anna, FLAT, 3, 3)
    assert [payment.amount for payment in (*first, *second)] == [PAID, 500, 400, 300, 200, 100]


async def test_bills_come_newest_first(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    await flat.add(anna)
    for month in ("2025-12", "2026-10", "2026-02"):
        await flat.sql(
            "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
            " VALUES (?, ?, ?, 100, -20, 3, 50, 33)",
            month,
            FLAT,
            month,
        )
    page = await flat.list_bills(anna, FLAT, 2)
    bills = [each.bill for each in page.bills]
    assert page.is_more
    assert [str(bill.month) for bill in bills] == ["2026-10", "2026-02"]
    assert (bills[0].charged, bills[0].recalculated, bills[0].penalty) == (100, -20, 3)
    assert (bills[0].paid, bills[0].due) == (50, 33)
    last = await flat.list_bills(anna, FLAT, 2, 2)
    assert [str(each.bill.month) for each in last.bills] == ["2025-12"]
    assert not last.is_more


async def test_twenty_years_of_bills_are_settled_in_a_short_unit(people: People, flat: Household) -> None:
    """Tests count the steps of every short unit."""
    anna = await people.confirmed()
    await flat.add(anna)
    for year in range(2006, 2026):
        for month in range(1, 13):
            await flat.sql(
                "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
                " VALUES (?, ?, ?, 100, 0, 0, 100, 100)",
                *(f"{year}-{month}", FLAT, f"{year}-{month:02}"),
            )
            await flat.pay(FLAT, date(year, month, 12), 100)
    page = await flat.list_bills(anna, FLAT, 6, 18)
    assert [str(each.bill.month) for each in page.bills][:1] == ["2024-06"]


async def test_the_parts_of_all_bills_are_what_the_subscriber_owes(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    await flat.add(anna)
    await flat.sql("UPDATE subscribers SET balance = 250, penalty = 4 WHERE number = ?", FLAT)
    for month in ("2026-08", "2026-09", "2026-10"):
        await flat.sql(
            "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
            " VALUES (?, ?, ?, 100, -20, 3, 50, 33)",
            month,
            FLAT,
            month,
        )
    page = await flat.list_bills(anna, FLAT, 2)
    whole = await flat.list_bills(anna, FLAT, 10)
    assert whole.bills[:2] == page.bills
    assert [(each.unpaid, each.unpaid_penalty) for each in whole.bills] == [(80, 3), (80, 1), (80, 0)]
    assert sum(each.left for each in whole.bills) + whole.elsewhere == 254 == whole.holding.due


async def test_a_card_shows_meters_and_this_months_readings(people: People, flat: Household) -> None:
    anna = await people.confirmed()
    await flat.add(anna)
    await flat.hang()
    await flat.hang("auto", ("Сутки", 5), automatic=True)
    await flat.hang("gone")
    await flat.sql("UPDATE meters SET closed_at = '2026-11-01' WHERE id = 'gone'")
    receipt = await flat.submit(anna, 12100)
    card = await flat.view_card(anna, FLAT)
    assert str(card.month) == "2026-11"
    assert [(view.meter.id, view.meter.automatic) for view in card.meters] == [("M1", False), ("auto", True)]
    assert [view.reading and view.reading.receipt for view in card.meters] == [receipt.receipt, None]
    assert card.meters[0].meter.scales[0].last_value == 12000
    assert card.meters[0].meter.scales[0].last_date == date(2026, 10, 24)
