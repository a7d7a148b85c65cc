"""Works of tests: facts that have no key, so that a lost one and a doubled one are both seen."""

from collections.abc import Callable

from storage.postgres.blocking import connected
from storage.unit import StoredUnit


def adding(number: int) -> Callable[[StoredUnit], int]:
    """Return a work that adds a fact."""

    def work(unit: StoredUnit) -> int:
        unit.connection.execute("INSERT INTO facts (number) VALUES (?)", (number,))
        return number

    return work


def kept(unit: StoredUnit) -> list[int]:
    """Read the facts, in order."""
    return [row["number"] for row in unit.connection.execute("SELECT number FROM facts ORDER BY number")]


def stored(url: str) -> list[int]:
    """Read the facts over a connection of its own, in the order in which they were added."""
    with connected(url) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM facts ORDER BY ctid")]


def sql(url: str, *statements: str) -> None:
    """Run statements one after the other over a connection of its own."""
    with connected(url) as connection:
        for statement in statements:
            connection.run(statement)
