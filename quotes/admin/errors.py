"""What the desk refuses or has not got, as pages of the desk, in its language.

Django's handlers know one template for a status, and ours are public pages; a sentence that was
raised for an editor would stand there in another language than the page. Where there is no
account to make a page of the desk for, and for every other address, the public page answers; below
/api/ a problem does.
"""

import sys

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views import csrf, defaults

from dometracker.deadlines import answer_to
from dometracker.languages import is_admin_page, language_of
from dometracker.problems import is_for_programs, problem
from quotes.website import errors


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with the sentence of a BadRequest; what is merely suspicious is told nothing."""
    if is_for_programs(request):
        return problem(400, _("We could not read what was sent. Nothing was changed."))
    if not _has_admin_page(request):
        return errors.bad_request(request)
    said = str(exception) if isinstance(exception, BadRequest) else ""
    sentences = [said or _("We could not read what was sent. Nothing was changed.")]
    return _page(request, 400, _("Request not understood"), sentences)


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the sentence of the refusal."""
    if is_for_programs(request):
        return problem(403)
    if not _has_admin_page(request):
        return defaults.permission_denied(request, exception)
    said = str(exception) or _("Your account does not have permission to open this page.")
    return _page(request, 403, _("Not allowed"), [said])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. What an address lacks is told by the address."""
    if is_for_programs(request):
        return problem(404, _("There is nothing at this address."))
    if not _has_admin_page(request):
        return errors.not_found(request, exception)
    sentences = [_("It may have been merged or deleted, or the address may be mistyped.")]
    return _page(request, 404, _("Nothing at this address"), sentences)


def failed(request: HttpRequest) -> HttpResponse:
    """500, in the language of the address: it needs neither the database nor an account. 503 where
    the request only took too long outside of its view."""
    if ended := answer_to(request, sys.exc_info()[1]):
        return ended
    if is_for_programs(request):
        return problem(500, _("Something went wrong on our side."))
    with override(language_of(request.path)):
        return errors.failed(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 for a form without its token; the name is asked for by ``CSRF_FAILURE_VIEW``."""
    if not _has_admin_page(request):
        return csrf.csrf_failure(request, reason)
    sentences = [
        _("The form’s security token was missing or had expired, so nothing was saved."),
        _(
            "Go back, reload the page and send the form again. Cookies must be allowed for "
            "this site."
        ),
    ]
    return _page(request, 403, _("Form not accepted"), sentences)


def _has_admin_page(request: HttpRequest) -> bool:
    """Whether a page of the desk can be made: its head names the account."""
    return is_admin_page(request) and hasattr(request, "user")


def _page(request: HttpRequest, status: int, title: str, sentences: list[str]) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "sentences": sentences}
    return render(request, "admin/quotes/error.html", context, status=status)
