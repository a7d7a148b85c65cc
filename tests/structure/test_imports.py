"""What import-linter cannot say: which packages there are, and who may import nothing from outside.

That the imports between our packages go one way is checked by ``lint-imports``, configured in pyproject.toml.
"""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.structure.project import BROWSER, DEMO, DEV, PACKAGES, ROOT, RUN, nodes_of

NOT_SHIPPED = {"tests", "benchmarks"}
IN_PRODUCTION = tuple(package for package in PACKAGES if package != "simulator")
DISTRIBUTIONS = packages_distributions()
NOT_IMPORTED = {
    "import-linter",
    "mypy",
    "pytest-asyncio",
    "pytest-timeout",
    "pytest-xdist",
    "ruff",
    "types-tqdm",
    "types-openpyxl",
    "tzdata",
}
"""Commands, plugins and data."""


def imports_of(folder: str) -> Iterator[tuple[str, str]]:
    """Each file below a folder with each module that it imports and that is not ours."""
    for path, node in nodes_of(folder):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            modules = [node.module]
        ours = {*PACKAGES, *NOT_SHIPPED}
        yield from ((path, name) for name in modules if name.partition(".")[0] not in ours)


def is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def distribution_of(module: str) -> str:
    """The package on the index that a module belongs to."""
    candidates = DISTRIBUTIONS.get(package := module.partition(".")[0], [package])
    fitting = [name for name in candidates if f"{module}.".startswith(f"{name}.")]
    return canonicalize_name((fitting or candidates)[0])


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def test_the_list_of_packages_is_complete() -> None:
    with_code = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_SHIPPED
    assert with_code == set(PACKAGES)


@pytest.mark.parametrize("package", ["domain", "services"])
def test_the_rules_of_the_trade_need_the_standard_library_alone(package: str) -> None:
    assert [entry for entry in imports_of(package) if not is_standard(entry[1])] == []


@pytest.mark.parametrize(
    ("folders", "requirements"),
    [(IN_PRODUCTION, RUN), (("simulator",), DEMO), (("tests", "benchmarks"), BROWSER)],
    ids=["production", "demo", "checks"],
)
def test_what_is_imported_is_required_by_name(folders: tuple[str, ...], requirements: list[str]) -> None:
    required = names(requirements)
    missing = {
        f"{path}: {module}"
        for folder in folders
        for path, module in imports_of(folder)
        if not is_standard(module) and distribution_of(module) not in required
    }
    assert missing == set()


def test_what_drives_a_browser_is_imported_by_the_tests_that_are_skipped_without_it() -> None:
    drives = names(BROWSER) - names(DEV)
    found = {path for path, module in imports_of("tests") if distribution_of(module) in drives}
    assert found
    assert {path for path in found if not path.startswith("tests/browser/")} == set()


def test_what_is_required_is_used() -> None:
    imported = {
        distribution_of(module)
        for folder in (*PACKAGES, "tests", "benchmarks")
        for _, module in imports_of(folder)
        if not is_standard(module)
    }
    assert names(BROWSER) - NOT_IMPORTED - imported == set()
