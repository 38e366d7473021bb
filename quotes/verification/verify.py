"""The check of a wording against a text: the evidence behind every check mark of the archive.

A check never says more than was found. The rules, in the order in which they are asked:

* *exact*: the characters of the wording stand in the text, from the edge of a word to the edge of
  a word. "art" is not found in "party", "5 billion" not in "17.5 billion", "missile" not in
  "anti-missile", "do" not in "don't"; French elision alone parts a word (armée in l'armée).
* *folded*: the same after `quotes.text.folding.fold`, and but for what printers set by their own
  style: the kind of a quotation mark, the blanks beside marks and dashes, a quotation mark that
  opens a further paragraph anew, marks around the whole wording, and the one comma or full stop at
  the end of a wording, where the source has a comma, full stop, semicolon, colon or dash, closes
  its quotation, or ends a line. A full stop where the source's sentence simply goes on is a
  difference; so are ``?`` and ``!``, every mark inside, and a capital letter, the first one
  included. A hyphen at the end of a line, with a letter before it and a small one on the next line,
  may be that of the word or of the line: it is read as the wording has it. Neither half of such a
  word is a word: "able" is not found in "un-" and "able".
* *omissions*: the wording marks what it leaves out (``…``, ``...``, ``[…]``, ``(...)``), and its
  pieces stand in the text in that order, each exact or folded, no further apart than
  `WIDEST_GAP`. Words between that no mark stands for, such as "he said", are a difference.
* *differs*: the nearest passage has at least half of the words (of up to three, two thirds). Other
  words in square brackets ("[W]e", "[the prime minister]") are marked as a change by whoever wrote
  them, and are still not what was printed: unless the source prints the brackets, this is *differs*
  with the finding that says so.
* *not found*: none of it.

Offsets are indices of Python strings (code points), ends exclusive. Time grows with the length of
the text, whatever is in it: what could grow faster is cut off.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from quotes.models.vocabulary import CheckState
from quotes.text.differences import Piece, compare_wording, word_difference
from quotes.text.spans import Span
from quotes.text.tokens import words
from quotes.verification.matching import (
    REACH,
    UNSPACED,
    FoldedText,
    SearchedText,
    SoughtWording,
    whole_again,
)
from quotes.verification.mismatch import (
    Finding,
    MismatchKind,
    findings,
    negations,
    without_brackets,
)

# Characters that two pieces of a wording with omissions may be apart; less where one of them has
# so few words that they would be found anywhere.
WIDEST_GAP = 2_000
_WIDEST_GAP_OF_FEW = 300
_FEW = 3

# How far before the words something is looked for that denies them: "I do not believe that".
_LONGEST_CLAUSE = 100
_WORDS_OF_CLAUSE = 7
_PARTING = re.compile(r"[.!?…;:,()\n\u2028\u2029«»“”\"—–]|\b(?:but|yet|mais)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WordingVerdict:
    """The outcome of a check.

    ``span`` is where the words stand, with omissions from the first piece to the last, and of
    *differs* the nearest passage; None where nothing was found. ``pieces`` are its parts without
    what is omitted. ``places`` are all spans where the wording stands as the outcome says, in the
    order of the text, at most `MOST_PLACES`. ``difference`` sets the wording against the passage:
    "same" and "insert", joined, are the wording; "delete" is what the source has, without the
    line ends in words that the wording has whole.
    """

    outcome: CheckState
    span: Span | None = None
    pieces: tuple[Span, ...] = ()
    places: tuple[Span, ...] = ()
    difference: tuple[Piece, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def start(self) -> int | None:
        return self.span.start if self.span else None

    @property
    def end(self) -> int | None:
        return self.span.end if self.span else None


def verify(
    wording: str, text: str, *, language: str = "", hint: Span | None = None
) -> WordingVerdict:
    """Hold a wording against a text, by the rules at the head of this module.

    Of several places the one nearest to ``hint`` is taken, else the first. ``language`` (BCP 47)
    chooses the words of negation, of English, French or, when it is neither, both. A wording
    without a letter or digit is not found. Never raises; texts of any length and kind are read.
    """
    sought = wording.strip()
    if not has_words(sought):
        return WordingVerdict(CheckState.NOT_FOUND)
    return (
        proved(wording, text, language=language, hint=hint)
        or _different(_page(text), sought, language)
        or WordingVerdict(CheckState.NOT_FOUND)
    )


def proved(
    wording: str, text: str, *, language: str = "", hint: Span | None = None
) -> WordingVerdict | None:
    """The verdict of `verify` if it is proof, else None: that is known long before what differs."""
    page = _page(text)
    sought = wording.strip()
    if not has_words(sought):
        return None
    for outcome, find in ((CheckState.EXACT, page.exact), (CheckState.FOLDED, page.folded)):
        if places := find(sought):
            span = _nearest(places, hint)
            beside = tuple(negation_beside(page.text, span, language))
            return WordingVerdict(outcome, span, (span,), tuple(places), findings=beside)
    return _with_omissions(page, sought, language, hint)


def negation_beside(text: str, span: Span, language: str) -> Iterator[Finding]:
    """What denies the words from outside of them: "nobody believes that", or the word behind.

    Before them that is looked for in the same clause, as far as no mark parts it from the words.
    """
    clause = text[max(0, span.start - _LONGEST_CLAUSE) : span.start]
    clause = clause[max((found.end() for found in _PARTING.finditer(clause)), default=0) :]
    before = words(clause)[-_WORDS_OF_CLAUSE:]
    for at, word in enumerate(before):
        if negations(before[at : at + 1], language):
            yield Finding(MismatchKind.NEGATION_BESIDE, clause[word.start :].strip())
            break
    behind = words(text[span.end : span.end + REACH])[:1]
    if negations(behind, language):
        yield Finding(MismatchKind.NEGATION_BESIDE, behind[0].text)


def _nearest(places: Sequence[Span], hint: Span | None) -> Span:
    return min(places, key=lambda place: abs(place.start - hint.start)) if hint else places[0]


def has_words(text: str) -> bool:
    """Whether a letter or digit is in it."""
    return any(map(str.isalnum, text))


class _IndexedText(SearchedText):
    """A text that wordings are sought in, with an index for those that are not there."""

    @cached_property
    def index(self) -> "_WordIndex":
        return _WordIndex(self.plain.text)


@lru_cache(maxsize=2)
def _page(text: str) -> _IndexedText:
    """The text made ready, once for all wordings that are held against it in a row."""
    return _IndexedText(text)


# --- omissions -----------------------------------------------------------------------------------

_DOTS = r"(?:…|\.(?:\s?\.){2,})"
# More than anybody marks; each is sought in the whole text.
_MOST_PIECES = 40
# A full stop, a question or exclamation mark, and no dots.
_SENTENCE_END = re.compile(r"(?<![.…])[.?!](?!\.)\W")
OMISSION_MARK = re.compile(rf"\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|{_DOTS}")


def _with_omissions(
    page: _IndexedText, sought: str, language: str, hint: Span | None
) -> WordingVerdict | None:
    """The verdict on a wording that marks what it leaves out, if its pieces are there."""
    pieces = [piece.strip() for piece in OMISSION_MARK.split(sought, _MOST_PIECES)]
    if len(pieces) == 1 or len(pieces) > _MOST_PIECES:
        return None
    chains = list(_chains(page, list(filter(has_words, pieces))))
    if not chains:
        return None
    spans = {Span(chain[0].start, chain[-1].end): chain for chain in chains}
    shortest = min(span.end - span.start for span in spans)
    places = sorted(span for span in spans if span.end - span.start == shortest or hint)
    span = _nearest(places, hint)
    gaps = [page.text[a.end : b.start] for a, b in pairwise(spans[span])]
    findings = tuple(
        Finding(MismatchKind.NEGATION_OMITTED, gap.strip())
        for gap in gaps
        if negations(words(gap), language) and not _SENTENCE_END.search(gap)
    )
    return WordingVerdict(
        CheckState.OMISSIONS, span, tuple(spans[span]), tuple(places), findings=findings
    )


def _chains(page: _IndexedText, pieces: Sequence[str]) -> Iterator[list[Span]]:
    """For each place of the first piece: the nearest place of each piece after the one before."""
    found = [page.exact(piece) or page.folded(piece) for piece in pieces]
    if not pieces or not all(found):
        return
    few = [len(words(piece)) < _FEW for piece in pieces]
    widest = [_WIDEST_GAP_OF_FEW if a or b else WIDEST_GAP for a, b in pairwise(few)]
    for first in found[0]:
        chain = [first]
        for places, limit in zip(found[1:], widest, strict=True):
            at = bisect_left(places, (chain[-1].end, 0))
            if at == len(places) or places[at].start - chain[-1].end > limit:
                break
            chain.append(places[at])
        if len(chain) == len(pieces):
            yield chain


# --- the nearest passage -------------------------------------------------------------------------

# Words, for finding a passage: of a script without blanks each letter, since no word repeats.
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['.,][^\W_{UNSPACED}]+)*")
_SHINGLE = 3
# Places of one shingle that vote: words that a text repeats more often say nothing of a passage.
_MOST_VOTES = 64
_MOST_WINDOWS = 4
_LONGEST_WINDOW = 5_000
# Characters of a wording up to which the passage is cut to it word by word.
_LONGEST_COMPARED = 20_000
_LEAST_SHARED, _LEAST_SHARED_OF_FEW = 0.5, 2 / 3


class _WordIndex:
    """Where each word, and each run of three, of a text stands."""

    def __init__(self, plain: str) -> None:
        found = list(_WORD.finditer(plain))
        self.spans = [match.span() for match in found]
        self.words = [_alike(match[0]) for match in found]

    @cached_property
    def shingles(self) -> dict[tuple[str, ...], list[int]]:
        return _places(_runs(self.words, _SHINGLE))

    @cached_property
    def singles(self) -> dict[tuple[str, ...], list[int]]:
        return _places(_runs(self.words, 1))

    def windows(self, sought: Sequence[str], longest: int) -> list[tuple[int, int]]:
        """Stretches of the text, by words, in which the nearest passage may lie.

        None of them has more than ``longest`` characters: a text without blanks is one word.
        """
        slack = len(sought) // 2 + 12
        windows = [
            (
                max(0, (bucket - 1) * slack - 4),
                min(len(self.words), (bucket + 1) * slack + len(sought) + 4),
            )
            for places, size in ((self.shingles, _SHINGLE), (self.singles, 1))
            for bucket in _voted(places, _runs(sought, size), slack)
        ]
        return [
            (first, last)
            for first, last in windows
            if self.spans[last - 1][1] - self.spans[first][0] <= longest
        ]


def _voted(
    places: dict[tuple[str, ...], list[int]], runs: Iterable[tuple[str, ...]], slack: int
) -> list[int]:
    """The buckets, of ``slack`` words each, in which most of the runs, rare ones first, begin."""
    votes: Counter[int] = Counter()
    for index, run in enumerate(runs):
        at = places.get(run, [])
        weight = 1 + (_MOST_VOTES - len(at)) // 8
        for bucket in {(place - index) // slack for place in at}:
            votes[bucket] += weight
            votes[bucket + 1] += weight
    return [bucket for bucket, _votes in votes.most_common(_MOST_WINDOWS)]


def _alike(word: str) -> str:
    """A word for finding: any number is like any other, or a changed one would hide its place."""
    return "0" if word[0].isdigit() else word.lower()


def _runs(of: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    return zip(*(of[skip:] for skip in range(size)), strict=False)


def _places(runs: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    places: dict[tuple[str, ...], list[int]] = {}
    for index, run in enumerate(runs):
        at = places.setdefault(run, [])
        if len(at) < _MOST_VOTES:
            at.append(index)
    return places


def _different(page: _IndexedText, sought: str, language: str) -> WordingVerdict | None:
    """The verdict on a wording whose nearest passage has enough of its words to be the same one."""
    bare = without_brackets(OMISSION_MARK.sub(" ", sought))
    wanted = [_alike(match[0]) for match in _WORD.finditer(FoldedText(bare).text)]
    if not wanted:
        return None
    window = max(
        page.index.windows(wanted, _LONGEST_WINDOW + 20 * len(sought)),
        key=lambda window: LCSseq.similarity(page.index.words[slice(*window)], wanted),
        default=None,
    )
    if window is None:
        return None
    shared = LCSseq.similarity(page.index.words[slice(*window)], wanted)
    least = _LEAST_SHARED_OF_FEW if len(wanted) <= _FEW else _LEAST_SHARED
    if shared < least * len(wanted):
        return None
    span = _passage(page, window, bare)
    passage = whole_again(page.text[span.start : span.end], sought)
    return WordingVerdict(
        CheckState.DIFFERS,
        span,
        (span,),
        (span,),
        tuple(word_difference(passage, sought)),
        findings(passage, sought, language, ends_early=_ends_early(page, span, sought)),
    )


def _ends_early(page: "_IndexedText", span: Span, sought: str) -> bool:
    """Whether the wording ends a sentence that goes on in the source."""
    stop = page.plain.index_of(span.end)
    return bool(SoughtWording(sought).last_mark) and not page.may_end(stop, span.end)


def _passage(page: _IndexedText, window: tuple[int, int], bare: str) -> Span:
    """The part of the window that the wording stands for."""
    around = page.plain.around(page.index.spans[window[0]][0], page.index.spans[window[1] - 1][1])
    if len(bare) > _LONGEST_COMPARED:
        return around
    pieces = compare_wording(page.text[slice(*around)], bare).pieces
    start, end = around
    if pieces[0].op == "omitted":
        start += len(pieces[0].text)
    if len(pieces) > 1 and pieces[-1].op == "omitted":
        end -= len(pieces[-1].text)
    return _whole_words(page, Span(start, end)) if start < end else around


def _whole_words(page: _IndexedText, span: Span) -> Span:
    """The span, widened so that it cuts no word: what "missile" differs from is "anti-missile"."""
    start, end = span
    while page.cuts_word(start) and span.start - start < REACH:
        start -= 1
    while page.cuts_word(end) and end - span.end < REACH:
        end += 1
    return Span(start, end)
