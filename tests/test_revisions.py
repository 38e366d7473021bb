"""Pinned revisions: what each shows, where an old address leads, and what is gone."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from quotes.editing import EditContext, publish, record_changes
from quotes.models import Redirect, Revision, State, Statement
from quotes.models.revisions import state_sha256
from quotes.models.vocabulary import Addressed
from quotes.revisions.chain import broken_at
from quotes.revisions.comparison import abridged, changed_parts, printed
from quotes.revisions.snapshot import snapshot_of
from quotes.text.differences import Piece, word_difference
from tests import factories, html

pytestmark = pytest.mark.django_db

WORDS = "We are considering it now, at the highest level."
REWORDED = "We are considering it now, at a high level."


def edit(statement: Statement, reason: str = "A correction", **fields: object) -> None:
    for name, value in fields.items():
        setattr(statement, name, value)
    statement.save()
    at = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    record_changes([statement.pk], EditContext(reason, "R. Editor", at, overrides_check=True))


def merge(old: Statement, into: Statement, reason: str = "The same words") -> None:
    Statement.objects.filter(pk=old.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(
        kind=Addressed.STATEMENT, old=old.public_id, statement=into, reason=reason
    )


def withdraw(statement: Statement, reason: str = "Nobody said it") -> None:
    Statement.objects.filter(pk=statement.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(kind=Addressed.STATEMENT, old=statement.public_id, reason=reason)


def shown(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response
    page = response.content.decode()
    assert html.faults(page) == []
    return page


@pytest.fixture
def statement() -> Statement:
    speaker = factories.speaker("Mark Carney", slug="mark-carney")
    factories.role(speaker, "Prime Minister of Canada", "2025-03-14")
    made = factories.statement(
        speaker=speaker, text=WORDS, place="Toronto", note="Heard in two ways.", wordings=(WORDS,)
    )
    edit(made, "Two recordings have it so", text=REWORDED)
    return made


def text_of_page(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def pin(statement: Statement, number: int) -> str:
    return f"/statements/{statement.public_id}/v/{number}/"


# What a page shows


def test_the_short_address_of_a_version_leads_to_its_page(client, statement):
    response = client.get(f"/s/{statement.public_id}/v/1")
    assert (response.status_code, response["Location"]) == (301, pin(statement, 1))


def test_an_old_version_shows_what_was_said_then(client, statement):
    edit(statement, "It was Ottawa", place="Ottawa")
    page = shown(client, pin(statement, 1))
    assert WORDS in page
    assert "Mark Carney" in page
    assert "Prime Minister of Canada" in page
    assert "21 May 2025" in page
    assert "Toronto" in page
    assert "Heard in two ways." in page


def test_an_old_version_says_that_there_is_a_newer_one_and_what_changed(client, statement):
    edit(statement, "It was Ottawa", place="Ottawa")
    page = shown(client, pin(statement, 1))
    assert "This is version 1 of 3. There is a newer one." in page
    assert statement.get_absolute_url() in page
    assert "<ins>" in page
    assert "<del>" in page
    assert "Two recordings have it so" in page
    assert "It was Ottawa" in page
    assert "Also different today: the place." in page


def test_the_newest_version_has_no_notice(client, statement):
    page = shown(client, pin(statement, 2))
    assert "There is a newer one" not in page
    assert "What has changed since" not in page
    assert "R. Editor" in page
    assert "1 July 2026, 12:30 UTC" in page


def test_a_version_shows_its_hash_and_the_one_before(client, statement):
    first, second = statement.revisions.order_by("number")
    page = shown(client, pin(statement, 2))
    assert first.sha256 in page
    assert second.sha256 in page
    assert "The history is unbroken" in page
    assert "none, it is the first" in shown(client, pin(statement, 1))


def test_a_version_is_not_indexed_and_names_the_page_that_is(client, statement):
    page = shown(client, pin(statement, 1))
    canonical = f'<link rel="canonical" href="http://testserver{statement.get_absolute_url()}">'
    assert canonical in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_wording_is_shown_as_it_was_with_todays_beside_it(client, statement):
    citation = statement.citations.get()
    citation.wording = "We are considering it then, at the highest level."
    citation.save()
    edit(statement, "Misread")
    page = shown(client, pin(statement, 1))
    assert "Now recorded as:" in page
    assert "deleted: now (end)inserted: then (end)" in text_of_page(page)
    assert citation.source.get_absolute_url() in page


def test_a_source_that_is_cited_no_more_is_named_as_it_was(client, statement):
    first = statement.citations.get()
    factories.citation(statement, wording="at a high level")
    first.delete()
    edit(statement, "That was somebody else")
    page = shown(client, pin(statement, 1))
    assert first.source.outlet.name in page
    assert "No longer listed among the sources" in page
    # Its source prints nothing that is public any more, and so has no page.
    assert first.source.get_absolute_url() not in page


def test_the_name_of_that_day_stays(client, statement):
    statement.speaker.name = "The Right Honourable Mark Carney"
    statement.speaker.save()
    edit(statement, "His style")
    page = shown(client, pin(statement, 1))
    assert 'class="byline-name" href="/officials/mark-carney/">Mark Carney</a>' in page
    # The way down leads to the official by today's name.
    assert page.index("Right Honourable") < page.index('<div class="hero">')
    assert "Right Honourable" not in page[page.index('<div class="hero">') :]


@pytest.mark.parametrize("language", ["ar", "zh-Hant", "ru"])
def test_the_words_of_a_version_say_their_language(client, language):
    made = factories.statement(language=language)
    assert f'lang="{language}"' in shown(client, pin(made, 1))


def test_a_paraphrase_of_which_no_words_are_kept(client):
    made = factories.draft(kind="paraphrase", text="He doubts the price.")
    factories.citation(made, wording=None)
    publish(made, EditContext("First published"))
    page = shown(client, pin(made, 1))
    assert "Reported in the source’s own words" in page
    assert "“He doubts" not in page


# States of an older form


def old_form(statement: Statement, state: dict) -> Revision:
    last = statement.revisions.order_by("number").last()
    return Revision.objects.create(
        statement=statement,
        number=last.number + 1,
        made_at=last.made_at,
        reason="As an older release wrote it",
        public_state=state,
        sha256=state_sha256(state, last.sha256),
        previous_sha256=last.sha256,
    )


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"text": WORDS},
        {"text": WORDS, "said": "a day in May", "kind": "shouted", "speaker": None},
        {"text": WORDS, "citations": [{}, {"outlet": "The Star", "wording": WORDS}]},
        {"figures": [{}, {"low": 3, "unit": "years", "bound": "odd"}], "offices": None},
    ],
)
def test_a_state_that_says_less_is_shown_as_far_as_it_goes(client, statement, state):
    revision = old_form(statement, state)
    edit(statement, "Back to today's form", place="Ottawa")
    page = shown(client, pin(statement, revision.number))
    assert state.get("text", "") in page
    for number in (1, 2, 4):
        shown(client, pin(statement, number))
    assert "As an older release wrote it" in shown(client, statement.get_absolute_url())


# What is not there


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999", "9" * 400])
def test_a_version_that_never_was_is_404_with_a_link(client, statement, number):
    page = shown(client, f"/statements/{statement.public_id}/v/{number}/", 404)
    assert "This statement has only 2 versions." in page
    assert statement.get_absolute_url() in page


@pytest.mark.parametrize(("number", "meant"), [("-1", "/v/1"), ("%00", "")])
def test_a_damaged_number_leads_to_the_address_that_is_meant(client, statement, number, meant):
    response = client.get(f"/statements/{statement.public_id}/v/{number}/")
    assert (response.status_code, response.url) == (301, f"/s/{statement.public_id}{meant}")


@pytest.mark.parametrize("number", ["x", "1.5", "9" * 5000, "٣"])
def test_what_is_no_number_has_no_address(client, statement, number):
    response = client.get(f"/statements/{statement.public_id}/v/{number}/")
    assert response.status_code == 404


def published_without_history(**fields: Any) -> Statement:
    """A statement as a synthetic archive has them; what has revisions refuses another."""
    made = factories.draft(**fields)
    factories.citation(made)
    made.state, made.published_at = State.PUBLISHED, datetime(2026, 1, 1, tzinfo=UTC)
    made.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_state_is_recorded('statement', %s)", [[made.pk]])
    return made


def test_a_statement_without_a_history_has_no_versions(client):
    made = published_without_history()
    page = shown(client, pin(made, 1), 404)
    assert "This statement has no numbered versions" in page
    assert made.get_absolute_url() in page


def test_a_draft_has_no_versions(client):
    made = factories.draft()
    for path in (pin(made, 1), f"/s/{made.public_id}/v/1"):
        assert client.get(path).status_code == 404


def test_a_number_with_noughts_before_it_leads_to_the_one_address(client, statement):
    response = client.get(f"/statements/{statement.public_id}/v/01/")
    assert (response.status_code, response["Location"]) == (301, pin(statement, 1))


def test_nul_is_a_404(client, statement):
    assert client.get("/statements/a%00b/v/1/").status_code == 404
    assert client.get(f"/statements/{statement.public_id}/was/a%00b/v/1/").status_code == 404


# Merged and withdrawn


@pytest.fixture
def other() -> Statement:
    return factories.statement(text="We are considering it at a very high level.")


def test_a_merged_statement_leads_on_and_keeps_its_pins(client, statement, other):
    merge(statement, other)
    response = client.get(statement.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, other.get_absolute_url())
    kept = f"/statements/{other.public_id}/was/{statement.public_id}/v/1/"
    for path in (f"/s/{statement.public_id}/v/1", pin(statement, 1)):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, kept)
    page = shown(client, kept)
    assert WORDS in page
    assert "version 1 of a statement that was merged into another" in page
    assert other.get_absolute_url() in page
    assert "The same words" in page
    assert f'rel="canonical" href="http://testserver{other.get_absolute_url()}"' in page


def test_the_last_version_of_a_merged_statement_is_not_the_newest_word(client, statement, other):
    merge(statement, other)
    page = shown(client, f"/statements/{other.public_id}/was/{statement.public_id}/v/2/")
    assert "merged into another" in page
    assert "<ins>" in page


def test_a_version_that_a_merged_statement_never_had_is_404(client, statement, other):
    merge(statement, other)
    page = shown(client, f"/statements/{other.public_id}/was/{statement.public_id}/v/7/", 404)
    assert other.get_absolute_url() in page


def test_merged_twice_leads_to_where_it_stands(client, statement, other):
    last = factories.statement()
    merge(statement, other)
    merge(other, last)
    kept = f"/statements/{last.public_id}/was/{statement.public_id}/v/1/"
    assert client.get(pin(statement, 1))["Location"] == kept
    before = f"/statements/{other.public_id}/was/{statement.public_id}/v/1/"
    assert client.get(before)["Location"] == kept
    assert WORDS in shown(client, kept)


def test_what_was_not_merged_stands_at_its_own_address(client, statement, other):
    path = f"/statements/{other.public_id}/was/{statement.public_id}/v/1/"
    assert client.get(path)["Location"] == pin(statement, 1)


def test_two_merged_into_each_other_are_gone_and_no_ring(client, statement, other):
    merge(statement, other)
    merge(other, statement)
    for path in (pin(statement, 1), statement.get_absolute_url()):
        assert client.get(path).status_code == 410


def test_a_merger_with_a_statement_that_has_no_history(client, statement):
    bare = published_without_history(text="We are considering it.")
    merge(statement, bare)
    page = shown(client, f"/statements/{bare.public_id}/was/{statement.public_id}/v/1/")
    assert "<del>" in page


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_withdrawn_statement_shows_none_of_its_words(client, statement, number):
    withdraw(statement)
    for path in (pin(statement, number), f"/s/{statement.public_id}/v/{number}"):
        page = shown(client, path, 410)
        assert "Nobody said it" in page
        assert "considering" not in page


def test_what_was_merged_into_a_withdrawn_statement_is_gone_too(client, statement, other):
    merge(statement, other)
    withdraw(other)
    page = shown(client, pin(statement, 1), 410)
    assert "considering" not in page


def test_a_renamed_statement_keeps_its_pins(client, statement):
    edit(statement, "A better name", slug="considered")
    assert WORDS in shown(client, pin(statement, 1))


# The history on the page of the statement


def test_the_history_links_each_version_and_shows_what_changed(client, statement):
    edit(statement, "It was Ottawa", place="Ottawa")
    page = shown(client, statement.get_absolute_url())
    for number in (1, 2, 3):
        assert f'href="{pin(statement, number)}"' in page
    assert "<del>" in page
    assert "Changed: the place" in page


def test_a_difference_is_abridged_to_its_changes():
    before = "one two three four five six seven eight nine ten eleven twelve thirteen"
    kept = abridged(word_difference(before, before.replace("seven", "VII")))
    assert [(piece.op, piece.text.strip()) for piece in kept] == [
        ("same", "… three four five six"),
        ("delete", "seven"),
        ("insert", "VII"),
        ("same", "eight nine ten eleven …"),
    ]


def test_between_two_changes_both_ends_are_kept():
    words = " ".join(f"w{n}" for n in range(20))
    kept = abridged([Piece("insert", "a "), Piece("same", words), Piece("delete", " b")])
    assert kept[1].text == "w0 w1 w2 w3 … w16 w17 w18 w19"
    short = Piece("same", "w0 w1 w2")
    assert abridged([Piece("insert", "a "), short])[1] == short


def test_a_page_of_a_version_costs_the_same_for_a_long_history(
    client, statement, django_assert_max_num_queries
):
    for number in range(20):
        edit(statement, f"Edit {number}", place=f"City {number}")
    with django_assert_max_num_queries(4):
        shown(client, pin(statement, 3))


# The chain


def test_a_history_holds_until_somebody_touches_it(statement):
    edit(statement, "It was Ottawa", place="Ottawa")
    revisions = list(statement.revisions.order_by("number"))
    assert broken_at(revisions) is None
    assert broken_at([]) is None
    revisions[1].public_state["text"] = "Never."
    assert broken_at(revisions) == 2


def test_a_gap_and_a_forged_hash_break_a_history(statement):
    edit(statement, "It was Ottawa", place="Ottawa")
    first, second, third = statement.revisions.order_by("number")
    assert broken_at([first, third]) == 3
    assert broken_at([second, third]) == 2
    second.public_state["text"] = "Never."
    second.sha256 = state_sha256(second.public_state, first.sha256)
    assert broken_at([first, second, third]) == 3


def test_a_broken_history_is_said_to_be(client, statement, monkeypatch):
    monkeypatch.setattr("quotes.website.versions.broken_at", lambda revisions: 2)
    assert "The history is broken at version 2" in shown(client, pin(statement, 1))


# What changed, from states alone


def test_what_a_state_does_not_say_is_not_compared(statement):
    now = snapshot_of(Statement.objects.with_page().get(pk=statement.pk))
    older = {name: value for name, value in now.items() if name not in ("figures", "note")}
    assert changed_parts(older, now) == []
    assert changed_parts(older | {"place": "Nowhere"}, now) == ["place"]
    assert json.loads(json.dumps(now)) == now


def test_pieces_of_one_source_are_told_apart(statement):
    state = {"citations": [{"source": "a", "wording": "x"}, {"source": "a", "wording": "y"}]}
    assert [p.place for p in printed(state)] == [("a", 0), ("a", 1)]
