"""A large registry is read in a process of its own, and what comes of it is the same."""

import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from integrations import registry_beside
from integrations.registry_beside import ReaderEndedError, RegistryBeside, open_registry_beside, read_aloud
from integrations.registry_files import open_registry
from services.exchange.registry import (
    FILES,
    REPORTED_PROBLEMS,
    Findings,
    ImportRegistry,
    RegistryRefusedError,
    RegistrySource,
)
from tests.engines import open_stage
from tests.registry.town import TOWN, Importer, changed, skip

FAULTY = {
    **changed("payments.csv", "1234,56", "много"),
    "scales.csv": TOWN["scales.csv"] + 'M301;1;"\n',
    "bills.csv": "bill;number\n",
    "tariffs.csv": "rates;scale;from_kwh;price;valid_from\n",
    "letters.csv": "a;b\n",
}
del FAULTY["meters.csv"]


@pytest.fixture(autouse=True)
def every_registry_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_beside, "SMALLEST_BYTES", 0)


def heard(source: RegistrySource) -> list[Any]:
    """All that a registry tells."""
    told: list[Any] = []
    for file in FILES:
        findings = Findings()
        rows = list(source.rows(file, findings, lambda *_: None))
        told.append((file.name, rows, findings, sorted(source.lacking(file))))
    return told


@pytest.mark.parametrize("files", [TOWN, FAULTY])
def test_another_process_tells_the_same(import_registry: Importer, files: dict[str, str]) -> None:
    path = import_registry.write(files)
    here, there = Findings(), Findings()
    with open_registry(path) as source:
        source.check(here)
        expected = heard(source)
    with open_registry_beside(path) as source:
        assert isinstance(source, RegistryBeside)
        source.check(there)
        assert heard(source) == expected
    assert there == here


def test_of_very_many_mistakes_the_first_are_named_and_all_are_counted(import_registry: Importer) -> None:
    wrong = "".join(f"P{place};100200301;?;?\n" for place in range(70))
    files = {name: TOWN[name] + wrong for name in ("payments.csv",)} | {
        "bills.csv": TOWN["bills.csv"] + wrong
    }
    with open_registry_beside(import_registry.write({**TOWN, **files})) as source:
        findings = Findings()
        source.check(findings)
        for file in FILES:
            list(source.rows(file, findings, lambda *_: None))
    assert (findings.errors.count, len(findings.errors.first)) == (210, REPORTED_PROBLEMS)
    assert [problem.file for problem in findings.errors.first] == ["payments.csv"] * REPORTED_PROBLEMS


def test_what_cannot_be_read_at_all_is_refused_as_here(tmp_path: Path) -> None:
    path = tmp_path / "registry.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../subscribers.csv", "number\n")
    with pytest.raises(RegistryRefusedError) as refused, open_registry_beside(path) as source:
        source.check(Findings())
    assert [problem.code for problem in refused.value.findings.errors.first] == ["archive-unsafe-name"]


def test_a_small_registry_needs_no_process(
    import_registry: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_beside, "SMALLEST_BYTES", 1_000_000)
    with open_registry_beside(import_registry.write(TOWN)) as source:
        assert not isinstance(source, RegistryBeside)


def test_an_import_by_two_processes_brings_the_same(import_registry: Importer) -> None:
    import_registry(TOWN)
    once = import_registry.everything()
    path = import_registry.write(TOWN)
    with (
        open_registry_beside(path) as source,
        open_stage(import_registry.database, import_registry.settings, pause=skip) as stage,
    ):
        report = ImportRegistry(stage, lambda: import_registry.now, lambda *_: None)(source)
    assert {(change.added, change.altered, change.vanished) for change in report.changes} == {(0, 0, 0)}
    after = [line for line in import_registry.everything() if '"imports"' not in line]
    assert after == [line for line in once if '"imports"' not in line]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    return iter([started])


def large(importer: Importer) -> Path:
    """A registry that does not fit into the pipe."""
    rows = "".join(f"{number};Дачная ул., {number};0,00;0,00\n" for number in range(700_000, 760_000))
    return importer.write({**TOWN, "subscribers.csv": TOWN["subscribers.csv"] + rows})


def test_a_reader_that_ends_too_early_ends_the_import_and_changes_nothing(
    import_registry: Importer, processes: Iterator[list[subprocess.Popen[bytes]]]
) -> None:
    started = next(processes)
    import_registry(TOWN)
    before = import_registry.everything()
    path = large(import_registry)
    with (
        open_registry_beside(path) as source,
        open_stage(import_registry.database, import_registry.settings, pause=skip) as stage,
    ):
        started[0].kill()
        with pytest.raises(ReaderEndedError):
            ImportRegistry(stage, lambda: import_registry.now, lambda *_: None)(source)
    assert import_registry.everything() == before


def test_the_reader_ends_with_whom_it_reads_for(
    import_registry: Importer, processes: Iterator[list[subprocess.Popen[bytes]]]
) -> None:
    started = next(processes)
    with open_registry_beside(large(import_registry)) as source:
        source.check(Findings())
    assert started[0].returncode is not None


def test_a_reader_that_nobody_hears_ends_by_itself(import_registry: Importer) -> None:
    class Deaf(BytesIO):
        def write(self, _: Any) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        read_aloud(large(import_registry), Deaf())


IMPORT_AND_WAIT = """
import sys
from pathlib import Path
from bot.process.clock import SystemClock
from integrations import registry_beside
from services.exchange.registry import ImportRegistry
from storage.unit import UnitSettings
from tests.engines import open_stage

registry_beside.SMALLEST_BYTES = 0
database, path, phase = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def progress(known, done, total):
    if known == phase:
        print(known, flush=True)
        sys.stdin.read()

settings = UnitSettings(SystemClock(), None, "ru")
with registry_beside.open_registry_beside(path) as source, open_stage(database, settings) as stage:
    ImportRegistry(stage, settings.clock, progress)(source)
"""


@pytest.mark.parametrize("phase", ["reading", "checking", "comparing"])
def test_an_import_that_is_killed_leaves_no_row_and_no_process(import_registry: Importer, phase: str) -> None:
    import_registry(TOWN)
    before = import_registry.everything()
    arguments = [str(import_registry.database), str(large(import_registry)), phase]
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", IMPORT_AND_WAIT, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{phase}\n"
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)  # it returns once the reader has let go of the errors too
    assert import_registry.everything() == before
    changes = import_registry.take(import_registry.folder / "registry").changes
    assert (changes[0].added, changes[0].altered) == (60_000, 0)
    assert not list(import_registry.folder.glob("*.import-stage"))
