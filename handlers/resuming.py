"""Offers to go on with a long conversation that was left, in private chats and in the operators' group."""

from __future__ import annotations

from domain.limits import shown_until
from handlers.context import Context
from handlers.menu import menu_of
from ui.buttons import ResumeButton
from ui.keeping import Kept, Mark
from ui.screen import Button, Lead, Rows, Screen
from ui.talk import Talk

GO_ON = "go"
ANEW = "anew"
FORGET = "forget"


class ResumeOffers:
    """``ui.keeping.Keeping`` for residents and operators."""

    def mark(self, context: Context) -> Mark:
        """Tell whose turn it is, and when."""
        return Mark(context.visitor.account_id, context.facts.clock())

    def offer(self, talk: Talk, context: Context, kept: Kept, step: tuple[int, int] | None) -> Screen:
        """Say where the conversation was left, and offer to go on."""
        say, facts = talk.say, context.facts
        text = say(f"resume-{kept.table}")
        if step is not None:
            text += " " + say("resume-step", step=step[0], steps=step[1])
        until = shown_until(kept.until, facts.clock(), facts.zone)
        if talk.chat_id < 0:  # in a group, others have left other things
            text = say("operator-mention", id=str(talk.person.id), name=talk.person.name) + "\n\n" + text
        return Screen(f"{text}\n\n{say('resume-ask', until=until)}", rows=resume_rows(talk, kept))


def resume_rows(talk: Talk, kept: Kept) -> Rows:
    """Give the buttons that go on with a conversation, begin it again, or forget it."""
    return tuple(
        (Button(talk.say.plain(f"resume-{action}-button"), ResumeButton(action=action, form=kept.table)),)
        for action in (GO_ON, ANEW, FORGET)
    )


def latest(talk: Talk, context: Context) -> Kept | None:
    """Find the conversation that was left last, if one can be gone on with."""
    kept = context.book.kept(talk, context).values()
    return max(kept, key=lambda each: each.at, default=None)


def offer_below(talk: Talk, context: Context, text: str) -> Screen | None:
    """Give a text with the menu, and the offer to go on with what was left last; ``None`` if nothing was."""
    kept = latest(talk, context)
    if kept is None:
        return None
    offered = context.book.offer(talk, context, kept)
    return Screen(offered.text, rows=offered.rows, lead=Lead(text, menu_of(talk, context)))


async def resume_pressed(talk: Talk, context: Context, button: ResumeButton) -> bool:
    """Go on, begin again, or forget; ``False`` if nothing is kept, or it is not known how it begins again."""
    kept = context.book.kept(talk, context).get(button.form)
    if kept is None:
        return False
    if button.action == GO_ON:
        await context.book.resume(talk, context, kept)
        return True
    return button.action == ANEW and await context.book.begin_anew(talk, context, kept)
