"""What to try when a search finds nothing, and the official whose name was typed."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, process

from quotes.models import Dimension, Entry, Facet, Word
from quotes.presentation import list_addresses
from quotes.presentation.cards import Link
from quotes.search import query_language
from quotes.search.filters import NOT, SearchResult, find
from quotes.search.queries import capped_counts
from quotes.text.folding import search_fold
from quotes.text.tokens import words as text_words

# A name that so many officials bear is a word like any other.
MOST_NAMESAKES = 3

# How alike (of 100) a word of the archive must be to one that is not in it.
ALIKE = 75

# Beyond this many, what dropping a filter would find is "more than".
COUNTED_HINTS = 1_000


def officials_named(found: SearchResult) -> list[Link]:
    """The pages of the officials whose name is all that was typed; none where more was asked."""
    words = query_language.read(found.query.get("q", ""))
    if words.fields or len(words.alternatives) != 1:
        return []
    if any(term.is_negated for term in words.alternatives[0]):
        return []
    named = Facet.objects.speakers_named(" ".join(words.wanted), MOST_NAMESAKES + 1)
    if len(named) > MOST_NAMESAKES:
        return []
    return [Link(facet.public_label, reverse("official", args=[facet.key])) for facet in named]


def ways_on(found: SearchResult, query: QueryDict) -> list[Link]:
    """For a search that finds nothing: a spelling that does, and the filters that stand in the way.

    Each is tried before it is offered.
    """
    return [*_spellings(found, query), *_without_one(found, query)]


def _spellings(found: SearchResult, query: QueryDict) -> list[Link]:
    text = query.get("q", "")
    corrected = _corrected(text, query_language.read(text))
    if corrected == text:
        return []
    changed = list_addresses.setting(query, q=corrected)
    if not find(changed).entries.exists():
        return []
    label = _("Did you mean “%(words)s”?") % {"words": corrected}
    return [Link(label, list_addresses.statements_url(changed))]


def _corrected(text: str, words: query_language.SearchText) -> str:
    """The text with each word that the archive does not have put as the most alike one it has."""
    wanted = {word for term in words.wanted for word in search_fold(term).split() if word.isalpha()}
    unknown = wanted - set(Word.objects.filter(word__in=wanted).values_list("word", flat=True))
    for token in reversed(text_words(text)):
        word = search_fold(token.text)
        if word in unknown and (alike := _most_alike(word)):
            text = text[: token.start] + alike + text[token.end :]
    return text


def _most_alike(word: str) -> str:
    """The word of the archive most like one that it does not have; empty when none is."""
    candidates = Word.objects.of_length(len(word) - 2, len(word) + 2)
    best = process.extractOne(word, candidates, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return best[0] if best else ""


def _without_one(found: SearchResult, query: QueryDict) -> list[Link]:
    """The list without each filter in turn, where that finds something; the most first."""
    cuts = [*found.own_dimensions, *(["q"] if query.get("q", "").strip() else [])]
    if len(cuts) < 2:
        return []
    wheres = [found.among(Entry.objects.all(), cut).where() for cut in cuts]
    counts = zip(cuts, capped_counts(wheres, COUNTED_HINTS), strict=True)
    helpful = sorted((c for c in counts if c[1]), key=lambda pair: -pair[1])
    return [
        Link(_without_label(cut, count), list_addresses.statements_url(_without(query, cut)))
        for cut, count in helpful
    ]


def _without_label(cut: str, count: int) -> str:
    label = {"q": _("the words searched for"), "dates": _("the dates")}.get(cut)
    filter_name = label or _("the filter “%(name)s”") % {"name": Dimension(cut).label}
    if count >= COUNTED_HINTS:
        return _("Without %(filter)s: more than %(count)s statements") % {
            "filter": filter_name,
            "count": number_format(COUNTED_HINTS, force_grouping=True),
        }
    return ngettext(
        "Without %(filter)s: %(count)s statement", "Without %(filter)s: %(count)s statements", count
    ) % {"filter": filter_name, "count": count}


def _without(query: QueryDict, cut: str) -> QueryDict:
    names = ("since", "until", "dates") if cut == "dates" else (cut, NOT + cut)
    return list_addresses.setting(query, **dict.fromkeys(names, ""))
