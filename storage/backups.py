"""What backups of both engines have in common: a file gets its name last, and is its owner's alone."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SPARED_BYTES = 64 * 1024 * 1024
"""What a copy must leave free on the disk, where the bot may be writing too."""


class CopyRefusedError(Exception):
    """Nothing was made or replaced; ``code`` names the text ``copy-<code>`` in locales/."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, str | int] = values


@dataclass(frozen=True)
class Backup:
    """A copy that passed every check."""

    path: Path
    size: int
    """Bytes."""

    @classmethod
    def at(cls, path: Path) -> "Backup":
        """Measure a copy that has its name."""
        return cls(path, path.stat().st_size)


def new_file(target: Path, name: str) -> Path:
    """Return the file that a backup may make: ``target``, or ``name`` if ``target`` is a folder.

    Errors: ``CopyRefusedError`` with the codes ``no-folder`` and ``exists``.
    """
    if target.is_dir():
        target /= name
    if not target.parent.is_dir():
        raise CopyRefusedError("no-folder", path=str(target.parent))
    if os.path.lexists(target):
        raise CopyRefusedError("exists", path=str(target))
    return target


def require_space(size: int, folder: Path) -> None:
    """Refuse a copy of ``size`` bytes that would fill the disk up (``CopyRefusedError``: ``no-space``)."""
    needed, free = size + SPARED_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise CopyRefusedError("no-space", path=str(folder), needed=_mebibytes(needed), free=free // 1024**2)


def put_in_place(copy: Path, target: Path) -> Backup:
    """Give a complete copy its name, unless somebody took it meanwhile (``CopyRefusedError``: ``exists``)."""
    _claim(target)
    copy.replace(target)
    sync(target.parent)
    return Backup.at(target)


def _claim(target: Path) -> None:
    """Take the name; renaming alone would overwrite what another program put there meanwhile."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise CopyRefusedError("exists", path=str(target)) from None


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stamp(moment: datetime) -> str:
    """Write a moment (UTC) for the name of a file."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _mebibytes(size: int) -> int:
    """Round up, so that what is told to be needed is enough."""
    return -(-size // 1024**2)
