"""What a query finds and how it spreads, against the same questions asked of Python lists."""

import random
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict

from quotes.dates.partial import parse
from quotes.editing import EditContext, publish
from quotes.models import Dimension, EntryState, Statement
from quotes.models.search_index import rebuild_entries
from quotes.presentation.list_addresses import setting
from quotes.search import facets
from quotes.search.filters import FILTERED, NOT, find
from tests import factories, loaded

pytestmark = pytest.mark.django_db

SINGLE = (Dimension.SPEAKER, Dimension.COUNTRY, Dimension.PARTY, Dimension.LANGUAGE, Dimension.KIND,
          Dimension.PLACE, Dimension.OCCASION, Dimension.MONTH)  # fmt: skip
DATES = ("2025-05-21", "2025-05-20", "2025-05", "2025-06-03", "2025", "2026-01", "",
         "2025-05-30/2025-06-02", "2025-06/..", "2024-12-24~")  # fmt: skip


def slug(text):
    return text.lower().replace(" ", "-")


def sixty_statements():
    """With every kind of value, and of what is unknown."""
    luck = random.Random(7)
    topics = [factories.topic(name) for name in ("cost", "allies", "china", "norad")]
    outlets = [factories.outlet(name) for name in ("CBC", "AP", "TASS", "Le Monde")]
    occasions = [factories.occasion("Hearing", place="Ottawa"), factories.occasion("Briefing")]
    speakers = []
    for name, country, party in (
        ("Ann Able", "CA", "Liberal"), ("Ben Best", "US", ""), ("Cy Cole", "", ""),
        ("Di Dove", "RU", "United"), ("Ed East", "US", "Republican"),
    ):  # fmt: skip
        speaker = factories.speaker(name, slug=slug(name), country=country, party=party)
        speakers.append(speaker)
        if name != "Cy Cole":
            factories.role(speaker, "Senator", "2020", luck.choice(["2025-05-20", "", "2026"]))
            factories.role(speaker, "Chair", luck.choice(["2025-05-21", "2026-01-15"]))
    for _ in range(60):
        made = factories.draft(
            luck.choice(DATES),
            topics=tuple(luck.sample(topics, luck.randint(0, 3))),
            speaker=luck.choice(speakers),
            language=luck.choice(["en", "en", "fr", "ru"]),
            kind=luck.choice(["direct", "partial", "paraphrase"]),
            place=luck.choice(["", "", "Ottawa", "Davos"]),
            occasion=luck.choice([None, None, *occasions]),
        )
        for position in range(luck.choice([1, 1, 2, 3, 6])):
            factories.citation(
                made,
                source=factories.source(
                    outlet=luck.choice(outlets),
                    kind=luck.choice(["news-article", "transcript"]),
                ),
                position=position,
            )
        if luck.random() < 0.2:
            made.figures.create(quantity="total-cost", low=175, unit="USD-billion")
        publish(made, EditContext("First published", overrides_check=True))


SIXTY = loaded.Scene(sixty_statements)


@pytest.fixture
def archive():
    SIXTY.lay()
    return Statement.objects.published().with_page()


def held(statement):
    """The values that a statement holds in each dimension, from its rows."""
    speaker, occasion, said = statement.speaker, statement.occasion, statement.said
    citations = list(statement.citations.all())
    sources = len({citation.source_id for citation in citations})
    same_month = (
        said.first
        and said.last
        and (said.first.year, said.first.month)
        == (
            said.last.year,
            said.last.month,
        )
    )
    values = {
        Dimension.SPEAKER: {speaker.slug},
        Dimension.ROLE: {slug(role.title) for role in statement.offices()},
        Dimension.PARTY: {slug(speaker.party)} - {""},
        Dimension.COUNTRY: {speaker.country} - {""},
        Dimension.TOPIC: {topic.slug for topic in statement.ordered_topics()},
        Dimension.OUTLET: {citation.source.outlet.slug for citation in citations},
        Dimension.SOURCE_KIND: {citation.source.kind for citation in citations},
        Dimension.LANGUAGE: {statement.language},
        Dimension.KIND: {statement.kind},
        Dimension.CHECK: {citation.check_state for citation in citations},
        Dimension.SOURCES: {"1"} if sources == 1 else {"2", *(["5"] if sources >= 5 else [])},
        Dimension.PLACE: {slug(statement.place or (occasion.place if occasion else ""))} - {""},
        Dimension.OCCASION: {slug(occasion.name)} if occasion else set(),
        Dimension.MONTH: {f"{said.first:%Y-%m}"} if same_month else set(),
    }
    values = {dimension: keys or {"none"} for dimension, keys in values.items()}
    values[Dimension.HAS] = {"figure"} if statement.figures.all() else set()
    return values


def fits(statement, query, leaving_out=""):
    """Whether a statement should be found; a dimension (or "dates") may be left out."""
    values = held(statement)
    for dimension in Dimension:
        if dimension == leaving_out:
            continue
        wanted, unwanted = query.getlist(dimension), query.getlist(NOT + dimension)
        if wanted and not values[dimension] & set(wanted):
            return False
        if values[dimension] & set(unwanted):
            return False
    since, until = query.get("since"), query.get("until")
    if leaving_out == "dates" or not (since or until):
        return True
    within = (
        statement.said.certainly_within
        if query.get("dates") == "certainly"
        else statement.said.possibly_within
    )
    return within(since and parse(since).first, until and parse(until).last)


def random_query(luck, statements):
    """Filters that some statement would pass, more or less."""
    query = QueryDict(mutable=True)
    for dimension in luck.sample(FILTERED, luck.randint(0, 3)):
        keys = {key for statement in statements for key in held(statement)[dimension]}
        name = NOT + dimension if luck.random() < 0.3 else dimension.value
        query.setlist(name, luck.sample(sorted(keys), min(len(keys), luck.randint(1, 2))))
    if luck.random() < 0.4:
        query["since"] = luck.choice(["2025", "2025-05", "2025-05-21"])
    if luck.random() < 0.4:
        query["until"] = luck.choice(["2025-05-21", "2025-06", "2026"])
    if luck.random() < 0.3:
        query["dates"] = "certainly"
    return query


def counts(found, dimension):
    spread = facets.spread(found, list(Dimension), most=1000)
    return {c.facet.key: c.count.number for c in spread.of(dimension) if c.count.number}


def test_random_filters_find_and_count_what_brute_force_does(archive):
    statements, luck = list(archive), random.Random(11)
    for _ in range(120):
        query = random_query(luck, statements)
        found = find(query)
        assert found.is_valid, (query, found.errors)
        expected = [s for s in statements if fits(s, query)]
        assert set(found.entries.values_list("pk", flat=True)) == {s.pk for s in expected}, query
        assert found.count().number == len(expected)
        spread = facets.spread(found, list(Dimension), most=1000)
        assert spread.total.number == len(expected)
        for dimension in Dimension:
            own = "dates" if dimension == Dimension.MONTH else dimension
            pool = [s for s in statements if fits(s, query, own)]
            brute = Counter(key for s in pool for key in held(s)[dimension])
            shown = {c.facet.key: c.count.number for c in spread.of(dimension) if c.count.number}
            assert shown == dict(brute), (query, dimension)
            if dimension in SINGLE:
                assert sum(shown.values()) == len(pool)


def test_certainly_is_part_of_possibly(archive):
    for since, until in (("2025-05", "2025-05"), ("2025-05-21", ""), ("", "2025-06-01")):
        query = setting(QueryDict(), since=since, until=until)
        certainly = find(setting(query, dates="certainly")).entries
        possibly = find(setting(query, dates="possibly")).entries
        ids = set(certainly.values_list("pk", flat=True))
        assert ids <= set(possibly.values_list("pk", flat=True))


@pytest.mark.parametrize("sort", ["newest", "oldest", "added", "most-cited", "relevance"])
def test_pages_joined_are_the_whole_list_in_order(archive, client, sort):
    for query in ("", "q=words", "topic=cost", "q=statement+-topic:allies"):
        seen, path = [], f"/statements/?{query}&sort={sort}&size=10"
        while path:
            context = client.get(path).context
            seen += [card.statement.pk for card in context["cards"]]
            path = context["older_url"]
        found = find(QueryDict(f"{query}&sort={sort}"))
        assert len(seen) == len(set(seen))
        assert set(seen) == set(found.entries.values_list("pk", flat=True))
        statements = Statement.objects.in_bulk(seen)
        days = [(statements[pk].said_to, statements[pk].said_from, pk) for pk in seen]
        # A day that is unknown within its span is neither the newest of it nor the oldest.
        begun = [(statements[pk].said_from, statements[pk].said_to, pk) for pk in seen]
        added = [(statements[pk].published_at, pk) for pk in seen]
        if sort == "newest":
            assert begun == sorted(begun, reverse=True)
        if sort == "added":
            assert added == sorted(added, reverse=True)
        if sort == "oldest":
            assert days == sorted(days)


def test_pages_lose_and_repeat_nothing_while_rows_are_added(archive, client):
    before = set(Statement.objects.published().values_list("pk", flat=True))
    seen, path = [], "/statements/?size=10"
    while path:
        context = client.get(path).context
        seen += [card.statement.pk for card in context["cards"]]
        path = context["older_url"]
        factories.statement("2025-05-25")
        factories.statement("2026-12-25")
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_back_from_the_last_page_are_the_same_pages(archive, client):
    forth, path = [], "/statements/?size=25"
    while path:
        context = client.get(path).context
        forth.append([card.statement.pk for card in context["cards"]])
        path, newer = context["older_url"], context["newer_url"]
    back = []
    while newer:
        context = client.get(newer).context
        back.append([card.statement.pk for card in context["cards"]])
        newer = context["newer_url"]
    assert back == forth[-2::-1]


def test_a_common_word_whose_hits_are_all_old_is_found(archive):
    """The walk along the newest entries ends empty; the index of words finds them."""
    for number in range(30):
        factories.statement("1990-01-01", text=f"Ancient words {number}")
    found = find(QueryDict("q=ancient"))
    assert len(found.page().ids) == 25


@pytest.fixture
def sampled(archive):
    """The same archive with a sample, as a large one has."""
    with connection.cursor() as cursor:
        cursor.execute("SET archive.sample_above = '40'")
    rebuild_entries()
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET archive.sample_above")


def test_large_counts_are_estimated_and_say_so(archive, sampled, monkeypatch, client):
    assert EntryState.now().sample_rate > 1
    monkeypatch.setattr("quotes.search.filters.COUNTED", 10)
    found = find(QueryDict("not-kind=partial"))
    total = found.count()
    assert not total.is_exact
    spread = facets.spread(found, [Dimension.SPEAKER])
    assert spread.total == total
    assert spread.of(Dimension.SPEAKER)
    assert all(not counted.count.is_exact for counted in spread.of(Dimension.SPEAKER))
    page = client.get("/statements/?not-kind=partial").content.decode()
    assert "about" in page


def test_the_total_of_one_value_is_exact_however_large(archive, sampled, monkeypatch):
    monkeypatch.setattr("quotes.search.filters.COUNTED", 1)
    for dimension, key in ((Dimension.COUNTRY, "US"), (Dimension.LANGUAGE, "en")):
        query = QueryDict(f"{dimension}={key}")
        count = find(query).count()
        assert count.is_exact
        assert count.number == sum(fits(s, query) for s in archive)


def test_small_counts_are_exact_in_a_large_archive(archive, sampled):
    for query in (
        "topic=cost&kind=direct",
        "q=words&country=US",
        "since=2025-05-21&until=2025-05-21",
    ):
        data = QueryDict(query)
        found = find(data)
        assert found.count().is_exact
        assert found.count().number == found.entries.count()


@pytest.mark.parametrize(
    ("since", "until", "day", "certainly", "possibly"),
    [
        ("2025-05", "2025-05", "2025-05-21", True, True),
        ("2025-05", "2025-05", "2025", False, True),
        ("2025-05", "2025-05", "2025-06-01", False, False),
        ("2025", "", "2025-03/..", True, True),
        ("", "2025", "2025-03/..", False, True),
        ("2025", "2025", "", False, False),
        ("2025-05-21", "2025-05-21", "2025-05-21~", True, True),
    ],
)
def test_a_range_of_days_certainly_and_possibly(since, until, day, certainly, possibly):
    made = factories.statement(day)
    for mode, expected in (("certainly", certainly), ("possibly", possibly)):
        query = setting(QueryDict(), since=since, until=until, dates=mode)
        assert (made.pk in find(query).entries.values_list("pk", flat=True)) == expected
    assert date.min <= Statement.objects.get(pk=made.pk).said_from
