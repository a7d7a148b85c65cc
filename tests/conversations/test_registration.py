"""Registration: part 1 of the manual."""

from __future__ import annotations

import pytest

from handlers.residents.registration import RegistrationForm
from tests.conversations.harness import PASSWORD, Resident, Town, code_in, digits_in, other_than, say

EMAIL = "anna@pochta.example"


async def up_to_password(anna: Resident, login: str = "anna-1957") -> None:
    await anna.send("/start")
    await anna.press("Регистрация")
    await anna.send(login)


async def up_to_email(anna: Resident, login: str = "anna-1957") -> None:
    await up_to_password(anna, login)
    await anna.send(PASSWORD)
    await anna.send(PASSWORD)


async def up_to_phone(anna: Resident, login: str = "anna-1957") -> None:
    await up_to_email(anna, login)
    await anna.send(EMAIL)


async def up_to_captcha(anna: Resident, login: str = "anna-1957") -> None:
    await up_to_phone(anna, login)
    await anna.press("Пропустить")
    await anna.press("Согласен")
    await anna.press("Согласен")


async def test_whoever_answers_every_question_is_registered(town: Town, anna: Resident) -> None:
    await anna.send("/start")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]
    await anna.press("Регистрация")
    assert anna.buttons == ["Назад", "Отмена"]
    await anna.send("anna-1957")
    await anna.send(PASSWORD)
    await anna.send(PASSWORD)
    await anna.send(EMAIL)
    assert anna.keys == ["Отправить мой номер", "Пропустить", "Назад", "Отмена"]
    await anna.press("Отправить мой номер")
    assert "Лицензионное соглашение" in anna.sees
    await anna.press("Согласен")
    assert "персональных данных" in anna.sees
    await anna.press("Согласен")
    assert anna.screen.photo is not None
    await anna.send(digits_in(anna.screen))

    assert anna.answers[0].text == (
        "Вы успешно зарегистрированы! На указанный Вами адрес эл. почты отправлено письмо для подтверждения."
        "\n\n"
        "Обратите внимание: до подтверждения адреса функциональность личного кабинета будет ограничена!"
    )
    assert anna.buttons == ["Ввести код", "Отправить письмо повторно"]
    assert anna.keys == ["Электроэнергия", "Передать показания", "Профиль", "Задать вопрос", "Помощь"]
    assert [letter.to for letter in town.letters] == [EMAIL]
    assert code_in(town.letters[0])


async def test_what_was_entered_is_in_the_profile(anna: Resident) -> None:
    await up_to_phone(anna, "Анна_57")
    await anna.press("Отправить мой номер")
    await anna.press("Согласен")
    await anna.press("Согласен")
    await anna.send(digits_in(anna.screen))
    await anna.press("Профиль")
    for line in ("Анна_57", EMAIL, "+7(921)*****01", "не подтверждён"):
        assert line in anna.sees


async def test_both_consents_are_kept_with_their_versions_and_the_moment(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    await anna.send(digits_in(anna.screen))
    rows = town.query("SELECT document, version, given_at FROM consents ORDER BY document")
    assert [(document, version) for document, version, _ in rows] == [
        ("agreement", say("agreement-version")),
        ("personal-data", say("personal-data-version")),
    ]
    assert all(str(given_at).startswith("2026-11-22T09:00") for _, _, given_at in rows)


async def test_after_registration_the_captcha_has_no_use_any_more(anna: Resident) -> None:
    await up_to_captcha(anna)
    await anna.send(digits_in(anna.screen))
    await anna.send("123456")
    assert anna.sees == say("error-code-wrong", left=4), "it is taken for the code of the letter"


# The login.


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("an", say("error-login-too-short", least=3)),
        ("a" * 33, say("error-login-too-long", most=32)),
        ("anna smith", say("error-login-characters")),
        ("anna!", say("error-login-characters")),
        ("анна🙂", say("error-login-characters")),
        ("аnna", say("error-login-mixed")),  # the first letter is Cyrillic
        ("сосна-pine", say("error-login-mixed")),
    ],
)
async def test_a_bad_login_is_explained_and_asked_again(anna: Resident, typed: str, told: str) -> None:
    await anna.send("/start")
    await anna.press("Регистрация")
    await anna.send(typed)
    assert anna.sees == told + "\n\n" + say("registration-login-ask")
    await anna.send("anna-1957")
    assert anna.sees == say("registration-password-ask")


@pytest.mark.parametrize("login", ["abc", "Ёлка-5", "x" * 32, "007", "a_b-c"])
async def test_logins_of_one_alphabet_are_taken(anna: Resident, login: str) -> None:
    await up_to_password(anna, login)
    assert anna.sees == say("registration-password-ask")


@pytest.mark.parametrize("login", ["anna", "ANNA", "Anna"])
async def test_a_login_is_unique_whatever_the_case(town: Town, anna: Resident, login: str) -> None:
    await town.registered("Другая Анна", login="anna")
    await up_to_password(anna, login)
    assert say("error-login-taken") in anna.sees


async def test_a_login_that_somebody_took_meanwhile_is_asked_again(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna, "anna")
    await town.registered("Другая Анна", login="Anna")
    await anna.send(digits_in(anna.screen))
    assert anna.sees == say("error-login-taken") + "\n\n" + say("registration-login-ask")
    await anna.send("anna-2")
    assert anna.sees == say("registration-password-ask")


async def test_two_who_chose_the_same_login_at_the_same_time_do_not_both_get_it(
    town: Town, anna: Resident
) -> None:
    boris = town.guest("Борис")
    await up_to_captcha(anna, "sosna")
    await up_to_captcha(boris, "sosna")
    await boris.send(digits_in(boris.screen))
    assert boris.answers[0].text == say("registration-done")
    await anna.send(digits_in(anna.screen))
    assert say("error-login-taken") in anna.sees
    assert town.query("SELECT count(*) FROM accounts") == [(1,)]


# The password.


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("k0balt7", say("error-password-too-short", least=8)),
        ("k" * 64 + "0" * 65, say("error-password-too-long", most=128)),
        ("anna-1957", say("error-password-is-login")),
        ("ANNA-1957", say("error-password-is-login")),
        ("12345678", say("error-password-too-common")),
        ("йцукенгш", say("error-password-too-common")),
        ("password", say("error-password-too-common")),
        ("aaaaaaaa", say("error-password-too-common")),
    ],
)
async def test_a_weak_password_is_explained_and_asked_again(anna: Resident, typed: str, told: str) -> None:
    await up_to_password(anna)
    message = await anna.send(typed)
    assert message.deleted
    assert anna.sees == told + "\n\n" + say("registration-password-ask")


async def test_messages_with_passwords_disappear_from_the_chat(anna: Resident) -> None:
    await up_to_password(anna)
    first = await anna.send(PASSWORD)
    second = await anna.send(PASSWORD)
    assert first.deleted
    assert second.deleted


async def test_passwords_that_differ_are_both_asked_again(anna: Resident) -> None:
    await up_to_password(anna)
    await anna.send(PASSWORD)
    message = await anna.send(PASSWORD + "!")
    assert message.deleted
    assert anna.sees == say("error-password-differs") + "\n\n" + say("registration-password-ask")
    await anna.send(PASSWORD)
    await anna.send(PASSWORD)
    assert anna.sees == say("registration-email-ask")


async def test_a_password_cannot_be_the_address(town: Town, anna: Resident) -> None:
    await up_to_password(anna)
    message = await anna.send(EMAIL)
    assert message.deleted
    assert say("error-password-is-email") in anna.sees
    assert await town.state_of(anna) == RegistrationForm.password.name


async def test_draft_and_account_hold_only_an_argon2id_hash(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    draft = (await town.conversation_of(anna)).draft
    assert draft["answers"]["password_hash"].startswith("$argon2id$")
    await anna.send(digits_in(anna.screen))
    [(kept,)] = town.query("SELECT password_hash FROM accounts")
    assert kept.startswith("$argon2id$")


@pytest.mark.parametrize("goes_on", [True, False])
async def test_the_password_is_nowhere_in_the_files_of_the_database(
    town: Town,
    anna: Resident,
    goes_on: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    await up_to_captcha(anna)
    await anna.send(digits_in(anna.screen) if goes_on else "/menu")
    kept = town.bytes_on_disk()
    assert EMAIL.encode() in kept, "otherwise this test would prove nothing"
    assert PASSWORD.encode() not in kept


async def test_a_photo_instead_of_the_password_is_deleted_as_well(anna: Resident) -> None:
    """It may show a note with the password on it."""
    await up_to_password(anna)
    await anna.send_photo(caption=PASSWORD)
    assert say("form-text-only") in anna.sees
    assert not any(message.photo for message in anna.chat.messages)


# The address.


@pytest.mark.parametrize(
    "typed", ["anna", "anna@", "@pochta.example", "anna@pochta", "anna @pochta.example", "a@b@c.example"]
)
async def test_a_wrong_address_is_explained_and_asked_again(anna: Resident, typed: str) -> None:
    await up_to_email(anna)
    await anna.send(typed)
    assert anna.sees == say("error-email-wrong") + "\n\n" + say("registration-email-ask")


async def test_a_family_may_share_an_address(town: Town, anna: Resident) -> None:
    boris = town.guest("Борис")
    for resident, login in ((anna, "anna"), (boris, "boris")):
        await up_to_captcha(resident, login)
        await resident.send(digits_in(resident.screen))
        assert resident.answers[0].text == say("registration-done")
    assert [letter.to for letter in town.letters] == [EMAIL, EMAIL]


# The phone.


@pytest.mark.parametrize("typed", ["+7 921 123-45-67", "8(921)1234567", "9211234567", "79211234567"])
async def test_a_phone_is_understood_in_any_usual_spelling(town: Town, anna: Resident, typed: str) -> None:
    await up_to_phone(anna)
    await anna.send(typed)
    assert "Лицензионное соглашение" in anna.sees
    assert (await town.conversation_of(anna)).draft["answers"]["phone"] == "+79211234567"


@pytest.mark.parametrize("typed", ["112", "нет", "+7 921 123-45", "+7 921 123-45-678"])
async def test_what_is_no_phone_is_asked_again(anna: Resident, typed: str) -> None:
    await up_to_phone(anna)
    await anna.send(typed)
    assert anna.sees == say("error-phone-wrong") + "\n\n" + say("registration-phone-ask")
    assert "Пропустить" in anna.keys


async def test_the_contact_of_somebody_else_is_not_taken(town: Town, anna: Resident) -> None:
    boris = town.guest("Борис")
    await up_to_phone(anna)
    await anna.share_contact(of=boris)
    assert say("error-phone-of-another") in anna.sees
    await anna.share_contact()
    assert "Лицензионное соглашение" in anna.sees


@pytest.mark.parametrize("phone", ["375291234567", "+12025550123", "3725123456"])
async def test_a_contact_with_a_number_of_another_country_is_told_that_it_may_be_skipped(
    town: Town, phone: str
) -> None:
    ales = Resident(town, town.sim.add_person("Алесь", phone=phone))
    await up_to_phone(ales)
    await ales.share_contact()
    assert ales.sees == say("error-phone-foreign") + "\n\n" + say("registration-phone-ask")
    await ales.press("Пропустить")
    assert "Лицензионное соглашение" in ales.sees


async def test_a_contact_that_nobody_asked_for_is_no_login(anna: Resident) -> None:
    await anna.send("/start")
    await anna.press("Регистрация")
    await anna.share_contact()
    assert anna.sees == say("form-text-only") + "\n\n" + say("registration-login-ask")


async def test_the_phone_can_be_left_out(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    await anna.send(digits_in(anna.screen))
    assert town.query("SELECT phone FROM accounts") == [(None,)]


async def test_after_the_phone_the_keys_of_that_question_are_gone(anna: Resident) -> None:
    await up_to_phone(anna)
    await anna.press("Пропустить")
    assert "Отправить мой номер" not in anna.keys
    assert anna.buttons == ["Согласен", "Назад", "Отмена"]


# The consents.


async def test_consent_is_given_with_the_button_or_its_words(anna: Resident) -> None:
    await up_to_phone(anna)
    await anna.press("Пропустить")
    await anna.send("а что там написано?")
    assert anna.sees == say("form-use-buttons") + "\n\n" + say("registration-agreement-brief")
    await anna.send("согласна")
    assert "персональных данных" in anna.sees
    await anna.send("Да, согласна")
    assert anna.screen.photo is not None


@pytest.mark.parametrize("words", ["не согласна", "Нет", "я против!", "не хочу", "no"])
async def test_a_refusal_is_told_what_it_means_and_how_to_stop(
    town: Town, anna: Resident, words: str
) -> None:
    await up_to_phone(anna)
    await anna.press("Пропустить")
    told = say("registration-refusal", phone="(812) 303-96-96")
    for brief in ("registration-agreement-brief", "registration-personal-data-brief"):
        await anna.send(words)
        assert anna.sees == told + "\n\n" + say(brief)
        assert anna.buttons == ["Согласен", "Прервать", "Назад", "Отмена"]
        await anna.press("Согласен")
    await anna.press("Назад")
    await anna.send(words)
    await anna.press("Прервать")
    assert anna.sees == say("registration-left")
    assert town.query("SELECT count(*) FROM accounts") == [(0,)]


async def test_after_a_refusal_the_whole_document_can_be_read_again(anna: Resident) -> None:
    await up_to_phone(anna)
    await anna.plays("[Пропустить]", "не хочу", "[Назад]", "[Пропустить]")
    assert say("agreement-text") in anna.sees


async def test_both_documents_can_be_read_in_full(anna: Resident) -> None:
    await up_to_phone(anna)
    await anna.press("Пропустить")
    assert say("agreement-text") in anna.sees
    await anna.press("Согласен")
    assert say("personal-data-text") in anna.sees


# The captcha.


async def test_a_wrong_answer_brings_another_picture(anna: Resident) -> None:
    await up_to_captcha(anna)
    first = digits_in(anna.screen)
    await anna.send(other_than(first))
    assert anna.sees == say("error-captcha-wrong", left=4) + "\n\n" + say("captcha-ask")
    assert digits_in(anna.screen) != first
    await anna.send(first)
    assert say("error-captcha-wrong", left=3) in anna.sees


async def test_what_is_no_digits_costs_no_try(anna: Resident) -> None:
    await up_to_captcha(anna)
    for words in ("код", "не вижу", "12345"):
        await anna.send(words)
        assert anna.sees == say("error-captcha-no-digits") + "\n\n" + say("captcha-ask")
    await anna.send(other_than(digits_in(anna.screen)))
    assert say("error-captcha-wrong", left=4) in anna.sees


@pytest.mark.parametrize("separator", [" ", "-", "."])
async def test_digits_may_be_typed_apart(anna: Resident, separator: str) -> None:
    await up_to_captcha(anna)
    await anna.send(separator.join(digits_in(anna.screen)))
    assert anna.answers[0].text == say("registration-done")


async def test_another_picture_takes_the_place_of_the_first(anna: Resident) -> None:
    await up_to_captcha(anna)
    shown = anna.screen
    first = digits_in(shown)
    await anna.press("Показать другую картинку")
    assert anna.screen is shown
    assert digits_in(shown) != first
    await anna.send(first)
    assert say("error-captcha-wrong", left=4) in anna.sees


async def test_the_digits_can_be_heard(anna: Resident) -> None:
    await up_to_captcha(anna)
    seen = digits_in(anna.screen)
    await anna.press("Прослушать цифры")
    assert digits_in(anna.screen) == seen
    sound = anna.screen.file
    assert sound is not None
    assert (sound.kind, sound.file_name, sound.mime_type) == ("audio", "digits.mp3", "audio/mpeg")
    assert (sound.title, sound.duration) == (say("captcha-audio-title"), 14)
    await anna.send(seen)
    assert anna.answers[0].text == say("registration-done")


async def test_after_listening_there_can_be_another_picture(anna: Resident) -> None:
    await up_to_captcha(anna)
    await anna.press("Прослушать цифры")
    await anna.press("Показать другую картинку")
    await anna.send(digits_in(anna.screen))
    assert anna.answers[0].text == say("registration-done")


async def test_five_wrong_answers_pause_the_registration(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    for left in (4, 3, 2, 1):
        await anna.send(other_than(digits_in(anna.screen)))
        assert say("error-captcha-wrong", left=left) in anna.sees
    right = digits_in(anna.screen)
    await anna.send(other_than(right))
    assert say("error-captcha-paused", until="12:15") in anna.sees
    assert anna.screen.photo is None
    assert anna.sees.count(say("error-captcha-paused", until="12:15")) == 1
    await anna.send(right)
    assert say("error-captcha-paused", until="12:15") in anna.sees
    await town.pass_time(minutes=14)
    await anna.press("Показать другую картинку")
    assert say("error-captcha-paused", until="12:15") in anna.sees


async def test_a_paused_registration_goes_on_after_the_pause(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    for _ in range(5):
        await anna.send(other_than(digits_in(anna.screen)))
    await town.pass_time(minutes=15)
    await anna.press("Показать другую картинку")
    await anna.send(digits_in(anna.screen))
    assert anna.answers[0].text == say("registration-done")


async def test_starting_again_does_not_end_the_pause(anna: Resident) -> None:
    await up_to_captcha(anna)
    for _ in range(5):
        await anna.send(other_than(digits_in(anna.screen)))
    await anna.plays("/cancel")
    await up_to_captcha(anna, "anna-2")
    assert say("error-captcha-paused", until="12:15") in anna.sees


async def test_the_pause_of_one_chat_is_not_that_of_another(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    for _ in range(5):
        await anna.send(other_than(digits_in(anna.screen)))
    boris = town.guest("Борис")
    await up_to_captcha(boris, "boris")
    assert boris.screen.photo is not None


async def test_a_picture_that_is_too_old_is_replaced(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    old = digits_in(anna.screen)
    await town.pass_time(minutes=11)
    await anna.send(old)
    assert anna.sees == say("error-captcha-expired") + "\n\n" + say("captcha-ask")
    await anna.send(digits_in(anna.screen))
    assert anna.answers[0].text == say("registration-done")


async def test_ten_pictures_come_in_a_quarter_of_an_hour_and_the_last_one_still_counts(
    anna: Resident,
) -> None:
    await up_to_captcha(anna)
    for _ in range(9):
        await anna.press("Показать другую картинку")
    last = digits_in(anna.screen)
    for label in ("Показать другую картинку", "Показать другую картинку"):
        await anna.press(label)
        assert anna.screen.photo is None
        assert say("error-captcha-too-many", until="12:15") in anna.sees
        assert say("captcha-last-counts") in anna.sees
    await anna.send(last)
    assert anna.answers[0].text == say("registration-done")


async def test_pictures_come_again_after_a_quarter_of_an_hour(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    for _ in range(4):
        await anna.plays("[Прослушать цифры]", "[Показать другую картинку]")
    await anna.press("Прослушать цифры")
    await anna.press("Показать другую картинку")
    await anna.send("000000")
    assert say("error-captcha-too-many", until="12:15") in anna.sees
    assert say("captcha-last-counts") not in anna.sees
    await town.pass_time(minutes=15)
    await anna.press("Показать другую картинку")
    await anna.send(digits_in(anna.screen))
    assert anna.answers[0].text == say("registration-done")


async def test_a_chat_that_types_passwords_again_and_again_is_told_when_it_can_go_on(
    town: Town, anna: Resident
) -> None:
    await up_to_password(anna)
    for _ in range(10):
        await anna.send(PASSWORD)
        await anna.send(PASSWORD + "!")
    message = await anna.send(PASSWORD)
    assert message.deleted
    assert say("error-password-too-many", until="12:15") in anna.sees
    await town.pass_time(minutes=15)
    await anna.send(PASSWORD)
    assert anna.sees == say("registration-repeat-ask")


# Back and out.


async def test_back_leads_through_all_questions_to_the_menu(anna: Resident) -> None:
    await up_to_captcha(anna)
    for question in ("персональных данных", "Лицензионное соглашение"):
        await anna.press("Назад")
        assert question in anna.sees
    await anna.press("Назад")
    assert anna.sees == say("registration-phone-ask")
    for text_id in ("email", "repeat", "password", "login"):
        await anna.press("Назад")
        assert anna.sees == say(f"registration-{text_id}-ask")
    await anna.press("Назад")
    assert anna.sees == say("registration-left")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]


async def test_after_going_back_the_other_answer_counts(town: Town, anna: Resident) -> None:
    await up_to_phone(anna)
    await anna.press("Назад")
    await anna.send("other@pochta.example")
    await anna.press("Пропустить")
    await anna.press("Согласен")
    await anna.press("Согласен")
    await anna.send(digits_in(anna.screen))
    assert [letter.to for letter in town.letters] == ["other@pochta.example"]


async def test_whoever_cancels_at_the_last_question_is_not_registered(town: Town, anna: Resident) -> None:
    await up_to_captcha(anna)
    await anna.press("Отмена")
    assert anna.sees == say("registration-left")
    assert anna.keys == ["Регистрация", "Войти", "Помощь"]
    assert town.query("SELECT count(*) FROM accounts") == [(0,)]
    assert town.letters == []
    assert (await town.conversation_of(anna)).draft["answers"] == {}


async def test_whoever_registered_already_does_not_register_again_by_accident(
    town: Town, anna: Resident
) -> None:
    """The key may still be under the input field of another device."""
    await town.register(anna, "anna")
    await anna.send("Регистрация")
    assert anna.keys[0] == "Электроэнергия"
    assert await town.state_of(anna) is None
