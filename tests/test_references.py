"""What is cited, and how authors' names are parted: whatever is in doubt stays whole."""

from datetime import UTC, date, datetime

import pytest

from quotes.citing.bylines import Name, parted
from quotes.citing.reference import (
    Site,
    by_source,
    of_source,
    of_speaker,
    reference,
    references,
    said_in,
)
from quotes.editing import EditContext, publish
from quotes.models import Statement
from tests import factories

SITE = Site("https://dome.example")


# Names


@pytest.mark.parametrize(
    ("printed", "family", "given"),
    [
        ("Jane Doe", "Doe", "Jane"),
        ("  Jane   Doe ", "Doe", "Jane"),
        ("Doe, Jane", "Doe", "Jane"),
        ("de Gaulle, Charles", "de Gaulle", "Charles"),
        ("Mary P Brooke", "Brooke", "Mary P"),
        ("J.D. Smyth", "Smyth", "J.D."),
        ("Gregory M. Guillot", "Guillot", "Gregory M."),
        ("Luca Caruso-Moro", "Caruso-Moro", "Luca"),
        ("Ahmad El-Assasy", "El-Assasy", "Ahmad"),
        ("Bashar al-Assad", "al-Assad", "Bashar"),
        ("Mohammed bin Salman", "bin Salman", "Mohammed"),
        ("Ursula von der Leyen", "von der Leyen", "Ursula"),
        ("Vincent Van Gogh", "Van Gogh", "Vincent"),
        ("Marine Le Pen", "Le Pen", "Marine"),
        ("Al Gore", "Gore", "Al"),
        ("Maureen O’Hara", "O’Hara", "Maureen"),
        ("Jeanne d'Arc", "d'Arc", "Jeanne"),
        ("Raphaël Pirro", "Pirro", "Raphaël"),
        ("Łukasz Żółć", "Żółć", "Łukasz"),
    ],
)
def test_a_name_in_latin_script_is_parted(printed, family, given):
    assert parted(printed, "en") == Name(f"{given} {family}", family, given)


@pytest.mark.parametrize(
    "printed",
    [
        "Darpan News Desk",
        "The Canadian Press",
        "Agence QMI",
        "Agencies",
        "Reuters Staff",
        "Editorial Board",
        "CBC Ottawa",
        "AFP",
        "Madonna",
        "Jane Doe, Reuters",
        "Jane Doe, Ottawa",
        "Jane Doe and John Roe",
        "By Jane Doe",
        "Jane Doe Jr.",
        "Doe, Jr.",
        "Doe,",
        "Jane Anne Mary Doe",
        "jane doe",
        "janedoe@example.org",
        "24newz.ai",
        "Agent 007",
        "黄钰钦",
        "袁 睿",
        "Мария Захарова",
        "أحمد العساسي",
        "Jane Иванова",
        "",
        "van der",
        "Senior Correspondent",
        "José Ortega y Gasset",
        "R2 D2",
        "– –",
    ],
)
def test_what_may_not_be_a_name_stays_whole(printed):
    assert parted(printed, "en") == Name(printed)


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("Mao Ning", "zh-Hant"),
        ("Nguyen Van Thieu", "vi"),
        ("Orbán Viktor", "hu"),
        ("María García López", "es"),
    ],
)
def test_the_language_of_the_source_may_put_a_name_in_doubt(printed, language):
    assert parted(printed, language) == Name(printed)


def test_two_words_are_parted_where_people_have_two_family_names():
    assert parted("María García", "es") == Name("María García", "García", "María")


# References


def loaded(statement: Statement) -> Statement:
    return Statement.objects.with_page().get(pk=statement.pk)


@pytest.fixture
def cited(db: None) -> Statement:
    """Cited by an article in two pieces, by a transcript at first hand, and in other words."""
    speaker = factories.speaker("Mark Carney", slug="mark-carney", sort_name="Carney, Mark")
    factories.role(speaker, "Prime Minister of Canada", "2025-03-14")
    factories.role(speaker, "Governor of the Bank of Canada", "2008", "2013")
    made = factories.draft(
        "2025-05-21~",
        topics=(factories.topic("cost", name="Cost"),),
        speaker=speaker,
        place="Ottawa",
        occasion=factories.occasion("Press conference"),
        text="We have the ability to complete the Golden Dome.",
    )
    article = factories.source(
        "2025-05-22",
        outlet=factories.outlet("CBC"),
        title="Canada in talks",
        authors=["Catharine Tunney", "CBC News"],
        archived_url="https://archive.example/1",
        archived_at=datetime(2025, 5, 23, 4, 5, tzinfo=UTC),
        wire=factories.outlet("The Canadian Press"),
    )
    agency = factories.outlet("AP")
    factories.citation(made, source=article, wording="We have", via=agency, locator="para. 3")
    factories.citation(made, source=article, wording="the ability", position=1, via=agency)
    factories.citation(
        made, source=article, wording=None, kind="paraphrase", position=2, locator="para. 9"
    )
    other = factories.source("2025-05-20", language="fr", url=None, title="")
    factories.citation(made, source=other, wording=None, kind="paraphrase", position=3)
    transcript = factories.source("2025-05-30", kind="transcript", is_primary=True)
    factories.citation(made, source=transcript, position=4)
    publish(made, EditContext("First published"))
    return loaded(made)


def test_the_best_source_stands_first(cited):
    """At first hand, then in the language of the words, though the translation is older."""
    ordered = references(cited, SITE, 1)
    assert [one.source.published.text for one in ordered] == [
        "2025-05-30",
        "2025-05-22",
        "2025-05-20",
    ]
    assert len({one.key for one in ordered}) == 3


def test_the_words_are_those_of_the_source_piece_by_piece(cited):
    article = references(cited, SITE, 1)[1].said
    assert article.words == "We have […] the ability"
    assert article.is_quotation
    assert (article.via, article.locator) == ("AP", "para. 3; para. 9")


def test_where_a_source_prints_none_of_the_words_they_are_no_quotation(cited):
    paraphrased = references(cited, SITE, 1)[2]
    assert paraphrased.said.words == cited.text
    assert not paraphrased.said.is_quotation
    assert (paraphrased.source.language, paraphrased.said.language) == ("fr", "en")


def test_words_that_a_source_does_not_mark_as_quoted_are_no_quotation(db):
    made = factories.statement(kind="paraphrase", text="He wants it.", wordings=("He wants it",))
    said = references(loaded(made), SITE, 1)[0].said
    assert (said.words, said.is_quotation) == ("He wants it", False)


def test_a_reference_names_all_that_is_known(cited):
    one = references(cited, SITE, 2, accessed=date(2026, 1, 2))[1]
    said, source = one.said, one.source
    public_id = cited.public_id
    assert one.key == f"dometracker-{public_id}-{source.public_id}"
    assert one.accessed == date(2026, 1, 2)
    assert said.speaker == Name("Mark Carney", "Carney", "Mark")
    assert said.offices == ("Prime Minister of Canada",)
    assert said.said.text == "2025-05-21~"
    assert (said.place, said.occasion, said.topics) == ("Ottawa", "Press conference", ("Cost",))
    assert said.permalink == f"https://dome.example/s/{public_id}"
    assert said.pinned == f"https://dome.example/s/{public_id}/v/2"
    assert source.authors == (
        Name("Catharine Tunney", "Tunney", "Catharine"),
        Name("CBC News"),
    )
    assert (source.title, source.outlet, source.wire) == (
        "Canada in talks",
        "CBC",
        "The Canadian Press",
    )
    assert source.archived_at == datetime(2025, 5, 23, 4, 5, tzinfo=UTC)
    assert source.address == f"https://dome.example/sources/{source.public_id}/"


def test_without_history_the_pinned_address_is_the_permalink(cited):
    said = said_in(cited, by_source(cited)[0], SITE, None)
    assert said.pinned == said.permalink


def test_a_printed_source_has_no_address_but_ours(cited):
    source = references(cited, SITE, 1)[2].source
    assert (source.url, source.archived_url, source.archived_at) == ("", "", None)


def test_a_source_alone_says_nothing(cited):
    source = cited.citations.all()[0].source
    one = of_source(source, SITE)
    assert one.key == f"dometracker-source-{source.public_id}"
    assert one.said is None
    assert one.source == references(cited, SITE, 1)[1].source


def test_a_key_does_not_change_when_names_are_corrected(cited):
    pieces = by_source(cited)[0]
    before = reference(cited, pieces, SITE, 1).key
    cited.speaker.name = "Someone Else"
    cited.text = "Other words"
    pieces[0].source.title = "Another title"
    assert reference(cited, pieces, SITE, 5).key == before


def test_an_institution_keeps_its_name_whole(db):
    made = factories.speaker("Institute, Studies", kind="institution", sort_name="Studies, Inst")
    assert of_speaker(made) == Name("Institute, Studies")


def test_a_month_is_not_known_to_be_earlier_than_a_day_in_it(db):
    made = factories.statement(wordings=())
    for published in ("2025-05", "2025-05-21", ""):
        factories.citation(made, source=factories.source(published), position=1)
    ordered = references(loaded(made), SITE, 1)
    assert [one.source.published.text for one in ordered][:2] == ["2025-05-21", "2025-05"]
