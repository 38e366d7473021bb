"""Loading a record into the archive and writing it again: nothing doubles, nothing gets lost."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.addresses import public_ids
from quotes.dates.partial import parse as parse_date
from quotes.editing import EditContext, record_changes
from quotes.management.commands.load_archive import BUNDLED
from quotes.models import (
    Alias,
    Capture,
    CheckState,
    Citation,
    Figure,
    Occasion,
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
from quotes.transfer import entries, loader, record_folder, schema
from tests import factories
from tests.record_files import RELATIONS, SOURCES, SPEAKERS, STATEMENTS, with_change, write

pytestmark = pytest.mark.django_db

CRANK = "crank-2025-500b-bargain"
CARNEY = "carney-2025-05-21-no-price-tag"
TABLES = (
    *(Topic, Outlet, Speaker, Alias, Role, Source, Occasion),
    *(Statement, StatementTopic, Figure, Citation, Relation, Redirect, Revision),
)


def load(folder: Path, **options: Any) -> str:
    out = StringIO()
    call_command("load_archive", folder, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def dump(folder: Path, **options: Any) -> dict[str, bytes]:
    call_command("dump_archive", folder, stdout=StringIO(), **options)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything in the tables of the record, as it stands in them."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def revisions(slug: str) -> list[str]:
    return [revision.reason for revision in Statement.objects.get(slug=slug).revisions.all()]


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    folder = write(tmp_path / "record")
    load(folder)
    return folder


def test_statements_come_in_published_with_their_first_revision(loaded: Path) -> None:
    statement = Statement.objects.get(slug=CARNEY)
    assert statement.state == State.PUBLISHED
    assert statement.published_at is not None
    assert statement.public_id == public_ids.derived(CARNEY, ())
    assert [topic.slug for topic in statement.ordered_topics()] == ["canada-participation", "cost"]
    assert Topic.objects.get(slug="canada-participation").name == "Canada participation"
    assert str(statement.occasion) == "News conference · 2025-05-21"
    assert [role.title for role in statement.offices()] == ["Prime Minister of Canada"]
    assert revisions(CARNEY) == ["Loaded from the record"]
    assert {citation.check_state for citation in statement.citations.all()} == {"unchecked"}


def test_a_source_is_known_by_its_canonical_url(loaded: Path) -> None:
    source = Source.objects.get(slug="newrepublic-2025-05-28-beg-canada")
    expected = "https://newrepublic.com/post/195772/donald-trump-beg-canada-state-golden-dome"
    assert source.canonical_url == expected


def test_a_second_load_touches_no_row(loaded: Path) -> None:
    before = rows()
    out = load(loaded)
    assert rows() == before
    assert "statements 0 added, 0 changed, 2 unchanged\n" in out
    assert "revisions  0 added" in out


def test_a_dry_run_says_what_would_change_and_changes_nothing(loaded: Path) -> None:
    before = rows()
    write(loaded, **with_change("statements", "language: en\n  text: I", "language: fr\n  text: I"))
    out = load(loaded, dry_run=True)
    assert "statements 0 added, 1 changed, 1 unchanged\n" in out
    assert "revisions  1 added" in out
    assert "dry run" in out
    assert rows() == before


def test_a_record_is_checked_without_a_database(
    tmp_path: Path, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        out = load(write(tmp_path), check=True)
    assert (
        out
        == "No mistakes: 2 speakers, 3 sources, 2 statements, 0 topics, 0 outlets, 0 relations.\n"
    )


def test_one_changed_text_makes_one_revision_with_its_reason(loaded: Path) -> None:
    before = Statement.objects.get(slug=CARNEY)
    untouched = Statement.objects.filter(slug=CRANK).values().get()
    write(loaded, **with_change("statements", "text: I'm not going", "text: I’m not going"))
    load(loaded, reason="Typography of the page", editor="Desk")
    after = Statement.objects.get(slug=CARNEY)
    assert after.text.startswith("I’m not")
    assert (after.pk, after.public_id) == (before.pk, before.public_id)
    assert (after.created_at, after.published_at) == (before.created_at, before.published_at)
    assert after.updated_at > before.updated_at
    assert after.version == before.version + 1
    assert revisions(CARNEY) == ["Loaded from the record", "Typography of the page"]
    assert after.revisions.last().editor_name == "Desk"  # type: ignore[union-attr]
    assert Statement.objects.filter(slug=CRANK).values().get() == untouched
    assert Revision.objects.count() == 3


def test_a_speaker_who_is_renamed_gives_each_of_their_statements_a_revision(loaded: Path) -> None:
    other = factories.statement(speaker=Speaker.objects.get(slug="mark-carney"))
    write(loaded, **with_change("speakers", "name: Mark Carney", "name: Mark J. Carney"))
    load(loaded)
    assert len(revisions(CARNEY)) == len(revisions(other.slug)) == 2
    assert len(revisions(CRANK)) == 1


def check(citation: Citation) -> None:
    """Give a citation the outcome of a check against the text of its source."""
    capture = Capture.objects.create(
        source=citation.source,
        text=f"He said: {citation.wording}",
        sha256="0" * 64,
        taken_at=timezone.now(),
        how="pasted",
    )
    citation.capture, citation.start, citation.end = capture, 9, 9 + len(citation.wording or "")
    citation.check_state, citation.checked_at = CheckState.EXACT, timezone.now()
    citation.save()


@pytest.fixture
def checked(loaded: Path) -> list[Citation]:
    citations = list(Statement.objects.get(slug=CARNEY).citations.all())
    for citation in citations:
        check(citation)
    return citations


def test_a_citation_keeps_its_check_while_its_words_stay(
    loaded: Path, checked: list[Citation]
) -> None:
    """Its place among the citations and whom it credits are no part of what was checked."""
    first = "  - source: newrepublic-2025-05-28-beg-canada\n"
    added = "  - source: payload-crank-caucus\n    quoted: price tag\n    kind: partial\n"
    changed = with_change("statements", first, added + first)["statements"]
    changed = changed.replace("kind: partial\n    via: null", "kind: direct\n    via: CBC")
    write(loaded, statements=changed)
    load(loaded)
    new, partial, direct = Statement.objects.get(slug=CARNEY).citations.all()
    assert [partial.pk, direct.pk] == [citation.pk for citation in checked]
    assert partial.check_state == direct.check_state == CheckState.EXACT
    assert str(partial.via) == "CBC"
    assert new.check_state == CheckState.UNCHECKED
    assert len(revisions(CARNEY)) == 2


def test_a_citation_with_other_words_is_checked_anew(loaded: Path, checked: list[Citation]) -> None:
    words = with_change("statements", "quoted: put a price tag on it.", "quoted: price tag")
    write(loaded, **words)
    load(loaded)
    partial, direct = Statement.objects.get(slug=CARNEY).citations.all()
    assert [partial.pk, direct.pk] == [citation.pk for citation in checked]
    assert (partial.wording, partial.check_state) == ("price tag", CheckState.EXACT)
    assert partial.capture is not None
    assert partial.capture.text[partial.start : partial.end] == "price tag"
    assert direct.check_state == CheckState.EXACT


def test_a_citation_that_is_no_longer_in_the_record_is_removed(
    loaded: Path, checked: list[Citation]
) -> None:
    cut = STATEMENTS.index("  - source: newrepublic")
    end = STATEMENTS.index("  - source: dailymotion")
    write(loaded, statements=STATEMENTS[:cut] + STATEMENTS[end:])
    load(loaded)
    left = Statement.objects.get(slug=CARNEY).citations.get()
    assert (left.pk, left.position) == (checked[1].pk, 0)
    assert left.check_state == CheckState.EXACT
    assert len(revisions(CARNEY)) == 2


def test_an_added_statement_is_published_and_the_others_stay(loaded: Path) -> None:
    before = rows()
    added = STATEMENTS[STATEMENTS.index("- id: carney") :].replace(CARNEY, "carney-added")
    write(loaded, statements=STATEMENTS + added)
    out = load(loaded)
    assert "statements 1 added, 0 changed, 2 unchanged\n" in out
    assert "revisions  1 added" in out
    after = rows()
    for kind in ("Statement", "Citation", "Revision", "StatementTopic"):
        assert after[kind][: len(before[kind])] == before[kind]
    # The same press conference on the same day.
    assert after["Occasion"] == before["Occasion"]


def test_what_only_the_archive_has_is_left_alone_and_counted(loaded: Path) -> None:
    other = factories.statement()
    state = Statement.objects.filter(pk=other.pk).values().get()
    out = load(loaded)
    assert "statements 0 added, 0 changed, 2 unchanged, 1 only in the archive" in out
    assert Statement.objects.filter(pk=other.pk).values().get() == state


def test_a_draft_of_the_same_name_is_published(loaded: Path) -> None:
    made = factories.draft(slug="carney-added")
    added = STATEMENTS[STATEMENTS.index("- id: carney") :].replace(CARNEY, "carney-added")
    write(loaded, statements=STATEMENTS + added)
    load(loaded)
    published = Statement.objects.get(slug="carney-added")
    assert (published.pk, published.public_id) == (made.pk, made.public_id)
    assert published.state == State.PUBLISHED
    assert len(revisions("carney-added")) == 1


def test_a_withdrawn_statement_is_not_brought_back(loaded: Path) -> None:
    Statement.objects.filter(slug=CARNEY).update(state=State.WITHDRAWN)
    write(loaded, **with_change("statements", "text: I'm", "text: I’m"))
    before = rows()
    out = load(loaded)
    assert f"Skipped: {CARNEY} was withdrawn in the archive and stays withdrawn." in out
    assert rows() == before


def test_a_statement_that_was_merged_is_not_added_again(tmp_path: Path) -> None:
    old = public_ids.derived(CARNEY, ())
    Redirect.objects.create(kind="statement", old=old, reason="Said by somebody else")
    out = load(write(tmp_path))
    assert f"Skipped: {CARNEY} was merged or removed in the archive and is not added again." in out
    assert not Statement.objects.filter(slug=CARNEY).exists()


# --- relations -----------------------------------------------------------------------------------


def related(slug: str) -> list[str]:
    last = Statement.objects.get(slug=slug).revisions.latest("number")
    return [f"{one['kind']}: {one['reason']}" for one in last.public_state["relations"]]


def test_relations_come_in_with_the_first_revision_of_both_and_stand_on_both_pages(
    tmp_path: Path, client: Client
) -> None:
    out = load(write(tmp_path / "record", relations=RELATIONS))
    assert "relations  2 added, 0 changed, 0 unchanged" in out
    assert (revisions(CRANK), revisions(CARNEY)) == ([loader.REASON], [loader.REASON])
    reasons = ["One names a price, the other will not.", "Asked about the price."]
    for slug in (CRANK, CARNEY):
        assert sorted(related(slug)) == [f"contradicts: {reasons[0]}", f"replies-to: {reasons[1]}"]
        page = client.get(Statement.objects.get(slug=slug).get_absolute_url()).content.decode()
        assert all(reason in page for reason in reasons)
    assert dump(tmp_path / "dump")["relations.yaml"] == RELATIONS.encode()
    before = rows()
    load(tmp_path / "record")
    assert rows() == before


def test_a_relation_that_is_added_or_gets_another_reason_is_a_revision_of_both(
    loaded: Path,
) -> None:
    write(loaded, relations=RELATIONS)
    load(loaded, reason="Relations")
    write(loaded, relations=RELATIONS.replace("One names", "Only one names"))
    out = load(loaded, reason="A clearer word")
    assert "relations  0 added, 1 changed, 1 unchanged" in out
    for slug in (CRANK, CARNEY):
        assert revisions(slug) == [loader.REASON, "Relations", "A clearer word"]
        assert "contradicts: Only one names a price, the other will not." in related(slug)


def test_a_relation_that_only_the_archive_has_stays(loaded: Path) -> None:
    write(loaded, relations=RELATIONS)
    load(loaded)
    write(loaded, relations="[]")
    assert "relations  0 added, 0 changed, 0 unchanged, 2 only in the archive" in load(loaded)
    assert Relation.objects.count() == 2


def test_a_relation_of_a_withdrawn_statement_is_left_out_and_not_dumped(
    loaded: Path, tmp_path: Path
) -> None:
    Statement.objects.filter(slug=CARNEY).update(state=State.WITHDRAWN)
    write(loaded, relations=RELATIONS)
    out = load(loaded)
    name = f"{CARNEY} contradicts {CRANK}"
    assert f"Skipped: the relation “{name}” is left out with {CARNEY}." in out
    assert not Relation.objects.exists()
    Relation.objects.create(
        from_statement=Statement.objects.get(slug=CARNEY),
        to_statement=Statement.objects.get(slug=CRANK),
        kind="denies",
        reason="Said before it was withdrawn",
    )
    assert "relations.yaml" not in dump(tmp_path / "dump")


# --- former addresses ----------------------------------------------------------------------------


def test_an_outlet_at_a_former_address_is_merged_and_gives_what_it_had(loaded: Path) -> None:
    factories.source(outlet=Outlet.objects.get(slug="payload"))
    write(
        loaded,
        **with_change("sources", "outlet: Payload", "outlet: Payload Space"),
        outlets="- name: Payload Space\n  formerly:\n  - payload\n",
    )
    load(loaded, reason="One newsroom")
    kept = Outlet.objects.get(name="Payload Space")
    assert not Outlet.objects.filter(slug="payload").exists()
    assert kept.sources.count() == 2
    redirect = Redirect.objects.get(old="payload")
    assert (redirect.outlet, redirect.reason) == (kept, "One newsroom")
    before = rows()
    load(loaded)
    assert rows() == before


def test_two_outlets_that_are_not_one_are_not_merged(loaded: Path) -> None:
    Outlet.objects.filter(slug="payload").update(country="CA")
    outlets = "- name: Payload Space\n  country: US\n  formerly: [payload]\n"
    write(loaded, **with_change("sources", "Payload\n", "Payload Space\n"), outlets=outlets)
    before = rows()
    with pytest.raises(
        CommandError, match="“Payload” cannot be merged into “Payload Space”: Count"
    ):
        load(loaded)
    assert rows() == before


def test_an_alias_keeps_its_language(loaded: Path) -> None:
    Alias.objects.update(language="en")
    write(loaded, **with_change("speakers", "  - PM Carney\n", "  - Mr. Carney\n  - PM Carney\n"))
    load(loaded)
    assert list(Alias.objects.values_list("name", "language")) == [
        ("Mr. Carney", ""),
        ("PM Carney", "en"),
    ]


def test_an_occasion_that_nothing_refers_to_any_more_goes_unless_an_editor_wrote_to_it(
    loaded: Path,
) -> None:
    Occasion.objects.filter(name="Interview with Payload").update(name_fr="Entretien avec Payload")
    changed = STATEMENTS.replace("occasion: News conference", "occasion: Cabinet retreat")
    write(loaded, statements=changed.replace("occasion: Interview with Payload", "occasion: null"))
    load(loaded)
    names = set(Occasion.objects.values_list("name", flat=True))
    assert names == {"Cabinet retreat", "Interview with Payload"}


def test_two_sources_can_exchange_their_urls_and_their_origin(loaded: Path) -> None:
    a, b = "dailymotion-2025-05-22-carney-video", "payload-crank-caucus"
    first = SOURCES.replace("  outlet: Payload\n", f"  outlet: Payload\n  derived_from: {a}\n")
    write(loaded, sources=first)
    load(loaded)
    second = SOURCES.replace(
        "  outlet: Dailymotion\n", f"  outlet: Dailymotion\n  derived_from: {b}\n"
    )
    urls = [line for line in SOURCES.splitlines() if "url:" in line]
    second = second.replace(urls[0], "X").replace(urls[2], urls[0]).replace("X", urls[2])
    write(loaded, sources=second)
    load(loaded)
    assert str(Source.objects.get(slug=a).derived_from.slug) == b  # type: ignore[union-attr]
    assert Source.objects.get(slug=b).derived_from is None
    assert urls[0].endswith(Source.objects.get(slug=b).url or "?")


@pytest.mark.parametrize(
    ("prepare", "change", "expected"),
    [
        (
            lambda: None,
            with_change("statements", f"- id: {CARNEY}\n", f"- id: {CARNEY}\n  public_id: bbbbb\n"),
            f"statements.yaml: “{CARNEY}” has the public id "
            f"{public_ids.derived(CARNEY, ())} here, not bbbbb",
        ),
        (
            lambda: factories.statement(slug="other", public_id="bbbbb"),
            {
                "statements": STATEMENTS
                + STATEMENTS[STATEMENTS.index("- id: carney") :].replace(
                    f"- id: {CARNEY}\n", "- id: carney-added\n  public_id: bbbbb\n"
                )
            },
            "statements.yaml: “carney-added” cannot have the public id bbbbb: “other” has it",
        ),
        (
            lambda: Source.objects.filter(slug="payload-crank-caucus").update(slug="renamed"),
            {},
            "sources.yaml: “payload-crank-caucus” is the document that is called “renamed” here",
        ),
        (
            lambda: Redirect.objects.create(
                kind="speaker",
                old="added",
                speaker=Speaker.objects.get(slug="jeff-crank"),
            ),
            {"speakers": SPEAKERS + "- slug: added\n  name: a\n  sort_name: a\n"},
            "speakers.yaml: the address of “added” leads to “Jeff Crank” here; "
            "name that, or another",
        ),
        (
            lambda: Redirect.objects.create(kind="topic", old="new", reason="A mistake"),
            with_change("statements", "- canada-participation", "- new"),
            "topics.yaml: the address of “new” is gone here; name that, or another",
        ),
        (
            lambda: None,
            {"outlets": "- name: Payload\n  slug: other\n"},
            "outlets.yaml: “Payload” has the slug payload here, not other",
        ),
        (
            lambda: None,
            {"outlets": "- name: PAYLOAD\n  slug: payload\n"},
            "outlets.yaml: “PAYLOAD” cannot have the slug payload: “Payload” has it",
        ),
        (
            lambda: Redirect.objects.create(
                kind="outlet", old="cbc", outlet=Outlet.objects.get(slug="payload")
            ),
            with_change("sources", "outlet: Dailymotion", "outlet: CBC"),
            "outlets.yaml: the address of “CBC” leads to “Payload” here; name that, or another",
        ),
        (
            lambda: Redirect.objects.create(
                kind="outlet", old="cbc", outlet=Outlet.objects.get(slug="payload")
            ),
            {"outlets": "- name: CBC News\n  formerly: [cbc]\n"},
            "outlets.yaml: the former address cbc of “CBC News” leads to “Payload” here",
        ),
        (
            lambda: Redirect.objects.create(kind="outlet", old="cbc", reason="A hoax"),
            {"outlets": "- name: CBC News\n  formerly: [cbc]\n"},
            "outlets.yaml: the former address cbc of “CBC News” is gone here",
        ),
        (
            lambda: None,
            {"outlets": "- name: CBC News\n  formerly: [payload]\n"},
            "outlets.yaml: payload is the address of “Payload” here, "
            "not a former one of “CBC News”",
        ),
    ],
)
def test_a_published_address_never_changes_its_meaning(
    loaded: Path, prepare: Callable[[], Any], change: dict[str, str], expected: str
) -> None:
    prepare()
    write(loaded, **change)
    before = rows()
    with pytest.raises(CommandError) as error:
        load(loaded)
    assert expected in str(error.value).splitlines()
    assert rows() == before


def test_all_mistakes_are_shown_and_nothing_is_written(tmp_path: Path) -> None:
    folder = write(tmp_path, **with_change("speakers", "country: US", "country: usa"), topics="x")
    with pytest.raises(CommandError) as error:
        load(folder)
    assert error.value.returncode == 1
    assert str(error.value).splitlines() == [
        f"{folder} is not a record as it should be; nothing was loaded. 2 mistakes:",
        "speakers.yaml:17: country: Enter the country as two capital letters, such as CA "
        "(ISO 3166-1)",
        "topics.yaml:1: the file must be a list of entries, each beginning with a hyphen",
    ]
    assert loader.is_empty()


def test_a_blank_reason_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="reason cannot be blank"):
        load(write(tmp_path), reason=" ")


def test_a_failure_in_the_middle_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the lights go out")

    monkeypatch.setattr(loader, "record_changes", fail)
    with pytest.raises(RuntimeError):
        load(write(tmp_path))
    assert loader.is_empty()
    assert not Outlet.objects.exists()
    assert not Topic.objects.exists()


def test_nobody_else_writes_during_a_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome: list[str] = []

    def try_to_write(ids: list[int], act: EditContext) -> list[Revision]:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '50ms'")
                cursor.execute("SELECT count(*) FROM quotes_statement")
                outcome.append("read")
                with pytest.raises(OperationalError, match="lock timeout"):
                    cursor.execute("DELETE FROM quotes_statement")
        finally:
            other.close()
        return record_changes(ids, act)

    monkeypatch.setattr(loader, "record_changes", try_to_write)
    load(write(tmp_path))
    assert outcome == ["read"]


def test_progress_is_shown_at_a_terminal_only(tmp_path: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    folder = write(tmp_path)
    log, terminal = StringIO(), Terminal()
    call_command("load_archive", folder, stdout=StringIO(), stderr=log)
    call_command("load_archive", folder, stdout=StringIO(), stderr=terminal, no_color=True)
    assert log.getvalue() == ""
    assert terminal.getvalue().splitlines()[:2] == [f"Reading {folder}", "  topics … 0"]


def test_an_archive_is_empty_until_something_is_in_it() -> None:
    assert loader.is_empty()
    factories.speaker()
    assert not loader.is_empty()


def test_what_is_loaded_is_dumped_and_what_is_dumped_is_loaded(
    loaded: Path, tmp_path: Path
) -> None:
    first = dump(tmp_path / "first")
    load(tmp_path / "first")
    assert Revision.objects.count() == 2
    assert dump(tmp_path / "second") == first
    assert first["speakers.yaml"].index(b"jeff-crank") < first["speakers.yaml"].index(
        b"mark-carney"
    )
    assert set(first) == {"speakers.yaml", "sources.yaml", "statements.yaml"}


def test_a_dump_leaves_out_what_is_not_public(loaded: Path, tmp_path: Path) -> None:
    expected = dump(tmp_path / "dump")["statements.yaml"]
    draft = factories.draft(text="Not yet", speaker=Speaker.objects.get(slug="jeff-crank"))
    withdrawn = factories.statement(text="No longer")
    Statement.objects.filter(pk=withdrawn.pk).update(state=State.WITHDRAWN)
    files = dump(tmp_path / "dump")
    assert files["statements.yaml"] == expected
    assert draft.slug.encode() not in b"".join(files.values())


def test_a_dump_tells_all_that_a_load_would_not_derive(loaded: Path, tmp_path: Path) -> None:
    speaker = factories.speaker("Public Office", kind="institution", name_fr="Bureau", party="")
    Topic.objects.filter(slug="cost").update(name_fr="Coût", description="Money.")
    factories.topic("unused")
    factories.outlet("Unused")
    Outlet.objects.filter(name="Payload").update(kind="website", hosts=["payloadspace.com"])
    factories.outlet("PAYLOAD", slug="payload-2")
    other = factories.statement(speaker=speaker, place="Ottawa", text="It costs C$17.5.")
    Figure.objects.create(
        statement=other, quantity="cost", high="17.500000", unit="CAD", as_of=parse_date("2025")
    )
    factories.recorded()
    first = dump(tmp_path / "dump")
    before = entries.whole_record()
    empty_the_archive()
    load(tmp_path / "dump")
    assert dump(tmp_path / "again") == first
    assert entries.whole_record() == before
    outlets = {entry.name: entry.slug for entry in before.outlets}
    assert outlets == {"PAYLOAD": "payload-2", "Payload": "payload", "Unused": None}


def empty_the_archive() -> None:
    """As a new database would be; the triggers keep published things from being deleted."""
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in TABLES)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_dump_loaded_elsewhere_gives_the_same_public_ids(loaded: Path, tmp_path: Path) -> None:
    factories.statement()
    before = set(Statement.objects.values_list("slug", "public_id"))
    sources = set(Source.objects.values_list("slug", "public_id"))
    dump(tmp_path / "dump")
    empty_the_archive()
    load(tmp_path / "dump")
    assert set(Statement.objects.values_list("slug", "public_id")) == before
    assert set(Source.objects.values_list("slug", "public_id")) == sources


def test_a_dump_refuses_a_folder_of_other_things(loaded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="not empty and holds no record"):
        dump(folder)
    with pytest.raises(CommandError, match="cannot be written: Not a directory"):
        dump(folder / "mine.txt" / "record")
    assert dump(folder, force=True)["mine.txt"] == b"mine"


def test_the_bundled_record_comes_out_byte_for_byte_as_it_went_in(tmp_path: Path) -> None:
    bundled = record_folder.read(BUNDLED)
    out = StringIO()
    call_command("load_archive", stdout=out)
    of_these = ("sources", "statements", "relations")
    counted = [line for line in out.getvalue().splitlines() if line.startswith(of_these)]
    assert counted == [
        f"sources    {len(bundled.sources)} added, 0 changed, 0 unchanged",
        f"statements {len(bundled.statements)} added, 0 changed, 0 unchanged",
        f"relations  {len(bundled.relations)} added, 0 changed, 0 unchanged",
    ]
    files = {path.name: path.read_bytes() for path in BUNDLED.glob("*.yaml")}
    assert dump(tmp_path / "dump") == files
    out = StringIO()
    call_command("load_archive", stdout=out)
    assert " changed" in out.getvalue()
    assert Revision.objects.count() == Statement.objects.count() == len(bundled.statements)


HOSTILE = ["no", "2025", "~", ": ", "a ", " a", "a\x85b", "\ufeffa", "a\u2028b", "a\n\n b", "😀"]
words = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)
known = words.filter(str.strip)
maybe = st.none() | known
dates = st.sampled_from(["", "2025", "2025-05", "2025-05-21~", "2025-05-01/2025-05-03"]).map(
    parse_date
)
kinds = st.sampled_from(["direct", "partial"])


@st.composite
def records(draw: st.DrawFn) -> schema.ArchiveRecord:
    speakers = [
        schema.SpeakerEntry(
            slug=f"s{number}",
            name=draw(known),
            sort_name=draw(known),
            aliases=draw(st.lists(known, unique=True, max_size=2)),
            party=draw(maybe),
            roles=[
                schema.RoleEntry(
                    title=draw(known), organization=draw(maybe), **{"from": draw(dates)}
                )
            ],
        )
        for number in range(2)
    ]
    sources = [
        schema.SourceEntry(
            id=f"d{number}",
            url=draw(st.sampled_from([None, f"https://example.org/{number}?ref=x"])),
            title=draw(maybe),
            outlet=draw(known),
            published=draw(dates),
            language="no",
            kind="report",
            wire=draw(maybe),
        )
        for number in range(2)
    ]
    statements = [
        schema.StatementEntry(
            id=f"u{number}",
            speaker=draw(st.sampled_from(["s0", "s1"])),
            date=draw(dates),
            place=draw(maybe),
            occasion=draw(maybe),
            kind="direct",
            language="en",
            text=draw(known),
            topics=draw(st.lists(st.sampled_from(["a", "b-c", "no"]), unique=True)),
            citations=draw(
                st.lists(
                    st.builds(
                        schema.CitationEntry,
                        source=st.sampled_from(["d0", "d1"]),
                        quoted=known,
                        kind=kinds,
                        via=maybe,
                        locator=maybe,
                    ),
                    min_size=1,
                    max_size=3,
                )
            ),
            notes=draw(maybe),
        )
        for number in range(2)
    ]
    relations = [
        schema.RelationEntry(
            **{"from": f"u{number}"}, to=f"u{1 - number}", kind=kind, reason=draw(known)
        )
        for number, kind in draw(
            st.lists(
                st.tuples(st.sampled_from([0, 1]), st.sampled_from(["repeats", "denies"])),
                unique=True,
                max_size=3,
            )
        )
    ]
    return schema.ArchiveRecord(speakers, sources, statements, relations=relations)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=records(), second=records())
def test_any_record_can_be_loaded_over_any_other(
    first: schema.ArchiveRecord, second: schema.ArchiveRecord, tmp_path: Path
) -> None:
    folder = tmp_path / "given"
    with transaction.atomic():
        for record in (first, second):
            record_folder.write(record, folder)
            # Its texts and its wordings are drawn apart.
            load(folder, reason="So it was drawn.", despite_check=True)
            written = dump(tmp_path / "dump")
            assert record_folder.read(tmp_path / "dump").statements == sorted(
                record.statements, key=lambda entry: (entry.date.text, entry.id)
            )
            before = rows()
            load(tmp_path / "dump")
            assert rows() == before
            assert dump(tmp_path / "again") == written
        transaction.set_rollback(True)
