"""What became of a transaction whose COMMIT got no answer, which the server keeps under its number.

A server that crashed gives numbers again that it had given before, if nothing of their transactions had
reached its disk. So the number of a transaction from before a crash counts only if new ones began above it,
which the checkpoint at the end of the recovery tells. Whether there was a crash is seen by the statistics,
which a crash empties.
"""

from typing import Final

ASK_NUMBER: Final = "SELECT pg_current_xact_id()::text"
GENERATION: Final = "SELECT pg_stat_get_bgwriter_stat_reset_time()::text"
"""A text that stays the same until the server crashes, or becomes another server."""
ASK_OUTCOME: Final = """
    SELECT pg_xact_status(CAST($1 AS xid8)), pg_stat_get_bgwriter_stat_reset_time()::text,
        (pg_control_checkpoint()).next_xid
"""
UNKNOWN_NUMBER: Final = "22023"
"""The number was not given yet: what had it is lost, or the server is another one."""
_COMMITTED, _UNDER_WAY = "committed", "in progress"


def was_committed(number: bytes, generation: bytes, answer: tuple[str, str, str]) -> bool | None:
    """Read the answer to :data:`ASK_OUTCOME`; ``None`` if the server has to be asked again.

    ``generation`` is that of the connection whose transaction had the number.
    """
    status, generation_now, next_number = answer
    if generation_now.encode() == generation:
        return None if status == _UNDER_WAY else status == _COMMITTED
    return status == _COMMITTED and int(number) < _number(next_number)


def _number(shown: str) -> int:
    """Read a number that is shown in two parts: ``0:735``."""
    epoch, _, rest = shown.partition(":")
    return (int(epoch) << 32) + int(rest)
