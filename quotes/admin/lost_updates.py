"""No lost update: what somebody else saved while a form was open is never overwritten unseen.

A form carries, signed, the values it was opened with: its own and those of the rows in it. A save
takes the lock that every writer of the record takes, reads what is stored now, and compares the
three in the same transaction, value by value: what only one side changed is taken, what both did,
the editor chooses. Nothing is saved until the editor has seen what is different. (Versions alone
would not do: a changed citation raises no number of its statement.)

What was taken or chosen counts as what the form was opened with from then on; what is still asked
stays as it was. A choice is good for what was seen: its name has a digest of that. A form that does
not say what it was opened with is saved as it is: it is a program's.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core import signing
from django.db.models import Model
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.admin.form_values import (
    Controls,
    Fields,
    Values,
    controls_of,
    fields_of,
    label_of,
    put,
    put_rows,
    row_as_text,
    rows_in,
    same,
    same_row,
    value_as_text,
    value_in,
    values_in,
    values_of,
)
from quotes.models import Statement

if TYPE_CHECKING:
    from quotes.admin.base import RecordAdmin

# Name of the field that says what a form was opened with.
OPENED = "_opened"
THEIRS, MINE = "theirs", "mine"

_SALT = "quotes.admin.lost_updates"


class StoredForms(NamedTuple):
    """The forms over what is stored now."""

    form: ModelForm
    formsets: Sequence[BaseInlineFormSet]

    def rows(self) -> dict[str, Values]:
        """The values of all rows; the key of the form's own is "", of an inline's "figures-12"."""
        rows = {"": values_of(self.form)}
        for formset in self.formsets:
            there = (form for form in formset.initial_forms if form.instance.pk is not None)
            rows |= {f"{formset.prefix}-{form.instance.pk}": values_of(form) for form in there}
        return rows


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One value or row that somebody else changed, in the table above the form.

    ``choice`` is the name of the two buttons where both sides changed it, else empty; ``outcome``
    is what was done where there was nothing to choose.
    """

    label: str
    was: str
    now: str
    mine: str
    choice: str = ""
    outcome: str = ""

    @classmethod
    def of(cls, label: str, texts: Iterable[str], outcome: str) -> "ConflictLine":
        was, now, mine = texts
        return cls(label, was, now, mine, outcome=outcome)


@dataclass
class Opened:
    """What a form was opened with, or what its editor has seen and decided on since.

    ``at`` is ISO 8601; ``state`` the name of the state of a statement. ``left`` are the rows that
    somebody else deleted while this editor changed them, as sent, until one has chosen.
    """

    rows: dict[str, Values]
    at: str
    state: str
    left: dict[str, Controls] = field(default_factory=dict)

    @classmethod
    def now(cls, stored: StoredForms, row: Model) -> "Opened":
        state = str(row.get_state_display()) if isinstance(row, Statement) else ""
        return cls(stored.rows(), timezone.now().isoformat(), state)

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


class FormComparison:
    """What was sent, with what somebody else saved meanwhile put into it: ``data``.

    ``sentence`` says why nothing is saved; ``""`` where nothing speaks against it. ``lines`` are
    what somebody else changed, and ``opened`` what the form counts as opened with from now on.
    """

    def __init__(self, sent: QueryDict, stored: StoredForms, row: Model) -> None:
        now = Opened.now(stored, row)
        self.sent, self.row, self.now = sent, row, now.rows
        self.data, self.sentence = sent.copy(), ""
        self.lines: list[ConflictLine] = []
        try:
            self.opened = Opened(**signing.loads(sent.get(OPENED, ""), salt=_SALT))
        except (signing.BadSignature, TypeError):
            self.opened = now
            self.sentence = _(
                "Not saved: you opened this form too long ago. Check it, then save again."
            )
            return
        self._left, self.opened.left = self.opened.left, {}
        controls = {name: sent.getlist(name) for name in sent}
        self._merge_row("", "", fields_of(stored.form), controls)
        for name, texts in controls.items():
            self.data.setlist(name, texts)
        for formset in stored.formsets:
            self._merge_rows(formset)
        # A state that can be chosen is a field like the others.
        if self.opened.state != now.state and "state" not in self.now[""]:
            outcome = _("The state has changed; what you typed can still be saved.")
            line = ConflictLine(_("State"), self.opened.state, now.state, "", outcome=outcome)
            self.lines.append(line)
        self.opened.state = now.state
        if self.lines:
            self.sentence = _(
                "Not saved: this was changed while you had it open. Compare the versions below."
            )

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose."""
        return any(line.choice for line in self.lines)

    @property
    def last_change(self) -> LogEntry | None:
        """The last change of the row in the admin since the form was opened."""
        return (
            LogEntry.objects.filter(
                content_type=get_content_type_for_model(self.row),
                object_id=str(self.row.pk),
                action_time__gt=parse_datetime(self.opened.at) or timezone.now(),
            )
            .select_related("user")
            .order_by("-action_time", "-pk")
            .first()
        )

    def _side(
        self, key: str, now: object, line: ConflictLine, *, agrees: bool, is_untouched: bool
    ) -> str:
        """Whose side stands of what somebody else changed; ``""`` while the editor is asked.

        ``agrees`` says that both made it the same, ``is_untouched`` that this editor did nothing.
        """
        seen = hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()[:16]
        choice = f"_choice.{key}.{seen}"
        chosen = MINE if agrees else self.sent.get(choice, "")
        if chosen in (MINE, THEIRS):
            return chosen
        if is_untouched:
            self.lines.append(line)
            return THEIRS
        self.lines.append(replace(line, choice=choice, outcome=""))
        return ""

    def _merge_row(self, key: str, row_name: str, fields: Fields, row: Controls) -> None:
        """Put into a row that both sides still have what the other side changed of it."""
        was, now = self.opened.rows.setdefault(key, self.now[key]), self.now[key]
        for name, one in fields.items():
            if name not in was or name not in now or same(one, was[name], now[name]):
                continue
            mine = value_in(row, name, one)
            label = " · ".join(filter(None, [row_name, label_of(name, one)]))
            texts = (value_as_text(one, value) for value in (was[name], now[name], mine))
            outcome = _("Their change kept (you had not edited this).")
            side = self._side(
                f"{key}.{name}",
                now[name],
                ConflictLine.of(label, texts, outcome),
                agrees=same(one, mine, now[name]),
                is_untouched=same(one, mine, was[name]),
            )
            if side == THEIRS:
                put(row, {name: one}, now)
            if side:
                was[name] = now[name]

    def _merge_rows(self, formset: BaseInlineFormSet) -> None:
        """The same of the rows of an inline, some of which only one side has."""
        assert formset.model is not None and formset.prefix is not None
        fields, id_name = fields_of(formset.empty_form), formset.model._meta.pk.name
        row_name = str(capfirst(str(formset.model._meta.verbose_name)))
        old, new = self._rows_of(formset.prefix, id_name)
        for key, row in [*old.items()]:
            is_kept = DELETION_FIELD_NAME not in row
            if key in self.now and is_kept:
                self._merge_row(key, row_name, fields, row)
                continue
            side = self._side_of_row(key, row_name, fields, row)
            if key not in self.now:
                del old[key]
                if not side:
                    self.opened.left[key] = row
                elif side == MINE and is_kept:
                    new.append({name: row[name] for name in row if name != id_name})
            elif side:
                self.opened.rows[key] = self.now[key]
                if side == THEIRS:
                    del row[DELETION_FIELD_NAME]
                    put(row, fields, self.now[key])
        put_rows(self.data, formset.prefix, [*old.values()], new)

    def _rows_of(self, prefix: str, id_name: str) -> tuple[dict[str, Controls], list[Controls]]:
        """The rows of an inline that either side knows, by their keys, and those that are new."""
        left = (row for key, row in self._left.items() if key.rpartition("-")[0] == prefix)
        sent = [*rows_in(self.sent, prefix), *left]
        new = [row for row in sent if not any(row.get(id_name, []))]
        old = {f"{prefix}-{row[id_name][-1]}": row for row in sent if any(row.get(id_name, []))}
        for key in self.now:
            of, _dash, pk = key.rpartition("-")
            if of == prefix and key not in self.opened.rows:
                # What somebody else added is not with this editor, like what is deleted here.
                old[key] = {id_name: [pk], DELETION_FIELD_NAME: ["on"]}
        return old, new

    def _side_of_row(self, key: str, row_name: str, fields: Fields, row: Controls) -> str:
        """Whose side stands of a row that only one of the two has."""
        was, now = self.opened.rows.get(key), self.now.get(key)
        mine = None if DELETION_FIELD_NAME in row else values_in(row, fields)
        if same_row(fields, was, now):
            return MINE
        nothing = _("deleted") if was else ""
        texts = (row_as_text(fields, one) if one else nothing for one in (was, now, mine))
        outcome = (
            _("Deleted by them (you had not edited this).")
            if was
            else _("Added by them; it is listed below with yours.")
        )
        return self._side(
            f"{key}.{DELETION_FIELD_NAME}",
            now,
            ConflictLine.of(row_name, texts, outcome),
            agrees=mine is now,
            is_untouched=same_row(fields, mine, was),
        )


# --- the page of a form --------------------------------------------------------------------------


def context_of_form(
    request: HttpRequest,
    row: Model,
    comparison: FormComparison | None,
    form: ModelForm,
    inlines: Sequence[InlineAdminFormSet],
) -> dict[str, object]:
    """What a form is opened with; when it comes back with errors, what it was opened with."""
    if request.method != "POST":
        changeable = [one.formset for one in inlines if one.has_change_permission]
        return {"opened": Opened.now(StoredForms(form, changeable), row).signed()}
    if comparison is None:
        return {"opened": request.POST.get(OPENED, "")}
    return {"opened": comparison.opened.signed(), "merging": comparison.lines and comparison}


def not_saved_page(
    table: "RecordAdmin", request: HttpRequest, why: str, status: int
) -> HttpResponse:
    """All that was typed, to be copied, where the form itself cannot come back."""
    context = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": _("Not saved: %(name)s") % {"name": table.opts.verbose_name},
        "why": why,
        "typed": list(_typed_rows(table, request)),
    }
    return TemplateResponse(request, "admin/quotes/not_saved.html", context, status=status)


def _typed_rows(
    table: "RecordAdmin", request: HttpRequest
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What was typed, row by row: the name of the row, then pairs of a label and a text."""
    sent = {name: request.POST.getlist(name) for name in request.POST}
    rows = [(table.opts, table.get_form(request, None, change=False).base_fields, sent)]
    for formset, inline in table.get_formsets_with_inlines(request):
        for row in rows_in(request.POST, formset.get_default_prefix()):
            rows.append((inline.opts, formset.form.base_fields, row))
    for options, fields, row in rows:
        there = [(name, one) for name, one in fields.items() if {*controls_of(name, one)} & {*row}]
        texts = ((label_of(n, one), value_as_text(one, value_in(row, n, one))) for n, one in there)
        typed = [(label, text) for label, text in texts if text]
        if typed:
            yield capfirst(str(options.verbose_name)), typed
