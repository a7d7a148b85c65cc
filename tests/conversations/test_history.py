"""What the meters of a number have shown: month by month, as a chart, and as files to keep."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook
from PIL import Image

from integrations.background import WaitingLine
from integrations.workers import Urgency, Workers
from services.numbers.use_charts import ViewUse
from storage.unit import StoredUnit
from tests.conversations.harness import WORKERS, Resident, Town, as_seen, say, say_in

NUMBER = "100200301"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
Known = tuple[str, int, str]
"""Day, kWh and source of a value that billing told."""


async def know(town: Town, *values: Known, meter: str = "M301", scale: int = 1) -> None:
    """Let billing have told values of a meter, and no others."""

    def tell(unit: StoredUnit) -> None:
        unit.connection.execute("DELETE FROM history WHERE meter_id = ? AND scale = ?", (meter, scale))
        for day, kwh, source in values:
            unit.connection.execute(
                "INSERT INTO history (meter_id, scale, read_on, source, value) VALUES (?, ?, ?, ?, ?)",
                (meter, scale, day, source, kwh * 1000),
            )

    await town.app.database.write(tell)


async def history_of(town: Town, number: str = NUMBER) -> Resident:
    """Let somebody open the history of a number."""
    anna = await town.holder(number)
    await anna.plays("[Электроэнергия]", "[История]")
    return anna


def lines_of(anna: Resident) -> list[str]:
    return as_seen(anna.sees).split("\n")


def picture_of(anna: Resident) -> Image.Image:
    assert anna.screen.file is not None
    assert anna.screen.file.kind == "photo"
    return Image.open(io.BytesIO(anna.screen.file.content)).convert("RGB")


async def test_every_value_has_its_day_its_source_and_its_state(town: Town) -> None:
    await know(
        town,
        ("2026-07-24", 11800, "operator"),
        ("2026-08-24", 12000, "calculated"),
        ("2026-09-24", 12300, "inspector"),
        ("2026-10-24", 12480, "resident"),
    )
    anna = await town.holder(NUMBER)
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]", "[История]")
    [(receipt, *_)] = town.readings()
    lines = lines_of(anna)
    for place, line in enumerate(
        (
            "Ноябрь 2026",
            f"22.11.2026 · Вы, квитанция {receipt}, принято",
            "Круглосуточно: 12650 кВт·ч, расход 170",
            "",
            "Октябрь 2026",
            "24.10.2026 · показание жителя",
            "Круглосуточно: 12480 кВт·ч, расход 180",
            "",
            "Сентябрь 2026",
            "24.09.2026 · снял инспектор",
            "Круглосуточно: 12300 кВт·ч, расход 300",
            "",
            "Август 2026",
            "24.08.2026 · ⚙️ расчётное значение (не по счётчику)",
            "Круглосуточно: 12000 кВт·ч, расход 200",
        ),
        start=2,
    ):
        assert lines[place] == line
    assert anna.buttons == ["Раньше", "График", "Скачать", "К номеру"]
    await anna.press("Раньше")
    assert "24.07.2026 · внёс оператор" in lines_of(anna)
    assert anna.buttons == ["Позже", "График", "Скачать", "К номеру"]


async def test_values_that_differ_stand_next_to_each_other_with_their_sources(town: Town) -> None:
    await know(town, ("2026-10-24", 12480, "resident"), ("2026-11-25", 12600, "inspector"))
    anna = await town.holder(NUMBER)
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await town.pass_time(days=4)
    await anna.plays("[Электроэнергия]", "[История]")
    lines = lines_of(anna)
    inspector = lines.index("25.11.2026 · снял инспектор")
    assert lines[inspector + 1] == "Круглосуточно: 12600 кВт·ч"
    assert lines[inspector + 2].startswith("22.11.2026 · Вы, квитанция ")
    assert lines[inspector + 3] == "Круглосуточно: 12650 кВт·ч, расход 170"


async def test_a_reading_of_another_holder_is_not_called_ones_own(town: Town) -> None:
    anna = await town.holder(NUMBER)
    boris = await town.holder(NUMBER, name="Борис", login="boris")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await boris.plays("[Электроэнергия]", "[История]")
    assert "22.11.2026 · an***, квитанция" in as_seen(boris.sees)
    assert "Вы, квитанция" not in boris.sees


async def two_meters(town: Town) -> Resident:
    """Let somebody open the history of a number with a meter of one scale and one of two."""
    await know(town, ("2026-09-24", 30000, "resident"), ("2026-10-24", 30100, "resident"), meter="M304A")
    for scale in (1, 2):
        values = ("2026-09-24", 9000, "resident"), ("2026-10-24", 9200, "inspector")
        await know(town, *values, meter="M304B", scale=scale)
    return await history_of(town, "100200304")


async def test_scales_and_meters_are_told_apart_and_added_up(town: Town) -> None:
    anna = await two_meters(town)
    assert lines_of(anna)[2:9] == [
        "Октябрь 2026, всего 500 кВт·ч",
        "Счётчик № 07715520",
        "24.10.2026 · показание жителя",
        "Круглосуточно: 30100 кВт·ч, расход 100",
        "",
        "Счётчик № 41120771",
        "24.10.2026 · снял инспектор",
    ]
    assert "Ночь: 9200 кВт·ч, расход 200" in lines_of(anna)


async def test_without_values_there_is_nothing_to_draw(town: Town) -> None:
    await know(town)
    anna = await history_of(town)
    assert say("history-none") in anna.sees
    assert anna.buttons == ["Скачать", "К номеру"]
    await anna.forge(f"g:{NUMBER}:0:0")
    assert anna.sees == say("use-none", number=NUMBER)
    assert anna.buttons == ["К истории"]
    await anna.press("К истории")
    assert say("history-none") in anna.sees


async def test_one_value_is_no_consumption_and_nothing_is_drawn(town: Town) -> None:
    await know(town, ("2026-10-24", 12480, "resident"))
    anna = await history_of(town)
    await anna.press("График")
    assert anna.sees == say("use-none", number=NUMBER)


async def test_very_many_readings_of_a_month_fit_a_message(town: Town) -> None:
    await know(
        town,
        *(
            (f"2026-{month:02}-{day:02}", 9000 + month * 100 + day, "resident")
            for month in (8, 9)
            for day in range(1, 29)
        ),
    )
    anna = await history_of(town)
    assert len(anna.sees) < 4096
    assert "и ещё 22" in anna.sees


async def test_the_chart_shows_the_year_and_says_its_figures(town: Town) -> None:
    await know(
        town,
        ("2025-09-24", 10000, "resident"),
        ("2025-10-24", 10300, "resident"),
        ("2026-08-24", 12000, "resident"),
        ("2026-09-24", 12300, "calculated"),
        ("2026-10-24", 12400, "resident"),
    )
    anna = await history_of(town)
    await anna.press("График")
    lines = lines_of(anna)
    assert lines[0] == f"Расход электроэнергии · № {NUMBER}"
    assert lines[1] == "ноябрь 2025 – октябрь 2026"
    assert "Меньше всего: октябрь 2026, 100 кВт·ч" in lines
    assert say("use-caption-calculated") in anna.sees
    assert say("use-caption-before") in anna.sees
    assert picture_of(anna).width == 1080
    assert anna.buttons == ["Тёмная", "К истории"]


async def test_the_colours_of_the_chart_are_changed_in_its_message(town: Town) -> None:
    await know(town, ("2026-09-24", 8000, "resident"), ("2026-10-24", 8214, "resident"))
    anna = await history_of(town)
    await anna.press("График")
    light, message = picture_of(anna), anna.screen
    await anna.press("Тёмная")
    dark = picture_of(anna)
    assert anna.screen is message
    assert light.getpixel((0, 0)) == (252, 252, 250)
    assert dark.getpixel((0, 0)) == (23, 33, 43)
    await anna.press("Светлая")
    assert picture_of(anna).tobytes() == light.tobytes()
    await anna.press("К истории")
    assert "История показаний" in anna.sees


async def test_several_meters_are_drawn_together_and_one_by_one(town: Town) -> None:
    anna = await two_meters(town)
    await anna.press("График")
    assert lines_of(anna)[0].endswith("№ 100200304, все счётчики")
    assert "Расход: 500 кВт·ч" in lines_of(anna)
    assert anna.buttons == ["Счётчик № 07715520", "Счётчик № 41120771", "Тёмная", "К истории"]
    await anna.press("Счётчик № 41120771")
    assert lines_of(anna)[0].endswith("счётчик № 41120771")
    assert "Расход: 400 кВт·ч" in lines_of(anna)
    await anna.press("Тёмная")
    assert "Расход: 400 кВт·ч" in lines_of(anna)
    assert anna.buttons == ["Все счётчики", "Счётчик № 07715520", "Светлая", "К истории"]


@pytest.mark.parametrize(
    "data", ["g:{}:99:0", "g:{}:-1:1", "g:{}:0:2", "g:{}:0", "n:xlsx:{}:7", "n:chart:{}:0"]
)
async def test_made_up_buttons_get_a_clear_answer(town: Town, data: str) -> None:
    anna = await history_of(town)
    await anna.forge(data.format(NUMBER))
    assert len(anna.answers) == 1
    assert town.faults_reported() == []


@pytest.mark.parametrize("data", ["g:{}:0:0", "n:download:{}:0", "n:xlsx:{}:0", "n:csv:{}:0"])
async def test_nobody_draws_or_downloads_a_number_that_they_do_not_hold(town: Town, data: str) -> None:
    anna = await town.holder(NUMBER)
    await anna.forge(data.format("100200302"))
    if not data.startswith("n:download"):
        assert say("error-not-yours") in anna.sees
    assert anna.screen.file is None
    guest = town.guest("Борис")
    await guest.send("/start")
    await guest.forge(data.format(NUMBER))
    assert say("error-sign-in-needed") in guest.sees


async def test_the_workbook_has_typed_cells_in_four_sheets(town: Town) -> None:
    await know(town, ("2026-09-24", 12300, "calculated"), ("2026-10-24", 12480, "resident"))
    anna = await history_of(town)
    await anna.plays("[Скачать]", "[Таблица Excel]")
    name, content = anna.document
    assert name == f"{NUMBER}-2026-11-22.xlsx"
    assert anna.sees == say("download-text", number=NUMBER, date="22.11.2026")
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Показания", "Расход", "Счета", "Платежи"]
    newest = [
        cell.value.isoformat() if isinstance(cell.value, datetime) else cell.value
        for cell in book["Показания"][2]
    ]
    assert newest[:6] == [
        "2026-10-01T00:00:00",
        "2026-10-24T00:00:00",
        "09348817",
        "Круглосуточно",
        12480,
        180,
    ]
    assert [cell.value for cell in book["Расход"][2]][3:] == [180, "по показаниям"]
    assert [cell.value for cell in book["Расход"][3]][3:] == [None, None] or book["Расход"].max_row == 2
    payment = [cell.value for cell in book["Платежи"][2]]
    assert isinstance(payment[0], datetime)
    assert isinstance(payment[1], int | float)
    bill = [cell.value for cell in book["Счета"][2]]
    assert isinstance(bill[0], datetime)
    assert all(isinstance(cell, int | float) for cell in bill[1:7])
    assert "Скачать" not in anna.buttons


async def test_csv_opens_in_a_russian_spreadsheet_and_runs_nothing(town: Town) -> None:
    await know(town, ("2026-09-24", 12300, "resident"), ("2026-10-24", 12480, "resident"))
    await town.change(
        "UPDATE payments SET source = '=HYPERLINK(\"http://x\")'", "UPDATE scales SET name = '@день'"
    )
    anna = await history_of(town)
    await anna.plays("[Скачать]", "[CSV]")
    name, content = anna.document
    assert name == f"{NUMBER}-2026-11-22.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["readings.csv", "consumption.csv", "bills.csv", "payments.csv"]
        texts = {each: archive.read(each).decode() for each in archive.namelist()}
    assert all(text.startswith(BOM) and "\r\n" in text for text in texts.values())
    readings = list(csv.DictReader(io.StringIO(texts["readings.csv"].removeprefix(BOM)), delimiter=";"))
    assert readings[0]["Месяц"] == "10.2026"
    assert readings[0]["Дата"] == "24.10.2026"
    assert readings[0]["Шкала"] == "'@день"
    payments = list(csv.DictReader(io.StringIO(texts["payments.csv"].removeprefix(BOM)), delimiter=";"))
    assert payments[0]["Где оплачено"].startswith("'=HYPERLINK")
    assert payments[0]["Сумма, ₽"].replace(",", "").isdigit()


async def test_the_same_records_give_the_same_file(town: Town) -> None:
    anna = await history_of(town)
    files = []
    for _ in range(2):
        await anna.forge(f"n:xlsx:{NUMBER}:0")
        files.append(anna.document[1])
    assert files[0] == files[1]


async def test_nobody_has_files_made_without_end(town: Town) -> None:
    anna = await history_of(town)
    for _ in range(30):
        await anna.forge(f"n:csv:{NUMBER}:0")
        assert anna.screen.file is not None
    await anna.forge(f"n:xlsx:{NUMBER}:0")
    assert say("error-files-too-many", until="13:00")[:40] in anna.sees
    assert anna.screen.file is None
    await town.pass_time(hours=1)
    await anna.forge(f"n:xlsx:{NUMBER}:0")
    assert anna.screen.file is not None


async def test_all_of_it_speaks_english_as_well(town: Town) -> None:
    await know(town, ("2026-09-24", 12300, "calculated"), ("2026-10-24", 12480, "inspector"))
    anna = await town.holder(NUMBER)
    await town.change("UPDATE accounts SET language = 'en'")
    await anna.forge(f"n:history:{NUMBER}:0")
    assert say_in("en", "history-source-inspector") in anna.sees
    assert say_in("en", "history-source-calculated") in anna.sees
    await anna.press("Chart")
    assert say_in("en", "use-caption-calculated") in anna.sees
    await anna.plays("[To the history]", "[Download]", "[Excel table]")
    book = load_workbook(io.BytesIO(anna.document[1]))
    assert book.sheetnames == ["Readings", "Consumption", "Bills", "Payments"]


@pytest.mark.parametrize("number", [f"1002003{place}" for place in ("01", "03", "04", "19", "23", "28")])
async def test_what_billing_knew_of_every_kind_of_meter_is_shown_and_drawn(
    town_with_a_past: Town, number: str
) -> None:
    anna = await history_of(town_with_a_past, number)
    first = lines_of(anna)[2]
    assert first.startswith("Октябрь 2026")
    seen = [anna.sees]
    while "Раньше" in anna.buttons:
        await anna.press("Раньше")
        seen.append(anna.sees)
    assert len(seen) == 5  # a year and a half, four months on a page
    assert "Май 2025" in seen[-1]
    await anna.press("График")
    assert lines_of(anna)[1] == "ноябрь 2025 – октябрь 2026"
    assert say("use-caption-before") in anna.sees
    assert picture_of(anna).height > 1000


async def test_who_has_to_wait_is_told_and_where_too_many_wait_reads_so(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await know(town, ("2026-09-24", 12300, "resident"), ("2026-10-24", 12480, "resident"))
    anna = await history_of(town)
    await anna.press("График")
    message = anna.screen
    with monkeypatch.context() as patch:
        patch.setattr(Workers, "must_wait", property(lambda _workers: True))
        await anna.press("Тёмная")
        assert anna.hints == [say("file-wait-hint")]
        assert anna.screen is message
        for data in (f"n:xlsx:{NUMBER}:0", f"n:csv:{NUMBER}:0", f"b:pdf:{NUMBER}:202610:0"):
            await anna.forge(data)
            assert anna.hints == [say("file-wait-hint")]
            assert anna.document[1]
    with monkeypatch.context() as patch:
        patch.setattr(WORKERS, "_line", WaitingLine(0, dict.fromkeys(Urgency, 0)))
        with monkeypatch.context() as untouched:
            untouched.delattr(ViewUse, "__call__")
            await anna.forge(f"g:{NUMBER}:0:0")
            assert say("error-workers-busy") in anna.sees, "nothing is read for a chart that nobody draws"
        for data in (f"n:xlsx:{NUMBER}:0", f"b:pdf:{NUMBER}:202610:0"):
            await anna.forge(data)
            assert say("error-workers-busy") in anna.sees
    assert town.faults_reported() == []


async def test_files_are_not_offered_for_a_number_of_somebody_else(town: Town) -> None:
    anna = await town.holder(NUMBER)
    for action in ("download", "xlsx", "csv"):
        await anna.forge(f"n:{action}:100200302:0")
        assert anna.sees == say("error-not-yours")
