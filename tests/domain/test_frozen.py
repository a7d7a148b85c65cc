"""Frozen values: what a class of them promises, and that mypy sees to the rest."""

from dataclasses import replace

import pytest

from domain.frozen import frozen
from tests.structure.project import PACKAGES, PYPROJECT


@frozen
class Place:
    """A value with two fields."""

    street: str
    house: int = 1


@frozen
class Depot:
    """Another value with the same fields."""

    street: str
    house: int = 1


def test_values_with_equal_fields_are_equal() -> None:
    assert Place("Lenina", 5) == Place("Lenina", 5)
    assert Place("Lenina", 5) != Place("Lenina", 6)


def test_values_of_different_classes_are_not_equal() -> None:
    place: object = Place("Lenina")
    assert place != Depot("Lenina")


def test_equal_values_have_equal_hashes_so_that_they_are_one_key() -> None:
    assert {Place("Lenina"), Place("Lenina"), Place("Mira")} == {Place("Mira"), Place("Lenina")}
    assert len({Place("Lenina"), Place("Lenina")}) == 1


def test_a_changed_copy_leaves_the_value_as_it_is() -> None:
    place = Place("Lenina")
    assert replace(place, house=2) == Place("Lenina", 2)
    assert place == Place("Lenina", 1)


def test_a_value_has_its_fields_and_no_others() -> None:
    assert not hasattr(Place("Lenina"), "__dict__")
    with pytest.raises(AttributeError):
        setattr(Place("Lenina"), "flat", 3)  # noqa: B010 - mypy refuses the assignment itself


def test_mypy_which_refuses_assignments_to_fields_is_strict_in_the_whole_project() -> None:
    mypy = PYPROJECT["tool"]["mypy"]
    relaxed = {module.partition(".")[0] for each in mypy["overrides"] for module in each["module"]}
    assert (mypy["strict"], mypy["files"], mypy["exclude"]) == (True, ["."], ["node_modules/"])
    assert relaxed.isdisjoint({*PACKAGES, "tests", "*"})
