"""Handlers: each turns an update into the call of a use case, and its result into a screen."""
