"""``python -m bot registry check``: which readings new numbers of scales may have moved; changes nothing."""

import sys

from bot.exchange.files import DONE, FAILED, Say
from services.units import StoreError
from storage.places import Place
from storage.renumberings import DoubtfulReading, list_doubtful


def run_check(database: Place, *, say: Say) -> int:
    """Print the readings that should be compared with billing; return the exit code, 0 without any."""
    if not database.is_there:
        return _refused(say, say("copy-no-database", path=database.shown))
    try:
        with database.read_only() as connection:
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
