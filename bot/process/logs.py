"""Writes the log so that it helps an administrator and tells nothing about a resident.

Messages of exceptions are the usual leak: a failed parser repeats what it could not parse, a failed request
repeats its URL with the token. So an exception is written as its type and its places in the code; its message
is added only if the type is known to speak of the program alone. Records of libraries are written from
WARNING on, because below that level libraries write the data that they process. Every line goes through
:func:`redact`.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, TextIO

from domain.errors import DomainError
from services.units import StoreError
from ui.messenger import MessengerError
from ui.texts import TextError

OUR_PACKAGES = frozenset(path.parent.name for path in Path(__file__).parents[2].glob("*/__init__.py"))

SPEAK_OF_THE_PROGRAM = (
    AttributeError,
    DomainError,  # its message is its code
    ImportError,
    NameError,
    NotImplementedError,
    OSError,
    StoreError,  # names tables and columns; values are parameters, never in the statement
    MessengerError,
    TextError,
    TypeError,
)
"""Exceptions whose message is written, because it speaks of the program or its surroundings alone."""

_REDACTIONS = (
    (re.compile(r"\b(bot)?\d+:[A-Za-z0-9_-]{20,}"), r"\1<token>"),
    (re.compile(r"/bot\d+:[^/\s]+"), "/bot<token>"),
    (re.compile(r"\bconfirm_[A-Za-z0-9_-]+"), "confirm_<token>"),
    (re.compile(r"input_value=.*?, input_type=", re.DOTALL), "input_value=<input>, input_type="),
    (re.compile(r"://[^/\s@]+@"), "://<user>@"),
    (re.compile(r"\bpassword=[^&\s]+"), "password=<password>"),
    (re.compile(r"[^\s@<>\"'(),:;=]+@[^\s@<>\"'(),:;=]+\.[^\s@<>\"'(),:;=]+"), "<e-mail>"),
    (
        re.compile(r"(?<![\w-])(?:\+?7|8)[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"),
        "<phone>",
    ),
)
_QUOTED = re.compile(r'"[^"]*"')
_ATTRIBUTES_OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


def set_up_logs(
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    form: Literal["console", "json"],
    stream: TextIO = sys.stderr,
) -> None:
    """Write every log record and every unhandled exception to ``stream``, and nowhere else."""
    handler = _Handler(stream)
    handler.setFormatter(JsonFormatter() if form == "json" else ConsoleFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    for package in OUR_PACKAGES:
        logging.getLogger(package).setLevel(level)
    sys.excepthook = _log_last_words


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to the stream; of a record that cannot be written, no values are printed."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        with suppress(OSError, ValueError):
            self.stream.write(f"a record of {record.name}, line {record.lineno}, could not be written\n")


class ConsoleFormatter(logging.Formatter):
    """For people: one line for each record, and the places of an exception below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the moment, level, logger, message and extra values of a record."""
        extras = "".join(f" {name}={value}" for name, value in _extras(record).items())
        line = f"{_moment(record)} {record.levelname} {record.name}: {_message(record)}{extras}"
        return "\n".join([line.replace("\n", "\\n"), *_exception(record)])


class JsonFormatter(logging.Formatter):
    """For programs that collect logs: one JSON object in each line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return ``at``, ``level``, ``logger``, ``message``, ``exception`` and extra values of a record."""
        fields = _extras(record) | {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        exception = _exception(record)
        if exception:
            fields["exception"] = "\n".join(exception)
        return json.dumps(fields, ensure_ascii=False)


def redact(text: str) -> str:
    """Return the text without tokens, credentials, e-mail addresses and telephone numbers."""
    for pattern, replacement in _REDACTIONS:
        text = pattern.sub(replacement, text)
    return text


def describe(error: BaseException) -> str:
    """Name an exception, with its message only if its type is one of :data:`SPEAK_OF_THE_PROGRAM`."""
    kind = type(error).__name__
    if not isinstance(error, SPEAK_OF_THE_PROGRAM):
        return kind
    message = str(error)
    if isinstance(error, MessengerError):  # Telegram quotes the piece of text that it refuses
        message = _QUOTED.sub('"…"', message)
    return redact(f"{kind}: {message}")


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    arguments = record.args
    if isinstance(arguments, Mapping):
        text = record.msg % {name: _printable(value) for name, value in arguments.items()}
    elif arguments:
        text = record.msg % tuple(_printable(value) for value in arguments)
    else:
        text = str(_printable(record.msg))
    if record.name.partition(".")[0] not in OUR_PACKAGES:
        # Libraries go on with the repr of a task, or with the message of an exception.
        text = re.split(r"[\n(<]", text, maxsplit=1)[0].rstrip()
    return redact(text)


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {
        name: redact(printable) if isinstance(printable := _printable(value), str) else printable
        for name, value in vars(record).items()
        if name not in _ATTRIBUTES_OF_EVERY_RECORD
    }


def _printable(value: object) -> object:
    if isinstance(value, BaseException):
        return describe(value)
    return value if isinstance(value, int | float | None) else str(value)


def _exception(record: logging.LogRecord) -> list[str]:
    error = record.exc_info[1] if record.exc_info else None
    return [] if error is None else list(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    """Yield what Python prints of an exception and its causes, except messages that may hold input."""
    origin = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if origin is not None:
        yield from _lines(origin)
        yield "which led to:"
    for place in traceback.format_tb(error.__traceback__):
        yield place.rstrip("\n")
    yield describe(error)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield "one of them:"
            yield from _lines(each)


def _log_last_words(kind: type[BaseException], error: BaseException, places: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, places)
    else:
        logging.getLogger(__name__).critical("the process ends", exc_info=error)
