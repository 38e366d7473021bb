"""Footnote marks in running text, told from exponents, units and ordinals.

A footnote mark is no part of what was said, and set beside a word or a number without its height
it becomes one: "175" with the note 2 is not 1752. What cannot be told stays set high: 1⁰ is neither
1 nor 10.
"""

import re

from quotes.text.spans import Span

_HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾"
_LOW = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎"
_PLAIN = "0123456789+-()"
_RAISED = str.maketrans(_PLAIN + "−–", _HIGH + "⁻⁻")
_LOWERED = str.maketrans(_PLAIN + "−–", _LOW + "₋₋")
_LEVELLED = str.maketrans(_HIGH, _PLAIN)

_SIGNS = re.compile(r"[*∗†‡§¶‖#]+")
_NUMBERS = re.compile(r"[1-9]\d{0,2}(?:\s*[,;–-]\s*[1-9]\d{0,2})*")
_BRACKETED = re.compile(r"\[[^\[\]]{1,24}\]|\(\s*(?:\d{1,3}|[*†‡§])\s*\)")

# What is measured in squares and cubes, and names that are written with an exponent.
_WITH_EXPONENT = frozenset("m km cm mm dm nm µm um ft mi yd in px pi mc sec kg mol hab".split())
_LAST_NUMBER = re.compile(r"\d[\d.,]*\Z")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")

# In plain text: behind a word, a number or a mark, without a blank.
_IN_TEXT = re.compile(
    r"(?<=[^\s\[(])(?:(?P<high>[⁰¹²³⁴-⁹]+(?:[,⁻][⁰¹²³⁴-⁹]+)*)"
    r"|(?<=[^\W\d_]|[.,;:!?\"'”’»)…])\[(?:[1-9]\d{0,2}|[*†‡])\](?!\w))"
)


def raised(text: str) -> str:
    """Digits as superscript characters: 6 is ⁶."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """Digits as subscript characters: 2 is ₂."""
    return text.translate(_LOWERED)


def is_footnote_mark(mark: str, before: str) -> bool:
    """Whether what is set high behind a text is the mark of a footnote.

    ``mark`` is "1", "2, 3", "[4]", "*" …; ``before`` the text that ends where it stands.
    """
    mark = mark.strip()
    if _SIGNS.fullmatch(mark) or _BRACKETED.fullmatch(mark):
        return True
    return bool(_NUMBERS.fullmatch(mark)) and not _has_exponent(before)


def _has_exponent(before: str) -> bool:
    """Whether a number set high behind this may be an exponent."""
    number, word = _LAST_NUMBER.search(before), _LAST_WORD.search(before)
    if number:
        return number[0] == "10" or len(number[0]) == 1
    return word is not None and (len(word[0]) == 1 or word[0] in _WITH_EXPONENT)


def footnote_marks(text: str) -> list[Span]:
    """The footnote marks of a plain text: superscript digits, and numbers in square brackets."""
    return [
        Span(*match.span())
        for match in _IN_TEXT.finditer(text)
        if not match["high"]
        or is_footnote_mark(
            match["high"].translate(_LEVELLED), text[max(0, match.start() - 24) : match.start()]
        )
    ]
