"""What the record was before: revisions and changes to read, redirects only a superuser sets."""

import json
from datetime import datetime

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin.base import ReadOnly, RecordAdmin
from quotes.admin.every_change import account_names, action_name, writer_of
from quotes.admin.list_columns import ValuesFilter, link_to_row
from quotes.admin.object_actions import Link, undo_links
from quotes.editing.addressed import MODELS
from quotes.models import Change, Merge, Redirect, Revision, SpeakerRevision
from quotes.models.change_log import TABLES
from quotes.models.vocabulary import Addressed


@admin.register(Revision)
class RevisionAdmin(ReadOnly, RecordAdmin[Revision]):
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
        return _written(revision.public_state)


@admin.register(SpeakerRevision)
class SpeakerRevisionAdmin(ReadOnly, RecordAdmin[SpeakerRevision]):
    list_display = ["__str__", "number", "made_at", "editor_name", "reason"]
    date_hierarchy = "made_at"
    ordering = ["-made_at", "-pk"]
    search_fields = ["slug", "editor_name", "reason"]
    fields = ["slug", "number", "made_at", "editor_name", "reason", "state", "sha256"]
    readonly_fields = ["state"]

    @admin.display(description=_("public state"))
    def state(self, revision: SpeakerRevision) -> SafeString:
        return _written(revision.public_state)


@admin.register(Merge)
class MergeAdmin(ReadOnly, RecordAdmin[Merge]):
    """What was merged: to be read, and undone."""

    list_display = [
        "merged_name",
        "kept_row",
        "kind",
        "made_at",
        "editor_name",
        "reason",
        "undone_at",
    ]
    list_filter = ["kind", ("undone_at", admin.EmptyFieldListFilter)]
    date_hierarchy = "made_at"
    search_fields = ["merged_name", "merged_key", "kept_name", "reason"]
    fields = [
        "kind",
        "merged_name",
        "merged_key",
        "kept_row",
        "what_moved",
        "made_at",
        "editor_name",
        "reason",
        "undone_at",
    ]
    readonly_fields = ["kept_row", "what_moved"]

    @admin.display(description=_("kept"), ordering="kept_name")
    def kept_row(self, record: Merge) -> SafeString:
        # Without asking for the row, which a long list would do for each line.
        model = MODELS[Addressed(record.kind)]
        return link_to_row(model(pk=record.kept_id), record.kept_name)

    @admin.display(description=_("what moved"))
    def what_moved(self, record: Merge) -> str:
        return " ".join(record.moved["told"])

    def object_links(self, request: HttpRequest, row: Merge) -> list[Link]:
        return undo_links(request, row)


@admin.register(Redirect)
class RedirectAdmin(RecordAdmin[Redirect]):
    list_display = ["old", "kind", "leads_to", "reason", "made_at"]
    list_filter = ["kind"]
    date_hierarchy = "made_at"
    search_fields = ["old", "reason"]
    autocomplete_fields = list(Addressed.values)
    fields = ["kind", "old", *Addressed.values, "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        targets = [kind for kind in Addressed.values if kind != Addressed.STATEMENT]
        return super().get_queryset(request).select_related(*targets, "statement__speaker")

    @admin.display(description=_("redirects to"))
    def leads_to(self, redirect: Redirect) -> str:
        return str(redirect.target or _("gone"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Redirect | None = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Redirect | None = None) -> bool:
        return _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    """A wrong redirect breaks a promise to readers, and nothing records who made it."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


class TableFilter(admin.SimpleListFilter):
    """By the table, of which the tables of the record are few: they are not looked for."""

    title = _("table")
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(table, _table_name(table)) for table in TABLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        table = self.value()
        return queryset.filter(table_name=table) if table in TABLES else queryset


class ByFilter(admin.SimpleListFilter):
    """Whether it was done in the admin."""

    title = _("where the change was made")
    parameter_name = "where"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("admin", _now("in the admin")), ("outside", _now("outside the admin"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        where = {"admin": False, "outside": True}
        if self.value() not in where:
            return queryset
        return queryset.filter(account_id__isnull=where[self.value() or ""])


@admin.register(Change)
class ChangeAdmin(ReadOnly, admin.ModelAdmin[Change]):
    """Every change of every row, those that are no longer there among them: to be read."""

    list_display = ["made", "row", "done", "columns", "place"]
    list_filter = [TableFilter, ByFilter]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-pk"]
    fields = ["made", "row", "done", "who", "place", "was", "became"]
    readonly_fields = ["made", "row", "done", "who", "place", "was", "became"]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Change | None:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            # A name depends on who looks.
            found.writer_name = account_names(request, [found])[writer_of(found)]  # type: ignore[attr-defined]
        return found

    @admin.display(description=_("date"), ordering="pk")
    def made(self, change: Change) -> datetime:
        return change.made_at

    @admin.display(description=_("change"))
    def done(self, change: Change) -> str:
        return action_name(change.action)

    @admin.display(description=_("row"))
    def row(self, change: Change) -> str:
        return f"{_table_name(change.table_name)} {change.row_id or ''}".strip()

    @admin.display(description=_("columns"))
    def columns(self, change: Change) -> str:
        if change.action != "update":
            return ""
        return ", ".join(sorted({**(change.before or {}), **(change.after or {})}))

    @admin.display(description=_("where"))
    def place(self, change: Change) -> str:
        return change.page or _now("outside the admin")

    @admin.display(description=_("who"))
    def who(self, change: Change) -> str:
        return getattr(change, "writer_name", "")

    @admin.display(description=_("before"))
    def was(self, change: Change) -> SafeString:
        return _written(change.before)

    @admin.display(description=_("after"))
    def became(self, change: Change) -> SafeString:
        return _written(change.after)


def _written(values: object) -> SafeString:
    return format_html("<pre>{}</pre>", json.dumps(values, ensure_ascii=False, indent=2))


def _table_name(table: str) -> str:
    return capfirst(str(apps.get_model("quotes", table)._meta.verbose_name))
