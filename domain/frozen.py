"""Makes classes of values that never change, and lets mypy see to it instead of Python.

``@dataclass(frozen=True)`` sets each field by a call, because it has to go around its own refusal of
assignments. An update makes a hundred values, and such calls take a fifteenth of its work. mypy refuses an
assignment to a field as well, before the program runs, and without a cost.
"""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Value = TypeVar("Value")


@dataclass_transform(frozen_default=True)
def frozen(cls: type[Value]) -> type[Value]:
    """Make a class of values, which are compared and hashed by their fields.

    It is for values that every update makes. For others ``@dataclass(frozen=True)`` is better, because Python
    refuses assignments itself.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
