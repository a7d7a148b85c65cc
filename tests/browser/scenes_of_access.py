"""Pictures of the ways back into an account, and of the way out of it."""

from __future__ import annotations

from tests.browser.stage import LONG, NARROW, Stage
from tests.conversations.harness import PASSWORD

CLAIMED, LET_IN, CLOSED = "100200325", "100200326", "100200320"
"""Numbers of the example registry, by what happens to their accounts."""


async def recovery(stage: Stage) -> None:
    """The letter for who forgot the password, and the way for who lost the mailbox."""
    igor = stage.igor
    await stage.town.settle(stage.raisa, "raisa-1952", CLAIMED)
    await stage.plays(igor, "/start", "[Войти]", "[Забыли логин или пароль?]")
    await stage.camera.takes(igor.person.id, size=NARROW)
    await stage.plays(igor, "raisa-1952")
    await stage.camera.takes(igor.person.id, size=NARROW)
    await stage.plays(igor, "[Нет доступа к почте]")
    await stage.camera.takes(igor.person.id, size=NARROW)


async def claim(stage: Stage) -> None:
    """Who proved a number waits; the owner reads of it in another chat, and objects."""
    igor, raisa = stage.igor, stage.raisa
    await stage.plays(igor, CLAIMED, "10.11.2026", "868,32", "[Подтвердить]")
    await stage.camera.takes(igor.person.id, raisa.person.id, size=NARROW)
    await stage.plays(raisa, "[Это не я]")
    await stage.camera.takes(raisa.person.id, size=NARROW)


async def letting_in(stage: Stage) -> None:
    """Who can prove nothing asks operators, and what they check before they let in."""
    town = stage.town
    tamara = town.guest("Тамара И.")
    await town.settle(town.guest("Тамара"), "tamara-1947", LET_IN)
    await stage.plays(tamara, "/start", "[Войти]", "[Забыли логин или пароль?]", "[Попросить оператора]")
    await stage.plays(
        tamara, "tamara-1947", "Тамара Ильина, Садовая 10, кв. 6. Телефон 8 921 000-11-22, я дома."
    )
    await stage.camera.takes(tamara.person.id, town.group.id, size=LONG)
    await town.oleg.press("Принять", on=town.alert)
    await stage.camera.takes(tamara.person.id, size=LONG)


async def deletion(stage: Stage) -> None:
    """What is deleted and what stays, the last question, and the receipt."""
    pavel = stage.town.guest("Павел")
    await stage.town.settle(pavel, "pavel-1963", CLOSED)
    await stage.plays(pavel, "[Профиль]", "[Мои данные]", "[Удалить учётную запись]")
    await stage.camera.takes(pavel.person.id, size=LONG)
    await stage.plays(pavel, "[Продолжить]", PASSWORD)
    await stage.camera.takes(pavel.person.id, size=LONG)
    await stage.plays(pavel, "[Да, удалить]")
    await stage.camera.takes(pavel.person.id, size=LONG)
