"""The lists of the admin: ranked search, named filters, and counts on the first page."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quotes.admin import list_mending, list_search
from quotes.admin.keys import shortcuts_for
from quotes.editing import EditContext, withdraw
from quotes.models import Capture, Citation, Redirect, Source, State, Statement
from tests import factories as make
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

STATEMENTS = "/admin/quotes/statement/"
SOURCES = "/admin/quotes/source/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def listed(client: Client, page: str, **asked: str) -> list[Any]:
    response = client.get(page, asked)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def member(group: str) -> Client:
    make_groups()
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


# --- statements ----------------------------------------------------------------------------------


@pytest.fixture(params=["draft", "published"])
def kind(request: Any) -> str:
    """Whether a statement that is looked for has an entry in the index of what is public."""
    return request.param


def told(kind: str, said: str = "2025-05-21", **fields: Any) -> Statement:
    if kind == "published":
        return make.statement(said, **fields)
    made = make.draft(said, **fields)
    make.citation(made)
    return made


def test_a_phrase_comes_before_scattered_words_however_old(client, kind):
    other = told(kind, "2025-09-01", text="The dome over the capital will be golden.")
    phrase = told(kind, "2025-01-01", text="We build a golden dome now.")
    told(kind, "2025-10-01", text="A dome.")
    assert listed(client, STATEMENTS, q="golden dome") == [phrase, other]
    assert listed(client, STATEMENTS, q="“golden dome”") == [phrase]
    assert listed(client, STATEMENTS, q="dome golden -capital") == [phrase]


def test_drafts_and_published_ones_are_ranked_together(client):
    scattered = make.statement("2025-09-01", text="The dome over the capital will be golden.")
    phrase = told("draft", "2025-01-01", text="We build a golden dome now.")
    assert listed(client, STATEMENTS, q="golden dome") == [phrase, scattered]


@pytest.mark.parametrize(
    "typed", ["défendre", "DEFENDRE", "arctiques", "défend", "Mélanie", "joly", "Mel Joly"]
)
def test_words_are_found_without_accents_and_in_other_endings(client, kind, typed):
    speaker = make.speaker("Mélanie Joly")
    make.alias(speaker, "Minister Mel Joly")
    text = "Nous voulons défendre l’Arctique."
    found = told(kind, speaker=speaker, text=text, language="fr")
    told(kind, text="Nothing of the kind.")
    assert listed(client, STATEMENTS, q=typed) == [found]


def test_any_wording_and_the_title_of_a_source_are_found(client, kind):
    source = make.source(title="Carney visits the Élysée", url="https://news.example.org/elysee")
    found = told(kind, text="It will cost money.")
    make.citation(found, source=source, wording="It shall cost a fortune.")
    told(kind)
    assert listed(client, STATEMENTS, q="fortune") == [found]
    assert listed(client, STATEMENTS, q="elysee carney") == [found]


def test_an_address_in_any_form_finds_its_statement_alone(client, kind):
    source = make.source(url="https://news.example.org/a?utm_source=x")
    found = told(kind, text=f"{make.draft().public_id} in words.")
    make.citation(found, source=source, wording="Other words.")
    Redirect.objects.create(kind="statement", old="zzzzz", statement=found)
    for typed in (
        found.public_id,
        found.slug,
        "zzzzz",
        f"https://archive.example.org{found.get_absolute_url()}",
        f"http://localhost:8000/admin/quotes/statement/{found.pk}/change/?_changelist_filters=q",
        "https://news.example.org/a?fbclid=1",
        "news.example.org/a",
    ):
        assert listed(client, STATEMENTS, q=typed) == [found], typed


@pytest.mark.parametrize(
    "typed",
    [
        "https://news.example.org/unknown",
        "/admin/quotes/statement/999999999999999999999/change/",
        "https://[broken",
        "the",
        "-",
        "''",
        "a\\",
        "%_%",
        "nothing has these words",
        "'); drop",
        "x" * 5_000,
        "\0",
    ],
)
@pytest.mark.parametrize("page", [STATEMENTS, SOURCES])
def test_whatever_is_typed_is_answered(client, typed, page):
    told("draft")
    make.statement()
    response = client.get(page, {"q": typed})
    assert response.status_code == 200


def test_a_column_that_is_sorted_by_wins_over_rank(client):
    phrase = make.statement("2025-01-01", text="A golden dome.")
    other = make.statement("2025-09-01", text="A dome of gold and golden hope.")
    assert listed(client, STATEMENTS, q="golden dome") == [phrase, other]
    said = client.get(STATEMENTS).context["cl"].list_display.index("said")
    assert listed(client, STATEMENTS, q="golden dome", o=f"-{said}") == [other, phrase]


def test_a_search_keeps_within_the_filters_whatever_else_was_found(client, monkeypatch):
    monkeypatch.setattr(list_search, "MOST_FOUND", 2)
    old = make.statement("2020-01-01", text="A dome.", kind="partial")
    for _ in range(3):
        make.statement("2025-01-01", text="A dome.")
    assert listed(client, STATEMENTS, q="dome", kind__exact="partial") == [old]
    page = client.get(STATEMENTS, {"q": "dome"})
    assert len(page.context["cl"].result_list) == 2
    assert "newest results" in page.content.decode()


def test_the_search_box_says_what_it_finds(client):
    for page in (STATEMENTS, SOURCES):
        assert "Best matches come first" in client.get(page).content.decode()


def test_a_search_asks_a_bounded_number_of_questions(client):
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert listed(client, STATEMENTS, q="dome words")
        return len(captured)

    told("draft", text="A dome of words.")
    questions()
    first = questions()
    for _ in range(5):
        told("draft", text="A dome of words.")
        make.statement(text="Words of a dome.")
    assert questions() <= first <= 20


# --- sources -------------------------------------------------------------------------------------


def test_sources_are_ranked_and_found_by_each_of_their_names(client):
    outlet = make.outlet("Le Télégramme")
    scattered = make.source("2025-09-01", title="A dome that is golden", outlet=outlet)
    phrase = make.source("2025-02-01", title="The golden dome of Québec", authors=["Zoë Long"])
    exact = make.source("2025-01-01", title="Golden Dome")
    assert listed(client, SOURCES, q="golden dome") == [exact, phrase, scattered]
    assert listed(client, SOURCES, q="telegramme DOME") == [scattered]
    assert listed(client, SOURCES, q="zoe quebec") == [phrase]


def test_a_source_is_found_by_its_address_in_any_form(client):
    url = "https://news.example.org/world/a-story?id=4"
    found = make.source(url=url, title="A story")
    make.source(url="https://news.example.org/world/another", title=url)
    for typed in (
        url,
        f"{url}&utm_medium=mail#top",
        "http://m.news.example.org/world/a-story?id=4",
        "news.example.org/world/a-story?id=4",
        f"https://web.archive.org/web/20250521000000/{url}",
        f"https://archive.example.org{found.get_absolute_url()}",
        reverse("admin:quotes_source_change", args=[found.pk]),
        found.public_id,
        found.slug,
    ):
        assert listed(client, SOURCES, q=typed) == [found], typed
    assert len(listed(client, SOURCES, q="https://news.example.org/world/")) == 2


# --- what is to be mended ------------------------------------------------------------------------


def capture(source: Source) -> Capture:
    return Capture.objects.create(
        source=source, text="Words.", sha256="0" * 64, taken_at=timezone.now(), how="pasted"
    )


def in_order(**fields: Any) -> Statement:
    """A statement in which nothing is to be mended."""
    speaker = make.speaker()
    make.role(speaker, "Minister", "2020")
    made = make.draft(speaker=speaker, **fields)
    source = make.source("2025-05-22", title="Title", archived_url="https://archive.example.org/1")
    make.citation(made, source=source, check_state="folded", capture=capture(source),
                  checked_at=timezone.now())  # fmt: skip
    return made


def broken(key: str) -> Statement:
    made = in_order(said="" if key == "no-date" else "2025-05-21")
    citation = made.citations.get()
    if key == "unchecked":
        Citation.objects.update(check_state="unchecked")
        paraphrase = in_order()
        paraphrase.citations.update(kind="paraphrase", wording=None, check_state="unchecked")
    elif key == "not-found":
        Citation.objects.update(check_state="differs")
    elif key == "credited":
        Citation.objects.update(
            caution="credited", credited_to="Robert Short", checked_at=timezone.now()
        )
    elif key == "lost":
        Citation.objects.update(watch="altered", watched_at=timezone.now())
    elif key == "not-archived":
        Source.objects.filter(pk=citation.source_id).update(archived_url="")
    elif key == "no-office":
        made.speaker.roles.update(since="2025-05-22")
    return made


KEYS = [mending.key for mending in list_mending.OF_STATEMENTS]


@pytest.mark.parametrize("key", KEYS)
def test_a_filter_shows_the_statements_to_mend_and_no_others(client, key):
    made = broken(key)
    in_order()
    assert listed(client, STATEMENTS, mend=key) == [made]
    others = {other: listed(client, STATEMENTS, mend=other) for other in KEYS if other != key}
    assert not any(others.values())


def test_an_institution_holds_no_office_and_what_is_withdrawn_is_left(client):
    institution = make.draft(speaker=make.speaker(kind="institution"))
    gone = make.statement("")
    withdraw(gone, EditContext("It was not said."))
    assert listed(client, STATEMENTS, mend="no-office") == []
    assert listed(client, STATEMENTS, mend="no-date") == []
    assert institution.state == State.DRAFT


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("no-title", {"title": ""}),
        ("no-date", {"published": ""}),
        ("not-archived", {"archived_url": ""}),
    ],
)
def test_a_filter_shows_the_sources_to_mend_and_no_others(client, key, fields):
    made = in_order().citations.get().source
    Source.objects.filter(pk=made.pk).update(**fields)
    in_order()
    assert listed(client, SOURCES, mend=key) == [made]


def test_sources_without_text_or_statement_are_listed(client):
    in_order()
    bare = make.source("2025", title="Bare", url=None)
    for key in ("not-captured", "not-cited"):
        assert listed(client, SOURCES, mend=key) == [bare]
    assert listed(client, SOURCES, mend="not-archived") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Carney says Canada is in talks on the dome",
            "Carney says Canada is in talks on the dome",
        ),
        (
            "Carney says Canada is in talks on the dome",
            "Carney says Canada in talks on dome, officials",
        ),
        ("Ottawa weighs missile shield", "Ottawa Weighs Missile Shield: minister"),
        ("Québec s’interroge sur le bouclier", "Quebec s'interroge sur le bouclier"),
        ("Talks of a shield | CBC News", "Talks of a shield"),
        ("UPDATED: Minister names a price for the shield", "Minister names a price for the shield"),
    ],
)
def test_sources_of_one_outlet_and_day_with_nearly_one_title_may_be_one_document(
    client, one, other
):
    first = make.source("2025-05-22", title=one)
    make.source("2025-05-22", title=other)
    make.source("2025-05-23", title=other, outlet=first.outlet)
    make.source("2025-05", title=other, outlet=first.outlet)
    assert listed(client, SOURCES, mend="twice") == []
    second = make.source("2025-05-22", title=other, outlet=first.outlet)
    assert {*listed(client, SOURCES, mend="twice")} == {first, second}
    page = client.get(SOURCES, {"mend": "twice"}).content.decode()
    for row, twin in ((first, second), (second, first)):
        assert reverse("admin:quotes_source_twin", args=[row.pk, twin.pk]) in page
    viewed = member("contributor").get(SOURCES, {"mend": "twice"}).content.decode()
    assert "/twin/" not in viewed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Carney says Canada is in talks on the dome", "Poilievre asks what the dome will cost"),
        ("Briefing on the shield, part 1", "Briefing on the shield, part 2"),
        ("Briefing on the shield, part one", "Briefing on the shield, part two"),
        ("Briefing on the shield, part I", "Briefing on the shield, part II"),
        ("Briefing on the shield at noon", "Briefing on the shield at noon, part 2"),
        ("Le bouclier en quatre questions", "Le bouclier en cinq questions"),
        (
            "Live updates from the House, 22 May, 10:00",
            "Live updates from the House, 22 May, 14:00",
        ),
        ("Remarks", "Remarks"),
        ("", ""),
        ("Minister visits the base at Long Lake", "Minister visits the port of Reed Harbour"),
        ("Senate votes on the shield", "House votes on the budget"),
        ("Premier of Ontario on the missile shield", "Premier of Alberta on the pipeline plan"),
        (
            "Bill C-5 passes first reading in the House",
            "Bill C-8 passes first reading in the House",
        ),
        ("Analysis: what the shield can do", "Analysis: what the shield will cost"),
        ("Canada joins the shield", "Canada will not join the shield"),
    ],
)
def test_other_documents_of_one_outlet_and_day_are_not_listed(client, one, other):
    first = make.source("2025-05-22", title=one)
    make.source("2025-05-22", title=other, outlet=first.outlet)
    assert listed(client, SOURCES, mend="twice") == []


def test_sources_of_one_outlet_and_day_with_the_same_text_may_be_one_document(client):
    first = make.source("2025-05-22", title="A price is named")
    second = make.source("2025-05-22", title="Minister speaks", outlet=first.outlet)
    elsewhere = make.source("2025-05-22", title="Another outlet prints it")
    for source in (first, second, elsewhere):
        capture(source)
    assert {*listed(client, SOURCES, mend="twice")} == {first, second}


def test_the_first_page_counts_what_its_links_show(client):
    for key in KEYS:
        broken(key)
    make.source(title="")
    twin = make.source("2025-05-22", title="One title of two")
    make.source("2025-05-22", title="One title of two", outlet=twin.outlet)
    mending = list_mending.to_mend(User.objects.get(username="chief"))
    page = client.get("/admin/").content.decode()
    assert set(mending) == {"statements", "sources"}
    for lists in mending.values():
        for found in lists:
            assert f'href="{found.url}"' in page
            assert found.count in ("", str(len(listed(client, found.url))))


def test_counts_end_at_their_bound(client, monkeypatch):
    monkeypatch.setattr(list_mending, "MOST_COUNTED", 2)
    for _ in range(4):
        make.source("2025", title="")
    mending = list_mending.to_mend(User.objects.get(username="chief"))
    untitled = next(found for found in mending["sources"] if found.url.endswith("no-title"))
    assert untitled.count == "2+"


def test_the_counts_are_one_question():
    user = User.objects.create_superuser("somebody")
    with CaptureQueriesContext(connection) as captured:
        list_mending.to_mend(user)
    assert len(captured) == 1


def test_who_is_in_no_group_has_nothing_to_mend():
    make.source(title="")
    user = User.objects.create_user("nobody", is_staff=True)
    assert list_mending.to_mend(user) == {}


def test_the_first_page_asks_no_more_questions_of_a_larger_archive():
    client = member("editor")

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    questions()
    first = questions()
    for key in KEYS:
        broken(key)
    assert questions() <= first


# --- keys ----------------------------------------------------------------------------------------


def test_the_keys_of_the_dialog_are_those_of_the_docs():
    chief = User.objects.create_superuser("chief")
    docs = (Path(__file__).parent.parent / "docs" / "editors.md").read_text()
    table = docs.partition("## Keyboard")[2].partition("\n## ")[0]
    told = [line for line in table.splitlines() if line.startswith("| `")]
    offered = [
        f"| {' '.join(f'`{key}`' for key in shortcut.keys)} | {shortcut.does} |"
        for part in shortcuts_for(chief)
        for shortcut in part.shortcuts
    ]
    assert told == offered


def test_contributors_have_no_key_for_what_is_to_review():
    client = member("contributor")
    page = client.get("/admin/").content.decode()
    assert 'data-keys="g m"' in page
    assert 'data-keys="g r"' not in page
