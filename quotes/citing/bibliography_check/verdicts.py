"""What became of each statement that a bibliography cites."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quotes.citing.bibliography_check.bibliographies import CitedEntry
from quotes.citing.bibliography_check.permalinks import Permalink
from quotes.citing.bibliography_check.wordings import (
    TEXT,
    CitedVersion,
    Differences,
    versions,
    wordings_of,
)
from quotes.citing.reference import Site
from quotes.models import Redirect, Revision, State, Statement
from quotes.models.vocabulary import Addressed
from quotes.revisions.comparison import part_label
from quotes.revisions.snapshot import snapshot_of
from quotes.text.differences import Piece
from quotes.text.languages import direction

# So often may what a statement was merged into have been merged itself.
_MOST_MERGERS = 10


class Outcome(models.TextChoices):
    """What can be said of a citation."""

    CURRENT = "current", gettext_lazy("current")
    CORRECTED = "corrected", gettext_lazy("corrected since")
    MERGED = "merged", gettext_lazy("merged")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    UNKNOWN = "unknown", gettext_lazy("unknown")


@dataclass(frozen=True, slots=True)
class LaterVersion:
    """A version that came after the one that is cited."""

    number: int | None
    made_at: datetime
    reason: str
    parts: tuple[str, ...]
    url: str

    @property
    def labels(self) -> str:
        return ", ".join(map(part_label, self.parts))


@dataclass(frozen=True)
class Verdict:
    """What is said of one statement that one entry cites.

    ``entry`` counts the entries from 1. ``sentence`` says it to a person. ``cited`` and ``current``
    are numbers of versions, where there are any. ``pieces`` is how the words of today differ from
    the cited ones: None where they were not compared. ``words_differ`` is None where no words were
    there to be compared. ``reason`` and ``date`` are those of a merger or a withdrawal.
    """

    entry: int
    outcome: Outcome
    sentence: str
    key: str = ""
    line: int | None = None
    address: str = ""
    public_id: str = ""
    cited: int | None = None
    current: int | None = None
    url: str = ""
    changes: tuple[LaterVersion, ...] = ()
    words_differ: bool | None = None
    pieces: Sequence[Piece] | None = None
    language: str = ""
    merged_into: str = ""
    reason: str = ""
    date: datetime | None = None

    @property
    def label(self) -> str:
        return str(self.outcome.label)

    @property
    def text_direction(self) -> str:
        return direction(self.language)


def check(
    entries: Sequence[CitedEntry], site: Site, is_ours: Callable[[str], bool]
) -> list[Verdict]:
    """A verdict on every statement that the entries cite, and on every entry that cites none.

    In the order of the entries. ``is_ours`` says of a host, with its port or without, whether this
    archive answers there. The number of queries does not grow with the number of entries.
    """
    cited = {found.public_id for entry in entries for found in _ours(entry, is_ours)}
    examiner = _Examiner(_load(cited), site)
    return [
        verdict
        for number, entry in enumerate(entries, start=1)
        for verdict in _verdicts(number, entry, examiner, is_ours)
    ]


def _ours(entry: CitedEntry, is_ours: Callable[[str], bool]) -> list[Permalink]:
    """The addresses of an entry that lead here, one for each statement: a pinned one if any."""
    found: dict[str, Permalink] = {}
    for address in entry.addresses:
        if address.host and not is_ours(address.host):
            continue
        if address.can_be_ours or address.host:
            before = found.setdefault(address.public_id, address)
            if before.version is None and address.version is not None:
                found[address.public_id] = address
    return list(found.values())


def _verdicts(
    number: int, entry: CitedEntry, examiner: "_Examiner", is_ours: Callable[[str], bool]
) -> list[Verdict]:
    addresses = _ours(entry, is_ours)
    if addresses:
        # Words of an entry that cites several statements are of nobody knows which.
        words = entry.words if len(addresses) == 1 else ""
        given = replace(entry, words=words)
        found = [examiner.verdict(_CitedStatement(number, given, address)) for address in addresses]
    else:
        found = [_no_address(number, entry)]
    return found


def _no_address(number: int, entry: CitedEntry) -> Verdict:
    foreign = next((found for found in entry.addresses if found.can_be_ours), None)
    if entry.fault:
        sentence = entry.fault
    elif foreign:
        sentence = _("%(host)s is not this archive.") % {"host": foreign.host}
    else:
        sentence = _("It has no permalink of a statement of this archive.")
    return Verdict(
        number,
        Outcome.UNKNOWN,
        sentence,
        key=entry.key,
        line=entry.line,
        address=foreign.text if foreign else "",
    )


# --- what is known of the statements -------------------------------------------------------------


@dataclass
class _Record:
    """All that is loaded for the statements that are cited, by their public ids.

    ``redirects`` are what became of those that stand no more; ``versions`` are by primary key.
    """

    statements: dict[str, Statement] = field(default_factory=dict)
    redirects: dict[str, Redirect] = field(default_factory=dict)
    versions: dict[int, list[CitedVersion]] = field(default_factory=dict)

    def standing(self, public_id: str) -> Statement | None:
        """The published statement with this id, or what it was merged into."""
        seen: set[str] = set()
        while public_id not in seen:
            seen.add(public_id)
            statement = self.statements.get(public_id)
            if statement and statement.state == State.PUBLISHED:
                return statement
            record = self.redirects.get(public_id)
            if record is None or record.statement is None:
                return None
            public_id = record.statement.public_id
        return None


def _load(public_ids: Iterable[str]) -> _Record:
    record = _Record()
    wanted = {public_id for public_id in public_ids if "\0" not in public_id}
    known = Statement.objects.filter(published_at__isnull=False)
    for found in known.filter(public_id__in=wanted):
        record.statements[found.public_id] = found
    _follow(record, wanted)
    _load_versions(record)
    return record


def _follow(record: _Record, wanted: set[str]) -> None:
    """Load what became of those that do not stand, and of what that was merged into."""
    for _round in range(_MOST_MERGERS):
        lost = {
            public_id
            for public_id in wanted - record.redirects.keys()
            if (found := record.statements.get(public_id)) is None or found.state != State.PUBLISHED
        }
        if not lost:
            return
        redirects = Redirect.objects.filter(kind=Addressed.STATEMENT, old__in=lost)
        wanted = set()
        for redirect in redirects.select_related("statement"):
            record.redirects[redirect.old] = redirect
            if redirect.statement:
                wanted.add(redirect.statement.public_id)
                record.statements[redirect.statement.public_id] = redirect.statement


def _load_versions(record: _Record) -> None:
    """All versions of them; of a statement without a history, as it stands."""
    loaded = {statement.pk: statement for statement in record.statements.values()}
    rows = (
        Revision.objects.filter(statement__in=loaded)
        .order_by("statement_id", "number")
        .values_list("statement_id", "number", "made_at", "reason", "public_state")
    )
    for pk, version in versions(rows.iterator(chunk_size=500)):
        record.versions.setdefault(pk, []).append(version)
    bare = [pk for pk in loaded if pk not in record.versions]
    if bare:
        for statement in Statement.objects.published().with_page().filter(pk__in=bare):
            wordings = wordings_of(snapshot_of(statement))
            made_at = statement.published_at or statement.created_at
            record.versions[statement.pk] = [CitedVersion(None, made_at, "", wordings)]


# --- what is said of one -------------------------------------------------------------------------


@dataclass(frozen=True)
class _CitedStatement:
    """A statement that an entry cites."""

    number: int
    entry: CitedEntry
    address: Permalink

    def verdict(self, outcome: Outcome, sentence: str, **told: object) -> Verdict:
        return Verdict(
            self.number,
            outcome,
            sentence,
            key=self.entry.key,
            line=self.entry.line,
            address=self.address.text,
            public_id=self.address.public_id,
            **told,  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class _CitedWords:
    """Which version is cited, and where in it the cited words stand.

    ``version`` is None where the citation names none and has no words that tell it. ``key`` is
    that of the words in the version, ``TEXT`` where none are cited, None where it has not got them.
    """

    version: CitedVersion | None
    key: str | None


@dataclass
class _Examiner:
    record: _Record
    site: Site
    differences: Differences = field(default_factory=Differences)

    def verdict(self, cited: _CitedStatement) -> Verdict:
        public_id = cited.address.public_id
        stands = self.record.standing(public_id)
        if stands is None:
            return self._gone(cited)
        if stands.public_id != public_id:
            return self._merged(cited, stands)
        history = self.record.versions[stands.pk]
        pinned = cited.address.version
        if pinned is not None and pinned not in [version.number for version in history]:
            return cited.verdict(
                Outcome.UNKNOWN,
                _("The statement is known, but it has no version %(number)d.") % {"number": pinned},
                url=self.site.permalink(public_id),
                current=history[-1].number,
            )
        return self._standing(cited, stands, history)

    def _gone(self, cited: _CitedStatement) -> Verdict:
        """Withdrawn, or never there. None of its words are shown."""
        public_id = cited.address.public_id
        statement = self.record.statements.get(public_id)
        redirect = self.record.redirects.get(public_id)
        if statement is None and redirect is None:
            return cited.verdict(
                Outcome.UNKNOWN, _("This archive has no statement with this address.")
            )
        reason, date = "", None
        history = self.record.versions.get(statement.pk) if statement else None
        if redirect:
            reason, date = redirect.reason, redirect.made_at
        elif history:
            reason, date = history[-1].reason, history[-1].made_at
        return cited.verdict(
            Outcome.WITHDRAWN,
            _("The statement was withdrawn."),
            url=self.site.permalink(public_id),
            reason=reason,
            date=date,
        )

    def _merged(self, cited: _CitedStatement, stands: Statement) -> Verdict:
        public_id = cited.address.public_id
        now = self.record.versions[stands.pk][-1]
        redirect = self.record.redirects[public_id]
        words = self._words_of_merged(cited)
        same = now.place_of(words) is not None if words else None
        sentence = {
            True: _("The statement was merged into another, which has the words that are cited."),
            False: _("The statement was merged into another, whose words differ."),
            None: _("The statement was merged into another."),
        }[same]
        return cited.verdict(
            Outcome.MERGED,
            sentence,
            cited=cited.address.version,
            current=now.number,
            url=self.site.permalink(stands.public_id),
            merged_into=stands.public_id,
            words_differ=None if same is None else not same,
            pieces=self.differences.between(words, now.text) if same is False else [],
            language=stands.language,
            reason=redirect.reason,
            date=redirect.made_at,
        )

    def _words_of_merged(self, cited: _CitedStatement) -> str:
        """The words that are cited: those of the entry, or of the version that it names."""
        statement = self.record.statements.get(cited.address.public_id)
        history = self.record.versions.get(statement.pk, []) if statement else []
        if cited.entry.words or not history:
            return cited.entry.words
        pinned = (v for v in history if v.number == cited.address.version)
        return next(pinned, history[-1]).text

    def _standing(
        self, cited: _CitedStatement, statement: Statement, history: list[CitedVersion]
    ) -> Verdict:
        found = _version_cited(cited, history)
        first, now = found.version or history[0], history[-1]
        later = history[history.index(first) + 1 :]
        outcome = _outcome(found, later)
        pieces = self._pieces(cited.entry.words, found, first, now)
        changes = later if outcome == Outcome.CORRECTED else []
        return cited.verdict(
            outcome,
            _sentence(found, changes),
            cited=found.version.number if found.version else None,
            current=now.number,
            url=self.site.permalink(statement.public_id),
            changes=tuple(self._change(statement, version) for version in changes),
            words_differ=pieces != [] if cited.entry.words else None,
            pieces=pieces,
            language=statement.language,
        )

    def _pieces(
        self, words: str, found: _CitedWords, first: CitedVersion, now: CitedVersion
    ) -> list[Piece] | None:
        """How today's words differ from those of the citation."""
        if found.key is None:
            return self.differences.between(words, now.text)
        pieces = self.differences.between(first.wordings[found.key], now.today(found.key))
        # Where the source is quoted as before, the statement itself may read otherwise.
        return pieces if pieces != [] else self.differences.between(first.text, now.text)

    def _change(self, statement: Statement, version: CitedVersion) -> LaterVersion:
        return LaterVersion(
            version.number,
            version.made_at,
            version.reason,
            version.parts,
            self.site.pinned(statement.public_id, version.number),
        )


def _version_cited(cited: _CitedStatement, history: list[CitedVersion]) -> _CitedWords:
    """The version that a citation means: the one it names, or the newest that has its words.

    Without either, the one that stood when the day began on which it was read.
    """
    words, pinned = cited.entry.words, cited.address.version
    if pinned is not None:
        version = next(found for found in history if found.number == pinned)
        return _CitedWords(version, version.place_of(words) if words else TEXT)
    if words:
        for version in reversed(history):
            key = version.place_of(words)
            if key is not None:
                return _CitedWords(version, key)
        return _CitedWords(None, None)
    if cited.entry.accessed:
        before = [v for v in history if v.made_at.date() < cited.entry.accessed]
        return _CitedWords(before[-1] if before else history[0], TEXT)
    return _CitedWords(None if len(history) > 1 else history[0], TEXT)


def _outcome(found: _CitedWords, later: Sequence[CitedVersion]) -> Outcome:
    """What a standing statement is to its citation.

    Strange words are not called current. Where the citation names an earlier version, that it was
    corrected since is known all the same.
    """
    if found.key is None and (found.version is None or not later):
        return Outcome.UNKNOWN
    return Outcome.CORRECTED if later else Outcome.CURRENT


def _sentence(found: _CitedWords, changes: Sequence[CitedVersion]) -> str:
    said = []
    if found.key is None and found.version is None:
        said.append(_("The words that are cited stand in none of its versions."))
    elif found.key is None:
        said.append(_("The words that are cited do not stand in the version that is named."))
    elif found.version is None:
        said.append(
            _("The citation does not say which version it means, so every correction is named.")
        )
    elif not changes:
        said.append(_("The statement stands as it was cited."))
    if changes:
        said.append(
            ngettext(
                "The statement was corrected once since.",
                "The statement was corrected %(count)d times since.",
                len(changes),
            )
            % {"count": len(changes)}
        )
    return " ".join(said)
