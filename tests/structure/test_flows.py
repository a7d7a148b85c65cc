"""The drawings in docs/ are those of the tables."""

from pathlib import Path

from handlers.routing import TABLES
from ui.drawing import draw

FLOWS = Path(__file__).parents[2] / "docs" / "flows.md"


def test_the_drawings_in_docs_are_those_of_the_tables() -> None:
    assert FLOWS.read_text(encoding="utf-8") == draw(TABLES), "run `make flows`"


def test_every_step_can_be_reached_and_every_conversation_can_end() -> None:
    for table in TABLES:
        reached = set(table.starts)
        for step in [*table.steps] * len(table.steps):
            if step.state in reached:
                reached |= set(step.goes_to)
        assert reached == {step.state for step in table.steps}, table.name
        assert any(step.ends for step in table.steps), table.name
