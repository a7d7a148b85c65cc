"""What an administrator should know of settings that the bot can work with all the same.

The start writes it to the log, and ``python -m bot check`` shows it. The words are in ``locales/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bot.env_file import EnvFile, misspelt
from bot.settings import Settings
from domain.company import Company
from integrations.smtp_mailer import SmtpServer


@dataclass(frozen=True)
class Remark:
    """One thing to look at; ``code`` names the text ``remark-<code>``."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def remarks_on(settings: Settings, environment: Iterable[str], env_file: Path = Path(".env")) -> list[Remark]:
    """Look at the settings, the names of the environment, and the file that the settings were read from."""
    return [
        *_on_file(env_file),
        *_on_environment(environment),
        *_on_mail(settings),
        *_on_company(settings.company),
        *_on_reminders(settings),
    ]


def _on_file(path: Path) -> Iterator[Remark]:
    file = EnvFile.read(path)
    if file.is_open:
        yield Remark("env-file-open", {"path": str(path)})
    for code, names in (
        ("env-file-unknown", file.unknown(Settings.model_fields)),
        ("env-file-repeated", file.repeated()),
        ("env-file-nameless", [str(line) for line in file.nameless]),
    ):
        if names:
            yield Remark(code, {"path": str(path), "names": ", ".join(names)})


def _on_environment(names: Iterable[str]) -> Iterator[Remark]:
    """The environment is full of names of other programs, so a slip there is no reason not to start."""
    for name, meant in misspelt(names, Settings.model_fields).items():
        yield Remark("environment-similar", {"name": name, "meant": meant})


def _on_mail(settings: Settings) -> Iterator[Remark]:
    server = SmtpServer.parse(settings.smtp_url.get_secret_value())
    if server.may_show_password:
        yield Remark("mail-password-open")
    elif not server.is_encrypted and not server.is_near:
        yield Remark("mail-open")


def _on_reminders(settings: Settings) -> Iterator[Remark]:
    """Days outside of the window remind nobody; in a year there is every kind of month."""
    days, window = settings.reminder_days, settings.reading_window
    every = (date(2028, 1, 1) + timedelta(days=step) for step in range(366))
    if not days.is_off and not any(days.include(day, window) for day in every):
        yield Remark("reminders-never")


def _on_company(company: Company) -> Iterator[Remark]:
    """A company without a name is told to nobody; consents want its number and address as well."""
    given = {
        "COMPANY_NAME": company.name,
        "COMPANY_INN": company.inn,
        "COMPANY_ADDRESS": company.address,
    }
    missing = [name for name, value in given.items() if not value]
    if missing and len(missing) < len(given):
        code = "company-incomplete" if company.is_named else "company-unnamed"
        yield Remark(code, {"names": ", ".join(missing)})
