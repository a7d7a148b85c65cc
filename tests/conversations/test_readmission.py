"""Who has neither password nor mailbox nor number asks operators to be let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import Fault, Message
from tests.conversations.harness import PASSWORD, Resident, Town, as_seen, running_town, say, say_in
from tests.conversations.test_desk import labels
from tests.conversations.test_second_step import connected

ASK, OPEN = say("readmission-button"), say("readmission-open-button")
WORDS = "Анна Петрова, Яблоневая 9, звоните 8 921 555-44-33 <после обеда>"
NEW_PASSWORD = "three green apples"
PHONE = "(812) 303-96-96"
ASKS = ("/start", "[Войти]", "[Забыли логин или пароль?]", f"[{ASK}]", "anna", WORDS)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with an account, who lost the telephone that is signed in."""
    return await town.holder("100200301")


@pytest.fixture
def new_phone(town: Town, anna: Resident) -> Resident:  # noqa: ARG001 (the account must be there)
    """The same person with a new telephone and another Telegram."""
    return town.guest("Анна с новым телефоном")


def alerts(town: Town) -> list[Message]:
    title = "🔑 Просят впустить без пароля"
    return [message for message in town.group.messages if message.text.startswith(title)]


def alert(town: Town) -> Message:
    return alerts(town)[-1]


async def test_an_operator_reads_what_can_be_checked_and_lets_the_person_choose_a_password(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays(*ASKS)
    assert new_phone.sees == say("readmission-asked", login="anna", phone=PHONE)
    shown = as_seen(alert(town).text)
    [(address,)] = town.query("SELECT address FROM subscribers WHERE number = '100200301'")
    told = (WORDS, "Анна с новым телефоном", str(new_phone.chat.id), "p***.example", f"100200301, {address}")
    for words in told:
        assert words in shown, words
    assert "921000" not in shown
    assert "pochta" not in shown
    assert labels(alert(town)) == ["Принять", "Отклонить", "Взять в работу"]
    await town.oleg.press("Принять", on=alert(town))
    assert say("alert-outcome-readmitted", by="Олег") in as_seen(alert(town).text)
    assert new_phone.heard == say("readmission-granted")
    await new_phone.press(OPEN, on=new_phone.chat.last)
    assert new_phone.sees == say("recovery-new-ask", login="anna")
    await new_phone.plays(NEW_PASSWORD, NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done", login="anna")
    assert anna.heard == say("message-signed-out")
    actions = town.query("SELECT operator_name, action, subject FROM audit")
    assert actions == [("Олег", "readmitted", "account:1")]


async def test_the_owner_hears_at_once_and_a_new_password_makes_the_grant_void(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.press("Принять", on=alert(town))
    told = say("message-let-in-elsewhere", name="Анна с новым телефоном", at="22.11.2026, 12:00")
    assert anna.heard == told
    assert town.letter_to(anna).subject == say("letter-readmission-letter-subject")
    await anna.plays("Профиль", "[Сменить пароль]", PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    await new_phone.press(OPEN, on=new_phone.chat.last)
    assert new_phone.sees.startswith(say("error-readmission-void"))


async def test_an_unknown_login_is_answered_alike_and_no_operator_hears_of_it(
    town: Town, new_phone: Resident
) -> None:
    await new_phone.plays(*ASKS[:-2], "nobody", WORDS)
    assert new_phone.sees == say("readmission-asked", login="nobody", phone=PHONE)
    assert alerts(town) == []
    asked = "SELECT state FROM outbox WHERE kind = 'readmission-asked'"
    assert len(town.query(asked.replace("state", "id"))) == 1


@pytest.mark.parametrize(
    ("button", "text_id"),
    [("reason-not-recognised", "not-recognised"), ("reason-not-reached", "not-reached")],
)
async def test_who_is_refused_reads_why_and_whom_to_call(
    town: Town, new_phone: Resident, button: str, text_id: str
) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.press("Отклонить", on=alert(town))
    await town.oleg.press(say(button), on=alert(town))
    assert new_phone.heard == say(f"readmission-refused-{text_id}", phone=PHONE)
    assert say("alert-outcome-not-readmitted", by="Олег") in as_seen(alert(town).text)
    assert town.query("SELECT action FROM audit WHERE action <> 'alert-taken'") == [("not-readmitted",)]


async def test_an_operator_refuses_in_words_of_their_own(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.press("Отклонить", on=alert(town))
    await town.oleg.press("Другая причина", on=alert(town))
    await town.oleg.reply(town.alert, "Приходите с паспортом")
    assert new_phone.heard == say("readmission-refused-reason", reason="Приходите с паспортом", phone=PHONE)


async def test_it_works_while_the_mail_is_down(town: Town, anna: Resident, new_phone: Resident) -> None:
    await town.change("UPDATE accounts SET email_confirmed_at = NULL")
    letters = len(town.letters)
    await new_phone.plays(*ASKS)
    assert "не подтверждена" in as_seen(alert(town).text)
    await town.oleg.press("Принять", on=alert(town))
    await new_phone.plays(f"[{OPEN}]", NEW_PASSWORD, NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done", login="anna")
    assert anna.heard == say("message-signed-out")
    assert len(town.letters) == letters


async def test_the_button_counts_once_in_one_chat_and_for_a_day(
    town: Town, anna: Resident, new_phone: Resident
) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.press("Принять", on=alert(town))
    granted = new_phone.chat.last
    data = str(granted.buttons[0][0].data)
    for stranger in (town.guest("Чужой"), anna):
        await stranger.send("/start")
        await stranger.forge(data)
        assert stranger.sees.startswith(say("error-readmission-void"))
    await new_phone.plays(f"[{OPEN}]", NEW_PASSWORD, NEW_PASSWORD)
    await new_phone.forge(data)
    assert new_phone.sees.startswith(say("error-readmission-void"))


async def test_a_day_later_the_button_lets_nobody_in(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.press("Принять", on=alert(town))
    await town.pass_time(hours=24)
    await new_phone.press(OPEN, on=new_phone.chat.last)
    assert new_phone.sees.startswith(say("error-readmission-void"))


async def test_a_letter_that_is_asked_for_meanwhile_takes_the_grant_not_away(
    town: Town, new_phone: Resident
) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.press("Принять", on=alert(town))
    granted = new_phone.chat.last
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]", "/cancel")
    await new_phone.press(OPEN, on=granted)
    assert new_phone.sees == say("recovery-new-ask", login="anna")


async def test_an_operator_does_not_stand_in_for_the_authenticator(town: Town, anna: Resident) -> None:
    await connected(town, anna)
    new_phone = town.guest("Анна с новым телефоном")
    await new_phone.plays(*ASKS)
    await town.oleg.press("Принять", on=alert(town))
    await new_phone.plays(f"[{OPEN}]", NEW_PASSWORD, NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done-app", login="anna")
    assert "Войти" in new_phone.keys


async def test_who_waits_for_the_letter_in_vain_need_not_type_the_login_again(
    town: Town, new_phone: Resident
) -> None:
    await new_phone.plays("/start", "[Войти]", "anna", "[Забыли пароль?]", f"[{ASK}]")
    assert new_phone.sees == say("readmission-words-ask")
    await new_phone.press("Назад")
    assert new_phone.sees == say("readmission-login-ask", phone=PHONE)
    await new_phone.plays("anna", WORDS)
    assert len(alerts(town)) == 1


async def test_bad_input_is_explained_and_asks_nobody(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS[:-2], "не логин, а предложение")
    assert new_phone.sees.startswith(say("error-readmission-login-wrong"))
    await new_phone.plays("anna", "а" * 501)
    assert new_phone.sees.startswith(say("error-readmission-words-long", most=500))
    assert alerts(town) == []


async def test_a_chat_asks_twice_a_day(town: Town, new_phone: Resident) -> None:
    for _ in range(2):
        await new_phone.plays(*ASKS)
    await new_phone.plays(*ASKS)
    assert new_phone.sees.startswith(say("error-readmissions-too-many", until="23.11 12:00"))
    assert len(alerts(town)) == 2


async def test_a_repeated_update_and_a_restart_ask_once(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS)
    await new_phone.again()
    await town.restart()
    assert len(alerts(town)) == 1
    await town.oleg.press("Принять", on=alert(town))
    await town.restart()
    await new_phone.plays(f"[{OPEN}]", NEW_PASSWORD)
    await town.restart()
    await new_phone.plays(NEW_PASSWORD)
    assert new_phone.sees == say("recovery-done", login="anna")


async def test_the_second_operator_hears_who_was_faster(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS)
    data = str(alert(town).buttons[0][0].data)
    await town.oleg.press("Принять", on=alert(town))
    await town.olga.person.press_data(data, on=alert(town))
    await town.settled()
    assert town.olga.hints[-1] == say("error-alert-already-decided", by="Олег")
    assert town.query("SELECT count(*) FROM recoveries") == [(1,)]


async def test_no_photo_can_be_asked_for(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS)
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'readmission-asked'")
    await town.oleg.person.press_data(f"a:photo:{alert_id}", on=alert(town))
    await town.settled()
    assert town.oleg.hints[-1] == say("error-alert-unknown")


async def test_a_ban_from_the_alert_meets_the_chat_that_asks_and_not_the_account(
    town: Town, new_phone: Resident
) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.reply(alert(town), "/ban")
    assert str(new_phone.chat.id) in as_seen(town.alert.text)
    await town.oleg.send("/cancel")


async def test_find_shows_the_open_request(town: Town, new_phone: Resident) -> None:
    await new_phone.plays(*ASKS)
    await town.oleg.send("/find anna")
    assert say("alert-short-readmission-asked") in town.alerts[-1]


async def test_a_failure_of_telegram_raises_the_alert_no_second_time(town: Town, new_phone: Resident) -> None:
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=town.group.id)
    await new_phone.plays(*ASKS)
    await town.pass_time(minutes=5)
    assert len(alerts(town)) == 1


async def test_in_english_as_well(tmp_path: Path) -> None:
    async with running_town(tmp_path, DEFAULT_LANGUAGE="en") as town:
        await town.registered()
        anna = town.guest("Anna")
        await anna.plays("/start", f"[{say_in('en', 'menu-sign-in-button')}]")
        await anna.press(say_in("en", "sign-in-forgotten-button"))
        await anna.plays(f"[{say_in('en', 'readmission-button')}]", "anna", "Anna, 9 Apple Street")
        assert anna.sees == say_in("en", "readmission-asked", login="anna", phone=PHONE)
        await town.oleg.press(say_in("en", "alert-accept-button"))
        assert anna.heard == say_in("en", "readmission-granted")
        await anna.press(say_in("en", "readmission-open-button"), on=anna.chat.last)
        await anna.plays(NEW_PASSWORD, NEW_PASSWORD)
        assert anna.sees == say("recovery-done", login="anna"), "in the language of the account"
