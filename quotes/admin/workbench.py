"""From an article to drafts: what was found in a text is accepted, added, rejected, one by one.

Nothing enters the record before an editor says so. What is proposed is found when the page is
opened for the first time, and kept with every change of a card, so that two editors at one article
see the same, and who leaves finds all of it again.
"""

from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
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
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from dometracker.admin_site import SENT, page
from quotes.admin import review_steps
from quotes.admin.editor import edit_context, signed_in
from quotes.admin.forms import DESPITE_CHECK, REASON
from quotes.admin.list_columns import page_url
from quotes.admin.object_actions import Link, refusals_of, row_context, table_media
from quotes.admin.row_choices import is_row_id
from quotes.admin.workbench_cards import ProposalCard, cards_of, made_whole, paragraphs
from quotes.admin.workbench_forms import CardForm, nearest, spans_in, words_in
from quotes.capture.captures import article_of
from quotes.editing import Refused, RefutedByCheck
from quotes.editing.slugs import free_slug
from quotes.extraction import extract
from quotes.extraction.certainty import CERTAIN
from quotes.models import Capture, Decision, Proposal, Source, Speaker, State, Statement, Topic
from quotes.text.spans import Span
from quotes.verification.known_speakers import known_speakers
from quotes.workbench import decisions
from quotes.workbench.decisions import NewSpeaker, pieces_of
from quotes.workbench.transcripts import of_transcript, transcript_of, turn_at

# Quotations that are accepted together; each is compared with the archive before it is listed.
_MOST_CERTAIN = 40


def may_extract(request: HttpRequest) -> bool:
    """Whether the account may make statements of what a text says."""
    may_add = admin.site.get_model_admin(Statement).has_add_permission(request)
    return bool(may_add and admin.site.get_model_admin(Source).has_view_permission(request))


def workbench_links(request: HttpRequest, source: Source) -> list[Link]:
    """The way to the workbench of a source, once it has a text."""
    if not may_extract(request) or not source.captures.exists():
        return []
    return [(workbench_url(source), _now("Extract statements"))]


def _capture(request: HttpRequest, pk: int) -> Capture:
    """The text that is worked on: the newest of the source, or the one that is named."""
    if not may_extract(request):
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


@page("<int:pk>/workbench/", "workbench", of=Source, methods=("GET",))
def workbench_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The article with its proposals, found when it is opened for the first time."""
    return _workbench(request, _capture(request, pk))


def _workbench(
    request: HttpRequest,
    capture: Capture,
    answered: CardForm | None = None,
    missed: str = "",
) -> HttpResponse:
    found_now(capture)
    cards = cards_of(proposals_of(capture))
    _open_one(request, cards, answered)
    article = article_of(capture)
    turns = transcript_of(capture)
    decided = [card for card in cards if not card.proposal.is_open]
    context = {
        **row_context(request, capture.source, _now("Statements of this article")),
        # The article and its cards need the width.
        "is_nav_sidebar_enabled": False,
        "capture": capture,
        "source": capture.source,
        "paragraphs": list(paragraphs(article, cards, turns)),
        "turns": len(turns),
        # Those outside of the article are kept from an earlier reading of the same text.
        "others": [card for card in cards if card.proposal.start >= len(article)],
        "cards": cards,
        "decided": len(decided),
        "certain": sum(card.is_most_likely_certain for card in cards),
        "media": CardForm.scripts() + table_media(Source),
        "workbench_url": workbench_url(capture.source, capture),
        "cards_url": page_url("workbench", capture.source),
        "failed": bool(answered or missed),
        "missed": missed,
        "send": send_label(drafts_of(request, capture).count()),
        "next_article": next_article(capture),
    }
    return TemplateResponse(request, "admin/quotes/workbench.html", context)


def _open_one(
    request: HttpRequest, cards: Sequence[ProposalCard], answered: CardForm | None
) -> None:
    """Make one card whole: what was just sent, the one that is asked for, or the next to decide."""
    asked = str(answered.proposal.pk) if answered else request.GET.get("card", "")
    named = [card for card in cards if str(card.proposal.pk) == asked]
    waiting = [card for card in cards if card.proposal.is_open]
    for card in [*named, *waiting, *cards][:1]:
        whole(card, request)
        if answered and card.proposal.is_open:
            card.form = answered


def whole(card: ProposalCard, request: HttpRequest) -> ProposalCard:
    """A card as whoever asks looks at it."""
    return made_whole(card, request.user, list(Topic.objects.all()))


@page("<int:pk>/workbench/state/", "workbench_state", of=Source, methods=("GET",))
def workbench_state(request: HttpRequest, pk: int) -> JsonResponse:
    """Version and decision of each proposal, by which a page notices what others do."""
    rows = Proposal.objects.filter(capture=_capture(request, pk))
    return JsonResponse({"proposals": {str(row.pk): [row.version, row.decision] for row in rows}})


@page("<int:pk>/workbench/mark/", "workbench_mark", of=Source, methods=SENT)
def workbench_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose words that were missed: by their offsets, or by the words themselves."""
    capture = _capture(request, pk)
    spans = spans_in(request.POST.get("spans", ""))
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    span = spans[0] if spans else nearest(article_of(capture), words, 0) if words else None
    turn = turn_at(transcript_of(capture), span.start) if span else None
    try:
        proposal = decisions.mark(capture, span or Span(0, 0), turn)
    except Refused as refused:
        messages.error(request, str(refused))
        return _workbench(request, capture, missed=words)
    return HttpResponseRedirect(workbench_url(capture.source, capture, proposal))


@page("<int:pk>/workbench/again/", "workbench_again", of=Source, methods=SENT)
def workbench_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for statements once more; what anybody has touched stays."""
    capture = _capture(request, pk)
    found = decisions.propose_again(capture, candidates_in(capture))
    told = ngettext(
        "%(count)d quotation found that no one has handled yet.",
        "%(count)d quotations found that no one has handled yet.",
        len(found),
    )
    messages.success(request, told % {"count": len(found)})
    return HttpResponseRedirect(workbench_url(capture.source, capture))


def send_label(drafts: int) -> str:
    """What the button says that sends one's drafts of a text to review; "" where there are none."""
    told = ngettext(
        "Send my %(count)d draft to review", "Send my %(count)d drafts to review", drafts
    )
    return told % {"count": drafts} if drafts else ""


def next_article(capture: Capture) -> str:
    """The workbench of the article that has waited longest with open quotations, or ""."""
    waiting = Proposal.objects.filter(decision=Decision.OPEN)
    others = waiting.exclude(capture__source=capture.source_id).select_related("capture__source")
    first = others.order_by("capture__taken_at", "capture", "start").first()
    return workbench_url(first.capture.source, first.capture) if first else ""


def drafts_of(request: HttpRequest, capture: Capture) -> QuerySet[Statement]:
    """The drafts that the account has made of a text."""
    return Statement.objects.filter(
        proposals__capture=capture, state=State.DRAFT, created_by=request.user.pk
    ).distinct()


@page("<int:pk>/workbench/send/", "workbench_send", of=Source, methods=SENT)
def workbench_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one's own drafts of an article to review, all at once."""
    capture = _capture(request, pk)
    back = workbench_url(capture.source, capture)
    asked = review_steps.send_all_to_review(request, drafts_of(request, capture), back)
    return asked or HttpResponseRedirect(back)


@page("<int:pk>/workbench/certain/", "workbench_certain", of=Source)
def workbench_certain(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be accepted unseen: shown once more, and then accepted, each for itself."""
    capture = _capture(request, pk)
    likely = [one for one in cards_of(proposals_of(capture)) if one.is_most_likely_certain]
    looked_at = (whole(one, request) for one in likely)
    certain = list(islice((card for card in looked_at if card.is_certain), _MOST_CERTAIN))
    if request.method != "POST":
        context = {
            **row_context(request, capture.source, _now("Accept all high-confidence quotations")),
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
        refused = _decide(request, card.proposal, "accept", sent_by(card.form))
        accepted += not refused
        for sentence in refused:
            messages.error(request, f"{card.number}: {sentence}")
    told = ngettext("%(count)d draft saved.", "%(count)d drafts saved.", accepted)
    messages.success(request, told % {"count": accepted})
    return HttpResponseRedirect(workbench_url(capture.source, capture))


@page("<int:pk>/workbench/<int:number>/", "workbench_card", of=Source)
def workbench_card(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One card: as it is now, or what is decided about it, as a page or, if asked, as JSON."""
    proposal = _proposal(request, pk, number)
    as_json = "application/json" in request.headers.get("Accept", "")
    if request.method != "POST":
        if as_json:
            return _card_json(request, proposal)
        return HttpResponseRedirect(
            workbench_url(proposal.capture.source, proposal.capture, proposal)
        )
    form = CardForm(proposal, request.POST)
    asked = request.POST.get("act", "keep")
    refused = _decide(request, proposal, asked, form)
    proposal = _proposal(request, pk, number)
    if as_json:
        answered = form if proposal.is_open and form.is_bound and refused else None
        return _card_json(request, proposal, answered, refused, asked)
    if refused:
        for sentence in refused:
            messages.error(request, sentence)
        return _workbench(request, proposal.capture, form)
    done = _now("Saved for later.") if asked == "keep" else outcome_told(proposal, asked)
    messages.success(request, done)
    return HttpResponseRedirect(
        workbench_url(proposal.capture.source, proposal.capture, following(proposal, asked))
    )


def _proposal(request: HttpRequest, pk: int, number: int) -> Proposal:
    if not may_extract(request):
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
    request: HttpRequest,
    proposal: Proposal,
    answered: CardForm | None = None,
    refused: Sequence[str] = (),
    asked: str = "",
) -> JsonResponse:
    number = numbers_of(proposal.capture).index(proposal.pk) + 1
    card = whole(ProposalCard(proposal, number), request)
    if answered:
        card.form = answered
    context = {"card": card, "source": proposal.capture.source, "capture": proposal.capture}
    html = render_to_string("admin/quotes/workbench_card.html", context, request)
    told = " ".join(refused) if refused else outcome_told(proposal, asked)
    return JsonResponse(
        {
            "html": html,
            "told": told,
            "done": not refused,
            "version": proposal.version,
            "decision": proposal.decision,
            "spans": [[*span] for span in pieces_of(proposal)],
            "send": send_label(drafts_of(request, proposal.capture).count()),
        },
        status=409 if refused else 200,
    )


# --- decisions -----------------------------------------------------------------------------------


def _decide(request: HttpRequest, proposal: Proposal, asked: str, form: CardForm) -> list[str]:
    """Do what a card asks for, in one transaction; sentences why it was not done."""
    missing: list[str] = []
    refused = refusals_of(lambda: missing.extend(_write(request, proposal, asked, form)))
    return refused or missing


def _write(request: HttpRequest, proposal: Proposal, asked: str, form: CardForm) -> list[str]:
    user = signed_in(request)
    if asked == "reject":
        decisions.reject(proposal.pk, user)
    elif asked == "undo":
        reason = "A wording was taken back: it does not belong here"
        decisions.undo(proposal.pk, user, edit_context(request, reason))
    elif asked in ("keep", "spread"):
        form.is_valid()
        decisions.keep(proposal.pk, form.typed())
        if asked == "spread":
            decisions.spread(proposal.pk)
    elif asked == "accept":
        form.is_valid()
        chosen = form.chosen()
        if chosen is None:
            return errors_of(form)
        if isinstance(chosen.speaker, NewSpeaker) and not _may_add_speaker(request):
            return [_now("You cannot add officials. Choose one from the archive.")]
        decisions.accept(proposal.pk, user, chosen, named)
    elif asked.startswith("merge"):
        return _merge(request, proposal, asked, form)
    elif asked.startswith("known"):
        return _close(request, proposal, asked, form)
    else:
        return [_now("We do not recognise this button. Reload the page.")]
    return []


def _merge(request: HttpRequest, proposal: Proposal, asked: str, form: CardForm) -> list[str]:
    """Add the words to a statement; of a published one they must pass the gate."""
    form.is_valid()
    statement = _merged_into(asked, form)
    wording = form.wording(statement) if statement else None
    if statement is None or wording is None:
        return errors_of(form)
    reason, despite = (form.cleaned_data.get(name, "") for name in (REASON, DESPITE_CHECK))
    act = edit_context(request, reason, despite_check=despite)
    try:
        decisions.merge(proposal.pk, signed_in(request), statement, wording, act)
    except RefutedByCheck as refuted:
        form.add_error(DESPITE_CHECK, [ValidationError(one) for one in refuted.sentences])
        return errors_of(form)
    return []


def _close(request: HttpRequest, proposal: Proposal, asked: str, form: CardForm) -> list[str]:
    """Close a card whose words a statement has from this source already."""
    form.is_valid()
    statement = _merged_into(asked, form)
    if statement is None:
        return errors_of(form)
    decisions.close_as_known(proposal.pk, signed_in(request), statement)
    return []


def _may_add_speaker(request: HttpRequest) -> bool:
    return bool(admin.site.get_model_admin(Speaker).has_add_permission(request))


def _merged_into(asked: str, form: CardForm) -> Statement | None:
    _merge, _colon, number = asked.partition(":")
    if number:
        rows = Statement.objects.filter(pk=number) if is_row_id(number) else None
        found = rows.select_related("speaker").first() if rows is not None else None
    else:
        found = form.cleaned_data.get("statement")
    if found is None:
        form.add_error("statement", _now("Choose the matching statement."))
    return found


def errors_of(form: CardForm) -> list[str]:
    """What a form lacks, in sentences."""
    return list(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))


def workbench_url(
    source: Source, capture: Capture | None = None, proposal: Proposal | None = None
) -> str:
    """The address of the workbench, at one of its cards."""
    asked: dict[str, int] = {}
    if capture and capture.pk != _newest(source):
        asked["capture"] = capture.pk
    if proposal:
        asked["card"] = proposal.pk
    page = page_url("workbench", source) + (f"?{urlencode(asked)}" if asked else "")
    return f"{page}#card-{proposal.pk}" if proposal else page


def card_url(request: HttpRequest, capture: Capture, words: str) -> str:
    """The workbench of a text, at a card for words that were selected on its page, if they are in
    it."""
    if not words.strip():
        return workbench_url(capture.source, capture)
    found_now(capture)
    span = words_in(article_of(capture), words)
    if span is None:
        told = _now("The words you selected are not in the text of the article.")
        messages.warning(request, told)
        return workbench_url(capture.source, capture)
    return workbench_url(capture.source, capture, _marked(capture, span))


def _marked(capture: Capture, span: Span) -> Proposal | None:
    """A card for the words; where they are on one already, that one."""
    there = Proposal.objects.filter(capture=capture, start__lte=span.start, end__gte=span.end)
    if not there:
        with suppress(Refused):
            return decisions.mark(capture, span, turn_at(transcript_of(capture), span.start))
    return there.first()


def _newest(source: Source) -> int | None:
    newest = source.captures.order_by("-taken_at", "-pk").values_list("pk", flat=True)
    return newest.first()


def proposals_of(capture: Capture) -> list[Proposal]:
    """The proposals of a text in the order of the article."""
    proposals = list(_in_order(capture))
    for proposal in proposals:
        # The text is read once, not with every row.
        proposal.capture = capture
    return proposals


def numbers_of(capture: Capture) -> list[int]:
    """The primary keys of the proposals, in the order in which the page numbers them."""
    return list(_in_order(capture).values_list("pk", flat=True))


def _in_order(capture: Capture) -> QuerySet[Proposal]:
    return Proposal.objects.filter(capture=capture).order_by("start", "end", "pk")


def found_now(capture: Capture) -> None:
    """Look for statements in the article, once."""
    if not Proposal.objects.filter(capture=capture).exists():
        decisions.propose(capture, candidates_in(capture))


def candidates_in(capture: Capture) -> list[Any]:
    source = capture.source
    found = extract(
        article_of(capture),
        published=source.published,
        outlet=source.outlet.name,
        language=source.language,
        speakers=known_speakers(),
    )
    return of_transcript(capture, found)


def following(proposal: Proposal, act: str) -> Proposal:
    """The next card that asks for a decision, or the same where there is none or it stays."""
    if act in ("keep", "spread", "undo"):
        return proposal
    waiting = _in_order(proposal.capture).filter(decision=Decision.OPEN)
    later = waiting.filter(start__gte=proposal.start)
    return later.first() or waiting.first() or proposal


def outcome_told(proposal: Proposal, act: str = "") -> str:
    """What has become of a proposal, by an act just now if one is given, in a sentence."""
    statement = proposal.statement
    if act == "spread":
        return _now("Copied to the other open cards, where they had none.")
    if proposal.decision == Decision.ACCEPTED and statement:
        made = statement.citations.filter(pk__in=proposal.made["citations"])
        states = sorted({row.check_label for row in made})
        told = _now("Draft saved. Wording check: %(check)s.") % {"check": ", ".join(states)}
        if "speaker" in proposal.made:
            # A name is a guess of the extraction, and one key makes an official of it.
            added = _now("“%(name)s” was added to the officials.")
            told = f"{told} {added % {'name': statement.speaker}}"
        return told
    if proposal.decision == Decision.MERGED and statement and not proposal.made["citations"]:
        told = _now("Here already: “%(words)s”. Nothing was added.")
        return told % {"words": Truncator(statement.text).chars(80)}
    if proposal.decision == Decision.MERGED and statement:
        return _now("Added as another wording of “%(words)s”.") % {
            "words": Truncator(statement.text).chars(80)
        }
    return {
        Decision.OPEN: _now("Undone.") if act == "undo" else _now("Not handled yet."),
        Decision.REJECTED: _now("Rejected."),
    }.get(Decision(proposal.decision), _now("Handled."))


def named(model: type[models.Model], parts: Sequence[str]) -> str:
    """The address part of a new row that no other has."""
    return free_slug(model, *parts)


def sent_by(form: CardForm) -> CardForm:
    """The form as if it had been sent as it stands."""
    data = QueryDict(mutable=True)
    for name, value in form.initial.items():
        if isinstance(value, list):
            data.setlist(name, [str(one) for one in value])
        elif value not in (None, False):
            data[name] = str(value)
    return CardForm(form.proposal, data)
