"""«Нет света?»: what is known of one's homes, whom to call, what to look at, and a report to operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.address import short_address
from domain.notice import Notice
from domain.subscriber import Holding
from domain.unasked import Topic, topics_in
from handlers.context import Context
from handlers.notices import addresses_text, notice_heading, outage_row, shortened
from services.notices.in_force import HomeSupply, ViewSupply
from services.notices.outages import ReportOutage, house_of
from ui.buttons import OutageButton
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Safe, Speech

MOST_HOMES = 8
"""Homes that have a button of their own; of the others it is on the card of the number."""
MOST_NOTICES = 3
SHOWN_OF_NOTICE = 600
"""Characters of a notice, so that several fit one message."""


async def show_outages(talk: Talk, context: Context) -> None:
    """Show what is known of all homes of a resident, and to a guest whom to call."""
    if not context.is_signed_in:
        await talk.show(
            Screen(_joined(_call(talk.say, context), _first_of_all(talk.say), talk.say("outage-guest")))
        )
        return
    homes = await context.cases[ViewSupply](context.account_id)
    await talk.show(_screen(talk.say, context, homes))


async def show_outage_of(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show what is known of one home."""
    homes = await context.cases[ViewSupply](context.account_id, number)
    await talk.show(_screen(talk.say, context, homes))


async def reported(talk: Talk, context: Context, button: OutageButton) -> None:
    """Tell operators that there is no light at a number, and the resident what happens next."""
    context.book.drop(talk, context)
    outcome = await context.cases[ReportOutage](context.account_id, button.number, talk.key)
    say = talk.say
    text_id = "outage-reported" if outcome.is_new else "outage-reported-before"
    parts = [say(text_id, house=short_address(outcome.house))]
    if outcome.answer:
        parts.append(say("outage-answered", words=outcome.answer))
    else:
        parts.append(say("outage-answer-comes"))
    parts.append(_call(say, context))
    await talk.show(Screen(_joined(*parts), rows=(outage_row(say),)))


async def outage_note(say: Speech, context: Context, words: str) -> Screen | None:
    """Give what is known to who writes that there is no light; ``None`` for other words and in danger.

    A resident who cannot report anything now, because operators closed the bot to them, is told the same.
    """
    if context.facts.danger.found_in(words) or Topic.OUTAGE not in topics_in(words):
        return None
    if not context.is_signed_in:
        return Screen(_first_of_all(say))
    homes = await context.cases[ViewSupply](context.account_id)
    return Screen(_joined(*_known(say, context, homes), _first_of_all(say)), rows=_rows(say, context, homes))


def _screen(say: Speech, context: Context, homes: Sequence[HomeSupply]) -> Screen:
    rows = _rows(say, context, homes)
    parts = [_call(say, context), *_known(say, context, homes), _first_of_all(say)]
    if rows:
        parts.append(say("outage-report-ask"))
    if len(homes) > MOST_HOMES:
        parts.append(say("outage-more-homes"))
    return Screen(_joined(*parts), rows=rows)


def _rows(say: Speech, context: Context, homes: Sequence[HomeSupply]) -> Rows:
    """Give a button for each house, with the number by which it is reported."""
    if context.visitor.is_banned:
        return ()
    houses: dict[str, Holding] = {}
    for home in (each for each in homes if not each.holding.closed):
        houses.setdefault(house_of(home.holding.address), home.holding)
    if len(houses) == 1:
        return tuple(_report_row(say.plain("outage-report-button"), each) for each in houses.values())
    labels = (
        (say.plain("outage-report-at-button", address=short_address(house)), holding)
        for house, holding in list(houses.items())[:MOST_HOMES]
    )
    return tuple(_report_row(label, holding) for label, holding in labels)


def _report_row(label: str, holding: Holding) -> tuple[Button]:
    return (Button(label, OutageButton(number=holding.number)),)


def _known(say: Speech, context: Context, homes: Sequence[HomeSupply]) -> list[str]:
    """Say which notices are in force for which homes, or that nothing is known."""
    if not homes:
        return [say("outage-no-homes")]
    notices = _by_notice(homes)
    if not notices:
        return [say("outage-nothing-known")]
    return [
        _notice(say, context, notice, [short_address(house_of(each.address)) for each in holdings])
        for notice, holdings in list(notices.values())[:MOST_NOTICES]
    ]


def _by_notice(homes: Iterable[HomeSupply]) -> dict[int, tuple[Notice, list[Holding]]]:
    found: dict[int, tuple[Notice, list[Holding]]] = {}
    for home in homes:
        for notice in home.notices:
            found.setdefault(notice.id, (notice, []))[1].append(home.holding)
    return found


def _notice(say: Speech, context: Context, notice: Notice, addresses: Sequence[str]) -> str:
    heading = Safe(notice_heading(say, notice, context.facts.zone))
    told = say("outage-notice", heading=heading, text=shortened(notice.text, SHOWN_OF_NOTICE))
    return _joined(told, addresses_text(say, list(dict.fromkeys(addresses))))


def _first_of_all(say: Speech) -> str:
    return say("outage-check")


def _call(say: Speech, context: Context) -> str:
    return say("outage-call", phone=context.facts.emergency_phone)


def _joined(*parts: str) -> str:
    return "\n\n".join(parts)
