"""Codes as every authenticator program shows them, by the vectors of RFC 6238."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import DomainError
from integrations.authenticator import PERIOD, AuthenticatorApps, totp
from integrations.sealing import AUTHENTICATOR, Seal

KEY = b"12345678901234567890"
SEAL = Seal.of(b"key of a server", AUTHENTICATOR)
APPS = AuthenticatorApps(SEAL)
ANNA, BORIS = 1, 2
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_standard_hold(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert APPS.period_of(ANNA, SEAL.seal(ANNA, KEY), code, at) == seconds // PERIOD


def code_at(moment: datetime) -> str:
    return totp(KEY).generate(int(moment.timestamp())).decode()


@pytest.mark.parametrize("away", [-PERIOD, 0, PERIOD])
def test_the_codes_next_to_that_of_now_count_as_well(away: int) -> None:
    moment = NOON + timedelta(seconds=away)
    period = APPS.period_of(ANNA, SEAL.seal(ANNA, KEY), code_at(moment), NOON)
    assert period == int(moment.timestamp()) // PERIOD


@pytest.mark.parametrize("away", [-2 * PERIOD, 2 * PERIOD])
def test_older_and_later_codes_do_not_count(away: int) -> None:
    code = code_at(NOON + timedelta(seconds=away))
    assert APPS.period_of(ANNA, SEAL.seal(ANNA, KEY), code, NOON) is None


def test_what_is_no_code_is_none() -> None:
    for code in ("", "12345", "1234567", "abcdef"):
        assert APPS.period_of(ANNA, SEAL.seal(ANNA, KEY), code, NOON) is None


def test_a_new_key_is_shown_as_letters_and_digits_in_fours_and_kept_sealed() -> None:
    sealed = APPS.new_key(ANNA, "something random")
    shown = APPS.shown_key(ANNA, sealed)
    assert [len(group) for group in shown.split()] == [4] * 8
    assert shown.replace(" ", "") not in sealed
    assert APPS.new_key(ANNA, "something else") != sealed


def test_a_key_of_another_account_or_another_server_has_no_codes() -> None:
    sealed = SEAL.seal(ANNA, KEY)
    elsewhere = AuthenticatorApps(Seal.of(b"key of another token", AUTHENTICATOR))
    assert APPS.period_of(BORIS, sealed, code_at(NOON), NOON) is None
    assert elsewhere.period_of(ANNA, sealed, code_at(NOON), NOON) is None
    with pytest.raises(DomainError, match="key-lost"):
        elsewhere.shown_key(ANNA, sealed)
