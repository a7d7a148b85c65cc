"""What the administrator who imports a registry reads."""

import ast
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message

from bot.commands import registry as registry_command
from bot.commands.registry import run_import
from bot.exchange import files as exchange
from bot.exchange.files import Exchange, Outcome
from domain.reading import Status
from services.exchange.registry import FILES, Phase
from storage.stage_checks import CHECKS
from tests.engines import connection, open_stage, place
from tests.registry.town import TOWN, Importer
from ui.texts import Texts

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "registry"
TEXTS = Texts.load(ROOT / "locales", "ru")
SAY = TEXTS.within("ru").plain
LANGUAGES = ["ru", "en"]


def run(importer: Importer, path: Path, language: str = "ru") -> int:
    return run_import(
        path, place(importer.database), settings=importer.settings, say=TEXTS.within(language).plain
    )


def test_a_success_says_what_changed(import_registry: Importer, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(import_registry, import_registry.write(TOWN))

    assert code == 0
    rows = {
        "subscribers": 2,
        "meters": 2,
        "scales": 3,
        "payments": 2,
        "bills": 1,
        "bill_lines": 0,
        "history": 0,
        "tariffs": 4,
    }
    assert capsys.readouterr().out.splitlines() == [
        SAY("registry-imported"),
        *(
            SAY(f"registry-table-{table}", rows=count, added=count, altered=0, vanished=0)
            for table, count in rows.items()
        ),
    ]


def test_a_refusal_lists_every_error_in_the_order_of_the_files(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    town = TOWN | {
        "subscribers.csv": "phone;number;address;balance;penalty\n;100200301;Речная;0;0\n;1;Речная;0;0\n",
        "payments.csv": TOWN["payments.csv"] + "P3;100200301;31.11.2026;0\n",
    }
    del town["meters.csv"]

    code = run(import_registry, import_registry.write(town))

    assert code == 1
    reasons = {code: SAY(f"registry-problem-{code}") for code in ("column-unknown", "file-missing")}
    number = SAY("registry-problem-number-wrong-length", found="1", least="4", most="15")
    date = SAY("registry-problem-date-impossible", found="31.11.2026")
    amount = SAY("registry-problem-amount-nothing")
    assert capsys.readouterr().out.splitlines() == [
        SAY("registry-warnings"),
        f"subscribers.csv, строка 1, столбец phone: {reasons['column-unknown']}",
        SAY("registry-errors"),
        f"subscribers.csv, строка 3, столбец number: {number}",
        f"meters.csv: {reasons['file-missing']}",
        f"payments.csv, строка 4, столбец paid_on: {date}",
        f"payments.csv, строка 4, столбец amount: {amount}",
        SAY("registry-refused", count=4),
    ]


def test_errors_beyond_the_hundredth_are_counted(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    town = TOWN | {"payments.csv": TOWN["payments.csv"] + ";100200301;01.11.2026;1\n" * 1_102}

    run(import_registry, import_registry.write(town), "en")

    lines = capsys.readouterr().out.splitlines()
    say = TEXTS.within("en").plain
    empty = say("registry-problem-empty")
    assert lines == [
        say("registry-errors"),
        *(f"payments.csv, line {number}, column payment: {empty}" for number in range(4, 104)),
        say("registry-problems-more", count=1_002),
        say("registry-refused", count=1_102),
    ]


def test_a_path_without_a_registry_is_told(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(import_registry, import_registry.folder / "absent") == 1

    reason = SAY("registry-problem-no-registry")
    assert f"absent: {reason}" in capsys.readouterr().out.splitlines()
    assert not import_registry.database.exists()


def test_a_second_import_is_told_to_wait(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_stage(import_registry.database, import_registry.settings):
        assert run(import_registry, import_registry.write(TOWN)) == 1

    assert capsys.readouterr().out == SAY("registry-import-is-running") + "\n"


@pytest.mark.of_sqlite("the database is no file")
def test_a_file_that_is_no_database_is_told_without_a_traceback(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    import_registry.database.write_bytes(b"no database, but something of somebody's" * 100)

    assert run(import_registry, import_registry.write(TOWN), "en") == 1

    assert "file is not a database" in capsys.readouterr().out


def test_an_interruption_is_told_without_a_traceback(
    import_registry: Importer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exchange, "open_registry_beside", interrupted)

    assert run(import_registry, import_registry.write(TOWN)) == 130
    assert capsys.readouterr().out == SAY("registry-import-interrupted") + "\n"


def test_the_progress_is_not_mixed_into_the_report(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(import_registry, import_registry.write(TOWN))

    assert capsys.readouterr().err == ""


def problem_codes() -> set[str]:
    """The codes that the program can report: literals in its calls, and those of the checks of the stage."""
    codes = {check.code for check in CHECKS}
    for name in (
        "integrations/registry_files.py",
        "integrations/registry_cells.py",
        "integrations/workbooks.py",
        "domain/file_text.py",
        "domain/renumbering.py",
        "domain/subscriber_number.py",
        "services/exchange/answers.py",
        "services/exchange/registry.py",
    ):
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                codes |= _code_of(node)
    possible = {Status.EXPORTED, Status.TAKEN}
    impossible = {f"answer-impossible-{status.value}" for status in Status if status not in possible}
    return (codes | impossible) - {"number-like-date"}  # of numbers that people type


def _code_of(call: ast.Call) -> set[str]:
    position = {
        "DomainError": 0,
        "NamesDoNotTellError": 0,
        "report": 0,
        "_refusal": 1,
        "Problem": 3,
        "_report": 2,
    }
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in position or len(call.args) <= position[name]:
        return set()
    argument = call.args[position[name]]
    branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    return {node.value for node in branches if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def messages(language: str) -> set[str]:
    resource = FluentParser().parse(
        (ROOT / "locales" / language / "registry.ftl").read_text(encoding="utf-8")
    )
    return {entry.id.name for entry in resource.body if isinstance(entry, Message)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_words_and_no_words_are_left_over(language: str) -> None:
    prefix = "registry-problem-"
    known = {name.removeprefix(prefix) for name in messages(language) if name.startswith(prefix)}

    assert known - {"more"} == problem_codes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_and_every_table_has_its_words(language: str) -> None:
    assert {f"registry-phase-{phase}" for phase in Phase} <= messages(language)
    assert {f"registry-table-{file.table}" for file in FILES} <= messages(language)


def test_the_example_is_imported_without_a_warning(
    import_registry: Importer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(import_registry, EXAMPLE) == 0

    report = capsys.readouterr().out
    assert report.startswith(SAY("registry-imported"))
    assert SAY("registry-table-subscribers", rows=30, added=30, altered=0, vanished=0) in report


def test_the_cheat_sheet_of_the_example_proves_every_number(import_registry: Importer) -> None:
    run(import_registry, EXAMPLE)
    rows = [line.split(" | ") for line in (EXAMPLE / "README.md").read_text(encoding="utf-8").splitlines()]
    sheet = {row[0].removeprefix("| "): row[1:3] for row in rows if row[0].removeprefix("| ").isdecimal()}

    with connection(import_registry.database) as known_now:
        numbers = {number for (number,) in known_now.execute("SELECT number FROM subscribers")}
        assert sheet.keys() == numbers
        for number, (paid_on, amounts) in sheet.items():
            payments = known_now.execute(
                "SELECT paid_on, amount FROM payments"
                " WHERE number = ? AND status = 'booked' ORDER BY paid_on",
                (number,),
            ).fetchall()
            last = [(day, amount) for day, amount in payments if day == payments[-1][0]]
            day, month, year = paid_on.split(".") if last else ("", "", "")
            assert all(known == f"{year}-{month}-{day}" for known, _ in last)
            shown = {f"{amount // 100},{amount % 100:02}" for _, amount in last} or {"–"}
            assert shown <= set(amounts.replace(", ", " ").split())


@pytest.mark.of_sqlite("the server sorts")
def test_what_is_sorted_lies_beside_the_database_and_not_in_a_small_tmp(
    import_registry: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = []
    work = exchange.import_registry

    def look(wanted: Exchange, path: Path, **options: bool) -> Outcome:
        with closing(sqlite3.connect(":memory:")) as connection:
            places.extend(connection.execute("PRAGMA temp_store_directory").fetchall())
        return work(wanted, path, **options)

    monkeypatch.setattr(registry_command, "import_registry", look)
    assert run(import_registry, import_registry.write(TOWN)) == 0
    assert places == [(str(import_registry.folder),)]
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("PRAGMA temp_store_directory").fetchall() in ([], [("",)])
