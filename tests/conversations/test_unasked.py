"""Whatever residents say without being asked leads on: their words are in the buttons already."""

from __future__ import annotations

import pytest

from handlers.residents.readings import ReadingForm
from tests.conversations.harness import Resident, Town, code_in, other_than, say
from tests.conversations.places import go_to

PHONE = "(812) 303-96-96"
EMERGENCY = "112"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with one number whose meter has two scales."""
    return await town.holder("100200302")


def asked(town: Town) -> list[str]:
    return [text for text in town.alerts if "Вопрос абонента" in text]


# Values.


async def test_values_lead_straight_to_their_confirmation(town: Town, anna: Resident) -> None:
    await anna.send("8400 3990")
    assert anna.sees == say("unasked-values")
    assert anna.buttons == ["Передать показания: 8400 3990", "Передать оператору"]
    await anna.press("Передать показания: 8400 3990")
    assert await town.state_of(anna) == ReadingForm.confirm.name
    await anna.press("Подтвердить")
    assert [values for _, _, values in town.readings()] == ["8400000 3990000"]


async def test_a_single_number_is_a_reading_of_the_only_scale(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("показания 12680", "[Передать показания: 12680]", "[Подтвердить]")
    assert [values for _, _, values in town.readings()] == ["12680000"]


@pytest.mark.parametrize(
    "text", ["День 8400 Ночь 3990", "ночь: 3990\nдень: 8400", "Показания: день 8400; ночь 3990"]
)
async def test_names_of_scales_are_kept_with_the_values(town: Town, anna: Resident, text: str) -> None:
    await anna.send(text)
    await anna.press(anna.buttons[0])
    assert await town.state_of(anna) == ReadingForm.confirm.name


async def test_values_are_kept_while_number_and_meter_are_chosen(town: Town) -> None:
    anna = await town.holder("100200301", "100200304")
    await anna.plays("12680", "[Передать показания: 12680]", "[№ 100200301]")
    assert await town.state_of(anna) == ReadingForm.confirm.name
    await anna.plays("[Назад]", "[Назад]", "[№ 100200304]")
    assert await town.state_of(anna) == ReadingForm.meter.name


async def test_values_that_do_not_fit_are_asked_for_with_the_reason(town: Town, anna: Resident) -> None:
    await anna.plays("84001234", "[Передать показания: 84001234]")
    assert await town.state_of(anna) == ReadingForm.value.name
    assert say("reading-value-ask", scale="День (7–23)") in anna.sees


async def test_a_photo_with_values_in_its_caption_offers_them(town: Town, anna: Resident) -> None:
    await anna.send_photo("8400 3990")
    await anna.press("Передать показания: 8400 3990")
    assert await town.state_of(anna) == ReadingForm.confirm.name


async def test_a_photo_without_words_offers_a_reading_and_an_operator(town: Town, anna: Resident) -> None:
    await anna.send_photo()
    assert anna.sees == say("unasked-file")
    assert anna.buttons == ["Передать показания", "Передать оператору"]
    await anna.press("Передать оператору")
    assert anna.sees == say("question-sent")
    assert len([message for message in town.group.messages if message.photo]) == 1


async def test_a_second_tap_changes_nothing(town: Town, anna: Resident) -> None:
    await anna.send("8400 3990")
    [[reading], _] = anna.screen.buttons
    await anna.press("Передать показания: 8400 3990")
    question = anna.chat.last
    await anna.forge(str(reading.data), on=question)
    assert anna.hints == [say("form-already-answered")]
    assert await town.state_of(anna) == ReadingForm.confirm.name


async def test_only_a_resident_who_is_signed_in_can_send_values(town: Town) -> None:
    guest = town.guest()
    await guest.send("12680")
    assert guest.sees == say("unasked-guest-values", phone=PHONE)
    assert guest.keys == ["Регистрация", "Войти", "Помощь"]


# Words.


@pytest.mark.parametrize(
    "words", ["У меня <b>вопрос</b>", "Позовите оператора", "сколько я должен?", "нет света"]
)
async def test_one_press_brings_words_before_the_operators(town: Town, anna: Resident, words: str) -> None:
    await anna.send(words)
    assert "Передать оператору" in anna.buttons
    await anna.press("Передать оператору")
    assert anna.sees.endswith(say("question-sent"))
    assert words in asked(town)[-1]


async def test_a_very_long_message_reaches_the_operators_in_pieces(town: Town, anna: Resident) -> None:
    words = [f"слово{number}" for number in range(500)]
    await anna.send(" ".join(words)[:4096])
    await anna.press("Передать оператору")
    assert anna.sees == say("question-sent")
    read = "".join(message.text for message in town.group.messages)
    assert "слово0 " in read
    assert "слово400" in read


async def test_pressing_twice_asks_once(town: Town, anna: Resident) -> None:
    await anna.send("Верните деньги")
    [*_, [operator]] = anna.screen.buttons
    offer = anna.screen
    await anna.press("Передать оператору")
    await anna.forge(str(operator.data), on=offer)
    assert len(asked(town)) == 1


async def test_a_voice_and_an_album_reach_the_operators(town: Town, anna: Resident) -> None:
    await anna.plays()
    await anna.send_voice()
    await anna.press("Передать оператору")
    assert anna.sees == say("question-sent")
    boris = await town.holder("100200301", name="Борис", login="boris")
    await boris.send_album(3, "Что это за счётчик?")
    await boris.press("Передать оператору")
    assert len([message for message in town.group.messages if message.photo]) == 3


@pytest.mark.parametrize(
    ("words", "button"),
    [
        ("сколько я должен?", "Сколько платить"),
        ("пришлите счёт", "Счета"),
        ("как передать показания", "Передать показания"),
        ("забыла пароль", "Профиль"),
        ("хочу добавить ещё одну квартиру", "Добавить абонента"),
        ("оператор", "Задать вопрос"),
    ],
)
async def test_buttons_fit_the_words(anna: Resident, words: str, button: str) -> None:
    await anna.send(words)
    assert button in anna.buttons
    await anna.press(button, on=anna.screen)
    assert anna.sees != say("stale-text")


async def test_how_much_there_is_to_pay_is_one_press_away(anna: Resident) -> None:
    await anna.plays("сколько я должен?", "[Сколько платить]")
    assert "100200302" in anna.sees


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("искрит счётчик", "danger-call"),
        ("пахнет гарью", "danger-call"),
        ("нет света", "outage-call"),
        ("Отключили электричество во всём доме", "outage-call"),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
async def test_the_emergency_number_comes_first(town: Town, words: str, told: str, *, is_known: bool) -> None:
    anna = await town.registered() if is_known else town.guest()
    await anna.send(words)
    assert anna.sees.startswith(say(told, phone=EMERGENCY))


@pytest.mark.parametrize("words", ["искрит щиток", "нет света, помогите!"])
@pytest.mark.parametrize(
    "state", ["RegistrationForm:email", "RegistrationForm:captcha", "AddNumberForm:amount"]
)
async def test_the_emergency_number_comes_in_any_conversation(town: Town, state: str, words: str) -> None:
    resident = await go_to(town, state)
    await resident.send(words)
    assert resident.sees.startswith(
        say("danger-call" if "искрит" in words else "outage-call", phone=EMERGENCY)
    )
    assert await town.state_of(resident) == state


@pytest.mark.parametrize("words", ["искрит счётчик", "света нет совсем"])
async def test_the_emergency_number_comes_in_the_middle_of_a_reading_too(
    town: Town, anna: Resident, words: str
) -> None:
    await anna.plays("[Передать показания]", "8400")
    question = anna.sees
    await anna.send(words)
    assert EMERGENCY in anna.sees
    assert anna.sees.endswith(question)
    await anna.plays("3990", "[Подтвердить]")
    assert len(town.readings()) == 1


async def test_an_edit_of_such_words_is_understood_too(town: Town, anna: Resident) -> None:
    message = await anna.send("искрт щиток")
    await anna.edit(message, "искрит щиток")
    assert anna.sees.startswith(say("danger-call", phone=EMERGENCY))
    await anna.press("Передать оператору")
    assert "искрит щиток" in town.alerts[-1]
    again = await anna.send("84O0 3990")
    await anna.edit(again, "8400 3990")


async def test_words_are_remembered_for_a_long_time(town: Town, anna: Resident) -> None:
    offers = []
    for number in range(8):
        await anna.send(f"слова номер {number}, пожалуйста")
        offers.append(anna.screen)
    await town.restart()
    await town.pass_time(days=30)
    await anna.press("Передать оператору", on=offers[0])
    assert "слова номер 0" in asked(town)[-1]


async def test_words_that_are_gone_are_asked_for_again(anna: Resident) -> None:
    await anna.send("Профиль")
    await anna.forge("u:operator:999")
    assert anna.sees == say("unasked-gone")


async def test_a_third_question_too_many_can_be_added_to_an_open_one(town: Town, anna: Resident) -> None:
    for words in ("Раз?", "Два?", "Три?"):
        await anna.plays("[Задать вопрос]", words)
    await town.pass_time(hours=1)
    await anna.plays("Четвёртое, что хочу сказать", "[Передать оператору]", "[Добавить: «Раз?»]")
    assert anna.sees == say("question-added")


# The code of a letter.


async def test_the_code_of_the_letter_is_understood_right_after_the_registration(town: Town) -> None:
    anna = await town.registered()
    code = code_in(town.letter_to(anna))
    await anna.send(other_than(code))
    assert anna.sees == say("error-code-wrong", left=4)
    assert anna.buttons == ["Ввести код", "Отправить письмо повторно"]
    await anna.send(f"код {code[:3]} {code[3:]}")
    assert "подтверждён" in anna.sees


# Going on with a question.


async def test_words_after_a_question_belong_to_it(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Здравствуйте", "Почему счёт такой большой?")
    assert anna.sees == say("thread-added")
    assert len(asked(town)) == 1
    assert town.alert.text == say("thread-said-words", text="Почему счёт такой большой?")


async def test_words_after_an_answer_belong_to_its_question(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Когда счёт?")
    await town.pass_time(hours=2)
    await town.oleg.reply(town.alert, "Завтра")
    await anna.send("Спасибо, буду ждать")
    assert anna.sees == say("thread-added")


async def test_words_long_after_a_question_belong_to_nothing(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Когда счёт?")
    await town.pass_time(minutes=16)
    await anna.send("И ещё одно")
    assert anna.sees == say("unasked-text")


async def test_values_after_a_question_are_not_taken_for_words(anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Здравствуйте", "8400 3990")
    assert anna.sees == say("unasked-values")


async def test_words_after_a_closed_question_belong_to_nothing(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Когда счёт?")
    await town.oleg.press("Закрыть")
    await anna.send("И ещё одно")
    assert anna.sees == say("unasked-text")


async def test_a_corrected_question_reaches_the_operators(town: Town, anna: Resident) -> None:
    await anna.press("Задать вопрос")
    message = await anna.send("Когда отключать?")
    alert = town.alert
    await anna.edit(message, "Когда отключат?")
    assert anna.sees == say("thread-corrected")
    assert "Когда отключат?" in alert.text
    assert "отключать" not in alert.text


async def test_a_corrected_addition_reaches_the_operators(town: Town, anna: Resident) -> None:
    await anna.plays("[Задать вопрос]", "Здравствуйте")
    message = await anna.send("Плохо горит")
    said = town.alert
    await anna.plays("Передать показания", "8400")
    question = anna.sees
    await anna.edit(message, "Плохо работает счётчик")
    assert anna.sees == say("thread-corrected") + "\n\n" + question
    assert "Плохо работает счётчик" in said.text
    assert say("thread-said-corrected") in said.text


async def test_a_correction_that_speaks_of_danger_is_urgent(town: Town, anna: Resident) -> None:
    await anna.press("Задать вопрос")
    message = await anna.send("Что-то со щитком")
    await anna.edit(message, "Искрит щиток!")
    assert anna.sees.startswith(say("danger-call", phone=EMERGENCY))
    assert town.alerts[-1].startswith(say("alert-danger-words", words="Искрит щиток!")[:10])


async def test_a_correction_after_the_end_is_told_to_be_too_late(town: Town, anna: Resident) -> None:
    await anna.press("Задать вопрос")
    message = await anna.send("Когда?")
    await town.oleg.press("Закрыть")
    await anna.edit(message, "Когда же?")
    assert anna.sees == say("thread-corrected-too-late")
