"""The pages for what is not there and for what went wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import override

from dometracker.languages import language_of
from quotes.addresses.mistyped import words_in
from quotes.presentation.moved import address_meant


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """301 to the one address that a damaged one can mean; else 404, with the reason if any.

    The search of the page has the words of the address in it.
    """
    if request.method in ("GET", "HEAD") and (address := address_meant(request)):
        return HttpResponsePermanentRedirect(address)
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    context = {"reason": said, "query": words_in(request.path)}
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest) -> HttpResponse:
    """400 for what no browser sends: a page that needs neither the host nor the database."""
    with override(language_of(request.path)):
        context = {
            "status": 400,
            "title": _("Request not understood"),
            "sentence": _("We could not read what was sent. Nothing was changed."),
            "ask": _("Continue here:"),
            "front_page": _("Go to the front page"),
        }
        content = loader.get_template("later.html").render(context)
    return HttpResponse(content, status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither the database nor a context."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)
