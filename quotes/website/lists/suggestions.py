"""What to try when a search finds nothing, and the official whose name was typed."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz, process

from quotes.models import Dimension, Entry, Facet, Word
from quotes.models.search_index import Where, is_true
from quotes.presentation import list_addresses
from quotes.presentation.cards import Link
from quotes.search import query_language
from quotes.search.compilation import EachWord, each_word
from quotes.search.filters import NOT, SearchResult, find
from quotes.search.queries import capped_counts, ids_nearest
from quotes.text.folding import search_fold
from quotes.text.tokens import words as text_words

# A name that so many officials bear is a word like any other.
MOST_NAMESAKES = 3

# How alike (of 100) a word of the archive must be to one that is not in it.
ALIKE = 75

# Of longer searches no word is tried to be left out.
MOST_LEFT_OUT = 8

NEAREST_SHOWN = 4

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


@dataclass
class NothingFound:
    """What a page says where a search finds nothing: ways on, and the ids of what comes closest.

    ``lexemes`` are the words to be marked in those.
    """

    ways_on: list[Link] = field(default_factory=list)
    nearest: list[int] = field(default_factory=list)
    lexemes: frozenset[str] = frozenset()


def nothing_found(found: SearchResult, query: QueryDict) -> NothingFound:
    """For a search that finds nothing: what it may have meant, what to leave out, what is closest.

    Each way is tried before it is offered.
    """
    words = query_language.read(query.get("q", ""))
    each = each_word(words) if words else EachWord({}, frozenset())
    ways = [
        *_recognised(words, each),
        *_without_quotation_marks(found, query, words),
        *_without_word(found, query, words, each),
        *_without_one(found, query),
    ]
    counts = capped_counts([way.where for way in ways], COUNTED_HINTS) if ways else []
    helpful = [
        Link(_counted(way.label, count), way.url)
        for way, count in zip(ways, counts, strict=True)
        if count
    ]
    return NothingFound([*_spellings(found, query), *helpful], _nearest(found, each), each.lexemes)


@dataclass(frozen=True)
class WayOn:
    """Another search that may find something."""

    label: str
    url: str
    where: Where


def _counted(label: str, count: int) -> str:
    if count >= COUNTED_HINTS:
        return _("%(search)s: more than %(count)s statements") % {
            "search": label,
            "count": number_format(COUNTED_HINTS, force_grouping=True),
        }
    return ngettext(
        "%(search)s: %(count)s statement", "%(search)s: %(count)s statements", count
    ) % {"search": label, "count": count}


def _recognised(words: query_language.SearchText, each: EachWord) -> list[WayOn]:
    """The official and the topic that are named among the words, together and alone."""
    named = {word for term in words.wanted for word in search_fold(term).split()}
    meant = Facet.objects.meant_by(named, each.lexemes) if named else []
    speakers = [facet for facet in meant if facet.dimension == Dimension.SPEAKER]
    topics = [facet for facet in meant if facet.dimension == Dimension.TOPIC]
    if len(speakers) > MOST_NAMESAKES:
        speakers = []
    topics = topics[:MOST_NAMESAKES]
    both = [[speaker, topic] for speaker in speakers for topic in topics]
    return [_of_facets(facets) for facets in [*both, *([one] for one in (*speakers, *topics))]]


def _of_facets(facets: list[Facet]) -> WayOn:
    entries, query = Entry.objects.all(), QueryDict(mutable=True)
    for facet in facets:
        entries = entries.holding([facet])
        query[facet.dimension] = facet.key
    label = " · ".join(facet.public_label for facet in facets)
    return WayOn(label, list_addresses.statements_url(query), entries.where())


def _without_quotation_marks(
    found: SearchResult, query: QueryDict, words: query_language.SearchText
) -> list[WayOn]:
    if not any(
        term.is_phrase and " " in term.text for terms in words.alternatives for term in terms
    ):
        return []
    text = "".join(" " if mark in _MARKS else mark for mark in query.get("q", ""))
    changed = list_addresses.setting(query, q=" ".join(text.split()))
    bare = find(changed)
    # Without the marks it may name a filter, or be more than is looked for.
    if not bare.is_valid:
        return []
    url = list_addresses.statements_url(changed)
    return [WayOn(_("Without the quotation marks"), url, bare.entries.where())]


_MARKS = frozenset('"“”„‟«»＂「」『』')


def _without_word(
    found: SearchResult, query: QueryDict, words: query_language.SearchText, each: EachWord
) -> list[WayOn]:
    """The search with one word less, where it is nothing but words."""
    is_plain = not words.fields and len(words.alternatives) == 1
    if not is_plain or not 2 <= len(each.conditions) <= MOST_LEFT_OUT:
        return []
    others = found.among(Entry.objects.all(), "q")
    ways = []
    for word in each.conditions:
        left = " ".join(other for other in each.conditions if other != word)
        where = others.filter(is_true(*_flat(each.without(word)))).where()
        url = list_addresses.statements_url(list_addresses.setting(query, q=left))
        ways.append(WayOn(_("Without “%(word)s”") % {"word": word}, url, where))
    return ways


def _flat(where: Where) -> tuple[Any, ...]:
    return where[0], *where[1]


def _nearest(found: SearchResult, each: EachWord) -> list[int]:
    """The statements that have most of the words, at least half of them, the most of them first."""
    conditions = list(each.conditions.values())
    if len(conditions) < 2:
        return []
    others = found.among(Entry.objects.all(), "q").where()
    return ids_nearest(others, conditions, most=NEAREST_SHOWN)


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


def _without_one(found: SearchResult, query: QueryDict) -> list[WayOn]:
    """The list without each filter in turn, and without the words."""
    cuts = [*found.own_dimensions, *(["q"] if query.get("q", "").strip() else [])]
    if len(cuts) < 2:
        return []
    return [
        WayOn(
            _without_label(cut),
            list_addresses.statements_url(_without(query, cut)),
            found.among(Entry.objects.all(), cut).where(),
        )
        for cut in cuts
    ]


def _without_label(cut: str) -> str:
    label = {"q": _("the words searched for"), "dates": _("the dates")}.get(cut)
    filter_name = label or _("the filter “%(name)s”") % {"name": Dimension(cut).label}
    return _("Without %(filter)s") % {"filter": filter_name}


def _without(query: QueryDict, cut: str) -> QueryDict:
    names = ("since", "until", "dates") if cut == "dates" else (cut, NOT + cut)
    return list_addresses.setting(query, **dict.fromkeys(names, ""))
