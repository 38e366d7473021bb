"""Nothing in the bundled record says more than its source: its words, its figures, its marks."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

import pytest
from django.utils.translation import override

from quotes.management.commands.load_archive import BUNDLED
from quotes.models import Facet, Role, Speaker
from quotes.models.vocabulary import Bound, Kind, SpeakerKind
from quotes.transfer import record_folder
from quotes.transfer.schema import ArchiveRecord, CitationEntry, FigureEntry, StatementEntry
from quotes.verification.unprinted import unprinted
from quotes.website.officials import RoleLine

MARKS = re.compile('["“”„«»「」]')


@cache
def record() -> ArchiveRecord:
    return record_folder.read(BUNDLED)


def wordings(statement: StatementEntry) -> list[str]:
    return [citation.quoted for citation in statement.citations if citation.quoted]


# --- words ---------------------------------------------------------------------------------------


def marked_paraphrases(statement: StatementEntry) -> Iterator[str]:
    """A paraphrase is nobody's words: it has no quotation marks and cites no wording as its own."""
    if statement.kind == Kind.PARAPHRASE and MARKS.search(statement.text):
        yield f"the paraphrase is in marks: {statement.text}"
    for citation in statement.citations:
        if citation.kind == Kind.PARAPHRASE and citation.quoted:
            yield f"{citation.source} paraphrases, and has a wording: {citation.quoted}"


def words_that_no_source_prints(statement: StatementEntry) -> Iterator[str]:
    """Each sentence of a quotation stands in a wording; what was left out between is marked."""
    if statement.kind == Kind.PARAPHRASE:
        return
    for start, end in unprinted(statement.text, wordings(statement), statement.language):
        yield f"no source prints “{statement.text[start:end]}”"


def kinds_that_no_source_has(statement: StatementEntry) -> Iterator[str]:
    """Whole sentences in marks are the words of a statement only if a source has them so."""
    kinds = {citation.kind for citation in statement.citations}
    if statement.kind == Kind.DIRECT and Kind.DIRECT.value not in kinds:
        yield f"direct, and its sources have it {', '.join(sorted(kinds))}"


# Who speaks of themselves says "I"; an institution may name itself.
_OF_ANOTHER = (
    r"^(?:(?:He|She)\s+(?:will|would|has|had|is|was|said|says|also|added)"
    r"|(?:Il|Elle)\s+(?:a|est|sera|dit)|(?:Он|Она)\s+(?:заявил|сказал)а?)\b"
)


def third_persons(statement: StatementEntry) -> Iterator[str]:
    """A direct quotation in which the speaker is "he", or called by name, is a report."""
    speaker = next(one for one in record().speakers if one.slug == statement.speaker)
    if speaker.kind != SpeakerKind.PERSON:
        return
    surname = re.escape(speaker.sort_name.split(",")[0])
    reported = re.compile(rf"{_OF_ANOTHER}|\b{surname} (?:said|says|added|told|a dit|заявил)\b")
    texts = [(statement.kind, statement.text)]
    texts += [(one.kind, one.quoted) for one in statement.citations if one.quoted]
    for kind, text in dict.fromkeys(texts):
        if kind == Kind.DIRECT and reported.search(text):
            yield f"in the third person: {text}"


# What a note says of a wording that is not to be taken for the words.
_DOUBTED = re.compile(
    r"back-translat|translation back|translated back|invented|machine[- ](?:reword|round|transl)"
    r"|\breword(?:s|ed|ing)\b|mis-hears|doubtful|reads like a translation"
    r"|disagree on the SPEAKER|as if it were his word|retranslated",
    re.IGNORECASE,
)
# Rewordings that are somebody's honest report, in no source's quotation marks.
_NOT_OF_A_WORDING = frozenset({"mcguinty-2025-continental-shield"})


def doubts_that_only_the_note_tells(statement: StatementEntry) -> Iterator[str]:
    """What a note holds for invented or translated back is marked so, where readers copy it."""
    said = statement.notes or ""
    is_marked = statement.doubt or any(one.doubt for one in statement.citations)
    if _DOUBTED.search(said) and not is_marked and statement.id not in _NOT_OF_A_WORDING:
        yield f"the note doubts a wording, and none is marked: {said}"


# --- figures -------------------------------------------------------------------------------------

_SPELLED = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "half a": Decimal("0.5"),
    "half": Decimal("0.5"),
    "a": 1,
}
_SCALES = {"million": 10**6, "billion": 10**9, "b": 10**9, "trillion": 10**12}
_NUMBER = re.compile(
    r"(?<![\w.])(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|(?:" + "|".join(_SPELLED) + r")\b)?"
    r"[\s-]*(?P<scale>trillions?|billions?|millions?|b\b)?",
    re.IGNORECASE,
)
_UNITS = {"billion": 10**9}
_HEDGES = {
    Bound.ABOUT: r"\b(?:(?<!talking )about|around|some|nearly|almost|roughly|virtually|close to)",
    Bound.AT_LEAST: r"\b(?:over|more than|at least|upwards of|no less than)",
    Bound.AT_MOST: r"\b(?:under|less than|up to|at most|no more than)",
}


def numbers_in(text: str) -> Iterator[tuple[Decimal, int]]:
    """Each number that a text names, and where it begins."""
    for found in _NUMBER.finditer(text):
        number, scale = found["number"], (found["scale"] or "").casefold().removesuffix("s")
        if not number and not scale:
            continue
        digits = (number or "1").replace(",", "").casefold()
        value = Decimal(_SPELLED.get(digits, 0)) or Decimal(digits if digits[0].isdigit() else 0)
        yield value * _SCALES.get(scale, 1), found.start()


def _said(figure: FigureEntry, number: Decimal) -> Decimal:
    return number * _UNITS.get(figure.unit.rpartition("-")[2], 1)


def _where_said(statement: StatementEntry) -> list[str]:
    """The texts in which figures may stand: of a paraphrase, the summary of what it says."""
    return [statement.text, *wordings(statement)]


def figures_not_in_their_words(statement: StatementEntry) -> Iterator[str]:
    texts = _where_said(statement)
    named = {number for text in texts for number, _start in numbers_in(text)}
    for figure in statement.figures:
        for number in {figure.low, figure.high} - {None}:
            if _said(figure, number) not in named:
                yield f"{figure.quantity}: nobody says {number} {figure.unit}"


def figures_more_exact_than_their_words(statement: StatementEntry) -> Iterator[str]:
    texts = _where_said(statement)
    for figure in statement.figures:
        if figure.bound != Bound.EXACT or figure.low is None:
            continue
        said = _said(figure, figure.low)
        before = [
            text[max(0, start - 24) : start]
            for text in texts
            for number, start in numbers_in(text)
            if number == said
        ]
        for bound, hedge in _HEDGES.items():
            if before and all(re.search(rf"{hedge}\s+\$?$", one, re.IGNORECASE) for one in before):
                yield f"{figure.quantity} is {bound}, not exact: {before[0]}"


Rule = Callable[[StatementEntry], Iterator[str]]
RULES: tuple[Rule, ...] = (
    marked_paraphrases,
    words_that_no_source_prints,
    kinds_that_no_source_has,
    third_persons,
    doubts_that_only_the_note_tells,
    figures_not_in_their_words,
    figures_more_exact_than_their_words,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_statement_says_more_than_its_sources(rule: Rule) -> None:
    assert [f"{one.id}: {fault}" for one in record().statements for fault in rule(one)] == []


def test_a_sum_of_which_nobody_tells_the_currency_is_not_given_one() -> None:
    unknown = [one for one in record().statements if "currency" in (one.notes or "")]
    assert unknown
    for statement in unknown:
        assert not any(figure.unit.startswith("USD") for figure in statement.figures)


# --- the rules themselves ------------------------------------------------------------------------


def cited(quoted: str | None, kind: str = "direct") -> CitationEntry:
    return CitationEntry(source="s", quoted=quoted, kind=kind)


def statement(text: str, kind: str = "direct", **more: object) -> StatementEntry:
    given = {
        "id": "a",
        "speaker": "mark-carney",
        "date": None,
        "kind": kind,
        "language": "en",
        "text": text,
        "citations": [cited(None if kind == "paraphrase" else text, kind)],
    }
    return StatementEntry(**(given | more))


def figure(low: float, bound: str = "exact", unit: str = "USD-billion") -> FigureEntry:
    return FigureEntry(quantity="cost", low=Decimal(str(low)), high=None, bound=bound, unit=unit)


@pytest.mark.parametrize(
    ("rule", "faulty"),
    [
        (marked_paraphrases, statement("He finds it “too dear”.", "paraphrase")),
        (
            marked_paraphrases,
            statement("Dear.", citations=[cited("x", "paraphrase")]),
        ),
        (
            words_that_no_source_prints,
            statement(
                "It is dear. It is far too dear.",
                citations=[cited("It is dear,")],
            ),
        ),
        (
            kinds_that_no_source_has,
            statement(
                "It is dear.",
                citations=[cited("It is dear", "partial")],
            ),
        ),
        (doubts_that_only_the_note_tells, statement("Dear.", notes="A back-translation.")),
        (doubts_that_only_the_note_tells, statement("Dear.", notes="The Sun rewords it.")),
        (doubts_that_only_the_note_tells, statement("Dear.", notes="It is printed as invented.")),
        (third_persons, statement("He will work with Ottawa on it.")),
        (third_persons, statement("A fair share, Carney said, is due.")),
        (figures_not_in_their_words, statement("It is dear.", figures=[figure(25)])),
        (figures_not_in_their_words, statement("It is $25 million.", figures=[figure(25)])),
        (figures_not_in_their_words, statement("It is $1.25 billion.", figures=[figure(25)])),
        (
            figures_more_exact_than_their_words,
            statement("About $25 billion.", figures=[figure(25)]),
        ),
        (figures_more_exact_than_their_words, statement("Over $80B by May.", figures=[figure(80)])),
        (
            figures_more_exact_than_their_words,
            statement("very close to 100%", figures=[figure(100, unit="percent")]),
        ),
    ],
)
def test_each_rule_finds_its_fault(rule: Rule, faulty: StatementEntry) -> None:
    assert len(list(rule(faulty))) == 1


@pytest.mark.parametrize(
    ("words_said", "given"),
    [
        ("a trillion-dollar mistake", figure(1000)),
        ("half a trillion dollars", figure(500)),
        ("some $23,000,000,000 in all", figure(23, bound="about")),
        ("$17.5B for it", figure(17.5)),
        ("done in three years", figure(3, unit="years")),
        ("likely in the trillions", figure(1000)),
    ],
)
def test_numbers_are_read_as_they_are_said(words_said: str, given: FigureEntry) -> None:
    said = statement(words_said, figures=[given])
    assert list(figures_not_in_their_words(said)) == []
    assert list(figures_more_exact_than_their_words(said)) == []


@pytest.mark.django_db
def test_bodies_and_parties_have_their_french_names(record: None) -> None:
    minister = Speaker.objects.get(slug="mark-carney")
    office = minister.roles.get(organization="Government of Canada")
    with override("fr"):
        line = RoleLine(office)
        assert (line.organization, minister.public_party) == (
            "Gouvernement du Canada",
            "Parti libéral du Canada",
        )
    assert RoleLine(office).organization == "Government of Canada"
    party = Facet.objects.get(dimension="party", label="Liberal Party of Canada")
    assert party.label_fr == "Parti libéral du Canada"
    # Where the French name is not known, or is the same, the one there is stands.
    unknown = Role(title="Warden", organization="The Lake Board")
    with override("fr"):
        assert RoleLine(unknown).organization == "The Lake Board"
