"""What one person formats another one reads formatted: questions, answers, corrections, notices."""

from __future__ import annotations

import pytest

from simulator import Message
from tests.conversations.harness import Resident, Town, say

LINK = '<a href="https://energy.example/tariffs">здесь</a>'
HTML = f"Тарифы 😀 <b>опубликованы</b> {LINK}, <i>код <u>1</u></i> &lt;b&gt; <code>a&amp;b</code>"
TEXT = "Тарифы 😀 опубликованы здесь, код 1 <b> a&b"


@pytest.fixture
async def anna(town: Town) -> Resident:
    return await town.holder("100200302")


def formats(message: Message) -> dict[str, str]:
    """The formatted parts of a message, without the bot's own heading."""
    text = (message.text or message.caption).encode("utf-16-le")
    parts = {
        each.type: text[2 * each.offset : 2 * each.end].decode("utf-16-le") for each in message.entities[::-1]
    }
    return {kind: part for kind, part in parts.items() if part in TEXT}


WANTED = {"italic": "код 1", "underline": "1", "text_link": "здесь", "code": "a&b"}


async def test_a_question_reaches_the_operators_as_it_was_formatted(town: Town, anna: Resident) -> None:
    await anna.press("Задать вопрос")
    await anna.send_formatted(HTML)
    assert TEXT in town.alert.text
    assert formats(town.alert).items() >= WANTED.items()
    assert any(each.url == "https://energy.example/tariffs" for each in town.alert.entities)


async def test_further_words_and_their_correction_are_formatted(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Здравствуйте")
    message = await anna.send_formatted(HTML)
    shown = town.alert
    assert formats(shown).items() >= WANTED.items()
    await anna.edit(message, "Так <s>нельзя</s> можно", formatted=True)
    assert [each.type for each in shown.entities if each.type == "strikethrough"]
    await anna.edit(message, "Так нельзя можно")
    assert not [each.type for each in shown.entities if each.type == "strikethrough"]


async def test_an_answer_and_its_correction_reach_the_resident_formatted(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Где тарифы?")
    answer = await town.oleg.reply_formatted(town.alert, HTML)
    shown = anna.chat.last
    assert shown.text == say("thread-answer-words", text="{}").format(TEXT)
    assert formats(shown).items() >= WANTED.items()
    assert "https://energy.example/tariffs" in {each.url for each in shown.entities}
    await town.oleg.person.edit(answer, "Тарифы <tg-spoiler>тут</tg-spoiler>", formatted=True)
    await town.settled()
    assert "spoiler" in {each.type for each in shown.entities}


async def test_what_was_said_unasked_keeps_its_formatting(town: Town, anna: Resident) -> None:
    await anna.send_formatted(HTML)
    await anna.press("Передать оператору")
    assert formats(town.alert).items() >= WANTED.items()


async def test_formatting_survives_a_restart_of_the_bot(town: Town, anna: Resident) -> None:
    for words in ("Раз?", "Два?", "Три?"):
        await anna.plays("[Задать вопрос]", words)
    await town.pass_time(hours=1)
    await anna.press("Задать вопрос")
    await anna.send_formatted(HTML)
    await town.restart()
    await anna.press("Добавить: «Раз?»")
    assert formats(town.alert).items() >= WANTED.items()


async def test_a_notice_reaches_residents_as_it_was_formatted(town: Town, anna: Resident) -> None:
    await town.oleg.send("/notice")
    await town.oleg.reply_formatted(town.alert, HTML)
    await town.oleg.press("Прочее")
    await town.oleg.press("Все, кто указал телефон")
    preview = next(message for message in town.group.messages[::-1] if TEXT in message.text)
    assert formats(preview).items() >= WANTED.items()
    await town.oleg.press("Отправить")
    await town.app.settled()
    await town.pass_time(seconds=1)
    notice = next(message for message in anna.chat.messages[::-1] if TEXT in message.text)
    assert formats(notice).items() >= WANTED.items()


async def test_a_typed_reason_has_the_address_behind_the_words(town: Town) -> None:
    anna = await town.holder("100200324")
    await anna.plays("[Передать показания]", "28250 7500", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Отклонить")
    await town.oleg.press("Другая причина")
    await town.oleg.reply_formatted(town.alert, f"Смотрите {LINK}")
    assert "Смотрите здесь (https://energy.example/tariffs)" in anna.chat.last.text
