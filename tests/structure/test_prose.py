"""Words that only their author understands, kept out of what a stranger reads.

A sentence names its subject: the resident, the operator, the alert. A word that stands for «that person»
makes the reader guess, and so does a word of an older English where a usual one says the same.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.structure.project import PACKAGES, ROOT, nodes_of

STOP_WORDS = {
    "whoever": "name the person: a resident, an operator, the administrator",
    "whomever": "name the person",
    "beside": "next to",
    "besides": "as well; in addition to",
    "anew": "again; new",
    "is none": "there is no …; is not one of …",
    "are none": "there are no …; are not …",
    "was none": "there was no …; was not one of …",
    "were none": "there were no …; were not …",
    "had by": "assigned to",
}
"""What prose does not say, and what it says instead."""

VERB_ALONE = re.compile(
    r"(ADD|ANSWER|BEGIN|COUNT|DECIDE|DELETE|DUE|END|EXPORT|FIND|FINISH|FORGET|GET|KEEP|LAST|LEASE|LIST|MOVE|NEXT"
    r"|OLDEST|OPEN|PAGE|PENDING|POSTPONE|PUT|RECORD|REMOVE|REPLACE|REWRITE|SAVE|SEAL|SELECT|SET|SHOW|SINCE|VOID"
    r"|WITHDRAW)(_(ASIDE|BACK|FIRST|LAST|MANY|OPEN|USED|(BY|FOR)(_[A-Z]+)?))?"
)
"""Names that tell what a statement of storage/ does and not to what: ``COUNT``, ``FIND_BY_KEY``.

``COUNT_FOLDED_ALERT`` tells both, and a module often has statements for several tables.
"""

MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    ROOT / "simulator" / "README.md",
    ROOT / "tests" / "README.md",
]


def prose_of(path: Path) -> Iterator[tuple[int, str]]:
    """All of a document, or the docstrings and comments of a module, each with the line where it begins."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield 1, text
        return
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(words))):  # those of constants and fields as well
                yield node.lineno, words
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def search() -> re.Pattern[str]:
    """Look for the stop words, also over the end of a line; `None` and names in backquotes are not prose."""
    patterns = (rf"[{word[0].upper()}{word[0]}]{word[1:]}".replace(" ", r"\s+") for word in STOP_WORDS)
    return re.compile(rf"(?<!`)\b({'|'.join(patterns)})\b(?!`)")


SEARCH = search()


def advice(found: str) -> str:
    word = " ".join(found.lower().split())
    return f"not «{word}» but: {STOP_WORDS[word]}"


def complaints(paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{first + text.count(chr(10), 0, match.start())}: {advice(match[0])}"
        for path in paths
        for first, text in prose_of(path)
        for match in SEARCH.finditer(text)
    ]


def test_docstrings_and_comments_name_persons_and_things_in_usual_words() -> None:
    found = complaints(MODULES)
    assert not found, "\n".join(found)


def test_documents_name_persons_and_things_in_usual_words() -> None:
    found = complaints(DOCUMENTS)
    assert not found, "\n".join(found)


def test_the_search_finds_every_stop_word_and_nothing_that_only_looks_like_one() -> None:
    assert SEARCH.findall("\n".join(STOP_WORDS)) == list(STOP_WORDS)
    assert SEARCH.findall("Whoever reads, if there is\nnone") == ["Whoever", "is\nnone"]
    assert SEARCH.findall("it is None, or `anew`") == []


def test_a_statement_is_named_by_what_it_does_to_what() -> None:
    named = [
        f"{path}:{node.lineno}: {name}"
        for path, node in nodes_of("storage")
        if isinstance(node, ast.Assign)
        for name in map(ast.unparse, node.targets)
        if VERB_ALONE.fullmatch(name)
    ]
    assert named == []
