"""Signing in and out."""

from __future__ import annotations

import pytest

from tests.conversations.harness import PASSWORD, Resident, Town, say


async def sign_in(resident: Resident, login: str, password: str) -> None:
    await resident.send("Войти")
    await resident.send(login)
    await resident.send(password)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who has an account and writes from another phone."""
    await town.registered("Анна на даче", login="Anna")
    return town.guest("Анна дома")


async def test_login_and_password_open_the_account(anna: Resident) -> None:
    await anna.send("/start")
    await anna.press("Войти")
    await anna.send("Anna")
    assert "Anna" in anna.sees
    await anna.send(PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")
    assert anna.keys[0] == "Электроэнергия"


@pytest.mark.parametrize("login", ["anna", "ANNA", "  Anna "])
async def test_the_case_of_the_login_does_not_matter(anna: Resident, login: str) -> None:
    await sign_in(anna, login, PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")


async def test_the_password_disappears_from_the_chat(anna: Resident) -> None:
    await anna.send("Войти")
    await anna.send("anna")
    wrong = await anna.send("something else")
    right = await anna.send(PASSWORD)
    assert wrong.deleted
    assert right.deleted


async def test_an_unknown_login_and_a_wrong_password_look_the_same(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", "something else")
    wrong_password = anna.sees
    stranger = town.guest("Чужой")
    await sign_in(stranger, "anna", "something else")
    await stranger.press("Отмена")
    await sign_in(stranger, "nobody", "something else")
    assert wrong_password.replace("anna", "nobody") == stranger.sees
    assert say("error-sign-in-wrong") in stranger.sees


async def test_after_a_wrong_password_the_login_can_be_changed(anna: Resident) -> None:
    await sign_in(anna, "ann", PASSWORD)
    assert say("error-sign-in-wrong") in anna.sees
    await anna.press("Назад")
    assert anna.sees == say("sign-in-login-ask")
    await anna.send("anna")
    await anna.send(PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")


async def test_five_failures_close_a_login_for_a_quarter_of_an_hour(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", "something else")
    for _ in range(4):
        await anna.send("something else")
    await anna.send(PASSWORD)
    assert say("error-sign-in-closed", until="12:15") in anna.sees
    await town.pass_time(minutes=15)
    await anna.send(PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")


async def test_a_stranger_who_fails_closes_nothing_to_the_owner(town: Town, anna: Resident) -> None:
    stranger = town.guest("Чужой")
    await sign_in(stranger, "anna", "something else")
    for _ in range(4):
        await stranger.send("something else")
    await stranger.send(PASSWORD)
    assert say("error-sign-in-closed", until="12:15") in stranger.sees
    await sign_in(anna, "ANNA", PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")


async def test_many_strangers_close_a_login_to_new_chats_but_not_to_the_owners(town: Town) -> None:
    owner = await town.registered("Анна на даче", login="Anna")
    await owner.plays("[Профиль]", "[Выйти]", "[Выйти]")
    for number in range(2):
        stranger = town.guest(f"Чужой {number}")
        await sign_in(stranger, "anna", "something else")
        for _ in range(4):
            await stranger.send("something else")
    late = town.guest("Анна с нового телефона")
    await sign_in(late, "anna", PASSWORD)
    assert say("error-sign-in-closed", until="12:15") in late.sees
    await sign_in(owner, "anna", PASSWORD)
    assert owner.sees == say("sign-in-done", login="Anna")


async def test_each_pause_is_longer_and_a_restart_keeps_it(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", "something else")
    for _ in range(4):
        await anna.send("something else")
    await town.pass_time(minutes=15)
    for _ in range(5):
        await anna.send("something else")
    await town.restart()
    await anna.send(PASSWORD)
    assert say("error-sign-in-closed", until="12:45") in anna.sees
    await town.pass_time(minutes=30)
    await anna.send(PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")


async def test_ten_failures_close_a_chat_whatever_the_login(town: Town, anna: Resident) -> None:
    stranger = town.guest("Чужой")
    for number in range(10):
        await sign_in(stranger, f"somebody-{number}", "something else")
        await stranger.press("Отмена")
    await sign_in(stranger, "anna", PASSWORD)
    assert say("error-sign-in-closed", until="12:15") in stranger.sees
    await sign_in(anna, "anna", PASSWORD)
    assert anna.sees == say("sign-in-done", login="Anna")


async def test_an_account_may_be_open_in_several_chats(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", PASSWORD)
    assert town.query("SELECT count(*) FROM sessions") == [(2,)]


async def test_signing_out_closes_this_chat_only(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", PASSWORD)
    await anna.press("Профиль")
    await anna.plays("[Выйти]", "[Выйти]")
    assert anna.sees == say("sign-out-done")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]
    assert town.query("SELECT count(*) FROM sessions") == [(1,)]


async def test_who_presses_sign_out_by_mistake_stays(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", PASSWORD)
    await anna.plays("[Профиль]", "[Выйти]")
    assert anna.sees == say("sign-out-ask")
    assert anna.buttons == ["Выйти", "Остаться"]
    assert town.query("SELECT count(*) FROM sessions") == [(2,)]
    await anna.press("Остаться")
    assert say("profile-login", login="Anna") in anna.sees
    assert town.query("SELECT count(*) FROM sessions") == [(2,)]


async def test_after_signing_out_old_buttons_open_nothing(town: Town, anna: Resident) -> None:
    await sign_in(anna, "anna", PASSWORD)
    await anna.press("Профиль")
    older = anna.screen
    await anna.press("Профиль")
    await anna.plays("[Выйти]", "[Выйти]")
    for label in ("Изменить телефон", "Сменить пароль", "Мои данные", "Уведомления: включены"):
        await anna.press(label, on=older)
        assert anna.sees == say("error-sign-in-needed"), label
        assert await town.state_of(anna) is None


@pytest.mark.parametrize("section", ["Электроэнергия", "Передать показания", "Профиль", "Задать вопрос"])
async def test_guests_are_told_to_sign_in_first(anna: Resident, section: str) -> None:
    await anna.send(section)
    assert anna.sees == say("error-sign-in-needed")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]


async def test_whoever_is_signed_in_is_greeted_by_name(anna: Resident) -> None:
    await sign_in(anna, "anna", PASSWORD)
    await anna.send("Войти")
    assert anna.sees == say("start-known", login="Anna")


async def test_another_person_may_sign_in_after_signing_out(town: Town, anna: Resident) -> None:
    await town.registered("Борис", login="boris")
    await sign_in(anna, "anna", PASSWORD)
    await anna.press("Профиль")
    await anna.plays("[Выйти]", "[Выйти]")
    await sign_in(anna, "boris", PASSWORD)
    await anna.press("Профиль")
    assert "Логин: boris" in anna.sees


@pytest.mark.parametrize("login", ["x" * 900, "<b>anna</b>", "a&b", "'; DROP TABLE accounts; --"])
async def test_strange_logins_are_only_text(anna: Resident, login: str) -> None:
    await sign_in(anna, login, PASSWORD)
    assert say("error-sign-in-wrong") in anna.sees
