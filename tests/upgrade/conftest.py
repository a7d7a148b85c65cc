"""The present application on what version 0.1 left behind, in the Telegram that version 0.1 had."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import pytest_asyncio

from tests.conversations.conftest import read_once as read_once  # noqa: PLC0414 (a fixture for these tests too)
from tests.conversations.harness import running_town
from tests.upgrade.old_town import DOWN, NEVER_GIVEN, TELEGRAM, OldTown, left_behind
from tests.upgrade.telegram import read_again


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def old(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OldTown]:
    """A town that was upgraded, after everything that waited was worked off.

    The tests of a module share it, because it takes long to work everything off; each of them has people and
    messages of its own there.
    """
    folder = tmp_path_factory.mktemp("upgraded")
    async with running_town(folder, READING_REMINDERS="off") as town:  # new, and not what had waited
        await town.end()
        left_behind(folder)
        people = read_again(town.sim, TELEGRAM)
        town.clock.now = datetime.fromisoformat(TELEGRAM["now"]) + DOWN
        town.randomness.given = NEVER_GIVEN
        await town.begin()
        await town.settled()
        yield OldTown(town, people)
