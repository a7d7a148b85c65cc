"""What was left in the inbox and in the outbox of version 0.1 is worked off by the present version.

What residents and operators did is answered once, and what was to be sent goes out in the right words.
"""

from __future__ import annotations

import pytest

from tests.conversations.harness import link_in, say
from tests.upgrade.old_town import OldTown, is_new, labels, words_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITING = """
    SELECT kind FROM outbox WHERE sent_at IS NULL AND (set_aside_at IS NULL OR error <> 'held')
"""
READING_OF = "SELECT status, value FROM readings JOIN reading_values ON reading_id = id WHERE number = ?"


async def test_everything_that_waited_is_worked_off(old: OldTown) -> None:
    assert old.town.query("SELECT update_id FROM inbox") == []
    assert old.town.query(WAITING) == []
    assert old.town.query("SELECT error FROM outbox WHERE set_aside_at IS NOT NULL") == [("held",)]


# What was in the inbox.


async def test_a_press_that_waited_stores_the_reading(old: OldTown) -> None:
    (answer,) = old.told("Глеб")
    assert "приняты" in answer
    assert old.town.query(READING_OF, "100200325") == [("accepted", 12013000)]


async def test_words_that_waited_are_taken_for_the_question_before_them(old: OldTown) -> None:
    (summary,) = old.shown("Дина")
    assert "Подтвердить" in labels(summary)


async def test_two_messages_of_one_person_are_handled_in_their_order(old: OldTown) -> None:
    question, summary = old.shown("Егор")
    assert say("reading-value-ask", scale="Круглосуточно (0–24)") in question.text
    assert "Подтвердить" in labels(summary)


async def test_commands_that_waited_are_answered_once(old: OldTown) -> None:
    assert len(old.told("Ульяна")) == len(old.told("Харитон")) == 1
    assert old.told("Харитон")[0].startswith(say("start-guest", phone="")[:10])


async def test_a_decision_that_waited_is_taken(old: OldTown) -> None:
    [(receipt, status)] = old.town.query("SELECT receipt, status FROM readings WHERE number = '100200312'")
    assert status == "accepted"
    assert old.told("Нина") == [say("message-reading-accepted", number="100200312", receipt=receipt)]
    assert say("alert-outcome-accepted", by="Олег") in old.shows("Абонент № 100200312").text


async def test_an_answer_of_an_operator_that_waited_reaches_the_resident(old: OldTown) -> None:
    assert old.told("Тимур") == [say("thread-answer-words", text="Ответ Тимуру")]
    assert say("alert-question-answered", by="Ольга") in old.shows("Вопрос: Тимур").text


# What was in the outbox.


async def test_decisions_reach_the_residents_in_their_words(old: OldTown) -> None:
    receipts = dict(old.town.query("SELECT number, receipt FROM readings WHERE number <> '100200301'"))
    told = {number: {"number": number, "receipt": receipts[number]} for number in ("100200329", "100200310")}
    assert old.told("Игорь") == [
        say("message-reading-accepted", **told["100200329"]),
        say("message-reading-exported", **told["100200329"]),
    ]
    assert old.told("Кира") == [say("message-reading-rejected-typo", **told["100200310"])]
    change = {"number": "100200320", "serial": "09362215", "new_serial": "55501"}
    assert old.told("Павел") == [
        say("message-meter-change-accepted", **change),
        say("message-meter-change-exported", **change),
    ]


async def test_what_went_to_billing_is_told_in_every_chat(old: OldTown) -> None:
    exported = say("message-reading-exported", number="100200301", receipt="2612-0000001-6")
    assert old.told("Анна") == old.told("Анна с планшета") == [exported]


async def test_a_letter_goes_out_with_its_link(old: OldTown) -> None:
    letter = old.town.letters[-1]
    assert letter.to == "fedor@pochta.example"
    assert "confirm_" in link_in(letter)


async def test_what_was_said_in_a_thread_is_shown_changed_and_taken_back(old: OldTown) -> None:
    rita = old.people["Рита"].chat
    assert old.told("Рита") == [say("thread-answer-words", text="Ответ Рите, исправленный")]
    assert "который отзовут" not in str([message.text for message in rita.messages])
    said = old.shows("Рита спрашивает дальше")
    assert said.text == say("thread-said-words", text="Рита спрашивает дальше")
    assert said.reply_to is old.shows("Вопрос: Рита")
    assert old.told("Сергей") == [say("message-question-closed")]


async def test_alerts_are_drawn_as_they_stand_now(old: OldTown) -> None:
    assert say("alert-outcome-accepted", by="Олег") in old.shows("Абонент № 100200329").text
    assert say("alert-outcome-rejected", by="Олег") in old.shows("Абонент № 100200310").text
    assert (
        say("alert-taken", by="Олег", since="12:30", until="13:00") in old.shows("Абонент № 100200311").text
    )
    assert "Взять в работу" in labels(old.shows("Абонент № 100200323")), "the half hour has run out"
    assert labels(old.shows("Вопрос: Фёдор")) == ["Ответить", "Закрыть", "Взять в работу"]


async def test_a_picture_follows_its_alert_and_a_reminder_names_what_waits(old: OldTown) -> None:
    (picture,) = [message for message in old.group if is_new(message) and message.photo]
    assert picture.reply_to is old.shows("Показания на проверку\nАбонент № 100200301")
    duty = say("duty-called", people="Ольга")
    assert old.shows(say("message-alerts-wait", count=8, waited="35 мин", duty=duty)) in old.group


async def test_a_notice_on_its_way_reaches_everybody_once_and_a_paused_one_stays(old: OldTown) -> None:
    got = [name for name in old.people for text in old.notices_to(name) if "В субботу не будет света" in text]
    assert len(got) == len(set(got)) == 12
    states = [state for (state,) in old.town.query("SELECT state FROM notices ORDER BY id")]
    assert states == ["paused", "finished"]
    assert "Продолжить" in labels(old.shows("Рассылка № 1", "Продолжить"))
    assert "Рассылка № 2" in words_of(old.shows(say("notice-state-finished", by="Ольга")))


async def test_an_export_that_was_done_is_reported(old: OldTown) -> None:
    assert "Выгрузка № 2 готова" in words_of(old.shows(say("exchange-succeeded", file="")))
    assert old.shows(say("exchange-file-gone", file="export-000002/readings.csv")) in old.group


async def test_an_import_that_was_interrupted_is_offered_again(old: OldTown) -> None:
    assert labels(old.shows(say("exchange-interrupted"))) == ["Загрузить", "Отмена"]
