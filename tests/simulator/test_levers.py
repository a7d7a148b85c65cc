"""The levers of the page: the owner of the simulator says what there is, and the page draws and pulls it."""

from __future__ import annotations

import asyncio
import math

import pytest

from simulator import Fault, Impossible, Lever, MovableClock, Simulator
from simulator.faults import ALWAYS
from tests.simulator.test_page import Page
from tests.simulator.town import Clock, RawClient, in_background


class Lamp:
    """Something that can be switched on and off."""

    def __init__(self) -> None:
        self.is_lit = False

    async def switch(self) -> str:
        self.is_lit = not self.is_lit
        return "Свет горит" if self.is_lit else ""


@pytest.fixture
async def page(sim: Simulator, raw: RawClient) -> Page:
    return Page(sim, raw.http)


@pytest.fixture
def lamp(sim: Simulator) -> Lamp:
    lamp = Lamp()

    async def ring() -> str:
        raise Impossible("the bell is broken")

    levers = [
        Lever("lamp", "Дом", "Свет", lamp.switch, lambda: lamp.is_lit),
        Lever("bell", "Дверь", "Звонок", ring),
    ]
    sim.levers.offer("Дом и дверь", levers, zone="Europe/Moscow")
    return lamp


async def test_a_simulator_without_an_owner_has_no_levers(page: Page) -> None:
    state = await page.state()
    assert state["levers"]["groups"] == []


@pytest.mark.usefixtures("lamp")
async def test_the_page_gets_the_levers_in_their_groups_with_the_present_time(
    sim: Simulator, page: Page, clock: Clock
) -> None:
    async with page.http.get(f"{sim.url}/ui/levers") as response:
        levers = await response.json()
    assert levers == {
        "title": "Дом и дверь",
        "zone": "Europe/Moscow",
        "now": clock.now,
        "groups": [
            {"title": "Дом", "levers": [{"name": "lamp", "label": "Свет", "is_on": False}]},
            {"title": "Дверь", "levers": [{"name": "bell", "label": "Звонок"}]},
        ],
    }
    assert (await page.state())["levers"] == levers


async def test_a_lever_does_what_its_owner_says_and_every_page_hears_how_it_stands(
    sim: Simulator, page: Page, lamp: Lamp
) -> None:
    async with page.events(sim.world.events.last_number) as events:
        assert await page.post("lever", name="lamp") == {"told": "Свет горит"}
        event = await events.next()
    assert lamp.is_lit
    assert event["type"] == "levers"
    assert event["levers"]["groups"][0]["levers"][0]["is_on"] is True
    assert await page.post("lever", name="lamp") == {"told": ""}
    assert not lamp.is_lit


async def test_a_lever_that_takes_its_time_makes_no_other_one_wait(sim: Simulator) -> None:
    lamp, is_done = Lamp(), asyncio.Event()

    async def take_time() -> str:
        await is_done.wait()
        return "готово"

    levers = [Lever("slow", "", "", take_time), Lever("lamp", "", "", lamp.switch)]
    sim.levers.offer("", levers)
    slow = in_background(sim.levers.pull("slow"))
    await sim.levers.pull("lamp")
    assert lamp.is_lit
    is_done.set()
    assert await slow == "готово"


@pytest.mark.usefixtures("lamp")
async def test_a_lever_that_is_not_there_or_cannot_be_pulled_is_refused_in_words(page: Page) -> None:
    assert await page.refusal("lever", name="door") == "there is no lever door"
    assert await page.refusal("lever") == "there is no lever "
    assert await page.refusal("lever", name="bell") == "the bell is broken"


def test_a_movable_clock_goes_forward_only() -> None:
    base = Clock()
    clock = MovableClock(-3600.0, base)
    assert clock() == base.now - 3600
    clock.forward(86_400)
    assert (clock(), clock.ahead) == (base.now + 82_800, 82_800)
    for seconds in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="forward only"):
            clock.forward(seconds)
    assert clock.ahead == 82_800


def test_one_lasting_fault_is_ended_and_the_others_stay(sim: Simulator) -> None:
    slow, flood = Fault("delay", seconds=4), Fault("flood", seconds=10)
    sim.faults.add("*", slow, times=ALWAYS)
    sim.faults.add("*", flood, times=ALWAYS)
    sim.faults.end(slow)
    assert not sim.faults.is_ordered(slow)
    assert sim.faults.is_ordered(flood)
    assert sim.faults.take("sendMessage") == flood


async def test_a_mailbox_says_whether_it_is_open(sim: Simulator) -> None:
    opened = [sim.mailbox.is_open]
    await sim.mailbox.refuse_connections()
    opened.append(sim.mailbox.is_open)
    await sim.mailbox.accept_connections()
    assert [*opened, sim.mailbox.is_open] == [True, False, True]
