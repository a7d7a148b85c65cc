"""``.env.example`` and :class:`Settings` say the same, and a mistake in either place is told in one line."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import SecretStr

from bot.env_file import misspelt
from bot.remarks import remarks_on
from bot.settings import LOCALES, Settings, SettingsError
from domain.company import Company
from domain.danger import built_in
from domain.dates import ReadingWindow
from domain.reminder import ReminderDays, ReminderKind
from tests.domain.payees import PAYEE
from tests.structure.project import ROOT
from ui.texts import Texts

EXAMPLE = ROOT / ".env.example"
NAMES = [name.upper() for name in Settings.model_fields]

ENOUGH = {
    "BOT_TOKEN": "42:not-a-real-token",
    "SMTP_URL": "smtp://cabinet:mail-secret@mail.example:587?starttls=true",
    "MAIL_FROM": "Личный кабинет <noreply@cabinet.example>",
    "OPERATOR_CHAT_ID": "-1001",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)


def load(env_file: Path = Path("no-such-file")) -> Settings:
    return Settings.load(env_file)


def complaint(env_file: Path = Path("no-such-file")) -> str:
    with pytest.raises(SettingsError) as refusal:
        load(env_file)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def shown(value: object) -> str:
    """How a default is written in ``.env.example``."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value in (None, ReadingWindow(), built_in()) else str(value)


def test_the_example_names_every_setting_once_and_no_other() -> None:
    assert sorted(dotenv_values(EXAMPLE)) == sorted(NAMES)
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not line.startswith("#")]) == len(NAMES)


def test_the_example_shows_the_defaults_and_leaves_empty_what_has_none() -> None:
    example = dotenv_values(EXAMPLE)
    for name, field in Settings.model_fields.items():
        assert example[name.upper()] == ("" if field.is_required() else shown(field.default)), name


def test_the_example_explains_every_setting_above_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if line.split("=")[0] in NAMES:
            assert above.startswith("#") or above.split("=")[0] in NAMES, line


def test_the_example_as_it_is_asks_for_what_has_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENOUGH:
        monkeypatch.delenv(name)
    assert complaint(EXAMPLE) == (
        "Cannot start: BOT_TOKEN: missing; SMTP_URL: missing; MAIL_FROM: missing; OPERATOR_CHAT_ID: missing"
    )


def test_what_has_no_default_is_enough() -> None:
    settings = load()
    assert settings.bot_token == SecretStr(ENOUGH["BOT_TOKEN"])
    assert settings.operator_chat_id == -1001
    assert settings.timezone.key == "Europe/Moscow"
    assert settings.reading_window == ReadingWindow()


def test_values_become_what_the_bot_works_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READING_WINDOW", "25-5")
    monkeypatch.setenv("TIMEZONE", "Asia/Yekaterinburg")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("ALERT_ESCALATION", "0")
    settings = load()
    assert settings.alert_escalation == 0
    assert settings.reading_window == ReadingWindow(25, 5)
    assert settings.timezone.key == "Asia/Yekaterinburg"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.log_level == "DEBUG"


@pytest.mark.parametrize("name", ENOUGH)
@pytest.mark.parametrize("value", [None, ""], ids=["absent", "empty"])
def test_a_setting_without_a_default_is_missed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    assert complaint() == f"Cannot start: {name}: missing"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ENOUGH])
def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert load().model_dump() == Settings.of(ENOUGH).model_dump()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hunter-two"),
        ("BOT_TOKEN", "42:short"),
        ("BOT_TOKEN", "42:not-a-real-token with-a-tail"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://hunter-two.example"),
        ("TELEGRAM_API_URL", "https://"),
        ("TELEGRAM_PROXY", "hunter-two.example:3128"),
        ("TELEGRAM_PROXY", "socks4://user:hunter-two@proxy.example"),
        ("TELEGRAM_PROXY", "http://user:hunter-two@proxy.example:port"),
        ("TELEGRAM_PROXY", "tg://proxy?server=proxy.example&port=443&secret=hunter-two"),
        ("DATABASE_URL", "mysql://cabinet:hunter-two@db/cabinet"),
        ("DATABASE_URL", "postgresql://cabinet:hunter-two@db"),
        ("DATABASE_URL", "postgresql://cabinet:hunter-two@db:port/cabinet"),
        ("DATABASE_URL", "postgresql://cabinet:100%hunter-two@db/cabinet"),
        ("DATABASE_URL", "postgresql://cabinet@db/cabinet?hunter=two"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("SMTP_URL", "mail.example:587"),
        ("SMTP_URL", "http://hunter-two@mail.example"),
        ("SMTP_URL", "smtp://cabinet:hunter-two@mail.example:port"),
        ("SMTP_URL", "smtp://cabinet:hunter-two@mail.example:70000"),
        ("SMTP_URL", "smtp://cabinet:hunter-two@"),
        ("SMTP_URL", "smtp://cabinet:hunter-two/@mail.example"),
        ("SMTP_URL", "smtp://[cabinet:hunter-two@mail.example"),
        ("SMTP_URL", "smtp://cabinet:hunter-two@mail.example"),
        ("SMTP_URL", "smtp://cabinet:hunter-two@10.0.0.7:25"),
        ("SMTP_URL", "smtp://cabinet@mail.example?"),
        ("MAIL_FROM", "hunter-two"),
        ("MAIL_FROM", "noreply@localhost"),
        ("OPERATOR_CHAT_ID", "@hunter-two"),
        ("OPERATOR_CHAT_ID", "1001"),
        ("OPERATOR_CHAT_ID", "0"),
        ("READING_WINDOW", "15"),
        ("READING_WINDOW", "0-26"),
        ("READING_WINDOW", "15-32"),
        ("READING_WINDOW", "hunter-two"),
        ("AVERAGE_MONTHS", "0"),
        ("AVERAGE_MONTHS", "13"),
        ("AVERAGE_MONTHS", "hunter-two"),
        ("SUPPORT_HOURS", "hunter-two"),
        ("SUPPORT_HOURS", "пн-пт 25-26"),
        ("SUPPORT_HOURS", "вс 9-18; вс 9-17"),
        ("TIMEZONE", "Europe/hunter-two"),
        ("TIMEZONE", "Europe"),
        ("TIMEZONE", "../../etc/passwd"),
        ("DEFAULT_LANGUAGE", "hunter-two"),
        ("DEFAULT_LANGUAGE", ".."),
        ("WEBHOOK_SECRET", "hunter-two!"),
        ("WEBHOOK_SECRET", "a" * 257),
        ("HTTP_PORT", "hunter-two"),
        ("HTTP_PORT", "65536"),
        ("LOG_LEVEL", "hunter-two"),
        ("LOG_FORMAT", "hunter-two"),
    ],
)
def test_a_malformed_value_is_told_by_name_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    told = complaint()
    assert told.startswith(f"Cannot start: {name}: ")
    assert "hunter-two" not in told


@pytest.mark.parametrize(
    "url",
    [
        "smtp://cabinet:secret@mail.example?starttls=true",
        "smtp://cabinet:secret@mail.example?starttls=false",
        "smtps://cabinet:secret@mail.example",
        "smtp://cabinet:secret@127.0.0.1:2525",
        "smtp://cabinet:secret@127.8.9.10",
        "smtp://cabinet:secret@[::1]",
        "smtp://cabinet:secret@localhost",
        "smtp://cabinet:secret@LOCALHOST.:25",
        "smtp://mail.example",
    ],
)
def test_a_password_that_cannot_be_overheard_or_is_meant_to_be_is_taken(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SMTP_URL", url)
    assert load().smtp_url == SecretStr(url)


def test_a_password_that_could_be_overheard_is_told_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://cabinet:secret@mail.example")
    told = complaint()
    for way_out in ("?starttls=true", "smtps://", "?starttls=false"):
        assert way_out in told


def test_a_proxy_of_the_apps_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_PROXY", "https://t.me/proxy?server=proxy.example&port=443&secret=00")
    assert "MTProto proxy cannot carry the Bot API" in complaint()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SMPT_URL", "SMTP_URL"),
        ("OPERATOR_CHATID", "OPERATOR_CHAT_ID"),
        ("READING_WINDWO", "READING_WINDOW"),
        ("reading_windwo", "READING_WINDOW"),
        ("READING-WINDOW", "READING_WINDOW"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("HTTP_PROT", "HTTP_PORT"),
        ("ВOT_TOKEN", "BOT_TOKEN"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("TELEGRAM_PROXI", "TELEGRAM_PROXY"),
    ],
)
def test_a_misspelt_name_in_the_file_is_told_with_the_setting_that_was_meant(
    tmp_path: Path, written: str, meant: str
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(f"{written}=hunter-two\n", encoding="utf-8")
    told = complaint(env_file)
    assert told == f"Cannot start: {written}: no such setting, did you mean {meant}?"


def test_a_misspelt_name_is_told_together_with_what_is_missing_because_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SMTP_URL")
    env_file = tmp_path / ".env"
    env_file.write_text("SMPT_URL=smtp://mail.example\n", encoding="utf-8")
    assert complaint(env_file) == (
        "Cannot start: SMPT_URL: no such setting, did you mean SMTP_URL?; SMTP_URL: missing"
    )


NAMES_OF_OTHERS = (
    *(
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "SMTP_HOST",
        "SMTP_PORT",
        "SMTP_USER",
        "SMTP_TLS",
        "SMTP_FROM",
    ),
    *("DATABASE_USER", "DATABASE_PORT", "POSTGRES_DB", "MAIL_TO", "MAIL_HOST", "LOG_FILE", "IMAP_URL"),
    *("HTTP_URL", "LDAP_URL", "TZ", "COMPOSE_FILE", "HOSTNAME", "LOGNAME", "LANGUAGE"),
)


def test_names_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    assert misspelt(NAMES_OF_OTHERS, NAMES) == {}
    env_file = tmp_path / ".env"
    env_file.write_text("".join(f"{name}=x\n" for name in NAMES_OF_OTHERS), encoding="utf-8")
    env_file.chmod(0o600)
    settings = load(env_file)
    [remark] = remarks_on(settings, [], env_file)
    assert remark.code == "env-file-unknown"
    assert remark.values["names"] == ", ".join(NAMES_OF_OTHERS)


def test_other_spellings_that_are_read_are_no_mistakes(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("export http_port = 1234\n# HTTP_PROT=1\n\nLog_Format='json'\n", encoding="utf-8")
    settings = load(env_file)
    assert (settings.http_port, settings.log_format) == (1234, "json")
    env_file.chmod(0o600)
    assert remarks_on(settings, [*NAMES, "PATH"], env_file) == []


def test_what_is_odd_in_the_file_is_told_without_values(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://mail.example")
    env_file = tmp_path / ".env"
    lines = ["HTTP_PORT=1", "hunter-two", "http_port=2", "42:hunter-two", "HTTP_PORT=3", "MY_KEY=hunter-two"]
    env_file.write_text("\n".join(lines), encoding="utf-8")
    env_file.chmod(0o644)
    remarks = remarks_on(load(env_file), ["HTTP_PROT", "PATH"], env_file)
    assert [(remark.code, remark.values.get("names", "")) for remark in remarks] == [
        ("env-file-open", ""),
        ("env-file-unknown", "MY_KEY"),
        ("env-file-repeated", "HTTP_PORT"),
        ("env-file-nameless", "2, 4"),
        ("environment-similar", ""),
        ("mail-open", ""),
    ]
    say = Texts.load(LOCALES, "ru").within("ru").plain
    told = " ".join(say(f"remark-{remark.code}", **remark.values) for remark in remarks)
    assert "hunter-two" not in told
    assert "HTTP_PORT" in told


def test_a_file_that_the_group_alone_may_read_is_not_mentioned(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("HTTP_PORT=1\n", encoding="utf-8")
    env_file.chmod(0o640)
    assert remarks_on(load(env_file), [], env_file) == []


def test_a_folder_in_place_of_the_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert complaint(tmp_path / ".env").endswith(".env cannot be read: it is a folder")


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PORT", "http")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    monkeypatch.delenv("MAIL_FROM")
    told = complaint()
    assert [name for name in NAMES if f"{name}: " in told] == ["MAIL_FROM", "HTTP_PORT", "LOG_FORMAT"]


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example/telegram")
    assert complaint().startswith("Cannot start: WEBHOOK_SECRET: missing")
    monkeypatch.setenv("WEBHOOK_SECRET", "Abc_123-def")
    assert load().webhook_url == "https://bot.example/telegram"


def test_only_a_bot_api_server_of_ones_own_may_call_without_encryption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:8080/telegram")
    monkeypatch.setenv("WEBHOOK_SECRET", "Abc_123-def")
    assert complaint().startswith("Cannot start: WEBHOOK_URL: ")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081")
    assert load().webhook_url == "http://127.0.0.1:8080/telegram"


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("HTTP_PORT=1111\nHTTP_HOST=0.0.0.0\nUNKNOWN=1\n", encoding="utf-8")
    monkeypatch.setenv("HTTP_PORT", "2222")
    settings = load(env_file)
    assert (settings.http_host, settings.http_port) == ("0.0.0.0", 2222)  # noqa: S104  it is not listened on


def test_a_file_saved_by_notepad_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("BOT_TOKEN=7:from-the-file\r\n", encoding="utf-8-sig", newline="")
    monkeypatch.delenv("BOT_TOKEN")
    assert load(env_file).bot_token == SecretStr("7:from-the-file")


def test_a_file_in_another_encoding_is_told_in_one_line(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes("MAIL_FROM=Кабинет <noreply@cabinet.example>".encode("cp1251"))
    assert complaint(env_file).endswith("cannot be read as UTF-8 text")


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "Abc_123-def")
    printed = repr(load())
    for secret in (ENOUGH["BOT_TOKEN"], "mail-secret", "Abc_123-def"):
        assert secret not in printed


def test_given_values_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PORT", "2222")
    assert Settings.of(ENOUGH).http_port == 8080
    with pytest.raises(SettingsError, match="HTTP_PROT: no such setting"):
        Settings.of(ENOUGH | {"HTTP_PROT": "1"})


def test_the_process_ends_with_one_line_and_its_own_exit_code() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in NAMES}
    run = subprocess.run(
        [sys.executable, "-c", "from bot.settings import Settings; Settings.load_or_exit()"],
        cwd=ROOT / "tests",  # no .env there
        env=environment | ENOUGH | {"BOT_TOKEN": "hunter-two", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("Cannot start: BOT_TOKEN: ")
    assert len(run.stderr.splitlines()) == 1
    assert "hunter-two" not in run.stderr


def test_words_of_danger_are_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGER_WORDS", "+потоп*, вода щит*")
    assert load().danger_words.found_in("потоп")
    assert load().danger_words.found_in("горит щиток")
    monkeypatch.setenv("DANGER_WORDS", " , ,")
    assert complaint() == "Cannot start: DANGER_WORDS: no words between commas"


def test_the_company_is_read_as_one_line_with_an_inn_of_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANY_NAME", '  АО  "Свет" ')
    monkeypatch.setenv("COMPANY_INN", "77 0708-3893")
    monkeypatch.setenv("COMPANY_ADDRESS", "г. Светлогорье,\n ул. Садовая")
    assert load().company == Company('АО "Свет"', "7707083893", "г. Светлогорье, ул. Садовая")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMPANY_INN", "7707083894"),
        ("COMPANY_INN", "77070838931"),
        ("COMPANY_INN", "ИНН"),
        ("COMPANY_NAME", "x" * 201),
        ("COMPANY_NAME", "Свет\u202e"),
        ("COMPANY_ADDRESS", "x" * 301),
    ],
)
def test_a_company_that_cannot_be_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert complaint().startswith(f"Cannot start: {name}: ")
    assert value not in complaint()


@pytest.mark.parametrize(
    ("given", "code", "missing"),
    [
        ({"COMPANY_INN": "7707083893"}, "company-unnamed", "COMPANY_NAME, COMPANY_ADDRESS"),
        ({"COMPANY_NAME": "АО «Свет»"}, "company-incomplete", "COMPANY_INN, COMPANY_ADDRESS"),
    ],
)
def test_what_is_missing_of_a_company_is_remarked(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], code: str, missing: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    [remark] = remarks_on(load(), [])
    assert (remark.code, remark.values["names"]) == (code, missing)
    assert missing in Texts.load(LOCALES, "ru").within("ru").plain(f"remark-{code}", **remark.values)


OF_PAYEE = {
    "COMPANY_NAME": PAYEE.name,
    "COMPANY_INN": PAYEE.inn,
    "COMPANY_KPP": "7707 01 001",
    "PAYEE_ACCOUNT": "40702 810 4 0000 0000017",
    "PAYEE_BANK": PAYEE.bank,
    "PAYEE_BIC": PAYEE.bic,
    "PAYEE_CORR_ACCOUNT": PAYEE.corr_account,
}


def give_payee(monkeypatch: pytest.MonkeyPatch, **others: str) -> None:
    for name, value in {**OF_PAYEE, **others}.items():
        monkeypatch.setenv(name, value)


def test_a_payee_is_read_without_what_stands_between_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().payee is None
    give_payee(monkeypatch)
    assert load().payee == PAYEE


def test_an_entrepreneur_has_no_kpp_and_a_bank_may_have_no_correspondent_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_payee(monkeypatch, COMPANY_KPP="", COMPANY_INN="500100732259", PAYEE_CORR_ACCOUNT="0")
    assert load().payee == replace(PAYEE, kpp="", inn="500100732259", corr_account="0")


@pytest.mark.parametrize("name", OF_PAYEE)
def test_a_payee_is_given_as_a_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    give_payee(monkeypatch, **{name: ""})
    assert complaint() == f"Cannot start: {name}: missing: a payee is given as a whole or not at all"


def test_a_company_without_a_payee_lacks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMPANY_NAME", "COMPANY_INN", "COMPANY_KPP"):
        monkeypatch.setenv(name, OF_PAYEE[name])
    assert load().payee is None


@pytest.mark.parametrize(
    ("name", "value", "blamed"),
    [
        ("COMPANY_KPP", "77070100", "COMPANY_KPP"),
        ("COMPANY_NAME", "x" * 161, "COMPANY_NAME"),
        ("PAYEE_ACCOUNT", "40702810500000000017", "PAYEE_ACCOUNT"),
        ("PAYEE_ACCOUNT", "счёт", "PAYEE_ACCOUNT"),
        ("PAYEE_BIC", "04999901", "PAYEE_BIC"),
        ("PAYEE_BIC", "049999018", "PAYEE_ACCOUNT"),
        ("PAYEE_CORR_ACCOUNT", "30101810900000000017", "PAYEE_CORR_ACCOUNT"),
        ("PAYEE_BANK", "x" * 46, "PAYEE_BANK"),
        ("PAYMENT_DOCUMENTS", "maybe", "PAYMENT_DOCUMENTS"),
        ("WORKER_PROCESSES", "0", "WORKER_PROCESSES"),
        ("WORKER_MEMORY", "255", "WORKER_MEMORY"),
    ],
)
def test_a_payee_that_cannot_be_paid_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, blamed: str
) -> None:
    give_payee(monkeypatch, **{name: value})
    assert complaint().startswith(f"Cannot start: {blamed}: ")
    assert value not in complaint()
    with pytest.raises(SettingsError, match=blamed):
        Settings.of({**ENOUGH, **OF_PAYEE, name: value})


def test_the_days_of_reminders_follow_the_window_unless_they_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().reminder_days == ReminderDays.parse("20,24")
    monkeypatch.setenv("READING_WINDOW", "15-26")
    assert load().reminder_days == ReminderDays.parse("end-5,end-1")
    assert ReminderKind.READINGS in load().reminders
    monkeypatch.setenv("READING_REMINDERS", "off")
    assert load().reminder_days.is_off
    assert ReminderKind.READINGS not in load().reminders
    monkeypatch.setenv("READING_REMINDERS", "end")
    assert "READING_REMINDERS" in complaint()


@pytest.mark.parametrize(("days", "codes"), [("2,28", ["reminders-never"]), ("20", []), ("off", [])])
def test_days_on_which_nobody_would_be_reminded_are_remarked(
    monkeypatch: pytest.MonkeyPatch, days: str, codes: list[str]
) -> None:
    monkeypatch.setenv("READING_WINDOW", "15-26")
    monkeypatch.setenv("READING_REMINDERS", days)
    assert [remark.code for remark in remarks_on(load(), [])] == codes
