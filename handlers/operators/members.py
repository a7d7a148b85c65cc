"""Who the operators are."""

from aiogram.types import User

from services.audit import Operator


def operator_of(user: User) -> Operator:
    """Give a member of the operators' group as the rest of the program knows them."""
    return Operator(user.id, user.full_name)
