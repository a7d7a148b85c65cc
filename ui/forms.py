"""The engine of conversations: a form is a table of steps, and the engine leads the resident through it.

A step says what it asks, how an answer is understood and where it may lead. The engine goes back, cancels,
asks again after a mistake, recognises buttons of old questions and keeps the draft, so that all forms do this
alike. The draft holds only JSON types, because a restart must not change its shape.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any, Generic, TypeAlias, TypeVar

from domain.errors import DomainError
from domain.sent_file import PAPERS, FileKind, SentFile
from domain.typed import label_key, plain
from domain.words import Words
from ui.buttons import FormButton
from ui.errors import explain
from ui.event import Contact, Message
from ui.keeping import KEEPS_FOR, Beginning, Keeping, Kept
from ui.screen import Attachment, Button, Key, Keyboard, Lead, Screen, fewer_rows
from ui.states import State
from ui.talk import Talk
from ui.texts import Speech

Context = TypeVar("Context")
Answers: TypeAlias = dict[str, Any]

BACK = "back"
CANCEL = "cancel"
LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Choice:
    """A button of a question; the resident may also type its label."""

    label: str
    action: str
    value: str = ""
    shares_phone: bool = False


@dataclass(frozen=True)
class Question:
    """What a step asks.

    ``under_input``: the buttons are keys under the input field, because a phone can only be shared by a key.
    """

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()
    attachment: Attachment | None = None
    under_input: bool = False
    placeholder: str | None = None
    """In a group: the question is answered by a reply, and the input field shows these words until then.
    The labels of its buttons can only be typed."""


@dataclass(frozen=True)
class Again:
    """Ask the same question once more, after a note that says why."""

    note: str = ""


@dataclass(frozen=True)
class Rewind:
    """Go back to an earlier step, and drop its answer and all later ones."""

    state: State
    note: str = ""
    to_first: bool = False
    """Whether to go back to the first time of a step that was asked several times."""
    answer: str | None = None
    """The answer to that step, if it was typed already; the step is not asked again then."""


@dataclass(frozen=True)
class Onward:
    """Go on to a step whose answer was typed already, so that it is asked only if the answer does not fit."""

    state: State
    answer: str


@dataclass(frozen=True)
class Finish:
    """End the conversation with a last screen."""

    screen: Screen


Next: TypeAlias = State | Again | Rewind | Onward | Finish


@dataclass
class Form(Generic[Context]):
    """A conversation under way, as the functions of its steps see it."""

    talk: Talk
    context: Context
    key: str
    """The idempotency key of the conversation, the same when one of its updates is repeated."""
    answers: Answers

    @property
    def say(self) -> Speech:
        """The texts in the language of the person."""
        return self.talk.say


@dataclass(frozen=True)
class GivenFile:
    """A file that was sent as an answer, and the words under it."""

    file: SentFile
    words: Words
    album: str | None
    """A name that all files of one album share."""
    message_id: int
    size: int
    """Bytes; 0 if Telegram does not tell the size."""

    @property
    def caption(self) -> str:
        """The words under the file; empty if there are no words."""
        return self.words.text


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
    """The states that may follow, for the drawing in docs/ and a check when the program runs."""
    parse: Understand[Context] | None = None
    """Understands a typed answer; ``None`` if only buttons answer the question."""
    choices: Mapping[str, Understand[Context]] = field(default_factory=dict)
    """Understand the press of a button, by its action; the second argument is the button's value."""
    contact: Callable[[Form[Context], Contact], Awaitable[Next]] | None = None
    file: Callable[[Form[Context], GivenFile], Awaitable[Next]] | None = None
    """Understands a file. The first file of an album gets an answer. The others go to the step that is asked
    by then, and their changes to the answers are kept without a word."""
    kinds: frozenset[FileKind] = PAPERS
    """The kinds of files that are understood, if ``file`` is given."""
    ends: bool = False
    """Whether the conversation may end here with success."""
    secret: bool = False
    """Whether the answer is a secret, and is therefore deleted from the chat at once. While it is asked for,
    the keys under the input field are «Отмена» alone, because a key of the menu must not be taken for it."""
    words: bool = False
    """Whether the answer is words for people, kept as they were written; a typed value is read without what
    nobody sees."""
    longest: int = LONGEST_ANSWER
    """Characters of a typed answer; a longer answer is refused unread."""
    forget: Callable[[Answers], None] = _nothing
    """Drops this step's answer when the resident comes back to it."""


def _expected(step: Step[Context]) -> str:
    """Give the id of the text that says which messages a step understands."""
    if step.file is None:
        return "form-text-only"
    return "form-text-or-file" if step.kinds == PAPERS else "form-text-or-recording"


class FormError(RuntimeError):
    """A step led to a state that its table does not allow."""


@dataclass
class Progress:
    """The draft of a conversation: all that is stored of it, except its state."""

    key: str = ""
    answers: Answers = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    question: str = ""
    """The question in force, which the buttons that count belong to."""
    answered: str = ""
    """The question before it, because a second tap on its buttons is not a mistake."""
    choices: list[list[str]] = field(default_factory=list)
    """The buttons of the question in force, in their order: label in lower case, action, value."""
    message: int | None = None
    """The number of the message that shows the question in force."""
    album: str | None = None
    """The album of the latest answer, if that was a file of an album."""
    under_input: bool = False
    guarded: bool = False
    """Whether the keys under the input field are «Отмена» alone."""
    by_reply: bool = False
    """Whether the question in force has no buttons, but waits for a reply."""
    aside: dict[str, Any] = field(default_factory=dict)
    """What does not belong to this conversation, and stays when it ends: by name."""

    @property
    def hides_menu(self) -> bool:
        """Whether other keys than those of the menu are under the input field."""
        return self.under_input or self.guarded

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Progress:
        """Read what :meth:`dump` wrote; fields that only an earlier version had are ignored."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def dump(self) -> dict[str, Any]:
        """Give the draft in JSON types."""
        return dict(self.__dict__)


KEPT_FORMS = "forms"
"""The name under which a draft has conversations that were put aside."""


def never(_progress: Progress) -> bool:
    """Keep nothing: the conversation is short, and asked again as quickly as gone on with."""
    return False


def once_answered(progress: Progress) -> bool:
    """Keep a conversation as soon as one of its questions was answered."""
    return bool(progress.trail)


@dataclass(frozen=True)
class FormTable(Generic[Context]):
    """A whole conversation: its steps, and how it is left."""

    name: str
    steps: Sequence[Step[Context]]
    leave: Callable[[Form[Context]], Awaitable[Screen]]
    """Gives the screen after «Назад» at the first question, and after «Отмена»."""
    also_starts: tuple[State, ...] = ()
    """Other states than the first in which the conversation may begin, if earlier answers are known."""
    keeps: Callable[[Progress], bool] = never
    """Tells whether answers would be lost, so that the conversation is put aside and offered later."""
    keeps_for: timedelta = KEEPS_FOR
    """How long it is kept then."""
    counted: int = 0
    """How many questions are counted aloud, «step 2 of 8»: the first ones of the table."""

    def place_of(self, state: str) -> tuple[int, int] | None:
        """Tell which question a state asks, and how many are counted; ``None`` if it is not counted."""
        names = [step.state.name for step in self.steps[: self.counted]]
        return (names.index(state) + 1, self.counted) if state in names else None

    @property
    def starts(self) -> tuple[State, ...]:
        """States in which the conversation may begin."""
        return (self.steps[0].state, *self.also_starts)

    def step(self, state: str) -> Step[Context]:
        """Find the step that waits in a state."""
        return self.by_state[state]

    @cached_property
    def by_state(self) -> Mapping[str, Step[Context]]:
        """The steps by the names of their states."""
        return {step.state.name: step for step in self.steps}


def _no_warning(_talk: Talk, _context: object, _text: str) -> str:
    return ""


class FormBook(Generic[Context]):
    """All conversations, and how an update begins, answers or leaves one of them."""

    def __init__(
        self,
        tables: Iterable[FormTable[Context]],
        menu: Callable[[Talk, Context], Keyboard],
        keeping: Keeping[Context],
        hopeless: Collection[str] = (),
        warning: Callable[[Talk, Context, str], str] = _no_warning,
    ) -> None:
        """``hopeless``: codes of broken rules that no other answer can put right; they are raised.

        ``warning``: what a person must read first who typed something that is no answer, or nothing.
        """
        self.tables = tuple(tables)
        self.menu = menu
        self.keeping = keeping
        self.warning = warning
        self.hopeless = hopeless
        self.by_state = {name: table for table in self.tables for name in table.by_state}

    def covers(self, state: str | None) -> bool:
        """Tell whether a conversation is under way."""
        return state in self.by_state

    def table(self, state: str | None) -> FormTable[Context] | None:
        """Find the conversation that waits in a state; ``None`` if no conversation is under way."""
        return self.by_state.get(state or "")

    def step(self, state: str | None) -> Step[Context] | None:
        """Find the step that waits in a state; ``None`` if no conversation is under way."""
        table = self.table(state)
        return None if table is None or state is None else table.step(state)

    def is_secret(self, state: str | None) -> bool:
        """Tell whether the question in force asks for a secret."""
        step = self.step(state)
        return step is not None and step.secret

    def takes_files(self, state: str | None) -> bool:
        """Tell whether the question in force can be answered with a photo or a file."""
        step = self.step(state)
        return step is not None and step.file is not None

    async def begin(
        self, talk: Talk, context: Context, first: State, given: str | None = None, **answers: Any
    ) -> None:
        """Start a conversation at the question ``first``, unless it was put aside: then offer to go on first.

        The conversation under way is left. ``given``: the answer to the question, if it was typed already.
        """
        table = self.by_state[first.name]
        if first not in table.starts:
            raise FormError(f"{first} is not where its conversation begins")
        self.drop(talk, context)
        beginning = Beginning(first.name, answers, given)
        kept = self.kept(talk, context).get(table.name)
        if kept is None:
            await self._start(talk, context, table, beginning)
            return
        _put_aside(talk.turn.draft, replace(kept, anew=beginning))
        await talk.show(self.offer(talk, context, kept))

    async def begin_anew(self, talk: Talk, context: Context, kept: Kept) -> bool:
        """Forget what was put aside and start again; ``False`` if it is not known how it would start."""
        self.drop(talk, context)
        self.forget(talk, kept.table)
        table = next(table for table in self.tables if table.name == kept.table)
        if kept.anew is None or kept.anew.state not in {state.name for state in table.starts}:
            return False
        await self._start(talk, context, table, kept.anew)
        return True

    async def _start(
        self, talk: Talk, context: Context, table: FormTable[Context], beginning: Beginning
    ) -> None:
        aside = Progress.load(talk.turn.draft).aside
        progress = Progress(key=talk.key, answers=dict(beginning.answers), aside=aside)
        walk = _Walk(self, talk, context, progress, table, table.step(beginning.state))
        await walk.begin(beginning.given)

    def kept(self, talk: Talk, context: Context) -> Mapping[str, Kept]:
        """Give the conversations that were put aside and can be gone on with, by the names of the tables."""
        mark = self.keeping.mark(context)
        forms = Progress.load(talk.turn.draft).aside.get(KEPT_FORMS, {})
        loaded = (Kept.load(form) for form in forms.values())
        return {kept.table: kept for kept in loaded if kept.state in self.by_state and kept.is_good(mark)}

    def offer(self, talk: Talk, context: Context, kept: Kept) -> Screen:
        """Give the screen that asks whether to go on with what was put aside."""
        return self.keeping.offer(talk, context, kept, self.by_state[kept.state].place_of(kept.state))

    async def resume(self, talk: Talk, context: Context, kept: Kept) -> None:
        """Go on with what was put aside, at the question where it was left."""
        self.drop(talk, context)
        self.forget(talk, kept.table)
        table = self.by_state[kept.state]
        aside = Progress.load(talk.turn.draft).aside
        progress = Progress(key=kept.key, answers=kept.answers, trail=kept.trail, aside=aside)
        await _Walk(self, talk, context, progress, table, table.step(kept.state)).ask()

    def forget(self, talk: Talk, table: str) -> None:
        """Forget a conversation that was put aside."""
        talk.turn.draft.get("aside", {}).get(KEPT_FORMS, {}).pop(table, None)

    async def typed(self, talk: Talk, context: Context, message: Message) -> None:
        """Take a message as the answer to the question in force."""
        await self._resume(talk, context).take(message)

    async def pressed(self, talk: Talk, context: Context, button: FormButton) -> bool:
        """Take a press as the answer; ``False`` if the button does not belong to the question in force."""
        draft = talk.turn.draft
        if button.question == draft.get("answered"):
            await talk.hint(talk.say.plain("form-already-answered"))
            return True
        if button.question != draft.get("question") or not self.covers(talk.turn.state):
            return False
        return await self._resume(talk, context).take_press(button.choice)

    def awaits_reply_to(self, talk: Talk, message_id: int) -> bool:
        """Tell whether a message is the question in force: in a group, only a reply to it is an answer."""
        return self.covers(talk.turn.state) and talk.turn.draft.get("message") == message_id

    async def repeat(self, talk: Talk, context: Context, note: str) -> None:
        """Ask the question in force once more, as a new message."""
        await self._resume(talk, context).ask(note)

    async def cancel(self, talk: Talk, context: Context) -> None:
        """Leave the conversation, and keep nothing of it."""
        await self._resume(talk, context).leave()

    def drop(self, talk: Talk, context: Context) -> None:
        """Leave the conversation without a word, because the resident went on to something else.

        If answers would be lost with it, it is put aside.
        """
        state = talk.turn.state
        self._forget_old(talk, context)
        if state is None:
            return
        progress = Progress.load(talk.turn.draft)
        self.give_up(talk, context)
        talk.turn.draft.pop("answered", None)  # nobody may hear that its question was answered
        table = self.by_state.get(state)
        if table is not None and table.keeps(progress):
            owner, at = self.keeping.mark(context)
            kept = Kept(
                table=table.name,
                state=state,
                key=progress.key,
                answers=progress.answers,
                trail=progress.trail,
                owner=owner,
                at=at.isoformat(),
                good_until=(at + table.keeps_for).isoformat(),
            )
            _put_aside(talk.turn.draft, kept)

    def _forget_old(self, talk: Talk, context: Context) -> None:
        """Forget what was put aside too long ago, because it holds what a person said of themselves."""
        now = self.keeping.mark(context).at
        forms = talk.turn.draft.get("aside", {}).get(KEPT_FORMS, {})
        for name in [name for name, form in forms.items() if Kept.load(form).until < now]:
            del forms[name]

    def give_up(self, talk: Talk, context: Context) -> None:
        """Leave the conversation without a word and keep nothing of it, because it cannot go on."""
        if talk.turn.state is None:
            return
        progress = Progress.load(talk.turn.draft)
        if progress.hides_menu:
            talk.lead = self.lead(talk, context)
        _close(talk, progress)

    def lead(self, talk: Talk, context: Context) -> Lead:
        """Give the message that brings the menu back, after a question with other keys."""
        return Lead(talk.say("form-going-on"), self.menu(talk, context))

    def guard(self, talk: Talk) -> Lead:
        """Give the message that leaves «Отмена» alone under the input field."""
        cancel = Key(talk.say.plain("form-cancel-button"))
        return Lead(talk.say("form-secret"), Keyboard(((cancel,),)))

    def _resume(self, talk: Talk, context: Context) -> _Walk[Context]:
        state = str(talk.turn.state)
        table = self.by_state[state]
        return _Walk(self, talk, context, Progress.load(talk.turn.draft), table, table.step(state))


class _Walk(Generic[Context]):
    """A conversation during one turn: from the question in force to the next question, or to the end."""

    __slots__ = ("book", "form", "progress", "step", "table", "talk", "typed")

    def __init__(
        self,
        book: FormBook[Context],
        talk: Talk,
        context: Context,
        progress: Progress,
        table: FormTable[Context],
        step: Step[Context],
    ) -> None:
        self.book = book
        self.talk = talk
        self.progress = progress
        self.table = table
        self.step = step
        self.form = Form(talk, context, progress.key, progress.answers)
        self.typed = ""
        """What the person typed in this turn, unless it is a secret."""

    # Answers ----------------------------------------------------------------------------------------------

    async def begin(self, given: str | None) -> None:
        """Ask the question of the step, unless its answer is given already."""
        if given is None:
            await self.ask()
        else:
            await self._answer(_required(self.step.parse)(self.form, given))

    async def take(self, message: Message) -> None:
        """Take a message as the answer to the question in force."""
        step = self.step
        if step.secret:
            await self.talk.forget_message()
        if step.contact is not None and (contact := message.contact) is not None:
            await self._answer(step.contact(self.form, contact))
            return
        file = message.file if step.file is not None else None
        if file is not None and file.kind in step.kinds:
            await self._take_file(_given(message, file))
        elif (text := message.text) is None:
            await self._settle(Again(self.talk.say(_expected(step))))
        else:
            await self._take_text(text)

    async def take_press(self, place: int) -> bool:
        """Take a press of the button at a place; ``False`` if there is no such button."""
        if not 0 <= place < len(self.progress.choices):
            return False
        _, action, value = self.progress.choices[place]
        await self._choose(action, value)
        return True

    async def _take_text(self, text: str) -> None:
        self.typed = "" if self.step.secret else text
        if (choice := self._named(text)) is not None:
            await self._choose(*choice)
        elif len(text) > self.step.longest:
            await self._settle(Again(self.talk.say("form-too-long")))
        elif self.step.parse is None:
            await self._settle(Again(self.talk.say("form-use-buttons")))
        else:
            is_value = not (self.step.secret or self.step.words)
            await self._answer(self.step.parse(self.form, plain(text) if is_value else text))

    async def _take_file(self, given: GivenFile) -> None:
        taking = _required(self.step.file)(self.form, given)
        if given.album is None or given.album != self.progress.album:
            self.progress.album = given.album
            await self._answer(taking)
            return
        with suppress(DomainError):
            await taking
        self.talk.turn.draft["answers"] = self.form.answers

    def _named(self, text: str) -> tuple[str, str] | None:
        """Find the action and the value of the choice whose label was typed, or sent by a key."""
        label = label_key(text)
        choices = self.progress.choices
        return next(((action, value) for name, action, value in choices if label_key(name) == label), None)

    async def _choose(self, action: str, value: str) -> None:
        if action == CANCEL:
            await self.leave()
        elif action == BACK:
            await self._back()
        elif (understand := self.step.choices.get(action)) is not None:
            await self._answer(understand(self.form, value))
        else:
            await self._settle(Again(self.talk.say("form-use-buttons")))

    # From an answer to the next question ------------------------------------------------------------------

    async def _answer(self, understanding: Awaitable[Next]) -> None:
        try:
            outcome = await understanding
        except DomainError as error:
            if error.code in self.book.hopeless:
                raise
            outcome = Again(explain(self.talk.say, error))
        await self._settle(outcome)

    async def _settle(self, outcome: Next) -> None:
        match outcome:
            case Again(note=note):
                await self.ask(self._warned(note))
            case Rewind():
                await self._rewind(outcome)
            case Onward():
                self._advance(outcome.state)
                await self.begin(outcome.answer)
            case Finish(screen=screen):
                await self._finish(screen)
            case state:
                self._advance(state)
                await self.ask()

    def _warned(self, note: str) -> str:
        """Put the warning above a note, because what was typed is no answer and may be a cry for help."""
        warning = self.book.warning(self.talk, self.form.context, self.typed) if self.typed else ""
        return note if note.startswith(warning) else warning + note

    def _advance(self, state: State) -> None:
        self._check(state)
        self.progress.trail.append(self.step.state.name)
        self._go_to(state)

    def _check(self, state: State) -> None:
        if state not in self.step.goes_to:
            raise FormError(f"{self.step.state} does not lead to {state}")

    def _go_to(self, state: State) -> None:
        self.step = self.table.step(state.name)

    async def _rewind(self, target: Rewind) -> None:
        self._check(target.state)
        self._forget_back_to(target)
        self._go_to(target.state)
        if target.answer is None:
            await self.ask(target.note)
        else:
            await self._answer(_required(self.step.parse)(self.form, target.answer))

    def _forget_back_to(self, target: Rewind) -> None:
        name, trail = target.state.name, self.progress.trail
        if name not in trail:
            raise FormError(f"{name} was not asked yet")
        while trail:
            passed = trail.pop()
            self.table.step(passed).forget(self.form.answers)
            if passed == name and not (target.to_first and name in trail):
                return

    async def _back(self) -> None:
        if not self.progress.trail:
            await self.leave()
            return
        self.step = self.table.step(self.progress.trail.pop())
        self.step.forget(self.form.answers)
        await self.ask()

    async def _finish(self, screen: Screen) -> None:
        if not self.step.ends:
            raise FormError(f"{self.step.state} is not where its conversation ends")
        await self._show(self._with_menu(screen))
        _close(self.talk, self.progress)

    async def leave(self) -> None:
        """Leave the conversation, and keep nothing of it."""
        await self._show(self._with_menu(await self.table.leave(self.form)))
        _close(self.talk, self.progress)

    # Questions --------------------------------------------------------------------------------------------

    async def ask(self, note: str = "") -> None:
        """Ask the question of the step, below a note, and wait for its answer."""
        question = await self.step.ask(self.form)
        number = _short(self.talk.update_id)
        rows = (*fewer_rows(question.rows), _navigation(self.talk.say))
        screen = self._with_keys(_screen(question, rows, number, note), question)
        shown = await self._show(screen)
        self.talk.turn.wait_for(self.step.state, self._after(question, rows, number, shown).dump())

    def _after(
        self, question: Question, rows: tuple[tuple[Choice, ...], ...], number: str, shown: int | None
    ) -> Progress:
        return Progress(
            key=self.progress.key,
            answers=self.form.answers,
            trail=self.progress.trail,
            question=number,
            answered=self.progress.question,
            choices=[
                [choice.label.casefold(), choice.action, choice.value]
                for row in rows
                for choice in row
                if not choice.shares_phone
            ],
            message=None if question.under_input else shown,
            album=self.progress.album,
            under_input=question.under_input,
            guarded=self.step.secret,
            by_reply=question.placeholder is not None,
            aside=self.progress.aside,
        )

    async def _show(self, screen: Screen) -> int | None:
        """Show a screen, and take the buttons off a question that was answered by typing."""
        progress = self.progress
        is_left_behind = not (progress.by_reply or self.talk.is_press)
        return await self.talk.show(screen, retire=progress.message if is_left_behind else None)

    def _with_keys(self, screen: Screen, question: Question) -> Screen:
        """Let the keys under the input field be those that fit the question."""
        if question.under_input:
            return screen
        if not self.step.secret:
            return self._with_menu(screen)
        return screen if self.progress.guarded else replace(screen, lead=self.book.guard(self.talk))

    def _with_menu(self, screen: Screen) -> Screen:
        """Bring the menu back under the input field, after a question with other keys."""
        if not self.progress.hides_menu or screen.keyboard is not None or screen.lead is not None:
            return screen
        return replace(screen, lead=self.book.lead(self.talk, self.form.context))


def _given(message: Message, file: SentFile) -> GivenFile:
    document = message.document
    size = 0 if document is None else document.size
    return GivenFile(file, message.said, message.album, message.message_id, size)


def _close(talk: Talk, progress: Progress) -> None:
    talk.turn.wait_for(None, Progress(answered=progress.question, aside=progress.aside).dump())


def _put_aside(draft: dict[str, Any], kept: Kept) -> None:
    """Keep a conversation in a draft, instead of an older one of the same table."""
    draft.setdefault("aside", {}).setdefault(KEPT_FORMS, {})[kept.table] = kept.dump()


def _navigation(say: Speech) -> tuple[Choice, ...]:
    return (
        Choice(say.plain("form-back-button"), BACK),
        Choice(say.plain("form-cancel-button"), CANCEL),
    )


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


def _short(number: int) -> str:
    """Write a number in base 36, because a button holds few bytes."""
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
