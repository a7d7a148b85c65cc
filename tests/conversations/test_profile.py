"""The profile: everything but the login can be seen and changed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from domain.email_address import EmailAddress
from tests.conversations.harness import PASSWORD, Resident, Town, link_in, say

NEW_PASSWORD = "three green apples"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody whose address is confirmed."""
    return await town.confirmed("Анна")


def own_address(anna: Resident) -> str:
    return f"{anna.person.user.id}@pochta.example"


def masked_address(anna: Resident) -> str:
    return EmailAddress(own_address(anna)).masked()


async def test_the_profile_shows_what_is_kept(anna: Resident) -> None:
    await anna.press("Профиль")
    for line in (
        say("profile-login", login="anna"),
        say("profile-email", email=masked_address(anna)),
        say("profile-phone", phone="+7(921)*****00"),
        say("profile-notices-on"),
        say("profile-numbers", count=0),
    ):
        assert line in anna.sees
    assert anna.buttons == [
        "Изменить телефон",
        "Изменить эл. почту",
        "Сменить пароль",
        "Язык",
        "Уведомления: включены",
        "Мои устройства",
        "Защита входа",
        "Мои данные",
        "Выйти",
    ]


# The phone.


async def test_another_phone_can_be_typed(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить телефон")
    await anna.send(PASSWORD)
    await anna.send("8 812 303 96 96")
    assert anna.sees == say("profile-phone-done", phone="+7(812)3039696")
    assert anna.keys[0] == "Электроэнергия"
    await anna.press("Профиль")
    assert "+7(812)*****96" in anna.sees


async def test_the_phone_can_be_shared(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить телефон")
    await anna.send(PASSWORD)
    await anna.press("Отправить мой номер")
    assert anna.sees == say("profile-phone-done", phone="+7(921)0000001")


async def test_the_phone_of_somebody_else_is_not_taken(town: Town, anna: Resident) -> None:
    boris = town.guest("Борис")
    await anna.press("Профиль")
    await anna.press("Изменить телефон")
    await anna.send(PASSWORD)
    await anna.share_contact(of=boris)
    assert say("error-phone-of-another") in anna.sees


async def test_a_phone_of_another_country_is_not_taken(anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Изменить телефон]", PASSWORD, "+375 29 123-45-67")
    assert say("error-phone-foreign") in anna.sees
    anna.person.user.phone = "375291234567"
    await anna.share_contact()
    assert say("error-phone-foreign") in anna.sees


async def test_the_phone_can_be_taken_away_and_given_again(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить телефон")
    await anna.send(PASSWORD)
    await anna.press("Удалить телефон")
    assert anna.sees == say("profile-phone-removed")
    await anna.press("Профиль")
    assert say("profile-no-phone") in anna.sees
    await anna.press("Изменить телефон")
    await anna.send(PASSWORD)
    assert "Удалить телефон" not in anna.keys
    await anna.send("+79211234567")
    assert anna.sees == say("profile-phone-done", phone="+7(921)1234567")


@pytest.mark.parametrize("way_out", ["Назад", "Отмена"])
async def test_leaving_the_phone_changes_nothing_and_brings_the_menu_back(
    anna: Resident, way_out: str
) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить телефон")
    await anna.send(PASSWORD)
    await anna.press(way_out)
    if way_out == "Назад":
        assert anna.sees == say("password-confirm-ask")
        await anna.press(way_out)
    assert anna.sees == say("form-left")
    assert anna.keys[0] == "Электроэнергия"
    await anna.press("Профиль")
    assert "+7(921)*****00" in anna.sees


# The password before phone and address.


@pytest.mark.parametrize("label", ["Изменить телефон", "Изменить эл. почту"])
async def test_phone_and_address_are_changed_by_who_knows_the_password(anna: Resident, label: str) -> None:
    await anna.press("Профиль")
    await anna.press(label)
    assert anna.sees == say("password-confirm-ask")
    assert (await anna.send("not the password")).deleted
    assert anna.sees == say("error-password-wrong", left=4) + "\n\n" + say("password-confirm-ask")
    assert (await anna.send(PASSWORD)).deleted
    assert anna.sees in {say("profile-phone-ask"), say("profile-email-ask")}


async def test_wrong_passwords_of_all_changes_count_together(town: Town, anna: Resident) -> None:
    for label in ("Изменить телефон", "Изменить эл. почту", "Сменить пароль"):
        await anna.plays("Профиль", f"[{label}]", "wrong password", "wrong password", "[Отмена]")
    await anna.plays("Профиль", "[Изменить телефон]", PASSWORD)
    assert say("error-password-closed", until="12:15") in anna.sees
    await town.pass_time(minutes=15)
    await anna.send(PASSWORD)
    assert anna.sees == say("profile-phone-ask")


@pytest.mark.parametrize("way_out", ["Назад", "Отмена"])
async def test_who_does_not_know_the_password_leaves(anna: Resident, way_out: str) -> None:
    await anna.plays("Профиль", "[Изменить эл. почту]", f"[{way_out}]")
    assert anna.sees == say("form-left")


@pytest.mark.parametrize(
    ("state", "answer", "done"),
    [
        ("PhoneForm:phone", "8 812 303 96 96", say("profile-phone-done", phone="+7(812)3039696")),
        ("EmailForm:email", "new@pochta.example", say("profile-email-done", email="new@pochta.example")),
    ],
)
async def test_a_change_that_was_under_way_at_the_upgrade_asks_for_the_password_afterwards(
    town: Town, anna: Resident, state: str, answer: str, done: str
) -> None:
    label = "Изменить телефон" if state.startswith("Phone") else "Изменить эл. почту"
    await anna.plays("Профиль", f"[{label}]", PASSWORD)

    def as_before(draft: dict[str, Any]) -> None:
        draft["trail"] = []
        draft["answers"].pop("checked_hash", None)

    await town.change_json("conversations", "draft", as_before)
    assert await town.state_of(anna) == state
    await anna.send(answer)
    assert anna.sees == say("password-confirm-ask")
    assert (await anna.send(PASSWORD)).deleted
    assert anna.sees == done


# The address.


async def test_a_new_address_counts_only_once_it_is_confirmed(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("new@pochta.example")
    assert anna.sees == say("profile-email-done", email="new@pochta.example")
    await anna.press("Профиль")
    assert say("profile-email", email=masked_address(anna)) in anna.sees
    assert say("profile-email-pending", email="new@pochta.example") in anna.sees
    await anna.press("Электроэнергия")
    assert anna.sees == say("numbers-none"), "the old address is in force and confirmed"

    letter = town.letters[-1]
    assert letter.to == "new@pochta.example"
    await anna.open_link(link_in(letter))
    assert anna.sees == say("email-confirmed", email="n***@pochta.example")
    await anna.press("Профиль")
    assert say("profile-email", email="n***@pochta.example") in anna.sees
    assert own_address(anna) not in anna.sees


async def test_whoever_had_the_address_before_hears_that_it_was_changed(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("new@pochta.example")
    await anna.open_link(link_in(town.letters[-1]))
    letter = town.letter_to(anna)
    assert letter.subject == say("letter-email-changed-subject")
    assert "n***@pochta.example" in letter.text


async def test_the_link_of_an_address_given_up_does_not_confirm(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("first@pochta.example")
    first = town.letters[-1]
    await town.pass_time(minutes=2)
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("second@pochta.example")
    await anna.open_link(link_in(first))
    assert anna.sees == say("error-confirmation-outdated")


async def test_the_same_address_is_no_change(town: Town, anna: Resident) -> None:
    sent = len(town.letters)
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send(own_address(anna))
    assert anna.sees == say("profile-email-kept")
    assert len(town.letters) == sent


async def test_a_change_can_be_given_up_by_typing_the_old_address(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("new@pochta.example")
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send(own_address(anna))
    assert anna.sees == say("profile-email-kept")
    await anna.press("Профиль")
    assert "new@pochta.example" not in anna.sees


async def test_letters_to_many_addresses_are_limited(town: Town, anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("first@pochta.example")
    await anna.press("Профиль")
    await anna.press("Изменить эл. почту")
    await anna.send(PASSWORD)
    await anna.send("second@pochta.example")
    assert say("error-resend-too-soon", seconds=60) in anna.sees
    assert [letter.to for letter in town.letters].count("second@pochta.example") == 0


async def test_a_typing_error_in_an_address_never_confirmed_can_be_corrected(town: Town) -> None:
    boris = await town.registered("Борис", login="boris")
    await boris.press("Профиль")
    await boris.press("Изменить эл. почту")
    await boris.send(PASSWORD)
    await boris.send("right@pochta.example")
    await boris.press("Профиль")
    assert say("profile-email", email="right@pochta.example") in boris.sees
    await boris.open_link(link_in(town.letters[-1]))
    assert boris.sees == say("email-confirmed", email="ri***@pochta.example")


# The password.


async def change_password(anna: Resident, *typed: str) -> None:
    await anna.press("Профиль")
    await anna.press("Сменить пароль")
    for text in typed:
        assert (await anna.send(text)).deleted


async def test_the_password_can_be_changed(town: Town, anna: Resident) -> None:
    await change_password(anna, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert anna.sees == say("password-done")
    assert town.letter_to(anna).subject == say("letter-password-changed-subject")
    other = town.guest("Анна дома")
    for password, told in (
        (PASSWORD, say("error-sign-in-wrong")),
        (NEW_PASSWORD, say("sign-in-done", login="anna")),
    ):
        await other.send("/cancel")
        await town.sign_in(other, "anna", password)
        assert told in other.sees


async def test_other_chats_are_signed_out_and_told(town: Town, anna: Resident) -> None:
    second_phone = town.guest("Анна дома")
    await town.sign_in(second_phone, "anna")
    await change_password(anna, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    assert second_phone.heard == say("message-signed-out")
    await second_phone.send("Профиль")
    assert second_phone.sees == say("error-sign-in-needed")
    assert second_phone.keys == ["Регистрация", "Войти", "Помощь"]
    await anna.press("Профиль")
    assert "anna" in anna.sees


async def test_a_wrong_old_password_is_asked_again_five_times(town: Town, anna: Resident) -> None:
    await change_password(anna, "something else")
    assert say("error-password-wrong", left=4) in anna.sees
    for left in (3, 2, 1, 0):
        await anna.send("something else")
        assert say("error-password-wrong", left=left) in anna.sees
    await anna.send(PASSWORD)
    assert say("error-password-closed", until="12:15") in anna.sees
    await town.pass_time(minutes=15)
    await anna.send(PASSWORD)
    assert anna.sees == say("password-new-ask")


async def test_the_rules_of_passwords_hold_for_a_new_one(anna: Resident) -> None:
    await change_password(anna, PASSWORD, "short")
    assert say("error-password-too-short", least=8) in anna.sees
    await anna.send(own_address(anna))
    assert say("error-password-is-email") in anna.sees
    await anna.send("qwertyuiop")
    assert say("error-password-too-common") in anna.sees


async def test_new_passwords_that_differ_are_both_asked_again(anna: Resident) -> None:
    await change_password(anna, PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "!")
    assert anna.sees == say("error-password-differs") + "\n\n" + say("password-new-ask")


async def test_a_password_changed_elsewhere_meanwhile_is_not_changed_back(town: Town, anna: Resident) -> None:
    second_phone = town.guest("Анна дома")
    await town.sign_in(second_phone, "anna")
    await change_password(anna, PASSWORD, NEW_PASSWORD)
    await change_password(second_phone, PASSWORD, "a password of others", "a password of others")
    await anna.send(NEW_PASSWORD)
    assert anna.sees == say("error-sign-in-needed")
    assert await town.state_of(anna) is None


async def test_leaving_keeps_the_old_password(town: Town, anna: Resident) -> None:
    before = town.query("SELECT password_hash FROM accounts")
    await change_password(anna, PASSWORD, NEW_PASSWORD)
    await anna.press("Отмена")
    assert anna.sees == say("form-left")
    assert town.query("SELECT password_hash FROM accounts") == before


# The rest.


async def test_notices_can_be_muted_and_let_in_again(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Уведомления: включены]", "[Выключить уведомления]")
    assert anna.sees.startswith(say("notices-are-off"))
    assert anna.buttons[0] == "Вернуть уведомления"
    await anna.press("Назад в профиль")
    assert say("profile-notices-off") in anna.sees
    assert town.query("SELECT notices_muted FROM accounts") == [(1,)]
    await anna.plays("[Уведомления: выключены]", "[Вернуть уведомления]", "[Назад в профиль]")
    assert say("profile-notices-on") in anna.sees
    assert town.query("SELECT notices_muted FROM accounts") == [(0,)]


async def test_the_first_touch_of_notices_only_says_how_they_stand(town: Town, anna: Resident) -> None:
    await anna.plays("[Профиль]", "[Уведомления: включены]")
    assert anna.sees.startswith(say("notices-are-on"))
    assert anna.buttons[0] == "Выключить уведомления"
    assert anna.buttons[-1] == "Назад в профиль"
    assert town.query("SELECT notices_muted FROM accounts") == [(0,)]


@pytest.mark.parametrize("data", ["s:notices-off", "s:notices-on"])
async def test_a_button_of_notices_in_an_older_profile_asks_as_well(
    town: Town, anna: Resident, data: str
) -> None:
    await anna.press("Профиль")
    await anna.forge(data)
    assert anna.sees.startswith(say("notices-are-on"))
    assert town.query("SELECT notices_muted FROM accounts") == [(0,)]


async def test_who_gets_no_notices_yet_reads_what_is_missing(town: Town) -> None:
    boris = await town.registered("Борис", login="boris")
    await boris.plays("[Профиль]", "[Уведомления: включены]")
    assert say("notices-need-email") in boris.sees
    anna = await town.confirmed("Анна")
    await anna.plays("[Профиль]", "[Изменить телефон]", PASSWORD, "[Удалить телефон]")
    await anna.plays("[Профиль]", "[Уведомления: включены]")
    assert anna.sees.startswith(say("notices-are-on") + "\n\n" + say("notices-need-phone"))


async def test_a_language_is_chosen_from_those_there_are(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.press("Язык")
    assert "Русский" in anna.buttons
    await anna.press("Русский")
    assert anna.sees == say("language-done")
    assert anna.keys[0] == "Электроэнергия"


async def test_a_forged_language_is_refused(anna: Resident) -> None:
    await anna.press("Профиль")
    await anna.forge("l:klingon")
    assert anna.sees == say("error-language-unknown")


def told_by(page: str) -> Any:
    """Read what the file says to programs."""
    found = re.search(r'<script type="application/json">(.*)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


async def test_everything_that_is_kept_comes_as_a_file_in_the_words_of_the_resident(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Передать показания]", "4010 8420", "[Поменять местами]", "[Подтвердить]")
    await anna.plays("[Задать вопрос]", "<b>Когда поверка?")
    await town.oleg.reply(town.group.messages[-1], "В мае </script>")
    await anna.plays("[Профиль]", "[Мои данные]")
    file = anna.screen.document
    assert file is not None
    assert file.file_name == "my-data.html"
    page = file.content.decode()
    told = told_by(page)
    assert list(told) == [
        "Учётная запись",
        "О чём мы Вам напоминаем",
        "Данные Вами согласия",
        "Где открыт личный кабинет",
        "Чаты, из которых Вы входили",
        "Закрыт ли доступ к личному кабинету",
        "Письма для подтверждения почты",
        "Просьбы о письме для нового пароля",
        "Просьбы о новом пароле без почты",
        "Абонентские номера",
        "Номера, которые у Вас отключили",
        "Переданные Вами показания",
        "Сообщения о замене счётчика",
        "Вопросы и ответы",
        "Ваши сообщения о том, что нет света",
        "Полученные уведомления об электроснабжении",
    ]
    account = told["Учётная запись"]
    assert (account["Эл. почта"], account["Телефон"]) == (own_address(anna), "+7(921)0000000")
    assert account["Дата регистрации"] == "22.11.2026 12:00"
    assert {each["Документ"] for each in told["Данные Вами согласия"]} == {
        "Лицензионное соглашение",
        "Согласие на обработку персональных данных",
    }
    [reading] = told["Переданные Вами показания"]
    assert [(each["Шкала"], each["Показание"]) for each in reading["Показания"]] == [
        ("День", "8420"),
        ("Ночь", "4010"),
    ]
    assert (reading["Состояние"], reading["Месяц"]) == ("принято", "ноябрь 2026")
    assert [(each["Кто пишет"], each["Текст"]) for each in told["Вопросы и ответы"]] == [
        ("Вы", "<b>Когда поверка?"),
        ("оператор", "В мае </script>"),
    ]
    assert "&lt;b&gt;Когда поверка?" in page
    assert page.count("</script>") == 1
    assert "argon2" not in page


async def test_the_file_with_all_data_speaks_english_to_whoever_does(town: Town) -> None:
    anna = await town.holder("100200302")
    await anna.plays("[Профиль]", "[Язык]", "[English]", "[Profile]", "[My data]")
    assert anna.screen.document is not None
    told = told_by(anna.screen.document.content.decode())
    assert told["Account"]["Language"] == "English"
    assert not any("а" <= letter <= "я" for name in told for letter in name)


async def test_the_login_cannot_be_changed(anna: Resident) -> None:
    await anna.press("Профиль")
    assert not any("логин" in label.casefold() for label in anna.buttons)
