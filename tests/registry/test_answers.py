"""What becomes of readings when billing answers: they live on, and their senders hear of it once."""

import json
import multiprocessing
import signal
import zipfile
from pathlib import Path

import pytest

from domain.dates import Month
from domain.reading import Status
from integrations.registry_files import open_registry
from services.exchange import answers
from services.exchange.answers import ANSWERS, FILE, TakeAnswers
from services.exchange.registry import RegistryRefusedError
from storage.unit import UnitSettings
from tests.engines import open_exchange
from tests.registry.billing import Billing, nothing
from tests.registry.town import NOON, OPERATORS, Importer, places


@pytest.fixture
def billing(import_registry: Importer) -> Billing:
    return Billing(import_registry)


@pytest.fixture
def receipt(billing: Billing) -> str:
    """The receipt of an exported reading of Анна's."""
    return billing.reading(12_650_000, status="exported")


def last_of(billing: Billing) -> tuple[str, str, dict[str, str]]:
    recipient, kind, details, _, _ = billing.told()[-1]
    return recipient, kind, json.loads(details)


@pytest.mark.parametrize("word", ANSWERS)
def test_every_documented_word_is_understood_in_any_spelling(
    billing: Billing, receipt: str, word: str
) -> None:
    billing.answer(f"{receipt};{word.upper()};Нет доступа;2026-11")
    assert billing.statuses() == [ANSWERS[word]]


def test_a_reading_lives_from_the_export_to_the_bill(billing: Billing, receipt: str) -> None:
    taken = billing.answer(f"{receipt};accepted;;")
    assert (taken.taken, billing.statuses()) == (1, ["taken"])
    assert last_of(billing) == ("12", "reading-taken", {"receipt": receipt, "number": "100200301"})

    billed = billing.answer(f"{receipt};billed;;2026-11")

    assert (billed.billed, billing.statuses()) == (1, ["billed"])
    assert billing.sql("SELECT billed_month FROM readings") == [("2026-11",)]
    told = {"receipt": receipt, "number": "100200301", "month": "2026-11"}
    assert last_of(billing) == ("12", "reading-billed", told)


def test_several_answers_about_an_account_are_told_in_one_message(billing: Billing) -> None:
    receipts = [billing.reading(12_650_000 + place, status="exported") for place in range(3)]
    others = billing.reading(8_300_000, meter="M302", account=2, status="exported", previous=None)
    billing.answer(*(f"{receipt};accepted;;" for receipt in (*receipts, others)))
    listed = "\n".join(f"100200301 {receipt}" for receipt in receipts)
    assert [(told[0], told[1]) for told in billing.told()] == [
        ("11", "readings-taken"),
        ("12", "readings-taken"),
        ("21", "reading-taken"),
    ]
    assert json.loads(billing.told()[0][2]) == {"count": 3, "listed": listed}
    billing.answer(
        *(f"{receipt};billed;;2026-11" for receipt in receipts[:2]), f"{receipts[2]};billed;;2026-12"
    )
    assert [told[1] for told in billing.told()[3:]] == ["readings-billed"] * 2 + ["reading-billed"] * 2


def test_a_refusal_names_what_is_in_force_for_the_month(billing: Billing, receipt: str) -> None:
    earlier = billing.reading(12_600_000)
    billing.answer(f"{receipt};refused;Прибор не поверен;")
    told = last_of(billing)[2]
    assert (told["earlier"], told["values"], str(told["reading"])) == (earlier, "12600", "1")


def test_a_refusal_is_told_with_its_reason_and_before_what_can_wait(billing: Billing, receipt: str) -> None:
    report = billing.answer(f"{receipt};refused;Прибор  не поверен;")
    assert (report.refused, billing.statuses()) == (1, ["refused"])
    told = [(recipient, kind, priority) for recipient, kind, _, _, priority in billing.told()]
    assert told == [("11", "reading-refused", 10), ("12", "reading-refused", 10)]
    assert last_of(billing)[2]["reason"] == "Прибор не поверен"


@pytest.mark.parametrize("row", ["accepted;;", "billed;;2026-11", "refused;Нет доступа;"])
def test_the_same_file_again_changes_nothing(billing: Billing, receipt: str, row: str) -> None:
    billing.answer(f"{receipt};{row}")
    before = billing.statuses(), billing.told()
    report = billing.answer(f"{receipt};{row}")
    assert (report.unchanged, report.problems.count) == (1, 0)
    assert (billing.statuses(), billing.told()) == before


def test_an_older_file_does_not_take_a_reading_out_of_the_bill(billing: Billing, receipt: str) -> None:
    billing.answer(f"{receipt};billed;;2026-11")
    assert billing.answer(f"{receipt};accepted;;").unchanged == 1
    assert billing.statuses() == ["billed"]


@pytest.mark.parametrize(
    ("status", "row", "code"),
    [
        ("accepted", "accepted;;", "answer-impossible-accepted"),
        ("review", "billed;;2026-11", "answer-impossible-review"),
        ("replaced", "refused;Нет доступа;", "answer-impossible-replaced"),
        ("billed", "refused;Нет доступа;", "answer-impossible-billed"),
        ("billed", "billed;;2026-10", "answer-impossible-billed"),
        ("refused", "accepted;;", "answer-impossible-refused"),
    ],
)
def test_what_does_not_fit_is_reported_and_changes_nothing(
    billing: Billing, status: str, row: str, code: str
) -> None:
    receipt = billing.reading(12_650_000, status=status)
    report = billing.answer(f"{receipt};{row}")
    assert places(report.problems.first) == [("answers.csv", 2, None, code)]
    assert billing.statuses() == [status]
    assert billing.told() == []


def test_an_unknown_receipt_does_not_stop_the_others(billing: Billing, receipt: str) -> None:
    report = billing.answer("2611-9999999-9;accepted;;", f"{receipt};accepted;;")
    assert places(report.problems.first) == [("answers.csv", 2, None, "receipt-unknown")]
    assert billing.statuses() == ["taken"]


def test_of_two_answers_to_one_receipt_the_first_counts(billing: Billing, receipt: str) -> None:
    report = billing.answer(f"{receipt};accepted;;", f"{receipt};refused;Нет доступа;")
    assert places(report.problems.first) == [("answers.csv", 3, None, "duplicate")]
    assert billing.statuses() == ["taken"]


def test_a_receipt_is_known_without_its_dashes(billing: Billing, receipt: str) -> None:
    billing.answer(f"{receipt.replace('-', '')};accepted;;")
    assert billing.statuses() == ["taken"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("26-1;accepted;;", "receipt", "receipt-not-understood"),
        (";accepted;;", "receipt", "empty"),
        ("2611-0000001-0;maybe;;", "status", "answer-not-understood"),
        ("2611-0000001-0;billed;;", "month", "answer-without-month"),
        ("2611-0000001-0;billed;;ноябрь", "month", "month-not-understood"),
        ("2611-0000001-0;refused;;", "reason", "answer-without-reason"),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_whole_file(
    billing: Billing, receipt: str, row: str, column: str, code: str
) -> None:
    errors = billing.refusals(f"{receipt};accepted;;", row)
    assert places(errors) == [("answers.csv", 3, column, code)]
    assert billing.statuses() == ["exported"]


def test_files_are_refused_by_the_reader_that_refuses_registries(billing: Billing) -> None:
    for header, code in (
        ("receipt;status;reason", "column-missing"),
        ("receipt;status;reason;month;month", "column-twice"),
        ("receipt,status,reason,month", "separator-missing"),
    ):
        assert [error.code for error in billing.refusals(header=header)] == [code]
    assert [error.code for error in billing.refusals()] == ["no-answers"]


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def test_answers_may_lie_in_an_archive_in_windows_1251(
    billing: Billing, receipt: str, tmp_path: Path
) -> None:
    text = f"receipt;status;reason;month\r\n{receipt};Принято к расчёту;;\r\n"
    billing.take(archive(tmp_path / "a.zip", answers_csv=text.encode("cp1251")))
    assert billing.statuses() == ["taken"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"answers_csv": b"receipt;" + b"0" * 64 * 1024 * 1024}, "archive-too-large"),
        ({"inner_zip": b"PK", "answers_csv": b""}, "archive-nested"),
        ({"readings_csv": b"receipt;status"}, "file-missing"),
    ],
)
def test_archives_that_are_not_what_they_should_be_are_refused(
    billing: Billing, receipt: str, tmp_path: Path, members: dict[str, bytes], code: str
) -> None:
    path = archive(tmp_path / "a.zip", **members)
    with pytest.raises(RegistryRefusedError) as refused:
        billing.take(path)
    assert refused.value.findings.errors.first[0].code == code
    assert receipt
    assert billing.statuses() == ["exported"]


def test_operators_hear_of_the_outcome(billing: Billing, receipt: str) -> None:
    billing.answer(f"{receipt};accepted;;", "2611-9999999-9;accepted;;")
    [(details,)] = billing.sql("SELECT details FROM alerts WHERE kind = 'answers-taken'")
    assert json.loads(details) == {"taken": 1, "billed": 0, "refused": 0, "unchanged": 0, "problems": 1}
    billing.refusals("?;?;?;?")
    billing.refusals("?;?;?;?")
    assert billing.sql("SELECT occurrences FROM alerts WHERE kind = 'answers-refused'") == [(2,)]


def test_problems_beyond_the_hundredth_are_counted(
    billing: Billing, receipt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "PORTION_ANSWERS", 70)
    report = billing.answer(
        *(f"2611-9{number:06}-9;accepted;;" for number in range(300)), f"{receipt};accepted;;"
    )
    assert (len(report.problems.first), report.problems.more, report.taken) == (100, 200, 1)


def test_history_keeps_the_month_of_the_bill(billing: Billing, receipt: str) -> None:
    billing.answer(f"{receipt};billed;;2026-11")
    with open_exchange(billing.database, billing.settings) as store:
        reading = store.read(lambda unit: unit.readings.get(1))
    assert (reading.status, reading.billed_month) == (Status.BILLED, Month(2026, 11))


def kill_in_the_middle(database: Path, path: Path) -> None:
    answers.PORTION_ANSWERS = 2
    settings = UnitSettings(lambda: NOON, OPERATORS, "ru")

    def pause(_seconds: float) -> None:
        signal.raise_signal(signal.SIGKILL)

    with open_registry(path, (FILE,)) as files, open_exchange(database, settings, pause=pause) as store:
        TakeAnswers(store, settings.clock, nothing)(files)


def test_answers_that_were_killed_are_completed_by_the_same_file(billing: Billing, tmp_path: Path) -> None:
    receipts = [billing.reading(12_650_000 + place, status="exported") for place in range(5)]
    path = tmp_path / "answers.csv"
    lines = [f"{receipt};accepted;;" for receipt in receipts]
    path.write_text("\n".join(["receipt;status;reason;month", *lines]), encoding="utf-8")
    process = multiprocessing.get_context("spawn").Process(
        target=kill_in_the_middle, args=(billing.database, path)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert billing.statuses().count("taken") == 2

    report = billing.take(path)

    assert (report.taken, report.unchanged) == (3, 2)
    assert sum(json.loads(told[2])["count"] for told in billing.told()) == 10, "nobody was told twice"
