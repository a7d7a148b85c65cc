"""Files for billing in the operators' group: sent to it, asked for in it, and never half done."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.exchange.files import Outcome, Progress
from bot.exchange.worker import Order, in_process_of_its_own
from domain.exchange_job import Job, JobState
from services.units import StoreBusyError
from simulator import Fault, Message
from storage.exchange_jobs import JobRepository
from tests.conversations.harness import OPERATORS, Resident, Town, as_seen, calls_of, say

EXAMPLE = Path(__file__).parents[2] / "examples" / "registry"


@pytest.fixture
async def anna(town: Town) -> Resident:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    return anna


def packed(**changes: bytes) -> bytes:
    """The example registry as an archive, some files of it changed; names with _ for the point."""
    files = {path.name: path.read_bytes() for path in EXAMPLE.glob("*.csv")}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files | {name.replace("_", "."): text for name, text in changes.items()}).items():
            archive.writestr(name, text)
    return content.getvalue()


def shown(town: Town) -> list[str]:
    """What stands in the group, alerts and jobs alike."""
    return [as_seen(message.text or message.caption) for message in town.group.messages if message.from_bot]


def message_with(town: Town, words: str) -> Message:
    return next(m for m in reversed(town.group.messages) if m.from_bot and words in as_seen(m.text))


def documents(town: Town) -> dict[str, bytes]:
    return {
        str(message.file.file_name): message.file.content
        for message in town.group.messages
        if message.from_bot and message.file is not None
    }


def answers(town: Town, status: str) -> bytes:
    receipts = [receipt for receipt, _, _ in town.readings()]
    rows = [f"{receipt};{status};;2026-11" for receipt in receipts]
    return "\r\n".join(["receipt;status;reason;month", *rows]).encode("cp1251")


def audited(town: Town) -> list[tuple[str, str, str]]:
    rows = town.query("SELECT operator_name, action, details FROM audit ORDER BY id")
    return [
        (name, action, json.loads(details)["what"]) for name, action, details in rows if "exchange" in action
    ]


async def test_a_registry_is_recognised_offered_and_imported(town: Town) -> None:
    await town.oleg.send_file("Выгрузка.ZIP", packed(bills_csv=b""))
    offer = message_with(town, "Реестр из биллинга")
    assert "Выгрузка.ZIP" in offer.text
    assert offer.button_labels == [["Загрузить", "Отмена"]]
    await town.oleg.press("Отмена", on=offer)
    assert as_seen(offer.text) == say("exchange-cancelled", by="Олег")
    assert offer.buttons == []

    changed = (EXAMPLE / "subscribers.csv").read_bytes().replace(b";48,48;", b";0,01;")
    await town.oleg.send_file("registry.zip", packed(subscribers_csv=changed))
    offer = message_with(town, "Реестр из биллинга")
    await town.olga.press("Загрузить", on=offer)

    assert "Готово" in offer.text
    assert say("registry-table-subscribers", rows=30, added=0, altered=1, vanished=0) in as_seen(offer.text)
    assert town.query("SELECT balance FROM subscribers WHERE number = '100200301'") == [(1,)]
    assert audited(town) == [
        ("Олег", "exchange-cancelled", "import"),
        ("Ольга", "exchange-started", "import"),
        ("", "exchange-ended", "import"),
    ]
    assert not list(town.folder.glob("cabinet.db.incoming/*")), "nothing of it stays on the disk"


async def test_a_bad_registry_changes_nothing_and_all_its_errors_come_as_a_file(town: Town) -> None:
    before = town.query("SELECT * FROM payments ORDER BY id")
    rows = b"".join(b"P%d;1;31.11.2026;x\r\n" % number for number in range(30))
    await town.oleg.send_file(
        "registry.zip", packed(payments_csv=b"payment;number;paid_on;amount\r\n" + rows)
    )
    offer = message_with(town, "Реестр из биллинга")
    await town.oleg.press("Загрузить", on=offer)

    assert "Не получилось" in offer.text
    assert "payments.csv, строка 2, столбец number" in as_seen(offer.text)
    assert say("exchange-rest") in as_seen(offer.text)
    report = documents(town)["report.txt"].decode("utf-8-sig")
    assert report.splitlines()[-1] == say("registry-refused", count=90)
    assert town.query("SELECT * FROM payments ORDER BY id") == before


async def test_an_export_is_confirmed_and_comes_as_documents(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    offer = message_with(town, "Выгрузка показаний")
    assert as_seen(offer.text) == say("exchange-offer-export", readings=1)
    assert [status for _, status, _ in town.readings()] == ["accepted"]

    await town.oleg.press("Выгрузить", on=offer)

    assert [status for _, status, _ in town.readings()] == ["exported"]
    files = documents(town)
    assert sorted(files) == [
        "export-000001-manifest.json",
        "export-000001-readings.csv",
        "export-000001-readings.xlsx",
    ]
    assert json.loads(files["export-000001-manifest.json"])["readings"] == 1
    assert load_workbook(io.BytesIO(files["export-000001-readings.xlsx"])).active is not None
    assert town.group.last.text == "" or "Готово" in offer.text
    assert anna.heard.startswith("📤")
    await town.oleg.send("/export")
    assert shown(town)[-1] == say("error-export-nothing")


@pytest.mark.once
@pytest.mark.usefixtures("anna")
async def test_the_outcome_of_a_job_is_told_although_the_database_is_busy_as_it_ends(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, refusals = JobRepository.finish, ["locked", "locked"]

    def finish_later(*arguments: Any, **named: Any) -> None:
        if refusals:
            raise StoreBusyError(refusals.pop())
        finish(*arguments, **named)

    monkeypatch.setattr(JobRepository, "finish", finish_later)
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")

    assert refusals == []
    assert [status for _, status, _ in town.readings()] == ["exported"]
    assert len(documents(town)) == 3


async def test_a_stray_file_among_those_that_came_stops_no_job(town: Town) -> None:
    incoming = town.app.exchange.place.incoming_folder
    incoming.mkdir(parents=True, exist_ok=True)
    (incoming / "notes.txt").write_text("left by an administrator")

    for _ in range(2):
        await town.oleg.send_file("registry.zip", packed())
        await town.oleg.press("Отмена", on=message_with(town, "Реестр из биллинга"))

    assert [path.name for path in incoming.iterdir()] == ["notes.txt"]


async def test_an_export_is_sent_again_from_the_list(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")
    first = documents(town)
    heard = len(anna.chat.messages)
    for path in town.folder.glob("cabinet.db.exports/*/*"):
        path.unlink()

    await town.oleg.send("/exports")
    listed = message_with(town, "Выгрузки показаний")
    assert say("exchange-exports-row", export="1", date="22.11.2026", readings=1) in as_seen(listed.text)
    before = len(town.group.messages)
    await town.olga.press("Прислать № 1", on=listed)

    again = {m.file.file_name: m.file.content for m in town.group.messages[before:] if m.file is not None}
    assert again == first
    assert len(anna.chat.messages) == heard, "nobody is told twice"


async def test_answers_sent_to_the_group_reach_the_residents(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")
    await town.oleg.send_file("Ответы.csv", answers(town, "учтено"))
    offer = message_with(town, "Ответы биллинга по показаниям")
    await town.oleg.press("Загрузить", on=offer)
    assert say("answers-content", taken=0, billed=1, refused=0, unchanged=0, problems=0) in as_seen(
        offer.text
    )
    assert [status for _, status, _ in town.readings()] == ["billed"]
    assert "учтены в счёте за ноябрь 2026" in anna.heard


async def test_two_who_press_at_once_start_it_once(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    offer = message_with(town, "Выгрузка показаний")
    await town.oleg.person.press("Выгрузить", on=offer, in_=town.group)
    await town.olga.person.press("Выгрузить", on=offer, in_=town.group)
    await town.settled()
    assert len(documents(town)) == 3
    assert town.olga.hints == [say("error-job-not-offered")]
    assert [action for _, action, _ in audited(town)] == ["exchange-started", "exchange-ended"]
    assert anna.heard


async def test_a_repeated_update_offers_the_same_job(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    town.sim.redeliver(town.sim.last_update_id)
    await town.settled()
    assert town.query("SELECT count(*) FROM exchange_jobs") == [(1,)]
    assert anna.heard


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("registry.zip", b"no archive at all", "damaged"),
        ("registry.zip", packed()[:-30], "damaged"),
    ],
)
async def test_a_file_that_is_nothing_of_the_kind_is_refused_with_a_reason(
    town: Town, name: str, content: bytes, code: str
) -> None:
    await town.oleg.send_file(name, content)
    assert say(f"exchange-refused-{code}") in shown(town)[-1]
    assert town.group.last.buttons == []


async def test_an_archive_of_something_else_is_refused(town: Town) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    await town.oleg.send_file("photos.zip", content.getvalue())
    assert say("exchange-refused-unknown") in shown(town)[-1]


async def test_a_file_above_the_limit_of_telegram_is_refused_with_advice(town: Town) -> None:
    await town.oleg.send_file("registry.zip", b"0" * (21 * 1024 * 1024))
    assert "python -m bot registry import" in shown(town)[-1]


async def test_other_files_are_the_operators_own_talk(town: Town) -> None:
    await town.oleg.send_file("отпуск.pdf", b"%PDF")
    assert shown(town) == []


async def test_nobody_outside_the_group_can_use_it(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    data = str(message_with(town, "Выгрузка показаний").buttons[0][0].data)
    await anna.send("/export")
    assert "Выгруз" not in anna.sees
    await anna.forge(data)
    await anna.send_document()
    assert town.query("SELECT state FROM exchange_jobs") == [("offered",)]
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_a_restart_in_the_middle_offers_the_file_again(town: Town) -> None:
    began = asyncio.Event()

    async def never_ends(_order: Order, _progress: Progress) -> Outcome | None:
        began.set()
        await asyncio.Event().wait()
        return None

    town.app.exchange.run_order = never_ends
    await town.oleg.send_file("registry.zip", packed())
    offer = message_with(town, "Реестр из биллинга")
    await town.oleg.person.press("Загрузить", on=offer, in_=town.group)
    await asyncio.wait_for(began.wait(), 10)
    await town.restart()
    await town.settled()

    again = message_with(town, "Работу прервал перезапуск")
    assert again.reply_to is offer
    await town.oleg.press("Загрузить", on=again)
    assert "Готово" in again.text
    assert town.query("SELECT count(*) FROM imports") == [(2,)]


async def test_a_restart_in_the_middle_of_an_export_goes_on_with_it(town: Town, anna: Resident) -> None:
    began = asyncio.Event()

    async def never_ends(_order: Order, _progress: Progress) -> Outcome | None:
        began.set()
        await asyncio.Event().wait()
        return None

    town.app.exchange.run_order = never_ends
    await town.oleg.send("/export")
    await town.oleg.person.press("Выгрузить", in_=town.group)
    await asyncio.wait_for(began.wait(), 10)
    await town.restart()
    await town.settled()
    assert len(documents(town)) == 3
    assert anna.heard.startswith("📤")


async def test_a_process_that_dies_is_told(town: Town) -> None:
    async def dies(_order: Order, _progress: Progress) -> Outcome | None:
        return None

    town.app.exchange.run_order = dies
    await town.oleg.send_file("registry.zip", packed())
    offer = message_with(town, "Реестр из биллинга")
    await town.oleg.press("Загрузить", on=offer)
    assert say("exchange-died") in as_seen(offer.text)


async def test_bad_network_does_not_lose_a_file(town: Town) -> None:
    town.sim.faults.add("getFile", Fault("bad_gateway"), times=2)
    town.sim.faults.add("sendDocument", Fault("cut_before"), times=1)
    await town.oleg.send_file("registry.zip", packed())
    assert message_with(town, "Реестр из биллинга").buttons
    assert len(calls_of(town.sim.calls, "getFile")) == 3


async def test_the_work_runs_in_a_process_of_its_own(town: Town, anna: Resident, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    order = Order(
        kind="export",
        path=str(tmp_path / "out"),
        again=None,
        database=town.settings["DATABASE_URL"],
        operator_chat_id=OPERATORS,
        language="ru",
        zone="Europe/Moscow",
        locales=str(EXAMPLE.parents[1] / "locales"),
    )
    outcome = await in_process_of_its_own(order, lambda *news: told.append(news))
    assert outcome is not None
    assert (outcome.code, outcome.export) == (0, 1)
    assert outcome.lines[0] == say("export-done", export="1")
    assert told[0][0] == "taking"
    assert (tmp_path / "out" / "export-000001" / "readings.csv").exists()
    assert anna.heard


async def test_the_process_ends_with_the_bot(town: Town, anna: Resident, tmp_path: Path) -> None:
    nowhere = "sqlite:////dev/null/nowhere"
    order = Order("export", str(tmp_path), None, nowhere, None, "ru", "Europe/Moscow", "/nowhere")
    assert await in_process_of_its_own(order, lambda *_: None) is None
    assert anna.heard
    assert town.readings()


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


async def test_answers_may_come_as_a_workbook(town: Town, anna: Resident) -> None:
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")
    [(receipt, _, _)] = town.readings()
    month = date(2026, 11, 1)
    await town.oleg.send_file(
        "answers.xlsx",
        workbook(("receipt", "status", "reason", "month"), (receipt, "billed", None, month)),
    )
    offer = message_with(town, "Ответы биллинга по показаниям")
    await town.oleg.press("Загрузить", on=offer)

    assert "Готово" in offer.text
    assert [status for _, status, _ in town.readings()] == ["billed"]
    assert "учтены в счёте за ноябрь 2026" in anna.heard


async def test_a_registry_may_come_as_workbooks(town: Town) -> None:
    rows = [
        tuple(line.split(";")) for line in (EXAMPLE / "subscribers.csv").read_text("utf-8-sig").splitlines()
    ]
    files = {path.name: path.read_bytes() for path in EXAMPLE.glob("*.csv") if path.stem != "subscribers"}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("subscribers.xlsx", workbook(*rows))
        for name, text in files.items():
            archive.writestr(name, text)
    await town.oleg.send_file("registry.zip", content.getvalue())
    offer = message_with(town, "Реестр из биллинга")
    await town.oleg.press("Загрузить", on=offer)

    assert say("registry-table-subscribers", rows=30, added=0, altered=0, vanished=0) in as_seen(offer.text)


@pytest.mark.parametrize(
    "name",
    [
        "answers.txt",
        "registry.rar",
        "Реестр за ноябрь.pdf",
        "ответы.docx",
        "table.xls",
        "table.ods",
        "ANSWERS",
    ],
)
async def test_a_file_that_is_meant_for_the_bot_is_answered_with_what_is_needed(
    town: Town, name: str
) -> None:
    await town.oleg.send_file(name, b"something")

    assert shown(town) == [say("exchange-wrong-file", file=name)]


async def test_a_reply_to_the_bot_with_another_file_is_answered(town: Town) -> None:
    await town.oleg.send("/exports")
    before = len(shown(town))
    await town.oleg.person.send_document("scan.pdf", b"%PDF", to=town.group, reply_to=town.group.last)
    await town.settled()

    assert shown(town)[before:] == [say("exchange-wrong-file", file="scan.pdf")]


async def test_photos_and_papers_of_colleagues_are_left_alone(town: Town) -> None:
    await town.oleg.send_file("отпуск.docx", b"PK")
    await town.oleg.send_file("scan.pdf", b"%PDF")
    await town.oleg.send_file("заметки.txt", b"x")

    assert shown(town) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("subscribers.csv", b"number;address", "part"),
        ("дежурства.xlsx", workbook(("день", "кто"), ("пн", "Олег")), "unknown"),
        ("answers.xlsx", workbook(("receipt", "status"))[:-100], "damaged"),
    ],
)
async def test_a_file_that_is_nothing_whole_is_refused_with_its_reason(
    town: Town, name: str, content: bytes, code: str
) -> None:
    await town.oleg.send_file(name, content)

    assert say(f"exchange-refused-{code}") in shown(town)[-1]


@pytest.mark.parametrize(
    ("name", "content", "question"),
    [
        ("registry.zip", packed(payments_csv=b"payment;number\r\n"), "Реестр из биллинга"),
        ("answers.csv", b"receipt;status\r\n", "Ответы биллинга по показаниям"),
    ],
)
async def test_a_refusal_is_one_message_where_it_was_asked_for(
    town: Town, name: str, content: bytes, question: str
) -> None:
    await town.oleg.send_file(name, content)
    offer = message_with(town, question)
    await town.oleg.press("Загрузить", on=offer)

    assert len(shown(town)) == 1
    assert "Не получилось" in offer.text
    assert town.query("SELECT count(*) FROM alerts WHERE kind LIKE '%-refused'") == [(0,)]


def renumbered() -> bytes:
    """The example in which billing numbers the night of M302 first."""
    scales = (EXAMPLE / "scales.csv").read_text("utf-8-sig")
    day, night = "M302;1;День;7–23;8214;", "M302;2;Ночь;23–7;3907;"
    assert day in scales
    assert night in scales
    scales = scales.replace(day, "M302;1;Ночь;23–7;3907;").replace(night, "M302;2;День;7–23;8214;")
    return packed(scales_csv=scales.encode())


async def test_a_reading_under_way_stays_with_its_names_when_billing_numbers_scales_anew(town: Town) -> None:
    boris = await town.holder("100200302")
    await boris.plays("[Передать показания]", "8400")

    await town.oleg.send_file("registry.zip", renumbered())
    await town.oleg.press("Загрузить", on=message_with(town, "Реестр из биллинга"))
    await boris.plays("3990", "[Подтвердить]")
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")

    rows = csv.DictReader(
        io.StringIO(documents(town)["export-000001-readings.csv"].decode("utf-8-sig")), delimiter=";"
    )
    assert {(row["name"], row["scale"], row["previous"], row["value"]) for row in rows} == {
        ("День", "2", "8214", "8400"),
        ("Ночь", "1", "3907", "3990"),
    }


async def test_the_history_and_the_next_month_go_by_the_names_of_scales(town: Town) -> None:
    boris = await town.holder("100200302")
    await boris.plays("[Передать показания]", "8400 3990", "[Подтвердить]")
    await town.oleg.send_file("registry.zip", renumbered())
    await town.oleg.press("Загрузить", on=message_with(town, "Реестр из биллинга"))

    town.clock.now += timedelta(days=30)
    await boris.plays("[Передать показания]")
    assert "Ночь" in boris.sees
    assert "3990" in boris.sees
    await boris.plays("4010 8420")

    assert "8420" in boris.sees
    assert say("reading-swap-ask") not in boris.sees


async def test_files_are_not_looked_through_each_time_that_another_replica_may_have_stored_a_job(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, sweeps = [], []
    exchange = town.app.exchange
    find_first, sweep = JobRepository.find_first, exchange._sweep

    def found(jobs: JobRepository, states: Collection[JobState]) -> Job | None:
        looks.append(states)
        return find_first(jobs, states)

    async def swept() -> None:
        sweeps.append(1)
        await sweep()

    monkeypatch.setattr(JobRepository, "find_first", found)
    monkeypatch.setattr(exchange, "_sweep", swept)
    monkeypatch.setattr(type(town.app.database), "is_shared", True)
    monkeypatch.setattr("bot.exchange.jobs.OTHERS_SECONDS", 0.01)
    exchange.wake()
    async with asyncio.timeout(30):
        while len(looks) < 20:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    assert len(sweeps) == 1
