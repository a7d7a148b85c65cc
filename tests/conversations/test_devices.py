"""Every device of an account hears of a new one, and each can be signed out from the others."""

from __future__ import annotations

import pytest

from storage.unit import StoredUnit
from tests.conversations.harness import PASSWORD, Resident, Town, as_seen, link_in, say, say_in

AT = "22.11.2026, 12:00"
TODAY = "22.11.2026"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody with a confirmed address."""
    return await town.confirmed()


async def with_new_device(town: Town, name: str = "Чужой <b>", login: str = "anna") -> Resident:
    """Let somebody sign in from a new device, with the code of the letter."""
    other = town.guest(name)
    await town.sign_in(other, login)
    assert other.keys[0] in {"Электроэнергия", "Electricity"}
    return other


async def unprotected(town: Town, anna: Resident, name: str = "Чужой") -> Resident:
    """Let a stranger sign in who knows the password, while no code is asked for."""
    await anna.plays("[Профиль]", "[Защита входа]", "[Выключить]", PASSWORD)
    return await with_new_device(town, name)


# Hearing of it.


async def test_the_other_devices_and_the_address_hear_of_a_new_one(town: Town, anna: Resident) -> None:
    await with_new_device(town)
    assert anna.heard == say("message-new-sign-in", name="Чужой <b>", at=AT)
    assert anna.chat.last.button_labels == [["Это не я"]]
    letter = town.letter_to(anna)
    assert letter.subject == say("letter-signed-in-elsewhere-subject")
    assert "«Чужой <b>»" in letter.text
    assert AT in letter.text
    await anna.open_link(link_in(letter))
    assert "Чужой" in anna.sees
    assert say("devices-what-it-is") in anna.sees


async def test_the_link_of_that_letter_tells_a_stranger_nothing(town: Town, anna: Resident) -> None:
    await with_new_device(town)
    guest = town.guest("Прохожий")
    await guest.open_link(link_in(town.letter_to(anna)))
    assert guest.sees == say("error-sign-in-needed")


async def test_a_device_that_comes_back_is_no_news(town: Town, anna: Resident) -> None:
    other = await with_new_device(town)
    news = anna.chat.last
    await other.plays("[Профиль]", "[Выйти]", "[Выйти]", "Войти", "anna", PASSWORD)
    assert other.sees == say("sign-in-done", login="anna")
    assert anna.chat.last is news


async def test_an_english_speaker_hears_of_it_in_english(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Язык]", "[English]")
    await with_new_device(town, "Boris")
    assert anna.heard == say_in("en", "message-new-sign-in", name="Boris", at=AT)
    assert town.letter_to(anna).subject == say_in("en", "letter-signed-in-elsewhere-subject")


async def test_who_was_not_meant_is_signed_out_and_the_password_is_changed(
    town: Town, anna: Resident
) -> None:
    stranger = await unprotected(town, anna)
    await anna.press("Это не я", on=anna.chat.last)
    assert anna.sees == say("devices-change-password") + "\n\n" + say("password-old-ask")
    assert stranger.heard == say("message-signed-out-elsewhere")
    await anna.plays(PASSWORD, "three green apples", "three green apples")
    assert anna.sees == say("password-done")
    await stranger.send("Электроэнергия")
    assert stranger.sees == say("error-sign-in-needed")
    assert stranger.keys == ["Регистрация", "Войти", "Помощь"]


async def test_a_stranger_cannot_throw_the_owner_out(town: Town, anna: Resident) -> None:
    stranger = await unprotected(town, anna)
    refusal = say("error-device-too-new", until="23.11 12:00")
    await stranger.plays("[Профиль]", "[Мои устройства]", f"[Выйти: Анна, {TODAY}]", "[Да, выйти]")
    assert stranger.sees == refusal
    for label in ("Сменить пароль", "Изменить эл. почту"):
        await stranger.plays("Профиль", f"[{label}]")
        assert stranger.sees == refusal, label
    await stranger.plays("Профиль", "[Защита входа]", "[Включить]")
    assert stranger.sees == refusal
    await stranger.forge(f"v:not-me:{anna.chat.id}")
    assert stranger.sees == refusal
    await anna.press("Профиль")
    assert "Логин: anna" in anna.sees


async def test_a_day_later_a_device_that_nobody_minded_is_like_any_other(town: Town, anna: Resident) -> None:
    other = await unprotected(town, anna, "Анна дома")
    await town.pass_time(hours=24)
    await other.plays("[Профиль]", "[Сменить пароль]")
    assert other.sees == say("password-old-ask")


# The list.


async def test_the_devices_are_listed_with_when_they_were_used(town: Town, anna: Resident) -> None:
    other = await with_new_device(town, "Анна дома")
    await town.pass_time(hours=48)
    await other.press("Профиль")
    await town.pass_time(hours=24)
    await anna.plays("[Профиль]", "[Мои устройства]")
    seen = say("devices-other", name="Анна дома", since=TODAY, seen="24.11.2026")
    assert seen in anna.sees
    assert anna.buttons == [f"Выйти: Анна дома, {TODAY}", "Назад в профиль"]


async def test_the_day_on_which_a_device_was_used_is_written_once_a_day(town: Town, anna: Resident) -> None:
    def seen() -> object:
        return town.query("SELECT seen_on FROM sessions WHERE chat_id = ?", anna.chat.id)

    await town.change("UPDATE sessions SET seen_on = 'untouched'")
    await anna.press("Профиль")
    await town.settled()
    assert seen() == [("untouched",)]
    await town.pass_time(hours=24)
    await anna.press("Профиль")
    await anna.press("Электроэнергия")
    assert seen() == [("2026-11-23",)]


async def test_a_device_is_signed_out_after_a_question(town: Town, anna: Resident) -> None:
    other = await with_new_device(town, "Анна дома")
    await other.press("Профиль")
    old = other.screen
    await anna.plays("[Профиль]", "[Мои устройства]", f"[Выйти: Анна дома, {TODAY}]")
    assert anna.sees == say("devices-end-ask", name="Анна дома", since=TODAY)
    await anna.press("Нет, оставить")
    assert "Анна дома" in anna.sees
    await anna.plays(f"[Выйти: Анна дома, {TODAY}]", "[Да, выйти]")
    assert anna.sees == say("devices-ended")
    assert other.heard == say("message-signed-out-elsewhere")
    for label in ("Изменить телефон", "Мои устройства", "Защита входа"):
        await other.press(label, on=old)
        assert other.sees == say("error-sign-in-needed"), label
    await anna.press("Мои устройства")
    assert "Анна дома" not in anna.sees


async def test_what_a_signed_out_device_was_asked_is_not_answered_any_more(
    town: Town, anna: Resident
) -> None:
    other = await with_new_device(town, "Анна дома")
    await other.press("Задать вопрос")
    await anna.plays("[Профиль]", "[Мои устройства]", f"[Выйти: Анна дома, {TODAY}]", "[Да, выйти]")
    await other.send("Почему долг?")
    assert other.sees == say("error-sign-in-needed")
    assert town.alerts == []


async def test_all_others_are_signed_out_at_once(town: Town, anna: Resident) -> None:
    others = [await with_new_device(town, name) for name in ("Анна дома", "Борис")]
    await anna.plays("[Профиль]", "[Мои устройства]", "[Выйти на всех остальных]")
    assert anna.sees == say("devices-end-all-ask", count=2)
    await anna.press("Да, выйти")
    assert anna.sees == say("devices-ended-all")
    assert [other.heard for other in others] == [say("message-signed-out-elsewhere")] * 2
    assert town.query("SELECT chat_id FROM sessions") == [(anna.chat.id,)]


async def test_a_device_that_was_signed_out_owes_the_code_again(town: Town, anna: Resident) -> None:
    other = await with_new_device(town, "Анна дома")
    await anna.plays("[Профиль]", "[Мои устройства]", f"[Выйти: Анна дома, {TODAY}]", "[Да, выйти]")
    await other.plays("Войти", "anna", PASSWORD)
    assert say("step-mail-ask", email=masked(anna)) in other.sees


async def test_nobody_signs_out_the_device_of_somebody_else(town: Town, anna: Resident) -> None:
    boris = await town.confirmed("Борис", "boris")
    await boris.press("Профиль")
    for action in ("ask", "end", "not-me"):
        await boris.forge(f"v:{action}:{anna.chat.id}")
        await boris.send("/cancel")
    await boris.forge("v:end:0")
    await anna.press("Профиль")
    assert "Логин: anna" in anna.sees
    await boris.forge("v:nonsense:1")
    assert boris.sees == say("stale-text")


async def test_many_devices_are_cut_short_and_can_be_signed_out_together(town: Town, anna: Resident) -> None:
    account_id, now = await town.account_of(anna), town.clock()

    def sign_in(unit: StoredUnit) -> None:
        for number in range(12):
            unit.sessions.put(9000 + number, account_id, now)

    await town.app.database.write(sign_in)
    await anna.plays("[Профиль]", "[Мои устройства]")
    assert say("devices-more", count=4) in anna.sees
    assert len(anna.buttons) == 10
    assert say("devices-unnamed") in anna.sees


def masked(resident: Resident) -> str:
    digits = str(resident.person.user.id)
    return as_seen(f"{digits[:2]}***@pochta.example")
