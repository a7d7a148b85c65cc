"""Assembly: the command line, settings, and everything that runs while the bot is up."""

from bot.telegram.deferred_models import import_aiogram

import_aiogram()
