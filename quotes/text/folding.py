"""Folding of texts: what two printings of the same words, or a search, may differ in."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_SINGLE_QUOTES = "'`´‘’‚‛ʹʻʼʽˈˊˋ′‵‹›՚׳＇❛❜❟『』﹃﹄"


_DOUBLE_QUOTES = '"“”„‟«»ʺ˝״″‶〝〞〟＂❝❞❠「」﹁﹂'


DASHES = "-‐‑‒–—―−⁃⸺⸻־﹘﹣－﹉⹃⹀"


_FOLDED_MARKS = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(DASHES, "-"),
}


# Compatibility forms (UAX 44, table 14) that only change the look of a letter. Superscripts,
# subscripts, fractions and circled numbers are left alone: 10² is not 102, and 5½ is not 51⁄2.
_LOOKS = frozenset(
    f"<{tag}>"
    for tag in (
        *("compat", "font", "noBreak", "wide", "narrow", "small", "square", "vertical"),
        *("initial", "medial", "final", "isolated"),
    )
)


def fold(text: str) -> str:
    """The text without what two printings of the same words may differ in.

    Quotation marks and apostrophes become ``"`` and ``'``; a dash, or a run of them, becomes
    ``-``; blanks of every kind become one blank, none at the ends; soft hyphens, zero-width and
    bidirectional controls, variation selectors and the Arabic tatweel go; ligatures and other
    compatibility forms are spelled out; the result is in Unicode's form NFC. Case, accents and
    numbers stay. Folding twice changes nothing.
    """
    plain = text.translate(_PLAIN_AT_ONCE)
    if _PLAIN.fullmatch(plain):
        return _RUN.sub(r"\1", plain).strip(" ")
    return fold_with_offsets(text)[0]


# Of blanks or of dashes.
_RUN = re.compile(r"([ -])\1+")


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """`fold`, and for each folded character the index in ``text`` of what it comes from.

    The indices never decrease. Several folded characters may come from one (a ligature); all of
    a letter that was put together from parts point to its first part.
    """
    # Most texts need no character taken apart: no character of them has to be looked at alone.
    plain = text.translate(_PLAIN_AT_ONCE)
    if _PLAIN.fullmatch(plain):
        return _without_surplus(plain)
    return _composed(_single_blanks_and_dashes(_plain_characters(text)))


# What of the blanks and dashes of a text is not kept.
_SURPLUS = re.compile(r"\A +| +\Z|(?<= ) +|(?<=-)-+")


def _without_surplus(plain: str) -> tuple[str, list[int]]:
    """The text with single blanks and dashes, and where each of its characters stood."""
    kept: list[str] = []
    offsets: list[int] = []
    done = 0
    for surplus in _SURPLUS.finditer(plain):
        kept.append(plain[done : surplus.start()])
        offsets.extend(range(done, surplus.start()))
        done = surplus.end()
    kept.append(plain[done:])
    offsets.extend(range(done, len(plain)))
    return "".join(kept), offsets


class _Char(NamedTuple):
    text: str
    offset: int


def _plain_characters(text: str) -> Iterator[_Char]:
    for offset, character in enumerate(text):
        for plain in _plain(character):
            yield _Char(plain, offset)


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """One character taken apart and its marks made plain; nothing if it cannot be seen."""
    if character in _FOLDED_MARKS:
        return _FOLDED_MARKS[character]
    if character.isspace():
        return " "
    if is_invisible(character):
        return ""
    tag, parts = _decomposition(character)
    if not parts or (tag and tag not in _LOOKS):
        return character
    return "".join(_plain(part) for part in parts)


def _decomposition(character: str) -> tuple[str, str]:
    fields = unicodedata.decomposition(character).split()
    tag = fields.pop(0) if fields and fields[0].startswith("<") else ""
    return tag, "".join(chr(int(field, 16)) for field in fields)


def is_invisible(character: str) -> bool:
    code = ord(character)
    if code in (0x034F, 0x0640) or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return True
    # Category Cf also holds signs that are seen, written before Arabic, Syriac or Kaithi digits.
    return unicodedata.category(character) == "Cf" and not (
        code in (0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD)
        or 0x0600 <= code <= 0x0605
    )


def _single_blanks_and_dashes(characters: Iterator[_Char]) -> list[_Char]:
    kept: list[_Char] = []
    for character in characters:
        before = kept[-1].text if kept else " "
        if character.text not in (" ", "-") or before != character.text:
            kept.append(character)
    if kept and kept[-1].text == " ":
        kept.pop()
    return kept


def _composed(characters: Sequence[_Char]) -> tuple[str, list[int]]:
    folded: list[str] = []
    offsets: list[int] = []
    for cluster in _clusters(characters):
        raw = "".join(character.text for character in cluster)
        composed = unicodedata.normalize("NFC", raw)
        folded.append(composed)
        if composed == raw:
            offsets.extend(character.offset for character in cluster)
        else:
            offsets.extend([cluster[0].offset] * len(composed))
    return "".join(folded), offsets


def _clusters(characters: Sequence[_Char]) -> Iterator[list[_Char]]:
    """Runs that Unicode composes independently of each other: a letter with its accents."""
    cluster: list[_Char] = []
    for character in characters:
        if cluster and _stands_apart(cluster, character.text):
            yield cluster
            cluster = []
        cluster.append(character)
    if cluster:
        yield cluster


def _stands_apart(cluster: Sequence[_Char], following: str) -> bool:
    if following.isascii():
        return True
    if unicodedata.combining(following):
        return False
    # A few letters of class 0 compose with the letter before them (Korean, Bengali, Tamil …).
    before = "".join(character.text for character in cluster)
    together = unicodedata.normalize("NFC", before + following)
    return together == unicodedata.normalize("NFC", before) + following


# Marks and blanks that one character stands for, and the texts that need no more than these put:
# ASCII, and the letters of Latin and Cyrillic that are one character before and after folding.
_PLAIN_AT_ONCE = {
    **{ord(mark): plain for mark, plain in _FOLDED_MARKS.items()},
    **{code: " " for code in range(0x3001) if chr(code).isspace()},
}


_PLAIN = re.compile(
    "["
    + "".join(map(re.escape, map(chr, range(0x80))))
    + "".join(
        letter
        for letter in map(chr, (*range(0xC0, 0x250), *range(0x400, 0x460)))
        if letter.isalpha() and _composed([_Char(part, 0) for part in _plain(letter)])[0] == letter
    )
    + "]*"
)


_SEARCH_REPLACEMENTS = {
    **dict.fromkeys(map(ord, "'’‘ʼ`"), " "),
    **dict(zip(map(ord, "øđłı"), "odli", strict=True)),
    ord("œ"): "oe",
    ord("æ"): "ae",
    ord("ß"): "ss",
}


def search_fold(text: str) -> str:
    """The text as the search sees it: in exactly these steps, which the database repeats.

    1. Unicode's form NFKD; 2. without U+0300 to U+036F; 3. lower case, letter by letter (so that
    a Greek sigma at the end of a word is like any other); 4. what NFKD leaves whole is written
    out: ``œ`` as ``oe``, ``æ`` as ``ae``, ``ß`` as ``ss``, ``ø đ ł ı`` as ``o d l i``; and each of
    the apostrophes ``' ’ ‘ ʼ `` ` `` becomes a blank (l'armée → "l armee").

    Blanks are neither collapsed nor stripped. In PostgreSQL, with a collation that lowers all of
    Unicode::

        replace(replace(replace(translate(
            lower(regexp_replace(normalize(t, NFKD), '[\\u0300-\\u036f]', '', 'g')),
            '''’‘ʼ`øđłı', '     odli'), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')
    """
    bare = (c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return "".join(c.lower() for c in bare).translate(_SEARCH_REPLACEMENTS)
