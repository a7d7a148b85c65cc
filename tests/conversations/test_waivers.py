"""Who can read the captcha neither by eye nor by ear registers because an operator lets them through."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import Message
from tests.conversations.harness import (
    PASSWORD,
    Resident,
    Town,
    as_seen,
    digits_in,
    other_than,
    running_town,
    say,
    say_in,
)
from tests.conversations.places import REGISTRATION
from tests.conversations.test_desk import labels

STUCK, AUDIO = say("captcha-stuck-button"), say("captcha-audio-button")
LET_THROUGH, TURN_AWAY = say("alert-let-through-button"), say("alert-turn-away-button")
FINISH, GO_ON = say("waiver-finish-button"), say("waiver-go-on-button")
WAITS, GRANTED = say("waiver-waits"), say("waiver-granted-ask")


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who hears the digits and does not understand them."""
    resident = town.guest()
    await resident.plays(*REGISTRATION, f"[{AUDIO}]")
    return resident


def alert(town: Town) -> Message:
    title = say("alert-captcha-unreadable", person="", chat="", login="").splitlines()[0]
    return [message for message in town.group.messages if message.text.startswith(title)][-1]


def requests(town: Town) -> int:
    """Count the requests that operators were asked to decide about."""
    return len(town.query("SELECT id FROM alerts WHERE kind = 'captcha-unreadable'"))


def audit(town: Town) -> list[tuple[str, str]]:
    return town.query("SELECT operator_name, action FROM audit ORDER BY id")


async def test_nobody_is_offered_an_operator_before_they_have_tried(town: Town) -> None:
    anna = town.guest()
    await anna.plays(*REGISTRATION)
    assert STUCK not in anna.buttons
    await anna.send(other_than(digits_in(anna.screen)))
    assert STUCK in anna.buttons


async def test_an_operator_lets_somebody_through_and_the_registration_ends_where_it_stood(
    town: Town, anna: Resident
) -> None:
    await anna.press(STUCK)
    assert anna.sees == WAITS
    shown = as_seen(alert(town).text)
    for words in ("Анна", str(anna.chat.id), "anna"):
        assert words in shown
    assert labels(alert(town)) == [LET_THROUGH, TURN_AWAY, "Взять в работу"]
    await town.oleg.press(LET_THROUGH, on=alert(town))
    assert town.oleg.hints[-1] == say("alert-let-through-hint")
    assert say("alert-outcome-waiver-granted", by="Олег") in as_seen(alert(town).text)
    assert anna.heard == say("waiver-granted")
    await anna.press(GO_ON, on=anna.chat.last)
    assert anna.sees == GRANTED
    await anna.press(FINISH)
    assert anna.sees.startswith("Письмо отправлено")
    assert town.query("SELECT login FROM accounts") == [("anna",)]
    assert town.query("SELECT count(*) FROM captcha_waivers") == [(0,)]
    assert audit(town) == [("Олег", "captcha-waived")]


async def test_a_refusal_says_whom_to_call_and_the_digits_still_count(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await town.oleg.press(TURN_AWAY, on=alert(town))
    assert anna.heard == say("waiver-refused", phone="(812) 303-96-96")
    await anna.press(GO_ON)
    await anna.send(digits_in(anna.screen))
    assert town.query("SELECT login FROM accounts") == [("anna",)]
    assert audit(town) == [("Олег", "captcha-not-waived")]


async def test_who_reads_the_digits_meanwhile_needs_no_operator(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await anna.press(say("waiver-digits-button"))
    await anna.send(digits_in(anna.screen))
    assert town.query("SELECT login FROM accounts") == [("anna",)]
    assert say("alert-outcome-registered") in as_seen(alert(town).text)
    assert labels(alert(town)) == []


async def test_asking_again_while_operators_decide_raises_no_second_alert(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await anna.plays(f"[{say('waiver-digits-button')}]", f"[{STUCK}]")
    assert anna.sees == WAITS
    assert requests(town) == 1
    assert audit(town) == []


async def test_a_chat_asks_twice_a_day_at_most(town: Town, anna: Resident) -> None:
    for _ in range(2):
        await anna.press(STUCK)
        await town.oleg.press(TURN_AWAY, on=alert(town))
        await anna.press(say("waiver-digits-button"))
        await anna.press(AUDIO)
    await anna.press(STUCK)
    assert anna.sees.startswith(say("error-waivers-too-many", until="23.11 12:00"))
    assert requests(town) == 2


async def test_who_went_on_to_something_else_comes_back_to_where_they_were(
    town: Town, anna: Resident
) -> None:
    await anna.plays(f"[{STUCK}]", "/menu")
    await town.oleg.press(LET_THROUGH, on=alert(town))
    await anna.plays(f"[{GO_ON}]", f"[{FINISH}]")
    assert town.query("SELECT login FROM accounts") == [("anna",)]


async def test_a_restart_forgets_nothing(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await town.end()
    await town.begin()
    await town.oleg.press(LET_THROUGH, on=alert(town))
    await town.end()
    await town.begin()
    await anna.plays(f"[{GO_ON}]", f"[{FINISH}]")
    assert town.query("SELECT login FROM accounts") == [("anna",)]


async def test_in_english_as_well(tmp_path: Path) -> None:
    async with running_town(tmp_path, DEFAULT_LANGUAGE="en") as town:
        anna = town.guest()
        await anna.plays("/start", f"[{say_in('en', 'menu-registration-button')}]")
        await anna.plays("anna", PASSWORD, PASSWORD, "anna@pochta.example")
        for text_id in ("form-skip-button", "form-agree-button", "form-agree-button", "captcha-audio-button"):
            await anna.press(say_in("en", text_id))
        await anna.press(say_in("en", "captcha-stuck-button"))
        assert anna.sees == say_in("en", "waiver-waits")
        await town.oleg.press(say_in("en", "alert-let-through-button"))
        assert anna.heard == say_in("en", "waiver-granted")
        await anna.press(say_in("en", "waiver-go-on-button"), on=anna.chat.last)
        assert anna.sees == say_in("en", "waiver-granted-ask")
        await anna.press(say_in("en", "waiver-finish-button"))
        assert town.query("SELECT login, language FROM accounts") == [("anna", "en")]


async def test_a_press_that_comes_twice_registers_once(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await town.oleg.press(LET_THROUGH, on=alert(town))
    await anna.plays(f"[{GO_ON}]", f"[{FINISH}]")
    await anna.again()
    assert town.query("SELECT count(*) FROM accounts") == [(1,)]


async def test_what_was_granted_a_week_ago_counts_no_more(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await town.oleg.press(LET_THROUGH, on=alert(town))
    await anna.press(GO_ON, on=anna.chat.last)
    await town.pass_time(days=8)
    await anna.press(FINISH)
    assert anna.sees.startswith(say("error-waiver-gone"))
    assert town.query("SELECT count(*) FROM accounts") == [(0,)]


async def test_a_login_that_somebody_took_meanwhile_is_asked_for_again(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    await town.oleg.press(LET_THROUGH, on=alert(town))
    await town.registered("Другая Анна", "anna")
    await anna.plays(f"[{GO_ON}]", f"[{FINISH}]")
    assert anna.sees.startswith(say("error-login-taken"))
    await anna.plays("anna-57", *REGISTRATION[3:])
    assert anna.sees == GRANTED
    await anna.press(FINISH)
    assert town.query("SELECT login FROM accounts ORDER BY id") == [("anna",), ("anna-57",)]


async def test_the_second_operator_hears_who_was_faster(town: Town, anna: Resident) -> None:
    await anna.press(STUCK)
    shown = alert(town)
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'captcha-unreadable'")
    await town.oleg.press(LET_THROUGH, on=shown)
    await town.olga.person.press_data(f"a:turn-away:{alert_id}", on=shown)
    await town.settled()
    assert town.olga.hints[-1] == say("error-alert-already-decided", by="Олег")
    await anna.plays(f"[{GO_ON}]", f"[{FINISH}]")


@pytest.mark.parametrize("action", ["let-through", "turn-away"])
async def test_an_alert_of_another_kind_lets_nobody_through(town: Town, anna: Resident, action: str) -> None:
    boris = await town.holder("100200301", name="Борис", login="boris")
    await boris.plays("[Задать вопрос]", "Когда будет счёт?")
    [(alert_id,)] = town.query("SELECT id FROM alerts WHERE kind = 'question'")
    await town.oleg.person.press_data(f"a:{action}:{alert_id}", on=town.group.last)
    await town.settled()
    assert town.oleg.hints[-1] == say("error-alert-unknown")
    assert audit(town) == []
    assert STUCK in anna.buttons
