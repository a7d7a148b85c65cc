"""A local Telegram: a Bot API server for an unmodified client, people to talk to the bot, and a mailbox.

It knows nothing of the project it serves; see README.md in this folder.
"""

from simulator.bot_api import Call
from simulator.clock import MovableClock
from simulator.errors import ApiError, Impossible
from simulator.faults import Fault, Faults
from simulator.levers import Lever
from simulator.mailbox import Letter
from simulator.model import Button, CallbackQuery, Channel, Chat, Contact, Group, Message, StoredFile, Topic
from simulator.people import Person
from simulator.server import Address, Simulator

__all__ = [
    "Address",
    "ApiError",
    "Button",
    "Call",
    "CallbackQuery",
    "Channel",
    "Chat",
    "Contact",
    "Fault",
    "Faults",
    "Group",
    "Impossible",
    "Letter",
    "Lever",
    "Message",
    "MovableClock",
    "Person",
    "Simulator",
    "StoredFile",
    "Topic",
]
