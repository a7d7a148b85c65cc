"""How the process is asked to stop."""

import asyncio
import signal


def stop_signal() -> asyncio.Event:
    """Give an event that SIGTERM and Ctrl+C set."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped
