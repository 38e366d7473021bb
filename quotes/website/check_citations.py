"""A bibliography is handed in, and each statement in it answered for: as a page, and as JSON."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from dometracker.sent_forms import (
    ENVELOPE,
    FORM_TYPES,
    NO_FORM,
    content_length,
    discard,
    wants_json,
)
from quotes.addresses.own_hosts import is_own_host
from quotes.citing.bibliography_check.bibliographies import (
    FORMS,
    MOST_BYTES,
    Bibliography,
    decoded,
    read,
    too_large,
)
from quotes.citing.bibliography_check.verdicts import Outcome, Verdict, check
from quotes.citing.bibliography_files.bibliography_entry import (
    MOST_ENTRIES,
    BibliographyTooLarge,
    UnreadableFile,
)
from quotes.exports.export_rows import instant
from quotes.presentation.head import site_of


# No token is asked for: it would need a cookie, which the public pages do not set, and there is
# nothing to forge. The answer depends on what is sent alone, and nothing is changed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Accept")
def page(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to it. JSON for a sender that prefers it to HTML."""
    if request.method == "POST" and wants_json(request):
        return api(request)
    context: dict[str, Any] = {"text": "", "error": "", "limits": _limits()}
    status = 200
    if request.method == "POST":
        try:
            bibliography = read(_sent(request))
            context |= _answer_context(bibliography, request)
        except UnreadableFile as error:
            context["error"], status = str(error), _status(error)
        context["text"] = _pasted(request)
    return render(request, "quotes/check_citations.html", context, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def api(request: HttpRequest) -> HttpResponse:
    """The same as JSON. What is asked with GET is told what can be sent."""
    if request.method != "POST":
        return _json({"send": "POST", "forms": list(FORMS), "limits": _limits()})
    try:
        bibliography = read(_sent(request))
    except UnreadableFile as error:
        return _json({"errors": [str(error)]}, _status(error))
    verdicts = _check(bibliography, request)
    return _json(
        {
            "form": bibliography.form,
            "entries": len(bibliography.entries),
            "outcomes": _counts(verdicts),
            "citations": [_verdict_as_json(verdict) for verdict in verdicts],
        }
    )


def _status(error: UnreadableFile) -> int:
    return 413 if isinstance(error, BibliographyTooLarge) else 400


def _limits() -> dict[str, int]:
    return {"bytes": MOST_BYTES, "entries": MOST_ENTRIES}


def _json(value: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})


# --- what was sent -------------------------------------------------------------------------------


def _sent(request: HttpRequest) -> str:
    """The text of a bibliography: a file or a field of a form, or the body itself.

    Raises `UnreadableFile`.
    """
    if _length(request) > MOST_BYTES + ENVELOPE:
        discard(request)
        raise too_large()
    try:
        if request.content_type in FORM_TYPES:
            return _of_form(request)
        return decoded(request.body)
    except NO_FORM:
        raise UnreadableFile(_("We could not read what was sent as a form.")) from None


def _length(request: HttpRequest) -> int:
    length = content_length(request)
    if length is None:
        raise UnreadableFile(_("We could not read what was sent."))
    return length


def _of_form(request: HttpRequest) -> str:
    """The file, where one was chosen, and else what was pasted."""
    file = request.FILES.get("file")
    if file is not None and file.size:
        return decoded(file.read(MOST_BYTES + 1))
    return request.POST.get("text", "")


def _pasted(request: HttpRequest) -> str:
    """What stood in the field of the form, to stand there again."""
    if request.content_type not in FORM_TYPES or _length(request) > MOST_BYTES + ENVELOPE:
        return ""
    try:
        return request.POST.get("text", "").replace("\0", "\ufffd")
    except NO_FORM:
        return ""


# --- what is answered ----------------------------------------------------------------------------


def _check(bibliography: Bibliography, request: HttpRequest) -> list[Verdict]:
    site = site_of(request)

    asked = request.get_host()
    return check(bibliography.entries, site, lambda host: is_own_host(host, asked))


def _counts(verdicts: list[Verdict]) -> dict[str, int]:
    counted = Counter(verdict.outcome for verdict in verdicts)
    return {outcome.value: counted[outcome] for outcome in Outcome}


def _answer_context(bibliography: Bibliography, request: HttpRequest) -> dict[str, Any]:
    verdicts = _check(bibliography, request)
    counted = Counter(verdict.outcome for verdict in verdicts)
    return {
        "verdicts": verdicts,
        "entries": len(bibliography.entries),
        "counts": [(outcome.label, counted[outcome]) for outcome in Outcome if counted[outcome]],
    }


def _verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as docs/check-citations.md promises it."""
    return {
        "entry": verdict.entry,
        "key": verdict.key,
        "line": verdict.line,
        "address": verdict.address,
        "statement": verdict.public_id,
        "outcome": verdict.outcome.value,
        "sentence": verdict.sentence,
        "url": verdict.url,
        "cited_version": verdict.cited,
        "current_version": verdict.current,
        "changes": [
            {
                "version": change.number,
                "made_at": instant(change.made_at),
                "reason": change.reason,
                "parts": list(change.parts),
                "url": change.url,
            }
            for change in verdict.changes
        ],
        "words_differ": verdict.words_differ,
        "difference": [{"op": piece.op, "text": piece.text} for piece in verdict.pieces]
        if verdict.pieces is not None
        else None,
        "merged_into": verdict.merged_into or None,
        "reason": verdict.reason,
        "date": instant(verdict.date),
    }
