"""Exchanges files with billing and reports the outcome in words.

An administrator in a terminal (``bot.commands.registry``) and an operator in the group
(``bot.exchange.worker``) get the same report. The exchange belongs in a process of its own, because minutes
of parsing must not delay an answer of the bot.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from domain.errors import DomainError
from domain.reading_text import format_value
from integrations.export_files import ExportFiles
from integrations.registry_beside import open_registry_beside
from integrations.registry_files import open_registry
from services.exchange.answers import FILE as ANSWERS_FILE
from services.exchange.answers import AnswerReport, TakeAnswers
from services.exchange.exports import ExportReadings, ExportReport, WrittenFile
from services.exchange.registry import (
    FILES,
    Findings,
    ImportRegistry,
    ImportReport,
    Problem,
    ProblemList,
    RegistryRefusedError,
)
from services.units import StoreError
from storage.exchange import ExchangeIsRunningError
from storage.places import Place
from storage.schema import MigrationError
from storage.unit import UnitSettings

DONE = 0
FAILED = 1
INTERRUPTED = 130
"""Exit codes; the last one is what shells expect after Ctrl+C."""


class Say(Protocol):
    """Gives a text of locales/ without markup."""

    def __call__(self, text_id: str, **values: str | int) -> str:
        """Give the text with the values filled in."""
        ...


Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told the phase, how much is done, and how much there is to do."""


@dataclass(frozen=True)
class Exchange:
    """What an import, an export and answers need; the bot may be running on the same ``database``."""

    database: Place
    settings: UnitSettings
    zone: tzinfo
    say: Say
    progress: Progress
    is_asked_in_group: bool = False
    """Whether operators read the outcome in the message of their job, so that no alert repeats it."""


@dataclass(frozen=True)
class Outcome:
    """How an exchange ended, line by line; ``export`` is the number of the export that was written."""

    code: int
    lines: Sequence[str]
    export: int | None = None
    files: Sequence[WrittenFile] = ()


def import_registry(
    exchange: Exchange, path: Path, *, close_many: bool = False, names_tell: bool = False
) -> Outcome:
    """Import the registry in a folder, a .zip archive or a workbook: all of it, or nothing.

    ``close_many``: the import may close more than a tenth of the subscribers, which is a mistake otherwise.
    ``names_tell``: scales with other names or numbers than before are those of their names.
    """
    work = partial(_import, exchange, path, close_many=close_many, names_tell=names_tell)
    return _told(exchange.say, "registry-import", work)


def export_readings(exchange: Exchange, target: Path, again: int | None = None) -> Outcome:
    """Write the next export to a .zip archive or into a folder, or an earlier one ``again``."""
    return _told(exchange.say, "export", partial(_export, exchange, target, again))


def take_answers(exchange: Exchange, path: Path) -> Outcome:
    """Take over the answers of billing: ``answers.csv``, or a folder or .zip archive that holds it."""
    return _told(exchange.say, "answers", partial(_answers, exchange, path))


def _told(say: Say, what: str, work: Callable[[], Outcome]) -> Outcome:
    """Do the work, and report in words why it failed if it did."""
    try:
        return work()
    except DomainError as error:
        values = {name: str(value) for name, value in error.values.items()}
        return Outcome(FAILED, [say(f"error-{error.code}", **values)])
    except ExchangeIsRunningError:
        return Outcome(FAILED, [say(f"{what}-is-running")])
    except (StoreError, MigrationError, OSError) as error:
        return Outcome(FAILED, [say(f"{what}-failed", reason=str(error))])
    except KeyboardInterrupt:
        return Outcome(INTERRUPTED, [say(f"{what}-interrupted")])


def _import(exchange: Exchange, path: Path, *, close_many: bool, names_tell: bool) -> Outcome:
    say, settings = exchange.say, exchange.settings
    try:
        with open_registry_beside(path) as files, exchange.database.stage(settings) as stage:
            take_over = ImportRegistry(
                stage,
                settings.clock,
                exchange.progress,
                may_close_many=close_many,
                names_tell=names_tell,
                tells_operators=not exchange.is_asked_in_group,
            )
            report = take_over(files)
    except RegistryRefusedError as refused:
        return _refusal(say, "registry-refused", refused.findings)
    return Outcome(DONE, _imported(say, report))


def _imported(say: Say, report: ImportReport) -> list[str]:
    tables = [
        say(
            f"registry-table-{change.table}",
            rows=change.rows,
            added=change.added,
            altered=change.altered,
            vanished=change.vanished,
        )
        for change in report.changes
    ]
    return [
        *_listed(say, "registry-warnings", report.warnings),
        *_listed(say, "registry-meters-left", report.left),
        say("registry-imported"),
        *tables,
    ]


def _export(exchange: Exchange, target: Path, again: int | None) -> Outcome:
    say, settings = exchange.say, exchange.settings
    with exchange.database.exchange(settings) as store:
        writer = ExportFiles(target, exchange.zone)
        report = ExportReadings(store, settings.clock, writer, exchange.progress)(again)
    if report is None:
        return Outcome(DONE, [say("export-nothing")])
    return Outcome(DONE, _exported(say, report), report.export.number, report.files)


def _exported(say: Say, report: ExportReport) -> list[str]:
    export = report.export
    return [
        say("export-repeated" if report.is_repeat else "export-done", export=str(export.number)),
        say(
            "export-content",
            readings=export.readings,
            rows=export.rows,
            values=format_value(export.value_sum),
            consumption=format_value(export.consumption_sum),
        ),
        *([say("export-changes", count=export.changes)] if export.changes else []),
        *([say("export-waiting", count=report.waiting)] if report.waiting else []),
    ]


def _answers(exchange: Exchange, path: Path) -> Outcome:
    say, settings = exchange.say, exchange.settings
    try:
        with (
            open_registry(path, (ANSWERS_FILE,)) as files,
            exchange.database.exchange(settings) as store,
        ):
            take = TakeAnswers(
                store, settings.clock, exchange.progress, tells_operators=not exchange.is_asked_in_group
            )
            report = take(files)
    except RegistryRefusedError as refused:
        return _refusal(say, "answers-refused", refused.findings)
    return Outcome(DONE, _answered(say, report))


def _answered(say: Say, report: AnswerReport) -> list[str]:
    return [
        *_listed(say, "registry-warnings", report.warnings),
        *_listed(say, "answers-not-applied", report.problems),
        say("answers-taken"),
        say(
            "answers-content",
            taken=report.taken,
            billed=report.billed,
            refused=report.refused,
            unchanged=report.unchanged,
            problems=report.problems.count,
        ),
    ]


def _refusal(say: Say, text_id: str, findings: Findings) -> Outcome:
    lines = [
        *_listed(say, "registry-warnings", findings.warnings),
        *_listed(say, "registry-errors", findings.errors),
        say(text_id, count=findings.errors.count),
    ]
    return Outcome(FAILED, lines)


def _listed(say: Say, title: str, problems: ProblemList) -> list[str]:
    if not problems.count:
        return []
    lines = [say(title), *(_line(say, problem) for problem in sorted(problems.first, key=_place))]
    return [*lines, say("registry-problems-more", count=problems.more)] if problems.more else lines


def _place(problem: Problem) -> tuple[int, str, int]:
    """Order problems by file, as the files are read, and then by line."""
    names = [file.name for file in FILES]
    order = names.index(problem.file) if problem.file in names else -1
    return order, problem.file, problem.line or 0


def _line(say: Say, problem: Problem) -> str:
    values: dict[str, Any] = {name: str(value) for name, value in problem.values.items()}
    reason = say(f"registry-problem-{problem.code}", **values)
    place = {"file": problem.file, "line": problem.line, "column": problem.column}
    known = {name: str(part) for name, part in place.items() if part is not None}
    return say(f"registry-place-{'-'.join(known)}", **known, reason=reason)
