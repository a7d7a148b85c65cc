"""«Добавить списком»: many numbers at once, pasted or in a file."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from domain.proof_list import MOST_PROOFS
from services.numbers.adding_many import RowOutcome
from tests.conversations.harness import Resident, Town, say
from ui.messenger import RefusedError

FIRST = ("100200301", "12.11.2026", "1234,56")
SECOND = ("100200302", "10.11.2026", "1500")
BEGIN = ("[Электроэнергия]", "[Добавить абонента]", "[Добавить списком]")


def lines(*rows: tuple[str, ...], between: str = " ") -> str:
    return "\n".join(between.join(row) for row in rows)


def workbook() -> bytes:
    """Give a workbook as people keep one: with dates and numbers in its cells."""
    book = Workbook()
    for row in (
        ("Номер", "Дата платежа", "Сумма"),
        (100200301, date(2026, 11, 12), 1234.56),
        (100200302, date(2026, 11, 10), 1500),
    ):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def told(outcome: RowOutcome, number: str, until: str = "") -> str:
    return say(f"numbers-list-row-{outcome}", number=number, told=until)


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody who has no number yet and is asked for a list."""
    anna = await town.confirmed("Анна")
    await anna.plays(*BEGIN)
    return anna


def unread(place: int, fault: str) -> str:
    return say("numbers-list-unread-row", place=str(place), fault=say(f"numbers-list-fault-{fault}"))


async def test_numbers_that_were_pasted_are_added_and_the_amounts_are_deleted(
    town: Town, anna: Resident
) -> None:
    assert anna.sees == say("numbers-list-ask", most=MOST_PROOFS)
    await anna.send(lines(FIRST, SECOND, ("100200303", "01.11.2026", "1"), ("100200304", "31.02.2026", "5")))
    assert say("numbers-list-read", count=3) in anna.sees
    first = say("numbers-list-first", number=FIRST[0], date=FIRST[1], amount="1 234,56")
    assert first in anna.sees
    assert unread(4, "date") in anna.sees
    await anna.press("Добавить номера")
    for line in (
        say("numbers-list-added-count", count=2),
        say("numbers-list-not-proved-count", count=1),
        say("numbers-list-unread-count", count=1),
        say("numbers-list-not-proved-advice"),
        told(RowOutcome.ADDED, FIRST[0]),
        told(RowOutcome.ADDED, SECOND[0]),
        told(RowOutcome.NOT_PROVED, "100200303"),
        unread(4, "date"),
    ):
        assert line in anna.sees
    assert not any("1234,56" in message.text or "1 234,56" in message.text for message in anna.chat.messages)
    assert "1234" not in (await town.conversation_of(anna)).draft_text
    await anna.press("Готово")
    await anna.press("Все номера")
    assert f"Яблоневая, 1, кв. 2 · № {SECOND[0]}" in anna.buttons


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", lines(("номер", "дата", "сумма"), FIRST, SECOND, between=";").encode("cp1251")),
        ("list.xlsx", workbook()),
    ],
)
async def test_a_file_is_read_like_a_message_and_deleted(anna: Resident, name: str, content: bytes) -> None:
    await anna.send_document(name=name, content=content)
    assert say("numbers-list-read", count=2) in anna.sees
    await anna.press("Добавить номера")
    assert say("numbers-list-added-count", count=2) in anna.sees
    assert not any(message.document for message in anna.chat.messages)


async def test_a_long_list_comes_as_several_messages(anna: Resident) -> None:
    await anna.send(lines(FIRST))
    await anna.send(lines(SECOND, ("100200303",)))
    assert say("numbers-list-read", count=2) in anna.sees
    assert unread(3, "parts") in anna.sees
    await anna.press("Добавить номера")
    assert say("numbers-list-added-count", count=2) in anna.sees


async def test_after_five_failures_the_rest_is_not_tried(town: Town, anna: Resident) -> None:
    wrong = [(f"10020040{place}", "12.11.2026", "1") for place in range(5)]
    await anna.send(lines(*wrong[:4], FIRST, wrong[4], SECOND))
    await anna.press("Добавить номера")
    assert told(RowOutcome.ADDED, FIRST[0]) in anna.sees
    assert told(RowOutcome.NOT_TRIED, SECOND[0], "23.11 12:00") in anna.sees
    assert say("numbers-list-not-tried-advice", until="23.11 12:00") in anna.sees
    assert anna.sees.count("❌ №") == 5
    assert len(town.alerts) == 1
    await anna.plays("[Готово]", "Электроэнергия", "[Ещё]", "[Добавить абонента]")
    assert anna.sees.startswith(say("error-proof-closed", until="23.11 12:00"))


async def test_many_results_are_shown_page_by_page_those_with_trouble_first(anna: Resident) -> None:
    await anna.send(lines(FIRST, *((f"x{place}", "12.11.2026", "1") for place in range(30)), SECOND))
    await anna.press("Добавить номера")
    assert say("numbers-page", page=1, pages=3) in anna.sees
    assert unread(2, "number") in anna.sees
    await anna.plays("[Следующие]", "[Следующие]")
    assert told(RowOutcome.ADDED, SECOND[0]) in anna.sees
    await anna.press("Предыдущие")
    assert say("numbers-page", page=2, pages=3) in anna.sees


@pytest.mark.parametrize("typed", ["привет", "…"])
async def test_what_holds_no_row_is_asked_again(anna: Resident, typed: str) -> None:
    await anna.send(typed)
    assert anna.sees == say("error-proofs-none") + "\n\n" + say("numbers-list-ask", most=MOST_PROOFS)


async def test_a_photo_is_not_read(anna: Resident) -> None:
    await anna.send_photo()
    assert anna.sees.startswith(say("numbers-list-no-photo"))


async def test_a_list_that_telegram_does_not_give_is_too_large(
    town: Town, anna: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_file_id: str) -> bytes:
        raise RefusedError("Bad Request: file is too big")

    monkeypatch.setattr(town.app.messenger, "download", refuse)
    await anna.send_document(name="list.csv", content=lines(FIRST, between=";").encode())
    assert say("error-file-too-large", most=5) in anna.sees
    await anna.press("Отмена")
    assert not any(message.document for message in anna.chat.messages)


async def test_a_list_with_nothing_to_read_says_why_and_changes_nothing(town: Town, anna: Resident) -> None:
    await anna.send("100200301 31.02.2026 5")
    assert unread(1, "date") in anna.sees
    assert "Добавить номера" not in anna.buttons
    await anna.press("Отмена")
    assert not any("31.02.2026 5" in message.text for message in anna.chat.messages), (
        "it is deleted all the same"
    )
    assert town.query("SELECT count(*) FROM holdings") == [(0,)]


async def test_the_list_is_given_anew(anna: Resident) -> None:
    await anna.send(lines(("100200301", "12.11.2026", "1")))
    await anna.press("Исправить")
    assert anna.sees == say("numbers-list-ask", most=MOST_PROOFS)
    await anna.send(lines(FIRST))
    assert say("numbers-list-read", count=1) in anna.sees
    await anna.press("Добавить номера")
    assert say("numbers-list-added-count", count=1) in anna.sees
    await anna.press("Назад")
    assert anna.sees == say("numbers-list-ask", most=MOST_PROOFS)


async def test_a_list_that_was_tried_is_not_offered_again(anna: Resident) -> None:
    await anna.send(lines(FIRST))
    await anna.plays("[Добавить номера]", "Электроэнергия", "[Ещё]", "[Добавить абонента]")
    assert anna.sees == say("number-ask")


async def test_a_list_that_was_not_tried_is_offered_later(anna: Resident) -> None:
    await anna.send(lines(FIRST))
    await anna.plays("Помощь", "Электроэнергия", "[Добавить абонента]")
    assert say("resume-add-number") in anna.sees
    await anna.plays("[Продолжить]", "[Добавить номера]")
    assert say("numbers-list-added-count", count=1) in anna.sees
