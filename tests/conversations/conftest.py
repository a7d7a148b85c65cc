"""A town for every test, with the example registry in its database."""

from __future__ import annotations

import os
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.commands.registry import run_import
from bot.demo import EXAMPLE_REGISTRY
from storage.sqlite.place import SqlitePlace
from storage.unit import UnitSettings
from tests.conversations.harness import Resident, Town, running_town, say, webhook_settings
from tests.postgres_server import Server, running, why_not
from tests.services.fakes import FakeClock
from tests.steps import only_short_units_on_the_loop
from ui.texts import Texts


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read texts and certificates once, not for every application: they take longer than a dialogue."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Texts, "load", cache(Texts.load))
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(autouse=True)
def short_units() -> Iterator[None]:
    """Find units of work that do not belong on the event loop."""
    with only_short_units_on_the_loop():
        yield


@pytest.fixture(scope="session")
def registry_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the example registry without the past of its meters, and nothing else.

    Without it nothing is usual yet, so dialogues are about the values that a test itself lets people send.
    """
    folder = tmp_path_factory.mktemp("registry")
    shutil.copytree(EXAMPLE_REGISTRY, folder / "files", ignore=shutil.ignore_patterns("history.csv"))
    return imported(folder / "files", folder / "cabinet.db")


@pytest.fixture(scope="session")
def whole_registry_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds all of the example registry, and nothing else."""
    return imported(EXAMPLE_REGISTRY, tmp_path_factory.mktemp("whole") / "cabinet.db")


def imported(registry: Path, database: Path) -> Path:
    settings = UnitSettings(FakeClock(), operator_chat_id=None, operator_language="ru")
    assert run_import(registry, SqlitePlace(database), settings=settings, say=say) == 0
    return database


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server, whatever engine the run asks for."""
    if reason := why_not():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture
def intake() -> str:
    """How updates come to the bot; ``make test-webhook`` runs every conversation the other way."""
    return os.environ.get("INTAKE", "polling")


@pytest.fixture
async def town(registry_file: Path, tmp_path: Path, intake: str) -> AsyncIterator[Town]:
    shutil.copy(registry_file, tmp_path / "cabinet.db")
    async with running_town(tmp_path, **webhook_settings() if intake == "webhook" else {}) as town:
        yield town


@pytest.fixture
async def town_with_a_past(whole_registry_file: Path, tmp_path: Path, intake: str) -> AsyncIterator[Town]:
    """A town in which billing has told what its meters showed in the year and a half before."""
    shutil.copy(whole_registry_file, tmp_path / "cabinet.db")
    async with running_town(tmp_path, **webhook_settings() if intake == "webhook" else {}) as town:
        yield town


@pytest.fixture
def anna(town: Town) -> Resident:
    """Somebody who sees the bot for the first time."""
    return town.guest("Анна")
