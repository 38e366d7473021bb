"""The tables of words that reading the news of a language needs; `english.ENGLISH` is one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Tag(Enum):
    """What a word does, as far as its form tells."""

    QUOTE = "quote"
    MARK = "mark"
    DETERMINER = "determiner"
    POSSESSIVE = "possessive"
    GENITIVE = "genitive"
    PRONOUN = "pronoun"
    OBJECT = "object"
    RELATIVE = "relative"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    SUBORDINATOR = "subordinator"
    AUXILIARY = "auxiliary"
    ADVERB = "adverb"
    VERB = "verb"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"


def words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


@dataclass(frozen=True)
class Lexicon:
    """Words by what they do in a report, all in small letters with straight apostrophes.

    ``speech`` maps each form of a verb of saying to its base; ``naming`` those that put a label on
    something ("called", "dismissed as"), ``thinking`` those of belief and wish, ``acting`` other
    verbs whose object may be somebody's words. ``speech_nouns`` carry words that belong to their
    possessor ("his call for"). ``no_inversion`` verbs never stand before their subject. A form
    that is also a noun counts as a verb only behind a subject (``also_nouns``).
    """

    language: str
    speech: Mapping[str, str]
    naming: Mapping[str, str]
    thinking: Mapping[str, str]
    acting: Mapping[str, str]
    speech_nouns: frozenset[str]
    no_inversion: frozenset[str]
    # Verbs that are of saying right behind somebody's words only.
    only_behind: frozenset[str]
    also_nouns: frozenset[str]
    determiners: frozenset[str]
    possessives: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    relatives: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    subordinators: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    other_verbs: frozenset[str]
    titles: frozenset[str]
    person_nouns: frozenset[str]
    group_nouns: frozenset[str]
    abbreviations: frozenset[str]
    never_names: frozenset[str]
    days_and_months: frozenset[str]
    name_particles: frozenset[str]
    places: frozenset[str]
    organisation_words: frozenset[str]
    outlets: frozenset[str]
    female_names: frozenset[str]
    male_names: frozenset[str]
    pronoun_gender: Mapping[str, str]
    gendered_nouns: Mapping[str, str]
    title_gender: Mapping[str, str]
    time_words: frozenset[str]
    # Verbs whose object without quotation marks is rarely what somebody said.
    quoting_only: frozenset[str]
    # Verbs by which a report goes on with what was said on the same occasion.
    continuing: frozenset[str]
    # What may stand alone before somebody's words: "Adding, “…”", "Specifically, “…”".
    leads: frozenset[str]
    modals: frozenset[str]
    calling: frozenset[str]
    loose_participles: frozenset[str]
    # What is issued, and the verbs whose subject speaks by it: "sent out a memo that read".
    issued: frozenset[str]
    issuing: frozenset[str]
    # Verbs that only issue something "out" or "up".
    putting_out: frozenset[str]
    # Verbs that make a noun of speech their subject's: "issued a call for".
    giving: frozenset[str]
    # Verbs whose object is the listener, and the words that link a verb to what it reports.
    addressing: frozenset[str]
    # Verbs that pass on what somebody else said: "quoted Trump as saying".
    relaying: frozenset[str]
    # Verbs whose object is somebody else's words ("shared a post: “…”"), those that may be of it
    # ("read from a letter"), those whose subject hears the words, and those that in the passive do
    # ("was told: “…”").
    passing_on: frozenset[str]
    reciting: frozenset[str]
    hearing: frozenset[str]
    telling: frozenset[str]
    linked: Mapping[str, frozenset[str]]

    @cached_property
    def given_names(self) -> frozenset[str]:
        return self.female_names | self.male_names

    @cached_property
    def closed(self) -> Mapping[str, Tag]:
        """The words of the closed classes; where a word is in two, the first class has it."""
        classes = (
            (Tag.PRONOUN, self.subjects),
            (Tag.POSSESSIVE, self.possessives),
            (Tag.OBJECT, self.objects),
            (Tag.RELATIVE, self.relatives),
            (Tag.DETERMINER, self.determiners),
            (Tag.PREPOSITION, self.prepositions),
            (Tag.CONJUNCTION, self.conjunctions),
            (Tag.SUBORDINATOR, self.subordinators),
            (Tag.AUXILIARY, self.auxiliaries),
            (Tag.ADVERB, self.adverbs),
            (Tag.VERB, self.other_verbs),
        )
        return {word: tag for tag, members in reversed(classes) for word in members}


def inflected(bases: Iterable[str], irregular: Mapping[str, str]) -> dict[str, str]:
    """Every form of English verbs, each with its base."""
    forms: dict[str, str] = {}
    for base in bases:
        for form in (base, *(irregular[base].split() if base in irregular else _regular(base))):
            forms.setdefault(form, base)
    return forms


def _regular(base: str) -> tuple[str, str, str]:
    if base.endswith("e"):
        return base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    if base.endswith(("s", "sh", "ch", "x", "z")):
        return base + "es", base + "ed", base + "ing"
    return base + "s", base + "ed", base + "ing"
