"""Links to the same list, statement or source in other formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import (
    HttpResponse,
    QueryDict,
)
from django.utils.translation import gettext as _

from quotes.exports.formats import FORMATS, REFERENCE_FORMATS, STATEMENT_FORMATS, Format
from quotes.models import Source, Statement
from quotes.models.columns import address
from quotes.presentation import list_addresses

# A proxy that reads 4 KB of headers answers 502 to more; a long query would stand in this header
# once for each format. The page itself links to them all the same.
LONGEST_LINK_HEADER = 1_500


@dataclass(frozen=True)
class Alternate:
    """The same list in another form."""

    label: str
    media_type: str
    url: str


def alternates(query: QueryDict) -> list[Alternate]:
    """The addresses of the whole list that the query finds, in every form there is."""
    whole = list_addresses.without_cuts(query)
    whole.pop("size", None)
    return [
        Alternate(
            form.label,
            form.media_type,
            list_addresses.here(address("statements-as", form.suffix), whole),
        )
        for form in FORMATS.values()
    ]


def downloads(query: QueryDict) -> list[Alternate]:
    """The same for readers: the sheet has a row a statement, or a row for each source of one."""
    found = alternates(query)
    whole = list_addresses.setting(query, rows="citations", size="")
    for place, one in enumerate(found):
        if one.media_type == "text/csv":
            url = list_addresses.here(one.url.partition("?")[0], whole)
            rows = Alternate(_("CSV, a row per source"), one.media_type, url)
            found[place] = Alternate(_("CSV, a row per statement"), one.media_type, one.url)
            return [*found[: place + 1], rows, *found[place + 1 :]]
    return found


def statement_alternates(statement: Statement) -> list[Alternate]:
    """The addresses of one statement in every form there is."""
    return _alternates("statement-as", statement.public_id, STATEMENT_FORMATS)


def source_alternates(source: Source) -> list[Alternate]:
    """The addresses of a source in every form there is."""
    return _alternates("source-as", source.public_id, REFERENCE_FORMATS)


def _alternates(name: str, public_id: str, forms: Mapping[str, Format]) -> list[Alternate]:
    return [
        Alternate(form.label, form.media_type, address(name, public_id, form.suffix))
        for form in forms.values()
    ]


def with_links(response: HttpResponse, others: Sequence[Alternate]) -> HttpResponse:
    """The response, naming its alternates in a Link header (RFC 8288)."""
    header = ", ".join(
        f'<{other.url}>; rel="alternate"; type="{other.media_type}"' for other in others
    )
    if len(header) <= LONGEST_LINK_HEADER:
        response["Link"] = header
    return response
