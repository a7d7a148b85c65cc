"""A notice about the supply, as residents read it: what it is about, until when, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.notice import FollowUp, Notice, NoticeKind, Validity
from handlers.sections import Section
from handlers.wording import day_words
from ui.buttons import MuteButton, SectionButton
from ui.formatting import html_of
from ui.screen import Button, Rows, Screen
from ui.texts import Safe, Speech

MOST_ADDRESSES = 5
"""A resident with more homes knows which of them the notice is about."""
QUOTED = 200
"""Characters of a notice by which a resident recognises it later."""


def notice_screen(say: Speech, notice: Notice, addresses: Sequence[str], zone: ZoneInfo) -> Screen:
    """Give a notice with the addresses that it is about, and a button that stops notices."""
    rows: Rows = ((Button(say.plain("notice-mute-button"), MuteButton()),),)
    if _is_outage_over(notice):
        rows = (outage_row(say), *rows)
    return Screen(notice_text(say, notice, addresses, zone), rows=rows)


def outage_row(say: Speech) -> tuple[Button]:
    """Give the button that opens «Нет света?»."""
    return (Button(say.plain("outage-button"), SectionButton(action=Section.OUTAGE)),)


def notice_text(say: Speech, notice: Notice, addresses: Sequence[str], zone: ZoneInfo) -> str:
    """Write a notice, or what follows one, with the addresses that it is about."""
    paragraphs = [_told(say, notice, zone) if notice.news is None else _news(say, notice, zone)]
    if addresses:
        paragraphs.append(addresses_text(say, addresses))
    return "\n\n".join(paragraphs)


def addresses_text(say: Speech, addresses: Sequence[str]) -> str:
    """List the addresses that something is about."""
    lines = [say("notice-address", address=address) for address in addresses[:MOST_ADDRESSES]]
    if len(addresses) > MOST_ADDRESSES:
        lines.append(say("notice-more-addresses", count=len(addresses) - MOST_ADDRESSES))
    return "\n".join([say("notice-addresses"), *lines])


def notice_heading(say: Speech, notice: Notice, zone: ZoneInfo) -> str:
    """Say what a notice is about, and when."""
    validity = notice.validity
    if validity.until is None:
        return say(f"notice-heading-{validity.kind}")
    return say(f"notice-heading-{validity.kind}-when", period=period_words(say, validity, zone))


def period_words(say: Speech, validity: Validity, zone: ZoneInfo) -> str:
    """Write from when to when, as far as it is told; empty if it is not."""
    if validity.until is None:
        return ""
    until, begins = validity.until, validity.begins
    time, day = _clock(until, zone), _day(say, until, zone)
    if begins is None:
        return say.plain("notice-period-until", time=time, day=day)
    start, first = _clock(begins, zone), _day(say, begins, zone)
    if day == first:
        return say.plain("notice-period-day", start=start, time=time, day=day)
    return say.plain("notice-period-days", start=start, first=first, time=time, day=day)


def shortened(text: str, most: int) -> str:
    """Give the beginning of a notice by which people recognise it."""
    return text if len(text) <= most else f"{text[:most]}…"


def _told(say: Speech, notice: Notice, zone: ZoneInfo) -> str:
    return say("notice-message", heading=Safe(notice_heading(say, notice, zone)), text=html_of(notice.words))


def _news(say: Speech, notice: Notice, zone: ZoneInfo) -> str:
    """Say what has changed, and of which notice."""
    quoted = say("notice-quoted", text=shortened(notice.text, QUOTED))
    is_outage = notice.validity.kind is not NoticeKind.OTHER
    if notice.news is FollowUp.PROLONGED:
        text_id = "notice-prolonged" if is_outage else "notice-prolonged-other"
        end = Validity(until=notice.validity.until)
        return "\n\n".join([say(text_id, period=period_words(say, end, zone)), quoted])
    if not is_outage:
        text_id = "notice-called-off-other"
    else:
        text_id = "notice-called-off" if _is_outage_over(notice) else "notice-called-off-before"
    return "\n\n".join([say(text_id), quoted])


def _is_outage_over(notice: Notice) -> bool:
    """Whether it tells that the supply is back; one that was called off before it began never was away."""
    if notice.news is not FollowUp.CALLED_OFF or notice.validity.kind is NoticeKind.OTHER:
        return False
    begins, told = notice.validity.begins, notice.confirmed_at
    return begins is None or told is None or begins <= told


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def _day(say: Speech, moment: datetime, zone: ZoneInfo) -> str:
    """Name a day without its year, because no notice reaches so far."""
    day = moment.astimezone(zone).date()
    return day_words(say, day, day)
