"""The chart of a resident's consumption: what can be seen in it without looking, whatever was consumed."""

import io
from collections import Counter
from decimal import Decimal

import pytest
from PIL import Image

from domain.dates import Month
from domain.month_use import CountedUse, UseChart, use_chart
from integrations.charts import ChartArtist
from integrations.use_charts import DARK, LIGHT, Theme
from integrations.workers import Workers
from services.numbers.use_charts import UseChartWords

NOVEMBER = Month(2026, 11)


def chart(*totals: int | None, scales: int = 1, calculated: int | None = None) -> UseChart:
    """Give months, newest first; each scale has an equal share, and ``None`` is a gap."""
    month, uses = NOVEMBER, []
    for place, total in enumerate(totals):
        if total is not None:
            days = month.day(1), month.last_day
            share = Decimal(total) / scales
            uses += [
                CountedUse(month, f"Т{each}", share, *days, place == calculated) for each in range(scales)
            ]
        month = month.previous
    found = use_chart(uses)
    assert found is not None
    return found


async def drawn(workers: Workers, chart: UseChart, *, is_dark: bool = False) -> bytes:
    words = UseChartWords(
        title="Расход электроэнергии\n№ 100200303",
        months=tuple(f"{each.month.month:02}.{each.month.year}" for each in chart.months),
        unit="кВт·ч",
        year_before="годом раньше",
        calculated="по среднему",
        average="в среднем 310",
    )
    return await ChartArtist(workers).use(chart, words, is_dark=is_dark)


def seen_in(png: bytes) -> Counter[tuple[float, ...]]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    colours = image.getcolors(maxcolors=image.width * image.height)
    assert colours is not None
    return Counter({colour: count for count, colour in colours if isinstance(colour, tuple)})


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


@pytest.mark.parametrize("scales", [1, 2, 3, 4])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
async def test_every_scale_has_a_colour_and_a_paler_one_for_the_year_before(
    workers: Workers, scales: int, theme: Theme
) -> None:
    seen = seen_in(await drawn(workers, chart(*[400] * 24, scales=scales), is_dark=theme is DARK))
    assert max(seen, key=lambda colour: seen[colour]) == rgb(theme.ground)
    for colours in (theme.scales, theme.before):
        assert [seen[rgb(each)] > 1000 for each in colours] == [place < scales for place in range(4)]


async def test_a_month_that_was_calculated_is_hatched(workers: Workers) -> None:
    measured, hatched = chart(400, 400, 400), chart(400, 400, 400, calculated=1)
    colour = rgb(LIGHT.scales[0])
    assert (
        seen_in(await drawn(workers, hatched))[colour]
        < 0.95 * seen_in(await drawn(workers, measured))[colour]
    )


async def test_one_month_beyond_all_others_leaves_these_readable(workers: Workers) -> None:
    bar = rgb(LIGHT.scales[0])
    alone, among_others = (
        await drawn(workers, chart(0, 30_000, 0)),
        await drawn(workers, chart(300, 30_000, 300)),
    )
    assert seen_in(among_others)[bar] > 2 * seen_in(alone)[bar]


@pytest.mark.parametrize(
    "totals",
    [
        (0,),
        (0,) * 12,
        (120,),
        (-40,),
        (-40, 120, None, 0, 5),
        (100, *[None] * 22, 90),
        (9_999_999, 1),
        (1, 1, 1, 8000, 9000, 1),
    ],
)
async def test_whatever_was_consumed_fits_a_telephone(
    workers: Workers,
    totals: tuple[int | None, ...],
) -> None:
    image = Image.open(io.BytesIO(await drawn(workers, chart(*totals))))
    assert image.width == 1080
    assert 300 <= image.height <= 1800


async def test_the_same_consumption_gives_the_same_bytes(workers: Workers) -> None:
    first, second = await drawn(workers, chart(300, 200)), await drawn(workers, chart(300, 200))
    assert first == second


def contrast(one: str, other: str) -> float:
    """Tell how well a colour can be seen on another one, by WCAG."""

    def lightness(colour: str) -> float:
        parts = [each / 255 for each in rgb(colour)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_and_numbers_stand_out_from_the_ground(theme: Theme) -> None:
    assert contrast(theme.ink, theme.ground) >= 7
    assert contrast(theme.faint, theme.ground) >= 4.5


async def test_a_scale_below_zero_hides_nothing_of_the_others(workers: Workers) -> None:
    days = NOVEMBER.day(1), NOVEMBER.last_day
    mixed = use_chart(
        CountedUse(NOVEMBER, name, Decimal(kwh), *days) for name, kwh in (("День", 500), ("Ночь", -450))
    )
    assert mixed is not None
    seen = seen_in(await drawn(workers, mixed))
    day, night = seen[rgb(LIGHT.scales[0])], seen[rgb(LIGHT.scales[1])]
    assert night == pytest.approx(0.9 * day, rel=0.1)


@pytest.mark.parametrize("name", ["$x$", "a$b^", "_", "__день", "День " * 20, "\\frac{1}{2}", "Ё<b>&", ""])
async def test_names_of_scales_are_drawn_whatever_they_are(workers: Workers, name: str) -> None:
    days = NOVEMBER.day(1), NOVEMBER.last_day
    named = use_chart(CountedUse(NOVEMBER, each, Decimal(50), *days) for each in (name, "Ночь"))
    assert named is not None
    assert seen_in(await drawn(workers, named))[rgb(LIGHT.scales[1])] > 1000
