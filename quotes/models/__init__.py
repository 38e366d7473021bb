"""The tables, a module for each part of the record. Each queryset stands beside its model."""

from quotes.models.entries import Dimension, Entry, EntrySample, EntryState, Facet, Word
from quotes.models.history import Merge, Redirect, Revision
from quotes.models.people import Alias, Role, Speaker
from quotes.models.sources import Capture, Outlet, Source
from quotes.models.statements import (
    Bound,
    CheckState,
    Citation,
    Figure,
    Kind,
    Occasion,
    Relation,
    State,
    Statement,
    StatementTopic,
    Topic,
    Watch,
)

__all__ = [
    "Alias",
    "Bound",
    "Capture",
    "CheckState",
    "Citation",
    "Dimension",
    "Entry",
    "EntrySample",
    "EntryState",
    "Facet",
    "Figure",
    "Kind",
    "Merge",
    "Occasion",
    "Outlet",
    "Redirect",
    "Relation",
    "Revision",
    "Role",
    "Source",
    "Speaker",
    "State",
    "Statement",
    "StatementTopic",
    "Topic",
    "Watch",
    "Word",
]
