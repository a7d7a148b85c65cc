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
    """A store of units of work; ``Unit`` names the repositories that the work needs.

    Everybody waits for a short work, so ``read``, ``write`` and ``ride`` are for what one screen needs: a few
    rows that an index finds. What counts, searches or changes more uses ``read_long`` and ``write_long``.
    """

    async def read(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that changes nothing, on a consistent snapshot that is no older than the call."""
        ...

    async def read_long(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that reads many rows and changes nothing, without holding anybody up."""
        ...

    async def write(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that changes something; returns once it is durable, or undoes it if the work raised."""
        ...

    async def write_long(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that touches many rows: others may read meanwhile, and write as soon as it is done."""
        ...

    def ride(self, work: Callable[[Unit], object]) -> None:
        """Hand over a work that nobody waits for: it becomes durable with the next write, or soon.

        Riders run in their order, before the works of the write that they go with. So a write sees what was
        handed over before it; a read may not. What a crash takes away must be something that happens again.
        """
        ...
