"""What may be here twice: told by titles and texts, and told apart by an editor."""

import random
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from quotes.capture.duplicates import duplicates
from quotes.capture.twins import with_newest_text
from quotes.dates.partial import parse
from quotes.editing import EditContext, merge
from quotes.editing.known_sources import MOST_TWINS, alike_documents
from quotes.models import Source, TwoDocuments
from quotes.text.titles import TitleWords
from tests import factories as make
from tests.groups import make_groups
from tests.workbench_scenes import capture_of

pytestmark = pytest.mark.django_db

LISTED = "/admin/quotes/source/?mend=twice"
FIRST, SECOND, THIRD = (
    " ".join(f"{letter}{number}word" for number in range(90)).translate(
        str.maketrans("0123456789", "abcdefghij")
    )
    for letter in "xyz"
)


def source(text: str, title: str = "", **fields: Any) -> Source:
    made = make.source(fields.pop("published", "2025-05-22"), title=title or "Untold", **fields)
    capture_of(made, text)
    return made


@pytest.fixture
def chief() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief", first_name="Ada", last_name="Long"))
    return client


SAME = [
    (FIRST, FIRST),
    (FIRST, f"{FIRST} A further sentence stands at the end."),
    (FIRST, FIRST.replace("xbword", "other")),
    (FIRST, FIRST.upper()),
    (FIRST, FIRST.replace(" ", "\n")),
    (f"Headline of it\n\n{FIRST}", f"Another headline\n\n{FIRST}"),
    (f"{FIRST} {SECOND}", f"{FIRST} {SECOND} Corrected on Friday."),
]
OTHER = [
    (FIRST, SECOND),
    (f"{FIRST} {SECOND}", f"{FIRST} {THIRD}"),
    (f"Results of 4 May. {FIRST}", f"Results of 5 May. {FIRST}"),
    (FIRST[:100], FIRST[:101]),
    (FIRST, f"{SECOND} {FIRST[:120]}"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=range(len(SAME)))
@pytest.mark.parametrize("published", ["2025-05-22", "2025-05-27", ""])
def test_texts_of_one_outlet_that_are_nearly_the_same_may_be_one_document(one, other, published):
    first = source(one, "A price is named")
    second = source(other, "The minister speaks", outlet=first.outlet, published=published)
    source(one, "Printed elsewhere, too")
    assert duplicates() == {first.pk: second.pk, second.pk: first.pk}


@pytest.mark.parametrize(("one", "other"), OTHER, ids=range(len(OTHER)))
def test_other_texts_are_not(one, other):
    first = source(one, "A price is named", published="2025-05-20")
    source(other, "The minister speaks", outlet=first.outlet)
    assert duplicates() == {}


def test_the_newest_text_counts():
    first = source(FIRST, "A price is named")
    second = source(FIRST, "The minister speaks", outlet=first.outlet, published="2025-05-23")
    capture_of(second, SECOND)
    assert duplicates() == {}


def test_what_stands_on_every_page_of_an_outlet_tells_nothing():
    """Texts of a line of their own each, on a page of much that is the same."""
    first = source(f"{FIRST} {SECOND[:30]}", "Page 0")
    for number in range(21):
        made = make.source(f"2025-06-{number + 1:02}", title="Page", outlet=first.outlet)
        capture_of(made, FIRST)
    assert duplicates() == {}


def test_texts_move_with_their_source_when_two_are_merged():
    first, second = source(FIRST), source(SECOND)
    Source.objects.filter(pk=second.pk).update(outlet=first.outlet)
    second.refresh_from_db()
    merge(first, second, EditContext("The same."))
    assert first.captures.count() == 2


# --- told apart ----------------------------------------------------------------------------------


def test_two_documents_are_told_apart_and_listed_again(chief: Client) -> None:
    first = source(f"{FIRST} Struck.", "A price is named")
    second = source(FIRST, "The minister speaks", outlet=first.outlet)
    page = chief.get(LISTED).content.decode()
    compared = reverse("admin:quotes_source_twin", args=[first.pk, second.pk])
    assert compared in page
    page = chief.get(compared).content.decode()
    assert "The minister speaks" in page
    assert "<del> Struck." in page
    assert f"{reverse('admin:quotes_source_merge', args=[first.pk])}?other={second.pk}" in page
    assert chief.post(compared).url == LISTED  # type: ignore[attr-defined]
    mark = TwoDocuments.objects.get()
    assert (mark.first, mark.second, str(mark.marked_by)) == (first, second, "chief")
    assert duplicates() == {}
    assert compared not in chief.get(LISTED).content.decode()
    other_way = reverse("admin:quotes_source_twin", args=[second.pk, first.pk])
    assert "Ada Long noted on" in chief.get(other_way).content.decode()
    for row in (first, second):
        history = reverse("admin:quotes_source_history", args=[row.pk])
        assert "Not the same document as" in chief.get(history).content.decode()
    chief.post(other_way)
    assert TwoDocuments.objects.count() == 1
    chief.post(other_way, {"again": "on"})
    assert duplicates() == {first.pk: second.pk, second.pk: first.pk}


def test_what_is_done_already_is_not_done_again(chief: Client) -> None:
    """Two editors press the same button, or one presses twice; nothing becomes its opposite."""
    first, second = source(FIRST), source(SECOND)
    page, back = (
        reverse("admin:quotes_source_twin", args=[one.pk, other.pk])
        for one, other in ((first, second), (second, first))
    )
    told = []
    for address, sent in ((page, {"again": "on"}), (page, {}), (back, {}), (page, {})):
        assert chief.post(address, sent).status_code == 302
        told.append((TwoDocuments.objects.count(), LogEntry.objects.count()))
    assert told == [(0, 0), (1, 2), (1, 2), (1, 2)]
    for address in (page, back, back):
        assert chief.post(address, {"again": "on"}).status_code == 302
        assert (TwoDocuments.objects.count(), LogEntry.objects.count()) == (0, 4)


def test_one_of_three_that_is_told_apart_leaves_the_others(chief: Client) -> None:
    first = source(FIRST, "A price is named")
    second, third = (source(FIRST, title, outlet=first.outlet) for title in ("Second", "Third"))
    chief.post(reverse("admin:quotes_source_twin", args=[first.pk, second.pk]))
    assert duplicates() == {first.pk: third.pk, second.pk: third.pk, third.pk: first.pk}


@pytest.mark.parametrize("is_told", ["apart", "by title"])
def test_pairs_that_are_known_hide_no_others(monkeypatch: pytest.MonkeyPatch, is_told: str) -> None:
    """However many pairs of newer sources an editor, or their titles, have settled."""
    monkeypatch.setattr("quotes.capture.duplicates.MOST_READ", 1)
    first = source(FIRST, "A price is named")
    second = source(f"{FIRST} And.", "The minister speaks", outlet=first.outlet)
    title = "The vote on the budget is on Friday"
    third = source(THIRD, title if is_told == "by title" else "Third")
    fourth = source(f"{THIRD} And.", title if is_told == "by title" else "Fourth")
    Source.objects.filter(pk=fourth.pk).update(outlet=third.outlet)
    found = {first.pk: second.pk, second.pk: first.pk}
    if is_told == "apart":
        TwoDocuments.objects.create(first=third, second=fourth)
        assert duplicates() == found
    else:
        assert duplicates() == found | {third.pk: fourth.pk, fourth.pk: third.pk}


def test_a_source_that_is_merged_while_pairs_are_read_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = source(FIRST, "A price is named")
    for title in ("The minister speaks", "Third"):
        source(f"{FIRST} {title}.", title, outlet=first.outlet)
    second, third = Source.objects.exclude(pk=first.pk).order_by("pk")

    def read(rows: Any) -> Any:
        merge(second, first, EditContext("The same."))
        return with_newest_text(rows)

    monkeypatch.setattr("quotes.capture.duplicates.with_newest_text", read)
    assert duplicates() == {second.pk: third.pk, third.pk: second.pk}


def test_a_contributor_does_not_tell_apart_what_others_cite() -> None:
    make_groups()
    user = User.objects.create_user("carla", is_staff=True)
    user.groups.add(Group.objects.get(name="contributor"))
    client = Client()
    client.force_login(user)
    one, two = source(FIRST), source(SECOND)
    for row in (one, two):
        make.citation(make.draft(), source=row)
    compared = reverse("admin:quotes_source_twin", args=[one.pk, two.pk])
    assert client.post(compared).status_code == 403
    assert not TwoDocuments.objects.exists()


def test_no_source_is_its_own_twin(chief: Client) -> None:
    one = source(FIRST)
    for other in (one.pk, one.pk + 1):
        assert (
            chief.get(reverse("admin:quotes_source_twin", args=[one.pk, other])).status_code == 404
        )


# --- titles, when a source is added --------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "is_alike"),
    [
        ("Briefing on the missile shield for reporters", True),
        ("Briefing on the missile shield for reporters at noon", True),
        ("BRIEFING on the missile shield, for reporters", True),
        ("Briefing on the missile shield for reporters, part 2", False),
        ("Briefing on the missile shield for reporters, part two", False),
        ("Briefing on the missile shield for reporters II", False),
        ("Briefing on the missile shield for 12 reporters", False),
        ("No briefing on the missile shield for reporters", False),
        ("Briefing on the missile shield without reporters", False),
        ("A vote on the budget of the province", False),
    ],
)
def test_numbers_decide_between_titles(title: str, is_alike: bool) -> None:
    row = make.source("2025-05-22", title="Briefing on the missile shield for reporters")
    found = alike_documents(row.outlet.name, parse("2025-05-22"), title)
    assert bool(found) == is_alike


@pytest.mark.parametrize(
    ("title", "is_alike"),
    [("part 1 of 1", True), ("part 1 and part 1", True), ("part 1 of 2", False), ("part 2", False)],
)
def test_a_number_that_a_title_repeats_parts_it_by_no_rule(title: str, is_alike: bool) -> None:
    begin = "Briefing of the ministry on the missile shield for reporters"
    one = make.source("2025-05-22", title=f"{begin}, part 1")
    two = make.source("2025-05-22", title=f"{begin}, {title}", outlet=one.outlet)
    found = alike_documents(one.outlet.name, one.published, two.title, two.pk)
    assert (bool(found), bool(duplicates())) == (is_alike, is_alike)


def test_all_who_ask_go_by_one_rule_for_titles() -> None:
    """Of every two of many titles of a day the list says what the form and an import say."""
    words, more = "Briefing on the shield, for l’État: über «ß»".split(), "part 2 II not no".split()
    rng = random.Random("titles")
    titles = {
        " ".join(rng.sample(words, rng.randint(1, 8)) + rng.sample(more, rng.choice((0, 0, 1))))
        for _ in range(70)
    }
    rows = [make.source("2025-05-22", title=title) for title in sorted(titles)]
    outlet = rows[0].outlet
    Source.objects.update(outlet=outlet)
    alike = {
        (one.pk, other.pk)
        for one in rows
        for other in rows
        if one.pk < other.pk and TitleWords.of(one.title).is_alike(TitleWords.of(other.title))
    }
    assert len(alike) > 20
    first: dict[int, int] = {}
    for one, two in sorted(alike):
        first.setdefault(one, two)
        first.setdefault(two, one)
    assert duplicates() == first
    for row in rows:
        asked = alike_documents(outlet.name, row.published, row.title, row.pk)
        told = {pk for pair in alike for pk in pair if row.pk in pair} - {row.pk}
        assert {one.pk for one in asked} <= told
        assert len(asked) == min(len(told), MOST_TWINS)


def test_what_was_told_apart_is_not_named_again() -> None:
    one = make.source("2025-05-22", title="Briefing on the missile shield")
    two = make.source("2025-05-22", title="Briefing on the missile shield", outlet=one.outlet)
    told = (one.outlet.name, one.published, one.title)
    assert alike_documents(*told, one.pk) == [two]
    TwoDocuments.objects.create(first=one, second=two)
    assert alike_documents(*told, one.pk) == []
    assert alike_documents(*told) == [one, two]
