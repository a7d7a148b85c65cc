"""The data of all buttons, in one place because each kind needs a prefix of its own.

Telegram takes 64 bytes at most. The data that a press brings back may be made up, or come from a version long
ago. Data that no kind can read are refused, and the press is answered like that of a button which is out of
date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, dataclass_transform, get_type_hints

SEPARATOR = ":"
MOST_DIGITS = 18
"""Digits of a number in a button, so that the number fits every column of the database."""


class ButtonError(ValueError):
    """The data are not those of a button of this kind."""


def number_of(text: str) -> int:
    """Read a whole number of :data:`MOST_DIGITS` at most; ``ButtonError`` for any other text."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS):
        raise ButtonError(text)
    return int(text)


def _truth(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ButtonError(text)
    return text == "1"


READERS: Mapping[type, Callable[[str], Any]] = {str: str, int: number_of, bool: _truth}


@dataclass_transform(kw_only_default=True, frozen_default=True)
class ButtonData:
    """The data that a press brings back: the prefix of the kind, then the fields in their order."""

    prefix: ClassVar[str]
    old_prefix: ClassVar[str | None] = None
    """The prefix of this kind in messages of earlier versions."""
    _readers: ClassVar[Mapping[str, Callable[[str], Any]]]

    def __init_subclass__(cls, prefix: str, old_prefix: str | None = None) -> None:
        cls.prefix, cls.old_prefix = prefix, old_prefix
        hints = get_type_hints(cls)
        cls._readers = {name: READERS[hints[name]] for name in cls.__annotations__}

    def __init__(self, **fields: str | int | bool) -> None:
        for name in self._readers:
            setattr(self, name, fields[name] if name in fields else getattr(type(self), name))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self.pack())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.pack()}>"

    @property
    def first(self) -> str:
        """The first field as text, which is the action of most buttons."""
        return str(next(iter(vars(self).values()), ""))

    def pack(self) -> str:
        """Give the data as text; ``ValueError`` if a field holds the separator."""
        fields = [str(int(value)) if isinstance(value, bool) else str(value) for value in vars(self).values()]
        if any(SEPARATOR in field for field in fields):
            raise ValueError(f"a field holds {SEPARATOR}")
        return SEPARATOR.join([self.prefix, *fields])

    @classmethod
    def unpack(cls, data: str) -> Self:
        """Read what :meth:`pack` wrote.

        :raises ButtonError: the data are of another kind, have other fields, or a number that is too long.
        """
        prefix, *texts = data.split(SEPARATOR)
        if prefix not in {cls.prefix, cls.old_prefix} or len(texts) != len(cls._readers):
            raise ButtonError(data)
        return cls(
            **{name: read(text) for (name, read), text in zip(cls._readers.items(), texts, strict=True)}
        )


def prefix_of(data: str) -> str:
    """Give the prefix of data, which names the kind of the button."""
    return data.partition(SEPARATOR)[0]


class FormButton(ButtonData, prefix="f"):
    """A choice in a conversation, by its place among the choices of a question.

    The chosen value is in the draft, where it cannot be made up and may be longer than a button allows.
    """

    question: str
    choice: int


class NumberButton(ButtonData, prefix="n"):
    """A section or an action of one subscriber number; ``page`` counts from 0."""

    action: str
    number: str
    page: int = 0


class NumbersButton(ButtonData, prefix="np"):
    """A page of the list of subscriber numbers, counted from 0."""

    page: int


class BillButton(ButtonData, prefix="b"):
    """An action of one bill: ``month`` as 202611, ``place`` among the bills of that month, from 0 on."""

    action: str
    number: str
    month: int
    place: int = 0


class AgainButton(ButtonData, prefix="ra"):
    """A reading that does not count is sent again: straight into the entry of its meter."""

    reading: int


class BatchButton(ButtonData, prefix="rb"):
    """A page of the receipts of a list of readings, counted from 0; ``batch`` is the list."""

    action: str
    batch: int
    page: int = 0


class ReceiptButton(ButtonData, prefix="r"):
    """What a receipt leads to, in a new message below it: an action of the number."""

    action: str
    number: str


class ChartButton(ButtonData, prefix="g"):
    """The chart of a number: of all its meters together, or of one of them, counted from 1."""

    number: str
    meter: int = 0
    dark: bool = False


class SectionButton(ButtonData, prefix="s"):
    """A section that opens without further data."""

    action: str


class DeviceButton(ButtonData, prefix="v"):
    """What is done about a device: ``chat`` is its chat, 0 for all other devices."""

    action: str
    chat: int = 0


class ClaimButton(ButtonData, prefix="cl"):
    """What is done about a claim: somebody objects to it, or the new password is chosen."""

    action: str
    claim: int


class ReadmissionButton(ButtonData, prefix="ri"):
    """Somebody whom an operator lets in begins to choose a new password; ``alert`` is what they asked by."""

    alert: int


class ConsentButton(ButtonData, prefix="cn"):
    """The resident agrees to a version of the text about personal data, without the company."""

    version: str


class LanguageButton(ButtonData, prefix="l"):
    """The language in which the bot speaks to the resident from now on."""

    code: str


class OutageButton(ButtonData, prefix="ou"):
    """A resident says that there is no light at a number."""

    number: str


class NoticeButton(ButtonData, prefix="o"):
    """An operator pauses, resumes or cancels a notice, prolongs it or calls it off."""

    action: str
    notice: int


class FindButton(ButtonData, prefix="w"):
    """An operator opens a hit of a look-up: ``key`` is a subscriber number, or the number of an account."""

    action: str
    key: str


class FindPageButton(ButtonData, prefix="wp"):
    """A page of what an operator looked up, counted from 0; ``entry`` is the look-up in the audit trail."""

    entry: int
    page: int


class LetInButton(ButtonData, prefix="li"):
    """An operator lets a chat in that waits for a code; ``begun`` is the second of its sign-in, since 1970.

    A sign-in that was begun later is another one, so an old button does not count for it.
    """

    action: str
    account: int
    chat: int
    begun: int


class HoldButton(ButtonData, prefix="h"):
    """An operator ends the hold of an account on a number, or takes that back.

    ``ended`` is the second since 1970 in which it was ended; 0 before.
    """

    action: str
    number: str
    account: int
    ended: int = 0


class BanButton(ButtonData, prefix="bn"):
    """An operator bans an account or a chat, or lifts the ban: ``kind`` says which of both ``id`` is of."""

    action: str
    kind: str
    id: int


class BanListButton(ButtonData, prefix="bl"):
    """A page of the bans in force, counted from 0."""

    page: int


class StatisticsButton(ButtonData, prefix="st", old_prefix="t"):
    """The period of the statistics that an operator wants to see."""

    period: str


class MuteButton(ButtonData, prefix="m"):
    """A resident wants no more notices."""


class WithdrawButton(ButtonData, prefix="wd"):
    """A resident takes back what was sent for an empty home; ``reading`` is its id."""

    reading: int


class ReminderButton(ButtonData, prefix="rm"):
    """A resident switches a kind of reminders: ``action`` says how, and where the button stands."""

    action: str
    kind: str


class ResumeButton(ButtonData, prefix="c"):
    """What somebody does about a conversation that they left; ``form`` is the name of its table."""

    action: str
    form: str


class UnaskedButton(ButtonData, prefix="u"):
    """What a resident does with what they wrote unasked; ``message`` is the number of their message."""

    action: str
    message: int


class AlertButton(ButtonData, prefix="a"):
    """What an operator does about an alert."""

    action: str
    alert: int


class ThreadButton(ButtonData, prefix="t"):
    """What a resident does about a message of an operator."""

    action: str
    alert: int


class ExchangeButton(ButtonData, prefix="x"):
    """What an operator does about a job; ``id`` is its number, or that of an export to be sent again."""

    action: str
    id: int


class AlertListButton(ButtonData, prefix="al"):
    """A page of the open alerts, counted from 0; ``kind`` is empty for all; ``anew``: in a new message."""

    page: int
    kind: str = ""
    anew: bool = False


class DutyButton(ButtonData, prefix="d"):
    """An operator begins or ends a duty."""

    action: str


OPERATOR_BUTTONS: tuple[type[ButtonData], ...] = (
    AlertButton,
    AlertListButton,
    BanButton,
    BanListButton,
    DutyButton,
    ExchangeButton,
    FindButton,
    FindPageButton,
    HoldButton,
    LetInButton,
    NoticeButton,
    StatisticsButton,
)
"""Buttons that only the operators' group shows; pressed in another chat, they were made up."""


def is_operators(data: str) -> bool:
    """Tell whether data that no button of residents has are those of an operators' button.

    An old prefix may be that of another kind by now, so it counts only with the fields that it came with.
    """
    return any(prefix_of(data) == kind.prefix or _is_old(kind, data) for kind in OPERATOR_BUTTONS)


def _is_old(kind: type[ButtonData], data: str) -> bool:
    if prefix_of(data) != kind.old_prefix:
        return False
    try:
        kind.unpack(data)
    except ButtonError:
        return False
    return True
