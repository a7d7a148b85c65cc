"""How an alert looks in the operators' group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind, Care
from domain.details import Value
from domain.limits import shown_until
from domain.unreached import Unreached
from handlers.wording import reason_words
from services.decisions.consumption import ChartWords, ConsumptionHistory
from services.decisions.refusable import REFUSABLE
from ui.buttons import AlertButton, AlertListButton
from ui.screen import Button, Rows, Screen
from ui.texts import Safe, Speech

ACCEPT = "accept"
REJECT = "reject"
TAKE = "take"
RELEASE = "release"
CLOSE = "close"
LIFT = "lift"
SHOW = "show"
PHOTO = "photo"
ANSWER = "answer"
FINISH = "finish"
BACK = "back"
WHY = "why-"
"""The actions of the reasons for a refusal begin with it; the rest of the action names the reason."""
OTHER_REASON = "why-other"
WITHDRAW = "withdraw"

REASONS: Mapping[AlertKind, tuple[str, ...]] = {kind: each.reasons for kind, each in REFUSABLE.items()}
"""The reasons that an operator can choose, for each kind of alert that can be refused."""
ANY_REASON = frozenset(str(reason) for reasons in REASONS.values() for reason in reasons)


def alert_screen(say: Speech, alert: Alert, zone: ZoneInfo) -> Screen:
    """Give an alert with the buttons that decide it, or with its decision."""
    if alert.burst_of is not None:
        return burst_screen(say, alert, zone)
    lines = [
        *_danger(say, alert),
        say(f"alert-{alert.kind}", **_values(alert, zone)),
        *_about(say, alert, zone),
    ]
    if alert.occurrences > 1:
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


def _values(alert: Alert, zone: ZoneInfo) -> Mapping[str, Value]:
    """Give the values in the text of an alert, with moments as operators read them."""
    if alert.kind is AlertKind.UPDATE_SET_ASIDE:
        return {"reason": "died", "told": "no", **alert.details}  # alerts of older versions name no reason
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
    if alert.details.get("choosing") and not alert.is_decided:
        lines.append(say("alert-reason-ask"))
    return lines


def _about(say: Speech, alert: Alert, zone: ZoneInfo) -> list[str]:
    """Give the lines that only some kinds of alerts have: scales, photos, and who waits for an answer."""
    details = alert.details
    scales = range(1, int(details.get("scales") or 0) + 1)
    lines = []
    if alert.kind is AlertKind.READING_REVIEW:
        lines.append("\n".join(_scale_line(say, details, place) for place in scales))
    elif alert.kind is AlertKind.METER_CHANGED:
        lines.append("\n".join(_change_lines(say, details, scales)))
    elif alert.kind is AlertKind.QUESTION and details.get("login"):
        lines.append(say("alert-question-from", login=details["login"], numbers=details["numbers"] or "–"))
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
    return ChartWords(
        title=say.plain("chart-title", number=history.number, serial=history.serial),
        months=tuple(f"{bar.month.month:02}.{bar.month.year % 100:02}" for bar in history.bars),
        usual=say.plain("chart-usual", kwh=usual),
        doubted=say.plain("chart-doubted"),
    )


def moment_shown(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment as operators read it: «22.11 12:05»."""
    return moment.astimezone(zone).strftime("%d.%m %H:%M")


def _scale_line(say: Speech, details: Mapping[str, Value], place: int) -> str:
    values = {
        name: details[f"{name}{place}"] for name in ("name", "previous", "value", "consumption", "usual")
    }
    if not values["previous"]:
        return say("alert-reading-row-first", **values)
    return say("alert-reading-row-usual" if values["usual"] else "alert-reading-row", **values)


def _rows(say: Speech, alert: Alert) -> Rows:
    if alert.is_decided or alert.care is Care.NEWS:
        return ()
    if alert.kind in REASONS and alert.details.get("choosing"):
        return _reason_rows(say, alert)

    def button(action: str) -> Button:
        return Button(say.plain(f"alert-{action}-button"), AlertButton(action=action, alert=alert.id))

    rows: Rows = ()
    if alert.kind in REASONS:
        rows += ((button(ACCEPT), button(REJECT)), (button(PHOTO),))
    if alert.kind is AlertKind.QUESTION:
        rows += ((button(ANSWER), button(FINISH)),)
    if alert.kind is AlertKind.PROOF_FAILED:
        rows += ((button(LIFT),),)
    if alert.care is Care.ATTENTION:
        rows += ((button(CLOSE),),)
    return (*rows, (button(TAKE if alert.hold is None else RELEASE),))


def _reason_rows(say: Speech, alert: Alert) -> Rows:
    def row(text_id: str, action: str) -> tuple[Button]:
        return (Button(say.plain(text_id), AlertButton(action=action, alert=alert.id)),)

    return (
        *(row(f"reason-{each}", f"{WHY}{each}") for each in REASONS[alert.kind]),
        row("alert-other-reason-button", OTHER_REASON),
        row("form-back-button", BACK),
    )
