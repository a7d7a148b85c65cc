from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.account import CONFIRMATION_LIFETIME, Account, Confirmation

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEW = Account(
    id=1,
    login="Anna",
    login_key="anna",
    password_hash="hash",
    email="anna@pochta.example",
    email_confirmed_at=None,
    pending_email=None,
    phone=None,
    language="ru",
    notices_muted=False,
    created_at=NOON,
)
CONFIRMED = replace(NEW, email_confirmed_at=NOON)


def test_a_new_account_awaits_its_address() -> None:
    assert not NEW.email_is_confirmed
    assert NEW.awaited_email == "anna@pochta.example"


def test_a_confirmed_account_awaits_nothing() -> None:
    assert CONFIRMED.email_is_confirmed
    assert CONFIRMED.awaited_email is None


def test_a_confirmed_account_awaits_its_new_address() -> None:
    account = replace(CONFIRMED, pending_email="new@pochta.example")
    assert account.email_is_confirmed
    assert account.awaited_email == "new@pochta.example"


def test_a_letter_confirms_for_a_day() -> None:
    letter = Confirmation("nonce", 1, "a@b.example", "t", "c", NOON, NOON + CONFIRMATION_LIFETIME)
    assert not letter.has_expired(NOON + timedelta(hours=24) - timedelta.resolution)
    assert letter.has_expired(NOON + timedelta(hours=24))
