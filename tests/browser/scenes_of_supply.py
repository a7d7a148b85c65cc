"""Pictures of a home without light, and of what is told of answers."""

from __future__ import annotations

from tests.browser.stage import LONG, NARROW, TALL, Stage

WITHOUT_LIGHT, NEIGHBOUR = "100200329", "100200330"
"""Numbers of the example registry in one house."""
HOURS = "пн-пт 8:00-20:00; сб 9:00-17:00"


async def outage(stage: Stage) -> None:
    """«Нет света?» where nothing is known, two reports of one house, and the answer of operators to both."""
    town = stage.town
    lidia, egor = stage.lidia, town.guest("Егор")
    await town.settle(lidia, "lidia-1950", WITHOUT_LIGHT)
    await town.settle(egor, "egor-1978", NEIGHBOUR)
    await stage.plays(lidia, "нет света")
    await stage.camera.takes(lidia.person.id, size=NARROW)
    await stage.plays(lidia, "[Сообщить, что нет света]")
    await stage.plays(egor, "Нет света?", "[Сообщить, что нет света]")
    await town.pass_time(minutes=1)
    await stage.camera.takes(lidia.person.id, town.group.id, size=NARROW)
    await town.oleg.press("Ответить всем", on=town.alert)
    await town.oleg.reply(town.alert, "Бригада выехала, свет дадим примерно через час.")


async def outage_notice(stage: Stage) -> None:
    """A notice for the house, what its residents get, and what they read who look later."""
    town, lidia = stage.town, stage.lidia
    await town.oleg.send("/notice")
    await town.oleg.reply(town.group.last, "Повредили кабель, чиним. Просим прощения за неудобства.")
    await town.oleg.press("Аварийное отключение")
    await town.oleg.reply(town.group.last, "сегодня до 18")
    await town.oleg.press("Улица или дом")
    await town.oleg.reply(town.group.last, "Садовая 12")
    await town.oleg.press("Отправить")
    await stage.camera.takes(lidia.person.id, town.group.id, size=LONG)
    await stage.plays(lidia, "Нет света?")
    await stage.camera.takes(lidia.person.id, size=LONG)


async def expected_answer(stage: Stage) -> None:
    """What is told of the hours of operators after a question."""
    town, lidia = stage.town, stage.lidia
    await town.restart(SUPPORT_HOURS=HOURS)
    await stage.plays(lidia, "[Помощь]")
    await stage.camera.takes(lidia.person.id, size=TALL)
    await stage.plays(lidia, "[Задать вопрос]", "Когда придёт счёт за ноябрь?")
    await stage.camera.takes(lidia.person.id, size=TALL)
    await town.restart(SUPPORT_HOURS="")
