"""What one resident and the operators were offered is of no use to anybody else, as it was or altered.

One walk through all that the bot offers leaves the data of all buttons, commands and links that the bot sent.
Each test lets somebody else try them in the same town, with the database as it was after the walk.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio

from domain.money import format_amount
from domain.phone import Phone
from handlers.residents.devices import DEVICES_PAYLOAD
from handlers.residents.routing import BUTTONS as OF_RESIDENTS
from handlers.rights import CONFIRMED, SIGNED_IN, Right
from services.numbers.subscribers import Remove
from simulator import Call, Group
from tests.conversations.catalogue import (
    ANSWER,
    LOGIN,
    NUMBERS,
    OF_NEIGHBOUR,
    PHONE,
    QUESTION,
    SECOND_EMAIL,
    SIGN_OUT,
    Neighbours,
    Offered,
    Way,
    offered,
    unreached,
    walk,
    way_of,
    ways,
)
from tests.conversations.harness import (
    PAYEE_SETTINGS,
    TEXTS,
    Resident,
    Town,
    as_seen,
    link_in,
    running_town,
    say,
)
from ui.buttons import SEPARATOR, is_operators
from ui.messenger import send_message

pytestmark = pytest.mark.asyncio(loop_scope="module")

WITHOUT_WHAT_IS_UNDER_WAY = """
    DELETE FROM inbox; DELETE FROM outbox; DELETE FROM conversations; DELETE FROM attempts;
    DELETE FROM alerts WHERE kind = 'forged-press'; DELETE FROM alert_messages;
    DELETE FROM recoveries;
"""
"""What every update touches, what a made-up button leaves for the operators, and letters, of which each chat
has its newest."""
WITHOUT_OWN = (
    "DELETE FROM confirmations WHERE account_id = ?",
    "DELETE FROM consents WHERE account_id = ?",
    "DELETE FROM sessions WHERE account_id = ?",
    "DELETE FROM reminder_choices WHERE account_id = ?",
    "DELETE FROM reminders WHERE account_id = ?",
    "DELETE FROM accounts WHERE id = ?",
)
"""What people may change by a press, because it is theirs: language, letters, consents, chat, reminders."""
ADDRESSES = "SELECT address FROM subscribers WHERE number IN (SELECT value FROM json_each(?))"
SERIALS = "SELECT serial FROM meters WHERE number IN (SELECT value FROM json_each(?))"
SENT = """
    SELECT receipt, reading_values.value FROM meters
    JOIN readings ON meter_id = meters.id JOIN reading_values ON reading_id = readings.id
    WHERE meters.number IN (SELECT value FROM json_each(?))
"""
MONEY = """
    WITH asked AS (SELECT value AS number FROM json_each(?))
    SELECT balance FROM subscribers JOIN asked USING (number)
    UNION SELECT due FROM bills JOIN asked USING (number)
    UNION SELECT charged FROM bills JOIN asked USING (number)
    UNION SELECT amount FROM payments JOIN asked USING (number)
"""
NEEDS_THE_WHOLE = [
    as_seen(TEXTS.within("ru")(text_id, **{name: "|"})).partition("|")[0]
    for text_id, name in (
        ("profile-email-unconfirmed", "email"),
        ("profile-email-pending", "email"),
        ("profile-email-done", "email"),
        ("profile-phone-done", "phone"),
    )
]
"""How texts begin that repeat what a resident typed, so that a typing error is found."""
STRANGERS = -2002
LEAST_SECRET = 5
"""Characters; less than that may stand anywhere."""


@dataclass(frozen=True)
class Walked:
    """The town after the walk."""

    town: Town
    people: Neighbours
    seen: Offered
    secrets: frozenset[str]
    database: sqlite3.Connection


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walked(registry_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Walked]:
    """Walk once, because this takes longer than all that is tried afterwards."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(registry_file, folder / "cabinet.db")
    async with running_town(folder, **PAYEE_SETTINGS) as town:
        people = await walk(town)
        yield Walked(town, people, offered(town, people.boris), _secrets(town), town.snapshot())


@pytest.fixture(autouse=True)
def as_after_the_walk(walked: Walked) -> None:
    """Let nothing be left of what an earlier test tried."""
    walked.town.restore(walked.database)


@pytest.fixture
def town(walked: Walked) -> Town:
    return walked.town


@pytest.fixture
def people(walked: Walked) -> Neighbours:
    return walked.people


def _secrets(town: Town) -> frozenset[str]:
    """List what nobody but Anna may read: who she is, where she lives, what she pays, sends and asks."""
    [(email, phone)] = town.query("SELECT email, phone FROM accounts WHERE login = ?", LOGIN)
    known = {LOGIN, email, SECOND_EMAIL, phone, PHONE.removeprefix("8 921 "), QUESTION, ANSWER}
    known |= set(_of_numbers(town, NUMBERS)) - set(_of_numbers(town, [OF_NEIGHBOUR]))
    return frozenset(secret for secret in known if len(secret) >= LEAST_SECRET)


def _of_numbers(town: Town, numbers: Sequence[str]) -> Iterator[str]:
    """List what the database has of subscriber numbers, as people read it."""
    asked = json.dumps(numbers)
    for (address,) in town.query(ADDRESSES, asked):
        yield from (address, address.partition(", ")[2])
    yield from (serial for (serial,) in town.query(SERIALS, asked))
    for receipt, value in town.query(SENT, asked):
        yield from (receipt, str(value // 1000))
    yield from (as_seen(format_amount(abs(kopecks))) for (kopecks,) in town.query(MONEY, asked))


# What can be tried.


def altered(data: str) -> Iterator[str]:
    """Change each field of a button's data by itself, and their number."""
    prefix, *fields = data.split(SEPARATOR)
    for place, field in enumerate(fields):
        others = ["", field + "0", "9" * 19]
        if field.lstrip("-").isdecimal():
            others += [str(int(field) + 1), str(int(field) - 1)]
        for other in others:
            yield SEPARATOR.join([prefix, *fields[:place], other, *fields[place + 1 :]])
    yield SEPARATOR.join([prefix, *fields, "1"])


def all_of(samples: dict[Way, list[str]]) -> list[str]:
    """List all samples; what signs out comes last, because nothing else could be tried after it."""
    return sorted((data for each in samples.values() for data in each), key=lambda data: data == SIGN_OUT)


def altered_of(samples: dict[Way, list[str]]) -> list[str]:
    return [other for each in samples.values() for other in altered(each[0])]


def told(calls: Iterable[Call]) -> str:
    """Give all that requests of the bot show."""
    return as_seen("\n".join(value for call in calls for value in call.params.values()))


def files_of(resident: Resident) -> list[str]:
    return [
        message.file.content.decode(errors="ignore")
        for message in resident.chat.messages
        if message.from_bot and message.file is not None
    ]


def leaked(walked: Walked, text: str) -> list[str]:
    """List the secrets that a text tells."""
    return sorted(secret for secret in walked.secrets if secret in text)


def kept(town: Town, *whose: int) -> list[str]:
    """List what the database holds but for what is under way, and what some accounts may change of their own.

    It is sorted, because a server gives rows in any order.
    """
    with closing(town.snapshot()) as copy:
        copy.executescript(WITHOUT_WHAT_IS_UNDER_WAY)
        for statement in WITHOUT_OWN:
            copy.executemany(statement, [(account_id,) for account_id in whose])
        return sorted(copy.iterdump())


# The walk.


async def test_the_walk_comes_to_every_entry_of_every_registry(walked: Walked) -> None:
    assert unreached(walked.seen) == []


async def test_addresses_and_phones_are_masked_wherever_nobody_has_to_check_them(walked: Walked) -> None:
    town = walked.town
    rows = town.query("SELECT email, phone FROM accounts UNION SELECT email, NULL FROM confirmations")
    whole = {SECOND_EMAIL, PHONE, *(email for email, _ in rows)}
    for phone in {phone for _, phone in rows if phone is not None}:
        whole |= {phone, phone[2:], Phone(phone).shown()}
    shown = [as_seen(call.params.get(name, "")) for call in town.sim.calls for name in ("text", "caption")]
    letters = [as_seen(letter.text) for letter in town.letters]
    found = [text for text in (*shown, *letters) if any(each in text for each in whole)]
    assert found
    assert [text for text in found if not any(need in text for need in NEEDS_THE_WHOLE)] == []


async def test_there_is_much_to_hide(walked: Walked) -> None:
    assert len(walked.secrets) > 50
    assert len(all_of(walked.seen.residents)) > 60


# What residents were offered.


Answer: TypeAlias = Callable[[Right], "str | None"]
Try: TypeAlias = Callable[[str, Callable[[], Awaitable[object]]], Awaitable[None]]


def _as_neighbour(right: Right) -> str | None:
    return {Right.HOLDER: say("error-not-yours"), Right.OWNER: say("error-thread-unknown")}.get(right)


def _as_unconfirmed(right: Right) -> str | None:
    return say("error-email-not-confirmed") if right in CONFIRMED else None


def _as_guest(right: Right) -> str | None:
    return say("error-sign-in-needed") if right in SIGNED_IN else None


@pytest.mark.parametrize(
    ("who", "answer"),
    [("boris", _as_neighbour), ("vera", _as_unconfirmed), ("gleb", _as_guest)],
    ids=["another resident", "a resident whose address is not confirmed", "a guest"],
)
async def test_the_buttons_of_a_resident_open_nothing_to(
    walked: Walked, people: Neighbours, who: str, answer: Answer
) -> None:
    await check_refused(walked, getattr(people, who), answer)


async def test_the_buttons_of_a_resident_open_nothing_in_her_chat_once_it_is_signed_out(
    walked: Walked, people: Neighbours
) -> None:
    await people.anna.forge("s:sign-out-now")
    await check_refused(walked, people.anna, _as_guest)


async def test_the_buttons_of_a_resident_open_nothing_in_her_chat_once_a_neighbour_signed_in_there(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    anna, boris, now = people.anna, await town.account_of(people.boris), town.clock()
    await town.app.database.write(lambda unit: unit.sessions.put(anna.chat.id, boris, now))
    await check_refused(walked, anna, _as_neighbour)


async def test_replies_in_a_chat_that_a_neighbour_has_now_reach_no_thread_of_before(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    anna, boris, now = people.anna, await town.account_of(people.boris), town.clock()
    await town.app.database.write(lambda unit: unit.sessions.put(anna.chat.id, boris, now))
    answers = [message for message in anna.chat.messages if message.from_bot and ANSWER in message.text]
    asked = [message for message in anna.chat.messages if message.text == QUESTION]
    assert answers
    assert asked
    async with nothing_told_or_changed(walked, anna) as tried:
        for message in answers:
            await tried("a reply", partial(anna.reply, message, "А теперь?"))
            await tried("a photo", partial(anna.send_photo, reply_to=message))
        for message in asked:
            await tried("a correction", partial(anna.edit, message, "Уже неважно"))


async def check_refused(walked: Walked, resident: Resident, answer: Answer) -> None:
    """Try everything that Anna was offered, and see that each entry answers as its right says."""
    async with nothing_told_or_changed(walked, resident) as tried:
        for data in all_of(walked.seen.residents):
            await tried(data, partial(resident.forge, data))
            expected = answer(right_of(data))
            assert expected is None or resident.sees.startswith(expected), (data, resident.sees)


def right_of(data: str) -> Right:
    found = way_of(OF_RESIDENTS, data)
    assert found is not None
    return ways(OF_RESIDENTS)[found]


@asynccontextmanager
async def nothing_told_or_changed(walked: Walked, resident: Resident) -> AsyncIterator[Try]:
    """See that deeds bring none of the secrets to light, and leave the database as it was."""
    town = walked.town
    visitor = await town.app.database.read(lambda unit: unit.conversations.visitor(resident.chat.id))
    whose = [] if visitor.account_id is None else [visitor.account_id]
    before, files = kept(town, *whose), len(files_of(resident))

    async def tried(what: str, deed: Callable[[], Awaitable[object]]) -> None:
        calls = len(town.sim.calls)
        await deed()
        await town.settled()
        shown = told(call for call in town.sim.calls[calls:])
        assert leaked(walked, shown) == [], what

    yield tried
    assert leaked(walked, "".join(files_of(resident)[files:])) == []
    assert kept(town, *whose) == before


async def test_altered_buttons_open_nothing_of_others(walked: Walked, people: Neighbours) -> None:
    async with nothing_told_or_changed(walked, people.boris) as tried:
        for data in altered_of(walked.seen.residents):
            await tried(data, partial(people.boris.forge, data))


async def test_a_number_that_was_removed_opens_nothing_any_more(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    anna = await town.account_of(people.anna)
    for number in NUMBERS:
        await town.cases[Remove](anna, number)
    await town.give_number(people.boris, NUMBERS[1])
    before = kept(town, anna)
    for data in all_of(walked.seen.residents):
        if right_of(data) is Right.HOLDER:
            await people.anna.forge(data)
            assert people.anna.sees.startswith(say("error-not-yours")), data
    assert kept(town, anna) == before


async def test_the_buttons_of_a_resident_are_dead_in_groups(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    """Also for the resident herself, because others would read the answers."""
    strangers = await group_of(town, people.anna)
    async with nothing_told_or_changed(walked, people.anna) as tried:
        for data in all_of(walked.seen.residents):
            await tried(data, partial(people.anna.person.press_data, data, on=strangers.last))
            await tried(data, partial(town.oleg.person.press_data, data, on=town.group.last))
    assert len(strangers.messages) == 1


async def group_of(town: Town, *members: Resident) -> Group:
    """Let the bot be in a group of strangers, where it said something once."""
    town.sim.world.chats.pop(STRANGERS, None)
    group = town.sim.add_group(STRANGERS, "Соседи", [each.person for each in members], bot_is_admin=True)
    await town.app.messenger(send_message(group.id, "Соседям"))
    return group


# What operators were offered.


@pytest.mark.parametrize("who", ["anna", "boris", "vera", "gleb"])
async def test_the_buttons_of_operators_open_nothing_in_a_private_chat(
    walked: Walked, people: Neighbours, who: str
) -> None:
    resident: Resident = getattr(people, who)
    but_who_it_was = replace(walked, secrets=walked.secrets - {LOGIN})  # as the operators are told
    async with nothing_told_or_changed(but_who_it_was, resident) as tried:
        for data in of_operators_alone(all_of(walked.seen.operators)):
            await tried(data, partial(resident.forge, data))
            assert resident.hints == [say("stale-hint")], data


async def test_altered_buttons_of_operators_open_nothing_in_a_private_chat(
    walked: Walked, people: Neighbours
) -> None:
    async with nothing_told_or_changed(walked, people.boris) as tried:
        for data in of_operators_alone(altered_of(walked.seen.operators)):
            await tried(data, partial(people.boris.forge, data))
            assert people.boris.hints == [say("stale-hint")], data


def of_operators_alone(seen: Iterable[str]) -> list[str]:
    """Leave out the kinds that both sides have; what one side draws is in its own drafts alone."""
    return [data for data in seen if is_operators(data)]


async def test_the_buttons_of_operators_open_nothing_in_another_group(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    """Also for an operator, because members of that group would read the answers."""
    strangers = await group_of(town, people.boris)
    strangers.members.append(town.oleg.person.user)
    async with nothing_told_or_changed(walked, people.boris) as tried:
        for data in all_of(walked.seen.operators):
            for person in (people.boris.person, town.oleg.person):
                await tried(data, partial(person.press_data, data, on=strangers.last))
    assert len(strangers.messages) == 1


async def test_the_buttons_of_operators_open_nothing_to_who_was_one(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    """The group is public here, so that whoever left it can still see and press."""
    town.group.is_public = True
    await town.olga.person.leave(town.group)
    await town.settled()
    async with nothing_told_or_changed(walked, people.gleb) as tried:
        for data in all_of(walked.seen.operators):
            await tried(data, partial(town.olga.person.press_data, data, on=town.group.last))
            assert town.olga.hints[-1] == say("stale-hint"), data
    await town.olga.person.join(town.group)
    await town.settled()


# Commands and links.


@pytest.mark.parametrize("who", ["boris", "vera", "gleb"])
async def test_commands_and_used_links_open_nothing_of_others(
    walked: Walked, town: Town, people: Neighbours, who: str
) -> None:
    resident: Resident = getattr(people, who)
    typed = [*walked.seen.commands, *(f"/find {secret}" for secret in sorted(walked.secrets)[:5])]
    used = next(
        link_in(each) for each in town.letters if each.to == f"{people.anna.person.id}@pochta.example"
    )
    links = [used, *(f"{used}{end}" for end in ("x", "0")), used[:-1]]
    typed += [f"/start {link.rpartition('start=')[2]}" for link in links]
    typed.append(f"/start {DEVICES_PAYLOAD}")
    async with nothing_told_or_changed(walked, resident) as tried:
        for text in typed:
            await tried(text, partial(resident.send, text))


async def test_a_link_that_was_not_opened_yet_tells_a_stranger_nothing_of_its_account(
    walked: Walked, town: Town, people: Neighbours
) -> None:
    calls = len(town.sim.calls)
    letter = next(each for each in reversed(town.letters) if each.to == SECOND_EMAIL)
    await people.gleb.open_link(link_in(letter))
    assert people.gleb.sees == say("email-confirmed-elsewhere")
    assert (
        leaked(walked, told(call for call in town.sim.calls[calls:] if call.chat_id == people.gleb.chat.id))
        == []
    )
