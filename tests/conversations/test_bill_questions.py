"""«Спросить об этом счёте»: operators see the bill that a question is about, as the resident saw it."""

from __future__ import annotations

import json

import pytest

from handlers.residents.questions import QuestionForm
from simulator import Message
from tests.conversations.harness import Resident, Town, as_seen, say, say_in

FLAT = "100200301"
ASK = f"b:ask:{FLAT}:202610:0"
OCTOBER = say("month-of-year", month=say("month-10"), year="2026")
ABOUT = say("question-bill-named", bill=OCTOBER, number=FLAT)
LONGEST_MESSAGE = 4096


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who looks at the bill of October."""
    resident = await town.holder(FLAT)
    await resident.plays("[Электроэнергия]")
    return resident


def question(town: Town) -> Message:
    """The alert with the newest question."""
    return [message for message in town.group.messages if "Вопрос абонента" in message.text][-1]


def asked(town: Town) -> str:
    """What operators read of the newest question."""
    return as_seen(question(town).text)


async def fill(anna: Resident) -> None:
    """Ask three questions, so that a fourth one cannot be new."""
    for each in ("Первый?", "Второй?", "Третий?"):
        await anna.plays("Задать вопрос", each)


# A question with its bill.


async def test_the_way_from_a_bill_to_the_operators(town: Town, anna: Resident) -> None:
    await anna.plays("[Счета]", "[Октябрь 2026]", "[Спросить об этом счёте]")
    assert f"Вопрос о счёте за {OCTOBER} · № {FLAT}" in anna.sees
    assert anna.buttons == ["Назад", "Отмена"]
    await anna.send("Почему больше, чем летом?")
    assert anna.sees == say("question-sent")
    lines = asked(town).split("\n")
    assert lines[2] == "Почему больше, чем летом?"
    assert f"🧾 Счёт за {OCTOBER} · № {FLAT}" in lines


async def test_operators_read_the_same_lines_and_sums_as_the_resident(town: Town, anna: Resident) -> None:
    await anna.forge(f"b:view:{FLAT}:202610:0")
    seen = anna.sees
    await anna.forge(ASK)
    await anna.send("Почему?")
    for line in seen.split("\n\n", 1)[1].split("\n"):
        assert line in asked(town).split("\n")
    assert "кВт·ч" in asked(town)


async def test_the_bill_stays_as_it_was_when_it_was_asked_about(town: Town, anna: Resident) -> None:
    await anna.forge(ASK)
    await anna.send("Почему?")
    before = asked(town)
    await town.change(
        f"UPDATE bills SET charged = charged + 100, due = due + 100 WHERE number = '{FLAT}'",  # noqa: S608 ours
        "DELETE FROM bill_lines",
    )
    await town.oleg.press("Взять в работу", on=question(town))
    until = "\n\n".join(before.split("\n\n")[:-1])
    assert asked(town).startswith(until)


async def test_who_asks_in_english_is_asked_in_english_and_operators_read_russian(
    town: Town, anna: Resident
) -> None:
    await town.change("UPDATE accounts SET language = 'en'")
    await anna.forge(ASK)
    month = say_in("en", "month-of-year", month=say_in("en", "month-10"), year="2026")
    assert f"Question about the bill for {month}" in anna.sees
    await anna.send("Why so much?")
    assert f"🧾 Счёт за {OCTOBER} · № {FLAT}" in asked(town)


async def test_a_voice_and_a_photo_bring_the_bill_as_words_do(town: Town, anna: Resident) -> None:
    await anna.forge(ASK)
    await anna.send_photo()
    assert say("question-file-kept") in anna.sees
    assert f"Вопрос о счёте за {OCTOBER}" in anna.sees
    await anna.send_voice()
    assert anna.sees == say("question-sent")
    assert f"🧾 Счёт за {OCTOBER} · № {FLAT}" in asked(town)
    assert [message for message in town.group.messages if message.photo]


async def test_the_resident_hears_which_bill_a_closed_question_was_about(town: Town, anna: Resident) -> None:
    await anna.forge(ASK)
    await anna.send("Почему?")
    await town.oleg.press("Закрыть", on=question(town))
    assert anna.heard == say(
        "message-question-closed-about-bill", asked="22.11 12:00", bill=OCTOBER, question="Почему?"
    )


async def test_a_question_without_a_bill_shows_none(town: Town, anna: Resident) -> None:
    await anna.plays("[Ещё]", "Задать вопрос", "Когда будет счёт?")
    assert "🧾" not in asked(town)


async def test_one_of_two_bills_of_a_month_is_named_as_such(town: Town, anna: Resident) -> None:
    await town.change(
        "INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)"
        " VALUES ('zz', '100200301', '2026-10', 0, -5000, 0, 0, 0)"
    )
    await anna.forge(f"b:ask:{FLAT}:202610:1")
    several = say("bill-of-several", month=OCTOBER, place="2")
    assert f"Вопрос о счёте за {several}" in anna.sees
    await anna.send("Что за перерасчёт?")
    assert f"🧾 Счёт за {several} · № {FLAT}" in asked(town)
    assert say("bill-lines-none") in asked(town)


# Leaving it and coming back.


async def test_a_question_that_was_left_goes_on_with_its_bill(town: Town, anna: Resident) -> None:
    await anna.forge(ASK)
    await anna.send_photo()
    await anna.plays("Профиль", "Задать вопрос")
    assert say("resume-question") in anna.sees
    await anna.press("Продолжить")
    assert f"Вопрос о счёте за {OCTOBER}" in anna.sees
    await anna.send("Вот фото")
    assert f"🧾 Счёт за {OCTOBER} · № {FLAT}" in asked(town)


async def test_beginning_anew_from_a_bill_is_about_that_bill(anna: Resident) -> None:
    await anna.plays("Задать вопрос")
    await anna.send_photo()
    await anna.forge(ASK)
    assert say("resume-question") in anna.sees
    await anna.press("Начать заново")
    assert f"Вопрос о счёте за {OCTOBER}" in anna.sees


async def test_nothing_is_sent_by_whoever_goes_back(town: Town, anna: Resident) -> None:
    await anna.forge(ASK)
    await anna.press("Назад")
    assert say("form-left") in anna.sees
    assert "🧾" not in "".join(town.alerts)


async def test_a_draft_of_an_older_version_without_a_bill_goes_on(town: Town, anna: Resident) -> None:
    await anna.plays("Задать вопрос")
    draft = (await town.conversation_of(anna)).draft
    assert "bill" not in draft["answers"]
    await anna.send("Когда?")
    assert anna.sees == say("question-sent")


# When it cannot be a new question.


async def test_words_about_a_bill_that_are_added_to_another_question_name_it(
    town: Town, anna: Resident
) -> None:
    await fill(anna)
    await anna.forge(ASK)
    await anna.plays("Почему так <b>много</b>?", "[Добавить: «Второй?»]")
    assert anna.sees == say("question-added")
    assert town.alerts[-1] == say("thread-said-words", text=f"{ABOUT}\n\nПочему так <b>много</b>?")
    assert town.alert.reply_to is not None
    assert "Второй?" in town.alert.reply_to.text


async def test_a_voice_about_a_bill_that_is_added_names_it(town: Town, anna: Resident) -> None:
    await fill(anna)
    await anna.forge(ASK)
    await anna.send_voice()
    await anna.press("Добавить: «Второй?»")
    assert ABOUT in as_seen(town.alert.caption)


async def test_the_longest_words_can_be_added_with_the_name_of_the_bill(town: Town, anna: Resident) -> None:
    await fill(anna)
    await anna.forge(ASK)
    await anna.plays("я" * 2000, "[Добавить: «Второй?»]")
    assert anna.sees == say("question-added")
    added = "".join(town.alerts[-2:])
    assert ABOUT in added
    assert added.count("я") == 2000 + ABOUT.count("я")


# What may be gone.


@pytest.mark.parametrize(
    "gone",
    [
        f"DELETE FROM bill_lines; DELETE FROM bills WHERE number = '{FLAT}'",  # noqa: S608 ours
        "DELETE FROM holdings",
    ],
)
async def test_the_question_is_sent_though_its_bill_or_number_is_gone(
    town: Town, anna: Resident, gone: str
) -> None:
    await anna.forge(ASK)
    await town.change(*gone.split("; "))
    await anna.send("Почему?")
    assert anna.sees == say("question-sent")
    assert f"🧾 Счёт за {OCTOBER} · № {FLAT}" in asked(town)
    assert say("alert-question-bill-gone") in asked(town)
    assert "₽" not in asked(town)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ("b:ask:100200302:202610:0", "error-not-yours"),
        (f"b:ask:{FLAT}:209901:0", "error-bill-unknown"),
        (f"b:ask:{FLAT}:202699:0", "error-bill-unknown"),
        (f"b:ask:{FLAT}:202610:7", "error-bill-unknown"),
        (f"b:ask:{FLAT}:202610:-1", "error-bill-unknown"),
    ],
)
async def test_a_button_that_was_made_up_begins_no_question(
    town: Town, anna: Resident, data: str, refusal: str
) -> None:
    await anna.forge(data)
    assert say(refusal) in anna.sees
    assert await town.state_of(anna) is None


async def test_a_guest_is_told_to_sign_in(town: Town) -> None:
    boris = town.guest("Борис")
    await boris.send("/start")
    await boris.forge(ASK)
    assert say("error-sign-in-needed") in boris.sees


# Room for all of it.


async def test_a_bill_of_many_lines_fits_one_message_below_the_longest_question(
    town: Town, anna: Resident
) -> None:
    [(bill,)] = town.query("SELECT id FROM bills WHERE number = ? AND month = '2026-10'", FLAT)
    await town.change(
        *(
            "INSERT INTO bill_lines (bill_id, ordinal, basis, amount, note)"  # noqa: S608 ours
            f" VALUES ('{bill}', {100 + place}, 'other', {place}, '{'Э' * 150} {place}')"
            for place in range(60)
        )
    )
    await anna.forge(ASK)
    await anna.send(("Щиток искрит! <&> " + "я" * 2000)[:2000])
    await town.oleg.press("Взять в работу", on=question(town))
    await town.oleg.reply(question(town), "Выезжаем")
    await town.pass_time(hours=2)
    await anna.reply(anna.chat.last, "Щиток искрит, искры летят! " * 20)
    assert len(question(town).text) <= LONGEST_MESSAGE
    lines = asked(town).split("\n")
    assert f"🧾 Счёт за {OCTOBER} · № {FLAT}" in lines
    assert any(line.startswith("И ещё") for line in lines)
    assert say("alert-taken", by="Олег", since="12:00", until="12:30") in lines


async def test_the_details_of_the_alert_are_texts_and_numbers(town: Town, anna: Resident) -> None:
    await anna.forge(ASK)
    await anna.send("Почему?")
    [(details,)] = town.query("SELECT details FROM alerts WHERE kind = 'question'")
    values = json.loads(details)
    assert values["bill_month"] == "2026-10"
    assert all(value is None or isinstance(value, str | int) for value in values.values())


async def test_the_state_of_a_question_about_a_bill_is_that_of_any_question(
    town: Town, anna: Resident
) -> None:
    await anna.forge(ASK)
    assert await town.state_of(anna) == QuestionForm.text.name
