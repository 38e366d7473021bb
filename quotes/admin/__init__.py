"""The editors' side: Django's own admin over the record, a module for each part of it."""

from quotes.admin import first_steps, history, people, sources, statements, watching

__all__ = ["first_steps", "history", "people", "sources", "statements", "watching"]
