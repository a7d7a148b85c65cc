"""A file that operators exchange with billing in their group: what it is, and how far it is."""

from dataclasses import dataclass
from enum import StrEnum

from domain.operator import Operator


class JobKind(StrEnum):
    """What a job does."""

    UNKNOWN = "unknown"
    """A file that the bot has not looked into yet."""
    IMPORT = "import"
    ANSWERS = "answers"
    EXPORT = "export"


class JobState(StrEnum):
    """How far a job is."""

    NEW = "new"
    """Its message is not known yet."""
    FETCHING = "fetching"
    """The file is being brought from Telegram."""
    OFFERED = "offered"
    """It waits for «Загрузить» or «Отмена»."""
    WAITING = "waiting"
    """It is wanted, and goes as soon as no other one runs."""
    RUNNING = "running"
    DONE = "done"
    """It has ended, well or badly."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file that an operator sent for billing; ``size`` in bytes."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Job:
    """One job; ``message_id`` shows it in the group, ``export`` is what is or was written by it.

    ``report`` is the outcome in words; ``succeeded`` is empty until there is an outcome.
    """

    id: int
    kind: JobKind
    state: JobState
    file: OfferedFile | None
    export: int | None
    readings: int
    message_id: int | None
    asked_by: Operator
    report: str
    succeeded: bool | None
    topic: int | None = None
    """The topic of the group in which it was asked for."""
