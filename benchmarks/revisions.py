"""Revisions of the project side by side, so that the commit before is measured within the same run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bots import ROOT, Home

SETTLE = """
import asyncio, sys
from pathlib import Path
from benchmarks.flats import Flat
from benchmarks.population import settle
asyncio.run(settle(Path(sys.argv[1]), [Flat(place) for place in range(1, int(sys.argv[2]) + 1)]))
"""
"""Run by the revision itself, because a later one may have another schema."""


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """Give a folder with the files of a revision, which goes away at the end.

    :raises subprocess.CalledProcessError: git does not know the revision.
    """
    path = folder / "checkout"
    _git("worktree", "add", "--detach", str(path), revision)
    try:
        yield path
    finally:
        _git("worktree", "remove", "--force", str(path))


def home_of(root: Path, folder: Path, flats: int) -> Home:
    """Let the revision at ``root`` make a database with this many flats in an empty folder."""
    folder.mkdir()
    settled = folder / "settled.db"
    subprocess.run(
        [sys.executable, "-c", SETTLE, str(settled), str(flats)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    return Home(root, settled)


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True)
