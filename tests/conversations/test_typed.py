"""What comes along with what people type: labels, capitals in commands, signs that nobody sees."""

from __future__ import annotations

import pytest

from handlers.residents.registration import RegistrationForm
from tests.conversations.harness import PASSWORD, Resident, Town, code_in, other_than, say

MARKED = "\N{LEFT-TO-RIGHT OVERRIDE}{}\N{POP DIRECTIONAL FORMATTING}"
LABELS = [
    "Регистрация",
    "Войти",
    "Register",
    "Sign in",
    "ПРОФИЛЬ",
    "«Электроэнергия»",
    "Про\N{SOFT HYPHEN}филь",
]
SECRETS = {
    "registration": ("/start", "[Регистрация]", "anna-1957"),
    "its repetition": ("/start", "[Регистрация]", "anna-1957", PASSWORD),
    "sign-in": ("/start", "[Войти]", "anna"),
}
OF_HOLDERS = {
    "the old password": ("[Профиль]", "[Сменить пароль]"),
    "the new password": ("[Профиль]", "[Сменить пароль]", PASSWORD),
    "a change of the phone": ("[Профиль]", "[Изменить телефон]"),
    "a change of the address": ("[Профиль]", "[Изменить эл. почту]"),
}


def attempts(town: Town) -> list[tuple[object, ...]]:
    return town.query(
        "SELECT kind, subject FROM attempts WHERE kind NOT LIKE 'letter%' ORDER BY kind, subject"
    )


# Labels of the menu.


@pytest.mark.parametrize("way", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("label", LABELS)
async def test_a_label_of_the_menu_is_no_password_of_a_guest(
    town: Town, anna: Resident, way: tuple[str, ...], label: str
) -> None:
    await anna.plays(*way)
    before = attempts(town)
    state = await town.state_of(anna)
    for _ in range(2):
        await anna.send(label)
        assert await town.state_of(anna) != state
    assert attempts(town) == before
    assert "Помощь" in anna.keys


@pytest.mark.parametrize("way", OF_HOLDERS.values(), ids=OF_HOLDERS)
async def test_a_label_of_the_menu_is_no_password_of_a_resident(town: Town, way: tuple[str, ...]) -> None:
    anna = await town.holder("100200302")
    await anna.plays(*way)
    before = attempts(town)
    for label in ("Профиль", "Регистрация", "Profile", "Электроэнергия"):
        await anna.send(label)
        assert await town.state_of(anna) is None
    assert attempts(town) == before


@pytest.mark.parametrize("label", ["Помощь", "Help", "помощь."])
async def test_help_while_a_secret_is_asked_for_costs_no_try_and_asks_again(
    town: Town, anna: Resident, label: str
) -> None:
    await anna.plays(*SECRETS["sign-in"])
    question = anna.sees
    for _ in range(6):
        await anna.send(label)
        assert anna.sees.endswith(question)
    assert attempts(town) == []


@pytest.mark.parametrize("label", LABELS[:4])
async def test_a_label_of_the_menu_is_no_login_and_no_name(town: Town, label: str) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Электроэнергия]", "[Ещё]", "[Переименовать]", label)
    assert await town.state_of(anna) is None
    assert town.query("SELECT name FROM holdings") == [(None,)]
    guest = town.guest()
    await guest.plays("/start", "[Регистрация]", label)
    assert await town.state_of(guest) != RegistrationForm.password.name


# The keys under the input field.


async def test_while_a_secret_is_asked_for_cancel_is_the_only_key(anna: Resident) -> None:
    await anna.plays("/start", "[Регистрация]", "anna-1957")
    assert anna.answers[0].text == say("form-secret")
    assert anna.keys == ["Отмена"]
    assert anna.buttons == ["Назад", "Отмена"]
    await anna.send(PASSWORD)
    assert len(anna.answers) == 1
    assert anna.keys == ["Отмена"]
    await anna.send(PASSWORD)
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]
    await anna.press("Назад")
    assert anna.keys == ["Отмена"]
    await anna.press("Назад")
    assert anna.keys == ["Отмена"]
    await anna.press("Назад")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]


async def test_after_signing_in_the_menu_is_back(town: Town) -> None:
    await town.registered(login="anna")
    guest = town.guest("Анна дома")
    await guest.plays("/start", "[Войти]", "anna")
    assert guest.keys == ["Отмена"]
    await guest.send("wrong password")
    assert guest.keys == ["Отмена"]
    await guest.send(PASSWORD)
    assert guest.keys[0] == "Электроэнергия"


@pytest.mark.parametrize("way", [*SECRETS.values(), *OF_HOLDERS.values()], ids=[*SECRETS, *OF_HOLDERS])
@pytest.mark.parametrize("out", ["Отмена", "Cancel", "/menu", "/start", "/cancel", "Профиль"])
async def test_the_menu_is_back_whatever_leads_out(town: Town, way: tuple[str, ...], out: str) -> None:
    anna = await town.holder("100200302") if way in OF_HOLDERS.values() else town.guest()
    await anna.plays(*way)
    assert anna.keys == ["Отмена"]
    await anna.send(out)
    assert await town.state_of(anna) is None
    assert "Помощь" in anna.keys


async def test_the_menu_is_back_when_a_password_was_changed(town: Town) -> None:
    anna = await town.holder("100200302")
    new = "three green apples"
    await anna.plays("[Профиль]", "[Сменить пароль]", PASSWORD, new, new)
    assert anna.sees == say("password-done")
    assert anna.keys[0] == "Электроэнергия"


async def test_a_conversation_that_was_under_way_before_goes_on_with_the_key(
    town: Town, anna: Resident
) -> None:
    """An earlier version left the menu under the input field and said nothing of it in the draft."""
    await anna.plays(*SECRETS["registration"])
    await town.change_json("conversations", "draft", lambda draft: draft.pop("guarded", None))
    await anna.send("Помощь")
    assert anna.keys == ["Отмена"]
    await anna.plays(PASSWORD, PASSWORD)
    assert anna.sees == say("registration-email-ask")


# Commands.


@pytest.mark.parametrize("command", ["/Menu", "/MENU@lk_demo_bot", "/mEnU ", "\ufeff/menu", "／menu"])
async def test_a_command_is_known_whatever_its_case(town: Town, command: str) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", command)
    assert anna.sees == say("menu-text")
    await anna.send("/Start")
    assert anna.sees == say("start-known", login="anna")


@pytest.mark.parametrize(
    "command", ["/FIND 100200301", "/Find@lk_demo_bot 100200301", "/find \ufeff100\N{NO-BREAK SPACE}200301"]
)
async def test_operators_commands_are_known_whatever_their_case(town: Town, command: str) -> None:
    await town.oleg.send(command)
    assert "ул. Яблоневая, д. 1, кв. 1" in town.alerts[-1]


# Signs that nobody sees.


async def test_a_registration_is_not_disturbed_by_what_is_pasted_along(town: Town, anna: Resident) -> None:
    await anna.plays("/start", "[Регистрация]", "\ufeffanna\N{NON-BREAKING HYPHEN}1957\N{ZERO WIDTH SPACE}")
    await anna.plays(MARKED.format(PASSWORD), PASSWORD, MARKED.format("anna@pochta.example"))
    await anna.send(MARKED.format("+7 (921) 000-00-01"))
    answers = (await town.conversation_of(anna)).draft["answers"]
    assert (answers["login"], answers["email"], answers["phone"]) == (
        "anna-1957",
        "anna@pochta.example",
        "+79210000001",
    )
    await anna.plays("[Согласен]", "[Согласен]", "#")
    await anna.send("/start")
    guest = town.guest("Анна дома")
    await guest.plays("/start", "[Войти]", "anna\N{SOFT HYPHEN}-1957", PASSWORD + "\ufeff")
    assert guest.sees == say("sign-in-done", login="anna-1957")


async def test_a_number_is_added_from_what_is_pasted(town: Town) -> None:
    anna = await town.confirmed()
    await anna.plays("[Электроэнергия]", "[Добавить абонента]", MARKED.format("１００ 200\u00a0301"))
    await anna.plays("\u200b12\u200b.11.2026", "\ufeff1\u202f234,56\u00a0₽", "[Подтвердить]")
    assert say("number-added") in anna.sees


@pytest.mark.parametrize(
    "typed", ["84\u200b20 4010", "\ufeff8420\u00a04010", "８４２０\u30004010", "8420\t4010"]
)
async def test_readings_are_taken_from_what_is_pasted(town: Town, typed: str) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", typed, "[Подтвердить]")
    assert [values for _, _, values in town.readings()] == ["8420000 4010000"]


async def test_a_look_up_and_a_list_of_numbers_are_read_from_what_is_pasted(town: Town) -> None:
    await town.oleg.send("/find")
    await town.oleg.reply(town.alert, "\u202a100\u00ad200301\u202c")
    assert "ул. Яблоневая, д. 1, кв. 1" in town.alerts[-1]
    await town.oleg.send("/notice")
    await town.oleg.reply(town.alert, "Свет отключат\N{ZERO WIDTH JOINER}!")
    await town.oleg.press(say("notice-other-button"))
    await town.oleg.press(say("notice-audience-numbers-button"))
    await town.oleg.reply(town.alert, "\ufeff100200301，\u200b100\u00ad200302")
    assert say("notice-found-numbers", known=2, held=0) in town.alerts[-1]


async def test_words_for_people_stay_as_they_were_written(town: Town) -> None:
    anna = await town.holder("100200302")
    words = "Семья 👨‍👩‍👧 и дача ❤️ – да?\nВторая строка’"
    await anna.plays("[Задать вопрос]", words)
    assert words in town.alert.text
    await anna.plays("[Электроэнергия]", "[Ещё]", "[Переименовать]", "Дом ❤️")
    assert town.query("SELECT name FROM holdings") == [("Дом ❤️",)]


# Codes.


async def test_what_is_no_code_of_a_letter_costs_no_try(town: Town) -> None:
    anna = await town.registered()
    await anna.plays("[Профиль]", "[Ввести код]")
    for words in ("код", "не пришло", "Что писать?", "12345"):
        await anna.send(words)
        assert anna.sees == say("error-code-no-digits") + "\n\n" + say("email-code-ask")
        assert "Отправить письмо повторно" in anna.buttons
    code = code_in(town.letter_to(anna))
    await anna.send(other_than(code))
    assert say("error-code-wrong", left=4) in anna.sees
    await anna.send(f"Код: {code[:3]}\u200b {code[3:]}")
    assert say("email-confirmed", email="")[:7] in anna.sees


@pytest.mark.parametrize("typed", ["почта@пример.рф", "анна@pochta.example"])
async def test_an_address_with_russian_letters_is_told_what_to_do(anna: Resident, typed: str) -> None:
    await anna.plays("/start", "[Регистрация]", "anna-1957", PASSWORD, PASSWORD, typed)
    assert anna.sees == say("error-email-not-latin") + "\n\n" + say("registration-email-ask")
