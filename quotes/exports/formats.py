"""The forms a list can be had in, by the suffix of its address. A new form is one line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quotes.exports import as_atom, as_csv, as_json
from quotes.exports.rows import Asked


@dataclass(frozen=True)
class Format:
    """One form of a list.

    ``write`` gives the text of the whole document, or its parts one after another, which are then
    sent as they are made. It raises `Unreadable` before the first part. ``filename`` is given to
    what a browser should save and not show.
    """

    suffix: str
    label: str
    media_type: str
    write: Callable[[Asked], str | Iterator[str]]
    filename: str = ""


FORMATS = {
    form.suffix: form
    for form in (
        Format("json", "JSON", "application/json", as_json.write),
        Format("csv", "CSV", "text/csv", as_csv.write, "statements.csv"),
        Format("atom", "Atom", "application/atom+xml", as_atom.write),
    )
}
