"""The demo: the bot, a local Telegram with a chat page, a mailbox and an example registry on one machine.

The bot is a process of its own, as in production; only its clock is another one. Nothing outside this folder
knows of it.
"""

from pathlib import Path

EXAMPLE_REGISTRY = Path(__file__).parents[2] / "examples" / "registry"
