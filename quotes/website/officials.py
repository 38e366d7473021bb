"""The officials: an index of names, and a page for each."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.dates.display import humanize
from quotes.models import Role, Speaker
from quotes.models.prepared import Asked, Prepared
from quotes.models.vocabulary import Addressed
from quotes.presentation.cards import Link
from quotes.presentation.head import site_of
from quotes.presentation.moved import moved_or_missing
from quotes.presentation.names import country_name
from quotes.website.lists.alphabet import index_of
from quotes.website.lists.listing import listing
from quotes.website.speaker_changes import speaker_changes
from quotes.website.subjects import official_subject

_PUBLIC = Prepared(
    Speaker.objects.public()
    .filter(slug=Asked())
    .order_by()
    .with_roles()
    .prefetch_related("aliases")
)


class IndexLine:
    """An official in the index of names."""

    def __init__(self, speaker: Speaker, latest: Role | None) -> None:
        self.speaker = speaker
        self.office = latest.public_title if latest else ""
        self.country = country_name(speaker.country)

    @property
    def letter(self) -> str:
        """The letter it stands under, without accents; # for what begins with none."""
        first = self.speaker.folded_sort_name.strip()[:1].upper()
        return first if first.isalpha() else "#"


class RoleLine:
    """An office of an official, with its days."""

    def __init__(self, role: Role) -> None:
        self.title = role.public_title
        self.organization = role.public_organization
        self.since_display = humanize(role.since) if role.since.text else ""
        self.until_display = humanize(role.until) if role.until.text else ""
        self.current = False


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The officials by name: all, those of a letter, or those of a name."""
    found = index_of(request, Speaker.objects.public())
    offices = Role.objects.latest_of(found.rows)
    lines = [IndexLine(speaker, offices.get(speaker.pk)) for speaker in found.rows]
    letters = [(letter, list(group)) for letter, group in groupby(lines, lambda line: line.letter)]
    context = {"index": found, "lines": lines, "letters": letters, "total": found.total}
    return render(request, "quotes/officials.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One official: offices in time, topics, timeline, statements."""
    speaker = _PUBLIC.first(slug)
    if speaker is None:
        return moved_or_missing(request, Addressed.SPEAKER, slug)
    aliases = [alias.name for alias in speaker.aliases.all()]
    context = {
        "section": "officials",
        "speaker": speaker,
        "scope_name": speaker.public_name,
        "trail": [Link(_("Officials"), reverse("officials"))],
        "country": country_name(speaker.country),
        "aliases": aliases,
        "changes": speaker_changes(speaker),
        "roles": [RoleLine(role) for role in reversed(speaker.roles.all())],
        "subject": official_subject(speaker, speaker.roles.all(), aliases, site_of(request)),
    }
    query = QueryDict(mutable=True)
    query["speaker"] = slug
    return listing(request, "quotes/official.html", query, within=("speaker",), context=context)
