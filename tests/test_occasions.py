"""Occasions: their pages, their addresses that live for ever, and times in recordings."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from quotes.addresses.time_codes import at_time, seconds_of
from quotes.editing import (
    EditContext,
    Refused,
    merge,
    publish,
    record_changes,
    rename,
    undo,
)
from quotes.models import Merge, Occasion, Statement
from tests import factories as make
from tests.record_files import with_change, write

# --- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locator", "seconds"),
    [
        ("12:34", 754),
        ("1:02:03", 3723),
        ("t=754", 754),
        ("t = 30s", 30),
        ("from 12:34 to 13:10", 754),
        ("at 0:45", 45),
        ("12m34s", 754),
        ("1 h 02 min 03 s", 3723),
        ("10:34 a.m.", None),
        ("7:15 PM", None),
        ("page 12", None),
        ("p. 5", None),
        ("paragraph 3", None),
        ("99:99", None),
        ("2025-05-21T10:22:33", None),
        ("", None),
    ],
)
def test_a_locator_tells_a_time_or_none(locator, seconds):
    assert seconds_of(locator) == seconds


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk&t=754s"),
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "https://www.youtube.com/watch?v=abcdefghijk&t=754s"),
        ("https://youtu.be/abcdefghijk", "https://youtu.be/abcdefghijk?t=754s"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=754s"),
        ("https://news.example/hearing.mp4", "https://news.example/hearing.mp4#t=754"),
        ("https://news.example/v?id=1#player", "https://news.example/v?id=1#t=754"),
    ],
)  # fmt: skip
def test_a_recording_begins_at_a_time(url, address):
    assert at_time(url, 754) == address


# --- pages ---------------------------------------------------------------------------------------


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def hearing(db) -> Occasion:
    return make.occasion("Hearing on the shield", slug="hearing", place="Ottawa", date="2025-05-21")


def ids(response: object) -> list[str]:
    return [one.card.public_id for one in response.context["said"]]  # type: ignore[attr-defined]


def test_a_page_has_all_that_was_said_with_date_place_and_sources(client, hearing):
    source = make.source(title="A report of the day")
    for text in ("The first thing.", "The second thing."):
        made = make.statement(occasion=hearing, text=text)
        make.citation(made, source=source, position=1)
    record_changes(Statement.objects.values_list("pk", flat=True), EditContext("More sources"))
    make.draft(occasion=hearing, text="An unsayable thing.")
    make.statement(text="Said elsewhere.")
    shown = page(client, "/occasions/hearing/")
    for text in ("Hearing on the shield", "21 May 2025", "Ottawa", "The first thing.",
                 "The second thing.", "A report of the day"):  # fmt: skip
        assert text in shown
    assert "unsayable" not in shown
    assert "elsewhere" not in shown
    lines = client.get("/occasions/hearing/").context["lines"]
    assert (lines[0].heading, lines[0].source.statement_count) == ("A report of the day", 2)


def test_statements_stand_in_the_order_of_the_recording(client, hearing):
    video = make.source(kind="video", url="https://www.youtube.com/watch?v=abcdefghijk")
    made = {}
    for locator in ("12:34", "0:45", "1:02:03"):
        made[locator] = make.draft(occasion=hearing)
        make.citation(made[locator], source=video, locator=locator)
    for one in made.values():
        publish(one, EditContext("First published"))
    response = client.get("/occasions/hearing/")
    assert ids(response) == [made[at].public_id for at in ("0:45", "12:34", "1:02:03")]
    assert "In the order of the recording" in response.context["order_note"]
    shown = response.content.decode()
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=754s"' in shown
    own = page(client, made["12:34"].get_absolute_url())
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=754s"' in own
    assert "Play at 12:34" in own


def test_a_time_in_an_article_is_no_recording(client, hearing):
    made = make.statement(occasion=hearing)
    made.citations.update(locator="12:34")
    record_changes([made.pk], EditContext("Where it stands"))
    shown = page(client, "/occasions/hearing/")
    assert "t=754" not in shown
    assert "Play" not in shown


def test_a_statement_leads_to_its_occasion(client, hearing):
    made = make.statement(occasion=hearing)
    assert 'href="/occasions/hearing/"' in page(client, made.get_absolute_url())


def test_the_list_has_what_is_public_the_newest_first(client, hearing):
    make.statement(occasion=hearing)
    newest = make.occasion("Interview", date="2026-01")
    undated = make.occasion("Remarks")
    make.occasion("Nobody spoke")
    make.draft(occasion=make.occasion("Still to come"))
    for _number in range(2):
        make.statement(occasion=newest)
    make.statement(occasion=undated)
    lines = client.get("/occasions/").context["lines"]
    assert [(line.name, line.statement_count) for line in lines] == [
        ("Interview", 2),
        ("Hearing on the shield", 1),
        ("Remarks", 1),
    ]


@pytest.mark.parametrize(
    "path", ["/occasions/none/", "/occasions/%00/", "/occasions/?page=9", "/occasions/?page=x"]
)
def test_what_is_not_there_is_a_404(client, db, path):
    make.occasion("Nobody spoke", slug="none")
    assert client.get(path).status_code == 404


# --- addresses that live for ever ----------------------------------------------------------------


def test_an_occasion_that_was_renamed_is_found_at_its_old_address(client, hearing):
    make.statement(occasion=hearing)
    rename(hearing, "hearing-on-the-shield", EditContext("The full name"))
    response = client.get("/occasions/hearing/")
    assert (response.status_code, response["Location"]) == (
        301, "/occasions/hearing-on-the-shield/",
    )  # fmt: skip


def test_two_occasions_that_are_one_are_merged_and_parted_again(client, hearing):
    other = make.occasion("Hearing", slug="same-hearing", url="https://parliament.example/h")
    one, two = make.statement(occasion=hearing), make.statement(occasion=other)
    merge(hearing, other, EditContext("One and the same"))
    assert client.get("/occasions/same-hearing/")["Location"] == "/occasions/hearing/"
    assert set(ids(client.get("/occasions/hearing/"))) == {one.public_id, two.public_id}
    assert Occasion.objects.get().url == "https://parliament.example/h"
    two.refresh_from_db()
    assert two.revisions.count() == 2
    undo(Merge.objects.get(), EditContext("They were two"))
    assert ids(client.get("/occasions/same-hearing/")) == [two.public_id]


def test_occasions_of_two_days_are_not_one(hearing):
    other = make.occasion("Hearing", date="2025-05-22")
    with pytest.raises(Refused, match="Date"):
        merge(hearing, other, EditContext("One and the same"))


def test_a_record_that_names_an_occasion_otherwise_leads_on(client, db, tmp_path):
    def load(occasion: str) -> None:
        changed = with_change("statements", "occasion: News conference", f"occasion: {occasion}")
        call_command("load_archive", write(tmp_path / "record", **changed), verbosity=0)

    load("Hearing")
    load("Hearing on the shield")
    new = Occasion.objects.get(name="Hearing on the shield")
    assert not Occasion.objects.filter(name="Hearing").exists()
    response = client.get("/occasions/hearing-2025-05-21/")
    assert (response.status_code, response["Location"]) == (301, new.get_absolute_url())
    load("Hearing")
    load("Hearing on the shield")
    assert client.get("/occasions/hearing-2025-05-21/")["Location"] == new.get_absolute_url()
    load("null")
    for slug in ("hearing-2025-05-21", new.slug):
        assert client.get(f"/occasions/{slug}/").status_code == 410


def test_a_record_gives_its_occasions_the_same_addresses_everywhere(client, record: None):
    occasions = Occasion.objects.public()
    assert occasions.count() > 100
    assert occasions.filter(slug="").count() == 0
    announced = occasions.get(name="White House announcement of the Golden Dome architecture")
    assert announced.slug == "white-house-announcement-of-the-golden-dome-architecture-2025-05-20"


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [2, 25])
def test_occasions_cost_the_same_with_few_and_with_many(
    rows: int, client: Client, django_assert_max_num_queries: Callable
):
    hearing = make.occasion("Hearing", slug="hearing")
    for _number in range(rows):
        make.statement(occasion=hearing)
        make.statement(occasion=make.occasion("Interview", place=str(_number)))
    for path, budget in (("/occasions/", 1), ("/occasions/hearing/", 4)):
        # One more for the version of the archive.
        with django_assert_max_num_queries(budget + 1, info=path):
            client.get(path)
