"""«Скачать PDF»: a bill as a document."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.limits import FILES_MADE
from storage.unit import StoredUnit
from tests.conversations.harness import PAYEE_SETTINGS, Resident, Town, as_seen, say, say_in
from tests.domain.payees import PAYEE
from tests.pdf_text import pages_of, words_of

FLAT = "100200301"


async def open_bill(anna: Resident, month: str = "Октябрь 2026") -> None:
    await anna.plays("[Электроэнергия]", "[Счета]", f"[{month}]")


async def test_a_bill_comes_as_a_document_and_its_screen_stays(town: Town) -> None:
    anna = await town.holder(FLAT)
    await open_bill(anna)
    bill = anna.screen
    await anna.press("Скачать PDF")
    name, content = anna.document
    assert name == f"{FLAT}-2026-10.pdf"
    assert anna.sees == say("document-text", bill="октябрь 2026", number=FLAT)
    words = as_seen(words_of(content)).split("\n")
    for line in (
        "Счёт за октябрь 2026",
        "Копия для сведения",
        FLAT,
        "г. Светлогорье, ул. Яблоневая, д. 1, кв. 1",
        "15.11.2026",
        "По показаниям",
        "На 22.11.2026 по этому счёту осталось оплатить 48,48 ₽.",
        "Страница 1 из 1",
    ):
        assert line in words
    assert "Скачать PDF" in [label for row in bill.button_labels for label in row]


async def test_the_company_is_named_in_the_document_where_it_is_known(town: Town) -> None:
    await town.restart(COMPANY_NAME="АО «Свет»", COMPANY_INN="7707083893")
    anna = await town.holder(FLAT)
    await open_bill(anna)
    await anna.press("Скачать PDF")
    assert "АО «Свет», ИНН 7707083893" in as_seen(words_of(anna.document[1]))


async def test_a_document_of_forty_lines_has_all_of_them_although_the_screen_has_not(town: Town) -> None:
    columns = "bill_id, ordinal, basis, scale, consumption, from_kwh, price, amount, note"
    bill = f"B{FLAT}-202610"
    await town.change(
        "DELETE FROM bill_lines WHERE bill_id = 'B100200301-202610'",
        *(
            f"INSERT INTO bill_lines ({columns})"  # noqa: S608
            f" VALUES ('{bill}', {place}, 'other', NULL, NULL, NULL, NULL, 100, 'Услуга {place}')"
            for place in range(1, 41)
        ),
    )
    anna = await town.holder(FLAT)
    await open_bill(anna)
    assert "Услуга 40" not in anna.sees
    await anna.press("Скачать PDF")
    pages = pages_of(anna.document[1])
    assert len(pages) == 2
    assert [text for page in pages for text in page if text.startswith("Услуга")] == [
        f"Услуга {place}" for place in range(1, 41)
    ]


@pytest.mark.parametrize(
    "number", ["100200302", "100200319", "100200321", "100200323", "100200326", "100200328"]
)
async def test_every_kind_of_bill_can_be_a_document_in_both_languages(town: Town, number: str) -> None:
    anna = await town.holder(number)
    months = town.query("SELECT month FROM bills WHERE number = ? ORDER BY month DESC", number)
    for (month,) in months:
        await anna.forge(f"b:pdf:{number}:{month.replace('-', '')}:0")
        assert number in words_of(anna.document[1])
    await town.change("UPDATE accounts SET language = 'en'")
    newest = months[0][0].replace("-", "")
    await anna.forge(f"b:pdf:{number}:{newest}:0")
    assert say_in("en", "document-copy") in words_of(anna.document[1])


async def test_a_bill_that_is_gone_and_anothers_bill_are_refused(town: Town) -> None:
    anna = await town.holder(FLAT)
    await anna.forge(f"b:pdf:{FLAT}:209912:0")
    assert say("error-bill-unknown") in anna.sees
    await anna.forge("b:pdf:100200302:202610:0")
    assert say("error-not-yours") in anna.sees
    assert anna.screen.file is None


async def test_documents_are_limited(town: Town) -> None:
    anna = await town.holder(FLAT)
    account_id = await town.account_of(anna)
    earlier = town.clock() - timedelta(minutes=30)

    def work(unit: StoredUnit) -> None:
        for place in range(FILES_MADE.most):
            unit.attempts.record(FILES_MADE.kind, str(account_id), earlier, f"file {place}")

    await town.app.database.write(work)
    await anna.forge(f"b:pdf:{FLAT}:202610:0")
    assert say("error-files-too-many", until="12:30") in anna.sees


async def test_what_is_left_to_pay_has_a_code_in_the_document_and_on_its_own(town: Town) -> None:
    await town.restart(**PAYEE_SETTINGS)
    anna = await town.holder(FLAT)
    await open_bill(anna)
    assert ["Скачать PDF", "QR для оплаты"] in anna.screen.button_labels
    await anna.press("Скачать PDF")
    words = as_seen(words_of(anna.document[1]))
    for line in (say("document-code"), "Сумма: 48,48 ₽", f"Счёт: {PAYEE.account}", "Период: октябрь 2026"):
        assert line in words.split("\n")
    await anna.press("QR для оплаты")
    assert anna.screen.file is not None
    assert anna.screen.file.kind == "photo"
    assert "48,48" in anna.sees


async def test_a_bill_that_was_paid_has_no_code(town: Town) -> None:
    await town.restart(**PAYEE_SETTINGS)
    anna = await town.holder(FLAT)
    await open_bill(anna, month="Сентябрь 2026")
    assert "QR для оплаты" not in anna.buttons
    await anna.press("Скачать PDF")
    words = as_seen(words_of(anna.document[1]))
    assert say("document-paid-up", date="22.11.2026") in words
    assert say("document-code") not in words
    await anna.forge(f"b:qr:{FLAT}:202609:0")
    assert anna.screen.file is None


async def test_without_a_payee_the_document_has_no_code(town: Town) -> None:
    anna = await town.holder(FLAT)
    await open_bill(anna)
    assert "QR для оплаты" not in anna.buttons
    await anna.press("Скачать PDF")
    assert say("document-code") not in as_seen(words_of(anna.document[1]))
    await anna.forge(f"b:qr:{FLAT}:202610:0")
    assert say("pay-text", number=FLAT, phone="(812) 303-96-96") in anna.sees


async def test_where_documents_are_switched_off_none_is_offered_or_sent(town: Town) -> None:
    await town.restart(**PAYEE_SETTINGS, PAYMENT_DOCUMENTS="off")
    anna = await town.holder(FLAT)
    await open_bill(anna)
    assert "Скачать PDF" not in anna.buttons
    assert "QR для оплаты" not in anna.buttons
    await anna.forge(f"b:pdf:{FLAT}:202610:0")
    assert anna.sees == say("document-off")
    assert anna.screen.file is None
