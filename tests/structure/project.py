"""The project as its own tests see it: where it is, what it asks for, what its files say."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = tuple(PYPROJECT["tool"]["importlinter"]["root_packages"])

RUN = PYPROJECT["project"]["dependencies"]
DEMO = RUN + PYPROJECT["project"]["optional-dependencies"]["demo"]
DEV = DEMO + PYPROJECT["project"]["optional-dependencies"]["dev"]
BROWSER = DEV + PYPROJECT["project"]["optional-dependencies"]["browser"]
"""What production, the demo, the checks and the tests in a browser ask for; each adds to the one before."""


def nodes_of(folder: str) -> Iterator[tuple[str, ast.AST]]:
    """Every file below a folder of the project with each node of its syntax."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield str(path.relative_to(ROOT)), node
