"""No lost update: what somebody else saved while a form was open is never overwritten unseen.

A form carries, signed, the values it was opened with: its own and those of the rows in it. A save
takes the lock that every writer of the record takes, reads what is stored now, and compares the
three, value by value, in the same transaction. Where only one side changed something, that is
taken; where both did, nothing is saved until the editor has chosen. Versions alone would not do: a
changed citation raises no number of its statement.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from quotes.admin.constraint_messages import Refusal
from quotes.editing.locks import lock_record

# Names of what a form sends beside its fields.
OPENED = "_opened"
CHOICE = "_choice"
THEIRS, MINE = "theirs", "mine"

_SALT = "quotes.admin.lost_updates"

# Asked of each save anew and stored nowhere, so nobody else can have changed them.
NOT_STORED = frozenset({"reason", "sent_back_because", DELETION_FIELD_NAME})

# A value as a browser sends it: text, the parts of a date with its time, or whether it is ticked.
Value = Any
# The values of one row by the names of its fields.
Values = dict[str, Value]
# Rows by their keys: "" is the row of the form itself, "citations-12" a row of an inline.
Rows = dict[str, Values]


@dataclass(frozen=True)
class Opened:
    """What a form was opened with, and what has still to be chosen since.

    ``at`` is ISO 8601; ``state`` the name of the state of a statement. ``waiting`` holds, for each
    value in conflict, what it was at first; ``left`` the rows of this editor that somebody else
    deleted, as they were sent.
    """

    rows: Rows
    at: str
    state: str = ""
    waiting: Rows = field(default_factory=dict)
    left: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


def opened_with(sent: str) -> Opened | None:
    """What a form says it was opened with; None where that was not written here."""
    try:
        return Opened(**signing.loads(sent, salt=_SALT))
    except (signing.BadSignature, TypeError):
        return None


@dataclass(frozen=True)
class Line:
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


@dataclass
class Slot:
    """A row of an inline as it was sent: the text of its controls by their last part."""

    sent: dict[str, list[str]]

    def value(self, name: str, widget: forms.Widget) -> Value:
        return _normal(widget.value_from_datadict(_query(self.sent), MultiValueDict(), name))

    def put(self, name: str, widget: forms.Widget, value: Value) -> None:
        for control in _controls(name, widget):
            self.sent.pop(control, None)
        if isinstance(value, list):
            parts = zip(_controls(name, widget), value, strict=True)
            self.sent.update({control: [part] for control, part in parts})
        elif value is True:
            self.sent[name] = ["on"]
        elif value is not False:
            self.sent[name] = [value]

    @property
    def is_deleted(self) -> bool:
        return bool(self.sent.get(DELETION_FIELD_NAME))


@dataclass
class Stored:
    """The forms over what is stored now: their values and their fields."""

    form: Any
    formsets: Sequence[Any]

    def rows(self) -> Rows:
        """The values of all rows, as a browser would send them."""
        rows = {"": _values(self.form)}
        for formset in self.formsets:
            for form in formset.initial_forms:
                if form.instance.pk is not None:
                    rows[f"{formset.prefix}-{form.instance.pk}"] = _values(form)
        return rows

    def row_name(self, formset: Any) -> str:
        return capfirst(str(formset.model._meta.verbose_name))


class Merging:
    """What was sent, with what somebody else saved meanwhile put into it.

    ``data`` is the form as it goes on, ``lines`` what there is to tell; without lines it can be
    saved. ``opened`` is what the form counts as opened with from now on.
    """

    def __init__(self, stored: Stored, opened: Opened, sent: QueryDict, state: str) -> None:
        self.stored, self.before, self.sent = stored, opened, sent
        self.now = stored.rows()
        self.lines: list[Line] = []
        self.waiting: Rows = {}
        self.left: dict[str, dict[str, list[str]]] = {}
        self.data = sent.copy()
        self._merge_form()
        for formset in stored.formsets:
            self._merge_formset(formset)
        if opened.state != state:
            self._tell_state(opened.state, state)
        at = timezone.now().isoformat()
        self.opened = Opened(self.now, at, state, self.waiting, self.left)

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose."""
        return any(line.choice for line in self.lines)

    # --- one row ---------------------------------------------------------------------------------

    def _merge_form(self) -> None:
        form = self.stored.form
        slot = Slot({name: self.sent.getlist(name) for name in self.sent})
        self._merge_row("", "", _fields(form), slot)
        for name, wanted in _fields(form).items():
            for control in _controls(name, wanted.widget):
                self.data.pop(control, None)
                if control in slot.sent:
                    self.data.setlist(control, slot.sent[control])

    def _merge_row(self, key: str, row_name: str, fields: dict[str, Any], slot: Slot) -> None:
        """Put into a row that both sides still have what the other side changed of it."""
        was, now = self.before.rows.get(key, {}), self.now[key]
        for name, wanted in fields.items():
            if name not in was or name not in now:
                continue
            label = " · ".join(filter(None, [row_name, capfirst(str(wanted.label or name))]))
            self._merge_value(key, name, label, wanted, slot)

    def _merge_value(self, key: str, name: str, label: str, wanted: Any, slot: Slot) -> None:
        was, now = self.before.rows[key][name], self.now[key][name]
        waited = self.before.waiting.get(key, {})
        first = waited.get(name, was)
        mine = slot.value(name, wanted.widget)
        if name in waited and not self._chosen(key, name, now, wanted, slot):
            self._ask(key, name, label, (first, now, mine), wanted)
            return
        if name in waited:
            mine = slot.value(name, wanted.widget)
        if _same(wanted, was, now) or _same(wanted, mine, now):
            return
        if _same(wanted, mine, was):
            slot.put(name, wanted.widget, now)
            before, after = _shown(wanted, was), _shown(wanted, now)
            taken = _("Theirs was taken: you left it.")
            self.lines.append(Line(label, before, after, before, outcome=taken))
        else:
            self._ask(key, name, label, (first, now, mine), wanted)

    def _chosen(self, key: str, name: str, now: Value, wanted: Any, slot: Slot) -> bool:
        """Whether the editor has chosen; if theirs, it is put in place."""
        choice = self.sent.get(_choice(key, name), "")
        if choice == THEIRS:
            slot.put(name, wanted.widget, now)
        return choice in (THEIRS, MINE)

    def _ask(self, key: str, name: str, label: str, three: Sequence[Value], wanted: Any) -> None:
        self.waiting.setdefault(key, {})[name] = three[0]
        was, now, mine = (_shown(wanted, value) for value in three)
        self.lines.append(Line(label, was, now, mine, choice=_choice(key, name)))

    # --- the rows of an inline -------------------------------------------------------------------

    def _merge_formset(self, formset: Any) -> None:
        fields = _fields(formset.empty_form)
        id_name = formset.model._meta.pk.name
        old, new = {}, []
        for slot in _slots(self.sent, formset.prefix):
            pk = "".join(slot.sent.get(id_name, []))
            if pk:
                old[f"{formset.prefix}-{pk}"] = slot
            else:
                new.append(slot)
        kept = [slot for key, slot in old.items() if self._merge_old(formset, key, fields, slot)]
        kept += self._added(formset, fields, id_name, old)
        new += self._again(formset, fields)
        self._write(formset, kept, new)

    def _merge_old(self, formset: Any, key: str, fields: dict[str, Any], slot: Slot) -> bool:
        """Merge a row that was there when the form was opened; False if it is there no more."""
        name = self.stored.row_name(formset)
        if key not in self.now:
            self._tell_deleted(formset, key, fields, slot)
            return False
        if slot.is_deleted:
            self._ask_to_delete(key, name, fields, slot)
        else:
            self._merge_row(key, name, fields, slot)
        return True

    def _tell_deleted(self, formset: Any, key: str, fields: dict[str, Any], slot: Slot) -> None:
        was = self.before.rows.get(key, {})
        changed = any(
            not _same(wanted, was[name], slot.value(name, wanted.widget))
            for name, wanted in fields.items()
            if name in was
        )
        if changed and not slot.is_deleted:
            id_name = formset.model._meta.pk.name
            self.left[key] = {k: v for k, v in slot.sent.items() if k != id_name}
            self._ask_again(formset, key, fields, slot)
        elif was:
            shown = _summary(fields, was)
            self.lines.append(
                Line(
                    self.stored.row_name(formset),
                    shown,
                    _("deleted"),
                    "" if slot.is_deleted else shown,
                    outcome=_("It is gone: you had left it as it was."),
                )
            )

    def _again(self, formset: Any, fields: dict[str, Any]) -> Iterator[Slot]:
        """Rows that somebody else deleted while this editor changed them, once that is decided."""
        for key, sent in self.before.left.items():
            if key.rpartition("-")[0] != formset.prefix:
                continue
            choice = self.sent.get(_choice(key, DELETION_FIELD_NAME), "")
            if choice == MINE:
                yield Slot(dict(sent))
            elif choice != THEIRS:
                self.left[key] = sent
                self._ask_again(formset, key, fields, Slot(dict(sent)))

    def _ask_again(self, formset: Any, key: str, fields: dict[str, Any], slot: Slot) -> None:
        mine = {name: slot.value(name, wanted.widget) for name, wanted in fields.items()}
        self.lines.append(
            Line(
                self.stored.row_name(formset),
                _summary(fields, self.before.rows.get(key, {})),
                _("deleted"),
                _summary(fields, mine),
                choice=_choice(key, DELETION_FIELD_NAME),
            )
        )

    def _ask_to_delete(self, key: str, name: str, fields: dict[str, Any], slot: Slot) -> None:
        """A row that this editor takes away and somebody else changed."""
        was, now = self.before.rows.get(key, {}), self.now[key]
        waits = self.before.waiting.get(key, {}).get(DELETION_FIELD_NAME)
        choice = self.sent.get(_choice(key, DELETION_FIELD_NAME), "")
        changed = any(
            not _same(wanted, was[one], now[one]) for one, wanted in fields.items() if one in was
        )
        if waits is not None and choice == THEIRS:
            slot.sent.pop(DELETION_FIELD_NAME)
            for one, wanted in fields.items():
                slot.put(one, wanted.widget, now[one])
        if changed or (waits is not None and choice not in (THEIRS, MINE)):
            first = waits or was
            self.waiting.setdefault(key, {})[DELETION_FIELD_NAME] = first
            self.lines.append(
                Line(
                    name,
                    _summary(fields, first),
                    _summary(fields, now),
                    _("deleted"),
                    choice=_choice(key, DELETION_FIELD_NAME),
                )
            )

    def _added(
        self, formset: Any, fields: dict[str, Any], id_name: str, sent: dict[str, Slot]
    ) -> Iterator[Slot]:
        """Rows that somebody else added, which the form has to go on with."""
        for key, values in self.now.items():
            if not _is_of(formset, key) or key in self.before.rows or key in sent:
                continue
            slot = Slot({id_name: [key.rpartition("-")[2]]})
            for name, wanted in fields.items():
                slot.put(name, wanted.widget, values[name])
            self.lines.append(
                Line(
                    self.stored.row_name(formset),
                    "",
                    _summary(fields, values),
                    "",
                    outcome=_("It was added: it stands below with yours."),
                )
            )
            yield slot

    def _write(self, formset: Any, kept: Sequence[Slot], new: Sequence[Slot]) -> None:
        """Number the rows anew: those of the database first, as a formset reads them."""
        for name in [name for name in self.data if _numbered(name, formset.prefix)[0] is not None]:
            del self.data[name]
        for number, slot in enumerate([*kept, *new]):
            for name, texts in slot.sent.items():
                self.data.setlist(f"{formset.prefix}-{number}-{name}", texts)
        self.data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))
        self.data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(kept))

    def _tell_state(self, was: str, now: str) -> None:
        if "state" in self.now[""]:
            return  # a field like the others
        outcome = _("The state is what it is now; what you typed can still be saved.")
        self.lines.append(Line(_("State"), was, now, "", outcome=outcome))


# --- values --------------------------------------------------------------------------------------


def _fields(form: Any) -> dict[str, Any]:
    """The fields of a form whose values are stored, without the keys that hold a row in place."""
    columns = form._meta.model._meta
    # Of a relation the reason is a column.
    unstored = NOT_STORED - {one.name for one in columns.fields} | {columns.pk.name}
    return {
        name: wanted
        for name, wanted in form.fields.items()
        if name not in unstored and not isinstance(wanted, forms.models.InlineForeignKeyField)
    }


def _values(form: Any) -> Values:
    return {name: _as_sent(form[name]) for name in _fields(form)}


def _bare(widget: Any) -> Any:
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def _as_sent(bound: forms.BoundField) -> Value:
    """The value of a field that nobody has touched, as a browser would send it."""
    widget, value = _bare(bound.field.widget), bound.value()
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(value) or (), strict=True)
        return [_normal(part.format_value(one)) for part, one in parts]
    if isinstance(widget, forms.CheckboxInput):
        return bool(value)
    if isinstance(widget, forms.Select):
        return "" if value is None else str(value)
    return _normal(widget.format_value(value))


def _normal(value: Any) -> Value:
    """Text with the line ends of the record; nothing for what is missing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [_normal(part) for part in value]
    return "" if value is None else str(value).replace("\r\n", "\n")


def _controls(name: str, widget: Any) -> list[str]:
    """The names of the controls of one field."""
    if isinstance(widget, forms.MultiWidget):
        return [name + suffix for suffix in widget.widgets_names]  # type: ignore[attr-defined]
    return [name]


def _same(wanted: Any, one: Value, other: Value) -> bool:
    """Whether two values mean the same to a field: blanks at the ends of a name do not count."""
    if one == other:
        return True
    if isinstance(wanted, forms.ModelChoiceField | forms.MultiValueField):
        return False
    try:
        return wanted.to_python(one) == wanted.to_python(other)
    except ValidationError:
        return False


def _shown(wanted: Any, value: Value) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " ".join(filter(None, value))
    if isinstance(wanted, forms.ModelChoiceField):
        return _named(wanted, value)
    choices = dict(getattr(wanted, "choices", ()))
    return str(choices.get(value, value))


def _named(wanted: Any, value: str) -> str:
    try:
        return str(wanted.clean(value) or "")
    except ValidationError:
        return value


def _summary(fields: dict[str, Any], values: Values) -> str:
    """A whole row in a line."""
    shown = (_shown(wanted, values.get(name, "")) for name, wanted in fields.items())
    return " · ".join(filter(None, shown))


def _query(sent: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, texts in sent.items():
        data.setlist(name, texts)
    return data


def _choice(key: str, name: str) -> str:
    return ".".join([CHOICE, key, name])


def _is_of(formset: Any, key: str) -> bool:
    return key.rpartition("-")[0] == formset.prefix


def _numbered(name: str, prefix: str) -> tuple[int | None, str]:
    """The number of the row that a control of an inline belongs to, and the last part of its name.

    No number for what is no such control.
    """
    found = re.fullmatch(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(.+)", name)
    return (int(found[1]), found[2]) if found else (None, "")


def _slots(sent: QueryDict, prefix: str) -> list[Slot]:
    """The rows of an inline in the order of their numbers, as far as they are counted."""
    total = sent.get(f"{prefix}-TOTAL_FORMS", "")
    count = int(total) if total.isascii() and total.isdecimal() and len(total) < 5 else 0
    found: dict[int, dict[str, list[str]]] = {}
    for name in sent:
        number, rest = _numbered(name, prefix)
        if number is not None and number < count:
            found.setdefault(number, {})[rest] = sent.getlist(name)
    return [Slot(found[number]) for number in sorted(found)]


def state_of(row: Any) -> str:
    """The state of a statement by its name; nothing for rows of other tables."""
    return str(row.get_state_display()) if hasattr(row, "get_state_display") else ""


def changed_by(row: models.Model, since: str) -> tuple[str, Any]:
    """Who last changed the row in the admin after that time, and when; ``("", None)`` if nobody."""
    entries = LogEntry.objects.filter(
        content_type=get_content_type_for_model(row),
        object_id=str(row.pk),
        action_time__gt=parse_datetime(since) or timezone.now(),
    )
    last = entries.select_related("user").order_by("-action_time", "-pk").first()
    if last is None:
        return "", None
    return last.user.get_full_name() or last.user.get_username(), last.action_time


# --- the admin -----------------------------------------------------------------------------------


class LostUpdatesAdmin(admin.ModelAdmin):
    """The admin of rows that two editors may change at the same time."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; a save compares first, and answers 409 where there is something to tell.

        A form that does not say what it was opened with is saved as it is: it is a program's.
        """

        def answer() -> HttpResponse:
            return super(LostUpdatesAdmin, self).changeform_view(
                request, object_id, form_url, extra_context
            )

        if request.method != "POST" or object_id is None or OPENED not in request.POST:
            return answer()
        with transaction.atomic():
            return self._compared(request, object_id, answer)

    def _compared(
        self, request: HttpRequest, object_id: str, answer: Callable[[], HttpResponse]
    ) -> HttpResponse:
        lock_record()
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._typed_page(request, _("Somebody has deleted or merged it meanwhile."), 409)
        if not self.has_change_permission(request, row):
            return self._typed_page(request, self._why_not_saved(request, object_id), 403)
        # Not every table has a trigger that takes the lock of the record.
        self.model._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
        self._merge_saved(request, row)
        return answer()

    def _merge_saved(self, request: Any, row: models.Model) -> None:
        opened = opened_with(request.POST[OPENED])
        stored = self.stored_forms(request, row)
        if opened is None:
            request.refused = Refusal(
                "", _("Nothing was saved: this form was opened too long ago. Look, and save again.")
            )
            opened = Opened(stored.rows(), timezone.now().isoformat(), state_of(row))
            request.reopened = opened.signed()
            return
        merging = Merging(stored, opened, request.POST, state_of(row))
        request.POST = merging.data
        if not merging.lines:
            return
        request.merging = merging
        request.reopened = merging.opened.signed()
        who, when = changed_by(row, opened.at)
        request.changed_by = {"who": who, "when": when}
        request.refused = Refusal(
            "",
            _("Nothing was saved: this was changed while you had it open. See what is different."),
        )

    def stored_forms(self, request: HttpRequest, row: models.Model) -> Stored:
        """The forms over the row as it is stored, whatever was sent."""
        looking: Any = copy(request)
        looking.method, looking.POST = "GET", QueryDict()
        form = self.get_form(looking, row, change=True)(instance=row)
        formsets, inlines = self._create_formsets(looking, row, change=True)  # type: ignore[attr-defined]
        rows = zip(formsets, inlines, strict=True)
        changeable = [
            formset for formset, inline in rows if inline.has_change_permission(looking, row)
        ]
        return Stored(form, changeable)

    def render_change_form(
        self,
        request: Any,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if change and obj is not None:
            context["opened"] = self._opened_token(request, context, obj)
        merging = getattr(request, "merging", None)
        if merging:
            context |= {"merging": merging, "changed_by": request.changed_by}
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if merging:
            response.status_code = 409
        return response

    def _opened_token(self, request: Any, context: dict[str, Any], row: Any) -> str:
        """What the form is opened with; when it comes back with errors, what it was opened with."""
        sent = getattr(request, "reopened", "") or request.POST.get(OPENED, "")
        if request.method == "POST":
            return sent
        inlines = context["inline_admin_formsets"]
        changeable = [one.formset for one in inlines if one.has_change_permission]
        rows = Stored(context["adminform"].form, changeable).rows()
        return Opened(rows, timezone.now().isoformat(), state_of(row)).signed()

    # --- what can no longer be saved -------------------------------------------------------------

    def _why_not_saved(self, request: HttpRequest, object_id: str) -> str:
        why = getattr(self, "why_not", None)
        said = why(request, object_id, self.may_change) if why else ""  # type: ignore[attr-defined]
        return said or _("Your account may not change it.")

    def _typed_page(self, request: HttpRequest, why: str, status: int) -> HttpResponse:
        """All that was typed, to be copied, where the form itself cannot come back."""
        title = _("Not saved: %(name)s") % {"name": self.opts.verbose_name}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "why": why,
            "typed": list(self._typed_rows(request)),
        }
        return TemplateResponse(request, "admin/quotes/not_saved.html", context, status=status)

    def _typed_rows(self, request: HttpRequest) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What was typed, row by row: the name of the row, then pairs of a label and a text."""
        fields = self.get_form(request, None, change=False).base_fields
        slot = Slot({name: request.POST.getlist(name) for name in request.POST})
        yield capfirst(str(self.opts.verbose_name)), _texts(fields, slot)
        for formset, inline in self.get_formsets_with_inlines(request):
            prefix = formset.get_default_prefix()
            for row in _slots(request.POST, prefix):
                texts = _texts(formset.form.base_fields, row)
                if texts:
                    yield capfirst(str(inline.opts.verbose_name)), texts


def _texts(fields: dict[str, Any], slot: Slot) -> list[tuple[str, str]]:
    shown = (
        (capfirst(str(wanted.label or name)), _shown(wanted, slot.value(name, wanted.widget)))
        for name, wanted in fields.items()
        if name in slot.sent
    )
    return [(label, text) for label, text in shown if text]
