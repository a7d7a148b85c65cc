"""Operators see how far a job is, and their group is not flooded with it."""

from bot.exchange.progress import EDIT_SECONDS, ProgressDisplay
from bot.settings import LOCALES
from domain.exchange_job import Job, JobKind, JobState, OfferedFile
from domain.operator import Operator
from ui.screen import Screen
from ui.texts import Texts

JOB = Job(
    id=1,
    kind=JobKind.IMPORT,
    state=JobState.RUNNING,
    file=OfferedFile("file", "registry.zip", 1000),
    export=None,
    readings=0,
    message_id=5,
    asked_by=Operator(7, "Олег"),
    report="",
    succeeded=None,
)


class Wall:
    """A clock that is moved by hand, and what was shown in the message of the job."""

    def __init__(self) -> None:
        self.now = 100.0
        self.shown: list[str] = []
        say = Texts.load(LOCALES, "ru").within("ru")
        self.display = ProgressDisplay(say, JOB, self.show, seconds=lambda: self.now)

    async def show(self, _job: Job, screen: Screen) -> None:
        self.shown.append(screen.text)

    async def pass_time(self, seconds: float) -> None:
        self.now += seconds
        await self.display.refresh()


async def test_the_newest_progress_is_shown_with_the_time_that_it_took() -> None:
    wall = Wall()
    await wall.display.begin()
    wall.display.hear("reading", 1, 10)
    wall.display.hear("reading", 4, 10)
    await wall.pass_time(65)
    [began, running] = wall.shown
    assert running.startswith(began)
    assert "40" in running
    assert "1:05" in running


async def test_the_message_changes_once_in_a_while_at_most() -> None:
    wall = Wall()
    await wall.display.begin()
    for done in range(20):
        wall.display.hear("reading", done, 20)
        await wall.pass_time(EDIT_SECONDS / 4)
    assert len(wall.shown) == 1 + 5


async def test_what_is_shown_already_is_not_shown_again() -> None:
    wall = Wall()
    await wall.display.begin()
    await wall.pass_time(EDIT_SECONDS)
    assert len(wall.shown) == 1
    wall.display.hear("reading", 1, 20)
    await wall.pass_time(EDIT_SECONDS)
    await wall.pass_time(EDIT_SECONDS)
    assert len(wall.shown) == 2
