"""The files of an export: readings.csv, readings.xlsx and manifest.json, in a folder or in a .zip archive.

The same export gives the same bytes, also in the workbook and in the archive: every date inside is that of
the export or a fixed one. Files are written under another name, brought to the disk and only then renamed, so
that billing never finds half of one. docs/billing.md describes them.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from domain.export import Export, ExportRow
from domain.meter_change import ChangedScale, MeterChange
from integrations.spreadsheets import csv_cell, csv_lines, member_of_archive
from services.exchange.exports import WrittenFile

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FORMAT = 1
"""Grows when a column changes its meaning; a new column at the end does not count."""
CSV = "readings.csv"
XLSX = "readings.xlsx"
CHANGES = "meter_changes.csv"
MANIFEST = "manifest.json"
NAMES = (CSV, XLSX, CHANGES, MANIFEST)
"""What an export may have; without accepted reports of other meters there is no file of them."""
COLUMNS = (
    "sequence",
    "receipt",
    "number",
    "meter",
    "serial",
    "scale",
    "name",
    "month",
    "previous",
    "value",
    "consumption",
    "rolled_over",
    "entered_at",
    "remark",
    "source",
)
REMARK = COLUMNS.index("remark")
"""The place of the first column that the files of exports begun by version 0.1 do not have."""
SOURCE = COLUMNS.index("source")
"""The place of the first column that the files of exports begun before empty homes do not have."""
BELOW_KNOWN = "below_known"
"""The remark about a value that is lower than the previous one, and that operators believed."""
CHANGE_COLUMNS = (
    "change",
    "number",
    "meter",
    "old_serial",
    "new_serial",
    "scale",
    "closing",
    "opening",
    "reported_at",
    "accepted_at",
)
WIDTHS = (10, 16, 14, 14, 18, 7, 18, 10, 13, 13, 13, 12, 26, 14, 10)
"""Of the columns of the workbook, in characters."""
ROWS_OF_A_SHEET = 1_048_575
"""Below the header; a worksheet ends there, and what follows goes on the next one."""
CHUNK_BYTES = 1024 * 1024

Cells: TypeAlias = Sequence[str | int | Decimal | None]


@dataclass(frozen=True)
class ExportFiles:
    """Writes exports to a place; implements ``services.exchange.exports.ExportWriter``.

    ``target`` is a .zip archive, or a folder in which each export gets one of its own. Moments are written in
    ``zone``, with its distance from UTC.
    """

    target: Path
    zone: tzinfo

    def __call__(
        self, export: Export, rows: Iterator[ExportRow], changes: Sequence[MeterChange]
    ) -> Sequence[WrittenFile]:
        """Write all files of an export, and return those that are left at the target."""
        name = export_name(export.number)
        parent = self.target.parent if self._is_archive else self.target
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=parent) as folder:
            written = self._write_all(Path(folder), export, rows, changes)
            if self._is_archive:
                archive = _archive(Path(folder) / f"{name}.zip", written)
                return [_moved(archive, self.target)]
            final = parent / name
            final.mkdir(exist_ok=True)
            return [_moved(path, final / path.name) for path in written]

    @property
    def _is_archive(self) -> bool:
        return self.target.suffix.casefold() == ".zip"

    def _write_all(
        self, folder: Path, export: Export, rows: Iterator[ExportRow], changes: Sequence[MeterChange]
    ) -> list[Path]:
        written = self._write_readings(folder, export, rows)
        if changes:
            written.append(self._write_changes(folder, changes))
        manifest = folder / MANIFEST
        manifest.write_text(_manifest(export, written), encoding="utf-8")
        return [*written, manifest]

    def _write_readings(self, folder: Path, export: Export, rows: Iterator[ExportRow]) -> list[Path]:
        table, book = folder / CSV, folder / XLSX
        columns = _columns(export)
        with _csv_file(table, columns) as lines, _workbook(book, export, columns) as sheets:
            for sequence, row in enumerate(rows, 1):
                cells = self._cells(sequence, row)[: len(columns)]
                lines.writerow([csv_cell(cell) for cell in cells])
                sheets.write(cells)
        return [table, book]

    def _write_changes(self, folder: Path, changes: Sequence[MeterChange]) -> Path:
        table = folder / CHANGES
        scales = ((change, scale) for change in changes for scale in change.scales)
        with _csv_file(table, CHANGE_COLUMNS) as lines:
            lines.writerows([csv_cell(cell) for cell in self._change_cells(*each)] for each in scales)
        return table

    def _cells(self, sequence: int, row: ExportRow) -> Cells:
        return (
            sequence,
            row.receipt,
            row.number,
            row.meter,
            row.serial,
            row.scale,
            row.name,
            row.month,
            row.previous,
            row.value,
            row.consumption,
            int(row.rolled_over),
            self._moment(row.entered_at),
            BELOW_KNOWN if row.below_known else None,
            row.source or None,
        )

    def _change_cells(self, change: MeterChange, scale: ChangedScale) -> Cells:
        return (
            change.id,
            change.spelling or change.number,
            change.meter_id,
            change.old_serial,
            change.new_serial,
            scale.ordinal or scale.scale,
            scale.closing,
            scale.opening,
            self._moment(change.reported_at),
            None if change.decided_at is None else self._moment(change.decided_at),
        )

    def _moment(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="seconds")


def _columns(export: Export) -> Sequence[str]:
    if not export.has_remarks:
        return COLUMNS[:REMARK]
    return COLUMNS if export.has_sources else COLUMNS[:SOURCE]


def export_name(number: int) -> str:
    """Return what the folder of an export is called; names sort in the order of exports."""
    return f"export-{number:06}"


@contextmanager
def _csv_file(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield csv_lines(file, columns)
        _to_disk(file)


def _to_disk(file: TextIOWrapper) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _workbook(path: Path, export: Export, columns: Sequence[str]) -> Iterator["_Sheets"]:
    from xlsxwriter import Workbook  # noqa: PLC0415 - takes a tenth of a second

    book = Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "tmpdir": str(path.parent)})
    book.set_properties({"title": export_name(export.number), "created": _fixed(export).replace(tzinfo=None)})
    yield _Sheets(book, columns)
    book.close()
    with path.open("rb") as written:
        os.fsync(written.fileno())


@dataclass
class _Sheets:
    """Writes rows below each other, on as many sheets as they need."""

    book: "Workbook"
    columns: Sequence[str]
    _sheet: "Worksheet" = field(init=False)
    _row: int = field(init=False)

    def __post_init__(self) -> None:
        self._begin()

    def write(self, cells: Cells) -> None:
        if self._row > ROWS_OF_A_SHEET:
            self._begin()
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, column, cell)
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell)
        self._row += 1

    def _begin(self) -> None:
        self._sheet = self.book.add_worksheet()
        for column, (name, width) in enumerate(zip(self.columns, WIDTHS, strict=False)):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, name)
        self._sheet.freeze_panes(1, 0)
        self._row = 1


def _fixed(export: Export) -> datetime:
    """The moment that the files bear: when the content was fixed, not when it was written."""
    return (export.sealed_at or export.begun_at).astimezone(UTC)


def _manifest(export: Export, files: Sequence[Path]) -> str:
    values = {
        "format": FORMAT,
        "export": export.number,
        "created_at": _moment(_fixed(export)),
        "entered_from": _moment(export.first_entered_at),
        "entered_to": _moment(export.last_entered_at),
        "readings": export.readings,
        "rows": export.rows,
        "meter_changes": export.changes,
        "value_sum": f"{export.value_sum:.3f}",
        "consumption_sum": f"{export.consumption_sum:.3f}",
        "files": {path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for path in files},
    }
    return json.dumps(values, indent=2) + "\n"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _archive(path: Path, files: Sequence[Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            info = member_of_archive(file.name)
            info.file_size = file.stat().st_size
            with file.open("rb") as source, archive.open(info, "w") as member:
                shutil.copyfileobj(source, member, CHUNK_BYTES)
    return path


def _moved(path: Path, target: Path) -> WrittenFile:
    """Bring a file to the disk and give it its name, in place of one of that name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return WrittenFile(target, target.stat().st_size, sha256)
