"""The language of a page: that of its address where it is public, the reader's own at the desk.

Public pages have an address in each language, so that they can be linked and cached: the site's own
without a prefix, /fr/… in French, the same words behind it. Which of the two a reader has chosen
is remembered in a cookie, and asked for by the front page and the short permalinks alone, which
are of no language: every other address is answered in its own. A page of the desk has one address,
and each editor's browser says in which language it is shown; so does a program's, of the sentences
of the API.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST, require_safe

COOKIE = "desk_language"
REMEMBERED = "language"
_ONE_YEAR = 365 * 24 * 60 * 60

# Below these nothing has an address in each language.
_FOR_PROGRAMS = "/api/"
_OF_NO_LANGUAGE = (
    *("/robots.txt", "/llms.txt", "/sitemap", "/healthz", "/readyz", "/metrics", "/.well-known/"),
    *("/admin/", "/api/", "/static/", "/language/"),
)


def language_of(path: str) -> str:
    """The language of a public address: its prefix, or the site's own."""
    first = path[1:].partition("/")[0]
    is_prefix = first != settings.LANGUAGE_CODE and first in dict(settings.LANGUAGES)
    return first if is_prefix and path.startswith("/") else settings.LANGUAGE_CODE


def without_language(path: str) -> str:
    """A public address without the prefix of its language."""
    language = language_of(path)
    bare = path if language == settings.LANGUAGE_CODE else path[len(language) + 1 :]
    # Two slashes would name another site.
    return "/" + bare.lstrip("/\\")


def in_language(path: str, language: str) -> str:
    """The same page in another language, with its query; what has no language stays as it is."""
    bare = without_language(path)
    is_own = language == settings.LANGUAGE_CODE or bare.startswith(_OF_NO_LANGUAGE)
    return bare if is_own else f"/{language}{bare}"


def remembered(request: HttpRequest) -> str:
    """The language that a reader has chosen by the switch; empty where none was."""
    chosen = request.COOKIES.get(REMEMBERED, "")
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def is_of_no_language(path: str) -> bool:
    """Whether an address is that of the front page or of a permalink, which lead to the language
    that was chosen."""
    return path == "/" or (path.startswith("/s/") and "." not in path)


def leads_elsewhere(request: HttpRequest) -> str:
    """Where a reader of another language is led to from such an address; empty of all others."""
    language = remembered(request)
    if language in ("", settings.LANGUAGE_CODE) or not is_of_no_language(request.path):
        return ""
    return in_language(request.get_full_path(), language)


class PublicLanguageMiddleware:
    """Shows every page in the language of its address, whatever its reader's browser accepts, and
    sentences of the API in that which the program asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_for_programs = request.path.startswith(_FOR_PROGRAMS)
        language = accepted_language(request) if is_for_programs else language_of(request.path)
        request.LANGUAGE_CODE = language
        is_asking = request.method in ("GET", "HEAD")
        if is_asking and (elsewhere := leads_elsewhere(request)):
            response: HttpResponseBase = HttpResponseRedirect(elsewhere)
            response["Cache-Control"] = "private, no-store"
        else:
            with override(language):
                response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            parts = cast("Iterable[bytes]", response.streaming_content)
            response.streaming_content = _made_in(language, parts)
        if is_of_no_language(request.path) and response.status_code != 200:
            # Of pages the middleware that keeps them says it.
            patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        if is_for_programs and (response.status_code >= 400 or request.method == "POST"):
            # Data are the same in all languages, sentences are not.
            patch_vary_headers(response, ["Accept-Language"])
        return response


def _made_in(language: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    """What flows is made only when it is sent, part by part."""
    made = iter(parts)
    while True:
        with override(language):
            part = next(made, None)
        if part is None:
            return
        yield part


class AdminLanguageMiddleware:
    """Shows the pages below the admin's address in the language of whoever looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_admin_page(request):
            return self.get_response(request)
        language = admin_language(request)
        request.LANGUAGE_CODE = language
        with override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def is_admin_page(request: HttpRequest) -> bool:
    """Whether a request asks for a page of the editors' side."""
    return request.path.startswith(reverse("admin:index"))


def admin_language(request: HttpRequest) -> str:
    """The language chosen in this browser, or the best that it accepts."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in dict(settings.LANGUAGES) else accepted_language(request)


def accepted_language(request: HttpRequest) -> str:
    """The best of our languages that a browser or program accepts (RFC 9110, 12.5.4).

    ``fr-CA`` is answered with ``fr`` (RFC 4647, 3.4); what is not offered, with the site's own.
    """
    offered = dict(settings.LANGUAGES)
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    for tag, _weight in accepted:
        primary = tag.partition("-")[0]
        if primary in offered:
            return primary
    return settings.LANGUAGE_CODE


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the language asked for in a cookie of the desk, and goes back to its page.

    The cookie is sent for no public page, so that caches need not know of it. What is not offered
    changes nothing.
    """
    desk = reverse("admin:index")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if is_ours and back.startswith(desk) else desk)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(response, COOKIE, language, desk)
    return response


@require_safe
def switch(request: HttpRequest, language: str) -> HttpResponse:
    """Remembers the language that a reader switches to, and shows the same page in it.

    ``?page=`` is the address of that page, with its filters; one of another site, or that has no
    language, leads to the front page.
    """
    page = request.GET.get("page", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, None)
    is_public = is_ours and not without_language(page).startswith(_OF_NO_LANGUAGE)
    is_offered = language in dict(settings.LANGUAGES)
    shown_in = language if is_offered else settings.LANGUAGE_CODE
    there = in_language(page if is_public else "/", shown_in)
    is_safe = url_has_allowed_host_and_scheme(there, None)
    response = HttpResponseRedirect(there if is_safe else in_language("/", shown_in))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    if is_offered:
        _keep(response, REMEMBERED, language, "/")
    return response


def _keep(response: HttpResponse, name: str, language: str, path: str) -> None:
    response.set_cookie(
        name,
        language,
        max_age=_ONE_YEAR,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
