"""The editors' side: Django's own admin over the record, a module for each part of it."""

from quotes.admin import (
    account_forms,
    account_pages,
    browser_button,
    first_steps,
    history,
    inquiries,
    invitations,
    notices,
    people,
    queued_source,
    sessions,
    sources,
    statements,
    watching,
)

__all__ = [
    "account_forms",
    "account_pages",
    "browser_button",
    "first_steps",
    "history",
    "inquiries",
    "invitations",
    "notices",
    "people",
    "queued_source",
    "sessions",
    "sources",
    "statements",
    "watching",
]
