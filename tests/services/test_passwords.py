import pytest

from services.passwords import ChoosePassword, RepeatPassword
from tests.services.residents import FakeHasher, refused


async def test_a_chosen_password_becomes_a_hash() -> None:
    assert await ChoosePassword(FakeHasher())("Kobalt-75", login="anna", email=None) == "hash of Kobalt-75"


async def test_a_bad_password_is_refused() -> None:
    with refused("password-too-common"):
        await ChoosePassword(FakeHasher())("qwerty123", login="anna", email=None)


async def test_the_same_password_typed_again_passes() -> None:
    await RepeatPassword(FakeHasher())("Kobalt-75", "hash of Kobalt-75")


@pytest.mark.parametrize("text", ["kobalt-75", "Kobalt-75 ", ""])
async def test_another_password_typed_again_is_refused(text: str) -> None:
    with refused("password-differs"):
        await RepeatPassword(FakeHasher())(text, "hash of Kobalt-75")


async def test_it_does_not_matter_how_the_letters_were_composed() -> None:
    password_hash = await ChoosePassword(FakeHasher())("и\u0306одистый калий", login="anna", email=None)
    await RepeatPassword(FakeHasher())("йодистый калий", password_hash)
