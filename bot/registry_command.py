"""``python -m bot registry import PATH``: the registry of the billing system, taken over by an administrator.

It runs in a process of its own, so that minutes of parsing never delay an answer of the bot. The report goes
to the standard output, where it can be kept; the progress goes to the standard error output.
"""

import sqlite3
import sys
from pathlib import Path
from typing import Any, Protocol, Self

from tqdm import tqdm

from integrations.registry_files import open_registry
from services.registry import (
    FILES,
    Findings,
    ImportRegistry,
    ImportReport,
    Phase,
    Problem,
    ProblemList,
    RegistryRefusedError,
)
from storage.migrate import MigrationError
from storage.registry_stage import ImportIsRunningError, open_stage
from storage.unit import UnitSettings

DONE = 0
FAILED = 1
INTERRUPTED = 130
"""Exit codes; the last one is what shells expect after Ctrl+C."""


class Say(Protocol):
    """A text of locales/ without markup."""

    def __call__(self, text_id: str, **values: str | int) -> str:
        """Give the text with the values filled in."""
        ...


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
    except ImportIsRunningError:
        lines = [say("registry-import-is-running")]
    except (sqlite3.Error, MigrationError, OSError) as error:
        lines = [say("registry-import-failed", reason=str(error))]
    except KeyboardInterrupt:
        lines = [say("registry-import-interrupted")]
        code = INTERRUPTED
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def _import(path: Path, database: Path, settings: UnitSettings, say: Say) -> ImportReport:
    with open_registry(path) as files, open_stage(database, settings) as stage, _Bars(say) as bars:
        return ImportRegistry(stage, settings.clock, bars)(files)


class _Bars:
    """One bar per phase of the import, on a terminal only."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._phase: Phase | None = None
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, phase: Phase, done: int, total: int) -> None:
        bar = self._bar
        if bar is None or phase is not self._phase:
            self.__exit__()
            self._phase = phase
            bar = self._bar = tqdm(
                desc=self._say(f"registry-phase-{phase}"),
                total=total,
                unit="B" if phase is Phase.READING else "",
                unit_scale=phase is Phase.READING,
                file=sys.stderr,
                disable=None,
            )
        bar.update(done - bar.n)


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
