"""``python -m bot registry import PATH``: the registry of the billing system, taken over by an administrator.

It runs in a process of its own, so that minutes of parsing never delay an answer of the bot. The report goes
to the standard output, where it can be kept; the progress goes to the standard error output.
"""

import sqlite3
import sys
from pathlib import Path

from bot.bars import Bars, Say
from integrations.registry_files import open_registry
from services.registry import (
    FILES,
    Findings,
    ImportRegistry,
    ImportReport,
    Problem,
    ProblemList,
    RegistryRefusedError,
)
from storage.exchange import ExchangeIsRunningError
from storage.migrate import MigrationError
from storage.registry_stage import open_stage
from storage.unit import UnitSettings

DONE = 0
FAILED = 1
INTERRUPTED = 130
"""Exit codes; the last one is what shells expect after Ctrl+C."""


def run_import(path: Path, database: Path, *, settings: UnitSettings, say: Say) -> int:
    """Import the registry in a folder or .zip archive and return the exit code.

    The bot may be running. Nothing is changed unless everything is right; then all errors are in the report.
    """
    code = FAILED
    try:
        lines = _success(say, _import(path, database, settings, say))
        code = DONE
    except RegistryRefusedError as refused:
        lines = _refusal(say, refused.findings)
    except ExchangeIsRunningError:
        lines = [say("registry-import-is-running")]
    except (sqlite3.Error, MigrationError, OSError) as error:
        lines = [say("registry-import-failed", reason=str(error))]
    except KeyboardInterrupt:
        lines = [say("registry-import-interrupted")]
        code = INTERRUPTED
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def _import(path: Path, database: Path, settings: UnitSettings, say: Say) -> ImportReport:
    with open_registry(path) as files, open_stage(database, settings) as stage, Bars(say) as bars:
        return ImportRegistry(stage, settings.clock, bars)(files)


def _success(say: Say, report: ImportReport) -> list[str]:
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
    return [*_listed(say, "registry-warnings", report.warnings), say("registry-imported"), *tables]


def _refusal(say: Say, findings: Findings) -> list[str]:
    return [
        *_listed(say, "registry-warnings", findings.warnings),
        *_listed(say, "registry-errors", findings.errors),
        say("registry-refused", count=findings.errors.count),
    ]


def _listed(say: Say, title: str, problems: ProblemList) -> list[str]:
    if not problems.count:
        return []
    lines = [say(title), *(_line(say, problem) for problem in sorted(problems.first, key=_place))]
    return [*lines, say("registry-problems-more", count=problems.more)] if problems.more else lines


def _place(problem: Problem) -> tuple[int, str, int]:
    """Files in the order in which they are read, then lines."""
    names = [file.name for file in FILES]
    order = names.index(problem.file) if problem.file in names else -1
    return order, problem.file, problem.line or 0


def _line(say: Say, problem: Problem) -> str:
    reason = say(f"registry-problem-{problem.code}", **{k: str(v) for k, v in problem.values.items()})
    place = {"file": problem.file, "line": problem.line, "column": problem.column}
    known = {name: str(part) for name, part in place.items() if part is not None}
    return say(f"registry-place-{'-'.join(known)}", **known, reason=reason)
