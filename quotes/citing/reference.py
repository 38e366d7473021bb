"""What is cited, decided once: a statement in one of the sources that printed it, or a source.

Every citation text and every format for reference managers is made from a `Reference`, so that all
of them agree on the author, the dates, the title and the words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from django.utils.text import capfirst

from quotes.citing.bylines import Name, parted, same_person
from quotes.citing.source_types import SOURCE_TYPES
from quotes.dates.partial import PartialDate
from quotes.models import CheckState, Citation, Kind, Source, Speaker, Statement, Watch
from quotes.models.vocabulary import SourceKind, SpeakerKind
from quotes.text.folding import fold
from quotes.text.languages import primary_subtag

# Between the pieces that one source prints of a statement; a mark that no outlet prints itself.
BETWEEN_PIECES = " […] "
# Between several names or places in the source that one field holds.
_BETWEEN = "; "

# So many characters of the words stand for the title of a source that has none.
_LONGEST_TITLE_OF_WORDS = 100

# So many words of a post stand for its title (APA 7, 10.15).
_WORDS_OF_A_POST = 20

# What a key begins with, so that it begins with a letter and says where the entry is from.
KEY_PREFIX = "dometracker"

# Which outcome of a check makes a source the better one to cite, best first. What was never
# checked may be right; what was found to differ is known not to be.
_BY_PROOF = (
    CheckState.EXACT,
    CheckState.FOLDED,
    CheckState.OMISSIONS,
    CheckState.UNCHECKED,
    CheckState.DIFFERS,
    CheckState.NOT_FOUND,
)

# What a source is held to have printed with other words than these.
_REFUTED = _BY_PROOF.index(CheckState.DIFFERS)

# A source prints a statement whole when it has this part of its letters: marks, an omission and a
# word or two aside.
_WHOLE = 0.95


class Rank(NamedTuple):
    """How good a source is to cite, by the first of these in which two differ; False is better.

    ``lacks_title`` is false of what is at first hand and of a post, which need none.
    ``is_copy`` is true of what was made from another source.
    """

    is_doubted: bool
    is_refuted: bool
    is_fragment: bool
    is_translation: bool
    lacks_title: bool
    lacks_date: bool
    is_second_hand: bool
    is_copy: bool
    proof: int
    last_day: date


@dataclass(frozen=True)
class CitedSource:
    """A source, as a citation names it. Dates and texts are empty where they are not known."""

    public_id: str
    kind: SourceKind
    title: str
    outlet: str
    authors: tuple[Name, ...]
    published: PartialDate
    language: str
    url: str
    archived_url: str
    archived_at: datetime | None
    wire: str
    address: str


@dataclass(frozen=True)
class Said:
    """A statement as one source printed it.

    ``words`` are exactly those of the source, its pieces as `joined_pieces` has them; where it
    prints none of them, they are the archive's summary and ``is_quotation`` is False.
    ``permalink`` leads to the statement as it stands, ``pinned`` to this revision of it; they are
    the same for a statement without history. ``via`` is whom the source credits with the words.
    """

    public_id: str
    speaker: Name
    speaker_slug: str
    offices: tuple[str, ...]
    said: PartialDate
    place: str
    occasion: str
    words: str
    is_quotation: bool
    language: str
    via: str
    locator: str
    topics: tuple[str, ...]
    permalink: str
    pinned: str
    revision: int | None


@dataclass(frozen=True)
class Reference:
    """What is cited: ``said`` as it stands in ``source``, or ``source`` alone.

    ``key`` is what a bibliography calls it: ASCII letters, digits and hyphens, the same for ever.
    It is made of public ids alone, since names, dates and titles may be corrected. ``accessed`` is
    the day on which this archive was read, ``seen`` the last one on which the words are known to
    have stood in the source itself.
    """

    key: str
    source: CitedSource
    said: Said | None = None
    accessed: date | None = None
    seen: date | None = None


@dataclass(frozen=True)
class Site:
    """Where this archive is: ``origin`` is scheme and host without a slash at its end."""

    origin: str

    def permalink(self, public_id: str) -> str:
        return f"{self.origin}/s/{public_id}"

    def pinned(self, public_id: str, revision: int | None) -> str:
        """The address that goes on showing this revision when the statement is corrected."""
        permalink = self.permalink(public_id)
        return f"{permalink}/v/{revision}" if revision else permalink

    def source(self, source: Source) -> str:
        return f"{self.origin}/sources/{source.public_id}/"


def of_speaker(speaker: Speaker) -> Name:
    """The name of an official; the parts are those of its place in an index ("Carney, Mark")."""
    family, comma, given = speaker.sort_name.partition(", ")
    if speaker.kind == SpeakerKind.INSTITUTION or not comma:
        return Name(speaker.name)
    return Name(speaker.name, family, given)


def by_source(statement: Statement) -> list[list[Citation]]:
    """The citations of a statement, those of one source together, the best source to cite first.

    What an editor holds for doubtful comes last, and before it what differs from its source. Of
    the others the whole words come before a fragment of them, the words themselves before a
    translation, then what has a title, what has a date, what is at first hand, what was made from
    no other source, what is proved, and at last the earliest (`Rank`). Reads ``citations``, so
    load the statement by ``with_page()``.
    """
    grouped: dict[int, list[Citation]] = {}
    for citation in statement.citations.all():
        grouped.setdefault(citation.source_id, []).append(citation)
    return sorted(grouped.values(), key=lambda pieces: _rank(pieces, statement))


def _rank(pieces: list[Citation], statement: Statement) -> tuple[Rank, int]:
    source = pieces[0].source
    words = [piece.quotation or "" for piece in pieces]
    is_translation = not same_language(source.language, statement.language)
    ranked = rank(
        kind=source.kind,
        title=source.title,
        published=source.published,
        proofs=[piece.check_state for piece in pieces],
        is_primary=source.is_primary,
        is_copy=source.derived_from_id is not None,
        is_translation=is_translation,
        is_whole=is_whole(statement.text, words, is_translation=is_translation),
        is_doubted=any(piece.is_doubted for piece in pieces),
    )
    return ranked, pieces[0].position


def is_whole(text: str, words: Iterable[str], *, is_translation: bool) -> bool:
    """Whether a source prints about as many letters as the text of the statement has.

    A translation that has words does: how many letters it should have cannot be told.
    """
    printed = sum(map(_letters, words))
    return printed > 0 if is_translation else printed >= _WHOLE * _letters(text)


def printed_tenths(text: str, words: str) -> int:
    """How many tenths of the letters of a text some words have, at most 10."""
    return min(10, round(10 * _letters(words) / max(1, _letters(text))))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def same_language(one: str, other: str) -> bool:
    """Whether two BCP 47 tags name one language, in whatever country or script."""
    return primary_subtag(one) == primary_subtag(other)


def rank(
    *,
    kind: str,
    title: str,
    published: PartialDate,
    proofs: Sequence[str],
    is_primary: bool,
    is_copy: bool,
    is_translation: bool,
    is_whole: bool,
    is_doubted: bool,
) -> Rank:
    """How good a source is to cite, the least is the best; ``proofs`` are those of its pieces.

    Of a date that is not known to the day the last possible one counts: "May 2025" is not known
    to be earlier than 21 May.
    """
    proof = max(_BY_PROOF.index(CheckState(one)) for one in proofs)
    return Rank(
        is_doubted=is_doubted,
        is_refuted=proof >= _REFUTED,
        is_fragment=not is_whole,
        is_translation=is_translation,
        lacks_title=not (title or is_primary or kind == SourceKind.SOCIAL_POST),
        lacks_date=published.is_unknown,
        is_second_hand=not is_primary,
        is_copy=is_copy,
        proof=proof,
        last_day=published.last or date.max,
    )


def printed(source: Source, site: Site) -> CitedSource:
    """The source, with its authors' names in their parts. Reads ``outlet`` and ``wire``."""
    return CitedSource(
        public_id=source.public_id,
        kind=SourceKind(source.kind),
        title=source.title,
        outlet=source.outlet.name,
        authors=tuple(parted(name, source.language) for name in source.authors),
        published=source.published,
        language=source.language,
        url=source.url or "",
        archived_url=source.archived_url,
        archived_at=source.archived_at,
        wire=source.wire.name if source.wire else "",
        address=site.source(source),
    )


def said_in(
    statement: Statement, pieces: Sequence[Citation], site: Site, revision: int | None
) -> Said:
    """The statement in the words of one source; ``pieces`` are its citations in that source.

    Load the statement by ``with_page()``. ``revision`` is its last one, None without history.
    """
    quoted = [piece for piece in pieces if piece.wording and piece.kind != Kind.PARAPHRASE]
    worded = quoted or [piece for piece in pieces if piece.wording]
    wordings = _without_repeats([piece.wording or "" for piece in worded]) or [statement.text]
    occasion = statement.occasion
    return Said(
        public_id=statement.public_id,
        speaker=of_speaker(statement.speaker),
        speaker_slug=statement.speaker.slug,
        offices=_each_once(role.title for role in statement.offices()),
        said=statement.said,
        place=statement.place,
        occasion=occasion.name if occasion else "",
        words=joined_pieces(wordings, statement.text),
        is_quotation=bool(quoted),
        language=pieces[0].language if worded else statement.language,
        via=_BETWEEN.join(_each_once(piece.via.name for piece in pieces if piece.via)),
        locator=_BETWEEN.join(_each_once(piece.locator for piece in pieces)),
        topics=tuple(topic.name for topic in statement.ordered_topics()),
        permalink=site.permalink(statement.public_id),
        pinned=site.pinned(statement.public_id, revision),
        revision=revision,
    )


def joined_pieces(wordings: Sequence[str], text: str) -> str:
    """The pieces of one source with ``BETWEEN_PIECES`` between two.

    Where the text of the statement goes on from the comma or dash of one to the other, the source
    says who speaks in the middle of a sentence. Nothing is left out there, and a blank stands.
    """
    text = " ".join(text.split())
    joined = "".join(wordings[:1])
    for one, other in pairwise(wordings):
        is_whole = one.endswith((",", "—", "–")) and f"{one} {other}" in text
        joined += (" " if is_whole else BETWEEN_PIECES) + other
    return joined


def _without_repeats(wordings: Sequence[str]) -> list[str]:
    """The wordings without those that another one of the same source holds, word for word."""
    folded = [f" {_words_of(wording)} " for wording in wordings]
    return [
        wording
        for place, wording in enumerate(wordings)
        if not any(
            folded[place] in other and (folded[place] != other or before < place)
            for before, other in enumerate(folded)
            if before != place
        )
    ]


def _words_of(wording: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", fold(wording).casefold()))


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that are not empty, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def reference(
    statement: Statement,
    pieces: Sequence[Citation],
    site: Site,
    revision: int | None,
    accessed: date | None = None,
) -> Reference:
    """The statement as one source prints it; ``pieces`` is one of the lists of `by_source`."""
    source = pieces[0].source
    return Reference(
        key=f"{KEY_PREFIX}-{statement.public_id}-{source.public_id}",
        source=printed(source, site),
        said=said_in(statement, pieces, site, revision),
        accessed=accessed,
        seen=last_seen(pieces),
    )


def last_seen(pieces: Sequence[Citation]) -> date | None:
    """The last day on which words were seen in their source; None where none is recorded."""
    seen = [piece.checked_at for piece in pieces]
    seen += [piece.watched_at for piece in pieces if piece.watch == Watch.PRESENT]
    seen.append(pieces[0].source.archived_at)
    return max((moment.date() for moment in seen if moment), default=None)


def references(
    statement: Statement, site: Site, revision: int | None, accessed: date | None = None
) -> list[Reference]:
    """The statement in each of its sources, the best to cite first."""
    return [
        reference(statement, pieces, site, revision, accessed) for pieces in by_source(statement)
    ]


def of_source(source: Source, site: Site, accessed: date | None = None) -> Reference:
    """The source alone."""
    # No public id has a vowel, so that no statement's key can be the same.
    key = f"{KEY_PREFIX}-source-{source.public_id}"
    archived = source.archived_at.date() if source.archived_at else None
    return Reference(key=key, source=printed(source, site), accessed=accessed, seen=archived)


def authors_of(reference: Reference) -> tuple[Name, ...]:
    """Whom a bibliography lists it under: who signs it, or else its agency, or else the body.

    Nobody for an unsigned article, post or video.
    """
    source = reference.source
    if source.authors:
        return source.authors
    if source.wire:
        return (Name(source.wire),)
    if SOURCE_TYPES[source.kind].is_by_body:
        return (Name(source.outlet),)
    holder, _platform = account_of(source)
    return (parted(holder, source.language),) if holder else ()


def account_of(source: CitedSource) -> tuple[str, str]:
    """Whose account a post stands on, and where: "Jane Doe on X" is "Jane Doe" and "X".

    The holder is empty where the outlet is not called so; ``place`` is then the outlet itself.
    """
    holder, _on, platform = source.outlet.rpartition(" on ")
    if source.kind == SourceKind.SOCIAL_POST and holder:
        return holder, platform
    return "", source.outlet


def is_own(reference: Reference) -> bool:
    """Whether who said it is an author of the source: then nothing is at second hand."""
    said = reference.said
    return said is not None and any(
        same_person(said.speaker.literal, author.literal) for author in authors_of(reference)
    )


def title_of(reference: Reference) -> str:
    """The title of the source, or the words of a post, or else `description_of` it."""
    return own_title_of(reference) or description_of(reference)


def own_title_of(reference: Reference) -> str:
    """The title as recorded; of an untitled post its first words, which stand for a title.

    Only of a post by who said it: what a post quotes of others is not known to be its beginning.
    Empty where no title is known, and where a bare address was recorded for one.
    """
    source, said = reference.source, reference.said
    if source.title and not is_address(source.title):
        return source.title
    is_post = source.kind == SourceKind.SOCIAL_POST
    if is_post and said and said.is_quotation and is_own(reference):
        words = said.words.partition(BETWEEN_PIECES)[0].split()
        return re.sub(r"(?<!\.)[.,;:]$", "", " ".join(words[:_WORDS_OF_A_POST]))
    return ""


def description_of(reference: Reference, longest: int = _LONGEST_TITLE_OF_WORDS) -> str:
    """What stands in brackets for want of a title: who says what in it, or what kind it is of."""
    said = reference.said
    if said is None:
        return f"[{capfirst(reference.source.kind.label)}]"
    words = _beginning(said.words, longest)
    return f"[{said.speaker.literal}: {f'“{words}”' if said.is_quotation else words}]"


def is_address(text: str) -> bool:
    """Whether a title or a name is nothing but an address, as some programs save it."""
    return re.fullmatch(r"(?:https?://|www\.)\S+", text.strip(), re.IGNORECASE) is not None


def _beginning(words: str, longest: int) -> str:
    """As many whole words as a title may have."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    # Chinese has no blanks to cut at.
    whole, _blank, _rest = words[:longest].rpartition(" ")
    return f"{(whole or words[:longest]).rstrip(' .,;:')}…"
