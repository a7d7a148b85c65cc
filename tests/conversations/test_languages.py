"""Whoever chose another language is spoken to in it, everywhere."""

from __future__ import annotations

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, say, say_in

ENGLISH_MENU = [["Electricity", "Send a reading"], ["Profile", "Ask a question", "Help"]]


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who chose English."""
    anna = await town.holder("100200302")
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    return anna


async def test_the_choice_is_confirmed_in_the_new_language_with_its_menu(anna: Resident) -> None:
    assert anna.sees == say_in("en", "language-done")
    assert anna.chat.keyboard == ENGLISH_MENU


async def test_a_reading_is_sent_in_it(anna: Resident) -> None:
    await anna.press("Send a reading")
    assert say_in("en", "reading-value-ask", scale="День (7–23)") in anna.sees
    await anna.plays("8400 4000", "[Confirm]")
    assert say_in("en", "month-11") in anna.sees


async def test_keys_of_the_language_before_still_work(anna: Resident) -> None:
    """The keyboard of another device may still be the old one."""
    await anna.send("Профиль")
    assert say_in("en", "profile-login", login="anna") in anna.sees


async def test_a_question_asked_before_the_change_goes_on_in_the_new_language(
    town: Town, anna: Resident
) -> None:
    second_phone = await town.signed_in_elsewhere(anna, "Анна дома")
    await second_phone.plays("[Ask a question]")
    await anna.plays("[Profile]", "[Language]", "[Русский]")
    await second_phone.send("Cancel")
    assert second_phone.sees == say("form-left")


async def test_letters_and_unasked_messages_come_in_it(town: Town, anna: Resident) -> None:
    await anna.plays("[Profile]", "[Change password]", PASSWORD, "three green apples", "three green apples")
    assert anna.sees == say_in("en", "password-done")
    assert town.letter_to(anna).subject == say_in("en", "letter-password-changed-subject")
    await town.holder("100200302", name="Борис", login="boris")
    assert "added" in anna.heard


async def test_operators_are_spoken_to_in_theirs(town: Town, anna: Resident) -> None:
    await anna.plays("[Ask a question]", "When is the bill due?")
    assert town.alerts[-1].startswith(say("alert-question", question="When is the bill due?"))
    await town.oleg.reply(town.alert, "Завтра")
    assert anna.heard == say_in("en", "thread-answer-words", text="Завтра")


async def test_the_language_goes_with_the_account_to_another_chat(town: Town, anna: Resident) -> None:
    await anna.plays("[Profile]", "[Sign out]", "[Sign out]")
    assert anna.sees == say_in("en", "sign-out-done")
    assert anna.chat.keyboard == [["Register", "Sign in"], ["Help"]]
    other = town.guest("Анна дома")
    await other.send("/start")
    await town.sign_in(other, "anna")
    assert other.sees == say_in("en", "sign-in-done", login="anna")
    assert other.chat.keyboard == ENGLISH_MENU
