"""Quotations held against the record: by the page, by JSON, and without a trace of what is sent."""

import itertools
import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.labelled_quotations import labelled
from bench.quotation_check import Scored, recorded, wrongly
from quotes.editing import EditContext, publish, record_changes
from quotes.editing.withdraw import withdraw
from quotes.models import CheckState, Redirect, State, Statement
from quotes.models.vocabulary import Addressed
from quotes.quotation_check import MOST_CHARACTERS, MOST_QUOTATIONS
from quotes.quotation_check.same_words import printed_words, quoted_words, standing
from quotes.quotation_check.sentence_ends import sentence_starts, sentences
from quotes.text.tokens import words as words_of
from tests import factories
from tests.loaded import Scene

PAGE = "/check/"

REFUSAL = (
    "We will not join the shield at any price. It costs $61 billion, a lot — for anti-missile "
    "defence. Will you pay for it?"
)
THREE_YEARS = "It will be finished in three years, and the radar in Thule will be ready in 2028."
FRENCH = "Nous n’allons pas négocier en public. Le Canada paiera sa juste part."
BOTH = "We are considering it at the highest level."
BEFORE = "The northern line is ready at the highest level of readiness today."
AFTER = "The northern line is nearly ready at a high level of readiness today."
WITHDRAWN = "Every harbour in the north gets a battery of interceptors of its own."
MERGED = "The allies were told about the silos long before the newspapers were."
KEPT = "The allies had been told of the silos long before any newspaper was."
SECRET = "The hidden budget of the orbital layer is forty billion crowns a year."
REPORT = "He doubts that the allies are going to pay for the radar in the far north."
DOUBTED = "The whole world is begging me on its knees for a place under this roof."
PLAIN = "Everybody would like to have a place under this roof, and they ask me."
BACK = "This roof is so important for the north, it is so very important."
FIRST_PIECE = "Our neighbours live because of us. Remember that, Martin."
SECOND_PIECE = "They get a lot of gifts from us. They should be grateful to us."
MISGIVEN = "Nobody has ever built such a thing and nobody ever will, believe me."
DISPUTED = "Good heavens, he has to give up that roof. It is never going to be built."
FEW = "a pure fantasy"
TWO = "pure gold"


def _make() -> dict[str, Statement]:
    keller = factories.speaker("Martin Keller", slug="martin-keller")
    factories.role(keller, "Prime Minister of Canada", "2024")
    halvorsen = factories.speaker("Victor Halvorsen", slug="victor-halvorsen")
    factories.role(halvorsen, "President of the United States", "2025")
    alpha = factories.outlet("Alpha Press", hosts=["alpha.example"], aliases=["AP"])
    channel = factories.outlet("Channel North", hosts=["channel.example"])
    report = factories.source(
        "2025-05-21", outlet=alpha, url="https://alpha.example/refusal", title="A refusal"
    )
    made = {
        "refusal": factories.statement("2025-05-20", text=REFUSAL, speaker=keller, wordings=()),
        "years": factories.statement("2025-05-21", text=THREE_YEARS, speaker=halvorsen),
        "french": factories.statement("2025-05", text=FRENCH, speaker=keller, language="fr"),
        "both": factories.statement("2025-06-01", text=BOTH, speaker=keller),
        "both again": factories.statement("2025-06-02", text=BOTH, speaker=halvorsen),
        "corrected": factories.statement("2025-06-03", text=BEFORE, speaker=keller),
        "withdrawn": factories.statement("2025-06-04", text=WITHDRAWN, speaker=keller),
        "merged": factories.statement("2025-06-05", text=MERGED, speaker=halvorsen),
        "kept": factories.statement("2025-06-05", text=KEPT, speaker=halvorsen),
        "doubted": factories.statement("2025-06-06", text=PLAIN, speaker=halvorsen),
        "translated": factories.statement("2025-06-08", text=BACK, speaker=halvorsen, wordings=()),
        "pieces": factories.statement(
            "2025-06-09", text=SECOND_PIECE, speaker=halvorsen, wordings=()
        ),
        "misgiven": factories.statement(
            "2025-06-07",
            text=MISGIVEN,
            speaker=halvorsen,
            doubt="misattributed",
            doubt_reason="An actor said it.",
        ),
    }
    made["disputed"] = factories.statement(
        "2025-06-08",
        text=DISPUTED,
        speaker=keller,
        doubt="disputed",
        doubt_reason="Channel North names Victor Halvorsen.",
    )
    made["few"] = factories.statement("2025-06-09", text=FEW, speaker=keller)
    made["two"] = factories.statement("2025-06-10", text=TWO, speaker=keller)
    first = made["refusal"].citations.get()
    first.source = report
    first.save()
    factories.citation(
        made["refusal"],
        wording="Are you going to pay for all of it?",
        source=factories.source("2025-05-22", outlet=channel),
        position=1,
    )
    factories.citation(
        made["doubted"],
        wording=DOUBTED,
        doubt="back-translation",
        doubt_reason="Translated back from another language.",
        position=1,
    )
    back = made["translated"].citations.get()
    back.doubt, back.doubt_reason = "back-translation", "Translated back from Danish."
    back.save()
    factories.citation(
        made["translated"],
        wording="Dette tag er så vigtigt for Norden.",
        source=factories.source("2025-06-08", outlet=channel, language="da"),
        position=1,
    )
    pieces = made["pieces"].citations.get()
    pieces.wording = FIRST_PIECE
    pieces.save()
    factories.citation(made["pieces"], wording=SECOND_PIECE, source=pieces.source, position=1)
    paraphrase = factories.draft(kind="paraphrase", text=REPORT, speaker=halvorsen)
    factories.citation(paraphrase, wording=None)
    publish(paraphrase, EditContext("First published"))
    factories.recorded()
    _correct(made["corrected"])
    withdraw(made["withdrawn"], EditContext("Nobody said it"))
    _merge_before_citations_moved(made["merged"], made["kept"])
    for state in (State.DRAFT, State.IN_REVIEW):
        hidden = factories.draft(text=f"{SECRET} {state}", speaker=keller, state=state)
        factories.citation(hidden)
    return made


def _correct(statement: Statement) -> None:
    statement.text = AFTER
    statement.save()
    statement.citations.update(wording=AFTER)
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    record_changes([statement.pk], EditContext("Misheard", "R. Editor", at, overrides_check=True))


def _merge_before_citations_moved(old: Statement, into: Statement) -> None:
    Statement.objects.filter(pk=old.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(
        kind=Addressed.STATEMENT, old=old.public_id, statement=into, reason="Said once"
    )


SCENE = Scene(_make)


@pytest.fixture
def made(db: None) -> dict[str, Statement]:
    return SCENE.lay()


def shown(response: Any) -> str:
    """The text of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def asked(text: str, status: int = 200, **hints: str) -> dict[str, Any]:
    response = Client().post(PAGE, {"text": text, **hints}, headers={"Accept": "application/json"})
    assert response.status_code == status, response.content[:500]
    assert response["Cache-Control"] == "no-store"
    return response.json()


def verdicts(text: str, **hints: str) -> list[dict[str, Any]]:
    return asked(text, **hints)["quotations"]


def verdict(text: str, **hints: str) -> dict[str, Any]:
    (only,) = verdicts(text, **hints)
    return only


def fits(found: dict[str, Any], question: str) -> str:
    return next(one["fits"] for one in found["answers"] if one["question"] == question)


def said_of(found: dict[str, Any], question: str) -> str:
    return next(one["sentence"] for one in found["answers"] if one["question"] == question)


# --- outcomes ------------------------------------------------------------------------------------

OUTCOMES = [
    # What exact is blind to.
    ("exact", REFUSAL),
    ("exact", "we will not join the shield at any price"),
    ("exact", "“We will not join the shield at any price,” Martin Keller said."),
    ("exact", "Keller said: ‘We will not join the shield at any price.’"),
    ("exact", "[I]t costs $61 billion, a lot – for anti-missile defence."),
    ("exact", "It costs $61\u00a0billion, a lot\u2014for anti-missile defence"),
    ("exact", "“Will you pay for it?” asked Keller."),
    ("exact", "« Nous n'allons pas négocier en public », a déclaré Martin Keller."),
    ("exact", THREE_YEARS.replace("years, ", "years, … ")),
    ("exact", "“We will not join the shield at any price […] Will you pay for it?”"),
    ("exact", "“It will be finished in three years,” Victor Halvorsen said, “and the radar in Thule"
     " will be ready in 2028.”"),
    # What no exact words may have.
    ("altered", "We will join the shield at any price."),
    ("altered", "We will not ever join the shield at any price."),
    ("altered", "We will not join the shield at any cost."),
    ("altered", "It costs $71 billion, a lot — for anti-missile defence."),
    ("altered", "It costs 61 billion, a lot — for anti-missile defence."),
    ("altered", "It costs $61 billion a lot — for anti-missile defence."),
    ("altered", "It costs $61 Billion, a lot — for anti-missile defence."),
    ("altered", "It will be finished in three years, and the radar will be ready in 2028."),
    ("altered", "“We will […] join the shield at any price.”"),
    ("altered", "Will you pay for it."),
    ("altered", THREE_YEARS.replace("It will be finished in three years", "In three years it will"
     " be finished")),
    ("altered", "« Nous allons négocier en public », a dit Martin Keller."),
    ("altered", "Le Canada paiera sa juste part, et plus."),
    # Parts.
    ("part", "“join the shield at any price,” Keller said"),
    ("part", "the radar in Thule will be ready"),
    ("part", "Will you pay for it"),
    ("part", "paiera sa juste part"),
    ("part", "“It costs […] a lot — for anti-missile defence.”"),
    ("part", "It will be finished in three years, … will be ready in 2028."),
    ("part", "“Nous […] négocier en public.”"),
    ("part", "Remember that, Martin. … They get a lot of gifts from us."),
    ("part", f"{FIRST_PIECE} […] {SECOND_PIECE}"),
    ("exact", FIRST_PIECE),
    ("exact", "Our neighbours live because of us."),
    ("exact", f"“{SECOND_PIECE}” Halvorsen said."),
    # Whose words.
    ("somebody-else", "“We will not join the shield at any price,” Victor Halvorsen said."),
    ("somebody-else", "“We will not join the shield at any price,” said John Anders of Ottawa."),
    ("somebody-else", "“We will not join the shield at any price,” the president said."),
    ("somebody-else", "“We will not join the shield at any price,” a spokesman for Keller said."),
    ("somebody-else", "« Nous n’allons pas négocier en public », a déclaré Victor Halvorsen."),
    # The extractor credits nobody with so few words.
    ("somebody-else", "\"the radar in Thule\" Martin A. Keller told reporters."),
    ("somebody-else", "“will be ready in 2028,” Victor Halvorsen Jr. told reporters."),
    ("somebody-else", MISGIVEN),
    ("exact", f"“{BOTH}” Keller said."),
    ("exact", f"“{BOTH}” Halvorsen said."),
    # Others.
    ("joined", f"We will not join the shield at any price. {BOTH}"),
    ("joined", "We will not join the shield at any price. Will you pay for it?"),
    ("paraphrase", REPORT),
    ("paraphrase", DOUBTED),
    ("paraphrase", BACK),
    ("paraphrase", BACK.rstrip(".")),
    ("paraphrase", f"“{BACK}” Halvorsen said."),
    ("paraphrase", "This roof is so important for the north"),
    ("changed", BEFORE),
    ("changed", WITHDRAWN),
    ("changed", MERGED),
    ("exact", AFTER),
    ("exact", KEPT),
    ("not-found", "My cousin repaired a wooden lighthouse before the midnight regatta."),
    ("not-found", SECRET),
]  # fmt: skip


def test_each_quotation_gets_its_outcome(made, cell):
    for outcome, text in OUTCOMES:
        with cell(text=text):
            found = verdict(text)
            assert found["outcome"] == outcome, (found["sentence"], found["difference"])


SHIELD = "We will not join the shield at any price."
# Who is named, and whether that is the official: said of the words of Martin Keller.
NAMED = [
    ("no", "Keller’s spokesman said: “{}”"),
    ("no", "Martin Keller’s son said: “{}”"),
    ("no", "Keller’s wife said: “{}”"),
    ("no", "A critic of Keller said: “{}”"),
    ("no", "A supporter of Martin Keller said: “{}”"),
    ("no", "“{}” said a spokeswoman for Keller."),
    ("no", "Le porte-parole de Martin Keller a dit : « {} »"),
    ("no", "L’épouse de Martin Keller a dit : « {} »"),
    ("no", "Melania Keller said: “{}”"),
    ("no", "Eric Keller said: “{}”"),
    ("no", "“{}” Usha Keller told reporters."),
    ("no", "Lou Reed said: “{}”"),
    ("no", "Halvorsen’s son said: “{}”"),
    ("unclear", "Halvorsen’s adviser on trade said: “{}”"),
    ("unclear", "A critic of Halvorsen said: “{}”"),
    ("unclear", "As the minister put it, “{}”"),
    ("unclear", "A senior official said: “{}”"),
    ("unclear", "“{}” an official said."),
    *(("unclear", f"{anybody} said: “{{}}”") for anybody in (
        "Everyone", "Anybody", "Somebody", "Everybody else", "Someone", "Many", "Others", "People",
        "Critics", "Some officials", "Democrats")),
    ("unclear", "“{}” everyone agreed."),
    ("unclear", "Tout le monde a dit : « {} »"),
    ("unclear", "Quelqu’un a dit : « {} »"),
    ("unclear", "Certains ont dit : « {} »"),
    ("yes", "Mr. Keller said: “{}”"),
    ("yes", "Prime Minister Keller said: “{}”"),
    ("yes", "The prime minister of Canada, Martin Keller, said “{}”"),
    ("yes", "Martin J. Keller said: “{}”"),
    ("yes", "Halvorsen’s ally Martin Keller said: “{}”"),
    ("yes", "KELLER: “{}”"),
]  # fmt: skip
OF_FIT = {"yes": "exact", "no": "somebody-else", "unclear": "unconfirmed", "not-asked": "exact"}


def test_exact_is_only_what_the_named_surely_said(made, cell):
    for expected, frame in NAMED:
        with cell(text=frame):
            found = verdict(frame.format(SHIELD))
            assert fits(found, "speaker") == expected, found["answers"]
            assert found["outcome"] == OF_FIT[expected], found["sentence"]


DENIED = [
    "Keller said it is not “a pure fantasy”.",
    "Keller said it is no “a pure fantasy”.",
    "Keller rejected the words “a pure fantasy”.",
    "Keller denied that it was “a pure fantasy”.",
    "Martin Keller said the plan wouldn’t be “a pure fantasy”.",
    "Keller might say “We will not join the shield at any price.”",
    "“We will not join the shield at any price,” Keller is falsely quoted as saying.",
    "Keller never called it “a pure fantasy”.",
    "Martin Keller did not say “We will not join the shield at any price.”",
    "Halvorsen never said “We will not join the shield at any price.”",
    "“We will not join the shield at any price” is not what Keller said.",
    "Keller n’a pas parlé de « a pure fantasy ».",
    "Keller nie avoir dit « a pure fantasy ».",
    "Keller n’a jamais dit : « Nous n’allons pas négocier en public. »",
    "Nobody said: “We will not join the shield at any price.”",
    "No one has ever said “We will not join the shield at any price.”",
    "Personne n’a dit : « Nous n’allons pas négocier en public. »",
]
ASSERTED = [
    "Keller, who is not a candidate, called it “a pure fantasy”.",
    "Channel North did not answer. “We will not join the shield at any price,” Keller said.",
    "Nobody was sure.\n\n“We will not join the shield at any price,” Keller said.",
    "Keller rejected the plan as “a pure fantasy”.",
    "Keller dismissed it as “a pure fantasy”.",
    "Keller did not mince his words: “We will not join the shield at any price.”",
    "“We will not join the shield at any price,” said Keller, who did not say more.",
    "Nothing is new in that. Keller called it “a pure fantasy”.",
    "Keller called it not only “a pure fantasy” but a dear one.",
    "Keller rejected the offer, saying: “We will not join the shield at any price.”",
    "Keller n’a pas mâché ses mots : « Nous n’allons pas négocier en public. »",
    "Not for the first time, Keller said: “We will not join the shield at any price.”",
]


def test_what_the_text_denies_is_not_confirmed(made, cell):
    for text in DENIED:
        with cell(text=text):
            found = verdict(text)
            assert (found["outcome"], fits(found, "speaker")) == ("unconfirmed", "unclear")
            assert "denies" in said_of(found, "speaker")
    for text in ASSERTED:
        with cell(text=text):
            found = verdict(text)
            assert (found["outcome"], fits(found, "speaker")) == ("exact", "yes"), found["answers"]


# The same words, in sentences of other languages that give or deny them.
UNREAD = [
    "Нет, Келлер не говорил: «{}»",
    "Келлер сказал: «{}»",
    "Keller no dijo: “{}”",
    "Keller nunca ha dicho “{}”",
    "Martin Keller hat nie gesagt: „{}“",
    "„{}“, sagte Keller nicht.",
    "Martin Keller non ha mai detto “{}”",
    "Keller har aldrig sagt: “{}”",
    "Keller nigdy nie powiedział „{}”",
    "Keller não disse “{}”",
    "凯勒没有说“{}”",
    "Keller dijo:\n“{}”",
]
READ = [
    "Keller told Ursula von der Leyen: “{}”",
    "Keller tweeted: “{}”",
    "Keller, 21 mai 2025 : « {} »",
    "Martin Keller (Келлер) said: “{}”",
    "Keller: “{}”",
]


def test_a_sentence_in_another_language_confirms_nobody(made, cell):
    for frame in UNREAD:
        with cell(text=frame):
            found = verdict(frame.format(SHIELD.rstrip(".")))
            assert (found["outcome"], fits(found, "speaker")) == ("unconfirmed", "unclear")
            assert "neither English nor French" in said_of(found, "speaker")
            assert "cannot read" in found["sentence"]
    for frame in READ:
        with cell(text=frame):
            found = verdict(frame.format(SHIELD.rstrip(".")))
            assert (found["outcome"], fits(found, "speaker")) == ("exact", "yes"), found["answers"]


def test_words_whose_speaker_is_disputed_are_never_exact(made, cell):
    for text in (DISPUTED, f"“{DISPUTED}” Keller said.", f"Martin Keller : « {DISPUTED} »"):
        with cell(text=text):
            found = verdict(text)
            assert found["outcome"] == "unconfirmed"
            assert "Channel North names Victor Halvorsen" in found["sentence"]


BESIDE = [
    ("exact", "yes", "Keller was clear. “{}”"),
    ("exact", "yes", "“{}”\n\nMartin Keller, Prime Minister"),
    ("exact", "yes", "Martin Keller on the roof\n“{}”"),
    ("exact", "yes", "Keller was clear.\n\n“{}”"),
    ("exact", "yes", "Martin Keller was clear. “{}”"),
    ("unconfirmed", "unclear", "Halvorsen was clear. “{}”"),
    ("unconfirmed", "unclear", "“{}”\n\nVictor Halvorsen, President"),
    ("unconfirmed", "unclear", "Victor Halvorsen on the roof\n“{}”"),
    ("unconfirmed", "unclear", "Halvorsen was clear.\n\n“{}”"),
    ("unconfirmed", "unclear", "Keller spoke first. Then Halvorsen took the floor. “{}”"),
    ("unconfirmed", "unclear", "Keller spoke first, then Halvorsen took the floor: “{}”"),
    ("exact", "yes", "“{}” Martin A. Keller said on Tuesday."),
    ("exact", "yes", "« {} », a déclaré Martin A. Keller."),
    ("exact", "yes", "“{}” Keller’s Truth Social post said."),
    ("unconfirmed", "unclear", "Martin Keller met Halvorsen. “{}”"),
    ("unconfirmed", "unclear", "Halvorsen spoke first. Then Keller took the floor. “{}”"),
    ("somebody-else", "no", "Victor Halvorsen was clear. “{}”"),
    ("exact", "not-asked", "The day was long. “{}”"),
    ("exact", "yes", "Keller said it was “{}”, Halvorsen called it “ready in three years”."),
    ("somebody-else", "no", "Halvorsen said “{}”, Keller called it “a pure fantasy”."),
]


def test_who_stands_beside_the_words_is_named(made, cell):
    for outcome, fit, frame in BESIDE:
        with cell(text=frame):
            found = verdicts(frame.format(SHIELD.rstrip(".")))[0]
            assert (found["outcome"], fits(found, "speaker")) == (outcome, fit), found["answers"]


IN_MARKS = [
    ("exact", "yes", "Keller said it was “pure gold”."),
    ("exact", "yes", "Martin Keller thinks of “pure gold”."),
    ("exact", "not-asked", "It is “pure gold” and nothing else."),
    ("exact", "not-asked", "This roof is “pure gold”."),
    ("unconfirmed", "unclear", "Keller said it was not “pure gold”."),
    ("somebody-else", "no", "Victor Halvorsen said it was “pure gold”."),
    ("unconfirmed", "unclear", "As the minister put it, “We will not join the shield at any"
     " price.”"),
    ("somebody-else", "no", "The premier of Ontario, Karl Anders, said “We will not join the shield"
     " at any price.”"),
    ("unconfirmed", "unclear", "A supporter of Victor Halvorsen said: “We will not join the shield"
     " at any price.”"),
    ("unconfirmed", "unclear", "In the words of a minister, “we will not join the shield at any"
     " price”."),
]  # fmt: skip


def test_what_stands_in_marks_goes_before_the_text_around_it(made, cell):
    for outcome, fit, text in IN_MARKS:
        with cell(text=text):
            found = verdict(text)
            assert (found["outcome"], fits(found, "speaker")) == (outcome, fit), found["sentence"]
    for text in ("Keller likes the “Golden Roof”.", "It is “the silos” and nothing else."):
        with cell(text=text):
            assert asked(text)["whole_text"]


def test_an_exact_answer_says_who_when_where_and_whether_it_was_checked(made):
    text = "“We will not join the shield at any price,” Martin Keller said."
    found = verdict(text)
    (statement,) = found["statements"]
    assert statement["statement"] == made["refusal"].public_id
    assert statement["url"] == f"http://testserver/s/{made['refusal'].public_id}"
    assert (statement["speaker"], statement["said"]) == ("martin-keller", "2025-05-20")
    assert [one["outlet"] for one in statement["sources"]] == ["Alpha Press"]
    assert statement["sources"][0]["check"] == CheckState.UNCHECKED
    assert statement["sources"][0]["checked_at"] is None
    assert any("has not been checked" in note for note in found["notes"])
    assert fits(found, "speaker") == "yes"
    capture = factories_capture(made["refusal"])
    made["refusal"].citations.filter(position=0).update(
        check_state=CheckState.EXACT,
        checked_at=timezone.now(),
        capture=capture,
        start=0,
        end=len(REFUSAL),
    )
    checked = verdict(text)
    assert any("was checked against the text of Alpha Press" in note for note in checked["notes"])
    assert checked["statements"][0]["sources"][0]["checked_at"]


def factories_capture(statement: Statement) -> Any:
    source = statement.citations.get(position=0).source
    return source.captures.create(
        text=REFUSAL, sha256="0" * 64, taken_at=timezone.now(), how="pasted"
    )


def test_a_difference_is_shown_word_by_word_and_named(made):
    found = verdict("We will join the shield at any price.")
    pieces = {(one["op"], one["text"].strip()) for one in found["difference"]}
    assert ("delete", "not") in pieces
    kept = "".join(one["text"] for one in found["difference"] if one["op"] != "delete")
    assert kept == "We will join the shield at any price."
    assert found["findings"]
    assert fits(found, "speaker") == "not-asked"


def test_a_part_shows_the_whole_sentence_and_what_denies_it(made):
    found = verdict("join the shield at any price")
    assert found["statements"][0]["around"] == "We will not join the shield at any price."
    assert any("denies what you quote (“not”)" in note for note in found["notes"])


def test_words_that_are_marked_as_left_out_are_shown(made):
    found = verdict("“We will not join the shield at any price […] Will you pay for it?”")
    assert ["$61 billion" in words for words in found["omitted"]] == [True]


def test_words_that_are_left_out_of_a_sentence_are_warned_of(made):
    found = verdict("It will be finished in three years, … will be ready in 2028.")
    assert "radar in Thule" in found["omitted"][0]
    assert found["statements"][0]["around"] == THREE_YEARS
    assert any("leave out words inside" in note for note in found["notes"])


def test_passages_that_the_archive_joins_are_told_from_those_of_a_source(made):
    found = verdict("Remember that, Martin. … They get a lot of gifts from us.")
    assert any("put together" in note for note in found["notes"])
    assert len(found["statements"][0]["sources"]) == 2
    alone = verdict(FIRST_PIECE)["statements"][0]["sources"]
    assert [one["wording"] for one in alone] == [FIRST_PIECE]


def test_the_text_of_a_statement_is_doubted_as_all_are_who_print_it(made):
    found = verdict(BACK)
    assert any("Translated back from Danish" in note for note in found["notes"])
    assert not any("No single source" in note for note in found["notes"])


def test_joined_sentences_are_answered_one_by_one(made):
    found = verdict(
        "We will not join the shield at any price. It will be finished in three years, and the "
        "radar in Thule will be ready in 2028."
    )
    names = [part["statement"]["speaker"] for part in found["parts"]]
    assert names == ["martin-keller", "victor-halvorsen"]


def test_what_was_changed_says_what_became_of_it(made):
    corrected = verdict(BEFORE)["former"]
    assert (corrected["version"], corrected["text"], corrected["reason"]) == (1, AFTER, "Misheard")
    assert corrected["url"].endswith(f"/s/{made['corrected'].public_id}/v/1")
    withdrawn = verdict(WITHDRAWN)
    assert withdrawn["former"]["withdrawn"] is True
    assert withdrawn["former"]["reason"] == "Nobody said it"
    assert withdrawn["former"]["text"] is None
    merged = verdict(MERGED)["former"]
    assert (merged["merged_into"], merged["text"]) == (made["kept"].public_id, KEPT)


def test_a_draft_of_a_year_is_answered_quotation_by_quotation(made):
    draft = (
        "OTTAWA — “We will not join the shield at any price,” Martin Keller told the “Channel”.\n\n"
        "President Victor Halvorsen was unmoved. “It will be finished in two years,” he said.\n\n"
        "“Nobody repaired the wooden lighthouse before the regatta,” he added."
    )
    answer = asked(draft)
    assert [one["outcome"] for one in answer["quotations"]] == ["exact", "altered", "not-found"]
    assert answer["skipped"] == 1
    assert [one["number"] for one in answer["quotations"]] == [1, 2, 3]
    for one in answer["quotations"]:
        assert draft[one["start"] : one["end"]] == one["words"]


# --- what the asker says -------------------------------------------------------------------------

SENTENCE = "We will not join the shield at any price."
SPEAKERS = [
    ("martin-keller", "exact", "yes"),
    ("Martin Keller", "exact", "yes"),
    ("keller", "exact", "yes"),
    ("KELLER", "exact", "yes"),
    ("", "exact", "not-asked"),
    ("Victor Halvorsen", "somebody-else", "no"),
    ("halvorsen", "somebody-else", "no"),
    ("Karl Anders", "somebody-else", "no"),
]
PLACES = [
    ("Alpha Press", "yes"),
    ("alpha press", "yes"),
    ("AP", "yes"),
    ("alpha.example", "yes"),
    ("https://alpha.example/refusal?utm_source=x", "yes"),
    ("Channel North", "no"),
    ("channel.example", "no"),
]
DAYS = [
    ("2025-05-20", "yes"),
    ("20 May 2025", "yes"),
    ("May 2025", "yes"),
    ("mai 2025", "yes"),
    ("2025", "yes"),
    ("21 May 2025", "no"),
    ("19 May 2025", "no"),
    ("2024", "no"),
]


def test_the_answer_says_whether_the_hints_fit(made, cell):
    for name, outcome, expected in SPEAKERS:
        with cell(speaker=name):
            found = verdict(SENTENCE, speaker=name)
            assert (found["outcome"], fits(found, "speaker")) == (outcome, expected)
    for place, expected in PLACES:
        with cell(where=place):
            found = verdict(SENTENCE, where=place)
            assert (found["outcome"], fits(found, "where")) == ("exact", expected)
    for day, expected in DAYS:
        with cell(when=day):
            found = verdict(SENTENCE, when=day)
            assert (found["outcome"], fits(found, "when")) == ("exact", expected)


def test_not_there_but_elsewhere_the_day_before(made):
    found = verdict(SENTENCE, where="Channel North", when="21 May 2025")
    assert "Alpha Press (21 May 2025)" in said_of(found, "where") or (
        "not in these words" in said_of(found, "where")
    )
    assert said_of(found, "when").startswith("It was said the day before: 20 May 2025.")
    assert "Alpha Press printed it then" in said_of(found, "when")


@pytest.mark.parametrize(
    ("hints", "note"),
    [
        ({"speaker": "Karl Anders"}, "no official called “Karl Anders”"),
        ({"where": "The Unheard Gazette"}, "no outlet called"),
        ({"where": "https://unheard.example/x"}, "no source with this address"),
        ({"where": "https://"}, "is not an address that can be read"),
        ({"when": "the other day"}, "is not a date that can be read"),
        ({"when": "2025-02-30"}, "2025-02-30"),
    ],
)
def test_a_hint_that_leads_nowhere_is_named_and_everything_is_searched(made, hints, note):
    answer = asked(SENTENCE, **hints)
    assert note in " ".join(answer["hints"].values())
    assert answer["quotations"][0]["statements"][0]["statement"] == made["refusal"].public_id


def test_words_of_two_officials_are_those_of_the_one_who_is_named(made):
    named = [verdict(BOTH, speaker=slug)["statements"] for slug in ("keller", "halvorsen")]
    assert [found[0]["speaker"] for found in named] == ["martin-keller", "victor-halvorsen"]
    assert len(verdict(BOTH)["statements"]) == 2


# --- what nobody sees ----------------------------------------------------------------------------


def test_drafts_are_never_found(made):
    for state in (State.DRAFT, State.IN_REVIEW):
        found = verdict(f"{SECRET} {state}", speaker="keller")
        assert (found["outcome"], found["statements"], found["parts"]) == ("not-found", [], [])
    page = Client().post(PAGE, {"text": SECRET}).content.decode()
    assert page.count("hidden budget") == 2  # as it was typed, and as the quotation


def test_nothing_that_was_pasted_is_stored_or_logged(made, caplog, capsys):
    secret = "Zanzibar quibbles beneath the velvet accordion"
    with caplog.at_level(logging.DEBUG, logger="django.request"), caplog.at_level(logging.INFO):
        for text in (secret, f"“{secret}” Martin Keller said.", f"{secret} " * 2_000):
            response = Client().post(PAGE, {"text": text, "speaker": secret, "where": secret})
            assert response["Cache-Control"] == "no-store"
            assert not response.has_header("ETag")
            assert not response.cookies
    assert "velvet" not in caplog.text + "".join(capsys.readouterr())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying',"
            " 'jsonb')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', ["%velvet%"]
            )
            assert cursor.fetchone() == (0,), (table, column)


def test_what_stands_in_an_address_is_not_checked(made):
    response = Client().get(PAGE, {"text": SENTENCE})
    assert response.status_code == 200
    assert SENTENCE not in response.content.decode()


# --- the page, and what cannot be read -----------------------------------------------------------


def test_the_page_answers_and_keeps_what_was_typed(made):
    response = Client().post(
        PAGE, {"text": SENTENCE, "speaker": "Halvorsen", "where": "AP", "when": "2025"}
    )
    page = shown(response)
    assert "said by somebody else" in page.lower()
    assert "wording not yet checked against the source" in page
    content = response.content.decode()
    for typed in (SENTENCE, 'value="Halvorsen"', 'value="AP"', 'value="2025"'):
        assert typed in content


@pytest.mark.parametrize(
    ("sent", "kind", "status", "error"),
    [
        (b"", "text/plain", 400, "Paste the words"),
        ("“…” — ?!".encode(), "text/plain", 400, "Paste the words"),
        (b"\xff\xfe", "text/plain", 400, "UTF-8"),
        (b"{", "application/json", 400, "JSON"),
        (b"[" * 10_000, "application/json", 400, "JSON"),
        (b"[]", "application/json", 400, "object"),
        (b'{"text": 5}', "application/json", 400, "object"),
        (b'{"text": "a b", "when": []}', "application/json", 200, ""),
        (b'{"text": "a b", "when": [1]}', "application/json", 400, "object"),
        (b"a " * MOST_CHARACTERS, "text/plain", 413, "more than"),
        (b"a " * 3_000_000, "text/plain", 413, "more than"),
        (b"x", "multipart/form-data; boundary=none", 400, "words"),
        ("a\0b \ud800".encode("utf-8", "surrogatepass"), "text/plain", 400, "UTF-8"),
        (b"a\0b c", "text/plain", 200, ""),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(db, sent, kind, status, error):
    response = Client().post(PAGE, sent, content_type=kind, headers={"Accept": "application/json"})
    assert response.status_code == status, response.content[:300]
    assert error in " ".join(response.json().get("errors", []))
    page = Client().post(PAGE, sent, content_type=kind)
    assert page.status_code == status
    assert error in shown(page)


def test_json_is_read_and_answered(made):
    sent = json.dumps({"text": f"“{SENTENCE}”", "speaker": "keller", "when": None})
    response = Client().post(
        PAGE, sent, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert response.json()["outcomes"]["exact"] == 1


TOO_MANY_CUTS = [
    "the … " * 3_300,
    "the … " * 160,
    "the (...) " * 20,
    "the [ . . . ] " * 14,
    "…".join(f"word{number}" for number in range(14)),
    "“" + "join … " * 13 + "the shield”",
    "Keller said: “" + "join […] the " * 13 + "shield.”",
    "« " + "nous … " * 13 + "paierons », a déclaré Martin Keller.",
    f"{SENTENCE} “" + "we … will " * 20 + "join”, Keller said.",
    "“" + "join … " * 7 + ",” Keller said, “" + "the ... shield ... " * 7 + "”",
]
TOO_MANY_MARKS = ["“a” " * 5_000, "“a” " * 401, "« a » " * 3_000, '"a" ' * 2_000]


def test_more_cuts_than_anybody_marks_are_refused_in_a_sentence(made, cell):
    for text in TOO_MANY_CUTS:
        with cell(text=text[:30]):
            (error,) = asked(text, status=400)["errors"]
            assert "in more than 12 places" in error
    for text in TOO_MANY_MARKS:
        with cell(text=text[:30]):
            (error,) = asked(text, status=400)["errors"]
            assert "in quotation marks" in error
    few = verdict("“We … will … not … join the shield at any price […] Will you … pay for it?”")
    assert few["outcome"] == "exact"


HOSTILE = [
    "“" * 5_000,
    "“a” " * 300,
    "\u202e“We will not join”\u202c",
    "… … … … …",
    "“[…] […] […]”",
    "'" * 3_000,
    "% _ \\ ' ; DROP TABLE quotes_statement; --",
    "((((((((((a b c d e",
    "$ $ $ % % %",
    "金色穹顶计划，我们正在考虑。",
    "القبة الذهبية قيد الدراسة",
    "a" * MOST_CHARACTERS,
    "the of to and a the of to and a " * 500,
    "“We will not join the shield at any price.” " * 100,
]


def test_any_text_is_answered(made, cell):
    for text in HOSTILE:
        with cell(text=text[:30]):
            answer = asked(text, status=200 if any(map(str.isalnum, text)) else 400)
            assert len(answer.get("quotations", [])) <= MOST_QUOTATIONS + 1


SLIGHT = [
    "the",
    "“the” Keller said.",
    "Halvorsen said “the”.",
    "at the",
    "will be in the",
    "“price” Keller said.",
    "Keller called it “levels”.",
    "and the",
    "pas en",
    "défence",
    "it … the … and",
    "“costs”, Halvorsen told reporters.",
]
BARE = "Fantasy."


def test_a_word_or_small_words_alone_name_nobody(made, cell):
    factories.statement("2025-06-11", text=BARE, speaker=made["refusal"].speaker)
    for text in SLIGHT:
        with cell(text=text):
            found = verdict(text)
            assert (found["outcome"], found["statements"]) == ("not-found", [])
            assert "So few words" in found["sentence"]
    for text in ("Fantasy", "“fantasy” Keller said.", "fantasy!"):
        with cell(text=text):
            assert verdict(text)["outcome"] == "exact"


UNLIKE = [
    "It is a lighthouse.",
    "“It is a regatta,” Keller said.",
    "We are the lighthouse of it.",
    "It will be a regatta in the end.",
    "I am what it is, a lighthouse of the.",
    "“They are in the accordion,” Halvorsen said.",
    "This is in the regatta.",
    "We will not have a lighthouse at all.",
    "Nous n’avons pas de phare en mer.",
    "Have you had it with the regatta?",
]


def test_what_shares_small_words_alone_is_not_near(made, cell):
    for text in UNLIKE:
        with cell(text=text):
            assert verdict(text)["outcome"] == "not-found"


CHANGED = [
    "We will join the shield at any price.",
    "We will not ever join the shield at any price.",
    "We will not join the shield at any cost.",
    "It costs $71 billion, a lot — for anti-missile defence.",
    "It costs 61 billion, a lot — for anti-missile defence.",
    "It will be finished in four years, and the radar in Thule will be ready in 2028.",
    "Nous allons négocier en public.",
    "Le Canada paiera sa très juste part.",
    "They should not be grateful to us.",
    "Everybody would like to have a place under that roof, and they ask me.",
]


def test_who_prints_the_nearest_words_is_named(made, cell):
    for text in CHANGED:
        with cell(text=text):
            found = verdict(text)
            assert found["outcome"] == "altered"
            assert found["statements"][0]["sources"]
            assert not any("No single source" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("We will not ever join the shield at any price.", "adds “ever”"),
        ("Le Canada paiera sa très juste part.", "ajoute"),
        ("It costs 61 billion, a lot — for anti-missile defence.", ""),
    ],
)
def test_what_is_only_added_is_called_so(made, text, sentence):
    found = " ".join(verdict(text)["findings"])
    assert sentence.replace("ajoute", "adds “très”") in found
    assert "“”" not in found


def test_a_sentence_costs_a_bounded_number_of_queries(made, django_assert_max_num_queries):
    for text in (SENTENCE, "We will join the shield at any cost.", BEFORE):
        verdict(text)
        with django_assert_max_num_queries(32):
            verdict(text)


# --- what exact covers, tried on the words alone -------------------------------------------------

WORDINGS = [
    (REFUSAL, "en"),
    (THREE_YEARS, "en"),
    (FRENCH, "fr"),
    ("“We don’t know,” he wrote – “but we’ll see.” U.S. officials agreed. So be it…", "en"),
    ("Мы не будем обсуждать это. Это их дело.", "ru"),
    ("金色穹顶计划，我们正在考虑。", "zh"),
]


def is_exact(words: str, wording: str, language: str) -> bool:
    found = standing(quoted_words([words]), printed_words(wording), language)
    return found is not None and found.is_whole and not found.denial


@pytest.mark.parametrize(("wording", "language"), WORDINGS)
def test_no_single_change_of_words_is_exact(wording, language):
    tokens = [token for token in words_of(wording) if token.kind == "word"]
    for token in tokens:
        before, behind = wording[: token.start], wording[token.end :]
        for put in ("", "X", f"{token.text} {token.text}", f"{token.text}s", f"not {token.text}"):
            changed = before + put + behind
            assert not is_exact(changed, wording, language), changed
        swapped = before + token.text.swapcase() + behind
        if token.start > tokens[0].start and swapped != wording:
            assert not is_exact(swapped, wording, language), swapped


@pytest.mark.parametrize(("wording", "language"), WORDINGS)
def test_no_cut_of_words_is_exact_without_a_mark(wording, language):
    tokens = [token for token in words_of(wording) if token.kind == "word"]
    starts = {0, *sentence_starts(wording)}
    for first, last in itertools.combinations(range(len(tokens)), 2):
        cut = wording[: tokens[first].start] + wording[tokens[last].start :]
        if first and is_exact(cut, wording, language):
            # What is left is whole sentences from the beginning or to the end.
            assert tokens[first].start in starts or not cut, cut


@pytest.mark.parametrize(("wording", "language"), WORDINGS)
def test_typography_and_ends_are_passed_over(wording, language):
    bare = wording.rstrip(".…")
    for same in (
        wording,
        bare,
        bare + ",",
        f" “{wording}” ",
        wording.replace("’", "'").replace("“", '"').replace("”", '"'),
        wording.replace(" ", "\u00a0"),
        wording.replace("—", "--").replace("–", "—"),
        wording[:1].lower() + wording[1:],
        "\u200b".join(wording),
    ):
        assert is_exact(same, wording, language), same


COST = (
    "I told them, who very much want it, that it will cost $61 billion if they stay apart, but will"
    " cost nothing if they join us. They think about it!"
)
LACK = "The stunning lack of transparency in this project raises significant concerns."
LIKELY = "It will likely cost in the trillions, if and when it is completed."
COURTEOUS = (
    "We will, ladies and gentlemen, uh, you know, build it. Well, sir, it costs $61 billion."
)
POLI = "Nous allons, mesdames et messieurs, euh, le bâtir. Il coûtera, vous savez, très cher."
RUSSIAN = "Нет, я совершенно об этом не беспокоюсь. Это их дело, а мы подождём."
# What may not be left out inside of a sentence, and what may.
HIDING = [
    (COST, "I told them … that it will cost $61 billion if they … join us.", "en"),
    (COST, "I told them, who very much want it, that it will cost … if they join us.", "en"),
    (COST, "I told them … that it will cost $61 billion if they stay apart […] They think about it",
     "en"),
    (LACK, "The … transparency in this project raises significant concerns.", "en"),
    (LACK, "The stunning […] transparency in this project raises significant concerns.", "en"),
    (LACK, "The stunning lack of transparency … raises significant concerns.", "en"),
    (LIKELY, "It will … cost in the trillions, if and when it is completed.", "en"),
    (LIKELY, "It will likely cost in the trillions (...) when it is completed.", "en"),
    ("We have a few friends there.", "We have … few friends there.", "en"),
    ("We will really, you know, almost build it.", "We will … build it.", "en"),
    ("You know what it costs.", "You … what it costs.", "en"),
    ("It costs $ 61 or so.", "It costs … 61 or so.", "en"),
    (COURTEOUS, "We will … it. Well, sir, it costs $61 billion.", "en"),
    ("Le projet coûtera peut-être très cher.", "Le projet coûtera … très cher.", "fr"),
    ("Nous manquons de moyens au Nord.", "Nous … de moyens au Nord.", "fr"),
    ("Vous savez ce que cela coûte.", "Vous … ce que cela coûte.", "fr"),
    (RUSSIAN, "Нет, я совершенно … беспокоюсь. Это их дело, а мы подождём.", "ru"),
    (RUSSIAN, "Нет, я совершенно об этом не беспокоюсь. Это их дело, … мы подождём.", "ru"),
    ("Das ist, äh, keine Frage.", "Das ist … Frage.", "de"),
    ("It is, you know, done.", "It is … done.", "nl"),
]  # fmt: skip
SAYING_NOTHING = [
    (COURTEOUS, "We will … build it.", "en"),
    (COURTEOUS, "We will … build it. Well, sir, it costs $61 billion.", "en-CA"),
    (COURTEOUS, "We will, ladies and gentlemen, … build it.", "en"),
    (COURTEOUS, "We will, ladies and gentlemen, uh, you know, build it. […] it costs $61 billion.",
     "en"),
    ("We – you know – won’t.", "We … won’t.", "en"),
    ("We, uh, won’t. It is late. They know.", "We … won’t. […] They know.", "en"),
    ("Are they late? No. We are.", "Are they late? (...) We are.", "en"),
    (POLI, "Nous allons … le bâtir.", "fr"),
    (POLI, "Nous allons […] le bâtir. Il coûtera … très cher.", "fr-CA"),
    ("Нет. Мы не будем. Это их дело.", "Нет. […] Это их дело.", "ru"),
]  # fmt: skip


@pytest.mark.parametrize(("wording", "quoted", "language"), HIDING)
def test_what_is_left_out_of_a_sentence_may_say_something(wording, quoted, language):
    assert is_exact(wording, wording, language)
    assert not is_exact(quoted, wording, language)


@pytest.mark.parametrize(("wording", "quoted", "language"), SAYING_NOTHING)
def test_whole_sentences_and_words_that_say_nothing_may_be_left_out(wording, quoted, language):
    assert is_exact(quoted, wording, language)


SENTENCES = [
    ("One. Two? Three! Four", ["One.", "Two?", "Three!", "Four"]),
    ("The U.S. Congress sat. Mr. Anders agreed.", ["The U.S. Congress sat.", "Mr. Anders agreed."]),
    ("It costs 17.5 billion. 61 more", ["It costs 17.5 billion.", "61 more"]),
    ("Wait… We will see", ["Wait… We will see"]),
    ("He said “No.” Then he left", ["He said “No.”", "Then he left"]),
    ("one line\nanother", ["one line", "another"]),
    ("我们在考虑。以后再说。", ["我们在考虑。", "以后再说。"]),
    ("M. Tremblay a dit non. Jamais.", ["M. Tremblay a dit non.", "Jamais."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_are_told_on_the_side_of_caution(text, expected):
    assert sentences(text) == expected


# --- the labelled set ----------------------------------------------------------------------------


@pytest.mark.usefixtures("record")
def test_a_share_of_the_labelled_set_is_judged_rightly():
    """All of it is `python -m bench.quotation_check`; docs/measurements.md has its table."""
    cases = labelled(recorded(), seed=2, per_kind=5)
    scored = [Scored(case) for case in cases]
    assert len({case.kind for case in cases}) == 20
    assert [one.case.text for one in wrongly(scored, "exact")] == []
    missed = [(one.case.kind, one.case.text, one.outcomes) for one in scored if not one.is_right]
    assert len(missed) <= 3, missed
