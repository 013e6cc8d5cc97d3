"""SQLite: the only floor that knows how things are kept. The door to ``sqlite_utils``."""
