"""The text of a source: added in one of three ways, looked at before it is kept, never changed.

Nothing is stored until the editor has seen what was understood. In between, the text travels signed
with the page, so that what is kept is what was read, and no table holds half-done work.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import widgets
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Field, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dometracker.admin_site import page
from dometracker.bounded import Busy
from quotes.admin.base import ReadOnly, RecordAdmin
from quotes.admin.constraint_messages import REFUSALS, refusal_of
from quotes.admin.editor import edit_context
from quotes.admin.forms import REASON, ProseField
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.object_actions import Link, may_change, row_context, table_media
from quotes.admin.row_choices import is_row_id
from quotes.admin.workbench import card_url, may_extract
from quotes.capture import documents
from quotes.capture.captures import (
    article_of,
    capture,
    captured,
    fetched,
    fill_missing,
    missing_of,
)
from quotes.capture.documents import DocumentError, PageDocument
from quotes.capture.fetch import Fetcher, FetchError, Limits
from quotes.capture.metadata import Metadata
from quotes.capture.queue import document_from, document_of
from quotes.capture.twins import twins_of
from quotes.models import Capture, CheckState, Citation, QueuedPage, QueueState, Source
from quotes.models.vocabulary import CAUTIONED, How

# An editor waits for it, and gunicorn ends a request after 30 seconds.
_LIMITS = Limits(total=20.0)

# Of a text, in characters, that a page shows; the rest is counted.
_SHOWN = 60_000

_SALT = "quotes.admin.captures"


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that was read and is not kept yet."""

    document: PageDocument
    how: How
    taken_at: datetime
    origin: dict[str, Any]

    def signed(self, source: Source) -> str:
        """For a field of the page; good for this source alone."""
        values = {
            "source": source.pk,
            "document": asdict(self.document),
            "how": self.how.value,
            "taken_at": self.taken_at.isoformat(),
            "origin": self.origin,
        }
        return signing.dumps(values, salt=_SALT, compress=True)


def taken_from(signed: str, source: Source) -> Taken | None:
    """What was signed for this source, or None where somebody else wrote it."""
    try:
        values = signing.loads(signed, salt=_SALT)
    except signing.BadSignature:
        return None
    if values["source"] != source.pk:
        return None
    return Taken(
        document_from(values["document"]),
        How(values["how"]),
        datetime.fromisoformat(values["taken_at"]),
        values["origin"],
    )


# --- the forms -----------------------------------------------------------------------------------


class TextForm(forms.Form):
    """Takes a text in one of three ways; the button that is pressed says which."""

    pasted = ProseField(
        label=_("Text or HTML of the page"),
        required=False,
        strip=False,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "Paste the whole article, with headline and byline. Pasting the page’s HTML "
            "also gives us authors, date and agency."
        ),
    )
    # What the browser has copied beside the plain text; a script fills it, and empties it when the
    # text is changed by hand.
    copied = ProseField(required=False, strip=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("HTML, PDF or text file"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".html,.htm,.xhtml,.pdf,.txt"}),
    )

    class Media:
        js = ["js/admin-pasting.js"]

    def __init__(self, source: Source, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.taken: Taken | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        ways = {How.FETCHED: self._fetch, How.PASTED: self._paste, How.UPLOADED: self._upload}
        way = ways.get(self.data.get("how", ""), self._paste)
        try:
            self.taken = way()
        except (DocumentError, FetchError, Busy) as error:
            field = {self._fetch: None, self._upload: "file"}.get(way, "pasted")
            self.add_error(field, ValidationError(str(error)))
        return cleaned

    def _fetch(self) -> Taken:
        with Fetcher(_LIMITS) as fetcher:
            found = fetched(self.source.url or "", fetcher)
        return Taken(found.document, How.FETCHED, found.answer.fetched_at, found.origin)

    def _paste(self) -> Taken:
        return Taken(self._read_pasted(), How.PASTED, timezone.now(), {})

    def _read_pasted(self) -> PageDocument:
        """What was copied with its markup, where that is the text that is shown in the form."""
        url, shown = self.source.url or "", self.cleaned_data.get("pasted") or ""
        try:
            copied = documents.read_pasted(self.cleaned_data.get("copied") or "", url=url)
        except DocumentError:
            copied = None
        return (
            copied
            if copied and _same_words(copied.text, shown)
            else documents.read_pasted(shown, url=url)
        )

    def _upload(self) -> Taken:
        file = self.cleaned_data.get("file")
        if file is None:
            raise documents.EmptyDocument(_now("Choose a file first."))
        if file.size > documents.LARGEST:
            raise documents.too_large()
        document = documents.read(file.read(), file.content_type or "")
        return Taken(document, How.UPLOADED, timezone.now(), {"file": file.name[:200]})


def _same_words(one: str, other: str) -> bool:
    """Whether two texts have nearly the same words, whatever stands between them."""
    words, others = set(re.findall(r"\w+", one)), set(re.findall(r"\w+", other))
    return len(words & others) >= 0.9 * len(words | others)


class KeepForm(forms.Form):
    """Keeps a text that was looked at, and fills what the source does not say yet."""

    taken = forms.CharField(widget=forms.HiddenInput)
    columns = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Copy into the archive")
    )
    reason = ProseField(
        label=_("Reason for the change"),
        required=False,
        max_length=2000,
        widget=widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Required if this changes a published page. Readers will see it."),
    )

    def __init__(self, offered: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns: Any = self.fields["columns"]
        columns.choices = [(name, capfirst(label_of(name))) for name in offered]
        if not offered:
            del self.fields["columns"], self.fields[REASON]


def label_of(column: str) -> str:
    field = Source._meta.get_field(column)
    assert isinstance(field, Field)
    return str(field.verbose_name)


# --- what is shown of a text ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """What a document says of itself beside what its source has."""

    label: str
    understood: str
    known: str
    column: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.known and self.understood and self.known != self.understood)


def compared(source: Source, metadata: Metadata, fillable: list[str]) -> Iterator[Compared]:
    wire = source.wire
    pairs = {
        "title": (metadata.title, source.title),
        "outlet": (metadata.outlet, source.outlet.name),
        "authors": (", ".join(metadata.authors), ", ".join(source.authors)),
        "published": (metadata.published, source.published.text),
        "language": (metadata.language, source.language),
        "wire": (metadata.wire, wire.name if wire else ""),
        "canonical_url": (metadata.canonical_url, source.url or ""),
    }
    for name, (understood, known) in pairs.items():
        column = name if name in fillable else ""
        yield Compared(capfirst(label_of(name)), understood, known, column)
    if metadata.modified:
        yield Compared(_now("Last changed"), metadata.modified, "")


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text in paragraphs, as far as a page shows it."""

    paragraphs: list[str]
    more: int

    @property
    def is_cut(self) -> bool:
        return self.more > 0


def shown(text: str) -> ShownText:
    return ShownText(
        [part for part in text[:_SHOWN].split("\n\n") if part.strip()], max(0, len(text) - _SHOWN)
    )


def counted_words(text: str) -> str:
    count = len(text.split())
    return ngettext("%(count)s word", "%(count)s words", count) % {
        "count": number_format(count, force_grouping=True)
    }


# --- the pages -----------------------------------------------------------------------------------


@page("<int:pk>/capture/", "capture", of=Source, may="add")
def capture_page(request: HttpRequest, pk: int) -> HttpResponse:
    """First a text is read and shown; then, from the page that shows it, kept.

    Whoever may add a source may add its text: it is evidence, and changes nothing. Who has just
    added a text goes on with what it says.
    """
    sources = Source.objects.select_related("outlet", "wire")
    source = sources.filter(pk=pk).first() if is_row_id(pk) else None
    if source is None:
        raise Http404
    queued = _queued(request, source)
    if request.method != "POST" or "taken" not in request.POST:
        form = TextForm(source, *_sent(request))
        taken = form.taken if form.is_bound and form.is_valid() else None
        if queued and not form.is_bound:
            taken = _taken_of(queued)
        return _page(request, source, form, taken)
    taken = taken_from(request.POST["taken"], source)
    if taken is None:
        raise PermissionDenied(_now("We did not read this text here. Read it again."))
    keep = KeepForm(_fillable(request, source, taken), request.POST)
    kept = _keep(request, source, taken, keep) if keep.is_valid() else None
    if kept is None:
        return _page(request, source, TextForm(source), taken, keep)
    if queued:
        queued.state, queued.document = QueueState.ADDED, None
        queued.save()
    if not may_extract(request):
        return HttpResponseRedirect(form_url(source))
    return HttpResponseRedirect(card_url(request, kept, queued.words if queued else ""))


def _queued(request: HttpRequest, source: Source) -> QueuedPage | None:
    """What the account has had read of this source and has not kept yet, if the page is for it."""
    number = request.GET.get("queued", "")
    if not is_row_id(number):
        return None
    mine = QueuedPage.objects.of(request.user.pk).defer(None).exclude(document=None)
    return mine.filter(pk=number, source=source).first()


def _taken_of(queued: QueuedPage) -> Taken | None:
    document = document_of(queued)
    if document is None:
        return None
    taken_at = queued.taken_at or timezone.now()
    return Taken(document, How(queued.how), taken_at, queued.origin)


def capture_links(request: HttpRequest, source: Source) -> list[Link]:
    """The way to the page that adds the text of a source."""
    if not admin.site.get_model_admin(Source).has_add_permission(request):
        return []
    return [(page_url("capture", source), _now("Add the article text"))]


def _fillable(request: HttpRequest, source: Source, taken: Taken) -> list[str]:
    if not may_change(request, source):
        return []
    return list(missing_of(source, taken.document.metadata))


def _page(
    request: HttpRequest,
    source: Source,
    form: TextForm,
    taken: Taken | None = None,
    keep: KeepForm | None = None,
) -> HttpResponse:
    context = {
        **row_context(request, source, _now("Add the text of this source")),
        "form": form,
        "media": table_media(Source) + form.media,
        "captures": source.captures.defer("text"),
        "how": How,
    }
    if taken:
        context |= _understood(request, source, taken, keep)
    return TemplateResponse(request, "admin/quotes/capturing.html", context)


def _understood(
    request: HttpRequest, source: Source, taken: Taken, keep: KeepForm | None
) -> dict[str, object]:
    offered = _fillable(request, source, taken)
    document = taken.document
    return {
        "taken": taken,
        "known": captured(source, document),
        "twins": twins_of(source, document),
        "merge_url": page_url("merge", source) if may_change(request, source) else "",
        "keep": keep
        or KeepForm(offered, initial={"taken": taken.signed(source), "columns": offered}),
        "compared": list(compared(source, document.metadata, offered)),
        **text_context(document),
    }


def text_context(document: PageDocument) -> dict[str, object]:
    """A text that was read as pages show it."""
    return _text_context(document.article, document.text[document.article_end :])


def _text_context(article: str, rest: str) -> dict[str, object]:
    """The two parts of a text as a page shows them, and how many words each has."""
    return {
        "article": shown(article),
        "rest": shown(rest),
        "words": counted_words(article),
        "words_of_rest": counted_words(rest),
    }


def _keep(request: HttpRequest, source: Source, taken: Taken, keep: KeepForm) -> Capture | None:
    """Keep the text and fill what was chosen, both or neither; None where it was not done."""
    columns = keep.cleaned_data.get("columns", [])
    context = edit_context(request, keep.cleaned_data.get(REASON, ""))
    known = captured(source, taken.document)
    try:
        with transaction.atomic():
            kept = capture(source, taken.document, taken.how, taken.taken_at, taken.origin)
            fill_missing(source, taken.document.metadata, columns, context)
            connection.check_constraints()
    except REFUSALS as error:
        refused = refusal_of(error)
        field = refused.field if refused.field in keep.fields else None
        keep.add_error(field, ValidationError(str(refused.sentence)))
        return None
    if known:
        sentence = _now("The same text was already saved on %(day)s; we keep that copy.")
        messages.info(request, sentence % {"day": date_format(known.taken_at)})
    else:
        note = f"Text added (capture {kept.pk})"
        admin.site.get_model_admin(Source).log_change(request, source, note)
        messages.success(request, added_text(source, kept))
    return kept


def _sent(request: HttpRequest) -> tuple[object, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def added_text(source: Source, kept: Capture) -> str:
    """What was kept, and what became of the words cited from it, in sentences."""
    sentences = [_now("Text saved: %(words)s.") % {"words": counted_words(article_of(kept))}]
    for state in CheckState:
        count = source.citations.filter(check_state=state, wording__isnull=False).count()
        if count and state != CheckState.UNCHECKED:
            sentences.append(
                ngettext(
                    "%(count)d wording: %(outcome)s.", "%(count)d wordings: %(outcome)s.", count
                )
                % {"count": count, "outcome": state.label}
            )
    cautioned = source.citations.filter(caution__in=CAUTIONED).count()
    if cautioned:
        sentence = ngettext(
            "%(count)d of them with a caution: the page seems to credit somebody else.",
            "%(count)d of them with a caution: the page seems to credit somebody else.",
            cautioned,
        )
        sentences.append(sentence % {"count": cautioned})
    return " ".join(sentences)


@admin.register(Capture)
class CaptureAdmin(ReadOnly, RecordAdmin[Capture]):
    """Captured texts, to be read by editors."""

    list_display = ["source", "taken_at", "how", "sha256"]
    list_select_related = ["source"]
    list_filter = ["how"]
    date_hierarchy = "taken_at"
    search_fields = ["source__title", "source__url", "sha256"]
    change_form_template = "admin/quotes/capture.html"
    readonly_fields = ["metadata_lines"]
    fields = ["source", "taken_at", "how", "sha256", "metadata_lines"]

    @admin.display(description=_("metadata"))
    def metadata_lines(self, kept: Capture) -> str:
        """What the page says of itself, a line each; where its article ends is for programs."""
        lines = (
            (name.replace("_", " "), ", ".join(value) if isinstance(value, list) else value)
            for name, value in kept.metadata.items()
            if name != "article_end"
        )
        return format_html_join(mark_safe("<br>"), "{}: {}", lines)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).defer("text")

    def form_context(
        self, request: HttpRequest, row: Capture | None, form: forms.ModelForm
    ) -> dict[str, object]:
        if row is None:
            return {}
        article = article_of(row)
        cited = Citation.objects.filter(capture=row).select_related("statement__speaker", "source")
        return {"citations": cited, **_text_context(article, row.text[len(article) :])}
