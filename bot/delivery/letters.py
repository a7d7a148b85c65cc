"""Turns a letter of the outbox into what a mail program shows.

A letter is written when it is sent, so that its link and code exist nowhere before: the outbox holds only the
nonce from which they are derived. A letter that is sent again after a crash is therefore the same letter. The
HTML is for an old phone and old eyes: large type, one column, one large button, no pictures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.delivery.ways import problem_of
from domain.account import CONFIRMATION_LIFETIME
from domain.company import NOBODY, Company
from domain.recovery import RECOVERY_LIFETIME
from domain.second_step import CODE_LIFETIME
from handlers.residents.claims import OBJECT_PREFIX
from handlers.residents.devices import DEVICES_PAYLOAD
from handlers.residents.email_confirmation import CONFIRM_PREFIX
from handlers.residents.recovery import RECOVER_PREFIX
from handlers.wording import company_words
from integrations.smtp_mailer import Letter
from services.messages import (
    AccountClosing,
    AccountOpenAgain,
    ClaimLetter,
    ConfirmEmail,
    Content,
    EmailChanged,
    LetterContent,
    PasswordChanged,
    ReadmissionLetter,
    RecoverAccess,
    SignedInElsewhere,
    SignInCode,
)
from services.tokens import ClaimTokens, ConfirmationTokens
from storage.outbox import OutgoingMessage
from ui.texts import Speech, Texts

_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{subject}</title>
</head>
<body style="margin:0;padding:24px 16px;background:#ffffff;color:#1a1a1a;font:20px/1.5 Arial,sans-serif">
<div style="max-width:560px;margin:0 auto">
{blocks}
</div>
</body>
</html>
"""
_PARAGRAPH = '<p style="margin:0 0 24px">{text}</p>'
_BUTTON = (
    '<p style="margin:0 0 24px;text-align:center"><a href="{url}" style="display:block;padding:18px 24px;'
    'background:#0b5cab;color:#ffffff;border-radius:8px;font-weight:bold;text-decoration:none">{label}</a></p>'
)
_CODE = (
    '<p style="margin:0 0 24px;text-align:center;font:bold 40px/1.2 monospace;letter-spacing:8px">{code}</p>'
)


@dataclass(frozen=True)
class _Block:
    """A piece of a letter, as plain text and as HTML."""

    text: str
    html: str


_Writer: TypeAlias = Callable[[Speech, Any], Sequence[_Block]]
AnyLetter = TypeVar("AnyLetter", bound=LetterContent)


def _by(
    content: type[AnyLetter], write: Callable[[Speech, AnyLetter], Sequence[_Block]]
) -> tuple[type[Content], _Writer]:
    """Let ``write`` make the body of the letters of a class; mypy checks that the two fit each other."""
    return content, write


class LetterTokens(ConfirmationTokens, ClaimTokens, Protocol):
    """What letters hold that only this server can derive."""


@dataclass(frozen=True)
class LetterRenderer:
    """Writes letters of every kind; ``bot_username`` is without the ``@``."""

    texts: Texts
    tokens: LetterTokens
    bot_username: str
    support_phone: str
    company: Company = NOBODY

    @property
    def writers(self) -> Mapping[type[Content], _Writer]:
        """The functions that write the letters of each kind."""
        return dict(
            [
                _by(ConfirmEmail, self._confirm_email),
                _by(PasswordChanged, self._password_changed),
                _by(EmailChanged, self._email_changed),
                _by(SignInCode, self._sign_in_code),
                _by(SignedInElsewhere, self._signed_in_elsewhere),
                _by(AccountClosing, self._account_closing),
                _by(AccountOpenAgain, self._account_open_again),
                _by(RecoverAccess, self._recover_access),
                _by(ClaimLetter, self._claim),
                _by(ReadmissionLetter, self._readmission),
            ]
        )

    def render(self, message: OutgoingMessage[Content]) -> Letter:
        """Write the letter that a row of the outbox stands for.

        :raises LookupError: there is no such kind of letter, or its row cannot be read.
        """
        content, writers = message.content, self.writers
        if type(content) not in writers:
            raise LookupError(f"no letter of the kind {content.kind}: {problem_of(content)}")
        say = self.texts.within(message.language)
        subject = say.plain(f"letter-{content.kind}-subject")
        blocks = [
            *writers[type(content)](say, content),
            _paragraph(say.plain("letter-signature", phone=self.support_phone)),
        ]
        if self.company.is_named:
            words = company_words(say, self.company)
            blocks.append(_paragraph(say.plain("company-line", company=words)))
        return Letter(
            id=f"letter-{message.id}-{message.created_at:%Y%m%d%H%M%S}",
            to=message.recipient,
            subject=subject,
            text="\n\n".join(block.text for block in blocks) + "\n",
            html=_PAGE.format(
                language=say.language,
                subject=escape(subject),
                blocks="\n".join(block.html for block in blocks),
            ),
        )

    def _confirm_email(self, say: Speech, content: ConfirmEmail) -> Sequence[_Block]:
        token = self.tokens.token(content.nonce)
        link = self._link(CONFIRM_PREFIX, token)
        hours = CONFIRMATION_LIFETIME // timedelta(hours=1)
        return [
            _paragraph(say.plain("letter-confirm-email-why", login=content.login)),
            _button(say.plain("letter-confirm-email-button"), link),
            _paragraph(say.plain("letter-confirm-email-by-code")),
            _code(self.tokens.code(content.nonce)),
            _paragraph(say.plain("letter-confirm-email-lifetime", hours=hours)),
            _paragraph(say.plain("letter-confirm-email-not-you")),
        ]

    def _password_changed(self, say: Speech, content: PasswordChanged) -> Sequence[_Block]:
        return [
            _paragraph(say.plain("letter-password-changed-what", login=content.login)),
            _paragraph(say.plain("letter-password-changed-email")),
            _paragraph(say.plain("letter-password-changed-not-you", phone=self.support_phone)),
        ]

    def _claim(self, say: Speech, content: ClaimLetter) -> Sequence[_Block]:
        about = {"login": content.login, "name": content.name, "at": content.at, "due": content.due}
        link = self._link(OBJECT_PREFIX, self.tokens.claim_token(content.nonce))
        return [
            _paragraph(say.plain("letter-claim-letter-what", **about)),
            _paragraph(say.plain("letter-claim-letter-not-you", phone=self.support_phone)),
            _button(say.plain("letter-claim-letter-button"), link),
        ]

    def _email_changed(self, say: Speech, content: EmailChanged) -> Sequence[_Block]:
        return [
            _paragraph(say.plain("letter-email-changed-what", login=content.login, email=content.email)),
            _paragraph(say.plain("letter-email-changed-not-you", phone=self.support_phone)),
        ]

    def _sign_in_code(self, say: Speech, content: SignInCode) -> Sequence[_Block]:
        minutes = CODE_LIFETIME // timedelta(minutes=1)
        return [
            _paragraph(say.plain("letter-sign-in-code-what", login=content.login)),
            _code(self.tokens.code(content.nonce)),
            _paragraph(say.plain("letter-sign-in-code-lifetime", minutes=minutes)),
            _paragraph(say.plain("letter-sign-in-code-not-you")),
        ]

    def _signed_in_elsewhere(self, say: Speech, content: SignedInElsewhere) -> Sequence[_Block]:
        link = self._link(DEVICES_PAYLOAD)
        name = content.name or say.plain("devices-unnamed")
        what = say.plain("letter-signed-in-elsewhere-what", login=content.login, name=name, at=content.at)
        return [
            _paragraph(what),
            _paragraph(say.plain("letter-signed-in-elsewhere-not-you", phone=self.support_phone)),
            _button(say.plain("letter-signed-in-elsewhere-button"), link),
        ]

    def _account_closing(self, say: Speech, content: AccountClosing) -> Sequence[_Block]:
        what = say.plain(
            "letter-account-closing-what", login=content.login, receipt=content.receipt, until=content.until
        )
        return [
            _paragraph(what),
            _paragraph(say.plain("letter-account-closing-back")),
            _paragraph(say.plain("letter-account-closing-not-you", phone=self.support_phone)),
        ]

    def _account_open_again(self, say: Speech, content: AccountOpenAgain) -> Sequence[_Block]:
        return [
            _paragraph(say.plain("letter-account-open-again-what", login=content.login)),
            _paragraph(say.plain("letter-account-open-again-not-you", phone=self.support_phone)),
        ]

    def _recover_access(self, say: Speech, content: RecoverAccess) -> Sequence[_Block]:
        accounts = [line.split() for line in content.listed.splitlines()]
        hours = RECOVERY_LIFETIME // timedelta(hours=1)
        return [
            _paragraph(say.plain("letter-recover-access-why")),
            *(block for login, nonce in accounts for block in self._way_in(say, login, nonce)),
            _paragraph(say.plain("letter-recover-access-lifetime", hours=hours)),
            _paragraph(say.plain("letter-recover-access-not-you")),
        ]

    def _readmission(self, say: Speech, content: ReadmissionLetter) -> Sequence[_Block]:
        what = say.plain(
            "letter-readmission-letter-what", login=content.login, name=content.name, at=content.at
        )
        not_you = say.plain("letter-readmission-letter-not-you", phone=self.support_phone)
        return [_paragraph(what), _paragraph(not_you)]

    def _way_in(self, say: Speech, login: str, nonce: str) -> Sequence[_Block]:
        link = self._link(RECOVER_PREFIX, self.tokens.recovery_token(nonce))
        code = self.tokens.recovery_code(nonce)
        half = len(code) // 2
        return [
            _paragraph(say.plain("letter-recover-access-login", login=login)),
            _button(say.plain("letter-recover-access-button"), link),
            _paragraph(say.plain("letter-recover-access-by-code")),
            _code(f"{code[:half]} {code[half:]}"),
        ]

    def _link(self, prefix: str, token: str = "") -> str:
        return f"https://t.me/{self.bot_username}?start={prefix}{token}"


def _paragraph(text: str) -> _Block:
    return _Block(text, _PARAGRAPH.format(text=escape(text).replace("\n", "<br>")))


def _button(label: str, url: str) -> _Block:
    return _Block(f"{label}:\n{url}", _BUTTON.format(url=escape(url), label=escape(label)))


def _code(code: str) -> _Block:
    return _Block(code, _CODE.format(code=escape(code)))
