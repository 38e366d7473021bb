"""From an article to drafts: what was found in a text is accepted, added, rejected, one by one.

Nothing enters the record before an editor says so. What is proposed is found when the page is
opened for the first time, and kept with every change of a card, so that two editors at one article
see the same, and who leaves finds all of it again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, models, transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quotes.admin.base import REFUSALS, editor_name
from quotes.admin.constraint_messages import refusal_of
from quotes.admin.near_duplicate_warnings import another_url, caution, told
from quotes.admin.object_actions import ActingAdmin, page_context
from quotes.admin.row_choices import is_row_id
from quotes.admin.workbench_forms import CardForm, nearest, spans_in
from quotes.capture.captures import article_of
from quotes.editing import EditContext, Refused
from quotes.editing.slugs import proposed_slug
from quotes.extraction import extract
from quotes.extraction.certainty import CERTAIN
from quotes.models import Capture, Decision, Proposal, Source, Speaker, State, Statement, Topic
from quotes.search.near_duplicates import LEAST, VERY, Alike, alike
from quotes.text.differences import compare_wording
from quotes.text.folding import search_fold
from quotes.text.spans import Span
from quotes.workbench import decisions
from quotes.workbench.decisions import NewSpeaker, pieces_of, words_of
from quotes.workbench.directory import known_speakers

# What topics are suggested from: statements that are alike to some degree at least.
_AKIN = 50
_MOST_ALIKE = 3
_MOST_TOPICS = 4
# Letters that a word and a topic's name must share from the beginning.
_STEM = 5

# Cards that are compared with what is there when the page is made, since each takes some 50 ms. The
# others are when they are turned to.
_COMPARED_AT_ONCE = 12

# SQLSTATE (PostgreSQL documentation, appendix A) of two who waited for each other.
_DEADLOCK = "40P01"

_PARAGRAPH = re.compile(r"[^\n]+")


# --- what the page shows -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A statement that is there already, as a card shows it."""

    found: Alike
    told: str
    caution: str
    may_add: bool
    difference: Sequence[Any]

    @property
    def is_public(self) -> bool:
        """Whether another wording of it is a change that the public reads."""
        return self.found.statement.state == State.PUBLISHED

    @property
    def is_very(self) -> bool:
        return self.found.score >= VERY and self.found.is_same_speaker


@dataclass(frozen=True, slots=True)
class Suggested:
    """A topic, and why it is suggested."""

    topic: Topic
    why: str


@dataclass
class Card:
    """A proposal with all that is shown of it."""

    proposal: Proposal
    number: int
    form: CardForm
    known: list[Known] = field(default_factory=list)
    suggested: list[Suggested] = field(default_factory=list)
    decided_by: str = ""
    is_compared: bool = True

    @property
    def words(self) -> str:
        return words_of(self.proposal.capture.text, pieces_of(self.proposal))

    @property
    def mention(self) -> str:
        """Who says it, in the words of the article."""
        spans = [self.proposal.candidate.get(name) for name in ("mention", "cue")]
        text = self.proposal.capture.text
        return " … ".join(text[start:end] for start, end in filter(None, spans))

    @property
    def via_named(self) -> str:
        return str(self.proposal.candidate.get("via", ""))

    @property
    def percent(self) -> int | None:
        return self._percent("certainty")

    @property
    def speaker_percent(self) -> int | None:
        return self._percent("speaker_certainty")

    def _percent(self, name: str) -> int | None:
        certainty = self.proposal.candidate.get(name)
        return None if certainty is None else round(100 * certainty)

    @property
    def is_not_said(self) -> bool:
        """Whether the article does not report the words as said."""
        return bool(self.proposal.candidate.get("not_said"))

    @property
    def offered(self) -> list[Speaker]:
        """Officials who may be meant, where extraction leaves it open."""
        slugs = self.proposal.candidate.get("offered") or []
        return list(Speaker.objects.filter(slug__in=slugs)) if slugs else []

    @property
    def source_sentence(self) -> str:
        """The sentence of the report, as the article has it."""
        found = self.proposal.candidate
        spans = [*found.get("pieces", []), *filter(None, (found.get("mention"), found.get("cue")))]
        text = self.proposal.capture.text
        start, end = min(s for s, _e in spans), max(e for _s, e in spans)
        return text[start:end]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What another sentence of the report gives, with that sentence: day, place, outlet."""
        found = self.proposal.candidate
        said, place = found.get("said") or {}, found.get("place") or {}
        given = [
            (said.get("said", ""), said.get("from")),
            (place.get("text", ""), place.get("from")),
            (found.get("via", ""), found.get("via_from")),
        ]
        text = self.proposal.capture.text
        return [(what, text[slice(*span)]) for what, span in given if span]

    @property
    def is_certain(self) -> bool:
        """Whether it may be accepted with others: words and speaker certain, resolved, and new."""
        found = self.proposal.candidate
        return (
            self.proposal.is_open
            and not self.is_not_said
            and min(found.get("certainty") or 0, found.get("speaker_certainty") or 0) >= CERTAIN
            and self.proposal.values["speaker"] is not None
            and not any(one.found.score >= VERY for one in self.known)
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the article, with the cards that it belongs to; the first begins there."""

    text: str
    cards: tuple[Card, ...] = ()
    begins: tuple[Card, ...] = ()

    @property
    def names(self) -> str:
        return " ".join(str(card.proposal.pk) for card in self.cards)

    @property
    def decision(self) -> str:
        """Of several the one that still asks for something."""
        decisions = [card.proposal.decision for card in self.cards]
        return "open" if "open" in decisions else decisions[0]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article with the cards that begin in it."""

    start: int
    segments: list[Segment]
    cards: list[Card]


def paragraphs(text: str, cards: Sequence[Card]) -> Iterator[Paragraph]:
    """The article in paragraphs, cut where a proposal begins or ends."""
    spans = [(span, card) for card in cards for span in pieces_of(card.proposal)]
    for match in _PARAGRAPH.finditer(text):
        if not match[0].strip():
            continue
        start, end = match.span()
        inside = [(span, card) for span, card in spans if span.start < end and span.end > start]
        cuts = {start, end}
        for span, _card in inside:
            cuts |= {max(start, span.start), min(end, span.end)}
        edges = sorted(cuts)
        segments = [
            Segment(
                text[left:right],
                tuple(card for span, card in inside if span.start <= left and right <= span.end),
                tuple(card for span, card in inside if span.start == left),
            )
            for left, right in pairwise(edges)
        ]
        own = [card for card in cards if start <= card.proposal.start < end]
        yield Paragraph(start, segments, own)


def suggested_topics(words: str, akin: Iterable[Alike], topics: Iterable[Topic]) -> list[Suggested]:
    """Topics of which a word of the name is said, then those of statements that are alike."""
    found: dict[int, Suggested] = {}
    said = {word[:_STEM]: word for word in re.findall(r"\w{4,}", search_fold(words))}
    for topic in topics:
        names = re.findall(r"\w{4,}", search_fold(f"{topic.name} {topic.name_fr}"))
        word = next((said[name[:_STEM]] for name in names if name[:_STEM] in said), "")
        if word:
            why = _now("the word “%(word)s”") % {"word": word}
            found[topic.pk] = Suggested(topic, why)
    for one in akin:
        for topic in one.statement.topics.all():
            why = _now("as “%(words)s”") % {"words": Truncator(one.wording).chars(60)}
            found.setdefault(topic.pk, Suggested(topic, why))
    return list(found.values())[:_MOST_TOPICS]


def card_of(proposal: Proposal, number: int, user: Any, topics: Sequence[Topic]) -> Card:
    """A proposal with what is there already like it; of a decided one only what was decided."""
    if not proposal.is_open:
        form = CardForm(proposal)
        return Card(proposal, number, form, decided_by=decisions.decided_by(proposal))
    words = words_of(proposal.capture.text, pieces_of(proposal))
    speaker = Speaker.objects.filter(pk=proposal.values["speaker"] or 0).first()
    akin = alike(words, speaker=speaker, drafts=True, least=_AKIN)
    models.prefetch_related_objects([one.statement for one in akin], "topics")
    known = [
        Known(
            one,
            told(one, speaker_is_known=speaker is not None),
            caution(one),
            # Of somebody else it is no wording of the same utterance.
            (one.is_same_speaker or speaker is None) and bool(another_url(user, one.statement)),
            compare_wording(one.wording, words).pieces,
        )
        for one in akin[:_MOST_ALIKE]
        if one.score >= LEAST
    ]
    suggested = suggested_topics(words, akin, topics)
    form = CardForm(proposal, topics=[one.topic for one in suggested])
    return Card(proposal, number, form, known, suggested)


# --- the pages -----------------------------------------------------------------------------------


class WorkbenchAdmin(ActingAdmin):
    """The admin of sources, as far as statements are taken from their texts."""

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, str, Any]] = [
            ("", "", require_GET(self.workbench_page)),
            ("state/", "_state", require_GET(self.workbench_state)),
            ("mark/", "_mark", require_POST(self.workbench_mark)),
            ("again/", "_again", require_POST(self.workbench_again)),
            ("certain/", "_certain", self.workbench_certain),
            ("<int:number>/", "_card", self.workbench_card),
        ]
        return [
            *(
                path(
                    f"<int:pk>/workbench/{ending}",
                    self.admin_site.admin_view(page),
                    name=f"quotes_source_workbench{name}",
                )
                for ending, name, page in pages
            ),
            *super().get_urls(),
        ]

    def acts(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        others = super().acts(request, row)
        if not self._may_decide(request) or not row.captures.exists():
            return others
        return [(workbench_url(row), _now("Extract statements")), *others]

    def capture_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who has just added a text goes on with what it says."""
        answer = super().capture_view(request, pk)  # type: ignore[misc]
        if answer.status_code == 302 and self._may_decide(request):
            return HttpResponseRedirect(reverse("admin:quotes_source_workbench", args=[pk]))
        return answer

    def _may_decide(self, request: HttpRequest) -> bool:
        statements = self.admin_site.get_model_admin(Statement)
        return bool(statements.has_add_permission(request) and self.has_view_permission(request))

    def _capture(self, request: HttpRequest, pk: int) -> Capture:
        """The text that is worked on: the newest of the source, or the one that is named."""
        if not self._may_decide(request):
            raise PermissionDenied
        captures = Capture.objects.filter(source=pk) if is_row_id(pk) else Capture.objects.none()
        captures = captures.select_related("source__outlet").order_by("-taken_at", "-pk")
        named = request.GET.get("capture", request.POST.get("capture", ""))
        if named:
            captures = captures.filter(pk=named) if is_row_id(named) else captures.none()
        capture = captures.first()
        if capture is None:
            raise Http404
        return capture

    def workbench_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The article with its proposals, found when it is opened for the first time."""
        return self._workbench(request, self._capture(request, pk))

    def _workbench(
        self,
        request: HttpRequest,
        capture: Capture,
        answered: CardForm | None = None,
        missed: str = "",
    ) -> HttpResponse:
        found_now(capture)
        compared = None if "compare" in request.GET else _COMPARED_AT_ONCE
        cards = self._cards(request, capture, answered, compared)
        article = article_of(capture)
        decided = [card for card in cards if not card.proposal.is_open]
        context = {
            **page_context(self, request, capture.source, _now("Statements of this article")),
            # The article and its cards need the width.
            "is_nav_sidebar_enabled": False,
            "capture": capture,
            "source": capture.source,
            "paragraphs": list(paragraphs(article, cards)),
            # Those outside of the article are kept from an earlier reading of the same text.
            "others": [card for card in cards if card.proposal.start >= len(article)],
            "cards": cards,
            "decided": len(decided),
            "uncompared": sum(not card.is_compared for card in cards),
            "certain": sum(card.is_certain for card in cards),
            "media": self.media + cards[0].form.media if cards else self.media,
            "workbench_url": workbench_url(capture.source),
            "failed": bool(answered or missed),
            "missed": missed,
        }
        return TemplateResponse(request, "admin/quotes/workbench.html", context)

    def _cards(
        self,
        request: HttpRequest,
        capture: Capture,
        answered: CardForm | None = None,
        compared: int | None = None,
    ) -> list[Card]:
        """All cards of a text; so many of the open ones compared with what is there, or all."""
        topics = list(Topic.objects.all())
        cards: list[Card] = []
        left = compared
        for number, proposal in enumerate(proposals_of(capture), 1):
            if proposal.is_open and left == 0:
                card = Card(proposal, number, CardForm(proposal), is_compared=False)
            else:
                card = card_of(proposal, number, request.user, topics)
                left = left - 1 if left and proposal.is_open else left
            if answered and answered.proposal.pk == proposal.pk and proposal.is_open:
                card.form = answered
            cards.append(card)
        return cards

    def workbench_state(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Version and decision of each proposal, by which a page notices what others do."""
        rows = Proposal.objects.filter(capture=self._capture(request, pk))
        return JsonResponse(
            {"proposals": {str(row.pk): [row.version, row.decision] for row in rows}}
        )

    def workbench_mark(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose words that were missed: by their offsets, or by the words themselves."""
        capture = self._capture(request, pk)
        spans = spans_in(request.POST.get("spans", ""))
        words = request.POST.get("words", "").replace("\r\n", "\n").strip()
        span = spans[0] if spans else nearest(article_of(capture), words, 0) if words else None
        try:
            proposal = decisions.mark(capture, span or Span(0, 0))
        except Refused as refused:
            messages.error(request, str(refused))
            return self._workbench(request, capture, missed=words)
        return HttpResponseRedirect(workbench_url(capture.source, capture, proposal))

    def workbench_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look for statements once more; what anybody has touched stays."""
        capture = self._capture(request, pk)
        found = decisions.propose_again(capture, candidates_in(capture))
        told = ngettext(
            "%(count)d statement was found that nobody has worked on.",
            "%(count)d statements were found that nobody has worked on.",
            len(found),
        )
        messages.success(request, told % {"count": len(found)})
        return HttpResponseRedirect(workbench_url(capture.source, capture))

    def workbench_certain(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What may be accepted unseen: shown once more, and then accepted, each for itself."""
        capture = self._capture(request, pk)
        certain = [card for card in self._cards(request, capture) if card.is_certain]
        if request.method != "POST":
            context = {
                **page_context(self, request, capture.source, _now("Accept all that are certain")),
                "capture": capture,
                "cards": certain,
                "percent": round(100 * CERTAIN),
                "workbench_url": workbench_url(capture.source, capture),
            }
            return TemplateResponse(request, "admin/quotes/workbench_certain.html", context)
        wanted = set(request.POST.getlist("proposals"))
        accepted = 0
        for card in certain:
            if str(card.proposal.pk) not in wanted:
                continue
            refused = self._decide(request, card.proposal, "accept", sent_by(card.form))
            accepted += not refused
            for sentence in refused:
                messages.error(request, f"{card.number}: {sentence}")
        told = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", accepted)
        messages.success(request, told % {"count": accepted})
        return HttpResponseRedirect(workbench_url(capture.source, capture))

    def workbench_card(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One card: as it is now, or what is decided about it, as a page or, if asked, as JSON."""
        proposal = self._proposal(request, pk, number)
        as_json = "application/json" in request.headers.get("Accept", "")
        if request.method != "POST":
            if as_json:
                return self._card_json(request, proposal)
            return HttpResponseRedirect(
                workbench_url(proposal.capture.source, proposal.capture, proposal)
            )
        form = CardForm(proposal, request.POST)
        act = request.POST.get("act", "keep")
        refused = self._decide(request, proposal, act, form)
        proposal = self._proposal(request, pk, number)
        if as_json:
            answered = form if proposal.is_open and form.is_bound and refused else None
            return self._card_json(request, proposal, answered, refused, act)
        if refused:
            for sentence in refused:
                messages.error(request, sentence)
            return self._workbench(request, proposal.capture, form)
        done = _now("Kept.") if act == "keep" else outcome_told(proposal, act)
        messages.success(request, done)
        return HttpResponseRedirect(
            workbench_url(proposal.capture.source, proposal.capture, following(proposal, act))
        )

    def _proposal(self, request: HttpRequest, pk: int, number: int) -> Proposal:
        if not self._may_decide(request):
            raise PermissionDenied
        proposals = Proposal.objects.select_related(
            "capture__source__outlet", "statement__speaker", "decided_by"
        )
        is_id = is_row_id(pk) and is_row_id(number)
        proposal = proposals.filter(pk=number, capture__source=pk).first() if is_id else None
        if proposal is None:
            raise Http404
        return proposal

    def _card_json(
        self,
        request: HttpRequest,
        proposal: Proposal,
        answered: CardForm | None = None,
        refused: Sequence[str] = (),
        act: str = "",
    ) -> JsonResponse:
        numbers = [row.pk for row in proposals_of(proposal.capture)]
        number = numbers.index(proposal.pk) + 1
        card = card_of(proposal, number, request.user, list(Topic.objects.all()))
        if answered:
            card.form = answered
        context = {"card": card, "source": proposal.capture.source, "capture": proposal.capture}
        html = render_to_string("admin/quotes/workbench_card.html", context, request)
        told = " ".join(refused) if refused else outcome_told(proposal, act)
        return JsonResponse(
            {
                "html": html,
                "told": told,
                "done": not refused,
                "version": proposal.version,
                "decision": proposal.decision,
                "spans": [[*span] for span in pieces_of(proposal)],
            },
            status=409 if refused else 200,
        )

    # --- decisions -------------------------------------------------------------------------------

    def _decide(
        self, request: HttpRequest, proposal: Proposal, act: str, form: CardForm
    ) -> list[str]:
        """Do what a card asks for, in one transaction; sentences why it was not done."""
        try:
            with transaction.atomic():
                missing = self._act(request, proposal, act, form)
                connection.check_constraints()
        except Refused as refused:
            return refused.sentences
        except REFUSALS as error:
            return [str(refusal_of(error).sentence)]
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
                raise
            return [_now("Somebody else was changing the same. Nothing was done; try again.")]
        return missing

    def _act(self, request: HttpRequest, proposal: Proposal, act: str, form: CardForm) -> list[str]:
        user = signed_in(request)
        name = editor_name(request.user)
        if act == "reject":
            decisions.reject(proposal.pk, user)
        elif act == "undo":
            reason = "A wording was taken back: it does not belong here"
            decisions.undo(proposal.pk, user, EditContext(reason, name))
        elif act == "keep":
            form.is_valid()
            decisions.keep(proposal.pk, form.typed())
        elif act == "accept":
            form.is_valid()
            chosen = form.chosen()
            if chosen is None:
                return errors_of(form)
            if isinstance(chosen.speaker, NewSpeaker) and not self._may_add_speaker(request):
                return [_now("You may not add officials: choose one who is in the archive.")]
            decisions.accept(proposal.pk, user, chosen, named)
        elif act.startswith("merge"):
            form.is_valid()
            statement = self._merged_into(act, form)
            wording = form.wording(statement) if statement else None
            if statement is None or wording is None:
                return errors_of(form)
            reason = form.cleaned_data.get("reason", "")
            decisions.merge(proposal.pk, user, statement, wording, EditContext(reason, name))
        else:
            return [_now("Nothing is known of what this button should do.")]
        return []

    def _may_add_speaker(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.get_model_admin(Speaker).has_add_permission(request))

    def _merged_into(self, act: str, form: CardForm) -> Statement | None:
        _merge, _colon, number = act.partition(":")
        if number:
            rows = Statement.objects.filter(pk=number) if is_row_id(number) else None
            found = rows.select_related("speaker").first() if rows is not None else None
        else:
            found = form.cleaned_data.get("statement")
        if found is None:
            form.add_error("statement", _now("Choose the statement that it is."))
        return found


def signed_in(request: HttpRequest) -> User:
    """The account; nobody without one gets here."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def errors_of(form: CardForm) -> list[str]:
    """What a form lacks, in sentences."""
    return list(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))


def workbench_url(
    source: Source, capture: Capture | None = None, proposal: Proposal | None = None
) -> str:
    """The address of the workbench, at one of its cards."""
    page = reverse("admin:quotes_source_workbench", args=[source.pk])
    if capture and capture.pk != _newest(source):
        page += f"?capture={capture.pk}"
    return f"{page}#card-{proposal.pk}" if proposal else page


def _newest(source: Source) -> int | None:
    newest = source.captures.order_by("-taken_at", "-pk").values_list("pk", flat=True)
    return newest.first()


def proposals_of(capture: Capture) -> list[Proposal]:
    """The proposals of a text in the order of the article."""
    rows = (
        Proposal.objects.filter(capture=capture)
        .select_related("statement__speaker", "decided_by")
        .prefetch_related("statement__citations")
        .order_by("start", "end", "pk")
    )
    proposals = list(rows)
    for proposal in proposals:
        # The text is read once, not with every row.
        proposal.capture = capture
    return proposals


def found_now(capture: Capture) -> None:
    """Look for statements in the article, once."""
    if not Proposal.objects.filter(capture=capture).exists():
        decisions.propose(capture, candidates_in(capture))


def candidates_in(capture: Capture) -> list[Any]:
    source = capture.source
    return extract(
        article_of(capture),
        published=source.published,
        outlet=source.outlet.name,
        language=source.language,
        speakers=known_speakers(),
    )


def following(proposal: Proposal, act: str) -> Proposal:
    """The next card that asks for a decision, or the same where there is none or it stays."""
    if act in ("keep", "undo"):
        return proposal
    waiting = [row for row in proposals_of(proposal.capture) if row.is_open]
    later = [row for row in waiting if row.start >= proposal.start]
    return next(iter([*later, *waiting]), proposal)


def outcome_told(proposal: Proposal, act: str = "") -> str:
    """What has become of a proposal, by an act just now if one is given, in a sentence."""
    statement = proposal.statement
    if proposal.decision == Decision.ACCEPTED and statement:
        made = statement.citations.filter(pk__in=proposal.made["citations"])
        states = sorted({str(row.get_check_state_display()) for row in made})
        told = _now("Draft made; its words in the source: %(check)s.") % {
            "check": ", ".join(states)
        }
        if "speaker" in proposal.made:
            # A name is a guess of the extraction, and one key makes an official of it.
            added = _now("“%(name)s” was added to the officials.")
            told = f"{told} {added % {'name': statement.speaker}}"
        return told
    if proposal.decision == Decision.MERGED and statement:
        return _now("Added as another wording of “%(words)s”.") % {"words": statement.text[:80]}
    return {
        Decision.OPEN: _now("Taken back: it is open again.") if act == "undo" else _now("Open."),
        Decision.REJECTED: _now("Rejected."),
    }.get(Decision(proposal.decision), _now("Decided."))


def named(model: type[models.Model], parts: Sequence[str]) -> str:
    """The address part of a new row that no other has."""
    rows = model._default_manager.all()
    longest: Any = model._meta.get_field("slug").max_length  # type: ignore[union-attr]
    return proposed_slug(
        *parts, is_taken=lambda slug: rows.filter(slug=slug).exists(), longest=longest
    )


def sent_by(form: CardForm) -> CardForm:
    """The form as if it had been sent as it stands."""
    data = QueryDict(mutable=True)
    for name, value in form.initial.items():
        if isinstance(value, list):
            data.setlist(name, [str(one) for one in value])
        elif value not in (None, False):
            data[name] = str(value)
    return CardForm(form.proposal, data)
