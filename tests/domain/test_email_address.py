from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.email_address import EmailAddress
from domain.errors import DomainError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@pochta.example", "anna@pochta.example"),
        ("  anna.petrova+svet@Pochta.Example\n", "anna.petrova+svet@pochta.example"),
        ("Anna@pochta.example", "Anna@pochta.example"),  # the part before @ is the server's business
        ("o'neill_{x}@a-b.co", "o'neill_{x}@a-b.co"),
        ("anna@почта.рф", "anna@xn--80a1acny.xn--p1ai"),
        ("anna@ПОЧТА.РФ", "anna@xn--80a1acny.xn--p1ai"),
        ("anna@mail.123.example", "anna@mail.123.example"),
        ("anna+counter=2026@pochta.example", "anna+counter=2026@pochta.example"),
        ("who?@pochta.example", "who?@pochta.example"),
        ("anna-maria.petrova@mail-server.pochta.example", "anna-maria.petrova@mail-server.pochta.example"),
        ("a" * 64 + "@pochta.example", "a" * 64 + "@pochta.example"),
    ],
)
def test_an_address_is_kept_as_mail_servers_understand_it(typed: str, kept: str) -> None:
    assert EmailAddress.parse(typed).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "anna",
        "anna@",
        "@pochta.example",
        "anna@localhost",
        "anna@pochta..example",
        "anna@.example",
        "anna@pochta.example.",
        "anna@-pochta.example",
        "anna@pochta-.example",
        "anna@127.0.0.1",
        "anna@[127.0.0.1]",
        "anna@poch ta.example",
        "anna petrova@pochta.example",
        "an,na@pochta.example",
        ".anna@pochta.example",
        "anna.@pochta.example",
        "an..na@pochta.example",
        "anna@boris@pochta.example",
        '"anna"@pochta.example',
        "Anna <anna@pochta.example>",
        "anna@pochta.example\nBcc: all@pochta.example",
        "anna\n@pochta.example",
        "anna@pochta.exa\nmple",
        "anna@" + "x" * 64 + ".example",
        "anna@℀.example",  # becomes "a/c"
        "=?utf-8?q?=0d=0a?=@example.com",
        "=?utf-8?b?DQpCY2M6?=anna@pochta.example",
        "anna=?x@pochta.example",
        "anna%0d%0aBcc@pochta.example",
        "anna%7f@pochta.example",
        "anna%0A@pochta.example",
        "anna\x00@pochta.example",
        "anna\x7f@pochta.example",
        "anna\u2028@pochta.example",
        "an\tna@pochta.example",
        "anna@pochta\x0b.example",
        '"an na"@pochta.example',
        '"anna@boris"@pochta.example',
        "anna(comment)@pochta.example",
        "anna@pochta.example (comment)",
        "anna@[IPv6:::1]",
        "anna@1.2.3",
        "anna\\@pochta.example",
        "anna@pochta.example,boris@pochta.example",
        "anna@pochta.example;boris@pochta.example",
        "anna@pochta.example?bcc=boris@pochta.example",
        "mailto:anna@pochta.example",
    ],
)
def test_what_no_letter_can_reach_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        EmailAddress.parse(text)
    assert refusal.value.code == "email-wrong"


@pytest.mark.parametrize(
    "text",
    [
        "почта@пример.рф",
        "анна@pochta.example",
        "аnna@pochta.example",
        "anna@росhta.example",
        "é@x.example",
        "anna@почта.ру",
    ],
)
def test_other_letters_where_a_letter_would_go_astray_are_named(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        EmailAddress.parse(text)
    assert refusal.value.code == "email-not-latin"


@pytest.mark.parametrize("text", ["a" * 65 + "@pochta.example", "anna@" + "x2345678." * 28 + "example"])
def test_what_is_too_long_for_mail_servers_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        EmailAddress.parse(text)
    assert refusal.value.code == "email-too-long"


def test_an_address_of_254_letters_is_accepted() -> None:
    text = "a@" + "x234567890." * 22 + "example890"
    assert len(text) == 254
    assert EmailAddress.parse(text).text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("anna@pochta.example", "an***@pochta.example"),
        ("ann@pochta.example", "a***@pochta.example"),
        ("an@pochta.example", "a***@pochta.example"),
        ("a@pochta.example", "***@pochta.example"),
        ("anna@почта.рф", "an***@почта.рф"),
    ],
)
def test_a_masked_address_is_recognised_but_not_given_away(text: str, masked: str) -> None:
    assert EmailAddress.parse(text).masked() == masked


def test_an_address_is_shown_in_its_own_alphabet() -> None:
    assert EmailAddress.parse("anna@Почта.рф").shown() == "anna@почта.рф"


def test_a_domain_that_only_looks_encoded_is_shown_as_it_is() -> None:
    assert EmailAddress("anna@xn--a-.example").shown() == "anna@xn--a-.example"


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_accepted_is_safe_in_a_header_and_reads_the_same_again(local: str, domain: str) -> None:
    try:
        address = EmailAddress.parse(f"{local}@{domain}.example")
    except DomainError:
        return
    assert Address(addr_spec=address.text).addr_spec == address.text
    assert EmailAddress.parse(address.text) == address
    assert EmailAddress.parse(address.shown()) == address


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("anna@pochta.example", "a***@p***.example"),
        ("a@mail.pochta.example", "a***@m***.example"),
        ("anna@почта.рф", "a***@п***.рф"),
    ],
)
def test_operators_see_little_of_an_address(text: str, covered: str) -> None:
    assert EmailAddress.parse(text).covered() == covered


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Anna@Pochta.example", "anna@pochta.example"),
        ("anna+bills@pochta.example", "anna@pochta.example"),
        ("anna+@pochta.example", "anna@pochta.example"),
        ("+@pochta.example", "+@pochta.example"),
        ("+anna@pochta.example", "+anna@pochta.example"),
        ("anna@почта.рф", "anna@xn--80a1acny.xn--p1ai"),
    ],
)
def test_spellings_of_a_mailbox_are_counted_together(typed: str, mailbox: str) -> None:
    assert EmailAddress.parse(typed).mailbox == mailbox
