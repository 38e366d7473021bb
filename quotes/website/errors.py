"""The pages for what is not there and for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the reason where a view gave one."""
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"reason": said}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither the database nor a context."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)
