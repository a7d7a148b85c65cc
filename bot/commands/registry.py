"""``python -m bot registry import | export | answer PATH``: an administrator exchanges files with billing.

The report goes to the standard output, so that it can be kept in a file; the progress goes to the standard
error output.
"""

import sys
from collections.abc import Callable
from datetime import UTC, tzinfo
from pathlib import Path

from bot.commands.bars import Bars
from bot.exchange.files import Exchange, Outcome, Say, export_readings, import_registry, take_answers
from storage.places import Place
from storage.unit import UnitSettings


def run_import(
    path: Path,
    database: Place,
    *,
    settings: UnitSettings,
    say: Say,
    close_many: bool = False,
    names_tell: bool = False,
) -> int:
    """Import the registry in a folder, a .zip archive or a workbook and return the exit code.

    The bot may be running. If there is a mistake in the files, nothing is changed, and the report lists all
    mistakes.
    """

    def work(exchange: Exchange) -> Outcome:
        return import_registry(exchange, path, close_many=close_many, names_tell=names_tell)

    return _run(database, settings, UTC, say, work)


def run_export(
    target: Path, database: Place, *, again: int | None, zone: tzinfo, settings: UnitSettings, say: Say
) -> int:
    """Write the next export, or an earlier one ``again``, and return the exit code."""
    return _run(database, settings, zone, say, lambda exchange: export_readings(exchange, target, again))


def run_answers(path: Path, database: Place, *, settings: UnitSettings, say: Say) -> int:
    """Take over the answers of billing and return the exit code."""
    return _run(database, settings, UTC, say, lambda exchange: take_answers(exchange, path))


def _run(
    database: Place, settings: UnitSettings, zone: tzinfo, say: Say, work: Callable[[Exchange], Outcome]
) -> int:
    with database.temporary_files(), Bars(say) as bars:
        outcome = work(Exchange(database, settings, zone, say, bars))
    files = [
        say("export-file", path=str(file.path), size=file.size, sha256=file.sha256) for file in outcome.files
    ]
    sys.stdout.write("\n".join([*outcome.lines, *files]) + "\n")
    return outcome.code
