"""What the head of a page tells reference managers, in ``<meta>`` elements.

The names are those of Dublin Core (DCMI "Expressing Dublin Core metadata using HTML/XHTML meta and
link elements", 2008), the ``citation_…`` names that Highwire Press began and most managers read,
and two vocabularies that Zotero reads. The item that they make is that of the other formats: see
as_csl.py. Which of them Zotero heeds, and why some are left out on purpose, is told in
docs/reference-managers.md.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from quotes.citing.bylines import Name
from quotes.citing.coins import indexed
from quotes.citing.reference import Reference, authors_of, title_of
from quotes.citing.reference_fields import archive_of, facts, genre, place_of_access
from quotes.citing.source_types import SOURCE_TYPES
from quotes.dates.display import date_of, humanize
from quotes.dates.partial import PartialDate
from quotes.models.vocabulary import SourceKind


class Meta(NamedTuple):
    """One ``<meta name="…" content="…">``, not yet escaped for HTML."""

    name: str
    content: str


# What the prefixes of the names stand for: ``<link rel="schema.…">``.
SCHEMAS = (
    ("DC", "http://purl.org/dc/elements/1.1/"),
    ("bib", "http://purl.org/net/biblio#"),
    ("z", "http://www.zotero.org/namespaces/export#"),
)

# The facts that another element holds exactly.
_IN_TAGS = ("archive-url",)


def of_reference(reference: Reference, quoted: Sequence[Name] = ()) -> list[Meta]:
    """The elements for a reference; ``quoted`` are the officials whom a source alone quotes.

    A statement's item is the source, in which its words are the abstract and its official is a
    contributor. Its URL is the source's, and where the words are kept stands in ``extra``.
    """
    source, said = reference.source, reference.said
    title, address = title_of(reference), place_of_access(reference)
    others = facts(reference, _IN_TAGS)
    type = SOURCE_TYPES[source.kind]
    tags = [
        Meta("z:itemType", type.zotero),
        Meta("DC.type", genre(reference)),
        Meta("DC.title", title),
        Meta("citation_title", title),
        Meta("DC.source" if type.is_contained else "DC.publisher", source.outlet),
        *_names(reference, quoted),
        Meta("DC.date", date_of(source.published)),
        Meta("citation_date", _published_in(source.published)),
        Meta("DC.language", source.language),
        Meta("DC.identifier", address),
        Meta("citation_public_url", address),
        Meta("z:archive", archive_of(reference)),
        Meta("z:archiveLocation", source.archived_url),
        Meta("z:extra", "\n".join(f"{name}: {value}" for name, value in others.items())),
    ]
    if said:
        tags.append(Meta("citation_abstract", said.words))
        tags += [Meta("DC.subject", topic) for topic in said.topics]
    return [tag for tag in tags if tag.content]


def _names(reference: Reference, quoted: Sequence[Name]) -> list[Meta]:
    """The authors, and who is quoted. Of a speech an author is the one who holds it."""
    authors = authors_of(reference)
    author = "z:presenters" if reference.source.kind == SourceKind.SPEECH else "DC.creator"
    speakers = (reference.said.speaker,) if reference.said else quoted
    return [
        *(Meta(author, indexed(name)) for name in authors),
        *(Meta("bib:contributors", indexed(name)) for name in speakers if name not in authors),
    ]


def _published_in(published: PartialDate) -> str:
    """The date of publication, in ISO 8601 where that has a form for it, else in words.

    An unknown one is "n.d.", as bibliographies write it: left out, Zotero takes the first date on
    the page for it, which is the day something was said.
    """
    if published.is_unknown:
        return _("n.d.")
    return date_of(published) or humanize(published)
