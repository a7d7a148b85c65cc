"""`python -m simulator`: a local Telegram with a chat page in the browser, to try a bot offline."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

from simulator.server import Address, Simulator

TOKEN = "42:LOCAL_telegram-0123456789"  # noqa: S105 (opens nothing but this simulator)
logger = logging.getLogger("simulator")


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="Bot API and chat page (%(default)s)")
    parser.add_argument("--smtp-port", type=int, default=2525, help="mailbox (%(default)s)")
    parser.add_argument("--token", default=TOKEN, help="the only token that is let in (%(default)s)")
    parser.add_argument("--username", default="lk_demo_bot", help="name of the bot in t.me links")
    parser.add_argument("--operators-chat-id", type=int, default=-1001, help="the group (%(default)s)")
    parser.add_argument("--keep-messages", type=int, default=1000, help="per chat (%(default)s)")
    parser.add_argument("--no-limits", action="store_true", help="let the bot write as fast as it can")
    return parser.parse_args(arguments)


def settle(simulator: Simulator, operators_chat_id: int) -> None:
    """Add two residents and the operators' group, where the bot is an administrator and sees all."""
    simulator.add_person("Анна", username="anna", phone="+79000000001")
    simulator.add_person("Борис", username="boris", phone="+79000000002")
    operators = [
        simulator.add_person("Олег", username="oleg", phone="+79000000003"),
        simulator.add_person("Ольга", username="olga", phone="+79000000004"),
    ]
    simulator.add_group(operators_chat_id, "Операторы", operators, bot_is_admin=True)


async def run(options: argparse.Namespace) -> None:
    """Serve until a signal comes."""
    simulator = Simulator(
        options.token,
        username=options.username,
        smtp=True,
        keep_messages=options.keep_messages,
        enforce_limits=not options.no_limits,
        address=Address(options.host, options.port, options.smtp_port),
    )
    settle(simulator, options.operators_chat_id)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with simulator:
        logger.info("chat page         %s/", simulator.url)
        logger.info("TELEGRAM_API_URL  %s", simulator.url)
        logger.info("SMTP_URL          %s", simulator.smtp_url)
        logger.info("BOT_TOKEN         %s", options.token)
        logger.info("OPERATOR_CHAT_ID  %s", options.operators_chat_id)
        await stopped.wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        asyncio.run(run(parse_arguments()))
    except OSError as error:  # another program has the port
        sys.exit(f"{error.strerror}; choose others by --port and --smtp-port")
