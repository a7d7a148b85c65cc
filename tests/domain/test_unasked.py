"""What residents write without being asked is guessed: values, a code, or what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.unasked import Topic, code_in, topics_in, values_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12680", "12680"),
        ("8400 3990", "8400 3990"),
        (" 8400, 3990 ", "8400, 3990"),
        ("Т1 8400 Т2 3990", "Т1 8400 Т2 3990"),
        ("день 8400\nночь 3990", "день 8400\nночь 3990"),
        ("День: 8400; Ночь: 3990", "День: 8400; Ночь: 3990"),
        ("показания 12680", "12680"),
        ("тариф 1 8400 тариф 2 3990", "тариф 1 8400 тариф 2 3990"),
        ("1) 8400 2) 3990", "1) 8400 2) 3990"),
        ("дневной 8400, ночной 3990", "дневной 8400, ночной 3990"),
        ("Показания счётчика за ноябрь: 12680 кВт·ч", "12680"),
        ("Здравствуйте, передаю показания 12 680,5", "12 680,5"),
        ("meter reading 12680", "12680"),
        ("012680", "012680"),
    ],
)
def test_a_message_of_nothing_but_values_is_recognised_with_its_scales(text: str, values: str) -> None:
    assert values_in(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Привет",
        "показания",
        "5 дней нет света",
        "квартира 12",
        "100200301",
        "+7 921 123-45-67",
        "22.11.2026",
        "12:30",
        "1234,56 руб",
        "20%",
        "1 2 3 4 5 6 7 8 9 10",
        "12680 " * 60,
    ],
)
def test_other_numbers_and_other_words_are_no_values(text: str) -> None:
    assert values_in(text) is None


@pytest.mark.parametrize(
    "text", ["123456", "123 456", "123-456", "код 123456", "Код: 123456.", "my code is 123456"]
)
def test_the_code_of_a_letter_is_recognised(text: str) -> None:
    assert code_in(text) == "123456"


@pytest.mark.parametrize("text", ["12345", "1234567", "код", "123456 руб", "8400 3990", "123456 654321"])
def test_other_messages_are_no_code(text: str) -> None:
    assert code_in(text) is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("нет света", Topic.OUTAGE),
        ("Света нет с утра", Topic.OUTAGE),
        ("опять отключили электричество!", Topic.OUTAGE),
        ("когда дадут свет", Topic.OUTAGE),
        ("мигает свет", Topic.OUTAGE),
        ("Дом обесточен", Topic.OUTAGE),
        ("no power since noon", Topic.OUTAGE),
        ("сколько я должен?", Topic.MONEY),
        ("Какая у меня задолженность", Topic.MONEY),
        ("пришлите счёт", Topic.MONEY),
        ("How much do I owe?", Topic.MONEY),
        ("как передать показания", Topic.READING),
        ("Сломался счётчик", Topic.READING),
        ("забыл пароль", Topic.PROFILE),
        ("где взять лицевой счёт", Topic.NUMBER),
        ("хочу добавить ещё квартиру", Topic.NUMBER),
        ("оператор", Topic.OPERATOR),
        ("позовите человека", Topic.OPERATOR),
    ],
)
def test_words_are_known_by_what_they_are_about(text: str, topic: Topic) -> None:
    assert topic in topics_in(text)


@pytest.mark.parametrize("text", ["Привет", "спасибо", "как оплатить свет", "светлый дом", "Светлана"])
def test_other_words_are_no_outage(text: str) -> None:
    assert Topic.OUTAGE not in topics_in(text)


@given(st.text(max_size=300))
def test_any_text_can_be_guessed_about(text: str) -> None:
    values = values_in(text)
    assert values is None or any(character.isdigit() for character in values)
    assert len(topics_in(text)) <= 2
    assert code_in(text) is None or len(str(code_in(text))) == 6
