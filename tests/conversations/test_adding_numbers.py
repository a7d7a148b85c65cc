"""Adding a subscriber number with a proof: part 2 of the manual."""

from __future__ import annotations

import pytest

from domain.subscriber_number import SubscriberNumber
from tests.conversations.harness import Resident, Town, say

NUMBER, DATE, AMOUNT = "100200301", "12.11.2026", "1234,56"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who has no number yet."""
    return await town.confirmed("Анна")


async def begin(anna: Resident) -> None:
    await anna.press("Электроэнергия")
    if "Ещё" in anna.buttons:  # the card of the only number
        await anna.press("Ещё")
    await anna.press("Добавить абонента")


async def prove(anna: Resident, number: str = NUMBER, date: str = DATE, amount: str = AMOUNT) -> None:
    for answer in (number, date, amount):
        await anna.send(answer)
    await anna.press("Подтвердить")


async def test_whoever_knows_the_last_payment_gets_the_card(anna: Resident) -> None:
    await begin(anna)
    assert anna.sees == say("number-ask")
    await anna.send(NUMBER)
    assert anna.sees == say("number-date-ask", number=NUMBER)
    await anna.send(DATE)
    assert anna.sees == say("number-amount-ask", date=DATE)
    await anna.send("1234.56")
    assert anna.sees == say("number-confirm-ask", number=NUMBER, date=DATE, amount="1 234,56")
    assert anna.buttons == ["Подтвердить", "Исправить", "Назад", "Отмена"]
    await anna.press("Подтвердить")
    assert say("number-added") in anna.sees
    assert "Яблоневая, 1, кв. 1" in anna.sees
    assert "Передать показания" in anna.buttons
    assert "Все номера" not in anna.buttons
    await anna.press("Электроэнергия")
    assert say("card-title", number=NUMBER) in anna.sees


@pytest.mark.parametrize("typed", ["0070001234", "70001234", "007-000-1234", "00 70 00 12 34", "0070001234 "])
async def test_leading_zeros_and_separators_are_dropped(anna: Resident, typed: str) -> None:
    await begin(anna)
    await prove(anna, typed, "10.11.2026", "972")
    assert say("number-added") in anna.sees
    assert "№ 70001234" in anna.sees


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("сто двести", say("error-number-not-digits")),
        ("№ 100200301a", say("error-number-not-digits")),
        ("01.01.2026", say("error-number-like-date")),
        ("1-1-2026", say("error-number-like-date")),
        ("1 234,56", say("error-number-like-date")),
        ("123", say("error-number-wrong-length", least=4, most=15)),
        ("0000", say("error-number-wrong-length", least=4, most=15)),
        ("1" * 16, say("error-number-wrong-length", least=4, most=15)),
    ],
)
async def test_what_is_no_number_is_asked_again(anna: Resident, typed: str, told: str) -> None:
    await begin(anna)
    await anna.send(typed)
    assert anna.sees == told + "\n\n" + say("number-ask")


@pytest.mark.parametrize("typed", ["12.11.2026", "12/11/26", "12 11 2026", "12112026", "12 ноября 2026 г."])
async def test_a_date_is_understood_in_any_usual_spelling(anna: Resident, typed: str) -> None:
    await begin(anna)
    await prove(anna, date=typed)
    assert say("number-added") in anna.sees


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("в воскресенье", say("error-date-not-understood")),
        ("ноябрь", say("error-date-not-understood")),
        ("31.02.2026", say("error-date-impossible")),
        ("11.13.2026", say("error-date-impossible")),
        ("23.11.2026", say("error-date-in-future", today="22.11.2026")),
    ],
)
async def test_a_wrong_date_is_explained_and_asked_again(anna: Resident, typed: str, told: str) -> None:
    await begin(anna)
    await anna.send(NUMBER)
    await anna.send(typed)
    assert anna.sees == told + "\n\n" + say("number-date-ask", number=NUMBER)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("10 ноября", "10.11.2026"),
        ("10.11", "10.11.2026"),
        ("25.12", "25.12.2025"),
        ("вчера", "21.11.2026"),
        ("10 нояб. 2026 г.", "10.11.2026"),
        ("10.11.2026 14:35", "10.11.2026"),
        ("2026.11.10", "10.11.2026"),
        ("Nov 10", "10.11.2026"),
    ],
)
async def test_a_date_of_which_only_one_day_fits_is_understood_and_shown(
    anna: Resident, typed: str, shown: str
) -> None:
    await begin(anna)
    await anna.send(NUMBER)
    await anna.send(typed)
    assert anna.sees == say("number-amount-ask", date=shown)


async def test_today_is_that_of_the_residents_and_not_of_london(town: Town, anna: Resident) -> None:
    await town.pass_time(hours=13)  # 22:00 in London, 01:00 of the next day in Moscow
    await begin(anna)
    await anna.send(NUMBER)
    await anna.send("23.11.2026")
    assert anna.sees == say("number-amount-ask", date="23.11.2026")


@pytest.mark.parametrize(
    "typed",
    ["1 234,56", "1234.56", "1234,56 руб.", "1234 руб 56 коп", "1234,56 ₽", "₽1'234.56", "+1,234.56 RUB"],
)
async def test_an_amount_is_understood_in_any_usual_spelling(anna: Resident, typed: str) -> None:
    await begin(anna)
    await prove(anna, amount=typed)
    assert say("number-added") in anna.sees


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("тысяча", say("error-amount-not-understood")),
        ("1.234", say("error-amount-ambiguous")),
        ("1,234", say("error-amount-ambiguous")),
        ("0", say("error-amount-not-positive")),
        ("-1234,56", say("error-amount-not-positive")),
    ],
)
async def test_a_doubtful_amount_is_asked_again(anna: Resident, typed: str, told: str) -> None:
    await begin(anna)
    await anna.send(NUMBER)
    await anna.send(DATE)
    await anna.send(typed)
    assert anna.sees == told + "\n\n" + say("number-amount-ask", date=DATE)


@pytest.mark.parametrize(
    ("number", "date", "amount"),
    [
        (NUMBER, DATE, "1234,57"),
        (NUMBER, "11.11.2026", AMOUNT),
        (NUMBER, "12.10.2026", "1046,50"),  # a payment, but not the last one
        ("100200399", DATE, AMOUNT),  # nobody has this number
        ("100200302", DATE, AMOUNT),  # somebody else's payment
        ("100200315", DATE, "1"),  # nothing was ever paid
    ],
)
async def test_a_wrong_number_date_or_amount_gets_one_and_the_same_answer(
    anna: Resident, number: str, date: str, amount: str
) -> None:
    await begin(anna)
    await prove(anna, number, date, amount)
    assert anna.sees == say("error-proof-wrong", left=4) + "\n\n" + say("number-ask")


@pytest.mark.parametrize("amount", ["500", "300", "120,50", "920,50"])
async def test_of_several_payments_of_a_day_one_or_their_sum_proves(anna: Resident, amount: str) -> None:
    await begin(anna)
    await prove(anna, "100200310", "16.11.2026", amount)
    assert say("number-added") in anna.sees


async def test_the_sum_of_some_of_them_does_not(anna: Resident) -> None:
    await begin(anna)
    await prove(anna, "100200310", "16.11.2026", "800")
    assert say("error-proof-wrong", left=4) in anna.sees


async def test_after_a_failure_the_right_answers_are_taken(anna: Resident) -> None:
    await begin(anna)
    await prove(anna, amount="1")
    await prove(anna)
    assert say("number-added") in anna.sees


async def test_five_failures_close_the_way_for_a_day_and_alert_the_operators(
    town: Town, anna: Resident
) -> None:
    await begin(anna)
    for left in (4, 3, 2, 1):
        await prove(anna, amount="1")
        assert say("error-proof-wrong", left=left) in anna.sees
    assert town.alerts == []
    await prove(anna, amount="1")
    assert anna.sees == say("error-proof-closed", until="23.11 12:00")
    assert await town.state_of(anna) is None
    assert town.alerts == [say("alert-proof-failed", login="anna", number=NUMBER, failures=5)]
    await begin(anna)
    assert anna.sees == say("error-proof-closed", until="23.11 12:00")
    await town.pass_time(hours=24)
    await begin(anna)
    await prove(anna)
    assert say("number-added") in anna.sees


async def test_failures_at_several_numbers_count_together_for_an_account(anna: Resident) -> None:
    await begin(anna)
    for last_digit in range(1, 6):
        await prove(anna, f"10020030{last_digit}", amount="1")
    assert anna.sees == say("error-proof-closed", until="23.11 12:00")


async def test_failures_of_several_accounts_count_together_for_a_number(town: Town, anna: Resident) -> None:
    boris = await town.confirmed("Борис", login="boris")
    for resident, times in ((anna, 3), (boris, 2)):
        await begin(resident)
        for _ in range(times):
            await prove(resident, amount="1")
    assert boris.sees == say("error-proof-closed", until="23.11 12:00")
    await prove(anna)
    assert anna.sees == say("error-proof-closed", until="23.11 12:00"), "even with the right answers"
    await begin(anna)
    await prove(anna, "100200302", "10.11.2026", "1500")
    assert say("number-added") in anna.sees, "another number is not closed"


async def test_a_number_held_already_is_said_at_once(anna: Resident) -> None:
    await begin(anna)
    await prove(anna)
    await begin(anna)
    await anna.send("0" + NUMBER)
    assert anna.sees == say("error-number-already-added") + "\n\n" + say("number-ask")


async def test_one_account_may_hold_many_numbers(anna: Resident) -> None:
    await begin(anna)
    await prove(anna)
    await begin(anna)
    await prove(anna, "100200302", "10.11.2026", "1500")
    await anna.press("Электроэнергия")
    assert anna.buttons == [
        "Яблоневая, 1, кв. 1 · № 100200301",
        "Яблоневая, 1, кв. 2 · № 100200302",
        "Добавить абонента",
    ]


async def test_the_others_of_a_family_are_told(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await begin(anna)
    await prove(anna)
    assert boris.heard == say("message-number-shared", number=SubscriberNumber.parse(NUMBER).masked())
    assert NUMBER not in boris.heard
    for resident in (anna, boris):
        await resident.press("Электроэнергия")
        assert "№ 100200301" in resident.sees


async def test_pressing_confirm_twice_adds_once(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    heard = len(boris.chat.messages)
    await begin(anna)
    for answer in (NUMBER, DATE, AMOUNT):
        await anna.send(answer)
    await anna.at_once(anna.person.press("Подтвердить"), anna.person.press("Подтвердить"))
    assert town.query("SELECT count(*) FROM holdings") == [(2,)]
    assert len(boris.chat.messages) == heard + 1
    assert say("number-added") in anna.answers[0].text
    assert anna.hints == [say("form-already-answered")]


async def test_correcting_begins_with_the_number_again(anna: Resident) -> None:
    await begin(anna)
    for answer in (NUMBER, DATE, AMOUNT):
        await anna.send(answer)
    await anna.press("Исправить")
    assert anna.sees == say("number-ask")
    await prove(anna)
    assert say("number-added") in anna.sees


async def test_back_leads_through_all_questions(anna: Resident) -> None:
    await begin(anna)
    for answer in (NUMBER, DATE, AMOUNT):
        await anna.send(answer)
    await anna.press("Назад")
    assert anna.sees == say("number-amount-ask", date=DATE)
    await anna.press("Назад")
    assert anna.sees == say("number-date-ask", number=NUMBER)
    await anna.press("Назад")
    assert anna.sees == say("number-ask")
    await anna.press("Назад")
    assert anna.sees == say("form-left")


async def test_a_number_that_vanished_from_the_registry_cannot_be_added(town: Town, anna: Resident) -> None:
    await town.change("UPDATE subscribers SET closed_at = '2026-11-22T00:00:00Z' WHERE number = '100200301'")
    await begin(anna)
    await prove(anna)
    assert say("error-proof-wrong", left=4) in anna.sees
