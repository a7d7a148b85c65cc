from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import SETTLING, Session, device_name
from domain.second_step import (
    CODE_LIFETIME,
    PENDING_LIFETIME,
    PendingSignIn,
    SecondStep,
    StepKind,
    digits_of,
    grouped_code,
)

NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("step", "email_is_confirmed", "kind"),
    [
        (SecondStep(), True, StepKind.MAIL),
        (SecondStep(), False, StepKind.NONE),
        (SecondStep(is_off=True), True, StepKind.OFF),
        (SecondStep(sealed_key="key"), True, StepKind.APP),
        (SecondStep(is_off=True, sealed_key="key"), True, StepKind.APP),
        (SecondStep(sealed_key="key"), False, StepKind.NONE),
    ],
)
def test_an_account_is_asked_for_what_can_reach_it(
    step: SecondStep,
    email_is_confirmed: bool,  # noqa: FBT001 (a parameter of the test)
    kind: StepKind,
) -> None:
    assert step.kind(email_is_confirmed=email_is_confirmed) is kind
    assert kind.is_asked == (kind in {StepKind.MAIL, StepKind.APP})


def test_a_code_counts_for_half_an_hour_and_the_password_for_a_day() -> None:
    pending = PendingSignIn(1, 1, "hash", "Анна", NOON, "code", NOON)
    assert pending.awaits_code(NOON + CODE_LIFETIME - MOMENT)
    assert not pending.awaits_code(NOON + CODE_LIFETIME)
    assert not pending.has_expired(NOON + PENDING_LIFETIME - MOMENT)
    assert pending.has_expired(NOON + PENDING_LIFETIME)


@given(st.text(alphabet="0123456789", min_size=8, max_size=8))
def test_a_backup_code_is_read_as_it_is_written(digits: str) -> None:
    assert digits_of(grouped_code(digits)) == digits


@given(st.text())
def test_of_a_name_in_telegram_one_short_line_is_kept(name: str) -> None:
    kept = device_name(name)
    assert len(kept) <= 32
    assert kept == kept.strip()
    assert len(kept.splitlines()) <= 1
    assert device_name(kept) == kept


def session(hours: int, *, is_proven: bool = False) -> Session:
    return Session(hours, 1, NOON + timedelta(hours=hours), is_proven=is_proven)


def test_a_device_settles_after_a_day_or_by_a_second_step() -> None:
    assert session(0, is_proven=True).is_settled(NOON)
    assert not session(0).is_settled(NOON + SETTLING - MOMENT)
    assert session(0).is_settled(NOON + SETTLING)


hours = st.integers(0, 72)


sessions = st.builds(session, hours, is_proven=st.booleans())


@given(sessions, sessions, hours)
def test_a_new_device_signs_out_no_older_one(one: Session, another: Session, now: int) -> None:
    at = NOON + timedelta(hours=now)
    if not one.is_settled(at) and (another.signed_in_at <= one.signed_in_at or another.is_settled(at)):
        assert not one.may_end(another, at)
    else:
        assert one.may_end(another, at)
