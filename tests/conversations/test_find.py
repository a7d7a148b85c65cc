"""What operators look up, what they see of it, and what is noted."""

from __future__ import annotations

import json

import pytest

from domain.unreached import Unreached
from tests.conversations.harness import Resident, Town, say

NUMBER = "100200301"


async def anna_with_a_reading(town: Town) -> tuple[Resident, str]:
    anna = await town.holder(NUMBER)
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    return anna, str(town.readings()[0][0])


def audit(town: Town) -> list[tuple[str, str, str]]:
    return [
        (name, action, subject)
        for name, action, subject in town.query(
            "SELECT operator_name, action, subject FROM audit ORDER BY id"
        )
    ]


@pytest.mark.parametrize("asked", [NUMBER, "0100 200 301", "receipt"])
async def test_a_subscriber_is_found_by_number_and_by_receipt(town: Town, asked: str) -> None:
    _, receipt = await anna_with_a_reading(town)
    await town.oleg.send(f"/find {receipt if asked == 'receipt' else asked}")
    seen = town.alerts[-1]
    for words in (NUMBER, "ул. Яблоневая, д. 1, кв. 1", receipt, "12650", "принято", "anna", "12480"):
        assert words in seen, words
    assert (say("find-asked", reading="")[:10] in seen) == (asked == "receipt")
    assert [entry[1] for entry in audit(town)] == ["looked-up", "looked-up"]


async def test_what_is_not_needed_is_masked_or_left_out(town: Town) -> None:
    anna, _ = await anna_with_a_reading(town)
    await town.oleg.send(f"/find {NUMBER}")
    seen = town.alerts[-1]
    assert f"{str(anna.person.user.id)[0]}***@p***.example" in seen
    assert "+7(921)***-**-00" in seen
    assert str(anna.person.user.id) not in seen
    assert "48,48" not in seen
    assert "₽" not in seen


@pytest.mark.parametrize("asked", ["anna", "ANNA", "email", "EMAIL", "8 921 000-00-00"])
async def test_an_account_is_found_by_login_address_and_phone(town: Town, asked: str) -> None:
    anna = await town.holder(NUMBER, "100200302")
    email = f"{anna.person.user.id}@pochta.example"
    await town.oleg.send(f"/find {({'email': email, 'EMAIL': email.upper()}).get(asked, asked)}")
    assert say("find-holder", login="anna") in town.alerts[-1]
    assert say("find-chats", chats=1, reachable=1) in town.alerts[-1]
    await town.oleg.press(say("number-button", number="100200302"))
    assert "№ 100200302" in town.alerts[-1]


async def test_the_full_view_is_for_the_one_who_asked_and_is_noted(town: Town) -> None:
    anna, _ = await anna_with_a_reading(town)
    await town.oleg.send(f"/find {NUMBER}")
    said = len(town.alerts)
    await town.olga.press(say("find-full-button", login="anna"))
    await town.oleg.press(say("find-money-button"))
    assert f"{anna.person.user.id}@pochta.example" in town.olga.hints[-1]
    assert "+7(921)0000000" in town.olga.hints[-1]
    assert "48,48" in town.oleg.hints[-1]
    assert len(town.alerts) == said, "the group sees nothing of it"
    account = town.query("SELECT id FROM accounts")[0][0]
    assert audit(town)[-2:] == [
        ("Ольга", "seen-in-full", f"account:{account}"),
        ("Олег", "seen-in-full", f"number:{NUMBER}"),
    ]


async def test_several_hits_are_a_list_with_buttons(town: Town) -> None:
    await town.holder(NUMBER)
    await town.holder("100200302", name="Борис", login="boris")
    await town.oleg.send("/find 89210000000")
    assert say("find-several", asked="89210000000", count=2) == town.alerts[-1]
    await town.oleg.press(say("find-account-button", login="boris"))
    assert say("find-holder", login="boris") in town.alerts[-1]


async def test_nothing_found_says_what_was_looked_for_and_is_noted(town: Town) -> None:
    await town.oleg.send("/find 999999")
    tried = f"{say('find-shape-number')}, {say('find-shape-login')}, {say('find-shape-serial')}"
    assert town.alerts[-1] == say("find-nothing", asked="999999", tried=tried)
    [(details,)] = town.query("SELECT details FROM audit")
    assert json.loads(details) == {"asked": "999999", "hits": 0}


async def test_what_looks_like_nothing_says_so(town: Town) -> None:
    await town.oleg.send("/find ???")
    assert town.alerts[-1] == say("error-lookup-not-understood")


async def test_without_words_the_bot_asks(town: Town) -> None:
    await anna_with_a_reading(town)
    await town.oleg.send("/find")
    question = town.group.last
    await town.oleg.reply(question, "???")
    assert say("error-lookup-not-understood") in town.alerts[-1]
    await town.oleg.reply(town.group.last, NUMBER)
    assert "ул. Яблоневая" in town.alerts[-1]


async def test_a_blocked_chat_and_open_alerts_are_seen(town: Town) -> None:
    anna = await town.holder(NUMBER)
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.app.database.write(
        lambda unit: unit.outbox.mark_unreachable(anna.chat.id, town.clock(), Unreached.BLOCKED)
    )
    await town.oleg.send(f"/find {NUMBER}")
    assert say("find-chats", chats=1, reachable=0) in town.alerts[-1]
    assert say("find-alerts", count=1) in town.alerts[-1]
    assert say("alert-short-reading-review") in town.alerts[-1]


async def test_a_number_that_nobody_holds_and_that_has_no_meter_is_shown(town: Town) -> None:
    await town.oleg.send("/find 100200316")
    assert say("find-no-holders") in town.alerts[-1]
    assert say("find-no-meters") in town.alerts[-1]


@pytest.mark.parametrize(
    "data", ["w:account:999", "w:account:x", "w:number:999", "w:full-account:zzz", "w:dance:1"]
)
async def test_forged_data_in_the_group_show_nothing(town: Town, data: str) -> None:
    await town.oleg.send(f"/find {NUMBER}")
    said = len(town.alerts)
    await town.oleg.person.press_data(data, on=town.group.last)
    await town.settled()
    assert len(town.oleg.hints) == 1
    assert len(town.alerts) == said


async def test_residents_can_look_up_nothing(town: Town) -> None:
    anna = await town.holder(NUMBER)
    await anna.send(f"/find {NUMBER}")
    assert anna.sees == say("fallback-text")
    await anna.forge(f"w:full-number:{NUMBER}")
    assert audit(town) == []


async def test_everything_that_somebody_typed_is_only_text(town: Town) -> None:
    await town.oleg.send("/find <b>&")
    assert town.alerts[-1] == say("error-lookup-not-understood")
