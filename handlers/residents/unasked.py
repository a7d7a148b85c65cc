"""What residents say outside of a conversation: a way on from anything, with their words already in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from domain.errors import DomainError
from domain.sent_file import PAPERS
from domain.thread import Post
from domain.unasked import Topic, code_in, topics_in, values_in
from handlers.context import Context
from handlers.menu import menu_screen, show_note
from handlers.posts import from_draft, post_in, to_draft
from handlers.residents import questions, readings
from handlers.residents.email_confirmation import code_said
from handlers.residents.outages import outage_note
from handlers.resuming import offer_below
from handlers.sections import Section
from services.numbers.due import ListDue
from services.people.profile import ViewProfile
from services.threads.questions import FindOpenTalk, WriteToOperators
from services.threads.thread import in_pieces
from ui.buttons import NumberButton, SectionButton, UnaskedButton
from ui.event import Message
from ui.screen import Button, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech

READING = "reading"
OPERATOR = "operator"
CODE = "code"
ACTIONS = frozenset({READING, OPERATOR, CODE})
SAID = "said"
"""The name under which a draft has what was said lately and is still to be decided about."""
MOST_SAID = 5
"""Messages that are remembered; the buttons under older ones look at the message that they reply to."""
MOST_FILES = 10
"""Files of an album, as Telegram allows."""
SHOWN_VALUES = 24
"""Characters of the values on a button."""

SECTIONS_ABOUT = {
    Topic.NUMBER: (Section.ADD_NUMBER, "number-add-button"),
    Topic.READING: (Section.READING, "menu-reading-button"),
    Topic.MONEY: (Section.ELECTRICITY, "menu-electricity-button"),
    Topic.PROFILE: (Section.PROFILE, "menu-profile-button"),
    Topic.OPERATOR: (Section.QUESTION, "menu-question-button"),
}
"""The section that helps with each topic, and its label; about an outage all is told at once."""


async def said(talk: Talk, context: Context, message: Message) -> None:
    """Answer a message that nothing asked for."""
    if not message.words and message.file is None:
        await talk.show(menu_screen(talk, context, talk.say("fallback-text")))
    elif context.is_signed_in:
        await _said_by_resident(talk, context, message)
    else:
        await _said_by_guest(talk, context, message)


async def _said_by_guest(talk: Talk, context: Context, message: Message) -> None:
    text_id = "unasked-guest-values" if values_in(message.words) else "unasked-guest"
    text = warning(talk.say, context, message.words)
    if (supply := await outage_note(talk.say, context, message.words)) is not None:
        text += supply.text + "\n\n"
    text += talk.say(text_id, phone=context.facts.support_phone)
    await talk.show(offer_below(talk, context, text) or menu_screen(talk, context, text))


async def _said_by_resident(talk: Talk, context: Context, message: Message) -> None:
    if _goes_on_with_album(talk, message):
        return
    code = code_in(message.words) if message.file is None else None
    if code is not None and not context.visitor.email_confirmed:
        await code_said(talk, context, code)
        return
    if message.file is None and values_in(message.words) is None and await _is_added(talk, context, message):
        return
    may_be_code = code is not None and await _awaits_code(context)
    _remember(talk, post_in(talk, message))
    await talk.reply(await _offer(talk, context, message, may_be_code=may_be_code))


async def _awaits_code(context: Context) -> bool:
    profile = await context.cases[ViewProfile](context.account_id)
    return not profile.email_confirmed or profile.pending_email is not None


async def _is_added(talk: Talk, context: Context, message: Message) -> bool:
    """Add words to the question that was asked or answered just now; ``False`` if there is no such."""
    alert_id = await context.cases[FindOpenTalk](context.account_id, talk.chat_id)
    if alert_id is None:
        return False
    post = post_in(talk, message)
    await context.cases[WriteToOperators](context.account_id, alert_id, post, talk.key)
    supply = await outage_note(talk.say, context, post.text)
    known = "" if supply is None else supply.text + "\n\n"
    text = warning(talk.say, context, post.text) + known + talk.say("thread-added")
    await talk.show(menu_screen(talk, context, text))
    return True


async def _offer(talk: Talk, context: Context, message: Message, *, may_be_code: bool) -> Screen:
    """Give the buttons that fit a message: they have the message already in them."""
    say, words, number = talk.say, message.words, message.message_id
    values = values_in(words)
    shows_meter = values is not None or (message.file is not None and message.file.kind in PAPERS)
    rows: list[tuple[Button, ...]] = []
    if may_be_code:
        rows.append((_button(say, CODE, number),))
    if shows_meter:
        label = _shortened(values or "")
        shown = (
            say.plain("unasked-reading-values-button", values=label)
            if label
            else say.plain("menu-reading-button")
        )
        rows.append((Button(shown, UnaskedButton(action=READING, message=number)),))
    elif words:
        rows += await _rows_about(say, context, words)
    supply = await outage_note(say, context, words)
    if supply is not None:
        rows = [*supply.rows, *rows]
    rows.append((_button(say, OPERATOR, number),))
    text_id = "values" if values else "file" if message.file is not None else "text"
    return Screen(
        warning(say, context, words) + "\n\n".join(_told(say, supply, f"unasked-{text_id}")),
        rows=tuple(rows),
    )


def _told(say: Speech, supply: Screen | None, text_id: str) -> Iterator[str]:
    """Say what is known of the supply, and what the buttons do with the message."""
    if supply is not None:
        yield supply.text
    if supply is not None and supply.rows:
        yield say("outage-report-ask")
        text_id = "outage-words-ask" if text_id == "unasked-text" else text_id
    yield say(text_id)


async def _rows_about(say: Speech, context: Context, words: str) -> Rows:
    rows: list[tuple[Button, ...]] = []
    for topic in topics_in(words):
        about = SECTIONS_ABOUT.get(topic)
        if topic is Topic.MONEY and (number := await _only_number(context)) is not None:
            rows += [
                (Button(say.plain("unasked-money-button"), NumberButton(action="card", number=number)),),
                (Button(say.plain("card-bills-button"), NumberButton(action="bills", number=number)),),
            ]
        elif about is not None:
            section, label = about
            rows.append((Button(say.plain(label), SectionButton(action=section)),))
    return tuple(rows)


async def _only_number(context: Context) -> str | None:
    try:
        numbers = await context.cases[ListDue](context.account_id)
    except DomainError:  # the address is not confirmed; the section says so
        return None
    return numbers[0].holding.number if len(numbers) == 1 else None


def _button(say: Speech, action: str, number: int) -> Button:
    return Button(say.plain(f"unasked-{action}-button"), UnaskedButton(action=action, message=number))


def _shortened(values: str) -> str:
    line = " ".join(values.split())
    return line if len(line) <= SHOWN_VALUES else line[:SHOWN_VALUES].rstrip() + "…"


def warning(say: Speech, context: Context, words: str) -> str:
    """Give the emergency number with an empty line below it if words speak of danger or of an outage."""
    danger = questions.emergency(say, context, words)
    if danger or Topic.OUTAGE not in topics_in(words):
        return danger
    return say("outage-call", phone=context.facts.emergency_phone) + "\n\n"


def warning_in(talk: Talk, context: Context, words: str) -> str:
    """Give the same in the middle of a conversation of a resident; operators know whom to call."""
    return warning(talk.say, context, words) if talk.event.is_private else ""


async def edited(talk: Talk, context: Context, message: Message) -> None:
    """Answer a message that was changed and belongs to no thread."""
    in_form = context.book.covers(talk.turn.state)
    if in_form or not message.words or message.words.startswith("/"):
        text = warning(talk.say, context, message.words) + talk.say("fallback-edited")
        await show_note(talk, context, text)
    else:
        await said(talk, context, message)


async def pressed(talk: Talk, context: Context, button: UnaskedButton) -> None:
    """Do with what was said what the resident wants."""
    entry = _find(talk, button.message)
    if entry is not None and entry["done"]:
        await talk.hint(talk.say.plain("form-already-answered"))
        return
    posts = _posts(entry) or _shown_above(talk, button.message)
    if not posts:
        await show_note(talk, context, talk.say("unasked-gone"))
        return
    context.book.drop(talk, context)
    words = " ".join(post.text for post in posts)
    code = code_in(words)
    if button.action == OPERATOR:
        await _pass_on(talk, context, posts, f"{talk.chat_id}-said-{button.message}")
    elif button.action == CODE and code is not None:
        await code_said(talk, context, code)
    else:
        await readings.begin(talk, context, values_in(words))
    if entry is not None:
        entry["done"] = True


async def _pass_on(talk: Talk, context: Context, posts: Sequence[Post], key: str) -> None:
    """Ask the operators: with the first message that has words, and with all others below it."""
    pieces = [piece for post in posts for piece in in_pieces(post)]
    question = next((piece for piece in pieces if piece.text), pieces[0])
    others = [piece for piece in pieces if piece is not question]
    await questions.ask_unasked(talk, context, question, others, key)


def _remember(talk: Talk, post: Post) -> None:
    entries = _entries(talk)
    entries[:] = [entry for entry in entries if entry["message"] != post.message_id][1 - MOST_SAID :]
    entries.append({"message": post.message_id, "posts": [to_draft(post)], "done": False})


def _goes_on_with_album(talk: Talk, message: Message) -> bool:
    """Keep a further file of an album whose first file was answered for all; ``False`` if it is no such."""
    post = post_in(talk, message)
    entries = _entries(talk)
    if post.album is None or not entries or entries[-1]["posts"][0]["album"] != post.album:
        return False
    if len(entries[-1]["posts"]) < MOST_FILES:
        entries[-1]["posts"].append(to_draft(post))
    return True


def _entries(talk: Talk) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = talk.turn.draft.setdefault("aside", {}).setdefault(SAID, [])
    return entries


def _find(talk: Talk, number: int) -> dict[str, Any] | None:
    return next((entry for entry in _entries(talk) if entry["message"] == number), None)


def _posts(entry: dict[str, Any] | None) -> list[Post]:
    return [] if entry is None else [from_draft(post) for post in entry["posts"]]


def _shown_above(talk: Talk, number: int) -> list[Post]:
    """Look at the message to which the pressed one replies, because it is not remembered any more."""
    replied = None if talk.message is None else talk.message.replied_to
    return [post_in(talk, replied)] if replied is not None and replied.message_id == number else []
