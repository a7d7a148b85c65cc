"""The table of tests/README.md: every module of ours has tests, and a reader finds them."""

import re
from pathlib import Path

from tests.structure.project import PACKAGES, ROOT

README = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
FEW_LINES = 30
"""A shorter module holds names, or passes on; the tests of its neighbours run it."""
ROWS = re.findall(
    r"^\| (`.+?) \| (.+?) \|$", README.partition("## Which module has which tests")[2], re.MULTILINE
)


def named(column: int) -> list[str]:
    """Paths and patterns in a column of the table."""
    return [name for row in ROWS for name in re.findall(r"`([\w/*.]+)`", row[column]) if "/" in name]


def modules() -> list[Path]:
    """Return those that are long enough to need tests of their own."""
    return [
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if len(path.read_text(encoding="utf-8").splitlines()) > FEW_LINES
    ]


def has_tests_of_its_name(module: Path) -> bool:
    return (ROOT / "tests" / module.parent / f"test_{module.name}").exists()


def test_the_tests_of_every_module_are_found_at_its_place_or_in_the_table() -> None:
    assert len(ROWS) > 50, "the search has lost the table"
    lost = [
        str(module)
        for module in modules()
        if not has_tests_of_its_name(module) and not any(module.match(pattern) for pattern in named(0))
    ]
    assert not lost, f"give them tests, or a row in tests/README.md: {lost}"


def test_every_module_that_the_table_names_is_there() -> None:
    assert [pattern for pattern in named(0) if not list(ROOT.glob(pattern))] == []


def test_every_row_names_tests_that_are_there() -> None:
    assert [path for path in named(1) if not (ROOT / path).exists()] == []
    assert [row[0] for row in ROWS if "`tests/" not in row[1]] == []
