"""Long conversations that people leave for something else are offered again, with all that was typed."""

from __future__ import annotations

import pytest

from handlers.context import Context
from handlers.operators.notices import NoticeForm
from handlers.residents.readings import ReadingForm
from handlers.residents.registration import RegistrationForm
from handlers.residents.routing import BEGINNINGS, TABLES
from tests.conversations.harness import PASSWORD, Resident, Town, digits_in, other_than, say
from tests.conversations.places import ADDING, CHANGE, NUMBERS, REGISTRATION, go_to
from ui.forms import FormTable, never

KEPT = [table for table in TABLES if table.keeps is not never]
OFFER = {say(f"resume-{action}-button") for action in ("go", "anew", "forget")}


async def at_the_captcha(town: Town) -> Resident:
    anna = town.guest()
    await anna.plays(*REGISTRATION)
    return anna


def test_every_conversation_that_is_kept_can_be_begun_anew() -> None:
    assert {table.name for table in KEPT} == set(BEGINNINGS)


@pytest.mark.parametrize("left_by", ["Регистрация", "Войти", "/start", "/menu", "/start@lk_demo_bot"])
async def test_a_registration_that_is_left_at_its_last_step_goes_on_there(town: Town, left_by: str) -> None:
    anna = await at_the_captcha(town)
    await anna.send(left_by)
    assert say("resume-step", step=8, steps=8) in anna.sees
    assert set(anna.buttons) >= OFFER
    await anna.press("Продолжить")
    assert await town.state_of(anna) == RegistrationForm.captcha.name
    await anna.send(digits_in(anna.screen))
    assert town.query("SELECT login, email FROM accounts") == [("anna", "anna@pochta.example")]


@pytest.mark.parametrize("step", range(2, 9))
async def test_a_registration_is_offered_at_any_step_after_the_first(town: Town, step: int) -> None:
    anna = town.guest()
    await anna.plays(*REGISTRATION[: step + 1])
    state = await town.state_of(anna)
    await anna.send("/start")
    assert say("resume-step", step=step, steps=8) in anna.sees
    await anna.press("Продолжить")
    assert await town.state_of(anna) == state


async def test_a_registration_without_an_answer_simply_begins_again(town: Town) -> None:
    anna = town.guest()
    await anna.plays("/start", "[Регистрация]", "[Регистрация]")
    assert await town.state_of(anna) == RegistrationForm.login.name


async def test_whoever_wants_to_sign_in_after_all_can(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.send("Войти")
    await anna.press("Войти", on=anna.screen)
    assert say("sign-in-login-ask") in anna.sees


async def test_a_registration_begins_anew_if_that_is_wanted(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.plays("Регистрация", "[Начать заново]")
    assert await town.state_of(anna) == RegistrationForm.login.name
    await anna.send("/start")
    assert anna.sees == say("start-guest", phone="(812) 303-96-96"), "nothing is kept of the first one"


async def test_a_registration_is_forgotten_if_that_is_wanted(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.plays("/start", "[Не нужно]")
    assert anna.sees == say("resume-forgotten")
    assert "anna@pochta.example" not in str((await town.conversation_of(anna)).draft)
    await anna.send("Регистрация")
    assert await town.state_of(anna) == RegistrationForm.login.name


async def test_cancel_without_a_conversation_forgets_what_was_left(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.plays("/menu", "/cancel")
    assert anna.sees == say("resume-forgotten")
    await anna.send("/cancel")
    assert anna.sees == say("cancel-nothing")


async def test_answers_are_kept_through_the_pause_after_wrong_captchas(town: Town) -> None:
    anna = await at_the_captcha(town)
    for _ in range(5):
        await anna.send(other_than(digits_in(anna.screen)))
    assert "приостановлена" in anna.sees
    await anna.plays("/start")
    await town.pass_time(hours=3)
    await anna.plays("Регистрация")
    assert say("resume-step", step=8, steps=8) in anna.sees
    await anna.press("Продолжить")
    await anna.send(digits_in(anna.screen))
    assert town.query("SELECT login FROM accounts") == [("anna",)]


async def test_an_offer_says_how_long_the_answers_are_kept_and_keeps_them_so_long(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.send("/start")
    assert say("resume-ask", until="23.11 12:00") in anna.sees
    offer = anna.screen
    await town.pass_time(hours=24, minutes=1)
    await anna.press("Продолжить", on=offer)
    assert anna.sees == say("resume-gone")
    await anna.press("Начать заново")
    assert await town.state_of(anna) == RegistrationForm.login.name


async def test_answers_that_nobody_came_back_for_are_deleted(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.send("/menu")
    await town.pass_time(hours=25)
    await anna.send("/menu")
    assert anna.sees == say("menu-text")
    assert "anna@pochta.example" not in str((await town.conversation_of(anna)).draft)


async def test_an_offer_survives_a_restart(town: Town) -> None:
    anna = await at_the_captcha(town)
    await anna.send("Регистрация")
    await town.restart()
    await anna.press("Продолжить")
    assert await town.state_of(anna) == RegistrationForm.captcha.name


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
async def test_any_long_conversation_goes_on_where_it_was_left(town: Town, table: FormTable[Context]) -> None:
    state = table.steps[-1].state.name
    anna = await go_to(town, state)
    question, buttons = anna.sees, anna.buttons
    await anna.plays("/help", "/menu")
    assert set(anna.buttons) == OFFER
    await anna.press("Продолжить")
    assert await town.state_of(anna) == state
    if state != RegistrationForm.captcha.name:
        assert (anna.sees, anna.buttons) == (question, buttons)


@pytest.mark.parametrize("elsewhere", ["Профиль", "Электроэнергия", "Задать вопрос", "/menu"])
async def test_a_reading_that_was_left_is_offered_to_whoever_comes_back(town: Town, elsewhere: str) -> None:
    anna = await town.holder("100200302")
    await anna.plays("Передать показания", "8400 4000", elsewhere, "Передать показания")
    assert say("resume-reading") in anna.sees
    await anna.plays("[Продолжить]", "[Подтвердить]")
    assert "приняты" in anna.sees
    assert [values for _, _, values in town.readings()] == ["8400000 4000000"]


@pytest.mark.parametrize("elsewhere", ["/menu", "Передать показания", "Электроэнергия"])
async def test_a_button_of_a_question_that_was_left_says_that_it_is_old_and_not_that_it_was_accepted(
    town: Town, elsewhere: str
) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", "8400", "3990")
    confirm = next(
        button.data for row in anna.screen.buttons for button in row if button.text == "Подтвердить"
    )
    await anna.send(elsewhere)
    await anna.forge(str(confirm))
    assert anna.hints == [say("stale-hint")]
    assert anna.sees == say("stale-text")
    assert town.query("SELECT count(*) FROM readings") == [(0,)]


async def test_a_short_conversation_in_between_loses_nothing(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("Передать показания", "8400 4000", "Задать вопрос", "Когда счёт?", "Передать показания")
    await anna.plays("[Продолжить]", "[Подтвердить]")
    assert len(town.readings()) == 1


async def test_beginning_anew_begins_with_the_number_that_was_chosen_last(town: Town) -> None:
    anna = await town.holder("100200301", "100200302")
    await anna.plays("Передать показания", "[№ 100200302]", "8400")
    await anna.plays("Электроэнергия", "[Яблоневая, 1, кв. 1 · № 100200301]")
    await anna.press("Передать показания", on=anna.screen)
    assert say("resume-reading") in anna.sees
    await anna.press("Начать заново")
    assert "100200301" in anna.sees
    assert await town.state_of(anna) == ReadingForm.value.name


async def test_a_report_of_another_meter_is_kept_too(town: Town) -> None:
    anna = await town.holder(*NUMBERS)
    await anna.plays(*CHANGE, "Профиль", "Передать показания", "[Продолжить]", "[Подтвердить]")
    assert anna.sees == say("reading-change-reported")


async def test_what_another_account_left_is_not_offered(town: Town) -> None:
    anna = await town.holder("100200308", "100200302")
    await anna.plays(*ADDING, "/menu", "[Не нужно]", *ADDING, "Профиль", "[Выйти]", "[Выйти]", "Войти")
    await anna.plays("anna", PASSWORD)
    assert "Вы вошли" in anna.sees
    await anna.plays("Электроэнергия", "[Добавить абонента]")
    assert say("resume-add-number") in anna.sees, "the same person comes back"
    await anna.plays("Профиль", "[Выйти]", "[Выйти]", "/start")
    assert anna.sees == say("start-guest", phone="(812) 303-96-96")
    boris = await town.registered("Борис", "boris")
    await town.confirm_mail_of(boris)
    await town.sign_in(anna, "boris")
    await anna.plays("Электроэнергия", "[Добавить абонента]")
    assert say("number-ask") in anna.sees


async def test_a_checked_password_is_kept_for_a_quarter_of_an_hour_only(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("Профиль", "[Изменить эл. почту]", PASSWORD, "/menu")
    assert say("resume-email") in anna.sees
    await town.pass_time(minutes=16)
    await anna.press("Продолжить")
    assert anna.sees == say("resume-gone")


async def test_a_conversation_that_ended_is_not_offered(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("Передать показания", "8400 4000", "[Подтвердить]", "/menu")
    assert anna.sees == say("menu-text")
    await anna.plays("Передать показания", "8500 4100", "[Отмена]", "/menu")
    assert anna.sees == say("menu-text")


async def test_an_operator_goes_on_with_a_notice_and_no_colleague_can(town: Town) -> None:
    await town.oleg.send("/notice")
    await town.oleg.reply(town.alert, "Завтра не будет света.")
    await town.oleg.send("/notice")
    offer = town.alert
    assert say("resume-notice") in offer.text
    await town.olga.press("Продолжить", on=offer)
    assert town.olga.hints[-1] == say("operator-not-yours-hint")
    await town.oleg.press("Продолжить", on=offer)
    assert "о чём уведомление" in (offer.text + town.alert.text)
    assert NoticeForm.kind.name in str(town.query("SELECT state FROM conversations"))
