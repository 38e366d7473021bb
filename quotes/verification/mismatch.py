"""The differences between a wording and what its source prints, each named for a reader.

A word that is negated, counted or named otherwise changes what somebody said; a capital or a plural
rarely does. So the differences are told apart, and the gravest is named first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from rapidfuzz.distance import Levenshtein

from quotes.text.folding import fold
from quotes.text.languages import primary_subtag
from quotes.text.number_words import NEITHER_FRENCH, NO_ENGLISH, NO_FRENCH, NUMBERS, SCALES
from quotes.text.tokens import Token, words

# What a sentence about a difference repeats of the texts.
_LONGEST_ECHO = 120


class MismatchKind(StrEnum):
    """The kinds of mismatch, the gravest first."""

    NEGATION_DROPPED = "negation-dropped"
    NEGATION_ADDED = "negation-added"
    NUMBER = "number"
    NAME = "name"
    BRACKETED = "bracketed"
    UNMARKED_OMISSION = "unmarked-omission"
    REORDERED = "reordered"
    ENDS_EARLY = "ends-early"
    CASE = "case"
    GRAMMAR = "grammar"
    PUNCTUATION = "punctuation"
    WORDS = "words"
    # Cautions on words that do stand there: what is left out of the sentence may turn it round.
    NEGATION_OMITTED = "negation-omitted"
    NEGATION_BESIDE = "negation-beside"


# The kinds that set something of the source against something of the wording.
_CHANGES = frozenset(
    (
        *(MismatchKind.NUMBER, MismatchKind.NAME, MismatchKind.CASE),
        *(MismatchKind.GRAMMAR, MismatchKind.WORDS),
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference, with what the source prints there and what the wording has instead."""

    what: MismatchKind
    source: str = ""
    wording: str = ""

    @property
    def sentence(self) -> str:
        """The finding for a reader, in the language of the page."""
        is_change = self.what in _CHANGES
        if is_change and not self.source:
            sentence = _("The wording adds “%(wording)s”, which the source does not have there.")
        elif is_change and not self.wording:
            sentence = _("The wording leaves out “%(source)s”, which the source has there.")
        else:
            sentence = _sentences()[self.what]
        return sentence % {
            "source": _echo(self.source),
            "wording": _echo(self.wording),
        }


_BRACKETED = re.compile(r"\[([^\[\]]*[^\W_][^\[\]]*)\]")


def without_brackets(wording: str) -> str:
    """The wording with what its brackets hold, and without the brackets: [W]e, We."""
    return _BRACKETED.sub(lambda match: match[1], wording)


_DENY_ENGLISH = NO_ENGLISH | {"nowhere", "cannot", "hardly", "scarcely"}
_DENY_FRENCH = NO_FRENCH | {"guère", "nul", "nulle", "personne", "point"}

_NUMBER_WORDS = frozenset(
    (
        *(NUMBERS.keys() - {"un"}),
        *SCALES,
        *(f"{scale}s" for scale in SCALES),
        *"dozen dozens half twice demi double triple percent percentage".split(),
    )
)

# Words that a sub-editor changes to make a sentence fit.
_GRAMMAR = tuple(
    frozenset(line.split())
    for line in (
        "a an the this that these those",
        "is are was were be been being am",
        "has have had having",
        "do does did",
        "in on at of to for with by from",
        "le la les l un une des du de d ce cet cette ces",
        "est sont était étaient été être",
        "a ont avait avaient eu avoir",
        "à au aux en dans par pour",
    )
)
_ENDINGS = frozenset(
    (
        *("", "'s", "'", "s", "es", "d", "ed", "ing", "ly", "e", "er", "ez", "ent", "ons"),
        *("é", "ée", "és", "ées", "ait", "aient"),
    )
)
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class _WordChange:
    """Words of the source, and those that the wording has in their place."""

    source: Sequence[Token]
    wording: Sequence[Token]
    at_start: bool

    def of_source(self, text: str) -> str:
        return _slice(text, self.source)

    def of_wording(self, text: str) -> str:
        return _slice(text, self.wording)


def _slice(text: str, tokens: Sequence[Token]) -> str:
    return text[tokens[0].start : tokens[-1].end] if tokens else ""


def findings(passage: str, sought: str, language: str, *, ends_early: bool) -> tuple[Finding, ...]:
    """What can be said of the difference, in the order of `MismatchKind`; never nothing.

    ``passage`` is what the source has; ``ends_early`` says that the wording ends with a full stop
    where the source goes on.
    """
    bracketed = _BRACKETED.search(sought)
    bare = without_brackets(sought)
    a, b = _spoken(passage), _spoken(bare)
    changes = _changes(a, b)
    found = [
        *_of_negation(passage, bare, a, b, language),
        *_of_words(passage, bare, changes),
        *([Finding(MismatchKind.BRACKETED, "", bracketed[0])] if bracketed else []),
    ]
    if not found and not changes:
        what = MismatchKind.ENDS_EARLY if ends_early else MismatchKind.PUNCTUATION
        found.append(Finding(what, passage, sought))
    order = list(MismatchKind)
    return tuple(sorted(found, key=lambda finding: order.index(finding.what)))


def _spoken(text: str) -> list[Token]:
    return [token for token in words(text) if token.kind == "word"]


def _keys(tokens: Iterable[Token]) -> list[str]:
    return [fold(token.text) for token in tokens]


def _changes(a: Sequence[Token], b: Sequence[Token]) -> list[_WordChange]:
    return [
        _WordChange(a[op.src_start : op.src_end], b[op.dest_start : op.dest_end], op.src_start == 0)
        for op in Levenshtein.opcodes(_keys(a), _keys(b))
        if op.tag != "equal"
    ]


def _of_negation(
    passage: str, wording: str, a: Sequence[Token], b: Sequence[Token], language: str
) -> Iterator[Finding]:
    said, given = negations(a, language), negations(b, language)
    if said > given:
        yield Finding(MismatchKind.NEGATION_DROPPED, passage, wording)
    elif given > said:
        yield Finding(MismatchKind.NEGATION_ADDED, passage, wording)


def negations(tokens: Iterable[Token], language: str) -> int:
    """How often it is denied. French denies once by *ne* and *pas*, in speech by *pas* alone."""
    keys = [fold(token.text).lower() for token in tokens if token.kind == "word"]
    primary = primary_subtag(language)
    count = 0
    if primary != "fr":
        count += sum(key in _DENY_ENGLISH or key.endswith("n't") for key in keys)
    if primary != "en":
        denied = sum(key in _DENY_FRENCH for key in keys)
        begun = sum(key == "ne" or key.startswith("n'") for key in keys)
        count += max(denied if primary == "fr" else 0, begun)
        count += sum(key in NEITHER_FRENCH for key in keys)
    return count


def _of_words(passage: str, wording: str, changes: Sequence[_WordChange]) -> Iterator[Finding]:
    if not changes:
        return
    left = [key for change in changes for key in _keys(change.source)]
    right = [key for change in changes for key in _keys(change.wording)]
    if " ".join(left).lower() == " ".join(right).lower():
        yield Finding(
            MismatchKind.CASE,
            changes[0].of_source(passage),
            changes[0].of_wording(wording),
        )
        return
    if right and Counter(right) <= Counter(left):
        yield Finding(MismatchKind.REORDERED, passage, wording)
        return
    for change in changes:
        yield Finding(_kind_of(change), change.of_source(passage), change.of_wording(wording))


def _kind_of(change: _WordChange) -> MismatchKind:
    source, wording = _keys(change.source), _keys(change.wording)
    if list(filter(_is_number, source)) != list(filter(_is_number, wording)):
        return MismatchKind.NUMBER
    if _names(source, change.at_start) != _names(wording, change.at_start):
        return MismatchKind.NAME
    if _is_grammar(source, wording):
        return MismatchKind.GRAMMAR
    return MismatchKind.WORDS if wording else MismatchKind.UNMARKED_OMISSION


def _is_number(key: str) -> bool:
    return any(map(str.isdigit, key)) or any(
        half in _NUMBER_WORDS for half in key.lower().split("-")
    )


def _names(keys: Sequence[str], at_start: bool) -> list[str]:
    """Words with a capital that is not that of a sentence."""
    return [key for key in keys[at_start:] if key[:1].isupper() and key != "I"]


def _is_grammar(source: Sequence[str], wording: Sequence[str]) -> bool:
    """Whether the words are others only in their form, or are small words of one class."""
    if len(source) != len(wording):
        small = [key.lower() for key in (*source, *wording)]
        return len(small) == 1 and small[0] in _GRAMMAR[0] | _GRAMMAR[5]
    return all(
        any({a, b} <= small for small in _GRAMMAR) or _is_inflected(a, b)
        for a, b in zip(map(str.lower, source), map(str.lower, wording), strict=True)
    )


def _is_inflected(a: str, b: str) -> bool:
    """Whether two words are one with two endings; by their letters, so "a" and "as" are not."""
    pairs = enumerate(zip(a, b, strict=False))
    stem = next((at for at, (x, y) in pairs if x != y), min(len(a), len(b)))
    return stem >= _SHORTEST_STEM and {a[stem:], b[stem:]} <= _ENDINGS


def _echo(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…"


def _sentences() -> dict[MismatchKind, str]:
    return {
        MismatchKind.NEGATION_DROPPED: _(
            "The source denies what the wording affirms: it reads “%(source)s”."
        ),
        MismatchKind.NEGATION_ADDED: _(
            "The wording denies what the source does not: it reads “%(source)s”."
        ),
        MismatchKind.NUMBER: _(
            "A number differs: the source has “%(source)s”, the wording “%(wording)s”."
        ),
        MismatchKind.NAME: _(
            "A name differs: the source has “%(source)s”, the wording “%(wording)s”."
        ),
        MismatchKind.BRACKETED: _(
            "The wording marks a change of its own: the source does not print “%(wording)s”."
        ),
        MismatchKind.UNMARKED_OMISSION: _(
            "The source has words that the wording leaves out without a mark: “%(source)s”."
        ),
        MismatchKind.REORDERED: _("The words stand in another order: “%(source)s”."),
        MismatchKind.ENDS_EARLY: _(
            "The wording ends a sentence that goes on in the source: “%(source)s”."
        ),
        MismatchKind.CASE: _(
            "Capital letters differ: the source has “%(source)s”, the wording “%(wording)s”."
        ),
        MismatchKind.GRAMMAR: _(
            "The grammar differs: the source has “%(source)s”, the wording “%(wording)s”."
        ),
        MismatchKind.PUNCTUATION: _(
            "The words are the same, and marks between them differ: “%(source)s”."
        ),
        MismatchKind.WORDS: _(
            "Words differ: the source has “%(source)s”, the wording “%(wording)s”."
        ),
        MismatchKind.NEGATION_BESIDE: _(
            "Beside the words the source has “%(source)s”, which the wording leaves out."
        ),
        MismatchKind.NEGATION_OMITTED: _("The words left out hold a negation: “%(source)s”."),
    }
