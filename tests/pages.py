"""Every kind of public page, with addresses that stand for it in the archive as it is loaded.

A new page is one line in PAGES; the walks fail until it has one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from quotes.api.reading import Cut
from quotes.api.resources import RESOURCES, Resource
from quotes.citing.reference import Site
from quotes.embedding.share_images import share_image_url
from quotes.exports.formats import (
    CORRECTION_FORMATS,
    FORMATS,
    REFERENCE_FORMATS,
    STATEMENT_FORMATS,
)
from quotes.exports.json_schemas import SCHEMAS
from quotes.models import Entry, Kind, Occasion, Outlet, Source, Speaker, Statement, Topic
from quotes.search.filters import find
from quotes.website.previews import link_to_preview
from quotes.website.sitemaps import SECTIONS

# Words that no statement has.
NOWHERE = "zzyzx"


# The status of an address that answers so.
STATUS = {
    "page": 200,
    "framed": 200,
    "text": 200,
    "image": 200,
    "redirect": 301,
    "switch": 302,
    "posted": 405,
    "gone": 410,
    "missing": 404,
}


@dataclass(frozen=True)
class Kinds:
    """How pages of one URL name answer: "page" (HTML), "framed" (HTML that other sites may frame),
    "redirect", "switch" (for now), "text", "image", "posted" (what is asked by POST alone), "gone"
    (410) or "missing" (404), where nothing is set up."""

    addresses: Callable[[], list[str]]
    answer: str = "page"

    def text(self) -> "Kinds":
        """The same, answered as text."""
        return replace(self, answer="text")


def at(name: str, *queries: str) -> Kinds:
    """A page without parts that change, also with some query strings."""
    return Kinds(lambda: [reverse(name) + query for query in ("", *queries)])


def each(rows: Callable[[], QuerySet], few: int = 2) -> Kinds:
    """The pages of the first of some rows."""
    return Kinds(lambda: [row.get_absolute_url() for row in rows()[:few]])


def _by_statements(model: type) -> Callable[[], QuerySet]:
    """Rows of the model, those of most statements first."""
    return lambda: model.objects.public().annotate(n=Count("statements")).order_by("-n", "pk")


def _statements() -> list[str]:
    """The most cited one, and one each of what is laid out differently."""
    published = Statement.objects.published().annotate(n=Count("citations")).order_by("-n", "pk")
    samples = [
        published.first(),
        published.filter(kind=Kind.PARAPHRASE).first(),
        published.filter(language__in=["ar", "fa", "he"]).first(),
        published.exclude(language="en").first(),
        published.filter(said="").first(),
        published.exclude(note="").first(),
    ]
    return list(dict.fromkeys(found.get_absolute_url() for found in samples if found))


def _lists() -> list[str]:
    """The list as a reader comes by it: whole, narrowed, empty, and asked what it cannot read."""
    speaker = _by_statements(Speaker)()[0]
    queries = [
        "",
        f"?speaker={speaker.slug}&q=dome&sort=relevance&size=10",
        f"?q={NOWHERE}",
        "?kind=nonsense&since=2025-02-30",
    ]
    return [reverse("statements") + query for query in queries]


def _sources() -> QuerySet:
    return Source.objects.public().annotate(n=Count("citations")).order_by("-n", "pk")


def _outlets() -> QuerySet:
    return Outlet.objects.public().annotate(n=Count("sources")).order_by("-n", "pk")


def _short(name: str, model: type) -> Kinds:
    """The addresses by public id alone, which lead on to the full ones."""
    return Kinds(lambda: [reverse(name, args=[model.objects.first().public_id])], "redirect")


def _day(name: str, *parts: str) -> Kinds:
    """The page of the day, month or year on which the newest statement of one day was said."""

    def addresses() -> list[str]:
        day = Entry.objects.said_on_one_day().newest_first().first().said_from
        return [reverse(name, args=[getattr(day, part) for part in parts])]

    return Kinds(addresses)


def _as(name: str, model: type, suffixes: Iterable[str]) -> Kinds:
    """One row in each of its other forms."""

    def addresses() -> list[str]:
        rows = model.objects.published() if model is Statement else model.objects.public()
        return [reverse(name, args=[rows.first().public_id, suffix]) for suffix in suffixes]

    return Kinds(addresses, "text")


def _revision(name: str) -> str:
    """The first version of the first published statement that has one."""
    statement = Statement.objects.published().filter(revisions__number=1).first()
    ids = [statement.public_id] * (2 if name == "merged-revision" else 1)
    return reverse(name, args=[*ids, 1])


def _share_images() -> list[str]:
    statement = Statement.objects.published().filter(revisions__number=1).first()
    return [share_image_url(statement, 1, "")]


def _of_a_statement(form: str) -> Callable[[], list[str]]:
    """An address that is made from the id of a published statement."""
    return lambda: [form.format(id=Statement.objects.published().first().public_id)]


def _first_of(resource: Resource) -> list[str]:
    """The address of the first object of a list of the API."""
    site = Site("http://testserver")
    made = resource.part(find(QueryDict()), Cut(10), site).objects
    return [reverse(f"api:get-{resource.one}", args=[made[0][resource.key]])] if made else []


def _of_the_api() -> dict[str, Kinds]:
    """Every operation that reads."""
    made = {
        "directory": at("api:directory").text(),
        # Never reached: the directory stands at the same address.
        "api-root": at("api:directory").text(),
        "list-changes": at("api:list-changes", "?since=0&size=100").text(),
        "check-text": Kinds(lambda: ["/api/v1/check"], "posted"),
        "check-texts": Kinds(lambda: ["/api/v1/check/batch"], "posted"),
        "list-facets": at("api:list-facets", "?q=dome").text(),
        "get-facet": Kinds(lambda: [reverse("api:get-facet", args=["speaker"])], "text"),
    }
    for resource in RESOURCES.values():
        expanded = ",".join(one.of for one in resource.expansions)
        queries = [*([f"?expand={expanded}"] if expanded else []), "?q=dome"]
        made[f"list-{resource.name}"] = at(f"api:list-{resource.name}", *queries).text()
        made[f"get-{resource.one}"] = Kinds(partial(_first_of, resource), "text")
    return made


def _threads() -> list[str]:
    """The thread of the statement with most relations, and of one that has none."""
    published = Statement.objects.published().annotate(n=Count("relations") + Count("related"))
    ends = (published.order_by("-n", "pk").first(), published.order_by("n", "pk").first())
    return [reverse("thread", args=[one.public_id]) for one in ends]


PAGES = {
    "home": at("home"),
    "statements": Kinds(_lists),
    "statements-as": Kinds(lambda: [reverse("statements-as", args=[s]) for s in FORMATS], "text"),
    "statement-as": _as("statement-as", Statement, STATEMENT_FORMATS),
    "source-as": _as("source-as", Source, REFERENCE_FORMATS),
    "choose": Kinds(lambda: [reverse("choose", args=[name]) for name in ("speaker", "outlet")]),
    "by-official": at("by-official", "?q=dome"),
    "statement": Kinds(_statements),
    "statement-by-id": _short("statement-by-id", Statement),
    "permalink": _short("permalink", Statement),
    "statement-annotation": Kinds(
        lambda: [
            reverse("statement-annotation", args=[Statement.objects.published().first().public_id])
        ],
        "text",
    ),
    "pinned": Kinds(lambda: [_revision("pinned")], "redirect"),
    "revision": Kinds(lambda: [_revision("revision")]),
    # Nothing in the record was merged, and what was not leads to its own page.
    "merged-revision": Kinds(lambda: [_revision("merged-revision")], "redirect"),
    "share-image": Kinds(_share_images, "image"),
    "preview": Kinds(
        lambda: [link_to_preview(Statement.objects.published().first(), timezone.now()).path]
    ),
    "embed": Kinds(_of_a_statement("/embed/{id}"), "framed"),
    "embedded-list": Kinds(lambda: ["/embed/statements?topic=cost"], "framed"),
    "oembed": Kinds(_of_a_statement("/oembed?url=http://testserver/s/{id}"), "text"),
    "officials": at("officials"),
    "official": each(_by_statements(Speaker)),
    "sources": at("sources"),
    "source": each(_sources),
    "source-by-id": _short("source-by-id", Source),
    "outlets": at("outlets"),
    "outlet": each(_outlets),
    "topics": at("topics"),
    "topic": each(_by_statements(Topic), few=1),
    "dates": at("dates"),
    "year": _day("year", "year"),
    "month": _day("month", "year", "month"),
    "day": _day("day", "year", "month", "day"),
    "occasions": at("occasions"),
    "occasion": each(_by_statements(Occasion)),
    "analysis": at("analysis"),
    "analysis-topics": at("analysis-topics", "?topic=cost", "?kind=nonsense"),
    "analysis-words": at("analysis-words", "?speaker=donald-trump", "?speaker=nobody"),
    "analysis-printed": at("analysis-printed", "?speaker=mark-carney"),
    "analysis-corrected": at("analysis-corrected"),
    "compare": at(
        "compare",
        "?speaker=donald-trump",
        "?speaker=donald-trump&speaker=mark-carney&topic=cost&q=dome",
        "?speaker=donald-trump&speaker=mark-carney&speaker=bill-blair",
        "?speaker=nobody&since=nonsense",
    ),
    "threads": at("threads"),
    "thread": Kinds(_threads),
    "figures": at("figures"),
    "figure": Kinds(
        lambda: [
            "/figures/total-cost/",
            "/figures/canada-contribution/?speaker=donald-trump&since=2025-06",
            f"/figures/total-cost/?q={NOWHERE}",
            "/figures/total-cost/?kind=nonsense&since=2025-02-30",
        ]
    ),
    "figure-as": Kinds(lambda: ["/figures/total-cost.csv"], "text"),
    "data": at("data"),
    "data-citation": Kinds(lambda: [reverse("data-citation")], "text"),
    "check-quotation": at("check-quotation"),
    "datacite": Kinds(lambda: [reverse("datacite")], "text"),
    "schema": Kinds(lambda: [reverse("schema", args=[name]) for name in SCHEMAS], "text"),
    # Files beside the record, which tests/test_data_page.py puts there.
    "whole-release": Kinds(lambda: [reverse("whole-release", args=["2026-12-01"])], "missing"),
    "release-file": Kinds(lambda: [reverse("release-file", args=["2026-12-01", "x"])], "missing"),
    "check-citations": at("check-citations"),
    "check-citations-json": Kinds(lambda: [reverse("check-citations-json")], "text"),
    "corrections": at("corrections", "?change=words", "?change=nonsense"),
    "corrections-as": Kinds(
        lambda: [reverse("corrections-as", args=[s]) for s in CORRECTION_FORMATS], "text"
    ),
    "about": at("about"),
    "language": Kinds(lambda: ["/language/fr/?page=/about/"], "switch"),
    "policy": at("policy"),
    "contact": Kinds(
        lambda: [
            reverse("contact"),
            f"{reverse('contact')}?statement={Statement.objects.published().first().public_id}",
            f"{reverse('contact')}?statement={NOWHERE}&about=reply",
        ]
    ),
    "api-page": at("api-page"),
    "openapi": at("openapi").text(),
    **_of_the_api(),
    "follow": Kinds(lambda: [reverse("follow") + "?q=dome"]),
    "follow-corrections": Kinds(lambda: [reverse("follow-corrections")]),
    "follow-source": Kinds(
        lambda: [f"{reverse('follow-source')}?source={_sources().first().public_id}"]
    ),
    # Of links in letters, without which there is nothing at either: tests/test_alerts.py.
    "follow-confirm": Kinds(lambda: [reverse("follow-confirm", args=["x"])], "gone"),
    "follow-stop": Kinds(lambda: [reverse("follow-stop", args=["x"])], "missing"),
    "open-search": Kinds(lambda: [reverse("open-search")], "text"),
    "suggest": Kinds(lambda: [reverse("suggest"), reverse("suggest") + "?q=car"], "text"),
    "robots": Kinds(lambda: ["/robots.txt"], "text"),
    "llms": Kinds(lambda: ["/llms.txt"], "text"),
    "sitemap-index": Kinds(lambda: ["/sitemap.xml"], "text"),
    "news-sitemap": Kinds(lambda: ["/sitemap-news.xml"], "text"),
    "sitemap": Kinds(lambda: [f"/sitemap-{name}-1.xml" for name in SECTIONS], "text"),
    "healthz": Kinds(lambda: ["/healthz"], "text"),
    "readyz": Kinds(lambda: ["/readyz"], "text"),
    "metrics": Kinds(lambda: ["/metrics"], "text"),
    "security-txt": Kinds(lambda: ["/.well-known/security.txt"], "text"),
}


def html_pages() -> dict[str, Kinds]:
    """Those that a person reads in a browser."""
    return {name: kinds for name, kinds in PAGES.items() if kinds.answer == "page"}


def public_names(resolver: URLResolver | None = None, above: str = "") -> Iterator[str]:
    """The name of every public route; of one without a name, the route. Nothing below the admin's
    address is public, the pages of an account included."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = above + str(entry.pattern)
        if route.startswith("admin/"):
            continue
        if isinstance(entry, URLPattern):
            yield entry.name or route
        else:
            yield from public_names(entry, route)


def missing_from(table: dict[str, Kinds]) -> list[str]:
    """The names of public routes that the table has no line for."""
    return sorted(set(public_names()) - set(table))
