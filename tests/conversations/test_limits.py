"""What residents read when a limit is reached, and what operators hear of it."""

from __future__ import annotations

import pytest

from domain.details import Value
from storage.unit import StoredUnit
from tests.conversations.harness import Resident, Town, as_seen, digits_in, say, say_in
from tests.conversations.test_adding_numbers import NUMBER, begin, prove
from tests.conversations.test_registration import EMAIL, up_to_captcha, up_to_email, up_to_password


async def foreign_letters(town: Town, count: int, email: str = EMAIL) -> None:
    """Let letters go to an address from that many chats."""

    def work(unit: StoredUnit) -> None:
        for number in range(count):
            unit.attempts.record("letter-address", email, now, f"foreign-{number}")

    now = town.clock()
    await town.app.database.write(work)


async def test_who_tries_many_logins_reads_when_to_go_on(town: Town, anna: Resident) -> None:
    await town.registered("Борис", login="boris")
    await up_to_password(anna, "boris")
    assert say("error-login-taken") in anna.sees
    for _ in range(9):
        await anna.send("boris")
    await anna.send("free-login")
    assert say("error-logins-too-many", until="12:15") in anna.sees
    await town.pass_time(minutes=15)
    await anna.send("free-login")
    assert anna.sees == say("registration-password-ask")


async def test_an_address_with_too_many_letters_is_refused_before_anything_else_is_asked(
    town: Town, anna: Resident
) -> None:
    await foreign_letters(town, 6)
    await up_to_email(anna)
    await anna.send(EMAIL)
    assert say("error-letters-too-many", until="23.11 12:00") in anna.sees
    await anna.send("another@pochta.example")
    assert say("error-letters-too-many", until="23.11 12:00") not in anna.sees


async def test_an_address_that_filled_up_meanwhile_is_asked_for_again(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    await foreign_letters(town, 6)
    await anna.send(digits_in(anna.screen))
    assert anna.sees.startswith(say("error-letters-too-many", until="23.11 12:00"))
    assert town.query("SELECT count(*) FROM accounts") == [(0,)]


async def test_operators_see_a_number_that_was_added_after_others_failed(town: Town) -> None:
    boris, anna = await town.confirmed("Борис", "boris"), await town.confirmed("Анна", "anna")
    await begin(boris)
    for _ in range(5):
        await prove(boris, amount="1")
    assert say("error-proof-closed", until="23.11 12:00") in boris.sees
    await begin(anna)
    await prove(anna)
    assert say("number-added") in anna.sees
    assert say("alert-number-contested", login="anna", number=NUMBER, failures=5) in town.alerts[-1]


@pytest.mark.parametrize(
    ("total", "count", "minutes"), [("sign-in", 150, 60), ("logins", 150, 60), ("letters", 200, 10)]
)
async def test_operators_read_what_is_too_much(town: Town, total: str, count: int, minutes: int) -> None:
    details: dict[str, Value] = {"what": total, "count": count, "minutes": minutes}
    now = town.clock()
    await town.app.database.write(
        lambda unit: unit.alerts.raise_alert("too-much", f"too-much:{total}", details, now)
    )
    await town.settled()
    assert say("alert-too-much", what=total, count=count, minutes=minutes) in as_seen(town.alerts[-1])
    await town.oleg.send("/alerts")
    assert say("alert-name-too-much", what=total) in as_seen(town.alerts[-1])


async def test_the_words_of_limits_are_there_in_english(town: Town) -> None:
    anna = await town.registered("Anna", login="anna")
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await foreign_letters(town, 6, f"{anna.person.user.id}@pochta.example")
    await town.pass_time(minutes=2)
    await anna.plays(f"[{say_in('en', 'menu-profile-button')}]", f"[{say_in('en', 'email-resend-button')}]")
    assert say_in("en", "error-letters-too-many", until="23.11 12:00") in anna.sees
