"""What a list shows, as a sentence: "38 statements by Donald Trump on Cost, May–June 2025".

Each phrase is one message, so that a language can order its words; the phrases follow each other
in one order, whatever the order in the address.
"""

from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from quotes.dates.display import humanize
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.models import Dimension, Facet
from quotes.models.dimensions import FACETS
from quotes.models.search_index import NONE
from quotes.presentation.labels import count_display, facet_label
from quotes.search import query_language
from quotes.search.filters import SearchResult
from quotes.search.queries import Count
from quotes.text.joined import joined

# So many names are read with patience; of a longer list the first ones stand for all.
MOST_NAMED = 4
NAMED_OF_MANY = 3

# In the order of their phrases.
_SPOKEN = sorted(FACETS, key=lambda dimension: FACETS[dimension].rank)


def sentence(found: SearchResult, total: Count) -> str:
    """What the list is: how many statements, whose, on what, and of what time."""
    if not found.is_valid:
        return _("Statements")
    if not found.is_narrowed():
        return _all_of(total)
    text = " ".join([_statements(total), *_phrases(found)])
    if dates := _dates(found):
        text = _("%(statements)s, %(dates)s") % {"statements": text, "dates": dates}
    return capfirst(text)


def title_of(found: SearchResult) -> str:
    """What a list is called by who follows it: "Mark Carney", "Statements by Mark Carney on Cost".

    Nothing in it changes with what is published.
    """
    if not found.is_valid or not found.is_narrowed():
        return _("Statements")
    chosen = [facet for facets in found.chosen.values() for facet in facets]
    phrases, dates = _phrases(found), _dates(found)
    if len(chosen) == len(phrases) == 1 and not dates and chosen[0].dimension in _NAMES:
        return _name(chosen[0])
    text = " ".join([_("statements"), *phrases])
    if dates:
        text = _("%(statements)s, %(dates)s") % {"statements": text, "dates": dates}
    return capfirst(text)


# What has a name that says by itself what a list of it is.
_NAMES = (Dimension.SPEAKER, Dimension.TOPIC, Dimension.OUTLET)


def _all_of(total: Count) -> str:
    if not total.number:
        return _("No statements")
    return ngettext("%(count)s statement", "All %(count)s statements", total.number) % {
        "count": count_display(total)
    }


def _statements(total: Count) -> str:
    if not total.number:
        return _("no statements")
    return ngettext("%(count)s statement", "%(count)s statements", total.number) % {
        "count": count_display(total)
    }


def _phrases(found: SearchResult) -> list[str]:
    phrases = []
    for dimension in _SPOKEN:
        if chosen := found.chosen.get(dimension):
            phrases.append(_phrase(dimension, chosen))
        if excluded := found.excluded.get(dimension):
            phrases.append(_("not %(phrase)s") % {"phrase": _phrase(dimension, excluded)})
    if text := found.query.get("q", "").strip():
        phrases.append(_searched(text, is_described=found.is_described))
    return phrases


def _phrase(dimension: Dimension, chosen: list[Facet]) -> str:
    names = any_of([_name(facet) for facet in chosen])
    return joined(str(FACETS[dimension].phrase), names=names)


def any_of(names: list[str]) -> str:
    """Alternatives as they are read: "A", "A or B", "A, B, C and 4 more"."""
    if len(names) <= MOST_NAMED:
        return get_text_list(names, _("or"))
    more = len(names) - NAMED_OF_MANY
    return ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
        "names": ", ".join(names[:NAMED_OF_MANY]),
        "count": more,
    }


def _name(facet: Facet) -> str:
    """What a value is called in the sentence, where that is not its label."""
    dimension = Dimension(facet.dimension)
    if facet.key == NONE:
        return str(FACETS[dimension].unknown)
    match dimension:
        case Dimension.SOURCES:
            return {
                "1": _("one source"),
                "2": _("two or more sources"),
                "5": _("five or more sources"),
            }[facet.key]
        case Dimension.OCCASION:
            return _("“%(words)s”") % {"words": facet_label(facet)}
        case _:
            return facet_label(facet)


def _searched(text: str, *, is_described: bool) -> str:
    """The words searched for; a search with signs of its own stands as it was typed."""
    words = query_language.read(text)
    terms = words.alternatives[0] if len(words.alternatives) == 1 else []
    if not terms or words.fields or any(term.is_negated for term in terms):
        return _("found by %(search)s") % {"search": text}
    texts = [term.text for term in terms]
    if not any(" " in one for one in texts):
        texts = [" ".join(texts)]
    quoted = [_("“%(words)s”") % {"words": one} for one in texts]
    if is_described:
        return _("described by %(words)s") % {"words": get_text_list(quoted, _("and"))}
    return _("mentioning %(words)s") % {"words": get_text_list(quoted, _("and"))}


def _dates(found: SearchResult) -> str:
    """The range of days, in few words; that it is meant strictly is said."""
    since, until = found.data.get("since"), found.data.get("until")
    if not since and not until:
        return ""
    text = _range(since, until)
    if found.data.get("dates") == "certainly":
        return _("certainly %(dates)s") % {"dates": text}
    return text


def _range(since: PartialDate | None, until: PartialDate | None) -> str:
    if until is None:
        return joined(
            pgettext("statements", "since %(date)s"), date=humanize(since or PartialDate.unknown())
        )
    if since is None:
        return joined(pgettext("statements", "until %(date)s"), date=humanize(until))
    if since == until:
        return humanize(since)
    try:
        return humanize(parse(f"{since.text}/{until.text}"))
    except InvalidDate:
        # An end may itself be an interval.
        return f"{humanize(since)} – {humanize(until)}"
