"""The admin as a whole: its name, and its tables in the order of an editor's work."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dometracker.languages import choose
from dometracker.signing_in import SigningInAgain

# What an editor comes for; all other tables of the archive follow under a heading of their own.
AT_HAND = ("Source", "Statement", "Speaker", "Outlet", "Topic", "Occasion")


class DeskConfig(AdminConfig):
    """Makes `admin.site` a `Desk`.

    Both stand outside of `quotes.admin`: the tables there are registered while the site is made.
    """

    default_site = "dometracker.desk.Desk"


class Desk(SigningInAgain):
    """The editors' side of the archive."""

    site_header = settings.ARCHIVE_NAME
    site_title = settings.ARCHIVE_NAME
    index_title = gettext_lazy("The record")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._pages: list[tuple[str, Callable[..., HttpResponseBase], str]] = []

    def add_page(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> None:
        """Give the site a page that belongs to none of its tables."""
        self._pages.append((route, view, name))

    def get_urls(self) -> list[Any]:
        own = [path(route, self.admin_view(view), name=name) for route, view, name in self._pages]
        # Who has not signed in reads the sign-in page, and in a language as well.
        return [path("language/", choose, name="language"), *own, *super().get_urls()]

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Django's list of tables, with those of the archive in two groups."""
        groups: list[dict[str, Any]] = []
        for app in super().get_app_list(request, app_label):
            groups += _parted(app) if app["app_label"] == "quotes" else [app]
        return groups


def _parted(app: dict[str, Any]) -> list[dict[str, Any]]:
    tables = {table["object_name"]: table for table in app["models"]}
    at_hand = [tables.pop(name) for name in AT_HAND if name in tables]
    groups = [
        {**app, "models": at_hand},
        {**app, "name": _("Evidence and history"), "models": [*tables.values()]},
    ]
    return [group for group in groups if group["models"]]
