"""Threads for slow work let conversations go first."""

import asyncio
import os
import sys

import pytest

from integrations.background import POLITENESS, polite_threads


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives each thread a priority of its own")
async def test_threads_for_slow_work_let_others_go_first_and_nobody_else_is_slowed_down() -> None:
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    with polite_threads(1, "tested") as threads:
        theirs = await asyncio.get_running_loop().run_in_executor(threads, os.getpriority, os.PRIO_PROCESS, 0)
    assert theirs == min(19, ours + POLITENESS)
    assert os.getpriority(os.PRIO_PROCESS, 0) == ours
