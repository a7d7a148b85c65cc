"""What updates write, many at once: one statement of each kind for all that wait together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
from storage.turns import Arrival, Ending
from storage.unit import StoredUnit

SAVE_CONVERSATIONS = """
    INSERT INTO conversations
        (bot_id, chat_id, user_id, thread, state, draft, handled_updates, last_update_at)
    SELECT * FROM unnest(
        CAST(? AS BIGINT[]), CAST(? AS BIGINT[]), CAST(? AS BIGINT[]), CAST(? AS TEXT[]),
        CAST(? AS TEXT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[])
    )
    ON CONFLICT (bot_id, chat_id, user_id, thread) DO UPDATE SET
        state = excluded.state,
        draft = excluded.draft,
        handled_updates = excluded.handled_updates,
        last_update_at = excluded.last_update_at
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
REMOVE_UPDATES = "DELETE FROM inbox WHERE update_id = ANY (CAST(? AS BIGINT[]))"
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


def finish_all(connection: Connection, unit: StoredUnit, endings: Sequence[Ending]) -> Visits:
    """End turns; of several of one conversation the last one counts."""
    alone = [each for each in endings if not each.is_in_group]
    newest = {each.key: each for each in alone}
    if newest:
        rows = [row_of(key, each.after) for key, each in newest.items()]
        connection.execute(SAVE_CONVERSATIONS, _columns(rows))
        connection.execute(REMOVE_UPDATES, [[each.update_id for each in alone]])
    for each in endings:
        if each.is_in_group:
            each(unit)
        else:
            each.note_return(unit)
    visits = {each.key.chat_id: each for each in alone if each.is_first_of_day}
    if not visits:
        return Visits(visits, None)
    days = [each.now.date().isoformat() for each in visits.values()]
    connection.execute(NOTE_VISITS, [list(visits), days])
    return Visits(visits, connection.execute(LIST_CONSENTS_OF_VISITORS, [list(visits)]))


def accept_all(
    connection: Connection, unit: StoredUnit, arrivals: Sequence[Arrival]
) -> list[dict[int, Scene]]:
    """Keep what arrived, and return for each the scenes that it wants."""
    updates = [update for each in arrivals for update in (*each.updates, *each.of_nobody)]
    if updates:
        rows = [
            (each.update_id, each.chat_id, each.payload, moment_text(each.received_at)) for each in updates
        ]
        connection.execute(ADD_UPDATES, _columns(rows))
    for each in (update for arrival in arrivals for update in arrival.of_nobody):
        unit.inbox.set_aside(each.update_id, each.received_at)
    keys = [key for each in arrivals for key in each.keys.values()]
    scenes = iter(_scenes(connection, keys))
    return [{number: next(scenes) for number in each.keys} for each in arrivals]


def _scenes(connection: Connection, keys: Sequence[ConversationKey]) -> list[Scene]:
    if not keys:
        return []
    found: dict[int, Scene] = {}
    for row in connection.execute(SCENES, _columns(keys)):
        found[row["place"]] = scene_of(keys[row["place"] - 1].chat_id, row)
    return [found[place] for place in range(1, len(keys) + 1)]


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
