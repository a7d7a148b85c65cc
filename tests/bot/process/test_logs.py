"""Logs help an administrator and tell nothing about a resident."""

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from pydantic import TypeAdapter

from bot.process.logs import redact, set_up_logs
from domain.errors import DomainError
from services.units import StoreBusyError, StoreRefusedError
from ui.messenger import RefusedError

ROOT = Path(__file__).parents[3]
TOKEN = "4212345678:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"

SECRET = "моя тайна"

log = logging.getLogger("bot.tested")


class Lines(io.StringIO):
    """What was written."""

    def last(self) -> str:
        return self.getvalue().splitlines()[-1]

    def last_object(self) -> dict[str, object]:
        fields: dict[str, object] = json.loads(self.last())
        return fields


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    """Put back what ``set_up_logs`` changes for the whole process."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers, root.level
    yield
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)


def logs(
    form: Literal["console", "json"] = "console",
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO",
) -> Lines:
    stream = Lines()
    set_up_logs(level, form, stream)
    return stream


def test_a_console_line_has_moment_level_logger_message_and_extras() -> None:
    stream = logs()
    log.info("letter %s is late", 7, extra={"attempts": 3})
    moment, _, rest = stream.last().partition(" ")
    assert moment.endswith("+00:00")
    assert rest == "INFO bot.tested: letter 7 is late attempts=3"


def test_a_json_line_is_an_object_of_its_own() -> None:
    stream = logs("json")
    log.info("letter %s\nis late", 7, extra={"attempts": 3, "message_kind": "confirm-email"})
    fields = stream.last_object()
    assert str(fields.pop("at")).endswith("+00:00")
    assert fields == {
        "level": "INFO",
        "logger": "bot.tested",
        "message": "letter 7\nis late",
        "attempts": 3,
        "message_kind": "confirm-email",
    }


def test_a_line_break_in_a_message_does_not_forge_a_line() -> None:
    stream = logs()
    log.info("kind %s", "a\n2026-11-22 INFO bot: everything is fine")
    assert len(stream.getvalue().splitlines()) == 1


def test_the_level_holds_for_our_packages() -> None:
    stream = logs(level="WARNING")
    log.info("not of interest")
    assert stream.getvalue() == ""
    stream = logs(level="DEBUG")
    log.debug("of interest")
    assert stream.last().endswith("of interest")


def test_libraries_are_heard_from_warnings_on_even_when_we_debug() -> None:
    stream = logs(level="DEBUG")
    logging.getLogger("aiosqlite").debug("executing INSERT with ('anna@pochta.example',)")
    logging.getLogger("aiogram.event").info("Update id=1 is handled")
    assert stream.getvalue() == ""
    logging.getLogger("aiogram.event").warning("something is odd")
    assert stream.last().endswith("something is odd")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"GET https://api.telegram.org/bot{TOKEN}/getMe", "GET https://api.telegram.org/bot<token>/getMe"),
        ("POST http://127.0.0.1:8081/bot42:TEST/getMe", "POST http://127.0.0.1:8081/bot<token>/getMe"),
        (f"the token {TOKEN} is wrong", "the token <token> is wrong"),
        ("/start confirm_Ab-1_x refused", "/start confirm_<token> refused"),
        ("smtp://cabinet:pass@mail.example:587 is down", "smtp://<user>@mail.example:587 is down"),
        ("550 <anna.p+1@почта.рф>: unknown", "550 <<e-mail>>: unknown"),
        ("to anna@pochta.example, again", "to <e-mail>, again"),
        ("phone=+79210000001", "phone=<phone>"),
        ("phone 8 (921) 000-00-01", "phone <phone>"),
        ("phone 7 921 000 00 01.", "phone <phone>."),
        (
            "[type=int_parsing, input_value='моя\nтайна', input_type=str]",
            "[type=int_parsing, input_value=<input>, input_type=str]",
        ),
    ],
)
def test_what_is_personal_or_secret_is_taken_out(text: str, written: str) -> None:
    assert redact(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "update 871234567 of chat -1001234567890",
        "2026-11-22T17:38:40.123456+00:00 took 0.25 s",
        "https://api.telegram.org:443 cannot be reached",
        "person 7921000000 blocked the bot",
        "storage/sqlite/database.py:142",
    ],
)
def test_what_an_administrator_needs_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("form", ["console", "json"])
def test_message_arguments_and_extras_are_redacted_alike(form: Literal["console", "json"]) -> None:
    stream = logs(form)
    log.warning("letter to %s", "anna@pochta.example", extra={"phone": "+79210000001"})
    assert "anna" not in stream.getvalue()
    assert "9210000001" not in stream.getvalue()


def failure(work: Callable[[], object]) -> Exception:
    """Run what fails. Tracebacks quote lines of this file, so none of them may spell out the secret."""
    with pytest.raises(Exception) as caught:  # noqa: PT011  any
        work()
    return caught.value


def test_a_failed_parser_does_not_repeat_what_it_could_not_parse() -> None:
    stream = logs()
    error = failure(lambda: int(SECRET))
    log.error("unexpected %s: %s", type(error).__name__, error, exc_info=error)
    written = stream.getvalue()
    assert SECRET not in written
    assert "unexpected ValueError: ValueError\n" in written
    assert "test_logs.py" in written
    assert stream.last() == "ValueError"


def test_what_pydantic_could_not_read_is_not_written() -> None:
    stream = logs("json")
    error = failure(lambda: TypeAdapter(dict[str, int]).validate_python({"text": SECRET}))
    log.error("an update cannot be read: %s", error, exc_info=error)
    fields = stream.last_object()
    assert SECRET not in stream.getvalue()
    assert fields["message"] == "an update cannot be read: ValidationError"
    assert str(fields["exception"]).endswith("ValidationError")


def test_what_led_to_an_exception_is_written_without_its_message_either() -> None:
    def look_up() -> object:
        try:
            return int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error

    stream = logs()
    log.error("unexpected", exc_info=failure(look_up))
    written = stream.getvalue()
    assert SECRET not in written
    assert (
        written.index("\nValueError\n") < written.index("\nwhich led to:\n") < written.index("\nKeyError\n")
    )


def test_each_exception_of_a_group_is_written() -> None:
    stream = logs()
    group = ExceptionGroup(SECRET, [ValueError(SECRET), StoreBusyError("disk is full")])
    log.error("unexpected", exc_info=group)
    assert stream.getvalue().splitlines()[1:] == [
        "ExceptionGroup",
        "one of them:",
        "ValueError",
        "one of them:",
        "StoreBusyError: disk is full",
    ]


@pytest.mark.parametrize(
    ("error", "written"),
    [
        (StoreRefusedError("UNIQUE constraint failed: accounts.login_key"), "accounts.login_key"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (DomainError("login-taken"), "login-taken"),
        (AttributeError("'NoneType' object has no attribute 'id'"), "no attribute 'id'"),
        (
            RefusedError('can\'t parse entities: Unsupported start tag "иванов" at byte offset 3'),
            'Unsupported start tag "…" at byte offset 3',
        ),
    ],
)
def test_exceptions_that_speak_of_the_program_keep_their_message(error: Exception, written: str) -> None:
    stream = logs()
    log.error("unexpected", exc_info=error)
    assert written in stream.last()
    assert "иванов" not in stream.getvalue()


async def test_a_task_that_asyncio_gives_up_on_does_not_tell_its_exception() -> None:
    stream = logs()
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError(SECRET)}
    )
    assert "ERROR asyncio: Task exception was never retrieved\n" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_a_record_that_cannot_be_formatted_is_not_repeated() -> None:
    stream = logs()
    log.info("%d letters", SECRET)
    assert stream.last().startswith("a record of bot.tested, line ")
    assert SECRET not in stream.getvalue()


def test_what_ends_the_process_is_a_record_too() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from bot.process.logs import set_up_logs; set_up_logs('INFO', 'json'); int(input())",
        ],
        input=SECRET,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1
    fields = json.loads(run.stderr)
    assert (fields["level"], fields["message"]) == ("CRITICAL", "the process ends")
    assert fields["exception"].endswith("ValueError")
    assert SECRET not in run.stderr
