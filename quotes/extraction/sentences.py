"""Lines cut into words and sentences, each stretch in quotation marks standing for one word.

A report can only be read with its quotations out of the way: "“We will. We must,” she said" is one
sentence of four words, the first of which is quoted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quotes.extraction.lexicon import Lexicon, Tag
from quotes.extraction.marks import Quoted
from quotes.text.spans import Span


@dataclass(slots=True)
class TaggedToken:
    """A word, a mark of punctuation, or a whole stretch in quotation marks (``quoted``)."""

    text: str
    start: int
    end: int
    tag: Tag
    low: str
    quoted: Quoted | None = None


@dataclass(slots=True)
class Sentence:
    tokens: list[TaggedToken]
    line: int
    # Filled by `clauses`: which words are verbs that report, and of which frame.
    cues: dict[int, str] = field(default_factory=dict)


_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[#@]\w+|[$£€]?\d+(?:[.,]\d+)*(?:[-‐‑][^\W_]+)*%?|[^\W_]+(?:[-‐‑&/.]?[^\W_]|['’](?!(?:s|re|ll|ve|d|m)\b)[^\W_])*"
    r"|['’](?:s|re|ll|ve|d|m)\b|\.{3}|--+|\S"
)
_MONTHS_AS_NAMES = frozenset("april june may august".split())
_ENDS = frozenset(".!?…")
# Words; lists and tables without a full stop are cut, or reading them would take for ever.
LONGEST = 200
_LONGEST_NAME = 2
_NAMES_LIKE_AUXILIARIES = ("Will", "May")
_OPEN = (Tag.ADVERB, Tag.VERB)
_NOT_ADVERBS = frozenset(
    "family rally reply supply assembly friendly elderly early daily weekly monthly".split()
)
_CURLY = str.maketrans("’‘", "''")


def sentences(
    text: str, lines: list[Span], quoted: list[Quoted], lexicon: Lexicon
) -> list[Sentence]:
    """The sentences of the lines, in order, with their words tagged."""
    found: list[Sentence] = []
    behind = 0
    for number, line in enumerate(lines):
        inside = []
        while behind < len(quoted) and quoted[behind].marked.start < line.end:
            inside.append(quoted[behind])
            behind += 1
        tokens = list(_tokens(text, line, inside, lexicon))
        found += (Sentence(part, number) for part in _split(text, tokens, lexicon))
    return found


def _tokens(text: str, line: Span, inside: list[Quoted], lexicon: Lexicon) -> Iterator[TaggedToken]:
    at = line.start
    for quoted in inside:
        yield from _words(text, at, quoted.marked.start, lexicon, begins=at == line.start)
        yield TaggedToken("“”", *quoted.marked, Tag.QUOTE, "", quoted)
        at = quoted.marked.end
    yield from _words(text, at, line.end, lexicon, begins=at == line.start)


def _words(
    text: str, start: int, end: int, lexicon: Lexicon, *, begins: bool
) -> Iterator[TaggedToken]:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        low = word.lower().translate(_CURLY)
        tag = tag_of(word, low, lexicon)
        if word in _NAMES_LIKE_AUXILIARIES and not begins:
            tag = Tag.NAME
        begins = word in ".!?:"
        yield TaggedToken(word, match.start(), match.end(), tag, low)


def tag_of(word: str, low: str, lexicon: Lexicon) -> Tag:
    if low == "'s":
        return Tag.GENITIVE
    if not word[0].isalnum() and word[0] not in "#@$£€":
        return Tag.MARK
    if low in lexicon.closed and (low != "us" or word != "US"):
        tag = lexicon.closed[low]
        return Tag.NAME if tag in _OPEN and word[0].isupper() else tag
    if word[0].isdigit() or word[0] in "$£€":
        return Tag.NUMBER
    if word[0].isupper() or word[0] == "@":
        return Tag.NAME
    if low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS:
        return Tag.ADVERB
    return Tag.WORD


def _split(text: str, tokens: list[TaggedToken], lexicon: Lexicon) -> Iterator[list[TaggedToken]]:
    first = 0
    for index in range(len(tokens)):
        if index - first >= LONGEST or _ends_here(text, tokens, index, lexicon):
            yield tokens[first : index + 1]
            first = index + 1
    if first < len(tokens):
        yield tokens[first:]


def _ends_here(text: str, tokens: list[TaggedToken], index: int, lexicon: Lexicon) -> bool:
    token = tokens[index]
    follows = tokens[index + 1] if index + 1 < len(tokens) else None
    if follows is None:
        return False
    if token.tag is Tag.QUOTE:
        return _quote_ends(text, tokens, index, lexicon)
    if token.text[-1] not in _ENDS or token.tag is not Tag.MARK:
        return _ends_with_abbreviation(tokens, index, lexicon)
    if follows.start == token.end and follows.tag is not Tag.QUOTE:
        return False
    if follows.text[0].islower() or follows.tag is Tag.MARK:
        return False
    before = tokens[index - 1] if index else None
    if token.text == "." and before and before.end == token.start:
        return not _is_abbreviated(before, token, lexicon)
    return True


def _ends_with_abbreviation(tokens: list[TaggedToken], index: int, lexicon: Lexicon) -> bool:
    """ "in the U.S. He says": what follows begins a sentence and no name."""
    word, follows = tokens[index].text, tokens[index + 1]
    return (
        "." in word[:-1]
        and word.endswith(".")
        and follows.text[0].isupper()
        and (lexicon.closed.get(follows.low) in (Tag.PRONOUN, Tag.DETERMINER, Tag.CONJUNCTION))
    )


def _quote_ends(text: str, tokens: list[TaggedToken], index: int, lexicon: Lexicon) -> bool:
    """Whether the sentence ends with this quotation, by its own last mark and what follows."""
    quoted = tokens[index].quoted
    assert quoted is not None
    last = text[quoted.words.end - 1]
    follows = tokens[index + 1]
    if last in "'’)]" and quoted.words.end - quoted.words.start > 1:
        last = text[quoted.words.end - 2]
    if last not in _ENDS or follows.tag is Tag.MARK or follows.text[0].islower():
        return False
    if last == ".":
        return not _is_bare_report(tokens, index + 1, lexicon)
    if follows.tag is Tag.QUOTE:
        return True
    return not _reports(tokens, index + 1, lexicon)


def _is_bare_report(tokens: list[TaggedToken], start: int, lexicon: Lexicon) -> bool:
    """A report that is nothing else: “We will.” Carney said."""
    for at in range(start, min(start + 6, len(tokens))):
        if tokens[at].low in lexicon.speech:
            return at > start and (at + 1 == len(tokens) or tokens[at + 1].text == ".")
        if tokens[at].tag not in (Tag.NAME, Tag.PRONOUN, Tag.MARK) or tokens[at].text == ",":
            return False
    return False


def _is_abbreviated(before: TaggedToken, stop: TaggedToken, lexicon: Lexicon) -> bool:
    """Whether a full stop is that of a title or an initial: Sen., J."""
    is_initial = len(before.text) == 1 and before.text.isupper()
    return before.end == stop.start and (is_initial or before.low in lexicon.abbreviations)


def _reports(tokens: list[TaggedToken], start: int, lexicon: Lexicon) -> bool:
    """Whether a subject and its reporting verb follow: “Why?” Mr. Carney, the leader, asked."""
    for at, token in enumerate(tokens[start : start + 12], start):
        if token.low in lexicon.speech or token.low in lexicon.naming:
            return True
        if token.low in lexicon.only_behind and 0 < at - start <= _LONGEST_NAME:
            # “Why?” Carney | went on
            return True
        if token.text == "." and at > start and _is_abbreviated(tokens[at - 1], token, lexicon):
            continue
        if token.tag in (Tag.QUOTE, Tag.SUBORDINATOR) or token.text in ".!?;:":
            return False
    return False


def names_a_day(tokens: list[TaggedToken], at: int, lexicon: Lexicon) -> bool:
    """Whether a word is a day or month; not the name in "said April Long", "Rep. August Short"."""
    low = tokens[at].low
    if low not in lexicon.days_and_months:
        return False
    if low not in _MONTHS_AS_NAMES or not 0 < at < len(tokens) - 1:
        return True
    follows, before = tokens[at + 1], tokens[at - 1]
    if follows.tag is not Tag.NAME or follows.low in lexicon.days_and_months:
        return True
    is_titled = before.low in lexicon.titles or (before.text == "." and at > 1)
    return not is_titled and before.low not in lexicon.speech
