"""Operators who decide what comes to their group: one the readings for review, the other the questions."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from random import Random

from simulator import Group, Message, Person
from tests.crash.ledger import Ledger
from tests.crash.words import label, shows

PATIENCE = 8.0
"""Seconds after which an operator does the same once more."""
QUESTION = re.compile(r"Вопрос \d+ из чата \d+: когда поверка\?")
RECEIPT = re.compile(r"Квитанция (\d{4}-\d{7}-\d)")


@dataclass
class OperatorsDesk:
    """The group, as both operators see it."""

    group: Group
    reviewer: Person
    answerer: Person
    random: Random
    ledger: Ledger
    _reviews: dict[str, Message] = field(default_factory=dict)
    """Newest message of each reading that waits for a decision, by receipt."""
    _questions: dict[str, Message] = field(default_factory=dict)
    """Newest message of each question that waits for an answer."""
    _seen: set[tuple[int, int]] = field(default_factory=set)
    """The messages with questions that were seen before, by group and number."""
    _answering: str = ""
    _replied_to: Message | None = None
    """Under which message the question is answered."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def waiting(self) -> list[str]:
        """What is still to be decided or answered."""
        return [*self._reviews, *self._questions]

    def sees(self, message: Message) -> None:
        """Look at a message of the bot that appeared or changed."""
        text = message.text
        if (receipt := RECEIPT.search(text)) is not None:
            if message.buttons and message.button_labels != [[label("alert-undo-button")]]:
                self._reviews[receipt[1]] = message
            elif self._reviews.pop(receipt[1], None) is not None:
                self.ledger.decided.add(receipt[1])
        elif (question := QUESTION.search(text)) is not None:
            if shows(text, "alert-outcome-answered"):
                self._questions.pop(question[0], None)
                self._has_answered(question[0])
            elif question[0] not in self.ledger.answered or self._is_new(message):
                self._questions[question[0]] = message
            self._seen.add((message.chat.id, message.id))
        elif self._answering and (shows(text, "thread-sent") or shows(text, "error-alert-already-decided")):
            self._has_answered(self._answering)

    def _is_new(self, message: Message) -> bool:
        """Tell whether a message was never seen before: who asks again after an answer waits for another."""
        return (message.chat.id, message.id) not in self._seen

    def _has_answered(self, question: str) -> None:
        if self._questions.get(question) in {None, self._replied_to}:
            self._questions.pop(question, None)  # otherwise more was asked meanwhile
        self.ledger.answered[question] = _answer(question)
        self._answering = ""
        self._news.set()

    async def review(self) -> None:
        """Decide about readings until cancelled."""
        while True:
            await asyncio.sleep(self.random.uniform(1, 4))
            for message in list(self._reviews.values())[:1]:
                shown = {button for row in message.button_labels for button in row}
                choices = ("alert-accept-button", "alert-reject-button", "alert-sure-button", "reason-typo")
                offered = [label(choice) for choice in choices if label(choice) in shown]
                if offered:
                    self.ledger.press(await self.reviewer.press(self.random.choice(offered), on=message))
                    self.ledger.deeds["decision"] += 1

    async def answer(self) -> None:
        """Answer questions until cancelled, one after the other."""
        while True:
            await asyncio.sleep(self.random.uniform(1, 4))
            for question, message in list(self._questions.items())[:1]:
                self._answering, self._replied_to = question, message
                self._news.clear()
                await self.answerer.reply(message, _answer(question))
                self.ledger.deeds["answer"] += 1
                await self._wait()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), PATIENCE)
        except TimeoutError:
            self.ledger.deeds["lost patience"] += 1


def _answer(question: str) -> str:
    return f"Через год. ({question.partition(':')[0]})"
