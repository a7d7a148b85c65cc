"""The crash test in short; ``make crash-test`` is the long one."""

from dataclasses import replace

import pytest

from tests.crash.crash_run import Mode, Plan, report, run
from tests.crash.residents import Habits
from tests.crash.verdict import Verdict
from tests.engines import ON_POSTGRES
from tests.nginx import WHY_NOT

HASTY = Habits(
    thinks=(0.05, 0.4), waits=(1.0, 2.5), looks_twice=0.3, asks=0.1, is_far_above=0.1, goes_away=0.0
)


async def lived(
    plan: Plan, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> Verdict:
    """Live through a plan, and print what happened; nothing may have been lost or doubled."""
    verdict = await run(plan, tmp_path_factory.mktemp("crash"))
    with capsys.disabled():
        figures = ", ".join(f"{name} {value}" for name, value in verdict.figures.items())
        print(f"\n{plan.replicas} by {plan.mode}: {figures}")  # noqa: T201
    assert verdict.problems == [], report(verdict)
    return verdict


@pytest.mark.once
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("mode", "kills"), [("polling", 10), ("webhook", 5)])
async def test_nothing_is_lost_or_doubled_when_the_bot_is_killed(
    mode: Mode, kills: int, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(kills, residents=6, seed=1, mode=mode, longest_life=2.0, habits=HASTY)
    if ON_POSTGRES:
        plan = replace(plan, engine="postgres", server_stops_every=5.0, most_server_stops=1)
    verdict = await lived(plan, tmp_path_factory, capsys)
    assert verdict.figures["kills"] == kills
    assert verdict.figures["stops of the server"] == int(ON_POSTGRES)
    assert verdict.figures["receipts seen"] >= plan.residents
    assert verdict.figures["lists of readings sent"] >= 1
    assert verdict.figures["notices to residents"] >= 1


@pytest.mark.once
@pytest.mark.timeout(400)
@pytest.mark.skipif(not ON_POSTGRES, reason="of PostgreSQL alone: one process works on a file")
@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
async def test_nothing_is_lost_or_doubled_when_replicas_are_killed(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(8, residents=6, seed=1, mode="webhook", longest_life=2.0, habits=HASTY, engine="postgres")
    plan = replace(plan, server_stops_every=8.0, most_server_stops=1, replicas=3)
    verdict = await lived(plan, tmp_path_factory, capsys)
    assert verdict.figures["kills"] == plan.kills
    assert verdict.figures["receipts seen"] >= plan.residents
