"""The way out: the senders, their pace, and one delivery per kind of message."""
