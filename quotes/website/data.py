"""The record as data: what is to be had, in which forms, and how to cite it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.exports import json_schemas
from quotes.exports.formats import FORMATS
from quotes.models import Facet, Revision, Statement
from quotes.presentation.head import site_of
from quotes.presentation.labels import grouped
from quotes.releases import licence
from quotes.releases.published import PublishedFile, PublishedRelease, releases
from quotes.website.releases import media_type
from quotes.website.subjects import dataset_subject

# What each form of the list holds, for who is to choose one; the order is that of FORMATS.
HOLDS: dict[str, str | Promise] = {
    "json": gettext_lazy("Everything that is public about each statement, with all its citations."),
    "csv": gettext_lazy(
        "One row per statement, for spreadsheets; with rows=citations, one row per source."
    ),
    "atom": gettext_lazy("A feed of new and corrected statements, 100 to a page."),
    "feed.json": gettext_lazy("The same feed as JSON, for feed readers that prefer it."),
    "bib": gettext_lazy(
        "Each statement as printed by the source recommended for citing, for LaTeX."
    ),
    "ris": gettext_lazy("The same references for EndNote, Mendeley and other reference managers."),
    "csl.json": gettext_lazy("The same references for Zotero, pandoc and citation styles."),
}

CFF_VERSION = "1.2.0"
# Where a DOI leads from.
DOI = "https://doi.org/"


@dataclass(frozen=True)
class DataFormat:
    """One form in which the whole list is to be had."""

    label: str
    suffix: str
    media_type: str
    holds: str
    url: str


@dataclass(frozen=True)
class Dataset:
    """The whole record as something to cite. ``changed`` is the day of its last public change."""

    title: str
    url: str
    changed: date | None

    @property
    def version(self) -> str:
        """The day of the last change; a record of which nothing is published has none."""
        return self.changed.isoformat() if self.changed else ""

    @property
    def apa(self) -> str:
        """After APA 7, 10.9; its title is not in italics, as plain text has none."""
        dated = str(self.changed.year) if self.changed else _("n.d.")
        version = _(" (Version %(version)s)") % {"version": self.version} if self.version else ""
        kind = _("Data set")
        return f"{settings.ARCHIVE_NAME}. ({dated}). {self.title}{version} [{kind}]. {self.url}"

    @property
    def bibtex(self) -> str:
        """A ``@dataset`` of BibLaTeX, which BibTeX reads as ``@misc``."""
        fields = {
            "author": f"{{{settings.ARCHIVE_NAME}}}",
            "title": self.title,
            "date": self.version,
            "year": self.version[:4],
            "version": self.version,
            "url": self.url,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join(["@dataset{dometracker,", *lines, "}"])

    def datacite(self) -> dict[str, Any]:
        """The attributes of a DOI; without one, all that it takes to register it."""
        abstract = {"description": description(), "descriptionType": "Abstract"}
        made: dict[str, Any] = {
            "schemaVersion": "http://datacite.org/schema/kernel-4",
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
            "creators": [{"name": settings.ARCHIVE_NAME, "nameType": "Organizational"}],
            "publisher": {"name": settings.ARCHIVE_NAME},
            "titles": [{"title": self.title, "lang": get_language()}],
            "descriptions": [abstract | {"lang": get_language()}],
            "publicationYear": self.changed.year if self.changed else None,
            "dates": [{"date": self.version, "dateType": "Updated"}] if self.version else None,
            "version": self.version,
            "language": settings.LANGUAGE_CODE,
            "url": self.url,
            "formats": [form.media_type for form in FORMATS.values()],
            "rightsList": [
                {
                    "rights": licence.TITLE,
                    "rightsUri": licence.URL,
                    "rightsIdentifier": licence.NAME,
                    "rightsIdentifierScheme": "SPDX",
                    "schemeUri": "https://spdx.org/licenses/",
                }
            ],
        }
        if settings.DATA_DOI:
            made["doi"] = settings.DATA_DOI
            made["identifiers"] = [{"identifier": DOI + settings.DATA_DOI, "identifierType": "DOI"}]
        return {name: value for name, value in made.items() if value}

    def cff(self) -> str:
        """A ``CITATION.cff`` (Citation File Format 1.2.0): YAML, with its texts as in JSON."""
        fields = {
            "cff-version": CFF_VERSION,
            "message": _("If you use this data set, please cite it as below."),
            "type": "dataset",
            "title": self.title,
            "abstract": description(),
            "version": self.version,
            "date-released": self.version,
            "url": self.url,
        }
        lines = [f"{name}: {_quoted(value)}" for name, value in fields.items() if value]
        authors = ["authors:", f"  - name: {_quoted(settings.ARCHIVE_NAME)}"]
        return "\n".join([*lines, *authors]) + "\n"


def _quoted(text: str) -> str:
    # A text of JSON is one of YAML 1.2.
    return json.dumps(text, ensure_ascii=False)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every form of the whole list, with what it holds, and how the record is cited."""
    dataset, forms = _dataset(request), _forms()
    totals = Facet.objects.totals()
    subject = dataset_subject(
        site_of(request),
        name=dataset.title,
        description=description(),
        version=dataset.version,
        forms=[(form.label, form.media_type, form.url) for form in forms],
        identifier=DOI + settings.DATA_DOI if settings.DATA_DOI else "",
    )
    offered = releases()
    context = {
        "section": "about",
        "release": _shown(offered[0]) if offered else None,
        "earlier": [one.day for one in offered[1:] if one.whole],
        "doi": settings.DATA_DOI,
        "schemas": [(name, title) for name, (title, _made) in json_schemas.SCHEMAS.items()],
        "licence": licence,
        "subject": subject,
        "forms": forms,
        "dataset": dataset,
        "totals": {name: grouped(number) for name, number in totals.items()},
    }
    response = render(request, "quotes/data.html", context)
    if settings.RELEASES_DIR:
        # A new release changes the page, and nothing in the record.
        response["Cache-Control"] = "no-cache"
    return response


@dataclass(frozen=True)
class ShownFile:
    """A file of a release, as the page shows it."""

    name: str
    url: str
    media_type: str
    size: str
    sha256: str


@dataclass(frozen=True)
class ShownRelease:
    """The newest release, as the page shows it; ``whole`` is all of it as one file."""

    day: date
    seal: str
    whole: ShownFile | None
    files: list[ShownFile]


def _shown(made: PublishedRelease) -> ShownRelease:
    def one(file: PublishedFile, url: str) -> ShownFile:
        size = filesizeformat(file.size)
        return ShownFile(file.name, url, media_type(file.name), size, file.sha256)

    whole_url = reverse("whole-release", args=[made.day])
    whole = one(made.whole, whole_url) if made.whole else None
    files = [one(file, reverse("release-file", args=[made.day, file.name])) for file in made.shown]
    return ShownRelease(date.fromisoformat(made.day), made.seal, whole, files)


@require_safe
def datacite(request: HttpRequest) -> JsonResponse:
    """What DataCite is told of the record when it gets a DOI (metadata schema 4, as JSON)."""
    return JsonResponse(
        _dataset(request).datacite(), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )


@require_safe
def citation_file(request: HttpRequest) -> HttpResponse:
    """How the record is cited, for programs."""
    return HttpResponse(_dataset(request).cff(), content_type="application/yaml; charset=utf-8")


def _forms() -> list[DataFormat]:
    return [
        DataFormat(
            form.label,
            form.suffix,
            form.media_type,
            str(HOLDS.get(form.suffix, "")),
            reverse("statements-as", args=[form.suffix]),
        )
        for form in FORMATS.values()
    ]


def _dataset(request: HttpRequest) -> Dataset:
    url = site_of(request).origin + reverse("data")
    return Dataset(_("Public statements on the Golden Dome"), url, _last_change())


def _last_change() -> date | None:
    """The day on which the public record last changed.

    The newest revision by its id, which has an index that its time has not; where nothing has a
    history, the newest statement that is published.
    """
    made_at = Revision.objects.order_by("-pk").values_list("made_at", flat=True).first()
    if made_at is None:
        published = Statement.objects.published().order_by("-pk")
        made_at = published.values_list("published_at", flat=True).first()
    return made_at.date() if made_at else None


def description() -> str:
    """What the record is, in a sentence."""
    return _(
        "What public officials said about the Golden Dome missile-defence programme: who said it, "
        "when, in exactly which words, and which sources printed it."
    )
