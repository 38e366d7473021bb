"""Whom a pasted text, or the asker, names for a quotation, and whether that is who said it.

Here the extractor's doubts count the other way round: it proposes no official of whom it is not
sure, and who is surely named and surely not the official is somebody else.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from quotes.extraction.identity import is_same_given_name
from quotes.extraction.known import NAME_SUFFIXES, PUBLIC, Directory, name_words, surname_of
from quotes.extraction.values import Candidate, KnownSpeaker
from quotes.models import ArchiveVersion, Dimension, Facet
from quotes.quotation_check.anybody import anybody_who_speaks, is_anybody
from quotes.quotation_check.denials import MARKED, sentence_before, sentence_behind
from quotes.quotation_check.hints import ReadHints
from quotes.quotation_check.quotations import PastedQuotation
from quotes.quotation_check.sentence_ends import sentence_starts
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
_TWO = 2
# Words of a line below a quotation that may say whose it is.
_LONGEST_SIGNATURE = 14
# What tells that another takes over.
_NEXT = re.compile(r"\b(?:then|before|until|when|whereupon|puis|ensuite|quand)\b|;", re.IGNORECASE)
# From a name on to the next marks in its sentence.
_LEADS_ON = re.compile(r"[^.?!\n“”\"«»]{1,60}[“\"«]")
_ARTICLES = frozenset("a an the one un une le la les des".split())
_LONGEST_NAME = 40
# Who is named by another, and what of another's is their own words.
_POSSESSIVE = re.compile(r"^(?P<whose>.+?)(?:[’']s|(?<=s)[’'])\s+(?P<what>.+)$")
_PRIVATE_WORDS = (
    r"spokes\w+|press secretary|lawyer|attorney|aide|staffer|assistant|biographer|neighbou?r"
    r"|son|daughter|wife|husband|widow|brother|sister|mother|father|cousin|nephew|niece|uncle|aunt"
    r"|grand\w+|porte-parole|avocate?|attachée? de presse|fils|fille|femme|épou(?:x|se)|mari|frère"
    r"|sœur|mère|père|neveu|nièce|oncle|tante"
)
_PRIVATE = re.compile(rf"\b(?:{_PRIVATE_WORDS})\b", re.IGNORECASE)
_OF_SOMEBODY = re.compile(
    rf"\b(?P<what>{_PRIVATE_WORDS}|critic|supporter|backer|fan|ally|rival|opponent|friend|foe"
    r"|colleague|adviser|advisor|official|source|person|man|woman|voter|predecessor|successor"
    r"|critique|partisan\w*|alliée?|rivale?|adversaire|amie?|collègue|conseill\w+|proche)\b"
    r".*?\b(?:of|for|to|near|close to|under|de|du|d[’'])\s*(?P<whose>.+)$",
    re.IGNORECASE,
)
_OF_NAME = re.compile(r"\s(?:of|for|to|de|du|d[’'])\s?(?:[A-ZÀ-Þ][\w.’'-]+\s?)+")
_OWN = re.compile(
    r"\b(?:truth social|posts?|posting|tweets?|statements?|speech|address|remarks?|words|message"
    r"|letter|interview|testimony|answer|reply|response|memo|video|comments?|account)\s*\Z",
    re.IGNORECASE,
)
# A run of words with capitals, and one of them.
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+")
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

    ``slugs`` are the officials who are surely meant, ``perhaps`` those who may be. ``near`` are all
    whom the text has beside the words without telling whose they are. ``of`` are those whose
    spokesman, son or critic is named: surely not themselves; ``is_private`` says that it is no
    official at all.
    """

    name: str = ""
    slugs: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    is_private: bool = False

    def fits(self, slug: str, known: Directory) -> Fits:
        """Whether the one who is named is this official."""
        if not self.name:
            return Fits.NOT_ASKED
        if self.slugs:
            return Fits.YES if slug in self.slugs else Fits.NO
        if self.near:
            return Fits.YES if self.near == {slug} else Fits.UNCLEAR
        if self.of:
            return Fits.NO if self.is_private or slug in self.of else Fits.UNCLEAR
        if slug in self.perhaps:
            return Fits.UNCLEAR
        speaker = known.by_slug.get(slug)
        if speaker is None or DEPUTY.search(self.name):
            return Fits.NO
        if is_anybody(self.name) or not name_words(self.name):
            return Fits.UNCLEAR
        if _has_other_given_name(self.name, speaker):
            return Fits.NO
        if may_be_named(self.name, speaker):
            return Fits.UNCLEAR
        return Fits.NO if self.perhaps or _is_name(self.name) else Fits.UNCLEAR


def _is_name(text: str) -> bool:
    """Whether it names somebody, and not by an office or a word alone."""
    first, *others = text.split() or [""]
    return any(word[:1].isupper() for word in (first * (first.lower() not in _ARTICLES), *others))


def _has_other_given_name(name: str, speaker: KnownSpeaker) -> bool:
    """Whether it is another of the family, or of the same surname."""
    words, surname = name_words(name), surname_of(speaker.name).split()
    if speaker.is_institution or words[-len(surname) :] != surname or len(words) == len(surname):
        return False
    given = words[-len(surname) - 1]
    if given in PUBLIC or name_words(f"{given} x") == ["x"]:
        return False
    own = {word for called in (speaker.name, *speaker.aliases) for word in name_words(called)}
    return not any(
        is_same_given_name(given, word) or (len(given) == 1 and word.startswith(given))
        for word in own
    )


NOBODY = NamedSpeaker()


def named_speaker(quotation: PastedQuotation, text: str, known: Directory) -> NamedSpeaker:
    """Whom the text names for a quotation."""
    named = _named(quotation, text, known)
    return named if named.name else _anybody(quotation, text)


def _anybody(quotation: PastedQuotation, text: str) -> NamedSpeaker:
    """Who speaks in the sentence without being named."""
    start, end = quotation.span
    for sentence in (sentence_before(text, start), sentence_behind(text, end)):
        if found := anybody_who_speaks(sentence):
            return NamedSpeaker(found)
    return NOBODY


def _named(quotation: PastedQuotation, text: str, known: Directory) -> NamedSpeaker:
    candidate = quotation.candidate
    if candidate is not None and (found := _of_initials(candidate, text, known)):
        return found
    if candidate is not None and (found := _in_doubt(quotation, candidate, text, known)):
        return found
    if candidate is not None and (candidate.name or candidate.speaker):
        if not candidate.speaker and (aside := _aside(candidate, text, known)):
            return aside
        slugs = frozenset(filter(None, [candidate.speaker]))
        shown = known.by_slug[candidate.speaker].name if candidate.speaker else candidate.name
        return NamedSpeaker(
            _as_typed(candidate, text) or shown, slugs, frozenset(candidate.offered)
        )
    introduced = _introduced(quotation, text, known)
    if introduced is not None:
        return introduced
    if candidate is None:
        return _beside(quotation, text, known)
    return _aside(candidate, text, known) or _mentioned(candidate, text)


def _aside(candidate: Candidate, text: str, known: Directory) -> NamedSpeaker | None:
    """Somebody who is named by an official: "Keller’s spokesman", "a critic of Keller"."""
    if candidate.mention is None:
        return None
    mention = " ".join(text[slice(*candidate.mention)].split())
    behind = _OF_NAME.match(text, candidate.mention.end)
    mention += behind[0] if behind else ""
    found = _POSSESSIVE.search(mention) or _OF_SOMEBODY.search(mention)
    if found is None:
        return None
    officials = _officials_in(found["whose"], known)
    if not officials:
        return None
    if _OWN.search(found["what"]):
        return NamedSpeaker(mention, frozenset(officials))
    return NamedSpeaker(
        mention, of=frozenset(officials), is_private=_PRIVATE.search(found["what"]) is not None
    )


def _officials_in(text: str, known: Directory) -> dict[str, str]:
    """The officials whom a text names, by a whole name or a surname, with the name."""
    text = MARKED.sub(" ", text)
    found = {slug: name for name in _NAME.findall(text) for slug in known.of_full_name(name)}
    rest = _NAME.sub(lambda one: " " if known.of_full_name(one[0]) else one[0], text)
    for word in _CAPITAL.findall(rest):
        bare = re.sub(r"[’']s?\Z", "", word)
        for slug in known.of_surname(search_fold(bare).strip()):
            found.setdefault(slug, bare)
    return found


def _in_doubt(
    quotation: PastedQuotation, candidate: Candidate, text: str, known: Directory
) -> NamedSpeaker | None:
    """Who else is named where the extractor may have taken the wrong one of two."""
    if candidate.mention is None:
        return None
    start, end = quotation.span
    own = {candidate.speaker: candidate.name} if candidate.speaker else {}
    if candidate.mention.end <= start:
        between = MARKED.sub(" ", text[candidate.mention.end : start])
        others = _officials_in(between, known)
        is_next = len(sentence_starts(between.strip())) >= _TWO or _NEXT.search(between)
        if not is_next or not others.keys() - own.keys():
            return None
        both = own | others
        return NamedSpeaker(", ".join(dict.fromkeys(both.values())), near=frozenset(both))
    if candidate.mention.start < end or not _LEADS_ON.match(text, candidate.mention.end):
        return None
    # "A said it was “…”, B called it “…”": what stands behind the first leads on to the second.
    others = _officials_in(sentence_before(text, start), known)
    if not others.keys() - own.keys():
        return None
    names = ", ".join(others.values())
    if len(others) == 1:
        return NamedSpeaker(names, frozenset(others))
    return NamedSpeaker(names, near=frozenset(others))


def _as_typed(candidate: Candidate, text: str) -> str:
    """The name that the extractor found, with the capitals of the text."""
    mention = " ".join(text[slice(*candidate.mention)].split()) if candidate.mention else ""
    at = mention.lower().find(candidate.name.lower())
    return mention[at : at + len(candidate.name)] if at >= 0 else candidate.name


def _of_initials(candidate: Candidate, text: str, known: Directory) -> NamedSpeaker | None:
    """Of "J.D. Smyth" the extractor may have taken a full stop for the end of the sentence."""
    if candidate.mention is None or candidate.speaker or " " in candidate.name:
        return None
    start, end = candidate.mention
    for whole in _NAME.finditer(text, max(0, start - _LONGEST_NAME), end + _LONGEST_NAME):
        slugs = known.of_full_name(whole[0])
        if whole.start() <= start and end <= whole.end() + 1 and len(slugs) == 1:
            return NamedSpeaker(whole[0], frozenset(slugs))
    return None


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
    """The officials whom the text names beside words where no report tells whose they are."""
    start = text.rfind("\n", 0, quotation.span.start) + 1
    end = text.find("\n", quotation.span.end)
    end = end if end >= 0 else len(text)
    around = f"{text[start : quotation.span.start]} ¶ {text[quotation.span.end : end]}"
    printed = _NAME.findall(MARKED.sub(" ", around))
    strangers = [name for name in printed if _is_stranger(name, known)]
    if strangers:
        return NamedSpeaker(strangers[0])
    whole = {slug: name for name in printed for slug in known.of_full_name(name)}
    found = _officials_in(around, known)
    if len(whole) == 1 and found.keys() == whole.keys():
        return NamedSpeaker(", ".join(whole.values()), frozenset(whole))
    if not found:
        found = _signed(text[end:], known) or _officials_in(_line_before(text[:start]), known)
    return NamedSpeaker(", ".join(dict.fromkeys(found.values())), near=frozenset(found))


def _line_before(text: str) -> str:
    return text.rstrip().rpartition("\n")[2]


def _signed(behind: str, known: Directory) -> dict[str, str]:
    """Whom a short line below a quotation names."""
    line = behind.lstrip().partition("\n")[0]
    is_signature = len(line.split()) <= _LONGEST_SIGNATURE and not MARKED.search(line)
    return _officials_in(line, known) if is_signature else {}


def _is_stranger(name: str, known: Directory) -> bool:
    """Whether it is the son of an official, or somebody else of that surname."""
    if NAME_SUFFIXES & set(_name_parts(name)):
        return True
    if known.of_full_name(name):
        return False
    namesakes = known.of_surname(surname_of(name))
    return bool(namesakes) and all(
        _has_other_given_name(name, known.by_slug[slug]) for slug in namesakes
    )


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
