"""The words of a printed text, as a phrase in quotation marks is held against them."""

import re
from itertools import pairwise

from quotes.text.folding import search_fold

# The word that stands for what was left out.
OMISSION = "…"

_UNSEEN = re.compile(
    "[\u00ad\u034f\u0640\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_SET_APART = re.compile(
    "([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u215f\u2189\u2460-\u24ff])"
)
# What the folding leaves of […], (…) and [. . .].
_OMITTED = re.compile(r"[\[(][ \n]*[.](?:[ \n]?[.])+[ \n]*[\])]")
_THOUSANDS = re.compile("(?<![0-9.])([0-9]{1,3})[ ,](?=[0-9]{3}(?![0-9]))")
_DECIMAL_COMMA = re.compile("([0-9]),(?=[0-9])")
_INITIALS = re.compile(r"(?<![a-z0-9])([a-z])[.](?=[a-z](?![a-z0-9]))")
_MARKS = re.compile(
    "[.](?![0-9])|(?<![0-9])[.]|["
    r"\u0001-\u0023\u0026-\u002d\u002f\u003a-\u0040\u005b-\u0060"
    r"\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02ff\u037e\u0387"
    r"\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05f3-\u05f4\u0600-\u060f\u061b-\u061f"
    r"\u066a-\u066d\u06d4\u06dd-\u06de\u0964-\u0965\u0970\u0df4\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14"
    r"\u104a-\u104f\u10fb\u1360-\u1368\u1680\u17d4-\u17da\u1800-\u180a\u2000-\u2025\u2027-\u206f"
    r"\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb"
    r"\ua60d-\ua60f\ud7fc-\ud7ff\ue000-\uf8ff\ufd3e-\ufd3f\ufe10-\ufe1f\ufe30-\ufe6f"
    r"\uff00-\uffff\U0001f000-\U0001faff]"
)
_WORDS_OF_THEIR_OWN = re.compile("([$][a-z]*|[%\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff])")

_SIGN = re.compile("[$][a-z]*|%")
# Signs that a phrase does not name are passed over.
_ANY_SIGNS = r"(?:(?:[$][a-z]*|%) )*"


def printed_words(text: str) -> list[str]:
    """All words in their order, blind to case, accents and typography: in exactly these steps.

    What cannot be seen goes; raised figures and fractions stand apart; `search_fold`; ``$ € £ ¥ %``
    are words of their own; 61,000 and 61 000 are one number, 1,5 is 1.5, U.S. is one word; every
    other mark parts words, and each Han letter and kana is one. An omission in brackets is
    `OMISSION`, so that no phrase reaches over it. ``archive_printed_words`` in the database does
    the same.
    """
    text = _SET_APART.sub(r" \1 ", _UNSEEN.sub("", text))
    text = _OMITTED.sub(f" {OMISSION} ", search_fold(text)).replace("$", "$ ")
    text = text.replace("€", "$eur ").replace("£", "$gbp ").replace("¥", "$jpy ")
    text = _DECIMAL_COMMA.sub(r"\1.", _THOUSANDS.sub(r"\1", text))
    text = _MARKS.sub(" ", _INITIALS.sub(r"\1", text))
    return [word for word in _WORDS_OF_THEIR_OWN.sub(r" \1 ", text).split(" ") if word]


def phrase_pattern(words: list[str]) -> str:
    """A regular expression of a phrase, for PostgreSQL and Python, in a line of printed words."""
    return " " + (" " + _ANY_SIGNS).join(re.escape(word) for word in words) + " "


def phrase_keys(words: list[str]) -> list[str]:
    """What an index is asked for a phrase by: its pairs of neighbouring words, or its only word."""
    named = [word for word in words if not _SIGN.fullmatch(word)]
    pairs = [f"{one} {following}" for one, following in pairwise(named)]
    return list(dict.fromkeys(pairs or named))
