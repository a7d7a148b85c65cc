"""Numbers that change hands: who else sees a number, who may end that, and what operators can put right."""

from __future__ import annotations

import pytest

from domain.subscriber_number import SubscriberNumber
from simulator import Message
from tests.conversations.harness import Resident, Town, as_seen, say
from ui.buttons import NumberButton

NUMBER = "100200301"
MORE = ("Электроэнергия", "[Ещё]", "[Кто ещё видит]")
END = ("[Отключить прежних]", "[Да, отключить]")
EARLIER = "UPDATE holdings SET paid_on = '2026-10-14' WHERE account_id = (SELECT min(id) FROM accounts)"
"""The account that was there first proved the number with the payment before the last one."""
LATER = "INSERT INTO payments (id, number, paid_on, amount) VALUES ('P', '100200301', '2026-11-20', 55500)"
OF_EARLIER_VERSION = """
    UPDATE holdings SET paid_on = NULL, added_at = '2026-11-11T09:00:00.000000+00:00' WHERE account_id = 1
"""
DAY = "12.11.2026"


@pytest.fixture
async def boris(town: Town) -> Resident:
    """Somebody who lived there before."""
    return await town.holder(NUMBER, name="Борис", login="boris")


@pytest.fixture
async def anna(town: Town, boris: Resident) -> Resident:  # noqa: ARG001 (he was there first)
    """Somebody who lives there now and proved the number with a later payment."""
    anna = await town.holder(NUMBER, login="anna")
    await town.change(EARLIER)
    return anna


def alert_of(town: Town) -> Message:
    return [each for each in town.group.messages if "отключил других" in each.text][-1]


def holders(town: Town) -> list[str]:
    rows = town.query("SELECT login FROM holdings JOIN accounts ON accounts.id = account_id ORDER BY login")
    return [login for (login,) in rows]


async def test_others_are_shown_with_masked_logins(anna: Resident) -> None:
    await anna.plays(*MORE)
    assert say("holders-line", login="bo***") in anna.sees
    assert "boris" not in anna.sees
    assert say("holders-may-end") in anna.sees
    assert anna.buttons == ["Отключить прежних", "К номеру"]


async def test_who_is_alone_reads_so(town: Town) -> None:
    anna = await town.holder(NUMBER)
    await anna.plays(*MORE)
    assert say("holders-none") in anna.sees
    assert anna.buttons == ["К номеру"]


async def test_who_proved_the_number_later_ends_the_hold_of_the_one_before(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.plays(*MORE, *END)
    assert say("holders-ended", count=1) in anna.sees
    assert holders(town) == ["anna"]
    assert boris.heard == say("message-number-ended", number=NUMBER, day=DAY)
    told = as_seen(alert_of(town).text)
    assert told.startswith(say("alert-holds-ended", login="anna", number=NUMBER, ended="boris"))


async def test_nothing_is_ended_before_it_is_confirmed(town: Town, anna: Resident) -> None:
    await anna.plays(*MORE, END[0])
    assert "bo***" in anna.sees
    await anna.press("Назад")
    assert holders(town) == ["anna", "boris"]


async def test_who_proved_the_number_earlier_ends_nothing(
    town: Town,
    anna: Resident,  # noqa: ARG001 (she proved it later)
    boris: Resident,
) -> None:
    await boris.plays(*MORE)
    assert "an***" in boris.sees
    assert say("holders-ask") in boris.sees
    assert boris.buttons == ["К номеру"]
    await boris.forge(NumberButton(action="end-holds", number=NUMBER).pack())
    assert boris.sees == say("error-no-hold-to-end")
    assert holders(town) == ["anna", "boris"]


async def test_a_family_that_proved_the_number_with_one_payment_keeps_it(town: Town) -> None:
    await town.holder(NUMBER, name="Борис", login="boris")
    anna = await town.holder(NUMBER)
    await anna.plays(*MORE)
    assert anna.buttons == ["К номеру"]
    assert say("holders-ask") in anna.sees


async def test_a_hold_of_an_earlier_version_counts_by_the_day_on_which_it_began(town: Town) -> None:
    await town.holder(NUMBER, name="Борис", login="boris")
    anna = await town.holder(NUMBER)
    await town.change(OF_EARLIER_VERSION)
    await anna.plays(*MORE)
    assert "Отключить прежних" in anna.buttons
    await town.change("UPDATE holdings SET paid_on = NULL WHERE account_id = 2")
    await anna.plays(*MORE)
    assert anna.buttons == ["К номеру"]


async def test_a_double_press_ends_once(town: Town, anna: Resident, boris: Resident) -> None:
    await anna.plays(*MORE, END[0])
    asked = anna.screen
    data = str(asked.buttons[0][0].data)
    await anna.press(END[1][1:-1])
    heard = len(boris.chat.messages)
    await anna.forge(data, on=asked)
    assert len(boris.chat.messages) == heard
    assert town.query("SELECT count(*) FROM alerts WHERE kind = 'holds-ended'") == [(1,)]


async def test_a_device_that_is_new_ends_nothing_for_a_day(town: Town, anna: Resident) -> None:
    new = await town.signed_in_elsewhere(anna, "Анна дома")
    await new.plays(*MORE, END[0])
    assert new.sees == say("error-device-too-new", until="23.11 12:00")
    assert holders(town) == ["anna", "boris"]
    await town.pass_time(hours=24)
    await new.plays(*MORE, *END)
    assert holders(town) == ["anna"]


async def test_a_question_that_an_earlier_version_asked_lets_no_new_device_through(
    town: Town, anna: Resident
) -> None:
    await anna.plays(*MORE, END[0])
    await town.change("UPDATE known_chats SET is_proven = 0 WHERE account_id = 2")
    await anna.press(END[1][1:-1])
    assert anna.sees.startswith(say("error-device-too-new", until="23.11 12:00"))
    assert holders(town) == ["anna", "boris"]


async def proves(resident: Resident, town: Town, day: str = DAY, amount: str = "1234,56") -> None:
    await resident.plays("Электроэнергия", "[Добавить абонента]", NUMBER, day, amount, "[Подтвердить]")
    await town.settled()


async def test_who_was_ended_comes_back_with_a_later_payment_only(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.plays(*MORE, *END)
    await proves(boris, town)
    assert boris.sees == say("error-number-ended", day=DAY)
    assert holders(town) == ["anna"]
    await town.change(LATER)
    await proves(boris, town, "20.11.2026", "555")
    assert say("number-added") in boris.sees
    assert holders(town) == ["anna", "boris"]


async def test_another_account_in_the_same_chat_is_no_way_around(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.plays(*MORE, *END)
    vera = await town.confirmed("Вера", "vera")
    account, now = await town.account_of(vera), town.clock()
    await town.app.database.write(lambda unit: unit.sessions.put(boris.chat.id, account, now))
    await proves(boris, town)
    assert boris.sees == say("error-number-ended", day=DAY)


async def test_an_operator_gives_the_number_back_and_everybody_hears_of_it(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.plays(*MORE, *END)
    alert = alert_of(town)
    assert alert.button_labels == [["Вернуть номер"], ["Закрыть"], ["Взять в работу"]]
    await town.oleg.press("Вернуть номер", on=alert)
    assert town.oleg.hints[-1] == say("alert-restored-hint")
    assert say("alert-outcome-restored", by="Олег") in as_seen(alert.text)
    assert holders(town) == ["anna", "boris"]
    assert boris.heard == say("message-number-restored", number=NUMBER)
    assert anna.heard == say("message-others-restored", number=NUMBER)
    assert town.query("SELECT operator_name, action FROM audit") == [("Олег", "holds-restored")]
    await anna.plays(*MORE)
    assert anna.buttons == ["К номеру"], "the same payment does not end it a second time"


async def test_there_is_nothing_to_give_back_once_the_number_was_proved_again(
    town: Town, anna: Resident, boris: Resident
) -> None:
    await anna.plays(*MORE, *END)
    await town.change("DELETE FROM ended_holdings")
    await town.oleg.press("Вернуть номер", on=alert_of(town))
    assert town.oleg.hints[-1] == say("error-holds-back-already")
    assert say("alert-outcome-nothing-left", by="Олег") in as_seen(alert_of(town).text)
    assert SubscriberNumber.parse(NUMBER).masked() not in boris.heard


async def test_the_words_are_there_in_english(anna: Resident) -> None:
    await anna.plays("Профиль", "[Язык]", "[English]")
    await anna.plays("Electricity", "[More]", "[Who else sees it]", "[Disconnect earlier ones]")
    await anna.press("Yes, disconnect")
    assert "Disconnected: 1" in anna.sees
