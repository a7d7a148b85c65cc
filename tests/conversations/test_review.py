"""Deciding about a doubtful reading: reasons, photos, and the picture of its history."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from simulator import Message
from tests.conversations.harness import PASSWORD, Resident, Town, as_seen, say


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody whose reading waits for review."""
    resident = await town.holder("100200301")
    await resident.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    return resident


def alert_of(town: Town) -> Message:
    messages = [message for message in town.group.messages if "Показания на проверку" in message.text]
    return messages[-1]


def photo_asked(serial: str = "09348817") -> str:
    return say("message-photo-asked-reading", number="100200301", serial=serial)


# Reasons.


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Похоже на опечатку", "typo"),
        ("Не тот прибор", "other-meter"),
        ("Нужно фото", "photo-needed"),
    ],
)
async def test_a_chosen_reason_reaches_the_resident_in_their_words(
    town: Town, anna: Resident, label: str, reason: str
) -> None:
    [(receipt, _, _)] = town.readings()
    await town.oleg.press("Отклонить")
    assert town.alert.button_labels == [
        ["Похоже на опечатку"],
        ["Не тот прибор"],
        ["Нужно фото"],
        ["Другая причина"],
        ["Назад"],
    ]
    await town.oleg.press(label)
    assert anna.heard == say(f"message-reading-rejected-{reason}", number="100200301", receipt=receipt)
    assert say("alert-reason", reason=label) in alert_of(town).text
    assert town.query("SELECT status, reason FROM readings") == [("rejected", reason)]
    [(details,)] = town.query("SELECT details FROM audit WHERE action = 'reading-rejected'")
    assert reason in details


async def test_a_reason_can_be_typed(town: Town, anna: Resident) -> None:
    [(receipt, _, _)] = town.readings()
    alert = alert_of(town)
    await town.oleg.press("Отклонить")
    await town.oleg.press("Другая причина")
    assert town.alerts[-1] == say("prompt-reason", operator="Олег")
    assert town.alert.reply_to is alert
    await town.oleg.reply(town.alert, "Счётчик <снят> с учёта")
    told = say(
        "message-reading-rejected-reason",
        number="100200301",
        receipt=receipt,
        reason="Счётчик <снят> с учёта",
    )
    assert anna.heard == f"{told}\n\n{say('advice-other')}"
    assert say("alert-reason", reason="Счётчик <снят> с учёта") in alert.text


async def test_a_reason_that_cannot_be_read_is_asked_for_again(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить")
    await town.oleg.press("Другая причина")
    prompt = town.alert
    await town.oleg.reply_with_photo(prompt)
    assert town.alerts[-1] == say("error-reason-empty")
    await town.oleg.reply(prompt, "x" * 501)
    assert town.alerts[-1] == say("error-reason-too-long", most=500, length=501)
    assert [status for _, status, _ in town.readings()] == ["review"]
    await town.oleg.reply(prompt, "Не сходится")
    assert "Не сходится" in anna.heard


async def test_whoever_thinks_better_of_it_goes_back(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить")
    await town.oleg.press("Назад")
    assert town.alert.button_labels == [["Принять", "Отклонить"], ["Запросить фото"], ["Вернуть"]]
    await town.oleg.press("Принять")
    assert "принял" in anna.heard


async def test_while_one_operator_chooses_a_reason_nobody_else_decides(town: Town, anna: Resident) -> None:
    await town.oleg.press("Отклонить")
    heard = len(anna.chat.messages)
    await town.olga.press("Похоже на опечатку")
    assert town.olga.hints == [say("error-alert-taken", by="Олег", until="12:30")]
    assert len(anna.chat.messages) == heard


async def test_a_reason_for_something_else_is_none(town: Town, anna: Resident) -> None:
    data = str(town.alert.buttons[0][0].data).replace("accept", "why-act-needed")
    await town.oleg.person.press_data(data, on=town.alert)
    await town.settled()
    assert town.oleg.hints == [say("error-alert-unknown")]
    assert [status for _, status, _ in town.readings()] == ["review"]
    del anna


# Photos.


async def test_a_photo_that_was_asked_for_lands_under_the_alert(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await town.oleg.press("Запросить фото")
    assert anna.heard == photo_asked()
    assert anna.chat.last.button_labels == [["Отправить фото"]]
    assert say("alert-photo-asked", by="Олег") in alert.text
    await anna.press("Отправить фото")
    assert anna.sees == say("thread-photo-ask")
    await anna.send_photo()
    assert anna.sees == say("thread-file-sent")
    assert town.group.messages[-1].photo is not None
    assert town.group.messages[-1].reply_to is alert
    assert say("alert-photos", count=1) in alert.text
    await town.oleg.press("Принять", on=alert)
    assert "принял" in anna.heard


async def test_more_photos_come_without_a_button(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await town.oleg.press("Запросить фото")
    request = anna.chat.last
    await anna.send_photo()
    await anna.send_photo(reply_to=request)
    await anna.send_album(3)
    assert anna.sees == say("thread-file-sent")
    photos = [message for message in town.group.messages if message.photo]
    assert [photo.reply_to for photo in photos] == [alert] * 5
    assert say("alert-photos", count=5) in alert.text


async def test_a_photo_comes_in_the_middle_of_something_else(town: Town, anna: Resident) -> None:
    await town.oleg.press("Запросить фото")
    await anna.plays("[Профиль]", "[Изменить телефон]", PASSWORD)
    asked = anna.sees
    await anna.send_photo()
    assert anna.sees == say("thread-file-sent") + "\n\n" + asked
    assert len([message for message in town.group.messages if message.photo]) == 1


async def test_a_photo_that_nobody_asked_for_goes_nowhere_by_itself(town: Town, anna: Resident) -> None:
    await anna.send_photo()
    assert anna.sees == say("unasked-file")
    assert [message for message in town.group.messages if message.photo] == []


async def test_whoever_cannot_make_a_photo_says_so(town: Town, anna: Resident) -> None:
    await town.oleg.press("Запросить фото")
    await anna.press("Отправить фото")
    await anna.send("Щиток опечатан")
    assert anna.sees == say("thread-words-sent")
    assert town.alerts[-1] == say("thread-said-words", text="Щиток опечатан")


async def test_a_voice_is_no_photo(town: Town, anna: Resident) -> None:
    await town.oleg.press("Запросить фото")
    await anna.press("Отправить фото")
    await anna.send_voice()
    assert anna.sees == say("form-text-or-file") + "\n\n" + say("thread-photo-ask")


async def test_a_voice_that_comes_instead_is_passed_on_and_counts_as_no_photo(
    town: Town, anna: Resident
) -> None:
    await town.oleg.press("Запросить фото")
    await anna.send_voice()
    assert anna.sees == say("thread-file-sent")
    assert town.alert.reply_to is alert_of(town)
    assert "Прислано фото" not in alert_of(town).text


async def test_a_decided_alert_needs_no_photo(town: Town, anna: Resident) -> None:
    await town.oleg.press("Запросить фото")
    request = anna.chat.last
    await anna.press("Отправить фото", on=request)
    await town.oleg.press("Принять", on=alert_of(town))
    await anna.send_photo()
    assert anna.sees == say("error-photo-not-needed")
    await anna.press("Отправить фото", on=request)
    assert anna.sees == say("error-photo-not-needed")
    await anna.send_photo(reply_to=request)
    assert anna.sees == say("error-photo-not-needed")
    assert [message for message in town.group.messages if message.photo] == []


async def test_a_photo_is_asked_for_again_only_after_one_has_come(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await town.oleg.press("Запросить фото", on=alert)
    heard = len(anna.chat.messages)
    await town.oleg.press("Запросить фото", on=alert)
    assert town.oleg.hints[-1] == say("error-photo-already-asked", by="Олег")
    assert len(anna.chat.messages) == heard
    await anna.send_photo()
    await town.oleg.press("Запросить фото", on=alert)
    assert anna.heard == photo_asked()


async def test_any_chat_of_the_account_may_send_the_photo(town: Town, anna: Resident) -> None:
    second_phone = await town.signed_in_elsewhere(anna, "Анна дома")
    await town.oleg.press("Запросить фото")
    assert second_phone.heard == anna.heard == photo_asked()
    await second_phone.send_photo()
    assert second_phone.sees == say("thread-file-sent")


async def test_operators_see_that_the_request_reached_nobody(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await anna.person.block_bot()
    await town.oleg.press("Запросить фото")
    assert say("alert-photo-undelivered-blocked") in alert.text
    await anna.person.unblock_bot()
    await anna.at_once(anna.person.send("/menu"))
    assert anna.heard == photo_asked()
    assert say("alert-photo-asked", by="Олег") in alert.text
    assert say("alert-photo-undelivered-blocked") not in alert.text


async def test_whoever_is_signed_out_is_asked_when_they_sign_in(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await town.oleg.press("Запросить фото")
    assert say("alert-photo-undelivered-signed-out") in alert.text
    await anna.plays("[Войти]", "anna")
    await anna.at_once(anna.person.send(PASSWORD))
    assert anna.heard == photo_asked()
    assert say("alert-photo-undelivered-signed-out") not in alert.text


async def test_a_request_that_waited_until_the_decision_is_not_sent(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await town.oleg.press("Запросить фото")
    await town.oleg.press("Принять", on=alert)
    await anna.plays("[Войти]", "anna")
    await anna.at_once(anna.person.send(PASSWORD))
    assert photo_asked() not in [message.text for message in anna.chat.messages]
    assert "✅" in anna.heard


async def test_a_replaced_reading_needs_no_photo(town: Town, anna: Resident) -> None:
    alert = alert_of(town)
    await anna.plays("Передать показания", "12650", "[Подтвердить]")
    await town.oleg.press("Запросить фото", on=alert)
    assert town.oleg.hints == [say("error-reading-replaced")]
    assert say("alert-outcome-replaced") in alert.text


# The picture.


async def test_the_history_is_drawn_under_the_alert(town: Town) -> None:
    anna = await town.holder("100200301")
    for value in ("12680", "12880", "13080"):
        await anna.plays("Передать показания", value, "[Подтвердить]")
        await town.pass_time(days=30)
    await anna.plays("Передать показания", "16080", "[Подтвердить]", "[Подтвердить]")
    alert = alert_of(town)
    chart = town.group.messages[-1]
    assert chart.reply_to is alert
    assert chart.photo is not None
    told = say("chart-caption", number="100200301", serial="09348817", kwh="3 000")
    assert as_seen(chart.caption) == told
    assert say("alert-reading-per-month", since="21.01.2027", days=30, month="3000") in as_seen(alert.text)
    assert Image.open(io.BytesIO(chart.photo)).size == (960, 720)
    await town.oleg.press("Принять", on=alert)
    assert "принял" in anna.heard


async def test_without_a_history_there_is_no_picture(town: Town, anna: Resident) -> None:
    assert [message for message in town.group.messages if message.photo] == []
    del anna
