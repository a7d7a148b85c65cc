"""Functions are short and flat, so that each can be read at a glance.

A longer or deeper one hides steps that want names.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from tests.structure.project import PACKAGES, nodes_of

MOST_LINES = 40
"""From ``def`` to the last line, docstring and all."""
MOST_LEVELS = 3
"""Of ``if``, ``for``, ``while``, ``with``, ``try`` and ``match`` within each other; ``elif`` adds none."""

EXCEPTIONS: Mapping[str, str] = {
    "bot/cases.py make_cases": "a table: one line for each use case",
}
"""Functions that may be longer, with the reason."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)


@dataclass(frozen=True)
class Shape:
    name: str
    lines: int
    levels: int

    @property
    def is_plain(self) -> bool:
        return self.lines <= MOST_LINES and self.levels <= MOST_LEVELS


def shape_of(path: str, function: Function) -> Shape:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return Shape(f"{path} {function.name}", lines, levels_of(function.body))


def levels_of(statements: Iterable[ast.stmt]) -> int:
    """Levels of blocks within each other; functions and classes within are judged by themselves."""
    return max((1 + levels_of_block(each) for each in statements if isinstance(each, BLOCKS)), default=0)


def levels_of_block(block: ast.stmt) -> int:
    if isinstance(block, ast.If) and len(block.orelse) == 1 and isinstance(block.orelse[0], ast.If):
        return max(levels_of(block.body), levels_of_block(block.orelse[0]))
    return levels_of(statements_in(block))


def statements_in(block: ast.stmt) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(block):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from child.body


SHAPES = [
    shape_of(path, node)
    for package in PACKAGES
    for path, node in nodes_of(package)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]


def test_functions_are_short_and_flat() -> None:
    crooked = [shape for shape in SHAPES if not shape.is_plain and shape.name not in EXCEPTIONS]
    assert crooked == []


def test_no_exception_outlives_its_reason() -> None:
    assert set(EXCEPTIONS) - {shape.name for shape in SHAPES if not shape.is_plain} == set()


@pytest.mark.parametrize(
    ("code", "levels"),
    [
        ("pass", 0),
        ("if a:\n  pass\nelif b:\n  pass\nelse:\n  pass", 1),
        ("if a:\n  pass\nelif b:\n  for c in d:\n    pass", 2),
        ("if a:\n  pass\nelse:\n  for c in d:\n    pass", 2),
        ("if a:\n  pass\nelse:\n  if b:\n    pass\n  pass", 2),
        ("try:\n  pass\nexcept E:\n  with a:\n    pass", 2),
        ("try:\n  pass\nfinally:\n  if a:\n    pass", 2),
        ("match a:\n  case 1:\n    if b:\n      pass", 2),
        ("while a:\n  def inner():\n    if b:\n      pass", 1),
    ],
)
def test_levels_are_counted_as_a_reader_sees_them(code: str, levels: int) -> None:
    assert levels_of(ast.parse(code).body) == levels
