"""The chart of ``/stats``."""

import io
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from domain.dates import Month
from domain.reading import Status
from domain.spans import days_of
from integrations.charts import GROUPS, ChartArtist
from integrations.workers import Workers
from services.desk.statistics import Bar, StatisticsWords

DAYS = list(days_of(Month.of(date(2026, 11, 22)), ZoneInfo("Europe/Moscow")))
WORDS = StatisticsWords(
    "Показания: ноябрь",
    "приняты",
    "на проверке",
    "отклонены",
    "заменены",
    tuple(str(n + 1) for n in range(30)),
)


def bars(count: int, status: Status = Status.ACCEPTED) -> tuple[Bar, ...]:
    return tuple(Bar(span, {status: count} if count else {}) for span in DAYS)


def colours(content: bytes) -> set[object]:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    found = image.getcolors(1_000_000)
    assert found is not None
    return {colour for count, colour in found if count > 500}


@pytest.mark.parametrize("status", Status)
async def test_every_state_has_the_colour_of_its_group(workers: Workers, status: Status) -> None:
    picture = await ChartArtist(workers).readings(bars(7, status), WORDS)
    [expected] = [colour for _, colour, statuses in GROUPS if status in statuses]
    assert tuple(bytes.fromhex(expected[1:])) in colours(picture)


async def test_a_period_without_readings_is_drawn_too(workers: Workers) -> None:
    picture = await ChartArtist(workers).readings(bars(0), WORDS)
    assert Image.open(io.BytesIO(picture)).size == (960, 720)
