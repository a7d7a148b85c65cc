"""How long a sign-in takes while a crowd registers.

``python -m benchmarks.sign_in_beside --chats 100 --sign-ins 30`` lets so many chats choose and repeat
passwords as fast as they are answered, and verifies a password beside them again and again. With
``--alike`` all wait in one line, as they did before sign-ins went first.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from statistics import median

from domain.errors import DomainError
from integrations.passwords import Argon2Passwords
from services.passwords import Errand

REFUSED_SECONDS = 1.0
"""After which somebody who was told to come later types again."""


async def register(passwords: Argon2Passwords, refused: list[float]) -> None:
    """Choose and repeat passwords until cancelled."""
    while True:
        try:
            stored = await passwords.hash("kobalt sosna 75", Errand.REGISTRATION)
            await passwords.verify(stored, "kobalt sosna 75", Errand.REGISTRATION)
        except DomainError:
            refused.append(time.monotonic())
            await asyncio.sleep(REFUSED_SECONDS)


async def sign_in(passwords: Argon2Passwords, stored: str, errand: Errand) -> float:
    """Verify a password, and return the seconds that it took; those who are refused try again."""
    begun = time.monotonic()
    while True:
        try:
            await passwords.verify(stored, "kobalt sosna 75", errand)
        except DomainError:
            await asyncio.sleep(REFUSED_SECONDS)
        else:
            return time.monotonic() - begun


async def measure(chats: int, sign_ins: int, errand: Errand) -> None:
    """Measure once, and print what came out."""
    passwords, refused = Argon2Passwords(), list[float]()
    stored = await passwords.hash("kobalt sosna 75", Errand.SIGN_IN)
    crowd = [asyncio.create_task(register(passwords, refused)) for _ in range(chats)]
    await asyncio.sleep(REFUSED_SECONDS)
    waits = sorted([await sign_in(passwords, stored, errand) for _ in range(sign_ins)])
    for each in crowd:
        each.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    p95 = waits[int(0.95 * (len(waits) - 1))]
    print(f"{chats} chats: median {median(waits):.2f} s, p95 {p95:.2f} s, refused {len(refused)}")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=100)
    parser.add_argument("--sign-ins", type=int, default=30)
    parser.add_argument("--alike", action="store_true")
    given = parser.parse_args()
    errand = Errand.REGISTRATION if given.alike else Errand.SIGN_IN
    asyncio.run(measure(given.chats, given.sign_ins, errand))


if __name__ == "__main__":
    main()
