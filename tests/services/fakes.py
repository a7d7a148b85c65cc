"""Time and randomness that tests hold in their hands."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class FakeClock:
    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # noon in Moscow

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, step: timedelta) -> None:
        self.now += step


@dataclass
class FakeRandomness:
    """Counts instead of surprising."""

    given: int = 0

    def token(self) -> str:
        self.given += 1
        return f"token-{self.given}"

    def digits(self, count: int) -> str:
        self.given += 1
        return str(self.given).zfill(count)
