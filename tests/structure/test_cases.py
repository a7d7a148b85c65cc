"""The list of use cases against those that handlers ask for."""

import ast
from collections.abc import Iterator

from tests.structure.project import nodes_of


def asked_for(folder: str) -> Iterator[str]:
    """Names of the classes in ``cases[…]``."""
    for _, node in nodes_of(folder):
        match node:
            case ast.Subscript(
                value=ast.Name(id="cases") | ast.Attribute(attr="cases"), slice=ast.Name(id=name)
            ):
                yield name


def put_together() -> Iterator[str]:
    """Names of the classes in the call ``Cases(…)`` of bot/cases.py."""
    for path, node in nodes_of("bot"):
        match node:
            case ast.Call(func=ast.Name(id="Cases"), args=arguments) if path == "bot/cases.py":
                for argument in arguments:
                    match argument:
                        case ast.Call(func=ast.Name(id=name)):
                            yield name
                        case ast.Name(id=variable):  # one that another one needs as well
                            yield variable.title().replace("_", "")


def test_handlers_ask_for_every_use_case_that_is_put_together_and_for_no_other() -> None:
    asked, known = set(asked_for("handlers")), list(put_together())
    assert len(known) == len(set(known)) > 80, "the search has lost the list"
    assert asked == set(known)
