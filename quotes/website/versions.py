"""A statement as it stood once: the pages that a pinned address leads to, for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from quotes.dates.display import humanize, machine
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.models import Bound, Kind, Redirect, Revision, Source, Statement
from quotes.models.vocabulary import Addressed, RelationKind, WordingDoubt
from quotes.presentation.cards import Link
from quotes.presentation.moved import moved_or_missing, withdrawn
from quotes.presentation.names import language_name
from quotes.revisions.chain import broken_at
from quotes.revisions.comparison import (
    SnapshotCitation,
    abridged,
    changed_parts,
    part_label,
    printed,
    text_difference,
    text_of,
)
from quotes.revisions.resolve import at, current_statement
from quotes.revisions.snapshot import snapshot_of
from quotes.text.differences import Piece, word_difference
from quotes.text.languages import direction


@require_safe
def permalink(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The short address of a revision: on to its page, wherever that stands now."""
    return _answer(request, public_id, number)


@require_safe
def page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One revision of a statement."""
    return _answer(request, public_id, number)


@require_safe
def merged(request: HttpRequest, public_id: str, old: str, number: int) -> HttpResponse:
    """One revision of a statement that was merged into another, at the address of that one."""
    return _answer(request, old, number)


def revision_address(statement: Statement, number: int, stands: Statement | None = None) -> str:
    """The page of a revision; ``stands`` is what the statement was merged into, if it was."""
    if stands is None or stands.pk == statement.pk:
        return reverse("revision", args=[statement.public_id, number])
    return reverse("merged-revision", args=[stands.public_id, statement.public_id, number])


def _answer(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The page, or where it is; 410 for what was withdrawn, 404 for what never was."""
    known = Statement.objects.filter(published_at__isnull=False).select_related("speaker")
    statement = at(known, public_id=public_id)
    if statement is None:
        return moved_or_missing(request, Addressed.STATEMENT, public_id)
    stands = current_statement(statement)
    if stands is None:
        # Its words are withdrawn with it, those of each revision too.
        return withdrawn(request, statement)
    address = revision_address(statement, number, stands)
    if request.path != address:
        return redirect(address, permanent=True)
    revisions = list(statement.revisions.order_by("number"))
    revision = next((found for found in revisions if found.number == number), None)
    if revision is None:
        return _missing(request, number, len(revisions), stands)
    shown = ShownVersion(statement, stands, revision, revisions)
    return render(request, "quotes/revision.html", _context(request, shown))


def _missing(request: HttpRequest, number: int, count: int, stands: Statement) -> HttpResponse:
    """404: the statement is there, and this version of it is not."""
    if count:
        known = ngettext(
            "This statement has only %(count)d version.",
            "This statement has only %(count)d versions.",
            count,
        ) % {"count": count}
    else:
        known = _(
            "This statement has no numbered versions: it has not changed since it was loaded."
        )
    context = {"number": number, "known": known, "address": stands.get_absolute_url()}
    return render(request, "quotes/revision_missing.html", context, status=404)


@dataclass(frozen=True)
class ListedVersion:
    """A revision in the list of all of a statement, against the one before it."""

    revision: Revision
    address: str
    pieces: Sequence[Piece] = ()
    parts: Sequence[str] = ()
    is_first: bool = False

    @property
    def changed(self) -> str:
        """What else changed than the words, as the middle of a sentence."""
        return ", ".join(map(part_label, self.parts))


def history(
    statement: Statement, revisions: Sequence[Revision], stands: Statement | None = None
) -> list[ListedVersion]:
    """All versions of a statement, newest first. ``revisions`` are all, oldest first."""
    versions = []
    for before, revision in zip([None, *revisions], revisions, strict=False):
        address = revision_address(statement, revision.number, stands)
        if before is None:
            versions.append(ListedVersion(revision, address, is_first=True))
            continue
        old, new = before.public_state, revision.public_state
        parts = [name for name in changed_parts(old, new) if name != "text"]
        versions.append(
            ListedVersion(revision, address, abridged(text_difference(old, new)), parts)
        )
    return versions[::-1]


@dataclass(frozen=True)
class OldWording:
    """A citation of a revision, and what the record says today of the same one."""

    printed: SnapshotCitation
    source: Source | None
    language: str
    now: SnapshotCitation | None

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def published_display(self) -> str:
        return _shown_day(self.printed.published)

    @cached_property
    def pieces(self) -> list[Piece]:
        """How the wording of today differs; nothing where it is the same or none is kept."""
        old, new = self.printed.wording, self.now.wording if self.now else None
        if old is None or new is None or old == new:
            return []
        return word_difference(old, new)

    @property
    def is_gone(self) -> bool:
        return self.now is None

    @property
    def doubt_sentence(self) -> str:
        """Whether the wording is held for doubtful today, or was in this version, and why."""
        doubted = next((one for one in (self.now, self.printed) if one and one.doubt), None)
        if doubted is None or doubted.doubt not in WordingDoubt:
            return ""
        label = capfirst(WordingDoubt(doubted.doubt).label)
        return _("%(doubt)s: %(reason)s") % {"doubt": label, "reason": doubted.doubt_reason}


@dataclass(frozen=True)
class ShownVersion:
    """A revision with all that its page says of it.

    ``stands`` is the statement that stands for it today: its own, or what that was merged into.
    """

    statement: Statement
    stands: Statement
    revision: Revision
    revisions: Sequence[Revision]

    @cached_property
    def state(self) -> dict[str, Any]:
        return self.revision.public_state

    @cached_property
    def current_state(self) -> dict[str, Any]:
        """What the record says today: the last revision, or, without one, what is public."""
        if not self.is_merged:
            return self.revisions[-1].public_state
        last = self.stands.revisions.order_by("-number").first()
        if last is not None:
            return last.public_state
        return snapshot_of(Statement.objects.with_page().get(pk=self.stands.pk))

    @property
    def is_merged(self) -> bool:
        return self.stands.pk != self.statement.pk

    @property
    def is_current(self) -> bool:
        return not self.is_merged and self.revision.number == self.revisions[-1].number

    @cached_property
    def versions(self) -> list[ListedVersion]:
        return history(self.statement, self.revisions, self.stands)

    @property
    def later(self) -> list[ListedVersion]:
        """The versions after this one, in the order in which they came."""
        return [v for v in self.versions[::-1] if v.revision.number > self.revision.number]

    @property
    def merger(self) -> Redirect | None:
        """The record of its merger, with date and reason."""
        if not self.is_merged:
            return None
        return Redirect.objects.of(Addressed.STATEMENT, self.statement.public_id)

    @cached_property
    def words(self) -> "VersionWords":
        return VersionWords(
            kind=text_of(self.state, "kind"),
            text=text_of(self.state, "text"),
            language=text_of(self.state, "language") or self.statement.language,
        )

    @cached_property
    def wordings(self) -> list[OldWording]:
        """As each source printed it by what this revision said."""
        old = printed(self.state)
        now = {found.place: found for found in printed(self.current_state)}
        sources = Source.objects.public().filter(public_id__in={found.source for found in old})
        public = {source.public_id: source for source in sources}
        return [
            OldWording(
                found,
                public.get(found.source),
                source.language if (source := public.get(found.source)) else self.words.language,
                now.get(found.place),
            )
            for found in old
        ]


@dataclass(frozen=True)
class VersionWords:
    """The words of a revision, as the piece of a page that shows words takes them."""

    kind: str
    text: str
    language: str
    marked_text: None = None

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label) if self.kind in Kind else self.kind


def _context(request: HttpRequest, shown: ShownVersion) -> dict[str, object]:
    state, speaker = shown.state, shown.state.get("speaker") or {}
    said = _day(text_of(state, "said"))
    heading = _("%(speaker)s, %(date)s: version %(number)d") % {
        "speaker": text_of(speaker, "name") or shown.statement.speaker.name,
        "date": _shown_day(text_of(state, "said")),
        "number": shown.revision.number,
    }
    current = shown.stands.get_absolute_url()
    return {
        "section": "statements",
        "heading": heading,
        "trail": [
            Link(shown.stands.speaker.public_name, shown.stands.speaker.get_absolute_url()),
            Link(_("Current version of the statement"), current),
        ],
        "shown": shown,
        "words_shown": shown.words,
        "speaker": _speaker(shown, speaker),
        "offices": [str(office) for office in state.get("offices") or []],
        "said_display": _shown_day(text_of(state, "said")),
        "said_machine": machine(said) if said else "",
        "where": ", ".join(filter(None, (text_of(state, "occasion"), text_of(state, "place")))),
        "language": language_name(shown.words.language),
        "facts": _facts(state),
        "pieces": text_difference(state, shown.current_state),
        "parts": _parts_now(shown),
        "broken": broken_at(shown.revisions),
        "current_url": current,
        "canonical": request.build_absolute_uri(current),
        "pinned": request.build_absolute_uri(
            reverse("pinned", args=[shown.statement.public_id, shown.revision.number])
        ),
    }


def _parts_now(shown: ShownVersion) -> str:
    """What else than the words is told differently today."""
    # Another statement has another address, which says nothing of either.
    idle = {"text", "slug"} if shown.is_merged else {"text"}
    parts = changed_parts(shown.state, shown.current_state)
    return ", ".join(part_label(name) for name in parts if name not in idle)


def _speaker(shown: ShownVersion, speaker: dict[str, Any]) -> Link:
    """By the name of that day; the link is given where it is still the same official's."""
    official = shown.statement.speaker
    name = text_of(speaker, "name") or official.name
    return Link(name, official.get_absolute_url() if speaker.get("slug") == official.slug else "")


def _facts(state: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What was known of it, each with its name; what is empty is left out."""
    told = [
        (_("Basis for the date"), [text_of(state, "said_basis")]),
        (_("Figures"), [_figure(figure) for figure in state.get("figures") or []]),
        (_("Note"), [text_of(state, "note")]),
        (_("Related statements"), [_relation(one, state) for one in state.get("relations") or ()]),
    ]
    return [(name, list(filter(None, values))) for name, values in told if any(values)]


def _relation(relation: dict[str, str], state: dict[str, Any]) -> str:
    """What one did to another, and why; the other is named by its address, which says the rest."""
    is_own = relation.get("from") == state.get("public_id")
    other = text_of(relation, "to" if is_own else "from")
    return format_html(
        '{}: <a href="{}">{}</a>. {}',
        relation_label(text_of(relation, "kind"), is_own),
        reverse("permalink", args=[other]),
        other,
        text_of(relation, "reason"),
    )


def relation_label(kind: str, is_own: bool) -> str:
    """What the statement of a page does to another, or, if not ``is_own``, another to it."""
    label = _("This statement %(does)s") if is_own else _("A statement that %(does)s this one")
    return label % {"does": RelationKind(kind).label if kind in RelationKind else kind}


def _figure(figure: dict[str, Any]) -> str:
    numbers = [figure.get("low"), figure.get("high")]
    shown = dict.fromkeys(str(number) for number in numbers if number is not None)
    bound = figure.get("bound", "")
    label = Bound(bound).label if bound in Bound else ""
    return f"{figure.get('quantity', '')}: {label} {'–'.join(shown)} {figure.get('unit', '')}"


def _day(text: str) -> PartialDate | None:
    try:
        return parse(text)
    except InvalidDate:
        return None


def _shown_day(text: str) -> str:
    """A date as a reader takes it; one that is no more written in this way, as it stands."""
    day = _day(text)
    return humanize(day) if day else text
