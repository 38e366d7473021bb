"""The list of corrections: what is on it, what it no longer tells, and that none of it is lost."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from quotes.dates.partial import parse
from quotes.editing import EditContext, merge, record_changes, rename, undo, withdraw
from quotes.exports import corrections_atom, corrections_json
from quotes.models import Redirect, Revision, State, Statement
from quotes.revisions import corrections
from quotes.revisions.comparison import changed_parts, part_label
from quotes.revisions.snapshot import snapshot_of
from quotes.website import corrections_page as view
from tests import factories, html, loaded, record_files

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = "We are considering it now, at the highest level."
REWORDED = "We are considering it now, at a high level."
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def correct(
    statement: Statement,
    reason: str = "A correction",
    at: datetime = NOON,
    editor: str = "",
    **fields: object,
) -> Revision:
    for name, value in fields.items():
        setattr(statement, name, value)
    statement.save()
    return record_changes([statement.pk], EditContext(reason, editor, at, overrides_check=True))[0]


def get(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.getvalue().decode()


def shown(client: Client, query: str = "") -> str:
    page = get(client, f"/corrections/{query}")
    assert html.faults(page) == []
    return page


def listed(client: Client, query: str = "") -> list[dict]:
    return json.loads(get(client, f"/corrections.json{query}"))["corrections"]


def keys(client: Client, query: str = "") -> list[str]:
    return [one["id"] for one in listed(client, query)]


def feed(client: Client, query: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(get(client, f"/corrections.atom{query}"))


def everywhere(client: Client) -> str:
    """All that the list tells, in every form."""
    return "".join(get(client, f"/corrections{form}") for form in ("/", ".json", ".atom"))


@pytest.fixture
def statement() -> Statement:
    speaker = factories.speaker("Mark Carney", slug="mark-carney")
    return factories.statement(speaker=speaker, text=WORDS)


# What is on the list


def test_a_first_publication_is_no_correction(client, statement):
    page = shown(client)
    assert "Nothing published has been changed so far." in page
    assert "First publication is not a correction." in page
    assert "Mark Carney" not in everywhere(client)


def test_a_change_is_listed_with_what_changed_when_why_and_by_whom(client, statement):
    correct(statement, "Two recordings have it so", editor="R. Editor", text=REWORDED, place="Rome")
    page = shown(client)
    assert "Mark Carney, 21 May 2025" in page
    assert "1 Jul 2026" in page
    assert "Two recordings have it so" in page
    assert "by R. Editor" in page
    assert "Changed: the place" in page
    assert '<ins><span class="aside-word" lang="en">inserted: </span>a high' in page
    # Far from the change, the words are left out.
    assert "We are considering" not in page


def test_who_is_not_named_is_an_editor(client, statement):
    correct(statement, text=REWORDED)
    assert "by an editor" in shown(client)
    assert listed(client)[0]["editor"] is None
    assert feed(client).find(f"{ATOM}entry/{ATOM}author/{ATOM}name").text == "an editor"


def test_a_correction_leads_to_the_versions_before_and_after(client, statement):
    correct(statement, text=REWORDED)
    addresses = html.links(shown(client))
    for number in (1, 2):
        pinned = f"/s/{statement.public_id}/v/{number}"
        assert pinned in addresses
        assert f"version {number}" in client.get(pinned, follow=True).content.decode()


def test_what_is_loaded_again_is_listed_like_any_other(client, tmp_path):
    call_command("load_archive", record_files.write(tmp_path), verbosity=0)
    assert keys(client) == []
    changed = record_files.with_change("statements", "a bargain at that point\n", "no bargain\n")
    folder = record_files.write(tmp_path, **changed)
    act = {"reason": "Heard again", "despite_check": True}
    call_command("load_archive", folder, **act, verbosity=0)
    (one,) = listed(client)
    assert (one["name"], one["reason"]) == ("Jeff Crank", "Heard again")
    assert one["text"]["after"] == "$500B would be no bargain"


def test_newest_first_whatever_was_changed(client, statement):
    other, third = factories.statement(), factories.statement()
    withdraw(other, EditContext("Nobody said it"))
    Redirect.objects.update(made_at=NOON + timedelta(hours=1))
    first = correct(statement, text=REWORDED)
    last = correct(third, at=NOON + timedelta(hours=2), place="Rome")
    assert keys(client) == [
        f"{third.public_id}.{last.number}",
        f"statement:{other.public_id}",
        f"{statement.public_id}.{first.number}",
    ]


def test_the_way_to_the_list(client, statement):
    for address in ("/", "/about/", statement.get_absolute_url()):
        page = get(client, address)
        assert "/corrections/" in html.links(page), address
    links = html.links(get(client, "/about/"))
    assert links.count("/corrections/") == 2  # in the text and at the foot
    page = shown(client)
    for form in ("atom", "json"):
        assert f'href="/corrections.{form}"' in page.split("</head>")[0]
    assert 'type="application/atom+xml"' in client.get("/corrections/")["Link"]


# What was withdrawn


def test_what_was_withdrawn_is_listed_without_its_words(client, statement):
    correct(statement, "The level was high", text=REWORDED)
    withdraw(statement, EditContext("Nobody said it"))
    told = everywhere(client)
    assert "Nobody said it" in told
    for words in ("considering", "high", "Mark Carney", "21 May 2025"):
        assert words not in told
    withdrawal, correction = listed(client)
    assert withdrawal["changes"] == ["withdrawn"]
    assert (withdrawal["old"], withdrawal["url"]) == (statement.public_id, None)
    assert (correction["changes"], correction["parts"]) == (["words"], ["text"])
    nothing = {correction[name] for name in ("reason", "name", "url", "before", "after", "text")}
    assert nothing == {None}
    assert "This statement was withdrawn later." in shown(client)


def test_of_a_withdrawn_statement_the_official_is_named_who_is_public_anyway(client, statement):
    factories.statement(speaker=statement.speaker)
    withdraw(statement, EditContext("Nobody said it"))
    assert f"Mark Carney: Statement {statement.public_id}" in shown(client)


# What was merged


def same_words(statement: Statement) -> Statement:
    return factories.statement(speaker=statement.speaker, text=WORDS)


def test_a_merged_statement_leads_to_the_one_that_was_kept(client, statement):
    other = same_words(statement)
    correct(other, "Misheard", text=REWORDED)
    merge(statement, other, EditContext("The same words", "R. Editor"))
    merger = next(one for one in listed(client) if one["changes"] == ["merged"])
    assert merger["id"] == f"statement:{other.public_id}"
    assert merger["url"] == f"http://testserver/s/{statement.public_id}"
    assert (merger["editor"], merger["reason"]) == ("R. Editor", "The same words")
    page = shown(client)
    assert f"What had the address “{other.public_id}” was merged into this." in page
    # Its own corrections stay, and its versions keep their pages.
    earlier = next(one for one in listed(client) if one["id"] == f"{other.public_id}.2")
    assert earlier["reason"] == "Misheard"
    old = client.get(urlsplit(earlier["before"]).path, follow=True)
    assert old.status_code == 200
    assert WORDS in old.content.decode()


def test_mergers_are_followed_to_what_stands(client, statement):
    second, third = same_words(statement), same_words(statement)
    merge(second, third, EditContext("The same words"))
    merge(statement, second, EditContext("The same words"))
    addresses = {one["url"] for one in listed(client, "?change=merged")}
    assert addresses == {f"http://testserver/s/{statement.public_id}"}
    withdraw(statement, EditContext("Nobody said it"))
    mergers = listed(client, "?change=merged")
    assert [one["url"] for one in mergers] == [None, None]
    assert "which has since been withdrawn" in shown(client)


def test_two_that_were_merged_into_each_other_do_not_lead_round(client, statement):
    other = same_words(statement)
    correct(other, text=REWORDED)
    Statement.objects.update(state=State.WITHDRAWN)
    for old, into in ((statement, other), (other, statement)):
        Redirect.objects.create(
            kind="statement", old=old.public_id, statement=into, reason="The same"
        )
    assert [one["url"] for one in listed(client)] == [None]


@pytest.mark.parametrize("kind", ["speaker", "outlet", "topic", "source"])
def test_what_else_was_merged_is_listed_by_the_name_of_what_was_kept(client, kind):
    def pair() -> Iterator[object]:
        outlet = factories.outlet("The Daily")
        for number in range(2):
            source = factories.source(title=f"Title {number}", outlet=outlet)
            made = factories.draft(topics=(factories.topic(name=f"Topic {number}"),))
            factories.citation(made, source=source if kind == "source" else factories.source())
            record_published(made)
            of = {"speaker": made.speaker, "topic": made.topics.get(), "source": source}
            yield of.get(kind) or made.citations.get().source.outlet

    kept, merged = pair()
    old = getattr(merged, "slug" if kind != "source" else "public_id")
    record = merge(kept, merged, EditContext("One and the same", "R. Editor"))
    (one,) = listed(client, "?change=merged")
    assert (one["about"], one["old"]) == (kind, old)
    assert one["name"] == (kept.title if kind == "source" else kept.name)
    assert client.get(urlsplit(one["url"]).path, follow=True).status_code == 200
    assert one["id"] in keys(client)
    undo(record, EditContext("They are two"))
    assert listed(client, "?change=merged") == []
    assert all(key.partition(":")[1] == "" for key in keys(client))


def record_published(statement: Statement) -> None:
    from_draft = EditContext("First published")
    Statement.objects.filter(pk=statement.pk).update(
        state=State.PUBLISHED, published_at=from_draft.at
    )
    record_changes([statement.pk], from_draft)


def test_what_nobody_could_read_is_not_told_when_it_is_merged(client, statement):
    kept, merged = factories.speaker("Secret One"), factories.speaker("Secret Two")
    merge(kept, merged, EditContext("One and the same secret"))
    assert "ecret" not in everywhere(client)


def test_a_new_address_is_no_merger(client, statement):
    outlet = statement.citations.get().source.outlet
    rename(outlet, "another-name", EditContext("It is called so"))
    assert listed(client) == []
    assert "July" not in shown(client)


# Kinds of change


def test_every_part_of_a_statement_belongs_to_a_kind(statement):
    parts = [name for name in snapshot_of(statement) if name != "public_id"]
    of_kinds = [name for names in corrections.PARTS.values() for name in names]
    assert sorted(of_kinds) == sorted(parts)
    every = changed_parts(dict.fromkeys(parts, 1), dict.fromkeys(parts, 2))
    assert sorted(every) == sorted(parts)
    assert all(part_label(name) for name in of_kinds)


CHANGES = {
    "words": {"text": "Other words."},
    "date": {"said": parse("2025-05-20")},
    "other": {"place": "Toronto"},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_kind_finds_its_changes_alone(client, statement, kind):
    for changes in CHANGES.values():
        correct(factories.statement(), **changes)
    correct(statement, **CHANGES[kind])
    found = listed(client, f"?change={kind}")
    assert [one["changes"] for one in found] == [[kind], [kind]]
    assert f"{statement.public_id}.2" in [one["id"] for one in found]


def test_sources_and_officials_are_kinds_of_their_own(client, statement):
    factories.citation(statement, wording="at the highest level")
    correct(statement)
    statement.speaker.name = "Mark Joseph Carney"
    statement.speaker.save()
    correct(statement)
    assert keys(client, "?change=wordings") == [f"{statement.public_id}.2"]
    # The name has a record of its own (tests/test_names_in_history.py).
    own = f"speaker:{statement.speaker.slug}.2"
    assert keys(client, "?change=speaker") == [own, f"{statement.public_id}.3"]


def test_what_a_state_did_not_say_yet_is_not_compared(client, statement):
    """A state gains a part when the archive begins to publish one: "other", and no named kind."""
    without = snapshot_of(statement)
    del without["text"]
    sha256 = statement.revisions.get().sha256
    for number, state in ((2, without), (3, snapshot_of(statement))):
        Revision.objects.create(
            statement=statement,
            number=number,
            made_at=NOON + timedelta(days=number),
            reason="A column more",
            public_state=state,
            sha256=sha256,
            previous_sha256=sha256,
        )
    newest = listed(client)[0]
    assert (newest["id"], newest["changes"]) == (f"{statement.public_id}.3", ["other"])
    assert f"{statement.public_id}.3" in keys(client, "?change=other")
    assert f"{statement.public_id}.3" not in keys(client, "?change=words")


# Parts of the list


def forty_corrections() -> list[str]:
    """Forty corrections, many of them in the same moment; the keys as the list should have them."""
    luck = random.Random(5)
    made: list[tuple[datetime, int, int, str]] = []
    for number in range(12):
        one = factories.statement()
        for _ in range(luck.randint(1, 5)):
            at = NOON - timedelta(days=luck.randint(0, 5) * 15)
            changed = luck.choice(["text", "place"])
            revision = correct(one, at=at, **{changed: f"Words {luck.random()}"})
            made.append((at, 0, revision.pk, f"{one.public_id}.{revision.number}"))
        if number % 3 == 0:
            record = withdraw(one, EditContext("Nobody said it"))
            at = NOON - timedelta(days=15)
            Redirect.objects.filter(pk=record.pk).update(made_at=at)
            made.append((at, 1, record.pk, f"statement:{one.public_id}"))
    return [key for *_, key in sorted(made, reverse=True)]


FORTY = loaded.Scene(forty_corrections)


@pytest.fixture
def many(client, db: None) -> list[str]:
    return FORTY.lay()


def parts(query: str, size: int) -> Iterator[corrections.CorrectionPage]:
    """The list from its beginning, part by part."""
    page = corrections.page(QueryDict(query), size)
    while True:
        yield page
        if not page.older:
            return
        page = corrections.page(QueryDict(f"{query}&after={page.older}"), size)


def keys_of(page: corrections.CorrectionPage) -> list[str]:
    return [one.key for one in page.corrections]


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_the_parts_are_the_whole_and_lead_back(many, size):
    forth = list(parts("", size))
    assert [key for page in forth for key in keys_of(page)] == many
    assert [bool(page.newer) for page in forth] == [False] + [True] * (len(forth) - 1)
    for before, page in pairwise(forth):
        back = corrections.page(QueryDict(f"before={page.newer}"), size)
        assert keys_of(back) == keys_of(before)
        assert bool(back.newer) == bool(before.newer)
        assert back.older


def test_a_part_stays_the_same_while_corrections_are_added(many):
    first = corrections.page(QueryDict(), 7)
    for _ in range(5):
        correct(factories.statement(), at=NOON + timedelta(days=1), place="Rome")
    second = corrections.page(QueryDict(f"after={first.older}"), 7)
    assert keys_of(second) == many[7:14]


def test_a_part_begins_where_a_merger_was_that_is_undone(statement):
    now = timezone.now()
    correct(statement, text=REWORDED, at=now - timedelta(days=1))
    kept, merged = (factories.statement().speaker for _ in range(2))
    record = merge(kept, merged, EditContext("One and the same", at=now - timedelta(days=2)))
    first = corrections.page(QueryDict(), 1)
    assert first.corrections[0].kinds == ("merged",)
    undo(record, EditContext("They are two"))
    second = corrections.page(QueryDict(f"after={first.older}"), 1)
    assert keys_of(second) == [f"{statement.public_id}.2"]


@pytest.mark.parametrize("looked_through", [1, 3, 10, 1000])
def test_a_search_for_one_kind_finds_them_all_step_by_step(many, monkeypatch, looked_through):
    monkeypatch.setattr(corrections, "LOOKED_THROUGH", looked_through)
    for kind in ("words", "other"):
        whole = [
            one.key for one in corrections.page(QueryDict(), 100).corrections if kind in one.kinds
        ]
        assert len(whole) > 5
        found = list(parts(f"change={kind}", 4))
        assert [key for page in found for key in keys_of(page)] == whole
        last = found[-1]
        assert last.reached is None or not last.older
    withdrawn = [key for key in many if ":" in key]
    assert [key for page in parts("change=withdrawn", 3) for key in keys_of(page)] == withdrawn


def test_a_search_that_stopped_says_how_far_it_looked(client, statement, monkeypatch):
    monkeypatch.setattr(corrections, "LOOKED_THROUGH", 1)
    correct(statement, text=REWORDED, at=NOON - timedelta(days=30))
    correct(statement, place="Rome")
    page = shown(client, "?change=words")
    assert "None of the corrections searched is of this kind." in page
    assert "back to 1 July 2026" in page
    (older,) = [link for link in html.links(page) if "after=" in link]
    assert "Mark Carney, 21 May 2025" in shown(client, older.removeprefix("/corrections/"))


def test_a_month_has_its_corrections_and_is_offered_if_it_has_any(client, statement):
    for month in (3, 7):
        correct(statement, at=datetime(2026, month, 1, tzinfo=UTC), place=f"Place {month}")
    correct(statement, at=datetime(2025, 12, 31, 23, 59, 59, 999999, UTC), place="Rome")
    links = html.links(shown(client))
    months = [link.partition("month=")[2] for link in links if "month=" in link]
    assert months == ["2026-07", "2026-03", "2025-12"]
    assert keys(client, "?month=2025-12") == [f"{statement.public_id}.4"]
    assert keys(client, "?month=2026-03") == [f"{statement.public_id}.2"]
    assert keys(client, "?month=2026-04") == []
    page = shown(client, "?change=words&month=2026-04")
    assert "No corrections match." in page
    # Each choice keeps the other.
    assert "/corrections/?change=words&month=2026-03" in html.links(page)


def test_the_page_leads_on_with_what_it_is_narrowed_to(client, many, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 3)
    page = shown(client, "?change=words")
    (older,) = [link for link in html.links(page) if "after=" in link]
    assert "change=words" in older
    behind = shown(client, older.removeprefix("/corrections/"))
    assert any("before=" in link for link in html.links(behind))


# What cannot be read

BAD = [
    ("change=nonsense", "change: write words, wordings, date,"),
    ("change=%00", "change: write words, wordings, date,"),
    ("month=July", "month: write a month as 2026-07."),
    ("month=2026-13", "month: write a month as 2026-07."),
    ("month=0000-01", "month: write a month as 2026-07."),
    ("month=2026-07%0A1", "month: write a month as 2026-07."),
    ("month=２０２６-07", "month: write a month as 2026-07."),
    ("after=7kq2m", "the address is not one of its pages."),
    ("after=20261301T000000.000000-0-1", "the address is not one of its pages."),
    ("before=20260101T000000.000000-7-1", "the address is not one of its pages."),
    ("after=%00", "Null characters are not allowed."),
    ("after=" + "9" * 500, "at most 200 characters"),
]


@pytest.mark.parametrize(("query", "sentence"), BAD)
def test_what_cannot_be_read_is_said_in_a_sentence(client, statement, query, sentence):
    correct(statement, text=REWORDED)
    page = shown(client, f"?{query}")
    assert sentence in page
    assert "Mark Carney" not in page
    (error,) = json.loads(get(client, f"/corrections.json?{query}", status=400))["errors"]
    assert sentence in error
    assert sentence in get(client, f"/corrections.atom?{query}", status=400)


def test_the_latest_and_the_earliest_month_there_is(client, statement):
    for month in ("2999-12", "1000-01"):
        assert keys(client, f"?month={month}") == []


def test_a_form_that_there_is_not_is_missing(client):
    assert client.get("/corrections.csv").status_code == 404
    assert client.post("/corrections/").status_code == 405


# The feed and the JSON


def test_the_feed_tells_what_the_page_tells(client, statement):
    correct(statement, "It is <high> & higher", editor="R. Editor", text="A < B & C.", place="Rome")
    whole = feed(client)
    assert whole.find(f"{ATOM}title").text == "DomeTracker: Corrections"
    assert whole.find(f"{ATOM}updated").text == "2026-07-01T12:00:00Z"
    (entry,) = whole.findall(f"{ATOM}entry")
    key = f"{statement.public_id}.2"
    assert entry.find(f"{ATOM}id").text == f"tag:testserver,2026:/corrections/{key}"
    assert entry.find(f"{ATOM}title").text == "Mark Carney, 21 May 2025: words, other facts"
    assert entry.find(f"{ATOM}updated").text == "2026-07-01T12:00:00Z"
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "<p>It is &lt;high&gt; &amp; higher</p>" in content.text
    assert "<ins>A &lt; B &amp; C</ins>" in content.text
    assert "<del>" in content.text
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    origin = f"http://testserver/s/{statement.public_id}"
    assert links == {
        "alternate": f"{origin}/v/2",
        "predecessor-version": f"{origin}/v/1",
        "related": origin,
    }


def test_a_feed_without_entries_is_a_feed(client):
    empty = feed(client)
    assert empty.findall(f"{ATOM}entry") == []
    assert empty.find(f"{ATOM}updated").text
    assert listed(client) == []


def test_feed_and_json_come_in_the_same_parts(client, many, monkeypatch):
    for module in (corrections_atom, corrections_json):
        monkeypatch.setattr(module, "PAGE", 9)
    found: list[str] = []
    address = "http://testserver/corrections.atom"
    while address:
        part = ElementTree.fromstring(get(client, address))
        links = {link.get("rel"): link.get("href") for link in part.findall(f"{ATOM}link")}
        assert links["self"] == address
        assert links["first"] == "http://testserver/corrections.atom"
        assert ("previous" in links) == bool(found)
        ids = [entry.find(f"{ATOM}id").text for entry in part.findall(f"{ATOM}entry")]
        found += [name.partition("/corrections/")[2] for name in ids]
        address = links.get("next")
    assert found == many
    found, address = [], "/corrections.json"
    while address:
        part = json.loads(get(client, address))
        found += [one["id"] for one in part["corrections"]]
        address = part["next"]
    assert found == many


def test_the_feed_is_not_sent_again_while_nothing_has_changed(client, statement):
    correct(statement, text=REWORDED)
    first = client.get("/corrections.atom")
    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    again = client.get("/corrections.atom", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_the_words_are_whole_in_json(client, statement):
    correct(statement, text=REWORDED)
    assert listed(client)[0]["text"] == {"before": WORDS, "after": REWORDED}


# What it costs


def of_every_kind(count: int) -> None:
    """Corrections of each kind, withdrawn and merged ones among them."""
    for number in range(count):
        corrected, gone, kept, merged = (factories.statement() for _ in range(4))
        correct(corrected, text=f"Words {number}", at=NOON + timedelta(hours=number))
        correct(gone, text=f"Words {number}", at=NOON + timedelta(hours=number))
        withdraw(gone, EditContext("Nobody said it"))
        other = same_words(kept)
        correct(other, place="Rome", at=NOON + timedelta(hours=number))
        merge(kept, other, EditContext("The same words"))
        merge(kept.speaker, merged.speaker, EditContext("One and the same"))
    Redirect.objects.update(made_at=NOON)


def test_a_page_costs_seven_queries_at_most(client, django_assert_max_num_queries, subtests):
    queries = ["", "?change=words", "?change=merged&month=2026-07"]
    for count in (2, 7):
        of_every_kind(count)
        for query in queries:
            with subtests.test(query=query, count=count), django_assert_max_num_queries(6 + 1):
                shown(client, query)
    assert corrections.page(QueryDict(), 25).older


def test_the_order_is_read_along_an_index(many):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    part = corrections._CorrectionQuery(
        "", "", corrections.ListPosition(NOON, 0, 1), is_reversed=False
    )
    assert "revision_corrections" in part.revisions()[:5].explain()
    assert "redirect_corrections" in part.redirects()[:5].explain()
    assert "Sort" not in part.revisions()[:5].explain()
