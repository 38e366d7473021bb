"""References of the statements that a list finds, each in its best source or in every one."""

from collections.abc import Iterator

from django.utils import timezone

from quotes.citing.reference import Reference, Site, references
from quotes.exports.export_rows import ExportRequest, ExportRow, chunks


def asked_for(asked: ExportRequest) -> Iterator[list[Reference]]:
    """The references of what a query finds, in its order and in parts: one a statement, the best.

    With ``rows=citations`` each statement in each of its sources, the best first. Raises
    `UnreadableQuery` before the first part.
    """
    is_by_citation = asked.is_by_citation()
    found = asked.found()
    return (
        [one for row in rows for one in _of_row(asked, row, is_by_citation)]
        for rows in chunks(found)
    )


def _of_row(asked: ExportRequest, row: ExportRow, is_by_citation: bool) -> list[Reference]:
    every = of_row(asked, row)
    return every if is_by_citation else every[:1]


def of_row(asked: ExportRequest, row: ExportRow) -> list[Reference]:
    """A statement in each of its sources, the best to cite first. It was read here today."""
    return references(row.statement, Site(asked.origin), row.revision, timezone.now().date())
