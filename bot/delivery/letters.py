"""Turns a letter of the outbox into what a mail program shows.

It happens when the letter is sent and not when it is left, so that link and code exist nowhere before: the
outbox holds only the nonce they are derived from. A letter that is sent again after a crash is the same one.
The HTML is for an old phone and old eyes: large type, one column, one large button, no pictures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from domain.account import CONFIRMATION_LIFETIME
from domain.details import Value
from handlers.residents.email_confirmation import CONFIRM_PREFIX
from integrations.smtp_mailer import Letter
from services.people.email_confirmation import EMAIL_CHANGED
from services.people.email_confirmation import LETTER as CONFIRM_EMAIL
from services.people.profile import PASSWORD_CHANGED
from services.tokens import ConfirmationTokens
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
class LetterRenderer:
    """Writes letters of every kind; ``bot_username`` is without the ``@``."""

    texts: Texts
    tokens: ConfirmationTokens
    bot_username: str
    support_phone: str

    def render(self, message: OutgoingMessage) -> Letter:
        """Write the letter that a row of the outbox stands for.

        :raises LookupError: there is no such kind of letter, or a detail of it is missing.
        """
        say = self.texts.within(message.language)
        subject, blocks = self._content(say, message.kind, message.details)
        blocks.append(_paragraph(say.plain("letter-signature", phone=self.support_phone)))
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

    def _content(self, say: Speech, kind: str, details: Mapping[str, Value]) -> tuple[str, list["_Block"]]:
        """Return subject and body."""
        login = str(details["login"])
        if kind == CONFIRM_EMAIL:
            return say.plain("letter-confirm-email-subject"), self._confirm_email(say, login, details)
        if kind == PASSWORD_CHANGED:
            return say.plain("letter-password-changed-subject"), [
                _paragraph(say.plain("letter-password-changed-what", login=login)),
                _paragraph(say.plain("letter-password-changed-not-you", phone=self.support_phone)),
            ]
        if kind == EMAIL_CHANGED:
            return say.plain("letter-email-changed-subject"), [
                _paragraph(say.plain("letter-email-changed-what", login=login, email=str(details["email"]))),
                _paragraph(say.plain("letter-email-changed-not-you", phone=self.support_phone)),
            ]
        raise LookupError(f"no letter of the kind {kind}")

    def _confirm_email(self, say: Speech, login: str, details: Mapping[str, Value]) -> list["_Block"]:
        nonce = str(details["nonce"])
        link = f"https://t.me/{self.bot_username}?start={CONFIRM_PREFIX}{self.tokens.token(nonce)}"
        hours = CONFIRMATION_LIFETIME // timedelta(hours=1)
        return [
            _paragraph(say.plain("letter-confirm-email-why", login=login)),
            _button(say.plain("letter-confirm-email-button"), link),
            _paragraph(say.plain("letter-confirm-email-by-code")),
            _code(self.tokens.code(nonce)),
            _paragraph(say.plain("letter-confirm-email-lifetime", hours=hours)),
            _paragraph(say.plain("letter-confirm-email-not-you")),
        ]


@dataclass(frozen=True)
class _Block:
    """A piece of a letter in both of its forms."""

    text: str
    html: str


def _paragraph(text: str) -> _Block:
    return _Block(text, _PARAGRAPH.format(text=escape(text).replace("\n", "<br>")))


def _button(label: str, url: str) -> _Block:
    return _Block(f"{label}:\n{url}", _BUTTON.format(url=escape(url), label=escape(label)))


def _code(code: str) -> _Block:
    return _Block(code, _CODE.format(code=escape(code)))
