"""A clock that can be put forward, so that what takes a month can be seen in a minute."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


class MovableClock:
    """Unix seconds: those of `base`, and `ahead` seconds more, which only ever become more."""

    def __init__(self, ahead: float = 0.0, base: Callable[[], float] = time.time) -> None:
        self._ahead = ahead
        self._base = base

    def __call__(self) -> float:
        """Return the present moment."""
        return self._base() + self._ahead

    @property
    def ahead(self) -> float:
        """Return how many seconds it is ahead of its base; negative for a clock that began in the past."""
        return self._ahead

    def forward(self, seconds: float) -> None:
        """Put it forward; raise `ValueError` for anything but a time that lies ahead."""
        if not (math.isfinite(seconds) and seconds >= 0):
            raise ValueError("a clock goes forward only")
        self._ahead += seconds
