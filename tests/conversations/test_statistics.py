"""What operators see of today and of this month."""

from __future__ import annotations

import pytest

from simulator import Message
from tests.conversations.harness import Town, as_seen, say

LONGEST_CAPTION = 1024


def shown(town: Town) -> str:
    return as_seen(town.group.last.caption)


async def test_today_is_counted_and_drawn(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await anna.plays("Передать показания", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.registered("Борис", "boris")
    await town.oleg.send("/stats")
    assert say("stats-people", registered=2, confirmed=1, numbers=1) in shown(town)
    assert say("stats-readings", count=2) in shown(town)
    for status in ("accepted", "review"):
        assert say("stats-line", name=say(f"status-{status}"), count=1) in shown(town)
    assert say("stats-line", name=say("alert-short-reading-review"), count=1) in shown(town)
    assert say("stats-oldest-alert", age=say("age-minutes", count=0)) in shown(town)
    assert town.group.last.file is not None
    assert town.group.last.file.kind == "photo"


async def test_yesterday_counts_for_the_month_alone(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await town.pass_time(hours=12)  # past midnight in Moscow
    await town.oleg.send("/stats")
    message = town.group.last
    assert say("stats-readings", count=0) in shown(town)
    await town.oleg.press(say("stats-month-button"))
    assert town.group.last is message, "the same message is changed"
    assert say("stats-readings", count=1) in shown(town)
    assert say("stats-people", registered=1, confirmed=1, numbers=1) in shown(town)
    await town.oleg.press(say("stats-today-button"))
    assert say("stats-readings", count=0) in shown(town)


async def test_midnight_is_that_of_the_residents(town: Town) -> None:
    await town.pass_time(hours=11, minutes=59)  # noon in Moscow and as much: still the 22nd there
    await town.registered()
    await town.oleg.send("/stats")
    assert say("stats-people", registered=1, confirmed=0, numbers=0) in shown(town)
    await town.pass_time(minutes=1)
    await town.oleg.send("/stats")
    assert say("stats-people", registered=0, confirmed=0, numbers=0) in shown(town)


async def test_reasons_of_refusals_and_notices_are_counted(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    await town.change("UPDATE readings SET status = 'refused', reason = 'Показание меньше прежнего'")
    await town.oleg.send("/notice")
    await town.oleg.reply(town.group.last, "Света не будет")
    await town.oleg.press("Прочее")
    await town.oleg.press("Все, кто указал телефон")
    await town.oleg.press("Отправить")
    await town.oleg.send("/stats")
    reason = "Показание меньше прежнего"
    assert say("stats-reason", name=say("status-refused"), reason=reason, count=1) in shown(town)
    assert say("stats-notices", confirmed=1, delivered=1, active=0) in shown(town)


async def test_a_reason_that_was_chosen_is_shown_in_words(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "17480", "[Подтвердить]", "[Подтвердить]")
    await town.oleg.press("Отклонить")
    await town.oleg.press("Похоже на опечатку")
    await town.oleg.send("/stats")
    assert "«Похоже на опечатку»" in shown(town)


async def test_failed_proofs_are_counted(town: Town) -> None:
    anna = await town.confirmed()
    await anna.plays(
        "[Электроэнергия]", "[Добавить абонента]", "100200301", "01.11.2026", "1", "[Подтвердить]"
    )
    await town.oleg.send("/stats")
    assert say("stats-proofs", failed=1, closed=0) in shown(town)


async def test_a_crowded_day_still_fits_under_the_picture(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.plays("[Передать показания]", "12650", "[Подтвердить]")
    statuses = ("accepted", "review", "rejected", "replaced", "exported", "billed", "refused")
    copy = """
        INSERT INTO readings
            (receipt, meter_id, number, account_id, month, entered_at, status, reason, idempotency_key)
        SELECT 'r-{n}', meter_id, number, account_id, month, entered_at, '{status}', '{reason}', 'k-{n}'
        FROM readings ORDER BY id LIMIT 1
    """
    raised = """
        INSERT INTO alerts (kind, key, details, created_at, last_at, state)
        VALUES ('{kind}', '{kind}', '{{}}', '2026-11-01T00:00:00.000000+00:00', '', 'open')
    """
    await town.change(
        *(
            copy.format(n=f"{status}{n}", status=status, reason=f"{n} " + "&" * 300)
            for status in statuses
            for n in range(9)
        )
    )
    await town.change(
        *(
            raised.format(kind=kind)
            for kind in (
                "question",
                "meter-changed",
                "proof-failed",
                "letter-failed",
                "update-set-aside",
                "reading-review",
            )
        )
    )
    await town.oleg.send("/stats")
    assert say("notice-and-more", count=13) in shown(town)
    assert len(town.group.last.caption) <= LONGEST_CAPTION


@pytest.mark.parametrize("data", ["t:year", "t:", "t"])
async def test_forged_periods_are_answered(town: Town, data: str) -> None:
    await town.oleg.send("/stats")
    before: Message = town.group.last
    await town.oleg.person.press_data(data, on=before)
    await town.settled()
    assert town.oleg.hints == [say("stale-hint")]


async def test_residents_see_no_figures(town: Town) -> None:
    anna = await town.holder("100200301")
    await anna.send("/stats")
    assert anna.sees == say("fallback-text")
