"""Operators disconnect an account from a number that it should not see, and take that back."""

from __future__ import annotations

import pytest

from domain.errors import DomainError
from services.desk.hands import EndHold
from tests.conversations.harness import Resident, Town, as_seen, say
from tests.conversations.test_holders import DAY, holders, proves
from tests.services.residents import OLEG

NUMBER = "100200301"
END = say("end-hold-button", login="boris")
MOVED_OUT, SURE, UNDO = say("end-hold-reason-moved-out"), say("end-hold-sure-button"), "Отменить решение"
LATER = "INSERT INTO payments (id, number, paid_on, amount) VALUES ('P', '100200301', '2026-11-23', 55500)"


@pytest.fixture
async def boris(town: Town) -> Resident:
    """Somebody who sees a number that is not theirs."""
    return await town.holder(NUMBER, name="Борис", login="boris")


@pytest.fixture
async def anna(town: Town, boris: Resident) -> Resident:  # noqa: ARG001 (he was there first)
    """Somebody who lives there."""
    return await town.holder(NUMBER, login="anna")


async def end(town: Town, *deeds: str) -> None:
    await town.oleg.send(f"/find {NUMBER}")
    for deed in (END, *deeds):
        await town.oleg.press(deed)


def audit(town: Town) -> list[tuple[str, ...]]:
    query = "SELECT operator_name, action, subject, details FROM audit WHERE action LIKE 'hold%'"
    return town.query(query)


async def test_an_operator_ends_a_hold_for_a_reason_and_everybody_hears_of_it(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await end(town, MOVED_OUT)
    assert holders(town) == ["anna", "boris"], "nothing is ended before it is confirmed"
    await town.oleg.press(SURE)
    assert holders(town) == ["anna"]
    assert boris.heard == say("message-number-ended-by-operator-moved-out", number=NUMBER)
    assert anna.heard == say("message-holder-ended", number=NUMBER)
    done = say("end-hold-done", by="Олег", login="boris", number=NUMBER, reason=MOVED_OUT)
    assert as_seen(town.alert.text) == done
    details = '{"login":"boris","reason":"moved-out"}'
    assert audit(town) == [("Олег", "hold-ended", f"number:{NUMBER}", details)]
    await boris.plays("Электроэнергия")
    assert NUMBER not in boris.sees


async def test_the_reason_may_be_typed_and_the_resident_reads_it(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await end(town)
    await town.oleg.reply(town.alert, "Продал  квартиру <в мае>")
    await town.oleg.press(SURE)
    told = say("message-number-ended-by-operator-reason", number=NUMBER, reason="Продал квартиру (в мае)")
    assert boris.heard == told.replace("(в мае)", "<в мае>")
    assert anna.heard == say("message-holder-ended", number=NUMBER)


async def test_the_decision_can_be_taken_back_and_the_hold_is_as_it_was(
    town: Town, anna: Resident, boris: Resident
) -> None:
    before = town.query("SELECT * FROM holdings ORDER BY account_id, number")
    await end(town, MOVED_OUT, SURE)
    await town.oleg.press(UNDO)
    assert town.oleg.hints[-1] == say("alert-restored-hint")
    given_back = say("end-hold-given-back", by="Олег", login="boris", number=NUMBER)
    assert as_seen(town.alert.text) == given_back
    assert town.query("SELECT * FROM holdings ORDER BY account_id, number") == before
    assert boris.heard == say("message-number-restored", number=NUMBER)
    assert anna.heard == say("message-holder-restored", number=NUMBER)
    assert [action for _, action, _, _ in audit(town)] == ["hold-ended", "holds-restored"]


async def test_a_payment_after_that_day_brings_the_number_back_and_no_earlier_one(
    town: Town, boris: Resident
) -> None:
    await end(town, MOVED_OUT, SURE)
    await proves(boris, town)
    assert boris.sees == say("error-number-ended-by-operator", day="22.11.2026")
    assert DAY < "22.11.2026"
    await town.pass_time(days=2)
    await town.change(LATER)
    await proves(boris, town, "23.11.2026", "555")
    assert say("number-added") in boris.sees
    assert holders(town) == ["boris"]


async def test_an_old_button_takes_nothing_back_that_was_ended_later(town: Town, boris: Resident) -> None:
    await end(town, MOVED_OUT, SURE)
    first = str(town.alert.buttons[0][0].data)
    shown = town.alert
    await town.oleg.press(UNDO)
    await town.pass_time(minutes=1)
    await end(town, MOVED_OUT, SURE)
    await town.oleg.person.press_data(first, on=shown)
    await town.settled()
    assert town.oleg.hints[-1] == say("error-holds-back-already")
    assert holders(town) == []
    assert "отключил номер" in boris.heard


async def test_a_hold_that_another_resident_ended_is_not_given_back_by_such_a_button(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await town.change("UPDATE holdings SET paid_on = '2026-10-14' WHERE account_id = 1")
    await anna.plays("Электроэнергия", "[Ещё]", "[Кто ещё видит]", "[Отключить прежних]", "[Да, отключить]")
    [(second,)] = town.query("SELECT CAST(strftime('%s', ended_at) AS INTEGER) FROM ended_holdings")
    await town.oleg.person.press_data(f"h:give-back:{NUMBER}:1:{second}", on=town.alert)
    await town.settled()
    assert town.oleg.hints[-1] == say("error-holds-back-already")
    assert boris.heard.startswith("👥")
    assert holders(town) == ["anna"]


async def test_nothing_changes_if_the_operator_thinks_again(town: Town, boris: Resident) -> None:
    heard = len(boris.chat.messages)
    await end(town, MOVED_OUT)
    await town.oleg.send("/cancel")
    assert say("ban-left") in as_seen(town.alert.text)
    assert holders(town) == ["boris"]
    assert len(boris.chat.messages) == heard


@pytest.mark.parametrize("data", ["h:end:100200301:99:0", "h:end:100200302:1:0", "h:give-back:100200301:1:0"])
async def test_a_button_that_was_made_up_ends_nothing(town: Town, boris: Resident, data: str) -> None:
    heard = len(boris.chat.messages)
    await town.oleg.send(f"/find {NUMBER}")
    await town.oleg.person.press_data(data, on=town.alert)
    await town.settled()
    expected = "error-hold-gone" if ":end:" in data else "error-holds-back-already"
    assert town.oleg.hints[-1] == say(expected)
    assert holders(town) == ["boris"]
    assert len(boris.chat.messages) == heard


async def test_two_operators_end_it_once(town: Town, boris: Resident) -> None:
    await end(town, MOVED_OUT)
    account_id = await town.account_of(boris)
    ended = await town.cases[EndHold](account_id, NUMBER, "moved-out", OLEG, "key")
    again = await town.cases[EndHold](account_id, NUMBER, "moved-out", OLEG, "key")
    assert again == ended
    with pytest.raises(DomainError, match="hold-gone"):
        await town.cases[EndHold](account_id, NUMBER, "moved-out", OLEG, "another")
    await town.settled()
    await town.oleg.press(SURE)
    assert say("error-hold-gone") in as_seen(town.alert.text)
    assert town.query("SELECT count(*) FROM ended_holdings") == [(1,)]


async def test_a_hold_of_an_earlier_version_comes_back_without_a_day(town: Town, boris: Resident) -> None:
    await town.change("UPDATE holdings SET paid_on = NULL")
    await end(town, MOVED_OUT, SURE)
    await town.oleg.press(UNDO)
    assert town.query("SELECT paid_on FROM holdings") == [(None,)]
    assert boris.heard == say("message-number-restored", number=NUMBER)
