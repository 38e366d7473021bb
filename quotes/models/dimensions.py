"""What statements can be told apart by: the one table of the facets of a list.

Filters, counts, the query language, the choices beside a list and the sentence above it are made
from it. A dimension more is an entry here, its expression in the SQL function
``archive_entry_facets``, what its values are called in ``archive_facet_labels``, and a migration
(docs/adding.md); tests/test_dimensions.py fails for one that is forgotten.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quotes.models.vocabulary import CheckState, Kind, SourceKind


@dataclass(frozen=True, slots=True)
class Facets:
    """How the values of a dimension are offered, typed and spoken of.

    ``plural`` is what all of them are called. ``phrase`` speaks of the chosen ones in the sentence
    above a list, and ``unknown`` stands in it for those of which nothing is known; phrases of a
    lower ``rank`` come first. ``typed`` are more words for the dimension before the colon of a
    search. ``open_place`` is the place among the dimensions that stand open beside a list, 0 of
    those that are closed. ``vocabulary`` or ``is_coded`` say that values are codes, of which the
    database does not know what they are called.
    """

    plural: Promise | str
    phrase: Promise | str
    unknown: Promise | str
    rank: int = 3
    typed: tuple[str, ...] = ()
    open_place: int = 0
    vocabulary: type[models.TextChoices] | None = None
    is_coded: bool = False


class Dimension(models.TextChoices):
    """The names of the filter's parameters."""

    facets: Facets | None

    def __new__(cls, name: str, facets: Facets | None = None) -> "Dimension":
        member = str.__new__(cls, name)
        member._value_ = name
        member.facets = facets
        return member

    SPEAKER = (
        "speaker",
        Facets(
            _("officials"),
            _("by %(names)s"),
            _("an unknown official"),
            rank=1,
            typed=("official", "by"),
            open_place=1,
        ),
        _("official"),
    )
    ROLE = (
        "role",
        Facets(
            _("offices"),
            _("as %(names)s"),
            _("holder of no recorded office"),
            rank=1,
            typed=("office",),
        ),
        _("office on that day"),
    )
    PARTY = (
        "party",
        Facets(_("parties"), _("from the party %(names)s"), _("(not recorded)"), rank=1),
        _("party"),
    )
    COUNTRY = (
        "country",
        Facets(
            _("countries"),
            _("from %(names)s"),
            _("an unknown country"),
            rank=1,
            open_place=4,
            is_coded=True,
        ),
        _("country"),
    )
    TOPIC = (
        "topic",
        Facets(_("topics"), _("on %(names)s"), _("no topic"), open_place=2),
        _("topic"),
    )
    OUTLET = (
        "outlet",
        Facets(_("outlets"), _("printed by %(names)s"), _("no outlet"), open_place=5),
        _("outlet"),
    )
    SOURCE_KIND = (
        "source-kind",
        Facets(
            _("kinds of sources"),
            _("in a source of the kind %(names)s"),
            _("(not recorded)"),
            vocabulary=SourceKind,
        ),
        _("kind of source"),
    )
    LANGUAGE = (
        "language",
        Facets(
            _("languages"),
            _("in %(names)s"),
            _("an unknown language"),
            typed=("lang",),
            is_coded=True,
        ),
        _("language"),
    )
    KIND = (
        "kind",
        Facets(
            _("ways of quoting"),
            _("given as %(names)s"),
            _("words of an unknown kind"),
            rank=2,
            open_place=3,
            vocabulary=Kind,
        ),
        _("how it is quoted"),
    )
    CHECK = (
        "check",
        Facets(
            _("checks of the words"),
            _("with words %(names)s"),
            _("that were never checked"),
            vocabulary=CheckState,
        ),
        _("check of the words"),
    )
    SOURCES = (
        "sources",
        Facets(_("numbers of sources"), _("with %(names)s"), _("no source"), is_coded=True),
        _("number of sources"),
    )
    HAS = (
        "has",
        Facets(_("contents"), _("with %(names)s"), _("nothing of note"), is_coded=True),
        _("has"),
    )
    PLACE = (
        "place",
        Facets(_("places"), pgettext_lazy("places", "in %(names)s"), _("an unknown place")),
        _("place"),
    )
    OCCASION = (
        "occasion",
        Facets(_("occasions"), _("at %(names)s"), _("no recorded occasion")),
        _("occasion"),
    )
    # Filtered by as days: since, until.
    MONTH = ("month", None, _("month"))


# What can be filtered by.
FACETS: dict[Dimension, Facets] = {one: one.facets for one in Dimension if one.facets is not None}
