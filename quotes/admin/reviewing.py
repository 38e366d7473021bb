"""The review of a statement: the article beside what became of it, and a decision.

Left stands the text of a source with the words marked in it, right the statement as readers would
see it, each wording with its check and the sentence around it, and what editors said of it. Below
are *Publish*, *Send back* and the next that waits. Who decides has seen both; what has changed
since the page was made is shown once more before it is decided on.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dometracker.admin_site import page
from quotes.admin.discussion import discussion_context
from quotes.admin.forms import DESPITE_CHECK, despite_check_field
from quotes.admin.gap_questions import IS_COMPLETE, ask
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.object_actions import Link, refusals_of, row_context
from quotes.admin.preview import FRAMED, WITH_FRAME
from quotes.admin.review_changes import changes_since_sent_back
from quotes.admin.review_queue import name_of, next_url
from quotes.admin.review_steps import sent_back_field, take_step
from quotes.admin.said import office_then
from quotes.admin.workbench import workbench_url
from quotes.capture.captures import article_of
from quotes.editing.gaps import Gap, open_gap
from quotes.editing.gate import (
    figure_objections_of,
    objection,
    objections,
    text_objections_of,
)
from quotes.editing.review_notes import waiting_for
from quotes.editing.workflow import (
    Action,
    NotAllowed,
    may,
    needs_reason_to_send_back,
    send_back,
)
from quotes.models import Citation, State, Statement
from quotes.revisions.snapshot import snapshot_of
from quotes.text.spans import Span
from quotes.verification.store import check_citations, checkable, stale

# Characters of an article that are shown before and behind the words.
_AROUND = 12_000
# Characters of the text beside a wording, to the next blank.
_BESIDE = 160
PUBLISH, SEND_BACK = "publish", "send_back"


class ReviewForm(forms.Form):
    """What a reviewer decides, with the reasons that this needs."""

    decision = forms.ChoiceField(choices=[(PUBLISH, PUBLISH), (SEND_BACK, SEND_BACK)])
    seen = forms.CharField(widget=forms.HiddenInput)
    despite_check = despite_check_field()
    is_complete = forms.BooleanField(required=False)
    sent_back_because = sent_back_field()

    def __init__(self, statement: Statement, gap: Gap | None, sent: Any = None) -> None:
        super().__init__(sent, initial={"seen": state_of(statement)})
        if not objections([statement.pk]):
            del self.fields[DESPITE_CHECK]
        if gap:
            ask(self, gap)
        else:
            del self.fields[IS_COMPLETE]
        self.gap = gap

    def shown(self) -> list[forms.BoundField]:
        """The fields to be filled in."""
        names = (DESPITE_CHECK, IS_COMPLETE, "sent_back_because")
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == PUBLISH and self.gap and not cleaned.get(IS_COMPLETE):
            self.add_error(IS_COMPLETE, _("This is asked once. Tick it, or send it back."))
        if cleaned.get("decision") == PUBLISH and cleaned.get("sent_back_because"):
            told = _("The author would not get this note. Send the statement back, or clear it.")
            self.add_error("sent_back_because", told)
        return cleaned

    def refuse(self, sentences: list[str]) -> None:
        self.add_error(None, ValidationError(sentences))


@page("<int:pk>/review/", "review", of=Statement, may="change")
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The article, the statement, and a decision; by POST it is taken, and the next is shown."""
    row = _row(pk)
    if row.state != State.IN_REVIEW:
        messages.info(request, _now("This statement is not waiting for a review."))
        return HttpResponseRedirect(form_url(row))
    may_send_back = may(request.user, Action.SEND_BACK, row)
    if not may_send_back:
        raise PermissionDenied(may_send_back.sentence)
    cited = Citation.objects.filter(statement=row)
    check_citations(stale(checkable().filter(statement=row)))
    gap = open_gap(row.pk, row.speaker, row.said)
    following = next_url(request.user, row)
    sent = request.POST.copy() if request.method == "POST" else None
    is_as_seen = sent is None or sent.get("seen") == state_of(row)
    if sent is not None:
        sent["seen"] = state_of(row)
    form = ReviewForm(row, gap, sent)
    if sent is not None and form.is_valid():
        if not is_as_seen:
            form.refuse([_now("Somebody has changed it since you opened it. Look once more.")])
        elif _is_decided(request, row, form):
            return HttpResponseRedirect(following)
        # What was tried has been taken back, and the row in hand has not.
        row = _row(pk)
    context = row_context(request, row, _now("Review"))
    rows = cited.select_related("source__outlet", "capture", "via").order_by("position", "pk")
    sides = [ReviewedWording(citation) for citation in rows]
    context |= {
        "form": form,
        "media": form.media,
        "wordings": sides,
        "text_objections": [
            *text_objections_of(row, [one.citation for one in sides]),
            *figure_objections_of([row.pk]),
        ],
        "article": _article(sides),
        "office": office_then(row.speaker, row.said),
        "may_publish": may(request.user, Action.PUBLISH, row),
        "needs_reason": needs_reason_to_send_back(row, request.user),
        "began": name_of(row.created_by),
        "changes": changes_since_sent_back(row),
        "waiting": waiting_for(Statement.objects.all(), request.user).count(),
        "next_url": following,
        "preview_url": f"{page_url('preview', row)}?{FRAMED}",
        **discussion_context(request, row),
    }
    response = TemplateResponse(request, "admin/quotes/review.html", context)
    response["Content-Security-Policy"] = WITH_FRAME
    return response


def _row(pk: int) -> Statement:
    row = Statement.objects.with_page().with_relations().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def review_links(request: HttpRequest, statement: Statement) -> list[Link]:
    """The way to the review of what waits for one, for who may decide on it."""
    if statement.state != State.IN_REVIEW or not may(request.user, Action.PUBLISH, statement):
        return []
    return [(page_url("review", statement), _now("Review"))]


def state_of(statement: Statement) -> str:
    """A digest of all that would become public, to tell whether it is what was looked at."""
    told = json.dumps(snapshot_of(statement), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _is_decided(request: HttpRequest, row: Statement, form: ReviewForm) -> bool:
    """Do what was decided; False where it was refused, with the sentences on the form."""
    decision, cleaned = form.cleaned_data["decision"], form.cleaned_data
    try:
        with transaction.atomic():
            if decision == PUBLISH:
                sentences = refusals_of(lambda: _publish(request, row, form))
            else:
                sentences = []
                send_back(row, request.user, cleaned["sent_back_because"])
    except NotAllowed as error:
        sentences = [str(error)]
    if sentences:
        form.refuse(sentences)
        return False
    told = _now("Published: %(row)s") if decision == PUBLISH else _now("Sent back: %(row)s")
    messages.success(request, told % {"row": row})
    return True


def _publish(request: HttpRequest, row: Statement, form: ReviewForm) -> None:
    take_step(
        request,
        row,
        Action.PUBLISH,
        sent_back="",
        despite_check=form.cleaned_data.get(DESPITE_CHECK, ""),
        is_complete=bool(form.cleaned_data.get(IS_COMPLETE)),
    )
    admin.site.get_model_admin(Statement).log_change(request, row, "Published.")


# --- what is read --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """A stretch of a text; the words in question are marked."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class ReviewedWording:
    """A wording with its check, and the text around it."""

    citation: Citation

    @property
    def objection(self) -> str:
        return objection(self.citation)

    @cached_property
    def span(self) -> Span | None:
        if self.citation.capture is None or self.citation.start is None:
            return None
        return Span(self.citation.start, self.citation.end or self.citation.start)

    @property
    def around(self) -> list[ReviewedText]:
        """The words as they stand in the text, with what is beside them; empty where nowhere."""
        if self.span is None or self.citation.capture is None:
            return []
        text, (start, end) = self.citation.capture.text, self.span
        before = text[max(0, start - _BESIDE) : start]
        behind = text[end : end + _BESIDE]
        if start > _BESIDE:
            before = "… " + before.partition(" ")[2]
        if end + _BESIDE < len(text):
            behind = behind.rpartition(" ")[0] + " …"
        return [ReviewedText(before), ReviewedText(text[start:end], True), ReviewedText(behind)]

    @property
    def workbench_url(self) -> str:
        capture = self.citation.capture
        return workbench_url(self.citation.source, capture) if capture else ""

    @property
    def capture_url(self) -> str:
        return form_url(self.citation.capture) if self.citation.capture else ""


@dataclass(frozen=True)
class ReviewedArticle:
    """The text of a source, in paragraphs, with the words marked."""

    citation: Citation
    paragraphs: list[list[ReviewedText]]
    is_cut: bool


def _article(wordings: Sequence[ReviewedWording]) -> ReviewedArticle | None:
    """The article of the first wording that has a text, with all that was found in that text."""
    first = next((one for one in wordings if one.citation.capture), None)
    if first is None or first.citation.capture is None:
        return _unplaced_article(wordings)
    capture = first.citation.capture
    marks = sorted(
        one.span for one in wordings if one.citation.capture_id == capture.pk and one.span
    )
    return _shown_article(first.citation, capture.text, marks)


def _unplaced_article(wordings: Sequence[ReviewedWording]) -> ReviewedArticle | None:
    """Of a statement without wordings that were held: the newest text of its first source."""
    for one in wordings:
        capture = one.citation.source.captures.order_by("-taken_at", "-pk").first()
        if capture:
            return _shown_article(one.citation, article_of(capture), [])
    return None


def _shown_article(citation: Citation, text: str, marks: Sequence[Span]) -> ReviewedArticle:
    first = max(0, marks[0].start - _AROUND) if marks else 0
    last = min(len(text), marks[-1].end + _AROUND) if marks else min(len(text), 2 * _AROUND)
    paragraphs: list[list[ReviewedText]] = [[]]
    for piece in _pieces(text, first, last, marks):
        parts = piece.text.split("\n\n")
        for number, part in enumerate(parts):
            if number:
                paragraphs.append([])
            if part:
                paragraphs[-1].append(ReviewedText(part, piece.is_marked))
    shown = [one for one in paragraphs if "".join(part.text for part in one).strip()]
    return ReviewedArticle(citation, shown, first > 0 or last < len(text))


def _pieces(text: str, first: int, last: int, marks: Sequence[Span]) -> Iterator[ReviewedText]:
    at = first
    for mark in marks:
        start = max(at, mark.start)
        if start >= mark.end:
            continue
        yield ReviewedText(text[at:start])
        yield ReviewedText(text[start : mark.end], True)
        at = mark.end
    yield ReviewedText(text[at:last])
