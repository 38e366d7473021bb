"""What a typed query means, and what it finds."""

import random
import re
import unicodedata

import pytest
from django.http import QueryDict

from quotes.editing import EditContext, publish
from quotes.models import Statement, Word
from quotes.search import query_language
from quotes.search.filters import find
from quotes.search.query_language import FieldWord, Term
from tests import factories, loaded


def phrase(text, is_negated=False):
    return Term(text, is_negated, is_phrase=True)


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("golden dome", [[Term("golden"), Term("dome")]]),
        ("golden -dome", [[Term("golden"), Term("dome", True)]]),
        ("golden −dome", [[Term("golden"), Term("dome", True)]]),
        ("half-built", [[Term("half-built")]]),
        ("“fair share”", [[phrase("fair share")]]),
        ('"fair share" or « juste part »', [[phrase("fair share")], [phrase("juste part")]]),
        ("a OR b c", [[Term("a")], [Term("b"), Term("c")]]),
        ('-"not this"', [[phrase("not this", True)]]),
        ('"never closed', [[phrase("never closed")]]),
        ("‘don’t do it’", [[phrase("don’t do it")]]),
        ("don’t do it", [[Term("don’t"), Term("do"), Term("it")]]),
        ('"the “golden” dome"', [[phrase("the “golden” dome")]]),
        ("or", []),
        ("_", []),
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


def test_a_pasted_page_is_cut_between_two_words():
    (term,) = query_language.read('"' + "word " * 10_000).alternatives[0]
    assert len(term.text) <= query_language.LONGEST_QUERY
    assert set(term.text.split()) == {"word"}


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
        (ENGLISH, "en", "cooperation", True),
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
    ["partnerships", "carney", "Mr Carney", "prime minister", "lokke", '"and partnership"'],
)
def test_search_reads_wordings_names_and_offices(query):
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


def found_by(query):
    return set(find(_query(q=query)).entries.values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("I am sure of it.", '"not sure"', False),
        ("I am not sure of it.", '"not sure"', True),
        ("I am not, sure, of it.", '"not sure"', True),
        ("We will not join.", '"will not"', True),
        ("We will not join.", '"not"', True),
        ("We will join, why not?", '"will not"', False),
        ("It is notable.", '"not"', False),
        ("It is not\u00adable.", '"not"', False),
        ("Yes, it is good to have protections.", '"it is not good to have protections"', False),
        ("It is what it is.", '"it is what it is"', True),
        ("What it is, it is.", '"it is what it is"', False),
        ("We can’t join.", '"can\'t"', True),
        ("We can join.", '"can\'t"', False),
        ("They are negotiating.", '"negotiate"', False),
        ("They Are NEGOTIATING", '"are negotiating"', True),
        ("Le Québec l’a dit : c’est « l’armée ».", "\"c'est l'armee\"", True),
        ("Le Québec l’a dit : c’est l’armée.", "« a dit c’est »", True),
        ("Le Québec l’a dit : c’est l’armée.", '"est armée"', False),
        ("It costs $61 billion.", '"61 billion"', True),
        ("It costs $61 billion.", '"costs 61 billion"', True),
        ("It costs $61 billion.", '"costs $61 billion"', True),
        ("It costs €61 billion.", '"$61 billion"', False),
        ("It costs $17.5 billion.", '"5 billion"', False),
        ("It costs $161 billion.", '"61 billion"', False),
        ("It costs 61,000 dollars.", '"61"', False),
        ("Il coûte 61\u202f000 dollars.", '"61 000"', True),
        ("The U.S. will pay.", '"the US will"', True),
        ("Join² the dome", '"join the dome"', False),
        ("The golden-dome plan", '"golden dome"', True),
        ("Golden — and not dome", '"golden dome"', False),
        ("100% of it", '"100%"', True),
        ("100 of it_all", '"it all"', True),
        ("Kallas’s “idea”", '"Kallas’s idea"', True),
        ("金色のドームは高い", '"ドーム"', True),
        ("We do not know", '-"not know"', False),
        ("We do know", '-"not know"', True),
        ("We will not join.", '"cannot" or "will not"', True),
        ("We will not join.", '"will not" joined', True),
        ("We will not join.", '"will not" nonsense', False),
        ("They are not […] a province.", '"not a province"', False),
        ("They are not [...] a province.", '"not a province"', False),
        ("They are not[…]a province.", '"not a"', False),
        ("They are not (…) a province.", '"not a province"', False),
        ("They are not [. . .] a province.", '"not a province"', False),
        ("They are not [ … ] a province.", '"not a province"', False),
        ("They are not […] a province.", '"are not […] a province"', True),
        ("They are not [. . .] a province.", '"are not [...] a province"', True),
        ("They are not […] a province.", '-"not a province"', True),
        ("They are not […] a province.", '"a province" "are not"', True),
        ("They are not … a province.", '"not a province"', True),
        ("They are [not] a province.", '"not a province"', True),
        ("Ce n’est pas […] une province.", "« pas une province »", False),
        ("It costs [...] 61 billion.", '"costs 61"', False),
    ],
)
def test_a_phrase_is_held_against_what_was_printed(text, query, is_found):
    made = factories.statement(text=text, wordings=(text,))
    assert (made.pk in found_by(query)) == is_found


WORDS = "it is what not will we the dome n’t sure 61 billion l’ armée".split()
MARKS = (" ", " ", " ", ", ", " — ", "\u00a0", ". ")


def a_hundred_wordings():
    luck = random.Random(3)

    def words(most):
        drawn = [luck.choice(WORDS) for _ in range(luck.randint(1, most))]
        return "".join(luck.choice([w, w.upper()]) + luck.choice(MARKS) for w in drawn).strip()

    for _ in range(40):
        text = words(9)
        factories.statement(
            text=text, wordings=(text, *(words(6) for _ in range(luck.randint(0, 3))))
        )


HUNDRED = loaded.Scene(a_hundred_wordings)


def plain_words(text):
    bare = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c)))


def stands_in(phrase, text):
    wanted, words = plain_words(phrase), plain_words(text)
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


@pytest.mark.django_db
def test_phrases_are_found_as_a_search_through_all_wordings_finds_them():
    HUNDRED.lay()
    printed = {
        one.pk: [one.text, *(c.wording for c in one.citations.all())]
        for one in Statement.objects.prefetch_related("citations")
    }
    luck = random.Random(5)
    wordings = [text for texts in printed.values() for text in texts]
    for _ in range(200):
        if luck.random() < 0.6:
            words = luck.choice(wordings).split()
            start = luck.randrange(len(words))
            wanted = " ".join(words[start : start + luck.randint(1, 5)])
        else:
            wanted = " ".join(luck.choices(WORDS, k=luck.randint(1, 3)))
        expected = {pk for pk, texts in printed.items() if any(stands_in(wanted, t) for t in texts)}
        if plain_words(wanted):
            assert found_by(f'"{wanted}"') == expected, wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("Missile defence matters.", "missile defense", True),
        ("Missile defense matters.", "defences", True),
        ("They criticized it.", "criticised", True),
        ("An organisation analyses it.", "organization analyzes", True),
        ("They criticized it.", '"criticised"', False),
        ("The labor of our neighbors", "labour neighbours", True),
        ("A center was canceled.", "centre cancelled", True),
        ("They filed a claim.", "filled", False),
        ("It was a tour.", "tor", False),
        ("The Golden Dome", "golden-dome", True),
        ("The golden-dome plan", "golden dome", True),
        ("Co-operation", "cooperate", True),
        ("Cooperation", "co-operate", True),
        ("We can’t join.", "can't", True),
        ("We can’t join.", "can’t", True),
        ("We can join.", "can’t", False),
        ("It’s late.", "it’s", True),
        ("It isn’t late.", "isn’t", True),
        ("It is late.", "isn’t", False),
        ("It isn’t late.", "isn’t late", True),
        ("We will not join.", "will not", True),
        ("We will join.", "not", False),
        ("It costs $175 billion.", "175bn", True),
        ("It costs $175bn.", "$175 billion", True),
        ("It costs $175bn.", "175 billion", True),
        ("It costs US$175B", "175bn", True),
        ("It costs 61 billion.", "61B", True),
        ("It costs 61-billion dollars.", "61bn", True),
        ("It costs 17.5 billion.", "17.5bn", True),
        ("It costs 61 million.", "61bn", False),
        ("Sébastien Lecornu l’a dit.", "lecornu sebastien", True),
        ("Løkke said it.", "lokke", True),
    ],
)
def test_words_meet_however_they_are_spelt(text, query, is_found):
    made = factories.statement(text=text, wordings=(text,))
    assert (made.pk in found_by(query)) == is_found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "Ottawa",
        "retreat",
        '"cabinet retreat"',
        "billion",
        "carney billion",
        '"cabinet retreat" investments',
        '"cabinet retreat" "investments in"',
        '"61 billion" "cabinet retreat"',
        '"investments in it" ottawa',
        'ottawa "61 billion" investments',
        "retreat -mars",
        '"cabinet retreat" -"of it"',
        'mars OR "cabinet retreat"',
    ],
)
def test_what_only_describes_a_statement_is_found_apart(query):
    carney = factories.speaker("Mark Carney")
    made = factories.statement(
        text="investments in it",
        speaker=carney,
        place="Ottawa",
        occasion=factories.occasion("Cabinet retreat"),
        note="After the 61 billion post.",
    )
    found = find(_query(q=query))
    assert not found.entries.exists()
    assert list(found.described.values_list("pk", flat=True)) == [made.pk]
    apart = find(_query(q=query, **{"in": "description"}))
    assert list(apart.entries.values_list("pk", flat=True)) == [made.pk]
    for other in (
        '"investments"',
        '"retreat cabinet"',
        '"cabinet retreat" "investments it"',
        "retreat -ottawa",
        '"cabinet retreat" -investments',
        '"cabinet retreat" -"in it"',
        "not",
        '"not it"',
        'investments OR "cabinet retreat"',
    ):
        assert not find(_query(q=other)).described.exists(), other


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
    assert [(bar.place, bar.height) for bar in lines[0].months.bars] == [(0, 2), (2, 1)]
    assert lines[0].months.summary == "Most in May 2025: 2 statements."


# --- where a search finds nothing, or more in descriptions ---------------------------------------


def shown(client, query, path="/statements/"):
    return client.get(path, {"q": query}).context


@pytest.fixture
def carney_on_cost():
    carney = factories.speaker("Mark Carney", slug="mark-carney")
    cost = factories.topic("cost", name="Cost")
    factories.statement(text="We will pay our share.", speaker=carney, topics=(cost,))
    factories.statement(text="Canada may be a part of it, if it pays.", speaker=carney)
    factories.statement(text="Nothing of the kind at all", topics=(cost,))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["carney cost", "what has Carney said about costs", '"carney cost"']
)
def test_an_official_and_a_topic_are_recognised_where_nothing_is_found(
    client, carney_on_cost, query
):
    context = shown(client, query)
    assert not context["cards"]
    ways = {link.label: link.url for link in context["hints"]}
    assert ways["Mark Carney · Cost: 1 statement"] == "/statements/?speaker=mark-carney&topic=cost"
    assert "Mark Carney: 2 statements" in ways
    assert "Cost: 2 statements" in ways
    page = client.get("/statements/", {"q": query}).content.decode()
    assert "This does not mean that it was not said" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["Canada could be part of it if it pays", '"Canada could be part of it if it pays"']
)
def test_the_closest_statements_stand_where_nothing_is_found(client, carney_on_cost, query):
    context = shown(client, query)
    assert not context["cards"]
    assert [card.statement.text for card in context["nearest"]] == [
        "Canada may be a part of it, if it pays."
    ]
    assert not shown(client, "zyzzyva")["nearest"]
    assert not shown(client, "zyzzyva unheard share dome budget")["nearest"]


@pytest.mark.django_db
def test_a_word_to_leave_out_is_named_and_quotation_marks(client, carney_on_cost):
    labels = [link.label for link in shown(client, "canada pays boondoggle")["hints"]]
    assert "Without “boondoggle”: 1 statement" in labels
    assert not any("Without “canada”" in label for label in labels)
    labels = [link.label for link in shown(client, '"part it pays"')["hints"]]
    assert "Without the quotation marks: 1 statement" in labels


@pytest.mark.django_db
def test_what_only_the_description_says_is_offered_apart_and_shown_there(client):
    said = factories.statement(text="It costs 61 billion.")
    occasion = factories.occasion("Remarks after the $61 billion post")
    described = factories.statement(text="We will see.", occasion=occasion)
    context = shown(client, '"61 billion"')
    assert [card.statement.pk for card in context["cards"]] == [said.pk]
    assert context["described"].label.startswith("1 statement has these words only in")
    page = client.get(context["described"].url)
    (card,) = page.context["cards"]
    assert card.statement.pk == described.pk
    assert card.described == (("Occasion", "Remarks after the <mark>$61 billion</mark> post"),)
    assert "described by “61 billion”" in page.context["heading"]
    assert shown(client, "costs")["described"] is None


@pytest.mark.django_db
def test_a_phrase_is_marked_whole_and_shown_where_only_a_source_printed_it(client):
    factories.statement(
        text="It is, it really is “what it is” not.", wordings=("It is what it is!",)
    )
    (card,) = cards_of(client, '"it is what it is"')
    assert card.marked_text is None
    assert card.found_in.wording == "<mark>It is what it is</mark>!"
    (card,) = cards_of(client, '"really is what" not')
    assert card.marked_text == "It is, it <mark>really is “what</mark> it is” <mark>not</mark>."


@pytest.mark.django_db
def test_no_phrase_is_marked_across_what_was_left_out(client):
    factories.statement(text="We say not [ … ] now, and not now.")
    (card,) = cards_of(client, '"not now"')
    assert card.marked_text == "We say not [ … ] now, and <mark>not now</mark>."


# --- the search box ------------------------------------------------------------------------------


def search_form(client, path):
    page = client.get(path).content.decode()
    form = page[page.index('<form class="search"') :].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return dict(hidden), form


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kept", "name"),
    [
        ("/statements/", {}, ""),
        ("/statements/?q=dome&size=50", {}, ""),
        ("/officials/mark-carney/", {"speaker": "mark-carney"}, "Searches within: Mark Carney"),
        ("/topics/cost/", {"topic": "cost"}, "Searches within: Cost"),
        (
            "/dates/2025/05/",
            {"since": "2025-05", "until": "2025-05", "dates": "certainly"},
            "May 2025",
        ),
        ("/statements/?topic=cost&q=dome", {"topic": "cost"}, "Searches within this list"),
        ("/statements/?topic=cost&sort=oldest", {"topic": "cost", "sort": "oldest"}, "this list"),
    ],
)
def test_the_search_box_searches_within_what_the_page_shows(
    client, carney_on_cost, path, kept, name
):
    factories.statement("2025-05-21")
    hidden, form = search_form(client, path)
    assert hidden == kept
    if kept:
        assert name in form
        assert "Search everything</a>" in form
        assert 'id="search-scope" hidden' not in form
    else:
        assert 'id="search-scope" hidden' in form


@pytest.mark.django_db
def test_a_search_within_that_finds_nothing_offers_the_whole_archive(client, carney_on_cost):
    context = client.get("/statements/?speaker=mark-carney&q=nothing").context
    labels = {link.label: link.url for link in context["hints"]}
    assert labels["Search the whole archive for “nothing”"] == "/statements/?q=nothing"


# --- orders and counts ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_unknown_day_is_not_the_newest_at_home_and_in_the_list(client):
    texts = {}
    for day in ("2026", "2026-05-12", "2026-05", "2026-05-30/2026-06-02", ""):
        texts[factories.statement(day).pk] = day
    order = [texts[card.statement.pk] for card in client.get("/statements/").context["cards"]]
    assert order == ["2026-05-30/2026-06-02", "2026-05-12", "2026-05", "2026", ""]
    assert [texts[card.statement.pk] for card in client.get("/").context["cards"]] == order


@pytest.mark.django_db
def test_a_feed_begins_with_what_was_added_last(client):
    factories.statement("2026-05-12", text="said late")
    factories.statement("2024-01-01", text="added late")
    feed = client.get("/statements.atom").content.decode()
    assert feed.index("added late") < feed.index("said late")
    newest = client.get("/statements.atom?sort=newest").content.decode()
    assert newest.index("said late") < newest.index("added late")
    cards = client.get("/statements/?sort=added").context["cards"]
    assert cards[0].statement.text == "added late"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "since=2025-05&until=2025-06"])
def test_a_bar_leads_to_as_many_statements_as_it_says(client, query):
    for day in (
        "2025-05-21",
        "2025-05-22",
        "2025-05",
        "2025",
        "2025-05/2025-06",
        "2025-06-02",
        "2012",
    ):
        factories.statement(day)
    for path in (f"/statements/?{query}", "/"):
        bars = client.get(path).context["histogram"].bars
        assert any(bar.number for bar in bars)
        for bar in bars:
            context = client.get(bar.url).context
            assert len(context["cards"]) == bar.number, bar
    may = client.get("/statements/?since=2025-05&until=2025-05&dates=certainly").context
    assert len(may["cards"]) == 3
    assert may["perhaps"].label == "2 more may have been said then"
    assert len(client.get(may["perhaps"].url).context["cards"]) == 5


@pytest.mark.django_db
def test_no_chart_stands_on_an_empty_result(client):
    factories.statement("2025-05-21")
    assert not client.get("/statements/?q=zyzzyva").context["histogram"]


@pytest.mark.django_db
def test_by_official_keeps_the_question_and_one_scale(client):
    ann, ben = factories.speaker("Ann Able", slug="ann"), factories.speaker("Ben Best", slug="ben")
    for day in ("2025-05-01", "2025-05-20", "2025-07-01"):
        factories.statement(day, speaker=ann)
    factories.statement("2025-06-01", speaker=ben)
    page = client.get("/statements/by-official/?since=May 2025&until=2025-07")
    assert page.context["peak"] == 2
    assert page.context["sentence"] == "4 statements, May–July 2025"
    chips = {chip["label"]: chip["remove_url"] for chip in page.context["chips"]}
    assert chips["May 2025"] == "/statements/by-official/?until=2025-07"
    assert page.content.decode().count('viewBox="0 0 3 2"') == 2
    one = client.get("/statements/by-official/?since=2025-06&until=2025-06&dates=certainly")
    assert "sparkline" not in one.content.decode()
