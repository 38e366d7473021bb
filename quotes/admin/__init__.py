"""The editors' side: Django's own admin over the record, a module for each part of it."""

from quotes.admin import history, people, sources, statements, watching

__all__ = ["history", "people", "sources", "statements", "watching"]
