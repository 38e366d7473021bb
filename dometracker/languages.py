"""The language of a page: the desk's own is the reader's, that of the public pages the site's.

The two are apart because the desk is offered in more languages (`ADMIN_LANGUAGES`) than the public
pages (`LANGUAGES`): those have an address in each language, so that they can be linked and cached;
a page of the desk has one address, and each editor's browser says in which language it is shown.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import LocalePrefixPattern, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

COOKIE = "desk_language"
_ONE_YEAR = 365 * 24 * 60 * 60


class PublicPrefix(LocalePrefixPattern):
    """Django's prefix of public addresses, /fr/…, without those that there are not.

    A page of the desk in a language in which nothing is public yet links to the one there is.
    """

    @property
    def language_prefix(self) -> str:
        is_offered = get_language() in dict(settings.LANGUAGES)
        return super().language_prefix if is_offered else ""


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
    """The language chosen in this browser, or the best that it accepts (RFC 9110, 12.5.4).

    ``fr-CA`` is answered with ``fr`` (RFC 4647, 3.4); what is not offered, with the site's own.
    """
    offered = dict(settings.ADMIN_LANGUAGES)
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in offered:
        return chosen
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
    if language in dict(settings.ADMIN_LANGUAGES):
        response.set_cookie(
            COOKIE,
            language,
            max_age=_ONE_YEAR,
            path=desk,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
