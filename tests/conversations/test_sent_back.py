"""A reading that does not count: advice by its reason, what is in force, and the way to another one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversations.harness import Resident, Town, say
from tests.conversations.test_billing import answered, exported

AGAIN = "Передать снова"


async def rejected(town: Town, reason: str = "Похоже на опечатку", *, earlier: bool = False) -> Resident:
    """Let somebody with two meters send a doubtful reading of the second, which is rejected."""
    anna = await town.holder("100200304")
    await anna.press("Передать показания")
    meter = next(label for label in anna.buttons if "№" in label)
    if earlier:
        await anna.plays(f"[{meter}]", value_above(town, meter, 20), "[Подтвердить]")
        await anna.send("Передать показания")
    await anna.plays(f"[{meter}]", value_above(town, meter, 4000), "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Отклонить")
    await town.oleg.press(reason)
    return anna


def value_above(town: Town, meter: str, kwh: int) -> str:
    """Give values of a meter, by the label of its button: so much more on its first scale."""
    serial = meter.rpartition("№ ")[2]
    rows = town.query(
        "SELECT last_value FROM scales JOIN meters ON id = meter_id WHERE serial = ? ORDER BY scale", serial
    )
    values = [value // 1000 for (value,) in rows]
    return "\n".join(map(str, [values[0] + kwh, *values[1:]]))


@pytest.mark.parametrize("reason", ["Похоже на опечатку", "Не тот прибор", "Нужно фото"])
async def test_a_rejection_has_a_button_straight_into_the_entry_of_its_meter(town: Town, reason: str) -> None:
    anna = await rejected(town, reason)
    told = anna.chat.last
    assert told.button_labels == [[AGAIN]]
    assert AGAIN in told.text
    await anna.press(AGAIN, on=told)
    assert await town.state_of(anna) == "ReadingForm:value"
    assert say("reading-title", number="100200304", serial=serial_of(town)) in anna.sees
    assert told.button_labels == [[AGAIN]], "the message stays as it is"
    await anna.press(AGAIN, on=told)
    assert await town.state_of(anna) == "ReadingForm:value"


def serial_of(town: Town) -> str:
    [(serial,)] = town.query(
        "SELECT DISTINCT serial FROM readings JOIN meters ON meters.id = readings.meter_id"
    )
    return str(serial)


async def test_a_rejection_names_the_earlier_receipt_and_its_values_as_those_in_force(town: Town) -> None:
    anna = await rejected(town, earlier=True)
    (first, status, _), _ = town.readings()
    assert status == "accepted"
    assert f"квитанция {first}" in anna.heard
    assert "остаются в силе прежние показания" in anna.heard
    [(value,)] = town.query("SELECT value / 1000 FROM reading_values WHERE reading_id = 1 AND scale = 1")
    assert str(value) in anna.heard


async def test_without_an_earlier_reading_nothing_is_said_to_be_in_force(town: Town) -> None:
    anna = await rejected(town)
    assert "остаются в силе" not in anna.heard


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ("Прибор не поверен", "verify"),
        ("Нарушена пломба", "seal"),
        ("Показания меньше предыдущих", "lower"),
        ("Лицевой счёт закрыт", "closed"),
        ("Код <17>", "other"),
    ],
)
async def test_a_refusal_of_billing_is_told_with_advice_by_its_reason(
    town: Town, reason: str, remedy: str
) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    [(receipt, _, _)] = town.readings()
    await exported(town)
    await answered(town, f"{receipt};refused;{reason};")
    told = say("message-reading-refused-reason", number="100200301", receipt=receipt, reason=reason)
    assert anna.heard == f"{told}\n\n{say(f'advice-{remedy}')}"
    await town.restart()
    await anna.press(AGAIN, on=anna.chat.last)
    await anna.plays("12651", "[Подтвердить]")
    assert [status for _, status, _ in town.readings()] == ["refused", "accepted"]


async def test_after_another_one_was_exported_the_button_says_so(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")
    told = anna.chat.last
    await anna.plays("Передать показания", "12650", "[Подтвердить]")
    await exported(town)
    await anna.press(AGAIN, on=told)
    assert anna.sees == say("error-already-exported")


async def test_a_button_about_the_reading_of_a_number_that_is_not_theirs_opens_nothing(town: Town) -> None:
    await rejected(town)
    boris = await town.holder("100200302", name="Борис", login="boris")
    for reading in ("1", "999"):
        await boris.forge(f"ra:{reading}")
        assert boris.sees == say("error-not-yours")


async def test_a_message_of_an_older_version_leads_to_the_number(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    await anna.plays("[Профиль]", "[Выйти]", "[Выйти]")
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")

    def as_before(details: dict[str, Any]) -> None:
        for name in ("reading", "earlier", "values"):
            details.pop(name, None)

    await town.change_json("outbox", "details", as_before, "kind = 'reading-rejected'")
    await anna.plays("[Войти]", "anna")
    await anna.at_once(anna.person.send("kobalt sosna 75"))
    told = anna.chat.last
    assert told.button_labels == [[AGAIN]]
    await anna.press(AGAIN, on=told)
    assert await town.state_of(anna) == "ReadingForm:value"
