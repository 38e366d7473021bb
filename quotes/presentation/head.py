"""What the head of a page tells machines: the page's one address, its languages, what it is about.

The rules of canonical addresses are those of RFC 6596 (the target has the same content, or all of
it and more) and are told, with their reasons, in docs/reference-managers.md.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from markupsafe import Markup

from dometracker.languages import in_language
from quotes.citing.reference import Site
from quotes.exports.linked_data import Node, breadcrumb, script_text
from quotes.presentation.cards import Link
from quotes.search.filters import FILTERS

# The lists of statements, each with the parameters that its own address stands for.
_LISTS: dict[str, tuple[str, ...]] = {
    "statements": (),
    "by-official": (),
    "choose": (),
    "compare": (),
    "analysis-topics": (),
    "analysis-printed": ("sort",),
    "figure": (),
    "official": ("speaker",),
    "topic": ("topic",),
    "year": ("since", "until"),
    "month": ("since", "until"),
    "day": ("since", "until"),
}
# Parameters that decide what a page shows, beside those of the lists.
_OWN = {
    "sources": ("page",),
    "outlet": ("page",),
    "choose": ("name", "order", "page"),
    "corrections": ("change", "month", "statement"),
    "compare": ("name",),
    "follow-source": ("source",),
    "analysis-words": ("speaker",),
    "occasions": ("page",),
    "officials": ("letter", "name", "page"),
    "outlets": ("letter", "name", "page"),
}

# What a page shows anyway, so that its address need not say it.
_DEFAULTS = {"sort": "newest", "page": "1"}


class LanguageSwitch(NamedTuple):
    """A link to a page in another language: its code, what it calls itself, and the address that
    remembers the choice and leads there."""

    code: str
    name: str
    url: str


class Head:
    """The head of the page that answers a request. The templates make one as
    ``page_head(request)``."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.site = site_of(request)
        self.site_name = settings.ARCHIVE_NAME

    @cached_property
    def canonical(self) -> str:
        """The absolute address by which this page should be known, in its own language."""
        match = self._request.resolver_match
        query = _canonical_query(match.url_name or "" if match else "", self._request.GET)
        return f"{self.site.origin}{escape_uri_path(self._request.path)}{query}"

    def languages(self, address: str) -> list[tuple[str, str]]:
        """The page at an absolute address in every language, this one among them."""
        return in_languages(self.site, address.removeprefix(self.site.origin))

    @property
    def switches(self) -> list[LanguageSwitch]:
        """Links to this page in the other languages, with its filters; none where it has one."""
        here = self._request.get_full_path()
        return [
            LanguageSwitch(
                code, name, f"{reverse('language', args=[code])}?{urlencode({'page': here})}"
            )
            for code, name in settings.LANGUAGES
            if in_language(here, code) != here
        ]

    def script(self, nodes: Sequence[Node], trail: Iterable[Link], title: str) -> SafeString | str:
        """The page's JSON-LD, with the way down to it; ``title`` may be escaped for HTML."""
        steps = [(step.label, step.url) for step in trail]
        if steps:
            steps.append((Markup(title).unescape(), self.canonical))
            nodes = [*nodes, breadcrumb(steps, self.site)]
        return script_text(nodes) if nodes else ""


def in_languages(site: Site, path: str) -> list[tuple[str, str]]:
    """A page's absolute addresses by language, as ``hreflang`` has them; ``x-default`` is that
    without a prefix. None of a path that has no language."""
    codes = [code for code, _name in settings.LANGUAGES]
    found = [(code, site.origin + in_language(path, code)) for code in codes]
    if len({address for _code, address in found}) < 2:
        return []
    return [*found, ("x-default", site.origin + in_language(path, settings.LANGUAGE_CODE))]


def site_of(request: HttpRequest) -> Site:
    """Where this archive is, as it was asked for."""
    return Site(f"{request.scheme}://{request.get_host()}")


def _canonical_query(route: str, asked: QueryDict) -> str:
    """The query string without what does not decide the content, in one order."""
    kept = set(_OWN.get(route, ()))
    if route in _LISTS:
        kept |= set(FILTERS) - set(_LISTS[route])
        kept -= _without_effect(route, asked)
    pairs = sorted(
        {
            (name, value.strip())
            for name in kept
            for value in asked.getlist(name)
            if value.strip() and value.strip() != _DEFAULTS.get(name)
        }
    )
    return f"?{urlencode(pairs)}" if pairs else ""


def _without_effect(route: str, asked: QueryDict) -> set[str]:
    """The parameter ``dates`` where it says nothing, or what the page would do anyway."""
    if route in ("year", "month", "day"):
        return {"dates"} if asked.get("dates") != "possibly" else set()
    is_dated = asked.get("since") or asked.get("until")
    return set() if is_dated and asked.get("dates") != "possibly" else {"dates"}
