"""Every check is kept beside its wording, and none of it outlives the words it was about."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from quotes.editing import EditContext, merge, publish
from quotes.models import Capture, CheckState, Citation, Source, Statement, WatchedPage
from quotes.models.vocabulary import Watch
from quotes.presentation.cards import LONGEST_PASSAGE
from quotes.verification import store
from quotes.verification.store import (
    PROOF,
    check_citations,
    check_source,
    checkable,
    forget,
    passages,
    stale,
)
from quotes.verification.verify import WordingVerdict
from tests import factories as make
from tests.admin_forms import address, filled
from tests.work import calls

pytestmark = pytest.mark.django_db

SAID = "We will not pay for the Golden Dome alone."
ARTICLE = f"Ottawa — “{SAID}” the minister said on Tuesday.\n\n“It costs $61 billion,” she added."


def captured(source: Source, text: str = ARTICLE, **fields: Any) -> Capture:
    fields.setdefault("taken_at", timezone.now())
    return Capture.objects.create(source=source, text=text, sha256="0" * 64, how="pasted", **fields)


def cited(wording: str | None = SAID, source: Source | None = None, **fields: Any) -> Citation:
    source = source or make.source()
    return make.citation(make.draft(text=SAID), source=source, wording=wording, **fields)


def stored(citation: Citation) -> Citation:
    return Citation.objects.get(pk=citation.pk)


# --- what is kept ----------------------------------------------------------------------------


def verdict_of(citation: Citation) -> WordingVerdict | None:
    """The verdict of a check just now; None where there is nothing to hold together."""
    checked = check_citations([citation])
    return checked[0].verdict if checked else None


def test_a_proved_wording_is_kept_with_its_text_its_place_and_the_day() -> None:
    citation = cited()
    capture = captured(citation.source)
    verdict = verdict_of(citation)
    assert verdict is not None
    assert verdict.outcome is CheckState.EXACT
    kept = stored(citation)
    assert (kept.check_state, kept.capture) == (CheckState.EXACT, capture)
    assert ARTICLE[kept.start : kept.end] == SAID
    assert kept.checked_at is not None
    assert timezone.now() - kept.checked_at < timedelta(minutes=1)
    assert kept.prefix or kept.suffix, "a link to the words needs what stands around them"
    assert citation.check_state == CheckState.EXACT, "the object says what the row says"


@pytest.mark.parametrize(
    ("wording", "outcome", "printed"),
    [
        (SAID, CheckState.EXACT, SAID),
        ("We will not pay for the Golden\u00a0Dome alone", CheckState.FOLDED, SAID[:-1]),
        ("We will […] pay for the Golden Dome alone", CheckState.OMISSIONS, SAID[:-1]),
        ("We will pay for the Golden Dome alone", CheckState.DIFFERS, SAID[:-1]),
        ("A shield is worth more than its price", CheckState.NOT_FOUND, None),
    ],
)
def test_each_outcome_is_kept(wording: str, outcome: str, printed: str | None) -> None:
    citation = cited(wording)
    captured(citation.source)
    verdict_of(citation)
    kept = stored(citation)
    assert kept.check_state == outcome
    assert (None if kept.start is None else ARTICLE[kept.start : kept.end]) == printed


def test_without_a_text_or_a_wording_nothing_is_checked() -> None:
    without_text = cited()
    without_wording = cited(None, kind="paraphrase")
    captured(without_wording.source)
    assert verdict_of(without_text) is None
    assert verdict_of(without_wording) is None
    assert stored(without_text).check_state == CheckState.UNCHECKED
    assert stored(without_wording).check_state == CheckState.UNCHECKED
    assert not checkable().exists()


def test_a_source_is_checked_with_all_it_is_cited_for() -> None:
    source = make.source()
    pieces = [cited(SAID, source), cited("It costs $61 billion,", source), cited("Nothing", source)]
    elsewhere = cited()
    captured(source)
    checked = check_source(source)
    assert {each.citation.pk: each.verdict.outcome for each in checked} == {
        pieces[0].pk: CheckState.EXACT,
        pieces[1].pk: CheckState.EXACT,
        pieces[2].pk: CheckState.NOT_FOUND,
    }
    assert stored(elsewhere).check_state == CheckState.UNCHECKED


def test_the_newest_text_decides_unless_only_an_older_one_proves_the_words() -> None:
    source = make.source()
    kept, altered, never = cited(SAID, source), cited("$61 billion", source), cited("Never", source)
    now = timezone.now()
    old = captured(source, taken_at=now - timedelta(days=2))
    new = captured(source, ARTICLE.replace("$61", "$71"), taken_at=now)
    check_source(source)
    assert stored(kept).capture == new
    assert (stored(altered).check_state, stored(altered).capture) == (CheckState.EXACT, old)
    assert (stored(never).check_state, stored(never).capture) == (CheckState.NOT_FOUND, new)


def test_no_more_than_the_newest_texts_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_CAPTURES", 2)
    citation = cited()
    now = timezone.now()
    captured(citation.source, taken_at=now - timedelta(days=9))
    for days in (1, 2):
        captured(citation.source, "Something else.", taken_at=now - timedelta(days=days))
    verdict_of(citation)
    assert stored(citation).check_state == CheckState.NOT_FOUND


def test_the_text_that_proved_words_is_asked_however_many_came_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "MOST_CAPTURES", 1)
    citation, never = cited(), cited("Never", source := make.source())
    Citation.objects.filter(pk=citation.pk).update(source=source)
    now = timezone.now()
    proof = captured(source, taken_at=now - timedelta(days=9))
    check_source(source)
    for days in (3, 2, 1):
        new = captured(
            source, f"Something else on day {days}.", taken_at=now - timedelta(days=days)
        )
        check_source(source)
    assert (stored(citation).check_state, stored(citation).capture) == (CheckState.EXACT, proof)
    assert (stored(never).check_state, stored(never).capture) == (CheckState.NOT_FOUND, new)


def test_a_newer_text_with_other_words_is_told_beside_the_proof(client: Client) -> None:
    """Else a page would say "exact" of today, and the text of today has other words."""
    statement = make.statement(text=SAID)
    source = statement.citations.get().source
    now = timezone.now()
    captured(source, taken_at=now - timedelta(days=9))
    check_source(source)
    page = WatchedPage.objects.create(source=source, due_at=now, seen_at=now)
    altered = captured(source, ARTICLE.replace("not pay", "pay"), taken_at=now - timedelta(days=5))
    check_source(source)
    page.refresh_from_db()
    assert page.seen_at is None, "editors are to look at it again"
    citation = statement.citations.get()
    assert (citation.check_state, citation.watch) == (CheckState.EXACT, Watch.ALTERED)
    assert citation.watched_at == altered.taken_at
    assert "altered since" in client.get(statement.get_absolute_url()).content.decode()
    captured(source, f"{ARTICLE} Mended.", taken_at=now - timedelta(days=1))
    check_source(source)
    assert statement.citations.get().watch == Watch.PRESENT


@pytest.mark.parametrize(
    ("watch", "looked_days_ago", "newer"),
    [
        (Watch.UNKNOWN, 9, "Another part of the article."),
        (Watch.PRESENT, 1, ARTICLE.replace("not pay", "pay")),
        (Watch.GONE, 9, ARTICLE.replace("not pay", "pay")),
        (Watch.ALTERED, 1, f"{ARTICLE} Again."),
    ],
)
def test_a_text_takes_nothing_back_from_a_later_look(
    watch: Watch, looked_days_ago: int, newer: str
) -> None:
    citation = cited()
    now = timezone.now()
    captured(citation.source, taken_at=now - timedelta(days=12))
    verdict_of(citation)
    seen = {"watch": watch, "watched_at": now - timedelta(days=looked_days_ago)}
    Citation.objects.filter(pk=citation.pk).update(**seen)
    captured(citation.source, newer, taken_at=now - timedelta(days=5))
    verdict_of(stored(citation))
    assert stored(citation).watch == watch
    assert stored(citation).watched_at == seen["watched_at"]


def test_the_words_stay_where_they_were_found_among_twins() -> None:
    citation = cited("pay")
    text = "They pay. Then they pay. And pay."
    capture = captured(citation.source, text)
    place = text.index("pay", 10)
    Citation.objects.filter(pk=citation.pk).update(capture=capture, start=place, end=place + 3)
    verdict_of(stored(citation))
    assert stored(citation).start == place


def test_a_wording_that_changes_meanwhile_is_not_given_the_outcome_of_the_old_one() -> None:
    citation = cited()
    captured(citation.source)
    Citation.objects.filter(pk=citation.pk).update(wording="We will pay")
    verdict_of(citation)
    assert stored(citation).check_state == CheckState.UNCHECKED


def test_a_check_changes_nothing_that_a_revision_records() -> None:
    statement = make.statement(text=SAID)
    citation = statement.citations.get()
    captured(citation.source)
    verdict_of(citation)
    assert statement.revisions.count() == 1


def test_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = make.source()
    first, second = cited(SAID, source), cited("It costs $61 billion,", source)
    captured(source)
    place = store.place

    def refused(citation: Citation) -> bool:
        if citation.pk == second.pk:
            raise IntegrityError
        return place(citation)

    monkeypatch.setattr(store, "place", refused)
    with pytest.raises(IntegrityError):
        check_citations([first, second])
    assert stored(first).check_state == CheckState.UNCHECKED


def test_stale_is_what_no_check_has_seen_the_newest_text_of() -> None:
    fresh, outdated, unchecked = cited(), cited(), cited()
    for citation in (fresh, outdated, unchecked):
        captured(citation.source, taken_at=timezone.now() - timedelta(days=1))
    check_citations([fresh, outdated])
    captured(outdated.source, taken_at=timezone.now() + timedelta(seconds=1))
    assert set(stale(checkable())) == {outdated, unchecked}


def test_a_long_text_is_folded_once_and_not_for_each_of_its_wordings() -> None:
    source = make.source()
    said = [f"This is sentence number {number} of a long speech." for number in range(2_000)]
    for sentence in said[::40]:
        cited(sentence, source)
    captured(source, "\n".join(said))
    first = source.citations.order_by("pk")[:1]
    one = calls(lambda: check_citations(first))
    assert calls(lambda: check_source(source)) < 5 * one
    assert set(source.citations.values_list("check_state", flat=True)) == {CheckState.EXACT}


# --- what is forgotten -----------------------------------------------------------------------


def test_words_changed_by_any_way_lose_their_check() -> None:
    citation = cited("We will not pay for the Golden Dome “alone”.")
    captured(citation.source)
    verdict_of(citation)
    assert stored(citation).check_state not in (CheckState.UNCHECKED, CheckState.EXACT)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quotes_citation SET wording = %s, locator = 'p. 2' WHERE id = %s",
            ["We will pay.", citation.pk],
        )
    kept = stored(citation)
    assert (kept.check_state, kept.locator) == (CheckState.UNCHECKED, "p. 2")
    assert kept.capture is kept.start is kept.checked_at is None


def test_forgetting_leaves_no_trace_of_the_check() -> None:
    citation = cited()
    captured(citation.source)
    verdict_of(citation)
    forget(citation)
    citation.save()
    kept = stored(citation)
    assert kept.check_state == CheckState.UNCHECKED
    assert kept.capture is kept.start is kept.end is kept.checked_at is None
    assert kept.prefix == kept.suffix == ""
    assert (kept.watch, kept.watched_at) == (Watch.UNKNOWN, None)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("chief", first_name="Ada"))
    return client


def save(editor: Client, statement: Statement, **typed: str) -> str:
    """Save the form of a statement with something typed into it; what the next page says."""
    page = address(Statement, "change", statement.pk)
    data = filled(editor, page)
    response = editor.post(page, data | typed, follow=True)
    assert response.redirect_chain, "the form was not accepted"
    return "\n".join(map(str, response.context["messages"]))


def test_saving_a_statement_checks_what_nobody_has_checked(editor: Client) -> None:
    citation = cited()
    captured(citation.source)
    said = save(editor, citation.statement)
    assert stored(citation).check_state == CheckState.EXACT
    assert citation.source.outlet.name not in said, "what is proved needs no warning"


def test_saving_other_words_checks_these_and_says_what_is_wrong(editor: Client) -> None:
    citation = cited()
    captured(citation.source)
    verdict_of(citation)
    wording = "We will pay for the Golden Dome alone."
    said = save(editor, citation.statement, **{"citations-0-wording": wording})
    assert f"{citation.source.outlet.name}: differs from the source." in said
    assert "The source denies what the wording affirms" in said
    assert stored(citation).check_state == CheckState.DIFFERS


def test_saving_another_source_leaves_nothing_of_the_old_check(editor: Client) -> None:
    citation, other = cited(), make.source()
    captured(citation.source)
    verdict_of(citation)
    save(editor, citation.statement, **{"citations-0-source": str(other.pk)})
    kept = stored(citation)
    assert kept.source == other
    assert kept.check_state == CheckState.UNCHECKED
    assert kept.capture is kept.start is kept.checked_at is None


def test_saving_nothing_else_keeps_the_check(editor: Client) -> None:
    citation = cited()
    captured(citation.source, taken_at=timezone.now() - timedelta(days=1))
    verdict_of(citation)
    before = stored(citation).checked_at
    save(editor, citation.statement, note="A note.")
    assert stored(citation).checked_at == before


def test_sources_that_are_merged_keep_their_proofs() -> None:
    outlet = make.outlet()
    kept, merged = (cited(source=make.source(outlet=outlet)) for _ in range(2))
    captured(merged.source)
    verdict_of(merged)
    merge(kept.source, merged.source, EditContext("The same page."))
    moved = stored(merged)
    assert moved.source == kept.source
    assert moved.check_state == CheckState.EXACT
    assert moved.capture is not None
    assert moved.capture.source == kept.source


def test_no_writer_makes_other_words_exact() -> None:
    citation = cited()
    captured(citation.source)
    verdict_of(citation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.filter(pk=citation.pk).update(wording="Other words.")
    assert stored(citation).wording == SAID


# --- the command -----------------------------------------------------------------------------


def run(*arguments: str) -> tuple[str, int]:
    """What the command prints, and its exit code."""
    out = io.StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(stop.code or 0)
    except CommandError as error:
        return str(error), error.returncode
    return out.getvalue(), 0


def test_the_command_proves_all_and_exits_with_0() -> None:
    citation, without = cited(), cited()
    captured(citation.source)
    printed, code = run()
    assert code == 0
    assert [line.split() for line in printed.splitlines()] == [
        ["1", "exact"],
        ["1", "checked"],
        ["1", *"not checked: no text of the source was captured".split()],
    ]
    assert stored(citation).check_state == CheckState.EXACT
    assert stored(without).check_state == CheckState.UNCHECKED


def test_the_command_names_what_is_not_proved_and_exits_with_1() -> None:
    citation = cited("It costs $71 billion")
    captured(citation.source)
    printed, code = run("--source", citation.source.public_id)
    assert code == 1
    assert citation.statement.public_id in printed
    assert "A number differs: the source has “$61”, the wording “$71”." in printed


def test_the_command_names_no_more_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotes.management.commands.verify.NAMED", 1)
    source = make.source()
    cited("Never said", source), cited("Nor this", source)
    captured(source)
    assert "… and 1 more" in run()[0]


def test_the_command_prints_json_lines() -> None:
    citation = cited("We will pay for the Golden Dome")
    captured(citation.source)
    printed, code = run("--json", "--statement", citation.statement.public_id)
    assert code == 1
    (line,) = map(json.loads, printed.splitlines())
    assert line["outcome"] == "differs"
    assert line["source"] == citation.source.public_id
    assert line["findings"][0]["what"] == "negation-dropped"
    assert ARTICLE[line["start"] : line["end"]] == "We will not pay for the Golden Dome"


def test_the_command_checks_only_what_is_stale_if_asked() -> None:
    fresh, new = cited(), cited()
    captured(fresh.source, taken_at=timezone.now() - timedelta(days=1))
    captured(new.source)
    verdict_of(fresh)
    before = stored(fresh).checked_at
    printed, _code = run("--stale")
    assert "1  checked" in printed
    assert stored(fresh).checked_at == before
    assert stored(new).check_state == CheckState.EXACT


def test_the_command_finds_a_source_by_its_address() -> None:
    citation = cited()
    captured(citation.source)
    cited()
    printed, code = run("--source", f"{citation.source.url}?utm_source=x")
    assert (code, stored(citation).check_state) == (0, CheckState.EXACT)
    assert "not checked" not in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--source", "nosuch"), "There is no source nosuch."),
        (("--source", "https://example.org/x"), "There is no source https://example.org/x."),
        (("--source", "ftp://example.org/x"), "is no address of a source"),
        (("--statement", "nosuch"), "There is no statement nosuch."),
    ],
)
def test_the_command_exits_with_2_where_nothing_is_meant(
    arguments: tuple[str, ...], sentence: str
) -> None:
    printed, code = run(*arguments)
    assert code == 2
    assert sentence in printed


# --- what readers see ------------------------------------------------------------------------


def shown(client: Client, statement: Statement) -> str:
    return client.get(statement.get_absolute_url()).content.decode()


def test_readers_see_the_outcome_and_its_day(client: Client) -> None:
    statement = make.statement(text=SAID)
    citation = statement.citations.get()
    assert "not yet checked" in shown(client, statement).lower()
    captured(citation.source)
    verdict_of(citation)
    Citation.objects.update(checked_at="2025-06-02T12:00:00Z")
    page = shown(client, statement)
    assert "2 June 2025" in page
    assert "Not yet checked" not in page
    assert "The text of the source reads" not in page


def test_of_a_wording_that_differs_readers_see_the_passage_and_no_more(client: Client) -> None:
    statement = make.statement(text=SAID, wordings=("We will pay for the Golden Dome alone.",))
    captured(statement.citations.get().source)
    verdict_of(statement.citations.get())
    page = shown(client, statement)
    assert "The text of the source reads" in page
    assert "We will <strong>not </strong>pay for the Golden Dome alone" in page
    assert "she added" not in page, "the captured text is not public"


def test_a_passage_too_long_to_quote_is_not_shown() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    citation = cited(words.replace("word100", "other"))
    captured(citation.source, words)
    verdict_of(citation)
    assert stored(citation).check_state == CheckState.DIFFERS
    assert passages(Citation.objects.all(), LONGEST_PASSAGE) == {}
    assert passages(Citation.objects.all(), 5_000) == {citation.pk: words}


def test_a_paraphrase_beside_proved_words_does_not_make_a_statement_unchecked(
    client: Client,
) -> None:
    statement = make.draft(text=SAID)
    make.citation(statement, position=0)
    make.citation(statement, wording=None, kind="paraphrase", position=1)
    publish(statement, EditContext("First published"))
    citation = statement.citations.get(position=0)
    captured(citation.source)
    verdict_of(citation)
    assert stored(citation).check_state in PROOF
    assert 'class="check check-exact"' in shown(client, statement)
