"""What is there already: told while a statement is typed, and once before a new one is saved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dometracker.admin_site import SENT, page
from quotes.admin.list_columns import form_url, page_url
from quotes.admin.row_choices import is_row_id
from quotes.dates.display import humanize
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.editing.workflow import Account, Action, may
from quotes.models import Kind, Speaker, State, Statement
from quotes.presentation.names import language_name
from quotes.search.near_duplicates import LEAST, VERY, Alike, alike, same_day
from quotes.text.differences import compare_wording
from quotes.text.similarity import Wording

Row = TypeVar("Row", bound=Model)

# Of one form so many different words are asked for: its text and its first wordings.
MOST_WORDS = 4
# So many statements are told of; who types looks at no more.
MOST_TOLD = 3

# Where a citation waits in the session on its way from one form to another.
SESSION = "another_wording"
_CARRIED = ("source", "kind", "wording", "via", "locator")

_CITATIONS = "citations"
_MOST_ROWS = 50
_SHOWN = 160


def known_already(
    words: Iterable[str],
    speaker: Speaker | None,
    said: PartialDate | None,
    without: Iterable[int] = (),
    least: int = LEAST,
) -> list[Alike]:
    """Statements of any state but withdrawn that have one of the words, each once, best first."""
    best: dict[int, Alike] = {}
    asked = [one for one in dict.fromkeys(words) if one and one.strip()]
    for one in asked[:MOST_WORDS]:
        for found in alike(
            one, speaker=speaker, said=said, drafts=True, without=[*without], least=least
        ):
            before = best.get(found.statement.pk)
            if before is None or found.score > before.score:
                best[found.statement.pk] = found
    return sorted(best.values(), key=lambda one: (not one.is_same_speaker, -one.score))[:MOST_TOLD]


def likeness_sentence(one: Alike, *, speaker_is_known: bool = True) -> str:
    """What is there, in a sentence. The same words of two people are a finding of their own."""
    said = one.statement.said
    values = {
        "words": Truncator(one.wording).chars(_SHOWN),
        "date": _now("date unknown") if said.is_unknown else humanize(said),
        "score": one.score,
        "speaker": one.statement.speaker.public_name,
        "state": State(one.statement.state).label,
    }
    if one.is_same_speaker:
        return (
            _now("Already in the archive: “%(words)s”, %(date)s (%(score)d %% match, %(state)s).")
            % values
        )
    sentence = _now("%(speaker)s: “%(words)s”, %(date)s (%(score)d %% match, %(state)s).") % values
    if one.score < VERY or not speaker_is_known:
        return sentence
    return f"{sentence} {_now('Two people are credited with the same: look at both sources.')}"


def caution(one: Alike) -> str:
    """What speaks against its being the same; ``""`` where nothing does."""
    if one.likeness.numbers_differ:
        return _now("The numbers differ.")
    if one.likeness.negations_differ:
        return _now("One of them has a “not” that the other lacks.")
    return ""


def another_url(user: Account, statement: Statement) -> str:
    """Where a form is sent to go on as another wording; ``""`` for who may not change that."""
    if not may(user, Action.CHANGE, statement):
        return ""
    return page_url("another", statement)


def another_field() -> forms.BooleanField:
    """The answer that a statement is none of those it is like. Hidden until somebody asks."""
    return forms.BooleanField(
        label=_("Different statement"), required=False, widget=forms.HiddenInput
    )


def ask_whether_new(form: forms.ModelForm, user: Account) -> None:
    """Ask once, before a new statement is saved, whether it is one that is there."""
    if form.cleaned_data.get("is_another"):
        # Another error brings the form back: the answer is still there, and can be taken back.
        form.fields["is_another"].widget = forms.CheckboxInput()
    elif form.instance.pk is None:
        found = _very_alike(form)
        if found:
            form.fields["is_another"].widget = forms.CheckboxInput()
            form.add_error("is_another", [_question(one, user) for one in found])


def _very_alike(form: forms.ModelForm) -> list[Alike]:
    speaker = form.cleaned_data.get("speaker")
    words = [form.cleaned_data.get("text") or "", *wordings_sent(form.data)]
    if speaker is None:
        return []
    found = known_already(words, speaker, form.cleaned_data.get("said"), least=VERY)
    return [one for one in found if one.is_same_speaker]


def _question(one: Alike, user: Account) -> ValidationError:
    sentence = " ".join(filter(None, [likeness_sentence(one), caution(one)]))
    look = form_url(one.statement)
    add = another_url(user, one.statement)
    button = (
        format_html(
            ' <button class="alike-add" formaction="{}" formnovalidate>{}</button>',
            add,
            _now("Add this as another wording"),
        )
        if add
        else ""
    )
    return ValidationError(
        format_html('{} <a href="{}">{}</a>{}', sentence, look, _now("View it"), button)
    )


def watch_words(field: forms.Field, statement: Statement | None) -> None:
    """Tell the script of a text field whom to ask what is there like it, and what to say."""
    field.widget.attrs |= {
        "data-alike": page_url("alike", Statement),
        "data-alike-without": statement.pk if statement else "",
        "data-alike-add": _now("Add this as another wording"),
        "data-alike-look": _now("View it"),
        "data-alike-difference": _now("Difference"),
    }


def wordings_sent(data: Mapping[str, object]) -> Iterator[str]:
    """The wordings of a submitted form of a statement, without those that are to go."""
    for row in _rows(data):
        yield str(data.get(f"{row}-wording") or "")


def _rows(data: Mapping[str, object]) -> Iterator[str]:
    number = str(data.get(f"{_CITATIONS}-TOTAL_FORMS", ""))
    total = int(number) if number.isdecimal() and len(number) < 4 else 0
    for index in range(min(total, _MOST_ROWS)):
        row = f"{_CITATIONS}-{index}"
        if not data.get(f"{row}-DELETE"):
            yield row


@page("alike/", "alike", of=Statement, may="add or change", methods=SENT)
def alike_page(request: HttpRequest) -> JsonResponse:
    """What is there like the ``words`` (several) of a ``speaker``, said on ``said`` (EDTF).

    ``{"found": [...]}``, with status 200 also for what cannot be read yet: it is asked at every
    pause of the typing. An official or a day that is none counts as not chosen.
    """
    sent = request.POST
    found = known_already(
        sent.getlist("words"),
        _row(Speaker, sent.get("speaker", "")),
        day_of(sent.get("said", "")),
        [int(sent["without"])] if is_row_id(sent.get("without", "")) else [],
    )
    words = [one for one in sent.getlist("words") if one.strip()]
    told = [_as_json(request, one, words) for one in found]
    if words:
        told += _same_day_as_json(request, found)[: MOST_TOLD - len(told)]
    return JsonResponse({"found": told})


def _same_day_as_json(request: HttpRequest, found: Iterable[Alike]) -> list[dict[str, object]]:
    """What no words can tell to be the same: statements of that day in another language."""
    sent = request.POST
    speaker, said = _row(Speaker, sent.get("speaker", "")), day_of(sent.get("said", ""))
    language = sent.get("language", "")
    if speaker is None or said is None or not language:
        return []
    own = [int(sent["without"])] if is_row_id(sent.get("without", "")) else []
    without = [*own, *(one.statement.pk for one in found)]
    return [
        {
            "told": _now("Said the same day by the same official, in %(language)s: “%(words)s”.")
            % {
                "language": language_name(one.language),
                "words": Truncator(one.text).chars(_SHOWN),
            },
            "caution": _now("If this is a translation of it, add it as another wording."),
            "score": 0,
            "very": False,
            "same_speaker": True,
            "look": form_url(one),
            "add": another_url(request.user, one),
            "difference": [],
        }
        for one in same_day(speaker, said, language, without)
    ]


def _as_json(request: HttpRequest, one: Alike, words: list[str]) -> dict[str, object]:
    nearest = max(words[:MOST_WORDS], key=lambda typed: _share(typed, one), default="")
    pieces = compare_wording(one.wording[:_LONGEST_COMPARED], nearest[:_LONGEST_COMPARED]).pieces
    return {
        "told": likeness_sentence(one),
        "caution": caution(one),
        "score": one.score,
        "very": one.score >= VERY and one.is_same_speaker,
        "same_speaker": one.is_same_speaker,
        "look": form_url(one.statement),
        "add": another_url(request.user, one.statement),
        "difference": [[piece.op, piece.text] for piece in pieces],
    }


@page("<int:number>/another-wording/", "another", of=Statement, methods=SENT)
def another_wording_page(request: HttpRequest, number: int) -> HttpResponse:
    """Carry the citations of a form to the form of a statement that is there."""
    statement = _row(Statement, str(number))
    if statement is None:
        raise Http404
    answer = may(request.user, Action.CHANGE, statement)
    table = admin.site.get_model_admin(Statement)
    if not (answer and table.has_change_permission(request, statement)):
        raise PermissionDenied(answer.sentence)
    request.session[SESSION] = {"statement": number, "rows": _carried(request.POST)}
    return HttpResponseRedirect(f"{form_url(statement)}?another=1#citations-group")


# Characters of each side; a difference of more is no help while typing.
_LONGEST_COMPARED = 3_000


def _share(typed: str, one: Alike) -> int:
    return Wording(typed).likeness(Wording(one.wording)).score


def _carried(data: Mapping[str, object]) -> list[dict[str, str]]:
    """What the rows of a submitted form say of each source; without any, the words alone."""
    rows = []
    for row in _rows(data):
        values = {name: str(data.get(f"{row}-{name}") or "") for name in _CARRIED}
        if values["source"] or values["wording"].strip():
            rows.append(values)
    if not rows and str(data.get("text", "")).strip():
        rows = [{"wording": str(data["text"])}]
    for values in rows:
        for name in ("source", "via"):
            if not is_row_id(values.get(name, "")):
                values.pop(name, None)
        if values.get("kind") not in Kind.values:
            values.pop("kind", None)
    return rows


def carried_to(request: HttpRequest, statement: Statement | None) -> list[dict[str, str]]:
    """The citations that wait for the form of this statement, which the address asks for."""
    if statement is None or request.method != "GET" or "another" not in request.GET:
        return []
    waiting = request.session.get(SESSION) or {}
    return waiting["rows"] if waiting.get("statement") == statement.pk else []


def rows_carried_to(request: HttpRequest, statement: Statement) -> list[dict[str, object]]:
    """The same as a formset begins with them, behind the citations that are there."""
    carried = carried_to(request, statement)
    behind = statement.citations.count() if carried else 0
    return [{**row, "position": behind + number} for number, row in enumerate(carried)]


def tell_of_carried(request: HttpRequest, statement: Statement) -> None:
    """Say above the form that citations were carried there."""
    if carried_to(request, statement):
        sentence = _now("The source and its wording are filled in below. Save to keep them.")
        messages.info(request, sentence)


def _row(model: type[Row], number: str) -> Row | None:
    return model._default_manager.filter(pk=number).first() if is_row_id(number) else None


def day_of(text: str) -> PartialDate | None:
    """A day as a form has it; None for what is none."""
    try:
        return parse(text)
    except InvalidDate:
        return None
