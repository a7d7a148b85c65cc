"""«Добавить номера списком» in the operators' group."""

from __future__ import annotations

import pytest

from domain.subscriber_number import SubscriberNumber
from tests.conversations.harness import Resident, Town, say
from ui.messenger import RefusedError

NUMBERS = ("100200301", "100200302")
REASON = "Доверенность № 12"


@pytest.fixture
async def anna(town: Town) -> Resident:
    """Somebody whose account is on the screen of the operators."""
    anna = await town.confirmed("Анна")
    await town.oleg.send("/find anna")
    return anna


async def answer(town: Town, text: str) -> None:
    await town.oleg.reply(town.group.last, text)


async def begin(town: Town) -> None:
    await town.oleg.press(say("attach-button"))


async def test_a_list_is_attached_after_a_reason_and_a_second_look(town: Town, anna: Resident) -> None:
    boris = await town.holder(NUMBERS[1], name="Борис", login="boris")
    await begin(town)
    await answer(town, f"{NUMBERS[0]}, {NUMBERS[1]}, 555555, мусор")
    for line in (
        say("attach-new", count=2, login="anna"),
        say("attach-shared", count=1),
        say("attach-unknown", count=1),
        say("notice-unreadable", count=1),
    ):
        assert line in town.group.last.text
    await answer(town, REASON)
    assert REASON in town.group.last.text
    assert town.query("SELECT count(*) FROM holdings") == [(1,)], "nothing is attached before it is confirmed"
    await town.oleg.press(say("attach-confirm-button"))
    assert say("attach-done", count=2, login="anna", reason=REASON, by="Олег") in town.group.last.text
    await town.settled()
    assert anna.heard == say("message-numbers-attached", numbers=", ".join(NUMBERS), rest=0)
    masked = SubscriberNumber(NUMBERS[1]).masked()
    assert boris.heard == say("message-numbers-attached-to-other", numbers=masked, rest=0)
    await anna.press("Электроэнергия")
    assert all(any(number in label for label in anna.buttons) for number in NUMBERS)
    assert ("numbers-attached", "account:1") in town.query("SELECT action, subject FROM audit")


async def test_a_file_is_read_and_another_list_may_be_given(town: Town, anna: Resident) -> None:
    await begin(town)
    content = b"number;sum\n100200301;5"
    await town.oleg.person.send_document("list.csv", content, to=town.group, reply_to=town.group.last)
    await town.settled()
    assert say("attach-new", count=1, login="anna") in town.group.last.text
    await answer(town, REASON)
    await town.oleg.press(say("attach-numbers-button"))
    await answer(town, NUMBERS[1])
    await answer(town, REASON)
    await town.oleg.press(say("attach-confirm-button"))
    assert town.query("SELECT number FROM holdings") == [(NUMBERS[1],)]
    assert anna.heard == say("message-numbers-attached", numbers=NUMBERS[1], rest=0)


async def test_a_list_that_telegram_does_not_give_is_too_large(
    town: Town, anna: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_file_id: str) -> bytes:
        raise RefusedError("Bad Request: file is too big")

    await town.give_number(anna, NUMBERS[0])
    await begin(town)
    monkeypatch.setattr(town.app.messenger, "download", refuse)
    await town.oleg.person.send_document("list.csv", b"100200302", to=town.group, reply_to=town.group.last)
    await town.settled()
    assert say("error-file-too-large", most=5) in town.group.last.text


async def test_a_list_with_nothing_to_attach_is_asked_for_again(town: Town, anna: Resident) -> None:
    await town.give_number(anna, NUMBERS[0])
    await begin(town)
    await answer(town, f"{NUMBERS[0]} 555555")
    assert say("attach-held", count=1) in town.group.last.text
    content = "\n".join(str(100200301 + place) for place in range(501)).encode()
    await town.oleg.person.send_document("list.txt", content, to=town.group, reply_to=town.group.last)
    await town.settled()
    assert say("error-numbers-too-many", most=500) in town.group.last.text
    await answer(town, "Отмена")
    assert town.group.last.text == say("attach-left")


async def test_an_account_without_a_confirmed_address_gets_none(town: Town) -> None:
    await town.registered()
    await town.oleg.send("/find anna")
    await begin(town)
    assert town.oleg.hints[-1] == say("error-attach-unconfirmed", login="anna")


async def test_many_numbers_of_an_account_are_counted(town: Town, anna: Resident) -> None:
    for number in (*range(100200301, 100200309), 100200311, 100200312, 100200313):
        await town.give_number(anna, str(number))
    await town.oleg.send("/find anna")
    assert say("find-numbers-more", count=11, shown=10) in town.alerts[-1]
