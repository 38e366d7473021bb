"""Tokens of a text in any script: words and marks with their offsets."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from quotes.text.folding import DASHES, fold_with_offsets, is_invisible

TokenKind = Literal["word", "mark"]


class Token(NamedTuple):
    """A word or a mark of a text: ``text == whole[start:end]``. A number is a word."""

    text: str
    start: int
    end: int
    kind: TokenKind


# Scripts that put no blank between words: here each letter, with the marks on it, is a token.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x109F),  # Tibetan, Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # 々〆〇
    (0x3021, 0x30FF),  # Hangzhou numerals, kana
    (0x31F0, 0x31FF),  # small kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)


# A token is recognised in a string of these classes, one letter for each character of the folded
# text, because the standard library's patterns do not know a script's vowel signs as letters:
#   L letter   m mark on a letter   N digit or other number   C letter of an unspaced script
#   $ currency sign   - hyphen   M any other mark   and  ' . , %  and the blank for themselves
_CLASS_OF_CATEGORY = {"L": "L", "M": "m", "N": "N", "Z": " "}


_CLASS_OF_MARK = {"٫": ",", "٬": ",", "٪": "%"} | {mark: mark for mark in " '.,%-"}


_CORE = r"[LN][LNm]*"


_AMOUNT = rf"L{{0,3}}\${_CORE}(?:[.,]N[LNm]*)*"  # $175B, US$1,000.5


_INSIDE = rf"(?:['.]{_CORE}|(?<=N),N[LNm]*)"  # don't, l'armée, U.S, 17.5, 1,000


# Half a word for the difference: "space-based" against "ground-based" differs in one half.
_PIECE_OF_WORD = rf"(?:{_AMOUNT}|{_CORE}){_INSIDE}*(?:(?<=N)[%$])?"


# Rés.-Gen, land-based.
_WHOLE_WORD = rf"{_PIECE_OF_WORD}(?:\.?-{_PIECE_OF_WORD})*"


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<word>Cm*|{word})|(?P<mark>\.+|[^ ]m*)")


_WORDS = _pattern(_WHOLE_WORD)


WORD_PIECES = _pattern(_PIECE_OF_WORD)


def words(text: str) -> list[Token]:
    """The words and marks of a text in any script, in order.

    Whole words are ``don't``, ``l'armée``, ``Rés.-Gen``, ``land-based``, ``1,000.5``, ``$175B``
    and ``17.5%``; each letter of Chinese, Japanese, Thai and other scripts without blanks is one;
    a run of full stops is one mark. What lies between tokens is blank or invisible.
    """
    return [found.token for found in folded_tokens(text, _WORDS)]


class FoldedToken(NamedTuple):
    """A token, and the folded form by which it equals another."""

    token: Token
    key: str


def folded_tokens(text: str, pattern: re.Pattern[str]) -> list[FoldedToken]:
    """The tokens of the *folded* text, placed in the text: equal foldings, equal tokens."""
    folded, offsets = fold_with_offsets(text)
    classes = _classes(text, folded, offsets, joins_dashes=pattern is _WORDS)
    found: list[FoldedToken] = []
    for match in pattern.finditer(classes):
        start, end = match.span()
        kind: TokenKind = "word" if match["word"] else "mark"
        begin, finish = offsets[start], offsets[end] if end < len(offsets) else len(text)
        if found and begin < found[-1].token.end:
            _grow(found, text, max(finish, begin + 1), folded[start:end], kind)
            continue
        finish = _without_trailing_blanks(text, begin, max(finish, begin + 1))
        found.append(FoldedToken(Token(text[begin:finish], begin, finish, kind), folded[start:end]))
    return found


def _grow(found: list[FoldedToken], text: str, end: int, key: str, kind: TokenKind) -> None:
    """Join to the last token one that comes from the same character: ``℃`` folds to ``°C``."""
    last = found.pop()
    end = _without_trailing_blanks(text, last.token.start, max(end, last.token.end))
    joined: TokenKind = "word" if "word" in (kind, last.token.kind) else "mark"
    token = Token(text[last.token.start : end], last.token.start, end, joined)
    found.append(FoldedToken(token, last.key + key))


def _without_trailing_blanks(text: str, start: int, end: int) -> int:
    while end > start + 1 and (text[end - 1].isspace() or is_invisible(text[end - 1])):
        end -= 1
    return end


def _classes(text: str, folded: str, offsets: Sequence[int], *, joins_dashes: bool) -> str:
    classes = [_class(character) for character in folded]
    if joins_dashes:
        for index, character in enumerate(folded):
            if character == "-" and not _is_hyphen(text, offsets[index]):
                classes[index] = "M"
    return "".join(classes)


def _is_hyphen(text: str, offset: int) -> bool:
    """Not a dash, and not one of a run: only a hyphen makes two words one."""
    return text[offset] in "-‐‑－﹣־" and text[offset + 1 : offset + 2] not in tuple(DASHES)


@lru_cache(maxsize=8192)
def _class(character: str) -> str:
    if character in _CLASS_OF_MARK:
        return _CLASS_OF_MARK[character]
    category = unicodedata.category(character)
    if category == "Sc":
        return "$"
    if category[0] in "LN" and any(low <= ord(character) <= high for low, high in _UNSPACED):
        return "N" if category == "Nd" else "C"
    return _CLASS_OF_CATEGORY.get(category[0], "M")
