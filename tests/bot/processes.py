"""Other processes that a test needs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.structure.project import ROOT


@contextmanager
def child(script: str, *arguments: Path, says: str) -> Iterator["subprocess.Popen[str]"]:
    """Run Python code until it has printed ``says``, and kill it at the end if it is still there."""
    with subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{says}\n"
        yield process
        process.kill()
