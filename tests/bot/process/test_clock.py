"""The real clock and randomness keep what the ports promise."""

import re
from datetime import UTC

from bot.process.clock import SystemClock, SystemRandomness
from services.ports import Clock, Randomness


def test_moments_are_aware_and_in_utc() -> None:
    clock: Clock = SystemClock()
    first, second = clock(), clock()
    assert first.tzinfo is UTC
    assert first <= second


def test_tokens_are_url_safe_long_and_different() -> None:
    random: Randomness = SystemRandomness()
    tokens = {random.token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)


def test_digits_are_as_many_as_asked_for_and_may_begin_with_zero() -> None:
    random: Randomness = SystemRandomness()
    numbers = {random.digits(6) for _ in range(1000)}
    assert all(re.fullmatch(r"[0-9]{6}", number) for number in numbers)
    assert any(number.startswith("0") for number in numbers)
    assert {digit for number in numbers for digit in number} == set("0123456789")
