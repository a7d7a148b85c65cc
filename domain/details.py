"""What a message, an alert or an entry of the audit is filled with."""

from typing import TypeAlias

Value: TypeAlias = str | int | None
"""What a message may be filled with. Numbers that are names (of a subscriber, of a meter) are ``str``."""
