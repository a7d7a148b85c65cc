"""The only room that knows Telegram's wire: requests over HTTP, files, errors, and aiogram.

aiogram is imported here, before any module of this room, because it must not build its models at once.
"""

from bot.telegram.deferred_models import import_aiogram

import_aiogram()
