"""The queue of the bot's updates: numbers, lifetimes, confirmation by offset, the long poll and conflicts."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simulator.errors import ApiError
from simulator.model import Json

MESSAGE_LIFETIME = 24 * 3600.0  # seconds
CALLBACK_LIFETIME = 150.0  # seconds
MAX_BATCH = 100
REMEMBERED = 1000  # confirmed updates that can still be delivered again
UNASKED_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """One update; `lane` names the queue that keeps its order in webhook delivery."""

    id: int
    kind: str
    payload: object
    lane: str
    expires_at: float

    def as_json(self) -> Json:
        """Return it as the bot gets it."""
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """Updates in order until they are confirmed, expire or are dropped; O(1) per update."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.last_id = 100_000_000
        self.allowed: frozenset[str] | None = None
        self.on_added: Callable[[Update], None] | None = None
        self._clock = clock
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self._again: list[Update] = []
        self._given_again: list[Update] = []
        self._confirmed: OrderedDict[int, Update] = OrderedDict()
        self._poll: asyncio.Future[None] | None = None
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    def __len__(self) -> int:
        return len(self._pending) + len(self._again) + len(self._given_again)

    @property
    def unconfirmed(self) -> list[Update]:
        """Return what the bot has not confirmed yet, oldest first."""
        return list(self._pending.values())

    def go_on(self, last_id: int, allowed: Iterable[str] | None, unconfirmed: Iterable[Update]) -> None:
        """Continue another queue: with its numbers, the kinds that the bot wants, and what waits in it."""
        self.last_id = last_id
        self.allowed = None if allowed is None else frozenset(allowed)
        self._pending = OrderedDict((update.id, update) for update in unconfirmed)

    def add(self, kind: str, payload: Json, *, lane: str) -> Update | None:
        """Queue an update unless the bot does not want this kind."""
        if kind in UNASKED_KINDS if self.allowed is None else kind not in self.allowed:
            return None
        return self._queue(kind, payload, lane)

    def bring(self, kind: str, content: object) -> int:
        """Queue an update of any kind and shape, whether the bot wants it or not; return its number."""
        return self._queue(kind, content, lane="of nobody").id

    def _queue(self, kind: str, payload: object, lane: str) -> Update:
        self.last_id += 1
        lifetime = CALLBACK_LIFETIME if kind == "callback_query" else MESSAGE_LIFETIME
        update = Update(self.last_id, kind, payload, lane, self._clock() + lifetime)
        self._pending[update.id] = update
        self._announce(update)
        return update

    def add_again(self, update_id: int) -> None:
        """Deliver an update once more under its old number; `KeyError` if it is not remembered."""
        update = self._pending.get(update_id) or self._confirmed[update_id]
        self._again.append(update)
        self._announce(update)

    def _announce(self, update: Update) -> None:
        if self.on_added:
            self.on_added(update)
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)

    def allow(self, kinds: object) -> None:
        """Remember which kinds the bot wants: no list changes nothing, an empty one means the usual kinds."""
        if isinstance(kinds, list):
            self.allowed = frozenset(map(str, kinds)) or None

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[Update]:
        """Confirm what is below `offset` and return what comes next.

        Waits up to `timeout_s` seconds of real time; a poll that was already waiting ends with a 409.
        """
        self.end_poll(
            ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        )
        self.confirm_before(offset)
        batch = self._take(limit)
        if batch or timeout_s <= 0:
            return batch
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_s):
                await poll
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        return self._take(limit)

    def end_poll(self, error: ApiError | None = None) -> None:
        """Let a waiting poll fail, or return with nothing: the server stops."""
        if self._poll and not self._poll.done():
            if error:
                self._poll.set_exception(error)
            else:
                self._poll.set_result(None)

    def confirm_before(self, offset: int) -> None:
        """Forget the updates below `offset`; a negative one keeps that many from the end."""
        self._given_again.clear()
        if offset < 0:
            offset = self.last_id + 1 + offset
        while self._pending and next(iter(self._pending)) < offset:
            self._done(next(iter(self._pending)))
        self._tell_waiting()

    def confirm(self, update: Update) -> None:
        """Forget one update: a webhook took it."""
        if update in self._again:
            self._again.remove(update)
        else:
            self._done(update.id)
        self._tell_waiting()

    def pending(self) -> list[Update]:
        """Return what is still to be delivered, oldest first."""
        self._drop_expired()
        return [*self._again, *self._pending.values()]

    def drop_pending(self) -> None:
        """Forget everything: `drop_pending_updates`."""
        self._again.clear()
        self.confirm_before(self.last_id + 1)

    def is_expired(self, update: Update) -> bool:
        """Return whether nobody wants it any more."""
        return self._clock() >= update.expires_at

    async def delivered(self) -> None:
        """Wait until every update created so far is confirmed."""
        if self._is_settled(self.last_id):
            return
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append((self.last_id, waiting))
        await waiting

    def _take(self, limit: int) -> list[Update]:
        self._given_again, self._again = self._again, []
        batch = list(self._given_again)
        expired = []
        for update in self._pending.values():
            if len(batch) >= limit:
                break
            if self.is_expired(update):
                expired.append(update.id)
            else:
                batch.append(update)
        for update_id in expired:
            self._done(update_id)
        return batch

    def _drop_expired(self) -> None:
        for update in [update for update in self._pending.values() if self.is_expired(update)]:
            self._done(update.id)

    def _done(self, update_id: int) -> None:
        update = self._pending.pop(update_id, None)
        if update is not None:
            self._confirmed[update_id] = update
            if len(self._confirmed) > REMEMBERED:
                self._confirmed.popitem(last=False)

    def _is_settled(self, last_id: int) -> bool:
        if self._again or self._given_again:
            return False
        return not self._pending or next(iter(self._pending)) > last_id

    def _tell_waiting(self) -> None:
        for entry in [entry for entry in self._waiting if self._is_settled(entry[0])]:
            self._waiting.remove(entry)
            if not entry[1].done():
                entry[1].set_result(None)
