import json
from datetime import UTC, datetime, timedelta

from domain.captcha import LIFETIME, CaptchaChallenge

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_challenge_survives_a_draft() -> None:
    challenge = CaptchaChallenge("nonce", NOON + timedelta(microseconds=1))
    draft = json.loads(json.dumps(challenge.as_draft()))
    assert CaptchaChallenge.from_draft(draft) == challenge


def test_a_challenge_expires_after_ten_minutes() -> None:
    challenge = CaptchaChallenge("nonce", NOON)
    assert not challenge.has_expired(NOON + LIFETIME - timedelta.resolution)
    assert challenge.has_expired(NOON + timedelta(minutes=10))
