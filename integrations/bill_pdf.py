"""A bill as a PDF of A4 pages, written by fpdf2 with the letters of matplotlib, which have Cyrillic ones.

The same document gives the same bytes, because the date inside is that of the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import partial
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from integrations.workers import Workers
from services.numbers.bill_documents import (
    BillDocument,
    Detail,
    DocumentCode,
    DocumentGroup,
    DocumentLine,
)

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "DejaVu"
MARGIN, LINE, GAP = 18.0, 5.5, 4.0
"""Millimetres: around a page, of a line of text, and between two parts."""
SMALL, USUAL, LARGE = 9, 10.5, 17
"""Points."""
NAMES, AMOUNTS = 55.0, 45.0
"""Millimetres of the names of details, and of the amounts of sums."""
COLUMNS = (92, 26, 24, 32)
"""Of the width of a table: what a line is for, kWh, price, amount."""
CODE, QUIET_ZONE = 50.0, 4
"""The side of a code in millimetres, and the modules of white around it, as its standard wants."""
GRAY = 95


@dataclass(frozen=True)
class PdfWriter:
    """``services.numbers.bill_documents.BillDocuments``."""

    workers: Workers = field(default_factory=Workers)

    @property
    def must_wait(self) -> bool:
        """Whether what is asked for now has to wait for others."""
        return self.workers.must_wait

    async def write(self, document: BillDocument) -> bytes:
        """Return a PDF."""
        return await self.workers.do("bill", partial(bill_pdf, document))


def bill_pdf(document: BillDocument) -> bytes:
    """Write a bill as a PDF."""
    page = _begun(document)
    _write_head(page, document)
    for group in document.groups:
        _write_group(page, document.head, group)
    page.ln(GAP)
    _write_sums(page, document)
    if document.code is not None:
        _write_code(page, document.code)
    return bytes(page.output())


def _begun(document: BillDocument) -> FPDF:
    from fpdf import FPDF  # noqa: PLC0415 - the bot itself never writes a document

    class Pages(FPDF):
        """Pages that say at their end what they are, and which of how many."""

        def footer(self) -> None:
            self.set_y(-MARGIN + LINE / 2)
            self.set_font(FONT, size=SMALL)
            self.set_text_color(GRAY)
            pages = document.page.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
            self.cell(self.epw / 2, LINE, pages)
            self.cell(self.epw / 2, LINE, document.copy, align="R")
            self.set_text_color(0)

    page = Pages(format="A4")
    page.set_margin(MARGIN)
    page.set_auto_page_break(auto=True, margin=MARGIN + LINE)
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        page.add_font(FONT, style, _fonts() / file)
    page.set_title(document.title)
    page.set_lang(document.language)
    page.set_creation_date(datetime.combine(document.made_on, time(), UTC))
    page.add_page()
    return page


def _fonts() -> Path:
    """Find the fonts of matplotlib, without importing it."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("matplotlib")
    return Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"


def _write(page: FPDF, text: str, *, size: float = USUAL, bold: bool = False, gray: bool = False) -> None:
    """Write a paragraph over the whole width; nothing for an empty one."""
    if not text:
        return
    page.set_font(FONT, "B" if bold else "", size)
    page.set_text_color(GRAY if gray else 0)
    page.multi_cell(page.epw, size * 0.53, text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(0)


def _write_head(page: FPDF, document: BillDocument) -> None:
    _write(page, document.company, size=SMALL, gray=True)
    page.ln(GAP)
    _write(page, document.title, size=LARGE, bold=True)
    _write(page, document.copy, bold=True, gray=True)
    page.ln(GAP)
    _write_pairs(page, document.details, NAMES)
    page.ln(GAP)


def _write_pairs(page: FPDF, details: Sequence[Detail], names: float, *, last_is_bold: bool = False) -> None:
    """Write names and what stands for them next to each other; ``names``: the millimetres of the first."""
    from fpdf import FontFace  # noqa: PLC0415 - the bot itself never writes a document

    page.set_font(FONT, size=USUAL)
    with page.table(
        col_widths=(names, page.epw - names),
        text_align=("LEFT", "RIGHT" if last_is_bold else "LEFT"),
        v_align="TOP",
        borders_layout="NONE",
        line_height=LINE,
        first_row_as_headings=False,
    ) as table:
        for detail in details:
            is_bold = last_is_bold and detail is details[-1]
            table.row((detail.name, detail.value), style=FontFace(emphasis="B") if is_bold else None)


def _write_group(page: FPDF, head: DocumentLine, group: DocumentGroup) -> None:
    """Write the lines of a group as a table; its head comes again at the top of a new page."""
    if page.will_page_break(5 * LINE):
        page.add_page()
    _write(page, group.title, bold=True)
    _write(page, group.note, size=SMALL, gray=True)
    page.set_font(FONT, size=SMALL)
    page.set_draw_color(190)
    with page.table(
        col_widths=COLUMNS,
        text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        line_height=LINE,
        padding=0.6,
        v_align="TOP",
        first_row_as_headings=True,
    ) as table:
        for line in (head, *group.lines):
            table.row((line.label, line.kwh, line.price, line.amount))
    page.ln(GAP)


def _write_sums(page: FPDF, document: BillDocument) -> None:
    _write_pairs(page, (*document.sums, document.total), page.epw - AMOUNTS, last_is_bold=True)
    page.ln(GAP / 2)
    _write(page, document.state)
    page.ln(GAP)


def _write_code(page: FPDF, code: DocumentCode) -> None:
    """Draw a code on the left, and write next to it what it says; both stay on one page."""
    height = max(CODE, LINE * (len(code.details) + 3))
    if page.will_page_break(height + 2 * LINE):
        page.add_page()
    _write(page, code.title, bold=True)
    page.ln(GAP / 2)
    top = page.get_y()
    _draw_code(page, code.content, page.l_margin, top)
    page.set_font(FONT, size=SMALL)
    width = page.epw - CODE - GAP
    for detail in code.details:
        page.set_x(page.l_margin + CODE + GAP)
        page.multi_cell(
            width, LINE - 1, f"{detail.name}: {detail.value}", align="L", new_x="LMARGIN", new_y="NEXT"
        )
    page.set_y(max(page.get_y(), top + CODE))


def _draw_code(page: FPDF, content: bytes, left: float, top: float) -> None:
    """Draw a QR code of dark rectangles, which stays sharp in print."""
    import segno  # noqa: PLC0415 - the bot itself never draws

    code = segno.make_qr(content, error="m", mode="byte", boost_error=False)
    rows = list(code.matrix_iter(border=QUIET_ZONE))
    side = CODE / len(rows)
    page.set_fill_color(0)
    for row, modules in enumerate(rows):
        column = 0
        for is_dark, run in groupby(modules):
            length = len(list(run))
            if is_dark:
                page.rect(left + column * side, top + row * side, length * side, side * 1.02, style="F")
            column += length
