"""Every limit of what people do stands in domain/limits.py, is used, and tells when it opens again."""

import ast
import re
from datetime import timedelta

import pytest

from domain import limits
from domain.limits import Bound, Limit
from tests.guessing.attacks import ATTACKS
from tests.structure.project import PACKAGES, ROOT, nodes_of

DECLARED = {name: each for name, each in vars(limits).items() if isinstance(each, Limit | Bound)}
CLOSED = (
    "captcha-paused",
    "captcha-too-many",
    "claim-closed",
    "claim-waits",
    "code-closed",
    "letters-too-many",
    "lists-too-many",
    "logins-too-many",
    "files-too-many",
    "outages-too-many",
    "password-closed",
    "password-too-many",
    "pictures-too-many",
    "proof-closed",
    "device-too-new",
    "questions-too-many",
    "readmissions-too-many",
    "recovery-closed",
    "recovery-too-many",
    "resend-too-many",
    "sign-in-closed",
    "step-code-closed",
    "thread-too-many",
    "waivers-too-many",
)
"""The refusals of limits that open by themselves."""


def nodes() -> list[tuple[str, ast.AST]]:
    return [found for package in PACKAGES for found in nodes_of(package)]


def texts_of(language: str) -> str:
    files = sorted((ROOT / "locales" / language).glob("*.ftl"))
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


def test_no_limit_is_made_elsewhere() -> None:
    made = {
        path
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Limit", "Bound"}
    }
    assert made == {"domain/limits.py"}


def test_every_limit_is_used() -> None:
    used = {
        node.id
        for path, node in nodes()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and path != "domain/limits.py"
    }
    assert set(DECLARED) <= used


def test_limits_of_one_kind_count_for_the_same_subjects() -> None:
    whose = {(each.kind, each.whose) for each in DECLARED.values() if isinstance(each, Limit)}
    assert len(whose) == len({kind for kind, _ in whose})


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("code", CLOSED)
def test_who_is_refused_reads_when_to_come_back(language: str, code: str) -> None:
    [text] = re.findall(rf"^error-{code} = (.*)$", texts_of(language), re.MULTILINE)
    assert "{ $until }" in text


def test_the_refusals_that_open_again_are_all_known() -> None:
    told = set(re.findall(r"^error-([a-z-]+) = .*\{ \$until \}", texts_of("ru"), re.MULTILINE))
    assert told == {*CLOSED, "alert-taken"}


SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def cells() -> list[list[str]]:
    rows = [line for line in SECURITY.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def span(window: timedelta) -> str:
    minutes = int(window.total_seconds()) // 60
    return f"{minutes // 60} h" if minutes > 60 else f"{minutes} min"


@pytest.mark.parametrize("name", [name for name, each in DECLARED.items() if isinstance(each, Limit)])
def test_the_document_tells_every_limit(name: str) -> None:
    limit = DECLARED[name]
    assert isinstance(limit, Limit)
    told = [(row[3], row[4]) for row in cells() if row[1] == f"`{limit.kind}`" and len(row) == 5]
    much = f"{limit.most} in {span(limit.window)}"
    pauses = [pause for often, pause in told if much in often.split("; ")]
    assert pauses, f"{name}: {much}"
    assert all(pause.startswith("doubling") == limit.grows for pause in pauses)


def test_the_document_tells_what_every_attack_reaches() -> None:
    told = {tuple(row[1:]) for row in cells() if row[2].isdecimal()}
    assert told == {
        (f"`{each.kind}`", str(each.chats), str(each.targets), str(each.reach)) for each in ATTACKS
    }
