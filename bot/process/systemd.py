"""Tells systemd how the process is: ready, alive, stopping (``sd_notify``), for a unit with ``Type=notify``.

A bot whose event loop hangs looks healthy from outside, so systemd restarts a process that gives no sign of
life. In a process that systemd did not start, this module does nothing.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Systemd:
    """The service manager, if it started this process.

    ``address`` is its socket; after ``patience`` seconds without a sign of life it restarts the process.
    """

    address: str | None
    patience: float | None

    @classmethod
    def of(cls, environment: Mapping[str, str], process: int) -> "Systemd":
        """Read ``NOTIFY_SOCKET``, ``WATCHDOG_USEC`` and ``WATCHDOG_PID``; ``process`` is its own number."""
        address = environment.get("NOTIFY_SOCKET") or None
        patience = environment.get("WATCHDOG_USEC", "")
        is_watched = environment.get("WATCHDOG_PID", str(process)) == str(process)
        is_known = address is not None and is_watched and patience.isdecimal() and int(patience) > 0
        return cls(address, int(patience) / 1_000_000 if is_known else None)

    @property
    def is_watching(self) -> bool:
        """Whether the service manager waits for signs of life."""
        return self.patience is not None

    def ready(self) -> None:
        """Tell systemd that the bot takes updates from now on."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """Tell systemd that the process ends by itself."""
        self._tell("STOPPING=1")

    async def stay_alive(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Give signs of life twice as often as needed, until cancelled."""
        while self.patience is not None:
            self._tell("WATCHDOG=1")
            await sleep(self.patience / 2)

    def _tell(self, state: str) -> None:
        if self.address is None:
            return
        # An address that begins with @ is not a file; in such addresses sockets expect a zero byte instead.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.settimeout(0)  # a busy service manager must not delay the bot
                manager.sendto(state.encode(), address)
        except OSError as error:
            log.warning("systemd was not told %s: %s", state, error)
