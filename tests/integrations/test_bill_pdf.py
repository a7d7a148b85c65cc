"""A bill as a PDF: all that it says, on as many pages as it needs, with the same bytes each time."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.bill_pdf import PdfWriter, bill_pdf
from integrations.workers import Workers
from services.numbers.bill_documents import (
    BillDocument,
    Detail,
    DocumentCode,
    DocumentGroup,
    DocumentLine,
)
from tests.pdf_text import pages_of, words_of

LINE = DocumentLine("День, до 1 200 кВт·ч", "120", "5,65", "678,00")
CODE = DocumentCode(
    "Оплата по QR",
    "ST00012|Name=АО «Свет»|PersonalAcc=40702810900000000001".encode(),
    (Detail("Получатель", "АО «Свет»"), Detail("Сумма", "230,00 ₽")),
)
DOCUMENT = BillDocument(
    title="Счёт за ноябрь 2026",
    copy="Копия для сведения",
    company="АО «Свет», ИНН 7812345678",
    details=(Detail("Абонентский номер", "100200301"), Detail("Адрес", "ул. Яблоневая, д. 1, кв. 1")),
    head=DocumentLine("За что", "кВт·ч", "Цена, ₽", "Сумма, ₽"),
    groups=(DocumentGroup("По показаниям", "", (LINE,)),),
    sums=(Detail("Начислено", "678,00 ₽"),),
    total=Detail("К оплате по счёту", "778,00 ₽"),
    state="На 30.11.2026 осталось оплатить 230,00 ₽.",
    code=None,
    page="Страница {page} из {pages}",
    language="ru",
    made_on=date(2026, 11, 30),
)


def test_a_document_says_all_that_it_was_given() -> None:
    [page] = pages_of(bill_pdf(DOCUMENT))
    for text in (
        *("Счёт за ноябрь 2026", "Копия для сведения", "АО «Свет», ИНН 7812345678"),
        *("100200301", "ул. Яблоневая, д. 1, кв. 1", "По показаниям"),
        *("День, до 1 200 кВт·ч", "120", "5,65", "678,00", "К оплате по счёту", "778,00 ₽"),
        *("На 30.11.2026 осталось оплатить 230,00 ₽.", "Страница 1 из 1"),
    ):
        assert text in page


@pytest.mark.parametrize("count", [40, 300])
def test_a_long_bill_goes_over_pages_and_repeats_the_head_of_its_table(count: int) -> None:
    lines = tuple(replace(LINE, label=f"Строка {place}") for place in range(count))
    pages = pages_of(bill_pdf(replace(DOCUMENT, groups=(DocumentGroup("По показаниям", "", lines),))))
    assert len(pages) > 1
    seen = [text for page in pages for text in page if text.startswith("Строка ")]
    assert seen == [line.label for line in lines]
    for place, page in enumerate(pages, 1):
        assert f"Страница {place} из {len(pages)}" in page
        assert "Копия для сведения" in page
        has_lines = any(text.startswith("Строка ") for text in page)
        assert ("За что" in page) == has_lines


def test_a_code_is_drawn_with_all_that_it_says_on_one_page() -> None:
    plain, coded = bill_pdf(DOCUMENT), bill_pdf(replace(DOCUMENT, code=CODE))
    assert len(coded) > len(plain)
    for text in ("Оплата по QR", "Получатель: АО «Свет»", "Сумма: 230,00 ₽"):
        assert text in words_of(coded)
        assert text not in words_of(plain)
    for count in range(20, 40):
        lines = (LINE,) * count
        pages = pages_of(
            bill_pdf(replace(DOCUMENT, groups=(DocumentGroup("По показаниям", "", lines),), code=CODE))
        )
        [page] = [page for page in pages if "Оплата по QR" in page]
        assert "Сумма: 230,00 ₽" in page


def test_long_and_strange_words_are_written_as_they_are() -> None:
    strange = "Перерасчёт по акту (№ 12) \\ “Ёж” — 5 < 6 & 7 > 3 **не жирно** " + "оченьдлинноеслово" * 12
    group = DocumentGroup("Перерасчёт", "", (replace(LINE, label=strange),))
    written = bill_pdf(replace(DOCUMENT, groups=(group,), details=(Detail("Адрес", strange * 3),)))
    joined = words_of(written).replace("\n", "").replace(" ", "")
    assert strange.replace(" ", "") in joined


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_billing_writes_becomes_a_document(words: str) -> None:
    group = DocumentGroup(words, words, (replace(LINE, label=words),))
    details = (Detail(words, words),)
    assert bill_pdf(replace(DOCUMENT, groups=(group,), details=details, company=words)).startswith(b"%PDF-")


def test_a_bill_without_lines_or_a_company_has_its_sums() -> None:
    [page] = pages_of(bill_pdf(replace(DOCUMENT, groups=(), company="", sums=())))
    assert "778,00 ₽" in page


def test_the_same_document_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys; from tests.integrations.test_bill_pdf import DOCUMENT;"
        "from integrations.bill_pdf import bill_pdf; sys.stdout.buffer.write(bill_pdf(DOCUMENT))"
    )
    there = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )
    assert there.stdout == bill_pdf(DOCUMENT)


async def test_documents_are_written_by_workers(workers: Workers) -> None:
    assert await PdfWriter(workers).write(DOCUMENT) == bill_pdf(DOCUMENT)
