"""Draws conversations as state diagrams from their tables, so that the drawings cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ui.forms import FormTable, Step
from ui.states import State

_HEAD = """\
# Conversations

Drawn from the step tables in `handlers/` by `make flows`; a test compares. «Назад» leads from every step to
the one before it, and «Отмена» out of the conversation; neither is drawn. In brackets stand the
actions of a step's buttons.
"""


def draw(tables: Iterable[FormTable[Any]]) -> str:
    """Give docs/flows.md: a Mermaid diagram for every table."""
    return "\n".join([_HEAD, *(_diagram(table) for table in tables)])


def _diagram(table: FormTable[Any]) -> str:
    lines = [f"## {table.name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {_name(step.state)}: {_label(step)}" for step in table.steps]
    lines += [f"    [*] --> {_name(state)}" for state in table.starts]
    for step in table.steps:
        lines += [f"    {_name(step.state)} --> {_name(after)}" for after in step.goes_to]
        if step.ends:
            lines.append(f"    {_name(step.state)} --> [*]")
    return "\n".join([*lines, "```", ""])


def _name(state: State) -> str:
    return state.short_name


def _label(step: Step[Any]) -> str:
    takes = [*step.choices, *(["contact"] if step.contact else []), *(["file"] if step.file else [])]
    return f"{_name(step.state)} ({', '.join(takes)})" if takes else _name(step.state)
