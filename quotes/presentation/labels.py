"""What counts and values are called on a page."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from quotes.models import Dimension, Facet
from quotes.models.dimensions import FACETS
from quotes.models.search_index import NONE
from quotes.presentation.names import country_name, language_name
from quotes.search.facets import FacetValue
from quotes.search.queries import Count

# The dimensions whose values are codes: what they are called the database does not know.
CODED = frozenset(
    dimension for dimension, facets in FACETS.items() if facets.vocabulary or facets.is_coded
)


def count_display(count: Count) -> str:
    """A number as it is read; of an estimate, that it is one."""
    if count.is_rough:
        return _("some")
    number = grouped(count.number)
    return number if count.is_exact else _("about %(number)s") % {"number": number}


def grouped(number: int) -> str:
    """A whole number in the manner of the page's language: 9,381."""
    # Nearly all counts of a page are below a thousand, where there is nothing to group.
    return str(number) if number < 1_000 else number_format(number, force_grouping=True)


def facet_label(facet: Facet | FacetValue) -> str:
    """What a value is called on the page."""
    dimension = Dimension(facet.dimension)
    if facet.key == NONE:
        return _("unknown")
    if dimension.facets and dimension.facets.vocabulary:
        return str(dimension.facets.vocabulary(facet.key).label)
    match dimension:
        case Dimension.COUNTRY:
            return country_name(facet.key)
        case Dimension.LANGUAGE:
            return language_name(facet.key)
        case Dimension.SOURCES:
            return {"1": _("one source"), "2": _("two or more"), "5": _("five or more")}[facet.key]
        case Dimension.HAS:
            return {"figure": _("a figure")}[facet.key]
        case _:
            return facet.public_label or facet.key
