"""The picture of a meter's history: what can be seen in it without looking."""

import io
from collections import Counter
from decimal import Decimal

import pytest
from PIL import Image

from domain.dates import Month
from integrations.charts import COLOURS, DOUBT, ChartArtist
from integrations.workers import Workers
from services.decisions.consumption import Bar, ChartWords, ConsumptionHistory

WORDS = ChartWords(
    title="Расход, кВт·ч в среднем за месяц\n№ 100200303, счётчик № 50077104",
    months=("09.26", "10.26", "11.26"),
    unit="кВт·ч в месяц",
    usual="обычно 310",
    doubted="новое, на проверке: 400",
    caption="Расход",
)


def history(*totals: int, scales: int = 1, usual: int | None = None) -> ConsumptionHistory:
    """Make a history whose last bar is doubted; each scale has an equal share."""
    names = ("Пик", "Полупик", "Ночь")[:scales]
    bars = tuple(
        Bar(Month(2026, 9 + place), (Decimal(total) / scales,) * scales, place == len(totals) - 1)
        for place, total in enumerate(totals)
    )
    return ConsumptionHistory("100200303", "50077104", names, bars, None if usual is None else Decimal(usual))


async def pixels(workers: Workers, drawn: ConsumptionHistory) -> Counter[tuple[float, ...]]:
    image = Image.open(io.BytesIO(await ChartArtist(workers).draw(drawn, WORDS))).convert("RGB")
    assert image.size == (960, 720)
    colours = image.getcolors(maxcolors=960 * 720)
    assert colours is not None
    return Counter({colour: count for count, colour in colours if isinstance(colour, tuple)})


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


@pytest.mark.parametrize("scales", [1, 2, 3])
async def test_every_scale_has_a_colour_and_the_doubted_bar_is_marked(workers: Workers, scales: int) -> None:
    seen = await pixels(workers, history(200, 300, 3000, scales=scales))
    assert [seen[rgb(colour)] > 1000 for colour in COLOURS] == [place < scales for place in range(3)]
    assert seen[rgb(DOUBT)] > 1000


async def test_what_is_usual_is_a_line_where_it_is_known(workers: Workers) -> None:
    line = rgb("#404040")
    assert (await pixels(workers, history(200, 300, 400, usual=250)))[line] > (
        (await pixels(workers, history(200, 300, 400)))[line] + 200
    )


async def test_a_house_that_consumed_nothing_can_be_drawn(workers: Workers) -> None:
    assert (await pixels(workers, history(0, 0, 0)))[(255, 255, 255)] > 500_000


async def test_charts_can_be_ordered_at_once(workers: Workers) -> None:
    artist = ChartArtist(workers)
    first = artist.draw(history(100, 200, 300), WORDS)
    second = artist.draw(history(100, 200, 300), WORDS)
    assert await first == await second
