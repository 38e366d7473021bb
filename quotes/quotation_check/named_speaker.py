"""Whom a pasted text, or the asker, names for a quotation, and whether that is who said it.

Here the extractor's doubts count the other way round: it proposes no official of whom it is not
sure, and who is surely named and surely not the official is somebody else.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from quotes.extraction.known import NAME_SUFFIXES, Directory, name_words
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
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,3}")
# What others are quoted with; and a run of words with capitals.
_MARKED = re.compile(r"[“\"«][^”\"»]*[”\"»]")
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){1,3}")


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
    if candidate is not None and (found := _of_initials(candidate, text, known)):
        return found
    if candidate is not None and (candidate.name or candidate.speaker):
        slugs = frozenset(filter(None, [candidate.speaker]))
        shown = known.by_slug[candidate.speaker].name if candidate.speaker else candidate.name
        return NamedSpeaker(candidate.name or shown, slugs, frozenset(candidate.offered))
    introduced = _introduced(quotation, text, known)
    if introduced is not None:
        return introduced
    return _beside(quotation, text, known) if candidate is None else _mentioned(candidate, text)


def _of_initials(candidate: Candidate, text: str, known: Directory) -> NamedSpeaker | None:
    """Of "J.D. Smyth" the extractor may have taken a full stop for the end of the sentence."""
    if candidate.mention is None or not _INITIALS.fullmatch(candidate.name):
        return None
    whole = _NAME.match(text, candidate.mention.start)
    slugs = known.of_full_name(whole[0]) if whole else set()
    return NamedSpeaker(whole[0], frozenset(slugs)) if whole and len(slugs) == 1 else None


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


def _beside(quotation: PastedQuotation, text: str, known: Directory) -> NamedSpeaker:
    """The officials whom the paragraph names where no report tells whose the words are."""
    start = text.rfind("\n", 0, quotation.span.start) + 1
    end = text.find("\n", quotation.span.end)
    before = text[start : quotation.span.start]
    behind = text[quotation.span.end : end if end >= 0 else len(text)]
    printed = [name for part in (before, behind) for name in _NAME.findall(_MARKED.sub(" ", part))]
    juniors = [name for name in printed if NAME_SUFFIXES & set(_name_parts(name))]
    if juniors:
        return NamedSpeaker(juniors[0])
    found = {slug: name for name in printed for slug in known.of_full_name(name)}
    names = ", ".join(dict.fromkeys(found.values()))
    if len(found) == 1:
        return NamedSpeaker(names, frozenset(found))
    return NamedSpeaker(names, perhaps=frozenset(found))


def _name_parts(name: str) -> list[str]:
    return re.findall(r"\w+", search_fold(name))


def _mentioned(candidate: Candidate, text: str) -> NamedSpeaker:
    if candidate.mention is None:
        return NOBODY
    mention = " ".join(text[slice(*candidate.mention)].split())
    is_nobody = search_fold(mention).strip() in _PRONOUNS or any(map(str.isdigit, mention))
    return NOBODY if is_nobody else NamedSpeaker(mention, perhaps=frozenset(candidate.offered))


def hinted_speaker(hints: ReadHints) -> NamedSpeaker:
    """Whom the asker names."""
    return NamedSpeaker(hints.given.speaker, hints.slugs) if hints.given.speaker else NOBODY
