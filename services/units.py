"""How a use case reaches what is stored.

A use case hands over a plain function, a work, that runs as one unit of work, in one transaction: all of it
counts or none. The function is synchronous so that nothing else can happen between its steps; it must not
wait for anything slow.

A work may be run more than once, and decides inside its transaction. One run counts, the last one: what the
runs before it changed in the store is undone. A store may run a work again where it could not commit, for
example because another work was faster. Three rules follow for every work:

- It changes nothing but the store. It sends nothing, and it changes no object that outlives it: what it found
  out, it returns.
- It draws nothing at random and reads no clock. The use case draws such values before and hands them in, so
  that a later run that finds the same rows decides the same. The moment at which a message is left in the
  outbox is the store's own, and is that of the run that counts.
- It looks up inside the transaction what it relies on. What an earlier unit of work found may have changed.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

Unit = TypeVar("Unit", covariant=True)
Result = TypeVar("Result")


class StoreError(Exception):
    """The store did not do what it was asked for; nothing of the unit of work is kept.

    The message is the store's. It names tables, columns and states of the store, and no value that is stored.
    """


class StoreBusyError(StoreError):
    """What is wrong passes by itself: another process holds the store, the disk is full or fails."""


class StoreLostError(StoreError):
    """The store is closed or gone."""


class StoreCorruptError(StoreError):
    """What is there is damaged, or is no store at all."""


class StoreRefusedError(StoreError):
    """The work is wrong, which is a fault of the program.

    It broke a constraint, asked for what the store does not have, or would have changed something in a read.
    """


class Units(Protocol[Unit]):
    """A store of units of work; ``Unit`` names the repositories that the work needs.

    Everybody waits for a short work, so ``read``, ``write`` and ``ride`` are for what one screen needs: a few
    rows that an index finds. What counts, searches or changes more uses ``read_long`` and ``write_long``.
    """

    async def read(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that changes nothing, on a consistent snapshot that is no older than the call.

        The work may be run more than once. Errors: ``StoreError``, and what the work raises.
        """
        ...

    async def read_long(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that reads many rows and changes nothing, without holding anybody up."""
        ...

    async def write(self, work: Callable[[Unit], Result]) -> Result:
        """Run work that changes something; returns once it is durable, or undoes it if the work raised.

        The work may be run more than once, and decides inside its transaction. Errors: ``StoreError``, and
        what the work raises.
        """
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
