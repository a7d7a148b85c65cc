"""What all files for spreadsheets have in common, whether billing or residents get them."""

import csv
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TextIO

from domain.reading_text import format_value

COMMANDS = ("=", "+", "-", "@", "\t", "\r", "'")
"""Beginnings by which spreadsheets take a text for a formula, and the sign that prevents it."""
ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)
ORDINARY_FILE = 0o100644 << 16


def csv_cell(cell: str | int | Decimal | None) -> str | int | None:
    """Write a number with a comma, and keep a text from being run as a formula."""
    if isinstance(cell, Decimal):
        return format_value(cell)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(COMMANDS) else cell


def csv_lines(file: TextIO, columns: Sequence[str]) -> Any:
    """Begin a table as Russian spreadsheets read it, and give what writes its lines."""
    lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
    lines.writerow([csv_cell(each) for each in columns])
    return lines


def member_of_archive(name: str) -> zipfile.ZipInfo:
    """Describe a file of an archive that has the same bytes whenever it is written."""
    info = zipfile.ZipInfo(name, ARCHIVE_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = ORDINARY_FILE
    return info
