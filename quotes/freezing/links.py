"""Which addresses of the site a frozen copy has, the file of each, and links from page to page.

Every link of a page leads to a file of the copy, relative to its own, so that the copy can be
opened from a disk or served under any path. A list that is narrowed leads to the search of the
copy, which reads the same query string; what only a server can do leads to a page that says so.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from posixpath import relpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.html import escape
from django.utils.translation import override
from markupsafe import Markup

from dometracker.languages import in_language, language_of

# The pages that are frozen, by the name of their route, each with the parameters that are parts of
# one list or kinds of it. What a list is narrowed to is left to the search.
_CUTS = frozenset({"after", "before"})
FROZEN: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            *("home", "statement", "statement-by-id", "permalink", "revision", "merged-revision"),
            *("pinned", "statement-as", "statement-annotation", "source", "source-by-id"),
            *("source-as", "topics", "dates", "data", "data-citation", "datacite", "schema"),
            *("statements-as", "corrections-as", "about", "policy", "embed", "whole-release"),
            *("release-file", "security-txt", "robots", "llms", "sitemap-index", "sitemap"),
            *("figures", "figure", "figure-as", "occasion", "threads", "thread", "analysis"),
            *("analysis-topics", "analysis-words", "analysis-printed", "analysis-corrected"),
            "api-page",
        ),
        frozenset(),
    ),
    **dict.fromkeys(("official", "topic", "year", "month", "day"), _CUTS),
    **dict.fromkeys(("officials", "outlets"), frozenset({"letter", "page"})),
    **dict.fromkeys(("sources", "outlet", "occasions"), frozenset({"page"})),
    "corrections": _CUTS | {"change", "month", "statement"},
}
# Lists whose query strings the search of the copy reads.
SEARCHED = ("statements", "by-official", "choose", "embedded-list")

SEARCH = "statements/index.html"
# What the copy has of its own: the page on what only a server can do, and the search's index.
OWN = "frozen/"
ELSEWHERE = f"{OWN}index.html"

_UNSAFE = re.compile(r"[^\w.=-]+")


# Pages link to the same ones over and over, and to find a route costs more than the rest of a link.
@lru_cache(maxsize=100_000)
def route_of(path: str) -> str:
    """The name of the route of a path; empty of none, and of a file of the style."""
    try:
        with override(language_of(path)):
            return resolve(unquote(path)).url_name or ""
    except Resolver404:
        return ""


def prefix_of(path: str) -> str:
    """The language that a path begins with, with a slash; empty in the site's own."""
    first = path.lstrip("/").partition("/")[0]
    others = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    return f"{first}/" if first in others else ""


def is_static(path: str) -> bool:
    return path.startswith(str(settings.STATIC_URL))


def address_of(path: str, query: str) -> str | None:
    """The address as the copy asks the site for it; None for one that it does not have."""
    if is_static(path):
        return path
    known = FROZEN.get(route_of(path))
    if known is None:
        return None
    asked = [(name, value) for name, value in parse_qsl(query) if value]
    if {name for name, _ in asked} - known:
        return None
    return f"{path}?{urlencode(sorted(asked))}" if asked else path


@lru_cache(maxsize=100_000)
def file_of(address: str) -> str:
    """The path of the file of an address within the copy."""
    path, _, query = address.partition("?")
    name = unquote(path).lstrip("/")
    last = name.rpartition("/")[2]
    if "." in last and not query:
        return name
    if query:
        name = f"{name.rstrip('/')}/part/{_UNSAFE.sub('_', unquote(query))}"
    return f"{name.rstrip('/')}/index.html".lstrip("/")


def linked(page: str, link: str, origin: str) -> tuple[str | None, str]:
    """Where a link of a page leads: the address that the copy has to have for it, if it is one, and
    what stands in the link then. ``page`` is the path that was asked for.

    A link to another site stays as it is.
    """
    url = urljoin(f"{origin}{page}", link.strip())
    leads = _leads(url, origin)
    if leads is None:
        return None, link
    address, file, behind = leads
    return address, relative(file_of(page), file) + behind


@lru_cache(maxsize=100_000)
def _leads(url: str, origin: str) -> tuple[str | None, str, str] | None:
    """Where an address leads: the one that the copy has to have, if it is one, the file that it
    stands in, and what stands behind that in a link. None for one of another site."""
    whole = urlsplit(url)
    if f"{whole.scheme}://{whole.netloc}" != origin:
        return None
    if route_of(whole.path) == "language":
        # Nothing is remembered: the page in the other language.
        code = whole.path.rstrip("/").rpartition("/")[2]
        whole = urlsplit(in_language(dict(parse_qsl(whole.query)).get("page", "/"), code))
    fragment = f"#{whole.fragment}" if whole.fragment else ""
    address = address_of(whole.path, whole.query)
    if address is not None:
        return address, file_of(address), fragment
    if whole.path.startswith(f"/{prefix_of(whole.path)}{OWN}"):
        return None, file_of(whole.path), fragment
    if route_of(whole.path) in SEARCHED:
        query = f"?{whole.query}" if whole.query else ""
        return None, prefix_of(whole.path) + SEARCH, query + fragment
    return None, prefix_of(whole.path) + ELSEWHERE, ""


def forget() -> None:
    """Forget where links lead: the settings may be others now."""
    for known in (route_of, _leads, file_of):
        known.cache_clear()


def relative(here: str, there: str) -> str:
    """A link from one file to another, percent-encoded."""
    return quote(relpath(there, here.rpartition("/")[0] or "."), safe="/~")


# --- HTML ----------------------------------------------------------------------------------------

# Pages are made by templates, which quote every value and escape what stands between tags.
_TAG = re.compile(r"<(a|link|img|iframe|form|script)\b[^>]*>")
_LINK = re.compile(r'(\s(?:href|src|action)=")([^"]*)(")')
_SCRIPT = re.compile(r'<script\b(?![^>]*type="application/ld\+json")[^>]*>.*?</script>\s*', re.S)
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S)
_REL = re.compile(r'\srel="([^"]*)"')
# Forms of the search can be answered by the copy's own; others are left out.
_OF_SEARCH = re.compile(r'\saction="([^"]*)"')


def frozen_html(
    html: str,
    page: str,
    origin: str,
    wanted: Callable[[str], None],
    *,
    with_scripts: bool = False,
) -> str:
    """The HTML of a page as it stands in the copy; ``wanted`` is told each address it links to.

    The scripts of the site ask its server, or are modules, which no page from a disk may load.
    """

    def tag(match: re.Match[str]) -> str:
        rel = _REL.search(match[0])
        kinds = rel[1].split() if rel else []
        if match[1] == "link" and kinds and _is_dropped(match[0], kinds, page, origin):
            return ""
        # The one address of a page, and those of it in other languages, stay where the site was.
        is_of_site = match[1] == "link" and "hreflang=" in match[0]
        return match[0] if "canonical" in kinds or is_of_site else links(match[0])

    def links(text: str) -> str:
        return _LINK.sub(link, text)

    def link(match: re.Match[str]) -> str:
        address, written = linked(page, Markup(match[2]).unescape(), origin)
        if address is not None:
            wanted(address)
        return f"{match[1]}{escape(written)}{match[3]}"

    without = _FORM.sub(lambda form: form[0] if _is_search(form[0]) else "", html)
    return _TAG.sub(tag, without if with_scripts else _SCRIPT.sub("", without))


def _is_search(form: str) -> bool:
    action = _OF_SEARCH.search(form)
    return action is not None and route_of(action[1]) == "statements"


def _is_dropped(tag: str, kinds: list[str], page: str, origin: str) -> bool:
    """What a page tells machines that the copy does not have: other forms of narrowed lists, the
    search from the address bar, what is loaded before it is needed."""
    if {"preload", "search"} & set(kinds):
        return True
    found = _LINK.search(tag)
    if "alternate" not in kinds or found is None or "hreflang=" in tag:
        return False
    whole = urlsplit(urljoin(f"{origin}{page}", Markup(found[2]).unescape()))
    is_own = f"{whole.scheme}://{whole.netloc}" == origin
    return is_own and address_of(whole.path, whole.query) is None


_CSS_URL = re.compile(r"""url\((['"]?)([^'")]+)\1\)""")


def of_style_sheet(css: str, page: str, origin: str) -> list[str]:
    """The addresses of the fonts and pictures that a style sheet names."""
    found = (urlsplit(urljoin(f"{origin}{page}", match[2])) for match in _CSS_URL.finditer(css))
    return [one.path for one in found if f"{one.scheme}://{one.netloc}" == origin]
