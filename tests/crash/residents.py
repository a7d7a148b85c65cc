"""Residents who behave like people: they read the screen, answer it, and tap again when nothing comes.

They know the words and the labels, and nothing of the bot's inside, with one exception: nobody here can read
the picture of a captcha, so its digits are worked out from the draft in the database.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from integrations.tokens import KeyedTokens
from services.units import StoreBusyError
from simulator import Letter, Message, Person
from tests.crash.databases import CrashDatabase
from tests.crash.households import Household, amount_text
from tests.crash.ledger import Entry, Ledger, Values
from tests.crash.lists import RECEIPT as RECEIPT_OF_LIST
from tests.crash.lists import is_list, rows_shown, written
from tests.crash.words import label, shows

Deed = Callable[[], Awaitable[object]]

RECEIPT = re.compile(r"Квитанция: (\d{4}-\d{7}-\d)")
LEADS = ("form-secret", "form-going-on")
"""Words that change the keys under the input field before a screen is shown."""
UNASKED = (
    "notice-heading-other",
    "message-number-shared",
    "message-bill-comes",
    "message-readings-wanted",
    "message-vacant-sent",
    "thread-answer-words",
    "message-reading-accepted",
    "message-reading-rejected",
    "message-reading-rejected-reason",
    "message-reading-rejected-typo",
    "message-reading-below-accepted",
)
HALF = "\ud83d"
FIND_DRAFT = "SELECT draft FROM conversations WHERE chat_id = ?"
REMEMBERED = 12
"""Messages that somebody may scroll up to."""
NEVER_BY_CHANCE = {
    label(text_id)
    for text_id in (
        "captcha-audio-button",  # nobody here can hear
        "captcha-other-button",
        "card-remove-button",  # pressed twice it takes the number away, as it should
        "reading-replaced-button",  # no way back: the meter would need another serial number
        "profile-language-button",  # they read Russian only
        "notice-mute-button",  # soon nobody would get any
        "reminder-stop-button",
    )
}
MOVES_AFTER = 75.0
"""Seconds between two changes of the address: letters are sent once a minute, and five times a day."""
GIVES_UP_AFTER = 60.0


@dataclass(frozen=True)
class Habits:
    """How people are: seconds they think and wait, and how often they do what they should not."""

    thinks: tuple[float, float] = (0.3, 2.0)
    waits: tuple[float, float] = (3.0, 8.0)
    lets_settle: float = 1.5
    """More than the second that Telegram wants between two messages to a chat."""
    looks_twice: float = 0.15
    """Without it, whoever once took an old answer for the newest one stays one step behind for ever."""
    double_taps: float = 0.12
    repeats_text: float = 0.04
    presses_old_buttons: float = 0.05
    asks: float = 0.05
    moves: float = 0.04
    sends_lists: float = 0.3
    """Of who holds several numbers."""
    is_far_above: float = 0.05
    types_halves: float = 0.01
    """Half a surrogate pair behind a text, as a keyboard with a defect leaves it."""
    goes_away: float = 0.02
    """So often Telegram forgets the chat, until the person writes again."""


@dataclass
class Surroundings:
    """What all residents share."""

    random: Random
    ledger: Ledger
    letters: list[Letter]
    database: CrashDatabase
    tokens: KeyedTokens
    habits: Habits
    group_is_quiet: Callable[[], bool]
    """Whether operators have time for another question: a group takes 20 messages a minute."""


@dataclass
class Resident:
    """Somebody with a Telegram client, an errand and little patience."""

    person: Person
    town: Surroundings
    login: str
    to_add: list[Household]
    """Numbers that are not in the account yet."""
    held: list[Household] = field(default_factory=list)
    is_registered: bool = False
    is_confirmed: bool = False
    wants_to_leave: bool = False
    has_left: bool = False
    _screen: Message | None = None
    _known: dict[int, tuple[str, str, object]] = field(default_factory=dict)
    _recent: deque[Message] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _is_unsure: bool = False
    """Whether more than one answer may be on its way."""
    _reading: tuple[Household, Values] | None = None
    _list: dict[str, Values] = field(default_factory=dict)
    """What is to be sent in a list and was not sent yet, by number."""
    _question: str = ""
    _new_email: str = ""
    """The address that is to take the place of the confirmed one."""
    _moved_at: float = 0.0
    _is_last_reading: bool = False
    """Whether the reading under way is the one before leaving, to see that everything works."""

    @property
    def chat_id(self) -> int:
        return self.person.chat.id

    @property
    def password(self) -> str:
        return f"tri slova {self.login} podryad"

    @property
    def email(self) -> str:
        """The address that letters are expected at."""
        return self._new_email or f"{self.login}@pochta.example"

    @property
    def sees_now(self) -> str:
        """The words that the person looks at."""
        return (self._screen.text or self._screen.caption) if self._screen else ""

    def is_settled(self) -> None:
        """Note that the account and its numbers exist already."""
        self.is_registered = self.is_confirmed = True
        self.town.ledger.registered[self.chat_id] = self.login
        self.town.ledger.added |= {(self.chat_id, each.number) for each in self.to_add}
        self.held, self.to_add = self.to_add, []

    # What the person sees.

    def sees(self, message: Message) -> None:
        """Look at a message of the bot that appeared or changed."""
        text = message.text or message.caption
        look = (text, str(message.button_labels), message.file)
        before = self._known.get(message.id)
        self._known[message.id] = look
        if before is None:
            self._recent.append(message)
        self._note(text, is_new=before is None or before[0] != text)
        if before is None and any(shows(text, unasked) for unasked in UNASKED):
            self.town.ledger.heard[self.chat_id].append(text)
            return
        if any(shows(text, lead) for lead in LEADS):
            return  # the question comes below it
        if before is None or before[0] != text or before[2] is not message.file or message.buttons:
            self._screen = message
            self._news.set()

    def _note(self, text: str, *, is_new: bool) -> None:
        """Keep what matters, whether or not it was the answer that was waited for."""
        if is_new and not self._notes_readings(text):
            self._notes_rest(text)

    def _notes_readings(self, text: str) -> bool:
        """Keep the receipts of a message about readings; ``False`` if it is about something else."""
        ledger = self.town.ledger
        receipts = ("reading-accepted", "reading-in-review", "reading-in-review-below")
        if any(shows(text, each) for each in receipts):
            receipt = RECEIPT.search(text)
            assert receipt is not None, text
            if receipt[1] in ledger.receipts:
                ledger.shown_again += 1
                return True
            ledger.receipts[receipt[1]] = self.chat_id
            self.has_left = self._is_last_reading
            self._reading = None
        elif shows(text, "batch-sent-title"):
            self._has_sent(RECEIPT_OF_LIST.findall(text))
            self.has_left = self._is_last_reading and not shows(text, "batch-sent-left")
            ledger.lists_sent += 1
            self._list = {}
        elif is_list(text):
            sent = [row for row in rows_shown(text) if row.receipt]
            self._has_sent([row.receipt for row in sent])
            for row in sent:
                self._list.pop(row.number, None)
        else:
            return False
        return True

    def _notes_rest(self, text: str) -> None:
        ledger = self.town.ledger
        if shows(text, "registration-done") or shows(text, "registration-next"):
            self.is_registered = True
            ledger.registered[self.chat_id] = self.login
        elif shows(text, "email-confirmed") or shows(text, "error-confirmation-used"):
            self.is_confirmed = True
            if self._new_email:
                ledger.addresses[self.chat_id], self._new_email = self._new_email, ""
        elif shows(text, "number-added") or shows(text, "error-number-already-added"):
            self._has_added(text)
        elif shows(text, "question-sent") and self._question:
            ledger.asked[self._question] = self.chat_id
            self._question = ""

    def _has_sent(self, receipts: list[str]) -> None:
        for receipt in receipts:
            self.town.ledger.receipts.setdefault(receipt, self.chat_id)

    def _has_added(self, text: str) -> None:
        for household in list(self.to_add):
            if household.number in text or shows(text, "error-number-already-added"):
                self.to_add.remove(household)
                self.held.append(household)
                self.town.ledger.added.add((self.chat_id, household.number))
                return

    # What the person does.

    async def live(self) -> None:
        """Come, run errands for as long as wanted, send a last reading and go."""
        await self.person.send("/start")
        await self._wait()
        while not self.has_left:
            await asyncio.sleep(self.town.random.uniform(*self.town.habits.thinks))
            self._news.clear()
            if self.town.random.random() < self.town.habits.goes_away and not self._is_unsure:
                await self._goes_away()
            elif self.town.random.random() < self.town.habits.presses_old_buttons:
                await self._press_something_old()
            else:
                kind, deed = self._next()
                self.town.ledger.deeds[kind] += 1
                await deed()
            if self.town.random.random() < self.town.habits.looks_twice:
                self._is_unsure = True
            await self._wait()

    async def _goes_away(self) -> None:
        """Be unknown to Telegram for a while, and come back with a word."""
        self.town.ledger.deeds["went away"] += 1
        self.town.ledger.forgotten.add(self.chat_id)
        await self.person.forget_bot()
        await asyncio.sleep(self.town.random.uniform(*self.town.habits.thinks) * 2)
        await self.person.send("/menu")

    async def _wait(self) -> None:
        """Wait for an answer, and until no more comes: whoever tapped twice gets two."""
        habits = self.town.habits
        if not await self._sees_news_within(self.town.random.uniform(*habits.waits)):
            self.town.ledger.deeds["lost patience"] += 1
            self._is_unsure = True
            return
        while await self._sees_news_within(habits.lets_settle if self._is_unsure else 0.1):
            pass
        self._is_unsure = False

    async def _sees_news_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def _next(self) -> tuple[str, Deed]:
        """Answer what the screen asks, or else begin an errand."""
        text = self.sees_now
        for text_id, answer in self._answers():
            if shows(text, text_id):
                return text_id, answer
        return self._errand()

    def _answers(self) -> tuple[tuple[str, Deed], ...]:
        """What people answer to each question."""
        return (
            ("resume-ask", self._presses("resume-forget-button")),
            ("registration-login-ask", self._writes(self.login)),
            ("registration-password-ask", self._writes(self.password)),
            ("registration-repeat-ask", self._writes(self.password)),
            ("registration-email-ask", self._writes(self.email)),
            ("registration-phone-ask", self._gives_phone),
            ("registration-agreement-ask", self._presses("form-agree-button")),
            ("registration-agreement-brief", self._presses("form-agree-button")),
            ("registration-personal-data-ask", self._presses("form-agree-button")),
            ("registration-personal-data-brief", self._presses("form-agree-button")),
            ("captcha-ask", self._reads_digits),
            ("registration-next", self._confirms_mail),
            ("email-needed", self._confirms_mail),
            ("email-resent", self._confirms_mail),
            ("email-code-ask", self._types_code),
            ("sign-in-login-ask", self._writes(self.login)),
            ("sign-in-password-ask", self._writes(self.password)),
            ("password-confirm-ask", self._writes(self.password)),
            ("profile-email-ask", self._types_new_email),
            ("profile-phone-ask", self._writes(label("form-cancel-button"))),
            ("password-old-ask", self._presses("form-cancel-button")),
            ("number-ask", self._gives_number),
            ("number-date-ask", self._gives_date),
            ("number-amount-ask", self._gives_amount),
            ("number-confirm-ask", self._presses("number-confirm-button")),
            ("remove-ask", self._presses("form-cancel-button")),
            ("rename-ask", self._presses("form-cancel-button")),
            ("reading-number-ask", self._picks_number),
            ("batch-ask", self._types_list),
            ("batch-template-text", self._types_list),
            ("batch-title", self._checks_list),
            ("batch-fix-doubtful", self._insists_on_row),
            ("batch-fix-wrong", self._presses("batch-list-button")),
            ("batch-all-fixed", self._presses("batch-list-button")),
            ("reading-value-ask", self._gives_value),
            ("reading-lower-ask", self._presses("reading-mistake-button")),
            ("reading-swap-ask", self._presses("reading-correct-button")),
            ("reading-far-ask", self._insists),
            ("reading-confirm-ask", self._confirms_reading),
            ("question-ask", self._asks),
            ("question-add-ask", self._drops_question),
        )

    def _errand(self) -> tuple[str, Deed]:
        if not self.is_registered:
            return "registration", self._opens("menu-registration-button")
        if label("menu-sign-in-button") in self._keys():
            return "sign-in", self._opens("menu-sign-in-button")
        if not self.is_confirmed:
            return "confirmation", self._confirms_mail
        if self.to_add:
            shown = _labels(self._screen)
            # Behind «Ещё» on the card of the only number there is the way to another one.
            for text_id in ("number-add-button", "card-more-button"):
                if label(text_id) in shown:
                    return "adding", self._presses(text_id)
            return "electricity", self._opens("menu-electricity-button")
        return self._errand_of_a_holder()

    def _errand_of_a_holder(self) -> tuple[str, Deed]:
        town = self.town
        if self._new_email:
            return "another address", self._moves
        if not self.wants_to_leave:
            if town.random.random() < town.habits.asks and town.group_is_quiet():
                return "question", self._opens("menu-question-button")
            if town.random.random() < town.habits.moves and time.monotonic() > self._moved_at + MOVES_AFTER:
                self._moved_at = time.monotonic()
                self._new_email = f"{self.login}-{int(self._moved_at)}@pochta.example"
                return "another address", self._opens("menu-profile-button")
        sends_list = self.wants_to_leave or town.random.random() < town.habits.sends_lists
        if sends_list and len(self.held) > 1:
            return "list", self._begins_list
        return "reading", self._begins_reading

    async def _moves(self) -> None:
        """Confirm another address; without a letter ask for one; after a while put up with the old one."""
        if self._newest_letter() is not None:
            await self._confirms_mail()
        elif self.wants_to_leave or time.monotonic() > self._moved_at + GIVES_UP_AFTER:
            self._new_email = ""
        elif label("profile-email-button") in _labels(self._screen):
            await self._press(label("profile-email-button"))
        elif shows(self.sees_now, "profile-email-done"):
            return  # the letter is on its way
        else:
            await self._opens("menu-profile-button")()

    async def _types_new_email(self) -> None:
        is_refused = any(words in self.sees_now for words in ("можно через", "много писем"))
        if not self._new_email or is_refused:
            self._new_email = ""
            await self._press(label("form-cancel-button"))
            return
        await self.person.send(self._new_email)

    async def _begins_reading(self) -> None:
        household = self.town.random.choice(self.held)
        self._reading, self._list = (household, self._reads_meter(household)), {}
        self._is_last_reading = self.wants_to_leave
        await self._opens("menu-reading-button")()

    async def _begins_list(self) -> None:
        self._reading = None
        self._reads_all_meters()
        self._is_last_reading = self.wants_to_leave
        await self._opens("menu-reading-button")()

    def _reads_meter(self, household: Household) -> Values:
        is_far_above = not self.wants_to_leave and (
            self.town.random.random() < self.town.habits.is_far_above and self.town.group_is_quiet()
        )
        return household.next_values(far_above=is_far_above)

    def _reads_all_meters(self) -> None:
        self._list = {each.number: self._reads_meter(each) for each in self.held}

    # Answers to questions.

    def _writes(self, text: str) -> Deed:
        async def write() -> None:
            if self.town.random.random() < self.town.habits.types_halves:
                self.town.ledger.deeds["half a character"] += 1
                await self.person.send(text + HALF)
                return
            await self.person.send(text)
            if self.town.random.random() < self.town.habits.repeats_text:
                self._is_unsure = True
                await self.person.send(text)

        return write

    def _presses(self, text_id: str) -> Deed:
        async def press() -> None:
            await self._press(label(text_id))

        return press

    def _opens(self, text_id: str) -> Deed:
        """Press a key under the input field; where it is not there, ask for the menu first."""

        async def open_section() -> None:
            wanted = label(text_id)
            await self.person.send(wanted if wanted in self._keys() else "/menu")

        return open_section

    def _keys(self) -> list[str]:
        return [key for row in self.person.chat.keyboard or [] for key in row]

    async def _press(self, wanted: str) -> None:
        screen = self._screen
        if screen is None or screen.deleted or wanted not in _labels(screen):
            if (
                self._is_unsure
            ):  # waiting did not bring the buttons back: somebody was faster, perhaps oneself
                await self.person.send("/menu")
            return
        ledger = self.town.ledger
        ledger.press(await self.person.press(wanted, on=screen))
        if self.town.random.random() < self.town.habits.double_taps:
            self._is_unsure = True
            ledger.press(await self.person.press(wanted, on=screen))

    async def _press_something_old(self) -> None:
        """Scroll up and press a button that is still there."""
        old = [message for message in self._recent if message.buttons and not message.deleted]
        if not old:
            return
        message = self.town.random.choice(old)
        wanted = self.town.random.choice(_labels(message))
        if wanted in NEVER_BY_CHANCE:
            return
        self.town.ledger.deeds["old button"] += 1
        if wanted == label("reading-confirm-button"):
            self._writes_down_confirmation(message)
        elif shows(wanted, "batch-send-button"):
            self._writes_down_list(message)
        self.town.ledger.press(await self.person.press(wanted, on=message))

    async def _gives_phone(self) -> None:
        match self.town.random.randrange(3):
            case 0:
                await self.person.share_contact()
            case 1:
                await self.person.send("8 921 " + "000-00-00")
            case _:
                await self.person.send(label("form-skip-button"))

    async def _reads_digits(self) -> None:
        """Read the picture; while the draft tells of another one than is seen, the person still squints.

        So it is while the database cannot be asked.
        """
        screen = self._screen
        try:
            found = self.town.database.rows(FIND_DRAFT, self.chat_id)
        except StoreBusyError:
            return
        draft = json.loads(found[0][0]) if found else {}
        captcha = draft.get("answers", {}).get("captcha")
        if screen is None or captcha is None or draft["message"] != screen.id:
            return
        await self.person.send(self.town.tokens.captcha(captcha["nonce"]))

    async def _confirms_mail(self) -> None:
        """Look into the mailbox; open the link, or go to type the code."""
        letter = self._newest_letter()
        if letter is None:
            return
        screen = self._screen
        if screen is not None and label("email-code-button") in _labels(screen) and self.chat_id % 2:
            await self._press(label("email-code-button"))
        else:
            link = re.search(r"https://t\.me/\S+", letter.text)
            assert link is not None
            await self.person.open_link(link[0])

    async def _types_code(self) -> None:
        letter = self._newest_letter()
        if letter is None or self.is_confirmed:
            await self._press(label("form-cancel-button"))
            return
        code = re.search(r"(?m)^\s*(\d{6})\s*$", letter.text)
        assert code is not None
        await self.person.send(code[1])

    def _newest_letter(self) -> Letter | None:
        return next((letter for letter in reversed(self.town.letters) if letter.to == self.email), None)

    async def _gives_number(self) -> None:
        if not self.to_add:
            await self._press(label("form-cancel-button"))
            return
        await self.person.send(self.to_add[0].number)

    async def _gives_date(self) -> None:
        if not self.to_add:
            await self._press(label("form-cancel-button"))
            return
        await self.person.send(f"{self.to_add[0].paid_on:%d.%m.%Y}")

    async def _gives_amount(self) -> None:
        if not self.to_add:
            await self._press(label("form-cancel-button"))
            return
        await self.person.send(amount_text(self.to_add[0].amount))

    async def _picks_number(self) -> None:
        if self._list and label("batch-begin-button") in _labels(self._screen):
            await self._press(label("batch-begin-button"))
            return
        if self._reading is None:
            await self._press(label("form-cancel-button"))
            return
        screen, number = self._screen, self._reading[0].number
        wanted = next((each for each in _labels(screen) if number in each), None) if screen else None
        await self._press(wanted or label("form-cancel-button"))

    async def _gives_value(self) -> None:
        """Type one value or all; a meter that one does not want to send now is left alone."""
        text = self._screen.text if self._screen else ""
        if self._reading is None or self._reading[0].number not in text:
            await self._press(label("form-cancel-button"))
            return
        household, values = self._reading
        asked = next(
            place for place, name in enumerate(household.scale_names) if f"{name}: какое показание" in text
        )
        at_once = asked == 0 and len(values) > 1 and self.town.random.random() < 0.5
        await self._writes(" ".join(map(str, values)) if at_once else str(values[asked]))()

    async def _types_list(self) -> None:
        if not self._list:
            self._reads_all_meters()
        await self._writes(written(self._list))()

    async def _checks_list(self) -> None:
        """Send the list if it shows what was meant, look at what is doubted, otherwise begin it again."""
        screen = self._screen
        rows = [] if screen is None else list(rows_shown(screen.text))
        is_meant = all(row.receipt or self._list.get(row.number) == row.values for row in rows)
        buttons = ["batch-send-button", "batch-fix-button"]
        self.town.random.shuffle(buttons)
        pressed = self._shown(*buttons, "batch-end-button") if is_meant else None
        if screen is None or pressed is None:
            self._list = {}
            await self._press(label("batch-again-button"))
            return
        if shows(pressed, "batch-send-button"):
            self._writes_down_list(screen)
        await self._press(pressed)

    def _shown(self, *text_ids: str) -> str | None:
        """Give the first of these buttons that is there; such labels hold a count."""
        labels = _labels(self._screen)
        return next((each for text_id in text_ids for each in labels if shows(each, text_id)), None)

    def _writes_down_list(self, screen: Message) -> None:
        right = (row for row in rows_shown(screen.text) if row.is_right)
        self.town.ledger.confirmed |= {Entry(self.chat_id, row.number, row.values) for row in right}

    async def _insists_on_row(self) -> None:
        await self._press(self._shown("batch-as-is-button") or label("form-skip-button"))

    async def _insists(self) -> None:
        reading = self._reading
        means_it = reading is not None and reading[1][0] > reading[0].last_values[0] + 1_000
        await self._press(label("reading-confirm-button" if means_it else "reading-correct-button"))

    async def _confirms_reading(self) -> None:
        """Confirm if the summary shows what was meant, otherwise correct it."""
        screen, reading = self._screen, self._reading
        if screen is None or reading is None or _summary(screen.text) != (reading[0].number, reading[1]):
            await self._press(label("reading-correct-button" if reading else "form-cancel-button"))
            return
        self._writes_down_confirmation(screen)
        await self._press(label("reading-confirm-button"))

    def _writes_down_confirmation(self, screen: Message) -> None:
        summary = _summary(screen.text)
        if summary is not None:
            self.town.ledger.confirmed.add(Entry(self.chat_id, *summary))

    async def _asks(self) -> None:
        if not self._question:
            place = self.town.ledger.deeds["question-ask"]
            self._question = f"Вопрос {place} из чата {self.chat_id}: когда поверка?"
        await self.person.send(self._question)

    async def _drops_question(self) -> None:
        """Wait for the answers to earlier questions."""
        self._question = ""
        await self._press(label("form-cancel-button"))


def _labels(message: Message | None) -> list[str]:
    return [name for row in message.button_labels for name in row] if message else []


def _summary(text: str) -> tuple[str, Values] | None:
    """Read number and values from the summary of a reading."""
    number = re.search(r"Абонент № (\d+)", text)
    values = tuple(int(value) for value in re.findall(r"→ (\d+) = ", text))
    if number is None or not values or not shows(text, "reading-confirm-ask"):
        return None
    return number[1], values
