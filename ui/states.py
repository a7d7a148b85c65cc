"""States of conversations, by names that are stored and outlive a restart: ``ReadingForm:value``."""

from __future__ import annotations


class State:
    """A state; its name, made of class and attribute, is kept in the database."""

    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"{owner.__name__}:{name}"

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def short_name(self) -> str:
        """The name without the name of the form."""
        return self.name.partition(":")[2]


class States:
    """The base of a form's states, each an attribute: ``number = State()``."""

    @classmethod
    def all(cls) -> tuple[State, ...]:
        """Give the states in the order in which they are written."""
        return tuple(value for value in vars(cls).values() if isinstance(value, State))
