"""Whose prices count: those of one's own category, and never another's."""

from datetime import date

import pytest

from domain.cost import Tariff, tariffs_for

TOWN = Tariff(1, 1, 0, 648, date(2026, 10, 1), "город")
VILLAGE = Tariff(1, 1, 0, 432, date(2026, 7, 1), "село, электроплита")
EVERYBODY = Tariff(1, 1, 0, 598, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("category", "found"),
    [
        ("Город", [TOWN]),
        (" ГОРОД ", [TOWN]),
        ("Село,  электроплита", [VILLAGE]),
        ("Село", []),
        ("", [EVERYBODY]),
    ],
)
def test_prices_are_those_of_the_category(category: str, found: list[Tariff]) -> None:
    assert tariffs_for([TOWN, VILLAGE, EVERYBODY], category) == found
