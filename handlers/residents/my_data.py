"""«Мои данные»: a file with all that is kept about a resident, in their own words.

It is a page that opens on every telephone, and holds the same once more as JSON, for programs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain.dates import Month, format_date
from handlers.context import Context
from handlers.sections import Section
from handlers.wording import ban_reason, month_name, reason_words
from services.people.my_data import ExportMyData, Fact, Kind, Term
from ui.buttons import SectionButton
from ui.screen import Attachment, Button, Screen
from ui.talk import Talk
from ui.texts import Speech, Texts

Told: TypeAlias = "str | list[Told] | dict[str, Told]"
"""Facts in the words of a language: names of fields too."""

TRUTHS = {None: "my-data-is-nothing", True: "my-data-is-so", False: "my-data-is-not-so"}
STYLE = """
body { font: 1.15rem/1.5 sans-serif; max-width: 40rem; margin: 1rem auto; padding: 0 1rem }
section { border-left: .2rem solid #8ab; margin: .8rem 0; padding-left: .8rem }
dt { color: #567 } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; white-space: pre-wrap }
"""


async def send_my_data(talk: Talk, context: Context) -> None:
    """Send a file with all that is kept about the resident."""
    data = await context.cases[ExportMyData](context.account_id)
    facts = context.facts
    told = Teller(talk.say, context.texts, facts.zone).fields(data)
    made_at = facts.clock().astimezone(facts.zone)
    page = _page(talk.say, told, f"{made_at:%d.%m.%Y %H:%M}")
    file = Attachment("document", "my-data.html", page.encode())
    row = (Button(talk.say.plain("deletion-button"), SectionButton(action=Section.DELETION)),)
    await talk.send(Screen(talk.say("my-data-text"), rows=(row,), attachment=file))


@dataclass(frozen=True)
class Teller:
    """Says facts in the words of a language; moments in the zone of the residents."""

    say: Speech
    texts: Texts
    zone: ZoneInfo

    def fields(self, facts: Mapping[str, Fact]) -> dict[str, Told]:
        """Name the fields and say what they hold; ``TextError`` for a field that has no name."""
        return {self.say.plain(f"my-data-{_id(name)}"): self.fact(fact) for name, fact in facts.items()}

    def fact(self, fact: Fact) -> Told:
        """Say what a field holds."""
        match fact:
            case dict():
                return self.fields(fact)
            case list():
                return [self.fact(each) for each in fact]
            case Term():
                return self._term(fact)
            case None | bool():
                return self.say.plain(TRUTHS[fact])
        return self._value(fact)

    def _value(self, value: str | int | date | Month) -> str:
        match value:
            case datetime():
                return f"{value.astimezone(self.zone):%d.%m.%Y %H:%M}"
            case date():
                return format_date(value)
            case Month():
                return month_name(self.say, value)
        return str(value)

    def _term(self, term: Term) -> str:
        match term.kind:
            case Kind.STATUS:
                return self.say.plain(f"status-{term.value}")
            case Kind.REASON:
                return reason_words(self.say, term.value)
            case Kind.BAN:
                return ban_reason(self.say, term.value)
            case Kind.LANGUAGE:
                return self.texts.within(term.value).plain("language-name")
            case _:
                return self.say.plain(f"my-data-{term.kind}-{term.value}")


def _id(name: str) -> str:
    return name.replace("_", "-")


def _page(say: Speech, told: Mapping[str, Told], made_at: str) -> str:
    title = escape(say.plain("my-data-title"))
    # Nothing inside a script element may look like the end of it.
    machine_readable = json.dumps(told, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{say.language}">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
            f"<p>{escape(say.plain('my-data-made', at=made_at))}</p>",
            *(f"<h2>{escape(name)}</h2>\n{''.join(_shown(say, value))}" for name, value in told.items()),
            f'<script type="application/json">\n{machine_readable}\n</script>\n</body>\n</html>\n',
        ]
    )


def _shown(say: Speech, told: Told) -> Iterator[str]:
    """Show a fact: fields as a list of descriptions, and each of several things in a section of its own."""
    match told:
        case dict():
            yield "<dl>"
            for name, value in told.items():
                yield f"<dt>{escape(name)}</dt><dd>{''.join(_shown(say, value))}</dd>"
            yield "</dl>"
        case list() if told:
            yield from (f"<section>{''.join(_shown(say, each))}</section>" for each in told)
        case list():
            yield f"<p>{escape(say.plain('my-data-is-nothing'))}</p>"
        case _:
            yield escape(told)
