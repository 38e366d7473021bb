"""Where a part of a list begins, as addresses carry it: a place, which outlives what stood there.

A key would not do. What is withdrawn, merged or renamed has it no more, and what is known by its
place among the parts of something has another one as soon as an earlier part is entered.
"""

import re
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from quotes.api.reading import Unreadable
from quotes.search.queries import ListPlace

# No key has it, and no address has to escape it.
_MARK = "~"
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = "%Y%m%dT%H%M%S.%fZ"
_DOUBTED = "doubted"

# The forms of the columns that statements are sorted by, the id behind them.
_FORMS: dict[str, tuple[type, ...]] = {
    "newest": (date, date, int),
    "oldest": (date, date, int),
    "added": (datetime, int),
    "most-cited": (int, date, date, int),
    "relevance": (int, int),
}


def is_cursor(text: str) -> bool:
    """Whether a text stands for a place; else it is a key."""
    return _MARK in text


def of_row(pk: int) -> str:
    """The place of a row in a list of rows, which are in the order in which they were entered."""
    return f"{_MARK}{pk}"


def row_at(text: str) -> int:
    """The id of the row that stands, or stood, at a place. Raises `Unreadable`."""
    mark, _mark, pk = text.partition(_MARK)
    if mark or not _NUMBER.fullmatch(pk):
        raise _unreadable()
    return int(pk)


def of_statement(place: ListPlace, order: str) -> str:
    """A place in a list of statements, and the order that these are in."""
    values = [_written(value) for value in place.values]
    return _MARK.join([order, *([_DOUBTED] if place.is_doubted else []), *values])


def statement_at(text: str, order: str) -> ListPlace:
    """A place in a list of this order. Raises `Unreadable`."""
    named, *values = text.split(_MARK)
    is_doubted = values[0] == _DOUBTED
    forms = _FORMS[order]
    values = values[is_doubted:]
    if named != order or len(values) != len(forms):
        raise _unreadable()
    try:
        read = tuple(_read(value, form) for value, form in zip(values, forms, strict=True))
    except ValueError as error:
        raise _unreadable() from error
    return ListPlace(read, is_doubted)


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(_MOMENT)
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(text: str, form: type) -> object:
    if form is datetime:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    wanted = _DAY if form is date else _NUMBER
    if not wanted.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text) if form is date else int(text)


def _unreadable() -> Unreadable:
    return Unreadable([_("This list has no such place: take the address of a part from “next”.")])
