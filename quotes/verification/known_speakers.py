"""The archive's speakers as `quotes.extraction.known` recognises them, read from the database."""

from collections import defaultdict

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.db.models.functions import Coalesce

from quotes.extraction.known import Directory
from quotes.extraction.values import KnownSpeaker, Office
from quotes.models import Role, Speaker
from quotes.models.vocabulary import SpeakerKind


def directory() -> Directory:
    """All speakers, published or not. Two queries, however many there are."""
    return Directory(known_speakers())


def known_speakers() -> list[KnownSpeaker]:
    """All speakers with their aliases and offices, in the order of their slugs."""
    offices = _offices()
    named = Coalesce(
        ArrayAgg("aliases__name", filter=Q(aliases__isnull=False), order_by="aliases__name"), []
    )
    rows = Speaker.objects.order_by("slug").values_list(
        "pk", "slug", "name", "name_fr", "kind", "country", named
    )
    return [
        KnownSpeaker(
            slug=slug,
            name=name,
            aliases=tuple(dict.fromkeys(filter(None, (name_fr, *aliases)))),
            is_institution=kind == SpeakerKind.INSTITUTION,
            offices=tuple(offices[pk]),
            country=country,
        )
        for pk, slug, name, name_fr, kind, country, aliases in rows
    ]


def _offices() -> dict[int, list[Office]]:
    """The offices of each speaker; one with a French title is there under both."""
    offices: dict[int, list[Office]] = defaultdict(list)
    columns = ("speaker_id", "title", "title_fr", "organization", "since", "until")
    for pk, title, title_fr, organization, since, until in Role.objects.order_by("pk").values_list(
        *columns
    ):
        for called in filter(None, (title, title_fr)):
            offices[pk].append(Office(called, organization, since.first, until.last))
    return offices
