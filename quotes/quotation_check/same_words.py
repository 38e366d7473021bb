"""Where quoted words stand in what was printed, word for word and mark for mark.

What *exact* covers. Two texts are held against each other by their words and marks. Passed over is
what printers set by their own style, and nothing else:

* which kind of quotation mark, apostrophe or dash it is, how wide a blank, and whether blanks stand
  beside a mark; ligatures and what cannot be seen (`quotes.text.folding.fold`);
* whether the first letter of the quotation is a capital, also as "[W]e";
* marks at the end of the quotation, and quotation marks or dots before it. A question mark is no
  such mark: who asks does not state.

So a comma, a capital, an accent, a hyphen inside are differences. Words may be left out where the
quotation says so by ``…``, ``[…]`` or ``(...)``, if its pieces stand in this order in one wording,
and if nothing that is left out of a sentence denies it. Whole sentences may be left out so. What is
left out inside of a sentence may turn it round in more ways than can be listed ("lack of",
"likely", "if they"), so the rest is a part of that sentence, but for the few words that say nothing
(`quotes.quotation_check.empty_words`). Neither half of a word with a hyphen is a word: "missile"
does not stand in "anti-missile".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from quotes.quotation_check.empty_words import say_nothing, says_something
from quotes.quotation_check.sentence_ends import sentence_starts
from quotes.quotation_check.small_words import telling
from quotes.text.printed_words import printed_words as phrase_words
from quotes.text.spans import Span
from quotes.text.tokens import WORD_PIECES, folded_tokens, words
from quotes.verification.mismatch import negations
from quotes.verification.verify import OMISSION_MARK, negation_beside

# The marks that may stand at the end of a quotation and not in the source, or the other way round.
_AT_END = frozenset('.,;:!?-"')
_OMISSION = "…"
# Between pieces of a quotation that "he said" divides.
PARTED = "\n"
_CAPITAL_PUT_IN = re.compile(r"\A([^\w\[]*)\[(\w)\](?=\w)")
_HYPHENS = frozenset("-‐‑")

# Of a piece of so few words, the next may be no more than so many words away.
_FEW, _NEAR = 3, 40


# So many small words are still in any text.
_FEW_SMALL = 6


@dataclass(frozen=True, slots=True)
class ComparedToken:
    """A word or a mark: its span in the text, and the form by which it equals another."""

    key: str
    start: int
    end: int
    is_word: bool


def _tokens(text: str) -> tuple[ComparedToken, ...]:
    """The words and marks of a text, each mark of omission as one."""
    omissions = [Span(*found.span()) for found in OMISSION_MARK.finditer(text)]
    made: list[ComparedToken] = []
    for token, key in folded_tokens(text, WORD_PIECES):
        while omissions and omissions[0].end <= token.start:
            omissions.pop(0)
        if omissions and token.end > omissions[0].start:
            if not made or made[-1].start != omissions[0].start:
                made.append(ComparedToken(_OMISSION, *omissions[0], False))
            continue
        key = '"' if key == "'" else key
        if key == '"' and made and made[-1].key == '"' and made[-1].end == token.start:
            continue
        made.append(ComparedToken(key, token.start, token.end, token.kind == "word"))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """Quoted words, ready to be looked for: runs of words and marks, with what parts them.

    ``texts`` are the runs as they were typed, without the marks at their ends.
    ``parted`` says of each gap between two runs whether words may be left out there. ``asks`` says
    whether a question mark stands at the end; None where no mark does.
    """

    text: str
    texts: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    parted: tuple[bool, ...]
    asks: bool | None

    @property
    def has_words(self) -> bool:
        return bool(self.runs)

    @property
    def is_slight(self) -> bool:
        """Whether it is one word, or so few small ones that they are in any text."""
        if sum(map(len, self.runs)) > 4 * _FEW_SMALL:
            return False
        words = [word for text in self.texts for word in phrase_words(text)]
        return len(words) == 1 or (len(words) <= _FEW_SMALL and not telling(words))


def quoted_words(pieces: Sequence[str]) -> QuotedWords:
    """The words of a quotation, of which "he said" may part the pieces."""
    runs: list[list[ComparedToken]] = []
    texts: list[str] = []
    parted: list[bool] = []
    ended: list[ComparedToken] = []
    omits = False
    for piece in (_CAPITAL_PUT_IN.sub(r"\1\2", piece) for piece in pieces):
        for number, run in enumerate(_split(_tokens(piece))):
            omits = omits or number > 0
            bare = _bare(run)
            if not bare:
                continue
            if runs:
                parted.append(omits)
            runs.append(bare)
            texts.append(piece[bare[0].start : bare[-1].end])
            ended = run[run.index(bare[-1]) + 1 :]
            omits = False
    return QuotedWords(
        " ".join(pieces),
        tuple(texts),
        tuple(tuple(token.key for token in run) for run in runs),
        tuple(parted),
        any("?" in token.key for token in ended) if ended else None,
    )


def _split(tokens: Sequence[ComparedToken]) -> Iterator[list[ComparedToken]]:
    """The stretches between marks of omission, empty ones too."""
    run: list[ComparedToken] = []
    for token in tokens:
        if token.key == _OMISSION:
            yield run
            run = []
        else:
            run.append(token)
    yield run


def _bare(run: Sequence[ComparedToken]) -> list[ComparedToken]:
    """A run without the marks at its ends that are no difference."""
    first, last = 0, len(run)
    while last and _is_at_end(run[last - 1]):
        last -= 1
    while first < last and _is_before(run, first):
        first += 1
    return list(run[first:last]) if any(token.is_word for token in run[first:last]) else []


def _is_at_end(token: ComparedToken) -> bool:
    return not token.is_word and set(token.key) <= _AT_END


def _is_before(run: Sequence[ComparedToken], at: int) -> bool:
    """Whether a mark before the words says nothing: no minus, no sign of money."""
    key = run[at].key
    if key == "-":
        return run[at].end < run[at + 1].start
    return key in ('"', ",", ";", ":") or set(key) == {"."}


# --- what was printed ----------------------------------------------------------------------------


class PrintedWords:
    """A printed wording, ready for quotations to be looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.keys = tuple(token.key for token in self.tokens)
        self.starts = sentence_starts(text)

    def is_all(self, span: Span) -> bool:
        """Whether no word of it stands outside of the span."""
        return not _has_word(self.text[: span.start] + self.text[span.end :])

    def sentence_of(self, offset: int) -> int:
        """The number of the sentence in which an offset lies."""
        return sum(start <= offset for start in self.starts) - 1

    def around(self, span: Span) -> Span:
        """The whole of the sentences that a span reaches into."""
        last = self.sentence_of(span.end - 1) + 1
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        start = self.starts[self.sentence_of(span.start)]
        return Span(start, start + len(self.text[start:end].rstrip()))


@lru_cache(maxsize=4_000)
def printed_words(text: str) -> PrintedWords:
    """A wording of the record made ready; it is compared with one quotation after another."""
    return PrintedWords(text)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where quoted words stand in a wording.

    ``around`` are the whole sentences they are of; ``begins`` and ``ends`` if they do with those.
    ``omitted`` are the stretches that the quotation marks as left out; ``hides`` says that one of
    them lies inside of a sentence, with words that may say something. ``crosses``: a mark of
    omission of the wording lies inside. ``denial`` is what denies, in the same clause, what is
    quoted; empty where nothing does.
    """

    span: Span
    around: Span
    begins: bool
    ends: bool
    omitted: tuple[Span, ...] = ()
    denial: str = ""
    hides: bool = False
    crosses: bool = False

    @property
    def is_whole(self) -> bool:
        return self.begins and self.ends and not self.hides


def standing(quoted: QuotedWords, wording: PrintedWords, language: str) -> Standing | None:
    """Where the words stand in the wording, whole sentences first; None where they do not.

    ``language`` (BCP 47) is that of the wording, for what denies.
    """
    found = [
        one
        for chain in _chains(quoted, wording)
        if (one := _standing(quoted, wording, chain, language)) is not None
    ]
    return max(found, key=lambda one: (one.is_whole, not one.denial), default=None)


def _standing(
    quoted: QuotedWords, wording: PrintedWords, chain: Sequence[range], language: str
) -> Standing | None:
    tokens = wording.tokens
    span = Span(tokens[chain[0].start].start, tokens[chain[-1].stop - 1].end)
    asks = _asks(wording, chain[-1].stop)
    if quoted.asks is not None and asks != quoted.asks:
        return None
    gaps = [
        Span(tokens[one.stop - 1].end, tokens[other.start].start)
        for one, other in pairwise(chain)
        if says_something(wording.text[tokens[one.stop - 1].end : tokens[other.start].start])
    ]
    cut_out = [part for gap in gaps for part in _inside_sentences(wording, gap)]
    if any(negations(words(part), language) for part in cut_out):
        return None
    hides = not all(say_nothing(part, language) for part in cut_out)
    around = wording.around(span)
    before, behind = (
        wording.text[around.start : span.start],
        wording.text[span.end : around.end],
    )
    begins, ends = not _has_word(before), not _has_word(behind)
    is_cut = not (begins and ends)
    beside = next(negation_beside(wording.text, span, language), None) if is_cut else None
    denial = beside.source if beside else ""
    # A question without its mark is not all of it.
    ends = ends and not (asks and quoted.asks is None)
    crosses = _OMISSION in wording.keys[chain[0].start : chain[-1].stop]
    return Standing(span, around, begins, ends, tuple(gaps), denial, hides, crosses)


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _asks(wording: PrintedWords, stop: int) -> bool:
    """Whether a question mark stands behind the words, before the next word."""
    for token in wording.tokens[stop:]:
        if token.is_word:
            return False
        if "?" in token.key:
            return True
    return False


def _inside_sentences(wording: PrintedWords, gap: Span) -> Iterator[str]:
    """What is left out of the sentences that a gap cuts; whole ones may say what they like."""
    inside = [start for start in wording.starts if gap.start < start <= gap.end]
    yield wording.text[gap.start : inside[0] if inside else gap.end]
    if inside:
        # The mark that ends the sentence before stands there for the beginning.
        yield f".{wording.text[inside[-1] : gap.end]}"


def _chains(quoted: QuotedWords, wording: PrintedWords) -> Iterator[list[range]]:
    """For each place of the first run: it, and the nearest place of each run that follows."""
    if not quoted.runs:
        return
    places = [
        list(_places(run, wording, is_first=number == 0)) for number, run in enumerate(quoted.runs)
    ]
    if not all(places):
        return
    for first in places[0]:
        chain = [first]
        for omits, found in zip(quoted.parted, places[1:], strict=True):
            following = next((one for one in found if one.start >= chain[-1].stop), None)
            if following is None or not _may_follow(wording, chain[-1], following, omits=omits):
                break
            chain.append(following)
        if len(chain) == len(places):
            yield chain


def _may_follow(wording: PrintedWords, one: range, other: range, *, omits: bool) -> bool:
    """Whether nothing stands between two runs that the quotation does not mark as left out."""
    between = sum(token.is_word for token in wording.tokens[one.stop : other.start])
    if not omits:
        return between == 0
    return between <= _NEAR or min(len(one), len(other)) >= _FEW


def _places(run: Sequence[str], wording: PrintedWords, *, is_first: bool) -> Iterator[range]:
    keys, length = wording.keys, len(run)
    rest = tuple(run[1:])
    for at in range(len(keys) - length + 1):
        is_same = keys[at] == run[0] or (is_first and _is_same_but_capital(keys[at], run[0]))
        if is_same and keys[at + 1 : at + length] == rest and not _cuts(wording, at, at + length):
            yield range(at, at + length)


def _is_same_but_capital(one: str, other: str) -> bool:
    return one[1:] == other[1:] and one[:1].lower() == other[:1].lower()


def _cuts(wording: PrintedWords, first: int, stop: int) -> bool:
    """Whether a word with a hyphen would be cut in two at one of the ends."""
    tokens = wording.tokens
    return (first > 1 and _is_hyphen(wording, first - 1)) or (
        stop + 1 < len(tokens) and _is_hyphen(wording, stop)
    )


def _is_hyphen(wording: PrintedWords, at: int) -> bool:
    before, mark, behind = wording.tokens[at - 1 : at + 2]
    return (
        wording.text[mark.start : mark.end] in _HYPHENS
        and before.is_word
        and behind.is_word
        and before.end == mark.start
        and mark.end == behind.start
    )
