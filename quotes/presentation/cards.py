"""What templates are given to show: plain values, made from rows that were loaded for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quotes.citing import coins
from quotes.citing.passages import recording_at, words_at
from quotes.citing.reference import Site, by_source, printed_tenths
from quotes.dates.display import humanize, machine
from quotes.dates.partial import PartialDate
from quotes.models import CheckState, Citation, Kind, Source, State, Statement, Topic
from quotes.models.vocabulary import check_label
from quotes.presentation.names import language_name
from quotes.presentation.watched import is_gone, watch_notes
from quotes.search.rows import ListedCitation, ListedName, ListedStatement
from quotes.text.differences import Comparison, Piece, compare_wording, word_difference
from quotes.text.folding import fold
from quotes.text.languages import direction, primary_subtag
from quotes.verification.store import passages

# From what a reader must know first to what needs no more attention.
_BY_CONCERN = (
    CheckState.NOT_FOUND,
    CheckState.DIFFERS,
    CheckState.UNCHECKED,
    CheckState.OMISSIONS,
    CheckState.FOLDED,
    CheckState.EXACT,
)

# Characters that a page shows of a captured text, which is not public; a longer one is not shown.
LONGEST_PASSAGE = 600

# A wording's own comma or full stop before the closing mark is the outlet's style, not its words.
_OUTER_MARKS = " .,;:"


@dataclass(frozen=True)
class FoundIn:
    """A wording in which the words searched for stand, when the statement's own text has none."""

    printing: ListedCitation
    wording: SafeString


@dataclass
class StatementCard:
    """A statement in a list (`ListedStatement`), or on its own page (``with_page()``)."""

    statement: Statement | ListedStatement
    marked_text: SafeString | None = None
    found_in: FoundIn | None = None
    site: Site | None = None
    # Fields of the description in which the words searched for stand: label and safe HTML.
    described: tuple[tuple[str, SafeString], ...] = ()

    def __getattr__(self, name: str) -> object:
        """What the card does not say otherwise is the statement's."""
        return getattr(self.statement, name)

    @property
    def said_display(self) -> str:
        return humanize(self.statement.said)

    @property
    def said_machine(self) -> str:
        return machine(self.statement.said)

    @cached_property
    def offices(self) -> list[str]:
        return self.statement.office_titles()

    @property
    def occasion_name(self) -> str:
        occasion = self.statement.occasion
        return occasion.public_name if occasion else ""

    @property
    def occasion_name_fr(self) -> str:
        occasion = self.statement.occasion
        return occasion.name_fr if occasion else ""

    @property
    def other_language(self) -> str:
        """The name of the language it was said in, where the page is in another."""
        spoken = self.statement.language
        is_of_page = primary_subtag(spoken) == (get_language() or "")
        return "" if is_of_page else language_name(spoken)

    @property
    def occasion_url(self) -> str:
        """The page of the occasion: of a published statement on its own page."""
        if not isinstance(self.statement, Statement) or self.statement.state != State.PUBLISHED:
            return ""
        occasion = self.statement.occasion
        return occasion.get_absolute_url() if occasion else ""

    @property
    def place(self) -> str:
        occasion = self.statement.occasion
        return self.statement.place or (occasion.place if occasion else "")

    @cached_property
    def topics(self) -> Sequence[Topic | ListedName]:
        return self.statement.ordered_topics()

    @cached_property
    def printings(self) -> Sequence[ListedCitation]:
        """How sources print it, of a statement in a list."""
        return self.statement.printings if isinstance(self.statement, ListedStatement) else ()

    @cached_property
    def citations(self) -> Sequence[Citation | ListedCitation]:
        if isinstance(self.statement, Statement):
            return list(self.statement.citations.all())
        return self.printings

    @property
    def coins(self) -> str:
        """The statement for reference managers (COinS), on a page that lists several of them.

        Where no site is given there is none: Zotero would take it for what the page is about.
        """
        if self.site is None or not isinstance(self.statement, ListedStatement):
            return ""
        return coins.of_listed(self.statement, self.site)

    @cached_property
    def check_state(self) -> CheckState:
        """The state that a reader of the statement must know first.

        Of a citation without a wording there is nothing to check.
        """
        states = {each.check_state for each in self.citations if each.quotation is not None}
        return next((s for s in _BY_CONCERN if s in states), CheckState.UNCHECKED)

    @cached_property
    def is_cautioned(self) -> bool:
        """Whether a page speaks against the words that it prints being the speaker's."""
        return any(each.is_cautioned for each in self.citations if each.quotation is not None)

    @property
    def check_display(self) -> str:
        return check_label(self.check_state, is_cautioned=self.is_cautioned)

    @cached_property
    def source_count(self) -> int:
        return len({citation.source_id for citation in self.citations})

    @cached_property
    def wording_count(self) -> int:
        """How many different wordings were printed; typography and outer marks aside."""
        printed = {c.quotation for c in self.citations if c.quotation is not None}
        if len(printed) < 2:
            return len(printed)
        return len({fold(wording).strip(_OUTER_MARKS) for wording in printed})

    @cached_property
    def outlet_names(self) -> list[str]:
        """Those whose wording is doubtful come last."""
        citations = sorted(self.citations, key=lambda citation: citation.is_doubted)
        return list(dict.fromkeys(citation.outlet_name for citation in citations))


def cards(statements: Iterable[ListedStatement], site: Site | None = None) -> list[StatementCard]:
    """The cards of a list; with the site for a page that is a list and nothing else."""
    return [StatementCard(statement, site=site) for statement in statements]


@dataclass(frozen=True)
class WordingPart:
    """A run of words in the table of wordings; ``op`` names how it is shown."""

    op: str
    text: str


_SHOWN_AS = {"same": "same", "insert": "inserted", "delete": "deleted", "omitted": "omitted"}


@dataclass
class WordingRow:
    """One citation in the list of wordings: who printed it, and how it was checked.

    ``pieces`` are all that its source prints of the statement, this citation foremost.
    """

    citation: Citation
    pieces: Sequence[Citation] = ()
    # Of a wording that differs from its source: what that has instead.
    reads: str = ""
    # Of words that are no longer there as they were printed: a sentence.
    watch_note: str = ""

    @property
    def anchor(self) -> str:
        return f"c-{self.citation.pk}"

    @property
    def source(self) -> "SourceLine":
        return SourceLine(self.citation.source)

    @property
    def via(self) -> str:
        return self.citation.via.name if self.citation.via else ""

    @property
    def kind(self) -> str:
        return self.citation.kind

    @property
    def kind_label(self) -> str:
        return self.citation.get_kind_display()

    @property
    def language(self) -> str:
        return self.citation.source.language

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def locator(self) -> str:
        return self.citation.locator

    @property
    def recording_url(self) -> str:
        """Where a recording begins with the words, if its locator says so."""
        return recording_at(self.citation)

    @property
    def doubt_label(self) -> str:
        return self.citation.get_doubt_display()

    @property
    def doubt_reason(self) -> str:
        return self.citation.doubt_reason

    @property
    def read_url(self) -> str:
        """Empty where the page is gone: what is left of it is its archived copy."""
        return "" if is_gone(self.pieces) else words_at(self.citation.source.url or "", self.pieces)

    @property
    def archived_url(self) -> str:
        return words_at(self.citation.source.archived_url, self.pieces)

    @property
    def check_state(self) -> str:
        return self.citation.check_state

    @property
    def check_label(self) -> str:
        return self.citation.check_label

    @property
    def is_cautioned(self) -> bool:
        return self.citation.is_cautioned

    @property
    def caution_note(self) -> str:
        return self.citation.caution_note

    @cached_property
    def source_parts(self) -> Sequence[WordingPart]:
        """What the source has where the wording differs, and which words of it are others."""
        pieces = word_difference(self.citation.wording or "", self.reads) if self.reads else ()
        return [_part(piece) for piece in pieces if piece.op != "delete"]

    @property
    def checked_display(self) -> str:
        """The day of the check, where there was one."""
        checked_at = self.citation.checked_at
        return humanize(PartialDate.of(localtime(checked_at))) if checked_at else ""


@dataclass
class WordingGroup:
    """One wording, character by character, with every citation that prints it so.

    ``wording`` is None for the sources that report in their own words. ``text`` is that of the
    statement, with which the wording is compared.
    """

    wording: str | None
    text: str
    is_paraphrase: bool
    rows: list[WordingRow]

    @property
    def language(self) -> str:
        return self.rows[0].language

    @property
    def direction(self) -> str:
        return self.rows[0].direction

    @property
    def is_doubted(self) -> bool:
        return self.rows[0].citation.is_doubted

    @property
    def share(self) -> int:
        """How many tenths of the letters of the statement are printed: 0 to 10.

        With the other pieces of a source that prints it in several, which stay together so.
        """
        words = (" ".join(piece.quotation or "" for piece in row.pieces) for row in self.rows)
        return max(printed_tenths(self.text, each) for each in words)

    @cached_property
    def comparison(self) -> Comparison | None:
        """Nothing is compared with a paraphrase, which is no one's wording."""
        if self.wording is None or self.is_paraphrase:
            return None
        return compare_wording(self.text, self.wording)

    @property
    def same(self) -> bool:
        return bool(self.comparison and self.comparison.same)

    @cached_property
    def parts(self) -> Sequence[WordingPart]:
        """The wording and, between its parts, the words of the statement that it does not have.

        Those that are "same" and "inserted", joined, are the wording. Empty where there is nothing
        to compare: the words are the same, are a paraphrase's, or have next to nothing in common.
        """
        comparison = self.comparison
        if comparison is None or comparison.same or comparison.unrelated:
            return ()
        return [_part(piece) for piece in comparison.pieces]


def _part(piece: Piece) -> WordingPart:
    return WordingPart(_SHOWN_AS[piece.op], piece.text)


def wording_groups(statement: Statement) -> list[WordingGroup]:
    """The wordings of "As each source printed it", those that print most of the statement first.

    Of equals, those of the sources to cite first.

    Sources that print none of the words stand together behind them, and doubtful ones at the end.
    """
    groups: dict[tuple[str | None, str, bool], WordingGroup] = {}
    is_paraphrase = statement.kind == Kind.PARAPHRASE
    for row in _wording_rows(statement):
        words = row.citation.quotation
        is_doubted = row.citation.is_doubted
        key = (words, row.language if words is not None else "", is_doubted)
        group = groups.setdefault(key, WordingGroup(words, statement.text, is_paraphrase, []))
        group.rows.append(row)
    return sorted(groups.values(), key=lambda group: (group.is_doubted, -group.share))


def _wording_rows(statement: Statement) -> list[WordingRow]:
    reads = _passages(statement)
    notes = watch_notes(statement.citations.all())
    rows = []
    for pieces in by_source(statement):
        for citation in pieces:
            citation.statement = statement
            others = [piece for piece in pieces if piece is not citation]
            here, note = reads.get(citation.pk, ""), notes.get(citation.pk, "")
            rows.append(WordingRow(citation, [citation, *others], here, note))
    return rows


def _passages(statement: Statement) -> dict[int, str]:
    """What the sources have where a wording differs; no query where none does."""
    differing = [
        citation.pk
        for citation in statement.citations.all()
        if citation.check_state == CheckState.DIFFERS
    ]
    if not differing:
        return {}
    return passages(Citation.objects.filter(pk__in=differing), LONGEST_PASSAGE)


@dataclass
class SourceLine:
    """A source in a list or a table. Load it with its outlet."""

    source: Source

    def __getattr__(self, name: str) -> object:
        """What the line does not say otherwise is the source's."""
        return getattr(self.source, name)

    @property
    def heading(self) -> str:
        """Its headline, or what an untitled source is called."""
        return self.source.title or _("Untitled: %(outlet)s") % {"outlet": self.source.outlet.name}

    @property
    def published_display(self) -> str:
        return humanize(self.source.published)

    @property
    def published_machine(self) -> str:
        return machine(self.source.published)


@dataclass(frozen=True)
class Link:
    """A label with its address."""

    label: str
    url: str


@dataclass
class ChainStep:
    """One step of the way a statement took: said, reported, carried."""

    label: str
    items: list["ChainItem"] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class ChainItem:
    name: str
    url: str = ""
    detail: str = ""


def chain(card: StatementCard, statement: Statement) -> list[ChainStep]:
    """Where the words come from: said, reported by, carried by.

    A source reports at first hand as far as it credits nobody; whoever it credits is named as the
    one that reported, and the source as carrying it.
    """
    said = ChainStep(
        _("Said"),
        [
            ChainItem(
                card.occasion_name or card.place or _("Occasion not recorded"),
                card.occasion_url,
                card.said_display,
            )
        ],
    )
    reporters: dict[str, ChainItem] = {}
    carriers: dict[str, ChainItem] = {}
    for citation in statement.citations.all():
        source, credited = citation.source, citation.via or citation.source.wire
        item = ChainItem(source.outlet.name, source.get_absolute_url(), humanize(source.published))
        if credited and credited != source.outlet:
            reporters.setdefault(
                credited.name, ChainItem(credited.name, credited.get_absolute_url())
            )
            carriers.setdefault(source.slug, item)
        else:
            reporters.setdefault(source.slug, item)
    steps = [said, ChainStep(_("Reported by"), list(reporters.values()))]
    if carriers:
        steps.append(ChainStep(_("Republished by"), list(carriers.values())))
    return steps
