"""Residents are told who the retailer is, where the administrator gave its name."""

from __future__ import annotations

from html import unescape

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, digits_in, say

COMPANY = {
    "COMPANY_NAME": "АО «Свет & Тепло»",
    "COMPANY_INN": "77 0708 3893",
    "COMPANY_ADDRESS": "100200, г. Светлогорье, ул. Садовая, д. 1",
}
NAMED = "АО «Свет & Тепло», ИНН 7707083893, 100200, г. Светлогорье, ул. Садовая, д. 1"


async def up_to_agreement(anna: Resident) -> None:
    await anna.send("/start")
    await anna.plays("[Регистрация]", "anna", PASSWORD, PASSWORD, "anna@pochta.example", "[Пропустить]")


BOTH = {say("agreement-version"), say("personal-data-version")}
"""The versions of the two texts that a resident agrees to."""


def versions(town: Town) -> set[str]:
    return {str(version) for (version,) in town.query("SELECT version FROM consents")}


def seen_by(resident: Resident) -> str:
    return unescape(resident.sees)


async def test_the_company_is_named_wherever_a_resident_has_to_know_it(town: Town) -> None:
    await town.restart(**COMPANY)
    anna = town.guest("Анна")
    await anna.send("/start")
    assert NAMED in seen_by(anna)
    await anna.send("/help")
    assert NAMED in seen_by(anna)
    await up_to_agreement(anna)
    assert "Лицензионное соглашение" in anna.sees
    assert NAMED in seen_by(anna)
    await anna.press("Согласен")
    assert "персональных данных" in anna.sees
    assert NAMED in seen_by(anna)
    await anna.press("Согласен")
    await anna.send(digits_in(anna.screen))
    assert NAMED in town.letters[-1].text
    named = f"{COMPANY['COMPANY_NAME']}; 7707083893; {COMPANY['COMPANY_ADDRESS']}"
    assert versions(town) == {f"{version}; {named}" for version in BOTH}
    boris = await town.holder("100200301", name="Борис", login="boris")
    await boris.plays("[Электроэнергия]", "[Оплатить]")
    assert f"Получатель: {NAMED}" in seen_by(boris)


@pytest.mark.parametrize("given", [{}, {"COMPANY_INN": "7707083893", "COMPANY_ADDRESS": "г. Светлогорье"}])
async def test_without_a_name_nobody_reads_of_a_company(town: Town, given: dict[str, str]) -> None:
    await town.restart(**given)
    anna = town.guest("Анна")
    await anna.send("/start")
    assert anna.sees == say("start-guest", phone="(812) 303-96-96")
    await up_to_agreement(anna)
    assert "ИНН" not in anna.sees
    await anna.plays("[Согласен]", "[Согласен]")
    await anna.send(digits_in(anna.screen))
    assert versions(town) == BOTH
    assert "ИНН" not in town.letters[-1].text


async def test_a_consent_is_kept_with_the_company_that_the_resident_was_shown(town: Town) -> None:
    anna = town.guest("Анна")
    await up_to_agreement(anna)
    await anna.press("Согласен")
    await town.restart(**COMPANY)
    await anna.press("Согласен")
    await anna.send(digits_in(anna.screen))
    assert versions(town) == BOTH


async def test_a_short_name_is_enough(town: Town) -> None:
    await town.restart(COMPANY_NAME="Свет")
    anna = town.guest("Анна")
    await anna.send("/start")
    assert anna.sees.endswith(say("company-line", company="Свет"))
