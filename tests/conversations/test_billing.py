"""What residents see of a reading after it was sent: on its way to billing, and what billing said."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.exchange.files import DONE, Exchange, Outcome, export_readings, take_answers
from storage.unit import UnitSettings
from tests.conversations.harness import OPERATORS, TEXTS, Resident, Town, calls_of, say

pytestmark = pytest.mark.of_sqlite("files are exchanged with it alone")


def exchange_of(town: Town) -> Exchange:
    """The exchange as an administrator would run it beside the bot."""
    settings = UnitSettings(town.clock, OPERATORS, "ru")
    return Exchange(town.file, settings, ZoneInfo("Europe/Moscow"), TEXTS.within("ru").plain, lambda *_: None)


async def exported(town: Town) -> Path:
    outcome = export_readings(exchange_of(town), town.folder / "out")
    assert outcome.code == DONE
    await town.settled()
    return town.folder / "out" / f"export-{outcome.export:06}"


async def answered(town: Town, *rows: str) -> Outcome:
    path = town.folder / "answers.csv"
    path.write_text("\n".join(["receipt;status;reason;month", *rows]), encoding="utf-8")
    outcome = take_answers(exchange_of(town), path)
    await town.settled()
    return outcome


@pytest.fixture
async def anna(town: Town) -> Resident:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    return anna


def receipt_of(town: Town) -> str:
    [(receipt, _, _)] = town.readings()
    return str(receipt)


async def test_the_sender_hears_quietly_that_a_reading_went_to_billing(town: Town, anna: Resident) -> None:
    await exported(town)
    assert anna.heard == say("message-reading-exported", number="100200301", receipt=receipt_of(town))
    [sent] = [call for call in calls_of(town.sim.calls, "sendMessage") if "переданы" in call.params["text"]]
    assert json.loads(str(sent.params["disable_notification"]).lower()) is True


async def test_history_tells_in_which_bill_a_reading_was_counted(town: Town, anna: Resident) -> None:
    await exported(town)
    await answered(town, f"{receipt_of(town)};принято;;")
    assert anna.heard == say("message-reading-taken", number="100200301", receipt=receipt_of(town))
    await answered(town, f"{receipt_of(town)};учтено;;2026-11")
    november = say("month-of-year", month=say("month-11"), year="2026")
    assert anna.heard == say(
        "message-reading-billed", number="100200301", receipt=receipt_of(town), month=november
    )
    await anna.plays("Электроэнергия", "[История]")
    assert say("status-billed-month", month=november) in anna.sees


async def test_a_refused_reading_is_told_with_its_reason_and_can_be_sent_again(
    town: Town, anna: Resident
) -> None:
    await exported(town)
    await anna.send("Передать показания")
    assert anna.sees == say("error-already-exported"), "nothing replaces what is with billing"
    await answered(town, f"{receipt_of(town)};отклонено;Прибор & пломба <сорвана>;")
    assert "Прибор & пломба <сорвана>" in anna.heard
    await anna.plays("Электроэнергия", "[История]")
    assert say("history-reason", reason="Прибор & пломба <сорвана>") in anna.sees
    await anna.plays("Передать показания", "12651", "[Подтвердить]")
    assert [status for _, status, _ in town.readings()] == ["refused", "accepted"]


async def test_a_reading_that_was_taken_is_not_replaced(town: Town, anna: Resident) -> None:
    await exported(town)
    await answered(town, f"{receipt_of(town)};accepted;;")
    await anna.send("Передать показания")
    assert anna.sees == say("error-already-exported")


async def test_operators_read_what_went_and_what_came_back(town: Town, anna: Resident) -> None:
    await exported(town)
    assert town.alerts[-1] == say("alert-export-done", export="1", readings=1, rows=1)
    await answered(town, f"{receipt_of(town)};accepted;;", "2611-9999999-9;accepted;;")
    assert town.alerts[-1] == say(
        "alert-answers-taken", taken=1, billed=0, refused=0, unchanged=0, problems=1
    )
    assert anna.heard
