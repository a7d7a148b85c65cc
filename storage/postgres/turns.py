"""What updates write, many at once: one statement of each kind for all that wait together."""

from collections.abc import Sequence
from typing import Any

from storage.columns import moment_text
from storage.connection import Connection
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
from storage.unit import SqliteUnit

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


def finish_all(connection: Connection, unit: SqliteUnit, endings: Sequence[Ending]) -> None:
    """End turns; of several of one conversation the last one counts."""
    newest = {each.key: each for each in endings if not each.is_in_group}
    if newest:
        rows = [row_of(key, each.after) for key, each in newest.items()]
        connection.execute(SAVE_CONVERSATIONS, _columns(rows))
        numbers = [each.update_id for each in endings if not each.is_in_group]
        connection.execute(REMOVE_UPDATES, [numbers])
    for each in endings:
        if each.is_in_group:
            each(unit)
        else:
            each.note(unit)


def accept_all(
    connection: Connection, unit: SqliteUnit, arrivals: Sequence[Arrival]
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
