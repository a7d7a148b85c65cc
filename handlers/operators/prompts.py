"""Asks an operator to write something, in a message to which the client opens a reply."""

from __future__ import annotations

from domain.operator import Operator
from domain.thread import Place, Purpose
from handlers.context import Context
from handlers.operators.wording import mention_of
from services.desk.alert_lookup import ViewAlert
from services.threads.thread import NotePlace
from ui.screen import Screen
from ui.talk import Talk


async def ask_in_group(
    talk: Talk, context: Context, alert_id: int, operator: Operator, purpose: Purpose
) -> None:
    """Ask below the alert; a reply to the question serves ``purpose``."""
    alert = await context.cases[ViewAlert](alert_id)
    text = talk.say(f"prompt-{purpose}", operator=mention_of(talk.say, operator))
    shown = await talk.send_below(
        Screen(text, placeholder=talk.say.plain("prompt-placeholder")),
        alert.message_id if alert is not None else None,
    )
    now = context.facts.clock()
    chat_id = context.facts.group.home_of(talk.chat_id)
    await context.cases[NotePlace](Place(chat_id, shown, alert_id, None, purpose, now))
