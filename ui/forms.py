"""Conversations as tables: a form is a list of steps, and this engine walks it.

A step says what it asks, how an answer is understood and where it may lead. Going back, cancelling, asking
again after a mistake, recognising buttons of old questions and keeping the draft are the engine's work and
the same in every form. The draft holds only JSON types, because a restart must not change its shape.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Generic, TypeAlias, TypeVar

from aiogram.fsm.state import State
from aiogram.types import Contact, Message

from domain.errors import DomainError
from domain.sent_file import PAPERS, FileKind, SentFile
from ui.buttons import FormButton
from ui.errors import explain
from ui.files import file_in
from ui.screen import Attachment, Button, Key, Keyboard, Lead, Screen
from ui.talk import Talk
from ui.texts import Speech

Context = TypeVar("Context")
Answers: TypeAlias = dict[str, Any]

BACK = "back"
CANCEL = "cancel"
LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Choice:
    """A button of a question. Its label may also be typed."""

    label: str
    action: str
    value: str = ""
    shares_phone: bool = False


@dataclass(frozen=True)
class Question:
    """What a step asks.

    ``under_input``: its buttons are keys under the input field, as sharing a phone needs.
    """

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()
    attachment: Attachment | None = None
    under_input: bool = False
    placeholder: str | None = None
    """In a group: it is answered by a reply, and these words stand in the input field until then. Its buttons
    can only be typed."""


@dataclass(frozen=True)
class Again:
    """The same question once more, after a note that says why."""

    note: str = ""


@dataclass(frozen=True)
class Rewind:
    """Back to an earlier step, its answer and all later ones forgotten."""

    state: State
    note: str = ""
    to_first: bool = False
    """To the first time that the step was asked, where it was asked several times."""
    answer: str | None = None
    """What was typed for that step now; it is not asked again then."""


@dataclass(frozen=True)
class Finish:
    """The conversation is over; this is the last screen."""

    screen: Screen


Next: TypeAlias = State | Again | Rewind | Finish


@dataclass
class Form(Generic[Context]):
    """A conversation under way, as its steps see it."""

    talk: Talk
    context: Context
    key: str
    """The same for every repeat of this conversation's updates: what it changes is changed once."""
    answers: Answers

    @property
    def say(self) -> Speech:
        """The texts in the resident's language."""
        return self.talk.say


@dataclass(frozen=True)
class GivenFile:
    """A file that was sent as an answer, and what stood under it."""

    file: SentFile
    caption: str
    album: str | None
    """The same for the files that were sent together."""
    message_id: int
    size: int
    """Bytes; 0 where Telegram does not tell."""


Ask: TypeAlias = Callable[[Form[Context]], Awaitable[Question]]
Understand: TypeAlias = Callable[[Form[Context], str], Awaitable[Next]]


def _nothing(_answers: Answers) -> None:
    return


@dataclass(frozen=True)
class Step(Generic[Context]):
    """One question of a form."""

    state: State
    ask: Ask[Context]
    goes_to: tuple[State, ...] = ()
    """States that may follow; the drawing in docs/ and a check at run time use it."""
    parse: Understand[Context] | None = None
    """What to do with a typed answer; none where only buttons make sense."""
    choices: Mapping[str, Understand[Context]] = field(default_factory=dict)
    """What to do with each button, by its action; the second argument is the button's value."""
    contact: Callable[[Form[Context], Contact], Awaitable[Next]] | None = None
    file: Callable[[Form[Context], GivenFile], Awaitable[Next]] | None = None
    """What to do with a file. Of files that were sent together the first is answered; the others come here
    too, at the step that is asked by then, and what they change in the answers is kept silently."""
    kinds: frozenset[FileKind] = PAPERS
    """Which files are understood, if any are."""
    ends: bool = False
    """Whether the conversation may end here with success."""
    secret: bool = False
    """The answer is deleted from the chat at once."""
    longest: int = LONGEST_ANSWER
    """Characters of a typed answer; a longer one is not even looked at."""
    forget: Callable[[Answers], None] = _nothing
    """Drops this step's answer when the resident comes back to it."""


def _expected(step: Step[Context]) -> str:
    """Give the text that says which messages a step understands."""
    if step.file is None:
        return "form-text-only"
    return "form-text-or-file" if step.kinds == PAPERS else "form-text-or-recording"


class FormError(RuntimeError):
    """A step went where its table does not let it."""


@dataclass(frozen=True)
class Progress:
    """The stored side of a conversation: everything but its state."""

    key: str = ""
    answers: Answers = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    question: str = ""
    """Which question the buttons in force belong to."""
    answered: str = ""
    """The question before it: a second tap on its buttons is no mistake."""
    choices: list[list[str]] = field(default_factory=list)
    """The buttons in force, row by row: label in lower case, action, value."""
    message: int | None = None
    """The message that has the buttons in force."""
    album: str | None = None
    """The files sent together of which the latest answer was one."""
    under_input: bool = False
    by_reply: bool = False
    """Whether that message has no buttons, but is waiting for a reply."""

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Progress:
        """Read what :meth:`dump` wrote; what an older version kept besides is passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def dump(self) -> dict[str, Any]:
        """Give JSON types."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class FormTable(Generic[Context]):
    """A whole conversation."""

    name: str
    steps: Sequence[Step[Context]]
    leave: Callable[[Form[Context]], Awaitable[Screen]]
    """What is shown after «Назад» at the first question, and after «Отмена»."""
    also_starts: tuple[State, ...] = ()
    """Steps besides the first at which it may begin, where what comes before is known already."""

    @property
    def starts(self) -> tuple[State, ...]:
        """States in which the conversation may begin."""
        return (self.steps[0].state, *self.also_starts)

    def step(self, state: str) -> Step[Context]:
        """Find the step that waits in a state."""
        return next(step for step in self.steps if step.state.state == state)


class FormBook(Generic[Context]):
    """All conversations, and the engine that walks them."""

    def __init__(
        self,
        tables: Iterable[FormTable[Context]],
        menu: Callable[[Talk, Context], Keyboard],
        hopeless: Collection[str] = (),
    ) -> None:
        """``hopeless``: codes of broken rules that no other answer can put right; they are raised."""
        self.tables = tuple(tables)
        self._menu = menu
        self._hopeless = hopeless
        self._by_state = {str(step.state.state): table for table in self.tables for step in table.steps}

    def covers(self, state: str | None) -> bool:
        """Tell whether a conversation is under way."""
        return state in self._by_state

    def is_secret(self, state: str | None) -> bool:
        """Tell whether what is typed now is a secret, whatever it looks like."""
        return state in self._by_state and self._by_state[state].step(state).secret

    def takes_files(self, state: str | None) -> bool:
        """Tell whether the question in force can be answered with a photo or a file."""
        return state in self._by_state and self._by_state[state].step(state).file is not None

    async def begin(self, talk: Talk, context: Context, first: State, **answers: Any) -> None:
        """Start a conversation at its first question; whatever was under way is dropped."""
        if first not in self._by_state[str(first.state)].starts:
            raise FormError(f"{first.state} is not where its conversation begins")
        progress = Progress(key=talk.key, answers=answers)
        form = Form(talk, context, progress.key, progress.answers)
        await self._ask(form, progress, first, note="")

    async def typed(self, talk: Talk, context: Context, message: Message) -> None:
        """Take a message as the answer to the question in force."""
        form, progress, step, table = await self._resume(talk, context)
        if step.secret:
            await talk.forget_message()
        if message.contact is not None and step.contact is not None:
            contact = message.contact
            await self._answer(form, progress, step, lambda: _required(step.contact)(form, contact))
            return
        file = file_in(message) if step.file is not None else None
        if file is not None and file.kind in step.kinds:
            size = (message.document.file_size if message.document is not None else None) or 0
            given = GivenFile(file, message.caption or "", message.media_group_id, message.message_id, size)
            await self._take_file(form, progress, step, given)
            return
        text = message.text
        if text is None:
            await self._settle(form, progress, step, Again(talk.say(_expected(step))))
        elif (choice := self._named(progress, text)) is not None:
            await self._choose(form, progress, step, table, choice)
        elif len(text) > step.longest:
            await self._settle(form, progress, step, Again(talk.say("form-too-long")))
        elif step.parse is None:
            await self._settle(form, progress, step, Again(talk.say("form-use-buttons")))
        else:
            parse = step.parse
            await self._answer(form, progress, step, lambda: parse(form, text))

    async def pressed(self, talk: Talk, context: Context, button: FormButton) -> bool:
        """Take a press as the answer; False if the button belongs to no question in force."""
        data = await talk.state.get_data()
        if button.question == data.get("answered"):
            await talk.hint(talk.say.plain("form-already-answered"))
            return True
        if button.question != data.get("question") or not self.covers(await talk.state.get_state()):
            return False
        form, progress, step, table = await self._resume(talk, context)
        if not 0 <= button.choice < len(progress.choices):
            return False
        _, action, value = progress.choices[button.choice]
        await self._choose(form, progress, step, table, (action, value))
        return True

    async def awaits_reply_to(self, talk: Talk, message_id: int) -> bool:
        """Tell whether a message is the question in force: in a group, only a reply to it is an answer."""
        in_form = self.covers(await talk.state.get_state())
        return in_form and Progress.load(await talk.state.get_data()).message == message_id

    async def repeat(self, talk: Talk, context: Context, note: str) -> None:
        """Ask the question in force once more, as a new message."""
        form, progress, step, _ = await self._resume(talk, context)
        await self._ask(form, progress, step.state, note=note)

    async def cancel(self, talk: Talk, context: Context) -> None:
        """Leave the conversation; nothing of it is kept."""
        form, progress, _, table = await self._resume(talk, context)
        await self._leave(form, progress, table)

    async def drop(self, talk: Talk, context: Context) -> None:
        """Leave the conversation without a word, because the resident went elsewhere."""
        if await talk.state.get_state() is None:
            return
        progress = Progress.load(await talk.state.get_data())
        if progress.under_input:
            talk.lead = self._lead(talk, context)
        await self._close(talk, progress)

    async def _resume(
        self, talk: Talk, context: Context
    ) -> tuple[Form[Context], Progress, Step[Context], FormTable[Context]]:
        state = str(await talk.state.get_state())
        progress = Progress.load(await talk.state.get_data())
        table = self._by_state[state]
        return Form(talk, context, progress.key, progress.answers), progress, table.step(state), table

    @staticmethod
    def _named(progress: Progress, text: str) -> tuple[str, str] | None:
        """Find the choice whose label was typed, or sent by a key under the input field."""
        label = text.strip().casefold()
        return next(((action, value) for name, action, value in progress.choices if name == label), None)

    async def _choose(
        self,
        form: Form[Context],
        progress: Progress,
        step: Step[Context],
        table: FormTable[Context],
        choice: tuple[str, str],
    ) -> None:
        action, value = choice
        if action == CANCEL:
            await self._leave(form, progress, table)
        elif action == BACK:
            await self._back(form, progress, table)
        elif (understand := step.choices.get(action)) is not None:
            await self._answer(form, progress, step, lambda: understand(form, value))
        else:
            await self._settle(form, progress, step, Again(form.say("form-use-buttons")))

    async def _take_file(
        self, form: Form[Context], progress: Progress, step: Step[Context], given: GivenFile
    ) -> None:
        take = _required(step.file)
        if given.album is None or given.album != progress.album:
            latest = replace(progress, album=given.album)
            await self._answer(form, latest, step, lambda: take(form, given))
            return
        with suppress(DomainError):
            await take(form, given)
        await form.talk.state.update_data(answers=form.answers)

    async def _answer(
        self,
        form: Form[Context],
        progress: Progress,
        step: Step[Context],
        understand: Callable[[], Awaitable[Next]],
    ) -> None:
        try:
            outcome = await understand()
        except DomainError as error:
            if error.code in self._hopeless:
                raise
            outcome = Again(explain(form.say, error))
        await self._settle(form, progress, step, outcome)

    async def _settle(
        self, form: Form[Context], progress: Progress, step: Step[Context], outcome: Next
    ) -> None:
        match outcome:
            case Again(note=note):
                await self._ask(form, progress, step.state, note=note)
            case Rewind(state=state, note=note, answer=answer):
                self._check(step, state)
                self._rewind(form, progress, outcome)
                if answer is None:
                    await self._ask(form, progress, state, note=note)
                else:
                    earlier = self._by_state[str(state.state)].step(str(state.state))
                    parse = _required(earlier.parse)
                    await self._answer(form, progress, earlier, lambda: parse(form, answer))
            case Finish(screen=screen):
                if not step.ends:
                    raise FormError(f"{step.state.state} is not where its conversation ends")
                await self._show(form, progress, self._with_menu(form, progress, screen))
                await self._close(form.talk, progress)
            case state:
                self._check(step, state)
                progress.trail.append(str(step.state.state))
                await self._ask(form, progress, state, note="")

    @staticmethod
    def _check(step: Step[Context], state: State) -> None:
        if state not in step.goes_to:
            raise FormError(f"{step.state.state} does not lead to {state.state}")

    def _rewind(self, form: Form[Context], progress: Progress, target: Rewind) -> None:
        name = str(target.state.state)
        if name not in progress.trail:
            raise FormError(f"{name} was not asked yet")
        while progress.trail:
            passed = progress.trail.pop()
            self._by_state[passed].step(passed).forget(form.answers)
            if passed == name and not (target.to_first and name in progress.trail):
                return

    async def _back(self, form: Form[Context], progress: Progress, table: FormTable[Context]) -> None:
        if not progress.trail:
            await self._leave(form, progress, table)
            return
        step = table.step(progress.trail.pop())
        step.forget(form.answers)
        await self._ask(form, progress, step.state, note="")

    async def _leave(self, form: Form[Context], progress: Progress, table: FormTable[Context]) -> None:
        screen = await table.leave(form)
        await self._show(form, progress, self._with_menu(form, progress, screen))
        await self._close(form.talk, progress)

    async def _ask(self, form: Form[Context], progress: Progress, state: State, *, note: str) -> None:
        step = self._by_state[str(state.state)].step(str(state.state))
        question = await step.ask(form)
        number = _short(form.talk.update_id)
        rows = (*question.rows, self._navigation(form.say))
        screen = self._screen(question, rows, number, note)
        if progress.under_input and not question.under_input:
            screen = self._with_menu(form, progress, screen)
        shown = await self._show(form, progress, screen)
        await form.talk.state.set_state(state)
        await form.talk.state.set_data(
            Progress(
                key=progress.key,
                answers=form.answers,
                trail=progress.trail,
                question=number,
                answered=progress.question,
                choices=[
                    [choice.label.casefold(), choice.action, choice.value]
                    for row in rows
                    for choice in row
                    if not choice.shares_phone
                ],
                message=None if question.under_input else shown,
                album=progress.album,
                under_input=question.under_input,
                by_reply=question.placeholder is not None,
            ).dump()
        )

    async def _show(self, form: Form[Context], progress: Progress, screen: Screen) -> int | None:
        """Show a screen, and take the buttons off the question that a typed answer left behind."""
        if progress.message is None or progress.by_reply or form.talk.query is not None:
            return await form.talk.show(screen)
        _, shown = await asyncio.gather(form.talk.retire(progress.message), form.talk.show(screen))
        return shown

    @staticmethod
    def _navigation(say: Speech) -> tuple[Choice, ...]:
        return (
            Choice(say.plain("form-back-button"), BACK),
            Choice(say.plain("form-cancel-button"), CANCEL),
        )

    @staticmethod
    def _screen(question: Question, rows: tuple[tuple[Choice, ...], ...], number: str, note: str) -> Screen:
        text = f"{note}\n\n{question.text}" if note else question.text
        if question.placeholder is not None:
            return Screen(text, attachment=question.attachment, placeholder=question.placeholder)
        if question.under_input:
            keys = tuple(tuple(Key(choice.label, choice.shares_phone) for choice in row) for row in rows)
            return Screen(text, keyboard=Keyboard(keys, one_time=True), attachment=question.attachment)
        places = count()
        buttons = tuple(
            tuple(Button(choice.label, FormButton(question=number, choice=next(places))) for choice in row)
            for row in rows
        )
        return Screen(text, rows=buttons, attachment=question.attachment)

    def _with_menu(self, form: Form[Context], progress: Progress, screen: Screen) -> Screen:
        """Bring the menu back under the input field, where a question had put other keys."""
        if not progress.under_input or screen.keyboard is not None or screen.lead is not None:
            return screen
        return replace(screen, lead=self._lead(form.talk, form.context))

    def _lead(self, talk: Talk, context: Context) -> Lead:
        return Lead(talk.say("form-going-on"), self._menu(talk, context))

    @staticmethod
    async def _close(talk: Talk, progress: Progress) -> None:
        await talk.state.set_state(None)
        await talk.state.set_data(Progress(answered=progress.question).dump())


def _short(number: int) -> str:
    """Write a number in base 36, to spare bytes of a button."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text or "0"


Given = TypeVar("Given")


def _required(value: Given | None) -> Given:
    if value is None:
        raise FormError("a step was asked for what it does not have")
    return value
