"""The caution beside a check: words that stand in the page, and that it gives to somebody else."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quotes.capture.captures import hash_of
from quotes.editing import EditContext, RefutedByCheck, publish, record_changes
from quotes.extraction import extract
from quotes.extraction.values import KnownSpeaker, Office
from quotes.models import (
    Capture,
    Caution,
    CheckState,
    Citation,
    Source,
    Speaker,
    State,
    Statement,
)
from quotes.verification import store
from quotes.verification.credits import PageCredit, PageReading
from quotes.verification.store import check_citations, check_source, checkable, stale
from quotes.verification.verify import verify
from tests import factories as make
from tests.html_forms import form_in

SPEAKERS = (
    KnownSpeaker(slug="ada-long", name="Ada Long", country="CA"),
    KnownSpeaker(slug="robert-short", name="Robert Short", aliases=("Bob Short",)),
    KnownSpeaker(slug="michael-karr", name="Michael Karr"),
    KnownSpeaker(slug="sergey-rybin", name="Sergey Rybin"),
    KnownSpeaker(
        slug="kit-marsh",
        name="Kit Marsh",
        offices=(Office("Spokesperson", "Ministry of Shields"),),
    ),
    KnownSpeaker(slug="shields", name="Ministry of Shields", is_institution=True),
    KnownSpeaker(slug="harbours", name="Harbour Board", is_institution=True),
)

PAID = "We will pay for all of it one day"
NOT = "No, you will not pay for a mile of it"


def credit(page: str, wording: str, slug: str = "ada-long", language: str = "") -> PageCredit:
    found = extract(page, published=date(2025, 5, 22), language=language, speakers=SPEAKERS)
    verdict = verify(wording, page, language=language)
    assert verdict.pieces, "the words must stand in the page"
    return PageReading.of(page, found, SPEAKERS).credit(verdict, slug)


@pytest.mark.parametrize(
    ("page", "credited_to"),
    [
        (f"“{PAID},” Robert Short said.", "Robert Short"),
        (f"“{PAID},” said Bob Short.", "Robert Short"),
        (f"“{PAID},” Kim Doe, a baker in Ottawa, said.", "Kim Doe"),
        (f"Robert Short said: “{PAID}.”", "Robert Short"),
        (f"“{PAID},” said Diana Long.", "Diana Long"),
        (f"“{PAID},” said Ada Long Jr.", "Ada Long Jr."),
        (f"“{PAID},” said a spokesperson for Ada Long.", "a spokesperson for Ada Long"),
        (f"Ada Long quoted Robert Short as saying “{PAID}.”", "Robert Short"),
        (f"Ada Long spoke first. “{PAID},” Robert Short told reporters.", "Robert Short"),
        (
            f"MS. LONG: Good morning.\n\nROBERT SHORT: {PAID}.\n\n"
            "ADA LONG: I will not.\n\nROBERT SHORT: So be it.",
            "Robert Short",
        ),
        (f"« {PAID} », a déclaré Robert Short.", "Robert Short"),
        (f"Robert Short a dit : « {PAID}. »", "Robert Short"),
        (f"« {PAID} », a affirmé Kim Doe, boulanger.", "Kim Doe"),
    ],
)
def test_words_that_the_page_gives_to_somebody_else(page: str, credited_to: str) -> None:
    language = "fr" if "«" in page else "en"
    assert credit(page, PAID, language=language) == PageCredit(Caution.CREDITED, credited_to)


@pytest.mark.parametrize(
    "page",
    [
        f"Ada Long did not say “{PAID}.”",
        f"Ada Long never said “{PAID}.”",
        f"Ada Long denied saying “{PAID}.”",
        f"Ada Long has denied that she said “{PAID}.”",
        f"It is false that Ada Long said “{PAID}.”",
        f"If Ada Long says “{PAID},” the markets will react.",
        f"Ada Long might say “{PAID},” analysts believe.",
        f"Ada Long will say “{PAID}” in a speech on Friday.",
        f"Ada Long is expected to say “{PAID}” on Friday.",
        f"Ada Long refused to say “{PAID}.”",
        f"Did Ada Long say “{PAID}”?",
        f"Ada Long n’a pas dit « {PAID} ».",
        f"Ada Long n’a jamais déclaré : « {PAID} ».",
        f"Ada Long nie avoir dit « {PAID} ».",
        f"Si Ada Long dit « {PAID} », les marchés vont réagir.",
        f"Ada Long pourrait dire « {PAID} » vendredi.",
        f"Ada Long déclarera « {PAID} » vendredi.",
    ],
)
def test_words_that_the_page_reports_as_not_said(page: str) -> None:
    language = "fr" if "«" in page else "en"
    assert credit(page, PAID, language=language).caution == Caution.NOT_SAID


@pytest.mark.parametrize(
    ("page", "slug"),
    [
        (f"“{PAID},” Ada Long said.", "ada-long"),
        (f"“{PAID},” Long said. Ada Long was in Ottawa.", "ada-long"),
        (f"Robert Short was there. “{PAID},” she said.", "ada-long"),
        (f"“{PAID},” the minister said.", "ada-long"),
        (f"“{PAID},” Ada Long and Robert Short said in a statement.", "ada-long"),
        (f"“{PAID},” Ada Long and Robert Short said in a statement.", "robert-short"),
        (f"{PAID}.", "ada-long"),
        (f"“{PAID},” Mike Karr said.", "michael-karr"),
        (f"“{PAID},” Sergei Rybin said.", "sergey-rybin"),
        (f"“{PAID},” said Kit Marsh.", "shields"),
        (f"“{PAID},” the Ministry of Shields said.", "kit-marsh"),
        # Somebody else's headline of her words, or hers at another place of the page.
        (f"“{PAID}”: Robert Short answers\n\n“{PAID},” Ada Long said.", "ada-long"),
        (f"“{PAID},” Robert Short said. “{PAID},” Ada Long said.", "ada-long"),
        # A quotation within one: whose it is is not read.
        (f"“She told me, ‘{PAID},’ and I believe her,” Robert Short said.", "ada-long"),
        (f"« {PAID} », a déclaré Ada Long.", "ada-long"),
        (f"« {PAID} », a-t-elle ajouté. Ada Long était à Ottawa.", "ada-long"),
    ],
)
def test_nothing_is_said_against_words_that_may_be_the_speakers(page: str, slug: str) -> None:
    language = "fr" if "«" in page else "en"
    assert credit(page, PAID, slug, language) == PageCredit(Caution.NONE)


def test_of_an_institution_the_officials_of_another_speak_for_somebody_else() -> None:
    page = f"“{PAID},” said spokesperson Kit Marsh."
    assert credit(page, PAID, "harbours") == PageCredit(Caution.CREDITED, "Kit Marsh")


@pytest.mark.parametrize(
    ("page", "caution", "credited_to"),
    [
        (
            f"“{PAID},” Ada Long said. “{NOT},” Robert Short answered.",
            Caution.PARTLY,
            "Robert Short",
        ),
        (f"“{PAID},” Ada Long said. “{NOT},” answered Kim Doe.", Caution.PARTLY, "Kim Doe"),
        (f"Ada Long said:\n\n{PAID}.\n\nRobert Short answered:\n\n{NOT}.", Caution.SEPARATE, ""),
        (f"{PAID}.\n\n— Ada Long, minister\n\n{NOT}.\n\n— Robert Short, farmer", None, ""),
        (f"{PAID}.\n\nRobert Short answered:\n\n{NOT}.", Caution.SEPARATE, ""),
        (f"“{PAID},” Ada Long said. The answer in the room was “{NOT}.”", Caution.SEPARATE, ""),
        (
            f"« {PAID} », a dit Ada Long. « {NOT} », a répondu Robert Short.",
            Caution.PARTLY,
            "Robert Short",
        ),
        (f"“{PAID},” Ada Long said, but {NOT}.", Caution.SEPARATE, ""),
        (
            f"ADA LONG: {PAID}.\n\nROBERT SHORT: {NOT}.\n\n"
            "ADA LONG: You will see.\n\nROBERT SHORT: No.",
            Caution.PARTLY,
            "Robert Short",
        ),
        (f"“{PAID},” Ada Long said. She never said “{NOT}.”", Caution.NOT_SAID, None),
    ],
)
def test_an_omission_over_two_speakers_has_a_caution(
    page: str, caution: Caution | None, credited_to: str | None
) -> None:
    language = "fr" if "«" in page else "en"
    found = credit(page, f"{PAID} […] {NOT}", language=language)
    assert found.caution not in (Caution.NONE, Caution.UNKNOWN)
    assert caution in (None, found.caution)
    assert credited_to in (None, found.credited_to)


@pytest.mark.parametrize(
    "page",
    [
        f"“{PAID},” Ada Long said. “{NOT}.”",
        f"“{PAID},” Ada Long said. “{NOT},” she added.",
        f"“{PAID},” Ada Long said.\n\n“{NOT},” Long said.",
        f"“{PAID}. It is late. {NOT},” Ada Long said.",
        f"{PAID}.\n\nIt is late.\n\n{NOT}.",
        f"“{PAID}.\n\n“It is late.\n\n“{NOT},” Ada Long said.",
        f"ADA LONG: {PAID}.\n\nIt is late.\n\n{NOT}.\n\nROBERT SHORT: Why?\n\nADA LONG: So be it.",
        f"« {PAID} », a dit Ada Long. « {NOT} », a-t-elle ajouté.",
    ],
)
def test_an_omission_within_the_words_of_one_has_none(page: str) -> None:
    language = "fr" if "«" in page else "en"
    assert credit(page, f"{PAID} […] {NOT}", language=language) == PageCredit(Caution.NONE)


# --- as it is kept, shown and asked about --------------------------------------------------------

PAGE = f"“{PAID},” Robert Short said on Wednesday. “{NOT},” Ada Long answered."


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("chief"))
    return client


def cited(speaker: Speaker, wording: str = PAID, text: str = PAGE, **fields: Any) -> Citation:
    """A checked citation of a draft."""
    statement = make.draft(text=wording, speaker=speaker, state=State.IN_REVIEW, **fields)
    citation = make.citation(statement, source=make.source(language="en"), wording=wording)
    captured(citation.source, text)
    check_citations([citation])
    citation.refresh_from_db()
    return citation


def captured(source: Source, text: str) -> Capture:
    return Capture.objects.create(
        source=source, text=text, sha256=hash_of(text), taken_at=timezone.now(), how="pasted"
    )


def credited(citation: Citation) -> tuple[str, str]:
    return Citation.objects.values_list("caution", "credited_to").get(pk=citation.pk)


@pytest.fixture
def long() -> Speaker:
    return make.speaker("Ada Long")


@pytest.fixture
def short() -> Speaker:
    return make.speaker("Robert Short")


@pytest.mark.django_db
class TestKept:
    def test_the_caution_is_kept_with_the_check(self, long: Speaker, short: Speaker) -> None:
        citation = cited(long)
        assert citation.check_state == CheckState.EXACT
        assert credited(citation) == ("credited", "Robert Short")
        assert credited(cited(short)) == ("none", "")

    def test_it_falls_with_the_words_the_kind_and_the_speaker(
        self, long: Speaker, short: Speaker
    ) -> None:
        citation = cited(long)
        rows = Citation.objects.filter(pk=citation.pk)
        for change in (
            lambda: rows.update(kind="partial"),
            lambda: Statement.objects.filter(pk=citation.statement_id).update(speaker=short),
            lambda: rows.update(statement=make.draft(speaker=long)),
        ):
            change()
            assert credited(citation) == ("unknown", "")
            assert citation in stale(checkable())
            check_citations(rows)
            assert credited(citation)[0] != "unknown"
        rows.update(check_state="folded")
        rows.update(wording=NOT)
        assert credited(citation) == ("unknown", "")
        assert rows.get().check_state == CheckState.UNCHECKED

    def test_another_speaker_is_read_when_the_form_is_saved(
        self, chief: Client, long: Speaker, short: Speaker
    ) -> None:
        citation = cited(short)
        page = reverse("admin:quotes_statement_change", args=[citation.statement_id])
        sent = {**form_in(chief.get(page)), "speaker": long.pk}
        answer = chief.post(page, sent, follow=True).content.decode()
        assert "The page credits these words to Robert Short." in answer
        assert credited(citation) == ("credited", "Robert Short")

    def test_a_text_is_read_once_for_all_its_wordings(
        self, long: Speaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []
        source = make.source(language="en")
        captured(source, PAGE)
        for wording in (PAID, NOT, "pay for a mile"):
            make.citation(make.draft(speaker=long), source=source, wording=wording)
        monkeypatch.setattr(
            store, "extract", lambda text, **told: read.append(text) or extract(text, **told)
        )
        check_source(source)
        assert read == [PAGE]
        assert sorted(source.citations.values_list("caution", flat=True)) == [
            "credited",
            "none",
            "none",
        ]

    def test_it_costs_as_many_queries_for_one_wording_as_for_many_sources(
        self, long: Speaker, django_assert_num_queries: Any
    ) -> None:
        many = [cited(long) for _number in range(4)]
        fresh = Citation.objects.filter(pk__in=[each.pk for each in many])
        # A source: its captures, text, statement, outcome; speakers and offices once.
        with django_assert_num_queries(1 + 3 + 2 + 2 + 4 * 4):
            check_citations(fresh)

    def test_a_merge_does_not_take_the_caution_away(
        self, chief: Client, long: Speaker, short: Speaker
    ) -> None:
        citation = cited(long)
        publish(citation.statement, EditContext("He read her text.", overrides_check=True))
        kept = make.statement(text=PAID, speaker=long)
        make.recorded()
        address = reverse("admin:quotes_statement_merge", args=[citation.statement_id])
        sent = {"other": kept.pk, "reason": "One statement."}
        page = chief.post(address, sent).content.decode()
        assert "The page credits these words to Robert Short" in page
        assert Citation.objects.get(pk=citation.pk).statement != kept
        chief.post(address, sent | {"despite_check": "He read her text."})
        assert Citation.objects.get(pk=citation.pk).statement == kept
        assert credited(citation) == ("credited", "Robert Short")


@pytest.mark.django_db
class TestShown:
    def test_readers_are_told_beside_the_check(self, client: Client, long: Speaker) -> None:
        citation = cited(long)
        publish(citation.statement, EditContext("He read her text.", overrides_check=True))
        statement = citation.statement
        page = client.get(statement.get_absolute_url()).content.decode()
        assert "The page credits these words to Robert Short." in page
        assert "exact, with a caution" in page
        assert "check-exact" not in page
        assert "what-exact-covers" in page
        listed = client.get("/statements/").content.decode()
        assert "exact, with a caution" in listed
        embed = client.get(f"/embed/{statement.public_id}").content.decode()
        assert "exact, with a caution" in embed
        source = client.get(citation.source.get_absolute_url()).content.decode()
        assert "exact, with a caution" in source
        told = client.get(f"/s/{statement.public_id}.json").json()["citations"][0]
        assert (told["check"], told["caution"], told["credited_to"]) == (
            "exact",
            "credited",
            "Robert Short",
        )
        table = client.get("/statements.csv").getvalue().decode("utf-8-sig")
        assert next(csv.DictReader(io.StringIO(table)))["credited_to"] == "Robert Short"

    def test_the_command_names_it(self, long: Speaker, capsys: pytest.CaptureFixture) -> None:
        cited(long)
        call_command("verify")
        told = capsys.readouterr().out
        assert "The page credits these words to Robert Short." in told
        assert "1  of them with a caution" in told
        call_command("verify", "--json")
        assert json.loads(capsys.readouterr().out)["credited_to"] == "Robert Short"


@pytest.mark.django_db
class TestAsked:
    @pytest.mark.parametrize(
        ("wording", "text"),
        [
            (PAID, PAGE),
            (f"{NOT} […] {PAID}", f"“{NOT},” Ada Long said. “{PAID},” Robert Short answered."),
            (PAID, f"Ada Long did not say “{PAID}.”"),
            (PAID, f"“{PAID},” said a spokesperson for Ada Long."),
        ],
    )
    def test_what_the_page_gives_to_another_needs_a_reason(
        self, long: Speaker, short: Speaker, wording: str, text: str
    ) -> None:
        statement = cited(long, wording, text).statement
        with pytest.raises(RefutedByCheck, match="The page"), transaction.atomic():
            publish(statement, EditContext("First published"))
        publish(statement, EditContext("She read his text out.", overrides_check=True))
        assert statement.state == State.PUBLISHED

    @pytest.mark.parametrize(
        ("wording", "text"),
        [
            (PAID, f"“{PAID},” Ada Long said."),
            (PAID, f"{PAID}."),
            (f"{PAID} […] {NOT}", f"{PAID}.\n\nThe answer:\n\n{NOT}."),
        ],
    )
    def test_what_it_may_give_to_the_speaker_needs_none(
        self, long: Speaker, wording: str, text: str
    ) -> None:
        publish(cited(long, wording, text).statement, EditContext("First published"))

    def test_a_doubt_that_is_told_with_the_statement_needs_no_other(self, long: Speaker) -> None:
        statement = cited(long, doubt="misattributed", doubt_reason="It was his.").statement
        publish(statement, EditContext("First published"))

    def test_words_of_a_public_statement_are_asked_about_under_another_name(
        self, long: Speaker, short: Speaker
    ) -> None:
        citation = cited(short)
        statement = citation.statement
        publish(statement, EditContext("First published"))
        Statement.objects.filter(pk=statement.pk).update(speaker=long)
        with pytest.raises(RefutedByCheck, match="not yet held"), transaction.atomic():
            record_changes([statement.pk], EditContext("It was her."))
        check_citations([Citation.objects.get(pk=citation.pk)])
        with pytest.raises(RefutedByCheck, match="credits these words"), transaction.atomic():
            record_changes([statement.pk], EditContext("It was her."))
        Statement.objects.filter(pk=statement.pk).update(speaker=short)
        record_changes([statement.pk], EditContext("It was him."))
