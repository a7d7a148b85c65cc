"""``python -m bot registry export PATH``: accepted readings for the billing system.

It runs in a process of its own, and the bot may be running. What was done goes to the standard output, the
progress to the standard error output.
"""

import sqlite3
import sys
from datetime import tzinfo
from pathlib import Path

from bot.bars import Bars, Say
from bot.registry_command import DONE, FAILED, INTERRUPTED
from domain.errors import DomainError
from domain.reading_text import format_value
from integrations.export_files import ExportFiles
from services.exports import ExportReadings, ExportReport
from storage.exchange import ExchangeIsRunningError, open_exchange
from storage.migrate import MigrationError
from storage.unit import UnitSettings


def run_export(
    target: Path, database: Path, *, again: int | None, zone: tzinfo, settings: UnitSettings, say: Say
) -> int:
    """Write the next export, or an earlier one ``again``, and return the exit code."""
    code = FAILED
    try:
        with open_exchange(database, settings) as store, Bars(say) as bars:
            report = ExportReadings(store, settings.clock, ExportFiles(target, zone), bars)(again)
        lines = [say("export-nothing")] if report is None else export_lines(say, report)
        code = DONE
    except DomainError as error:
        lines = [say(f"error-{error.code}", **{name: str(value) for name, value in error.values.items()})]
    except ExchangeIsRunningError:
        lines = [say("exchange-is-running")]
    except (sqlite3.Error, MigrationError, OSError) as error:
        lines = [say("export-failed", reason=str(error))]
    except KeyboardInterrupt:
        lines = [say("export-interrupted")]
        code = INTERRUPTED
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def export_lines(say: Say, report: ExportReport) -> list[str]:
    """Tell what an export holds and where its files are."""
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
        *(
            say("export-file", path=str(file.path), size=file.size, sha256=file.sha256)
            for file in report.files
        ),
        *([say("export-waiting", count=report.waiting)] if report.waiting else []),
    ]
