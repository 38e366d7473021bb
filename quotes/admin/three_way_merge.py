"""A three-way merge of a form: what it was opened with, what is stored now, and what was sent.

Value by value: where only one side changed something, that is taken; where both did, the editor
chooses. Versions alone would not do: a changed citation raises no number of its statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TypeAlias

from django import forms
from django.core import signing
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from quotes.admin.form_values import (
    Controls,
    Fields,
    Inline,
    SentRow,
    Value,
    Values,
    controls_of,
    fields_of,
    label_of,
    row_as_text,
    same,
    sent_rows,
    value_as_text,
    values_of,
)

# Of what a form sends: the name of a choice, and its two values.
CHOICE = "_choice"
THEIRS, MINE = "theirs", "mine"

_SALT = "quotes.admin.lost_updates"

# Rows by their keys: "" is the row of the form itself, "citations-12" a row of an inline.
Rows: TypeAlias = dict[str, Values]


@dataclass(frozen=True)
class Opened:
    """What a form was opened with, and what has still to be chosen since.

    ``at`` is ISO 8601; ``state`` the name of the state of a statement. ``waiting`` holds, for each
    value in conflict, what it was at first; ``deleted`` those rows for which this editor has to
    choose whether they go. ``left`` are the rows of this editor that somebody else deleted, as
    they were sent.
    """

    rows: Rows
    at: str
    state: str = ""
    waiting: Rows = field(default_factory=dict)
    deleted: Rows = field(default_factory=dict)
    left: dict[str, Controls] = field(default_factory=dict)

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


def opened_with(sent: str) -> Opened | None:
    """What a form says it was opened with; None where that was not written here."""
    try:
        return Opened(**signing.loads(sent, salt=_SALT))
    except (signing.BadSignature, TypeError):
        return None


@dataclass(frozen=True)
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


@dataclass
class StoredForms:
    """The forms over what is stored now: their values and their fields."""

    form: ModelForm
    formsets: Sequence[BaseInlineFormSet]

    def rows(self) -> Rows:
        """The values of all rows, as a browser would send them."""
        rows = {"": values_of(self.form)}
        for formset in self.formsets:
            rows |= Inline(formset).stored()
        return rows


class ThreeWayMerge:
    """What was sent, with what somebody else saved meanwhile put into it.

    ``data`` is the form as it goes on, ``lines`` what there is to tell; without lines it can be
    saved. ``opened`` is what the form counts as opened with from now on.
    """

    def __init__(self, stored: StoredForms, opened: Opened, sent: QueryDict, state: str) -> None:
        self.before, self.now, self.sent = opened, stored.rows(), sent
        self.data = sent.copy()
        self.lines: list[ConflictLine] = []
        self.opened = Opened(self.now, timezone.now().isoformat(), state)
        self._merge_form(fields_of(stored.form))
        for formset in stored.formsets:
            self._merge_inline(Inline(formset))
        # A state that can be chosen is a field like the others.
        if opened.state != state and "state" not in self.now[""]:
            outcome = _("The state has changed; what you typed can still be saved.")
            self.lines.append(ConflictLine(_("State"), opened.state, state, "", outcome=outcome))

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose."""
        return any(line.choice for line in self.lines)

    def _choice(self, key: str, name: str = DELETION_FIELD_NAME) -> str:
        """What the editor has chosen for a value, or for a whole row; ``""`` for nothing yet."""
        return self.sent.get(_choice_name(key, name), "")

    # --- one row ---------------------------------------------------------------------------------

    def _merge_form(self, fields: Fields) -> None:
        row = SentRow({name: self.sent.getlist(name) for name in self.sent})
        self._merge_row("", "", fields, row)
        for name, wanted in fields.items():
            for control in controls_of(name, wanted):
                self.data.pop(control, None)
                if control in row.sent:
                    self.data.setlist(control, row.sent[control])

    def _merge_row(self, key: str, row_name: str, fields: Fields, row: SentRow) -> None:
        """Put into a row that both sides still have what the other side changed of it."""
        was, now = self.before.rows.get(key, {}), self.now[key]
        for name, wanted in fields.items():
            if name in was and name in now:
                label = " · ".join(filter(None, [row_name, label_of(name, wanted)]))
                self._merge_value(key, name, label, wanted, row)

    def _merge_value(
        self, key: str, name: str, label: str, wanted: forms.Field, row: SentRow
    ) -> None:
        was, now = self.before.rows[key][name], self.now[key][name]
        first = self.before.waiting.get(key, {}).get(name)
        choice = self._choice(key, name)
        if first is not None and choice == THEIRS:
            row.put(name, wanted, now)
        mine = row.value(name, wanted)
        if first is not None and choice not in (THEIRS, MINE):
            self._ask(key, name, label, (first, now, mine), wanted)
        elif same(wanted, was, now) or same(wanted, mine, now):
            return
        elif same(wanted, mine, was):
            row.put(name, wanted, now)
            before, after = value_as_text(wanted, was), value_as_text(wanted, now)
            taken = _("Their change kept (you had not edited this).")
            self.lines.append(ConflictLine(label, before, after, before, outcome=taken))
        else:
            self._ask(key, name, label, (was if first is None else first, now, mine), wanted)

    def _ask(
        self,
        key: str,
        name: str,
        label: str,
        three: tuple[Value, Value, Value],
        wanted: forms.Field,
    ) -> None:
        self.opened.waiting.setdefault(key, {})[name] = three[0]
        was, now, mine = (value_as_text(wanted, value) for value in three)
        choice = _choice_name(key, name)
        self.lines.append(ConflictLine(label, was, now, mine, choice=choice))

    # --- the rows of an inline -------------------------------------------------------------------

    def _merge_inline(self, inline: Inline) -> None:
        old: dict[str, SentRow] = {}
        new: list[SentRow] = []
        for row in sent_rows(self.sent, inline.prefix):
            pk = "".join(row.sent.get(inline.id_name, []))
            if pk:
                old[inline.key(pk)] = row
            else:
                new.append(row)
        for key, row in old.items():
            if key not in self.now:
                self._merge_gone(inline, key, row)
            elif row.is_deleted:
                self._merge_deleted(inline, key, row)
            else:
                self._merge_row(key, inline.row_name, inline.fields, row)
        kept = [row for key, row in old.items() if key in self.now]
        kept += self._added_by_others(inline, old)
        inline.put(self.data, kept, [*new, *self._chosen_anew(inline)])

    def _merge_gone(self, inline: Inline, key: str, row: SentRow) -> None:
        """A row that somebody else deleted: told, or asked about if this editor changed it."""
        was = self.before.rows.get(key, {})
        if not row.is_deleted and self._differs(inline, was, row.values(inline.fields)):
            sent = {name: texts for name, texts in row.sent.items() if name != inline.id_name}
            self._ask_whether_gone(inline, key, sent)
        elif was:
            text = row_as_text(inline.fields, was)
            mine = "" if row.is_deleted else text
            outcome = _("Deleted by them (you had not edited this).")
            self._tell(inline, text, _("deleted"), mine, outcome=outcome)

    def _merge_deleted(self, inline: Inline, key: str, row: SentRow) -> None:
        """A row that this editor takes away, asked about if somebody else changed it."""
        was, now = self.before.rows.get(key, {}), self.now[key]
        first, choice = self.before.deleted.get(key), self._choice(key)
        if first is not None and choice == THEIRS:
            row.sent.pop(DELETION_FIELD_NAME)
            for name, wanted in inline.fields.items():
                row.put(name, wanted, now[name])
        is_open = first is not None and choice not in (THEIRS, MINE)
        if is_open or self._differs(inline, was, now):
            first = was if first is None else first
            self.opened.deleted[key] = first
            before, after = (row_as_text(inline.fields, values) for values in (first, now))
            self._tell(inline, before, after, _("deleted"), choice=_choice_name(key))

    def _chosen_anew(self, inline: Inline) -> Iterator[SentRow]:
        """Rows that somebody else deleted while this editor changed them, once that is decided."""
        for key, sent in self.before.left.items():
            choice = self._choice(key)
            if not inline.has(key) or choice == THEIRS:
                continue
            if choice == MINE:
                yield SentRow(dict(sent))
            else:
                self._ask_whether_gone(inline, key, sent)

    def _ask_whether_gone(self, inline: Inline, key: str, sent: Controls) -> None:
        self.opened.left[key] = sent
        was = row_as_text(inline.fields, self.before.rows.get(key, {}))
        mine = row_as_text(inline.fields, SentRow(dict(sent)).values(inline.fields))
        self._tell(inline, was, _("deleted"), mine, choice=_choice_name(key))

    def _added_by_others(self, inline: Inline, sent: dict[str, SentRow]) -> Iterator[SentRow]:
        """Rows that somebody else added, which the form has to go on with."""
        for key, values in self.now.items():
            if not inline.has(key) or key in self.before.rows or key in sent:
                continue
            row = SentRow({inline.id_name: [key.rpartition("-")[2]]})
            for name, wanted in inline.fields.items():
                row.put(name, wanted, values[name])
            outcome = _("Added by them; it is listed below with yours.")
            self._tell(inline, "", row_as_text(inline.fields, values), "", outcome=outcome)
            yield row

    def _tell(
        self, inline: Inline, was: str, now: str, mine: str, *, choice: str = "", outcome: str = ""
    ) -> None:
        self.lines.append(ConflictLine(inline.row_name, was, now, mine, choice, outcome))

    def _differs(self, inline: Inline, was: Values, values: Values) -> bool:
        return any(
            not same(wanted, was[name], values[name])
            for name, wanted in inline.fields.items()
            if name in was
        )


def _choice_name(key: str, name: str = DELETION_FIELD_NAME) -> str:
    return ".".join([CHOICE, key, name])
