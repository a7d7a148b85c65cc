"""The terminal: what ``python -m bot`` does besides running the bot."""
