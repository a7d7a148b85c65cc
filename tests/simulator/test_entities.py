"""HTML as Telegram reads it: every refusal by its exact words, every offset by its unit."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.entities import Entity, checked_url, parse_html, recognise, tidy, to_html, utf16_length
from simulator.errors import ApiError


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("a<x>b</x>", 'Unsupported start tag "x" at byte offset 1'),
        ("да <br> нет", 'Unsupported start tag "br" at byte offset 5'),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("😀<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<B>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>я</i >", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b x>", "Unclosed end tag at byte offset 4"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        (
            "x&#xd800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ),
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_the_words_of_the_real_server(source: str, refusal: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.code == 400
    assert error.value.description == f"Bad Request: can't parse entities: {refusal}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>b", "ab", [Entity("bold", 0, 1)]),
        ("<STRONG>a</strong>", "a", [Entity("bold", 0, 1)]),
        ("<b>a</>", "a", [Entity("bold", 0, 1)]),
        ("😀<i>ж</i>", "😀ж", [Entity("italic", 2, 1)]),
        ("<i>😀</i>", "😀", [Entity("italic", 0, 2)]),
        ("&lt;b&gt; &amp;amp; &quot; &#33;&#x21;", '<b> &amp; " !!', []),
        ("&lt без точки с запятой", "< без точки с запятой", []),
        ("&nbsp;&unknown;&", "&nbsp;&unknown;&", []),
        ("&#0;&#x110000;", "&#0;&#x110000;", []),
        ("<b></b>x", "x", []),
        (
            "<b>1<i>2</i></b>",
            "12",
            [Entity("bold", 0, 2), Entity("italic", 1, 1)],
        ),
        ('<span class="tg-spoiler">x</span>', "x", [Entity("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [Entity("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [Entity("blockquote", 0, 1)]),
        ("<pre>x</pre>", "x", [Entity("pre", 0, 1)]),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [Entity("pre", 0, 1, language="python")],
        ),
        (
            '<code class="language-python"><pre>x</pre></code>',
            "x",
            [Entity("pre", 0, 1, language="python")],
        ),
        ('<code class="language-python">x</code>', "x", [Entity("code", 0, 1)]),
        (
            "<a href='https://example.org/?a=1&amp;b=2'>x</a>",
            "x",
            [Entity("text_link", 0, 1, url="https://example.org/?a=1&b=2")],
        ),
        ("<a href=example.org>x</a>", "x", [Entity("text_link", 0, 1, url="http://example.org/")]),
        ("<a>example.org</a>", "example.org", [Entity("text_link", 0, 11, url="http://example.org/")]),
        ('<a href="tg://user?id=7">x</a>', "x", [Entity("text_mention", 0, 1, user_id=7)]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="tel:+79210000001">x</a>', "x", []),
    ],
)
def test_text_and_entities_come_out_of_html(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == (text, tuple(entities))


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("  \n <b>x</b> \n", "x", [Entity("bold", 0, 1)]),
        ("<b>  x  </b>", "  x", [Entity("bold", 0, 3)]),
        ("x <b> </b>", "x", []),
        ("a\r\nb", "a\nb", []),
        ("a\tb", "a b", []),
        ("\u202eabc", "abc", []),
        ("\u00a0x", "\u00a0x", []),
    ],
)
def test_white_space_is_cut_the_way_telegram_cuts_it(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == (text, tuple(entities))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXTS)
def test_escaped_text_comes_through_unchanged(text: str) -> None:
    parsed, entities = parse_html(escape(text, quote=False))
    assert (parsed, entities) == tidy(text)


PIECES = st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "я", "😀", " ", "x\n", "&lt;", "</>"])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_accepted_can_be_shown_as_html_and_read_again(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except ApiError:
        return
    assert all(0 <= entity.offset < entity.end <= utf16_length(text) for entity in entities)
    assert parse_html(to_html(text, entities))[0] == text


@given(TEXTS, st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), max_size=5))
def test_html_for_the_page_never_holds_a_tag_of_the_writer(text: str, places: list[tuple[int, int]]) -> None:
    end = utf16_length(text)
    entities = [
        Entity("bold", offset, min(length, end - offset)) for offset, length in places if offset < end
    ]
    html = to_html(text, entities)
    assert html.count("<") == html.count("<b>") + html.count("</b>")
    assert html.count("<b>") == html.count("</b>")


def test_telegram_finds_commands_mentions_and_links_by_itself() -> None:
    text = "/start 😀 @lk_demo_bot https://t.me/x?start=1. почта a.b@example.org #тег x/y 1/2"
    found = recognise(text)
    units = text.encode("utf-16-le")

    def words(entity: Entity) -> str:
        return units[entity.offset * 2 : entity.end * 2].decode("utf-16-le")

    assert [(entity.type, words(entity)) for entity in found] == [
        ("bot_command", "/start"),
        ("mention", "@lk_demo_bot"),
        ("url", "https://t.me/x?start=1"),
        ("email", "a.b@example.org"),
        ("hashtag", "#тег"),
    ]


def test_nothing_is_found_inside_of_code() -> None:
    text, entities = parse_html("<code>/start</code> /help")
    assert [entity.type for entity in recognise(text, entities)] == ["code", "bot_command"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("example.org:8080/A?b", "http://example.org:8080/A?b"),
        ("https://example.org?x=1", "https://example.org/?x=1"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://localhost", None),
        ("mailto:a@example.org", None),
        ("ftp://example.org", None),
        ("два слова", None),
    ],
)
def test_addresses_are_kept_as_telegram_keeps_them(url: str, kept: str | None) -> None:
    assert checked_url(url) == kept
