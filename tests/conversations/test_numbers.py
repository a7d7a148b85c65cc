"""What is shown of a subscriber number, and what can be done with it besides sending readings."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, say
from ui.buttons import MOST_DIGITS

ON_THE_CARD = ("Передать показания", "Счета", "Платежи", "История", "Оплатить", "Ещё")
RARE = (
    "Тарифы",
    "Счётчик и дом",
    "Нет света?",
    "Кто ещё видит",
    "Квартира пустует",
    "Переименовать",
    "Удалить",
)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds the first number of the example registry."""
    return await town.holder("100200301")


async def open_card(anna: Resident) -> None:
    """Open the card of the only number."""
    await anna.press("Электроэнергия")


async def test_the_card_shows_address_debt_and_meter(anna: Resident) -> None:
    await open_card(anna)
    for line in (
        "Абонент № 100200301\nЯблоневая, 1, кв. 1\n",
        say("card-debt-overdue", amount="48,48", day="15 ноября"),
        "Ромашка-101",
        "09348817",
        say("card-value", value="12480", date="24.10.2026"),
    ):
        assert line in anna.sees
    assert anna.screen.button_labels == [
        ["Передать показания"],
        ["Оплатить"],
        ["Счета", "Платежи", "История"],
        ["Ещё"],
    ]
    await anna.press("Ещё")
    assert anna.buttons == [*RARE, "Добавить абонента", "К номеру"]


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("100200302", say("card-overpaid", amount="7,30")),
        ("100200303", say("card-even")),
        ("100200311", say("card-debt-overdue", amount="8 347,30", day="15 ноября")),
        ("100200311", say("card-parts", electricity="8 230,98", penalty="116,32")),
        ("100200312", say("card-overpaid", amount="3 482,36")),
        ("100200306", say("card-meter-automatic")),
        ("100200307", say("card-scale-unknown", scale="Ночь (23–7)")),
        ("100200316", say("card-no-meters")),
        ("100200305", "5310,45"),
        ("100200303", "Полупик (10–17, 21–23)"),
    ],
)
async def test_the_card_of_every_kind_of_subscriber(town: Town, number: str, line: str) -> None:
    boris = await town.holder(number, name="Борис", login="boris")
    await open_card(boris)
    assert line in boris.sees


async def test_the_card_shows_what_was_sent_this_month(anna: Resident) -> None:
    await anna.press("Передать показания")
    await anna.send("12650")
    await anna.press("Подтвердить")
    await open_card(anna)
    assert "12650" in anna.sees
    assert "2611-" in anna.sees


async def test_an_old_card_still_offers_what_stands_behind_more_now(anna: Resident) -> None:
    await open_card(anna)
    await anna.forge("n:rename:100200301:0")
    assert anna.sees == say("rename-ask", number="100200301")


async def test_the_card_shows_the_value_that_a_new_reading_is_compared_with(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await town.pass_time(days=30)
    await open_card(anna)
    assert say("card-value", value="12650", date="22.11.2026") in anna.sees
    await town.change("UPDATE scales SET last_value = 12600000, last_date = '2026-11-28'")
    await open_card(anna)
    assert say("card-value", value="12600", date="28.11.2026") in anna.sees
    await anna.press("Передать показания")
    assert say("reading-previous", value="12600", date="28.11.2026") in anna.sees
    await anna.plays("12680", "[Подтвердить]")
    assert say("history-value", scale="Круглосуточно", value="12680", consumption="80") in anna.sees


@pytest.mark.parametrize(
    ("number", "state", "is_offered"),
    [("100200301", "due-due", True), ("100200306", "", False), ("100200316", "", False)],
)
async def test_the_card_says_what_is_still_to_be_sent_and_offers_nothing_else(
    town: Town,
    number: str,
    state: str,
    is_offered: bool,  # noqa: FBT001 drawn from the table
) -> None:
    boris = await town.holder(number, name="Борис", login="boris")
    await open_card(boris)
    assert ("Передать показания" in boris.buttons) is is_offered
    if state:
        assert say("card-state", month=say("month-11"), state=say(state)) in boris.sees


async def test_the_card_offers_no_reading_once_billing_has_it_or_the_window_is_closed(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await town.change("UPDATE readings SET status = 'exported'")
    await open_card(anna)
    assert "Передать показания" not in anna.buttons
    assert say("status-exported") in anna.sees
    await town.restart(READING_WINDOW="1-20")
    await town.pass_time(days=30)
    await open_card(anna)
    assert "Передать показания" not in anna.buttons
    assert say("card-window-closed", opens="01.01.2027") in anna.sees


PHONE = "(812) 303-96-96"


@pytest.mark.parametrize(
    ("number", "warning"),
    [
        ("100200317", say("verification-over", date="10.09.2026", phone=PHONE)),
        ("100200318", say("verification-near", date="20.12.2026", phone=PHONE)),
    ],
)
async def test_a_verification_that_ends_is_told_on_the_card_and_where_a_reading_is_asked_for(
    town: Town, number: str, warning: str
) -> None:
    boris = await town.holder(number, name="Борис", login="boris")
    await open_card(boris)
    assert warning in boris.sees
    await boris.press("Передать показания")
    assert warning in boris.sees


async def test_a_verification_that_is_far_from_its_end_warns_nobody(anna: Resident) -> None:
    await open_card(anna)
    assert "⚠️" not in anna.sees
    await anna.press("Передать показания")
    assert "⚠️" not in anna.sees


# Payments and bills, page by page.


async def test_a_payment_that_was_taken_back_is_listed_as_such(town: Town, anna: Resident) -> None:
    await town.change(
        "INSERT INTO payments (id, number, paid_on, amount) VALUES ('R1', '100200301', '2026-11-13', -123456)"
    )
    await open_card(anna)
    await anna.press("Платежи")

    rows = anna.sees.splitlines()[2::2]
    assert rows[:2] == [
        say("payments-row-reversal", date="13.11.2026", amount="1 234,56"),
        say("payments-row", date="12.11.2026", amount="1 234,56"),
    ]


async def test_a_payment_that_is_not_booked_is_listed_as_such(town: Town, anna: Resident) -> None:
    for number, status in enumerate(("reversed", "pending")):
        await town.change(
            "INSERT INTO payments (id, number, paid_on, amount, status)"  # noqa: S608
            f" VALUES ('R{number}', '100200301', '2026-11-1{3 + number}', 1000, '{status}')"
        )
    await open_card(anna)
    await anna.press("Платежи")
    assert anna.sees.splitlines()[2:6:2] == [
        say("payments-row-pending", date="14.11.2026", amount="10,00"),
        say("payments-row-reversed", date="13.11.2026", amount="10,00"),
    ]


async def test_payments_are_listed_newest_first_page_by_page(anna: Resident) -> None:
    await open_card(anna)
    await anna.press("Платежи")
    rows = anna.sees.splitlines()[2::2]
    assert rows[0] == say("payments-row", date="12.11.2026", amount="1 234,56")
    assert len(rows) == 6
    assert anna.buttons == ["Раньше", "К номеру"]
    await anna.press("Раньше")
    assert anna.sees.splitlines()[-1] == say("payments-row", date="12.12.2025", amount="1 106,30")
    assert anna.buttons == ["Позже", "К номеру"]
    await anna.press("Позже")
    assert anna.sees.splitlines()[2] == rows[0]
    await anna.press("К номеру")
    assert "Абонент № 100200301" in anna.sees


def bill_of(month: int, state: str, **values: str) -> str:
    """Give the row of a month of 2026 in the list of bills."""
    name = say("month-of-year", month=say(f"month-{month}"), year="2026")
    return say(f"bills-row-{state}", bill=name[0].upper() + name[1:], **values)


async def test_a_bill_says_whether_and_when_it_was_paid(anna: Resident) -> None:
    await open_card(anna)
    await anna.press("Счета")
    assert say("card-debt", amount="48,48") in anna.sees
    assert bill_of(10, "open-partly", amount="1 283,04", left="48,48") in anna.sees
    assert bill_of(9, "paid-on", amount="1 046,50", date="12.10.2026") in anna.sees
    assert bill_of(5, "paid-on", amount="992,68", date="12.06.2026") in anna.sees
    assert anna.sees.count("К оплате") == 1


async def test_who_owes_nothing_is_asked_for_nothing(town: Town) -> None:
    boris = await town.holder("100200303", name="Борис", login="boris")
    await open_card(boris)
    assert say("card-even") in boris.sees
    await boris.press("Счета")
    assert say("card-even") in boris.sees
    assert bill_of(10, "paid-on", amount="1 408,96", date="09.11.2026") in boris.sees
    assert "К оплате" not in boris.sees
    assert "не оплачен" not in boris.sees


async def test_one_sum_is_to_pay_on_every_screen_with_its_parts(town: Town) -> None:
    boris = await town.holder("100200311", name="Борис", login="boris")
    await open_card(boris)
    parts = say("card-parts", electricity="8 230,98", penalty="116,32")
    card = boris.screen
    assert f"{say('card-debt-overdue', amount='8 347,30', day='15 ноября')}\n{parts}" in boris.sees
    for button in ("Счета", "Оплатить"):
        await boris.press(button, on=card)
        assert f"{say('card-debt', amount='8 347,30')}\n{parts}" in boris.sees
        await boris.press("К номеру")


async def test_old_debts_are_of_months_without_a_bill(town: Town) -> None:
    boris = await town.holder("100200311", name="Борис", login="boris")
    await open_card(boris)
    await boris.press("Счета")
    assert bill_of(10, "open", amount="1 656,98") in boris.sees
    assert say("bills-elsewhere", amount="4 124,80") in boris.sees


async def test_an_overpayment_paid_a_bill_in_advance(town: Town) -> None:
    boris = await town.holder("100200312", name="Борис", login="boris")
    await open_card(boris)
    await boris.press("Счета")
    assert say("card-overpaid", amount="3 482,36") in boris.sees
    assert bill_of(10, "paid-before", amount="835,92", date="02.10.2026") in boris.sees


async def test_without_bills_the_sum_to_pay_is_told_all_the_same(town: Town, anna: Resident) -> None:
    await town.change("DELETE FROM bills WHERE number = '100200301'")
    await open_card(anna)
    await anna.press("Счета")
    assert say("bills-none") in anna.sees
    assert say("card-debt", amount="48,48") in anna.sees


LAST_PAGE = 10**MOST_DIGITS - 1


@pytest.mark.parametrize("action", ["card", "payments", "bills", "history", "pay", "reading", "remove"])
async def test_a_number_beyond_all_bounds_in_a_button_is_a_stale_button(
    town: Town, anna: Resident, action: str
) -> None:
    for page in (LAST_PAGE + 1, 2**63, 10**30, -(10**30)):
        await anna.forge(f"n:{action}:100200301:{page}")
        assert anna.sees == say("stale-text")
    assert town.faults_reported() == []


@pytest.mark.parametrize(
    ("button", "text_id"),
    [("Платежи", "payments"), ("Счета", "bills"), ("История", "history")],
)
async def test_a_page_that_is_not_there_is_empty_and_leads_back(
    town: Town, anna: Resident, button: str, text_id: str
) -> None:
    await open_card(anna)
    for page in (99, -1, -(10**6), 10**9, LAST_PAGE, -LAST_PAGE):
        await anna.forge(f"n:{text_id}:100200301:{page}")
        assert "К номеру" in anna.buttons
    assert town.faults_reported() == []
    await anna.press("К номеру")
    assert button in anna.buttons


async def test_history_shows_every_scale_its_consumption_and_what_became_of_it(anna: Resident) -> None:
    await open_card(anna)
    await anna.press("История")
    assert say("history-none") in anna.sees
    await anna.press("Передать показания")
    await anna.send("12650")
    await anna.press("Подтвердить")
    await anna.press("История")
    assert "22.11.2026" in anna.sees
    assert say("status-accepted") in anna.sees
    assert say("history-value", scale="Круглосуточно", value="12650", consumption="170") in anna.sees


async def test_how_to_pay_names_number_and_amount(anna: Resident) -> None:
    await open_card(anna)
    await anna.press("Оплатить")
    assert say("card-debt", amount="48,48") in anna.sees
    assert say("pay-text", number="100200301", phone="(812) 303-96-96") in anna.sees
    assert "<code>100200301</code>" in anna.screen.html
    await anna.press("К номеру")
    assert "Оплатить" in anna.buttons


async def test_with_nothing_due_it_says_so(town: Town) -> None:
    boris = await town.holder("100200312", name="Борис", login="boris")
    await open_card(boris)
    await boris.press("Оплатить")
    assert boris.sees == "\n".join(
        [say("pay-nothing", number="100200312"), say("card-overpaid", amount="3 482,36")]
    )


async def test_the_penalty_is_paid_together_with_the_debt(town: Town) -> None:
    boris = await town.holder("100200311", name="Борис", login="boris")
    await open_card(boris)
    await boris.press("Оплатить")
    assert "8 347,30" in boris.sees


# A name of one's own.


async def test_a_number_can_be_given_a_name_and_lose_it_again(anna: Resident) -> None:
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Переименовать")
    assert "Убрать название" not in anna.buttons
    await anna.send("  Дача   у озера ")
    named = say("card-title-named", name="Дача у озера", number="100200301")
    assert named in anna.sees
    await anna.press("Электроэнергия")
    assert named in anna.sees
    await anna.press("Ещё")
    await anna.press("Переименовать")
    await anna.press("Убрать название")
    assert say("card-title", number="100200301") in anna.sees


@pytest.mark.parametrize("name", ["x" * 41, "\N{ZERO WIDTH SPACE}" * 3])
async def test_a_name_that_does_not_fit_is_asked_again(anna: Resident, name: str) -> None:
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Переименовать")
    await anna.send(name)
    assert anna.sees == say("error-name-wrong", most=40) + "\n\n" + say("rename-ask", number="100200301")


async def test_a_name_is_only_text(town: Town, anna: Resident) -> None:
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Переименовать")
    await anna.send("<b>Дача</b> & {сад}")
    assert "<b>Дача</b> & {сад}" in anna.sees
    await town.give_number(anna, "100200302")
    await anna.press("Электроэнергия")
    assert "<b>Дача</b> & {сад}" in anna.sees
    assert anna.buttons[0] == "<b>Дача</b> & {сад} · № 100200301"


async def test_names_are_everybodys_own(town: Town, anna: Resident) -> None:
    boris = await town.holder("100200301", name="Борис", login="boris")
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Переименовать")
    await anna.send("Дача")
    await boris.press("Электроэнергия")
    assert say("card-title", number="100200301") in boris.sees


@pytest.mark.parametrize("way_out", ["Назад", "Отмена"])
async def test_leaving_the_name_leads_back_to_the_card(anna: Resident, way_out: str) -> None:
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Переименовать")
    await anna.press(way_out)
    assert "Оплатить" in anna.buttons


# Taking it off the account.


async def test_a_number_is_removed_only_after_a_question(anna: Resident) -> None:
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Удалить")
    assert anna.sees == say("remove-ask", number="100200301")
    await anna.press("Отмена")
    assert "Абонент № 100200301" in anna.sees
    await anna.press("Ещё")
    await anna.press("Удалить")
    await anna.press("Удалить")
    assert anna.sees == say("remove-done", number="100200301")
    await anna.press("Электроэнергия")
    assert anna.sees == say("numbers-none")


async def test_old_buttons_of_a_removed_number_open_nothing(town: Town, anna: Resident) -> None:
    await open_card(anna)
    older = anna.screen
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Удалить")
    await anna.press("Удалить")
    for label in ON_THE_CARD:
        await anna.press(label, on=older)
        assert anna.sees == say("error-not-yours"), label
        assert await town.state_of(anna) is None


async def test_readings_of_a_removed_number_stay(town: Town, anna: Resident) -> None:
    await anna.press("Передать показания")
    await anna.send("12650")
    await anna.press("Подтвердить")
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Удалить")
    await anna.press("Удалить")
    assert len(town.readings()) == 1
    await town.give_number(anna, "100200301")
    await open_card(anna)
    await anna.press("История")
    assert "12650" in anna.sees


# What belongs to others.


@pytest.mark.parametrize(
    "data",
    [
        f"n:{action}:100200302:0"
        for action in (
            "card",
            "reading",
            "history",
            "payments",
            "bills",
            "pay",
            "more",
            "tariffs",
            "rename",
            "remove",
        )
    ],
)
async def test_a_forged_button_opens_no_number_of_others(town: Town, anna: Resident, data: str) -> None:
    await open_card(anna)
    await anna.forge(data)
    assert anna.sees == say("error-not-yours")
    assert await town.state_of(anna) is None


async def test_a_number_lost_while_it_is_renamed_ends_the_question(town: Town, anna: Resident) -> None:
    second_phone = await town.signed_in_elsewhere(anna, "Анна дома")
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Переименовать")
    await open_card(second_phone)
    await second_phone.press("Ещё")
    await second_phone.press("Удалить")
    await second_phone.press("Удалить")
    await anna.send("Дача")
    assert anna.sees == say("error-not-yours")
    assert await town.state_of(anna) is None


@pytest.mark.parametrize("way_out", ["Назад", "Отмена", "/cancel"])
async def test_nor_does_leaving_that_question_fail(town: Town, anna: Resident, way_out: str) -> None:
    second_phone = await town.signed_in_elsewhere(anna, "Анна дома")
    await open_card(anna)
    await anna.press("Ещё")
    await anna.press("Удалить")
    await open_card(second_phone)
    await second_phone.press("Ещё")
    await second_phone.press("Удалить")
    await second_phone.press("Удалить")
    await (anna.send(way_out) if way_out.startswith("/") else anna.press(way_out))
    assert anna.sees == say("error-not-yours")
    assert await town.state_of(anna) is None
