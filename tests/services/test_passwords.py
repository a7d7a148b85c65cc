from dataclasses import dataclass
from datetime import timedelta

import pytest

from services.passwords import ChoosePassword, Errand, RepeatPassword, Typed
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, FakeHasher, People, refused

QUARTER = timedelta(minutes=15)


@dataclass
class Chooser:
    """Somebody who thinks up a password."""

    people: People

    def __post_init__(self) -> None:
        means = self.people.database, FakeHasher(), self.people.clock, MOSCOW
        self._choose, self._repeat = ChoosePassword(*means), RepeatPassword(*means)

    async def choose(self, text: str, chat_id: int = CHAT, key: str | None = None) -> str:
        """Type a password, in a new update unless its key is given."""
        return await self._choose(text, login="anna", email=None, typed=self._typed(chat_id, key))

    async def repeat(self, text: str, password_hash: str) -> None:
        await self._repeat(text, password_hash, self._typed(CHAT, None))

    def _typed(self, chat_id: int, key: str | None) -> Typed:
        return Typed(chat_id, key or self.people.update(), Errand.REGISTRATION)


@pytest.fixture
def chooser(people: People) -> Chooser:
    return Chooser(people)


async def test_a_chosen_password_becomes_a_hash(chooser: Chooser) -> None:
    assert await chooser.choose("Kobalt-75") == "hash of Kobalt-75"


async def test_a_bad_password_is_refused(chooser: Chooser) -> None:
    with refused("password-too-common"):
        await chooser.choose("qwerty123")


@pytest.mark.parametrize("text", ["anna@pochta.example", " Anna@Pochta.example", "boris@почта.рф"])
async def test_an_address_is_no_password_whosever_it_is(chooser: Chooser, text: str) -> None:
    with refused("password-is-email"):
        await chooser.choose(text)


async def test_the_same_password_typed_again_passes(chooser: Chooser) -> None:
    await chooser.repeat("Kobalt-75", "hash of Kobalt-75")


@pytest.mark.parametrize("text", ["kobalt-75", "Kobalt-75 ", ""])
async def test_another_password_typed_again_is_refused(chooser: Chooser, text: str) -> None:
    with refused("password-differs"):
        await chooser.repeat(text, "hash of Kobalt-75")


async def test_it_does_not_matter_how_the_letters_were_composed(chooser: Chooser) -> None:
    password_hash = await chooser.choose("и\u0306одистый калий")
    await chooser.repeat("йодистый калий", password_hash)


async def test_what_nobody_sees_does_not_count(chooser: Chooser) -> None:
    password_hash = await chooser.choose("\u202dKobalt-75\u202c")
    assert password_hash == "hash of Kobalt-75"
    await chooser.repeat("Kobalt-75\ufeff", password_hash)


async def test_a_chat_can_have_twenty_passwords_hashed_in_a_quarter_of_an_hour(chooser: Chooser) -> None:
    for _ in range(10):
        await chooser.repeat("Kobalt-75", await chooser.choose("Kobalt-75"))
    with refused("password-too-many", until="12:15"):
        await chooser.choose("Kobalt-75")
    with refused("password-too-many", until="12:15"):
        await chooser.repeat("Kobalt-75", "hash of Kobalt-75")
    await chooser.choose("Kobalt-75", OTHER_CHAT)
    chooser.people.clock.pass_time(QUARTER)
    await chooser.choose("Kobalt-75")


async def test_a_password_of_an_update_that_is_handled_again_counts_once(chooser: Chooser) -> None:
    for _ in range(30):
        await chooser.choose("Kobalt-75", key="100-7")
    await chooser.choose("Kobalt-75")


async def test_a_password_that_is_refused_unread_does_not_count(chooser: Chooser) -> None:
    for _ in range(30):
        with refused("password-too-common"):
            await chooser.choose("qwerty123")
    await chooser.choose("Kobalt-75")
