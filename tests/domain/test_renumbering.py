"""Which scale is which after billing has numbered or named the scales of a meter anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.renumbering import KnownScale, NamedScale, NamesDoNotTellError, numbers_of

DAY = KnownScale(1, NamedScale(1, "День", 8_214_000))
NIGHT = KnownScale(2, NamedScale(2, "Ночь", 3_900_000))
BOTH = {1, 2}


def found(*scales: tuple[str, int | None]) -> list[NamedScale]:
    return [NamedScale(ordinal, name, value) for ordinal, (name, value) in enumerate(scales, 1)]


@pytest.mark.parametrize(
    ("scales", "numbers"),
    [
        (found(("День", 8_400_000), ("Ночь", 3_990_000)), {1: 1, 2: 2}),
        (found(("Ночь", 3_900_000), ("День", 8_214_000)), {1: 2, 2: 1}),
        (found(("Ночь", 3_990_000), ("День", 8_400_000)), {1: 2, 2: 1}),
        (found(("ночь", 3_990_000), ("ДЕНЬ", 8_400_000)), {1: 2, 2: 1}),
        (found(("Ночь", None), ("День", 8_214_000)), {1: 2, 2: 1}),
        (found(("Ночь", 3_990_000)), {1: 2}),
        (found(("Пик", None), ("День", 8_214_000), ("Ночь", 3_900_000)), {1: 3, 2: 1, 3: 2}),
        (found(("День", 1), ("Ночь", 1), ("Пик", 1)), {1: 1, 2: 2, 3: 3}),
    ],
)
def test_a_scale_stays_the_one_of_its_name(scales: list[NamedScale], numbers: dict[int, int]) -> None:
    assert numbers_of([DAY, NIGHT], scales, BOTH) == numbers


@pytest.mark.parametrize(
    ("scales", "code"),
    [
        (found(("Ночь", None), ("День", None)), "scales-swapped"),
        (found(("Ночь", 8_300_000), ("День", 3_950_000)), "scales-swapped"),
        (found(("Ночь", 9_000_000), ("День", 9_000_000)), "scales-swapped"),
        (found(("День", 8_214_000), ("Полупик", 3_900_000)), "scale-renamed"),
        (found(("Круглосуточно", 12_000_000)), "scale-renamed"),
    ],
)
def test_where_names_do_not_tell_nothing_is_guessed(scales: list[NamedScale], code: str) -> None:
    with pytest.raises(NamesDoNotTellError) as refused:
        numbers_of([DAY, NIGHT], scales, BOTH)

    assert refused.value.code == code
    assert numbers_of([DAY, NIGHT], scales, BOTH, names_tell=True)
    assert numbers_of([DAY, NIGHT], scales, set()), "nobody sent a value, so none can get lost"


@given(
    st.permutations(["День", "Ночь", "Пик", "Полупик"]).flatmap(
        lambda names: st.tuples(st.just(names), st.integers(1, 3), st.permutations(names), st.integers(1, 3))
    ),
    st.sets(st.integers(1, 3)),
)
def test_no_two_scales_ever_have_one_number_and_no_value_another_name(
    towns: tuple[list[str], int, list[str], int], sent: set[int]
) -> None:
    old_names, old_count, new_names, new_count = towns
    known = [
        KnownScale(ordinal, NamedScale(ordinal, name, None))
        for ordinal, name in enumerate(old_names[:old_count], 1)
    ]
    scales = found(*((name, None) for name in new_names[:new_count]))

    numbers = numbers_of(known, scales, sent, names_tell=True)

    assert len(set(numbers.values())) == len(scales)
    names = {each.number: each.scale.name for each in known}
    for scale in scales:
        number = numbers[scale.ordinal]
        assert number not in sent or names.get(number, scale.name) == scale.name
