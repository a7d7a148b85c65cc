"""Pictures of accounts with many numbers, and of the reminders of readings."""

from __future__ import annotations

from tests.browser.stage import LONG, NARROW, Stage

HELD = ("100200304", "100200308", "100200313", "100200317", "100200324")
"""Numbers of the example registry with one meter, two meters, and two scales."""
UNREAD = "100200327"
"""Nobody sent its readings of September and October."""
PROOFS = """100200314 18.11.2026 3591,34
100200318 04.11.2026 1030,32
100200310 16.11.2026 500
100200322 21.09.2026 150
100200307 05.11.2026 1211,92
100200328 31.11.2026 1469,69"""
READINGS = """100200308 40
100200313 99990,5
100200318 58990
100200324 18420 7510"""
"""Past zero, with a scale too few, and two that are right."""


async def adding_many(stage: Stage) -> None:
    """What became of each row of a list, the list of numbers, and a search."""
    semyon = stage.semyon
    await stage.town.settle(semyon, "semyon-1955", *HELD)
    await stage.plays(semyon, "[Электроэнергия]", "[Добавить абонента]", "[Добавить списком]", PROOFS)
    await stage.camera.takes(semyon.person.id, size=LONG)
    await stage.plays(semyon, "[Добавить номера]")
    await stage.camera.takes(semyon.person.id, size=LONG)
    await stage.plays(semyon, "[Готово]", "[Электроэнергия]")
    await stage.camera.takes(semyon.person.id, size=LONG)
    await stage.plays(semyon, "[Найти]", "Тихий")
    await stage.camera.takes(semyon.person.id, size=LONG)


async def batch(stage: Stage) -> None:
    """The choice of a number, a list that is judged row by row, and its receipts."""
    semyon = stage.semyon
    await stage.plays(semyon, "[Передать показания]")
    await stage.camera.takes(semyon.person.id, size=LONG)
    await stage.plays(semyon, "[Передать по всем номерам]", READINGS)
    await stage.camera.takes(semyon.person.id, size=LONG)
    await stage.plays(semyon, "[Исправить (2)]")
    await stage.camera.takes(semyon.person.id, size=LONG)
    await stage.plays(semyon, "[Счётчик перешёл через ноль]", "100200313 99990,5 45210,3")
    await stage.plays(semyon, "[Отправить верные (4)]")
    await stage.camera.takes(semyon.person.id, size=LONG)


async def reminder(stage: Stage) -> None:
    """A reminder of readings that nobody has sent for two months, and the switches of all reminders."""
    nina = stage.town.guest("Нина")
    await stage.town.settle(nina, "nina-1949", UNREAD)
    await stage.town.keep_schedule(days=2)
    await stage.camera.takes(nina.person.id, size=NARROW)
    await stage.plays(nina, "[Профиль]", "[Уведомления: включены]")
    await stage.camera.takes(nina.person.id, size=NARROW)
