"""Addresses that lead to exact words: text directives, ``#:~:text=prefix-,start,end,-suffix``.

The grammar, and the search that a browser makes, are those of "URL Fragment Text Directives"
(WICG). What decides here is that the words are found only where they stand: a link to an earlier
twin of a quotation would show the wrong evidence.

A browser compares base letters, without case and accents; it takes whole words, of which each
browser has its own idea; and each part of a directive must lie in one block of the page. A line
break in a captured text is taken for the end of a block. Where browsers may differ, the doubt is
held against the link: a place that some browser may take for the words counts as their twin, and
a directive begins and ends where every browser ends a word.

Offsets are indices of Python strings (code points), ends exclusive.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

# Up to this many characters the words stand in the address whole; of longer ones, only both ends.
LONGEST_WHOLE = 200
LONGEST_END = 80

# Words of context tried on each side. A text that needs more repeats itself for paragraphs, and
# the address would be too long to be passed on.
MOST_CONTEXT = 50


class FragmentContext(NamedTuple):
    """What a link needs of the text around its words; see `context`."""

    prefix: str
    suffix: str


# --- writing a directive -----------------------------------------------------------------------


def directive(words: str, prefix: str = "", suffix: str = "") -> str:
    """``text=…`` for the words, between what stands before and after them; "" without any words.

    Of words that are long or interrupted only the two ends are written. They are interrupted
    where the block ends, and where a quotation leaves out or replaces words of its source: at an
    ellipsis, at square brackets. A prefix or suffix without letters or digits is left out.
    """
    ends = _ends(words)
    if ends is None:
        return ""
    terms = [_encoded(term) for term in ends if term]
    if _has_words(prefix):
        terms.insert(0, f"{_encoded(prefix)}-")
    if _has_words(suffix):
        terms.append(f"-{_encoded(suffix)}")
    return f"text={','.join(terms)}"


def linked(url: str, directives: Iterable[str]) -> str:
    """The URL with these directives, in the place of those that it may have; "" ones are nothing.

    A fragment for the page itself is kept: ``#section:~:text=…``.
    """
    page = url.partition(":~:")[0]
    given = "&".join(filter(None, directives))
    if not given:
        return page.removesuffix("#")
    return f"{page}{'' if '#' in page else '#'}:~:{given}"


def _encoded(text: str) -> str:
    """Percent-encoded UTF-8, and the hyphen, to which the grammar gives a meaning.

    Blanks become one plain blank, at the ends none, since a browser passes over those between the
    words and their context. Not so the narrow no-break blank, by which Chromium tells blanks
    from the rest (their bidirectional class): it stays.
    """
    return quote(_COLLAPSED.sub(" ", text).strip(" "), safe="").replace("-", "%2D")


# French prints it in 175 000 and inside guillemets.
_NARROW_BLANK = "\u202f"
_LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_COLLAPSED = re.compile(rf"[^\S{_NARROW_BLANK}]+")
_INTERRUPTION = re.compile(rf"\[[^\]]*\]|…|\.(?:\s?\.){{2,}}|[{_LINE_BREAKS}]")


def _ends(words: str) -> tuple[str, str] | None:
    """The two ends of the words, or all of them and ""; None where there is no word."""
    parts = [part.strip() for part in _INTERRUPTION.split(words) if _has_words(part)]
    if not parts:
        return None
    first, last = parts[0], parts[-1]
    if len(parts) > 1:
        return _head(first), _tail(last)
    head, tail = _head(first), _tail(first)
    is_long = len(first) > LONGEST_WHOLE and len(head) + len(tail) < len(first)
    return (head, tail) if is_long else (first, "")


def _head(part: str) -> str:
    """The first words, as many as one end of a directive takes."""
    page = _Page(part)
    places = [page.offsets[i] for i in page.cuts()]
    fitting = [place for place in places if place <= LONGEST_END]
    cut = max(fitting, default=min(places, default=len(part)))
    return part if len(part) <= LONGEST_END else part[:cut].rstrip()


def _tail(part: str) -> str:
    page = _Page(part)
    places = [page.offsets[i] for i in page.cuts()]
    fitting = [place for place in places if len(part) - place <= LONGEST_END]
    cut = min(fitting, default=max(places, default=0))
    return part if len(part) <= LONGEST_END else part[cut:].lstrip()


# --- a text as a browser searches it -------------------------------------------------------------

# Marks that every search of a browser takes for one another.
_SAME_MARKS = str.maketrans(
    {**dict.fromkeys("‘’‚‛׳", "'"), **dict.fromkeys("“”„‟״", '"')},
)
# Letters whose base, at the primary level of the Unicode Collation Algorithm, is another's.
_SAME_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "œ": "oe", "æ": "ae"})


@lru_cache(maxsize=8192)
def _base(character: str) -> str:
    """What a search compares of a character: nothing, for what has no width or only marks.

    The primary level of the Unicode Collation Algorithm (UTS 10), or coarser.
    """
    if "가" <= character <= "힣":
        return character
    folded = unicodedata.normalize("NFKD", character.translate(_SAME_MARKS)).casefold()
    letters = unicodedata.normalize("NFKD", folded.translate(_SAME_LETTERS))
    return "".join(_digit(c) for c in letters if unicodedata.category(c) not in _UNSEEN)


_UNSEEN = frozenset(("Mn", "Me", "Cf", "Cc"))


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))


def _is_wordy(character: str) -> bool:
    return character.isalnum() or character == "_"


def _has_words(text: str) -> bool:
    return any(map(_is_wordy, text))


# Letters of scripts without blanks between words: a dictionary, each browser's own, parts them.
_CHINESE_AND_KANA = (
    "\u3005-\u3007\u3021-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_UNBOUND = re.compile(f"[{_CHINESE_AND_KANA}]")
_UNSPACED = re.compile(
    f"[{_CHINESE_AND_KANA}\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u19e0-\u19ff"
    "\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]"
)
# Marks that may bind what stands on their two sides into one word (UAX 29, the rules WB6 to WB12),
# and the one blank that does (WB13).
_BINDING = frozenset("'\".,:;·‧․⁄﹐﹒﹔﹕")


class _Page:
    """A text folded: base characters, " " between words, a line break between blocks.

    ``offsets`` gives for each folded character the index in the text of what it comes from;
    ``binding`` are the places of blanks that may not end a word.
    """

    def __init__(self, text: str) -> None:
        folded: list[str] = []
        offsets: list[int] = []
        self.binding: set[int] = set()
        gap, gap_at = "", 0
        for offset, character in enumerate(text):
            if character.isspace():
                gap_at = gap_at if gap else offset
                gap = "\n" if gap == "\n" or character in _LINE_BREAKS else " "
                continue
            base = _base(character)
            if gap and base and folded:
                if text[gap_at] == _NARROW_BLANK:
                    self.binding.add(len(folded))
                folded.append(gap)
                offsets.append(gap_at)
            if base:
                gap = ""
            folded.extend(base)
            offsets.extend([offset] * len(base))
        self.source = text
        self.text = "".join(folded)
        self.offsets = [*offsets, gap_at if gap else len(text)]

    def is_inside_word(self, place: int) -> bool:
        """Whether no browser ends a word here."""
        around = self.text[max(place - 2, 0) : place], self.text[place : place + 2]
        if not all(around):
            return False
        left, right = around[0][-1], around[1][0]
        if _is_wordy(left) and _is_wordy(right):
            return not _UNSPACED.search(left + right)
        beyond = _beyond_binding(*around)
        if beyond is None or _UNSPACED.search("".join(beyond)):
            return False
        mark = left if left in _BINDING else right
        return (mark in "'." and all(map(str.isalpha, beyond))) or (
            mark in "'.," and all(map(str.isdecimal, beyond))
        )

    def is_between_words(self, place: int) -> bool:
        """Whether every browser ends a word here."""
        around = self.text[max(place - 2, 0) : place], self.text[place : place + 2]
        if not all(around):
            return True
        wordy = [_is_wordy(around[0][-1]), _is_wordy(around[1][0])]
        if all(wordy) or (any(wordy) and self.binding & {place - 1, place}):
            return False
        return _beyond_binding(*around) is None

    def cuts(self) -> list[int]:
        """Where the text may be cut in two: at blanks, or, without any, wherever a word ends."""
        blanks = [i for i, c in enumerate(self.text) if c.isspace() and i not in self.binding]
        return blanks or [i for i in range(1, len(self.text)) if self.is_between_words(i)]

    def places(self, needle: str) -> Iterator[int]:
        """Every place of a folded text, also where they overlap."""
        place = self.text.find(needle)
        while place >= 0:
            yield place
            place = self.text.find(needle, place + 1)

    def blanks_skipped(self, place: int, step: int) -> int:
        """The place beyond the blanks and line breaks after it, or, with step -1, before it."""
        while self.text[min(place, place + step) : max(place, place + step)].isspace():
            place += step
        return place


def _beyond_binding(before: str, after: str) -> tuple[str, str] | None:
    """The two characters that a binding mark just before or after the place stands between."""
    if before[-1] in _BINDING and len(before) == 2:
        pair = before[0], after[0]
    elif after[0] in _BINDING and len(after) == 2:
        pair = before[-1], after[1]
    else:
        return None
    return pair if all(map(_is_wordy, pair)) and not _UNBOUND.search("".join(pair)) else None


# --- the context that makes the words unique -----------------------------------------------------


def context(text: str, start: int, end: int, words: str | None = None) -> FragmentContext | None:
    """What has to stand around ``words`` in a `directive`, for it to lead to these offsets only.

    Of the contexts that do, one with the fewest words, from the same block if possible. What is
    given is the captured text itself, from the first word needed up to the words. Where no word
    is needed it is the marks and blanks between, with a line break for the edge of the text. It
    is never empty on both sides, so that both empty can mean "no link"; where words before and
    after touch the offsets, one of them is taken for it.

    ``words``: as a quotation gives them, where it differs from ``text[start:end]``. None where
    they are not found at the offsets, or not only there.
    """
    ends = _ends(text[start:end] if words is None else words)
    if ends is None or not 0 <= start < end <= len(text):
        return None
    page = _page(text)
    target = _target(page, start, end, ends)
    return _Search(page, *target).context() if target else None


@lru_cache(maxsize=2)
def _page(text: str) -> _Page:
    """A captured text folded, once for all the citations of it that are placed in a row."""
    return _Page(text)


class _Target(NamedTuple):
    """Where the words stand in the folded text, and what is searched for: all, or both ends."""

    start: int
    end: int
    head: str
    tail: str


def _target(page: _Page, start: int, end: int, ends: tuple[str, str]) -> _Target | None:
    """The words at the offsets, or None where they do not stand there as whole words."""
    first, last = bisect_left(page.offsets, start), bisect_left(page.offsets, end)
    last = min(last, len(page.text))
    if page.is_inside_word(first) or page.is_inside_word(last):
        return None
    head, tail = (_Page(term).text for term in ends)
    at = page.text.find(head, first, last)
    tail_at = page.text.rfind(tail, at + len(head), last) if tail else at
    if at < 0 or tail_at < 0:
        return None
    finish = tail_at + len(tail or head)
    if _has_words(page.text[first:at]) or _has_words(page.text[finish:last]):
        return None
    is_whole = not tail or (
        page.is_between_words(at + len(head)) and page.is_between_words(tail_at)
    )
    return _Target(at, finish, head, tail) if is_whole else None


class _Search:
    """The search for the shortest context of a target.

    With ``p`` words before and ``s`` words after, `starts` has every place where a directive may
    begin to match and `ends` every place where it may end.
    """

    def __init__(self, page: _Page, start: int, end: int, head: str, tail: str) -> None:
        self.page, self.start, self.end, self.head, self.tail = page, start, end, head, tail
        self.prefixes = self._prefixes()
        self.suffixes = self._suffixes()
        self._heads = [
            at for at in page.places(head) if not (tail and page.is_inside_word(at + len(head)))
        ]
        self._tails = [
            at + len(tail)
            for at in page.places(tail)
            if not page.is_inside_word(at)
        ] if tail else [at + len(head) for at in self._heads]  # fmt: skip
        self.starts = lru_cache(maxsize=None)(self._starts)
        self.ends = lru_cache(maxsize=None)(self._ends)

    def context(self) -> FragmentContext | None:
        most = (len(self.prefixes), len(self.suffixes))
        near = (
            0 if self._leaves_block(self.start, -1) else most[0],
            0 if self._leaves_block(self.end, 1) else most[1],
        )
        for limits in dict.fromkeys((near, most)):
            for p, s in _shortest_first(*limits):
                found = FragmentContext(self._before(p), self._after(s))
                if any(found) and self._is_sure(p, s) and self._is_unique(p, s):
                    return found
        return None

    def _prefixes(self) -> list[str]:
        """Texts that end where the words begin, by one word longer each; none leaves its block."""
        text, stop = self.page.text, self.page.blanks_skipped(self.start, -1)
        block = text.rfind("\n", 0, stop) + 1
        begins = (
            i
            for i in range(stop - 1, block - 1, -1)
            if _is_wordy(text[i]) and self.page.is_between_words(i)
        )
        return [text[i:stop] for i, _ in zip(begins, range(MOST_CONTEXT), strict=False)]

    def _suffixes(self) -> list[str]:
        text, begin = self.page.text, self.page.blanks_skipped(self.end, 1)
        block = text.find("\n", begin)
        stops = (
            i
            for i in range(begin + 1, (block if block >= 0 else len(text)) + 1)
            if _is_wordy(text[i - 1]) and self.page.is_between_words(i)
        )
        return [text[begin:i] for i, _ in zip(stops, range(MOST_CONTEXT), strict=False)]

    def _leaves_block(self, place: int, step: int) -> bool:
        beyond = self.page.blanks_skipped(place, step)
        return "\n" in self.page.text[min(place, beyond) : max(place, beyond)]

    def _is_sure(self, p: int, s: int) -> bool:
        """Whether every browser ends a word at both ends; inside a context it need not."""
        return (p > 0 or self.page.is_between_words(self.start)) and (
            s > 0 or self.page.is_between_words(self.end)
        )

    def _starts(self, p: int) -> list[int]:
        page = self.page
        if p == 0:
            return [at for at in self._heads if not page.is_inside_word(at)]
        prefix = self.prefixes[p - 1]
        stops = ((at, page.blanks_skipped(at, -1)) for at in self._heads)
        return [
            at
            for at, stop in stops
            if page.text.endswith(prefix, 0, stop) and not page.is_inside_word(stop - len(prefix))
        ]

    def _ends(self, s: int) -> list[int]:
        page = self.page
        if s == 0:
            return [at for at in self._tails if not page.is_inside_word(at)]
        suffix = self.suffixes[s - 1]
        begins = ((at, page.blanks_skipped(at, 1)) for at in self._tails)
        return [
            at
            for at, begin in begins
            if page.text.startswith(suffix, begin) and not page.is_inside_word(begin + len(suffix))
        ]

    def _is_unique(self, p: int, s: int) -> bool:
        """Whether the directive can match nowhere but at the target."""
        find: Callable[[Sequence[int], int], int | None]
        find = self._next_end if self.tail else self._own_end
        return all(
            (start, end) == (self.start, self.end)
            for start in self.starts(p)
            for end in [find(self.ends(s), start + len(self.head))]
            if end is not None
        )

    def _own_end(self, ends: Sequence[int], place: int) -> int | None:
        at = bisect_left(ends, place)
        return place if ends[at : at + 1] == [place] else None

    def _next_end(self, ends: Sequence[int], place: int) -> int | None:
        """The first end whose last words begin after the first words."""
        at = bisect_left(ends, place + len(self.tail))
        return ends[at] if at < len(ends) else None

    def _before(self, p: int) -> str:
        """The captured text before the words, from the p-th word on."""
        text, source = self.page.text, self.page.source
        stop = self.page.blanks_skipped(self.start, -1)
        at = stop - len(self.prefixes[p - 1]) if p else self.start
        while p == 0 and at > 0 and not _is_wordy(text[at - 1]) and text[at : at + 1] != "\n":
            at -= 1
        edge = "\n" if at == 0 and p == 0 else ""
        return edge + source[self.page.offsets[at] : self.page.offsets[self.start]]

    def _after(self, s: int) -> str:
        text, source = self.page.text, self.page.source
        begin = self.page.blanks_skipped(self.end, 1)
        at = begin + len(self.suffixes[s - 1]) if s else self.end
        while s == 0 and at < len(text) and not _is_wordy(text[at]) and text[at - 1] != "\n":
            at += 1
        edge = "\n" if at == len(text) and s == 0 else ""
        return source[self.page.offsets[self.end] : self.page.offsets[at]] + edge


def _shortest_first(most_before: int, most_after: int) -> Iterator[tuple[int, int]]:
    """Numbers of words before and after, by their sum; of equal sums, the most even first."""
    for total in range(most_before + most_after + 1):
        pairs = ((p, total - p) for p in range(min(total, most_before) + 1))
        yield from sorted(
            (pair for pair in pairs if pair[1] <= most_after),
            key=lambda pair: abs(pair[0] - pair[1]),
        )
