"""What the watch found: the queue of pages on which words are no longer as they were printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quotes.admin.base import ReadOnly, RecordAdmin
from quotes.admin.list_columns import link_to_row
from quotes.editing.workflow import EditorGroup, group_of
from quotes.models import Citation, Watch, WatchedPage
from quotes.models.link_checks import LOST, WatchedPageQuerySet
from quotes.text.differences import Piece
from quotes.verification.verify import verify

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class FoundFilter(admin.SimpleListFilter):
    """The queue, and what else an editor may ask for."""

    title = _("result")
    parameter_name = "found"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        return [
            ("new", _("changed, not reviewed yet")),
            *((state.value, state.label) for state in LOST),
            (Watch.BLOCKED.value, Watch.BLOCKED.label),
        ]

    def queryset(self, request: HttpRequest, pages: QuerySet[WatchedPage]) -> QuerySet[WatchedPage]:
        assert isinstance(pages, WatchedPageQuerySet)
        if self.value() == "new":
            return pages.with_losses().filter(seen_at__isnull=True)
        if self.value() in Watch.values:
            cited = Citation.objects.filter(watch=self.value())
            return pages.filter(source__in=cited.values("source"))
        return pages


@dataclass(frozen=True, slots=True)
class Seen:
    """A citation, what became of its words, and the difference from what stands there now."""

    citation: Citation
    pieces: Sequence[Piece] = ()
    sentences: Sequence[str] = ()


def seen_on(page: WatchedPage) -> Iterator[Seen]:
    """The citations of a page, those that have changed first."""
    citations = page.source.citations.select_related("statement__speaker", "source")
    text = page.capture.text if page.capture else ""
    for citation in sorted(citations, key=lambda each: each.watch not in LOST):
        if citation.watch != Watch.ALTERED or not citation.wording:
            yield Seen(citation)
            continue
        verdict = verify(citation.wording, text, language=page.source.language)
        pieces = printed_first(verdict.difference)
        yield Seen(citation, pieces, [finding.sentence for finding in verdict.findings])


def printed_first(pieces: Sequence[Piece]) -> list[Piece]:
    """A difference of text and wording, told in the order of time: what was printed, then what is.

    ``insert`` is what only the wording has, ``delete`` what only the text of today has.
    """
    ordered: list[Piece] = []
    for piece in pieces:
        is_late = piece.op == "insert" and ordered and ordered[-1].op == "delete"
        ordered.insert(len(ordered) - bool(is_late), piece)
    return ordered


@admin.register(WatchedPage)
class WatchedPageAdmin(ReadOnly, RecordAdmin[WatchedPage]):
    """Pages that are watched, with what became of the words cited from them."""

    list_display = ["page", "lost", "state", "looked_on"]
    list_filter = [FoundFilter, "state"]
    search_fields = ["source__title", "source__url", "source__outlet__name", "told"]
    ordering = ["-looked_at", "-pk"]
    actions = ["note"]
    change_form_template = "admin/quotes/watched_page.html"
    readonly_fields = ["page", "what_was_found", "archive_answered"]
    fields = [
        "page",
        "state",
        "what_was_found",
        "failures",
        "looked_at",
        "due_at",
        "seen_at",
        "archive_answered",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WatchedPage]:
        pages = super().get_queryset(request).select_related("source__outlet")
        counts = {
            state.value: Count("source__citations", filter=Q(source__citations__watch=state))
            for state in LOST
        }
        return pages.annotate(**counts)

    @admin.display(description=_("source"), ordering="source__title")
    def page(self, page: WatchedPage) -> SafeString:
        return format_html("{} ({})", str(page.source), page.source.outlet)

    @admin.display(description=_("result"))
    def what_was_found(self, page: WatchedPage) -> str:
        return _in_page_language(page.told)

    @admin.display(description=_("web archive’s answer"))
    def archive_answered(self, page: WatchedPage) -> str:
        return _in_page_language(page.archive_told)

    @admin.display(description=_("words"))
    def lost(self, page: WatchedPage) -> str:
        counts = {state: getattr(page, state.value, 0) for state in LOST}
        return ", ".join(f"{count} {state.label}" for state, count in counts.items() if count)

    @admin.display(description=_("last checked"), ordering="looked_at")
    def looked_on(self, page: WatchedPage) -> str:
        return date_format(localtime(page.looked_at)) if page.looked_at else ""

    def has_note_permission(self, request: HttpRequest) -> bool:
        """Whoever takes a page off the queue answers for it."""
        return group_of(request.user) in (EditorGroup.EDITOR, EditorGroup.ADMIN)

    @admin.action(description=_("Mark as reviewed"), permissions=["note"])
    def note(self, request: HttpRequest, pages: QuerySet[WatchedPage]) -> None:
        chosen = WatchedPage.objects.filter(pk__in=pages.values("pk"))
        count = chosen.update(seen_at=timezone.now())
        sentence = ngettext(
            "%(count)d page was marked as reviewed.",
            "%(count)d pages were marked as reviewed.",
            count,
        )
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    def form_context(
        self, request: HttpRequest, row: WatchedPage | None, form: ModelForm
    ) -> dict[str, object]:
        if row is None:
            return {}
        return {
            "seen": list(seen_on(row)),
            "source_link": link_to_row(row.source, _now("The source")),
            "capture_link": row.capture
            and link_to_row(row.capture, _now("Text at the last check")),
        }


def _in_page_language(told: str) -> str:
    """A sentence that the watch has stored, which is English; one that names a host stays so."""
    return _now(told) if told else ""
