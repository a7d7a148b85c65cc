"""Lists of numbers and their search, for accounts that hold many."""

from __future__ import annotations

import pytest

from tests.conversations.harness import Resident, Town, say

FIRST = "100200301"
MANY = 40


async def give_many(town: Town, count: int = MANY) -> None:
    """Let the holder of the first number hold many others, each with a meter."""
    for place in range(1, count):
        number = str(700_000_000 + place)
        await town.change(
            "INSERT INTO subscribers (number, address, balance, penalty)"  # noqa: S608 ours
            f" VALUES ('{number}', 'ул. Кленовая, д. {place // 10 + 1}, кв. {place}', 0, 0)",
            "INSERT INTO holdings (account_id, number, added_at, idempotency_key)"  # noqa: S608 ours
            f" VALUES (1, '{number}', '2027-01-01', '{number}')",
            f"INSERT INTO meters VALUES ('X{place}', '{number}', 'S{place}', 'Ромашка', 5, 0, 0,"  # noqa: S608
            " NULL, NULL, NULL)",
            "INSERT INTO scales (meter_id, scale, name, hours, last_value, last_date)"  # noqa: S608 ours
            f" VALUES ('X{place}', 1, 'Сутки', '', 100000, '2026-10-24')",
        )


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds forty numbers."""
    anna = await town.holder(FIRST)
    await give_many(town)
    return anna


def numbers_on(resident: Resident) -> list[str]:
    return [label.rpartition("№ ")[2] for label in resident.buttons if "№ " in label]


async def test_a_number_is_found_by_its_flat_and_opened_at_once(anna: Resident) -> None:
    await anna.press("Электроэнергия")
    assert say("numbers-page", page=1, pages=5) in anna.sees
    await anna.press("Найти")
    assert anna.sees == say("numbers-find-ask")
    await anna.send("кленовая кв 17")
    assert say("card-title", number="700000017") in anna.sees
    assert "Все номера" in anna.buttons


async def test_several_that_fit_are_shown_page_by_page(anna: Resident) -> None:
    await anna.plays("[Электроэнергия]", "[Найти]", "Кленовая 2")
    assert say("numbers-found", sought="Кленовая 2", count=11) in anna.sees
    assert numbers_on(anna) == ["700000002", *(str(700_000_010 + place) for place in range(7))]
    await anna.press("Следующие")
    assert numbers_on(anna) == ["700000017", "700000018", "700000019"]
    await anna.press("№ 700000019")
    assert say("card-title", number="700000019") in anna.sees


async def test_another_search_follows_and_all_numbers_are_a_press_away(anna: Resident) -> None:
    await anna.plays("[Электроэнергия]", "[Найти]", "Кленовая 2", "Луна")
    assert anna.sees.startswith(say("numbers-not-found"))
    assert say("numbers-found", sought="Кленовая 2", count=11) in anna.sees, "the hits stay"
    await anna.send("Кленовая 3")
    assert say("numbers-found", sought="Кленовая 3", count=11) in anna.sees
    await anna.press("Все номера")
    assert say("numbers-page", page=1, pages=5) in anna.sees
    await anna.press("Найти")
    assert anna.sees.startswith(say("numbers-find-ask"))
    await anna.send("?")
    assert anna.sees.startswith(say("error-number-search-empty"))


async def test_a_reading_begins_with_a_number_of_any_page(anna: Resident) -> None:
    await anna.press("Передать показания")
    assert len(numbers_on(anna)) == 8
    assert "Кленовая, 1, кв. 1 · № 700000001" in anna.buttons
    await anna.plays("[Следующие]", "[Следующие]", "[Предыдущие]")
    assert say("numbers-page", page=2, pages=5) in anna.sees
    await anna.press("Найти")
    assert anna.sees.startswith(say("numbers-find-ask"))
    await anna.send("0017")
    assert say("reading-title", number="700000017", serial="S17") in anna.sees
    await anna.plays("150", "[Подтвердить]")
    await anna.send("Передать показания")
    await anna.send("Кленовая 2")
    assert numbers_on(anna)[-1] == "700000016", "what is still to be sent comes first"
    await anna.plays("[Все номера]", "Луна")
    assert anna.sees.startswith(say("numbers-not-found"))


async def test_few_numbers_are_shown_as_before_and_found_by_typing_as_well(town: Town) -> None:
    boris = await town.holder("100200301", "100200302", name="Борис", login="boris")
    await boris.press("Электроэнергия")
    assert "Найти" not in boris.buttons
    await boris.press("Передать показания")
    assert "Найти" not in boris.buttons
    await boris.send("кв. 2")
    assert boris.sees.startswith(say("reading-title", number="100200302", serial="41120563"))


async def test_a_search_goes_on_after_a_restart(town: Town, anna: Resident) -> None:
    await anna.forge("s:find-number")
    assert anna.sees == say("numbers-find-ask")
    await town.restart()
    await anna.send("0007")
    assert say("card-title", number="700000007") in anna.sees
