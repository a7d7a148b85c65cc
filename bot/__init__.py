"""Assembly: the command line, settings, and everything that runs while the bot is up."""

VERSION = "0.1.0"
"""That of ``pyproject.toml``, which is not there in an image."""
