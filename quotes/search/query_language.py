"""The query language: web syntax into words, phrases and field words. Asks no database.

    golden dome -cost                 both words, not the third
    "fair share" or "free of charge"  one of the phrases
    speaker:carney since:2025-05      field words: the filters of the page, typed

What stands in quotation marks of any kind is a phrase, to be found as it stands. ``or`` (in French
also ``ou``) parts alternatives and binds less than the blank between two words. A word before a
colon that names no field is a word like any other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quotes.models.dimensions import FACETS

# The configurations of PostgreSQL that stem the record, with the marker lexeme that a document
# carries for each. A query has one branch a configuration, so that stop words and negation are
# right in each language.
CONFIGURATIONS = {"=en": "english", "=fr": "french", "=xx": "simple"}

LONGEST_QUERY = 1_000
# More than anybody types; each costs the database a part of a condition, in each language.
MOST_TERMS = 40
MOST_ALTERNATIVES = 10
MOST_FIELDS = 20

# The words that may stand before a colon, and the parameter of the filter that each is.
FIELDS: dict[str, str] = {
    **{
        word: dimension.value
        for dimension, facets in FACETS.items()
        for word in (dimension.value, *facets.typed)
    },
    "since": "since",
    "until": "until",
}

# Each kind of opening mark with the marks that close it; straight ones are both.
_QUOTED = (
    ('"＂', '"＂'),
    ("“”„‟", '“”„‟"'),
    ("«»", '«»"'),
    ("「『", "」』"),
)
_OPENING = "".join(opening for opening, _ in _QUOTED)
# Single marks are apostrophes as well: they open before a word and close behind one.
_SINGLE = r"(?<!\S)['‘‹](?=\S)(?P<single>(?:[^'‘’‹›]|(?<=\w)['’](?=\w))+)['’›](?!\w)"
_PHRASE = "|".join(
    rf"[{opening}]\s?(?P<phrase{place}>[^{closing}]*)[{closing}]?"
    for place, (opening, closing) in enumerate(_QUOTED)
)
_TOKEN = re.compile(
    rf"""
    (?P<minus>[-−–](?=\S))?
    (?:(?P<field>[\w-]+):(?=\S))?
    (?:{_PHRASE}|{_SINGLE}|(?P<word>[^\s{_OPENING}]+))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase that a statement must have, or must not."""

    text: str
    is_negated: bool = False
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A filter typed into the search box: ``topic:cost``."""

    name: str
    value: str
    is_negated: bool = False


@dataclass(slots=True)
class SearchText:
    """A query as read: alternatives, each a list of terms that all hold; and the field words."""

    alternatives: list[list[Term]] = field(default_factory=list)
    fields: list[FieldWord] = field(default_factory=list)

    @property
    def wanted(self) -> list[str]:
        """The words and phrases to highlight: all that are not negated."""
        return [term.text for terms in self.alternatives for term in terms if not term.is_negated]

    @property
    def is_too_much(self) -> bool:
        """Whether it asks for more than is looked for at once."""
        return (
            sum(map(len, self.alternatives)) > MOST_TERMS
            or len(self.alternatives) > MOST_ALTERNATIVES
            or len(self.fields) > MOST_FIELDS
        )

    def __bool__(self) -> bool:
        return bool(self.alternatives)


def read(text: str) -> SearchText:
    """Read a query. Every text can be read; what means nothing is left out."""
    alternatives: list[list[Term]] = [[]]
    fields: list[FieldWord] = []
    for token in _tokens(text):
        if token is None:
            alternatives.append([])
        elif isinstance(token, FieldWord):
            fields.append(token)
        else:
            alternatives[-1].append(token)
    return SearchText([terms for terms in alternatives if terms], fields)


def _tokens(text: str) -> Iterator[Term | FieldWord | None]:
    """The terms and field words in order; None for an ``or``."""
    # PostgreSQL has no character NUL.
    for match in _TOKEN.finditer(_cut(text.replace("\0", " "))):
        is_negated = bool(match["minus"])
        phrase = _phrase(match)
        value = match["word"] if phrase is None else phrase
        name = FIELDS.get((match["field"] or "").lower())
        if name and value.strip():
            yield FieldWord(name, value.strip(), is_negated)
            continue
        if match["word"] and match["word"].lower() in ("or", "ou", "|") and not match["field"]:
            yield None
            continue
        words = f"{match['field']} {value}" if match["field"] else value
        if re.search(r"[^\W_]", words):
            yield Term(words.strip(), is_negated, is_phrase=phrase is not None)


def _phrase(match: re.Match[str]) -> str | None:
    """What stands in quotation marks; None of what is a word."""
    names = ("single", *(f"phrase{place}" for place in range(len(_QUOTED))))
    return next((match[name] for name in names if match[name] is not None), None)


def _cut(text: str) -> str:
    """The beginning of a text that is too long, which ends with a whole word."""
    if len(text) <= LONGEST_QUERY:
        return text
    return re.sub(r"\S+$", "", text[: LONGEST_QUERY + 1])[:LONGEST_QUERY] or text[:LONGEST_QUERY]
