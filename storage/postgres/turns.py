"""What updates write, many at once: one statement of each kind for all that wait together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from services.people.consents import is_of_names
from storage.columns import moment_text
from storage.connection import Connection, Cursor
from storage.conversations import (
    NO_THREAD,
    VISITOR_COLUMNS,
    VISITOR_HERE,
    ConversationKey,
    Scene,
    row_of,
    scene_of,
)
from storage.inbox import IncomingUpdate, update_of
from storage.postgres.leases import Claim, Leases, Leaving
from storage.turns import Accepted, Arrival, Ending
from storage.unit import StoredUnit

Work = TypeVar("Work")

END_TURNS = """
    WITH ended AS (
        DELETE FROM inbox i WHERE i.update_id = ANY (CAST(? AS BIGINT[])) AND EXISTS (
            SELECT 1 FROM leases l WHERE l.chat_id = i.chat_id AND l.owner = ?
        )
        RETURNING i.update_id
    )
    INSERT INTO conversations
        (bot_id, chat_id, user_id, thread, state, draft, handled_updates, last_update_at)
    SELECT bot_id, chat_id, user_id, thread, state, draft, handled_updates, last_update_at FROM unnest(
        CAST(? AS BIGINT[]), CAST(? AS BIGINT[]), CAST(? AS BIGINT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[]),
        CAST(? AS TEXT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[]), CAST(? AS BIGINT[])
    ) AS turn (bot_id, chat_id, user_id, thread, state, draft, handled_updates, last_update_at, update_id)
    WHERE update_id IN (SELECT update_id FROM ended)
    ON CONFLICT (bot_id, chat_id, user_id, thread) DO UPDATE SET
        state = excluded.state,
        draft = excluded.draft,
        handled_updates = excluded.handled_updates,
        last_update_at = excluded.last_update_at
"""
"""Of turns whose chat another replica took over nothing is kept, because it answers their updates."""
IS_TURN_OURS = """
    SELECT 1 FROM inbox i JOIN leases l ON l.chat_id = i.chat_id AND l.owner = ? WHERE i.update_id = ?
"""
NOTE_VISITS = """
    UPDATE sessions SET seen_on = visits.day
    FROM unnest(CAST(? AS BIGINT[]), CAST(? AS TEXT[])) AS visits (chat_id, day)
    WHERE sessions.chat_id = visits.chat_id
"""
LIST_CONSENTS_OF_VISITORS = """
    SELECT s.chat_id, c.document, c.version
    FROM unnest(CAST(? AS BIGINT[])) AS visits (chat_id)
    JOIN sessions s ON s.chat_id = visits.chat_id
    LEFT JOIN consents c ON c.account_id = s.account_id
"""
ADD_UPDATES = """
    INSERT INTO inbox (update_id, chat_id, payload, received_at)
    SELECT * FROM unnest(
        CAST(? AS BIGINT[]), CAST(? AS BIGINT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[])
    )
    ON CONFLICT (update_id) DO NOTHING
"""
SCENES = f"""
    SELECT here.place, c.state, c.draft, c.handled_updates, c.last_update_at, {VISITOR_COLUMNS},
        x.chat_id IS NOT NULL AS is_unreachable
    FROM unnest(CAST(? AS BIGINT[]), CAST(? AS BIGINT[]), CAST(? AS BIGINT[]))
        WITH ORDINALITY AS here (bot_id, chat_id, user_id, place)
    LEFT JOIN conversations c ON c.bot_id = here.bot_id AND c.chat_id = here.chat_id
        AND c.user_id = here.user_id AND c.thread = '{NO_THREAD}'
    {VISITOR_HERE}
    LEFT JOIN unreachable_chats x ON x.chat_id = here.chat_id
"""  # noqa: S608 (the columns are ours)


@dataclass(frozen=True)
class Visits:
    """The first updates of a day, by their chats, and what their residents agreed to."""

    endings: Mapping[int, Ending]
    consents: Cursor | None

    def ask_for_consents(self, unit: StoredUnit) -> None:
        """Ask residents who agreed to an earlier text; that is looked at where nothing else waits for it."""
        if self.consents is None:
            return
        agreed, signed_in = set(), set()
        for chat_id, document, version in self.consents:
            signed_in.add(chat_id)
            if document is not None and is_of_names(document, version):
                agreed.add(chat_id)
        for chat_id, ending in self.endings.items():
            if chat_id in signed_in - agreed:
                ending.ask_for_consent(unit)


@dataclass
class Batch:
    """Works that are committed together, by what they are."""

    works: Sequence[Callable[[StoredUnit], Any] | Claim | Leaving]
    endings: list[Ending] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    leavings: list[Leaving] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @classmethod
    def of(cls, works: Sequence[Callable[[StoredUnit], Any] | Claim | Leaving]) -> Self:
        """Sort works."""
        batch = cls(works)
        for work in works:
            match work:
                case Ending():
                    batch.endings.append(work)
                case Arrival():
                    batch.arrivals.append(work)
                case Leaving():
                    batch.leavings.append(work)
                case Claim():
                    batch.claims.append(work)
        return batch

    def chats(self) -> set[int]:
        """The chats whose leases are needed."""
        found = {each.chat_id for each in self.leavings}
        found.update(each.key.chat_id for each in self.endings)
        for arrival in self.arrivals:
            found.update(update.chat_id for update in arrival.updates)
            found.update(key.chat_id for key in arrival.keys.values())
        for claim in self.claims:
            found.update(claim.chats)
        return found

    def looks(self) -> set[int]:
        """The chats in which others may have left updates, which came before those that arrive now."""
        found = {each.chat_id for each in self.leavings}
        for arrival in self.arrivals:
            found.update(update.chat_id for update in arrival.updates)
        for claim in self.claims:
            found.update(claim.chats if claim.looks else ())
        return found

    def run(self, connection: Connection, unit: StoredUnit, leases: Leases) -> list[Any]:
        """Run the works: first what ends turns, because what arrives after them has to see it."""
        chats, looks = self.chats(), self.looks()
        claimed = leases.claim(connection, chats) if chats else None
        visits = _end_turns(connection, unit, leases, self.endings)
        results = {
            id(work): work(unit)
            for work in self.works
            if not isinstance(work, Ending | Arrival | Leaving | Claim)
        }
        _add_updates(connection, unit, self.arrivals)
        known = [update.update_id for each in self.arrivals for update in each.updates]
        known += [number for each in self.arrivals for number in each.waiting]
        left = leases.find_left(connection, looks, known) if looks else None
        if self.leavings:
            leases.leave(connection, [each.chat_id for each in self.leavings])
        scenes = _Scenes(connection, [key for each in self.arrivals for key in each.keys.values()])
        told = self._results(results, _Ours.of(claimed, left), iter(scenes.read()))
        visits.ask_for_consents(unit)
        return told

    def _results(self, results: dict[int, Any], ours: "_Ours", scenes: Iterable[Scene]) -> list[Any]:
        """Tell each work what came of it; what was found is told to one of those that looked."""
        following = iter(scenes)
        for arrival in self.arrivals:
            seen = {number: next(following) for number in arrival.keys}
            of_updates = {update.update_id: update.chat_id for update in arrival.updates}
            chats = {number: key.chat_id for number, key in arrival.keys.items()} | of_updates
            elsewhere = [number for number, chat_id in chats.items() if chat_id not in ours.chats]
            results[id(arrival)] = Accepted(seen, elsewhere, ours.take(of_updates.values()))
        for leaving in self.leavings:
            results[id(leaving)] = ours.take([leaving.chat_id])
        for claim in self.claims:
            results[id(claim)] = ours.take(claim.chats)
        return [results.get(id(work)) for work in self.works]


@dataclass
class _Ours:
    """The chats of a batch that are ours, and what waits there, by chat, until somebody was told of it."""

    chats: set[int]
    left: dict[int, list[IncomingUpdate]]

    @classmethod
    def of(cls, claimed: Cursor | None, left: Cursor | None) -> Self:
        by_chat: dict[int, list[IncomingUpdate]] = {}
        for update in map(update_of, left or ()):
            by_chat.setdefault(update.chat_id, []).append(update)
        return cls({row["chat_id"] for row in claimed or ()}, by_chat)

    def take(self, chats: Iterable[int]) -> list[IncomingUpdate]:
        return [update for chat_id in chats for update in self.left.pop(chat_id, ())]


def _end_turns(connection: Connection, unit: StoredUnit, leases: Leases, endings: Sequence[Ending]) -> Visits:
    """End turns; of several of one conversation the last one counts."""
    together = [each for each in endings if not each.is_alone]
    if together:
        newest = {each.key: each for each in together}
        rows = [(*row_of(key, each.after), each.update_id) for key, each in newest.items()]
        numbers = [each.update_id for each in together]
        connection.execute(END_TURNS, [numbers, leases.owner, *_columns(rows)])
    for each in endings:
        if not each.is_alone:
            each.note_return(unit)
        elif connection.execute(IS_TURN_OURS, (leases.owner, each.update_id)).fetchone():
            each(unit)
    visits = {each.key.chat_id: each for each in together if each.is_first_of_day}
    if not visits:
        return Visits(visits, None)
    days = [each.now.date().isoformat() for each in visits.values()]
    connection.execute(NOTE_VISITS, [list(visits), days])
    return Visits(visits, connection.execute(LIST_CONSENTS_OF_VISITORS, [list(visits)]))


def _add_updates(connection: Connection, unit: StoredUnit, arrivals: Sequence[Arrival]) -> None:
    updates = [update for each in arrivals for update in (*each.updates, *each.of_nobody)]
    if updates:
        rows = [
            (each.update_id, each.chat_id, each.payload, moment_text(each.received_at)) for each in updates
        ]
        connection.execute(ADD_UPDATES, _columns(rows))
    for each in (update for arrival in arrivals for update in arrival.of_nobody):
        unit.inbox.set_aside(each.update_id, each.received_at)


class _Scenes:
    """The scenes of conversations, which are asked for at once and read when all else was sent."""

    def __init__(self, connection: Connection, keys: Sequence[ConversationKey]) -> None:
        self._keys = keys
        self._rows = connection.execute(SCENES, _columns(keys)) if keys else ()

    def read(self) -> list[Scene]:
        found: dict[int, Scene] = {}
        for row in self._rows:
            found[row["place"]] = scene_of(self._keys[row["place"] - 1].chat_id, row)
        return [found[place] for place in range(1, len(self._keys) + 1)]


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
