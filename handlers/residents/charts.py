"""The chart of what a number consumed, as a picture with its main figures in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from domain.month_use import ChartMonth, UseChart
from handlers.context import Context
from handlers.residents.history import months_words
from handlers.residents.waiting import ask_to_wait
from handlers.wording import grouped, month_name
from services.numbers.use_charts import DrawUse, UseChartWords, UseView, ViewUse
from ui.buttons import ChartButton, NumberButton
from ui.screen import Attachment, Button, Rows, Screen, in_rows
from ui.talk import Talk
from ui.texts import Speech


async def chart_pressed(talk: Talk, context: Context, button: ChartButton) -> None:
    """Show the chart of a number, or of one of its meters."""
    draw = context.cases[DrawUse]
    draw.require_room()
    view = await context.cases[ViewUse](context.account_id, button.number, button.meter)
    say, rows = talk.say, _rows(talk.say, view, button)
    if view.chart is None:
        await talk.show(Screen(say("use-none", number=view.holding.number), rows=rows))
        return
    words = _words(say, view, view.chart)
    await ask_to_wait(talk, draw)
    picture = await draw(context.account_id, view.chart, words, talk.key, is_dark=button.dark)
    attachment = Attachment("photo", "consumption.png", picture)
    await talk.replace(Screen(_caption(say, view, view.chart), rows=rows, attachment=attachment))


def _words(say: Speech, view: UseView, chart: UseChart) -> UseChartWords:
    return UseChartWords(
        title="\n".join((say.plain("use-title"), _whose(say, view), _period(say, chart))),
        months=tuple(say.plain(f"month-{each.month.month}") for each in chart.months),
        unit=say.plain("use-unit"),
        year_before=say.plain("use-year-before"),
        calculated=say.plain("use-calculated"),
        average="" if chart.average is None else say.plain("use-average", kwh=_whole(chart.average)),
    )


def _whose(say: Speech, view: UseView) -> str:
    number = view.holding.number
    if view.meter is not None:
        return say.plain("use-of-meter", number=number, serial=view.meter.serial)
    return say.plain("use-of-all-meters" if len(view.meters) > 1 else "use-of-number", number=number)


def _period(say: Speech, chart: UseChart) -> str:
    return months_words(say, chart.months[0].month, chart.months[-1].month)


def _caption(say: Speech, view: UseView, chart: UseChart) -> str:
    """Say in words what the picture shows, because not everybody can see it."""
    known = [each for each in chart.months if each.use is not None]
    lines = [
        say("use-caption", whose=_whose(say, view)),
        _period(say, chart),
    ]
    if chart.average is None:
        lines.append(say("use-caption-one", kwh=_whole(_total(known[0]))))
    else:
        lines.append(say("use-caption-average", kwh=_whole(chart.average)))
        lines.append(_extreme(say, "use-caption-most", max(known, key=_total)))
        lines.append(_extreme(say, "use-caption-least", min(known, key=_total)))
    if chart.has_calculated:
        lines.append(say("use-caption-calculated"))
    if chart.has_year_before:
        lines.append(say("use-caption-before"))
    return "\n".join(lines)


def _extreme(say: Speech, text_id: str, month: ChartMonth) -> str:
    return say(text_id, month=month_name(say, month.month), kwh=_whole(_total(month)))


def _total(month: ChartMonth) -> Fraction:
    return Fraction() if month.use is None else month.use.total


def _whole(kwh: Fraction) -> str:
    return grouped(Decimal(round(kwh)))


def _rows(say: Speech, view: UseView, button: ChartButton) -> Rows:
    """Give the buttons: other colours, other meters, and the way back."""
    number = view.holding.number

    def chart(label: str, meter: int, *, dark: bool) -> Button:
        return Button(label, ChartButton(number=number, meter=meter, dark=dark))

    here = 0 if view.meter is None else view.meters.index(view.meter) + 1
    colours = say.plain("use-light-button" if button.dark else "use-dark-button")
    others = [
        chart(say.plain("use-meter-button", serial=meter.serial), place, dark=button.dark)
        for place, meter in enumerate(view.meters, 1)
        if len(view.meters) > 1 and place != here
    ]
    if here:
        others.insert(0, chart(say.plain("use-all-button"), 0, dark=button.dark))
    back = Button(say.plain("history-back-button"), NumberButton(action="history", number=number))
    switch = [] if view.chart is None else [chart(colours, here, dark=not button.dark)]
    return (*in_rows(others), *in_rows([*switch, back]))
