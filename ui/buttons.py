"""Data of every button, in one place so that prefixes stay different; 64 bytes at most when packed."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery


class FormButton(CallbackData, prefix="f"):
    """A choice inside a conversation, by its place among those of the question that it answers.

    What is chosen stands in the draft: it may be longer than a button holds, and nobody can make it up.
    """

    question: str
    choice: int


class NumberButton(CallbackData, prefix="n"):
    """Something about one subscriber number; ``page`` counts from 0."""

    action: str
    number: str
    page: int = 0


class SectionButton(CallbackData, prefix="s"):
    """A section or a form that needs nothing else to open."""

    action: str


class LanguageButton(CallbackData, prefix="l"):
    """A language to speak from now on."""

    code: str


class NoticeButton(CallbackData, prefix="o"):
    """What an operator wants of a notice that goes out."""

    action: str
    notice: int


class FindButton(CallbackData, prefix="w"):
    """What an operator wants to see: ``key`` is a subscriber number or the number of an account."""

    action: str
    key: str


class StatisticsButton(CallbackData, prefix="t"):
    """What operators want counted."""

    period: str


class MuteButton(CallbackData, prefix="m"):
    """A resident wants no more notices."""


class AlertButton(CallbackData, prefix="a"):
    """What an operator decides about an alert."""

    action: str
    alert: int


class ThreadButton(CallbackData, prefix="t"):
    """What a resident does about what an operator wrote."""

    action: str
    alert: int


class ExchangeButton(CallbackData, prefix="x"):
    """Something about a file for billing: ``id`` is that of a job, or an export to be sent again."""

    action: str
    id: int


class AlertListButton(CallbackData, prefix="al"):
    """A page of the open alerts, counted from 0; ``kind`` is empty for all, ``anew``: as a new message."""

    page: int
    kind: str = ""
    anew: bool = False


class DutyButton(CallbackData, prefix="d"):
    """An operator begins or ends a duty."""

    action: str


OPERATOR_BUTTONS: tuple[type[CallbackData], ...] = (
    AlertButton,
    AlertListButton,
    DutyButton,
    ExchangeButton,
    FindButton,
    NoticeButton,
    StatisticsButton,
)
"""Buttons that are shown in the operators' group alone: pressed anywhere else, they were made up."""
_OPERATOR_PREFIXES = frozenset(button.__prefix__ for button in OPERATOR_BUTTONS)


def is_operators(query: CallbackQuery) -> bool:
    """Tell whether data are those of an operators' button, or pretend to be."""
    return (query.data or "").partition(":")[0] in _OPERATOR_PREFIXES
