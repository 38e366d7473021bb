"""What a typed query means, and what it finds."""

import pytest
from django.http import QueryDict

from quotes.editing import EditContext, publish
from quotes.models import Word
from quotes.search import query_language
from quotes.search.filters import find
from quotes.search.query_language import FieldWord, Term
from tests import factories


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("golden dome", [[Term("golden"), Term("dome")]]),
        ("golden -dome", [[Term("golden"), Term("dome", True)]]),
        ("golden −dome", [[Term("golden"), Term("dome", True)]]),
        ("half-built", [[Term("half-built")]]),
        ("“fair share”", [[Term("fair share")]]),
        ('"fair share" or « juste part »', [[Term("fair share")], [Term("juste part")]]),
        ("a OR b c", [[Term("a")], [Term("b"), Term("c")]]),
        ('-"not this"', [[Term("not this", True)]]),
        ('"never closed', [[Term("never closed")]]),
        ("or", []),
        ("a or", [[Term("a")]]),
        ("", []),
        ("?! …", []),
        ("http://x.example", [[Term("http //x.example")]]),
        ("\u200b", []),
    ],
)
def test_words_phrases_and_alternatives(text, alternatives):
    assert query_language.read(text).alternatives == alternatives


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("speaker:carney", [FieldWord("speaker", "carney")]),
        ('outlet:"CBC News"', [FieldWord("outlet", "CBC News")]),
        ("-topic:cost", [FieldWord("topic", "cost", True)]),
        ("By:Carney", [FieldWord("speaker", "Carney")]),
        ("since:2025-05 until:2025-06", [FieldWord("since", "2025-05"),
                                         FieldWord("until", "2025-06")]),
        ("speaker: carney", []),
        ("unknown:word", []),
    ],
)  # fmt: skip
def test_field_words(text, fields):
    assert query_language.read(text).fields == fields


def test_a_pasted_page_is_cut():
    assert (
        len(query_language.read("word " * 10_000).alternatives[0]) <= query_language.LONGEST_QUERY
    )


ENGLISH = (
    "We’ve said we’re negotiating — it’s a “very” good idea to have protections; co-operation."
)
FRENCH = "L’armée a déclaré qu’il s’agit d’une menace pour le Québec : « Nos cœurs s’inquiètent »."
RUSSIAN = "Золотой купол — это ёлка гонки вооружений."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "language", "query", "is_found"),
    [
        (ENGLISH, "en", "negotiate", True),
        (ENGLISH, "en", "negotiated ideas", True),
        (ENGLISH, "en", "protection", True),
        (ENGLISH, "en", "the protections", True),
        (ENGLISH, "en", '"a very good idea"', True),
        (ENGLISH, "en", "“good idea to have”", True),
        (ENGLISH, "en", '"idea good"', False),
        (ENGLISH, "en", "we've said", True),
        (ENGLISH, "en", "WE’VE SAID", True),
        (ENGLISH, "en", "cooperation", False),
        (ENGLISH, "en", "co-operation", True),
        (ENGLISH, "en", "-negotiate", False),
        (ENGLISH, "en", "idea -nonsense", True),
        (ENGLISH, "en", "idea -the", True),
        (ENGLISH, "en", "nonsense or idea", True),
        (FRENCH, "fr", "armée", True),
        (FRENCH, "fr", "armee", True),
        (FRENCH, "fr", "l'armée", True),
        (FRENCH, "fr", "l’armée", True),
        (FRENCH, "fr", "ARMÉES", True),
        (FRENCH, "fr", "menaces", True),
        (FRENCH, "fr", "quebec", True),
        (FRENCH, "fr", "coeur", True),
        (FRENCH, "fr", "cœur", True),
        (FRENCH, "fr", "« menace pour le Québec »", True),
        (FRENCH, "fr", '"une menace pour"', True),
        (FRENCH, "fr", "-menace", False),
        (RUSSIAN, "ru", "купол", True),
        (RUSSIAN, "ru", "елка", True),
        (RUSSIAN, "ru", "купола", False),
        (RUSSIAN, "ru", '"гонки вооружений"', True),
    ],
)
def test_search_stems_by_language_and_is_blind_to_accents_and_typography(
    text, language, query, is_found
):
    made = factories.draft(text=text, language=language)
    factories.citation(made, source=factories.source(language=language))
    publish(made, EditContext("First published"))
    factories.statement(text="Entirely unrelated, of course")
    entries = find(_query(q=query)).entries
    assert (made.pk in entries.values_list("pk", flat=True)) == is_found


def _query(**values):
    query = QueryDict(mutable=True)
    query.update(values)
    return query


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["partnerships", "carney", "Mr Carney", "prime minister", "Ottawa", "retreat", "lokke"],
)
def test_search_reads_wordings_names_offices_places_and_occasions(query):
    speaker = factories.speaker("Mark Løkke Carney")
    factories.alias(speaker, "Mr. Carney")
    factories.role(speaker, "Prime Minister of Canada")
    made = factories.statement(
        text="investments in it",
        wordings=("investments in it", "investments and partnership"),
        speaker=speaker,
        place="Ottawa",
        occasion=factories.occasion("Cabinet retreat"),
    )
    assert list(find(_query(q=query)).entries.values_list("pk", flat=True)) == [made.pk]


@pytest.mark.django_db
def test_no_phrase_reaches_from_one_wording_into_another():
    factories.statement(text="one golden", wordings=("one golden", "dome two"))
    assert not find(_query(q='"golden dome"')).entries.exists()
    assert find(_query(q="golden dome")).entries.exists()


@pytest.mark.django_db
def test_field_words_narrow_like_filters():
    carney = factories.speaker("Mark Carney", slug="mark-carney")
    made = factories.statement(speaker=carney, topics=(factories.topic("cost"),))
    other = factories.statement("2024-01-01")
    for query, expected in [
        ("speaker:carney", [made.pk]),
        ("speaker:mark-carney topic:cost", [made.pk]),
        ("-speaker:carney", [other.pk]),
        ("words since:2025", [made.pk]),
        ("until:2024-12-31", [other.pk]),
        ("speaker:carney until:2024", []),
    ]:
        found = find(_query(q=query))
        assert found.is_valid, found.errors
        assert list(found.entries.values_list("pk", flat=True)) == expected, query


@pytest.mark.django_db
def test_relevance_puts_the_text_before_the_wordings_and_a_phrase_before_scattered_words():
    scattered = factories.statement(text="fair enough, a large share of it, said fairly")
    phrase = factories.statement(text="they pay a fair share")
    wording = factories.statement(text="they pay enough", wordings=("they pay", "a fair share"))
    found = find(_query(q="fair share", sort="relevance"))
    assert found.ids(10)[0] == phrase.pk
    assert set(found.ids(10)) == {scattered.pk, phrase.pk, wording.pk}


def cards_of(client, query):
    return client.get("/statements/", {"q": query}).context["cards"]


@pytest.mark.django_db
def test_the_words_found_are_marked_and_nothing_else(client):
    factories.statement(text="Negotiations <b>of</b> partners & partnerships")
    (card,) = cards_of(client, "negotiating partnership")
    assert card.marked_text == (
        "<mark>Negotiations</mark> &lt;b&gt;of&lt;/b&gt; partners &amp; <mark>partnerships</mark>"
    )


@pytest.mark.django_db
def test_words_that_only_a_source_printed_are_shown_as_it_printed_them(client):
    factories.statement(text="investments in it", wordings=("investments in partnership",))
    (card,) = cards_of(client, "partnership")
    assert card.marked_text is None
    assert card.found_in.wording == "investments in <mark>partnership</mark>"
    assert "As Outlet Number" in client.get("/statements/?q=partnership").content.decode()


@pytest.mark.django_db
def test_a_name_typed_alone_offers_the_page_of_the_official(client):
    carney = factories.speaker("Mark Carney", slug="mark-carney")
    factories.alias(carney, "PM Carney")
    factories.statement(speaker=carney, text="Some words")
    for query in ("carney", "Mark Carney", "CARNEY", "PM Carney", '"mark carney"'):
        named = client.get("/statements/", {"q": query}).context["officials_named"]
        assert [link.url for link in named] == ["/officials/mark-carney/"], query
    for query in ("words", "carney words", "-carney", "carney or words"):
        assert not client.get("/statements/", {"q": query}).context["officials_named"], query


@pytest.mark.django_db
def test_a_misspelt_word_is_offered_as_the_archive_spells_it(client):
    factories.statement(text="an interceptor in orbit")
    assert Word.objects.filter(word="interceptor").exists()
    page = client.get("/statements/", {"q": "intercepter orbit"}).content.decode()
    assert "Did you mean “interceptor orbit”?" in page
    assert "q=interceptor+orbit" in page
    assert "Did you mean" not in client.get("/statements/", {"q": "xyzzyx"}).content.decode()


@pytest.mark.django_db
def test_a_search_that_finds_nothing_says_which_filter_to_drop(client):
    factories.statement(topics=(factories.topic("cost"),), text="a dome", kind="direct")
    factories.statement(topics=(factories.topic("china"),), text="a shield", kind="partial")
    page = client.get("/statements/?q=dome&topic=china").content.decode()
    assert "Without the words searched for: 1 statement" in page
    assert "Without the filter “topic”: 1 statement" in page
    both = client.get("/statements/?topic=cost&kind=partial&since=2025").content.decode()
    assert "Without the range of days" not in both


@pytest.mark.django_db
def test_who_said_it(client):
    ann, ben = factories.speaker("Ann Able"), factories.speaker("Ben Best")
    for day in ("2025-05-01", "2025-05-20", "2025-07-01"):
        factories.statement(day, speaker=ann, text="the dome")
    factories.statement("2025", speaker=ben, text="a dome")
    factories.statement("2025-06-01", speaker=ben, text="nothing of it")
    lines = client.get("/statements/by-official/?q=dome").context["lines"]
    assert [(line.name, line.count, line.first, line.last) for line in lines] == [
        ("Ann Able", "3", "1 May 2025", "1 July 2025"),
        ("Ben Best", "1", "", ""),
    ]
    assert [(bar.place, bar.height) for bar in lines[0].bars] == [(0, 2), (2, 1)]
    assert lines[0].summary == "Most in May 2025: 2 statements."
