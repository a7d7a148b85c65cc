"""Everyone who installs the project gets the same files: exact versions, hashes, no address of an index."""

import re
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.structure.project import BROWSER, DEMO, DEV, ROOT, RUN

LOCKS = ("run", "demo", "dev", "browser", "lock")
LOCK = [
    line
    for line in (ROOT / "requirements" / "lock.in").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
WHEELS_OF_A_COMPILED_PACKAGE = 10
"""Fewer hashes mean that the lock was made from a folder of wheels and fits one machine only."""


@dataclass(frozen=True)
class Pin:
    version: str
    hashes: int


def pins(lock: str) -> dict[str, Pin]:
    """Read a lock file strictly: nothing but comments, and pins with their hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    found: dict[str, Pin] = {}
    for entry in re.sub(r"\\\n", "", re.sub(r"(?m)^ *(#.*)?\n", "", text)).splitlines():
        match = re.fullmatch(r"([a-z0-9._-]+)==([^\s;]+)((?: +--hash=sha256:[0-9a-f]{64})+)", entry)
        assert match is not None, f"{lock}.txt: {entry[:80]}"
        found[canonicalize_name(match[1])] = Pin(match[2], match[3].count("--hash="))
    return found


@pytest.mark.parametrize("line", [*BROWSER, *LOCK])
def test_what_the_project_asks_for_is_pinned_to_one_version(line: str) -> None:
    requirement = Requirement(line)
    assert re.fullmatch(r"==[0-9][0-9a-z.]*", str(requirement.specifier)), line
    assert requirement.url is None
    assert requirement.marker is None, "one set of versions for all machines"


@pytest.mark.parametrize(
    ("lock", "lines"),
    [("run", RUN), ("demo", DEMO), ("dev", DEV), ("browser", BROWSER), ("lock", LOCK)],
    ids=LOCKS,
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, lines: list[str]) -> None:
    locked = {name: pin.version for name, pin in pins(lock).items()}
    asked = {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement in map(Requirement, lines)
    }
    assert {name: locked.get(name) for name in asked} == asked


def test_production_installs_nothing_of_the_demo_and_the_checks() -> None:
    assert set(pins("run")) < set(pins("demo")) < set(pins("dev"))
    assert not {"aiosmtpd", "pytest", "mypy", "ruff", "playwright"} & set(pins("run"))


def test_checks_without_a_browser_download_nothing_for_one() -> None:
    assert "playwright" not in pins("dev")
    assert set(pins("dev")) < set(pins("browser"))


def test_all_locks_agree_because_they_fill_one_environment() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, pin in pins(lock).items():
            versions.setdefault(name, set()).add(pin.version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", ["aiohttp", "pillow", "pydantic-core", "cffi"])
def test_a_lock_has_the_hashes_of_every_platform(name: str) -> None:
    assert pins("run")[name].hashes >= WHEELS_OF_A_COMPILED_PACKAGE


@pytest.mark.parametrize(
    "path", ["Makefile", "pyproject.toml", *(f"requirements/{lock}.txt" for lock in LOCKS)]
)
def test_no_index_is_named(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not re.search(
        r"(https?|file)://|--(extra-)?index-url[ =]|--find-links[ =]|--trusted-host[ =]", text
    )
