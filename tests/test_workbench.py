"""From an article to drafts: what is proposed, what an editor decides, and what is refused."""

import re
import threading
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.admin.workbench_cards import suggested_topics
from quotes.dates.partial import PartialDate, parse
from quotes.editing import EditContext, Refused
from quotes.editing.gate import objections
from quotes.extraction.values import Candidate
from quotes.models import (
    Capture,
    CheckState,
    Citation,
    Decision,
    Figure,
    Outlet,
    Proposal,
    Role,
    Source,
    Speaker,
    State,
    Statement,
)
from quotes.text.spans import Span
from quotes.workbench import decisions
from quotes.workbench.decisions import AcceptedProposal, NewSpeaker
from quotes.workbench.joined_words import words_of
from quotes.workbench.offices import office_in
from quotes.workbench.transcripts import sentences_of
from tests import factories as make
from tests.groups import make_groups
from tests.workbench_scenes import (
    ARTICLE,
    candidates,
    capture_of,
    card,
    filled,
    found,
    looked_at,
    opened,
    page,
    president,
    span,
)

__all__ = ["candidates", "president"]  # fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make.source("2025-05-22", title="Shield to cost $175 billion")


@pytest.fixture
def capture(source) -> Capture:
    return capture_of(source)


def member(group: str, name: str = "") -> Client:
    make_groups()
    user = User.objects.create_user(
        name or group, is_staff=True, first_name=(name or group).title()
    )
    user.groups.add(user.groups.model.objects.get(name=group))
    client = Client()
    client.force_login(user)
    client.user = user  # type: ignore[attr-defined]
    return client


@pytest.fixture
def client() -> Client:
    return member("editor")


def decide(client: Client, proposal: Proposal, act: str, **fields: object) -> Any:
    sent = filled(client, proposal, **fields) if proposal.is_open else {}
    return client.post(card(proposal), sent | {"act": act}, headers={"Accept": "application/json"})


def refused(response: Any) -> str:
    assert response.status_code == 409, response.content.decode()
    proposal = response.json()
    assert not proposal["done"]
    return str(proposal["told"])


# --- the page ------------------------------------------------------------------------------------


def test_the_article_is_shown_with_its_statements_in_place(client, source, capture, candidates):
    content = client.get(page(source)).content.decode()
    assert content.count("<mark ") == 5
    assert "fully operational before the end of my term,</mark>" in content
    assert "In the article: “the president … said on" in content
    assert 'lang="en"' in content
    assert "cost: about 175,000,000,000 USD" in looked_at(client, opened(client, source)[1])


def test_what_is_proposed_is_found_once_and_kept(client, source, capture, candidates, monkeypatch):
    first = [row.pk for row in opened(client, source)]
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: [])
    assert [row.pk for row in opened(client, source)] == first
    assert not Statement.objects.exists()


def test_an_article_without_statements_says_so(client, source, capture, monkeypatch):
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: [])
    assert "No quotation was found" in client.get(page(source)).content.decode()


def test_candidates_that_are_no_stretch_of_the_text_are_left_out(capture):
    wrong = [Span(5, 5), Span(-1, 3), Span(3, 10**6), Span(10, 5)]
    overlapping = (Span(0, 10), Span(5, 15))
    made = [Candidate(pieces=(one,), kind="direct") for one in wrong]
    made += [
        Candidate(pieces=overlapping, kind="direct"),
        Candidate(pieces=(Span(0, 6),), kind="direct"),
    ]
    assert [(row.start, row.end) for row in decisions.propose(capture, made)] == [(0, 6)]


def test_the_page_of_a_source_leads_to_it_once_there_is_a_text(client, source):
    form = reverse("admin:quotes_source_change", args=[source.pk])
    assert page(source) not in client.get(form).content.decode()
    assert client.get(page(source)).status_code == 404
    capture_of(source)
    assert page(source) in client.get(form).content.decode()


def test_an_older_text_is_named(client, source, capture, candidates):
    opened(client, source)
    newer = capture_of(source, ARTICLE + "\nUpdated.")
    assert client.get(page(source)).context["capture"] == newer
    older = client.get(page(source), {"capture": capture.pk})
    assert older.context["capture"] == capture
    for wrong in ("x", "0", "9" * 30):
        assert client.get(page(source), {"capture": wrong}).status_code == 404


# --- accepting -----------------------------------------------------------------------------------


def test_who_is_new_among_the_officials_is_told(client, source, capture, candidates):
    split = opened(client, source)[2]
    told = decide(client, split, "accept").json()["told"]
    assert told.endswith("“Bill Blair” was added to the officials.")


def test_a_decision_taken_back_says_so(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    decide(client, proposal, "reject")
    proposal.refresh_from_db()
    assert decide(client, proposal, "undo").json()["told"] == "Undone."


def test_an_accepted_one_is_a_draft_with_a_checked_citation(
    client, source, capture, candidates, president
):
    proposal = opened(client, source)[0]
    response = decide(client, proposal, "accept")
    assert response.status_code == 200
    assert response.json()["told"] == "Draft saved. Wording check: exact."
    statement = Statement.objects.get()
    assert (statement.state, statement.created_by) == (State.DRAFT, client.user)
    assert (statement.speaker, statement.said) == (president, parse("2025-05-21"))
    assert statement.said_basis == "“Wednesday” in an article of 22 May 2025"
    assert statement.kind == "partial"
    citation = statement.citations.get()
    assert citation.wording == "fully operational before the end of my term,"
    # The comma belongs to the sentence of the article.
    assert statement.text == "fully operational before the end of my term"
    assert citation.capture.text[citation.start : citation.end] == citation.wording
    assert (citation.check_state, citation.source) == (CheckState.EXACT, source)
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided_by) == (Decision.ACCEPTED, client.user)
    assert LogEntry.objects.filter(object_id=str(statement.pk), action_flag=1).exists()


def test_a_split_quotation_becomes_one_statement_with_two_citations(
    client, source, capture, candidates, president
):
    proposal = opened(client, source)[2]
    assert decide(client, proposal, "accept", speaker=president.pk).status_code == 200
    statement = Statement.objects.get()
    assert statement.text == ("We are looking at it, [...] and we will decide at the right time.")
    assert [row.check_state for row in statement.citations.order_by("position")] == ["exact"] * 2


def test_figures_and_topics_go_along_as_they_are_ticked(client, source, capture, candidates):
    topic = make.topic("cost", name="Cost")
    proposal = opened(client, source)[1]
    assert "the word “cost”" in looked_at(client, proposal)
    decide(client, proposal, "accept", topics=[topic.pk])
    figure = Figure.objects.get()
    assert (figure.quantity, figure.low, figure.bound) == ("cost", 175_000_000_000, "about")
    assert [*figure.statement.topics.all()] == [topic]


def test_a_figure_that_is_not_ticked_stays_out(client, source, capture, candidates):
    proposal = opened(client, source)[1]
    decide(client, proposal, "accept", figures=[])
    assert Statement.objects.exists()
    assert not Figure.objects.exists()


def test_a_phrase_is_read_as_in_the_form_of_a_statement(client, source, capture, candidates):
    proposal = opened(client, source)[1]
    assert "tomorrow" in refused(decide(client, proposal, "accept", said="tomorrow")).lower()
    decide(client, proposal, "accept", said="yesterday")
    statement = Statement.objects.get()
    assert statement.said == parse("2025-05-21")
    assert statement.said_basis == "“yesterday” in an article of 22 May 2025"


def test_an_unknown_official_is_made_in_place(client, source, capture, candidates):
    proposal = opened(client, source)[2]
    assert decide(client, proposal, "accept", new_title="Minister of Defence").status_code == 200
    speaker = Statement.objects.get().speaker
    assert (speaker.name, speaker.sort_name) == ("Bill Blair", "Blair, Bill")
    assert Role.objects.get(speaker=speaker).title == "Minister of Defence"


def test_a_known_name_is_not_made_a_second_time(client, source, capture, candidates, president):
    make.alias(president, "The President")
    proposal = opened(client, source)[2]
    assert decide(client, proposal, "accept", new_speaker="the président").status_code == 200
    assert Statement.objects.get().speaker == president
    assert Speaker.objects.count() == 1


def test_of_namesakes_one_is_chosen_by_hand(client, source, capture, candidates, president):
    make.alias(president, "The President")
    make.alias(make.speaker(), "The President")
    proposal = opened(client, source)[2]
    told = refused(decide(client, proposal, "accept", new_speaker="The President"))
    assert told == "Several officials have this name. Choose one."


def test_without_an_official_nothing_is_accepted_and_nothing_typed_is_lost(
    client, source, capture, candidates
):
    proposal = opened(client, source)[3]
    sent = filled(client, proposal, act="accept", said_basis="It says so.")
    response = client.post(card(proposal), sent)
    assert response.status_code == 200
    content = response.content.decode()
    assert "Choose who said it" in content
    assert "It says so." in content
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"speaker": "999999"},
        {"speaker": "x"},
        {"kind": "song"},
        {"via": "-1"},
        {"topics": ["99999"]},
        {"figures": ["7"]},
        {"spans": "0-999999", "words_0": ""},
        {"spans": "5-5", "words_0": ""},
        {"spans": "20-30 1-5", "words_0": ""},
        {"words_0": "words that are not there"},
        {"said": "31 June"},
        {"said": "x" * 5000},
        {"act": "merge:999"},
        {"act": "merge:x"},
        {"act": "merge", "statement": "x"},
        {"act": "publish"},
    ],
)
def test_a_forged_or_wrong_card_is_refused_whole(client, source, capture, candidates, fields):
    proposal = opened(client, source)[1]
    sent = filled(client, proposal) | {"act": "accept"} | fields
    response = client.post(card(proposal), sent, headers={"Accept": "application/json"})
    assert refused(response)
    proposal.refresh_from_db()
    assert proposal.is_open
    assert not Statement.objects.exists()
    assert client.post(card(proposal), sent).status_code == 200


def test_cards_of_another_source_are_not_there(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    other = make.source()
    address = reverse("admin:quotes_source_workbench_card", args=[other.pk, proposal.pk])
    assert client.post(address, {"act": "reject"}).status_code == 404
    assert client.post(card(proposal).replace(str(proposal.pk), "9" * 30)).status_code == 404


# --- the words -----------------------------------------------------------------------------------


def test_the_ends_of_the_words_can_be_moved_by_offsets_and_by_words(
    client, source, capture, candidates
):
    proposal = opened(client, source)[0]
    wider = span("will be “fully operational before the end of my term,”")
    decide(client, proposal, "keep", spans=f"{wider.start}-{wider.end}", words_0="")
    proposal.refresh_from_db()
    assert (proposal.start, proposal.end) == wider
    decide(client, proposal, "keep", words_0="operational before")
    proposal.refresh_from_db()
    assert ARTICLE[proposal.start : proposal.end] == "operational before"
    assert proposal.version == 3


def test_what_a_card_holds_is_kept_when_its_editor_leaves(client, source, capture, candidates):
    proposal = opened(client, source)[3]
    decide(client, proposal, "keep", said="not yet a date", new_speaker="Somebody New")
    again = filled(member("editor", "second"), proposal)
    assert (again["said"], again["new_speaker"]) == ("not yet a date", "Somebody New")


def test_missed_words_are_marked_by_an_editor(client, source, capture, candidates):
    opened(client, source)
    address = reverse("admin:quotes_source_workbench_mark", args=[source.pk])
    response = client.post(address, {"words": "C’est une bonne"})
    made = Proposal.objects.get(candidate={})
    assert response.url.endswith(f"#card-{made.pk}")
    assert ARTICLE[made.start : made.end] == "C’est une bonne"
    for wrong in ({"words": "not there"}, {"words": ""}, {"spans": "5-5"}, {"spans": "1-99999"}):
        answer = client.post(address, wrong)
        assert answer.status_code == 200
        assert "These words are not in the article" in answer.content.decode()
        # What was typed is there to be mended.
        assert f" required>{wrong.get('words', '')}</textarea>" in answer.content.decode()
    again = client.post(address, {"words": "C’est une bonne"})
    assert "These words are already on a card." in again.content.decode()
    assert Proposal.objects.count() == 5


def test_looking_once_more_replaces_only_what_nobody_has_touched(
    client, source, capture, candidates
):
    decided, edited, untouched, other = opened(client, source)
    decide(client, decided, "reject")
    decide(client, edited, "keep", said="2025-05-20")
    client.post(
        reverse("admin:quotes_source_workbench_mark", args=[source.pk]), {"words": "a dit le"}
    )
    candidates[:] = [found("the minister said"), *candidates]
    response = client.post(reverse("admin:quotes_source_workbench_again", args=[source.pk]))
    assert response.status_code == 302
    now = list(Proposal.objects.filter(capture=capture))
    assert {decided, edited} < set(now)
    assert not {untouched, other} & set(now)
    words = [ARTICLE[row.start : row.end][:16] for row in now]
    assert words == [
        "fully operationa",
        "It should cost a",
        "We are looking a",
        "the minister sai",
        "C’est une bonne ",
        "a dit le",
    ]


# --- what is there already -----------------------------------------------------------------------


def test_another_wording_is_added_to_a_draft(client, source, capture, candidates, president):
    there = make.draft(
        text="It will be fully operational before the end of my term", speaker=president
    )
    proposal = opened(client, source)[0]
    content = client.get(page(source)).content.decode()
    assert "Already in the archive: “It will be fully operational" in content
    assert decide(client, proposal, f"merge:{there.pk}").status_code == 200
    citation = there.citations.get()
    assert (citation.check_state, citation.source) == (CheckState.EXACT, source)
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.statement) == (Decision.MERGED, there)
    assert Statement.objects.count() == 1


def test_of_a_published_one_it_is_a_revision_with_its_reason(
    client, source, capture, candidates, president
):
    there = make.statement(text="fully operational before the end of my term", speaker=president)
    proposal = opened(client, source)[0]
    assert "Give a reason" in refused(decide(client, proposal, f"merge:{there.pk}", reason=" "))
    assert there.citations.count() == 1
    decide(client, proposal, f"merge:{there.pk}")
    revision = there.revisions.last()
    assert (revision.number, revision.reason) == (2, f"Also printed by {source.outlet}")
    assert decide(client, Proposal.objects.get(pk=proposal.pk), "undo").status_code == 200
    assert there.citations.count() == 1
    assert there.revisions.count() == 3


def test_the_same_words_of_the_same_source_are_not_added_twice(
    client, source, capture, candidates, president
):
    words = "fully operational before the end of my term,"
    there = make.draft(text=words, speaker=president)
    make.citation(there, wording=words, source=source)
    proposal = opened(client, source)[0]
    assert "already" in refused(decide(client, proposal, f"merge:{there.pk}"))


def test_a_contributor_does_not_change_what_is_public(source, capture, candidates, president):
    contributor = member("contributor")
    there = make.statement(text="fully operational before the end of my term", speaker=president)
    proposal = opened(contributor, source)[0]
    assert "editor" in refused(decide(contributor, proposal, f"merge:{there.pk}"))
    assert there.citations.count() == 1


# --- rejecting, taking back ----------------------------------------------------------------------


def test_a_rejected_one_stays_rejected_until_it_is_taken_back(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    decide(client, proposal, "reject")
    proposal.refresh_from_db()
    assert proposal.decision == Decision.REJECTED
    decide(client, proposal, "undo")
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decided_by) == (Decision.OPEN, None)
    assert LogEntry.objects.filter(object_id=str(source.pk)).count() == 2


def test_taking_an_acceptance_back_deletes_the_draft_and_the_new_official(
    client, source, capture, candidates
):
    proposal = opened(client, source)[2]
    decide(client, proposal, "accept")
    proposal.refresh_from_db()
    assert decide(client, proposal, "undo").status_code == 200
    assert not Statement.objects.exists()
    assert not Speaker.objects.filter(name="Bill Blair").exists()
    proposal.refresh_from_db()
    assert proposal.is_open


@pytest.mark.parametrize(
    "work",
    [
        lambda statement: Statement.objects.filter(pk=statement.pk).update(text="Better"),
        lambda statement: Statement.objects.filter(pk=statement.pk).update(state=State.IN_REVIEW),
        lambda statement: make.citation(statement, wording="another"),
        lambda statement: statement.topic_links.create(topic=make.topic()),
    ],
)
def test_a_draft_that_was_worked_on_stays(client, source, capture, candidates, work):
    proposal = opened(client, source)[0]
    decide(client, proposal, "accept")
    work(Statement.objects.get())
    proposal.refresh_from_db()
    assert "edited the draft" in refused(decide(client, proposal, "undo"))
    proposal.refresh_from_db()
    assert (proposal.decision, Statement.objects.count()) == (Decision.ACCEPTED, 1)


def test_a_wording_that_was_changed_stays(client, source, capture, candidates, president):
    there = make.draft(text="fully operational before the end of my term", speaker=president)
    proposal = opened(client, source)[0]
    decide(client, proposal, f"merge:{there.pk}")
    Citation.objects.update(
        wording="other",
        capture=None,
        start=None,
        end=None,
        check_state="unchecked",
        caution="unknown",
    )
    proposal.refresh_from_db()
    assert "changed the wording" in refused(decide(client, proposal, "undo"))


def test_a_deleted_draft_can_be_proposed_anew(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    decide(client, proposal, "accept")
    Statement.objects.get().delete()
    assert "The draft has since been deleted." in looked_at(client, proposal)
    proposal.refresh_from_db()
    decide(client, proposal, "undo")
    proposal.refresh_from_db()
    assert proposal.is_open


def test_contributors_take_back_only_their_own(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    decide(client, proposal, "reject")
    proposal.refresh_from_db()
    contributor = member("contributor")
    assert "only their own decisions" in refused(decide(contributor, proposal, "undo"))
    own = opened(contributor, source)[1]
    assert decide(contributor, own, "accept").status_code == 200
    own.refresh_from_db()
    assert decide(contributor, own, "undo").status_code == 200


# --- all that are certain ------------------------------------------------------------------------


def test_all_that_are_certain_are_shown_and_then_accepted(client, source, capture, candidates):
    proposals = opened(client, source)
    address = reverse("admin:quotes_source_workbench_certain", args=[source.pk])
    shown = client.get(address)
    assert [one.proposal for one in shown.context["cards"]] == proposals[:2]
    assert not Statement.objects.exists()
    response = client.post(address, {"proposals": [row.pk for row in proposals]})
    assert response.status_code == 302
    assert Statement.objects.count() == 2
    assert Figure.objects.count() == 1
    assert "There are none." in client.get(address).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"certainty": 0.8},
        {"speaker_certainty": 0.89},
        {"not_said": "negated"},
        {"speaker": ""},
    ],
)
def test_words_and_speaker_must_both_be_certain(
    client, source, capture, president, monkeypatch, fields
):
    candidate = found("It should cost about $175 billion", **{"speaker": "donald-trump"} | fields)
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: [candidate])
    opened(client, source)
    address = reverse("admin:quotes_source_workbench_certain", args=[source.pk])
    assert client.get(address).context["cards"] == []


def test_the_list_of_what_is_certain_has_day_and_sentence(client, source, capture, candidates):
    opened(client, source)
    content = client.get(reverse("admin:quotes_source_workbench_certain", args=[source.pk]))
    assert "(2025-05-21)" in content.content.decode()
    assert "(undated)" in content.content.decode()
    assert "fully operational before the end of my term,” the president said on" in (
        content.content.decode()
    )


def test_words_that_are_not_reported_as_said_no_key_accepts(
    client, source, capture, president, monkeypatch
):
    candidate = found("It should cost about $175 billion", not_said="denied")
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: [candidate])
    [proposal] = opened(client, source)
    assert "not reported as said" in client.get(page(source)).content.decode()
    told = refused(decide(client, proposal, "accept", speaker=president.pk))
    assert told.startswith("The article does not report these words as said.")
    assert not Statement.objects.exists()
    sent = {"speaker": president.pk, "is_said_after_all": "on"}
    assert decide(client, proposal, "accept", **sent).status_code == 200
    assert Statement.objects.exists()


def test_nor_does_one_accept_what_a_french_article_says_was_not_said(client, president):
    source = make.source("2025-05-22", title="Le bouclier", language="fr")
    capture_of(source, "M. Trump n’a jamais déclaré « nous paierons pour tout le monde ».\n")
    [proposal] = opened(client, source)
    assert proposal.candidate["not_said"] == "negated"
    assert proposal.values["speaker"] is None
    told = refused(decide(client, proposal, "accept", speaker=president.pk))
    assert told.startswith("The article does not report these words as said.")
    assert not Statement.objects.exists()


def test_who_may_be_meant_is_offered_and_not_chosen(client, source, capture, candidates):
    proposal = opened(client, source)[2]
    assert proposal.values["speaker"] is None
    content = looked_at(client, proposal)
    assert "Possibly:" in content
    assert "Donald Trump" in content


def test_a_typed_name_wins_over_a_proposed_official(client, source, capture, candidates):
    proposal = opened(client, source)[1]
    assert decide(client, proposal, "accept", new_speaker="Ann Long").status_code == 200
    assert Statement.objects.get().speaker.name == "Ann Long"


def test_a_typed_name_wins_after_it_was_kept_for_later(client, source, capture, candidates):
    proposal = opened(client, source)[1]
    typed = {"new_speaker": "Angus King", "new_title": "Senator for Maine"}
    assert decide(client, proposal, "keep", **typed).status_code == 200
    proposal.refresh_from_db()
    assert decide(client, proposal, "accept").status_code == 200
    speaker = Statement.objects.get().speaker
    assert speaker.name == "Angus King"
    assert speaker.roles.get().title == "Senator for Maine"


def test_an_official_chosen_beside_a_proposed_name_wins_though_it_was_kept(
    client, source, capture, candidates, president
):
    proposal = opened(client, source)[2]
    assert decide(client, proposal, "keep", speaker=president.pk).status_code == 200
    proposal.refresh_from_db()
    assert decide(client, proposal, "accept").status_code == 200
    assert Statement.objects.get().speaker == president


def test_a_name_beside_an_official_chosen_before_is_refused(client, source, capture, candidates):
    proposal = opened(client, source)[1]
    other = make.speaker()
    assert decide(client, proposal, "keep", speaker=other.pk).status_code == 200
    proposal.refresh_from_db()
    told = refused(decide(client, proposal, "accept", new_speaker="Ann Long"))
    assert told == "You chose an official and typed another name. Keep one."
    assert not Statement.objects.exists()


def test_a_name_beside_another_official_is_refused(client, source, capture, candidates):
    proposal = opened(client, source)[1]
    other = make.speaker()
    told = refused(decide(client, proposal, "accept", speaker=other.pk, new_speaker="Ann Long"))
    assert told == "You chose an official and typed another name. Keep one."
    assert not Statement.objects.exists()


def test_what_is_alike_to_one_that_is_there_is_not_certain(
    client, source, capture, candidates, president
):
    make.draft(text="fully operational before the end of my term", speaker=president)
    opened(client, source)
    address = reverse("admin:quotes_source_workbench_certain", args=[source.pk])
    assert len(client.get(address).context["cards"]) == 1


# --- who, and two at once ------------------------------------------------------------------------


def test_only_who_may_add_statements_gets_here(source, capture, candidates):
    pages = [
        page(source),
        *(
            reverse(f"admin:quotes_source_workbench_{name}", args=[source.pk])
            for name in ("state", "certain")
        ),
    ]
    nobody = Client()
    nobody.force_login(User.objects.create_user("new", is_staff=True))
    for address in pages:
        assert Client().get(address).status_code == 302
        assert nobody.get(address).status_code == 403
    proposal = decisions.propose(capture, candidates)[0]
    assert nobody.post(card(proposal), {"act": "reject"}).status_code == 403
    signed_out = Client().post(card(proposal), {"act": "reject"})
    assert (signed_out.status_code, signed_out.templates[0].name) == (403, "account/login.html")
    proposal.refresh_from_db()
    assert proposal.is_open
    assert nobody.get(card(proposal)).status_code == 403


def test_the_second_to_decide_is_told_who_was_first(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    second = member("editor", "second")
    sent = filled(second, proposal, act="accept")
    decide(client, proposal, "reject")
    response = second.post(card(proposal), sent, headers={"Accept": "application/json"})
    assert refused(response) == "Editor has handled this in the meantime: rejected."
    assert "Rejected" in response.json()["html"]
    assert not Statement.objects.exists()
    assert "handled this in the meantime" in second.post(card(proposal), sent).content.decode()


def test_others_see_what_was_decided(client, source, capture, candidates):
    proposal = opened(client, source)[0]
    address = reverse("admin:quotes_source_workbench_state", args=[source.pk])
    assert client.get(address).json()["proposals"][str(proposal.pk)] == [1, "open"]
    decide(client, proposal, "reject")
    second = member("contributor")
    assert second.get(address).json()["proposals"][str(proposal.pk)] == [2, "rejected"]
    fresh = second.get(card(proposal), headers={"Accept": "application/json"}).json()
    assert (fresh["version"], fresh["decision"]) == (2, "rejected")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_makes_the_draft():
    make_groups()
    speaker, users = make.speaker(), [User.objects.create_user(name) for name in ("one", "two")]
    kept = capture_of(make.source("2025-05-22"))
    [proposal] = decisions.propose(
        kept, [Candidate(pieces=(Span(0, 6),), kind="direct", certainty=1)]
    )
    chosen = AcceptedProposal(pieces=[Span(0, 6)], kind="direct", speaker=speaker)
    barrier, outcomes = threading.Barrier(2), []

    def accept(user: User) -> None:
        try:
            barrier.wait()
            named = lambda model, parts: f"{parts[0]}-{user.username}"  # noqa: E731
            outcomes.append(decisions.accept(proposal.pk, user, chosen, named))
        except Refused as told:
            outcomes.append(str(told))
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made, told = sorted(outcomes, key=lambda one: isinstance(one, str))
    assert isinstance(made, Statement)
    assert "has handled this in the meantime: accepted." in told
    assert Statement.objects.count() == 1


def test_acts_refuse_what_no_page_would_send(capture, president):
    [proposal] = decisions.propose(capture, [Candidate(pieces=(Span(0, 6),), kind="direct")])
    user = User.objects.create_superuser("chief")
    named = lambda model, parts: "-".join(parts)  # noqa: E731
    for spans in ([], [Span(0, 0)], [Span(0, 10**9)], [Span(5, 9), Span(0, 4)]):
        with pytest.raises(Refused):
            decisions.accept(
                proposal.pk,
                user,
                AcceptedProposal(pieces=spans, kind="direct", speaker=president),
                named,
            )
    with pytest.raises(Refused):
        decisions.undo(proposal.pk, user, EditContext("No"))
    with pytest.raises(Refused):
        decisions.reject(proposal.pk + 1, user)
    with pytest.raises(Refused):
        chosen = AcceptedProposal(
            pieces=[Span(0, 6)], kind="direct", speaker=NewSpeaker("donald trump")
        )
        decisions.accept(proposal.pk, user, chosen, named)
    assert PartialDate.unknown() == AcceptedProposal(pieces=[], kind="", speaker=president).said


def long_article(source: Source, monkeypatch, speaker: Speaker, sentences: int) -> None:
    words = [f"Sentence number {number} has been said here" for number in range(sentences)]
    kept = capture_of(source, "\n".join(words))
    made = [
        Candidate(pieces=(span(one, kept.text),), kind="direct", speaker=speaker.slug)
        for one in words
    ]
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: made)


def test_a_card_is_made_when_it_is_looked_at(client, source, president, monkeypatch):
    long_article(source, monkeypatch, president, 9)
    first, *_others, last = opened(client, source)
    for shown, asked in ((first, {}), (last, {"card": last.pk}), (first, {"card": "x"})):
        response = client.get(page(source), asked)
        cards = response.context["cards"]
        assert [one.proposal for one in cards if one.is_whole] == [shown]
        assert response.content.decode().count('name="said_basis"') == 1
        # Each of the others is a line with the way to it.
        assert response.content.decode().count(" data-row>") == 8
        assert f"card={last.pk}#card-{last.pk}" in response.content.decode()
    # Without scripts a decision leads to the next card.
    answer = client.post(card(first), {"act": "reject"})
    assert answer.url.endswith(f"?card={first.pk + 1}#card-{first.pk + 1}")


def test_a_long_article_costs_no_more_queries_than_a_short_one(client, president, monkeypatch):
    counted = []
    # Each is the next article of the other.
    sources = [make.source("2025-05-22") for _sentences in (3, 60)]
    for source, sentences in zip(sources, (3, 60), strict=True):
        long_article(source, monkeypatch, president, sentences)
        opened(client, source)
    for source in sources:
        with CaptureQueriesContext(connection) as queries:
            client.get(page(source))
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("lead", "agency"),
    [
        ("OTTAWA (AP) — The lake is ours.", "Associated Press"),
        ("Ann Long said on Monday, The Associated Press reported, that she was there.", "AP"),
        ("By Peter Marsh, via AP", "Associated Press"),
        ("By Peter Marsh, via the Associated Press", "Associated Press"),
        ("OTTAWA (CP) - The lake is ours.", "The Canadian Press"),
        ("With files from The Canadian Press", "The Canadian Press"),
        ("With files from Canadian Press", "The Canadian Press"),
        ("According to Reuters, the lake is ours.", "Reuters"),
        ("Ann Long spoke on Monday, AP reports.", "Associated Press"),
        # The outlet's own report, and an agency that nobody knows here.
        ("LONDON (Bloomberg) — The lake is ours.", ""),
        ("PARIS (AFP) — The lake is ours.", ""),
        ("The lake is ours.", ""),
    ],
)
def test_the_wire_of_a_lead_is_the_outlet_that_has_this_name_or_alias(client, lead, agency):
    there = {
        "Associated Press": ["AP", "The Associated Press"],
        "The Canadian Press": ["CP"],
        "Reuters": [],
    }
    for name, aliases in there.items():
        make.outlet(name, aliases=aliases)
    own = make.outlet("Bloomberg News", aliases=["Bloomberg"])
    source = make.source("2025-05-22", outlet=own)
    capture_of(source, f"A headline\n\n{lead}\n\n“We will count the boats,” Ann Long said.\n")
    shown = [row.values["via"] for row in opened(client, source) if row.values["kind"] == "direct"]
    wanted = Outlet.objects.called(agency)
    assert shown == [wanted.pk if wanted else None]


def test_day_place_and_via_are_given_to_the_other_open_cards_that_have_none(
    client, source, capture, candidates
):
    _first, second, third, fourth = opened(client, source)
    outlet = make.outlet("Associated Press")
    decide(client, fourth, "reject")
    decide(client, third, "keep", place="Halifax")
    given = {
        "said": "2025-05-20",
        "said_basis": "It says so.",
        "place": "Toronto",
        "via": outlet.pk,
    }
    answer = decide(client, second, "spread", **given).json()
    assert answer["told"] == "Copied to the other open cards, where they had none."
    shown = [
        (row.values["said"], row.values.get("place"), row.values["via"])
        for row in Proposal.objects.filter(capture=capture)
    ]
    assert shown == [
        ("2025-05-21", "Toronto", outlet.pk),
        ("2025-05-20", "Toronto", outlet.pk),
        ("2025-05-20", "Halifax", outlet.pk),
        ("", "", None),
    ]
    decide(client, Proposal.objects.get(pk=second.pk), "accept")
    statement = Statement.objects.get()
    assert (statement.place, statement.citations.get().via) == ("Toronto", outlet)


def test_ones_own_drafts_are_sent_to_review_together(client, source, capture, candidates):
    first, second, *_others = opened(client, source)
    assert 'id="workbench-send"' in client.get(page(source)).content.decode()
    assert client.get(page(source)).context["send"] == ""
    decide(client, first, "accept")
    decide(member("editor", "second"), second, "accept")
    assert client.get(page(source)).context["send"] == "Send my 1 draft to review"
    send = reverse("admin:quotes_source_workbench_send", args=[source.pk])
    response = client.post(send, {"gaps_asked": "1", "is_complete": "on"})
    assert response.status_code == 302
    states = dict(Statement.objects.values_list("created_by__username", "state"))
    assert states == {"editor": State.IN_REVIEW, "second": State.DRAFT}


@pytest.mark.parametrize(
    ("said", "gap"),
    [("", "nobody knows the day"), ("1950-01-01", "no office is recorded for that day")],
)
def test_one_is_asked_once_before_drafts_with_a_gap_are_sent(
    client, source, capture, candidates, said, gap
):
    decide(client, opened(client, source)[0], "accept")
    Statement.objects.update(said=said)
    address = reverse("admin:quotes_source_workbench_send", args=[source.pk])
    page = client.post(address, {"capture": capture.pk})
    assert gap in page.content.decode()
    assert f'name="capture" value="{capture.pk}"' in page.content.decode()
    assert Statement.objects.get().state == State.DRAFT
    client.post(address, {"capture": capture.pk, "gaps_asked": "1", "is_complete": "on"})
    assert Statement.objects.get().state == State.IN_REVIEW


@pytest.mark.parametrize(
    ("words", "name", "suggested"),
    [
        ("the costs of it", "Cost", True),
        ("un contrat de plus", "Contrôle parlementaire", False),
        ("a contract of sorts", "Arms control", False),
        ("it deters nobody, a deterrent", "Deterrence", True),
        ("corrupt to the bone", "Corruption", True),
        ("the costume was blue", "Cost", True),
        ("costumes were blue", "Cost", False),
        ("the allies agree", "Allies", True),
        ("all of it", "Allies", False),
        ("interceptors in orbit", "Space-based interceptors", True),
    ],
)
def test_a_topic_is_suggested_by_a_word_of_its_name(words, name, suggested):
    topic = make.topic(name=name)
    assert bool(suggested_topics(words, [], [topic])) == suggested


def test_every_topic_can_be_ticked(client, source, capture, candidates):
    topic = make.topic("harbours", name="Harbours")
    proposal = opened(client, source)[1]
    assert "Harbours" in looked_at(client, proposal)
    decide(client, proposal, "accept", topics=[topic.pk])
    assert [*Statement.objects.get().topics.all()] == [topic]


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        (
            "Ann Long, the deputy comptroller of the Pentagon, said so.",
            "Ann Long",
            "Deputy comptroller of the Pentagon",
        ),
        ("Defence Minister Ann Long said so.", "Ann Long", "Defence Minister"),
        (
            "The deputy comptroller of the lake, Ann Long, said so.",
            "Ann Long",
            "Deputy comptroller of the lake",
        ),
        (
            "La ministre de la Défense, Anne Longtin, a parlé.",
            "Anne Longtin",
            "Ministre de la Défense",
        ),
        (
            "Anne Longtin, directrice de la Défense nationale, a parlé.",
            "Anne Longtin",
            "Directrice de la Défense nationale",
        ),
        ("Ann Long, a nurse, said so.", "Ann Long", ""),
        ("Ann Long, who leads the fleet, said so.", "Ann Long", ""),
        ("“It is blue,” Ann Long said. The minister left.", "Ann Long", ""),
        ("Long, the minister, said so.", "Long", ""),
        ("Mary Ann Long said so.", "Ann Long", ""),
    ],
)
def test_the_office_of_somebody_new_is_proposed(text, name, office):
    assert office_in(text, name) == office


# --- transcripts ---------------------------------------------------------------------------------

HEARING = """Hearing of the committee on the shield
May 20, 2025

SENATOR ANN LONG: The price is not known, General. Is it?

GENERAL WALTER LINDQVIST: Senator, it is $175 billion. No more than that.

We will build it in three years. The U.S. Army agrees.

Q: And who pays for it?

SENATOR LONG: Thank you, Gen. Lindqvist, for that. Order, please.
"""


@pytest.fixture
def hearing() -> Capture:
    general = make.speaker("Walter Lindqvist", slug="walter-lindqvist")
    make.role(general, title="Commander of the Shield", since="2025-01", until="2025-06")
    make.role(general, title="Admiral of the Lake", since="2025-07")
    source = make.source("2025-05-23", kind="hearing")
    return capture_of(source, HEARING)


def cut(client: Client, kept: Capture, words: str) -> Proposal:
    """The card of words that were selected in a transcript."""
    start, end = span(words, kept.text)
    address = reverse("admin:quotes_source_workbench_mark", args=[kept.source_id])
    response = client.post(address, {"spans": f"{start}-{end}"})
    assert response.status_code == 302, response.content.decode()
    return Proposal.objects.get(capture=kept, start=start)


def test_a_transcript_is_shown_in_turns_with_the_office_of_that_day(client, hearing):
    content = client.get(page(hearing.source)).content.decode()
    turns = re.findall(r'<h2 class="workbench-turn.*?</h2>', content)
    shown = [" ".join(re.sub("<[^>]*>", " ", turn).split()) for turn in turns]
    assert shown == [
        "Ann Long not in the archive yet",
        "Walter Lindqvist Commander of the Shield",
        "A question",
        "Ann Long not in the archive yet",
    ]
    assert content.count('class="workbench-text is-question"') == 1


def test_what_is_cut_from_a_turn_has_its_speaker_and_the_day_of_the_transcript(client, hearing):
    opened(client, hearing.source)
    Proposal.objects.all().delete()
    proposal = cut(client, hearing, "We will build it in three years.")
    decide(client, proposal, "accept")
    statement = Statement.objects.get()
    assert statement.text == "We will build it in three years."
    assert (statement.speaker.slug, statement.said) == ("walter-lindqvist", parse("2025-05-20"))
    assert statement.said_basis == "“May 20, 2025” at the head of the transcript"
    assert statement.citations.get().check_state == CheckState.EXACT
    # Of whoever is new, the fullest name that the transcript gives.
    proposal = cut(client, hearing, "Order, please.")
    assert proposal.values["new_speaker"] == "Ann Long"
    assert proposal.values["speaker"] is None
    # What was asked is nobody's of the archive.
    question = cut(client, hearing, "And who pays for it?")
    assert (question.values["speaker"], question.values["new_speaker"]) == (None, "")


def test_words_over_paragraphs_of_a_turn_are_pieces_without_the_label(client, hearing):
    opened(client, hearing.source)
    Proposal.objects.all().delete()
    whole = "GENERAL WALTER LINDQVIST: Senator, it is $175 billion. No more than that."
    start = HEARING.index(whole)
    end = HEARING.index("The U.S. Army")
    address = reverse("admin:quotes_source_workbench_mark", args=[hearing.source_id])
    client.post(address, {"spans": f"{start}-{end - 1}"})
    proposal = Proposal.objects.get()
    assert [HEARING[first:last] for first, last in proposal.values["pieces"]] == [
        "Senator, it is $175 billion. No more than that.",
        "We will build it in three years.",
    ]
    assert proposal.candidate["figures"][0]["low"] == "175000000000"


def test_words_of_two_speakers_are_no_quotation(client, hearing):
    found_first = opened(client, hearing.source)
    start, end = HEARING.index("Is it?"), HEARING.index("No more")
    address = reverse("admin:quotes_source_workbench_mark", args=[hearing.source_id])
    content = client.post(address, {"spans": f"{start}-{end}"}).content.decode()
    assert "These words are of two speakers." in content
    assert [*Proposal.objects.all()] == found_first


def test_looking_once_more_keeps_what_was_cut(client, hearing):
    opened(client, hearing.source)
    Proposal.objects.all().delete()
    proposal = cut(client, hearing, "We will build it in three years.")
    client.post(reverse("admin:quotes_source_workbench_again", args=[hearing.source_id]))
    assert Proposal.objects.filter(pk=proposal.pk).exists()


def test_short_turns_are_cards_with_the_day_and_long_ones_are_cut(client, hearing):
    proposals = opened(client, hearing.source)
    assert [row.values["said"] for row in proposals] == ["2025-05-20"] * 3
    source = make.source("2025-05-23", kind="transcript")
    speech = " ".join(f"Word number {number} was heard." for number in range(40))
    capture_of(source, HEARING.replace("May 20, 2025\n", "") + f"\nGEN. LINDQVIST: {speech}\n")
    proposals = opened(client, source)
    assert len(proposals) == 3
    # Without a day of its own a transcript is of the day it has in the archive.
    assert {row.values["said"] for row in proposals} == {"2025-05-23"}
    assert {row.values["said_basis"] for row in proposals} == {"a transcript of 23 May 2025"}


@pytest.mark.parametrize(
    ("kind", "head", "said"),
    [
        ("hearing", "May 20, 2025", "2025-05-20"),
        ("transcript", "Tuesday, 20 May 2025, at noon", "2025-05-20"),
        ("transcript", "Le mardi 20 mai 2025", "2025-05-20"),
        ("transcript", "2025-05-20", "2025-05-20"),
        # Two days, and neither is known to be that of the words.
        ("transcript", "May 20, 2025, printed May 21, 2025", ""),
        ("transcript", "May 2025", "2025-05-23"),
        ("speech", "", "2025-05-23"),
        # An article is not of the day on which it reports.
        ("news-article", "May 20, 2025", ""),
        ("video", "", ""),
    ],
)
def test_the_day_of_a_transcript_is_that_of_its_head(client, hearing, kind, head, said):
    source = make.source("2025-05-23", kind=kind)
    capture_of(source, HEARING.replace("May 20, 2025", head))
    assert {row.values["said"] for row in opened(client, source)} == {said}


@pytest.mark.parametrize(
    ("paragraph", "number"),
    [
        ("It is done. We will go on.", 2),
        ("The U.S. Army agrees. So do we!", 2),
        ("Gen. Long said no. Why? Because.", 3),
        ("It costs 1.5 billion. That is all", 2),
        ("“It is done.” He went on. “Yes.”", 3),
        ("J. R. Marsh was there.", 1),
        ("Is it?! It is… Well.", 3),
        ("C’est fait. « Nous irons. » À demain.", 3),
        ("one without a stop", 1),
        ("No. No. No.", 3),
    ],
)
def test_a_turn_is_cut_by_sentences(paragraph, number):
    found = [*sentences_of(paragraph, Span(0, len(paragraph)))]
    assert len(found) == number
    assert " ".join(paragraph[slice(*one)] for one in found) == paragraph


@pytest.mark.parametrize(
    ("group", "publics", "others"),
    [("contributor", 409, 409), ("editor", 200, 200), ("admin", 200, 200)],
)
def test_what_each_group_may_do_with_a_card(
    source, capture, candidates, president, group, publics, others
):
    someone = User.objects.create_user("someone")
    public = make.statement(text="These words are public", speaker=president)
    draft = make.draft(text="This is the draft of somebody else", speaker=president)
    Statement.objects.filter(pk=draft.pk).update(created_by=someone)
    client = member(group, "worker")
    first, second, third, fourth = opened(client, source)
    for proposal, act in ((first, "accept"), (second, "reject"), (third, "keep")):
        assert decide(client, proposal, act).status_code == 200
    assert decide(client, third, f"merge:{public.pk}").status_code == publics
    assert decide(client, fourth, f"merge:{draft.pk}").status_code == others
    Proposal.objects.filter(pk=second.pk).update(decided_by=someone)
    second.refresh_from_db()
    assert decide(client, second, "undo").status_code == others
    assert not Statement.objects.filter(created_by=client.user).exclude(state="draft").exists()


@pytest.mark.parametrize(
    ("text", "pieces", "words"),
    [
        ("“We will.\n\n“We must.”", [(1, 9), (12, 20)], "We will. We must."),
        ("“We will,” she said. “We must.”", [(1, 9), (22, 30)], "We will, [...] We must."),
        ("“We will.”", [(1, 9)], "We will."),
    ],
)
def test_an_omission_is_marked_only_where_letters_are_left_out(text, pieces, words):
    assert words_of(text, [Span(*piece) for piece in pieces]) == words


# What stands between “We can pay,” and “and we will.”, or another second half.
CUT_BY_A_REPORT = [
    "{} said, “",
    "said {}, “",
    "{} told reporters in Ottawa, “",
    "{}, the minister of defence, said on Wednesday, “",
    "{} said during a briefing this morning, “",
]
PERHAPS_MORE = [
    "{} said. “",
    "{} said: “",
    "{} said, adding that it will cost more, “",
    "{} said of the plan, which is not hers, “",
    "{} said and left the room, “",
    "{} said, citing the figures of the budget, “",
    "{} said before she was asked why, “",
    "{} said — she had been asked twice — “",
    "{} said. Others did not. She went on, “",
    "{} said of “the shield,” and then, “",
    "{} said in a long answer to the member for Windsor on the price of it all, “",
    # Two days, two answers, two places, two speakers.
    "{} said on Monday, then on Tuesday, “",
    "{} said in response to the first question, to the second, “",
    "{} said, then added, “",
    "{} said then added, “",
    "{} said in Ottawa, in Paris, “",
    "{} said on Monday, a day later, “",
    "{} said on Monday then on Tuesday, “",
    "{} said in Ottawa later in Paris, “",
    "{} said, later, “",
    "{} said in two speeches, “",
    "{} said to one reporter, to another, “",
    "{} said to one reporter to another, “",
    "{} said\n\nLater in Paris, Martin Keller told reporters, “",
    "{} said\n\nMartin Keller told reporters, “",
    "{} said,\n\n“",
    "{} said\non Tuesday, “",
]
# “Nous pouvons payer,” in a paper that prints the comma within its marks.
PERHAPS_MORE_IN_FRENCH = [
    "said {} lundi, puis mardi, “",
    "said {} à Ottawa puis à Paris, “",
    "said {} à Ottawa, à Paris, “",
    "said {} en deux temps, “",
    "said {}, et plus tard, “",
]


def joined(between: str, first: str = "We can pay,", second: str = "and we will.") -> str:
    """The words of an utterance, with what stands between its halves."""
    text = f"“{first}” {between.format('Gen. Ann Long')}{second}”"
    start = text.index(second, len(first))
    name, verb = text.index("Gen."), re.search("said|told", text)
    report = [Span(name, name + len("Gen. Ann Long")), Span(*verb.span())]
    return words_of(text, [Span(1, 1 + len(first)), Span(start, len(text) - 1)], report)


@pytest.mark.parametrize("between", CUT_BY_A_REPORT)
def test_a_report_within_a_sentence_leaves_nothing_out(between):
    assert joined(between) == "We can pay, and we will."


@pytest.mark.parametrize("between", CUT_BY_A_REPORT)
@pytest.mark.parametrize("second", ["I know that.", "I cannot say how.", "I’m sure."])
def test_what_may_be_another_sentence_keeps_the_mark(between, second):
    assert joined(between, second=second) == f"We can pay, [...] {second}"


@pytest.mark.parametrize("between", [*PERHAPS_MORE, *PERHAPS_MORE_IN_FRENCH])
def test_where_more_may_have_been_said_the_mark_stays(between):
    assert joined(between) == "We can pay, [...] and we will."


@pytest.mark.parametrize(
    ("first", "second"),
    [("We can pay.", "and we will."), ("We can pay", "and we will."), ("We can pay,", "We will.")],
)
def test_two_sentences_keep_the_mark(first, second):
    assert joined("{} said, “", first, second) == f"{first} [...] {second}"


def test_a_sentence_that_a_report_cuts_is_one_in_what_is_drafted(client, source, president):
    """Found by extraction, drafted as one sentence, and published: its wordings print it so."""
    capture_of(
        source, "“We are looking at it,” Donald Trump said on Wednesday, “and we will decide.”"
    )
    (proposal,) = opened(client, source)
    assert decide(client, proposal, "accept", speaker=president.pk).status_code == 200
    statement = Statement.objects.get()
    assert statement.text == "We are looking at it, and we will decide."
    assert [row.wording for row in statement.citations.order_by("position")] == [
        "We are looking at it,",
        "and we will decide.",
    ]
    assert objections([statement.pk]) == []
