"""«Передать по всем номерам»: a list is shown row by row, put right, and sent with a receipt each."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import xlsxwriter

from domain.batch import KEPT_FOR
from domain.batch_text import MOST_ROWS
from domain.limits import LISTS_READ
from integrations.batch_files import rows_in
from storage.unit import StoredUnit
from tests.conversations.harness import Resident, Town, say, say_in

ONE, TWO_SCALES, TWO_METERS, AUTOMATIC = "100200301", "100200302", "100200304", "100200306"
NEAR_ROLLOVER, SWAPPABLE = "100200308", "100200324"
NUMBERS = (ONE, TWO_SCALES, TWO_METERS, NEAR_ROLLOVER, SWAPPABLE)
BEGIN = ("[Передать показания]", "[Передать по всем номерам]")
SOCIETY = (
    """
    WITH RECURSIVE plots (plot) AS (SELECT 1 UNION ALL SELECT plot + 1 FROM plots WHERE plot < 120)
    INSERT INTO subscribers (number, address, balance, penalty)
    SELECT CAST(300200100 + plot AS TEXT), 'СНТ «Яблонька», участок ' || plot, 0, 0 FROM plots
    """,
    """
    INSERT INTO meters (id, number, serial, model, digits, decimals, automatic)
    SELECT 'S' || number, number, '5' || number, 'Ромашка-101', 5, 0, 0
    FROM subscribers WHERE number LIKE '3%'
    """,
    """
    INSERT INTO scales (meter_id, scale, name, hours, last_value, last_date)
    SELECT 'S' || number, 1, 'Круглосуточно', '', 1000000, '2026-10-24'
    FROM subscribers WHERE number LIKE '3%'
    """,
    """
    INSERT INTO holdings (account_id, number, added_at, idempotency_key)
    SELECT 1, number, '2026-11-22T09:00:00.000000+00:00', 'plot ' || number
    FROM subscribers WHERE number LIKE '3%'
    """,
)
"""A gardening society of 120 plots, all held by the first account."""
LAST_VALUES = """
    SELECT m.number, s.last_value FROM meters m JOIN scales s ON s.meter_id = m.id
    WHERE s.last_value IS NOT NULL ORDER BY m.id, s.scale
"""


async def found_society(town: Town) -> None:
    """Let the first account hold the plots of a gardening society."""

    def settle(unit: StoredUnit) -> None:
        for statement in SOCIETY:
            unit.connection.execute(statement)

    await town.app.database.write_long(settle)


@pytest.fixture
async def anna(town: Town) -> Resident:
    resident = await town.holder(*NUMBERS)
    await resident.plays(*BEGIN)
    assert resident.sees == say("batch-ask")
    return resident


def rows(*lines: str) -> str:
    return "\n".join(lines)


GOOD = rows("100200301 12650", "100200302 8400 3990", "100200304 5520 30515", "100200304 0771 11620 10067")


async def test_it_is_offered_to_who_has_more_than_one_number(town: Town) -> None:
    boris = await town.holder(ONE, name="Борис", login="boris")
    await boris.press("Передать показания")
    assert "Передать по всем номерам" not in boris.buttons
    anna = await town.holder(TWO_SCALES, TWO_METERS)
    await anna.press("Передать показания")
    assert anna.buttons[2] == "Передать по всем номерам"


async def test_right_rows_are_shown_with_their_consumption_and_sent(town: Town, anna: Resident) -> None:
    await anna.send(rows("Показания за ноябрь", "", *GOOD.splitlines()))
    assert "✅ Верно: 4" in anna.sees
    assert "✅ 1. Номер 100200301, счётчик № 09348817" in anna.sees
    assert "Круглосуточно: 12480 → 12650 = 170 кВт·ч" in anna.sees
    assert "День: 8214 → 8400 = 186 кВт·ч\nНочь: 3907 → 3990 = 83 кВт·ч" in anna.sees
    assert town.readings() == []
    await anna.press("Отправить верные (4)")
    assert say("batch-sent-title", count=4) in anna.sees
    receipts = [receipt for (receipt,) in town.query("SELECT receipt FROM readings ORDER BY id")]
    assert len(receipts) == 4
    assert all(receipt in anna.sees for receipt in receipts)
    assert await town.state_of(anna) is None
    assert [status for (status,) in town.query("SELECT status FROM readings")] == ["accepted"] * 4


async def test_what_is_wrong_says_why(anna: Resident) -> None:
    await anna.send(
        rows(
            "100200303 8400",
            "01.02.2026 8400",
            "100200302 8400",
            "100200304 30515",
            "100200304 9999 30515",
            "100200301 вчера 126501",
        )
    )
    for words in (
        say("batch-fault-not-yours"),
        say("batch-fault-number-not-digits"),
        say("error-batch-scales-missing", scales="Ночь"),
        say("error-batch-meter-unnamed", serials="07715520, 41120771"),
        say("batch-count-wrong", count=6),
    ):
        assert words in anna.sees, anna.sees
    assert not any(label.startswith("Отправить") for label in anna.buttons)


async def test_an_automatic_meter_takes_nothing(town: Town) -> None:
    anna = await town.holder(ONE, AUTOMATIC)
    await anna.plays(*BEGIN, f"{AUTOMATIC} 100")
    assert say("batch-fault-meter-automatic") in anna.sees


async def test_a_meter_that_stands_twice_is_not_sent_until_one_row_is_left_out(
    town: Town, anna: Resident
) -> None:
    await anna.send(rows("100200301 12650", "100200301 12660"))
    assert say("batch-twice", places="2") in anna.sees
    await anna.press("Исправить (2)")
    await anna.press("Пропустить")
    assert "✅ Верно: 1" in anna.sees
    await anna.press("Отправить верные (1)")
    assert town.query("SELECT value FROM reading_values") == [(12_660_000,)]


async def test_the_doubtful_are_put_right_one_after_the_other(town: Town, anna: Resident) -> None:
    await anna.send(
        rows(
            "100200301 99480",
            "100200302 8000 3990",
            "100200308 50",
            "100200324 7500 18400",
            "100200304 5520 30000",
        )
    )
    assert say("batch-count-doubtful", count=5) in anna.sees
    await anna.press("Исправить (5)")
    assert say("batch-doubt-far-above") in anna.sees
    await anna.press("Всё верно, передать так")
    assert say("batch-doubt-lower") in anna.sees
    await anna.send("8400 3990")
    assert say("batch-doubt-rollover") in anna.sees
    await anna.press("Счётчик перешёл через ноль")
    assert say("batch-doubt-swapped") in anna.sees
    assert say("batch-swap-proposal", values="День 18400, Ночь 7500") in anna.sees
    await anna.press("Поменять местами")
    assert say("batch-doubt-lower") in anna.sees
    await anna.press("На счётчике действительно столько")
    assert say("batch-all-fixed") in anna.sees
    assert "✅ Верно: 5" in anna.sees
    await anna.press("Отправить верные (5)")
    assert say("batch-sent-review", count=2) in anna.sees
    stored = dict(town.query("SELECT number, status FROM readings"))
    assert stored == {
        ONE: "review",
        TWO_SCALES: "accepted",
        NEAR_ROLLOVER: "accepted",
        SWAPPABLE: "accepted",
        TWO_METERS: "review",
    }
    assert len(town.alerts) == 2


async def test_a_wrong_row_is_written_again(town: Town, anna: Resident) -> None:
    await anna.plays("100200399 12650", "[Исправить (1)]")
    await anna.send("0")
    assert await town.state_of(anna) == "BatchForm:fix"
    await anna.send("100200301 двенадцать")
    assert await town.state_of(anna) == "BatchForm:fix"
    await anna.send("100200301 12650")
    assert "✅ Верно: 1" in anna.sees


async def test_the_right_rows_may_go_before_the_others(town: Town, anna: Resident) -> None:
    await anna.send(rows("100200301 12650", "100200302 8000 3990"))
    await anna.press("Отправить верные (1)")
    assert say("batch-sent-some", count=1) in anna.sees
    assert "📨 Уже передано: 1" in anna.sees
    await anna.plays("[Исправить (1)]", "8400 3990", "[Отправить верные (1)]")
    assert say("batch-sent-title", count=2) in anna.sees
    assert len(town.query("SELECT id FROM readings")) == 2


async def test_leaving_tells_what_was_sent_already(town: Town, anna: Resident) -> None:
    await anna.send(rows("100200301 12650", "100200302 8000 3990"))
    await anna.plays("[Отправить верные (1)]", "[Отмена]")
    assert say("batch-sent-title", count=1) in anna.sees
    assert say("batch-sent-left", count=1) in anna.sees
    await anna.plays(*BEGIN, "100200302 8400 3990", "[Отмена]")
    assert say("reading-left") in anna.sees
    assert len(town.query("SELECT id FROM readings")) == 1


async def test_a_list_in_two_messages_is_one_list(anna: Resident) -> None:
    await anna.plays("100200301 12650", "100200302 8400 3990")
    assert "✅ Верно: 2" in anna.sees
    await anna.send("100200301 12650")
    assert "✅ Верно: 2" in anna.sees
    await anna.plays("[Начать список заново]", "100200301 12650")
    assert "✅ Верно: 1" in anna.sees


async def test_what_changed_meanwhile_is_told_and_not_sent(town: Town, anna: Resident) -> None:
    boris = await town.holder(ONE, name="Борис", login="boris")
    await anna.send(rows("100200301 12650", "100200302 8400 3990"))
    await boris.plays("[Передать показания]", "12600", "[Подтвердить]")
    await anna.press("Отправить верные (2)")
    assert say("batch-changed", count=1) in anna.sees
    assert say("batch-doubt-changed") in anna.sees
    assert town.query("SELECT value FROM reading_values ORDER BY value") == [
        (3_990_000,),
        (8_400_000,),
        (12_600_000,),
    ]
    await anna.plays("[Исправить (1)]", "[Всё верно, передать так]", "[Отправить верные (1)]")
    assert say("batch-sent-title", count=2) in anna.sees
    assert town.query("SELECT status FROM readings WHERE number = '100200301' ORDER BY id") == [
        ("replaced",),
        ("accepted",),
    ]


async def test_a_second_tap_and_a_repeated_update_send_nothing_twice(town: Town, anna: Resident) -> None:
    await anna.send(GOOD)
    listed = anna.screen
    await anna.press("Отправить верные (4)")
    await anna.again()
    await anna.person.press("Отправить верные (4)", on=listed) if listed.buttons else None
    await town.settled()
    assert len(town.query("SELECT id FROM readings")) == 4


async def test_the_template_comes_back_as_it_went(anna: Resident) -> None:
    await anna.press("Шаблон")
    name, content = anna.document
    assert name == "pokazaniya.xlsx"
    with pytest.raises(Exception, match="batch-empty"):
        rows_in(content)  # no value is filled in yet
    filled = _filled(content, {"09348817": 12650, "День": 8400, "Ночь": 3990})
    await anna.send_document(name="pokazaniya.xlsx", content=filled)
    assert "Номер 100200301, счётчик № 09348817" in anna.sees
    assert "День: 8214 → 8400 = 186 кВт·ч" in anna.sees


def _filled(content: bytes, values: dict[str, int]) -> bytes:
    """Fill a template as a resident does: by the serial number or by the scale of number 100200302."""
    from integrations.workbooks import open_workbook  # noqa: PLC0415

    with open_workbook(io.BytesIO(content)) as book:
        table = [list(row) for row in book.rows(book.names[0])]
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as written:
        sheet = written.add_worksheet()
        for place, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
            key = row[2] if row[2] in values else row[3] if row[0] == TWO_SCALES else ""
            if key in values:
                sheet.write_number(place, 5, values[key])
    return saved.getvalue()


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_template_is_read_in_both_languages(town: Town, anna: Resident, language: str) -> None:
    await town.change(f"UPDATE accounts SET language = '{language}'")  # noqa: S608
    await anna.plays("/cancel")
    labels = {
        "ru": ("Передать показания", "Передать по всем номерам", "Шаблон"),
        "en": ("Send a reading", "Send for all numbers", "Template"),
    }[language]
    await anna.send(labels[0])
    await anna.press(labels[1])
    await anna.press(labels[2])
    found = rows_in(_filled(anna.document[1], {"09348817": 12650, "День": 8400, "Ночь": 3990}))
    assert [(row.number, row.meter, row.values) for row in found] == [
        (ONE, "09348817", "Круглосуточно 12650"),
        (TWO_SCALES, "41120563", "День 8400\nНочь 3990"),
    ]


async def test_a_table_of_text_is_read(anna: Resident) -> None:
    table = "Лицевой счёт;День;Ночь\r\n100200302;8400;3990\r\n".encode("cp1251")
    await anna.send_document(name="list.csv", content=table)
    assert "✅ Верно: 1" in anna.sees


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0old", b"%PDF-1.7", b"PK\x03\x04broken", b"\0\1\2\3"])
async def test_a_file_that_cannot_be_read_is_told_plainly(town: Town, anna: Resident, content: bytes) -> None:
    await anna.send_document(name="list.xlsx", content=content)
    assert say("error-batch-file-unreadable") in anna.sees
    assert await town.state_of(anna) == "BatchForm:rows"


async def test_a_picture_and_a_large_file_are_refused(anna: Resident) -> None:
    await anna.send_photo()
    assert say("error-batch-no-picture") in anna.sees
    await anna.send_document(content=b"1" * (2 * 1024 * 1024 + 1))
    assert say("error-batch-file-too-large") in anna.sees


async def test_files_are_bounded_and_messages_are_not(anna: Resident) -> None:
    for _ in range(LISTS_READ.most):
        await anna.send_document(content=b"100200301 12650")
    await anna.send_document(content=b"100200301 12651")
    assert "Вы прислали уже много файлов" in anna.sees
    await anna.send("100200301 12652")
    assert say("batch-count-wrong", count=2) in anna.sees


async def test_more_rows_than_a_list_holds_are_refused_plainly(town: Town, anna: Resident) -> None:
    lines = rows(*(f"{100_300_000 + number} 1" for number in range(MOST_ROWS + 1)))
    await anna.send_document(content=lines.encode())
    assert say("error-batch-too-long", most=MOST_ROWS, got=MOST_ROWS + 1) in anna.sees
    assert town.query("SELECT count(*) FROM reading_batch_rows") == [(0,)]


async def test_a_full_list_is_shown_page_by_page(town: Town, anna: Resident) -> None:
    lines = rows(*(f"{100_300_000 + number} 1" for number in range(MOST_ROWS)))
    await anna.send_document(content=lines.encode())
    assert say("batch-page", page=1, pages=100) in anna.sees
    await anna.press("Дальше по списку →")
    assert say("batch-page", page=2, pages=100) in anna.sees
    assert anna.buttons[:2] == ["← Назад по списку", "Дальше по списку →"]
    assert len((await town.conversation_of(anna)).draft) < 3000


async def test_a_long_list_tells_how_far_it_is(town: Town) -> None:
    anna = await town.holder(ONE)
    await found_society(town)
    plots = [number for (number,) in town.query("SELECT number FROM subscribers WHERE number LIKE '3%'")]
    await anna.plays(*BEGIN)
    await anna.send_document(content=rows(*(f"{plot} 1150" for plot in plots)).encode())
    assert say("batch-count-right", count=len(plots)) in anna.sees
    await anna.at_once(anna.person.press(f"Отправить верные ({len(plots)})"))
    progress, receipts = anna.answers
    assert progress.text == say("batch-sending", sent=100, all=len(plots))
    assert say("batch-sent-title", count=len(plots)) in receipts.text
    assert town.query("SELECT count(*) FROM readings") == [(len(plots),)]


async def test_receipts_are_shown_page_by_page(town: Town) -> None:
    numbers = [f"1002003{last}" for last in ("01", "02", "05", "08", "10", "11", "24")]
    anna = await town.holder(*numbers)
    await anna.plays(*BEGIN)
    lines: dict[str, list[str]] = {number: [number] for number in numbers}
    for number, watt_hours in town.query(LAST_VALUES):
        lines.get(number, []).append(str(watt_hours // 1000 + 1))
    await anna.send(rows(*map(" ".join, lines.values())))
    await anna.press(next(label for label in anna.buttons if label.startswith("Отправить")))
    assert say("batch-page-of-receipts", page=1, pages=2) in anna.sees
    await anna.press("Дальше по списку →")
    assert say("batch-page-of-receipts", page=2, pages=2) in anna.sees


async def test_a_list_is_forgotten_after_a_day_and_its_readings_stay(town: Town, anna: Resident) -> None:
    await anna.send(rows("100200301 12650", "100200302 8000 3990"))
    await anna.press("Отправить верные (1)")
    await town.keep_schedule(hours=KEPT_FOR / timedelta(hours=1) + 1)
    assert town.query("SELECT count(*) FROM reading_batch_rows") == [(0,)]
    await anna.press("Исправить (1)")
    assert say("error-batch-gone") in anna.sees
    assert await town.state_of(anna) is None
    assert len(town.query("SELECT id FROM readings")) == 1


async def test_a_list_that_was_left_is_offered_again(anna: Resident) -> None:
    await anna.plays(GOOD, "Электроэнергия", "Передать показания", "[Продолжить]")
    assert "✅ Верно: 4" in anna.sees
    await anna.plays("[Назад]", "[К списку]", "[Отправить верные (4)]")
    assert say("batch-sent-title", count=4) in anna.sees


async def test_a_press_of_a_made_up_list_opens_nothing(anna: Resident) -> None:
    await anna.forge("rb:receipts:999:0")
    assert say("error-batch-gone") in anna.sees


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_fullest_page_fits_a_message(town: Town, language: str) -> None:
    """Rows of three scales that are lower than before, each with a long name."""
    anna = await town.holder(ONE, "100200303", "100200313", "100200328")
    await town.change(f"UPDATE accounts SET language = '{language}'")  # noqa: S608
    await town.change("UPDATE holdings SET name = 'Дача у реки ' || number")
    await anna.send(say_in(language, "menu-reading-button"))
    await anna.press(say_in(language, "batch-begin-button"))
    await anna.send(rows("100200303 1 1 1", "100200313 1", "100200328 1 1 1", "100200301 1", "100200301 2"))
    assert say_in(language, "batch-doubt-lower") in anna.sees
    assert len(anna.sees) < 2000


async def test_after_a_restart_the_list_goes_on(town: Town, anna: Resident) -> None:
    await anna.send(GOOD)
    await town.restart()
    await anna.press("Отправить верные (4)")
    assert say("batch-sent-title", count=4) in anna.sees
