"""Freezing: every public page is asked for as a reader would, and written down with its links.

It begins with the pages that lead to all others and the addresses that nothing links to any more
(short links, versions, tombstones), and follows every link from there.
"""

import json
import logging
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils.translation import override

from quotes.exports.formats import CORRECTION_FORMATS, FORMATS, REFERENCE_FORMATS, STATEMENT_FORMATS
from quotes.freezing import links, search_index
from quotes.models import Redirect, Source, Statement
from quotes.models.vocabulary import Addressed
from quotes.website.sitemaps import SECTIONS

INDEX = "frozen/search"

_LEADING = (
    *(
        "home",
        "officials",
        "sources",
        "outlets",
        "topics",
        "dates",
        "data",
        "corrections",
        "about",
        "policy",
    ),
    *("policy", "occasions", "figures", "threads", "analysis", "api-page", "data-citation"),
    *("datacite", "llms", "sitemap-index"),
)
# What leads to the page of each kind by its key.
_ROUTES = {
    Addressed.SPEAKER: ("official",),
    Addressed.OUTLET: ("outlet",),
    Addressed.TOPIC: ("topic",),
    Addressed.OCCASION: ("occasion",),
    Addressed.SOURCE: ("source-by-id",),
    Addressed.STATEMENT: ("permalink", "statement-by-id"),
}


class RefusedFreeze(RuntimeError):
    """A copy that cannot be made; the message says why."""


@dataclass
class FrozenSite:
    """What was frozen: how many files, and the addresses that a server should lead on (301) or call
    gone (410), by their path. ``missing`` are links of pages that led nowhere."""

    folder: Path
    files: int = 0
    redirects: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def freeze(
    folder: Path, origin: str, on_step: Callable[[int, int], None] = lambda _done, _left: None
) -> FrozenSite:
    """Write the public site as it is at ``origin`` into a folder that is new or empty.

    ``on_step`` is told now and then how many files are there and how many addresses are left.
    The copy is written beside it and gets its name when it is whole; one that fails is removed.
    Raises `RefusedFreeze` and OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedFreeze(f"{folder} is there already and not empty: name a new folder.")
    begun = folder.with_name(f"{folder.name}.part")
    if begun.exists():
        raise RefusedFreeze(f"{begun} is left of a run that was killed, or of one that runs.")
    begun.mkdir(parents=True)
    try:
        made = _frozen(begun, origin, on_step)
        if folder.exists():
            folder.rmdir()
        made.folder = begun.rename(folder)
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return made


def _frozen(folder: Path, origin: str, on_step: Callable[[int, int], None]) -> FrozenSite:
    links.forget()
    parts = urlsplit(origin)
    # As whoever reads the site, at its own host; nobody is kept waiting, and nobody is an editor.
    as_asked = override_settings(ALLOWED_HOSTS=[parts.hostname], PATIENCE=None)
    with as_asked:
        return _Freezing(folder, origin).run(on_step)


class _Freezing:
    """A copy in the making: the addresses that are to be asked for, and those that were."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._made = FrozenSite(folder)
        self._origin = origin
        parts = urlsplit(origin)
        self._asked: dict[str, Any] = {
            "headers": {"host": parts.netloc},
            "secure": parts.scheme == "https",
        }
        self._client = Client(raise_request_exception=False)
        self._waiting: deque[str] = deque()
        self._known: set[str] = set()

    def run(self, on_step: Callable[[int, int], None]) -> FrozenSite:
        requests = logging.getLogger("django.request")
        level = requests.level
        # That something is gone is no fault here.
        requests.setLevel(logging.CRITICAL)
        try:
            for code, _name in settings.LANGUAGES:
                with override(code):
                    self._write_own_pages()
                    for address in _beginnings():
                        self._want(address)
                        self._go(on_step)
            self._go(on_step)
        finally:
            requests.setLevel(level)
        self._write_json("redirects.json", self._made.redirects)
        return self._made

    def _want(self, address: str) -> None:
        if address not in self._known:
            self._known.add(address)
            self._waiting.append(address)

    def _go(self, on_step: Callable[[int, int], None]) -> None:
        """Ask for all that waits, and for what that leads to."""
        while self._waiting:
            address = self._waiting.popleft()
            self._freeze(address)
            if self._made.files % 100 == 0:
                on_step(self._made.files, len(self._waiting))

    def _freeze(self, address: str) -> None:
        response: Any = self._client.get(address, **self._asked)
        status = response.status_code
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if status in (301, 302):
            self._lead_on(address, response["Location"])
        elif status not in (200, 410):
            self._made.missing.append(f"{address}: {status}")
        elif response["Content-Type"].startswith("text/html"):
            if status == 410:
                self._made.redirects[address] = {"status": 410}
            self._write_page(address, body.decode())
        elif status == 200:
            if response["Content-Type"].startswith("text/css"):
                for found in links.of_style_sheet(body.decode(), address, self._origin):
                    self._want(found)
            self._write(links.file_of(address), body)

    def _write_page(self, address: str, html: str) -> None:
        frozen = links.frozen_html(html, address, self._origin, self._want)
        self._write(links.file_of(address), frozen.encode())

    def _lead_on(self, address: str, location: str) -> None:
        """A page that leads on, for who has no server that does."""
        target, written = links.linked(address, location, self._origin)
        if target is not None:
            self._want(target)
        self._made.redirects[address] = {"status": 301, "to": location}
        if not links.file_of(address).endswith(".html"):
            return
        page = render_to_string("quotes/frozen_moved.html", {"to": written, "address": location})
        self._write(links.file_of(address), page.encode())

    def _write(self, name: str, content: bytes) -> None:
        path = self._made.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._made.files += 1

    def _write_json(self, name: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        self._write(name, f"{text}\n".encode())

    # --- pages of the copy's own -----------------------------------------------------------------

    def _write_own_pages(self) -> None:
        """The search, what only a server can do, and what a server shows for what is not there."""
        prefix = links.prefix_of(reverse("home"))
        names = search_index.write(self._made.folder / f"{prefix}{INDEX}")
        self._made.files += len(names)
        scripts = [f"/{prefix}{INDEX}/{name}" for name in names]
        top = links.relative(prefix + links.SEARCH, "index.html").removesuffix("index.html")
        self._own_page("statements", "frozen_search", scripts=scripts, top=top)
        self._own_page("home", "frozen_elsewhere", at=f"/{prefix}{links.ELSEWHERE}")

    def _own_page(self, route: str, template: str, at: str = "", **context: Any) -> None:
        path = reverse(route)
        request = RequestFactory().get(path, **self._asked)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        html = render_to_string(f"quotes/{template}.html", context, request)
        address = (at or path).removesuffix("index.html")
        frozen = links.frozen_html(html, address, self._origin, self._want, with_scripts=True)
        self._write(links.file_of(address), frozen.encode())


def _beginnings() -> Iterator[str]:
    """The addresses to begin with, in the language that is active."""
    yield from (reverse(name) for name in _LEADING)
    yield from _sitemap_parts()
    yield from (reverse("statements-as", args=[suffix]) for suffix in FORMATS)
    yield from (reverse("corrections-as", args=[suffix]) for suffix in CORRECTION_FORMATS)
    yield from _of_statements()
    yield from _of_sources()
    for kind, old in list(Redirect.objects.order_by("pk").values_list("kind", "old")):
        yield from (reverse(name, args=[old]) for name in _ROUTES.get(Addressed(kind), ()))
    merged = Redirect.objects.filter(kind=Addressed.STATEMENT, statement__isnull=False)
    yield from _versions(
        Statement.objects.filter(public_id__in=merged.values("old"), published_at__isnull=False)
    )


def _sitemap_parts() -> Iterator[str]:
    for name, section in SECTIONS.items():
        for number in range(1, section.parts() + 1):
            yield reverse("sitemap", args=[name, number])


def _of_statements() -> Iterator[str]:
    published = Statement.objects.published().order_by("pk")
    for public_id in list(published.values_list("public_id", flat=True)):
        for name in ("permalink", "statement-by-id", "embed", "statement-annotation"):
            yield reverse(name, args=[public_id])
        for suffix in STATEMENT_FORMATS:
            yield reverse("statement-as", args=[public_id, suffix])
    yield from _versions(published)


def _versions(statements: QuerySet[Statement]) -> Iterator[str]:
    numbered = statements.filter(revisions__isnull=False)
    for named in list(numbered.values_list("public_id", "revisions__number")):
        yield reverse("pinned", args=named)


def _of_sources() -> Iterator[str]:
    sources = Source.objects.public().order_by("pk")
    for public_id in list(sources.values_list("public_id", flat=True)):
        yield reverse("source-by-id", args=[public_id])
        for suffix in REFERENCE_FORMATS:
            yield reverse("source-as", args=[public_id, suffix])
