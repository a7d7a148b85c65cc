"""The likely slip behind a consumption that is far above the usual."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.meter import Meter, Scale
from domain.reading import Baseline, Consumption, judge, judge_value
from domain.slip import Slip, SlipKind, likely_slip

TODAY = date(2026, 11, 22)
DAY, NIGHT = Scale(1, "День", ""), Scale(2, "Ночь", "")


def meter(*scales: Scale, digits: int = 6, decimals: int = 0) -> Meter:
    return Meter(
        "M1",
        "100200301",
        "1",
        "",
        digits,
        decimals,
        automatic=False,
        installed_on=None,
        verify_by=None,
        scales=scales or (DAY,),
    )


def known(value: str, usual: str | None = None) -> Baseline:
    return Baseline(Decimal(value), date(2026, 10, 24), None if usual is None else Decimal(usual))


def slip_of(of: Meter, values: dict[int, str], baselines: dict[int, Baseline]) -> Slip | None:
    verdict = judge(of, {scale: Decimal(value) for scale, value in values.items()}, baselines, TODAY)
    doubted = next(each for each in verdict.scales if each.is_far_above)
    return likely_slip(of, verdict, doubted, TODAY)


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("126500", SlipKind.EXTRA_DIGIT, "12650"),
        ("122650", SlipKind.EXTRA_DIGIT, "12650"),
        ("21650", SlipKind.SWAPPED_DIGITS, "12650"),
        ("126509", SlipKind.EXTRA_DIGIT, "12650"),
        ("1265094", SlipKind.MISSING_COMMA, "12650"),
    ],
)
def test_the_value_that_was_meant_is_found(typed: str, kind: SlipKind, meant: str) -> None:
    slip = slip_of(meter(digits=7), {1: typed}, {1: known("12480", "170")})
    assert slip is not None
    assert (slip.kind, slip.value, slip.kwh) == (kind, Decimal(meant), Decimal(meant) - 12480)


def test_a_comma_that_is_missing_is_found_where_the_display_has_one() -> None:
    slip = slip_of(meter(digits=6, decimals=2), {1: "126505"}, {1: known("12480")})
    assert slip == Slip(SlipKind.MISSING_COMMA, DAY, Decimal("12650.5"), Decimal("170.5"))


def test_a_value_of_another_scale_is_recognised() -> None:
    values, baselines = {1: "45200", 2: "45300"}, {1: known("1200"), 2: known("45100")}
    slip = slip_of(meter(DAY, NIGHT), values, baselines)
    assert slip == Slip(SlipKind.OTHER_SCALE, NIGHT, Decimal(45200), Decimal(100))


def test_a_large_consumption_that_no_slip_explains_has_none() -> None:
    assert slip_of(meter(), {1: "17480"}, {1: known("12480")}) is None


def test_of_several_explanations_the_most_usual_consumption_counts() -> None:
    slip = slip_of(meter(), {1: "126500"}, {1: known("12480", "20")})
    assert slip is not None
    assert slip.value == 12500


@given(
    before=st.integers(10, 99_000),
    consumed=st.integers(1, 290),
    place=st.integers(0, 4),
    digit=st.integers(0, 9),
)
def test_one_digit_too_many_never_goes_unnoticed(before: int, consumed: int, place: int, digit: int) -> None:
    meant = str(before + consumed)
    typed = meant[:place] + str(digit) + meant[place:]
    baselines = {1: known(str(before), "100")}
    doubted = judge_value(meter(), DAY, Decimal(typed), baselines[1], TODAY)
    assume(doubted.is_far_above)
    verdict = judge(meter(), {1: Decimal(typed)}, baselines, TODAY)
    slip = likely_slip(meter(), verdict, doubted, TODAY)
    assert slip is not None
    assert judge_value(meter(), DAY, slip.value, baselines[1], TODAY).passes


@given(before=st.integers(0, 99_999), more=st.decimals(min_value=5_000, max_value=899_999, places=2))
def test_what_is_proposed_always_passes(before: int, more: Decimal) -> None:
    value, baseline = before + more, known(str(before), "100")
    of = meter(decimals=2)
    doubted: Consumption = judge_value(of, DAY, value, baseline, TODAY)
    assert doubted.is_far_above
    slip = likely_slip(of, judge(of, {1: value}, {1: baseline}, TODAY), doubted, TODAY)
    if slip is not None:
        assert judge_value(of, DAY, slip.value, baseline, TODAY).kwh == slip.kwh
