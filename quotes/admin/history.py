"""What the record was before: revisions to read, redirects that only a superuser sets."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quotes.admin.base import ReadOnly, RecordAdmin, ValuesFilter
from quotes.models import Redirect, Revision
from quotes.models.vocabulary import Addressed


@admin.register(Revision)
class RevisionAdmin(ReadOnly, RecordAdmin):
    list_display = ["__str__", "statement", "number", "made_at", "editor_name", "reason"]
    list_filter = [("editor_name", ValuesFilter)]
    date_hierarchy = "made_at"
    ordering = ["-made_at", "-pk"]
    search_fields = ["statement__public_id", "statement__text", "editor_name", "reason"]
    fields = [
        "statement",
        "number",
        "made_at",
        "editor_name",
        "reason",
        "state",
        "sha256",
        "previous_sha256",
    ]
    readonly_fields = ["state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("statement__speaker")

    @admin.display(description=_("public state"))
    def state(self, revision: Revision) -> SafeString:
        written = json.dumps(revision.public_state, ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", written)


@admin.register(Redirect)
class RedirectAdmin(RecordAdmin):
    list_display = ["old", "kind", "leads_to", "reason", "made_at"]
    list_filter = ["kind"]
    date_hierarchy = "made_at"
    search_fields = ["old", "reason"]
    autocomplete_fields = list(Addressed.values)
    fields = ["kind", "old", *Addressed.values, "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        targets = [kind for kind in Addressed.values if kind != Addressed.STATEMENT]
        return super().get_queryset(request).select_related(*targets, "statement__speaker")

    @admin.display(description=_("leads to"))
    def leads_to(self, redirect: Redirect) -> str:
        return str(redirect.target or _("gone"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    """A wrong redirect breaks a promise to readers, and nothing records who made it."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))
