"""A text is pasted, and each quotation in it held against the record: as a page, and as JSON.

Nothing that is sent stands in an address, is stored or is kept: it comes by POST alone, and what is
answered may be stored by nobody.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dometracker.sent_forms import (
    ENVELOPE,
    FORM_TYPES,
    NO_FORM,
    content_length,
    discard,
    wants_json,
)
from quotes.presentation.head import site_of
from quotes.quotation_check import (
    MOST_CHARACTERS,
    MOST_QUOTATIONS,
    Hints,
    TextTooLong,
    UncheckableText,
    as_json,
    check_text,
)
from quotes.quotation_check.verdicts import CheckedText, Outcome

# A character of a form takes up to twelve bytes: %F0%9F%9B%A1.
_MOST_BYTES = 12 * MOST_CHARACTERS + ENVELOPE
_FIELDS = ("text", "speaker", "where", "when")


@dataclass(frozen=True, slots=True)
class SentQuestion:
    """What was sent: a text, and what its sender says of it."""

    text: str = ""
    speaker: str = ""
    where: str = ""
    when: str = ""

    @property
    def hints(self) -> Hints:
        return Hints(self.speaker, self.where, self.when)


NOTHING = SentQuestion()


# No token is asked for: it would need a cookie, which the public pages do not set, and there is
# nothing to forge. The answer depends on what is sent alone, and nothing is changed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to it. JSON for a sender that prefers it to HTML."""
    if request.method != "POST":
        return render(request, "quotes/check_quotation.html", _context(NOTHING))
    answer = _json_answer(request) if wants_json(request) else _page_answer(request)
    answer["Cache-Control"] = "no-store"
    return answer


def _page_answer(request: HttpRequest) -> HttpResponse:
    sent, context, status = NOTHING, {}, 200
    try:
        sent = _sent(request)
        context = _answer_context(check_text(sent.text, sent.hints))
    except UncheckableText as error:
        context, status = {"error": str(error)}, _status(error)
    return render(request, "quotes/check_quotation.html", _context(sent) | context, status=status)


def _json_answer(request: HttpRequest) -> HttpResponse:
    try:
        sent = _sent(request)
        checked = check_text(sent.text, sent.hints)
    except UncheckableText as error:
        return _json({"errors": [str(error)]}, _status(error))
    return _json(as_json(checked, site_of(request)))


def _json(value: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})


def _status(error: UncheckableText) -> int:
    return 413 if isinstance(error, TextTooLong) else 400


def _context(sent: SentQuestion) -> dict[str, Any]:
    return {
        "sent": sent,
        "error": "",
        "limits": {
            "characters": MOST_CHARACTERS,
            "shown_characters": number_format(MOST_CHARACTERS, force_grouping=True),
            "quotations": MOST_QUOTATIONS,
        },
    }


def _answer_context(checked: CheckedText) -> dict[str, Any]:
    found = [verdict.outcome for verdict in checked.verdicts]
    return {
        "checked": checked,
        "counts": [(one.label, found.count(one)) for one in Outcome if one in found],
    }


# --- what was sent -------------------------------------------------------------------------------


def _sent(request: HttpRequest) -> SentQuestion:
    """The fields of a form or of JSON, or a body that is the text. Raises `UncheckableText`."""
    length = content_length(request)
    if length is None:
        raise UncheckableText(_("We could not read what was sent."))
    if length > _MOST_BYTES:
        discard(request)
        raise TextTooLong(_too_long())
    try:
        if request.content_type in FORM_TYPES:
            return SentQuestion(*(request.POST.get(name, "") for name in _FIELDS))
        body = request.body.decode()
    except NO_FORM:
        raise UncheckableText(_("We could not read what was sent as a form.")) from None
    except UnicodeDecodeError:
        raise UncheckableText(_("The text is not in UTF-8.")) from None
    return _of_json(body) if request.content_type == "application/json" else SentQuestion(body)


def _too_long() -> str:
    return _("That is more than %(most)s characters. Paste it in parts.") % {
        "most": number_format(MOST_CHARACTERS, force_grouping=True)
    }


def _of_json(body: str) -> SentQuestion:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise UncheckableText(_("We could not read what was sent as JSON.")) from None
    fields = [value.get(name) or "" for name in _FIELDS] if isinstance(value, dict) else [None]
    if not all(isinstance(field, str) for field in fields):
        raise UncheckableText(
            _("Send an object with the texts “text”, “speaker”, “where”, “when”.")
        )
    return SentQuestion(*fields)
