"""``python -m bot registry check``: which readings new numbers of scales may have moved; changes nothing."""

import sys
from pathlib import Path

from bot.exchange.files import DONE, FAILED, Say
from services.units import StoreError
from storage.renumberings import DoubtfulReading, list_doubtful
from storage.sqlite.database import open_read_only


def run_check(database: Path, *, say: Say) -> int:
    """Print the readings that should be compared with billing; return the exit code, 0 without any."""
    if not database.is_file():
        return _refused(say, say("copy-no-database", path=str(database)))
    try:
        with open_read_only(database) as connection:
            found = list(list_doubtful(connection))
    except StoreError as error:
        return _refused(say, str(error))
    title = say("registry-check-found", count=len(found)) if found else say("registry-check-nothing")
    sys.stdout.write("\n".join([title, *(_line(say, each) for each in found)]) + "\n")
    return FAILED if found else DONE


def _line(say: Say, reading: DoubtfulReading) -> str:
    reason = "exported" if reading.was_exported else "lower"
    return say(
        f"registry-check-{reason}", receipt=reading.receipt, number=reading.number, meter=reading.meter
    )


def _refused(say: Say, reason: str) -> int:
    sys.stderr.write(say("registry-check-failed", reason=reason) + "\n")
    return FAILED
