"""Assembly: the command line, settings, and everything that runs while the bot is up."""
