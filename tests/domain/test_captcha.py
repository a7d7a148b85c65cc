import json
from datetime import UTC, datetime, timedelta

import pytest

from domain.captcha import LIFETIME, CaptchaChallenge, read_answer

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_challenge_survives_a_draft() -> None:
    challenge = CaptchaChallenge("nonce", NOON + timedelta(microseconds=1))
    draft = json.loads(json.dumps(challenge.as_draft()))
    assert CaptchaChallenge.from_draft(draft) == challenge


def test_a_challenge_expires_after_ten_minutes() -> None:
    challenge = CaptchaChallenge("nonce", NOON)
    assert not challenge.has_expired(NOON + LIFETIME - timedelta.resolution)
    assert challenge.has_expired(NOON + timedelta(minutes=10))


@pytest.mark.parametrize(
    "text", ["049176", " 049176\n", "049 176", "0 4 9 1 7 6", "049-176", "0.4,9\u00a0176"]
)
def test_what_separates_the_digits_of_an_answer_is_forgiven(text: str) -> None:
    assert read_answer(text) == "049176"


def test_nothing_else_is_forgiven() -> None:
    assert read_answer("O49176") == "O49176"
