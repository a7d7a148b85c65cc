"""What Telegram or a finger repeats happens once."""

from __future__ import annotations

from tests.conversations.harness import PASSWORD, Town, as_seen, code_in, other_than, say


async def test_a_double_tap_on_confirm_stores_one_reading(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    await anna.at_once(anna.person.press("Подтвердить"), anna.person.press("Подтвердить"))
    assert len(town.readings()) == 1
    assert [as_seen(message.text) for message in anna.answers] == [anna.sees]
    assert "приняты" in anna.sees
    assert anna.hints == [say("form-already-answered")]


async def test_a_tap_on_the_old_button_minutes_later_stores_nothing_more(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    data = str(anna.screen.buttons[0][0].data)
    await anna.press("Подтвердить")
    await town.pass_time(minutes=5)
    await anna.forge(data)
    assert anna.hints == [say("form-already-answered")]
    assert len(town.readings()) == 1


async def test_a_repeated_confirmation_stores_one_reading_and_says_nothing(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await anna.again()
    assert anna.answers == []
    assert len(town.readings()) == 1


async def test_a_repeated_value_does_not_become_that_of_the_next_scale(town: Town) -> None:
    anna = await town.holder("100200303")
    await anna.plays("[Передать показания]", "5300")
    await anna.again()
    assert anna.answers == []
    await anna.plays("5400", "5000")
    assert (
        say("reading-summary-row", scale="Пик", previous="4105", value="5300", consumption="1195")
        in anna.sees
    )
    assert (
        say("reading-summary-row", scale="Полупик", previous="5260", value="5400", consumption="140")
        in anna.sees
    )


async def test_an_update_that_comes_again_after_later_ones_is_known(town: Town) -> None:
    anna = await town.holder("100200303")
    await anna.plays("[Передать показания]", "5300")
    first = town.sim.last_update_id
    await anna.send("5400")
    await anna.at_once(_again(town, first))
    assert anna.answers == []
    await anna.send("5000")
    assert (
        say("reading-summary-row", scale="Ночь", previous="4873", value="5000", consumption="127")
        in anna.sees
    )


async def test_two_values_in_quick_succession_are_those_of_two_scales(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.press("Передать показания")
    await anna.at_once(anna.person.send("8400"), anna.person.send("4000"))
    assert (
        say("reading-summary-row", scale="День", previous="8214", value="8400", consumption="186")
        in anna.sees
    )
    assert (
        say("reading-summary-row", scale="Ночь", previous="3907", value="4000", consumption="93") in anna.sees
    )


async def test_a_repeated_captcha_registers_once(town: Town) -> None:
    anna = town.guest()
    await anna.plays("/start", "[Регистрация]", "anna", PASSWORD, PASSWORD, "anna@pochta.example")
    await anna.plays("[Пропустить]", "[Согласен]", "[Согласен]", "#")
    await anna.again()
    assert anna.answers == []
    assert town.query("SELECT count(*) FROM accounts") == [(1,)]
    assert len(town.letters) == 1


async def test_a_repeated_question_alerts_once(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Задать вопрос]", "Когда будет счёт?")
    await anna.again()
    assert len(town.alerts) == 1


async def test_a_repeated_wrong_code_counts_once(town: Town) -> None:
    anna = await town.registered()
    wrong = other_than(code_in(town.letter_to(anna)))
    await anna.plays("[Профиль]", "[Ввести код]", wrong)
    await anna.again()
    await anna.send(wrong)
    assert say("error-code-wrong", left=3) in anna.sees


async def test_a_repeated_resend_sends_one_letter(town: Town) -> None:
    anna = await town.registered()
    sent = len(town.letters)
    await anna.plays("[Профиль]", "[Отправить письмо повторно]")
    await anna.again()
    assert len(town.letters) == sent + 1


async def test_a_repeated_decision_tells_the_resident_once(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Принять")
    heard = len(anna.chat.messages)
    await anna.again()
    assert len(anna.chat.messages) == heard
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_people_do_not_wait_for_each_other(town: Town) -> None:
    residents = [
        await town.holder("100200301", name=f"Жилец {number}", login=f"resident-{number}")
        for number in range(8)
    ]
    for resident in residents:
        await resident.person.send("Передать показания")
    for resident in residents:
        await resident.person.send("12650")
    await town.settled()
    for resident in residents:
        await resident.person.press("Подтвердить")
    await town.settled()
    assert [status for _, status, _ in town.readings()] == ["replaced"] * 7 + ["accepted"]
    for resident in residents:
        assert "приняты" in resident.heard


async def _again(town: Town, update_id: int) -> None:
    town.sim.redeliver(update_id)
