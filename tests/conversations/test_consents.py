"""Who agreed to an earlier text about personal data is asked once, and no name is kept until they agree."""

from __future__ import annotations

import pytest

from tests.conversations.harness import TEXTS, Resident, Town, say
from ui.buttons import ConsentButton

EARLIER = "UPDATE consents SET version = '2026-11' WHERE document = 'personal-data'"
ASKED = say("message-consent-asked", company="")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who agreed to the text before this one, and whose name is not kept."""
    resident = await town.confirmed()
    await town.change(EARLIER, "UPDATE sessions SET name = ''")
    return resident


async def comes_back(resident: Resident, **passed: float) -> None:
    """Let the resident write on another day; what the bot asks then comes after its answer."""
    await resident.town.pass_time(**passed or {"days": 1})
    await resident.at_once(resident.person.send("/menu"))
    await resident.town.settled()


def asked(resident: Resident) -> int:
    return [message.text for message in resident.chat.messages if message.from_bot].count(ASKED)


def consents(town: Town) -> list[tuple[str, str]]:
    rows = town.query("SELECT version, given_at FROM consents WHERE document = 'personal-data' ORDER BY 1")
    return [(version, given_at[:10]) for version, given_at in rows]


async def test_it_is_asked_at_the_next_visit_and_once(town: Town, anna: Resident) -> None:
    await comes_back(anna)
    assert anna.heard == ASKED
    for _ in range(3):
        await comes_back(anna)
    assert asked(anna) == 1
    assert consents(town) == [("2026-11", "2026-11-22")]


async def test_one_tap_gives_the_consent_with_its_version_and_moment_and_the_name_is_kept(
    town: Town, anna: Resident
) -> None:
    await comes_back(anna)
    await anna.press("Согласен", on=anna.chat.last)
    assert anna.sees == say("consent-done")
    assert consents(town) == [("2026-11", "2026-11-22"), ("2026-12", "2026-11-23")]
    assert town.query("SELECT name FROM sessions") == [("Анна",)]
    await anna.plays("Профиль", "[Мои данные]")
    name, page = anna.document
    assert name == "my-data.html"
    assert "2026-12" in page.decode()


async def test_without_it_all_works_as_before_and_no_name_is_kept(town: Town, anna: Resident) -> None:
    await comes_back(anna)
    await anna.plays("Профиль", "[Мои устройства]")
    assert say("devices-unnamed") in anna.sees
    await anna.plays("Профиль", "[Выйти]", "[Выйти]")
    await town.sign_in(anna, "anna")
    await town.sign_in(town.guest("Анна дома"), "anna")
    assert town.query("SELECT DISTINCT name FROM sessions") == [("",)]
    assert not [
        row for row in town.query("SELECT details FROM outbox") if "\\u0410\\u043d\\u043d\\u0430" in row[0]
    ]


async def test_who_agreed_to_the_text_in_force_is_asked_nothing(town: Town) -> None:
    anna = await town.confirmed()
    await comes_back(anna)
    assert asked(anna) == 0


async def test_a_button_under_an_earlier_text_shows_the_text_in_force(town: Town, anna: Resident) -> None:
    await anna.forge(ConsentButton(version="2026-10").pack())
    assert anna.sees == ASKED
    assert consents(town) == [("2026-11", "2026-11-22")]
    await anna.press("Согласен")
    await anna.forge(ConsentButton(version=TEXTS.within("ru").plain("personal-data-version")).pack())
    assert [version for version, _ in consents(town)] == ["2026-11", "2026-12"]
