"""Texts and code fit together: no id without a text, no text without a use, no value left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, MessageReference, VariableReference
from fluent.syntax.visitor import Visitor

from domain.alert import FOLDS, AlertKind
from domain.known_value import ValueSource
from domain.meter_change import ChangeStatus
from domain.notice import FollowUp, NoticeKind
from domain.reading import Status
from domain.sent_file import FileKind
from services.people.my_data import Kind
from simulator.entities import parse_html
from tests.structure.project import ROOT, nodes_of
from ui.texts import Texts

LOCALES = ROOT / "locales"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir())
SPEAKING = ("bot", "handlers", "ui")
"""Packages that know ids of texts."""
LONGEST_MESSAGE = 4096
LONGEST_CAPTION = 1024
LONGEST_HINT = 200
"""Characters that Telegram shows over the chat."""


class Used(Visitor):
    """What a text needs: values, and other texts."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.texts: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 Fluent's name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 likewise
        self.texts.add(node.id.name)


@cache
def needs(language: str) -> dict[str, Used]:
    """Read what every text of a language needs, that of the texts inside it included."""
    found: dict[str, Used] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                found[entry.id.name] = used = Used()
                used.visit(entry)
    for used in found.values():
        for inner in used.texts:
            used.variables |= found[inner].variables
    return found


@dataclass(frozen=True)
class Spoken:
    """A place in the code that asks for a text."""

    place: str
    pattern: str
    """What ids it may ask for, as a regular expression."""
    values: frozenset[str] | None
    """Names of the values that it gives; unknown where they are handed on."""


@cache
def spoken() -> list[Spoken]:
    """Find all calls of ``say("…")`` and ``say.plain("…")``."""
    return [
        Spoken(
            place=f"{path}:{node.lineno}",
            pattern=pattern,
            values=None
            if any(keyword.arg is None for keyword in node.keywords)
            else frozenset(str(keyword.arg) for keyword in node.keywords),
        )
        for package in SPEAKING
        for path, node in nodes_of(package)
        if isinstance(node, ast.Call) and node.args and _speaks(node.func)
        for pattern in _patterns(node.args[0])
    ]


def _speaks(function: ast.expr) -> bool:
    match function:
        case ast.Name(id="say") | ast.Attribute(attr="say" | "_say"):
            return True
        case ast.Attribute(attr="plain"):
            return True
    return False


def _patterns(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(text_id)):
            yield re.escape(text_id)
        case ast.JoinedStr(values=pieces):
            yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in pieces)
        case ast.IfExp(body=one, orelse=other):
            yield from _patterns(one)
            yield from _patterns(other)


@cache
def constants() -> frozenset[str]:
    """Give every text constant of the code: ids are handed on in many ways."""
    return frozenset(
        node.value
        for package in (*SPEAKING, "services", "domain", "integrations", "storage")
        for _, node in nodes_of(package)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def raised() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Find every ``DomainError("code", …)`` outside of the registry's files: place, code, names of values."""
    for package in ("domain", "services", "handlers", "ui", "storage"):
        for path, node in nodes_of(package):
            match node:
                case ast.Call(func=ast.Name(id="DomainError"), args=[ast.Constant(value=str(code)), *_]):
                    values = frozenset(str(keyword.arg) for keyword in node.keywords)
                    yield f"{path}:{node.lineno}", code, values


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts(language: str) -> None:
    assert set(needs(language)) ^ set(needs("ru")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_needs_the_same_values_in_every_language(language: str) -> None:
    differing = {
        text_id: used.variables ^ needs("ru")[text_id].variables
        for text_id, used in needs(language).items()
        if used.variables != needs("ru")[text_id].variables
    }
    assert differing == {}


def test_every_field_and_term_of_the_file_with_all_data_has_words() -> None:
    module = ast.parse((ROOT / "services/people/my_data.py").read_text(encoding="utf-8"))
    fields = {
        str(key.value).replace("_", "-")
        for node in ast.walk(module)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert len(fields) > 50, "the search has lost the fields"
    terms = {
        *(f"my-data-{Kind.CHANGE}-{each}" for each in ChangeStatus),
        *(f"my-data-{Kind.TOLD_BY}-{each}" for each in ValueSource),
        *(f"my-data-{Kind.FILE}-{each}" for each in FileKind),
        *(f"my-data-{Kind.NOTICE}-{each}" for each in (*NoticeKind, *FollowUp)),
        *(f"my-data-{Kind.DOCUMENT}-{each}" for each in ("agreement", "personal-data")),
        *(f"my-data-{Kind.AUTHOR}-{each}" for each in ("resident", "operator")),
        *(f"status-{each}" for each in Status),
    }
    assert {f"my-data-{field}" for field in fields} | terms <= set(needs("ru"))


def test_every_text_that_the_code_asks_for_is_there() -> None:
    missing = [
        f"{each.place}: {each.pattern}"
        for each in spoken()
        if not any(re.fullmatch(each.pattern, text_id) for text_id in needs("ru"))
    ]
    assert missing == []


def test_every_value_that_a_text_needs_is_given() -> None:
    left_out = [
        f"{each.place}: {text_id} needs {sorted(used.variables - each.values)}"
        for each in spoken()
        if each.values is not None
        for text_id, used in needs("ru").items()
        if each.pattern == re.escape(text_id) and not used.variables <= each.values
    ]
    assert left_out == []


def test_every_text_is_used() -> None:
    inner = {name for used in needs("ru").values() for name in used.texts}
    patterns = [re.compile(each.pattern) for each in spoken() if each.pattern != "error\\-.+"]
    unused = [
        text_id
        for text_id in needs("ru")
        if text_id not in inner
        and text_id not in constants()
        and text_id.removeprefix("error-") not in constants()
        and not any(pattern.fullmatch(text_id) for pattern in patterns)
    ]
    assert unused == []


def test_every_broken_rule_is_explained_with_the_values_it_gives() -> None:
    texts = needs("ru")
    problems = [
        f"{place}: {code}"
        for place, code, values in raised()
        if f"error-{code}" not in texts or not texts[f"error-{code}"].variables <= values
    ]
    assert problems == []


def test_every_explanation_is_of_a_rule_that_there_is() -> None:
    explained = {text_id for text_id in needs("ru") if text_id.startswith("error-")} - constants()
    assert {text_id.removeprefix("error-") for text_id in explained} - constants() == set()


@pytest.mark.parametrize("kind", AlertKind)
def test_every_kind_of_alert_has_a_text(kind: AlertKind) -> None:
    if kind is not AlertKind.BURST:  # it has those of the kind that it stands for
        assert f"alert-{kind}" in needs("ru")
        assert f"alert-name-{kind}" in needs("ru")
        assert f"alert-short-{kind}" in needs("ru")
        assert kind.care not in FOLDS or f"alert-burst-{kind}" in needs("ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_html_that_telegram_takes(language: str) -> None:
    say = Texts.load(LOCALES, language).within(language)
    for text_id, used in needs(language).items():
        text = say(text_id, **dict.fromkeys(used.variables, 2))
        if not text_id.startswith(("letter-", "registry-", "demo-")):
            parsed, _ = parse_html(text)
            assert 0 < len(parsed) <= LONGEST_MESSAGE, text_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_fits_over_the_chat(language: str) -> None:
    say = Texts.load(LOCALES, language).within(language)
    hints = [
        "stale-hint",
        "form-already-answered",
        *(f"error-{code}" for code in ("alert-unknown", "reading-replaced")),
    ]
    for text_id in hints:
        assert len(say.plain(text_id)) <= LONGEST_HINT
    assert len(say.plain("error-alert-already-decided", by="x" * 64)) <= LONGEST_HINT


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_keys_of_the_menu_have_the_same_label(language: str) -> None:
    say = Texts.load(LOCALES, language).within(language)
    labels = [
        say.plain(text_id).casefold()
        for text_id in needs(language)
        if re.fullmatch(r"(menu|form)-.+-button", text_id)
    ]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_of_a_captcha_has_room_for_whatever_stands_above_its_question(language: str) -> None:
    say = Texts.load(LOCALES, language).within(language)
    notes = [
        say(text_id, **{name: "(812) 303-96-96" if name == "phone" else 2 for name in used.variables})
        for text_id, used in needs(language).items()
        if re.fullmatch(r"help-.+|form-.+|stale-.+|fallback-.+|error-captcha-.+", text_id)
    ]
    question = max(say("captcha-ask"), say("captcha-listen"), key=len)
    assert max(len(parse_html(f"{note}\n\n{question}")[0]) for note in notes) <= LONGEST_CAPTION
