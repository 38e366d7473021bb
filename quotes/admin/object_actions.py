"""Acts on what is public, each a page of its own: withdraw, change an address, merge, undo.

The page says what follows and asks for a reason; only a POST acts. The rules are those of
``quotes.editing``, which looks again at the locked rows, so what is shown here cannot be outrun.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quotes.admin.base import (
    REFUSALS,
    AddressedAdmin,
    ReadOnly,
    RecordAdmin,
    editor_name,
    link_to_row,
)
from quotes.admin.constraint_messages import refusal_of
from quotes.admin.forms import REASON, ProseField
from quotes.admin.row_choices import RowSelect
from quotes.editing import EditContext, Refused, merge, preview, rename, undo, withdraw
from quotes.editing.addressed import MODELS, key_field, kind_of
from quotes.editing.workflow import may_change_shared
from quotes.models import Merge, Redirect, Relation, State, Statement
from quotes.models.vocabulary import Addressed
from quotes.text.languages import in_record_language

# SQLSTATE (PostgreSQL documentation, appendix A).
_DEADLOCK = "40P01"

Acting = Callable[[EditContext], Any]


class ReasonForm(forms.Form):
    """Asks why."""

    reason = ProseField(
        label=_("Reason"),
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Published with the change, so write it for a reader."),
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


class OtherForm(forms.Form):
    """Asks for the row that is kept: found by its name, or, without JavaScript, by its address."""

    other: Any = forms.ModelChoiceField(queryset=None, required=False, label=_("Merge into"))
    key = forms.CharField(
        required=False,
        max_length=160,
        label=_("Or the last part of its address, or its id"),
        widget=widgets.AdminTextInputWidget(),
    )

    def __init__(self, row: models.Model, site: admin.AdminSite, *args: Any) -> None:
        super().__init__(*args)
        self.row, kind = row, kind_of(row)
        other: Any = self.fields["other"]
        other.queryset = MODELS[kind]._default_manager.all()
        # Redirects have a column for each kind, which is all that the list of proposals asks for.
        to_this_kind: Any = Redirect._meta.get_field(kind.value)
        other.widget = RowSelect(to_this_kind, site)
        other.widget.choices = other.choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("other"):
            cleaned["other"] = self._by_key(cleaned.get("key", "").strip())
        if cleaned.get("other") == self.row:
            raise ValidationError(_now("That is the same one: choose another."))
        return cleaned

    def _by_key(self, key: str) -> models.Model:
        if not key:
            raise ValidationError(_now("Choose what it is merged into."))
        kind = kind_of(self.row)
        columns = dict.fromkeys([key_field(kind), "slug"])
        by_any = models.Q(*((column, key) for column in columns), _connector=models.Q.OR)
        found = MODELS[kind]._default_manager.filter(by_any).first()
        if found is None:
            raise ValidationError(_now("Nothing has this address or id: %(key)s") % {"key": key})
        return found


class ActingAdmin(AddressedAdmin):
    """The admin of what has an address: it can be merged into another and get another address."""

    def get_urls(self) -> list[URLPattern]:
        pages = [("merge", self.merge_view), ("rename", self.rename_view)]
        return [*(self.act_url(name, view) for name, view in pages), *super().get_urls()]

    def act_url(self, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
        return path(
            f"<int:pk>/{name}/",
            self.admin_site.admin_view(view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
        )

    def address_of(self, name: str, row: models.Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[row.pk])

    def acts(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        """What can be done with a row beyond its form: the address of each page, and its name."""
        if not self.may_act(request, row):
            return []
        merged = [(self.address_of("merge", row), _now("Merge into…"))]
        if not self.was_public(row):
            return merged
        return [*merged, (self.address_of("rename", row), _now("Change the address…"))]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context["original"]
        context["acts"] = self.acts(request, row) if row else []
        return super().render_change_form(request, context, *args, **kwargs)

    def row_for_act(self, request: HttpRequest, pk: int) -> Any:
        """The row, if the editor may change it. Raises Http404 and PermissionDenied."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        self._require(request, row)
        return row

    def may_act(self, request: HttpRequest, row: Any) -> bool:
        """Whether the editor may change the row, and all that shows it."""
        shared = may_change_shared(request.user, self.statements(row))
        return bool(self.has_change_permission(request, row) and shared)

    def _require(self, request: HttpRequest, row: Any) -> None:
        if not self.may_act(request, row):
            told = {"row": row}
            raise PermissionDenied(
                _now("Your account may not change “%(row)s”, and so not do this with it.") % told
            )

    def rename_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another address for what was public; the old one leads there."""
        row = self.row_for_act(request, pk)
        form = AddressForm(_sent(request), initial={"slug": row.slug})
        title = _now("Change the address of %(row)s") % {"row": row}
        old = row.slug
        if done(request, form, lambda act: rename(row, form.cleaned_data["slug"], act)):
            self._note(request, row, "Change the address of {}", row)
            return self._back(request, row, _now("The address was changed."))
        follows = [
            _now("The address that it has now, “%(old)s”, leads to the new one.") % {"old": old},
            _now("Each published statement that shows it gets a revision, with your reason."),
        ]
        return act_page(self, request, row, form, title, follows, _now("Change the address"))

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First the choice of what is kept, then what moves and why; then it is done."""
        row = self.row_for_act(request, pk)
        sent = request.POST if request.method == "POST" else request.GET
        choice = OtherForm(row, self.admin_site, sent if {"other", "key"} & set(sent) else None)
        title = _now("Merge %(row)s into another") % {"row": row}
        if not choice.is_bound or not choice.is_valid():
            return self._merge_page(request, row, title, choice=choice)
        kept = choice.cleaned_data["other"]
        self._require(request, kept)
        title = _now("Merge %(row)s into %(kept)s") % {"row": row, "kept": kept}
        form = ReasonForm(_sent(request))
        if done(request, form, lambda act: merge(kept, row, act)):
            self._note(request, kept, "Merge {} into {}", row, kept)
            return self._back(request, kept, _now("The two were merged."))
        return self._merge_page(
            request, row, title, form=form, kept=kept, preview=preview(kept, row)
        )

    def _merge_page(
        self, request: HttpRequest, row: Any, title: str, **context: Any
    ) -> HttpResponse:
        form = context.get("choice") or context["form"]
        context |= page_context(self, request, row, title) | {"media": self.media + form.media}
        return TemplateResponse(request, "admin/quotes/merge.html", context)

    def _note(
        self, request: HttpRequest, row: models.Model, told: str, *named: models.Model
    ) -> None:
        """Add to the history of a row what was done with which rows."""
        with in_record_language():
            self.log_change(request, row, told.format(*named))

    def _back(self, request: HttpRequest, row: models.Model, sentence: str) -> HttpResponse:
        self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(form_of(row))


class WithdrawingAdmin(ActingAdmin):
    """The admin of statements, which are withdrawn and never deleted once they were public."""

    def get_urls(self) -> list[URLPattern]:
        return [self.act_url("withdraw", self.withdraw_view), *super().get_urls()]

    def acts(self, request: HttpRequest, row: Statement) -> list[tuple[str, str]]:
        offered = super().acts(request, row)
        if not offered or row.state != State.PUBLISHED:
            return []
        return [(self.address_of("withdraw", row), _now("Withdraw…")), *offered]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes a statement out of the public record, for a reason that stays there."""
        row = self.row_for_act(request, pk)
        form = ReasonForm(_sent(request))
        title = _now("Withdraw %(row)s") % {"row": row}
        if done(request, form, lambda act: withdraw(row, act)):
            self._note(request, row, "Withdraw {}", row)
            return self._back(request, row, _now("The statement was withdrawn."))
        return act_page(
            self, request, row, form, title, _follows(row), _now("Withdraw the statement")
        )


def _follows(statement: Statement) -> list[str]:
    """What a reader finds once a statement is withdrawn, in sentences."""
    either = models.Q(from_statement=statement) | models.Q(to_statement=statement)
    related = Relation.objects.filter(either).count()
    merged = Redirect.objects.filter(statement=statement).count()
    versions = statement.revisions.count()
    return [
        _now("Its address says that it is gone (410), with your reason, and shows no words."),
        ngettext(
            "So does the page of its %(count)d version.",
            "So do the pages of its %(count)d versions.",
            versions,
        )
        % {"count": versions},
        _now("It leaves every list, count and feed. In the record it stays, with its sources."),
        *_if_any(
            related,
            ngettext(
                "%(count)d relation with another statement is no longer shown.",
                "%(count)d relations with other statements are no longer shown.",
                related,
            ),
        ),
        *_if_any(
            merged,
            ngettext(
                "%(count)d address that leads to it says so too.",
                "%(count)d addresses that lead to it say so too.",
                merged,
            ),
        ),
        _now("This cannot be taken back here."),
    ]


def _if_any(count: int, sentence: str) -> list[str]:
    return [sentence % {"count": count}] if count else []


@admin.register(Merge)
class MergeAdmin(ReadOnly, RecordAdmin):
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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="quotes_merge_undo"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context["original"]
        if record and not record.undone_at and self._may_undo(request, record):
            url = reverse("admin:quotes_merge_undo", args=[record.pk])
            context["acts"] = [(url, _now("Undo this merge…"))]
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_undo(self, request: HttpRequest, record: Merge) -> bool:
        """Whether the editor may change what was kept, which loses what it was given."""
        model = MODELS[Addressed(record.kind)]
        kept = model._default_manager.filter(pk=record.kept_id).first()
        model_admin: Any = self.admin_site.get_model_admin(model)
        if kept is None:
            return bool(model_admin.has_change_permission(request))
        return model_admin.may_act(request, kept)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Gives everything back as it was before a merge."""
        record = Merge.objects.filter(pk=pk).first()
        if record is None:
            raise Http404
        if not self._may_undo(request, record):
            raise PermissionDenied
        form = ReasonForm(_sent(request))
        title = _now("Undo the merge of %(merged)s into %(kept)s") % {
            "merged": record.merged_name,
            "kept": record.kept_name,
        }
        restored: list[models.Model] = []
        if done(request, form, lambda act: restored.append(undo(record, act))):
            told = f"Undo the merge of {record.merged_name} into {record.kept_name}"
            self.log_change(request, record, told)
            self.message_user(request, _now("The merge was undone."), messages.SUCCESS)
            return HttpResponseRedirect(form_of(restored[0]))
        follows = [
            _now("What moved goes back, and both have their own addresses again."),
            _now("What was corrected since stays corrected."),
        ]
        return act_page(self, request, record, form, title, follows, _now("Undo this merge"))


def done(request: HttpRequest, form: ReasonForm, doing: Acting) -> bool:
    """Do what was sent, in one transaction; if it is refused, nothing is, and the form says why.

    False when nothing was done, a page that is only looked at included.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            doing(EditContext(form.cleaned_data[REASON], editor_name(request.user)))
            connection.check_constraints()
    except Refused as refused:
        form.refuse(refused.sentences)
    except REFUSALS as error:
        form.refuse([str(refusal_of(error).sentence)])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        form.refuse([_now("Somebody else was changing the same. Nothing was done; try again.")])
    else:
        return True
    return False


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def form_of(row: models.Model) -> str:
    """The address of the form of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def page_context(
    model_admin: admin.ModelAdmin, request: HttpRequest, row: models.Model, title: str
) -> dict[str, Any]:
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "row": row,
        "row_url": form_of(row),
        "title": capfirst(title),
    }


def act_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    row: models.Model,
    form: ReasonForm,
    title: str,
    follows: list[str],
    button: str,
) -> HttpResponse:
    """The page that asks for an act: what follows from it, a form, a button that names it."""
    context = page_context(model_admin, request, row, title)
    context |= {"form": form, "media": form.media, "follows": follows, "button": button}
    return TemplateResponse(request, "admin/quotes/act.html", context)
