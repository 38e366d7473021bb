"""What the text of a source refutes does not become public by accident, through any door."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quotes.capture.captures import hash_of
from quotes.editing import EditContext, RefutedByCheck, merge, publish, record_changes
from quotes.extraction import extract
from quotes.models import (
    Capture,
    Caution,
    CheckState,
    Citation,
    Kind,
    Merge,
    Revision,
    Source,
    Speaker,
    State,
    Statement,
)
from quotes.text.spans import Span
from quotes.verification import store
from quotes.verification.store import check_citations, stale
from quotes.workbench.decisions import mark
from tests import factories as make
from tests.html_forms import form_in
from tests.import_files import as_csv
from tests.import_pages import STATEMENTS, confirm, send

pytestmark = pytest.mark.django_db

THEIRS = "It will be built here by all of us"
PRINTED = (
    f"“But I’m not sure one negotiates,” Ada Long said on Wednesday. “{THEIRS},” Kim Doe answered."
)
SAID = "But I’m not sure one negotiates"
REFUTED = "But I’m sure one negotiates"
WHY = "The recording has these words; the article leaves one out."
# What is said of a text with words that none of its wordings has.
UNPRINTED = "has words that none of its wordings prints so"


@pytest.fixture
def client() -> Client:
    chief = Client()
    chief.force_login(User.objects.create_superuser("chief", first_name="Ada", last_name="Long"))
    return chief


@pytest.fixture
def source() -> Source:
    source = make.source("2025-05-22", language="en")
    captured(source)
    return source


def ada() -> Speaker:
    """Who is said to say it all, with an office of that day, so that nothing else is asked."""
    speaker = make.speaker("Ada Long")
    make.role(speaker, "Minister", "2020")
    return speaker


def captured(source: Source) -> Capture:
    return Capture.objects.create(
        source=source,
        text=PRINTED,
        sha256=hash_of(PRINTED),
        taken_at=timezone.now(),
        how="pasted",
    )


def draft(
    source: Source, wording: str = REFUTED, kind: str = Kind.DIRECT, text: str = ""
) -> Statement:
    statement = make.draft(text=text or wording, state=State.IN_REVIEW, speaker=ada())
    make.citation(statement, source=source, wording=wording, kind=kind)
    return statement


def is_public(statement: Statement) -> bool:
    return Statement.objects.published().filter(pk=statement.pk).exists()


def with_words(statement: Statement, wording: str, text: str) -> Statement:
    """The statement if it has this wording and this text; else one that is not there."""
    statement.refresh_from_db()
    has_text = not text or statement.text == text
    has_wording = statement.citations.filter(wording=wording).exists()
    return statement if has_text and has_wording else Statement(pk=0)


def change_page(statement: Statement) -> str:
    return reverse("admin:quotes_statement_change", args=[statement.pk])


# --- the doors: each tries to make words public, and is told why if it is asked to ----------------
# Of those that bring a text, it is that of the wording unless another is given.


def by_form(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    statement = draft(source, wording, text=text)
    page = client.get(change_page(statement))
    sent = {**form_in(page), "state": State.PUBLISHED, "despite_check": why}
    client.post(change_page(statement), sent)
    return statement


def by_new_form(
    client: Client,
    source: Source,
    wording: str,
    why: str,
    text: str = "",
    button: str = "_save",
) -> Statement:
    address = reverse("admin:quotes_statement_add")
    page = client.get(address)
    sent = {
        **form_in(page),
        "speaker": ada().pk,
        "text": text or wording,
        "language": "en",
        "slug": "one-negotiates",
        "said": "2025-05-21",
        "citations-0-source": source.pk,
        "citations-0-wording": wording,
        "state": State.PUBLISHED,
        "despite_check": why,
        button: "on",
    }
    client.post(address, sent)
    return Statement.objects.filter(slug="one-negotiates").first() or Statement(pk=0)


def by_next_form(
    client: Client, source: Source, wording: str, why: str, text: str = ""
) -> Statement:
    """The form of a new statement, by the button that goes on to the next."""
    return by_new_form(client, source, wording, why, text, button="_another")


def by_another_text(
    client: Client, source: Source, wording: str, why: str, text: str = ""
) -> Statement:
    """Other words of what is public, and another text."""
    statement = make.statement(speaker=ada())
    captured(statement.citations.get().source)
    sent = form_in(client.get(change_page(statement)))
    sent |= {"text": text or wording, "citations-0-wording": wording}
    client.post(change_page(statement), {**sent, "reason": "Misheard.", "despite_check": why})
    return with_words(statement, wording, text)


def by_another_wording(client: Client, source: Source, wording: str, why: str) -> Statement:
    """A further citation of what is public: the statement counts as public if it has it."""
    statement = make.statement(speaker=ada())
    sent = form_in(client.get(change_page(statement)))
    number = sent["citations-TOTAL_FORMS"]
    row = {"source": source.pk, "wording": wording, "kind": "direct", "position": 1}
    sent |= {f"citations-{number}-{name}": value for name, value in row.items()}
    sent |= {"citations-TOTAL_FORMS": int(number) + 1}
    sent |= {f"citations-{number}-statement": statement.pk, f"citations-{number}-id": ""}
    client.post(change_page(statement), {**sent, "reason": "Also here.", "despite_check": why})
    if not statement.citations.filter(wording=wording).exists():
        return Statement(pk=0)
    return statement


def by_list(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    statement = draft(source, wording, text=text)
    sent = {"action": "publish", "_selected_action": [statement.pk]}
    client.post(reverse("admin:quotes_statement_changelist"), sent)
    return statement


def by_bulk(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    statement = draft(source, wording, text=text)
    address = reverse("admin:quotes_statement_bulk", args=["publish_with_reason"])
    sent = {"keys": str(statement.pk), "stage": "apply", "reason": "All of them."}
    client.post(address, sent)
    return statement


def by_import(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    """Other words of what is public."""
    statement = make.statement(speaker=ada())
    citation = statement.citations.get()
    captured(citation.source)
    row = {
        "public_id": statement.public_id,
        "text": text or wording,
        "source": citation.source.public_id,
        "wording": wording,
    }
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    page = preview.content.decode()
    assert ("differs from the source: “But" in page) == (wording == REFUTED)
    assert ("The page credits these words to Kim Doe" in page) == (wording == THEIRS)
    assert (UNPRINTED in page) == bool(text)
    [(_entry, [checked])] = preview.context["entries"]
    assert checked.check_label in page
    confirm(client, preview, despite_check=why)
    return with_words(statement, wording, text)


def by_review(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    statement = draft(source, wording, text=text)
    address = reverse("admin:quotes_statement_review", args=[statement.pk])
    page = client.get(address)
    assert (UNPRINTED in page.content.decode()) == bool(text)
    seen = page.context["form"]["seen"].value()
    sent = {"decision": "publish", "seen": seen, "is_complete": "on", "despite_check": why}
    client.post(address, sent)
    return statement


def by_workbench(client: Client, source: Source, wording: str, why: str) -> Statement:
    """A card that is added to a published statement; its words must stand in the article."""
    statement = make.statement(speaker=ada())
    at = PRINTED.find(wording if wording in PRINTED else SAID)
    proposal = mark(source.captures.get(), Span(at, at + len(wording)))
    address = reverse("admin:quotes_source_workbench_card", args=[source.pk, proposal.pk])
    sent = {"act": f"merge:{statement.pk}", "kind": "direct", "reason": "Also here."}
    page = client.post(address, {**sent, "words_0": wording}).content.decode()
    if wording == THEIRS:
        assert "The page credits these words to Kim Doe" in page
        assert "Why it is published although" in page
    if why:
        client.post(address, {**sent, "words_0": wording, "despite_check": why})
    if not statement.citations.filter(wording=wording).exists():
        return Statement(pk=0)
    return statement


def by_undo(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    """A merged statement comes back, and has been given a wording while it was withdrawn."""
    speaker = ada()
    kept, merged = make.statement(speaker=speaker), make.statement(speaker=speaker)
    record = merge(kept, merged, EditContext("The same."))
    make.citation(merged, source=source, wording=wording, position=9)
    Statement.objects.filter(pk=merged.pk).update(text=text or merged.text)
    check_citations(merged.citations.select_related("source"))
    address = reverse("admin:quotes_merge_undo", args=[record.pk])
    asked = "Why it is published although" in client.get(address).content.decode()
    assert asked == (wording != SAID)
    client.post(address, {"reason": "Not the same.", "despite_check": why})
    merged.refresh_from_db()
    return merged


def by_merge(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    """Two that are public become one, which has the words of both."""
    speaker = ada()
    kept, merged = make.statement(speaker=speaker), make.statement(speaker=speaker)
    Statement.objects.filter(pk=kept.pk).update(text=text or kept.text)
    make.citation(merged, source=source, wording=wording, position=9)
    check_citations(merged.citations.select_related("source"))
    address = reverse("admin:quotes_statement_merge", args=[merged.pk])
    page = client.get(address, {"other": kept.pk}).content.decode()
    assert ("Why it is published although" in page) == (wording != SAID)
    sent = {"other": kept.pk, "reason": "The same."}
    client.post(address, sent | {"despite_check": why})
    return with_words(kept, wording, text)


def by_loader(client: Client, source: Source, wording: str, why: str, text: str = "") -> Statement:
    """A record that comes back with other words of what is public."""
    statement = make.statement(speaker=ada())
    captured(statement.citations.get().source)
    with TemporaryDirectory() as folder:
        call_command("dump_archive", folder, verbosity=0)
        for file in Path(folder).rglob("*.yaml"):
            record = file.read_text("utf-8")
            record = record.replace(f"text: {statement.text}", f"text: {text or wording}")
            file.write_text(record.replace(statement.text, wording), "utf-8")
        options = {"reason": why or "Read again.", "despite_check": bool(why), "verbosity": 0}
        try:
            call_command("load_archive", folder, **options)
        except (CommandError, SystemExit) as refused:
            assert not why, refused
    return with_words(statement, wording, text)


def by_function(
    client: Client, source: Source, wording: str, why: str, text: str = ""
) -> Statement:
    statement = draft(source, wording, text=text)
    check_citations(statement.citations.select_related("source"))
    act = EditContext(why or "First published", overrides_check=bool(why))
    try:
        with transaction.atomic():
            publish(statement, act)
    except RefutedByCheck as refused:
        assert (text or wording) in str(refused)
    return statement


Door = Callable[..., Statement]
TEXT_DOORS: list[Door] = [
    by_form,
    by_new_form,
    by_next_form,
    by_another_text,
    by_list,
    by_bulk,
    by_import,
    by_review,
    by_undo,
    by_merge,
    by_loader,
    by_function,
]
DOORS: list[Door] = [*TEXT_DOORS, by_another_wording, by_workbench]
# Of many at once no single one is meant by a reason: these are published in their own form. On the
# workbench no words are chosen that the article does not have.
WITHOUT_A_WAY = [
    *((door, wording) for door in (by_list, by_bulk) for wording in (REFUTED, THEIRS)),
    (by_workbench, REFUTED),
]


@pytest.mark.parametrize("door", DOORS)
def test_words_that_the_source_has_pass(client: Client, source: Source, door: Door) -> None:
    statement = door(client, source, SAID, "")
    assert is_public(statement)
    assert statement.citations.get(wording=SAID).check_state == CheckState.EXACT


# Words that the text does not have, and words that it gives to somebody else.
AGAINST = [REFUTED, THEIRS]


@pytest.mark.parametrize("wording", AGAINST)
@pytest.mark.parametrize("door", DOORS)
def test_words_that_the_source_speaks_against_do_not_pass(
    client: Client, source: Source, door: Door, wording: str
) -> None:
    statement = door(client, source, wording, "")
    assert not is_public(statement)
    public = Revision.objects.values_list("public_state", flat=True)
    assert all(wording not in str(state) for state in public)


@pytest.mark.parametrize(
    ("door", "wording"),
    [
        (door, wording)
        for door in DOORS
        for wording in AGAINST
        if (door, wording) not in WITHOUT_A_WAY
    ],
)
def test_they_pass_with_a_reason_that_readers_see(
    client: Client, source: Source, door: Door, wording: str
) -> None:
    statement = door(client, source, wording, WHY)
    assert is_public(statement)
    last = statement.revisions.order_by("-number")[0]
    assert last.reason.startswith(WHY)
    kept = statement.citations.get(wording=wording)
    assert (kept.check_state == CheckState.DIFFERS) == (wording == REFUTED)
    assert kept.is_cautioned == (wording == THEIRS)


def test_words_whose_doubt_is_taken_away_need_a_reason(client: Client, source: Source) -> None:
    """With the doubt the page did not say that they are the official's; without it, it does."""
    statement = draft(source, THEIRS)
    doubt = {"doubt": "disputed", "doubt_reason": "The page names another."}
    Statement.objects.filter(pk=statement.pk).update(**doubt)
    statement.refresh_from_db()
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    sent = form_in(client.get(change_page(statement))) | {"doubt": "", "doubt_reason": ""}
    sent |= {"reason": "It is clear now."}
    page = client.post(change_page(statement), sent).content.decode()
    assert "The page credits these words to Kim Doe" in page
    assert Statement.objects.get(pk=statement.pk).doubt
    client.post(change_page(statement), sent | {"despite_check": WHY})
    assert not Statement.objects.get(pk=statement.pk).doubt
    assert statement.revisions.order_by("-number")[0].reason.startswith(WHY)


def test_words_that_lose_their_doubt_by_a_merge_need_a_reason(source: Source) -> None:
    """One statement tells that the page names another; the other, which is kept, does not."""
    statement = draft(source, THEIRS)
    doubt = {"doubt": "disputed", "doubt_reason": "The page names another."}
    Statement.objects.filter(pk=statement.pk).update(**doubt)
    statement.refresh_from_db()
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    kept = make.statement(speaker=statement.speaker, text=THEIRS)
    with pytest.raises(RefutedByCheck, match="credits these words to Kim Doe"):
        merge(kept, statement, EditContext("The same."))
    assert is_public(statement)
    merge(kept, statement, EditContext(WHY, overrides_check=True))
    assert kept.revisions.order_by("-number")[0].reason == WHY
    assert kept.citations.get(source=source).is_cautioned


def test_another_official_for_what_is_public_needs_a_reason(client: Client, source: Source) -> None:
    statement = make.draft(text=THEIRS, state=State.IN_REVIEW, speaker=make.speaker("Kim Doe"))
    make.citation(statement, source=source, wording=THEIRS)
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    other = ada()
    sent = form_in(client.get(change_page(statement)))
    sent |= {"speaker": other.pk, "reason": "It was she."}
    client.post(change_page(statement), sent)
    assert Statement.objects.get(pk=statement.pk).speaker != other
    client.post(change_page(statement), sent | {"despite_check": WHY})
    assert Statement.objects.get(pk=statement.pk).speaker == other


# --- the text, which readers cite -----------------------------------------------------------------


@pytest.mark.parametrize("door", TEXT_DOORS)
def test_a_text_that_no_wording_prints_does_not_pass(
    client: Client, source: Source, door: Door
) -> None:
    """The wording stands in the source, and the text has other words."""
    assert not is_public(door(client, source, SAID, "", REFUTED))
    public = Revision.objects.values_list("public_state", flat=True)
    assert all(state["text"] != REFUTED for state in public)


@pytest.mark.parametrize("door", [one for one in TEXT_DOORS if one not in (by_list, by_bulk)])
def test_it_passes_with_a_reason_that_readers_see(
    client: Client, source: Source, door: Door
) -> None:
    statement = door(client, source, SAID, WHY, REFUTED)
    assert is_public(statement)
    assert statement.text == REFUTED
    assert statement.revisions.order_by("-number")[0].reason.startswith(WHY)


def test_the_form_names_the_words_and_a_draft_is_only_told(client: Client, source: Source) -> None:
    statement = draft(source, SAID, text=REFUTED)
    sent = form_in(client.get(change_page(statement)))
    page = client.post(change_page(statement), sent | {"state": State.PUBLISHED}).content.decode()
    assert f"{UNPRINTED}: “I’m sure”." in page
    assert "only with a public reason" in page
    kept = client.post(change_page(statement), sent | {"place": "Halifax"}, follow=True)
    assert f"{UNPRINTED}: “I’m sure”." in kept.content.decode()
    statement.refresh_from_db()
    assert (statement.state, statement.place) == (State.IN_REVIEW, "Halifax")


def test_a_wording_is_not_taken_from_under_a_public_text() -> None:
    """Whoever mends a wording mends the text with it, or says why not."""
    statement = make.statement(text=SAID)
    Citation.objects.filter(statement=statement).update(wording="not sure one negotiates")
    with pytest.raises(RefutedByCheck, match="prints so"), transaction.atomic():
        record_changes([statement.pk], EditContext("Shorter."))
    record_changes([statement.pk], EditContext(WHY, overrides_check=True))
    Statement.objects.filter(pk=statement.pk).update(place="Halifax")
    record_changes([statement.pk], EditContext("The place."))
    assert statement.revisions.count() == 3


def test_a_text_may_join_what_one_source_prints_in_pieces(source: Source) -> None:
    """As the workbench joins them."""
    statement = draft(source, "But I’m not sure", text="But I’m not sure [...] negotiates")
    make.citation(statement, source=source, wording="negotiates", position=1)
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    assert is_public(statement)


def test_a_paraphrase_is_nobodys_wording(source: Source) -> None:
    statement = draft(source, SAID, text="She doubts that it is a matter for bargaining.")
    Statement.objects.filter(pk=statement.pk).update(kind=Kind.PARAPHRASE)
    statement.refresh_from_db()
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    assert is_public(statement)


# --- another speaker: what was read for the first is not said of the second -----------------------

# A door gives the statement another speaker, and writes to its citation besides.
Given = Callable[[Client, Statement, Speaker, str], object]


def given_by_form(client: Client, statement: Statement, other: Speaker, why: str) -> None:
    sent = form_in(client.get(change_page(statement)))
    sent |= {"speaker": other.pk, "citations-0-locator": "p. 4", "citations-0-doubt": "disputed"}
    sent |= {"citations-0-doubt_reason": "Who knows?", "reason": "It was she."}
    client.post(change_page(statement), sent | {"despite_check": why})


def given_by_import(client: Client, statement: Statement, other: Speaker, why: str) -> None:
    citation = statement.citations.get()
    row = {
        "public_id": statement.public_id,
        "speaker": other.slug,
        "source": citation.source.public_id,
        "wording": citation.wording or "",
        "locator": "p. 4",
    }
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    confirm(client, preview, reason="It was she.", despite_check=why)


def given_by_loader(client: Client, statement: Statement, other: Speaker, why: str) -> None:
    was = statement.speaker.slug
    with TemporaryDirectory() as folder:
        call_command("dump_archive", folder, verbosity=0)
        for file in Path(folder).rglob("*.yaml"):
            text = file.read_text("utf-8").replace(f"speaker: {was}\n", f"speaker: {other.slug}\n")
            file.write_text(text.replace("    quoted:", "    locator: p. 4\n    quoted:"), "utf-8")
        options = {"reason": why or "It was she.", "despite_check": bool(why), "verbosity": 0}
        with suppress(CommandError, SystemExit):
            call_command("load_archive", folder, **options)


def given_by_function(client: Client, statement: Statement, other: Speaker, why: str) -> None:
    """A citation that was loaded before is written back whole."""
    loaded = statement.citations.get()
    with suppress(RefutedByCheck), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(speaker=other)
        loaded.locator = "p. 4"
        loaded.save()
        check_citations(stale(statement.citations.select_related("source")))
        act = EditContext(why or "It was she.", overrides_check=bool(why))
        record_changes([statement.pk], act)


@pytest.mark.parametrize(
    "given", [given_by_form, given_by_import, given_by_loader, given_by_function]
)
def test_what_was_read_for_one_speaker_is_not_said_of_another(
    client: Client, source: Source, given: Given
) -> None:
    kim = make.speaker("Kim Doe")
    make.role(kim, "Baker", "2020")
    statement = make.draft(text=THEIRS, state=State.IN_REVIEW, speaker=kim)
    make.citation(statement, source=source, wording=THEIRS)
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    assert statement.citations.get().caution == Caution.NONE
    other = ada()
    make.statement(speaker=other)
    make.recorded()
    given(client, statement, other, "")
    assert Statement.objects.get(pk=statement.pk).speaker == kim
    assert statement.citations.get().caution == Caution.NONE
    given(client, statement, other, WHY)
    assert Statement.objects.get(pk=statement.pk).speaker == other
    cited = statement.citations.get()
    assert (cited.locator, cited.caution) == ("p. 4", Caution.CREDITED)


def test_pages_are_read_for_a_merged_official_once_the_merge_is_done(
    client: Client, source: Source, django_capture_on_commit_callbacks: Any
) -> None:
    """All that somebody ever said is not read again while every other writer waits."""
    kept, kim = make.speaker("Kimberly Doe"), make.speaker("Kim Doe")
    other = make.source("2025-05-22", language="en")
    captured(other)
    statements = [make.draft(text=THEIRS, state=State.IN_REVIEW, speaker=kim) for _ in range(2)]
    for statement, of in zip(statements, (source, other), strict=True):
        make.citation(statement, source=of, wording=THEIRS)
    cited = Citation.objects.filter(statement__in=statements)
    check_citations(cited.select_related("source"))

    def cautions() -> set[str]:
        return {*cited.values_list("caution", flat=True)}

    def sent(address: str, **fields: Any) -> None:
        assert cautions() == {Caution.NONE}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"reason": "One and the same.", **fields})
            assert cautions() == {Caution.UNKNOWN}
        assert cautions() == {Caution.NONE}

    sent(reverse("admin:quotes_speaker_merge", args=[kim.pk]), other=kept.pk)
    assert {*cited.values_list("statement__speaker", flat=True)} == {kept.pk}
    sent(reverse("admin:quotes_merge_undo", args=[Merge.objects.get().pk]))


def test_what_comes_back_by_an_undo_is_read_for_the_speaker_of_now(
    client: Client, source: Source, django_capture_on_commit_callbacks: Any
) -> None:
    """A citation that a merge of two sources left out was read for the speaker of that day."""
    kim, twin = (
        make.speaker("Kim Doe"),
        make.source("2025-05-22", language="en", outlet=source.outlet),
    )
    captured(twin)
    statement = make.draft(text=THEIRS, state=State.IN_REVIEW, speaker=kim)
    for of in (source, twin):
        make.citation(statement, source=of, wording=THEIRS, position=of.pk)
    check_citations(statement.citations.select_related("source"))
    done = merge(source, twin, EditContext("One document."))
    assert statement.citations.count() == 1
    Statement.objects.filter(pk=statement.pk).update(speaker=ada())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:quotes_merge_undo", args=[done.pk]), {"reason": "Two."})
    assert [*statement.citations.values_list("caution", flat=True)] == [Caution.CREDITED] * 2


def test_a_merge_of_two_doubted_statements_is_undone(client: Client, source: Source) -> None:
    """Both told a doubt before, so nothing that is read anew is public already."""
    speaker, twin = ada(), make.source("2025-05-22", language="en")
    captured(twin)
    pair = []
    for of in (source, twin):
        doubt = {"doubt": "disputed", "doubt_reason": "The page names another."}
        made = make.draft(text=THEIRS, state=State.IN_REVIEW, speaker=speaker, **doubt)
        make.citation(made, source=of, wording=THEIRS)
        check_citations(made.citations.select_related("source"))
        publish(made, EditContext("First published"))
        pair.append(made)
    done = merge(*pair, EditContext("The same."))
    client.post(reverse("admin:quotes_merge_undo", args=[done.pk]), {"reason": "Not the same."})
    assert [is_public(each) for each in pair] == [True, True]
    assert all(each.citations.get().caution == Caution.CREDITED for each in pair)


def test_a_check_that_outlasts_a_change_of_the_speaker_is_dropped(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = draft(source, THEIRS)
    other = make.speaker("Kim Doe")

    def reads(*given: Any, **told: Any) -> Any:
        Statement.objects.filter(pk=statement.pk).update(speaker=other)
        return extract(*given, **told)

    monkeypatch.setattr(store, "extract", reads)
    check_citations(statement.citations.select_related("source"))
    assert statement.citations.get().caution == Caution.UNKNOWN
    check_citations(statement.citations.select_related("source"))
    assert statement.citations.get().caution == Caution.NONE


# --- the rule ------------------------------------------------------------------------------------


def test_the_form_says_which_words_and_keeps_what_was_typed(client: Client, source: Source) -> None:
    statement = draft(source)
    sent = form_in(client.get(change_page(statement)))
    sent |= {"state": State.PUBLISHED, "place": "Halifax"}
    page = client.post(change_page(statement), sent).content.decode()
    assert "differs from the source" in page
    assert REFUTED in page
    assert "Halifax" in page
    statement.refresh_from_db()
    assert (statement.state, statement.place) == (State.IN_REVIEW, "")


@pytest.mark.parametrize(
    ("wording", "kind", "passes"),
    [
        (REFUTED, Kind.DIRECT, False),
        (REFUTED, Kind.PARTIAL, False),
        (REFUTED, Kind.PARAPHRASE, True),
        ("Words that stand nowhere at all there", Kind.DIRECT, False),
        ("negotiates not", Kind.PARTIAL, False),
        (SAID, Kind.DIRECT, True),
        ("But I'm not sure one negotiates,", Kind.DIRECT, True),
        ("But […] not sure one negotiates", Kind.DIRECT, True),
    ],
)
def test_only_quoted_words_that_are_refuted_are_stopped(
    source: Source, wording: str, kind: str, passes: bool
) -> None:
    statement = draft(source, wording, kind)
    check_citations(statement.citations.select_related("source"))
    if passes:
        publish(statement, EditContext("First published"))
        return
    with pytest.raises(RefutedByCheck):
        publish(statement, EditContext("First published"))


def test_words_that_nobody_has_held_against_the_text_are_stopped(source: Source) -> None:
    with pytest.raises(RefutedByCheck, match="not yet held"):
        publish(draft(source, SAID), EditContext(WHY, overrides_check=True))


def test_words_without_a_text_to_hold_them_against_pass() -> None:
    statement = draft(make.source("2025-05-22"))
    publish(statement, EditContext("First published"))
    assert is_public(statement)


def test_what_is_public_already_can_be_corrected_elsewhere(source: Source) -> None:
    statement = draft(source)
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext(WHY, overrides_check=True))
    Statement.objects.filter(pk=statement.pk).update(place="Halifax")
    record_changes([statement.pk], EditContext("The place."))
    assert statement.revisions.count() == 2


def test_a_paraphrase_does_not_become_a_refuted_quotation(source: Source) -> None:
    statement = draft(source, kind=Kind.PARAPHRASE)
    check_citations(statement.citations.select_related("source"))
    publish(statement, EditContext("First published"))
    Citation.objects.filter(statement=statement).update(kind=Kind.DIRECT)
    with pytest.raises(RefutedByCheck), transaction.atomic():
        record_changes([statement.pk], EditContext("It is a quotation."))


def test_the_loader_with_despite_check_wants_a_reason() -> None:
    with pytest.raises(CommandError, match="--reason"):
        call_command("load_archive", "--despite-check")
