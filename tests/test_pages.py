"""The public pages: what each shows, what it answers to what is not there, and what it costs.

The budget of a page is the number of queries it may run; it is the same for 2 rows and for 25.
"""

import re

import pytest
from django.test import Client

from quotes.editing import EditContext, publish, record_changes
from quotes.models import Citation, Redirect, State, Statement
from quotes.revisions.comparison import changed_parts
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def carney():
    speaker = factories.speaker("Mark Carney", slug="mark-carney", country="CA")
    factories.role(speaker, "Governor of the Bank of Canada", "2008", "2013")
    factories.role(speaker, "Prime Minister of Canada", "2025-03-14")
    return speaker


def fill(rows, carney):
    """``rows`` statements, each of two sources, on two topics, by two speakers in turn."""
    topics = factories.topic("cost"), factories.topic("allies")
    other = factories.speaker("Bill Blair", slug="bill-blair", country="CA")
    factories.role(other, "Minister of National Defence")
    for number in range(rows):
        made = factories.draft(
            f"2025-05-{number + 1:02}",
            topics=topics,
            speaker=(carney, other)[number % 2],
            occasion=factories.occasion(f"Hearing {number}"),
        )
        agency = factories.outlet()
        factories.citation(made, source=factories.source("2025-05-30"), via=agency)
        factories.citation(made, source=factories.source(), position=1)
        publish(made, EditContext("First published"))
    return Statement.objects.published().newest_first()


def paths(statement):
    source = statement.citations.first().source
    return {
        "home": ("/", 5),
        "statements": ("/statements/", 4),
        "filtered": ("/statements/?speaker=mark-carney&topic=cost&since=2025-05", 6),
        "search": ("/statements/?q=words", 8),
        "by official": ("/statements/by-official/?q=words", 4),
        "statement": (statement.get_absolute_url(), 10),
        "officials": ("/officials/", 2),
        "official": ("/officials/mark-carney/", 13),
        "sources": ("/sources/", 2),
        "source": (source.get_absolute_url(), 7),
        "outlets": ("/outlets/", 1),
        "outlet": (source.outlet.get_absolute_url(), 4),
        "topics": ("/topics/", 1),
        "topic": ("/topics/cost/", 11),
        "dates": ("/dates/", 4),
        "year": ("/dates/2025/", 12),
        "month": ("/dates/2025/05/", 12),
        "day": ("/dates/2025/05/01/", 11),
        "about": ("/about/", 1),
        "check a quotation": ("/check/", 0),
    }


@pytest.mark.parametrize("rows", [2, 25])
def test_a_page_costs_the_same_with_few_rows_and_with_many(
    rows, carney, client, django_assert_max_num_queries
):
    statement = fill(rows, carney).first()
    for name, (path, budget) in paths(statement).items():
        # One more for the version of the archive, which each public answer is marked by.
        with django_assert_max_num_queries(budget + 1, info=name):
            response = client.get(path)
        assert response.status_code == 200, name


def get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_statement_shows_the_office_held_on_that_day(client, carney):
    early = factories.statement("2010-01-05", speaker=carney)
    late = factories.statement("2025-05-21", speaker=carney)
    assert "Governor of the Bank of Canada" in get(client, early.get_absolute_url())
    page = get(client, late.get_absolute_url())
    assert "Prime Minister of Canada" in page
    assert "Governor" not in page


def test_a_statement_says_that_the_dates_of_an_office_are_not_recorded(client):
    speaker = factories.speaker()
    factories.role(speaker, "Senator")
    page = get(client, factories.statement(speaker=speaker).get_absolute_url())
    assert "Senator" in page
    assert "The dates of this office are not recorded." in page


def test_an_undated_statement_shows_no_office(client, carney):
    page = get(client, factories.statement("", speaker=carney).get_absolute_url())
    assert "undated" in page
    assert "Prime Minister" not in page


def test_every_wording_stands_with_its_differences_marked(client):
    made = factories.statement(
        text="with investments in partnership",
        wordings=("with investments and partnership", "with investments in partnership,"),
    )
    page = get(client, made.get_absolute_url())
    assert "As each source printed it" in page
    assert "<ins>" in page
    assert "<del>" in page
    assert page.count('class="check check-unchecked"') == 3
    assert "The same words as at the top." in page


def test_sources_that_print_the_same_stand_at_one_wording(client):
    words = "We will build it"
    made = factories.statement(text=words, wordings=(words, words, words, "We may"))
    page = get(client, made.get_absolute_url())
    assert page.count('<span class="wording-words">We will build it</span>') == 1
    assert "Printed this way by 3 sources:" in page
    assert page.count('<span class="wording-words">We may</span>') == 1


def test_the_pieces_of_a_source_that_prints_all_stand_before_a_fragment(client):
    text = "We will build it, all of it, together with our allies and at no price to them"
    made = factories.draft(text=text)
    factories.citation(made, wording=text[:50], position=1)
    whole = factories.source("2025-06-02", title="Later", outlet=factories.outlet("Whole"))
    for number, piece in enumerate((text[:30], text[30:55], text[55:]), start=2):
        factories.citation(made, wording=piece.strip(), source=whole, position=number)
    publish(made, EditContext("First published", overrides_check=True))
    page = get(client, made.get_absolute_url())
    printed = re.findall(r'<span class="wording-words">(.*?)</span>', page)
    assert printed == [text[:30].strip(), text[30:55].strip(), text[55:].strip(), text[:50]]


def test_between_the_marks_of_a_source_stand_its_own_words_alone(client):
    made = factories.statement(text="We will build it", wordings=("We may build it", "will build"))
    page = get(client, made.get_absolute_url())
    printed = re.findall(r'<blockquote class="wording".*?</blockquote>', page, re.S)
    assert len(printed) == 2
    assert not any("<del" in one or "<ins" in one or "omitted" in one for one in printed)


def test_whom_a_source_credits_is_said(client):
    made = factories.draft()
    agency = factories.outlet("Associated Press")
    factories.citation(made, via=agency, source=factories.source(outlet=factories.outlet("NewsX")))
    publish(made, EditContext("First published"))
    page = get(client, made.get_absolute_url())
    assert "credits Associated Press" in page
    assert "Republished by" in page


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("zh-Hant", "ltr"), ("ru", "ltr")]
)
def test_the_words_say_their_language_and_direction(client, language, direction):
    page = get(client, factories.statement(language=language).get_absolute_url())
    assert f'lang="{language}" dir="{direction}"' in page


def test_a_paraphrase_has_no_quotation_marks(client):
    made = factories.draft(kind="paraphrase", text="He doubts the price.")
    factories.citation(made, wording=None)
    publish(made, EditContext("First published"))
    page = get(client, made.get_absolute_url())
    assert "“He doubts" not in page
    assert "Reported in the source’s own words" in page


def test_the_history_of_a_statement_stands_on_its_page(client):
    made = factories.statement()
    made.place = "Ottawa"
    made.save()
    record_changes([made.pk], EditContext("Three sources say Ottawa"))
    page = get(client, made.get_absolute_url())
    assert "Version 1" in page
    assert "Version 2" in page
    assert "Three sources say Ottawa" in page


def test_the_short_address_leads_to_the_page(client):
    made = factories.statement()
    response = client.get(f"/s/{made.public_id}")
    assert (response.status_code, response["Location"]) == (301, made.get_absolute_url())
    assert client.get(f"/statements/{made.public_id}/").status_code == 301
    assert client.get(f"/statements/{made.public_id}/another-name/").status_code == 301


def test_a_withdrawn_statement_leaves_a_page_with_its_reason(client):
    made = factories.statement(text="Quite unsayable words")
    record_changes([made.pk], EditContext("never mind"))
    made.state = State.WITHDRAWN
    made.save()
    Redirect.objects.create(
        kind="statement", old="made-up", reason="The outlet retracted its report."
    )
    response = client.get(made.get_absolute_url())
    assert response.status_code == 410
    assert "Quite unsayable" not in response.content.decode()
    gone = client.get("/s/made-up")
    assert gone.status_code == 410
    assert "The outlet retracted its report." in gone.content.decode()


@pytest.mark.parametrize("kind", ["speaker", "topic", "outlet", "source", "statement"])
def test_what_moved_redirects_for_ever(client, kind):
    made = factories.statement(topics=(factories.topic("cost"),))
    source = made.citations.first().source
    target = {
        "speaker": made.speaker,
        "topic": made.topics.first(),
        "outlet": source.outlet,
        "source": source,
        "statement": made,
    }[kind]
    Redirect.objects.create(kind=kind, old="former", **{kind: target})
    path = {
        "speaker": "/officials/former/",
        "topic": "/topics/former/",
        "outlet": "/outlets/former/",
        "source": "/sources/former/x/",
        "statement": "/s/former",
    }[kind]
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, target.get_absolute_url())


@pytest.mark.parametrize(
    "path",
    [
        "/statements/zzzzz/",
        "/statements/zzzzz/x/",
        "/statements.xyz",
        "/s/zzzzz",
        "/s/%00",
        "/officials/nobody/",
        "/officials/%00/",
        "/sources/zzzzz/x/",
        "/outlets/none/",
        "/topics/none/",
        "/topics/%F0%9F%98%80/",
        "/dates/2025/13/",
        "/dates/2025/02/30/",
        "/dates/0000/",
        "/sources/?page=99",
        "/sources/?page=x",
    ],
)
def test_what_is_not_there_is_a_404(client, path):
    factories.statement()
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("path", ["/dates/0001/01/01/", "/dates/9999/12/31/", "/dates/9999/12/"])
def test_the_ends_of_the_calendar_are_days_like_others(client, path):
    factories.statement()
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("speaker=nobody", "there is no “nobody” in this archive"),
        ("kind=nonsense", "there is no “nonsense” in this archive"),
        ("topic=%00", "in this archive"),
        ("dates=perhaps", "perhaps"),
        ("sort=loudest", "loudest"),
        ("size=7", "7"),
        ("after=zzzzz", "zzzzz"),
        ("q=speaker:nobody", "nobody"),
        ("q=_", "There is no word in this"),
        ("q=%22%3F%22", "There is no word in this"),
        ("q=since:yesterday", "yesterday"),
        ("q=unheardof", "No statement in this archive matches all of this."),
    ],
)
def test_a_query_that_finds_nothing_says_why(client, query, said):
    made = factories.statement(text="The dome is costly.")
    response = client.get(f"/statements/?{query}")
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert made.text not in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2025-02-30", "2025-02-30"),
        ("since=yesterday", "“yesterday” is not a date that can be read"),
        ("until=05/06/2025", "which number is the month?"),
        ("since=nonsense&until=nonsense", "“nonsense” is not a date"),
        ("since=2025-06&until=2025-05", "before the first"),
        ("via=ap", "“via” is not a filter of this list"),
        ("office=senator", "Filter by “role” instead"),
        ("via=ap&q=costly", "“via” is not a filter of this list"),
    ],
)
def test_a_list_stays_and_says_what_of_its_address_it_left_out(client, query, said):
    made = factories.statement("2025-06-10", text="The dome is costly.")
    for path in ("/statements/", made.speaker.get_absolute_url()):
        page = client.get(f"{path}?{query}").content.decode()
        assert said in page
        assert made.text in re.sub("</?mark>", "", page)
    by_official = client.get(f"/statements/by-official/?{query}").content.decode()
    assert made.speaker.name in by_official
    if "office" not in query:
        assert said in by_official


@pytest.mark.parametrize(
    "query", ["via=ap", "office=senator", "since=nonsense", "until=05/06/2025"]
)
@pytest.mark.parametrize("suffix", ["json", "csv", "atom", "bib", "ris", "csl.json"])
def test_programs_are_refused_what_cannot_be_read(client, suffix, query):
    factories.statement()
    assert client.get(f"/statements.{suffix}?{query}").status_code == 400
    assert client.get(f"/statements.{suffix}?utm_source=x&via=").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["since=May 2025", "since=05/2025", "since=2025-5", "until=21 May 2025", "until=May 21, 2025",
     "until=21/05/2025", "since=mai 2025", "since=1er mai 2025", "until=summer 2025",
     "until=2025/05", "q=said since:2025-5"],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(client, query):
    within = factories.statement("2025-05-21", text="They said it then.")
    page = client.get(f"/statements/?{query}")
    assert [card.statement.pk for card in page.context["cards"]] == [within.pk]
    assert not page.context["notes"]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("speaker=mark-carney", True),
        ("not-speaker=mark-carney", False),
        ("speaker=bill-blair", False),
        ("speaker=bill-blair&speaker=mark-carney", True),
        ("topic=cost", True),
        ("topic=none", False),
        ("kind=direct", True),
        ("kind=partial", False),
        ("country=CA", True),
        ("outlet=newsx", True),
        ("language=en", True),
        ("language=fr", False),
        ("since=2025-05&until=2025-05", True),
        ("since=2025-06", False),
        ("until=2025-05-20", False),
        ("q=partnership", True),
        ("q=partnerships", True),
        ("q=“in partnership”", True),
        ("q=-partnership", False),
        ("q=speaker:carney", True),
        ("q=speaker:blair", False),
        ("q=CARNEY+partnership", True),
    ],
)
def test_filters_find_what_they_say(client, carney, query, is_found):
    factories.statement(
        speaker=factories.speaker("Bill Blair", slug="bill-blair", country="US"),
        language="fr",
        kind="partial",
        said="2025-06-30",
        text="Pas un mot.",
    )
    made = factories.draft(
        speaker=carney, topics=(factories.topic("cost"),), text="With investments in partnership."
    )
    factories.citation(made, source=factories.source(outlet=factories.outlet("NewsX")))
    publish(made, EditContext("First published"))
    shown = client.get(f"/statements/?{query}").context["cards"]
    assert (made.pk in [card.statement.pk for card in shown]) == is_found


def test_parts_of_a_list_joined_are_the_whole_list(client, carney):
    expected = [statement.public_id for statement in fill(25, carney)]
    seen, path = [], "/statements/?size=10"
    while path:
        response = client.get(path)
        seen += [card.statement.public_id for card in response.context["cards"]]
        path = response.context["older_url"]
    assert seen == expected
    back = client.get(client.get(f"/statements/?size=10&after={seen[9]}").context["newer_url"])
    assert [card.statement.public_id for card in back.context["cards"]] == seen[:10]


def doubted(wording: str, **more: object) -> Citation:
    """A citation of a published statement, of a wording that an editor holds for doubtful."""
    words = "We will build all of it"
    made = factories.statement(text=words, wordings=(wording, words, "build all of it"))
    citation = made.citations.get(position=0)
    reason = {"doubt": "back-translation", "doubt_reason": "From the Russian of TASS.", **more}
    for name, value in reason.items():
        setattr(citation, name, value)
    citation.save()
    record_changes([made.pk], EditContext("It is a back-translation"))
    return citation


def test_a_doubtful_wording_says_so_at_its_row_and_comes_last(client):
    citation = doubted("We will build all of this")
    response = client.get(citation.statement.get_absolute_url())
    page = response.content.decode()
    assert "Back-translation</strong>: <span>From the Russian of TASS.</span>" in page
    groups = response.context["wordings"]
    assert [group.is_doubted for group in groups] == [False, False, True]
    assert groups[0].wording == "We will build all of it"
    assert groups[-1].rows[0].citation == citation


def test_a_doubtful_wording_is_the_last_to_be_cited(client):
    citation = doubted("We will build all of it")
    cite = client.get(citation.statement.get_absolute_url()).context["cite"]
    outlets = [choice.label for choice in cite.choices]
    assert outlets[-1] == citation.source.outlet.name
    assert cite.printed_by != citation.source.outlet.name
    listed = client.get("/statements.bib").getvalue().decode()
    assert citation.source.public_id not in listed


def test_the_same_words_with_and_without_a_doubt_stand_apart(client):
    citation = doubted("We will build all of it")
    groups = client.get(citation.statement.get_absolute_url()).context["wordings"]
    assert [group.wording for group in groups] == [
        "We will build all of it",
        "build all of it",
        "We will build all of it",
    ]


def test_a_misattributed_statement_says_so_wherever_it_is_shown(client):
    made = factories.statement()
    made.doubt, made.doubt_reason = "misattributed", "It was his spokesman who said it."
    made.save()
    record_changes([made.pk], EditContext("Not his words"))
    page = get(client, made.get_absolute_url())
    assert "Misattributed" in page
    assert page.count("It was his spokesman who said it.") >= 2
    assert "misattributed" in get(client, "/statements/")
    assert "It was his spokesman who said it." in get(client, f"/embed/{made.public_id}")


def test_a_doubt_and_its_end_are_corrections_and_nothing_else_is_one(client):
    plain = factories.statement()
    citation = doubted("We will build all of this")
    before = citation.statement.revisions.order_by("number").first()
    after = citation.statement.revisions.order_by("number").last()
    assert "doubt" not in before.public_state["citations"][0]
    assert after.public_state["citations"][0]["doubt"] == "back-translation"
    assert changed_parts(before.public_state, after.public_state) == ["citations"]
    record_changes([plain.pk], EditContext("Nothing"))
    assert plain.revisions.count() == 1


def test_an_agency_of_whom_others_have_a_whole_document_has_a_page(client):
    """The page of a source links to it; of drafts alone there is none."""
    agency, hidden = factories.outlet("Agency One"), factories.outlet("Agency Two")
    source = factories.source("2025-05-22", wire=agency)
    statement = factories.draft(text="An agency had it first.")
    factories.citation(statement, source=source)
    address = agency.get_absolute_url()
    assert client.get(address).status_code == 404
    publish(statement, EditContext("First published"))
    draft = factories.draft()
    factories.citation(draft, source=factories.source("2025-05-22", wire=hidden))
    assert f'href="{address}"' in client.get(source.get_absolute_url()).content.decode()
    response = client.get(address)
    assert response.status_code == 200
    assert "An agency had it first." in response.content.decode()
    assert client.get(hidden.get_absolute_url()).status_code == 404
