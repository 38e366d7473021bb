"""What is done with a row beside its form, on pages of their own: merge, rename, withdraw, undo.

The page says what follows and asks for a reason; only a POST acts. The rules are those of
``quotes.editing``, which looks again at the locked rows, so what is shown here cannot be outrun.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dometracker.admin_site import page
from quotes.admin.constraint_messages import REFUSALS, refusal_of
from quotes.admin.editor import edit_context
from quotes.admin.forms import DESPITE_CHECK, REASON, ProseField, despite_check_field
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.row_choices import RowSelect
from quotes.editing import EditContext, Refused, merge, preview, rename, undo, withdraw
from quotes.editing.addressed import (
    MODELS,
    AddressedRow,
    key_field,
    kind_of,
    statements_showing,
    was_public,
)
from quotes.editing.desk_acts import WITHDRAWAL, keep_act, withdrawal_of
from quotes.editing.desk_acts import may_undo as may_undo_act
from quotes.editing.gate import refuted_citations
from quotes.editing.workflow import may_change_shared
from quotes.models import DeskAct, Merge, Redirect, Relation, State, Statement
from quotes.models.desk_acts import UNDONE_WITHIN
from quotes.models.vocabulary import Addressed
from quotes.text.languages import in_record_language

# SQLSTATE (PostgreSQL documentation, appendix A).
_DEADLOCK = "40P01"

# The address of a page, and what is done there.
Link: TypeAlias = tuple[str, str]


# --- the pages -----------------------------------------------------------------------------------


@page("<int:pk>/rename/", "rename", of=MODELS.values(), may="change")
def rename_page(request: HttpRequest, pk: int, model: type[AddressedRow]) -> HttpResponse:
    """Another address for what was public; the old one leads there."""
    row = changeable_row(request, model, pk)
    form = AddressForm(sent_fields(request), initial={"slug": row.slug})
    old = row.slug
    if done(request, form, lambda context: rename(row, form.cleaned_data["slug"], context)):
        return _logged(request, row, _now("Address changed."), "Change the address of {}")
    return action_page(
        request,
        row,
        form,
        title=_now("Change the address of %(row)s") % {"row": row},
        follows=[
            _now("The current address, “%(old)s”, will redirect to the new one.") % {"old": old},
            _now("Every published statement that shows it gets a revision with your reason."),
        ],
        button=_now("Change the address"),
    )


@page("<int:pk>/merge/", "merge", of=MODELS.values(), may="change")
def merge_page(request: HttpRequest, pk: int, model: type[AddressedRow]) -> HttpResponse:
    """First the choice of what is kept, then what moves and why; then it is done."""
    row = changeable_row(request, model, pk)
    sent = request.POST if request.method == "POST" else request.GET
    choice = MergeTargetForm(row, sent if {"other", "key"} & set(sent) else None)
    if not choice.is_bound or not choice.is_valid():
        context = row_context(request, row, _now("Merge %(row)s into another") % {"row": row})
        context |= {"choice": choice, "media": table_media(model) + choice.media}
        return TemplateResponse(request, "admin/quotes/merge.html", context)
    kept = choice.cleaned_data["other"]
    require_changeable(request, kept)
    form = _reason_form(request, kind_of(row), [kept.pk, row.pk])
    if done(request, form, lambda context: merge(kept, row, context)):
        return _logged(request, kept, _now("The two are now merged."), "Merge {1} into {0}", row)
    title = _now("Merge %(row)s into %(kept)s") % {"row": row, "kept": kept}
    context = row_context(request, row, title)
    context |= {"form": form, "kept": kept, "preview": preview(kept, row)}
    context["media"] = table_media(model) + form.media
    return TemplateResponse(request, "admin/quotes/merge.html", context)


@page("<int:pk>/withdraw/", "withdraw", of=Statement, may="change")
def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a statement out of the public record, for a reason that stays there."""
    row = changeable_row(request, Statement, pk)
    form = ReasonForm(sent_fields(request))
    kept: list[DeskAct] = []

    def act(context: EditContext) -> None:
        with in_record_language():
            title = f"Withdraw {row}"
        withdraw(row, context)
        kept.append(keep_act(WITHDRAWAL, title, context.reason, request.user, {row.pk: None}))

    if done(request, form, act):
        told = with_way_back(_now("Statement withdrawn."), kept[0])
        return _logged(request, row, told, "Withdraw {}")
    return action_page(
        request,
        row,
        form,
        title=_now("Withdraw %(row)s") % {"row": row},
        follows=_withdrawal_follows(row),
        button=_now("Withdraw the statement"),
    )


@page("<int:pk>/undo/", "undo", of=Merge)
def undo_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives everything back as it was before a merge."""
    record = Merge.objects.filter(pk=pk).first()
    if record is None:
        raise Http404
    if not may_undo(request, record):
        raise PermissionDenied
    names = {"merged": record.merged_name, "kept": record.kept_name}
    back = Statement.objects.filter(public_id=record.merged_key).values_list("pk", flat=True)
    form = _reason_form(request, Addressed(record.kind), back)
    restored: list[models.Model] = []
    if done(request, form, lambda context: restored.append(undo(record, context))):
        note = f"Undo the merge of {record.merged_name} into {record.kept_name}"
        admin.site.get_model_admin(Merge).log_change(request, record, note)
        messages.success(request, _now("Merge undone."))
        return HttpResponseRedirect(form_url(restored[0]))
    return action_page(
        request,
        record,
        form,
        title=_now("Undo the merge of %(merged)s into %(kept)s") % names,
        follows=[
            _now("Everything that was moved goes back, and each gets its own address again."),
            _now("Later corrections stay."),
        ],
        button=_now("Undo this merge"),
    )


def _reason_form(request: HttpRequest, kind: Addressed, statements: Iterable[int]) -> "ReasonForm":
    """Asks why; and of statements that may be refuted, why they are public all the same.

    Whether a text has its words when its wordings have moved is known when it was tried.
    """
    form = ReasonForm(sent_fields(request))
    is_asked = request.method == "POST" or refuted_citations(statements)
    if kind is Addressed.STATEMENT and is_asked:
        form.fields[DESPITE_CHECK] = despite_check_field()
    return form


# --- the links that lead there -------------------------------------------------------------------


def address_links(request: HttpRequest, row: AddressedRow) -> list[Link]:
    """What can be done with the address of a row: merge it, and once it is public rename it."""
    if not may_change(request, row):
        return []
    merged = [(page_url("merge", row), _now("Merge into…"))]
    if not was_public(row):
        return merged
    return [*merged, (page_url("rename", row), _now("Change the address…"))]


def withdrawal_links(request: HttpRequest, statement: Statement) -> list[Link]:
    """What can be done with a published statement; its address alone once it can be withdrawn."""
    act = withdrawal_of(statement) if statement.state == State.WITHDRAWN else None
    if act and may_undo_act(request.user, act):
        return [(page_url("undo", act), _now("Undo the withdrawal…"))]
    offered = address_links(request, statement)
    if not offered or statement.state != State.PUBLISHED:
        return []
    return [(page_url("withdraw", statement), _now("Withdraw…")), *offered]


def undo_links(request: HttpRequest, record: Merge) -> list[Link]:
    """The way back from a merge, for who may take it."""
    if record.undone_at or not may_undo(request, record):
        return []
    return [(page_url("undo", record), _now("Undo this merge…"))]


# --- who may -------------------------------------------------------------------------------------


def changeable_row(request: HttpRequest, model: type[models.Model], pk: int) -> Any:
    """The row, if the editor may change it. Raises Http404 and PermissionDenied."""
    row = admin.site.get_model_admin(model).get_queryset(request).filter(pk=pk).first()
    if row is None:
        raise Http404
    require_changeable(request, row)
    return row


def require_changeable(request: HttpRequest, row: models.Model) -> None:
    """Raises PermissionDenied, with a sentence, for a row that the account may not change."""
    if not may_change(request, row):
        sentence = _now("You don’t have permission to change “%(row)s”.")
        raise PermissionDenied(sentence % {"row": row})


def may_change(request: HttpRequest, row: models.Model) -> bool:
    """Whether the editor may change the row, and all that shows it."""
    table = admin.site.get_model_admin(type(row))
    shared = may_change_shared(request.user, statements_showing(row))
    return bool(table.has_change_permission(request, row) and shared)


def may_undo(request: HttpRequest, record: Merge) -> bool:
    """Whether the editor may change what was kept, which loses what it was given."""
    model = MODELS[Addressed(record.kind)]
    kept = model._default_manager.filter(pk=record.kept_id).first()
    if kept is None:
        return bool(admin.site.get_model_admin(model).has_change_permission(request))
    return may_change(request, kept)


# --- the forms -----------------------------------------------------------------------------------


class ReasonForm(forms.Form):
    """Asks why."""

    reason = ProseField(
        label=_("Reason"),
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Published with the change. Write it for readers."),
    )

    def refuse(self, sentences: list[str]) -> None:
        self.add_error(None, ValidationError(sentences))


class AddressForm(ReasonForm):
    """Asks for another last part of an address, and why."""

    slug = forms.CharField(
        label=_("Last part of the address"),
        max_length=160,
        widget=widgets.AdminTextInputWidget(),
    )
    field_order = ["slug", REASON]


class PublicReasonForm(ReasonForm):
    """Asks why, where the public reads something else afterwards."""

    def __init__(self, is_needed: bool, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self.fields[REASON].required = is_needed


class MergeTargetForm(forms.Form):
    """Asks for the row that is kept: found by its name, or, without JavaScript, by its address."""

    other: Any = forms.ModelChoiceField(queryset=None, required=False, label=_("Merge into"))
    key = forms.CharField(
        required=False,
        max_length=160,
        label=_("Or the last part of its address, or its ID"),
        widget=widgets.AdminTextInputWidget(),
    )

    def __init__(self, row: models.Model, sent: QueryDict | None) -> None:
        super().__init__(sent)
        self.row, kind = row, kind_of(row)
        # Redirects have a column for each kind, which is all that the list of proposals asks for.
        to_this_kind = Redirect._meta.get_field(kind.value)
        offer_rows(self, "other", to_this_kind, MODELS[kind]._default_manager.all())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("other"):
            cleaned["other"] = self._by_key(cleaned.get("key", "").strip())
        if cleaned.get("other") == self.row:
            raise ValidationError(_now("You chose the same one. Choose another."))
        return cleaned

    def _by_key(self, key: str) -> models.Model:
        if not key:
            raise ValidationError(_now("Choose which one to merge into."))
        kind = kind_of(self.row)
        columns = dict.fromkeys([key_field(kind), "slug"])
        by_any = models.Q(*((column, key) for column in columns), _connector=models.Q.OR)
        found = MODELS[kind]._default_manager.filter(by_any).first()
        if found is None:
            raise ValidationError(_now("Nothing has this address or ID: %(key)s") % {"key": key})
        return found


# --- what the pages share ------------------------------------------------------------------------


def done(request: HttpRequest, form: ReasonForm, act: Callable[[EditContext], object]) -> bool:
    """Do what was sent, in one transaction; if it is refused, nothing is, and the form says why.

    False when nothing was done, a page that is only looked at included.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    despite = form.cleaned_data.get(DESPITE_CHECK, "")
    context = edit_context(request, form.cleaned_data[REASON], despite_check=despite)
    sentences = refusals_of(lambda: act(context))
    if sentences:
        form.refuse(sentences)
    return not sentences


def refusals_of(act: Callable[[], object]) -> list[str]:
    """Do something in one transaction; sentences why it was not done, of which nothing is left."""
    try:
        with transaction.atomic():
            act()
            connection.check_constraints()
    except Refused as refused:
        return refused.sentences
    except REFUSALS as error:
        return [str(refusal_of(error).sentence)]
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        return [
            _now("Someone else was changing this at the same time. Nothing was changed; try again.")
        ]
    return []


def sent_fields(request: HttpRequest) -> QueryDict | None:
    """What a form of this page was sent with; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """All that was sent, to be sent once more."""
    return [
        (name, text)
        for name, texts in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for text in texts
    ]


def table_context(request: HttpRequest, model: type[models.Model], title: str) -> dict[str, Any]:
    """What the template of every page of a table needs."""
    return {**admin.site.each_context(request), "opts": model._meta, "title": title}


def table_media(model: type[models.Model]) -> forms.Media:
    """The scripts and styles of the forms of a table."""
    return admin.site.get_model_admin(model).media


def row_context(request: HttpRequest, row: models.Model, title: str) -> dict[str, Any]:
    """What the template of every page of a row needs."""
    context = table_context(request, type(row), capfirst(title))
    return context | {"row": row, "row_url": form_url(row)}


def action_page(
    request: HttpRequest,
    row: models.Model,
    form: ReasonForm,
    *,
    title: str,
    follows: list[str],
    button: str,
) -> HttpResponse:
    """The page that asks for an action: what follows from it, a form, a button that names it."""
    context = row_context(request, row, title)
    context |= {"form": form, "media": form.media, "follows": follows, "button": button}
    return TemplateResponse(request, "admin/quotes/object_action.html", context)


def offer_rows(form: forms.Form, name: str, column: Any, rows: models.QuerySet[Any]) -> None:
    """Let a field of a form choose one of the rows by typing, as the column of a table does."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    field.widget = RowSelect(column, admin.site)
    field.widget.choices = field.choices


def _logged(
    request: HttpRequest,
    row: models.Model,
    sentence: str,
    note: str,
    *others: models.Model,
) -> HttpResponse:
    """Back to the form of a row, with a sentence; the note of the rows stands in its history."""
    with in_record_language():
        named = note.format(row, *others)
    admin.site.get_model_admin(type(row)).log_change(request, row, named)
    messages.success(request, sentence)
    return HttpResponseRedirect(form_url(row))


def with_way_back(told: str, act: DeskAct) -> SafeString:
    """A sentence on what was done, with the link to its undoing."""
    last = date_format(act.made_at + UNDONE_WITHIN)
    way = _now("Undo… (until %(day)s)") % {"day": last}
    return format_html('{} <a href="{}">{}</a>', told, page_url("undo", act), way)


def _withdrawal_follows(statement: Statement) -> list[str]:
    """What a reader finds once a statement is withdrawn, in sentences."""
    either = models.Q(from_statement=statement) | models.Q(to_statement=statement)
    related = Relation.objects.filter(either).count()
    merged = Redirect.objects.filter(statement=statement).count()
    versions = statement.revisions.count()
    return [
        _now(
            "Its address will say that it was withdrawn (410) and show your reason, but "
            "not the quotation."
        ),
        ngettext(
            "The same goes for its %(count)d earlier version.",
            "The same goes for its %(count)d earlier versions.",
            versions,
        )
        % {"count": versions},
        _now(
            "It disappears from all lists, counts and feeds; the archive keeps a hidden "
            "copy with its sources."
        ),
        *_if_any(
            related,
            ngettext(
                "%(count)d relation to another statement will no longer be shown.",
                "%(count)d relations to other statements will no longer be shown.",
                related,
            ),
        ),
        *_if_any(
            merged,
            ngettext(
                "%(count)d address that redirects to it will say the same.",
                "%(count)d addresses that redirect to it will say the same.",
                merged,
            ),
        ),
        _now("It can be undone for %(count)d days, from its page or the list of acts.")
        % {"count": UNDONE_WITHIN.days},
    ]


def _if_any(count: int, sentence: str) -> list[str]:
    return [sentence % {"count": count}] if count else []
