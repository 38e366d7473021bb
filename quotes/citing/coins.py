"""References in HTML for reference managers: COinS, an OpenURL ContextObject in a span's title.

The keys are those of ANSI/NISO Z39.88-2004 in its key/encoded-value form. Its journal format is
used for every kind of source: it is the one that all versions of Zotero read without fail, and
``rft.type`` at the end then names the kind in Zotero's words, which other readers pass over. What
Zotero makes of it was checked: docs/reference-managers.md.
"""

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from urllib.parse import quote

from quotes.citing.bylines import Name, parted
from quotes.citing.reference import (
    CitedSource,
    Rank,
    Reference,
    Said,
    Site,
    authors_of,
    is_whole,
    joined_pieces,
    rank,
    same_language,
    title_of,
)
from quotes.citing.reference_fields import kept_at, place_of_access
from quotes.citing.source_types import SOURCE_TYPES
from quotes.dates.display import date_of
from quotes.models.vocabulary import SourceKind
from quotes.search.rows import ListedCitation, ListedStatement

_BEGINNING = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal"


def of_reference(reference: Reference) -> str:
    """The ContextObject of a reference, not yet escaped for HTML.

    The official is named as a contributor where not as the author: Zotero keeps the name, no style
    prints it, and an item that has a name is not looked up elsewhere. There is room for one
    address: that of the statement, which leads on to the source.
    """
    source, said, authors = reference.source, reference.said, authors_of(reference)
    pairs = [
        ("genre", "article" if source.kind == SourceKind.NEWS_ARTICLE else "unknown"),
        ("atitle", title_of(reference)),
        ("jtitle" if SOURCE_TYPES[source.kind].is_contained else "pub", source.outlet),
        *(("au", indexed(author)) for author in authors),
        ("date", date_of(source.published)),
        ("language", source.language),
        ("type", SOURCE_TYPES[source.kind].zotero),
    ]
    if said:
        pairs.append(("description", said.words))
        if said.speaker not in authors:
            pairs.append(("contributor", indexed(said.speaker)))
    values = "".join([f"&rft.{key}={_encoded(value)}" for key, value in pairs if value])
    address = kept_at(reference) or place_of_access(reference)
    return f"{_BEGINNING}&rft_id={_encoded(address)}{values}"


def _encoded(text: str) -> str:
    """What ``quote_plus`` gives, in a third of the time: a list encodes 250 texts."""
    return _RESERVED.sub(_escaped, text).replace(" ", "+")


# All but what RFC 3986 leaves as it is, and blanks.
_RESERVED = re.compile(r"[^A-Za-z0-9_.~ -]+")


def _escaped(found: re.Match[str]) -> str:
    return _quoted(found[0])


# In most languages a text has few other characters, the same again and again.
_quoted = lru_cache(maxsize=5_000)(partial(quote, safe=""))


def of_listed(statement: ListedStatement, site: Site) -> str:
    """The ContextObject of a statement in a list, in its best source; "" if it has none.

    It says what `of_reference` says of the statement's own page, but leads to the statement as it
    stands, since a list does not load its revisions. Some 60 microseconds: a list has 25 of them.
    """
    if not statement.printings:
        return ""
    pieces = _best_pieces(statement)
    source, wordings = pieces[0], [piece.quotation for piece in pieces if piece.quotation]
    permalink = site.permalink(statement.public_id)
    family, _comma, given = statement.speaker_sort_name.partition(", ")
    return of_reference(
        Reference(
            key="",
            source=CitedSource(
                public_id="",
                kind=SourceKind(source.source_kind),
                title=source.title,
                outlet=source.outlet_name,
                authors=tuple(_parted(name, source.language) for name in source.authors),
                published=source.published,
                language=source.language,
                url=source.url,
                archived_url="",
                archived_at=None,
                wire="",
                address="",
            ),
            said=Said(
                public_id=statement.public_id,
                speaker=Name(statement.speaker.name, family if given else "", given),
                speaker_slug=statement.speaker.slug,
                offices=(),
                said=statement.said,
                place="",
                occasion="",
                words=joined_pieces(wordings, statement.text) or statement.text,
                is_quotation=bool(wordings),
                language=source.language,
                via="",
                locator="",
                topics=(),
                permalink=permalink,
                pinned=permalink,
                revision=None,
            ),
        )
    )


# Lists show the same articles again and again.
_parted = lru_cache(maxsize=5_000)(parted)


def _best_pieces(statement: ListedStatement) -> list[ListedCitation]:
    """What the source prints that is best to cite, by the rules of `by_source`."""
    grouped: dict[int, list[ListedCitation]] = {}
    for printing in statement.printings:
        grouped.setdefault(printing.source_id, []).append(printing)
    if len(grouped) == 1:
        return list(statement.printings)
    return min(grouped.values(), key=lambda pieces: _rank(pieces, statement))


def _rank(pieces: Sequence[ListedCitation], statement: ListedStatement) -> Rank:
    source, words = pieces[0], [piece.quotation or "" for piece in pieces]
    is_translation = not same_language(source.language, statement.language)
    return rank(
        kind=source.source_kind,
        title=source.title,
        published=source.published,
        proofs=[piece.check_state for piece in pieces],
        is_primary=source.is_primary,
        is_copy=source.is_copy,
        is_translation=is_translation,
        is_whole=is_whole(statement.text, words, is_translation=is_translation),
        is_doubted=any(piece.is_doubted for piece in pieces),
    )


def indexed(name: Name) -> str:
    """A name as an index has it: "Carney, Mark"; one that is not to be parted ends in a comma.

    Zotero parts every name: at a comma if it has one, or else before its last word, which makes
    "News, CBC" of "CBC News". A comma at the end leaves it whole, and Zotero drops the comma.
    """
    if name.family and name.given:
        return f"{name.family}, {name.given}"
    return f"{name.literal}," if " " in name.literal else name.literal
