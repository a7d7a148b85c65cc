"""The crash test in short; ``make crash-test`` is the long one."""

from dataclasses import replace

import pytest

from tests.crash.crash_run import Mode, Plan, report, run
from tests.crash.residents import Habits
from tests.engines import ON_POSTGRES

HASTY = Habits(
    thinks=(0.05, 0.4), waits=(1.0, 2.5), looks_twice=0.3, asks=0.1, is_far_above=0.1, goes_away=0.0
)


@pytest.mark.once
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("mode", "kills"), [("polling", 10), ("webhook", 5)])
async def test_nothing_is_lost_or_doubled_when_the_bot_is_killed(
    mode: Mode, kills: int, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(kills, residents=6, seed=1, mode=mode, longest_life=2.0, habits=HASTY)
    if ON_POSTGRES:
        plan = replace(plan, engine="postgres", server_stops_every=5.0, most_server_stops=1)
    verdict = await run(plan, tmp_path_factory.mktemp("crash"))
    with capsys.disabled():
        print(f"\n{mode}: " + ", ".join(f"{name} {value}" for name, value in verdict.figures.items()))  # noqa: T201
    assert verdict.problems == [], report(verdict)
    assert verdict.figures["kills"] == kills
    assert verdict.figures["stops of the server"] == int(ON_POSTGRES)
    assert verdict.figures["receipts seen"] >= plan.residents
    assert verdict.figures["lists of readings sent"] >= 1
    assert verdict.figures["notices to residents"] >= 1
