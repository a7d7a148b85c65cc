"""How a use case reaches what is stored.

A use case hands over a plain function that runs as one unit of work, in one transaction: all of it counts or
none. The function is synchronous so that nothing else can happen between its steps; it must not wait for
anything slow.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

Unit = TypeVar("Unit", covariant=True)
Result = TypeVar("Result")


class Units(Protocol[Unit]):
    """A store of units of work; ``Unit`` names the repositories that the work needs."""

    async def read(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that changes nothing, on a consistent snapshot."""
        ...

    async def write(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that changes something; returns once it is durable, or undoes it if the work raised."""
        ...
