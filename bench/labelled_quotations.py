"""Quotations of which it is known what a check has to say: changed and unchanged words of a record.

`labelled(record, seed)` draws them, the same ones each time. What is expected follows from how a
case was made, never from the code that is tried. A change that happens to give words that are on
record as well is drawn again; that is asked of plain words in a row (`_Heard`), too.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

EXACT, ALTERED, PART, JOINED = "exact", "altered", "part", "joined"
SOMEBODY_ELSE, PARAPHRASE, NOT_FOUND = "somebody-else", "paraphrase", "not-found"

# Cases of each kind that are drawn at most, and how often one is tried.
PER_KIND = 320
_TRIES = 12


@dataclass(frozen=True, slots=True)
class RecordedWords:
    """Words that a statement of the record has: its text, or what a source prints."""

    statement: str
    speaker: str
    is_person: bool
    language: str
    words: str
    is_text: bool
    is_quoted: bool
    is_doubted: bool


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """A text to be checked, with what may be said of it; ``statement`` is the one that is meant."""

    kind: str
    text: str
    expected: frozenset[str]
    statement: str = ""
    language: str = "en"


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))


class _Heard:
    """All words of the record in a row, to see whether a changed text is there by chance."""

    def __init__(self, record: Sequence[RecordedWords]) -> None:
        self.lines = [f" {_plain(one.words)} " for one in record]

    def has(self, words: str) -> bool:
        wanted = f" {_plain(words)} "
        return any(wanted in line for line in self.lines)


# --- how a quotation is set into a text ----------------------------------------------------------


def _inner(words: str) -> str:
    """The words with their own quotation marks made single, as within others."""
    return words.replace("“", "‘").replace("”", "’").replace('"', "'")


def _ended(words: str) -> str:
    """The words with the comma that stands before "said"."""
    return words.rstrip(" .,;") + ("" if words.rstrip().endswith(("?", "!", "…")) else ",")


def english_frames(words: str, name: str) -> list[str]:
    inner = _inner(words)
    return [
        f"“{_ended(inner)}” {name} said on Tuesday.",
        f"{name} said: “{inner}”",
        f'"{_ended(inner)}" {name} told reporters.',
    ]


def french_frames(words: str, name: str) -> list[str]:
    ended = words.rstrip(" .,;").replace("«", "“").replace("»", "”")
    return [
        f"« {ended} », a déclaré {name}.",
        f"{name} a déclaré : « {words.strip().replace('«', '“').replace('»', '”')} »",
    ]


def unnamed(words: str) -> list[str]:
    return [words, f"“{_inner(words)}”"]


# --- changes -------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_DENIAL = re.compile(r"\b(?:not|never|no)\b|n[’']t\b|\b(?:pas|jamais)\b", re.IGNORECASE)
_VERB = re.compile(r"\b(will|would|can|should|is|are|was|were|have|has)\b(?! not|n)")
_VERB_FR = re.compile(r"\b(est|sont|sera|avons|allons|devons|a|ont)\b(?! pas)")
_OTHER = {
    "en": "purple reluctant harvest wooden municipal gently orchestra yesterday".split(),
    "fr": "violet verger prudent municipal doucement orchestre hier boisé".split(),
}
_SMALL = {
    "en": dict(
        pair.split("=")
        for pair in (
            "the=a a=the is=was are=were will=would can=could in=on on=in and=or to=for of=from"
            " this=that that=this we=they they=we our=their system=systems missile=missiles"
        ).split()
    ),
    "fr": dict(
        pair.split("=")
        for pair in "le=un un=le la=une une=la est=était et=ou de=du à=pour nous=ils".split()
    ),
}
_TYPOGRAPHY = str.maketrans(
    {"'": "’", "’": "'", "“": '"', "”": '"', '"': "“", "—": "–", "–": "—", " ": "\u00a0"}
)


def _words(words: str) -> list[str]:
    return words.split()


def changed_word(words: str, rng: random.Random, language: str) -> str:
    each = _words(words)
    long = [at for at, word in enumerate(each) if len(word) > 4 and word.isalpha()]
    if not long or len(each) < 5:
        return ""
    each[rng.choice(long)] = rng.choice(_OTHER.get(language, _OTHER["en"]))
    return " ".join(each)


def small_word(words: str, rng: random.Random, language: str) -> str:
    """The words with an article, a form of a verb, a preposition or an ending otherwise."""
    each = _words(words)
    changes = _SMALL.get(language, {})
    found = [at for at, word in enumerate(each) if at and word in changes]
    if len(each) < 5 or not found:
        return ""
    at = rng.choice(found)
    each[at] = changes[each[at]]
    return " ".join(each)


def changed_number(words: str, rng: random.Random, _language: str) -> str:
    found = list(_NUMBER.finditer(words))
    if not found or len(_words(words)) < 4:
        return ""
    one = rng.choice(found)
    digits = re.sub(r"\d", lambda d: str((int(d[0]) + rng.randint(1, 8)) % 9 + 1), one[0], count=1)
    return "" if digits == one[0] else words[: one.start()] + digits + words[one.end() :]


def dropped_denial(words: str, rng: random.Random, _language: str) -> str:
    found = list(_DENIAL.finditer(words))
    if not found or len(_words(words)) < 5:
        return ""
    one = rng.choice(found)
    return re.sub(r"\s+", " ", words[: one.start()] + words[one.end() :]).strip()


def added_denial(words: str, rng: random.Random, language: str) -> str:
    pattern, put = (_VERB_FR, " pas") if language == "fr" else (_VERB, " not")
    found = list(pattern.finditer(words))
    if not found or len(_words(words)) < 5:
        return ""
    one = rng.choice(found)
    return words[: one.end()] + put + words[one.end() :]


def _cut(words: str, rng: random.Random) -> tuple[str, str, str] | None:
    """A sentence cut in three, of which the middle is left out."""
    each = _words(words)
    if len(each) < 9 or re.search(r"[.?!…]\W+\w", words) or "[" in words:
        return None
    start = rng.randint(3, len(each) - 5)
    stop = start + rng.randint(1, min(4, len(each) - 3 - start))
    return " ".join(each[:start]), " ".join(each[start:stop]), " ".join(each[stop:])


def cut_silently(words: str, rng: random.Random, _language: str) -> str:
    parts = _cut(words, rng)
    return f"{parts[0]} {parts[2]}" if parts else ""


def cut_with_mark(words: str, rng: random.Random, _language: str) -> str:
    parts = _cut(words, rng)
    if not parts or _DENIAL.search(parts[1]):
        return ""
    return f"{parts[0]} {rng.choice(['[…]', '…', '[...]', '(...)'])} {parts[2]}"


def swapped(words: str, rng: random.Random, _language: str) -> str:
    each = _words(words)
    if len(each) < 7:
        return ""
    at = rng.randint(1, len(each) - 4)
    each[at], each[at + 1] = each[at + 1], each[at]
    return " ".join(each) if each[at].lower() != each[at + 1].lower() else ""


def inner_capital(words: str, rng: random.Random, _language: str) -> str:
    each = _words(words)
    small = [at for at, word in enumerate(each) if at and len(word) > 3 and word.islower()]
    if not small or len(each) < 5:
        return ""
    at = rng.choice(small)
    each[at] = each[at].upper()
    return " ".join(each)


def other_typography(words: str, _rng: random.Random, _language: str) -> str:
    return words.translate(_TYPOGRAPHY)


def other_ends(words: str, rng: random.Random, _language: str) -> str:
    bare = words.rstrip(" .,;:!…")
    if words.rstrip().endswith("?") or not bare[:1].isalpha():
        return ""
    first = bare[0].lower() if bare[0].isupper() else bare[0].upper()
    return first + bare[1:] + rng.choice(["", ".", ",", ";", "!"])


def bracketed_capital(words: str, _rng: random.Random, _language: str) -> str:
    if not words[:2].isalpha():
        return ""
    first = words[0].lower() if words[0].isupper() else words[0].upper()
    return f"[{first}]{words[1:]}"


def fragment(words: str, rng: random.Random, _language: str) -> str:
    each = _words(words)
    if len(each) < 9 or re.search(r"[.?!…:;\]]\W+\w", words):
        return ""
    length = rng.randint(5, len(each) - 3)
    start = rng.randint(1, len(each) - length - 1)
    return " ".join(each[start : start + length]).strip(",;—–- ")


# --- inventions ----------------------------------------------------------------------------------

_INVENTED = {
    "en": (
        "My cousin {v} a {a} {n} before the {m} {t}, and {p} paid for the {n2}.",
        "Every {a} {n} in the valley {v} two {n2}s while the {m} {t} was closed.",
        "{p} could repaint the {n} for the price of a {a} {n2}, said the {m} {t}.",
    ),
    "fr": (
        "Ma cousine {v} un {n} {a} avant le {t} {m}, et {p} ont payé le {n2}.",
        "Chaque {n} {a} de la vallée {v} deux {n2}s pendant que le {t} {m} fermait.",
    ),
}
_FILLED = {
    "en": {
        "v": "borrowed painted buried repaired auctioned photographed".split(),
        "a": "wooden purple noisy borrowed rusty gentle".split(),
        "n": "lighthouse tractor accordion bakery canoe greenhouse".split(),
        "n2": "teapot ladder violin lantern barrel kettle".split(),
        "m": "municipal travelling midnight floating provincial annual".split(),
        "t": "orchestra ferry museum regatta library carnival".split(),
        "p": "neighbours gardeners sailors teachers plumbers painters".split(),
    },
    "fr": {
        "v": "empruntait peignait enterrait réparait photographiait".split(),
        "a": "violet bruyant rouillé prudent emprunté".split(),
        "n": "phare tracteur accordéon canot verger".split(),
        "n2": "violon tonneau panier fanal chaudron".split(),
        "m": "municipal ambulant flottant provincial annuel".split(),
        "t": "orchestre musée carnaval marché théâtre".split(),
        "p": "voisins jardiniers marins peintres plombiers".split(),
    },
}


def invented(rng: random.Random, language: str) -> str:
    form = rng.choice(_INVENTED[language])
    return form.format(**{name: rng.choice(words) for name, words in _FILLED[language].items()})


# --- the set -------------------------------------------------------------------------------------

Change = Callable[[str, random.Random, str], str]
_CHANGES: dict[str, tuple[Change, frozenset[str]]] = {
    "typography": (other_typography, frozenset((EXACT,))),
    "first letter and end": (other_ends, frozenset((EXACT,))),
    "[w]ords at the beginning": (bracketed_capital, frozenset((EXACT,))),
    "cut with a mark": (cut_with_mark, frozenset((PART,))),
    "fragment": (fragment, frozenset((PART,))),
    "one word changed": (changed_word, frozenset((ALTERED,))),
    "small word changed": (small_word, frozenset((ALTERED,))),
    "number changed": (changed_number, frozenset((ALTERED,))),
    "“not” dropped": (dropped_denial, frozenset((ALTERED,))),
    "“not” added": (added_denial, frozenset((ALTERED,))),
    "cut without a mark": (cut_silently, frozenset((ALTERED,))),
    "words swapped": (swapped, frozenset((ALTERED,))),
    "capitals inside": (inner_capital, frozenset((ALTERED,))),
}
# Of these, chance would make words that are on record.
_MUST_BE_NEW = frozenset((ALTERED,))


_OMISSION = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.{3}")


def _unless_cut(row: RecordedWords, expected: frozenset[str]) -> frozenset[str]:
    """What may be said of words that the archive itself has cut: they may be a part as well."""
    is_cut = EXACT in expected and _OMISSION.search(row.words) is not None
    return expected | {PART} if is_cut else expected


@dataclass
class _Drawing:
    record: Sequence[RecordedWords]
    rng: random.Random
    per_kind: int
    heard: _Heard = field(init=False)

    def __post_init__(self) -> None:
        self.heard = _Heard(self.record)
        self.texts = [one for one in self.record if one.is_text and self._is_usable(one)]
        self.printed = [one for one in self.record if not one.is_text and self._is_usable(one)]
        self.names = sorted({one.speaker for one in self.record if one.is_person})

    def _is_usable(self, one: RecordedWords) -> bool:
        return (
            one.is_quoted and not one.is_doubted and "\n" not in one.words and len(one.words) > 12
        )

    def cases(self) -> Iterator[LabelledCase]:
        yield from self._drawn("as the text has it", self.texts, self._whole)
        yield from self._drawn("as another source prints it", self.printed, self._whole)
        yield from self._drawn("French guillemets", self.texts, self._guillemets)
        for kind, (change, expected) in _CHANGES.items():
            yield from self._drawn(kind, self.texts, partial(self._changed, change, expected))
        yield from self._drawn("another speaker", self.texts, self._under_another)
        yield from self._drawn("two statements joined", self.texts, self._joined)
        yield from self._drawn("paraphrase on record", self._paraphrases(), self._paraphrase)
        for language in ("en", "fr"):
            for _number in range(self.per_kind // 2):
                words = invented(self.rng, language)
                text = self.rng.choice([*unnamed(words), *self._framed(words, "", language)])
                yield LabelledCase("invented", text, frozenset((NOT_FOUND,)), "", language)

    def _drawn(
        self,
        kind: str,
        rows: Sequence[RecordedWords],
        make: Callable[[RecordedWords], tuple[str, frozenset[str]] | None],
    ) -> Iterator[LabelledCase]:
        """Cases of one kind, of each row in turn, as many as are asked for and can be made."""
        made = 0
        seen = set()
        for _round in range(_TRIES):
            for row in self.rng.sample(rows, len(rows)):
                if made >= self.per_kind:
                    return
                case = make(row)
                if case is None or case[0] in seen:
                    continue
                seen.add(case[0])
                made += 1
                yield LabelledCase(kind, *case, row.statement, row.language)

    def _framed(self, words: str, name: str, language: str) -> list[str]:
        name = name or self.rng.choice(self.names)
        return french_frames(words, name) if language == "fr" else english_frames(words, name)

    def _set(self, words: str, row: RecordedWords) -> str:
        """The words in a text that names their speaker, or nobody."""
        if row.is_person and "\u00a0" not in row.speaker and self.rng.random() < 0.7:
            return self.rng.choice(self._framed(words, row.speaker, row.language))
        return self.rng.choice(unnamed(words))

    def _whole(self, row: RecordedWords) -> tuple[str, frozenset[str]] | None:
        return self._set(row.words, row), _unless_cut(row, frozenset((EXACT,)))

    def _guillemets(self, row: RecordedWords) -> tuple[str, frozenset[str]] | None:
        name = row.speaker if row.is_person else ""
        texts = french_frames(row.words, name) if name else [f"« {row.words} »"]
        return self.rng.choice(texts), _unless_cut(row, frozenset((EXACT,)))

    def _changed(
        self, change: Change, expected: frozenset[str], row: RecordedWords
    ) -> tuple[str, frozenset[str]] | None:
        words = change(row.words, self.rng, row.language)
        if not words or words == row.words:
            return None
        is_same = _plain(words) == _plain(row.words)
        if expected <= _MUST_BE_NEW and not is_same and self.heard.has(words):
            return None
        if PART in expected and any(f" {_plain(words)} " == line for line in self.heard.lines):
            return None
        return self._set(words, row), _unless_cut(row, expected)

    def _under_another(self, row: RecordedWords) -> tuple[str, frozenset[str]] | None:
        others = [
            name
            for name in self.rng.sample(self.names, min(5, len(self.names)))
            if name.split()[-1] != row.speaker.split()[-1]
            and not any(
                one.speaker == name and _plain(row.words) in _plain(one.words)
                for one in self.record
            )
        ]
        if not others:
            return None
        text = self.rng.choice(self._framed(row.words, others[0], row.language))
        return text, frozenset((SOMEBODY_ELSE,))

    def _joined(self, row: RecordedWords) -> tuple[str, frozenset[str]] | None:
        same = [
            one
            for one in self.texts
            if one.statement != row.statement and one.language == row.language
        ]
        other = self.rng.choice(same)
        if min(len(_words(row.words)), len(_words(other.words))) < 6:
            return None
        first = row.words.rstrip(" .,;:")
        if first.endswith(("?", "!", "…", "]")) or not other.words[:1].isupper():
            return None
        joined = f"{first}. {other.words}"
        return (
            None
            if self.heard.has(joined)
            else (
                self.rng.choice(unnamed(joined)),
                frozenset((JOINED,)),
            )
        )

    def _paraphrases(self) -> list[RecordedWords]:
        """What is on record as a report alone; the same words are nobody's quotation."""
        quoted = _Heard([one for one in self.record if one.is_quoted])
        return [
            one
            for one in self.record
            if not one.is_quoted
            and not one.is_doubted
            and len(_words(one.words)) > 5
            and "\n" not in one.words
            and not quoted.has(one.words)
        ]

    def _paraphrase(self, row: RecordedWords) -> tuple[str, frozenset[str]] | None:
        return self.rng.choice(unnamed(row.words)), frozenset((PARAPHRASE,))


def labelled(
    record: Sequence[RecordedWords], seed: int = 1, per_kind: int = PER_KIND
) -> list[LabelledCase]:
    """The labelled set of a record: cases of 20 kinds, in English, French and what else it has."""
    return list(_Drawing(record, random.Random(f"quotations {seed}"), per_kind).cases())
