"""The rules of the trade; the standard library only."""
