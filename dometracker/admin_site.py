"""The admin site: its name, its tables in the order of an editor's work, and its pages.

A page is a function that says by `page` where it stands, which table it belongs to and who may see
it. All of this stands outside of `quotes.admin`: the tables there are registered while the site is
made.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dometracker.languages import choose
from dometracker.signing_in import SigningInAgain

# What an editor comes for; all other tables of the archive follow under a heading of their own.
AT_HAND = ("Source", "Statement", "Speaker", "Outlet", "Topic", "Occasion")

# To the checker of types the classes of Django's admin take a model, ``ModelAdmin[Source]``; to
# Django 5.2 they do not yet.
setattr(BaseModelAdmin, "__class_getitem__", classmethod(lambda cls, _model: cls))  # noqa: B010

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Permission = Literal["view", "add", "change", "add or change"]

READ = ("GET", "HEAD")
SENT = ("POST",)


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page of the admin beside those that Django makes for a table.

    ``route`` is a route of Django's below the table, or below the site where there is none. A view
    that several tables share is called with ``model``. ``may`` names the permission for the table
    without which the answer is 403; None where the view decides.
    """

    route: str
    name: str
    view: Callable[..., HttpResponseBase]
    model: type[Model] | None
    is_shared: bool
    may: Permission | None
    methods: tuple[str, ...] | None

    def url(self, site: admin.AdminSite) -> URLPattern:
        """The page as a URL of its table; who has not signed in is led to the sign-in page."""
        view: Callable[..., HttpResponseBase] = self._permitted(site)
        if self.methods:
            view = require_http_methods(self.methods)(view)
        model = self.model
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_" if model else ""
        known = {"model": self.model} if self.is_shared else {}
        return path(self.route, site.admin_view(view), known, f"{prefix}{self.name}")

    def _permitted(self, site: admin.AdminSite) -> Callable[..., HttpResponseBase]:
        def permitted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if self.model and self.may and not _may(site, request, self.model, self.may):
                raise PermissionDenied
            return self.view(request, *args, **kwargs)

        return update_wrapper(permitted, self.view)


PAGES: list[AdminPage] = []


def page(
    route: str,
    name: str,
    *,
    of: type[Model] | Iterable[type[Model]] | None = None,
    may: Permission | None = None,
    methods: tuple[str, ...] | None = None,
) -> Callable[[View], View]:
    """Register a view as a page of the admin: of a table, of several, or of the site itself."""
    is_shared = not (of is None or isinstance(of, type))
    models = [*of] if of is not None and not isinstance(of, type) else [of]

    def register(view: View) -> View:
        PAGES.extend(
            AdminPage(route, name, view, model, is_shared, may, methods) for model in models
        )
        return view

    return register


def _may(
    site: admin.AdminSite, request: HttpRequest, model: type[Model], permission: Permission
) -> bool:
    table = site.get_model_admin(model)
    asked = {
        "view": table.has_view_permission,
        "add": table.has_add_permission,
        "change": table.has_change_permission,
    }
    return any(asked[one](request) for one in permission.split(" or "))


class ArchiveAdminConfig(AdminConfig):
    """Makes `admin.site` an `ArchiveAdminSite`."""

    default_site = "dometracker.admin_site.ArchiveAdminSite"


class ArchiveAdminSite(SigningInAgain):
    """The editors' side of the archive."""

    site_header = settings.ARCHIVE_NAME
    site_title = settings.ARCHIVE_NAME
    index_title = gettext_lazy("Editors’ desk")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        # Who has not signed in reads the sign-in page, and in a language as well.
        return [path("language/", choose, name="language"), *self._pages(), *super().get_urls()]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The page of the account that does it, and not Django's beside it."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def _pages(self) -> Iterator[URLResolver | URLPattern]:
        """The pages of the site, then those of each table below the address of its list."""
        by_model: dict[type[Model] | None, list[URLPattern]] = defaultdict(list)
        for registered in PAGES:
            by_model[registered.model].append(registered.url(self))
        yield from by_model.pop(None, [])
        for model, urls in by_model.items():
            if model:
                yield path(f"{model._meta.app_label}/{model._meta.model_name}/", include(urls))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Django's list of tables, with those of the archive in two groups."""
        apps = super().get_app_list(request, app_label)
        return [
            group
            for app in apps
            for group in (_parted(app) if app["app_label"] == "quotes" else [app])
        ]


def _parted(app: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The tables of the archive as two groups; none that is empty."""
    tables = {table["object_name"]: table for table in app["models"]}
    at_hand = [tables.pop(name) for name in AT_HAND if name in tables]
    groups = [
        {**app, "models": at_hand},
        {**app, "name": _("Evidence and history"), "models": [*tables.values()]},
    ]
    return (group for group in groups if group["models"])
