"""Words as sources print them: folding, splitting into words, and the difference of two wordings.

Two foldings serve two purposes. `fold` is for evidence: it makes equal only what two printings of
the same words may differ in (marks, blanks, ligatures) and keeps case, accents and every digit.
`search_fold` is for finding and forgets more. Neither is ever shown to a reader.

Offsets are indices of Python strings (code points), ends exclusive.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, NamedTuple

# --- folding ---------------------------------------------------------------------------------

_SINGLE_QUOTES = "'`´‘’‚‛ʹʻʼʽˈˊˋ′‵‹›՚׳＇❛❜❟『』﹃﹄"
_DOUBLE_QUOTES = '"“”„‟«»ʺ˝״″‶〝〞〟＂❝❞❠「」﹁﹂'
_DASHES = "-‐‑‒–—―−⁃⸺⸻־﹘﹣－﹉⹃⹀"

_FOLDED_MARKS = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
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
    return fold_with_offsets(text)[0]


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """`fold`, and for each folded character the index in ``text`` of what it comes from.

    The indices never decrease. Several folded characters may come from one (a ligature); all of
    a letter that was put together from parts point to its first part.
    """
    # Most texts need no character taken apart; one pass over them is twenty times as fast.
    plain = text.translate(_PLAIN_AT_ONCE)
    if _PLAIN.fullmatch(plain):
        kept = _single_blanks_and_dashes(map(_Char, plain, range(len(plain))))
        return "".join(one.text for one in kept), [one.offset for one in kept]
    return _composed(_single_blanks_and_dashes(_plain_characters(text)))


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
    if _is_invisible(character):
        return ""
    tag, parts = _decomposition(character)
    if not parts or (tag and tag not in _LOOKS):
        return character
    return "".join(_plain(part) for part in parts)


def _decomposition(character: str) -> tuple[str, str]:
    fields = unicodedata.decomposition(character).split()
    tag = fields.pop(0) if fields and fields[0].startswith("<") else ""
    return tag, "".join(chr(int(field, 16)) for field in fields)


def _is_invisible(character: str) -> bool:
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


# --- words -----------------------------------------------------------------------------------

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
_PIECES_OF_WORDS = _pattern(_PIECE_OF_WORD)


def words(text: str) -> list[Token]:
    """The words and marks of a text in any script, in order.

    Whole words are ``don't``, ``l'armée``, ``Rés.-Gen``, ``land-based``, ``1,000.5``, ``$175B``
    and ``17.5%``; each letter of Chinese, Japanese, Thai and other scripts without blanks is one;
    a run of full stops is one mark. What lies between tokens is blank or invisible.
    """
    return [found.token for found in _found(text, _WORDS)]


class _Found(NamedTuple):
    """A token, and the folded form by which it equals another."""

    token: Token
    key: str


def _found(text: str, pattern: re.Pattern[str]) -> list[_Found]:
    """The tokens of the *folded* text, placed in the text: equal foldings, equal tokens."""
    folded, offsets = fold_with_offsets(text)
    classes = _classes(text, folded, offsets, joins_dashes=pattern is _WORDS)
    found: list[_Found] = []
    for match in pattern.finditer(classes):
        start, end = match.span()
        kind: TokenKind = "word" if match["word"] else "mark"
        begin, finish = offsets[start], offsets[end] if end < len(offsets) else len(text)
        if found and begin < found[-1].token.end:
            _grow(found, text, max(finish, begin + 1), folded[start:end], kind)
            continue
        finish = _without_trailing_blanks(text, begin, max(finish, begin + 1))
        found.append(_Found(Token(text[begin:finish], begin, finish, kind), folded[start:end]))
    return found


def _grow(found: list[_Found], text: str, end: int, key: str, kind: TokenKind) -> None:
    """Join to the last token one that comes from the same character: ``℃`` folds to ``°C``."""
    last = found.pop()
    end = _without_trailing_blanks(text, last.token.start, max(end, last.token.end))
    joined: TokenKind = "word" if "word" in (kind, last.token.kind) else "mark"
    token = Token(text[last.token.start : end], last.token.start, end, joined)
    found.append(_Found(token, last.key + key))


def _without_trailing_blanks(text: str, start: int, end: int) -> int:
    while end > start + 1 and (text[end - 1].isspace() or _is_invisible(text[end - 1])):
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
    return text[offset] in "-‐‑－﹣־" and text[offset + 1 : offset + 2] not in tuple(_DASHES)


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


# --- difference ------------------------------------------------------------------------------

PieceOp = Literal["same", "insert", "delete", "omitted"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a difference: kept, added, changed away, or (``omitted``) not printed."""

    op: PieceOp
    text: str


class _Change(NamedTuple):
    """Tokens ``i1:i2`` of the base stand against tokens ``j1:j2`` of the other text.

    In an omission the base's tokens are passed over and those of the other text, marks only, are
    the same.
    """

    op: Literal["same", "change", "omission"]
    i1: int
    i2: int
    j1: int
    j2: int


_Changes = list[_Change]
_Tokens = Sequence[_Found]

# The matcher's time grows with the square of how often tokens are repeated. From this many pairs
# of equal tokens on, it no longer anchors on the frequent ones.
_MOST_ANCHORS = 20_000

# Beyond this many tokens in both texts, all between the common head and tail is one change.
_MOST_TOKENS = 12_000


def word_difference(base: str, other: str) -> list[Piece]:
    """How ``other`` differs from ``base``, word by word: pieces "same", "insert" and "delete".

    The pieces same and insert, joined, are exactly ``other``. Same and delete are ``base`` up to
    `fold` and to the blanks between words: what folds alike is the same, and shown as in
    ``other``. Hyphenated words are compared half by half.

    Changes next to each other are one, the deleted words first. A stretch between two changes
    that is nothing but marks, or one word of at most three letters without a digit, goes into
    them: a lone "the" kept between two changed words is harder to read than a changed phrase.

    Texts of 2,000 words take well under a second; far longer ones differ in one single change.
    """
    a, b = _Text(base), _Text(other)
    changes = _whole(a, b) if fold(base) == fold(other) else _changes(a.tokens, b.tokens)
    return _pieces(a, b, _tidied(a.tokens, b.tokens, changes))


class _Text:
    """A text and its tokens for comparing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _found(text, _PIECES_OF_WORDS)

    def gap(self, index: int) -> str:
        """What stands between token ``index - 1`` and token ``index``; nothing at the ends."""
        if not 0 < index < len(self.tokens):
            return ""
        return self.text[self.tokens[index - 1].token.end : self.tokens[index].token.start]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The offsets of tokens ``first`` up to, not including, ``last``; ``(0, 0)`` for none."""
        if first == last:
            return 0, 0
        return self.tokens[first].token.start, self.tokens[last - 1].token.end

    def slice(self, first: int, last: int) -> str:
        start, end = self.span(first, last)
        return self.text[start:end]

    def margins(self) -> tuple[str, str]:
        """What stands before the first token and after the last."""
        start, end = self.span(0, len(self.tokens))
        return self.text[:start], self.text[end:]


def _whole(a: _Text, b: _Text) -> _Changes:
    return _joined([_Change("same", 0, len(a.tokens), 0, len(b.tokens))])


def _count_words(tokens: _Tokens) -> int:
    return sum(each.token.kind == "word" for each in tokens)


def _changes(a: _Tokens, b: _Tokens) -> _Changes:
    """The alignment of two texts, with "same" and "change" in turn."""
    left, right = [each.key for each in a], [each.key for each in b]
    head = _common_head(left, right)
    tail = _common_head(left[head:][::-1], right[head:][::-1])
    ends = len(left) - tail, len(right) - tail
    return _joined(
        [
            _Change("same", 0, head, 0, head),
            *_moved(_matched(left[head : ends[0]], right[head : ends[1]]), head, head),
            _Change("same", ends[0], len(left), ends[1], len(right)),
        ]
    )


def _common_head(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (x, y) in pairs if x != y), min(len(left), len(right)))


def _matched(left: Sequence[str], right: Sequence[str]) -> _Changes:
    if len(left) + len(right) > _MOST_TOKENS:
        return [_Change("change", 0, len(left), 0, len(right))]
    repeats = Counter(right)
    crowded = sum(repeats[key] for key in left) > _MOST_ANCHORS
    matcher = SequenceMatcher(None, left, right, autojunk=crowded)
    return [
        _Change("same" if tag == "equal" else "change", i1, i2, j1, j2)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]


def _moved(changes: _Changes, i: int, j: int) -> _Changes:
    return [_Change(op, i1 + i, i2 + i, j1 + j, j2 + j) for op, i1, i2, j1, j2 in changes]


def _joined(changes: _Changes) -> _Changes:
    """Without empty changes, and with neighbours of one kind made one."""
    joined: _Changes = []
    for change in changes:
        if change.i1 == change.i2 and change.j1 == change.j2:
            continue
        if joined and joined[-1].op == change.op:
            last = joined.pop()
            change = _Change(change.op, last.i1, change.i2, last.j1, change.j2)
        joined.append(change)
    return joined


def _tidied(a: _Tokens, b: _Tokens, changes: _Changes) -> _Changes:
    """Let a stretch too small to be read alone go into the changes on both its sides."""
    tidied = list(changes)
    for index in range(1, len(changes) - 1):
        around = (changes[index - 1], changes[index + 1])
        if _is_island(b, changes[index]) and all(_changes_words(a, b, near) for near in around):
            tidied[index] = changes[index]._replace(op="change")
    return _joined(tidied)


def _is_island(b: _Tokens, change: _Change) -> bool:
    kept = [each.key for each in b[change.j1 : change.j2] if each.token.kind == "word"]
    return change.op == "same" and (
        not kept or (len(kept) == 1 and len(kept[0]) <= 3 and not any(c.isdigit() for c in kept[0]))
    )


def _changes_words(a: _Tokens, b: _Tokens, change: _Change) -> bool:
    return change.op == "change" and _changed_words(a, b, change) > 0


def _changed_words(a: _Tokens, b: _Tokens, change: _Change) -> int:
    """How many words differ: one word that stands for another is one, not two."""
    return max(_count_words(a[change.i1 : change.i2]), _count_words(b[change.j1 : change.j2]))


def _pieces(a: _Text, b: _Text, changes: _Changes) -> list[Piece]:
    before, after = b.margins()
    pieces = [Piece("same", before)]
    for change in changes:
        if change.op == "same":
            pieces.append(Piece("same", b.slice(change.j1, change.j2)))
        elif change.op == "omission":
            pieces.extend(_omission(a, b, change))
        else:
            pieces.extend(_change(a, b, change))
    pieces.append(Piece("same", after))
    return _joined_pieces(pieces)


def _joined_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].op == piece.op:
            piece = Piece(piece.op, joined.pop().text + piece.text)
        if piece.text:
            joined.append(piece)
    return joined


def _change(a: _Text, b: _Text, change: _Change) -> list[Piece]:
    """The pieces of one change, each with the blank that separates it from what it stands beside.

    A blank that both texts have before the change is the same; else it belongs to whichever text
    has it. Every gap of ``b`` around the change comes out exactly once.
    """
    _op, i1, i2, j1, j2 = change
    removed, added = a.slice(i1, i2), b.slice(j1, j2)
    # At the ends of the wording stands an omission, and it has brought the base's gap already.
    blanks = a.gap(i1) if j1 else "", a.gap(i2) if j2 < len(b.tokens) else ""
    gaps = b.gap(j1), b.gap(j2)
    if not added and gaps[0] and not blanks[0]:
        return [Piece("delete", removed), Piece("same", gaps[0])]
    if not added:
        gaps = gaps[0], ""
    if not removed and blanks[0] and not gaps[0]:
        return [Piece("insert", added), Piece("same", gaps[1])]
    shared = gaps[0] if blanks[0] or not added else ""
    return [
        Piece("same", shared),
        Piece("delete", (("" if shared else blanks[0]) + removed + blanks[1]) if removed else ""),
        Piece("insert", ("" if shared else gaps[0]) + added + gaps[1] if added else ""),
    ]


def _omission(a: _Text, b: _Text, change: _Change) -> list[Piece]:
    """The words passed over, and the marks (a closing comma, dots) that stand in their place."""
    _op, i1, i2, j1, j2 = change
    is_last = j2 == len(b.tokens)
    while is_last and i1 < i2 and j1 < j2 and a.tokens[i1].token.kind == "mark":
        # The wording ends with a mark of its own; the base's full stop after it says nothing.
        i1 += 1
    removed = a.gap(i1) + a.slice(i1, i2) + a.gap(i2) if i1 < i2 else ""
    added = b.gap(j1) + b.slice(j1, j2) + (b.gap(j2) if j1 < j2 else "")
    pieces = [Piece("omitted", removed), Piece("same", added)]
    return pieces[::-1] if is_last else pieces


# --- a source's wording against the statement --------------------------------------------------

# Below this share of common words (of the shorter text) the texts are not two wordings of one
# utterance but two utterances, or two languages.
_LEAST_SHARED = 0.2


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a source's wording stands to the text of a statement.

    ``pieces``: same and insert, joined, are exactly the wording; "omitted" is what the wording
    does not print before, after, or behind dots of its own; "delete" what it prints otherwise.
    ``same``: word for word and mark for mark up to `fold` and outer marks. ``excerpt``: the same
    but for omissions. ``changed_words``: how many words differ, a replaced one counted once.
    ``unrelated``: next to nothing in common; then the wording is one plain piece and
    ``changed_words`` is 0, since nothing was compared.
    """

    pieces: tuple[Piece, ...]
    same: bool = False
    excerpt: bool = False
    changed_words: int = 0
    unrelated: bool = False

    @property
    def only_marks_differ(self) -> bool:
        """Every word printed is the statement's, but punctuation inside it is not."""
        return not (self.same or self.excerpt or self.unrelated or self.changed_words)


def compare_wording(base: str, wording: str) -> Comparison:
    """Compare what one source prints with the statement's text, as an excerpt where it is one.

    Marks at the outer ends are no difference of wording: an outlet's style puts its own comma or
    full stop inside the quotation marks. They stay visible as "same", and those of the base that
    the wording lacks are left out. Words of the base before the first and after the last word
    that the wording prints are "omitted"; so are words inside for which it prints dots. A capital
    on the first word, or its lack, is no difference: many outlets let an excerpt begin a sentence.
    """
    a, b = _Text(base), _Text(wording)
    changes = _compared(a, b)
    if _is_unrelated(a.tokens, b.tokens, changes):
        return Comparison((Piece("same", wording),) if wording else (), unrelated=True)
    changed = [change for change in changes if change.op == "change"]
    omits = any(change.op == "omission" and change.i1 < change.i2 for change in changes)
    return Comparison(
        pieces=tuple(_pieces(a, b, _tidied(a.tokens, b.tokens, changes))),
        same=not changed and not omits,
        excerpt=not changed and omits,
        changed_words=sum(_changed_words(a.tokens, b.tokens, change) for change in changed),
    )


def _is_unrelated(a: _Tokens, b: _Tokens, changes: _Changes) -> bool:
    least = max(1, _LEAST_SHARED * min(_count_words(a), _count_words(b)))
    if _shared_words(b, changes) >= least:
        return False
    # A headline writes every word with a capital and is still the same words.
    a, b = _lowered(a), _lowered(b)
    return _shared_words(b, _changes(a, b)) < least


def _shared_words(b: _Tokens, changes: _Changes) -> int:
    return sum(_count_words(b[each.j1 : each.j2]) for each in changes if each.op == "same")


def _lowered(tokens: _Tokens) -> _Tokens:
    return [each._replace(key=each.key.lower()) for each in tokens]


def place_excerpt(base: str, other: str) -> tuple[int, int] | None:
    """Where ``base`` has the words of ``other``, all and in one run, up to `fold`.

    Start and end of the first such place, without outer marks; ``None`` where there is none, or
    ``other`` has no words. Blanks do not count, so Chinese lines may break anywhere.
    """
    a = _Text(base)
    placed = _placed(a.tokens, _Text(other).tokens)
    return a.span(placed.i1, placed.i2) if placed else None


def is_excerpt(base: str, other: str) -> bool:
    """Whether ``other`` is a part of ``base`` in one run, and leaves some of its words out."""
    a, b = _Text(base).tokens, _Text(other).tokens
    return _placed(a, b) is not None and _count_words(b) < _count_words(a)


def _placed(a: _Tokens, b: _Tokens) -> _Change | None:
    """The first run of ``a`` that is all of ``b`` but the marks at its ends."""
    spoken = [index for index, each in enumerate(b) if each.token.kind == "word"]
    if not spoken:
        return None
    j1, j2 = spoken[0], spoken[-1] + 1
    left, right = [each.key for each in a], [each.key for each in b[j1:j2]]
    for i in range(len(left) - len(right) + 1):
        if left[i] == right[0] and left[i : i + len(right)] == right:
            return _Change("same", i, i + len(right), j1, j2)
    return None


def _compared(a: _Text, b: _Text) -> _Changes:
    if a.tokens and fold(a.text) == fold(b.text):
        return _whole(a, b)
    placed = _placed(a.tokens, b.tokens)
    if placed is None:
        changes = _changes(a.tokens, b.tokens)
    else:
        changes = _joined(
            [
                _Change("change", 0, placed.i1, 0, placed.j1),
                placed,
                _Change("change", placed.i2, len(a.tokens), placed.j2, len(b.tokens)),
            ]
        )
    changes = _settled(a.tokens, b.tokens, changes)
    changes = _flipped(changes, a, b)
    changes = _settled(a.tokens[::-1], b.tokens[::-1], changes)
    changes = _flipped(changes, a, b)
    changes = [_behind_dots(a.tokens, b.tokens, change) for change in changes]
    return _without_capital(a.tokens, b.tokens, changes)


def _without_capital(a: _Tokens, b: _Tokens, changes: _Changes) -> _Changes:
    """A first word that differs in its capital only is the same: an excerpt begins a sentence."""
    first = next((j for j, each in enumerate(b) if each.token.kind == "word"), None)
    split: _Changes = []
    for change in changes:
        op, i1, i2, j1, j2 = change
        if op == "change" and i1 < i2 and first is not None and j1 <= first < j2:
            x, y = a[i1].key, b[first].key
            if x[1:] == y[1:] and x[0].lower() == y[0].lower():
                split.append(_Change("same", i1, i1 + 1, j1, first + 1))
                change = _Change("change", i1 + 1, i2, first + 1, j2)
        split.append(change)
    return _joined(split)


def _flipped(changes: _Changes, a: _Text, b: _Text) -> _Changes:
    """The same changes, read from the end."""
    n, m = len(a.tokens), len(b.tokens)
    return [_Change(op, n - i2, n - i1, m - j2, m - j1) for op, i1, i2, j1, j2 in changes[::-1]]


def _behind_dots(a: _Tokens, b: _Tokens, change: _Change) -> _Change:
    """Words for which the source itself prints dots are omitted, not changed.

    Where it prints dots and leaves out no word, as in a quotation that "he said" divides, nothing
    is.
    """
    added = b[change.j1 : change.j2]
    is_dots = _count_words(added) == 0 and "..." in "".join(each.key for each in added)
    return _passed_over(a, change) if change.op == "change" and is_dots else change


def _settled(a: _Tokens, b: _Tokens, changes: _Changes) -> _Changes:
    """The changes with what the wording leaves out at the beginning told from what it changes."""
    changes = _without_stray_match(a, b, changes)
    if not changes or changes[0].op != "change":
        return changes
    first, rest = changes[0], changes[1:]
    if _count_words(b[: first.j2]) == 0:
        return _joined([_passed_over(a, first), *rest])
    # Words that the wording begins with and the base lacks stand for about as many of the base.
    reach = first.j2 + max(2, first.j2 // 2)
    cut = max(0, first.i2 - reach)
    near = _moved(_changes(a[cut : first.i2], b[: first.j2]), cut, 0)
    if near[0].op == "change":
        replaced = max(near[0].i1, near[0].i2 - (near[0].j2 - near[0].j1))
        near[0] = near[0]._replace(i1=replaced)
        cut = replaced
    return _joined([_passed_over(a, _Change("change", 0, cut, 0, 0)), *near, *rest])


def _passed_over(a: _Tokens, change: _Change) -> _Change:
    """The change as an omission; marks of the base alone are no words that a source left out."""
    start = change.i1 if _count_words(a[change.i1 : change.i2]) else change.i2
    return change._replace(op="omission", i1=start)


def _without_stray_match(a: _Tokens, b: _Tokens, changes: _Changes) -> _Changes:
    """Undo a first match that chance made: of marks only, or of few words far before the rest."""
    start = 0 if changes and changes[0].op == "same" else 1
    while len(changes) > start + 2 and _is_stray(a, b, changes[start], changes[start + 1]):
        gap = changes[start + 1]
        changes = [_Change("change", 0, gap.i2, 0, gap.j2), *changes[start + 2 :]]
        start = 1
    return changes


def _is_stray(a: _Tokens, b: _Tokens, match: _Change, gap: _Change) -> bool:
    """Whether the base has the matched words again nearer to the rest, or too far from it."""
    matched = _count_words(b[match.j1 : match.j2])
    if matched > 3 or _behind_dots(a, b, gap).op == "omission":
        return False
    between = a[gap.i1 : gap.i2]
    passed = _count_words(between) - _count_words(b[gap.j1 : gap.j2])
    recurs = passed > 0 and _placed(between, b[match.j1 : match.j2]) is not None
    return matched == 0 or recurs or passed >= 4 * matched + 4


# --- languages -------------------------------------------------------------------------------

_LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-(?P<script>[A-Za-z]{4}))?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)

# Scripts of ISO 15924 in use that run from right to left.
_RTL_SCRIPTS = frozenset(
    ("adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi")
)

# Languages usually written in one of them, from the likely scripts of Unicode's CLDR.
_RTL_LANGUAGES = frozenset(
    (
        *("ar", "arc", "ary", "arz", "azb", "bal", "ckb", "dv", "fa", "glk", "he", "iw", "ji"),
        *("khw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd", "skr", "syr", "ug", "ur"),
        *("yi",),
    )
)


def is_language_tag(tag: str) -> bool:
    """Whether the tag is well-formed by BCP 47 in its common shape.

    That is language, and then script, region and variants where needed; no extended language,
    extension or private use. Any case is well-formed; whether a subtag is registered is not
    asked.
    """
    return _LANGUAGE_TAG.fullmatch(tag) is not None


def primary_subtag(language: str) -> str:
    """The language that a BCP 47 tag names, in whatever country or script: ``fr`` of ``fr-CA``."""
    return language.split("-")[0].lower()


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The value of an HTML ``dir`` for a BCP 47 tag: its script decides, else its language.

    An unknown or malformed tag is "ltr", as HTML takes it.
    """
    match = _LANGUAGE_TAG.fullmatch(language)
    if match is None:
        return "ltr"
    if match["script"]:
        return "rtl" if match["script"].lower() in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary_subtag(language) in _RTL_LANGUAGES else "ltr"
