"""Telegram's side: requests over HTTP, files, errors."""
