"""Commands of the administrator in a terminal: all that ``python -m bot`` does except run the bot."""
