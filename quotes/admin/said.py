"""The day of a statement, typed as a source gives it: read, explained, and kept with its reason."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dometracker.admin_site import page
from quotes.admin.forms import sentence
from quotes.dates.display import humanize
from quotes.dates.partial import PartialDate
from quotes.dates.relative import LONGEST_PHRASE, Resolved, Unresolvable, resolve
from quotes.editing.gaps import holds_no_office
from quotes.models import Source, Speaker, Statement
from quotes.models.vocabulary import SpeakerKind

# The prefix of the rows in which a statement's sources are chosen.
CITATIONS = "citations"

Row = TypeVar("Row", bound=Model)


class SaidWidget(AdminTextInputWidget):
    """A text field that tells its script whom to ask what the text means."""

    class Media:
        js = ["js/admin-said.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        asked = {"data-said": reverse("admin:quotes_statement_said")}
        return super().get_context(name, value, {**(attrs or {}), **asked})


class SaidField(forms.CharField):
    """A date in EDTF or in words. Its value is the text: what that means, only the form knows."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"max_length": LONGEST_PHRASE, "show_hidden_initial": False}
        super().__init__(**{**kwargs, **given})

    def prepare_value(self, value: Any) -> Any:
        return value.text if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


SAID_HELP = _(
    "As the first source puts it (Wednesday, yesterday, 21 May, hier), or in full: "
    "21 May 2025, May 2025, 2025-05-21~, 2025-05/2025-06 (EDTF)."
)


class ReadDate(NamedTuple):
    """The day that a form means, and a sentence on how it was understood.

    The sentence is empty where the date was typed as it is kept.
    """

    resolved: Resolved
    sentence: str


def read_in_form(phrase: str, data: Mapping[str, str], statement: Statement) -> ReadDate:
    """The day typed in the form of a statement, counted from its first source.

    Raises ValidationError.
    """
    source = first_source(data, statement)
    try:
        resolved = read(phrase, source)
    except Unresolvable as error:
        raise ValidationError(sentence(error), code="invalid") from error
    is_as_kept = phrase == resolved.said.text
    return ReadDate(resolved, "" if is_as_kept else reading(phrase, resolved, source))


@page("said/", "said", of=Statement, may="add or change", methods=("GET",))
def said_page(request: HttpRequest) -> JsonResponse:
    """What the form would understand by ``phrase``, with that ``source`` and ``speaker``.

    ``{"understood": bool, "hint": sentences}``, with status 200 also for what is no date yet:
    it is asked at every pause of the typing. What was understood comes as ``said`` (EDTF), with
    ``warning`` where the official held no office then. Ids that do not exist count as not
    chosen.
    """
    phrase = request.GET.get("phrase", "").strip()
    source = _chosen(Source, request.GET.get("source", ""))
    try:
        resolved = read(phrase, source)
    except Unresolvable as error:
        return JsonResponse({"understood": False, "hint": sentence(error)})
    speaker = _chosen(Speaker, request.GET.get("speaker", ""))
    hints = [reading(phrase, resolved, source), office_then(speaker, resolved.said)]
    return JsonResponse(
        {
            "understood": True,
            "hint": " ".join(filter(None, hints)),
            "said": resolved.said.text,
            "warning": holds_no_office(speaker, resolved.said),
        }
    )


def read(phrase: str, source: Source | None) -> Resolved:
    """The date a phrase means in a source; raises `Unresolvable` with a sentence."""
    if source is None:
        return resolve(phrase, None)
    return resolve(phrase, source.published, source.language)


def reading(phrase: str, resolved: Resolved, source: Source | None) -> str:
    """What was understood, in a sentence; ``""`` for the unknown date."""
    said = resolved.said
    if said.is_unknown:
        return ""
    values = {"phrase": phrase, "date": humanize(said), "edtf": said.text}
    if not source or not resolved.basis:
        return _now("“%(phrase)s” was read as %(date)s (%(edtf)s).") % values
    values["published"] = humanize(source.published)
    return (
        _now(
            "“%(phrase)s” was read as %(date)s (%(edtf)s), based on the publication date "
            "%(published)s."
        )
        % values
    )


def office_then(speaker: Speaker | None, said: PartialDate) -> str:
    """Which office the official held, in a sentence; ``""`` where that is no question."""
    if speaker is None or said.is_unknown:
        return ""
    titles = dict.fromkeys(role.public_title for role in speaker.offices_on(said))
    if titles:
        return _now("Office at that time: %(offices)s.") % {"offices": ", ".join(titles)}
    if speaker.kind == SpeakerKind.INSTITUTION:
        return ""
    message = _now("No office is recorded for %(speaker)s at that time.")
    return message % {"speaker": speaker.public_name}


def first_source(data: Mapping[str, str], statement: Statement) -> Source | None:
    """The source of the citation that stands first in a submitted form, or else in the record.

    A form may come without citations to choose, if its editor may only look at them.
    """
    first = min(_rows(data), default=None)
    if first:
        return _chosen(Source, first[-1])
    if statement.pk is None:
        return None
    citations = statement.citations.select_related("source").order_by("position", "pk")
    return next((citation.source for citation in citations[:1]), None)


def _rows(data: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Position, number and source of each citation that is to stay."""
    for number in range(_whole(data.get(f"{CITATIONS}-TOTAL_FORMS", ""))):
        row = f"{CITATIONS}-{number}"
        source = data.get(f"{row}-source")
        if source and not data.get(f"{row}-DELETE"):
            yield _whole(data.get(f"{row}-position", "")), number, source


def _whole(text: str) -> int:
    """A number as a form sends it; 0 for anything else, of which the form itself complains."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _chosen(model: type[Row], pk: str) -> Row | None:
    """The row of that id, if it is one: what fits a bigint has 18 digits for certain."""
    is_id = pk.isdecimal() and len(pk) <= 18
    return model._default_manager.filter(pk=pk).first() if is_id else None
