"""Word differences between two wordings, and what one leaves out of the other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from quotes.text.folding import fold
from quotes.text.tokens import WORD_PIECES, FoldedToken, folded_tokens

PieceOp = Literal["same", "insert", "delete", "omitted"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a difference: kept, added, changed away, or (``omitted``) not printed."""

    op: PieceOp
    text: str


class _AlignedTokens(NamedTuple):
    """Tokens ``i1:i2`` of the base stand against tokens ``j1:j2`` of the other text.

    In an omission the base's tokens are passed over and those of the other text, marks only, are
    the same.
    """

    op: Literal["same", "change", "omission"]
    i1: int
    i2: int
    j1: int
    j2: int


_Changes = list[_AlignedTokens]


_Tokens = Sequence[FoldedToken]


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
    a, b = _TokenizedText(base), _TokenizedText(other)
    changes = _whole(a, b) if fold(base) == fold(other) else _changes(a.tokens, b.tokens)
    return _pieces(a, b, _tidied(a.tokens, b.tokens, changes))


class _TokenizedText:
    """A text and its tokens for comparing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = folded_tokens(text, WORD_PIECES)

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


def _whole(a: _TokenizedText, b: _TokenizedText) -> _Changes:
    return _joined([_AlignedTokens("same", 0, len(a.tokens), 0, len(b.tokens))])


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
            _AlignedTokens("same", 0, head, 0, head),
            *_moved(_matched(left[head : ends[0]], right[head : ends[1]]), head, head),
            _AlignedTokens("same", ends[0], len(left), ends[1], len(right)),
        ]
    )


def _common_head(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (x, y) in pairs if x != y), min(len(left), len(right)))


def _matched(left: Sequence[str], right: Sequence[str]) -> _Changes:
    if len(left) + len(right) > _MOST_TOKENS:
        return [_AlignedTokens("change", 0, len(left), 0, len(right))]
    repeats = Counter(right)
    crowded = sum(repeats[key] for key in left) > _MOST_ANCHORS
    matcher = SequenceMatcher(None, left, right, autojunk=crowded)
    return [
        _AlignedTokens("same" if tag == "equal" else "change", i1, i2, j1, j2)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]


def _moved(changes: _Changes, i: int, j: int) -> _Changes:
    return [_AlignedTokens(op, i1 + i, i2 + i, j1 + j, j2 + j) for op, i1, i2, j1, j2 in changes]


def _joined(changes: _Changes) -> _Changes:
    """Without empty changes, and with neighbours of one kind made one."""
    joined: _Changes = []
    for change in changes:
        if change.i1 == change.i2 and change.j1 == change.j2:
            continue
        if joined and joined[-1].op == change.op:
            last = joined.pop()
            change = _AlignedTokens(change.op, last.i1, change.i2, last.j1, change.j2)
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


def _is_island(b: _Tokens, change: _AlignedTokens) -> bool:
    kept = [each.key for each in b[change.j1 : change.j2] if each.token.kind == "word"]
    return change.op == "same" and (
        not kept or (len(kept) == 1 and len(kept[0]) <= 3 and not any(c.isdigit() for c in kept[0]))
    )


def _changes_words(a: _Tokens, b: _Tokens, change: _AlignedTokens) -> bool:
    return change.op == "change" and _changed_words(a, b, change) > 0


def _changed_words(a: _Tokens, b: _Tokens, change: _AlignedTokens) -> int:
    """How many words differ: one word that stands for another is one, not two."""
    return max(_count_words(a[change.i1 : change.i2]), _count_words(b[change.j1 : change.j2]))


def _pieces(a: _TokenizedText, b: _TokenizedText, changes: _Changes) -> list[Piece]:
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


def _change(a: _TokenizedText, b: _TokenizedText, change: _AlignedTokens) -> list[Piece]:
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


def _omission(a: _TokenizedText, b: _TokenizedText, change: _AlignedTokens) -> list[Piece]:
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


def compare_wording(base: str, wording: str) -> Comparison:
    """Compare what one source prints with the statement's text, as an excerpt where it is one.

    Marks at the outer ends are no difference of wording: an outlet's style puts its own comma or
    full stop inside the quotation marks. They stay visible as "same", and those of the base that
    the wording lacks are left out. Words of the base before the first and after the last word
    that the wording prints are "omitted"; so are words inside for which it prints dots. A capital
    on the first word, or its lack, is no difference: many outlets let an excerpt begin a sentence.
    """
    a, b = _TokenizedText(base), _TokenizedText(wording)
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


def _placed(a: _Tokens, b: _Tokens) -> _AlignedTokens | None:
    """The first run of ``a`` that is all of ``b`` but the marks at its ends."""
    spoken = [index for index, each in enumerate(b) if each.token.kind == "word"]
    if not spoken:
        return None
    j1, j2 = spoken[0], spoken[-1] + 1
    left, right = [each.key for each in a], [each.key for each in b[j1:j2]]
    for i in range(len(left) - len(right) + 1):
        if left[i] == right[0] and left[i : i + len(right)] == right:
            return _AlignedTokens("same", i, i + len(right), j1, j2)
    return None


def _compared(a: _TokenizedText, b: _TokenizedText) -> _Changes:
    if a.tokens and fold(a.text) == fold(b.text):
        return _whole(a, b)
    placed = _placed(a.tokens, b.tokens)
    if placed is None:
        changes = _changes(a.tokens, b.tokens)
    else:
        changes = _joined(
            [
                _AlignedTokens("change", 0, placed.i1, 0, placed.j1),
                placed,
                _AlignedTokens("change", placed.i2, len(a.tokens), placed.j2, len(b.tokens)),
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
                split.append(_AlignedTokens("same", i1, i1 + 1, j1, first + 1))
                change = _AlignedTokens("change", i1 + 1, i2, first + 1, j2)
        split.append(change)
    return _joined(split)


def _flipped(changes: _Changes, a: _TokenizedText, b: _TokenizedText) -> _Changes:
    """The same changes, read from the end."""
    n, m = len(a.tokens), len(b.tokens)
    return [
        _AlignedTokens(op, n - i2, n - i1, m - j2, m - j1) for op, i1, i2, j1, j2 in changes[::-1]
    ]


def _behind_dots(a: _Tokens, b: _Tokens, change: _AlignedTokens) -> _AlignedTokens:
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
    return _joined([_passed_over(a, _AlignedTokens("change", 0, cut, 0, 0)), *near, *rest])


def _passed_over(a: _Tokens, change: _AlignedTokens) -> _AlignedTokens:
    """The change as an omission; marks of the base alone are no words that a source left out."""
    start = change.i1 if _count_words(a[change.i1 : change.i2]) else change.i2
    return change._replace(op="omission", i1=start)


def _without_stray_match(a: _Tokens, b: _Tokens, changes: _Changes) -> _Changes:
    """Undo a first match that chance made: of marks only, or of few words far before the rest."""
    start = 0 if changes and changes[0].op == "same" else 1
    while len(changes) > start + 2 and _is_stray(a, b, changes[start], changes[start + 1]):
        gap = changes[start + 1]
        changes = [_AlignedTokens("change", 0, gap.i2, 0, gap.j2), *changes[start + 2 :]]
        start = 1
    return changes


def _is_stray(a: _Tokens, b: _Tokens, match: _AlignedTokens, gap: _AlignedTokens) -> bool:
    """Whether the base has the matched words again nearer to the rest, or too far from it."""
    matched = _count_words(b[match.j1 : match.j2])
    if matched > 3 or _behind_dots(a, b, gap).op == "omission":
        return False
    between = a[gap.i1 : gap.i2]
    passed = _count_words(between) - _count_words(b[gap.j1 : gap.j2])
    recurs = passed > 0 and _placed(between, b[match.j1 : match.j2]) is not None
    return matched == 0 or recurs or passed >= 4 * matched + 4
