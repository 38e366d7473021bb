"""Makes of words and phrases the conditions by which entries are found.

Words are looked for by their stems, in every language the record is stemmed in. A phrase is held
against the words as they were printed, all of them and in their order: an index of pairs of words
finds candidates, and the words themselves decide. Words that are too common to have a stem
("not", "can't") are held against them too, where nothing else is asked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from quotes.models.search_index import EVERYTHING, NOTHING, CompiledSearch, Where
from quotes.search.query_language import CONFIGURATIONS, SearchText, Term
from quotes.search.spellings import amount_spellings, spellings
from quotes.text.printed_words import phrase_keys, phrase_pattern, printed_words

# What a statement is made of, and not what the archive describes it by.
_SAID = "ABC"
_DESCRIBED = "D"

_LEXEME = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term with its stems by configuration; one that is empty there is too common."""

    term: Term
    words: tuple[str, ...]
    stems: dict[str, str]

    @property
    def is_contraction(self) -> bool:
        return len(self.words) > 1


def compile_search(text: SearchText) -> CompiledSearch:
    """Turn words into conditions. Costs one query, of whatever is asked."""
    wanted = _wanted(text.alternatives)
    held = [one for terms in wanted for one in terms if not one.term.is_negated]
    plain = [_stemmed(terms, name) for terms in wanted for name in CONFIGURATIONS.values()]
    marked = [
        f"'{marker}' & ( {stems} )"
        for terms in wanted
        for marker, name in CONFIGURATIONS.items()
        if (stems := _stemmed(terms, name))
    ]
    return CompiledSearch(
        tsquery=_or(marked),
        ranking=_or(plain),
        lexemes=frozenset(_lexemes(_marked(held))),
        phrases=tuple(_held_as_printed(held)),
        said=any_of([_alternative(terms) for terms in wanted]),
        described=_described(wanted),
    )


@dataclass(frozen=True, slots=True)
class EachWord:
    """The words of a search one by one: the condition of each, and the stems of all."""

    conditions: dict[str, Where]
    lexemes: frozenset[str]

    def without(self, word: str) -> Where:
        """The condition that all the words but one were said."""
        return all_of([where for other, where in self.conditions.items() if other != word])


def each_word(text: SearchText) -> EachWord:
    """The words of the first alternative apart, those of phrases too; costs one query.

    What is too common to have a stem is left out, where anything else is there.
    """
    terms = [
        Term(word)
        for term in (text.alternatives or [[]])[0]
        if not term.is_negated
        for word in dict.fromkeys(term.text.split() if term.is_phrase else [term.text])
    ]
    wanted = [one for one in _wanted([terms])[0] if one.words] if terms else []
    stemmed = [one for one in wanted if one.stems["english"] and one.stems["french"]]
    conditions = {one.term.text: _alternative([one]) for one in stemmed or wanted}
    return EachWord(conditions, frozenset(_lexemes(stemmed or wanted)))


def _wanted(alternatives: list[list[Term]]) -> list[list[_Wanted]]:
    ways = {
        term: [term.text] if term.is_phrase else spellings(term.text)
        for terms in alternatives
        for term in terms
    }
    amounts = {
        term: amount_spellings(number.text, term.text)
        for terms in alternatives
        for number, term in pairwise(terms)
        if not (number.is_phrase or term.is_phrase or number.is_negated or term.is_negated)
    }
    stems = _stems({way for each in (*ways.values(), *amounts.values()) for way in each})

    def of(term: Term, names: Sequence[str]) -> _Wanted:
        by_name = {
            name: _either(stems[way][name] for way in names) for name in CONFIGURATIONS.values()
        }
        return _Wanted(term, tuple(printed_words(term.text)), by_name)

    made = []
    for terms in alternatives:
        line: list[_Wanted] = []
        for place, term in enumerate(terms):
            one = of(term, ways[term])
            if line and amounts.get(term) and _is_pair(terms, place):
                line[-1:] = [_amount(line[-1], one, of(term, amounts[term]))]
            else:
                line.append(one)
        made.append(line)
    return made


def _is_pair(terms: list[Term], place: int) -> bool:
    return place > 0 and bool(amount_spellings(terms[place - 1].text, terms[place].text))


def _amount(number: _Wanted, unit: _Wanted, in_one_word: _Wanted) -> _Wanted:
    """ "61 billion": both words, or one of the ways to write it in one."""
    stems = {
        name: _either([_all_of([number.stems[name], unit.stems[name]]), in_one_word.stems[name]])
        for name in number.stems
    }
    text = f"{number.term.text} {unit.term.text}"
    return _Wanted(Term(text), (*number.words, *unit.words), stems)


def _stems(texts: set[str]) -> dict[str, dict[str, str]]:
    """Each text as a query in each configuration; empty where all its words are too common."""
    queries = ", ".join(
        f"phraseto_tsquery('pg_catalog.{name}', archive_search_text(one))::text"
        for name in CONFIGURATIONS.values()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT one, {queries} FROM unnest(%s::text[]) AS one", [list(texts)])
        return {
            row[0]: dict(zip(CONFIGURATIONS.values(), row[1:], strict=True))
            for row in cursor.fetchall()
        }


def _alternative(terms: list[_Wanted], *, by_index: bool = True) -> Where:
    """The condition that all the terms were said, in whatever language a statement is.

    Without ``by_index`` it is one to hold a row against that was found by something else.
    """
    asked: dict[Where, list[str]] = {}
    any_stems = False
    for marker, name in CONFIGURATIONS.items():
        stems, held = _parted(terms, name)
        condition = all_of([_printed(one, by_index=by_index) for one in held])
        parts = [f"'{marker}'", *(_weighed(one, name, _SAID) for one in stems)]
        asked.setdefault(condition, []).append(" & ".join(parts))
        any_stems = any_stems or bool(stems)
    if len(asked) == 1 and not any_stems:
        return next(iter(asked))
    return any_of([all_of([_has(_or(queries)), held]) for held, queries in asked.items()])


def _described(alternatives: list[list[_Wanted]]) -> Where:
    """The condition that the words are in what a statement is described by, and were not said.

    A way for each term that may be the one that was not said, each found by stems alone. The keys
    of a phrase, which an index has, would be made anew here of every statement with these stems.
    """
    ways = [way for terms in alternatives for way in _ways_described(terms)]
    if not ways:
        return NOTHING
    said = any_of([_alternative(terms, by_index=False) for terms in alternatives])
    return all_of([any_of(ways), (f"NOT ({said[0]})", said[1])])


def _ways_described(terms: list[_Wanted]) -> Iterator[Where]:
    for marker, name in CONFIGURATIONS.items():
        stems, held = _parted(terms, name)
        phrases = [one for one in held if not one.term.is_negated]
        unsaid = [_printed(one, by_index=False) for one in held if one.term.is_negated]
        words = [f"'{marker}'", *(_weighed(one, name) for one in stems)]
        if any(not one.term.is_negated for one in stems):
            said = [_printed(one, by_index=True) for one in phrases]
            yield all_of([_has(" & ".join(words)), *said, *unsaid])
        for phrase in phrases:
            if not phrase.stems[name]:
                continue
            others = [
                any_of([_printed(one, by_index=False), _has(_in_description(one, name))])
                for one in phrases
                if one is not phrase
            ]
            found = " & ".join([*words, f"( {_in_description(phrase, name)} )"])
            yield all_of([_has(found), *others, *unsaid])


def _parted(terms: list[_Wanted], name: str) -> tuple[list[_Wanted], list[_Wanted]]:
    """The terms that are looked for by their stems, and those that are held as they were printed:
    phrases, and words that are too common, where nothing else is asked."""
    stems = [one for one in terms if not one.term.is_phrase and one.stems[name]]
    common = [one for one in terms if not one.term.is_phrase and not one.stems[name]]
    held = [one for one in terms if one.term.is_phrase]
    if stems or held:
        common = [one for one in common if one.is_contraction]
    return stems, [*held, *common]


def _has(query: str) -> Where:
    return ("search @@ %s::tsquery", (query,)) if query else NOTHING


def _weighed(one: _Wanted, name: str, weights: str = "") -> str:
    query = one.stems[name]
    if weights:
        query = _LEXEME.sub(rf"\g<0>:{weights}", query)
    return f"!( {query} )" if one.term.is_negated else f"( {query} )"


def _in_description(one: _Wanted, name: str) -> str:
    return _LEXEME.sub(rf"\g<0>:{_DESCRIBED}", one.stems[name])


def _printed(one: _Wanted, *, by_index: bool) -> Where:
    """The condition that the words were printed in this order."""
    if not one.words:
        return NOTHING
    words = list(one.words)
    decided = _decided(words)
    if one.term.is_negated:
        return f"NOT ({decided[0]})", decided[1]
    if not by_index:
        return decided
    keys = phrase_keys(words)
    hashes = ", ".join(["hashtext(%s)"] * len(keys))
    found: Where = (f"archive_phrase_keys(printed) @> ARRAY[{hashes}]::int[]", tuple(keys))
    return all_of([found, decided])


def _decided(words: list[str]) -> Where:
    """That the words stand in a line. One word of them is looked for first, which is faster."""
    longest = max(words, key=len)
    as_text = longest.replace("%", r"\%")
    has_word: Where = ("printed LIKE %s", (f"% {as_text} %",))
    if len(words) == 1:
        return has_word
    return all_of([has_word, ("printed ~ %s", (phrase_pattern(words),))])


def _marked(held: list[_Wanted]) -> list[_Wanted]:
    """What is marked by its stems: not what is too common, where anything else is asked."""
    words = [one for one in held if not one.term.is_phrase]
    return [one for one in words if one.stems["english"] and one.stems["french"]] or words


def _held_as_printed(held: list[_Wanted]) -> list[str]:
    """The patterns of what is held against the printed words, for marking."""
    stemmed = [one for one in held if not one.term.is_phrase and any(one.stems.values())]
    return [
        phrase_pattern(list(one.words))
        for one in held
        if one.words and (one.term.is_phrase or not stemmed or not one.stems["english"])
    ]


def _lexemes(wanted: Iterable[_Wanted]) -> Iterable[str]:
    for one in wanted:
        if one.is_contraction and not one.stems["english"]:
            continue
        for query in one.stems.values():
            for lexeme in _LEXEME.findall(query):
                yield lexeme[1:-1].replace("''", "'")


def _stemmed(terms: list[_Wanted], name: str) -> str:
    """All the terms by their stems, phrases too; what is too common left out."""
    return _all_of(
        f"!( {one.stems[name]} )" if one.term.is_negated else one.stems[name]
        for one in terms
        if one.stems[name]
    )


def _either(queries: Iterable[str]) -> str:
    given = list(dict.fromkeys(query for query in queries if query))
    return " | ".join(f"( {query} )" for query in given) if len(given) > 1 else "".join(given)


def _all_of(queries: Iterable[str]) -> str:
    given = [query for query in queries if query]
    return " & ".join(f"( {query} )" for query in given)


def _or(queries: Iterable[str]) -> str:
    return " | ".join(f"( {query} )" for query in dict.fromkeys(queries) if query)


def all_of(conditions: Sequence[Where]) -> Where:
    """The condition that all of some conditions hold."""
    return _joined(" AND ", conditions, EVERYTHING)


def any_of(conditions: Sequence[Where]) -> Where:
    """The condition that one of some conditions holds."""
    return _joined(" OR ", conditions, NOTHING)


def _joined(by: str, conditions: Sequence[Where], none: Where) -> Where:
    conditions = [condition for condition in conditions if condition != none]
    if not conditions:
        return none
    if len(conditions) == 1:
        return conditions[0]
    sql = by.join(f"({sql})" for sql, _ in conditions)
    return sql, tuple(param for _, params in conditions for param in params)
