"""Devices see each other and sign each other out, and a new one takes nothing away from the older ones."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.account import SETTLING
from domain.email_address import EmailAddress
from services.messages import SignedOutElsewhere
from services.people.devices import CheckDevice, EndDevice, EndOtherDevices, ListDevices
from services.people.profile import ChangeEmail, ChangePassword
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, People, refused

HOME, STRANGER = 300, 400
SECOND = timedelta(seconds=1)
HASH = "hash of Kobalt-75"


@dataclass
class Desk:
    """What can be done about the devices of an account."""

    people: People

    def __post_init__(self) -> None:
        database, clock = self.people.database, self.people.clock
        self.list = ListDevices(database)
        self.end = EndDevice(database, clock, MOSCOW)
        self.end_others = EndOtherDevices(database, clock, MOSCOW)
        self.check = CheckDevice(database, clock, MOSCOW)
        self.change_password = ChangePassword(database, clock, MOSCOW)
        self.change_email = ChangeEmail(database, self.people.letters, clock, MOSCOW)

    async def sign_in(self, account_id: int, chat_id: int, *, is_proven: bool = False) -> None:
        """Sign a chat in, a minute after whatever was before."""
        self.people.clock.pass_time(timedelta(minutes=1))
        now = self.people.clock()
        await self.people.database.write(
            lambda unit: unit.sessions.put(chat_id, account_id, now, name=f"{chat_id}", is_proven=is_proven)
        )

    async def told(self) -> list[str]:
        return [
            each.recipient
            for each in await self.people.telegrams()
            if isinstance(each.content, SignedOutElsewhere)
        ]


@pytest.fixture
def desk(people: People) -> Desk:
    return Desk(people)


@pytest.fixture
async def anna(desk: Desk) -> int:
    """Anna, who registered in one chat, passed the second step in another, and has a stranger in a third."""
    account_id = await desk.people.confirmed()
    await desk.sign_in(account_id, OTHER_CHAT, is_proven=True)
    await desk.sign_in(account_id, STRANGER)
    return account_id


async def test_the_others_are_listed_from_the_newest_on(desk: Desk, anna: int) -> None:
    devices = await desk.list(anna, CHAT)
    assert devices.this.chat_id == CHAT
    assert [each.chat_id for each in devices.others] == [STRANGER, OTHER_CHAT]
    assert [each.name for each in devices.others] == [str(STRANGER), str(OTHER_CHAT)]


async def test_a_device_that_is_signed_out_is_told_and_known_no_more(desk: Desk, anna: int) -> None:
    ended = await desk.end(anna, CHAT, STRANGER)
    assert ended is not None
    assert ended.chat_id == STRANGER
    assert await desk.people.chats_of(anna) == [CHAT, OTHER_CHAT]
    assert await desk.told() == [str(STRANGER)]
    assert not await desk.people.database.read(lambda unit: unit.sessions.is_known(STRANGER, anna))
    assert await desk.end(anna, CHAT, STRANGER) is None
    assert await desk.told() == [str(STRANGER)]


async def test_all_others_can_be_signed_out_at_once(desk: Desk, anna: int) -> None:
    assert await desk.end_others(anna, CHAT) == 2
    assert await desk.people.chats_of(anna) == [CHAT]
    assert sorted(await desk.told()) == [str(OTHER_CHAT), str(STRANGER)]
    assert await desk.end_others(anna, CHAT) == 0


async def test_nobody_signs_out_themselves_or_the_device_of_another_account(desk: Desk, anna: int) -> None:
    boris = await desk.people.registered("Boris", chat_id=HOME)
    assert await desk.end(anna, CHAT, CHAT) is None
    assert await desk.end(anna, CHAT, HOME) is None
    assert await desk.people.chats_of(boris) == [HOME]
    with refused("sign-in-needed"):
        await desk.end(anna, HOME, CHAT)
    with refused("sign-in-needed"):
        await desk.list(anna, HOME)


async def test_a_new_device_signs_out_no_older_one_for_a_day(desk: Desk, anna: int) -> None:
    until = "23.11 12:02"
    for other in (CHAT, OTHER_CHAT):
        with refused("device-too-new", until=until):
            await desk.end(anna, STRANGER, other)
    with refused("device-too-new", until=until):
        await desk.end_others(anna, STRANGER)
    assert len(await desk.people.chats_of(anna)) == 3
    desk.people.clock.pass_time(SETTLING)
    await desk.end(anna, STRANGER, CHAT)


async def test_a_new_device_signs_out_one_that_is_newer_still_unless_it_passed(desk: Desk, anna: int) -> None:
    await desk.sign_in(anna, HOME, is_proven=True)
    with refused("device-too-new", until="23.11 12:02"):
        await desk.end(anna, STRANGER, HOME)
    await desk.end(anna, CHAT, HOME)
    await desk.sign_in(anna, HOME)
    assert await desk.end(anna, STRANGER, HOME) is not None


async def test_a_new_device_changes_neither_password_nor_address_for_a_day(desk: Desk, anna: int) -> None:
    email = EmailAddress.parse("stranger@pochta.example")
    before = await desk.people.account(anna)
    until = "23.11 12:02"
    with refused("device-too-new", until=until):
        await desk.check(anna, STRANGER)
    with refused("device-too-new", until=until):
        await desk.change_password(anna, HASH, "hash of another", STRANGER)
    with refused("device-too-new", until=until):
        await desk.change_email(anna, HASH, email, STRANGER, "key")
    assert await desk.people.account(anna) == before
    await desk.check(anna, OTHER_CHAT)
    desk.people.clock.pass_time(SETTLING - SECOND)
    with refused("device-too-new", until="12:02"):
        await desk.check(anna, STRANGER)
    desk.people.clock.pass_time(SECOND)
    await desk.change_email(anna, HASH, email, STRANGER, "key")
    await desk.change_password(anna, HASH, "hash of another", STRANGER)


async def test_a_new_device_stays_new_if_it_signs_out_and_in(desk: Desk, anna: int) -> None:
    await desk.people.database.write(lambda unit: unit.sessions.remove(STRANGER))
    desk.people.clock.pass_time(SETTLING)
    await desk.sign_in(anna, STRANGER)
    with refused("device-too-new", until="24.11 12:03"):
        await desk.check(anna, STRANGER)
