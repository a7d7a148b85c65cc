"""How an alert looks in the operators' group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind, Care
from domain.dates import format_date
from domain.details import Value
from domain.limits import shown_until
from domain.reading import Status
from domain.stakes import Stakes
from domain.unreached import Unreached
from domain.words import Words, marks_from
from handlers.operators.asked_bills import asked_bill_lines
from handlers.wording import grouped, reason_words
from services.decisions.consumption import ChartWords, ConsumptionHistory
from services.decisions.reasons import kwh_of, stakes_of
from services.decisions.refusable import REFUSABLE
from ui.buttons import AlertButton, AlertListButton
from ui.formatting import html_of
from ui.screen import Button, Rows, Screen
from ui.texts import Filling, Safe, Speech

ACCEPT = "accept"
SURE = "sure"
UNDO = "undo"
REJECT = "reject"
TAKE = "take"
RELEASE = "release"
CLOSE = "close"
LIFT = "lift"
LET_THROUGH = "let-through"
TURN_AWAY = "turn-away"
RESTORE = "restore"
SHOW = "show"
PHOTO = "photo"
ANSWER = "answer"
FINISH = "finish"
BACK = "back"
WHY = "why-"
"""The actions of the reasons for a refusal begin with it; the rest of the action names the reason."""
OTHER_REASON = "why-other"
WITHDRAW = "withdraw"
ANSWER_ALL = "answer-all"
MAKE_NOTICE = "make-notice"

EXACT_RUBLES = 10_000
"""From so many on an estimate is written in hundreds."""

REASONS: Mapping[AlertKind, tuple[str, ...]] = {kind: each.reasons for kind, each in REFUSABLE.items()}
"""The reasons that an operator can choose, for each kind of alert that can be refused."""
ANY_REASON = frozenset(str(reason) for reasons in REASONS.values() for reason in reasons)


_OWN_ROWS: Mapping[AlertKind, tuple[tuple[str, ...], ...]] = {
    **{
        kind: ((ACCEPT, REJECT),) if each.photo is None else ((ACCEPT, REJECT), (PHOTO,))
        for kind, each in REFUSABLE.items()
    },
    AlertKind.QUESTION: ((ANSWER, FINISH),),
    AlertKind.PROOF_FAILED: ((LIFT,),),
    AlertKind.HOLDS_ENDED: ((RESTORE,),),
    AlertKind.OUTAGE_REPORTED: ((ANSWER_ALL,), (MAKE_NOTICE,)),
    AlertKind.CAPTCHA_UNREADABLE: ((LET_THROUGH, TURN_AWAY),),
}
"""The actions of an open alert that its kind alone has, row by row."""


def alert_screen(say: Speech, alert: Alert, zone: ZoneInfo) -> Screen:
    """Give an alert with the buttons that decide it, or with its decision."""
    if alert.burst_of is not None:
        return burst_screen(say, alert, zone)
    lines = [
        *_danger(say, alert),
        say(f"alert-{alert.kind}", **_values(alert, zone)),
        *_about(say, alert, zone),
    ]
    if alert.occurrences > 1 and alert.kind is not AlertKind.OUTAGE_REPORTED:
        last = moment_shown(alert.last_at, zone)
        lines.append(say("alert-occurrences", count=alert.occurrences, last=last))
    lines += _state(say, alert, zone)
    return Screen("\n\n".join(lines), rows=_rows(say, alert))


def _danger(say: Speech, alert: Alert) -> list[str]:
    """Give the first line of an urgent alert, with the words that made it urgent later on."""
    if not alert.is_urgent:
        return []
    words = alert.details.get("danger")
    return [say("alert-danger-words", words=words) if words else say("alert-danger")]


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _values(alert: Alert, zone: ZoneInfo) -> Mapping[str, Filling]:
    """Give the values in the text of an alert, with moments and formatting as operators read them."""
    if alert.kind is AlertKind.UPDATE_SET_ASIDE:
        return {"reason": "died", "told": "no", **alert.details}  # alerts of older versions name no reason
    if alert.kind is AlertKind.QUESTION:
        words = Words(str(alert.details["question"]), marks_from(_text(alert.details.get("question_marks"))))
        return {**alert.details, "question": html_of(words)}
    if alert.kind is not AlertKind.LETTER_FAILED:
        return alert.details
    return {**alert.details, "since": moment_shown(datetime.fromisoformat(str(alert.details["since"])), zone)}


def burst_screen(say: Speech, alert: Alert, zone: ZoneInfo) -> Screen:
    """Give the message into which many alerts of a kind are folded."""
    kind = alert.burst_of or alert.kind
    name = say.plain(f"alert-burst-{kind}", count=alert.occurrences)
    since, last = (moment_shown(moment, zone) for moment in (alert.created_at, alert.last_at))
    how = say("alert-burst-decision" if kind.care is Care.DECISION else "alert-burst-attention")
    lines = [say("alert-burst", name=name, since=since, last=last), how]
    rows: Rows = ()
    if not alert.is_decided:
        lines.insert(1, say("alert-burst-folded", count=alert.folded))
        rows = ((list_button(say, kind),), *_rows(say, alert))
    return Screen("\n\n".join([*lines, *_state(say, alert, zone)]), rows=rows)


def list_button(say: Speech, kind: AlertKind | None = None) -> Button:
    """Give the button that opens the list of open alerts under a message that is about something else."""
    return Button(say.plain("alerts-open-button"), AlertListButton(page=0, kind=kind or "", anew=True))


def _state(say: Speech, alert: Alert, zone: ZoneInfo) -> list[str]:
    """Say to which operator an alert is assigned, or what was decided and why."""
    lines = []
    if alert.decided_at is not None:
        if reason := alert.details.get("reason"):
            lines.append(say("alert-reason", reason=reason_words(say, str(reason))))
        what = Safe(say(f"alert-outcome-{alert.outcome}", by=alert.decided_by))
        lines.append(say("alert-at", what=what, at=moment_shown(alert.decided_at, zone)))
    elif alert.hold is not None:
        hold = alert.hold
        since, until = f"{hold.since.astimezone(zone):%H:%M}", shown_until(hold.until, hold.since, zone)
        lines.append(say("alert-taken", by=hold.operator.name, since=since, until=until))
    if alert.details.get("undone_by") and not alert.is_decided:
        at = moment_shown(datetime.fromisoformat(str(alert.details["undone_at"])), zone)
        undone_by = str(alert.details["undone_by"])
        lines.append(say(f"alert-undone-{alert.details['undone']}", by=undone_by, at=at))
    if alert.details.get("choosing") and not alert.is_decided:
        lines.append(say("alert-reason-ask"))
    if alert.details.get("accepting") and not alert.is_decided:
        lines.append(_weighing(say, stakes_of(alert.details)))
    return lines


def _weighing(say: Speech, stakes: Stakes) -> str:
    """Ask whether so much shall be accepted."""
    parts = []
    if stakes.kwh:
        kwh = grouped(stakes.kwh)
        if stakes.cost is None:
            parts.append(say("alert-weigh-unknown", kwh=kwh))
        else:
            parts.append(say("alert-weigh", kwh=kwh, cost=format_rubles(stakes.cost)))
    if stakes.less:
        parts.append(say("alert-weigh-less", kwh=grouped(stakes.less)))
    return " ".join([*parts, say("alert-weigh-ask")])


def _about(say: Speech, alert: Alert, zone: ZoneInfo) -> list[str]:
    """Give the lines that only some kinds of alerts have: scales, photos, and who waits for an answer."""
    details = alert.details
    scales = range(1, int(details.get("scales") or 0) + 1)
    lines = []
    if alert.kind is AlertKind.READING_REVIEW:
        lines += ["\n".join(_scale_lines(say, details, place)) for place in scales]
        if sums := [*_total_lines(say, details), *_cost_lines(say, details)]:
            lines.append("\n".join(sums))
    elif alert.kind is AlertKind.METER_CHANGED:
        lines.append("\n".join(_change_lines(say, details, scales)))
    elif alert.kind is AlertKind.QUESTION and details.get("login"):
        lines += [_asker(say, details), *asked_bill_lines(say, details)]
    elif alert.kind is AlertKind.OUTAGE_REPORTED:
        lines += _outage_lines(say, alert, zone)
    lines += _photo_lines(say, details)
    if consequence := details.get("consequence"):
        lines.append(say(f"alert-error-{consequence}"))
    if alert.kind is AlertKind.QUESTION and not alert.is_decided:
        if answered_by := details.get("answered_by"):
            lines.append(say("alert-question-answered", by=answered_by))
        if since := details.get("unanswered_since"):
            moment = datetime.fromisoformat(str(since))
            lines.append(say("alert-question-waits", since=moment_shown(moment, zone)))
    return lines


def _outage_lines(say: Speech, alert: Alert, zone: ZoneInfo) -> Iterator[str]:
    """Say how many have reported the house, which notice is about it, and what they were answered."""
    yield say("alert-outage-reports", count=alert.occurrences, last=moment_shown(alert.last_at, zone))
    if notice := alert.details.get("notice"):
        yield say("alert-outage-notice", notice=str(notice))
    if answer := alert.details.get("answer"):
        yield say("alert-outage-answer", by=str(alert.details["answered_by"]), words=str(answer))


def _asker(say: Speech, details: Mapping[str, Value]) -> str:
    """Say who asks; alerts of older versions do not tell how many numbers they leave out."""
    login, numbers = details["login"], details["numbers"] or "–"
    if more := details.get("more_numbers"):
        return say("alert-question-from-more", login=login, numbers=numbers, more=more)
    return say("alert-question-from", login=login, numbers=numbers)


def _photo_lines(say: Speech, details: Mapping[str, Value]) -> Iterator[str]:
    """Say which operator asked for a photo, why the request reached nobody, and how many photos came."""
    if asked_by := details.get("photo_asked_by"):
        yield say("alert-photo-asked", by=asked_by)
        if reason := _photo_unreached(details):
            yield say(f"alert-photo-undelivered-{reason}")
    if photos := details.get("photos"):
        yield say("alert-photos", count=photos)


def _photo_unreached(details: Mapping[str, Value]) -> str | None:
    """Why a request for a photo reached nobody; version 0.1 only counted the chats that were left."""
    if details.get("photo_chats") == 0:
        return Unreached.REFUSING
    reason = details.get("photo_unreached")
    return None if reason is None else str(reason)


def _change_lines(say: Speech, details: Mapping[str, Value], scales: Iterable[int]) -> Iterator[str]:
    """Compare both meters scale by scale, or list each meter by itself if their scales differ."""
    is_alike = details.get("new_scales", details["scales"]) == details["scales"]
    for place in scales:
        yield say(
            "alert-change-row" if is_alike else "alert-change-row-old",
            name=details[f"name{place}"],
            last=details[f"last{place}"] or "–",
            closing=details[f"closing{place}"] or "?",
            opening=details[f"opening{place}"],
        )
    if not is_alike:
        count = int(details["new_scales"] or 0)
        openings = {f"opening{place}": details[f"opening{place}"] for place in range(1, count + 1)}
        yield say(f"alert-change-new-{count}", **openings)


def chart_words(say: Speech, history: ConsumptionHistory) -> ChartWords:
    """Give the words in the picture of a consumption history."""
    usual = "" if history.usual is None else f"{history.usual:.0f}"
    doubted = grouped(history.doubted)
    return ChartWords(
        title=say.plain("chart-title", number=history.number, serial=history.serial),
        unit=say.plain("chart-unit"),
        caption=say.plain("chart-caption", number=history.number, serial=history.serial, kwh=doubted),
        months=tuple(f"{bar.month.month:02}.{bar.month.year % 100:02}" for bar in history.bars),
        usual=say.plain("chart-usual", kwh=usual),
        doubted=say.plain("chart-doubted", kwh=doubted),
    )


def moment_shown(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment as operators read it: «22.11 12:05»."""
    return moment.astimezone(zone).strftime("%d.%m %H:%M")


def _scale_lines(say: Speech, details: Mapping[str, Value], place: int) -> Iterator[str]:
    """Compare a new value with what was known; alerts of older versions tell less."""
    values = {name: details.get(f"{name}{place}") for name in ("name", "previous", "value", "consumption")}
    since = _day_shown(details.get(f"since{place}"))
    if not values["previous"]:
        yield say("alert-reading-row-first", **values)
    elif details.get(f"below{place}"):
        less = grouped(kwh_of(values["previous"]) - kwh_of(values["value"]))
        yield say("alert-reading-row-below", name=values["name"], value=values["value"], less=less)
        yield _known_line(say, details, place, since)
    else:
        yield say("alert-reading-row", **values)
        if since is not None and (days := details.get(f"days{place}")) is not None:
            yield say("alert-reading-per-month", since=since, days=days, month=details[f"month{place}"])
        if details.get(f"vacant{place}"):
            yield say("alert-vacant-before", receipt=details[f"source{place}"])
    if values["previous"]:
        usual = details.get(f"usual{place}")
        yield say("alert-reading-usual", usual=usual) if usual else say("alert-reading-usual-unknown")


def _known_line(say: Speech, details: Mapping[str, Value], place: int, since: str | None) -> str:
    """Say what is known, of which day it is and where it comes from."""
    source = details.get(f"source{place}")
    known = {"previous": details[f"previous{place}"], "since": since or say.plain("alert-known-undated")}
    if not source:
        return say("alert-known-registry", **known)
    if details.get(f"vacant{place}"):
        return say("alert-known-vacant", receipt=source, **known)
    text_id = "alert-known-another" if details.get(f"by_another{place}") else "alert-known-own"
    return say(text_id, receipt=source, **known)


def _total_lines(say: Speech, details: Mapping[str, Value]) -> Iterator[str]:
    """Add up what the scales count in a month, because the picture shows them on top of each other."""
    places = range(1, int(details.get("scales") or 0) + 1)
    months = [details.get(f"month{place}") for place in places]
    if len(months) > 1 and all(months):
        yield say("alert-reading-total", month=f"{sum(map(kwh_of, months)):f}")


def _cost_lines(say: Speech, details: Mapping[str, Value]) -> Iterator[str]:
    """Say what the consumption would cost, if the alert is of a version that tells."""
    if "cost" not in details or not stakes_of(details).kwh:
        return
    cost = details["cost"]
    if cost is None:
        yield say("alert-reading-cost-unknown")
    else:
        yield say("alert-reading-cost", amount=format_rubles(int(cost)))


def _day_shown(day: Value) -> str | None:
    return None if day is None else format_date(date.fromisoformat(str(day)))


def format_rubles(kopecks: int) -> str:
    """Write an estimate in whole rubles, large ones in hundreds: «500 000»."""
    rubles = (kopecks + 50) // 100
    return grouped(Decimal(rubles if rubles < EXACT_RUBLES else round(rubles, -2)))


def _rows(say: Speech, alert: Alert) -> Rows:
    if alert.is_decided and _is_undoable(alert):
        return ((Button(say.plain("alert-undo-button"), AlertButton(action=UNDO, alert=alert.id)),),)
    if alert.is_decided or alert.care is Care.NEWS:
        return ()
    if alert.details.get("accepting"):
        return _weighing_rows(say, alert)
    if alert.kind in REASONS and alert.details.get("choosing"):
        return _reason_rows(say, alert)

    def button(action: str) -> Button:
        return Button(say.plain(f"alert-{action}-button"), AlertButton(action=action, alert=alert.id))

    rows = tuple(tuple(button(action) for action in row) for row in _OWN_ROWS.get(alert.kind, ()))
    if alert.care is Care.ATTENTION:
        rows += ((button(CLOSE),),)
    return (*rows, (button(TAKE if alert.hold is None else RELEASE),))


def _is_undoable(alert: Alert) -> bool:
    """Whether an operator decided about a reading, and nobody has tried in vain to take it back."""
    if alert.kind is not AlertKind.READING_REVIEW or alert.details.get("final"):
        return False
    return alert.outcome in {Status.ACCEPTED, Status.REJECTED}


def _weighing_rows(say: Speech, alert: Alert) -> Rows:
    sure = Button(say.plain("alert-sure-button"), AlertButton(action=SURE, alert=alert.id))
    back = Button(say.plain("form-back-button"), AlertButton(action=BACK, alert=alert.id))
    return ((sure,), (back,))


def _reason_rows(say: Speech, alert: Alert) -> Rows:
    def row(text_id: str, action: str) -> tuple[Button]:
        return (Button(say.plain(text_id), AlertButton(action=action, alert=alert.id)),)

    return (
        *(row(f"reason-{each}", f"{WHY}{each}") for each in REASONS[alert.kind]),
        row("alert-other-reason-button", OTHER_REASON),
        row("form-back-button", BACK),
    )
