"""Every limit of what people do stands in domain/limits.py, is used, and tells when it opens again."""

import ast
import re

import pytest

from domain import limits
from domain.limits import Bound, Limit
from tests.structure.project import PACKAGES, ROOT, nodes_of

DECLARED = {name: each for name, each in vars(limits).items() if isinstance(each, Limit | Bound)}
CLOSED = (
    "captcha-paused",
    "captcha-too-many",
    "code-closed",
    "password-closed",
    "password-too-many",
    "proof-closed",
    "questions-too-many",
    "resend-too-many",
    "sign-in-closed",
    "thread-too-many",
    "waivers-too-many",
)
"""The refusals of limits that open by themselves."""


def nodes() -> list[tuple[str, ast.AST]]:
    return [found for package in PACKAGES for found in nodes_of(package)]


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
    texts = (ROOT / "locales" / language / "errors.ftl").read_text(encoding="utf-8")
    [text] = re.findall(rf"^error-{code} = (.*)$", texts, re.MULTILINE)
    assert "{ $until }" in text


def test_the_refusals_that_open_again_are_all_known() -> None:
    texts = (ROOT / "locales" / "ru" / "errors.ftl").read_text(encoding="utf-8")
    told = set(re.findall(r"^error-([a-z-]+) = .*\{ \$until \}", texts, re.MULTILINE))
    assert told == {*CLOSED, "alert-taken"}
