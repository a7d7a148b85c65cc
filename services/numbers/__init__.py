"""Subscriber numbers and their readings."""
