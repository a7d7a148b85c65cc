"""Reads the settings of the administrator, once at the start, from the environment and ``.env``.

All of them are checked here, so that a mistake stops the start with one line that names the setting, and no
other code meets a value that it cannot use. The line repeats no value, because many values are secrets.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic import field_validator as check_field
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.env_file import EnvFile, misspelt
from domain.company import LONGEST_ADDRESS, LONGEST_NAME, Company, parse_inn
from domain.danger import DangerWords, built_in
from domain.dates import ReadingWindow
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.payee import LONGEST_BANK, Payee, mistakes_in
from domain.reminder import ReminderDays, ReminderKind
from domain.support_hours import SupportHours
from integrations.proxy_address import ProxyAddress
from integrations.smtp_mailer import SmtpServer
from services.numbers.missed import AVERAGE_MONTHS
from storage.places import Place, place_of

LOCALES = Path(__file__).parents[1] / "locales"
PUBLIC_TELEGRAM = "https://api.telegram.org"
OF_PAYEE = {
    "name": "COMPANY_NAME",
    "inn": "COMPANY_INN",
    "kpp": "COMPANY_KPP",
    "account": "PAYEE_ACCOUNT",
    "bank": "PAYEE_BANK",
    "bic": "PAYEE_BIC",
    "corr_account": "PAYEE_CORR_ACCOUNT",
}
"""The settings that make up a payee, by its fields."""
WRONG_SETTINGS = 2
"""Exit code if a setting is missing or malformed."""


class SettingsError(Exception):
    """One line that names every missing or malformed setting and repeats no value."""


def _token(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{10,}", secret.get_secret_value()):
        raise ValueError("not a token of @BotFather (digits, a colon, letters and digits)")
    return secret


def _http_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is not a number, or a malformed IPv6 address
        is_address = False
    if not is_address:
        raise ValueError("not an http:// or https:// address")
    return text.rstrip("/")


def _database_url(secret: SecretStr) -> SecretStr:
    place_of(secret.get_secret_value())
    return secret


def _smtp_url(secret: SecretStr) -> SecretStr:
    try:
        server = SmtpServer.parse(secret.get_secret_value())
    except ValueError:  # without its cause, which may quote a piece of the password
        raise ValueError("not smtp://user:password@host:587?starttls=true or smtps://…") from None
    if server.may_show_password and server.starttls is None:
        raise ValueError(
            "the password could go unencrypted: write ?starttls=true at its end, or smtps:// for port 465"
            " (or ?starttls=false if the network between is yours)"
        )
    return secret


def _proxy_url(secret: SecretStr) -> SecretStr:
    ProxyAddress.parse(secret.get_secret_value())
    return secret


def _sender(text: str) -> str:
    try:
        EmailAddress.parse(parseaddr(text)[1])
    except DomainError:
        raise ValueError("not an e-mail address, with or without a name") from None
    return text


def _words(most: int) -> AfterValidator:
    """Take words that residents are shown, as one line: what divides them counts as one blank."""

    def check(text: str) -> str:
        words = " ".join(text.split())
        if not words.isprintable():
            raise ValueError("holds characters that cannot be shown")
        if len(words) > most:
            raise ValueError(f"longer than {most} characters")
        return words

    return AfterValidator(check)


def _inn(text: str) -> str:
    return parse_inn(text) if text.strip() else ""


def _compact(text: str) -> str:
    """Take digits without what may stand between them."""
    return re.sub(r"[\s-]", "", text)


def _zone(text: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(text))
    except (KeyError, ValueError, OSError):  # OSError: a folder of the time zone database, such as Europe
        raise ValueError("not a time zone such as Europe/Moscow") from None


def _language(text: str) -> str:
    known = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())
    if text not in known:
        raise ValueError(f"none of {', '.join(known)}")
    return text


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("not 1 to 256 letters, digits, _ and -")
    return secret


class Settings(BaseSettings):
    """All settings; the environment goes before ``.env``, and an empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8-sig",  # Notepad writes a byte order mark
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,  # defaults are what the validators make, not what they read
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    telegram_api_url: Annotated[str, AfterValidator(_http_url)] = PUBLIC_TELEGRAM
    telegram_proxy: Annotated[SecretStr, AfterValidator(_proxy_url)] | None = None
    """What all requests to Telegram go through."""
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] = SecretStr("sqlite:///data/cabinet.db")
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp_url)]
    mail_from: Annotated[str, AfterValidator(_sender)]
    operator_chat_id: Annotated[int, Field(lt=0)]
    """The operators' group; negative, because Telegram gives groups negative ids."""
    operator_topic_id: Annotated[int, Field(gt=0)] | None = None
    """The topic of the operators' group into which alerts go; ``None``: «General»."""
    alert_escalation: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = 30
    """Minutes after which an alert that no operator took is repeated; 0: never."""
    company_name: Annotated[str, _words(LONGEST_NAME)] = ""
    """The retailer, as residents are told who it is; empty: they are not."""
    company_inn: Annotated[str, AfterValidator(_inn)] = ""
    company_kpp: Annotated[str, AfterValidator(_compact)] = ""
    company_address: Annotated[str, _words(LONGEST_ADDRESS)] = ""
    payee_account: Annotated[str, AfterValidator(_compact)] = ""
    """The company's account, which residents pay to; with the bank it is given as a whole or not at all."""
    payee_bank: Annotated[str, _words(LONGEST_BANK)] = ""
    payee_bic: Annotated[str, AfterValidator(_compact)] = ""
    payee_corr_account: Annotated[str, AfterValidator(_compact)] = ""
    payment_documents: Annotated[Literal["on", "off"], BeforeValidator(str.lower)] = "on"
    """Whether residents are sent codes for payments and bills as documents."""
    support_phone: str = "(812) 303-96-96"
    support_hours: Annotated[SupportHours | None, NoDecode, BeforeValidator(SupportHours.parse)] = None
    """When operators are there; ``None``: residents are not told."""
    emergency_phone: str = "112"
    """The telephone that residents are given when they write of danger."""
    danger_words: Annotated[DangerWords, NoDecode, BeforeValidator(DangerWords.parse)] = built_in()
    reading_window: Annotated[ReadingWindow, NoDecode, BeforeValidator(ReadingWindow.parse)] = ReadingWindow()
    reading_reminders: Annotated[ReminderDays | None, NoDecode, BeforeValidator(ReminderDays.parse)] = None
    """The days on which residents are reminded of readings; ``None``: the usual ones of the window."""
    average_months: Annotated[int, Field(ge=1, le=12)] = AVERAGE_MONTHS
    """Months in a row without a reading that billing counts by the average; the norm follows."""
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Europe/Moscow")
    default_language: Annotated[str, AfterValidator(_language)] = "ru"
    webhook_url: Annotated[str, AfterValidator(_http_url)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        None, validate_default=True
    )
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """Port of the HTTP server; 0 takes any free port."""
    worker_processes: Annotated[int, Field(ge=1, le=16)] = 1
    """How many processes draw and read pictures and documents."""
    worker_memory: Annotated[int, Field(ge=256, le=16384)] = 384
    """Mebibytes of memory that each of them may have."""
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @check_field("webhook_url")
    @classmethod
    def _is_encrypted(cls, url: str | None, info: ValidationInfo) -> str | None:
        if (
            url is not None
            and not url.startswith("https://")
            and info.data.get("telegram_api_url") == PUBLIC_TELEGRAM
        ):
            raise ValueError("must begin with https:// unless TELEGRAM_API_URL is a server of your own")
        return url

    @check_field("webhook_secret")
    @classmethod
    def _is_given_with_url(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("webhook_url") is not None:
            raise ValueError("missing: WEBHOOK_URL needs it, or anybody could pretend to be Telegram")
        return secret

    @property
    def database(self) -> Place:
        """Where the database is."""
        return place_of(self.database_url.get_secret_value())

    @property
    def company(self) -> Company:
        """The retailer, as far as it is given."""
        return Company(self.company_name, self.company_inn, self.company_address)

    @property
    def reminder_days(self) -> ReminderDays:
        """The days on which residents are reminded of readings."""
        given = self.reading_reminders
        return ReminderDays.usual(self.reading_window) if given is None else given

    @property
    def reminders(self) -> frozenset[ReminderKind]:
        """What residents can be reminded of."""
        return frozenset(ReminderKind) - ({ReminderKind.READINGS} if self.reminder_days.is_off else set())

    @property
    def payee(self) -> Payee | None:
        """Whom residents pay, if it is given."""
        own = (self.payee_account, self.payee_bank, self.payee_bic, self.payee_corr_account)
        return Payee(self.company_name, self.company_inn, self.company_kpp, *own) if any(own) else None

    @property
    def proxy(self) -> ProxyAddress | None:
        """The proxy on the way to Telegram, if there is one."""
        secret = self.telegram_proxy
        return None if secret is None else ProxyAddress.parse(secret.get_secret_value())

    @classmethod
    def load(cls, env_file: Path = Path(".env")) -> Self:
        """Read the environment and ``env_file``, which may be missing.

        :raises SettingsError: a setting is missing or malformed, or the file cannot be read.
        """
        try:
            mistakes = _misspelt_in(EnvFile.read(env_file))
            settings = cls(_env_file=env_file)
            mistakes += _mistakes_about_payee(settings)
        except ValidationError as error:
            raise SettingsError(_one_line([*mistakes, *_mistakes(error)])) from None
        except UnicodeDecodeError:
            raise SettingsError(f"{env_file} cannot be read as UTF-8 text") from None
        except OSError as error:
            raise SettingsError(f"{env_file} cannot be read: {error.strerror}") from None
        if mistakes:
            raise SettingsError(_one_line(mistakes))
        return settings

    @classmethod
    def load_or_exit(cls) -> Self:
        """Read the environment and ``.env``; a mistake is written to standard error and ends the process."""
        try:
            return cls.load()
        except SettingsError as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(WRONG_SETTINGS)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Settings":
        """Take these values, named as in ``.env``, and no others: for the demo and the tests.

        :raises SettingsError: a setting is missing, malformed or unknown.
        """
        try:
            settings = _Given.model_validate({name.lower(): value for name, value in values.items()})
        except ValidationError as error:
            raise SettingsError(_one_line(_mistakes(error))) from None
        if mistakes := _mistakes_about_payee(settings):
            raise SettingsError(_one_line(mistakes))
        return settings


class _Given(Settings):
    """Settings that come neither from the environment nor from a file."""

    model_config = SettingsConfigDict(extra="forbid")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def _one_line(mistakes: Sequence[str]) -> str:
    return "Cannot start: " + "; ".join(mistakes)


def _misspelt_in(env_file: EnvFile) -> list[str]:
    slips = misspelt(env_file.names, Settings.model_fields)
    return [f"{name}: no such setting, did you mean {meant}?" for name, meant in slips.items()]


def _mistakes_about_payee(settings: Settings) -> list[str]:
    """Name the settings without which, or with which, nobody could be paid."""
    if settings.payee is None:
        return []
    return [f"{OF_PAYEE[field]}: {reason}" for field, reason in mistakes_in(settings.payee).items()]


def _mistakes(error: ValidationError) -> list[str]:
    return [
        f"{str(mistake['loc'][0]).upper()}: {_reason(mistake['type'], mistake['msg'])}"
        for mistake in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _reason(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "no such setting"
        case "value_error":
            return message.removeprefix("Value error, ")
        case _:
            return message.replace("Input should be", "should be", 1)
