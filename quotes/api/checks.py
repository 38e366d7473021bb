"""Quotations that are sent, held against the record (`quotes.quotation_check`).

What is sent comes in the body alone, is read up to a bound, and is stored and logged nowhere; no
answer may be stored either.
"""

from datetime import datetime
from typing import Any, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ConfigDict, Field, ValidationError

from dometracker.problems import problem
from dometracker.sent_forms import content_length, discard
from quotes.api import answers
from quotes.api.reading import Unreadable, refuse_unknown, site_of
from quotes.api.schemas import Form
from quotes.quotation_check import MOST_CHARACTERS, Hints, UncheckableText, as_json, check_text
from quotes.quotation_check.verdicts import Fits, Outcome

# Of one request: texts, and characters of them together.
MOST_TEXTS = 20
_LONGEST_HINT = 2_000
# A character takes up to twelve bytes of JSON: \ud83d\udee1. Hints and names come to less.
_MOST_BYTES = 12 * MOST_CHARACTERS + 200_000

_QUESTIONS = Literal["speaker", "where", "when"]


class Question(Form):
    """A text to check, and what its sender says of it: whose words, printed where, said when."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    speaker: str = Field(default="", max_length=_LONGEST_HINT)
    where: str = Field(default="", max_length=_LONGEST_HINT)
    when: str = Field(default="", max_length=_LONGEST_HINT)


class Questions(Form):
    """Several texts, each with what is said of it; together no longer than one may be."""

    model_config = ConfigDict(extra="forbid")

    texts: list[Question] = Field(min_length=1, max_length=MOST_TEXTS)


# The answer, as docs/check-quotation.md promises it.


class CheckAnswer(Form):
    question: _QUESTIONS
    asked: str
    fits: Fits
    sentence: str


class CheckPrinting(Form):
    outlet: str
    title: str
    url: str | None
    page: str
    published: str
    via: str | None
    language: str
    wording: str
    check: str
    checked_at: datetime | None
    doubt: str | None


class CheckMatch(Form):
    statement: str
    url: str
    version: int | None
    speaker: str
    speaker_name: str
    said: str
    kind: str
    language: str
    text: str
    passage: str
    around: str
    doubt: str | None
    sources: list[CheckPrinting]


class CheckDifference(Form):
    op: Literal["same", "insert", "delete"]
    text: str


class CheckPart(Form):
    words: str
    outcome: Outcome
    statement: CheckMatch


class CheckFormer(Form):
    statement: str
    url: str
    version: int | None
    withdrawn: bool
    merged_into: str | None
    reason: str
    date: datetime | None
    text: str | None
    language: str | None


class CheckedQuotation(Form):
    """What the archive says of one quotation of a text."""

    number: int
    words: str
    start: int
    end: int
    outcome: Outcome
    sentence: str
    notes: list[str]
    answers: list[CheckAnswer]
    statements: list[CheckMatch]
    difference: list[CheckDifference]
    findings: list[str]
    omitted: list[str]
    parts: list[CheckPart]
    former: CheckFormer | None


class CheckedText(Form):
    """What the archive says of a text, quotation by quotation, in the order of the text."""

    language: str
    whole_text: bool
    skipped: int
    unread: int
    hints: dict[str, str]
    outcomes: dict[str, int]
    quotations: list[CheckedQuotation]


class BatchAnswer(Form):
    """What is said of one of several texts, or why nothing can be."""

    checked: CheckedText | None
    errors: list[str]


class CheckedTexts(Form):
    """The answers, in the order of the texts."""

    answers: list[BatchAnswer]


Sent = TypeVar("Sent", bound=Form)


def check_one(request: HttpRequest) -> HttpResponse:
    """The answer to one text."""
    return _answered(request, Question, _checked)


def check_several(request: HttpRequest) -> HttpResponse:
    """The answer to each of several texts."""
    return _answered(request, Questions, _all_checked)


def body_of(form: type[Form]) -> dict[str, Any]:
    """The body as the description of the API has it."""
    schema = form.model_json_schema(mode="validation")
    # A form is described where it is used: the framework knows those of answers alone.
    parts = schema.pop("$defs", {})
    for name, part in parts.items():
        if schema["properties"].get("texts", {}).get("items") == {"$ref": f"#/$defs/{name}"}:
            schema["properties"]["texts"]["items"] = part
    return {"required": True, "content": {answers.MEDIA_TYPE: {"schema": schema}}}


def _answered(request: HttpRequest, form: type[Sent], check: Any) -> HttpResponse:
    refuse_unknown(request.GET, ())
    if request.content_type != answers.MEDIA_TYPE:
        response = problem(415, _("Send JSON, as application/json."))
    else:
        try:
            response = answers.answer(check(request, _sent(request, form)))
        except _TooMuch:
            response = problem(413, _too_much())
        except Unreadable as error:
            response = problem(400, errors=error.errors)
    response["Cache-Control"] = "no-store"
    return response


class _TooMuch(ValueError):
    """More was sent than is read at once."""


def _sent(request: HttpRequest, form: type[Sent]) -> Sent:
    """What was sent. Raises `Unreadable` or `_TooMuch`; nothing of it is in the sentences."""
    length = content_length(request)
    if length is None:
        raise Unreadable([_("We could not read what was sent.")])
    if length > _MOST_BYTES:
        discard(request)
        raise _TooMuch
    try:
        return form.model_validate_json(request.body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(one["type"] == "string_too_long" and one["loc"][-1:] == ("text",) for one in found):
        raise _TooMuch
    raise Unreadable(_sentence(one["type"], one["loc"]) for one in found)


_NO_FORM = gettext_lazy("this does not have the form that is described.")
# What is wrong by what the parser calls it, whose own words repeat what was sent.
_WRONG: dict[str, Any] = {
    "missing": gettext_lazy("this member must be there."),
    "string_type": gettext_lazy("this must be a text."),
    "string_unicode": gettext_lazy("this must be a text in Unicode."),
    "string_too_short": gettext_lazy("this must not be empty."),
    "string_too_long": gettext_lazy("this can have at most %(most)d characters."),
    "list_type": gettext_lazy("this must be a list."),
    "too_short": gettext_lazy("there must be at least one text."),
    "too_long": gettext_lazy("there can be at most %(texts)d texts."),
    "model_type": gettext_lazy("this must be an object of JSON."),
    "json_invalid": gettext_lazy("this is no JSON."),
}


def _sentence(kind: str, place: tuple[int | str, ...]) -> str:
    """What is wrong at a place, without anything that was sent."""
    if kind == "extra_forbidden":
        known = ", ".join(Question.model_fields)
        return _("There is a member that is none of these: %(known)s.") % {"known": known}
    where = ".".join(map(str, place)) or _("body")
    told = {"most": _LONGEST_HINT, "texts": MOST_TEXTS}
    return f"{where}: {_WRONG.get(kind, _NO_FORM) % told}"


def _too_much() -> str:
    told = {"most": MOST_CHARACTERS, "texts": MOST_TEXTS}
    return _("At most %(texts)d texts are checked at once, with %(most)d characters in all.") % told


def _checked(request: HttpRequest, sent: Question) -> dict[str, Any]:
    try:
        checked = check_text(sent.text, Hints(sent.speaker, sent.where, sent.when))
    except UncheckableText as error:
        raise Unreadable([str(error)]) from error
    return as_json(checked, site_of(request))


def _all_checked(request: HttpRequest, sent: Questions) -> dict[str, Any]:
    if sum(len(one.text) for one in sent.texts) > MOST_CHARACTERS:
        raise _TooMuch
    return {"answers": [_in_batch(request, one) for one in sent.texts]}


def _in_batch(request: HttpRequest, sent: Question) -> dict[str, Any]:
    try:
        return {"checked": _checked(request, sent), "errors": []}
    except Unreadable as error:
        return {"checked": None, "errors": error.errors}
