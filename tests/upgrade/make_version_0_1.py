"""Lets version 0.1 work for two months and ends it in the middle of things; README.md says how to run it.

First the bot answers and sends as usual. Then its senders stand still, so that what is left in the outbox
stays there; then its handlers too, so that what residents and operators do stays in the inbox. What is in the
database then is what a killed process leaves.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import os
import sys
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from simulator import Fault, Message
from storage.unit import UnitSettings
from tests.conversations.harness import Operator, Resident, Town, running_town, say
from tests.services.fakes import FakeClock
from tests.upgrade.telegram import written_down

REGISTRY = Path("examples/registry")
PASSWORD = "kobalt sosna 75"
DOUBTED = ("[Подтвердить]", "[Подтвердить]")


async def stand_still(*_: object, **__: object) -> Any:
    """Do what is asked for some other time."""
    await asyncio.Event().wait()


# The months before ---------------------------------------------------------------------------------------


async def months_pass(town: Town) -> None:
    """Let Анна send readings in November and December, of which the first went to billing."""
    anna = await town.holder("100200301", "100200302")
    await town.signed_in_elsewhere(anna, "Анна с планшета")
    await reads(anna, "[№ 100200301]", "12650", "[Подтвердить]")
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")
    await town.pass_time(days=31)
    await reads(anna, "[№ 100200301]", "12830", "[Подтвердить]")
    await town.pass_time(days=31)


async def reads(resident: Resident, *deeds: str) -> None:
    """Let a resident begin a reading and go on with it."""
    await resident.plays("[Передать показания]", *deeds)


# A day on which everything works ---------------------------------------------------------------------------


async def forms_begin(town: Town) -> None:
    """Bring residents and operators into the middle of forms."""
    boris = await town.confirmed("Борис", "boris")
    await boris.plays("[Электроэнергия]", "[Добавить абонента]", "100200305", "06.11.2026")
    vera = await town.holder("100200324", name="Вера", login="vera")
    await reads(vera, "18400")
    gleb = await town.holder("100200325", name="Глеб", login="gleb")
    await reads(gleb, await value_above(town, "100200325"))
    dina = await town.holder("100200327", name="Дина", login="dina")
    await reads(dina)
    await town.holder("100200330", name="Егор", login="egor")
    town.guest("Зоя")
    maria = await town.confirmed("Мария", "maria")
    await maria.plays("[Профиль]", "[Изменить эл. почту]")
    await town.oleg.send("/notice")
    await town.oleg.reply(town.group.last, "Завтра с 9 до 12 не будет света")
    petr = Operator(town, town.sim.add_person("Пётр", phone="+79210000093"))
    town.group.members.append(petr.person.user)
    await petr.send("/find")


async def registers(guest: Resident, login: str) -> None:
    """Answer everything that registration asks but the captcha."""
    await guest.plays("/start", "[Регистрация]", login, PASSWORD, PASSWORD, f"{login}@pochta.example")
    await guest.plays("[Пропустить]", "[Согласен]", "[Согласен]")


async def value_above(town: Town, number: str, by: int = 50) -> str:
    """Give a value that is so many kWh above the last one of a meter with one rate."""
    [(last,)] = town.query(
        "SELECT last_value FROM scales JOIN meters ON meters.id = meter_id WHERE number = ?", number
    )
    return str(last // 1000 + by)


async def alerts_are_raised(town: Town) -> None:
    """Let operators have readings to decide about and questions to answer, each with its message."""
    for name, login, number in (
        ("Игорь", "igor", "100200329"),
        ("Кира", "kira", "100200310"),
        ("Лена", "lena", "100200311"),
        ("Нина", "nina", "100200312"),
        ("Олеся", "olesya", "100200323"),
    ):
        resident = await town.holder(number, name=name, login=login)
        await reads(resident, await value_above(town, number, by=4000), *DOUBTED)
    await presses(town.oleg, "Взять в работу", "100200323")
    await presses(town.oleg, "Запросить фото", "100200323")
    await named(town, "Игорь").plays("[Профиль]", f"[{say('profile-language-button')}]")
    pavel = await town.holder("100200320", name="Павел", login="pavel")
    await reads(pavel, "50", "[Счётчик заменили]", "[Не знаю]", "55501", "0", "[Пропустить]", "[Подтвердить]")
    for name in ("Жанна", "Рита", "Сергей", "Тимур", "Ульяна"):
        resident = await town.confirmed(name, f"login-{name.encode().hex()[:6]}")
        await resident.plays("[Задать вопрос]", f"Вопрос: {name}")
    await town.oleg.reply(alert_of(town, "Вопрос: Жанна"), "Ответ Жанне")
    await named(town, "Жанна").press("Ответить")
    await town.oleg.reply(alert_of(town, "Вопрос: Рита"), "Ответ Рите, который отзовут")
    await named(town, "Мария").forge("a:accept:1")


def alert_of(town: Town, words: str, label: str = "") -> Message:
    """Return the newest message of the group with these words and, if it is named, this button."""
    return next(
        message
        for message in reversed(town.group.messages)
        if message.from_bot and words in message.text and (not label or label in str(message.button_labels))
    )


async def presses(operator: Operator, label: str, words: str) -> None:
    """Let an operator press a button under the newest message that has it and these words."""
    await operator.press(label, on=alert_of(operator.town, words, label))


def named(town: Town, name: str) -> Resident:
    """Return somebody who lives here."""
    return Resident(town, next(p for p in town.sim.people.values() if p.user.first_name == name))


async def files_and_lists(town: Town) -> None:
    """Let the group see a paused notice, lists, and files on offer."""
    busy = named(town, "Анна с планшета").chat.id
    town.sim.faults.add("sendMessage", Fault("flood", seconds=600), chat_id=busy)
    await send_notice(town, town.olga, "Осмотр счётчиков в феврале")
    await presses(town.olga, "Пауза", "Осмотр счётчиков")
    await town.olga.send("/duty")
    await town.olga.press("Я на дежурстве")
    for command in ("/alerts", "/stats", "/find 100200301", "/exports"):
        await town.olga.send(command)
    await town.oleg.send_file("answers.csv", b"receipt;status;reason;month\r\n")
    await town.oleg.send_file("registry.zip", packed_registry())


async def send_notice(town: Town, by: Operator, text: str) -> None:
    """Prepare a notice to everybody, and confirm it."""
    await by.send("/notice")
    await by.reply(town.group.last, text)
    await by.press("Все, кто указал телефон")
    await by.press("Отправить")


def packed_registry() -> bytes:
    """Pack the example registry."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(REGISTRY.glob("*.csv")):
            archive.write(path, path.name)
    return content.getvalue()


# The senders stand still ------------------------------------------------------------------------------------


async def senders_stand_still(town: Town) -> None:
    """Let the bot never draw the picture below an alert, so that nothing goes out after it."""
    messages, letters = (vars(sender) for sender in town.app.senders)
    deliver = messages["deliver"]

    async def deliver_no_picture(message: Any) -> Any:
        return await (stand_still if message.kind == "alert-chart" else deliver)(message)

    messages["deliver"], letters["deliver"] = deliver_no_picture, stand_still
    vars(town)["settled"] = lambda: _handled(town)
    await reads(named(town, "Анна"), "[№ 100200301]", "17480", *DOUBTED)
    await until(town, "SELECT 1 FROM outbox WHERE kind = 'alert-chart'")


async def until(town: Town, sql: str) -> None:
    """Wait until there is a row."""
    while not town.query(sql):  # noqa: ASYNC110 (nothing tells of it)
        await asyncio.sleep(0.01)


async def _handled(town: Town) -> None:
    await town.sim.delivered()
    await town.app.intake.idle()


async def outbox_fills(town: Town) -> None:
    """Do what leaves messages of many kinds, of which none goes out any more."""
    rita = named(town, "Рита")
    await presses(town.oleg, "Принять", "100200329")
    await presses(town.oleg, "Отклонить", "100200310")
    alert_id = town.query("SELECT id FROM alerts WHERE details LIKE '%100200310%'")[0][0]
    await town.oleg.person.press_data(f"a:why-typo:{alert_id}", on=alert_of(town, "100200310", "Принять"))
    await town.settled()
    await presses(town.oleg, "Запросить фото", "100200311")
    await presses(town.oleg, "Принять", "55501")
    await presses(town.oleg, "Отозвать", say("thread-sent"))
    answer = await town.oleg.reply(alert_of(town, "Вопрос: Рита"), "Ответ Рите")
    await town.oleg.edit(answer, "Ответ Рите, исправленный")
    await rita.reply(rita.chat.messages[-1], "Рита спрашивает дальше")
    await presses(town.oleg, "Закрыть", "Вопрос: Сергей")
    fedor = town.guest("Фёдор")
    await registers(fedor, "fedor")
    await fedor.plays("#")
    await fedor.plays("[Задать вопрос]", "Вопрос: Фёдор")


async def exchange_stops(town: Town) -> None:
    """Write an export of which nobody has heard yet, and be ended while a registry is being imported."""
    await town.olga.send("/export")
    await town.olga.press("Выгрузить")
    await town.app.exchange.idle()
    town.app.exchange.run_order = stand_still
    await presses(town.olga, "Загрузить", "registry.zip")
    await until(town, "SELECT 1 FROM exchange_jobs WHERE state = 'running'")


async def notices_stop(town: Town) -> None:
    """Leave another notice on its way, and let alerts wait for too long."""
    await send_notice(town, town.olga, "В субботу не будет света")
    for _ in range(3):
        await town.app.notices.step()
    town.clock.pass_time(timedelta(minutes=30))
    await town.app.look_after_alerts()
    await presses(town.oleg, "Взять в работу", "Абонент № 100200311")
    await registers(named(town, "Зоя"), "zoya")  # now, because a captcha does not last for half an hour


# The handlers stand still -----------------------------------------------------------------------------------


async def inbox_fills(town: Town) -> None:
    """Let residents and operators do what nobody handles any more."""
    await named(town, "Глеб").person.press("Подтвердить")
    await named(town, "Дина").person.send(await value_above(town, "100200327"))
    await named(town, "Егор").person.send("Передать показания")
    await named(town, "Егор").person.send(await value_above(town, "100200330"))
    await named(town, "Ульяна").person.send("/help")
    await town.guest("Харитон").person.send("/start")
    await town.oleg.person.press("Принять", on=alert_of(town, "100200312", "Принять"), in_=town.group)
    await town.olga.person.reply(alert_of(town, "Вопрос: Тимур"), "Ответ Тимуру", to=town.group)
    await town.sim.delivered()


async def work_and_end(folder: Path, target: Path) -> None:
    """Let all of it happen, and write down what is left."""
    async with running_town(folder) as town:
        await months_pass(town)
        await forms_begin(town)
        await alerts_are_raised(town)
        await files_and_lists(town)
        await senders_stand_still(town)
        await outbox_fills(town)
        await exchange_stops(town)
        await notices_stop(town)
        intake: Any = town.app.intake  # of version 0.1
        vars(intake.dispatcher)["propagate_event"] = stand_still
        await inbox_fills(town)
        sql = "\n".join([*town.snapshot().iterdump(), ""])
        (target / "version_0_1.sql").write_text(sql, encoding="utf-8")
        known = {"now": town.clock().isoformat(), **written_down(town.sim)}
        text = json.dumps(known, ensure_ascii=False, indent=1)
        (target / "version_0_1.json").write_text(f"{text}\n", encoding="utf-8")
        os._exit(0)  # as a killed process ends: nothing is tidied up


def main() -> None:
    """Write the files into the folder that is named on the command line."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cabinet.db"
        settings = UnitSettings(FakeClock(), operator_chat_id=None, operator_language="ru")
        run_import: Any = importlib.import_module("bot.registry_command").run_import
        assert run_import(REGISTRY, database, settings=settings, say=say) == 0
        asyncio.run(work_and_end(Path(folder), target))


if __name__ == "__main__":
    main()
