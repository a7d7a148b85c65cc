"""One resident and the operators go through all that the bot offers, so that others can try what they saw.

Screens are found by pressing all that the bot shows, so a new one is walked through by itself. What only a
dialogue brings is played here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from handlers.menu import MenuLabels
from handlers.operators.routing import BUTTONS as OF_OPERATORS
from handlers.presses import PressTable
from handlers.residents.routing import BUTTONS as OF_RESIDENTS
from handlers.residents.start import PAYLOADS
from handlers.rights import Entry, Right
from handlers.sections import Section
from services.desk.bans import BANS_OF_PAGE
from services.messages import Addressed, ReadingsWanted, VacancyDoubted, VacantSent
from services.ports import Priority
from simulator import Call, Fault, Message
from tests.conversations.harness import OPERATORS, PASSWORD, TEXTS, Resident, Town, link_in, links_in, say
from ui.buttons import (
    ButtonData,
    ButtonError,
    ConsentButton,
    FormButton,
    LanguageButton,
    NumberButton,
    SectionButton,
    prefix_of,
)

LOGIN = "sirena-77"
WITH_PENALTY = "100200311"
NUMBERS = (
    *("100200301", "100200302", "100200304", WITH_PENALTY),
    *(f"10020030{last}" for last in range(5, 9)),
    *("100200312", "100200313"),
)
"""One scale; two scales; two meters; a penalty; and so many more that the list of numbers has two pages."""
PROVED_EARLIER = """
    UPDATE holdings SET paid_on = '2026-01-01'
    WHERE account_id = (SELECT id FROM accounts WHERE login = 'boris')
"""
BEGUN_YESTERDAY = "UPDATE claims SET begun_at = '2026-11-21T09:00:00.000000+00:00' WHERE name = 'Анна вчера'"
BANNED_CHATS = f"""
    WITH RECURSIVE chats (id) AS (
        SELECT 9001 UNION ALL SELECT id + 1 FROM chats WHERE id < 9001 + {BANS_OF_PAGE}
    )
    INSERT INTO bans (chat_id, reason, operator_id, operator_name, since)
    SELECT id, 'spam', 601, 'Олег', '2026-11-22T09:00:00.000000+00:00' FROM chats
"""  # noqa: S608 (the number is ours)
"""One more than a page of the list of bans has."""
NOT_HERS = "100200310"
OF_NEIGHBOUR = "100200303"
QUESTION = "Почему начислено за сентябрь столько"
ANSWER = "Потому что в августе счёт был меньше"
NOTICE = "Завтра с 9 до 12 не будет света"
LIGHT = "Бригада выехала, свет дадут к 18 часам"
SECOND_EMAIL = "anna@drugaya.example"
PHONE = "8 921 555-44-33"
DOUBTFUL = "99480"
LIST = """
    100200302 8410 4010
    100200304 07715520 30515
    100200304 41120771 11620 10067
    100200305 5311
    100200307 1 1
    100200308 99871
    100200311 40120
"""
"""More meters than a page of receipts shows."""
OF_EARLIER = (
    SectionButton(action=Section.NOTICES_OFF),
    SectionButton(action=Section.NOTICES_ON),
    SectionButton(action=Section.MENU),
)
"""Buttons that only messages of earlier versions have."""
SIGN_OUT = SectionButton(action=Section.SIGN_OUT_NOW).pack()
"""What comes last, because nothing else could be tried after it."""
SAMPLES = 2
"""Of each entry; more pages and bills of one kind show nothing new."""


@dataclass(frozen=True)
class Way:
    """An entry of a registry: the kind of a button and its action, which is empty for a kind that has one."""

    kind: type[ButtonData]
    action: str

    def __str__(self) -> str:
        return f"{self.kind.__name__} {self.action}".rstrip()


def ways(table: PressTable) -> dict[Way, Right]:
    """List the entries of a registry with the rights that they need."""
    return {
        Way(kind, action): entry.right
        for kind, entries in table.items()
        for action, entry in ({"": entries} if isinstance(entries, Entry) else entries).items()
    }


def way_of(table: PressTable, data: str) -> Way | None:
    """Find the entry that data belong to."""
    for kind, entries in table.items():
        if prefix_of(data) not in {kind.prefix, kind.old_prefix}:
            continue
        try:
            button = kind.unpack(data)
        except ButtonError:
            continue
        return Way(kind, "" if isinstance(entries, Entry) else button.first)
    return None


@dataclass(frozen=True)
class Offered:
    """What the bot sent: the data of buttons, by entry, and what else can be typed or opened."""

    residents: dict[Way, list[str]]
    operators: dict[Way, list[str]]
    sections: frozenset[Section]
    commands: frozenset[str]
    payloads: frozenset[str]


def offered(town: Town, neighbour: Resident) -> Offered:
    """Read all that the bot ever sent in a town, except to a neighbour, who has a number of his own."""
    labels = MenuLabels(TEXTS)
    calls = town.sim.calls
    keys = {key for call in calls for key in _labels(call, "keyboard")}
    offers = [json.loads(call.params["commands"]) for call in calls if "commands" in call.params]
    commands = frozenset(f"/{command['command']}" for offer in offers for command in offer)
    payloads = frozenset(link.rpartition("start=")[2] for letter in town.letters for link in links_in(letter))
    others = {OPERATORS, neighbour.chat.id}
    private = [data for call in calls if call.chat_id not in others for data in _data(call)]
    group = [data for call in calls if call.chat_id == OPERATORS for data in _data(call)]
    return Offered(
        _sampled(OF_RESIDENTS, [*private, *(button.pack() for button in OF_EARLIER)]),
        _sampled(OF_OPERATORS, group),
        frozenset(section for key in keys if (section := labels.section_of(key)) is not None),
        commands,
        payloads,
    )


def unreached(seen: Offered) -> list[str]:
    """Name the entries that the walk never came to, or came to in one side's registry only."""
    sections = {Way(SectionButton, section) for section in seen.sections}
    missing = [
        *(set(ways(OF_RESIDENTS)) - set(seen.residents) - sections),
        *(set(ways(OF_OPERATORS)) - set(seen.operators)),
    ]
    prefixes = [each for each in PAYLOADS if not any(payload.startswith(each) for payload in seen.payloads)]
    return sorted([*map(str, missing), *prefixes])


def _sampled(table: PressTable, seen: Iterable[str]) -> dict[Way, list[str]]:
    found: dict[Way, list[str]] = {}
    for data in dict.fromkeys(seen):
        way = way_of(table, data)
        if way is not None and len(found.setdefault(way, [])) < SAMPLES:
            found[way].append(data)
    return found


def _data(call: Call) -> Iterator[str]:
    for row in json.loads(call.params.get("reply_markup", "{}")).get("inline_keyboard", []):
        yield from (button["callback_data"] for button in row if "callback_data" in button)


def _labels(call: Call, name: str) -> Iterator[str]:
    for row in json.loads(call.params.get("reply_markup", "{}")).get(name, []):
        yield from (button["text"] for button in row)


# Who lives there.


class Neighbours(NamedTuple):
    """The resident who sees everything, and those who try what was shown to her."""

    anna: Resident
    boris: Resident
    """Holds another number."""
    vera: Resident
    """Registered, and has not confirmed her address."""
    gleb: Resident
    """Knows the bot, and is a guest there."""


async def walk(town: Town) -> Neighbours:
    """Let a resident see everything; what she has in the end is worth hiding."""
    anna, boris, vera, gleb = people = Neighbours(
        *(town.guest(name) for name in ("Анна", "Борис", "Вера", "Глеб"))
    )
    await town.settle(boris, "boris", OF_NEIGHBOUR)
    await town.register(vera, "vera")
    for each in (vera, gleb):
        await each.send("/start")
    await _registers(town, anna)
    await _protects_the_sign_in(anna)
    await _agrees_to_a_newer_text(anna)
    await _signs_in_elsewhere(town)
    await _forgets_the_password(town)
    await _asks_to_be_let_in(town)
    await _strangers_cannot_read_the_captcha(town)
    await _adds_numbers(town, anna)
    await _claims_the_account(town)
    await _ends_the_hold_of(boris, anna)
    await _is_reminded(town, anna)
    await _sends_readings(town, anna)
    await _asks(town, anna)
    await _changes_a_meter(town, anna)
    await _fails_to_prove(anna)
    await _was_away(town, anna)
    await _operators_look_around(town, anna)
    await _has_no_light(town, anna)
    await _browses(town, anna, boris)
    await anna.forge(LanguageButton(code="ru").pack())
    return people


async def _registers(town: Town, anna: Resident) -> None:
    await anna.plays("/start", "[Регистрация]", LOGIN, PASSWORD, "/menu", "Войти", "[Продолжить]", PASSWORD)
    await anna.plays(f"{anna.person.id}@pochta.example", PHONE, "[Согласен]", "[Согласен]", "#", "Профиль")
    await anna.open_link(link_in(town.letter_to(anna)))
    await anna.plays("Профиль", "[Изменить эл. почту]", PASSWORD, SECOND_EMAIL, "123456")


async def _protects_the_sign_in(anna: Resident) -> None:
    """Turn the second step off and on, and take backup codes."""
    for choice in ("Выключить", "Включить", "Новые запасные коды"):
        await anna.plays("Профиль", "[Защита входа]", f"[{choice}]", PASSWORD)
    await anna.plays("[Записал, удалить из чата]", "Профиль", "[Сменить пароль]", "[Забыли пароль?]")


async def _agrees_to_a_newer_text(anna: Resident) -> None:
    """Press a button under a text about personal data that is not in force any more."""
    await anna.forge(ConsentButton(version="2026-11").pack())


async def _signs_in_elsewhere(town: Town) -> None:
    """Have two devices more, so that each can be signed out by itself, and all together."""
    for name in ("Анна дома", "Анна на даче"):
        await town.sign_in(town.guest(name), LOGIN)
        await town.pass_time(minutes=2)


async def _forgets_the_password(town: Town) -> None:
    """Have a letter sent that lets in who has it."""
    await town.guest("Анна без пароля").plays("/start", "[Войти]", LOGIN, "[Забыли пароль?]", "/cancel")


async def _asks_to_be_let_in(town: Town) -> None:
    """Have an operator refuse somebody who asks for the account, and let somebody else choose a password."""
    for name, decisions in (("Анна в гостях", ("Принять",)), ("Чужой", ("Отклонить", "Не дозвонились"))):
        person = town.guest(name)
        await person.plays("/start", "[Войти]", LOGIN, "[Забыли пароль?]", "[Попросить оператора]", name)
        for label in decisions:
            await town.oleg.press(label, on=_alert_with(town, name))


async def _strangers_cannot_read_the_captcha(town: Town) -> None:
    """Let operators decide about who cannot register otherwise."""
    for login, decision in (("dina", "Пропустить"), ("egor", "Отклонить")):
        stranger = town.guest(login.title())
        await stranger.plays("/start", "[Регистрация]", login, PASSWORD, PASSWORD, f"{login}@pochta.example")
        await stranger.plays("[Пропустить]", "[Согласен]", "[Согласен]", "[Прослушать цифры]")
        await stranger.plays("[Не получается]")
        await town.oleg.press(decision, on=_alert_with(town, login))


async def _adds_numbers(town: Town, anna: Resident) -> None:
    proof = ("12.11.2026", "1234,56", "[Подтвердить]")
    await anna.plays("Электроэнергия", "[Добавить абонента]", NUMBERS[0], *proof)
    for number in NUMBERS[1:]:
        await town.give_number(anna, number)
    await anna.forge(NumberButton(action="pay", number=WITH_PENALTY).pack())


async def _claims_the_account(town: Town) -> None:
    """Let somebody claim the account yesterday, and somebody today: one claim is due, and one waits."""
    for name in ("Анна вчера", "Анна сегодня"):
        guest = town.guest(name)
        await guest.plays("/start", "[Войти]", "[Забыли логин или пароль?]", "[Нет доступа к почте]")
        await guest.plays(LOGIN, NUMBERS[0], "12.11.2026", "1234,56", "[Подтвердить]")
        await town.change(BEGUN_YESTERDAY)
    await town.tell_of_claims()


async def _ends_the_hold_of(boris: Resident, anna: Resident) -> None:
    """Let a neighbour see a number that he proved with an earlier payment, until she ends that."""
    await boris.town.give_number(boris, NUMBERS[0])
    await boris.town.change(PROVED_EARLIER)
    await anna.forge(NumberButton(action="holders", number=NUMBERS[0]).pack())
    await anna.plays("[Отключить прежних]", "[Да, отключить]")


async def _sends_readings(town: Town, anna: Resident) -> None:
    """Send one that is taken, and doubtful ones that operators decide in every way."""
    await anna.plays("Передать показания", "[№ 100200302]", "8400 4000", "[Подтвердить]")
    await anna.plays("это 12650", "[Передать показания: 12650]", "/menu")
    await anna.plays("Передать показания", "[Передать по всем номерам]", LIST, "[Отправить верные (7)]")
    for decisions in (
        ("Взять в работу", "Вернуть", "Отклонить", "Назад", "Отклонить", "Похоже на опечатку"),
        ("Отклонить", "Другая причина"),
        ("Отклонить", "Не тот прибор"),
        ("Запросить фото", "Отклонить", "Нужно фото"),
        ("Принять", "Да, принять", "Отменить решение"),
    ):
        await anna.plays("Передать показания", "[№ 100200301]", DOUBTFUL, "[Подтвердить]", "[Подтвердить]")
        alert = town.alert
        for label in decisions:
            await town.oleg.press(label, on=alert)
        if "Другая причина" in decisions:
            await town.oleg.reply(town.alert, "Счётчик снят")


async def _asks(town: Town, anna: Resident) -> None:
    """Ask in a form and outside of one, and be answered."""
    await anna.plays("Задать вопрос", QUESTION)
    await town.oleg.press("Ответить")
    await town.oleg.reply(town.alert, ANSWER)
    await anna.plays("позовите оператора, счёт, показания, профиль")
    await town.olga.press("Закрыть", on=_alert_with(town, QUESTION))


async def _changes_a_meter(town: Town, anna: Resident) -> None:
    begin = ("Передать показания", "[№ 100200301]", "50", "[Счётчик заменили]", "[Не знаю]", "55501", "0")
    for reason in ("Нужно фото акта", "Счётчик не меняли"):
        await anna.plays(*begin, "[Пропустить]", "[Подтвердить]")
        await town.oleg.press("Отклонить")
        await town.oleg.press(reason)


async def _fails_to_prove(anna: Resident) -> None:
    await anna.plays("Электроэнергия", "[Добавить абонента]")
    for _ in range(5):
        await anna.plays(NOT_HERS, "12.11.2026", "1", "[Подтвердить]")


async def _is_reminded(town: Town, anna: Resident) -> None:
    """Let a reminder come whose reading was not sent, with the button that stops reminders."""
    account_id = await town.account_of(anna)
    reminder = ReadingsWanted(account_id, NUMBERS[2], "2026-11")
    message = Addressed(account_id, anna.chat.id, "ru", reminder)
    await town.app.database.write(lambda unit: unit.outbox.telegrams([message], priority=Priority.REMINDER))
    await town.settled()


async def _was_away(town: Town, anna: Resident) -> None:
    """Let news of an empty home come, with the buttons that take a reading back and tell who is back."""
    account_id = await town.account_of(anna)
    home = NUMBERS[0], None
    news = [VacantSent(*home, 1, "2611-0000001-0", "1", "2026-11", "12480"), VacancyDoubted(*home)]
    messages = [Addressed(account_id, anna.chat.id, "ru", each) for each in news]
    await town.app.database.write(lambda unit: unit.outbox.telegrams(messages, priority=Priority.NOTICE))
    await town.settled()


async def _operators_look_around(town: Town, anna: Resident) -> None:
    """Let operators use every command and the buttons under its answer."""
    oleg = town.oleg
    await town.guest("Анна без почты").plays("/start", "[Войти]", LOGIN, PASSWORD)
    await oleg.send(f"/find {LOGIN}")
    found = town.group.last.button_labels
    await oleg.press(next(label for row in found for label in row if label.startswith("Впустить")))
    for asked in (LOGIN, NUMBERS[0], NOT_HERS, "Яблоневая", "Светлогорье", "8 921 000-00-00"):
        await oleg.send(f"/find {asked}")
    await _disconnect_a_neighbour(town)
    await _open_a_chat(town)
    for command in ("/alerts", "/duty", "/stats", "/exports", "/find", "/cancel", "/help"):
        await oleg.send(command)
    await oleg.send(f"/find {LOGIN}")
    await oleg.press(say("attach-button"))
    await oleg.send("/cancel")
    await town.change(BANNED_CHATS)
    await oleg.send("/bans")
    await oleg.send("/export")
    await oleg.press("Выгрузить")
    await oleg.send("/exports")
    await oleg.send("/notice")
    await oleg.reply(town.group.last, NOTICE)
    await oleg.send("/start")
    await oleg.send("/notice")
    await oleg.press("Продолжить")
    await oleg.press("Плановое отключение")
    await oleg.reply(town.group.last, "завтра с 9 до 12")
    await oleg.press("Все, кто указал телефон")
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=anna.chat.id)
    await oleg.press("Отправить")
    await oleg.press("Пауза")
    await oleg.press("Продолжить")
    await town.pass_time(minutes=20)
    await oleg.send("/notices")


async def _has_no_light(town: Town, anna: Resident) -> None:
    """Let the operators hear that there is no light, and answer all who say so."""
    await anna.plays("нет света", "[Нет света: Яблоневая, 1]")
    await town.oleg.press("Ответить всем", on=_alert_with(town, "Нет света: "))
    await town.oleg.reply(town.group.last, LIGHT)


async def _disconnect_a_neighbour(town: Town) -> None:
    """End the hold of somebody who shares no number with the others, and take it back."""
    await town.oleg.send(f"/find {OF_NEIGHBOUR}")
    await town.oleg.press("Отключить от номера: boris")
    await town.oleg.press("Здесь больше не живёт")
    await town.oleg.press("Да, отключить")
    await town.oleg.press("Отменить решение")


async def _open_a_chat(town: Town) -> None:
    """Let a stranger fail until limits close their chat, and lift them."""
    stranger = town.guest("Чужой чат")
    await stranger.plays("/start", "[Войти]", "nobody-77", *["неверный пароль"] * 5, "/cancel")
    await town.oleg.send(f"/find чат {stranger.chat.id}")
    await town.oleg.press("Снять ограничения: Чужой чат")


async def _browses(town: Town, anna: Resident, boris: Resident) -> None:
    """Press one button of each kind that is shown, and of all that this shows."""
    pressed: set[str] = set()
    while waiting := [data for data in _pressable(town, boris) if data not in pressed]:
        for data in waiting:
            pressed.add(data)
            await anna.forge(data)
            await anna.send("/cancel")


def _pressable(town: Town, boris: Resident) -> Iterator[str]:
    for way, samples in offered(town, boris).residents.items():
        if way.kind is not FormButton:
            yield from (data for data in samples[:1] if data != SIGN_OUT)


def _alert_with(town: Town, words: str) -> Message:
    return next(m for m in reversed(town.group.messages) if m.from_bot and words in m.text)
