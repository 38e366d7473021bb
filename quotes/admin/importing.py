"""The pages of an import: a file, what would become of each entry, and then, if wanted, it is done.

Nothing is written before it was shown. The file itself travels in the page in between, signed, so
that there is nothing to be cleared away and nobody can put another in its place.
"""

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core import signing
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dometracker.admin_site import page
from dometracker.bounded import Busy
from quotes.addresses.own_hosts import is_own_host
from quotes.admin.constraint_messages import REFUSALS, refusal_of
from quotes.admin.editor import edit_context
from quotes.admin.forms import DESPITE_CHECK, REASON, despite_check_field
from quotes.admin.list_columns import list_url
from quotes.admin.object_actions import PublicReasonForm, carried, table_context, table_media
from quotes.admin.review_steps import NAMED, ListAction
from quotes.admin.row_choices import is_row_id
from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile
from quotes.citing.bibliography_files.reading import MOST_BYTES, read_bibliography
from quotes.editing import RefutedByCheck, record_changes
from quotes.editing.gate import objection, text_objections
from quotes.editing.locks import lock_record
from quotes.editing.workflow import Account
from quotes.exports.table_files import WRITERS
from quotes.models import Capture, Citation, Source, Statement
from quotes.models.vocabulary import QUOTED
from quotes.transfer.plan import ImportPlan
from quotes.transfer.schema import StatementEntry
from quotes.transfer.sheets import MOST_ROWS, STATE, read_table, sheet_rows
from quotes.transfer.source_plan import planned_sources
from quotes.transfer.statement_plan import COLUMNS, NEEDED, planned_statements
from quotes.transfer.writing import write

# How long a preview can be confirmed, in seconds.
_KEPT_FOR = 24 * 3600
_SALT = "quotes.admin.importing"


@dataclass(frozen=True, slots=True)
class ImportKind:
    """What a file holds, how it is described and how it is planned."""

    title: str | Promise
    accepts: str
    help_text: str | Promise
    plan: Callable[[str, bytes, HttpRequest], ImportPlan]
    columns: Sequence[str] = ()
    needed: Sequence[str] = ()


def _plan_statements(name: str, content: bytes, request: HttpRequest) -> ImportPlan:
    return planned_statements(read_table(content, name), request.user, _answers_at(request))


def _plan_sources(_name: str, content: bytes, request: HttpRequest) -> ImportPlan:
    return planned_sources(read_bibliography(content), request.user, _answers_at(request))


def _answers_at(request: HttpRequest) -> Callable[[str], bool]:
    asked = request.get_host()
    return lambda host: is_own_host(host, asked)


OF_STATEMENTS = ImportKind(
    _("Import statements"),
    ".csv,.xlsx,.yaml,.yml,.json",
    _("A table in CSV, XLSX, YAML or JSON, with one row per citation. Limit: 5,000 rows and 5 MB."),
    _plan_statements,
    COLUMNS,
    NEEDED,
)
OF_SOURCES = ImportKind(
    _("Import sources"),
    ".json,.ris,.bib,.txt",
    _(
        "A CSL-JSON, RIS or BibTeX file, as exported by Zotero and others. Limit: "
        "5,000 entries and 5 MB."
    ),
    _plan_sources,
)


KINDS: dict[type[Model], ImportKind] = {Statement: OF_STATEMENTS, Source: OF_SOURCES}


class FileForm(forms.Form):
    """Asks for the file."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)

    def __init__(self, kind: ImportKind, request: HttpRequest) -> None:
        is_sent = request.method == "POST"
        super().__init__(*((request.POST, request.FILES) if is_sent else ()))
        self.fields["file"].help_text = str(kind.help_text)
        self.fields["file"].widget.attrs["accept"] = kind.accepts

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            limit = {"limit": MOST_BYTES // 1_000_000}
            raise forms.ValidationError(
                _now("The file is larger than %(limit)d MB. Split it.") % limit
            )
        return file


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file between the preview and the import."""

    name: str
    content: bytes

    def signed(self, user: Account) -> str:
        content = base64.b64encode(self.content).decode()
        told = {"user": user.pk, "name": self.name, "content": content}
        return signing.dumps(told, salt=_SALT, compress=True)

    @classmethod
    def opened(cls, text: str, user: Account) -> "SignedFile":
        """Raises BadRequest for what no page of ours gave to this account within a day."""
        try:
            told = signing.loads(text, salt=_SALT, max_age=_KEPT_FOR)
            if told["user"] == user.pk:
                return cls(told["name"], base64.b64decode(told["content"]))
        except (signing.BadSignature, KeyError, TypeError, binascii.Error):
            pass
        raise BadRequest(_now("This preview has expired. Upload the file again."))


class ArchiveChanged(Exception):
    """The archive has changed since the preview; ``plan`` is what would be done now."""

    def __init__(self, plan: ImportPlan) -> None:
        self.plan = plan


@page("import/", "import", of=(Source, Statement), may="add")
def import_page(request: HttpRequest, model: type[Model]) -> HttpResponse:
    """A form for a file; by POST of a file its preview; by POST of that, it is done."""
    if "kept" in request.POST:
        return _confirmed(request, model, SignedFile.opened(request.POST["kept"], request.user))
    kind = KINDS[model]
    form = FileForm(kind, request)
    if not form.is_valid():
        return _page(request, model, file_form=form)
    file = form.cleaned_data["file"]
    kept = SignedFile(str(file.name), file.read())
    try:
        plan = kind.plan(kept.name, kept.content, request)
    except (UnreadableFile, Busy) as error:
        form.add_error("file", str(error))
        return _page(request, model, file_form=form)
    checked = _checked_rows(request, plan)
    _tell_refuted(request, plan, chain.from_iterable(checked.values()))
    return _preview(request, model, kept, plan, checked=checked)


class ImportReasonForm(PublicReasonForm):
    """Asks why, and apart from that why words are published that their source does not have."""

    despite_check = despite_check_field()

    def __init__(self, is_public: bool, sent: QueryDict | None = None) -> None:
        super().__init__(is_public, sent)
        if not is_public:
            self.fields[DESPITE_CHECK].widget = forms.HiddenInput()


def _cites_captured(plan: ImportPlan) -> bool:
    """Whether a source of the statements to be written has a text."""
    cited = {one.source for entry in _statement_entries(plan) for one in entry.citations}
    return Capture.objects.filter(source__slug__in=cited).exists()


def _statement_entries(plan: ImportPlan) -> list[StatementEntry]:
    """The statements to be written."""
    return [one.entry for one in plan.written if isinstance(one.entry, StatementEntry)]


def _checked_rows(request: HttpRequest, plan: ImportPlan) -> dict[int, list[Citation]]:
    """The wordings of each entry, by its number, held against the texts of their sources.

    What would be written is written, checked, and taken back. A plan that is written knows its
    rows, so it is a copy of the one that is shown.
    """
    if not _cites_captured(plan):
        return {}
    plan = deepcopy(plan)
    with transaction.atomic():
        lock_record()
        try:
            checked = write(plan.written, edit_context(request, ""), request.user)
        except REFUSALS:
            # The import itself will say so.
            checked = []
        transaction.set_rollback(True)
    numbers = {one.row.pk: one.number for one in plan.written if isinstance(one.row, Statement)}
    rows: dict[int, list[Citation]] = defaultdict(list)
    for citation, _verdict in checked:
        rows[numbers[citation.statement_id]].append(citation)
    return rows


def _tell_refuted(request: HttpRequest, plan: ImportPlan, checked: Iterable[Citation]) -> None:
    """Say above the preview which words the texts of their sources, or the wordings, refute."""
    told = [sentence for citation in checked if (sentence := objection(citation))]
    for entry in _statement_entries(plan):
        cited = [one for one in entry.citations if one.kind in QUOTED and one.quoted]
        quoted = [(one.source, one.quoted) for one in cited]
        told += text_objections(entry.kind, entry.text, quoted, entry.language)
    for sentence in told[:NAMED]:
        messages.warning(request, sentence)
    if len(told) > NAMED:
        more = _now("There are %(count)d more of these in the file.")
        messages.warning(request, more % {"count": len(told) - NAMED})


def _confirmed(request: HttpRequest, model: type[Model], kept: SignedFile) -> HttpResponse:
    left_out = _left_out(request)
    kind = KINDS[model]
    try:
        with transaction.atomic():
            # Nobody else writes from here on, so what is planned is what is written.
            lock_record()
            plan = kind.plan(kept.name, kept.content, request)
            chosen = plan.without(left_out)
            form = ImportReasonForm(chosen.is_public, request.POST)
            if plan.digest() != request.POST.get("digest"):
                raise ArchiveChanged(plan)
            if not form.is_valid() or not chosen.written:
                return _preview(request, model, kept, plan, form, left_out)
            context = edit_context(
                request,
                form.cleaned_data[REASON],
                despite_check=form.cleaned_data[DESPITE_CHECK],
            )
            write(deepcopy(chosen).written, context, request.user)
            record_changes((), context)
            connection.check_constraints()
    except ArchiveChanged as changed:
        sentence = _now(
            "The archive has changed since this preview. Check the new preview before importing."
        )
        messages.warning(request, sentence)
        return _preview(request, model, kept, changed.plan, None, left_out)
    except Busy as busy:
        messages.error(request, _now("Nothing was imported. %(reason)s") % {"reason": busy})
        return _page(request, model, form=forms.Form(), carried=carried(request))
    except RefutedByCheck as refuted:
        messages.error(request, _now("Nothing was imported. %(reason)s") % {"reason": refuted})
        return _preview(request, model, kept, plan, form, left_out)
    except REFUSALS as error:
        sentence = _now("Nothing was imported. %(reason)s")
        messages.error(request, sentence % {"reason": refusal_of(error).sentence})
        return _preview(request, model, kept, plan, form, left_out)
    count = len(chosen.written)
    sentence = ngettext("%(count)d entry imported.", "%(count)d entries imported.", count)
    messages.success(request, sentence % {"count": count})
    return HttpResponseRedirect(list_url(model))


def _preview(
    request: HttpRequest,
    model: type[Model],
    kept: SignedFile,
    plan: ImportPlan,
    form: forms.Form | None = None,
    left_out: frozenset[int] = frozenset(),
    checked: Mapping[int, list[Citation]] | None = None,
) -> HttpResponse:
    """What becomes of each entry; of an import that was not done, its words are checked anew."""
    if checked is None:
        checked = _checked_rows(request, plan)
    return _page(
        request,
        model,
        plan=plan,
        entries=[(entry, checked.get(entry.number, ())) for entry in plan.shown],
        form=form or ImportReasonForm(plan.without(left_out).is_public),
        file_name=kept.name,
        kept=kept.signed(request.user),
        digest=plan.digest(),
        left_out=left_out,
    )


def _page(request: HttpRequest, model: type[Model], **shown: Any) -> HttpResponse:
    form = shown.get("file_form") or shown["form"]
    context = {
        **table_context(request, model, str(KINDS[model].title)),
        "importing": KINDS[model],
        "media": table_media(model) + form.media,
        **shown,
    }
    return TemplateResponse(request, "admin/quotes/import.html", context)


def _left_out(request: HttpRequest) -> frozenset[int]:
    """The entries that are not taken. Raises BadRequest for what is no number."""
    numbers = request.POST.getlist("leave_out")
    if not all(map(is_row_id, numbers)):
        raise BadRequest(_now("Identify each row by its number."))
    return frozenset(map(int, numbers))


# --- the export of what is selected --------------------------------------------------------------


def export_actions(request: HttpRequest) -> dict[str, ListAction]:
    """The formats in which statements go out as they come in, for the menu of their list."""
    table = admin.site.get_model_admin(Statement)
    if IS_POPUP_VAR in request.GET or not table.has_view_permission(request):
        return {}
    labels = {name: _now("Export as %(form)s") % {"form": name.upper()} for name in WRITERS}
    return {
        f"export_{name}": (partial(_export, name), f"export_{name}", label)
        for name, label in labels.items()
    }


def _export(
    form: str,
    table: admin.ModelAdmin[Statement],
    request: HttpRequest,
    queryset: QuerySet[Statement],
) -> HttpResponse | None:
    """The selected statements as a table that can be imported again."""
    keys = list(queryset.order_by().values_list("pk", flat=True).distinct()[: MOST_ROWS + 1])
    rows = list(sheet_rows(keys)) if len(keys) <= MOST_ROWS else []
    if not rows or len(rows) > MOST_ROWS:
        sentence = _now("You can export at most %(limit)s rows at once, one per citation.")
        messages.error(request, sentence % {"limit": f"{MOST_ROWS:,}"})
        return None
    content_type, written = WRITERS[form]
    response = HttpResponse(written((*COLUMNS, STATE), rows), content_type=content_type)
    name = f"statements-{timezone.localdate().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
