"""The glossary names what is in the code."""

import ast
import re

from tests.structure.project import PACKAGES, ROOT, nodes_of

GLOSSARY, _, AGREED = (
    (ROOT / "docs" / "glossary.md")
    .read_text(encoding="utf-8")
    .partition("## Agreed, and not in the code yet")
)


def names(text: str) -> set[str]:
    """Names in the column «In code»."""
    columns = [line.split("|")[2] for line in text.splitlines() if line.startswith("|")]
    return {name for column in columns for name in re.findall(r"`(\w+)`", column)}


def identifiers() -> set[str]:
    """Whatever is defined or used by name in the packages."""
    found = set()
    for package in PACKAGES:
        for _, node in nodes_of(package):
            match node:
                case (
                    ast.ClassDef(name=name) | ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name)
                ):
                    found.add(name)
    return found


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    assert names(GLOSSARY) - identifiers() == set()


def test_what_came_into_the_code_is_moved_up_from_the_agreed_words() -> None:
    assert names(AGREED) & identifiers() == set()


def test_no_word_stands_twice() -> None:
    rows = [line for line in GLOSSARY.splitlines() if re.match(r"\| (?!Russian|Word|---)", line)]
    words = [row.split("|")[1].strip() for row in rows]
    assert len(words) == len(set(words))
