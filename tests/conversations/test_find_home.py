"""Operators find a home by its address and a meter by its serial number, as residents say them."""

from __future__ import annotations

import pytest

from services.desk.lookup import MOST_HITS
from storage.unit import StoredUnit
from tests.conversations.harness import Town, say

FLAT_2 = "№ 100200302"


async def change(town: Town, sql: str) -> None:
    def work(unit: StoredUnit) -> None:
        unit.connection.execute(sql)

    await town.app.database.write(work)


async def finds(town: Town, asked: str) -> str:
    await town.oleg.send(f"/find {asked}")
    return town.alerts[-1]


@pytest.mark.parametrize(
    "asked",
    [
        "Яблоневая 1 кв 2",
        "яблоневая, 1, 2",
        "Яблоневая 1-2",
        "1-2 Яблоневая",
        "кв. 2, д. 1, ул. Яблоневая",
        "ул. Яблоневой, д. 1 кв 2",
        "на Яблоневой улице, 1, квартира 2",
        "ЯБЛОНЕВУЮ 1/2",
        "Светлогорье, Яблоневая ул., дом 1, кв. 2",
        "г. Светлогорья, Яблоневая 1 2",
    ],
)
async def test_a_flat_is_found_however_its_address_is_said(town: Town, asked: str) -> None:
    assert FLAT_2 in await finds(town, asked)
    assert "ул. Яблоневая, д. 1, кв. 2" in town.alerts[-1]


@pytest.mark.parametrize(
    "asked",
    ["Ёлочки 12/2", "елочки 12/2 корп 3 кв 101", "в посёлке Елочки", "40-летия Светлогорского завода Фонарь"],
)
async def test_a_village_is_found_with_either_letter(town: Town, asked: str) -> None:
    assert "пос. Ёлочки" in await finds(town, asked)


async def test_several_homes_are_a_list_with_addresses_to_choose_from(town: Town) -> None:
    seen = await finds(town, "Яблоневой 1")
    assert seen.startswith(say("find-several", asked="Яблоневой 1", count=3))
    for flat in (1, 2, 3):
        assert f"ул. Яблоневая, д. 1, кв. {flat}" in seen
    assert "д. 5" not in seen
    await town.oleg.press(say("number-button", number="100200303"))
    assert "кв. 3" in town.alerts[-1]
    assert [row[0] for row in town.query("SELECT action FROM audit")] == ["looked-up", "looked-up"]


async def test_a_long_list_is_turned_page_by_page_by_any_operator(town: Town) -> None:
    seen = await finds(town, "Светлогорье")
    shown = {"page": 1, "pages": 4}
    assert say("find-page", **shown) in seen
    message = town.group.last
    await town.olga.press(say("find-forth-button"))
    assert town.group.last.id == message.id, "the list stays where it is"
    assert say("find-page", page=2, pages=4) in town.alerts[-1]
    await town.oleg.press(say("find-back-button"))
    assert town.alerts[-1] == seen
    subjects = town.query("SELECT operator_name, subject FROM audit ORDER BY id")
    assert subjects == [("Олег", "lookup"), ("Ольга", "lookup"), ("Олег", "lookup")]


@pytest.mark.parametrize("data", ["wp:999:0", "wp:1:99", "wp:1:-3", "wp:x:0"])
async def test_a_page_that_was_made_up_opens_nothing(town: Town, data: str) -> None:
    await finds(town, "100200301")
    said = len(town.alerts)
    await town.oleg.person.press_data(data, on=town.group.last)
    await town.settled()
    assert len(town.alerts) <= said + 1


async def test_a_house_is_not_found_by_the_number_of_another(town: Town) -> None:
    assert "Ничего не найдено" in await finds(town, "Яблоневая 2")
    assert "Ничего не найдено" in await finds(town, "пер. Яблоневый 1")


@pytest.mark.parametrize("zeros", ["", "00"])
async def test_a_meter_is_found_by_its_serial_number(town: Town, zeros: str) -> None:
    [(serial, number)] = town.query("SELECT serial, number FROM meters WHERE number = '100200302'")
    spelt = str(serial)[:3] + "-" + str(serial)[3:]
    seen = await finds(town, f"№ {zeros}{spelt}")
    assert f"№ {number}" in seen
    assert str(serial) in seen


async def test_letters_of_a_serial_number_may_be_of_either_alphabet(town: Town) -> None:
    await change(town, "UPDATE meters SET serial = '00-АВ 0123/45' WHERE number = '100200302'")
    for asked in ("ab012345", "АВ-0123-45", "00ав 0123 45"):
        assert FLAT_2 in await finds(town, asked), asked


async def test_homes_that_came_before_there_were_keys_are_found_as_well(town: Town) -> None:
    await change(town, "UPDATE subscribers SET street = NULL, place = NULL, house = NULL")
    assert FLAT_2 in await finds(town, "ул. Яблоневой 1 кв 2")
    assert say("find-several", asked="Тихий", count=5) in await finds(town, "Тихий")


async def test_a_name_that_is_a_login_is_not_looked_for_in_other_forms(town: Town) -> None:
    await town.holder("100200301", name="Роща", login="роща")
    seen = await finds(town, "роща")
    assert say("find-holder", login="роща") in seen


async def test_a_closed_home_is_found_and_named_as_such(town: Town) -> None:
    await change(town, "UPDATE subscribers SET closed_at = '2026-11-01' WHERE number = '100200302'")
    seen = await finds(town, "Яблоневая 1")
    assert (
        say("find-home-closed", number="100200302", address="г. Светлогорье, ул. Яблоневая, д. 1, кв. 2")
        in seen
    )
    assert seen.index("100200303") < seen.index("100200302"), "those that are open come first"


async def test_more_homes_than_a_list_may_have_ask_for_the_house(town: Town) -> None:
    def build(unit: StoredUnit) -> None:
        for flat in range(MOST_HITS + 1):
            unit.connection.execute(
                "INSERT INTO subscribers (number, address, balance, penalty, street, place, house)"
                " VALUES (?, ?, 0, 0, 'длинная', '', '1')",
                (f"5{flat:08}", f"ул. Длинная, д. 1, кв. {flat + 1}"),
            )

    await town.app.database.write_long(build)
    seen = await finds(town, "на Длинной 1")
    assert say("find-too-many", asked="на Длинной 1", count=MOST_HITS) in seen
    assert say("find-page", page=1, pages=25) in seen
    assert seen.index("кв. 2") < seen.index("кв. 8"), "flats come in their order"
    assert "кв. 2\n" in seen
