"""Where sentences begin in printed words, on the side of caution.

A full stop that may be that of an abbreviation ends nothing: words that end there are then called a
part of a longer sentence, which is shown, and never a whole one.
"""

import re
from itertools import pairwise

from quotes.text.spans import Span

_END = re.compile(
    r"(?P<mark>[.?!]+)[\"'”’»)\]]*\s+(?=[^\W\d_]|[\"'“‘«(\[„]|\d)"
    r"|(?P<wide>[。！？]+[」』”’]*)"
    r"|\s*[\n\r\u2028\u2029]\s*"
)
_ABBREVIATED = frozenset(
    """
    mr mrs ms dr prof sen sens rep reps gov gen lt col maj capt cmdr adm sgt st mt vs inc ltd corp
    co jr sr dept approx est vol jan feb apr jun jul aug sept sep oct nov dec etc cf ca rev hon pres
    m mm mme mmes mlle me janv févr avr juill déc
    """.split()
)
# Before a number alone; else they are words.
_BEFORE_NUMBER = frozenset("no nos art fig pp p par sec".split())
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\Z")


def sentence_starts(text: str) -> list[int]:
    """The offsets at which sentences begin, the first of them 0."""
    return [0, *(found.end() for found in _END.finditer(text) if _is_end(text, found))]


def sentences(text: str) -> list[str]:
    """The sentences of a text that have a letter or digit, without blanks at their ends."""
    starts = [*sentence_starts(text), len(text)]
    parts = (text[slice(*Span(*pair))].strip() for pair in pairwise(starts))
    return [part for part in parts if any(map(str.isalnum, part))]


def _is_end(text: str, found: re.Match[str]) -> bool:
    mark = found["mark"]
    if mark is None or "?" in mark or "!" in mark:
        return True
    if len(mark) > 1 or text[found.end()].islower():
        return False
    before = _LAST_WORD.search(text, max(0, found.start() - 40), found.start())
    if before is None:
        return True
    word = before[0]
    if text[found.end()].isdigit() and word.lower() in _BEFORE_NUMBER:
        return False
    return (
        "." not in word
        and not (len(word) == 1 and word.isalpha() and word.isupper())
        and (word.lower() not in _ABBREVIATED)
    )
