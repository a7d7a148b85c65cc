"""What waits for trouble to pass waits for as long as everybody does, and not for much longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.process.patience import (
    LONG_ENOUGH,
    LONGEST_PAUSE,
    Patience,
    Progress,
    WaitedTooLongError,
    patiently,
)
from services.units import StoreBusyError
from tests.services.fakes import FakeClock
from ui.messenger import OutOfReachError, TooFastError

ANNA, BORIS, VERA = 1, 2, 3
CUT = OutOfReachError("cut")


@dataclass
class Scene:
    """Somebody tries again and again, and while they wait something may happen."""

    clock: FakeClock = field(default_factory=FakeClock)
    attempts: int = 0
    waited: float = 0.0
    meanwhile: Callable[[], None] = lambda: None
    ends_after: float = 1e9

    def __post_init__(self) -> None:
        self.chats = Progress(self.clock)

    def patience(self) -> Patience:
        return Patience(self.clock, lambda _, since: self.chats.of_others(ANNA, since))

    async def sleep(self, seconds: float) -> None:
        self.waited += seconds
        self.clock.pass_time(timedelta(seconds=seconds))
        self.meanwhile()

    async def try_again(self, error: Exception) -> None:
        async def attempt() -> None:
            self.attempts += 1
            if self.waited < self.ends_after:
                raise error

        await patiently(attempt, "it waits", self.sleep, patience=self.patience)


@pytest.mark.parametrize("error", [CUT, TooFastError("slow", 7), TooFastError("slow", 40_000)])
async def test_what_waits_while_others_get_through_is_given_up_after_some_minutes(error: Exception) -> None:
    scene = Scene()
    scene.meanwhile = lambda: scene.chats.note(BORIS)
    with pytest.raises(WaitedTooLongError) as caught:
        await scene.try_again(error)
    assert caught.value.__cause__ is error
    assert LONG_ENOUGH.total_seconds() <= scene.waited <= LONG_ENOUGH.total_seconds() + LONGEST_PAUSE


async def test_while_nobody_gets_through_everything_waits() -> None:
    scene = Scene(ends_after=6 * 3600)
    await scene.try_again(CUT)
    assert scene.waited >= 6 * 3600


async def test_what_gets_through_for_the_same_chat_does_not_count() -> None:
    scene = Scene(ends_after=3600)
    scene.meanwhile = lambda: scene.chats.note(ANNA)
    await scene.try_again(CUT)
    assert scene.waited >= 3600


async def test_hours_in_which_nobody_got_through_do_not_count_afterwards() -> None:
    """When Telegram is back, everybody has some minutes, also whoever is served last."""
    scene = Scene(ends_after=6 * 3600 + LONG_ENOUGH.total_seconds() - 2 * LONGEST_PAUSE)

    def meanwhile() -> None:
        if scene.waited > 6 * 3600:
            scene.chats.note(BORIS)

    scene.meanwhile = meanwhile
    await scene.try_again(CUT)
    assert scene.waited > 6 * 3600


async def test_what_has_no_patience_waits_without_an_end() -> None:
    scene = Scene()

    async def attempt() -> None:
        if scene.waited < 100_000:
            raise StoreBusyError("full")

    await patiently(attempt, "it waits", scene.sleep)
    assert scene.waited >= 100_000


def test_others_are_told_from_oneself() -> None:
    clock = FakeClock()
    chats = Progress(clock)
    began = clock()
    assert not chats.of_others(ANNA, began)
    chats.note(ANNA)
    assert not chats.of_others(ANNA, began)
    assert chats.of_others(BORIS, began)
    clock.pass_time(timedelta(minutes=1))
    chats.note(BORIS)
    assert chats.of_others(ANNA, clock())
    assert chats.of_others(BORIS, began)
    assert not chats.of_others(BORIS, clock())
    clock.pass_time(timedelta(minutes=1))
    chats.note(ANNA)
    assert not chats.of_others(ANNA, clock())
    assert chats.of_others(VERA, clock())


def test_a_clock_that_is_set_back_gives_nobody_up() -> None:
    clock = FakeClock()
    patience = Patience(clock, lambda _error, _since: True)
    clock.pass_time(timedelta(hours=-5))
    assert not patience.is_over(CUT)
    clock.pass_time(LONG_ENOUGH)
    assert patience.is_over(CUT)
