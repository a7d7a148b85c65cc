"""Explains a broken rule to a resident outside of forms, with the buttons that help."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.context import Context
from handlers.menu import confirmation_rows, menu_screen
from handlers.sections import Section
from ui.buttons import SectionButton
from ui.errors import explain
from ui.screen import Button, Screen
from ui.talk import Talk

HOPELESS = frozenset(
    {
        "already-exported",
        "batch-gone",
        "batch-nothing-due",
        "bill-unknown",
        "claim-gone",
        "claim-waits",
        "device-too-new",
        "email-not-confirmed",
        "key-lost",
        "meter-automatic",
        "meter-change-accepted",
        "meter-change-in-review",
        "meter-closed",
        "no-hold-to-end",
        "no-meters",
        "not-yours",
        "nothing-to-confirm",
        "number-ended",
        "number-ended-by-operator",
        "password-changed-meanwhile",
        "photo-not-needed",
        "proof-closed",
        "recovery-over",
        "scales-incomplete",
        "second-step-gone",
        "sign-in-needed",
        "thread-unknown",
        "vacancy-closed",
        "vacancy-needless",
        "vacancy-off",
        "vacancy-on",
        "vacancy-unknown",
        "window-closed",
        "window-closed-meanwhile",
        "withdraw-exported",
        "withdraw-replaced",
    }
)
"""Broken rules that no other answer to a question can put right, so the conversation ends."""


async def show_trouble(talk: Talk, context: Context, error: DomainError) -> None:
    """Explain a broken rule, with the buttons that help."""
    say = talk.say
    text = explain(say, error)
    match error.code:
        case "email-not-confirmed":
            await talk.send(Screen(text, rows=confirmation_rows(say)))
        case "no-numbers":
            add = Button(say.plain("number-add-button"), SectionButton(action=Section.ADD_NUMBER))
            await talk.send(Screen(text, rows=((add,),)))
        case _:
            await talk.send(menu_screen(talk, context, text))
