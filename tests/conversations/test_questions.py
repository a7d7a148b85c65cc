"""Questions: a thread between one resident and the operators."""

from __future__ import annotations

import pytest

from domain.alert import FOLDS, Care
from simulator import Fault, Message
from tests.conversations.harness import OPERATORS, PASSWORD, TEXTS, Resident, Town, calls_of, say


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who asked a question."""
    resident = await town.registered()
    await resident.plays("[Задать вопрос]", "Когда будет <b>счёт</b>?")
    return resident


def question(town: Town) -> Message:
    """The alert with the newest question."""
    messages = [message for message in town.group.messages if "Вопрос абонента" in message.text]
    return messages[-1]


def shown(message: Message) -> str:
    return message.text or message.caption


async def test_operators_see_who_asks(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Задать вопрос]", "Почему пени?")
    [(login,)] = town.query("SELECT login FROM accounts")
    assert say("alert-question-from", login=login, numbers="100200302") in town.alert.text


async def test_a_question_reaches_the_group_and_its_answer_the_resident(town: Town, anna: Resident) -> None:
    assert anna.sees == say("question-sent")
    alert = question(town)
    assert "Когда будет <b>счёт</b>?" in alert.text
    assert alert.button_labels == [["Ответить", "Закрыть"], ["Взять в работу"]]
    assert say("alert-question-waits", since="22.11 12:00") in alert.text
    answer = await town.oleg.reply(alert, "Завтра & послезавтра")
    assert anna.heard == say("thread-answer-words", text="Завтра & послезавтра")
    assert anna.chat.last.reply_to is not None
    assert anna.chat.last.reply_to.text == "Когда будет <b>счёт</b>?"
    assert anna.chat.last.button_labels == [["Ответить"], ["Вопрос решён"]]
    assert town.alerts[-1] == say("thread-sent")
    assert town.alert.reply_to is answer
    assert say("alert-question-answered", by="Олег") in alert.text
    assert say("alert-question-waits", since="22.11 12:00") not in alert.text


async def test_an_operator_hears_that_somebody_accepts_no_voices(town: Town, anna: Resident) -> None:
    await anna.person.refuse_voices()
    await town.oleg.person.send_voice(to=town.group, reply_to=question(town))
    await town.settled()
    assert town.alerts[-1] == say("thread-voice-refused")
    assert say("alert-question-waits", since="22.11 12:00") in question(town).text
    await town.oleg.reply(question(town), "Завтра")
    assert anna.heard == say("thread-answer-words", text="Завтра")


def closed(question: str) -> str:
    """Give the news that a question was closed."""
    return TEXTS.within("ru").plain("message-question-closed-quoted", question=question, asked="22.11 12:00")


async def test_both_sides_go_on_until_an_operator_closes_the_question(town: Town, anna: Resident) -> None:
    alert = question(town)
    await town.oleg.reply(alert, "За какой месяц?")
    await anna.press("Ответить")
    assert anna.sees == say("thread-words-ask")
    await anna.send("За ноябрь")
    assert anna.sees == say("thread-words-sent")
    assert town.alerts[-1] == say("thread-said-words", text="За ноябрь")
    assert town.alert.reply_to is alert
    await town.olga.reply(town.alert, "Завтра")
    assert anna.heard == say("thread-answer-words", text="Завтра")
    await town.olga.press("Закрыть", on=alert)
    assert anna.heard == closed("Когда будет <b>счёт</b>?")
    assert say("alert-outcome-answered", by="Ольга") in alert.text
    assert alert.buttons == []
    before = len(anna.chat.messages)
    await town.oleg.reply(alert, "И ещё")
    assert town.alerts[-1] == say("error-alert-already-decided", by="Ольга")
    assert len(anna.chat.messages) == before


async def test_a_reply_in_telegram_needs_no_button(town: Town, anna: Resident) -> None:
    await town.oleg.reply(question(town), "За какой месяц?")
    await anna.reply(anna.chat.last, "За ноябрь")
    assert anna.sees == say("thread-words-sent")
    assert town.alerts[-1] == say("thread-said-words", text="За ноябрь")


async def test_a_reply_in_the_middle_of_something_else_is_passed_on_and_the_question_comes_again(
    town: Town, anna: Resident
) -> None:
    await town.oleg.reply(question(town), "За какой месяц?")
    answer = anna.chat.last
    await anna.plays("[Профиль]", "[Изменить телефон]", PASSWORD)
    asked = anna.sees
    await anna.reply(answer, "За ноябрь")
    assert anna.sees == say("thread-words-sent") + "\n\n" + asked
    assert town.alerts[-1] == say("thread-said-words", text="За ноябрь")
    await anna.send("8 921 123-45-67")
    assert town.query("SELECT phone FROM accounts") == [("+79211234567",)]


async def test_a_password_typed_as_a_reply_stays_a_password(town: Town, anna: Resident) -> None:
    await town.oleg.reply(question(town), "За какой месяц?")
    answer = anna.chat.last
    await anna.plays("[Профиль]", "[Сменить пароль]")
    before = len(town.alerts)
    secret = await anna.reply(answer, "three green apples")
    assert secret.deleted
    assert len(town.alerts) == before


@pytest.mark.parametrize("way", ["Ответить", "Закрыть"])
async def test_the_resident_can_close_the_question(town: Town, anna: Resident, way: str) -> None:
    alert = question(town)
    [[answer, finish], _] = alert.buttons
    data = str((answer if way == "Ответить" else finish).data)
    await town.oleg.reply(alert, "Завтра")
    await anna.press("Вопрос решён")
    assert anna.sees == say("question-resolved")
    assert say("alert-outcome-resolved") in alert.text
    await town.oleg.person.press_data(data, on=alert)
    await town.settled()
    assert town.oleg.hints[-1] == say("error-alert-already-closed")


async def test_words_after_the_end_become_a_new_question(town: Town, anna: Resident) -> None:
    alert = question(town)
    await town.oleg.reply(alert, "Завтра")
    answer = anna.chat.last
    await town.oleg.press("Закрыть", on=alert)
    await anna.reply(answer, "Его всё нет")
    assert anna.sees == say("thread-asked-anew")
    assert question(town) is not alert
    assert "Его всё нет" in question(town).text
    await town.oleg.reply(question(town), "Проверим")
    assert anna.heard == say("thread-answer-words", text="Проверим")


async def test_an_album_with_words_is_one_question(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send_album(3, "Что это за суммы?")
    assert anna.sees == say("question-sent")
    assert "Что это за суммы?" in question(town).text
    photos = [message for message in town.group.messages if message.photo]
    assert len(photos) == 3
    assert all(photo.reply_to is question(town) for photo in photos)
    assert town.query("SELECT count(*) FROM alerts WHERE kind = 'question'") == [(1,)]


async def test_what_belongs_to_a_question_that_has_to_wait_for_others_follows_it(town: Town) -> None:
    for number in range(FOLDS[Care.DECISION].most):
        boris = await town.registered(f"Борис {number}", f"boris-{number}")
        await boris.plays("Задать вопрос", f"Вопрос {number}?")
    first = next(message for message in town.group.messages if "Вопрос 0?" in message.text)
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send_album(2, "А мой?")
    await anna.send_photo()
    assert [message for message in town.group.messages if message.photo] == []
    await town.oleg.press("Закрыть", on=first)
    assert "А мой?" in question(town).text
    photos = [message for message in town.group.messages if message.photo]
    assert [photo.reply_to for photo in photos] == [question(town)] * 3


async def test_files_without_words_wait_for_the_question(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send_album(2)
    assert anna.sees.startswith(say("question-file-kept"))
    assert town.alerts == []
    await anna.send_document()
    await anna.send("Что это?")
    assert anna.sees == say("question-sent")
    kinds = [message.file.kind for message in town.group.messages if message.file]
    assert kinds == ["photo", "photo", "document"]


async def test_a_question_may_be_spoken(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send_voice()
    assert anna.sees == say("question-sent")
    assert "🎤" in question(town).text
    assert town.alert.reply_to is question(town)
    assert town.alert.file is not None
    assert town.alert.file.kind == "voice"


async def test_a_video_waits_for_words(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send_video()
    assert anna.sees.startswith(say("question-file-kept"))
    await anna.send("Гудит, слышите?")
    assert [message.file.kind for message in town.group.messages if message.file] == ["video"]


async def test_a_sticker_is_no_question(town: Town) -> None:
    anna = await town.registered()
    await anna.press("Задать вопрос")
    await anna.send_sticker()
    assert anna.sees.startswith(say("form-text-or-recording"))


async def test_voices_go_on_with_a_question_in_both_directions(town: Town, anna: Resident) -> None:
    await anna.send_voice()
    assert anna.sees == say("thread-file-sent")
    assert town.alert.reply_to is question(town)
    answer = await town.oleg.person.send_voice(to=town.group, reply_to=question(town))
    await town.settled()
    assert shown(anna.chat.last) == say("thread-answer-file")
    assert anna.chat.last.file is not None
    assert anna.chat.last.file.kind == "voice"
    await town.oleg.person.edit(answer, "Коротко: да")
    await town.settled()
    assert shown(anna.chat.last) == say("thread-answer-file-words", text="Коротко: да")


async def test_a_photo_after_a_question_belongs_to_it(town: Town, anna: Resident) -> None:
    await anna.send_photo("Вот он")
    assert anna.sees == say("thread-file-sent")
    assert shown(town.alert) == say("thread-said-file-words", text="Вот он")
    assert town.alert.reply_to is question(town)


async def test_a_photo_that_may_belong_to_several_questions_goes_nowhere_by_itself(
    town: Town, anna: Resident
) -> None:
    await town.confirm_mail_of(anna)
    await anna.plays("[Задать вопрос]", "А где ещё один?")
    said = len(town.group.messages)
    await anna.send_photo()
    assert anna.sees == say("unasked-file")
    assert len(town.group.messages) == said


async def test_operators_answer_with_photos_and_files_too(town: Town, anna: Resident) -> None:
    await town.oleg.reply_with_photo(question(town), "Образец")
    assert shown(anna.chat.last) == say("thread-answer-file-words", text="Образец")
    assert anna.chat.last.photo is not None
    assert anna.chat.last.button_labels == [["Ответить"], ["Вопрос решён"]]


async def test_an_answer_without_words_or_file_is_refused(town: Town, anna: Resident) -> None:
    heard = len(anna.chat.messages)
    await town.oleg.person.send_sticker(to=town.group)
    await town.oleg.person.send_video_note(to=town.group, reply_to=question(town))
    await town.settled()
    assert town.alerts[-1] == say("operator-error-question-empty")
    await town.oleg.person.share_contact(of=town.olga.person, to=town.group, reply_to=question(town))
    await town.settled()
    assert town.alerts[-1] == say("operator-error-question-empty")
    assert len(anna.chat.messages) == heard


async def test_an_answer_that_fits_no_message_is_refused_in_words_about_the_answer(
    town: Town, anna: Resident
) -> None:
    heard = len(anna.chat.messages)
    await town.oleg.reply(question(town), "x" * 2001)
    assert town.alerts[-1] == say("operator-error-question-too-long", most=2000, length=2001)
    await town.oleg.reply_with_photo(question(town), "x" * 1024)
    assert town.alerts[-1] == say("operator-error-caption-too-long", most=1000, length=1024)
    assert len(anna.chat.messages) == heard
    await town.oleg.reply_with_photo(question(town), "x" * 1000)
    assert len(anna.chat.messages) == heard + 1


async def test_the_button_opens_a_reply(town: Town, anna: Resident) -> None:
    await town.oleg.press("Ответить", on=question(town))
    assert town.alerts[-1] == say("prompt-about", operator="Олег")
    assert town.alert.markup is not None
    await town.oleg.reply(town.alert, "Завтра")
    assert anna.heard == say("thread-answer-words", text="Завтра")


async def test_a_changed_answer_changes_for_the_resident(town: Town, anna: Resident) -> None:
    answer = await town.oleg.reply(question(town), "Зафтра")
    received = anna.chat.last
    await town.oleg.edit(answer, "Завтра")
    assert received.text == say("thread-answer-words", text="Завтра").replace("\xa0", " ")
    assert received.button_labels == [["Ответить"], ["Вопрос решён"]]
    await town.oleg.edit(answer, "x" * 2001)
    assert town.alerts[-1] == say("operator-error-question-too-long", most=2000, length=2001)
    photo = await town.oleg.reply_with_photo(question(town), "Оброзец")
    received = anna.chat.last
    await town.oleg.edit(photo, "Образец")
    assert received.caption == say("thread-answer-file-words", text="Образец")
    assert received.photo is not None


async def test_what_operators_change_in_their_own_talk_concerns_nobody(town: Town, anna: Resident) -> None:
    talk = await town.oleg.person.send("Кто ответит?", to=town.group)
    heard, said = len(anna.chat.messages), len(town.group.messages)
    await town.oleg.edit(talk, "Кто ответит Анне?")
    assert (len(anna.chat.messages), len(town.group.messages)) == (heard, said)


async def test_a_mistaken_answer_is_withdrawn(town: Town, anna: Resident) -> None:
    alert = question(town)
    await town.oleg.reply(alert, "Это не Вам")
    received = anna.chat.last
    await town.olga.press("Отозвать")
    assert received.deleted
    assert town.alerts[-1] == say("thread-withdrawn", by="Ольга")
    assert town.alert.buttons == []
    assert say("alert-question-waits", since="22.11 12:00") in alert.text


async def test_an_album_is_withdrawn_as_a_whole(town: Town, anna: Resident) -> None:
    pictures = [await _picture(anna)] * 2
    await town.oleg.person.send_album(pictures, caption="Образцы", to=town.group, reply_to=question(town))
    await town.settled()
    received = [message for message in anna.chat.messages if message.photo and message.from_bot]
    assert len(received) == 2
    assert town.alerts.count(say("thread-sent")) == 1
    await town.oleg.press("Отозвать")
    assert all(message.deleted for message in received)


async def _picture(anna: Resident) -> bytes:
    photo = (await anna.send_photo()).photo
    assert photo is not None
    return photo


async def test_after_two_days_an_answer_stays(town: Town, anna: Resident) -> None:
    await town.oleg.reply(question(town), "Это не Вам")
    received = anna.chat.last
    await town.pass_time(hours=49)
    await town.oleg.press("Отозвать")
    assert town.oleg.hints == [say("error-answer-too-old")]
    assert not received.deleted


async def test_whoever_blocked_the_bot_gets_the_answer_later(town: Town, anna: Resident) -> None:
    await anna.person.block_bot()
    answer = await town.oleg.reply(question(town), "Завтра")
    assert town.alerts[-1] == say("thread-undelivered-blocked")
    assert town.alert.reply_to is answer
    await anna.person.unblock_bot()
    await anna.at_once(anna.person.send("/start"))
    await town.pass_time(seconds=1)
    assert say("thread-answer-words", text="Завтра") in [message.text for message in anna.chat.messages]
    assert town.alerts[-1] == say("thread-sent")


async def test_neither_side_loses_a_message_while_telegram_is_away(town: Town, anna: Resident) -> None:
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=anna.chat.id)
    await town.oleg.reply(question(town), "Завтра")
    await town.pass_time(minutes=1)
    assert anna.heard == say("thread-answer-words", text="Завтра")
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=OPERATORS)
    await anna.reply(anna.chat.last, "Спасибо")
    await town.pass_time(minutes=1)
    assert say("thread-said-words", text="Спасибо") in town.alerts


async def test_a_reply_whose_update_comes_twice_is_sent_once(town: Town, anna: Resident) -> None:
    await town.oleg.person.reply(question(town), "Завтра", to=town.group)
    town.sim.redeliver(town.sim.last_update_id)
    await town.settled()
    answers = [
        call
        for call in calls_of(town.sim.calls, "sendMessage")
        if call.chat_id == anna.chat.id and "Завтра" in call.params["text"]
    ]
    assert len(answers) == 1


async def test_a_forged_button_opens_nobody_elses_thread(town: Town, anna: Resident) -> None:
    await town.oleg.reply(question(town), "Завтра")
    boris = await town.registered("Борис", "boris")
    for button in (button for row in anna.chat.last.buttons for button in row):
        await boris.forge(str(button.data))
        assert boris.sees == say("error-thread-unknown")
    await boris.forge("t:dance:1")
    assert say("stale-text") in boris.sees
    assert "Закрыть" in [label for row in question(town).button_labels for label in row]


async def test_closing_one_of_three_questions_says_which(town: Town) -> None:
    anna = await town.holder("100200301")
    for words in ("Когда будет счёт?", "Где оплатить?", "Почему\nтак " + "много " * 50):
        await anna.plays("Задать вопрос", words)
    first, second, third = [each for each in town.group.messages if "Вопрос абонента" in each.text]
    await town.oleg.press("Закрыть", on=second)
    assert anna.heard == closed("Где оплатить?")
    await town.oleg.press("Закрыть", on=third)
    assert "«Почему так много много" in anna.heard
    assert "…»" in anna.heard
    await town.oleg.press("Закрыть", on=first)
    assert anna.heard == closed("Когда будет счёт?")


async def test_a_resident_with_many_numbers_is_known_to_have_more(town: Town) -> None:
    numbers = [f"1002003{place:02}" for place in range(1, 9)]
    anna = await town.holder(*numbers)
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    assert "100200301, 100200302, 100200303 и ещё 5" in town.alert.text
    await town.change_json("alerts", "details", lambda details: details.pop("more_numbers", None))
    await town.oleg.press("Взять в работу")
    assert "и ещё" not in town.alert.text, "an alert of an older version is shown all the same"
