"""Somebody who is not in the operators' group."""

STRANGER = 777
"""Telegram's number of the person."""
