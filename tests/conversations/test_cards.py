"""The list of numbers and the card of one: what is to pay and to send is read first, on a small phone."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, say, say_in

NUMBER = "100200301"
FLAT_1 = "Яблоневая, 1, кв. 1"
STATE = {"month": "ноябрь"}


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds the first number of the example registry."""
    return await town.holder(NUMBER)


def blocks(resident: Resident) -> list[list[str]]:
    """Give what is read between two empty lines, line by line."""
    return [block.splitlines() for block in resident.sees.split("\n\n")]


def bill_line(state: str, bill: str, **values: str) -> str:
    """Give what the card says of the last bill."""
    return say(f"bills-row-{state}", bill=say("card-bill", bill=bill), **values)


async def brings_bill(town: Town, month: str, charged: int, *, name: str = "", due_on: str = "") -> None:
    """Bring a bill of the first number; ``charged`` in kopecks."""
    day = f"'{due_on}'" if due_on else "NULL"
    await town.change(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due, due_on)"  # noqa: S608
        f" VALUES ('{name or month}', '100200301', '{month}', {charged}, 0, 0, 0, {charged}, {day})"
    )


async def owes(town: Town, kopecks: int, *, penalty: int = 0) -> None:
    await town.change(
        f"UPDATE subscribers SET balance = {kopecks}, penalty = {penalty} WHERE number = '100200301'"  # noqa: S608
    )


# The card.


async def test_the_card_is_read_from_what_is_to_pay_to_what_may_be_looked_up(anna: Resident) -> None:
    await anna.press("Электроэнергия")
    assert blocks(anna) == [
        [say("card-title", number=NUMBER), FLAT_1],
        [say("card-debt-overdue", amount="48,48", day="15 ноября")],
        [
            say("card-state", **STATE, state=say("due-due")),
            say("card-days-left", day="30 ноября", days=8),
        ],
        [
            bill_line("open-partly", "октябрь 2026", amount="1 283,04", left="48,48"),
            say("card-payment", date="12.11.2026", amount="1 234,56"),
        ],
        [
            "Ромашка-101 № 09348817",
            say("card-value", value="12480", date="24.10.2026"),
        ],
    ]


@pytest.mark.parametrize(
    ("due_on", "line"),
    [
        ("2026-12-15", say("card-debt-until", amount="48,48", day="15 декабря")),
        ("2026-11-22", say("card-debt-until", amount="48,48", day="22 ноября")),
        ("2026-11-21", say("card-debt-overdue", amount="48,48", day="21 ноября")),
        ("2025-12-15", say("card-debt-overdue", amount="48,48", day="15 декабря 2025 года")),
        ("", say("card-debt", amount="48,48")),
    ],
)
async def test_the_sum_to_pay_tells_its_day(town: Town, anna: Resident, due_on: str, line: str) -> None:
    day = f"'{due_on}'" if due_on else "NULL"
    await town.change(f"UPDATE bills SET due_on = {day} WHERE number = '100200301' AND month = '2026-10'")  # noqa: S608
    await anna.press("Электроэнергия")
    assert blocks(anna)[1] == [line]


@pytest.mark.parametrize(
    ("balance", "penalty", "lines", "is_first"),
    [
        (0, 0, [say("card-even")], False),
        (-730, 0, [say("card-overpaid", amount="7,30")], False),
        (
            -730,
            1000,
            [
                say("card-debt-overdue", amount="2,70", day="15 ноября"),
                say("card-parts-overpaid", electricity="7,30", penalty="10,00"),
            ],
            True,
        ),
    ],
)
async def test_paying_comes_first_only_for_those_who_owe(
    town: Town,
    anna: Resident,
    balance: int,
    penalty: int,
    lines: list[str],
    is_first: bool,  # noqa: FBT001 drawn from the table
) -> None:
    await owes(town, balance, penalty=penalty)
    await town.change(f"UPDATE bills SET penalty = {penalty} WHERE month = '2026-10'")  # noqa: S608 ours
    await anna.press("Электроэнергия")
    assert blocks(anna)[1] == lines
    assert (["Оплатить"] in anna.screen.button_labels) is is_first
    assert "Оплатить" in anna.buttons


async def test_without_bills_and_payments_the_card_says_so(town: Town, anna: Resident) -> None:
    await town.change(
        "DELETE FROM bills WHERE number = '100200301'", "DELETE FROM payments WHERE number = '100200301'"
    )
    await anna.press("Электроэнергия")
    assert blocks(anna)[1] == [say("card-debt", amount="48,48")]
    assert blocks(anna)[3] == [say("bills-none"), say("payments-none")]


async def test_two_bills_of_a_month_are_told_together(town: Town, anna: Resident) -> None:
    await brings_bill(town, "2026-11", 10000, name="one")
    await brings_bill(town, "2026-11", 2500, name="two", due_on="2026-12-15")
    await owes(town, 12500)
    await anna.press("Электроэнергия")
    assert blocks(anna)[1] == [say("card-debt-until", amount="125,00", day="15 декабря")]
    assert blocks(anna)[3][:2] == [
        bill_line("open", "ноябрь 2026 (2-й)", amount="25,00"),
        bill_line("open", "ноябрь 2026", amount="100,00"),
    ]


@pytest.mark.parametrize("charged", [0, -11890])
async def test_a_bill_that_brings_money_back_asks_for_nothing(
    town: Town, anna: Resident, charged: int
) -> None:
    await brings_bill(town, "2026-11", charged)
    await owes(town, charged)
    await anna.press("Электроэнергия")
    amount = {0: "0,00", -11890: "минус 118,90"}[charged]
    assert bill_line("nothing", "ноябрь 2026", amount=amount) in anna.sees


async def test_a_bill_that_was_paid_before_all_known_payments_tells_no_day(
    town: Town, anna: Resident
) -> None:
    await town.change(
        "DELETE FROM bills WHERE number = '100200301'",
        "DELETE FROM payments WHERE number = '100200301'",
    )
    await brings_bill(town, "2025-12", 10000)
    await owes(town, 0)
    await anna.press("Электроэнергия")
    assert bill_line("paid", "декабрь 2025", amount="100,00") in anna.sees


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("-123456, 'booked'", ("card-payment-reversal", "1 234,56", "card-payment", "12.10.2026")),
        ("1000, 'pending'", ("card-payment-pending", "10,00", "card-payment", "12.11.2026")),
        ("1000, 'reversed'", ("card-payment-reversed", "10,00", "card-payment", "12.11.2026")),
    ],
)
async def test_a_newer_payment_that_does_not_count_stands_before_the_last_that_does(
    town: Town, anna: Resident, values: str, told: tuple[str, str, str, str]
) -> None:
    await town.change(
        "INSERT INTO payments (id, number, paid_on, amount, status)"  # noqa: S608
        f" VALUES ('R', '100200301', '2026-11-14', {values})"
    )
    await anna.press("Электроэнергия")
    lines = blocks(anna)[3]
    assert lines[1] == say(told[0], date="14.11.2026", amount=told[1])
    assert lines[2].startswith(say(told[2], date=told[3], amount="").removesuffix(" ₽"))


async def test_payments_of_one_day_are_told_as_their_sum(town: Town, anna: Resident) -> None:
    await town.change(
        "INSERT INTO payments (id, number, paid_on, amount) VALUES ('R', '100200301', '2026-11-12', 1000)"
    )
    await anna.press("Электроэнергия")
    assert say("card-payments", date="12.11.2026", amount="1 244,56") in anna.sees


async def test_the_card_says_where_a_reading_is_in_its_life(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]", "Электроэнергия")
    assert blocks(anna)[2] == [
        say("card-state", **STATE, state=say("due-sent", date="22.11.2026")),
        say("card-days-left-to-correct", day="30 ноября", days=8),
    ]
    (receipt,) = (row[0] for row in town.query("SELECT receipt FROM readings"))
    for change, status in (
        ("status = 'review'", say("status-review")),
        ("status = 'exported'", say("status-exported")),
        ("status = 'taken'", say("status-taken")),
        ("status = 'billed', billed_month = '2026-11'", say("status-billed-month", month="ноябрь 2026")),
    ):
        await town.change(f"UPDATE readings SET {change}")  # noqa: S608 ours
        await anna.press("Электроэнергия")
        assert say("card-reading", **STATE, values="12650", receipt=receipt, status=status) in anna.sees
    assert blocks(anna)[2] == [say("card-state", **STATE, state=say("due-with-billing"))]
    assert "Передать показания" not in anna.buttons


async def test_a_reading_that_was_refused_is_to_be_sent_again_and_says_why(
    town: Town, anna: Resident
) -> None:
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await town.change("UPDATE readings SET status = 'refused', reason = 'Прибор не поверен'")
    await anna.press("Электроэнергия")
    refused = say("status-refused")
    assert blocks(anna)[2] == [
        say("card-state", **STATE, state=say("due-due")),
        say("card-days-left", day="30 ноября", days=8),
        say("card-void-because", values="12650", status=refused, reason="Прибор не поверен"),
    ]
    await town.change("UPDATE readings SET status = 'rejected', reason = NULL")
    await anna.press("Электроэнергия")
    assert blocks(anna)[2][2] == say("card-void", values="12650", status=say("status-rejected"))


async def test_values_that_wait_for_a_confirmation_are_brought_to_mind(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "12650")
    await town.settled()
    await anna.send("Электроэнергия")
    assert blocks(anna)[2][-1] == say("card-typed")
    await anna.plays("[Передать показания]", "[Продолжить]", "[Подтвердить]", "Электроэнергия")
    assert say("card-typed") not in anna.sees


async def test_once_the_window_is_closed_nobody_is_told_to_confirm_values(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "12650")
    await town.settled()
    await town.restart(READING_WINDOW="1-20")
    await anna.send("Электроэнергия")
    assert blocks(anna)[2] == [say("card-window-closed", opens="01.12.2026")]


async def test_of_several_meters_each_says_how_it_stands_once_one_was_read(town: Town) -> None:
    boris = await town.holder("100200304", name="Борис", login="boris")
    await boris.press("Электроэнергия")
    assert boris.sees.count(say("due-due")) == 1
    await boris.plays("[Передать показания]", "[Ромашка-101 № 07715520]", "30300", "[Подтвердить]")
    await boris.press("Электроэнергия")
    assert blocks(boris)[2][0] == say("card-state", **STATE, state=say("due-some", sent=1, all=2))
    assert blocks(boris)[5] == [
        "Ромашка-202 № 41120771",
        say("card-values", date="24.10.2026"),
        say("card-values-row", scale="День (7–23)", value="11020"),
        say("card-values-row", scale="Ночь (23–7)", value="9467"),
        say("card-state", **STATE, state=say("due-due")),
    ]


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (7, say("card-days-left", day="30 ноября", days=1)),
        (8, say("card-days-left", day="30 ноября", days=0)),
    ],
)
async def test_the_last_days_are_counted(town: Town, anna: Resident, days: int, left: str) -> None:
    await town.pass_time(days=days)
    await anna.press("Электроэнергия")
    assert blocks(anna)[2][1] == left


async def test_a_closed_number_says_so_and_still_tells_its_money(town: Town, anna: Resident) -> None:
    await town.change(
        "UPDATE subscribers SET closed_at = '2026-11-20T00:00:00+00:00' WHERE number = '100200301'",
        "UPDATE meters SET closed_at = '2026-11-20T00:00:00+00:00' WHERE number = '100200301'",
    )
    await anna.press("Электроэнергия")
    assert blocks(anna)[1:3] == [
        [say("card-debt-overdue", amount="48,48", day="15 ноября")],
        [say("card-closed")],
    ]
    assert anna.screen.button_labels[0] == ["Оплатить"]


async def test_a_card_of_many_meters_fits_one_message(town: Town, anna: Resident) -> None:
    floor = f", этаж {'Э' * 80}"
    await town.change(
        *(
            f"INSERT INTO meters SELECT '{NUMBER}-{place}', number, 'S{place}', model || '{floor}',"  # noqa: S608
            " digits, decimals, automatic, installed_on, verify_by, closed_at FROM meters WHERE id = 'M301'"
            for place in range(40)
        ),
        *(
            "INSERT INTO scales (meter_id, scale, name, hours, last_value, last_date)"  # noqa: S608
            f" SELECT '{NUMBER}-{place}', scale, name, hours, last_value, last_date FROM scales"
            " WHERE meter_id = 'M301'"
            for place in range(40)
        ),
    )
    await anna.press("Электроэнергия")
    shown = sum(block[0].startswith("Ромашка") for block in blocks(anna))
    assert 5 < shown < 41
    assert blocks(anna)[-1] == [say("card-more-meters", count=41 - shown)]
    assert len(anna.sees) < 4096


async def test_long_names_and_reasons_fit_one_message(town: Town, anna: Resident) -> None:
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    long = "Э" * 300
    await town.change(
        f"UPDATE meters SET model = '{long}'",  # noqa: S608 ours
        f"UPDATE scales SET name = '{long}', hours = '{long}'",  # noqa: S608 ours
        f"UPDATE subscribers SET address = '{long}'",  # noqa: S608 ours
        f"UPDATE readings SET status = 'refused', reason = '{long * 2}'",  # noqa: S608 ours
    )
    await anna.press("Электроэнергия")
    assert len(anna.sees) < 4096
    assert say("status-refused") in anna.sees
    assert say("card-value", value="12480", date="24.10.2026") in anna.sees


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("number", ["100200314", "100200319", "100200323", "100200328"])
async def test_cards_fit_a_phone_in_both_languages(town: Town, number: str, language: str) -> None:
    boris = await town.holder(number, name="Борис", login="boris")
    await town.change(f"UPDATE accounts SET language = '{language}'")  # noqa: S608 ours
    await boris.forge(f"n:card:{number}:0")
    assert say_in(language, "card-title", number=number) in boris.sees
    assert max(map(len, boris.sees.splitlines())) <= 90, "no more than three lines of a small phone"
    assert len(boris.buttons) <= 7


# The list.


async def test_the_list_says_of_each_number_what_is_to_pay_and_to_send(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302", "100200303", "100200306", "100200304")
    await anna.plays("[Передать показания]", "[№ 100200301]", "12650", "[Подтвердить]")
    await anna.plays("Передать показания", "[№ 100200302]", "8400 4000", "[Подтвердить]")
    await anna.plays("Передать показания", "[№ 100200304]", "[Ромашка-101 № 07715520]", "30300")
    await anna.press("Подтвердить")
    await town.change("UPDATE readings SET status = 'exported' WHERE number = '100200302'")
    await anna.send("Электроэнергия")

    def row(what: str, money: str, **values: str) -> str:
        return say("numbers-row", what=f"Яблоневая, {what}", money=say(money, **values))

    assert blocks(anna)[1:] == [
        [say("numbers-days-left", day="30 ноября", days=8)],
        [
            row("1, кв. 1", "numbers-debt", amount="48,48"),
            say("numbers-state", state=say("due-sent", date="22.11.2026")),
        ],
        [
            row("1, кв. 2", "numbers-overpaid", amount="7,30"),
            say("numbers-state", state=say("due-with-billing")),
        ],
        [row("1, кв. 3", "numbers-even"), say("numbers-state", state=say("due-due"))],
        [row("5", "numbers-even"), say("numbers-state", state=say("due-some", sent=1, all=2))],
        [row("7, кв. 13", "numbers-even"), say("numbers-state", state=say("due-automatic"))],
        [say("numbers-choose")],
    ]
    assert anna.buttons[0] == "Яблоневая, 1, кв. 1 · № 100200301"
    assert anna.buttons[-1] == "Добавить абонента"


async def test_names_of_ones_own_stand_in_the_list(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302")
    await anna.plays("[Электроэнергия]", "[Яблоневая, 1, кв. 2 · № 100200302]", "[Ещё]", "[Переименовать]")
    await anna.plays("Дача <у озера>", "Электроэнергия")
    assert say("numbers-row", what=FLAT_1, money=say("numbers-debt", amount="48,48")) in anna.sees
    assert "Дача <у озера>: " in anna.sees
    assert anna.buttons[:2] == [f"{FLAT_1} · № {NUMBER}", "Дача <у озера> · № 100200302"]


async def test_numbers_of_one_address_are_told_apart(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302")
    await town.change("UPDATE subscribers SET address = 'ул. Яблоневая, д. 1'")
    await anna.press("Электроэнергия")
    titles = [block[0].partition(":")[0] for block in blocks(anna)[2:-1]]
    assert titles == ["№ 100200301", "№ 100200302"]


async def test_the_end_of_a_long_address_is_read(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302")
    await town.change(
        f"UPDATE subscribers SET address = 'ул. {'Длинная ' * 30}, д. 1, кв. 77' WHERE number = '100200301'"  # noqa: S608
    )
    await anna.press("Электроэнергия")
    assert anna.buttons[0].endswith(", 1, кв. 77 · № 100200301")
    assert len(anna.buttons[0]) <= 40
    assert max(map(len, anna.sees.splitlines())) <= 100


async def test_a_number_without_meters_says_so_in_the_list(town: Town) -> None:
    anna = await town.holder("100200316", "100200306")
    await anna.press("Электроэнергия")
    money = say("numbers-even")
    assert blocks(anna)[1:-1] == [
        [
            say("numbers-row", what="Яблоневая, 7, кв. 13", money=money),
            say("numbers-state", state=say("due-automatic")),
        ],
        [say("numbers-row", what="Речная, 8, кв. 2", money=money), say("numbers-no-meters")],
    ]


async def test_a_closed_number_and_a_closed_window_say_so(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302")
    await town.change(
        "UPDATE subscribers SET closed_at = '2026-11-20T00:00:00+00:00' WHERE number = '100200301'"
    )
    await town.restart(READING_WINDOW="1-20")
    await anna.press("Электроэнергия")
    assert blocks(anna)[1:-1] == [
        [say("card-window-closed", opens="01.12.2026")],
        [say("numbers-row", what=FLAT_1, money=say("numbers-debt", amount="48,48")), say("numbers-closed")],
        [
            say(
                "numbers-row",
                what="Яблоневая, 1, кв. 2",
                money=say("numbers-overpaid", amount="7,30"),
            )
        ],
    ]


async def test_many_numbers_are_listed_page_by_page(town: Town) -> None:
    numbers = [f"9{place:08}" for place in range(50)]
    anna = await town.holder(NUMBER)
    await town.change(
        *(
            "INSERT INTO subscribers (number, address, balance, penalty)"  # noqa: S608 ours
            f" VALUES ('{number}', 'ул. {'Длинная ' * 20}, д. {place}', 123456789, 0)"
            for place, number in enumerate(numbers)
        ),
        *(
            "INSERT INTO holdings (account_id, number, added_at, idempotency_key, name)"  # noqa: S608 ours
            f" SELECT account_id, '{number}', '2027-01-{place:02}', '{number}', '{'Н' * 40}' FROM holdings"
            " WHERE number = '100200301'"
            for place, number in enumerate(numbers, start=10)
        ),
    )
    seen: list[str] = []
    await anna.press("Электроэнергия")
    while True:
        assert len(anna.sees) < 2000
        assert anna.buttons[-1] == "Добавить абонента"
        assert len(anna.buttons) <= 12
        seen += [label for label in anna.buttons if "№" in label]
        if "Следующие" not in anna.buttons:
            break
        await anna.press("Следующие")
    assert len(seen) == len(set(seen)) == 51
    assert "Предыдущие" in anna.buttons
    for page in (-1, 99, 10**18 - 1):
        await anna.forge(f"np:{page}")
        assert "Добавить абонента" in anna.buttons


async def test_an_old_page_of_the_list_opens_the_card_of_the_only_number(anna: Resident) -> None:
    await anna.forge("np:3")
    assert say("card-title", number=NUMBER) in anna.sees
    await anna.forge("np:x")
    assert anna.sees == say("stale-text")


# One number, and several.


async def test_the_only_number_needs_no_list_and_another_is_added_behind_more(anna: Resident) -> None:
    await anna.press("Электроэнергия")
    assert say("card-title", number=NUMBER) in anna.sees
    assert "Все номера" not in anna.buttons
    await anna.plays("[Ещё]", "[Добавить абонента]", "100200302", "10.11.2026", "1500", "[Подтвердить]")
    assert say("card-title", number="100200302") in anna.sees
    await anna.press("Все номера")
    assert anna.buttons[-1] == "Добавить абонента"
    await anna.plays("[Яблоневая, 1, кв. 1 · № 100200301]", "[Ещё]")
    assert "Добавить абонента" not in anna.buttons


async def test_with_one_of_two_removed_the_other_is_shown_at_once(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302")
    await anna.plays("[Электроэнергия]", "[Яблоневая, 1, кв. 2 · № 100200302]", "[Ещё]")
    await anna.plays("[Удалить]", "[Удалить]", "[Электроэнергия]")
    assert say("card-title", number=NUMBER) in anna.sees
    assert "Все номера" not in anna.buttons


async def test_the_list_is_read_in_english(town: Town) -> None:
    anna = await town.holder(NUMBER, "100200302")
    await town.change("UPDATE accounts SET language = 'en'")
    await anna.forge("np:0")
    assert say_in("en", "numbers-days-left", day="30 November", days=8) in anna.sees
    assert "Readings: still to be sent" in anna.sees
    assert anna.buttons[-1] == "Add a subscriber number"
