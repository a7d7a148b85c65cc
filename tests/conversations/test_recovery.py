"""A resident who forgot the password, or the login, gets in again by a letter."""

from __future__ import annotations

import re

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, code_in, link_in, say, say_in
from tests.conversations.test_bans import CLOSED, ban
from tests.conversations.test_second_step import connected

NEW_PASSWORD = "three green apples"
PHONE = "(812) 303-96-96"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with an account, who sits at the telephone that is signed in."""
    return await town.confirmed("Анна")


@pytest.fixture
def new_phone(town: Town, anna: Resident) -> Resident:  # noqa: ARG001 (the account must be there)
    """The same person with a new telephone, who forgot the password."""
    return town.guest("Анна с новым телефоном")


def address_of(anna: Resident) -> str:
    return f"{anna.person.user.id}@pochta.example"


def codes_in(town: Town, anna: Resident) -> list[str]:
    return re.findall(r"^\d{4} \d{4}$", town.letter_to(anna).text, re.MULTILINE)


def ask_again(named: str) -> str:
    return say("recovery-code-ask", named=named, phone=PHONE)


async def test_the_code_of_the_letter_and_a_new_password_open_the_account(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    assert new_phone.sees == ask_again("anna")
    letter = town.letter_to(anna)
    assert letter.subject == say("letter-recover-access-subject")
    assert "Логин: anna" in letter.text
    [code] = codes_in(town, anna)
    assert (await new_phone.send(code)).deleted
    assert new_phone.sees == say("recovery-new-ask", login="anna")
    assert (await new_phone.send(NEW_PASSWORD)).deleted
    assert (await new_phone.send(NEW_PASSWORD)).deleted
    assert new_phone.sees == say("recovery-done", login="anna")
    assert new_phone.keys[0] == "Электроэнергия"
    assert anna.heard == say("message-signed-out")
    subjects = [letter.subject for letter in town.letters[-2:]]
    assert subjects == [say("letter-password-changed-subject"), say("letter-signed-in-elsewhere-subject")]
    await anna.plays("/start", "[Войти]", "anna", PASSWORD)
    assert say("error-sign-in-wrong") in anna.sees
    await anna.send(NEW_PASSWORD)
    assert anna.sees == say("sign-in-done", login="anna")


async def test_who_forgot_the_login_names_the_address(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "[Забыли логин или пароль?]", address_of(anna))
    assert new_phone.sees == ask_again(address_of(anna))
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD, NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done", login="anna")


async def test_the_link_opens_the_account_in_any_chat(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    link = link_in(town.letter_to(anna))
    third = town.guest("Анна у соседки")
    await third.open_link(link)
    assert third.sees == say("recovery-new-ask", login="anna")
    await third.plays(NEW_PASSWORD, NEW_PASSWORD)
    assert third.sees == say("recovery-done", login="anna")
    await new_phone.open_link(link)
    assert new_phone.sees == say("error-recovery-link-void")


async def test_known_and_unknown_names_are_answered_alike(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "[Забыли логин или пароль?]", "anna")
    known, letters = new_phone.sees, len(town.letters)
    await new_phone.plays("12345678")
    wrong = new_phone.sees
    stranger = town.guest("Чужой")
    await stranger.plays("/start", "[Войти]", "[Забыли логин или пароль?]", "nobody")
    assert stranger.sees == known.replace("anna", "nobody")
    await stranger.plays("12345678")
    assert stranger.sees == wrong.replace("anna", "nobody")
    assert len(town.letters) == letters
    assert address_of(anna) not in known


async def test_a_restart_in_the_middle_takes_nothing_away(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await town.restart()
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD)
    await town.restart()
    await new_phone.plays(NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done", login="anna")


async def test_a_repeated_update_changes_nothing(town: Town, anna: Resident, new_phone: Resident) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await new_phone.again()
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD, NEW_PASSWORD)
    await new_phone.again()
    subjects = [letter.subject for letter in town.letters]
    assert subjects.count(say("letter-recover-access-subject")) == 1
    assert subjects.count(say("letter-password-changed-subject")) == 1


async def test_another_letter_makes_the_first_code_void(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    [first] = codes_in(town, anna)
    await new_phone.press("Отправить письмо ещё раз")
    assert new_phone.sees == say("recovery-resent") + "\n\n" + ask_again("anna")
    await new_phone.send(first)
    assert new_phone.sees == say("error-recovery-code-wrong", left=4) + "\n\n" + ask_again("anna")
    await new_phone.plays(*codes_in(town, anna))
    assert new_phone.sees == say("recovery-new-ask", login="anna")


async def test_too_many_letters_and_codes_are_refused_in_plain_words(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    for _ in range(3):
        await new_phone.press("Отправить письмо ещё раз")
    assert say("error-recovery-too-many", until="13:00") in new_phone.sees
    for _ in range(5):
        await new_phone.send("00000000")
    assert say("error-recovery-closed", until="13:00") in new_phone.sees
    await new_phone.open_link(link_in(town.letter_to(anna)))
    assert new_phone.sees == say("recovery-new-ask", login="anna")


async def test_bad_answers_are_explained_and_change_nothing(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "[Забыли логин или пароль?]", "a b")
    assert new_phone.sees == say("error-recovery-name-wrong") + "\n\n" + say("recovery-name-ask")
    await new_phone.plays("anna", "где код?")
    assert new_phone.sees == say("error-recovery-no-digits") + "\n\n" + ask_again("anna")
    await new_phone.plays(*codes_in(town, anna), "short")
    assert say("error-password-too-short", least=8) in new_phone.sees
    await new_phone.plays(NEW_PASSWORD, "something else")
    assert new_phone.sees == say("error-password-differs") + "\n\n" + say("recovery-new-ask", login="anna")


async def test_a_proof_that_waited_too_long_ends_the_conversation(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD)
    await town.pass_time(hours=1)
    await new_phone.send(NEW_PASSWORD)
    assert new_phone.sees == say("error-recovery-over")
    await new_phone.plays("[Войти]", "anna", PASSWORD)
    await new_phone.send(code_in(town.letters[-1]))
    assert new_phone.sees == say("sign-in-done", login="anna")


@pytest.mark.parametrize("way_out", ["Назад", "Отмена"])
async def test_leaving_after_the_link_changes_nothing(
    town: Town, anna: Resident, new_phone: Resident, way_out: str
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await new_phone.open_link(link_in(town.letter_to(anna)))
    await new_phone.press(way_out)
    assert new_phone.sees == say("form-left")
    await new_phone.plays("[Войти]", "anna", PASSWORD)
    await new_phone.send(code_in(town.letters[-1]))
    assert new_phone.sees == say("sign-in-done", login="anna")


async def test_a_login_corrected_after_going_back_is_the_one_that_counts(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "ana", "[Забыли пароль?]", "[Назад]", "anna")
    assert new_phone.sees == ask_again("anna")
    assert codes_in(town, anna)


async def test_it_can_all_be_done_in_english(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await town.restart(DEFAULT_LANGUAGE="en")
    john = town.guest("John")
    await john.plays("/start", "[Sign in]", "anna", "[Forgot your password?]")
    assert john.sees == say_in("en", "recovery-code-ask", named="anna", phone=PHONE)
    assert town.letter_to(anna).subject == say_in("en", "letter-recover-access-subject")
    await john.plays(*codes_in(town, anna), NEW_PASSWORD, NEW_PASSWORD)
    assert john.sees == say_in("en", "recovery-done", login="anna")


async def test_a_chat_that_belonged_to_another_account_changes_hands_only_at_the_end(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    boris = await town.confirmed("Борис", login="boris")
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await boris.open_link(link_in(town.letter_to(anna)))
    assert boris.sees == say("recovery-new-ask", login="anna")
    await boris.plays("[Отмена]", "[Профиль]")
    assert say("profile-login", login="boris") in boris.sees
    await boris.open_link(link_in(town.letter_to(anna)))
    await boris.plays(NEW_PASSWORD, NEW_PASSWORD, "[Профиль]")
    assert say("profile-login", login="anna") in boris.sees


async def test_one_letter_names_all_accounts_of_an_address(town: Town, anna: Resident) -> None:
    boris = await town.confirmed("Борис", login="boris")
    await town.change("UPDATE accounts SET email = (SELECT email FROM accounts WHERE login = 'anna')")
    guest = town.guest("Внук")
    await guest.plays("/start", "[Войти]", "[Забыли логин или пароль?]", address_of(anna))
    letter = town.letter_to(anna)
    assert re.findall(r"^Логин: (\w+)$", letter.text, re.MULTILINE) == ["anna", "boris"]
    await guest.plays(codes_in(town, anna)[1], NEW_PASSWORD, NEW_PASSWORD)
    assert guest.sees == say("recovery-done", login="boris")
    assert boris.heard == say("message-signed-out")
    assert anna.heard != say("message-signed-out")


async def test_the_letter_does_not_get_round_the_authenticator(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    _, backup_codes = await connected(town, anna)
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD, NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done-app", login="anna")
    assert "Войти" in new_phone.keys
    assert anna.heard == say("message-signed-out")
    await new_phone.plays("[Войти]", "anna", NEW_PASSWORD)
    assert say("step-app-ask") in new_phone.sees
    await new_phone.send(backup_codes[0])
    assert new_phone.sees == say("sign-in-done", login="anna")


async def test_the_new_password_can_be_changed_at_once_in_the_profile(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD, NEW_PASSWORD)
    await new_phone.plays("[Профиль]", "[Сменить пароль]", NEW_PASSWORD, PASSWORD, PASSWORD)
    assert say("password-done") in new_phone.sees


async def test_a_banned_chat_cannot_recover(town: Town, anna: Resident, new_phone: Resident) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    link = link_in(town.letter_to(anna))
    boris = await town.confirmed("Борис", login="boris")
    await ban(town, "boris", chats=True)
    await boris.open_link(link)
    assert boris.sees.startswith(CLOSED)
    assert await town.state_of(boris) is None
    await boris.send(codes_in(town, anna)[0])
    assert boris.sees.startswith(CLOSED)
    await anna.plays("[Профиль]")
    assert say("profile-login", login="anna") in anna.sees


async def test_a_banned_resident_reads_after_a_recovery_that_the_bot_is_closed(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await ban(town)
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]")
    await new_phone.plays(*codes_in(town, anna), NEW_PASSWORD, NEW_PASSWORD)
    assert new_phone.sees.startswith(CLOSED)
    assert new_phone.keys == ["Профиль", "Помощь", "Нет света?"]
