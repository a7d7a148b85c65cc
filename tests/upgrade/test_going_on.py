"""Conversations that version 0.1 had begun go on, and the buttons of its messages do what they did.

The tests share one town; each of them goes on with other people and other messages.
"""

from __future__ import annotations

import pytest

from tests.conversations.harness import PASSWORD, code_in, say, say_in
from tests.upgrade.old_town import OldTown, words_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


# Conversations under way.


@pytest.mark.parametrize(
    ("name", "deeds", "told"),
    [
        ("Борис", ("[Назад]", "06.11.2026", "1114,56", "[Подтвердить]"), say("number-added")),
        ("Дина", ("[Подтвердить]",), "приняты"),
        ("Егор", ("[Подтвердить]",), "приняты"),
        ("Мария", ("new@pochta.example", PASSWORD), say("profile-email-done", email="new@pochta.example")),
    ],
)
async def test_a_form_goes_on_with_the_next_answer(
    old: OldTown, name: str, deeds: tuple[str, ...], told: str
) -> None:
    resident = old.resident(name)
    await resident.plays(*deeds)
    assert told in resident.sees
    assert await old.town.state_of(resident) is None


async def test_a_form_goes_on_after_a_button_that_was_stale_already(old: OldTown) -> None:
    vera = old.resident("Вера")
    await vera.forge("f:1aaaaa:0")
    assert say("stale-in-form") in vera.sees
    await vera.plays("7500", "[Подтвердить]")
    assert "приняты" in vera.sees


async def test_a_registration_goes_on_with_the_picture_that_was_shown(old: OldTown) -> None:
    zoya = old.resident("Зоя")
    await zoya.plays("#")
    assert zoya.answers[0].text == say("registration-done")
    assert old.town.letters[-1].to == "zoya@pochta.example"


async def test_the_code_of_a_letter_is_typed_after_a_button_of_the_old_version(old: OldTown) -> None:
    fedor = old.resident("Фёдор")
    letter = next(letter for letter in old.town.letters if letter.to == "fedor@pochta.example")
    await fedor.press("Ввести код", on=old.left_with_button("Фёдор", "Ввести код"))
    await fedor.send(code_in(letter))
    assert "подтверждён" in fedor.sees


async def test_a_word_to_the_operators_goes_on_and_the_question_is_solved(old: OldTown) -> None:
    zhanna = old.resident("Жанна")
    await zhanna.send("А почему?")
    assert zhanna.sees == say("thread-words-sent")
    assert old.shows("А почему?").reply_to is old.shows("Вопрос: Жанна")
    await zhanna.press("Вопрос решён", on=old.left_with_button("Жанна", "Вопрос решён"))
    assert zhanna.sees == say("question-resolved")


@pytest.mark.parametrize("name", ["Лена", "Олеся"])
async def test_a_photo_that_operators_asked_for_before_or_after_the_upgrade_is_sent(
    old: OldTown, name: str
) -> None:
    resident = old.resident(name)
    await resident.press("Отправить фото")
    await resident.send_photo()
    assert resident.sees == say("thread-file-sent")


async def test_a_notice_that_was_being_prepared_goes_out(old: OldTown) -> None:
    await old.press("Олег", "Все, кто указал телефон", "Олег, кому отправить")
    await old.press("Олег", "Отправить", say("notice-found-all"))
    assert "Завтра с 9 до 12 не будет света" in old.notices_to("Глеб")[-1]


async def test_a_search_goes_on_with_a_reply(old: OldTown) -> None:
    await old.operator("Пётр").reply(old.shows("Пётр, ответьте"), "gleb")
    assert say("find-holder", login="gleb") in words_of(old.group[-1])


# Buttons of old messages.


async def test_an_alert_that_another_operator_has_is_left_alone_and_the_holder_decides(old: OldTown) -> None:
    await old.press("Ольга", "Принять", "Абонент № 100200323")
    assert say("alert-outcome-accepted", by="Ольга") in old.shows("Абонент № 100200323").text
    await old.press("Ольга", "Принять", "Абонент № 100200311")
    assert old.operator("Ольга").hints[-1] == say("error-alert-taken", by="Олег", until="13:00")
    await old.press("Олег", "Отклонить", "Абонент № 100200311")
    await old.press("Олег", "Похоже на опечатку", "Абонент № 100200311")
    assert say("alert-outcome-rejected", by="Олег") in old.shows("Абонент № 100200311").text


async def test_a_paused_notice_goes_on_where_it_was(old: OldTown) -> None:
    await old.press("Ольга", "Продолжить", "Рассылка № 1")
    assert len([text for text in old.notices_to("Анна с планшета") if "Осмотр счётчиков" in text]) == 1
    assert old.town.query("SELECT state, delivered FROM notices WHERE id = 1") == [("finished", 12)]


async def test_an_interrupted_import_is_done(old: OldTown) -> None:
    offer = old.shows(say("exchange-interrupted"))
    await old.operator("Ольга").press("Загрузить", on=offer)
    assert words_of(offer).startswith(say("exchange-succeeded", file="registry.zip"))
    assert old.town.query("SELECT count(*) FROM imports") == [(2,)]


async def test_an_export_is_sent_again(old: OldTown) -> None:
    sent = len([message for message in old.group if message.document])
    await old.press("Ольга", "Прислать № 1", "Выгрузки показаний")
    assert len([message for message in old.group if message.document]) == sent + 3


@pytest.mark.parametrize(
    ("label", "words", "then"),
    [
        ("Закрыть", "Кнопка операторов нажата", say("alert-outcome-closed", by="Олег")),
        ("Закрыть", "Вопрос: Тимур", say("alert-outcome-answered", by="Олег")),
        ("Взять в работу", "Вопрос: Ульяна", "В работе: Олег"),
        ("Я на дежурстве", "На дежурстве", "Олег с 23.01"),
        ("Загрузить", "answers.csv", "answers.csv"),
        ("▶️", "Открыто: 12", "страница"),
        ("Этот месяц", "Статистика: сегодня", "Статистика:"),
    ],
)
async def test_a_button_in_the_group_does_what_it_did(
    old: OldTown, label: str, words: str, then: str
) -> None:
    message = old.shows(words, label)
    await old.operator("Олег").press(label, on=message)
    assert message.edited
    assert then in words_of(message)
    assert say("stale-hint") not in old.operator("Олег").hints


async def test_what_is_covered_is_shown_to_the_operator_who_asks(old: OldTown) -> None:
    await old.press("Олег", say("find-money-button"), "Абонент № 100200301")
    assert "48,48" in old.operator("Олег").hints[-1]


async def test_a_key_under_the_input_field_opens_its_section(old: OldTown) -> None:
    nina = old.resident("Нина")
    await nina.press("Профиль")
    assert "nina" in nina.sees


async def test_a_card_that_was_offered_under_a_receipt_opens(old: OldTown) -> None:
    anna = old.resident("Анна")
    await anna.press("К номеру", on=old.left_with_button("Анна", "К номеру"))
    assert "№ 100200301" in anna.sees
    await anna.press("История", on=old.left_with_button("Анна", "История"))
    assert "12650" in anna.sees


async def test_a_language_that_was_offered_is_spoken(old: OldTown) -> None:
    igor = old.resident("Игорь")
    await igor.press("English", on=old.left_with_button("Игорь", "English"))
    assert igor.sees == say_in("en", "language-done")


async def test_notices_are_muted_by_the_button_of_an_old_one(old: OldTown) -> None:
    dina = old.resident("Дина")
    mute = say("notice-mute-button")
    await dina.press(mute, on=old.left_with_button("Дина", mute))
    assert dina.hints == [say("notice-muted-hint")]
