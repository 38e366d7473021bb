"""What is there already, told in the form of a statement and before a new one is saved."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from quotes.admin.near_duplicate_warnings import MOST_TOLD
from quotes.models import Citation, State, Statement
from tests import factories as make
from tests.admin_forms import added_row, address, cited, errors_in, filled, new_statement, saved
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

WORDS = "We look forward to working with our allies on a shield for the whole of the continent"
CHANGED = "We look forward to working with our allies on the shield for the whole of the continent"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief", first_name="Ada", last_name="Long"))
    return client


def member(group: str) -> Client:
    make_groups()
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(user.groups.model.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def asked(client: Client, *words: str, **others: object) -> Any:
    response = client.post(reverse("admin:quotes_statement_alike"), {"words": words, **others})
    assert response.status_code == 200
    return response.json()["found"]


def filled_in(client: Client, of: Any, text: str = CHANGED, **fields: object) -> dict[str, Any]:
    data = new_statement(client, text=text, said="2025-05-21", **fields)
    return cited(data | {"speaker": of.pk}, source=make.source().pk, wording=text)


# --- while it is typed ---------------------------------------------------------------------------


def test_the_form_is_told_of_an_alike_statement(client):
    there = make.draft(text=WORDS)
    [found] = asked(client, CHANGED, speaker=there.speaker.pk, said="2025-05-21")
    assert found["told"].startswith("Already in the archive: “We look forward")
    assert "21 May 2025 (99 % match, draft)" in found["told"]
    assert found["very"] is found["same_speaker"] is True
    assert found["look"] == address(Statement, "change", there.pk)
    assert ["delete", "a "] in found["difference"]
    assert ["insert", "the "] in found["difference"]


def test_the_same_words_of_somebody_else_are_told_of_as_a_finding(client):
    there = make.statement(text=WORDS)
    [found] = asked(client, WORDS, speaker=make.speaker().pk)
    assert found["told"].startswith(f"{there.speaker.name}: “We look")
    assert found["told"].endswith("Two people are credited with the same: look at both sources.")
    assert found["very"] is found["same_speaker"] is False


def test_other_numbers_are_named(client):
    there = make.draft(text="It will cost $175 billion when it is completed, by 2029")
    words = "It will cost $185 billion when it is completed, by 2029"
    assert asked(client, words, speaker=there.speaker.pk)[0]["caution"] == "The numbers differ."


def test_a_negation_is_named(client):
    there = make.draft(text="We will not pay for a shield that others build in the north")
    words = "We will pay for a shield that others build in the north"
    [found] = asked(client, words, speaker=there.speaker.pk, said="2025-05-21")
    assert found["caution"] == "One of them has a “not” that the other lacks."
    assert found["very"] is False


def test_what_may_be_a_translation_is_shown_by_its_day(client):
    there = make.draft("2025-05-21", text=WORDS, language="en")
    of = there.speaker
    make.draft("2025-05-22", text="Something else", speaker=of, language="en")
    make.draft("2025-05-21", text="Autre chose", speaker=of, language="fr")
    sent = {"speaker": of.pk, "said": "2025-05-21", "language": "fr-CA"}
    words = "Nous nous réjouissons de travailler avec nos alliés"
    [found] = asked(client, words, **sent)
    assert found["told"].startswith("Said the same day by the same official, in English: “We look")
    assert (found["very"], found["difference"]) == (False, [])
    assert found["add"] == reverse("admin:quotes_statement_another", args=[there.pk])
    assert asked(client, words, **sent | {"without": there.pk}) == []
    assert asked(client, words, **sent | {"said": "2025-05"}) == []
    assert asked(client, words, **sent | {"language": "en"})[0]["told"].endswith("“Autre chose”.")


def test_the_statement_of_the_form_itself_is_left_out(client):
    there = make.draft(text=WORDS)
    assert asked(client, WORDS, speaker=there.speaker.pk, without=there.pk) == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"words": ""},
        {"words": WORDS, "speaker": "x", "said": "yesterday", "without": "9" * 30},
        {"words": "\0", "speaker": "-1"},
        {"words": ["…"] * 100},
    ],
)
def test_what_cannot_be_read_finds_nothing(client, sent):
    response = client.post(reverse("admin:quotes_statement_alike"), sent)
    assert (response.status_code, response.json()) == (200, {"found": []})


def test_no_more_are_told_of_than_anybody_reads(client):
    of = make.speaker()
    for number in range(MOST_TOLD + 3):
        make.draft(text=f"{WORDS} {number}", speaker=of)
    assert len(asked(client, WORDS, speaker=of.pk)) == MOST_TOLD


def test_only_editors_ask(client):
    url = reverse("admin:quotes_statement_alike")
    by_script = {"Sec-Fetch-Mode": "cors"}
    assert Client().post(url, headers=by_script).status_code == 302
    nobody = Client()
    nobody.force_login(User.objects.create_user("new", is_staff=True))
    assert nobody.post(url, {"words": WORDS}).status_code == 403
    assert client.get(url).status_code == 405


def test_a_contributor_is_not_offered_what_they_may_not_change():
    there = make.statement(text=WORDS)
    contributor = member("contributor")
    [found] = asked(contributor, WORDS, speaker=there.speaker.pk)
    assert found["add"] == ""
    carried = contributor.post(reverse("admin:quotes_statement_another", args=[there.pk]))
    assert carried.status_code == 403
    assert "another_wording" not in contributor.session


# --- before it is saved --------------------------------------------------------------------------


def test_a_new_statement_like_one_that_is_there_is_asked_about_once(client):
    there = make.draft(text=WORDS)
    data = filled_in(client, there.speaker)
    response = client.post(address(Statement, "add"), data)
    assert "Already in the archive" in errors_in(response)
    assert reverse("admin:quotes_statement_another", args=[there.pk]) in errors_in(response)
    assert 'type="checkbox" name="is_another"' in response.content.decode()
    assert CHANGED in response.content.decode()
    assert Statement.objects.count() == 1
    saved(client.post(address(Statement, "add"), data | {"is_another": "on"}))
    assert Statement.objects.count() == 2


def test_a_wording_alone_may_be_the_one_that_is_there(client):
    there = make.draft(text=WORDS)
    data = filled_in(client, there.speaker, "In short: no.")
    data |= {"citations-0-wording": CHANGED}
    assert "Already in the archive" in errors_in(client.post(address(Statement, "add"), data))


def test_a_piece_of_a_statement_of_the_same_days_is_asked_about(client):
    there = make.draft("2025-05-22", text=f"Yes. {WORDS}, and so do they")
    data = filled_in(client, there.speaker, "a shield for the whole")
    assert "Already in the archive" in errors_in(client.post(address(Statement, "add"), data))


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("We will join the shield of our allies", "We will not join the shield of our allies"),
        ("It will cost us $61 billion to join", "It will cost us $71 billion to join"),
        ("Nous paierons 61 milliards pour cela", "Nous paierons 71 milliards pour cela"),
        ("They can’t build it alone in the north", "They can build it alone in the north"),
    ],
)
def test_another_number_or_a_negation_is_another_statement(client, stored, typed):
    there = make.draft("2025-05-21", text=stored)
    saved(client.post(address(Statement, "add"), filled_in(client, there.speaker, typed)))


def test_the_same_words_of_somebody_else_do_not_stop_a_save(client):
    make.draft(text=WORDS)
    saved(client.post(address(Statement, "add"), filled_in(client, make.speaker())))


def test_the_question_is_not_there_before_it_is_asked(client):
    page = client.get(address(Statement, "add")).content.decode()
    assert 'type="hidden" name="is_another"' in page
    there = make.draft()
    assert "is_another" not in client.get(address(Statement, "change", there.pk)).content.decode()


def test_a_change_of_a_statement_is_never_asked_about(client):
    there = make.draft(text=WORDS)
    other = make.draft(text="Something else entirely", speaker=there.speaker)
    data = filled(client, address(Statement, "change", other.pk))
    saved(client.post(address(Statement, "change", other.pk), data | {"text": CHANGED}))


# --- as another wording of it --------------------------------------------------------------------


def test_source_and_wording_go_along_to_the_statement_that_is_there(client):
    there = make.statement(text=WORDS)
    via = make.outlet()
    data = filled_in(client, there.speaker) | {"citations-1-via": via.pk}
    response = client.post(reverse("admin:quotes_statement_another", args=[there.pk]), data)
    form = filled(client, response.url)
    assert form["citations-1-wording"] == CHANGED
    assert str(form["citations-1-source"]) == str(data["citations-1-source"])
    saved(client.post(address(Statement, "change", there.pk), form | {"reason": "Another"}))
    added = Citation.objects.get(statement=there, wording=CHANGED)
    assert (added.position, added.via, added.check_state) == (1, via, "unchecked")
    assert there.citations.count() == 2
    assert State(Statement.objects.get().state) is State.PUBLISHED


def test_a_form_without_a_citation_gives_its_words(client):
    there = make.draft(text=WORDS)
    url = reverse("admin:quotes_statement_another", args=[there.pk])
    form = filled(client, client.post(url, {"text": CHANGED}).url)
    assert form["citations-0-wording"] == CHANGED


def test_forged_rows_are_carried_as_far_as_they_are_rows(client):
    there = make.draft(text=WORDS)
    url = reverse("admin:quotes_statement_another", args=[there.pk])
    row = {"citations-TOTAL_FORMS": "99999", "citations-0-source": "x"}
    assert client.get(client.post(url, row).url).status_code == 200
    row = added_row({"citations-TOTAL_FORMS": 0}, "citations", source="9" * 17, kind="?", via="-")
    page = client.get(client.post(url, row | {"citations-TOTAL_FORMS": "1"}).url)
    assert page.status_code == 200
    assert client.post(reverse("admin:quotes_statement_another", args=[9999])).status_code == 404


def test_nothing_waits_for_another_statement(client):
    there, other = make.draft(text=WORDS), make.draft()
    url = reverse("admin:quotes_statement_another", args=[there.pk])
    client.post(url, {"text": CHANGED})
    form = filled(client, address(Statement, "change", other.pk) + "?another=1")
    assert "citations-0-wording" not in form
