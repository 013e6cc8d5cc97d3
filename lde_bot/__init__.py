"""LDE-bot: answers about Flanders' lokale diensteneconomie, and initiatives nearby."""

__version__ = "0.1.0"
