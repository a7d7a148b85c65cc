"""What helps against the reasons that billing writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusal import Remedy, remedy_of


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("Прибор не поверен", Remedy.VERIFY),
        ("ИСТЁК МЕЖПОВЕРОЧНЫЙ ИНТЕРВАЛ", Remedy.VERIFY),
        ("Срок поверки истек 10.09.2026", Remedy.VERIFY),
        ("нарушена пломба", Remedy.SEAL),
        ("Прибор учёта неисправен", Remedy.SEAL),
        ("Показания меньше предыдущих", Remedy.LOWER),
        ("Отрицательный расход", Remedy.LOWER),
        ("Расход превышает допустимый", Remedy.TOO_HIGH),
        ("Слишком большой расход", Remedy.TOO_HIGH),
        ("Прибор заменён", Remedy.REPLACED),
        ("Не тот прибор", Remedy.REPLACED),
        ("Не совпадает заводской номер", Remedy.REPLACED),
        ("Лицевой счёт закрыт", Remedy.CLOSED),
        ("Договор расторгнут", Remedy.CLOSED),
        ("Переданы после закрытия периода: период закрыт", Remedy.LATE),
        ("Пропущен срок передачи", Remedy.LATE),
        ("Показания уже учтены", Remedy.TWICE),
        ("Есть контрольное показание инспектора", Remedy.TWICE),
        ("Нужно фото прибора", Remedy.PHOTO),
        ("День и ночь перепутаны", Remedy.SCALES),
        ("Неверная разрядность", Remedy.DIGITS),
        ("Прибор опрашивается дистанционно", Remedy.AUTOMATIC),
        ("Meter verification expired", Remedy.VERIFY),
        ("Код 17", Remedy.OTHER),
        ("", Remedy.OTHER),
    ],
)
def test_a_reason_tells_what_helps(reason: str, remedy: Remedy) -> None:
    assert remedy_of(reason) is remedy


@given(st.text())
def test_any_words_have_some_advice(reason: str) -> None:
    assert remedy_of(reason) in Remedy
