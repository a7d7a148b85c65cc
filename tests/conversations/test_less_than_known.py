"""The display shows less than is known, whatever the reason: a photo, a review, and a mark in the export."""

from __future__ import annotations

import csv
import io

import pytest

from simulator import Message
from tests.conversations.harness import Resident, Town, as_seen, say

LESS = "На счётчике действительно столько"


async def anna_with(town: Town, number: str, *deeds: str) -> Resident:
    anna = await town.holder(number)
    await anna.plays("[Передать показания]", *deeds)
    return anna


async def in_review(town: Town, number: str = "100200301") -> Resident:
    anna = await anna_with(town, number, "12390", f"[{LESS}]")
    await anna.send_photo()
    await anna.press("Подтвердить")
    return anna


def alert_of(town: Town) -> Message:
    """Give the newest alert about a reading."""
    return [each for each in town.group.messages if "Показания на проверку" in each.text][-1]


def exported(town: Town) -> list[dict[str, str]]:
    """Read what the newest export of the town sent to billing."""
    files = [
        message.file.content
        for message in town.group.messages
        if message.file is not None and message.file.content.startswith(b"\xef\xbb\xbfsequence;")
    ]
    return list(csv.DictReader(io.StringIO(files[-1].decode("utf-8-sig")), delimiter=";"))


async def export(town: Town) -> None:
    await town.oleg.send("/export")
    await town.oleg.press("Выгрузить")


async def test_a_value_below_an_estimate_goes_to_operators_with_a_photo(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12390", f"[{LESS}]")
    assert anna.sees == say("reading-photo-ask")
    assert anna.buttons == ["Пропустить", "Назад", "Отмена"]
    await anna.send_photo()
    assert say("reading-summary-below", scale="Круглосуточно", previous="12480", value="12390") in anna.sees
    assert say("reading-summary-review-below") in anna.sees
    assert say("reading-summary-photos", count=1) in anna.sees
    await anna.press("Подтвердить")
    [(receipt, status, values)] = town.readings()
    assert (status, values) == ("review", "12390000")
    assert receipt in anna.sees
    assert "На Вашем счётчике меньше, чем у нас записано" in anna.sees
    alert = next(message for message in town.group.messages if "Показания на проверку" in message.text)
    for detail in ("12390", "12480", "реестр", "24.10.2026", receipt, "меньше известного"):
        assert detail in alert.text, alert.text
    assert say("alert-photos", count=1) in alert.text
    photo = town.group.messages[-1]
    assert photo.photo is not None
    assert photo.reply_to is alert


async def test_an_accepted_value_is_marked_in_the_export_and_later_ones_are_compared_with_it(
    town: Town,
) -> None:
    anna = await in_review(town)
    [(receipt, _, _)] = town.readings()
    await town.oleg.press("Принять", on=alert_of(town))
    assert anna.heard == say("message-reading-below-accepted", number="100200301", receipt=receipt)
    await export(town)
    [row] = exported(town)
    assert list(row)[-2:] == ["remark", "source"]
    assert (row["previous"], row["value"], row["consumption"], row["remark"]) == (
        *("12480", "12390", ""),
        "below_known",
    )
    await town.pass_time(days=30)
    await anna.send("Передать показания")
    assert say("reading-previous", value="12390", date="22.11.2026") in anna.sees
    await anna.send("12450")
    assert "12390 → 12450 = 60 кВт·ч" in anna.sees
    await anna.press("Подтвердить")
    await export(town)
    assert [row["remark"] for row in exported(town)] == [""]


async def test_an_estimate_that_bears_a_later_day_is_not_the_base_again(town: Town) -> None:
    await town.change("UPDATE scales SET last_date = '2026-11-30' WHERE meter_id = 'M301'")
    anna = await in_review(town)
    await town.oleg.press("Принять", on=alert_of(town))
    await export(town)
    await town.pass_time(days=30)
    await anna.send("Передать показания")
    assert say("reading-previous", value="12390", date="22.11.2026") in anna.sees


async def test_a_refused_value_changes_nothing(town: Town) -> None:
    anna = await in_review(town)
    await town.oleg.press("Отклонить", on=alert_of(town))
    await town.oleg.press("Похоже на опечатку")
    assert "похоже на опечатку" in anna.heard
    await anna.send("Передать показания")
    assert say("reading-previous", value="12480", date="24.10.2026") in anna.sees


async def test_without_a_photo_operators_may_ask_for_it(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12390", f"[{LESS}]")
    await anna.send("фото нет")
    assert anna.sees.startswith(say("reading-photo-no-words"))
    await anna.press("Пропустить")
    assert say("reading-summary-photos", count=0) in anna.sees
    await anna.press("Подтвердить")
    await town.oleg.press("Запросить фото")
    await anna.send_photo()
    assert say("alert-photos", count=1) in alert_of(town).text


async def test_all_photos_of_an_album_reach_the_operators(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12390", f"[{LESS}]")
    await anna.send_album(3)
    await anna.send_photo()
    assert say("reading-photo-added") in anna.sees
    await anna.press("Подтвердить")
    assert len([message for message in town.group.messages if message.photo]) == 4
    assert say("alert-photos", count=4) in alert_of(town).text


async def test_the_second_press_and_a_restart_store_it_once(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12390", f"[{LESS}]")
    await anna.send_photo()
    await town.restart()
    await anna.press("Подтвердить")
    await anna.again()
    assert len(town.readings()) == 1
    assert len([message for message in town.group.messages if message.photo]) == 1


@pytest.mark.parametrize(
    "way",
    [
        ("8300 3500", f"[{LESS}]"),
        ("8300", "3500", f"[{LESS}]"),
        ("8000 3950", f"[{LESS}]"),
        ("8000", f"[{LESS}]", "3950"),
        ("8000 3500", f"[{LESS}]", f"[{LESS}]"),
        ("8000", f"[{LESS}]", "3500", f"[{LESS}]"),
    ],
)
async def test_one_scale_or_both_may_show_less(town: Town, way: tuple[str, ...]) -> None:
    anna = await anna_with(town, "100200302", *way)
    assert anna.sees == say("reading-photo-ask"), anna
    await anna.plays("[Пропустить]", "[Подтвердить]")
    assert [status for _, status, _ in town.readings()] == ["review"]


async def test_one_scale_may_show_less_while_the_other_is_far_above(town: Town) -> None:
    anna = await anna_with(town, "100200302", "8000 9907", f"[{LESS}]")
    assert say("reading-far-ask") in anna.sees
    await anna.press("Подтвердить")
    assert anna.sees == say("reading-photo-ask")
    await anna.plays("[Пропустить]", "[Подтвердить]")
    assert [status for _, status, _ in town.readings()] == ["review"]


async def test_whoever_keeps_values_that_look_exchanged_may_insist_on_the_lower_one(town: Town) -> None:
    anna = await anna_with(town, "100200324", "7500 18400", "[Всё верно, не менять]")
    assert say("reading-lower-ask", scale="День", value="7500", previous="18250") == anna.sees
    await anna.press(LESS)
    assert say("reading-far-ask") in anna.sees
    await anna.plays("[Подтвердить]", "[Пропустить]", "[Подтвердить]")
    assert [(status, values) for _, status, values in town.readings()] == [("review", "7500000 18400000")]


async def test_back_leads_through_the_questions_one_by_one(town: Town) -> None:
    anna = await anna_with(town, "100200302", "8000 3500", f"[{LESS}]", f"[{LESS}]")
    await anna.send_photo()
    for asked in ("photo", "lower", "lower", "value"):
        await anna.press("Назад")
        assert await town.state_of(anna) == f"ReadingForm:{asked}"
    await anna.send("8300 3950")
    assert say("reading-confirm-ask") in anna.sees
    await anna.press("Подтвердить")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_digits_in_place_of_the_photo_correct_the_value(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12390", f"[{LESS}]", "12590")
    assert "= 110 кВт·ч" in anna.sees
    await anna.press("Подтвердить")
    assert [status for _, status, _ in town.readings()] == ["accepted"]


async def test_an_own_reading_that_was_exported_by_mistake_is_named_as_the_source(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12900", "[Подтвердить]")
    [(wrong, _, _)] = town.readings()
    await export(town)
    await town.pass_time(days=30)
    await anna.plays("Передать показания", "12650", f"[{LESS}]", "[Пропустить]", "[Подтвердить]")
    assert say("alert-known-own", previous="12900", since="22.11.2026", receipt=wrong) in alert_of(town).text
    await town.oleg.press("Принять", on=alert_of(town))
    assert [status for _, status, _ in town.readings()] == ["exported", "accepted"]


async def test_a_reading_of_another_holder_is_named_as_theirs(town: Town) -> None:
    boris = await town.holder("100200301", name="Борис", login="boris")
    await boris.plays("Передать показания", "12900", "[Подтвердить]")
    [(theirs, _, _)] = town.readings()
    await export(town)
    await town.pass_time(days=30)
    await anna_with(town, "100200301", "12650", f"[{LESS}]", "[Пропустить]", "[Подтвердить]")
    text = alert_of(town).text
    assert say("alert-known-another", previous="12900", since="22.11.2026", receipt=theirs) in text


async def test_this_months_reading_stays_in_force_until_the_decision(town: Town) -> None:
    anna = await anna_with(town, "100200301", "12650", "[Подтвердить]")
    [(first, _, _)] = town.readings()
    await anna.plays("Передать показания", "12390", f"[{LESS}]", "[Пропустить]")
    kept = say("reading-kept", values="Круглосуточно 12650", receipt=first)
    assert kept in anna.sees
    await anna.press("Подтвердить")
    assert kept in anna.sees
    assert [status for _, status, _ in town.readings()] == ["accepted", "review"]
    await town.oleg.press("Принять")
    assert [status for _, status, _ in town.readings()] == ["replaced", "accepted"]


async def test_the_cost_of_the_other_scale_is_told_and_much_is_asked_about(town: Town) -> None:
    anna = await anna_with(town, "100200302", "98420 3500", f"[{LESS}]", "[Подтвердить]", "[Пропустить]")
    await anna.press("Подтвердить")
    assert "Стоимость: около" in alert_of(town).text
    await town.oleg.press("Принять")
    asked = as_seen(alert_of(town).text)
    assert "Это 90 206 кВт·ч, около" in asked
    assert "Это на 407 кВт·ч меньше известного. Принять?" in asked
