"""Progress of long commands, on the standard error output."""

import sys
from typing import Any, Self

from tqdm import tqdm

from bot.exchange.files import Say
from services.exchange.registry import Phase


class Bars:
    """One bar per phase, with rate and remaining time, on a terminal only."""

    def __init__(self, say: Say, words: str = "registry-phase") -> None:
        """Show phases in the texts ``<words>-<phase>``."""
        self._say = say
        self._words = words
        self._phase: str | None = None
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, phase: str, done: int, total: int) -> None:
        bar = self._bar
        if bar is None or phase != self._phase:
            self.__exit__()
            self._phase = phase
            bar = self._bar = tqdm(
                desc=self._say(f"{self._words}-{phase}"),
                total=total,
                unit="B" if phase == Phase.READING else "",
                unit_scale=phase == Phase.READING,
                file=sys.stderr,
                disable=None,
            )
        bar.update(done - bar.n)
