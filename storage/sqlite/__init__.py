"""The engine: everything that only SQLite has."""
