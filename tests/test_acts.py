"""Withdraw, rename, merge and undo: what moves, what the public is told, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from quotes.dates.partial import parse
from quotes.editing import (
    EditContext,
    Refused,
    merge,
    preview,
    record_changes,
    rename,
    undo,
    withdraw,
)
from quotes.models import (
    Alias,
    Capture,
    Citation,
    Figure,
    Merge,
    Outlet,
    Redirect,
    Relation,
    Revision,
    Role,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.revisions.chain import broken_at
from tests import factories as make
from tests import html
from tests.merge_pairs import (
    PAIRS,
    WORDS,
    two_outlets,
    two_sources,
    two_speakers,
    two_statements,
    two_topics,
)
from tests.two_editors import at_once

pytestmark = pytest.mark.django_db

ACT = EditContext("They are the same.", "R. Editor")

# Everything that a merge may write, in an order that does not depend on when it was written.
TABLES = (
    Alias,
    Capture,
    Citation,
    Figure,
    Outlet,
    Redirect,
    Relation,
    Role,
    Source,
    Speaker,
    Statement,
    StatementTopic,
    Topic,
)


def record() -> dict[str, list[dict[str, Any]]]:
    """All rows that stand for something, as they are."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def entries_are_right() -> None:
    call_command("check_entries", verbosity=0)


def answer(client: Client, row: Any) -> tuple[int, str]:
    response = client.get(row if isinstance(row, str) else row.get_absolute_url())
    return response.status_code, response.get("Location", "")


def said_no(doing: Callable[[], object]) -> str:
    """The sentences of a refusal, which leaves the record as it was."""
    before = record()
    with pytest.raises(Refused) as caught:
        doing()
    assert record() == before
    assert caught.value.sentences
    assert all(sentence.strip() for sentence in caught.value.sentences)
    return str(caught.value)


# Withdraw


def test_a_withdrawn_statement_is_gone_with_its_reason_and_its_pins(client):
    statement = make.statement(text=WORDS)
    withdraw(statement, EditContext("Nobody said it."))
    assert statement.state == State.WITHDRAWN
    for address in (
        statement.get_absolute_url(),
        f"/statements/{statement.public_id}/v/1/",
        f"/s/{statement.public_id}/v/1",
    ):
        response = client.get(address, follow=True)
        assert response.status_code == 410, address
        page = response.content.decode()
        assert html.faults(page) == []
        assert "Nobody said it." in page
        assert WORDS not in page


def test_a_withdrawn_statement_leaves_the_lists_and_keeps_its_history(client):
    statement = make.statement(text=WORDS)
    withdraw(statement, ACT)
    assert WORDS not in client.get("/statements/").content.decode()
    assert statement.revisions.count() == 1
    entries_are_right()


def test_only_what_is_published_is_withdrawn():
    draft, withdrawn = make.draft(), make.statement()
    withdraw(withdrawn, ACT)
    for statement in (draft, withdrawn):
        assert "not published" in said_no(lambda row=statement: withdraw(row, ACT))


def test_nothing_is_withdrawn_without_a_reason():
    statement = make.statement()
    with pytest.raises(IntegrityError), transaction.atomic():
        withdraw(statement, EditContext(" "))
    assert Statement.objects.get(pk=statement.pk).state == State.PUBLISHED


def test_withdrawing_again_what_an_old_redirect_named_says_the_new_reason(client):
    """A redirect left under its own id by hand does not hide why it is gone."""
    statement, other = make.statement(), make.statement()
    Redirect.objects.create(kind="statement", old=statement.public_id, statement=other)
    withdraw(statement, ACT)
    assert answer(client, statement)[0] == 410


# Rename


@pytest.mark.parametrize("kind", ["speaker", "outlet", "topic"])
def test_an_old_address_leads_to_the_new_one(client, kind):
    statement = make.statement(topics=(make.topic(),))
    row = {
        "speaker": statement.speaker,
        "outlet": statement.citations.get().source.outlet,
        "topic": statement.topics.get(),
    }[kind]
    old = row.get_absolute_url()
    rename(row, "another-name", ACT)
    assert row.slug == "another-name"
    assert answer(client, old) == (301, row.get_absolute_url())
    assert answer(client, row)[0] == 200
    entries_are_right()


@pytest.mark.parametrize("kind", ["statement", "source"])
def test_a_new_slug_behind_an_id_is_led_to(client, kind):
    statement = make.statement()
    row = statement if kind == "statement" else statement.citations.get().source
    old = row.get_absolute_url()
    rename(row, "another-name", ACT)
    assert answer(client, old) == (301, row.get_absolute_url())
    assert Redirect.objects.get(kind=kind).target == row


def test_a_new_name_of_an_official_is_in_the_history_of_each_statement():
    speaker = make.speaker()
    statements = [make.statement(speaker=speaker) for _ in range(2)]
    other = make.statement()
    revisions = rename(speaker, "another-name", ACT)
    assert {revision.statement_id for revision in revisions} == {row.pk for row in statements}
    last = statements[0].revisions.get(number=2)
    assert (last.reason, last.editor_name) == (ACT.reason, "R. Editor")
    assert last.public_state["speaker"]["slug"] == "another-name"
    assert other.revisions.count() == 1


def test_an_address_may_be_taken_back(client):
    topic = make.statement(topics=(make.topic("cost"),)).topics.get()
    rename(topic, "price", ACT)
    rename(topic, "cost", ACT)
    assert answer(client, "/topics/price/") == (301, "/topics/cost/")
    assert answer(client, "/topics/cost/")[0] == 200
    rename(topic, "price", ACT)
    assert answer(client, "/topics/cost/") == (301, "/topics/price/")


def test_every_older_address_leads_to_the_newest_at_once(client):
    topic = make.statement(topics=(make.topic("one"),)).topics.get()
    rename(topic, "two", ACT)
    rename(topic, "three", ACT)
    for old in ("one", "two"):
        assert answer(client, f"/topics/{old}/") == (301, "/topics/three/")


def test_what_was_never_public_leaves_no_redirect():
    rename(make.topic("cost"), "price", ACT)
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("cost", "already its address"),
        ("a b", "cannot contain spaces"),
        ("", "blank"),
        ("x" * 81, "at most 80 characters"),
        ("taken", "has this address"),
        ("moved", "redirects to"),
        ("gone", "is gone"),
    ],
)
def test_an_address_that_cannot_be_given(slug, sentence):
    topic = make.statement(topics=(make.topic("cost"),)).topics.get()
    make.topic("taken")
    Redirect.objects.create(kind="topic", old="moved", topic=make.topic())
    Redirect.objects.create(kind="topic", old="gone", reason="It was empty.")
    assert sentence in said_no(lambda: rename(topic, slug, ACT))


# Merge


@pytest.fixture(params=PAIRS)
def pair(request) -> tuple[Any, Any]:
    kept, merged = PAIRS[request.param]()
    older = Redirect(kind=request.param, old="an-older-address", reason="Renamed.")
    setattr(older, request.param, merged)
    older.save()
    return kept, merged


def test_the_merged_address_leads_to_the_kept_one(client, pair):
    kept, merged = pair
    old = merged.get_absolute_url()
    merge(kept, merged, ACT)
    response = client.get(old, follow=True)
    assert response.status_code == 200
    assert {status for _url, status in response.redirect_chain} == {301}
    assert response.redirect_chain[-1][0] == kept.get_absolute_url()
    entries_are_right()


def test_an_undone_merge_leaves_the_record_as_it_was(pair):
    kept, merged = pair
    before = record()
    done = merge(kept, merged, ACT)
    assert record() != before
    restored = undo(Merge.objects.get(pk=done.pk), EditContext("They were two after all."))
    assert restored == merged
    after = record()
    for citation in (*before["Citation"], *after["Citation"]):
        # Whom a page credits is read again of what moved, in the newest text that has the words.
        del citation["caution"], citation["capture_id"], citation["checked_at"]
    assert after == before
    connection.check_constraints()
    entries_are_right()


def test_every_public_change_of_a_merge_is_a_revision_and_every_history_holds(pair):
    kept, merged = pair
    done = merge(kept, merged, ACT)
    assert record_changes(Statement.objects.values_list("pk", flat=True), ACT) == []
    assert Revision.objects.filter(reason=ACT.reason).exists()
    undo(done, EditContext("They were two after all."))
    assert record_changes(Statement.objects.values_list("pk", flat=True), ACT) == []
    for statement in Statement.objects.all():
        assert broken_at(statement.revisions.order_by("number")) is None


def test_a_preview_writes_nothing_and_tells_what_is_then_done(pair):
    kept, merged = pair
    before = record()
    told = preview(kept, merged)
    assert record() == before
    assert told.obstacles == []
    assert merge(kept, merged, ACT).moved["told"] == told.moves


def test_a_merge_is_undone_once(pair):
    done = merge(*pair, ACT)
    undo(done, ACT)
    assert "already been undone" in said_no(lambda: undo(done, ACT))


def test_nothing_is_merged_with_itself(pair):
    kept, _merged = pair
    assert "the same one" in said_no(lambda: merge(kept, kept, ACT))
    assert preview(kept, kept).obstacles


def test_nothing_is_merged_twice(pair):
    kept, merged = pair
    merge(kept, merged, ACT)
    said_no(lambda: merge(kept, merged, ACT))
    said_no(lambda: merge(merged, kept, ACT))


def test_rows_of_two_kinds_are_not_merged():
    with pytest.raises(TypeError):
        merge(make.topic(), make.outlet(), ACT)


def test_a_merged_statement_gives_what_the_other_lacks():
    kept, merged = two_statements()
    merge(kept, merged, ACT)
    wordings = kept.citations.order_by("position").values_list("wording", flat=True)
    assert list(wordings) == [WORDS, "in three years", merged.text, "build it"]
    assert kept.topics.count() == 2
    assert sorted(kept.figures.values_list("bound", flat=True)) == ["at-most", "exact"]
    assert sorted(kept.relations.values_list("kind", flat=True)) == ["clarifies", "repeats"]
    assert kept.related.exclude(from_statement=merged).count() == 1
    assert Statement.objects.get(pk=merged.pk).state == State.WITHDRAWN


def test_a_pin_of_a_merged_statement_still_shows_it(client):
    kept, merged = two_statements()
    merge(kept, merged, ACT)
    was = f"/statements/{kept.public_id}/was/{merged.public_id}/v/1/"
    assert answer(client, f"/s/{merged.public_id}/v/1") == (301, was)
    page = client.get(was)
    assert page.status_code == 200
    assert merged.text in page.content.decode()


def test_a_merged_officials_names_and_offices_are_the_others():
    kept, merged = two_speakers()
    merge(kept, merged, ACT)
    names = set(kept.aliases.values_list("name", flat=True))
    assert names == {"PM Carney", "Carney", "M. Carney", "Marc Carney"}
    assert sorted(kept.roles.values_list("title", flat=True)) == ["Governor", "Prime Minister"]
    assert kept.statements.count() == 3
    kept.refresh_from_db()
    assert kept.party == "Liberal"
    assert not Speaker.objects.filter(pk=merged.pk).exists()
    of_2010 = kept.statements.get(said=parse("2010-01-01")).revisions.get(number=2)
    assert of_2010.public_state["speaker"] == {"slug": kept.slug, "name": "Mark Carney"}
    assert of_2010.public_state["offices"] == ["Governor"]


def test_a_merged_outlets_sources_credits_and_hosts_are_the_others():
    kept, merged = two_outlets()
    merge(kept, merged, ACT)
    kept.refresh_from_db()
    assert kept.hosts == ["gazette.example", "www.gazette.example"]
    assert kept.kind == "newspaper"
    assert (kept.sources.count(), kept.credited.count(), kept.wired.count()) == (2, 1, 1)


def test_a_statement_on_both_topics_is_on_one():
    kept, merged = two_topics()
    merge(kept, merged, ACT)
    assert [row.topics.get() for row in Statement.objects.all()] == [kept] * 3


def test_pieces_of_two_sources_stay_in_order_and_checked():
    kept, merged = two_sources()
    both = kept.citations.get().statement
    merge(kept, merged, ACT)
    pieces = both.citations.order_by("position")
    assert [(piece.source, piece.wording) for piece in pieces] == [
        (kept, "build it"),
        (kept, WORDS),
    ]
    assert pieces[1].capture.source == kept
    assert kept.captures.count() == 3
    assert kept.derived.count() == 1
    kept.refresh_from_db()
    assert (kept.title, kept.archived_url) == ("A shield", "https://archive.example/1")


def derived_pair() -> tuple[Source, Source]:
    outlet = make.outlet()
    first = make.source(outlet=outlet)
    between = make.source(outlet=outlet, derived_from=first)
    return first, make.source(outlet=outlet, derived_from=between)


def printed_pair() -> tuple[Source, Source]:
    outlet = make.outlet()
    return make.source(outlet=outlet, url=None), make.source(outlet=outlet)


def withdrawn_pair() -> tuple[Statement, Statement]:
    speaker = make.speaker()
    kept, merged = make.statement(speaker=speaker), make.statement(speaker=speaker)
    withdraw(kept, ACT)
    kept.refresh_from_db()
    return kept, merged


def pair_of(factory: Callable[..., Any], one: dict, other: dict, **shared: Any) -> tuple[Any, Any]:
    return factory(**one, **shared), factory(**other, **shared)


DIFFERENT = {
    "country": (lambda: pair_of(make.speaker, {"country": "CA"}, {"country": "US"}), "Country"),
    "kind": (lambda: pair_of(make.speaker, {}, {"kind": "institution"}), "Kind"),
    "outlet": (lambda: pair_of(make.outlet, {"country": "CA"}, {"country": "US"}), "Country"),
    "of two outlets": (lambda: pair_of(make.source, {}, {}), "Outlet"),
    "in two languages": (
        lambda: pair_of(make.source, {}, {"language": "fr"}, outlet=make.outlet()),
        "Language",
    ),
    "of two days": (
        lambda: pair_of(
            make.source, {"published": "2025-05"}, {"published": "2025-06"}, outlet=make.outlet()
        ),
        "“2025-05” here, “2025-06” there",
    ),
    "derived": (derived_pair, "two documents"),
    "printed": (printed_pair, "Keep the one with the URL"),
    "of two officials": (lambda: pair_of(make.statement, {}, {}), "Official"),
    "said on two days": (
        lambda: pair_of(
            make.statement, {"said": "2025-05-20"}, {"said": "2025-05-21"}, speaker=make.speaker()
        ),
        "Said",
    ),
    "drafts": (lambda: pair_of(make.draft, {}, {}, speaker=make.speaker()), "not published"),
    "withdrawn": (withdrawn_pair, "not published"),
}


@pytest.mark.parametrize("difference", DIFFERENT)
def test_what_stands_in_the_way_is_told_before_and_refused(difference):
    factory, sentence = DIFFERENT[difference]
    kept, merged = factory()
    assert any(sentence in told for told in preview(kept, merged).obstacles)
    assert sentence in said_no(lambda: merge(kept, merged, ACT))
    # Whichever is kept; only of a URL it matters.
    assert bool(preview(merged, kept).obstacles) is (difference != "printed")


def test_nothing_is_merged_without_a_reason(pair):
    kept, merged = pair
    before = record()
    with pytest.raises(IntegrityError), transaction.atomic():
        merge(kept, merged, EditContext(" "))
    assert record() == before


# Undo


def test_what_was_corrected_since_stays_corrected():
    kept, merged = two_statements()
    done = merge(kept, merged, ACT)
    moved = Citation.objects.get(statement=kept, wording="build it")
    Citation.objects.filter(pk=moved.pk).update(wording="build that")
    record_changes([kept.pk], EditContext("Misread."))
    undo(done, ACT)
    assert merged.citations.get(pk=moved.pk).wording == "build that"
    last = merged.revisions.order_by("-number").first()
    assert "build that" in [citation["wording"] for citation in last.public_state["citations"]]


def test_what_moved_on_is_not_taken_back():
    kept, merged = two_speakers()
    done = merge(kept, merged, ACT)
    newest = make.speaker("Mark J. Carney")
    later = merge(newest, kept, ACT)
    assert "no longer exists" in said_no(lambda: undo(done, ACT))
    undo(later, ACT)
    undo(done, ACT)
    assert Speaker.objects.count() == 3


def test_what_was_moved_by_hand_is_not_taken_back():
    kept, merged = two_speakers()
    done = merge(kept, merged, ACT)
    kept.statements.filter(said=parse("2010-01-01")).update(speaker=make.speaker())
    record_changes([], ACT)
    assert "changed since" in said_no(lambda: undo(done, ACT))


def test_what_was_deleted_since_is_not_taken_back():
    kept, merged = two_speakers()
    done = merge(kept, merged, ACT)
    Alias.objects.get(speaker=kept, name="M. Carney").delete()
    assert "changed since" in said_no(lambda: undo(done, ACT))


def test_a_name_that_was_given_again_is_not_taken_back():
    kept, merged = two_outlets()
    done = merge(kept, merged, ACT)
    make.outlet("Gazette", slug="another-gazette")
    assert "name or address is in use again" in said_no(lambda: undo(done, ACT))


def test_a_withdrawn_one_gives_back_what_was_merged_into_it(client):
    kept, merged = two_statements()
    done = merge(kept, merged, ACT)
    withdraw(kept, EditContext("Nobody said that."))
    assert answer(client, merged)[0] == 410
    undo(done, ACT)
    assert answer(client, merged)[0] == 200
    assert answer(client, kept)[0] == 410


# Two editors at once


@pytest.mark.django_db(transaction=True)
class TestTwoEditors:
    def test_merged_both_ways_at_once(self) -> None:
        for factory in PAIRS.values():
            one, other = factory()
            first, second = at_once(
                lambda a=one, b=other: merge(a, b, ACT), lambda a=one, b=other: merge(b, a, ACT)
            )
            assert first is None
            assert isinstance(second, Refused)
            assert type(one).objects.filter(pk=one.pk).exists()
        assert Merge.objects.count() == len(PAIRS)
        entries_are_right()

    def test_withdrawn_while_merged(self) -> None:
        kept, merged = two_statements()
        first, second = at_once(lambda: merge(kept, merged, ACT), lambda: withdraw(merged, ACT))
        assert first is None
        assert isinstance(second, Refused)
        assert Redirect.objects.get(old=merged.public_id).statement == kept

    def test_merged_while_withdrawn(self) -> None:
        kept, merged = two_statements()
        first, second = at_once(lambda: withdraw(kept, ACT), lambda: merge(kept, merged, ACT))
        assert first is None
        assert isinstance(second, Refused)
        assert Statement.objects.get(pk=merged.pk).state == State.PUBLISHED
        entries_are_right()

    def test_corrected_while_merged(self) -> None:
        """The correction waits, and becomes the next revision of what is kept."""
        kept, merged = two_statements()

        @transaction.atomic
        def correct() -> None:
            Statement.objects.filter(pk=kept.pk).update(text="We will not build it.")
            record_changes([kept.pk], EditContext("Misheard.", overrides_check=True))

        assert at_once(lambda: merge(kept, merged, ACT), correct) == [None, None]
        reasons = kept.revisions.order_by("number").values_list("reason", flat=True)
        assert list(reasons)[-2:] == [ACT.reason, "Misheard."]

    def test_undone_while_corrected(self) -> None:
        """The correction stays: an undo sets back what the merge wrote and nothing else."""
        kept, merged = two_statements()
        done = merge(kept, merged, ACT)

        @transaction.atomic
        def correct() -> None:
            Statement.objects.filter(pk=kept.pk).update(text="We will not build it.")
            record_changes([kept.pk], EditContext("Misheard.", overrides_check=True))

        again = Merge.objects.get(pk=done.pk)
        assert at_once(correct, lambda: undo(again, ACT)) == [None, None]
        assert Statement.objects.get(pk=kept.pk).text == "We will not build it."
        assert Statement.objects.get(pk=merged.pk).state == State.PUBLISHED
        entries_are_right()

    def test_undone_twice_at_once(self) -> None:
        done = merge(*two_speakers(), ACT)
        first, second = at_once(
            lambda: undo(Merge.objects.get(pk=done.pk), ACT),
            lambda: undo(Merge.objects.get(pk=done.pk), ACT),
        )
        assert first is None
        assert isinstance(second, Refused)
        assert Speaker.objects.count() == 2
