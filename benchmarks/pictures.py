"""``python -m benchmarks.pictures``: what residents wait while others ask for pictures.

Fifty residents send readings as people do, with a pause before each step: for a while undisturbed, and then
while twenty others a second want the QR code of their payment. What is printed is how long the first reply to
an update of the fifty took in both parts, the ratio of the two, and what became of the wishes: each is
answered by a picture, or by words that ask to come again because too many wait.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.bots import ROOT, Home, start_bot
from benchmarks.figures import Figure, Measured, hundredths, table
from benchmarks.flats import Flat
from benchmarks.guests import Guests
from benchmarks.neighbours import move_in
from benchmarks.operators import GROUP, PHOTO, OperatorsGroup
from benchmarks.population import settle
from benchmarks.residents import Crowd
from benchmarks.telegram import BOT, Telegram
from benchmarks.waiting import DRIVER_CORE, START_SECONDS, Scale, Scene, during, nothing

PAYEE = {
    "COMPANY_NAME": "АО «Светлогорская сбытовая компания»",
    "COMPANY_INN": "9900123450",
    "COMPANY_KPP": "990001001",
    "PAYEE_ACCOUNT": "40702810400000000017",
    "PAYEE_BANK": "Банк «Светлогорье» (АО)",
    "PAYEE_BIC": "049999017",
    "PAYEE_CORR_ACCOUNT": "30101810800000000017",
}
DEBT = 123_456
"""Kopecks that each neighbour owes."""
FIGURES = {
    "p50": Figure("p50 ms", "{:.1f}"),
    "p95": Figure("p95 ms", "{:.1f}"),
    "p99": Figure("p99 ms", "{:.1f}"),
    "busy_p50": Figure("p50 ms next to the pictures", "{:.1f}"),
    "busy_p95": Figure("p95 ms next to the pictures", "{:.1f}"),
    "busy_p99": Figure("p99 ms next to the pictures", "{:.1f}"),
    "p99_ratio": Figure("p99: ratio (goal: 2)", "{:.2f}"),
    "busy_longest": Figure("longest ms next to the pictures", "{:.0f}"),
    "wishes": Figure("pictures asked for", "{:.0f}"),
    "pictures": Figure("pictures shown", "{:.0f}"),
    "later": Figure("asked to come again", "{:.0f}"),
    "wait_p95": Figure("p95 ms until a picture", "{:.0f}"),
}


@dataclass
class Payers:
    """Neighbours who want to pay, and what the bot shows them."""

    telegram: Telegram
    flats: Sequence[Flat]
    pictures: int = 0
    later: int = 0
    seconds: list[float] = field(default_factory=list)
    """From a wish to its picture."""
    _asked_at: dict[int, float] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def ask(self, per_second: float, seconds: float) -> int:
        """Let one after the other ask for a picture, whether the bot keeps up or not; return how many did."""
        began, flats, asked = time.perf_counter(), cycle(self.flats), 0
        while (passed := time.perf_counter() - began) < seconds:
            if asked <= passed * per_second:
                self._wish(next(flats))
                asked += 1
            else:
                await asyncio.sleep(asked / per_second - passed)
        return asked

    def _wish(self, flat: Flat) -> None:
        user = {"id": flat.person, "is_bot": False, "first_name": "Сосед", "language_code": "ru"}
        query = {"id": str(next(self._numbers)), "from": user, "chat_instance": "1"}
        message = {**self._message(flat.person), "from": BOT, "text": "."}
        self._asked_at[flat.person] = time.perf_counter()
        press = {**query, "data": f"n:pay-code:{flat.number}:0", "message": message}
        self.telegram.deliver({"callback_query": press})

    def answer(self, method: str, params: Mapping[str, Any]) -> Any:
        """Take what the bot shows."""
        person = int(params["chat_id"])
        message = {**self._message(person), "from": BOT}
        if method == "sendPhoto":
            self.pictures += 1
            self.seconds.append(time.perf_counter() - self._asked_at[person])
            return {**message, "photo": PHOTO}
        if method in {"sendMessage", "editMessageText"}:
            self.later += 1
            return {**message, "text": str(params["text"])}
        return True

    def _message(self, person: int) -> dict[str, Any]:
        chat = {"id": person, "first_name": "Сосед", "type": "private"}
        return {"message_id": next(self._numbers), "date": int(time.time()), "chat": chat}


async def measure(per_second: float, scale: Scale, home: Home, folder: Path) -> Measured:
    """Let residents talk without pictures and next to them, with a bot of its own."""
    telegram = Telegram()
    crowd, payers = Crowd(telegram, thinks=scale.thinks), Payers(telegram, scale.flats[scale.talkers :])
    bot = await start_bot("ours", await telegram.start(), folder, home, scale.bot_cores, GROUP)
    scene = Scene(scale, telegram, crowd, OperatorsGroup(telegram), Guests(telegram), bot, folder)
    persons = {flat.person for flat in payers.flats}
    wishes = 0

    def answer(method: str, params: Mapping[str, Any]) -> Any:
        is_payers = int(params.get("chat_id", 0)) in persons
        return payers.answer(method, params) if is_payers else scene.answer(method, params)

    async def ask(scene: Scene, _number: int) -> None:
        nonlocal wishes
        wishes += await payers.ask(per_second, scene.scale.seconds)

    telegram.answer = answer
    try:
        await asyncio.wait_for(telegram.polled.wait(), START_SECONDS)
        flats = iter(scale.flats[: scale.talkers])
        await during(scene, flats, nothing, once=True)  # not counted: the bot is cold
        calm, _, _ = await during(scene, flats, nothing, once=True)
        busy, _, _ = await during(scene, flats, ask, once=True)
    except Exception:
        sys.stderr.write(f"{(folder / 'bot.log').read_text()[-4000:]}\n")
        raise
    finally:
        await bot.kill()
        await telegram.stop()
    figures: dict[str, float | None] = dict(zip(("p50", "p95", "p99"), hundredths(calm), strict=True))
    figures |= zip(("busy_p50", "busy_p95", "busy_p99"), hundredths(busy), strict=True)
    return figures | {
        "p99_ratio": hundredths(busy)[2] / hundredths(calm)[2],
        "busy_longest": 1000 * max(busy),
        "wishes": wishes,
        "pictures": payers.pictures,
        "later": payers.later,
        "wait_p95": hundredths(payers.seconds)[1],
    }


async def compare(
    rates: Sequence[float], scale: Scale, rounds: int, folder: Path
) -> dict[str, list[Measured]]:
    """Measure all rates, by turns."""
    settled, flats = folder / "settled.db", scale.flats
    await settle(settled, flats[: scale.talkers], flats[scale.talkers :])
    move_in(settled, flats[scale.talkers :])
    with closing(sqlite3.connect(settled)) as connection, connection:
        connection.execute("UPDATE subscribers SET balance = ?", (DEBT,))
    results: dict[str, list[Measured]] = {f"{rate:g} a second": [] for rate in rates}
    for number in range(rounds):
        for rate in rates:
            place = folder / f"{number}-{rate}"
            place.mkdir()
            measured = await measure(rate, scale, Home(ROOT, settled), place)
            results[f"{rate:g} a second"].append(measured)
            shutil.rmtree(place)
            print(f"round {number + 1}, {rate:g} a second: {measured}", file=sys.stderr, flush=True)
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pictures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--talkers", type=int, default=5_000, help="who send a reading, at most")
    parser.add_argument("--payers", type=int, default=1_000, help="who ask for pictures (%(default)s)")
    parser.add_argument("--seconds", type=float, default=20, help="of each part (%(default)s)")
    parser.add_argument("--thinks", type=float, default=0.5, help="seconds before each step (%(default)s)")
    parser.add_argument("--bot-cores", default="1", help="cores of the bot, such as 0,1 (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the databases are written: the disk matters")
    parser.add_argument("rates", nargs="*", type=float, default=[20.0], help="pictures a second (20)")
    options = parser.parse_args()
    os.sched_setaffinity(0, {DRIVER_CORE})
    os.environ.update(PAYEE)
    scale = Scale(options.talkers, options.payers, options.seconds, options.thinks, options.bot_cores)
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="benchmark-") as folder:
        results = uvloop.run(compare(options.rates, scale, options.rounds, Path(folder)))
    print(table(FIGURES, results))


if __name__ == "__main__":
    main()
