"""What docs/security.md names is there: tests of threats, handlers, rights."""

import ast
import re

import pytest

from handlers.rights import Right
from tests.structure.project import ROOT

DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))
HANDLERS = sorted(set(re.findall(r"`((?:residents|operators)/\w+\.py)`", DOCUMENT)))
SHOW_NOTHING = {
    "commands.py",
    "waiting.py",
    "deeds.py",
    "members.py",
    "routing.py",
    "wording.py",
    "__init__.py",
}
"""Modules of handlers that only find what answers, or say how something is called."""


@pytest.mark.parametrize(("path", "name"), NAMED, ids=str)
def test_every_test_that_the_document_names_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name in functions


def test_every_threat_names_a_test() -> None:
    table = DOCUMENT.partition("## Threats")[2].partition("## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 20
    assert [row for row in rows if "::" not in row] == []


def test_every_module_of_handlers_has_a_row() -> None:
    modules = {
        f"{side}/{path.name}"
        for side in ("residents", "operators")
        for path in (ROOT / "handlers" / side).glob("*.py")
        if path.name not in SHOW_NOTHING
    }
    assert set(HANDLERS) == modules


def test_every_right_is_told() -> None:
    rights = DOCUMENT.partition("## Who may do what")[2].partition("\n# ")[0]
    assert [right.name for right in Right if f"`{right.name}`" not in rights] == []
