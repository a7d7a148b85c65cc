"""A resident who forgot the password and does not read the mailbox proves a number, and waits for a day."""

from __future__ import annotations

import pytest

from simulator import Message
from tests.conversations.harness import PASSWORD, Resident, Town, link_in, say, say_in
from tests.conversations.test_bans import CLOSED, SPAM, ban
from tests.conversations.test_second_step import connected

NUMBER, DATE, AMOUNT = "100200301", "12.11.2026", "1234,56"
NEW_PASSWORD = "three green apples"
PHONE = "(812) 303-96-96"
AT, DUE, UNTIL = "22.11.2026, 12:00", "23.11.2026, 12:00", "26.11.2026, 12:00"
BEGUN = say("claim-begun", due=DUE, phone=PHONE)
MAY_CHOOSE = say("message-claim-due", until=UNTIL)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who holds a number, at the telephone that is signed in."""
    return await town.holder(NUMBER)


@pytest.fixture
def lost(town: Town, anna: Resident) -> Resident:  # noqa: ARG001 (the account must be there)
    """The same person with a new telephone, without password and mailbox."""
    return town.guest("Анна без почты")


async def claim(
    resident: Resident,
    login: str = "anna",
    number: str = NUMBER,
    date: str = DATE,
    amount: str = AMOUNT,
) -> Message:
    """Go through the questions; give the message that shows the amount."""
    await resident.plays("/start", "[Войти]", "[Забыли логин или пароль?]", "[Нет доступа к почте]")
    await resident.plays(login, number, date)
    shown = await resident.send(amount)
    await resident.press("Подтвердить")
    return shown


async def test_who_cannot_read_the_mailbox_proves_a_number_and_chooses_a_password_a_day_later(
    town: Town, anna: Resident, lost: Resident
) -> None:
    await lost.plays("/start", "[Войти]", "anna", "[Забыли пароль?]", "[Нет доступа к почте]")
    assert lost.sees == say("claim-number-ask", phone=PHONE)
    await lost.plays(NUMBER, DATE)
    amount = await lost.send(AMOUNT)
    assert lost.sees == say(
        "claim-confirm-ask", login="anna", number=NUMBER, date=DATE, amount="1 234,56"
    ).replace("\N{NO-BREAK SPACE}", " ")
    await lost.press("Подтвердить")
    assert lost.sees == BEGUN
    assert amount.deleted
    await town.tell_of_claims(hours=23, minutes=59)
    assert lost.heard == BEGUN
    await town.tell_of_claims(minutes=1)
    assert lost.heard == MAY_CHOOSE
    await lost.press("Придумать новый пароль", on=lost.chat.last)
    assert lost.sees == say("recovery-new-ask", login="anna")
    await lost.plays(NEW_PASSWORD, NEW_PASSWORD)
    assert lost.sees == say("recovery-done", login="anna")
    assert anna.heard == say("message-signed-out")
    subjects = [letter.subject for letter in town.letters[-2:]]
    assert subjects == [say("letter-password-changed-subject"), say("letter-signed-in-elsewhere-subject")]
    assert say("letter-password-changed-email") in town.letters[-2].text
    await lost.plays("[Электроэнергия]")
    assert NUMBER in lost.sees


async def test_all_devices_and_the_address_hear_of_a_claim_at_once(
    town: Town, anna: Resident, lost: Resident
) -> None:
    home = await town.signed_in_elsewhere(anna, "Анна дома")
    await claim(lost)
    told = say("message-account-claimed", name="Анна без почты", at=AT, due=DUE)
    for device in (anna, home):
        assert device.heard == told
        assert device.chat.last.button_labels == [["Это не я"]]
    letter = town.letter_to(anna)
    assert letter.subject == say("letter-claim-letter-subject")
    assert all(word in letter.text for word in ("«Анна без почты»", AT, DUE))


async def test_this_is_not_me_ends_the_claim_for_good(town: Town, anna: Resident, lost: Resident) -> None:
    await claim(lost)
    news = anna.chat.last
    await anna.press("Это не я", on=news)
    assert anna.sees == say("claim-ended", phone=PHONE)
    assert lost.heard == say("message-claim-objected")
    assert town.alerts[-1].startswith(
        say(
            "alert-claim-objected", login="anna", number=NUMBER, name="Анна без почты", chat=str(lost.chat.id)
        )
    )
    await town.tell_of_claims(hours=24)
    assert lost.heard == say("message-claim-objected")
    await claim(lost)
    assert lost.sees == say("error-claim-refused")
    other = town.guest("Чужой с другого телефона")
    await claim(other)
    assert other.sees == say("error-claim-refused")
    assert len([alert for alert in town.alerts if alert.startswith("🔐")]) == 1


async def test_an_objection_counts_also_when_the_password_could_be_chosen(
    town: Town, anna: Resident, lost: Resident
) -> None:
    await claim(lost)
    news = anna.chat.last
    await town.tell_of_claims(hours=24)
    due = lost.chat.last
    await anna.press("Это не я", on=news)
    await lost.press("Придумать новый пароль", on=due)
    assert lost.sees == say("error-claim-gone")
    await anna.press("Профиль")
    assert say("profile-login", login="anna") in anna.sees


async def test_the_link_of_the_letter_ends_the_claim_from_any_chat(
    town: Town, anna: Resident, lost: Resident
) -> None:
    await claim(lost)
    link = link_in(town.letter_to(anna))
    neighbour = town.guest("Анна у соседки")
    await neighbour.open_link(link)
    assert neighbour.sees == say("claim-ended", phone=PHONE)
    assert lost.heard == say("message-claim-objected")
    await neighbour.open_link(link)
    assert neighbour.sees == say("claim-ended", phone=PHONE)
    await neighbour.open_link(link[:-1] + ("A" if link[-1] != "A" else "B"))
    assert neighbour.sees == say("error-claim-gone")


async def test_a_press_that_is_repeated_changes_nothing(town: Town, anna: Resident, lost: Resident) -> None:
    await claim(lost)
    await lost.again()
    assert town.query("SELECT count(*) FROM claims") == [(1,)]
    await anna.press("Это не я", on=anna.chat.last)
    await anna.again()
    assert town.query("SELECT count(*) FROM alerts WHERE kind = 'claim-objected'") == [(1,)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "nobody"},
        {"number": "100200302"},
        {"number": "100200399"},
        {"date": "11.11.2026"},
        {"amount": "1234,57"},
    ],
)
async def test_whatever_is_wrong_gets_the_same_answer(
    town: Town, anna: Resident, lost: Resident, wrong: dict[str, str]
) -> None:
    heard = anna.chat.last
    shown = await claim(lost, **wrong)
    assert lost.sees == say("error-claim-wrong", left=4) + "\n\n" + say("claim-login-ask", phone=PHONE)
    assert not shown.deleted
    assert anna.chat.last is heard
    assert town.query("SELECT count(*) FROM claims") == [(0,)]


async def test_a_number_of_somebody_else_is_no_way_in(town: Town, lost: Resident) -> None:
    await town.holder("100200302", name="Борис", login="boris")
    await claim(lost, login="boris")
    assert say("error-claim-wrong", left=4) in lost.sees


async def test_too_many_failures_close_the_way_and_operators_hear_of_it(town: Town, lost: Resident) -> None:
    await claim(lost, amount="1")
    for _ in range(4):
        await lost.plays("anna", NUMBER, DATE, "1", "[Подтвердить]")
    assert lost.sees == say("error-claim-closed", until="23.11 12:00")
    assert say("alert-name-proof-failed", number=NUMBER).split()[-1] in town.alerts[-1]
    alert = town.alert
    await claim(lost)
    assert lost.sees == say("error-claim-closed", until="23.11 12:00")
    other = town.guest("Анна с другого телефона")
    await claim(other)
    assert other.sees == BEGUN
    await town.oleg.send("/find anna")
    assert say("find-lock-claim-login") in town.alerts[-1]
    await town.oleg.press("Снять ограничение", on=alert)
    await claim(lost)
    assert lost.sees == BEGUN


async def test_bad_answers_are_explained(lost: Resident) -> None:
    await lost.plays("/start", "[Войти]", "[Забыли логин или пароль?]", "[Нет доступа к почте]", "a b")
    assert lost.sees == say("error-claim-login-wrong") + "\n\n" + say("claim-login-ask", phone=PHONE)
    await lost.plays("anna", "сто")
    assert say("error-number-not-digits") in lost.sees
    await lost.plays(NUMBER, "вчера или раньше")
    assert lost.sees.endswith(say("claim-date-ask", number=NUMBER))
    await lost.plays(DATE, "много")
    assert lost.sees.endswith(say("claim-amount-ask", date=DATE))
    await lost.plays(AMOUNT, "[Исправить]")
    assert lost.sees == say("claim-login-ask", phone=PHONE)


async def test_who_named_an_address_is_asked_for_the_login(anna: Resident, lost: Resident) -> None:
    address = f"{anna.person.user.id}@pochta.example"
    await lost.plays("/start", "[Войти]", "[Забыли логин или пароль?]", address, "[Нет доступа к почте]")
    assert lost.sees == say("claim-login-ask", phone=PHONE)


async def test_a_restart_takes_nothing_away(town: Town, lost: Resident) -> None:
    await claim(lost)
    await town.restart()
    await town.tell_of_claims(hours=24)
    await town.tell_of_claims(minutes=1)
    assert [message.text for message in lost.chat.messages].count(lost.chat.last.text) == 1
    await town.restart()
    await lost.press("Придумать новый пароль", on=lost.chat.last)
    await lost.plays(NEW_PASSWORD)
    await town.restart()
    await lost.plays(NEW_PASSWORD)
    assert lost.sees == say("recovery-done", login="anna")


async def test_the_password_may_be_chosen_for_three_days(town: Town, lost: Resident) -> None:
    await claim(lost)
    await town.tell_of_claims(hours=24)
    due = lost.chat.last
    await town.tell_of_claims(hours=72)
    await lost.press("Придумать новый пароль", on=due)
    assert lost.sees == say("error-claim-gone")
    assert town.query("SELECT ending FROM claims") == [("expired",)]
    await claim(lost)
    assert lost.sees == say("claim-begun", due="27.11.2026, 12:00", phone=PHONE)


async def test_it_is_too_early_until_a_day_has_passed(town: Town, lost: Resident) -> None:
    await claim(lost)
    await town.pass_time(hours=1)
    await lost.forge("cl:choose:1")
    assert lost.sees == say("error-claim-waits", until="23.11 12:00")


async def test_who_proves_the_number_again_reads_how_long_is_left_and_then_goes_on(
    town: Town, anna: Resident, lost: Resident
) -> None:
    await claim(lost)
    news = anna.chat.last
    await town.pass_time(hours=5)
    await claim(lost)
    assert lost.sees == BEGUN
    assert anna.chat.last is news
    await town.pass_time(hours=19)
    await claim(lost)
    assert lost.sees == MAY_CHOOSE
    await lost.plays("[Придумать новый пароль]", NEW_PASSWORD, NEW_PASSWORD)
    assert lost.sees == say("recovery-done", login="anna")


async def test_the_buttons_count_only_where_they_belong(town: Town, lost: Resident) -> None:
    boris = await town.confirmed("Борис", login="boris")
    await claim(lost)
    await boris.forge("cl:not-me:1")
    assert boris.sees == say("error-claim-gone")
    await lost.forge("cl:not-me:1")
    assert lost.sees == say("error-sign-in-needed")
    await town.tell_of_claims(hours=24)
    await boris.forge("cl:choose:1")
    assert boris.sees == say("error-claim-gone")
    await boris.forge("cl:choose:99")
    assert boris.sees == say("error-claim-gone")
    assert town.query("SELECT ending FROM claims") == [(None,)]


async def test_who_signs_in_with_the_password_ends_the_claim(
    town: Town, anna: Resident, lost: Resident
) -> None:
    await claim(lost)
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]", "Войти", "anna", PASSWORD)
    assert lost.heard == say("message-claim-over")
    await town.tell_of_claims(hours=24)
    assert lost.heard == say("message-claim-over")
    assert town.query("SELECT ending FROM claims") == [("overtaken",)]


async def test_another_password_ends_the_claim(town: Town, anna: Resident, lost: Resident) -> None:
    await claim(lost)
    await anna.plays("Профиль", "[Сменить пароль]", PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    await town.tell_of_claims(hours=24)
    assert lost.heard == say("message-claim-over")


async def test_a_number_that_the_account_holds_no_more_ends_the_claim(town: Town, lost: Resident) -> None:
    await claim(lost)
    await town.change("DELETE FROM holdings")
    await town.tell_of_claims(hours=24)
    assert lost.heard == say("message-claim-over")
    assert town.query("SELECT ending FROM claims") == [("number-gone",)]


async def test_a_claim_does_not_get_round_the_authenticator(
    town: Town, anna: Resident, lost: Resident
) -> None:
    _, backup_codes = await connected(town, anna)
    await claim(lost)
    await town.tell_of_claims(hours=24)
    await lost.press("Придумать новый пароль", on=lost.chat.last)
    await lost.plays(NEW_PASSWORD, NEW_PASSWORD)
    assert lost.sees == say("recovery-done-app", login="anna")
    await lost.plays("[Войти]", "anna", NEW_PASSWORD)
    assert say("step-app-ask") in lost.sees
    await lost.send(backup_codes[0])
    assert lost.sees == say("sign-in-done", login="anna")


@pytest.mark.usefixtures("anna")
async def test_a_chat_that_was_banned_meanwhile_is_not_let_in(town: Town) -> None:
    boris = await town.confirmed("Борис", login="boris")
    await boris.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await claim(boris)
    await town.oleg.send(f"/ban чат {boris.chat.id}")
    await town.oleg.press(SPAM)
    told = boris.heard
    await town.tell_of_claims(hours=24)
    assert boris.heard == told
    await boris.forge("cl:choose:1")
    assert boris.sees.startswith(CLOSED)
    assert town.query("SELECT ending FROM claims") == [("banned",)]


async def test_a_banned_resident_still_says_that_it_was_somebody_else(
    town: Town, anna: Resident, lost: Resident
) -> None:
    await claim(lost)
    news = anna.chat.last
    await ban(town)
    await anna.press("Это не я", on=news)
    assert anna.sees == say("claim-ended", phone=PHONE)


async def test_an_english_speaker_is_told_in_english(town: Town, anna: Resident, lost: Resident) -> None:
    await anna.plays("Профиль", "[Язык]", "[English]")
    await claim(lost)
    assert anna.heard == say_in("en", "message-account-claimed", name="Анна без почты", at=AT, due=DUE)
    assert town.letter_to(anna).subject == say_in("en", "letter-claim-letter-subject")
    await anna.press("It was not me", on=anna.chat.last)
    assert lost.heard == say_in("en", "message-claim-objected")


# From within the profile.


async def test_who_forgot_the_password_in_the_profile_gets_the_letter(town: Town, anna: Resident) -> None:
    await anna.plays("Профиль", "[Сменить пароль]", "[Забыли пароль?]")
    assert say("password-forgotten-send-button") in anna.buttons
    await anna.press("Отправить письмо")
    assert anna.sees == say("recovery-code-ask", named="anna", phone=PHONE)
    assert town.letter_to(anna).subject == say("letter-recover-access-subject")
    await anna.press("Нет доступа к почте")
    assert anna.sees == say("claim-number-ask", phone=PHONE)


async def test_who_signed_a_stranger_out_and_forgot_the_password_gets_the_letter(
    town: Town, anna: Resident
) -> None:
    await town.sign_in(town.guest("Чужой"), "anna")
    await anna.press("Это не я", on=anna.chat.last)
    await anna.plays("[Забыли пароль?]", "[Отправить письмо]")
    assert anna.sees == say("recovery-code-ask", named="anna", phone=PHONE)


async def test_without_a_confirmed_address_the_profile_says_whom_to_call(town: Town) -> None:
    vera = await town.registered("Вера", login="vera")
    await vera.plays("Профиль", "[Сменить пароль]", "[Забыли пароль?]")
    assert vera.sees == say("password-forgotten-no-email", phone=PHONE)
