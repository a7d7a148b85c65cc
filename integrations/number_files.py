"""Reads lists of subscriber numbers, and of proofs, from files that people send: texts and workbooks.

A file is read on a thread, because one of some megabytes would hold up every conversation.
"""

import asyncio
import io
import zipfile
from datetime import date
from itertools import islice

from domain.errors import DomainError
from domain.file_text import decoded
from domain.number_list import MOST_NUMBERS, NumberList
from domain.proof_list import MOST_PROOFS, ProofList
from integrations.workbooks import BOOK, open_workbook

ARCHIVE = b"PK\x03\x04"
MOST_LINES = 10 * MOST_PROOFS
"""Rows of a sheet with proofs, empty ones included."""


async def read_number_file(content: bytes) -> NumberList:
    """Read the numbers of a file; implements ``services.notices.preparing.NumberFiles``."""
    return await asyncio.to_thread(numbers_in, content)


def numbers_in(content: bytes) -> NumberList:
    """Read the numbers of a file; of a workbook its first sheet counts.

    Errors: those of ``NumberList.parse``, of ``decoded`` and of ``open_workbook``.
    """
    if not content.startswith(ARCHIVE):
        return NumberList.parse(decoded(content))
    return NumberList.of_table([row for row in _first_sheet(content, 2 * MOST_NUMBERS) if row])


async def read_proof_file(content: bytes, today: date) -> ProofList:
    """Read the proofs of a file; implements ``services.numbers.adding_many.ProofFiles``."""
    return await asyncio.to_thread(proofs_in, content, today)


def proofs_in(content: bytes, today: date) -> ProofList:
    """Read the proofs of a file; of a workbook its first sheet counts.

    Errors: those of ``ProofList.parse``, of ``decoded`` and of ``open_workbook``.
    """
    if not content.startswith(ARCHIVE):
        return ProofList.parse(decoded(content), today=today)
    return ProofList.of_table(_first_sheet(content, MOST_LINES), today=today)


def _first_sheet(content: bytes, most: int) -> list[list[str]]:
    """Read the first rows of a workbook, empty ones included."""
    stream = io.BytesIO(content)
    if not has_sheets(stream):
        raise DomainError("file-not-text")
    with open_workbook(stream) as book:
        return list(islice(book.rows(book.names[0]), most))


def has_sheets(stream: io.BytesIO) -> bool:
    """Tell whether an archive is a workbook."""
    try:
        return BOOK in zipfile.ZipFile(stream).namelist()
    except zipfile.BadZipFile:
        return False
