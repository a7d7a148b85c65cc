from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.meter import Meter, Scale
from domain.reading import Baseline
from domain.reading_text import format_value, parse_correction, parse_values, without_decimals
from tests.domain.meters import ONE, THREE, TODAY, TWO, known, meter

FINE = meter("Круглосуточно", digits=6, decimals=3)
FINE_TWO = meter("День", "Ночь", digits=6, decimals=2)


def parsed(
    text: str, of: Meter, baselines: dict[int, Baseline] | None = None, asked: int = 1
) -> dict[int, str]:
    """Parse a message while the scales from ``asked`` on are still missing."""
    known_scales = baselines or known(*[None] * len(of.scales))
    values = parse_values(text, of, of.scales[asked - 1 :], known_scales, TODAY)
    return {number: format_value(value) for number, value in values.items()}


def refusal(
    text: str, of: Meter, baselines: dict[int, Baseline] | None = None
) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(DomainError) as refused:
        parsed(text, of, baselines)
    return refused.value.code, dict(refused.value.values)


@given(st.decimals(min_value=0, max_value=999999, places=3))
def test_what_is_shown_can_be_typed(value: Decimal) -> None:
    assert parse_values(format_value(value), FINE, FINE.scales, known(None), TODAY) == {1: value}


@given(
    st.integers(0, 99999), st.integers(0, 3), st.sampled_from([" ", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}"])
)
def test_leading_zeros_and_thousands_change_nothing(value: int, zeros: int, space: str) -> None:
    spelled = "0" * zeros + f"{value:,}".replace(",", space)
    assert parsed(spelled, ONE) == {1: str(value)}


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "012345",
        "12 345",
        "12345.",
        "12345 кВт·ч",
        "12345квтч",
        "12345 кВт*час.",
        "12345 kWh",
        "12345 киловатт",
        "12345 киловатт-часов",
        "1 2 3 4 5",
        "01 23 45",
        "12345,0",
        "12345.00",
        " 12345\n",
        "12345 кВт",
    ],
)
def test_usual_spellings_are_the_same_value(text: str) -> None:
    assert parsed(text, ONE) == {1: "12345"}


@pytest.mark.parametrize(
    ("text", "value"), [("1234,5", "1234,5"), ("1234.567", "1234,567"), ("1 234,5", "1234,5")]
)
def test_decimals_are_taken_if_the_meter_has_them(text: str, value: str) -> None:
    assert parsed(text, FINE) == {1: value}


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("123456", "value-too-long", {"scale": "Круглосуточно", "digits": 5}),
        ("1234,5", "value-no-decimals", {"scale": "Круглосуточно"}),
        ("1.234", "value-no-decimals", {"scale": "Круглосуточно"}),
        ("-5", "value-negative", {}),
        ("−5", "value-negative", {}),
        ("", "value-not-a-number", {}),
        ("...", "value-not-a-number", {}),
        ("двенадцать", "value-not-a-number", {}),
        ("12а45", "value-not-a-number", {}),
        ("1,2,3", "value-not-a-number", {}),
        ("12345!", "value-not-a-number", {}),
        ("1e3", "value-not-a-number", {}),
        ("١٢٣", "value-not-a-number", {}),
        (f"12345 {'кВт·ч ' * 33}", "value-not-a-number", {}),  # 204 characters
        ("1234\n567", "value-wrong-count", {"expected": 1, "got": 2}),
    ],
)
def test_what_the_meter_cannot_show_is_refused_with_the_reason(
    text: str, code: str, values: dict[str, str | int]
) -> None:
    assert refusal(text, ONE) == (code, values)


def test_more_decimals_than_the_meter_has_are_refused() -> None:
    assert refusal("1,2345", FINE) == ("value-too-precise", {"scale": "Круглосуточно", "decimals": 3})


@pytest.mark.parametrize(
    "text",
    [
        "12345 678",
        "12345\n678",
        "12345;678",
        "12345 / 678",
        "12345, 678",
        "12345 , 678",
        "12345. 678",
        "12 345 678",
        "12345 - 678",
        "012345 00678",
        "12 345\n678",
        "12345 кВт·ч 678 кВт·ч",
    ],
)
def test_all_scales_can_come_in_one_message(text: str) -> None:
    assert parsed(text, TWO, known("12000", "600")) == {1: "12345", 2: "678"}


def test_three_scales_can_come_in_one_message() -> None:
    assert parsed("1234 567 89", THREE) == {1: "1234", 2: "567", 3: "89"}


def test_decimals_of_several_scales_are_kept_apart() -> None:
    assert parsed("1234,5 678,25", FINE_TWO) == {1: "1234,5", 2: "678,25"}
    assert parsed("1234,5, 678,25", FINE_TWO) == {1: "1234,5", 2: "678,25"}


def test_one_value_is_for_the_scale_that_was_asked() -> None:
    assert parsed("678", TWO) == {1: "678"}
    assert parsed("678", TWO, asked=2) == {2: "678"}


def test_a_space_between_thousands_is_no_border_if_only_one_value_is_plausible() -> None:
    assert parsed("12 345", TWO, known("12300", "600")) == {1: "12345"}


def test_two_values_are_no_thousands_if_only_they_are_plausible() -> None:
    assert parsed("12 345", TWO, known("5", "300")) == {1: "12", 2: "345"}


def test_a_value_too_long_for_the_meter_is_no_interpretation() -> None:
    four_digits = meter("День", "Ночь", digits=4)
    assert parsed("12 345", four_digits) == {1: "12", 2: "345"}


def test_what_fits_both_ways_is_asked_again() -> None:
    assert refusal("12 345", TWO) == ("value-ambiguous", {})


def test_what_is_plausible_in_no_way_is_asked_again() -> None:
    assert refusal("12 345", TWO, known("50000", "60000")) == ("value-ambiguous", {})


def test_a_value_lower_than_before_is_read_all_the_same() -> None:
    assert parsed("5", TWO, known("12300", "600")) == {1: "5"}


@pytest.mark.parametrize("text", ["12 34 5", "1 2 3", "1\n2\n3"])
def test_another_number_of_values_than_of_scales_is_refused(text: str) -> None:
    assert refusal(text, TWO) == ("value-wrong-count", {"expected": 2, "got": 3})


def test_the_scale_that_fails_is_named() -> None:
    assert refusal("123 1234567", TWO) == ("value-too-long", {"scale": "Ночь", "digits": 5})
    assert refusal("1234,5 567", TWO) == ("value-no-decimals", {"scale": "День"})


@pytest.mark.parametrize(
    "text",
    [
        "День 12345 Ночь 678",
        "ночь: 678, день: 12 345",
        "день - 12345\nночь - 678",
        "12345 день, 678 ночь",
        "ДЕНЬ=12345;НОЧЬ=678",
        "День 12345 кВт·ч, ночь 678 кВт·ч.",
        "Т1 12345 Т2 678",
        "T₁ 12345 T₂ 678",
        "T1: 12345, T2: 678",
        "t2=678;t1=12345",
        "12345 (Т1), 678 (Т2)",
        "Т-1 12345\nТ-2 678",
        "тариф 2: 678, тариф 1: 12345",
        "1-й тариф 12345, 2-й тариф 678",
        "1) 12345 / 2) 678",
        "1)12345 2)678",
        "1. 12345\n2. 678",
        "1: 12345, 2: 678",
        "1 - 12345; 2 - 678",
        "1.12345 2.0678",
        "день12345ночь678",
        "12345д, 678н",
        "День/Ночь: 12345/678",
        "Т1/Т2: 12345 / 678",
        "день ночь 12345 678",
        "дневной тариф 12345, ночной тариф 678",
        "Показания: день 12345, ночь 678",
        "д 12345 н 678",
        "night 678, day 12345",
    ],
)
def test_scales_can_be_named_in_any_order(text: str) -> None:
    assert parsed(text, TWO) == {1: "12345", 2: "678"}


def test_one_scale_can_be_named_even_if_another_was_asked() -> None:
    assert parsed("ночь 678", TWO) == {2: "678"}
    assert parsed("день 12345", TWO, asked=2) == {1: "12345"}


def test_numbers_of_scales_follow_the_order_of_the_registry() -> None:
    scales = (Scale(1, "День", "", ordinal=2), Scale(2, "Ночь", "", ordinal=1))
    turned = replace(TWO, scales=scales)
    assert parsed("Т1 678 Т2 12345", turned) == {1: "12345", 2: "678"}


def test_a_scale_that_is_called_by_a_number_is_meant_by_it() -> None:
    assert parsed("Т1 678 Т2 12345", meter("Т2", "Т1")) == {1: "12345", 2: "678"}


def test_a_meter_of_one_scale_takes_its_number_and_needless_words() -> None:
    assert parsed("Т1 12345", ONE) == parsed("показание счётчика: 12345", ONE) == {1: "12345"}


@pytest.mark.parametrize("text", ["1. 2", "5 6", "1 2"])
def test_small_values_are_no_numbers_of_scales(text: str) -> None:
    assert len(parsed(text, TWO, known("0", "0"))) == 2


@pytest.mark.parametrize(
    ("text", "of", "likely"),
    [
        ("12680,5", ONE, ("12680",)),
        ("8400.5, 3990.25", TWO, ("8400, 3990",)),
        ("День 8400,5 Ночь 3990", TWO, ("День 8400 Ночь 3990",)),
        ("12.680", ONE, ("12", "12680")),
        ("1,23456", FINE, ("1,234",)),
    ],
)
def test_needless_decimals_are_cut_or_were_thousands(text: str, of: Meter, likely: tuple[str, ...]) -> None:
    assert without_decimals(text, of) == likely


def test_a_name_within_another_name_is_not_mistaken() -> None:
    assert parsed("Полупик 5 Пик 6 Ночь 7", THREE) == {2: "5", 1: "6", 3: "7"}


def test_yo_may_be_written_as_e() -> None:
    assert parsed("дневной учет 5", meter("Дневной учёт", "Ночь")) == {1: "5"}


def test_names_that_look_like_patterns_are_only_names() -> None:
    assert parsed("Т1 (день) 5", meter("Т1 (день)", "Т2 (ночь)")) == {1: "5"}


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("день 5 день 6", "value-scale-twice", {"scale": "День"}),
        ("день 5 пик 6", "value-scale-unknown", {"scales": "День, Ночь"}),
        ("Т1 5 Т3 6", "value-scale-unknown", {"scales": "День, Ночь"}),
        ("Т1 5 Т1 6", "value-scale-twice", {"scale": "День"}),
        ("день", "value-scale-unknown", {"scales": "День, Ночь"}),
        ("5 день 6", "value-not-a-number", {}),
        ("день 123456", "value-too-long", {"scale": "День", "digits": 5}),
    ],
)
def test_names_that_do_not_fit_are_refused(text: str, code: str, values: dict[str, str | int]) -> None:
    assert refusal(text, TWO) == (code, values)


@given(st.text(max_size=250))
def test_any_text_is_read_or_refused(text: str) -> None:
    for of in (ONE, TWO, THREE, FINE_TWO):
        try:
            values = parse_values(text, of, of.scales, known(*["100"] * len(of.scales)), TODAY)
        except DomainError:
            continue
        assert values
        assert all(0 <= value < of.capacity for value in values.values())


@given(st.text("0123456789 ,.\n;/-", min_size=1, max_size=60))
def test_any_row_of_digits_is_read_or_refused(text: str) -> None:
    for of in (ONE, TWO, THREE, FINE_TWO):
        try:
            values = parse_values(text, of, of.scales, known(*["100"] * len(of.scales)), TODAY)
        except DomainError:
            continue
        assert len(values) in {1, len(of.scales)}
        assert all(0 <= value < of.capacity for value in values.values())


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("500", 2, {2: "500"}),
        ("12 345", 1, {1: "12345"}),
        ("700 500", 2, {1: "700", 2: "500"}),
        ("700 500", None, {1: "700", 2: "500"}),
        ("ночь 500", 1, {2: "500"}),
        ("500 кВт·ч", 2, {2: "500"}),
    ],
)
def test_a_correction_is_of_the_scale_asked_about_unless_it_says_otherwise(
    text: str, asked: int | None, expected: dict[int, str]
) -> None:
    scale = None if asked is None else TWO.scale(asked)
    values = parse_correction(text, TWO, scale, known(None, None), TODAY)
    assert {number: format_value(value) for number, value in values.items()} == expected


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        ("500", None, "value-which-scale"),
        ("500 кВт·ч", None, "value-which-scale"),
        ("да", 1, "value-not-a-number"),
        ("1 2 3", 1, "value-wrong-count"),
    ],
)
def test_a_correction_that_may_mean_several_values_is_refused(
    text: str, asked: int | None, code: str
) -> None:
    scale = None if asked is None else TWO.scale(asked)
    with pytest.raises(DomainError) as refused:
        parse_correction(text, TWO, scale, known(None, None), TODAY)
    assert refused.value.code == code
