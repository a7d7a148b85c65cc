"""Notices about the supply: preparing one, and sending it."""
