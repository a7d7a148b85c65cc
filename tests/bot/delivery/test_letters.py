"""Letters hold what they promise in both of their forms, and no more."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from bot.delivery.letters import LetterRenderer
from bot.settings import LOCALES
from integrations.smtp_mailer import Letter
from integrations.tokens import KeyedTokens
from services.messages import (
    ConfirmEmail,
    Content,
    EmailChanged,
    MessageKind,
    PasswordChanged,
    RecoverAccess,
    SignedOut,
    read_content,
)
from services.ports import Priority
from storage.outbox import OutgoingMessage
from ui.texts import Texts

TOKENS = KeyedTokens(b"a key for tests")
TEXTS = Texts.load(LOCALES, "ru")
RENDERER = LetterRenderer(TEXTS, TOKENS, "cabinet_bot", "(812) 303-96-96")
LINK = f"https://t.me/cabinet_bot?start=confirm_{TOKENS.token('nonce-1')}"

CONFIRM_EMAIL = ConfirmEmail(nonce="nonce-1", login="Анна_57")
PASSWORD_CHANGED = PasswordChanged(login="Анна_57")
EMAIL_CHANGED = EmailChanged(login="Анна_57", email="an***@pochta.example")
RECOVER_ACCESS = RecoverAccess(listed="Анна_57 nonce-1.0\nboris nonce-1.1")
CONTENTS = (CONFIRM_EMAIL, PASSWORD_CHANGED, EMAIL_CHANGED, RECOVER_ACCESS)


def letter(content: Content, language: str = "ru", row: int = 1) -> Letter:
    return RENDERER.render(
        OutgoingMessage(
            id=row,
            priority=Priority.LETTER,
            recipient="anna@pochta.example",
            content=content,
            language=language,
            created_at=datetime(2026, 11, 22, 17, 38, 40, tzinfo=UTC),
            attempts=0,
        )
    )


class Page(HTMLParser):
    """Reads what a person sees, and where links lead; every tag must be closed."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.shown = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"img", "script", "link", "iframe"}, "nothing that is fetched or run"
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "body" in self.open:
            self.shown += data + " "

    @property
    def words(self) -> list[str]:
        return re.findall(r"\w+", self.shown)


def every_letter() -> list[Letter]:
    return [letter(content, language) for content in CONTENTS for language in TEXTS.languages]


def test_a_letter_to_who_forgot_the_password_has_a_link_and_a_code_for_each_login() -> None:
    written = letter(RECOVER_ACCESS)
    assert Page(written.html).links == [
        f"https://t.me/cabinet_bot?start=recover_{TOKENS.recovery_token(f'nonce-1.{place}')}"
        for place in range(2)
    ]
    assert written.text.index("Анна_57") < written.text.index("boris")
    for place in range(2):
        code = TOKENS.recovery_code(f"nonce-1.{place}")
        assert f"{code[:4]} {code[4:]}" in written.text.splitlines()
        assert len(code) == 8


def test_what_confirms_an_address_opens_no_account() -> None:
    assert TOKENS.recovery_token("nonce-1") != TOKENS.token("nonce-1")
    assert not TOKENS.recovery_code("nonce-1").startswith(TOKENS.code("nonce-1"))


def test_a_confirmation_holds_the_link_and_the_code_in_both_forms() -> None:
    confirmation = letter(CONFIRM_EMAIL)
    assert LINK in confirmation.text.splitlines()
    assert TOKENS.code("nonce-1") in confirmation.text.splitlines()
    page = Page(confirmation.html)
    assert page.links == [LINK]
    assert TOKENS.code("nonce-1") in page.words


def test_the_link_fits_what_telegram_takes_as_a_start_parameter() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", LINK.partition("?start=")[2])


def test_a_confirmation_names_the_button_that_takes_the_code() -> None:
    for language in TEXTS.languages:
        assert TEXTS.within(language).plain("email-code-button") in letter(CONFIRM_EMAIL, language).text


def test_a_confirmation_names_the_login_and_tells_how_long_it_works() -> None:
    text = letter(CONFIRM_EMAIL).text
    assert "Анна_57" in text
    assert "24 часа" in text


def test_the_nonce_itself_is_not_told() -> None:
    confirmation = letter(CONFIRM_EMAIL)
    assert (
        "nonce-1" not in f"{confirmation.id} {confirmation.subject} {confirmation.text} {confirmation.html}"
    )


def test_a_letter_that_is_sent_again_is_the_same_letter() -> None:
    assert letter(CONFIRM_EMAIL) == letter(CONFIRM_EMAIL)


def test_two_letters_of_the_same_content_are_two_letters() -> None:
    first, second = letter(PASSWORD_CHANGED, row=1), letter(PASSWORD_CHANGED, row=2)
    assert first.id != second.id
    assert re.fullmatch(r"[A-Za-z0-9.-]+", first.id)


def test_every_letter_goes_to_its_recipient_and_tells_the_help_phone_in_both_forms() -> None:
    for each in every_letter():
        assert each.to == "anna@pochta.example"
        assert "(812) 303-96-96" in each.text
        assert "(812) 303-96-96" in each.html


def test_both_forms_say_the_same() -> None:
    for each in every_letter():
        words = re.findall(r"\w+", re.sub(r"https://t\.me/\S+", "", each.text))
        assert Page(each.html).words == words


def test_subjects_are_one_short_line_and_tell_nothing_about_the_person() -> None:
    for each in every_letter():
        assert 0 < len(each.subject) <= 60
        assert "\n" not in each.subject
        assert "Анна_57" not in each.subject


def test_letters_are_written_in_the_language_of_the_account() -> None:
    for content in CONTENTS:
        assert re.search("[а-яё]", letter(content, "ru").subject)
        assert not re.search("[а-яё]", letter(content, "en").subject)
        assert '<html lang="en">' in letter(content, "en").html


def test_what_looks_like_markup_is_shown_and_not_obeyed() -> None:
    changed = letter(EmailChanged(login="Анна_57", email="<b>&amp;</b>"))
    assert "<b>&amp;</b>" in changed.text
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in changed.html


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(LookupError, match="no letter of the kind greeting"):
        letter(read_content("greeting", {"login": "Анна_57"}))


def test_a_missing_detail_is_an_error() -> None:
    with pytest.raises(LookupError):
        letter(read_content(MessageKind.CONFIRM_EMAIL, {"login": "Анна_57"}))


def test_what_goes_to_chats_is_no_letter() -> None:
    with pytest.raises(LookupError, match="no letter of the kind signed-out"):
        letter(SignedOut())
