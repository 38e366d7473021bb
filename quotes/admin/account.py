"""Tells the database whose request it is, so that the internal history says who changed what."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dometracker.languages import is_admin_page
from quotes.models.change_log import written_by

_SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

GetResponse = Callable[[HttpRequest], HttpResponse]


class AccountMiddleware:
    """Names the account and the page in each change that a request to the admin makes.

    Stands behind Django's authentication. A request by a safe method (RFC 9110, 9.2.1) changes
    nothing of the record, and costs nothing here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in _SAFE or not is_admin_page(request):
            return self.get_response(request)
        account = request.user.pk
        if account is None:
            return self.get_response(request)
        with written_by(account, request.path):
            return self.get_response(request)
