"""The card of a proposal: what is proposed, in fields, and what an editor makes of it."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import widgets
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.admin.forms import DESPITE_CHECK, despite_check_field, sentence
from quotes.admin.row_choices import RowSelect, is_row_id
from quotes.admin.said import read
from quotes.dates.partial import PartialDate
from quotes.dates.relative import LONGEST_PHRASE, Unresolvable
from quotes.extraction.values import Amount
from quotes.models import (
    Alias,
    Bound,
    Citation,
    Kind,
    Occasion,
    Outlet,
    Proposal,
    Relation,
    Speaker,
    Statement,
    Topic,
)
from quotes.models.columns import Fold
from quotes.text.folding import search_fold
from quotes.text.spans import Span
from quotes.workbench.decisions import (
    MOST_PIECES,
    AcceptedProposal,
    NewSpeaker,
    amounts_of,
    pieces_of,
)

_SPAN = re.compile(r"^(\d{1,9})-(\d{1,9})$")


class CardForm(forms.Form):
    """What an editor may change of a proposal before deciding.

    ``spans`` are the offsets of the pieces, and ``words_0``, ``words_1`` … their words. Where the
    words were changed and the offsets were not, the words are looked for around their old place.
    """

    spans = forms.CharField(widget=forms.HiddenInput, required=False)
    speaker: Any = forms.ModelChoiceField(
        label=_("Official"), queryset=Speaker.objects.all(), required=False
    )
    new_speaker = forms.CharField(
        label=_("Name (added if new)"),
        max_length=200,
        required=False,
        widget=widgets.AdminTextInputWidget(),
    )
    new_title = forms.CharField(
        label=_("Office"), max_length=200, required=False, widget=widgets.AdminTextInputWidget()
    )
    is_institution = forms.BooleanField(label=_("This is an institution"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    said = forms.CharField(
        label=_("Said"),
        max_length=LONGEST_PHRASE,
        required=False,
        widget=widgets.AdminTextInputWidget(),
    )
    said_basis = forms.CharField(
        label=_("Basis of the date"), required=False, widget=widgets.AdminTextInputWidget()
    )
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, widget=widgets.AdminTextInputWidget()
    )
    occasion: Any = forms.ModelChoiceField(
        label=_("Occasion"), queryset=Occasion.objects.all(), required=False
    )
    via: Any = forms.ModelChoiceField(label=_("Via"), queryset=Outlet.objects.all(), required=False)
    topics: Any = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    figures = forms.MultipleChoiceField(
        label=_("Figures"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_said_after_all = forms.BooleanField(
        label=_("I have read the sentence: these words were said"), required=False
    )
    statement: Any = forms.ModelChoiceField(
        label=_("Another statement"), queryset=Statement.objects.all(), required=False
    )
    reason = forms.CharField(
        label=_("Reason, if that statement is public"),
        max_length=2000,
        required=False,
        widget=widgets.AdminTextInputWidget(),
    )

    despite_check = despite_check_field()

    def __init__(self, proposal: Proposal, data: Any = None, topics: Sequence[Topic] = ()) -> None:
        super().__init__(data, auto_id=f"p{proposal.pk}_%s", error_class=ErrorList)
        self.proposal = proposal
        self.text = proposal.capture.text
        self.amounts = amounts_of(proposal)
        self._make_fields(topics)
        self.initial = self._initial()

    @classmethod
    def scripts(cls) -> forms.Media:
        """What the page of any card needs, before there is one."""
        return RowSelect(Statement._meta.get_field("speaker"), admin.site).media

    def _make_fields(self, topics: Sequence[Topic]) -> None:
        rows = {
            "speaker": (Statement, "speaker"),
            "occasion": (Statement, "occasion"),
            "via": (Citation, "via"),
            "statement": (Relation, "to_statement"),
        }
        for name, (model, column) in rows.items():
            widget = RowSelect(model._meta.get_field(column), admin.site)
            self.fields[name].widget = widget
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            widget.choices = field.choices
        self.first_topics = {str(topic.pk) for topic in topics}
        figures: Any = self.fields["figures"]
        figures.choices = [(str(n), figure_told(amount)) for n, amount in enumerate(self.amounts)]
        for number, span in enumerate(pieces_of(self.proposal)):
            self.fields[f"words_{number}"] = forms.CharField(
                label=_("Words") if number == 0 else _("Words, next part"),
                strip=False,
                required=False,
                widget=widgets.AdminTextareaWidget(
                    attrs={"rows": min(8, 2 + (span.end - span.start) // 60), "dir": "auto"}
                ),
            )

    def _initial(self) -> dict[str, Any]:
        values = self.proposal.values
        pieces = pieces_of(self.proposal)
        words = {f"words_{n}": self.text[start:end] for n, (start, end) in enumerate(pieces)}
        return {
            **values,
            **words,
            "figures": [str(n) for n in values["figures"] if n < len(self.amounts)],
            "spans": " ".join(f"{start}-{end}" for start, end in pieces),
            # Published as it stands here, so in the language of the record.
            "reason": f"Also printed by {self.proposal.capture.source.outlet}",
        }

    @property
    def chosen_speaker(self) -> Speaker | None:
        """The official that the card names by now."""
        return Speaker.objects.filter(pk=self.initial["speaker"] or 0).first()

    @property
    def word_fields(self) -> list[Any]:
        return [field for field in self if field.name.startswith("words_")]

    @property
    def topic_boxes(self) -> tuple[list[Any], list[Any]]:
        """The topics that are suggested or ticked, and all others."""
        first: list[Any] = []
        others: list[Any] = []
        for box in self["topics"]:
            is_first = box.data["selected"] or str(box.data["value"]) in self.first_topics
            (first if is_first else others).append(box)
        return first, others

    # --- what was sent -------------------------------------------------------------------------

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.pieces = self._pieces()
        return cleaned

    def clean_said(self) -> PartialDate:
        phrase = self.cleaned_data["said"]
        try:
            self.resolved = read(phrase, self.proposal.capture.source)
        except Unresolvable as error:
            raise ValidationError(sentence(error), code="invalid") from error
        return self.resolved.said

    def _pieces(self) -> list[Span]:
        spans = spans_in(self.cleaned_data.get("spans") or "") or pieces_of(self.proposal)
        pieces = []
        for number, span in enumerate(spans[:MOST_PIECES]):
            words = (self.cleaned_data.get(f"words_{number}") or "").replace("\r\n", "\n").strip()
            place: Span | None = span
            if words and words != self.text[span.start : span.end].strip():
                place = nearest(self.text, words, span.start)
            if place is None:
                self.add_error(
                    f"words_{number}",
                    _now("These words do not match the article exactly."),
                )
            else:
                pieces.append(place)
        return pieces

    def speaker_chosen(self) -> Speaker | NewSpeaker | None:
        """Who is chosen or named; None, with an error, where it is nobody."""
        cleaned = self.cleaned_data
        name = (cleaned.get("new_speaker") or "").strip()
        known = speakers_called(name)
        chosen: Speaker | None = cleaned.get("speaker")
        # As found in the article, not as the card was last kept: that is what somebody typed.
        found = self.proposal.candidate
        if chosen and (not name or name == found.get("name") or chosen in known):
            return chosen
        if chosen and chosen.slug != found.get("speaker"):
            # Both by hand, and not the same: no guess is worth a false name.
            self.add_error(
                "new_speaker", _now("You chose an official and typed another name. Keep one.")
            )
            return None
        if len(known) == 1:
            return known[0]
        if name and not known:
            return NewSpeaker(name, bool(cleaned.get("is_institution")), cleaned["new_title"])
        if known:
            self.add_error("speaker", _now("Several officials have this name. Choose one."))
        elif "speaker" not in self.errors:
            self.add_error("speaker", _now("Choose who said it, or add someone new."))
        return None

    def chosen(self) -> AcceptedProposal | None:
        """The proposal as the editor has it, None where something is missing."""
        speaker = self.speaker_chosen()
        if speaker is None or self.errors:
            return None
        cleaned = self.cleaned_data
        return AcceptedProposal(
            pieces=self.pieces,
            kind=cleaned["kind"],
            speaker=speaker,
            said=cleaned["said"],
            said_basis=cleaned["said_basis"] or self.resolved.basis,
            place=cleaned["place"],
            occasion=cleaned["occasion"],
            via=cleaned["via"],
            topics=[*cleaned["topics"]],
            figures=self._figures(),
            is_said_after_all=cleaned["is_said_after_all"],
        )

    def wording(self, statement: Statement) -> AcceptedProposal | None:
        """The words alone, to be added to a statement that is there."""
        if {"spans", "kind", "via"} & set(self.errors) or self._has_wrong_words():
            return None
        return AcceptedProposal(
            pieces=self.pieces,
            kind=self.cleaned_data["kind"],
            speaker=statement.speaker,
            via=self.cleaned_data["via"],
            is_said_after_all=self.cleaned_data["is_said_after_all"],
        )

    @property
    def asks_why(self) -> bool:
        """Whether words were about to become public that the article gives to somebody else."""
        sent = self.data.get(DESPITE_CHECK, "") if self.is_bound else ""
        return bool(sent) or self.has_error(DESPITE_CHECK)

    def _has_wrong_words(self) -> bool:
        return any(name.startswith("words_") for name in self.errors)

    def _figures(self) -> list[Amount]:
        return [self.amounts[int(number)] for number in self.cleaned_data["figures"]]

    def typed(self) -> dict[str, Any]:
        """What the card holds, complete or not, to be kept as it is."""
        sent: Any = self.data
        speaker, via = sent.get("speaker", ""), sent.get("via", "")
        occasion = sent.get("occasion", "")
        numbers = {str(number) for number, _amount in enumerate(self.amounts)}
        values = {
            "speaker": int(speaker) if is_row_id(speaker) else None,
            "new_speaker": sent.get("new_speaker", "")[:200],
            "new_title": sent.get("new_title", "")[:200],
            "is_institution": "is_institution" in sent,
            "said": sent.get("said", "")[:LONGEST_PHRASE],
            "said_basis": sent.get("said_basis", ""),
            "place": sent.get("place", "")[:200],
            "occasion": int(occasion) if is_row_id(occasion) else None,
            "via": int(via) if is_row_id(via) else None,
            "topics": [int(pk) for pk in sent.getlist("topics") if is_row_id(pk)],
            "figures": [int(n) for n in sent.getlist("figures") if n in numbers],
        }
        if sent.get("kind") in Kind.values:
            values["kind"] = sent["kind"]
        if not self._has_wrong_words() and getattr(self, "pieces", None):
            values["pieces"] = [[*span] for span in self.pieces]
        return values


def speakers_called(name: str) -> list[Speaker]:
    """Those of whom it is the name or an alias, so that nobody is made a second time."""
    folded = search_fold(name).strip()
    if not folded:
        return []
    rows = Speaker.objects.alias(name_folded=Fold("name"), french_folded=Fold("name_fr"))
    called = Q(name_folded=folded) | Q(french_folded=folded)
    aliased = Alias.objects.filter(folded=folded).values("speaker")
    return list(rows.filter(called | Q(pk__in=aliased)).order_by("pk"))


def spans_in(text: str) -> list[Span]:
    """Offsets as a card sends them, ``12-40 55-60``; empty where they cannot be read."""
    found = [_SPAN.match(part) for part in text.split()]
    if not all(found):
        return []
    return [Span(int(match[1]), int(match[2])) for match in found if match]


def nearest(text: str, words: str, at: int) -> Span | None:
    """Where the words stand in the text, of several places the one nearest to ``at``."""
    behind = text.find(words, max(0, at))
    before = text.rfind(words, 0, max(0, at) + len(words))
    places = [place for place in (before, behind) if place >= 0]
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - at))
    return Span(start, start + len(words))


# Of words selected on a page, the most that a card is made of.
_MOST_SELECTED = 5_000
_BESIDE_WORDS = ' \t\r\n\xa0“”„«»"'


def words_in(text: str, selected: str) -> Span | None:
    """Where words that were selected on a page stand in its text: as they are, or nearly so.

    Blanks, line ends and marks may differ, as a browser gives them otherwise; the words may not.
    """
    selected = selected.strip(_BESIDE_WORDS)[:_MOST_SELECTED]
    exact = nearest(text, selected, 0) if selected else None
    words = re.findall(r"\w+", selected)
    if exact or not words:
        return exact
    found = re.search(r"\b" + r"[\W_]{1,8}".join(map(re.escape, words)) + r"\b[.!?…]?", text)
    return Span(*found.span()) if found else None


def figure_told(amount: Amount) -> str:
    """A figure in one line."""
    numbers = dict.fromkeys(number for number in (amount.low, amount.high) if number)
    grouped = "–".join(f"{float(number):,.6f}".rstrip("0").rstrip(".") for number in numbers)
    bound = "" if amount.bound in (Bound.EXACT, Bound.RANGE) else str(Bound(amount.bound).label)
    unit = "" if amount.unit == amount.quantity else amount.unit
    return f"{amount.quantity}: {' '.join(filter(None, (bound, grouped, unit)))}"
