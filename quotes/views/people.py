"""The officials: an index of names, and a page for each."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.dates import humanize
from quotes.models import Role, Speaker
from quotes.models.vocabulary import Addressed
from quotes.text import search_fold
from quotes.views.cards import Link
from quotes.views.listing import listing
from quotes.views.moved import at, moved_or_missing
from quotes.views.names import country_name


class IndexLine:
    """An official in the index of names."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker

    @cached_property
    def letter(self) -> str:
        """The letter it stands under, without accents; # for what begins with none."""
        first = search_fold(self.speaker.sort_name).strip()[:1].upper()
        return first if first.isalpha() else "#"

    @property
    def office(self) -> str:
        """The latest office recorded."""
        roles = list(self.speaker.roles.all())
        return roles[-1].public_title if roles else ""

    @property
    def country(self) -> str:
        return country_name(self.speaker.country)


class RoleLine:
    """An office of an official, with its days."""

    def __init__(self, role: Role) -> None:
        self.title = role.public_title
        self.organization = role.organization
        self.since_display = humanize(role.since) if role.since.text else ""
        self.until_display = humanize(role.until) if role.until.text else ""
        self.current = False


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All officials by name."""
    speakers = Speaker.objects.public().with_statement_count().by_name().with_roles()
    lines = [IndexLine(speaker) for speaker in speakers]
    letters = [(letter, list(group)) for letter, group in groupby(lines, lambda line: line.letter)]
    return render(request, "quotes/officials.html", {"letters": letters, "total": len(lines)})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One official: offices in time, topics, timeline, statements."""
    speaker = at(Speaker.objects.public().with_roles().prefetch_related("aliases"), slug=slug)
    if speaker is None:
        return moved_or_missing(request, Addressed.SPEAKER, slug)
    context = {
        "section": "officials",
        "speaker": speaker,
        "trail": [Link(_("Officials"), reverse("officials"))],
        "country": country_name(speaker.country),
        "aliases": [alias.name for alias in speaker.aliases.all()],
        "roles": [RoleLine(role) for role in reversed(speaker.roles.all())],
    }
    query = QueryDict(mutable=True)
    query["speaker"] = slug
    return listing(request, "quotes/official.html", query, within=("speaker",), context=context)
