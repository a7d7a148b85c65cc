"""The owner chooses how the sign-in is protected; without the password and from a new device nobody does."""

from dataclasses import dataclass

import pytest

from domain.second_step import StepKind
from integrations.authenticator import AuthenticatorApps, totp
from integrations.sealing import AUTHENTICATOR, Seal
from services.people.protection import (
    Allowed,
    ConnectApp,
    NewKey,
    Protection,
    RenewBackupCodes,
    ShowKey,
    SwitchSecondStep,
    ViewProtection,
)
from storage.unit import StoredUnit
from tests.services.residents import CHAT, MOSCOW, OTHER_CHAT, People, refused

SEAL = Seal.of(b"key", AUTHENTICATOR)
HASH = "hash of Kobalt-75"
MASKED = "an***@pochta.example"


@dataclass
class Settings:
    """What can be chosen."""

    people: People

    def __post_init__(self) -> None:
        people, apps = self.people, AuthenticatorApps(SEAL)
        given = (people.database, people.clock, MOSCOW)
        self.view = ViewProtection(people.database)
        self.switch = SwitchSecondStep(*given)
        self.new_key = NewKey(apps, people.randomness)
        self.show_key = ShowKey(apps)
        self.connect = ConnectApp(*given, people.tokens, apps, people.randomness)
        self.renew = RenewBackupCodes(*given, people.tokens, people.randomness)

    def code_of(self, account_id: int, sealed_key: str) -> str:
        key = SEAL.open(account_id, sealed_key)
        return totp(key).generate(int(self.people.clock().timestamp())).decode()

    async def stored(self) -> list[str]:
        """The backup codes as they are kept."""
        return await self.people.database.read(_hashes)


def _hashes(unit: StoredUnit) -> list[str]:
    return [row["code_hash"] for row in unit.connection.execute("SELECT code_hash FROM backup_codes")]


@pytest.fixture
def settings(people: People) -> Settings:
    return Settings(people)


@pytest.fixture
async def anna(people: People) -> int:
    return await people.confirmed()


async def test_it_is_on_by_default_and_can_be_turned_off_and_on(settings: Settings, anna: int) -> None:
    assert await settings.view(anna) == Protection(StepKind.MAIL, MASKED, 0)
    for _ in range(2):
        await settings.switch(Allowed(anna, CHAT, HASH), is_on=False)
    assert (await settings.view(anna)).kind is StepKind.OFF
    await settings.switch(Allowed(anna, CHAT, HASH), is_on=True)
    assert (await settings.view(anna)).kind is StepKind.MAIL


async def test_without_a_confirmed_address_there_is_nothing_to_choose(settings: Settings) -> None:
    account_id = await settings.people.registered()
    assert (await settings.view(account_id)).kind is StepKind.NONE
    with refused("email-not-confirmed"):
        await settings.switch(Allowed(account_id, CHAT, HASH), is_on=True)


async def test_each_change_needs_the_password_in_force_and_a_device_that_is_not_new(
    settings: Settings, anna: int
) -> None:
    key = await settings.new_key(anna)
    await settings.people.sign_in_chat(anna, OTHER_CHAT)
    for allowed, code, values in (
        (Allowed(anna, CHAT, "hash of another"), "password-changed-meanwhile", {}),
        (Allowed(anna, OTHER_CHAT, HASH), "device-too-new", {"until": "23.11 12:00"}),
    ):
        with refused(code, **values):
            await settings.switch(allowed, is_on=False)
        with refused(code, **values):
            await settings.renew(allowed)
        with refused(code, **values):
            await settings.connect(allowed, key, settings.code_of(anna, key), "key")
    assert await settings.view(anna) == Protection(StepKind.MAIL, MASKED, 0)


async def test_an_authenticator_counts_once_a_code_of_it_was_typed(settings: Settings, anna: int) -> None:
    allowed, key = Allowed(anna, CHAT, HASH), await settings.new_key(anna)
    with refused("step-code-wrong", left=9):
        await settings.connect(allowed, key, "000000", "wrong")
    assert (await settings.view(anna)).kind is StepKind.MAIL
    codes = await settings.connect(allowed, key, settings.code_of(anna, key), "right")
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {8}
    assert await settings.view(anna) == Protection(StepKind.APP, MASKED, 10)
    assert len(await settings.show_key(anna, key)) == 39


async def test_wrong_codes_of_a_new_authenticator_are_limited(settings: Settings, anna: int) -> None:
    allowed, key = Allowed(anna, CHAT, HASH), await settings.new_key(anna)
    for left in range(9, -1, -1):
        with refused("step-code-wrong", left=left):
            await settings.connect(allowed, key, "000000", f"{left}")
    with refused("step-code-closed", until="13:00"):
        await settings.connect(allowed, key, settings.code_of(anna, key), "right")


async def test_connecting_it_again_gives_other_backup_codes_that_count(settings: Settings, anna: int) -> None:
    allowed, key = Allowed(anna, CHAT, HASH), await settings.new_key(anna)
    code = settings.code_of(anna, key)
    first = await settings.connect(allowed, key, code, "the same update")
    second = await settings.connect(allowed, key, code, "the same update")
    assert first != second
    assert sorted(await settings.stored()) == sorted(map(settings.people.tokens.stored, second))


async def test_only_the_newest_backup_codes_count_and_they_are_kept_hashed(
    settings: Settings, anna: int
) -> None:
    first = await settings.renew(Allowed(anna, CHAT, HASH))
    second = await settings.renew(Allowed(anna, CHAT, HASH))
    assert not set(first) & set(second)
    stored = await settings.stored()
    assert sorted(stored) == sorted(map(settings.people.tokens.stored, second))
    assert not set(stored) & set(second)


async def test_back_to_letters_the_key_is_forgotten(settings: Settings, anna: int) -> None:
    allowed, key = Allowed(anna, CHAT, HASH), await settings.new_key(anna)
    await settings.connect(allowed, key, settings.code_of(anna, key), "right")
    await settings.switch(allowed, is_on=True)
    assert (await settings.view(anna)).kind is StepKind.MAIL
    step = await settings.people.database.read(lambda unit: unit.second_steps.find(anna))
    assert step.sealed_key is None
