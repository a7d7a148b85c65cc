"""Reads lists of subscriber numbers from the files that operators send: texts and workbooks.

A file is read on a thread, because one of some megabytes would hold up every conversation.
"""

import asyncio
import io
import zipfile
from itertools import islice

from domain.errors import DomainError
from domain.file_text import decoded
from domain.number_list import MOST_NUMBERS, NumberList
from integrations.workbooks import BOOK, open_workbook

ARCHIVE = b"PK\x03\x04"


async def read_number_file(content: bytes) -> NumberList:
    """Read the numbers of a file; implements ``services.notices.preparing.NumberFiles``."""
    return await asyncio.to_thread(numbers_in, content)


def numbers_in(content: bytes) -> NumberList:
    """Read the numbers of a file; of a workbook its first sheet counts.

    Errors: those of ``NumberList.parse``, of ``decoded`` and of ``open_workbook``.
    """
    if not content.startswith(ARCHIVE):
        return NumberList.parse(decoded(content))
    stream = io.BytesIO(content)
    if not has_sheets(stream):
        raise DomainError("file-not-text")
    with open_workbook(stream) as book:
        rows = [row for row in islice(book.rows(book.names[0]), 2 * MOST_NUMBERS) if row]
    return NumberList.of_table(rows)


def has_sheets(stream: io.BytesIO) -> bool:
    """Tell whether an archive is a workbook."""
    try:
        return BOOK in zipfile.ZipFile(stream).namelist()
    except zipfile.BadZipFile:
        return False
