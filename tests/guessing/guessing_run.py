"""Ten thousand guesses of each kind within a day, from one chat and from a hundred.

    python -m tests.guessing.guessing_run --guesses 10000

What reached anything is compared with docs/security.md. Exit code 0 means that no attack reached more, and
that the owner of the account could sign in all the while.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.guessing.attacks import ATTACKS, Attack, play


async def judged(attack: Attack, count: int) -> bool:
    """Play an attack, say what came of it, and tell whether it stayed within its bound."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = await play(attack, count, Path(folder))
    is_kept = outcome.reached <= attack.reach and outcome.owner_gets_in
    owner = "the owner gets in" if outcome.owner_gets_in else "THE OWNER IS SHUT OUT"
    verdict = "ok" if is_kept else "TOO MANY"
    line = f"{verdict:8} {attack.name:40} {outcome.reached:6} of {count}, at most {attack.reach}; {owner}\n"
    sys.stdout.write(line)
    sys.stdout.flush()
    return is_kept


async def run(count: int, kinds: set[str]) -> bool:
    """Play all attacks, or those of some kinds."""
    chosen = [attack for attack in ATTACKS if not kinds or attack.kind in kinds]
    return all([await judged(attack, count) for attack in chosen])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Ten thousand guesses of each kind within a day.")
    parser.add_argument("--guesses", type=int, default=10_000)
    parser.add_argument("--kind", action="append", default=[], help="of these kinds only; may be repeated")
    options = parser.parse_args()
    sys.exit(0 if asyncio.run(run(options.guesses, set(options.kind))) else 1)


if __name__ == "__main__":
    main()
