"""Feeds that a page offers to whoever wants to follow what it shows."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from quotes.exports.formats import CORRECTION_FORMATS, FEED_FORMATS
from quotes.models import Source
from quotes.models.columns import address
from quotes.presentation import list_addresses


@dataclass(frozen=True)
class Feed:
    """A feed: what it is in the form of ("Atom"), and its title among those of other sites."""

    label: str
    media_type: str
    url: str
    title: str


@dataclass(frozen=True)
class Following:
    """What can be followed on a page: its name in a sentence, its feeds, and where it can be had by
    e-mail; that is empty where it cannot."""

    sentence: str
    feeds: list[Feed]
    by_mail: str = ""


def _feeds(route: str, title: str, query: QueryDict, *keys: str) -> list[Feed]:
    return [
        Feed(
            form.label,
            form.media_type,
            list_addresses.here(address(route, *keys, form.suffix), query),
            f"{settings.ARCHIVE_NAME}: {title} ({form.label})",
        )
        for form in FEED_FORMATS.values()
    ]


def list_feeds(query: QueryDict, title: str) -> list[Feed]:
    """The feeds of the list that a query finds, in the order of publication."""
    return _feeds("statements-as", title, _whole(query))


def source_feeds(source: Source) -> list[Feed]:
    """The feeds of the statements that a source prints."""
    return _feeds("source-as", str(source), QueryDict(), source.public_id)


def correction_feeds(query: QueryDict, title: str) -> list[Feed]:
    """The feeds of corrections: all of them, or those that a query asks for."""
    return [
        Feed(
            form.label,
            form.media_type,
            list_addresses.here(address("corrections-as", form.suffix), query),
            f"{settings.ARCHIVE_NAME}: {title} ({form.label})",
        )
        for form in CORRECTION_FORMATS.values()
        if form.suffix in FEED_FORMATS
    ]


def site_feeds() -> list[Feed]:
    """What a page offers that has nothing of its own to follow: everything, and corrections."""
    everything = list_feeds(QueryDict(), _("Statements"))
    return [*everything, *correction_feeds(QueryDict(), _("Corrections"))]


def _whole(query: QueryDict) -> QueryDict:
    """The query of a list without what says how a page shows it."""
    kept = list_addresses.without_cuts(query)
    for name in ("size", "sort", "rows"):
        kept.pop(name, None)
    return kept


def _by_mail(route: str, query: QueryDict) -> str:
    """Where a list can be had by e-mail; empty of an archive that sends none."""
    is_offered = settings.MAIL_FROM and settings.SITE_URL
    return list_addresses.here(address(route), query) if is_offered else ""


def follow_list(query: QueryDict, title: str, *, is_named: bool = False) -> Following:
    """A list of statements; where its title ``is_named`` after somebody, by that name."""
    sentence = _("Follow %(name)s") % {"name": title} if is_named else _("Follow this list")
    feeds = list_feeds(query, title)
    return Following(sentence, feeds, _by_mail("follow", _whole(query)))


def follow_source(source: Source) -> Following:
    query = QueryDict(mutable=True)
    query["source"] = source.public_id
    return Following(
        _("Follow this source"), source_feeds(source), _by_mail("follow-source", query)
    )


def follow_corrections(query: QueryDict, title: str) -> Following:
    feeds = correction_feeds(query, title)
    return Following(_("Follow this list"), feeds, _by_mail("follow-corrections", query))


def follow_statement(public_id: str, heading: str) -> Following:
    """Whether a statement is corrected, withdrawn or merged."""
    query = QueryDict(mutable=True)
    query["statement"] = public_id
    title = _("Corrections of: %(name)s") % {"name": heading}
    followed = follow_corrections(query, title)
    return replace(followed, sentence=_("Follow corrections of this statement"))
