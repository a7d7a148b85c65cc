"""Confirming the e-mail address: by the link of the letter or by its code."""

from __future__ import annotations

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, code_in, link_in, other_than, say


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who registered and has not opened the letter yet."""
    return await town.registered("Анна")


def masked(anna: Resident) -> str:
    return f"{str(anna.person.user.id)[:2]}***@pochta.example"


async def enter_code(anna: Resident, code: str) -> None:
    await anna.press("Профиль")
    await anna.press("Ввести код")
    await anna.send(code)


async def test_the_letter_brings_a_link_and_a_code_in_text_and_html(town: Town, anna: Resident) -> None:
    letter = town.letter_to(anna)
    assert letter.subject == say("letter-confirm-email-subject")
    assert link_in(letter).startswith("https://t.me/lk_demo_bot?start=confirm_")
    for body in (letter.text, letter.html):
        assert link_in(letter) in body
        assert code_in(letter) in body


async def test_the_link_confirms(town: Town, anna: Resident) -> None:
    await anna.open_link(link_in(town.letter_to(anna)))
    assert anna.sees == say("email-confirmed", email=masked(anna))
    await anna.press("Профиль")
    assert "не подтверждён" not in anna.sees
    assert "Ввести код" not in anna.buttons


async def test_the_code_confirms(town: Town, anna: Resident) -> None:
    await enter_code(anna, code_in(town.letter_to(anna)))
    assert anna.sees == say("email-confirmed", email=masked(anna))
    await anna.press("Электроэнергия")
    assert anna.sees == say("numbers-none")


async def test_a_code_may_be_typed_with_spaces(town: Town, anna: Resident) -> None:
    code = code_in(town.letter_to(anna))
    await enter_code(anna, f"{code[:3]} {code[3:]}")
    assert anna.sees == say("email-confirmed", email=masked(anna))


async def test_another_letter_can_be_asked_for_while_the_code_is_waited_for(
    town: Town, anna: Resident
) -> None:
    await town.pass_time(minutes=2)
    await anna.plays("[Профиль]", "[Ввести код]")
    assert anna.buttons == ["Отправить письмо повторно", "Назад", "Отмена"]
    await anna.press("Отправить письмо повторно")
    assert anna.sees == say("email-resent", email=masked(anna)) + "\n\n" + say("email-code-ask")
    assert len(town.letters) == 2
    await anna.press("Отправить письмо повторно")
    assert anna.sees == say("error-resend-too-soon", seconds=60) + "\n\n" + say("email-code-ask")
    await anna.send(code_in(town.letter_to(anna)))
    assert anna.sees == say("email-confirmed", email=masked(anna))


async def test_whoever_opens_the_link_elsewhere_is_thanked_there_and_told_here(
    town: Town, anna: Resident
) -> None:
    second_phone = town.guest("Анна дома")
    await second_phone.open_link(link_in(town.letter_to(anna)))
    assert second_phone.sees == say("email-confirmed-elsewhere")
    assert "@" not in second_phone.sees
    assert second_phone.keys == ["Регистрация", "Войти", "Помощь"]
    assert anna.heard == say("message-email-confirmed", email=masked(anna))


async def test_a_link_works_in_the_middle_of_another_conversation(town: Town, anna: Resident) -> None:
    await anna.press("Задать вопрос")
    await anna.open_link(link_in(town.letter_to(anna)))
    assert anna.sees == say("email-confirmed", email=masked(anna))
    assert await town.state_of(anna) is None


async def test_a_link_that_was_used_says_so_kindly(town: Town, anna: Resident) -> None:
    link = link_in(town.letter_to(anna))
    await anna.open_link(link)
    await anna.open_link(link)
    assert anna.sees == say("error-confirmation-used")


async def test_strangers_are_told_of_a_used_link_only_that_it_was_used(town: Town, anna: Resident) -> None:
    letter = town.letter_to(anna)
    await anna.open_link(link_in(letter))
    boris = town.guest("Борис")
    for _ in range(3):
        await boris.open_link(link_in(letter))
        assert boris.sees == say("error-confirmation-used")
    await town.pass_time(hours=25)
    await boris.open_link(link_in(letter))
    assert boris.sees == say("error-confirmation-used")


async def test_strangers_are_told_the_same_of_a_link_that_ran_out(town: Town, anna: Resident) -> None:
    await town.pass_time(hours=24)
    boris = town.guest("Борис")
    await boris.open_link(link_in(town.letter_to(anna)))
    assert boris.sees == say("error-confirmation-used")


async def test_a_link_does_not_confirm_an_address_that_was_changed_meanwhile(
    town: Town, anna: Resident
) -> None:
    link = link_in(town.letter_to(anna))
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("new@pochta.example")
    await anna.open_link(link)
    assert anna.sees == say("error-confirmation-outdated")


@pytest.mark.parametrize("payload", ["confirm_", "confirm_" + "A" * 43, "confirm_вася", "confirm_-_-"])
async def test_a_link_of_ones_own_making_confirms_nothing(anna: Resident, payload: str) -> None:
    await anna.send(f"/start {payload}")
    assert anna.sees == say("error-confirmation-unknown")
    await anna.press("Профиль")
    assert "не подтверждён" in anna.sees


async def test_a_start_parameter_that_means_nothing_is_a_start(anna: Resident) -> None:
    await anna.send("/start hello")
    assert anna.sees == say("start-known", login="anna")


async def test_link_and_code_last_for_a_day(town: Town, anna: Resident) -> None:
    letter = town.letter_to(anna)
    await town.pass_time(hours=24)
    await anna.open_link(link_in(letter))
    assert anna.sees == say("error-confirmation-expired")
    await enter_code(anna, code_in(letter))
    assert say("error-confirmation-expired") in anna.sees
    await anna.press("Профиль")
    assert "Отправить письмо повторно" in anna.buttons


async def test_just_before_the_day_is_over_the_link_works(town: Town, anna: Resident) -> None:
    await town.pass_time(hours=23, minutes=59)
    await anna.open_link(link_in(town.letter_to(anna)))
    assert anna.sees == say("email-confirmed", email=masked(anna))


async def test_five_wrong_codes_close_the_way_for_an_hour(town: Town, anna: Resident) -> None:
    code = code_in(town.letter_to(anna))
    await enter_code(anna, other_than(code))
    assert say("error-code-wrong", left=4) in anna.sees
    for left in (3, 2, 1):
        await anna.send(other_than(code))
        assert say("error-code-wrong", left=left) in anna.sees
    await anna.send(other_than(code))
    assert say("error-code-closed", until="13:00") in anna.sees
    await anna.send(code)
    assert say("error-code-closed", until="13:00") in anna.sees
    await town.pass_time(hours=1)
    await anna.send(code)
    assert anna.sees == say("email-confirmed", email=masked(anna))


async def test_when_codes_are_closed_the_link_still_works(town: Town, anna: Resident) -> None:
    letter = town.letter_to(anna)
    await enter_code(anna, other_than(code_in(letter)))
    for _ in range(4):
        await anna.send(other_than(code_in(letter)))
    await anna.open_link(link_in(letter))
    assert anna.sees == say("email-confirmed", email=masked(anna))


async def test_whoever_is_asked_for_a_code_when_the_link_was_opened_elsewhere_need_not_type_it(
    town: Town, anna: Resident
) -> None:
    await anna.press("Профиль")
    await anna.press("Ввести код")
    await town.guest("Анна дома").open_link(link_in(town.letter_to(anna)))
    await anna.send("123456")
    assert anna.sees == say("error-nothing-to-confirm")
    assert await town.state_of(anna) is None


async def test_without_anything_to_confirm_no_code_is_asked_for(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    profile = anna.screen
    await anna.open_link(link_in(town.letter_to(anna)))
    await anna.press("Ввести код", on=profile)
    assert anna.sees == say("error-nothing-to-confirm")
    assert await town.state_of(anna) is None


async def test_leaving_the_code_says_how_to_confirm_later(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Ввести код")
    await anna.press("Назад")
    assert anna.sees == say("email-code-left")


# Another letter.


async def test_another_letter_can_be_had(town: Town, anna: Resident) -> None:
    first = town.letter_to(anna)
    await anna.press("Профиль")
    await anna.press("Отправить письмо повторно")
    assert anna.sees == say("email-resent", email=masked(anna))
    second = town.letter_to(anna)
    assert second is not first
    assert link_in(second) != link_in(first)


@pytest.mark.parametrize("which", [0, 1])
async def test_any_letter_of_the_day_confirms_and_voids_the_others(
    town: Town, anna: Resident, which: int
) -> None:
    await anna.press("Профиль")
    await anna.press("Отправить письмо повторно")
    letters = [letter for letter in town.letters if letter.to.startswith(str(anna.person.id))]
    await anna.open_link(link_in(letters[which]))
    assert anna.sees == say("email-confirmed", email=masked(anna))
    await anna.open_link(link_in(letters[1 - which]))
    assert anna.sees == say("error-confirmation-used")


async def test_letters_are_sent_once_a_minute(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    profile = anna.screen
    await anna.press("Отправить письмо повторно")
    sent = len(town.letters)
    await town.pass_time(seconds=18)
    await anna.press("Отправить письмо повторно", on=profile)
    assert anna.sees == say("error-resend-too-soon", seconds=42)
    assert len(town.letters) == sent
    await town.pass_time(seconds=42)
    await anna.press("Отправить письмо повторно", on=profile)
    assert anna.sees == say("email-resent", email=masked(anna))
    assert len(town.letters) == sent + 1


async def test_letters_are_sent_five_times_a_day(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    profile = anna.screen
    for _ in range(5):
        await anna.press("Отправить письмо повторно", on=profile)
        assert anna.sees == say("email-resent", email=masked(anna))
        await town.pass_time(minutes=1)
    sent = len(town.letters)
    await anna.press("Отправить письмо повторно", on=profile)
    assert anna.sees == say("error-resend-too-many", until="23.11 12:00")
    assert len(town.letters) == sent
    await town.pass_time(days=1)
    await anna.press("Отправить письмо повторно", on=profile)
    assert anna.sees == say("email-resent", email=masked(anna))


async def test_a_letter_that_the_mail_server_refuses_goes_out_later(town: Town, anna: Resident) -> None:
    town.sim.mailbox.refuses_letters = True
    await anna.press("Профиль")
    await anna.press("Отправить письмо повторно")
    assert anna.sees == say("email-resent", email=masked(anna))
    sent = len(town.letters)
    town.sim.mailbox.refuses_letters = False
    await town.pass_time(hours=1)
    assert len(town.letters) == sent + 1


# What waits for the confirmation, and what does not.


@pytest.mark.parametrize("section", ["Электроэнергия", "Передать показания"])
async def test_what_needs_a_number_says_what_is_missing_and_helps(anna: Resident, section: str) -> None:
    await anna.press(section)
    assert anna.sees == say("email-needed")
    assert anna.buttons == ["Ввести код", "Отправить письмо повторно"]


async def test_a_forged_button_does_not_reach_numbers_either(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    for data in ("s:add-number", "n:card:100200301:0", "n:reading:100200301:0", "n:rename:100200301:0"):
        await anna.forge(data)
        assert anna.sees == say("email-needed")
        assert await town.state_of(anna) is None


async def test_profile_help_and_questions_need_no_confirmation(town: Town, anna: Resident) -> None:
    await anna.press("Помощь")
    assert anna.sees == say("help-signed-in", phone="(812) 303-96-96")
    await anna.press("Задать вопрос")
    await anna.send("Почему не приходит письмо?")
    assert anna.sees == say("question-sent")
    assert "Почему не приходит письмо?" in town.alert.text
    await anna.press("Профиль")
    assert "anna" in anna.sees
