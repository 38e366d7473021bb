"""Certainty of a candidate: of its words, and of the name they are given.

Both are shares that were counted on marked news of other years (docs/measurements.md): how often
words found by a rule are somebody's words, and how often a name that a mention of that form was
resolved to is right. A pronoun, a title, or a surname that two people share is never certain, nor
is whoever only the sentences around suggest.
"""

from dataclasses import dataclass
from enum import StrEnum

# From here on words and name are certain enough to be accepted with others like them.
CERTAIN = 0.9

_OF_WORDS = {
    "behind": 0.98,
    "before": 0.95,
    "continued": 0.95,
    "sentence before": 0.92,
    "put": 0.92,
    "according": 0.9,
    "possessor": 0.9,
    "end": 0.9,
    "agent": 0.85,
    "goes on": 0.85,
    "labelled": 0.75,
    "turn": 0.97,
    "announced": 0.7,
    "signed": 0.75,
    "clause": 0.7,
    "last": 0.7,
    "indirect": 0.6,
}
_OF_NAME = {
    "behind": 0.96,
    "turn": 0.97,
    "announced": 0.8,
    "signed": 0.94,
    "put": 0.88,
    "according": 0.78,
    "before": 0.86,
    "end": 0.85,
    "possessor": 0.78,
    "sentence before": 0.78,
    "continued": 0.8,
    "goes on": 0.78,
    "indirect": 0.78,
    "agent": 0.7,
    "labelled": 0.75,
    "clause": 0.6,
    "last": 0.3,
}
_UNKNOWN_RULE = 0.5
_PARAPHRASED = 0.78


class Form(StrEnum):
    """The form in which a mention names somebody."""

    FULL = "full"
    SURNAME = "surname"
    SINGLE = "single"
    PRONOUN = "pronoun"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class NamedForm:
    """How a mention came to its name.

    ``rivals`` are other people whom a pronoun may mean, ``distance`` counts sentences back to the
    name, ``namesakes`` share the surname; ``is_person`` tells people from bodies.
    """

    form: Form
    is_person: bool = True
    rivals: int = 0
    distance: int = 0
    namesakes: int = 0


def of_words(rule: str, *, is_paraphrase: bool) -> float:
    """How often what the rule finds is somebody's words."""
    found = _OF_WORDS.get(rule, _UNKNOWN_RULE)
    return min(found, _OF_WORDS["indirect"]) if is_paraphrase else found


def of_name(rule: str, named: NamedForm, *, is_speech: bool, is_paraphrase: bool) -> float:
    """How often the name that a mention was resolved to is right; ``is_speech``: "said", "told"."""
    of_rule = min(_OF_NAME.get(rule, _UNKNOWN_RULE), 1.0 if is_speech else 0.78)
    return min(of_rule, _of_form(named), _PARAPHRASED if is_paraphrase else 1.0)


def _of_form(named: NamedForm) -> float:
    if named.form is Form.FULL:
        return 0.98 if named.is_person else 0.75
    if named.form is Form.SURNAME:
        return 0.6 if named.namesakes else 0.97
    if named.form is Form.SINGLE:
        return 0.78 if named.is_person else 0.7
    if named.form is Form.PRONOUN:
        return _of_pronoun(named)
    return 0.5


def _of_pronoun(named: NamedForm) -> float:
    """A person named in this sentence or the one before, and nobody else between."""
    if named.rivals or named.namesakes or not named.is_person:
        return 0.55
    return 0.82 if named.distance <= 1 else 0.7
