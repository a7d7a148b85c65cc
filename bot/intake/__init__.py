"""The way in: inbox, queues per chat, recovery, webhook and health over HTTP."""
