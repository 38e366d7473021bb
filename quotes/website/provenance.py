"""By how many a statement was printed, and from how many of them it comes independently."""

from collections.abc import Iterable, Mapping

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quotes.citing.origins import OriginDocument, Origins, independent_origins
from quotes.models import Citation, Source, Statement
from quotes.models.vocabulary import OutletKind
from quotes.text.joined import colon, semicolon

# The database refuses a ring of documents, so that this ends.
_ANCESTRY = (
    "(WITH RECURSIVE ancestor(id) AS ("
    " SELECT unnest(%s::bigint[])"
    " UNION SELECT s.derived_from_id FROM quotes_source s JOIN ancestor a ON s.id = a.id"
    " WHERE s.derived_from_id IS NOT NULL)"
    " SELECT id FROM ancestor)"
)


def origins_line(statement: Statement) -> str:
    """A sentence on the origins of a statement, loaded by ``with_page()``."""
    return in_words(independent_origins(printings(statement)))


def printings(statement: Statement) -> list[OriginDocument]:
    """What prints a statement, as `independent_origins` asks for it.

    Costs a query only where a document of it is known to be made from another.
    """
    citations = list(statement.citations.all())
    ancestors = _ancestors(citations)
    return [_document(c.source, ancestors, c.via.name if c.via else "") for c in citations]


def _ancestors(citations: Iterable[Citation]) -> Mapping[int, Source]:
    derived = {c.source.derived_from_id for c in citations if c.source.derived_from_id}
    if not derived:
        return {}
    chain = RawSQL(_ANCESTRY, [sorted(derived)])
    return Source.objects.filter(pk__in=chain).select_related("outlet", "wire").in_bulk()


def _document(source: Source, ancestors: Mapping[int, Source], via: str = "") -> OriginDocument:
    ancestor = ancestors.get(source.derived_from_id) if source.derived_from_id else None
    return OriginDocument(
        outlet=source.outlet.name,
        via=via,
        wire=source.wire.name if source.wire else "",
        derived_from=_document(ancestor, ancestors) if ancestor else None,
        is_primary=source.is_primary,
        is_agency=source.outlet.kind == OutletKind.AGENCY,
    )


def in_words(origins: Origins) -> str:
    """How many print it, and from how many origins, with what is not known of that."""
    printed = ngettext(
        "Printed by %(count)d outlet", "Printed by %(count)d outlets", len(origins.outlets)
    ) % {"count": len(origins.outlets)}
    if not origins.unknown:
        return f"{printed}, {_counted(origins.at_least)}."
    unknown = origins.unknown_outlets
    if unknown == len(origins.outlets) == 1:
        unsaid = _("which does not say where it got the quotation")
        return f"{printed}, {unsaid}."
    why = ngettext(
        "%(count)d outlet does not say where it got the quotation",
        "%(count)d outlets do not say where they got the quotation",
        unknown,
    ) % {"count": unknown}
    if origins.is_exact:
        return f"{printed}{semicolon()}{why}."
    return f"{printed}, {_at_least(origins.at_least)}{colon()}{why}."


def _counted(count: int) -> str:
    return ngettext("%(count)d independent origin", "%(count)d independent origins", count) % {
        "count": count
    }


def _at_least(count: int) -> str:
    return ngettext(
        "at least %(count)d independent origin", "at least %(count)d independent origins", count
    ) % {"count": count}
