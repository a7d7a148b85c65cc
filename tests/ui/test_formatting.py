"""Formatting comes through: entities in UTF-16 become marks, and marks become HTML that reads alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.words import Mark, MarkKind, Words, marks_from, marks_text
from simulator.entities import Entity, parse_html, tidy, utf16_length
from ui.event import Message
from ui.formatting import KINDS, MOST_HTML, html_of, words_from

INLINE = (
    MarkKind.BOLD,
    MarkKind.ITALIC,
    MarkKind.UNDERLINE,
    MarkKind.STRIKETHROUGH,
    MarkKind.SPOILER,
)
TYPES = {kind: name for name, kind in KINDS.items()}
URL = "https://energy.example/tariffs?a=1&b=2"
TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'я\n😀🇷🇺👩‍👩‍👧é"), max_size=60)


@st.composite
def formatted(draw: st.DrawFn) -> tuple[str, list[object]]:
    text = draw(st.one_of(TEXTS, st.text(max_size=40)))
    places = st.integers(min_value=-2, max_value=utf16_length(text) + 2)
    entity = st.fixed_dictionaries(
        {
            "type": st.sampled_from([*KINDS, "text_mention", "custom_emoji", "mention", "unheard-of"]),
            "offset": places,
            "length": places,
        },
        optional={
            "url": st.sampled_from(
                [URL, "mailto:a@b.example", "tel:+78123039696", "ton://x", "", 'http://a.b/"><b>']
            ),
            "language": st.sampled_from(["python", "c++", '"><b>', ""]),
        },
    )
    nonsense = st.sampled_from([None, 1, {}, {"type": "bold"}, {"type": [], "offset": 0, "length": 1}])
    return text, draw(st.lists(st.one_of(entity, nonsense), max_size=12))


@given(formatted())
def test_any_entities_become_html_that_telegram_reads_as_the_same_text(
    given: tuple[str, list[object]],
) -> None:
    words = words_from(*given)
    read, _ = parse_html(html_of(words).html)
    assert read.strip(" \n") == tidy(words.text)[0].strip(" \n")


@given(
    st.text(alphabet="abя😀", min_size=1, max_size=30),
    st.lists(st.tuples(st.sampled_from(INLINE), st.integers(0, 30), st.integers(1, 30)), max_size=8),
)
def test_every_character_keeps_its_formatting_however_it_overlaps(
    text: str, marks: list[tuple[MarkKind, int, int]]
) -> None:
    words = Words(text, tuple(Mark(kind, start, start + length) for kind, start, length in marks)).cut(0, 99)
    read, entities = parse_html(html_of(words).html)
    assert read == text
    offset = 0
    for place, character in enumerate(text):
        wanted = {TYPES[mark.kind] for mark in words.marks if mark.start <= place < mark.end}
        assert {each.type for each in entities if each.offset <= offset < each.end} == wanted
        offset += utf16_length(character)


@pytest.mark.parametrize("kind", [kind for kind in MarkKind if kind is not MarkKind.LINK])
def test_each_kind_of_formatting_arrives(kind: MarkKind) -> None:
    words = words_from("😀 слово", [{"type": TYPES[kind], "offset": 3, "length": 5}])
    assert parse_html(html_of(words).html) == ("😀 слово", (Entity(TYPES[kind], 3, 5),))


def test_a_link_and_the_language_of_code_arrive() -> None:
    link = {"type": "text_link", "offset": 0, "length": 5, "url": URL}
    code = {"type": "pre", "offset": 6, "length": 4, "language": "python"}
    words = words_from("здесь код1", [link, code])
    _, entities = parse_html(html_of(words).html)
    assert entities == (Entity("text_link", 0, 5, url=URL), Entity("pre", 6, 4, language="python"))


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("mailto:a@b.example", "здесь (a@b.example) и там"),
        ("tel:+78123039696", "здесь (+78123039696) и там"),
        ("ftp://files.example/x", "здесь (ftp://files.example/x) и там"),
        ("javascript:alert(1)", "здесь (javascript:alert(1)) и там"),
    ],
)
def test_an_address_that_html_cannot_carry_is_written_out(url: str, text: str) -> None:
    link = {"type": "text_link", "offset": 0, "length": 5, "url": url}
    bold = {"type": "bold", "offset": 8, "length": 3}
    words = words_from("здесь и там", [link, bold])
    assert words.text == text
    [mark] = words.marks
    assert words.text[mark.start : mark.end] == "там"


def test_a_mention_and_an_own_emoji_are_plain() -> None:
    mention = {"type": "text_mention", "offset": 0, "length": 4, "user": {"id": 1}}
    emoji = {"type": "custom_emoji", "offset": 5, "length": 2, "custom_emoji_id": "1"}
    assert words_from("Анна 😀", [mention, emoji]) == Words("Анна 😀")


def test_formatting_that_fits_no_message_is_given_up_and_the_text_is_not() -> None:
    url = "https://energy.example/" + "x" * 1900
    links = [{"type": "text_link", "offset": place, "length": 1, "url": url} for place in range(50)]
    html = html_of(words_from("я" * 50, links)).html
    assert html == "я" * 50
    assert len(html) < MOST_HTML


@given(formatted(), st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_formatted_words_is_formatted_words(
    given: tuple[str, list[object]], begin: int, end: int
) -> None:
    words = words_from(*given)
    part = words.cut(begin, max(begin, end))
    assert part.text == words.text[begin : max(begin, end)]
    assert all(0 <= mark.start < mark.end <= len(part.text) for mark in part.marks)
    assert words.stripped().text == words.text.strip()
    parse_html(html_of(part).html)


@given(formatted())
def test_marks_are_read_as_they_were_written_down(given: tuple[str, list[object]]) -> None:
    marks = words_from(*given).marks
    assert marks_from(marks_text(marks)) == marks


def test_the_formatting_of_a_caption_is_read_as_that_of_a_text() -> None:
    bold = {"type": "bold", "offset": 0, "length": 4}
    words = Words("счёт", (Mark(MarkKind.BOLD, 0, 4),))
    assert Message({"text": "счёт", "entities": [bold]}).said == words
    assert Message({"photo": [{}], "caption": "счёт", "caption_entities": [bold]}).said == words
    assert Message({"caption": "счёт", "caption_entities": 5}).said == Words("счёт")


def test_rows_of_earlier_versions_have_no_marks() -> None:
    assert marks_from("") == marks_from(None) == ()


def test_where_there_is_no_formatting_addresses_are_written_out() -> None:
    link = {"type": "text_link", "offset": 0, "length": 5, "url": URL}
    assert words_from("здесь", [link]).written_out() == f"здесь ({URL})"
