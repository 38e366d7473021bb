"""Whom a pasted text, or the asker, names for a quotation, and whether that is who said it.

Here the extractor's doubts count the other way round: it proposes no official of whom it is not
sure, and who is surely named and surely not the official is somebody else.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from quotes.extraction.known import Directory, name_words
from quotes.extraction.values import Candidate
from quotes.models import ArchiveVersion, Dimension, Facet
from quotes.quotation_check.hints import ReadHints
from quotes.quotation_check.quotations import PastedQuotation
from quotes.quotation_check.verdicts import Fits
from quotes.text.folding import search_fold
from quotes.verification.credits import DEPUTY, may_be_named
from quotes.verification.known_speakers import known_speakers

_PRONOUNS = frozenset(
    (
        *"he she they it we i you him her them who one".split(),
        *"il elle ils elles nous on vous je lui qui celui celle".split(),
    )
)
# "Mark Carney, 21 May 2025: “…”": who stands before a colon and a mark.
_BEFORE_COLON = re.compile(r"(?:^|\n)[ \t>*•–—-]*([^\n“”\"«»]{2,120}?)\s*:\s*[“\"«„]?\s*\Z")
_REACH = 160


def public_speakers() -> Directory:
    """The speakers of whom something is published; read anew only when the archive has changed."""
    return _directory(ArchiveVersion.mark_now())


@lru_cache(maxsize=1)
def _directory(_mark: str) -> Directory:
    public = set(
        Facet.objects.filter(dimension=Dimension.SPEAKER, total__gt=0).values_list("key", flat=True)
    )
    return Directory(one for one in known_speakers() if one.slug in public)


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """Whom a text names for a quotation; ``name`` is empty where it names nobody.

    ``slugs`` are the officials who are surely meant, ``perhaps`` those who may be.
    """

    name: str = ""
    slugs: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()

    def fits(self, slug: str, known: Directory) -> Fits:
        """Whether the one who is named is this official."""
        if not self.name:
            return Fits.NOT_ASKED
        if self.slugs:
            return Fits.YES if slug in self.slugs else Fits.NO
        if slug in self.perhaps:
            return Fits.UNCLEAR
        speaker = known.by_slug.get(slug)
        if speaker is None or DEPUTY.search(self.name):
            return Fits.NO
        if not name_words(self.name):
            return Fits.UNCLEAR
        if may_be_named(self.name, speaker):
            return Fits.UNCLEAR
        return Fits.NO if self.perhaps or _is_name(self.name) else Fits.UNCLEAR


def _is_name(text: str) -> bool:
    """Whether it names somebody, and not by an office or a word alone."""
    return any(word[:1].isupper() for word in text.split())


NOBODY = NamedSpeaker()


def named_speaker(quotation: PastedQuotation, text: str, known: Directory) -> NamedSpeaker:
    """Whom the text names for a quotation."""
    candidate = quotation.candidate
    if candidate is not None and (candidate.name or candidate.speaker):
        slugs = frozenset(filter(None, [candidate.speaker]))
        shown = known.by_slug[candidate.speaker].name if candidate.speaker else candidate.name
        return NamedSpeaker(candidate.name or shown, slugs, frozenset(candidate.offered))
    return _introduced(quotation, text, known) or _mentioned(candidate, text)


def _introduced(quotation: PastedQuotation, text: str, known: Directory) -> NamedSpeaker | None:
    """Who stands before the colon in front of a quotation."""
    before = text[max(0, quotation.span.start - _REACH) : quotation.span.start]
    found = _BEFORE_COLON.search(before)
    if found is None:
        return None
    name = re.split(r",| \(|\d| on | le ", found[1])[0].strip(" ,–—-")
    speaker = known.resolve(name) if name else None
    if speaker is None:
        return None
    return NamedSpeaker(name, frozenset((speaker.slug,)))


def _mentioned(candidate: Candidate | None, text: str) -> NamedSpeaker:
    if candidate is None or candidate.mention is None:
        return NOBODY
    mention = " ".join(text[slice(*candidate.mention)].split())
    is_nobody = search_fold(mention).strip() in _PRONOUNS or any(map(str.isdigit, mention))
    return NOBODY if is_nobody else NamedSpeaker(mention, perhaps=frozenset(candidate.offered))


def hinted_speaker(hints: ReadHints) -> NamedSpeaker:
    """Whom the asker names."""
    return NamedSpeaker(hints.given.speaker, hints.slugs) if hints.given.speaker else NOBODY
