"""Who wrote a page, of the line in which it says so: people and bodies, each whole.

``By Lee Long, Special to the Star`` names one person, ``Long, Ann`` in the tags of Highwire too,
and ``Standing Committee on Fisheries and Oceans`` names one body. What stands in such a line
besides, a day, a button, an outlet, is nobody.
"""

import re
from collections.abc import Iterable

_MOST_AUTHORS = 30

_BY = re.compile(
    r"^(?:(?:written|reported|reporting|story|words|text|analysis)\s+)?(?:by|par)\b\s*:?\s+"
    r"|^(?:de|von|por)\s*:\s*",
    re.I,
)
_SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|m\.?a|mba|esq|k\.?c|q\.?c|m\.?p|cpa|rn|phd|dphil)\.?", re.I
)
# What is no author: where the text was sold to, how old it is, what may be pressed, who edited it.
_NOBODY = re.compile(
    r"^(?:special(?:ly)? (?:to|for)\b|for the\b|exclusive to\b|edit(?:ed|ing) by\b|photo\w* by\b)"
    r"|\b(?:ago|read|updated|published|posted|shares?|comments?|e-?mail|follow|subscribe|bio"
    r"|il y a|mis à jour|publié)\b"
    r"|^(?:staff|senior|opinion|guest|contributing)?\s*(?:writer|reporter|contributor|columnist"
    r"|correspondent|journaliste?|staff|editor)s?$",
    re.I,
)
_OUTLET_WORDS = re.compile(
    r"\b(?:news|press|presse|times|post|journal|agency|staff|bureau|desk|radio|television|tv"
    r"|magazine|media|network|star|globe|herald|tribune|telegraph|guardian|gazette)\b",
    re.I,
)
_WITH_FILES = re.compile(r",?\s+(?:with (?:files|reporting|a report) (?:from|by)|avec)\s.*$", re.I)
_PLACE = re.compile(r"\s+(?:in|à|reporting from)\s+[A-Z][\w. -]+$")
_PARTICLES = frozenset(
    "de la le du des d' da do dos di del della der den van von zu zur bin bint ibn al el".split()
)
_JOINT = re.compile(r"\s+(?:and|et|und|y|&)\s+", re.I)


def names_in(line: str, outlet: str = "") -> list[str]:
    """The authors that a byline names. ``outlet`` is who publishes, and no author beside others."""
    line = _WITH_FILES.sub("", _BY.sub("", line.strip()))
    names: list[str] = []
    for part in re.split(r"\s*[;|•·]\s*", line):
        if not (names and any(map(str.isdigit, part))):
            names += _names_of_part(part.strip(" ,"))
    people = [name for name in names if name.casefold() != outlet.casefold()] or names
    return list(dict.fromkeys(people))[:_MOST_AUTHORS]


def name_of_one(text: str) -> str:
    """The name of one author, turned round where it begins with the family name: ``Long, Ann``."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffix = [part for part in parts if _SUFFIX.fullmatch(part)]
    parts = [part for part in parts if part not in suffix]
    if len(parts) == 2:
        parts = [f"{parts[1]} {parts[0]}"]
    return ", ".join([*parts, *suffix])


def _names_of_part(text: str) -> list[str]:
    """The names between two strong marks; in doubt the part is one name."""
    if not text or _NOBODY.search(text) or "://" in text or "@" in text:
        return _names_beside_nobody(text)
    pieces = [piece.strip() for piece in text.split(",")]
    if len(pieces) == 2 and all(len(piece.split()) == 1 for piece in pieces):
        return [name_of_one(text)]
    names = _with_suffixes(name for piece in pieces for name in _JOINT.split(piece) if name)
    names = [names[0], *(name for name in names[1:] if not _is_credit(name))]
    if all(map(_is_like_a_person, names)):
        return [_PLACE.sub("", name) for name in names]
    return [text]


def _names_beside_nobody(text: str) -> list[str]:
    """``Lee Long, Special to the Star``: what is named before."""
    pieces = [piece.strip() for piece in text.split(",")]
    named = [
        piece
        for piece in pieces
        if piece and not (_NOBODY.search(piece) or "://" in piece or "@" in piece)
    ]
    return _names_of_part(", ".join(named)) if 0 < len(named) < len(pieces) else []


def _with_suffixes(pieces: Iterable[str]) -> list[str]:
    joined: list[str] = []
    for piece in pieces:
        if joined and _SUFFIX.fullmatch(piece):
            joined[-1] += f", {piece}"
        else:
            joined.append(piece)
    return joined


def _is_credit(name: str) -> bool:
    """Whether a part behind a name is a day, or who employs somebody."""
    return any(map(str.isdigit, name)) or bool(_OUTLET_WORDS.search(name))


def _is_like_a_person(name: str) -> bool:
    words = _PLACE.sub("", name).partition(",")[0].split()
    spelled = [word for word in words if word.casefold() not in _PARTICLES]
    return 2 <= len(words) <= 5 and bool(spelled) and all(word[0].isupper() for word in spelled)
