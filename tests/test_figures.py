"""Figures: their words in two languages, whether they stand in what was said, and their pages."""

import csv
import re
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from quotes.editing import EditContext, RefutedByCheck, publish, record_changes
from quotes.models import Figure, State, Statement
from quotes.models.figure_words import amount_words, measure_name, quantity_name
from quotes.text.units import unit_of
from quotes.verification.stated_figures import StatedFigure, stands_in
from quotes.website import figures as figures_pages
from tests import factories as make

NBSP = "\u00a0"


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "bound", "unit", "english", "french"),
    [
        ("175", "175", "exact", "USD-billion", "US$175 billion",
         "175 milliards de dollars américains"),
        ("175000000000", "", "exact", "USD", "US$175 billion",
         "175 milliards de dollars américains"),
        ("23", "", "exact", "billion USD", "US$23 billion", "23 milliards de dollars américains"),
        ("1200", "1200", "about", "USD-billion", "about US$1.2 trillion",
         "environ 1 200 milliards de dollars américains"),
        ("500", "1000", "range", "USD-billion", "between US$500 billion and US$1 trillion",
         "entre 500 milliards de dollars américains et 1 000 milliards de dollars américains"),
        ("1000", "", "at-least", "USD-billion", "at least US$1 trillion",
         "au moins 1 000 milliards de dollars américains"),
        ("80", "", "at-least", "dollar-billion", "at least 80 billion dollars",
         "au moins 80 milliards de dollars"),
        ("61", "61", "exact", "CAD-billion", "C$61 billion", "61 milliards de dollars canadiens"),
        ("1.5", "", "exact", "EUR-billion", "€1.5 billion", "1,5 milliard d’euros"),
        ("1234567", "", "exact", "USD", "US$1,234,567", "1 234 567 dollars américains"),
        ("", "9", "at-most", "CHF", "at most 9 CHF", "au plus 9 CHF"),
        ("3", "3", "about", "years", "about 3 years", "environ 3 ans"),
        ("1", "", "exact", "years", "1 year", "1 an"),
        ("2028", "2028", "exact", "year", "2028", "2028"),
        ("30", "40", "range", "percent", "between 30 percent and 40 percent",
         "entre 30 pour cent et 40 pour cent"),
        ("30", "", "range", "percent", "at least 30 percent", "au moins 30 pour cent"),
        ("5", "9", "at-least", "years", "at least 5 years to 9 years", "au moins 5 ans à 9 ans"),
        ("5", "9", "at-most", "percent", "at most 5 percent to 9 percent",
         "au plus 5 pour cent à 9 pour cent"),
        ("5", "9", "about", "USD-billion", "about US$5 billion to US$9 billion",
         "environ 5 milliards de dollars américains à 9 milliards de dollars américains"),
        ("5", "9", "exact", "years", "between 5 years and 9 years", "entre 5 ans et 9 ans"),
        ("1400", "", "exact", "interceptor-missiles", "1,400 interceptor missiles",
         "1 400 interceptor missiles"),
    ],
)  # fmt: skip
def test_an_amount_is_said_in_words(low, high, bound, unit, english, french):
    given = (number(low), number(high), bound, unit)
    assert amount_words(*given) == english
    with override("fr"):
        assert re.sub("[\u00a0\u202f]", " ", amount_words(*given)) == french


def test_quantities_and_units_have_names():
    assert quantity_name("total-cost") == "total cost"
    assert quantity_name("hats-of-the-general") == "hats of the general"
    assert measure_name("USD") == "US dollars"
    with override("fr"):
        assert quantity_name("total-cost") == "coût total"
        assert measure_name("years") == "années"


@pytest.mark.parametrize(
    ("code", "measure", "scale"),
    [
        ("USD", "USD", 1),
        ("USD-billion", "USD", 10**9),
        ("billion USD", "USD", 10**9),
        ("dollar-billion", "dollar", 10**9),
        ("percent", "percent", 1),
        ("%", "percent", 1),
        ("years", "years", 1),
        ("space-based-interceptors", "space-based-interceptors", 1),
        ("thousand rounds", "rounds", 1000),
        ("billion", "billion", 1),
    ],
)
def test_a_unit_is_a_measure_and_a_scale(code, measure, scale):
    assert (unit_of(code).measure, unit_of(code).scale) == (measure, scale)


# --- in the words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "bound", "unit", "text", "language"),
    [
        ("175", "175", "exact", "USD-billion", "It costs about $175 billion.", "en"),
        ("175", "175", "exact", "USD-billion", "a price of 175 billion", "en"),
        ("175", "", "exact", "USD-billion", "175 milliards de dollars américains", "fr"),
        ("175", "", "exact", "USD-billion", "175 миллиардов долларов", "ru"),
        ("61", "", "exact", "CAD-billion", "They will pay $61 billion.", "en"),
        ("500", "1000", "range", "USD-billion", "half a trillion to a trillion dollars", "en"),
        ("1000", "", "at-least", "USD-billion", "It will likely cost in the trillions.", "en"),
        ("3", "3", "about", "years", "We will have it done in three years.", "en"),
        ("2028", "2028", "exact", "year", "by the summer of 2028", "en"),
        ("100", "100", "about", "percent", "The success rate is close to 100%.", "en"),
        ("23", "", "exact", "USD-billion", "the $23,000,000,000 in funding", "en"),
        ("25", "", "exact", "interceptors", "25 space-based interceptors", "en"),
    ],
)
def test_a_figure_stands_in_words_that_say_it(low, high, bound, unit, text, language):
    figure = StatedFigure(number(low), number(high), bound, unit)
    assert stands_in(figure, [("Nothing of the kind.", "en"), (text, language)])


@pytest.mark.parametrize(
    ("low", "high", "bound", "unit", "text", "language"),
    [
        ("185", "185", "exact", "USD-billion", "It costs about $175 billion.", "en"),
        ("175", "175", "exact", "USD-million", "It costs about $175 billion.", "en"),
        ("175", "", "exact", "USD-trillion", "a price of 175 billion", "en"),
        ("25", "25", "exact", "percent", "We have worked on it for 25 years.", "en"),
        ("25", "25", "exact", "years", "a share of 25 percent", "en"),
        ("61", "", "exact", "CAD-billion", "They will pay US$61 billion.", "en"),
        ("500", "1000", "range", "USD-billion", "half a trillion dollars", "en"),
        ("1000", "", "exact", "USD-billion", "It will likely cost in the trillions.", "en"),
        ("1000", "", "at-least", "USD-billion", "It will likely cost billions.", "en"),
        ("2029", "", "exact", "year", "by the summer of 2028", "en"),
        ("175", "", "exact", "USD-billion", "176 миллиардов долларов", "ru"),
        ("17", "", "exact", "USD-billion", "17.5 billion dollars", "en"),
    ],
)
def test_a_figure_does_not_stand_in_words_that_say_another(low, high, bound, unit, text, language):
    figure = StatedFigure(number(low), number(high), bound, unit)
    assert not stands_in(figure, [(text, language)])


@pytest.mark.django_db
def test_every_figure_of_the_bundled_record_stands_in_its_words(record: None):
    out = StringIO()
    call_command("check_figures", stdout=out)
    assert re.fullmatch(r"\d+ figures, 0 of them not in the words\n", out.getvalue())


@pytest.mark.django_db
def test_a_figure_that_was_not_said_is_named_by_the_command():
    made = said("It costs $175 billion.", low=185, despite=True)
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_figures", stdout=out)
    assert left.value.code == 1
    assert f"{made.public_id}  cost: US$185 billion: not in these words" in out.getvalue()


# --- the gate ------------------------------------------------------------------------------------


def said(text: str, *, despite: bool = False, quantity: str = "cost", **given: Any) -> Statement:
    """A published statement with a figure, in billions of US dollars if no unit is given."""
    of_figure = {
        name: given.pop(name) for name in ("low", "high", "bound", "as_of") if name in given
    }
    unit = given.pop("unit", "USD-billion")
    made = make.draft(given.pop("date", "2025-05-21"), text=text, **given)
    make.citation(made)
    Figure.objects.create(statement=made, quantity=quantity, unit=unit, **of_figure)
    publish(made, EditContext("First published", overrides_check=despite))
    return made


@pytest.mark.django_db
def test_a_figure_that_was_not_said_is_not_published_without_a_reason():
    with pytest.raises(RefutedByCheck) as refused:
        said("It costs $175 billion.", low=185)
    assert "“cost: US$185 billion” stands in none of the words" in refused.value.sentences[0]
    said("It costs $175 billion.", low=185, despite=True)


@pytest.mark.django_db
@pytest.mark.parametrize("bound", ["about", "at-least"])
def test_a_figure_may_be_said_in_a_wording_alone(bound):
    made = make.draft(text="He named a price.", kind="paraphrase")
    make.citation(made, wording="175 billion dollars", kind="partial")
    Figure.objects.create(statement=made, quantity="cost", low=175, bound=bound, unit="USD-billion")
    assert publish(made, EditContext("First published")).number == 1


@pytest.mark.django_db
def test_what_was_public_already_can_be_corrected_elsewhere():
    made = said("It costs $175 billion.", low=185, despite=True)
    Statement.objects.filter(pk=made.pk).update(place="Ottawa")
    assert record_changes([made.pk], EditContext("Two sources say Ottawa"))[0].number == 2


# --- the pages -----------------------------------------------------------------------------------


@pytest.fixture
def spoken(db) -> list[Statement]:
    """What two people said of the cost, in two units, and of an uncertain day; and a draft."""
    ann = make.speaker("Ann Example", slug="ann-example")
    bob = make.speaker("Bob Sample", slug="bob-sample")
    topic = make.topic("money")
    made = [
        said("It costs $175 billion.", low=175, date="2025-05-20", speaker=ann, topics=(topic,)),
        said("It costs at least $500 billion.", low=500, bound="at-least", date="2025-06",
             speaker=bob),
        said("Between $161 billion and $542 billion.", low=161, high=542, bound="range",
             date="2025-07-01", speaker=bob),
        said("It takes 7 percent of the budget.", low=7, unit="percent", date="2025-08-01",
             speaker=ann),
        said("About $185 billion, I said.", low=185, bound="about", date="", speaker=ann),
    ]  # fmt: skip
    draft = make.draft(text="It costs $999 billion.", speaker=ann)
    Figure.objects.create(statement=draft, quantity="cost", low=999, unit="USD-billion")
    return made


def test_who_is_asked_for_stays_chosen_though_not_offered(client, spoken, monkeypatch):
    """One who named no such figure, one beyond those that are offered; a draft's stays unknown."""
    other = make.statement(topics=(make.topic("radar"),)).speaker
    hidden = make.draft().speaker
    monkeypatch.setattr(figures_pages, "MOST_OFFERED", 1)
    for slug in ("bob-sample", other.slug):
        shown = page(client, f"/figures/cost/?speaker={slug}&topic=radar")
        assert re.search(rf'<option value="{slug}" selected>', shown)
        assert re.search(r'<option value="radar" selected>', shown)
    response = client.get(f"/figures/cost/?speaker={hidden.slug}")
    assert hidden.name not in response.content.decode()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_shows_every_figure_with_its_words(client, spoken):
    shown = page(client, "/figures/cost/")
    for made in spoken:
        assert shown.count(f'href="{made.get_absolute_url()}"') >= 1
    for words in ("US$175 billion", "At least US$500 billion", "About US$185 billion",
                  "Between US$161 billion and US$542 billion", "7 percent"):  # fmt: skip
        assert f"<strong>{words}</strong>" in shown
    assert "999" not in shown


@pytest.mark.parametrize("date", ["9999", "2025-05/9999", "0001", "2025-06/..", "../2025-06"])
def test_a_day_far_off_or_half_known_is_no_point_of_its_own(client, spoken, date):
    said("It costs $70 billion.", low=70, date=date, speaker=spoken[0].speaker)
    shown = page(client, "/figures/cost/")
    assert "It costs $70 billion." in shown
    assert ("figures of an unknown day stand in the table alone" in shown) == (".." in date)


def test_units_are_never_in_one_drawing(client, spoken):
    charts = client.get("/figures/cost/").context["charts"]
    assert [(chart.measure, len(chart.points)) for chart in charts] == [("USD", 3), ("percent", 1)]
    assert charts[0].undated == "1 figure of an unknown day stands in the table alone."


def test_a_drawing_says_what_is_open_what_is_a_range_and_what_is_uncertain(client, spoken):
    first, second, third = client.get("/figures/cost/").context["charts"][0].points
    assert not (first.is_range or first.opens_up or first.opens_down)
    assert second.opens_up
    assert not second.opens_down
    assert second.from_x != second.to_x
    assert third.is_range
    high, low = (float(place.rstrip("%")) for place in (third.high, third.low))
    assert high < low


def test_every_point_is_a_link_with_its_own_words(client, spoken):
    shown = page(client, "/figures/cost/")
    points = re.findall(r'<a class="point[^"]*" href="([^"]+)">\s*<title>([^<]+)</title>', shown)
    assert points[0] == (
        spoken[0].get_absolute_url(),
        "Ann Example, 20 May 2025: US$175 billion",
    )
    assert len(points) == 4


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("speaker=ann-example", 3),
        ("not-speaker=ann-example", 2),
        ("topic=money", 1),
        ("since=2025-06&until=2025-06", 1),
        ("q=budget", 1),
        ("speaker=ann-example&topic=money", 1),
        ("via=ap", 5),
        ("since=nonsense", 5),
        ("speaker=nobody", 0),
        ("speaker=bob-sample&topic=money", 0),
    ],
)
def test_a_page_and_its_table_are_narrowed_alike(client, spoken, query, count):
    context = client.get(f"/figures/cost/?{query}").context
    assert len(context["lines"]) == count
    assert bool(context["errors"]) == ("nobody" in query)
    assert bool(context["notes"]) == ("via" in query or "nonsense" in query)
    answer = client.get(f"/figures/cost.csv?{query}")
    if context["errors"] or context["notes"]:
        assert answer.status_code == 400
    else:
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert len(list(csv.DictReader(StringIO(text)))) == count


def test_the_csv_has_the_numbers_as_they_are_stored(client, spoken):
    text = b"".join(client.get("/figures/cost.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    by_id = {row["public_id"]: row for row in rows}
    row = by_id[spoken[2].public_id]
    assert [row[name] for name in ("low", "high", "bound", "unit")] == [
        "161", "542", "range", "USD-billion",
    ]  # fmt: skip
    assert row["speaker_slug"] == "bob-sample"
    assert row["url"].endswith(f"/s/{spoken[2].public_id}")
    assert {row["stands_in_words"] for row in rows} == {"yes"}


def test_a_figure_that_was_not_said_says_so(client, db):
    said("It costs $175 billion.", low=185, despite=True)
    assert "This number stands in none of the words." in page(client, "/figures/cost/")


def test_a_doubted_statement_is_marked(client, db):
    said("It costs $175 billion.", low=175, doubt="disputed", doubt_reason="The office denies it.")
    shown = page(client, "/figures/cost/")
    assert "The office denies it." in shown
    assert "point-doubted" in shown


def test_the_index_counts_what_is_public(client, spoken):
    [line] = client.get("/figures/").context["lines"]
    assert (line.name, line.figures, line.officials) == ("Cost", 5, 2)
    assert line.units == "US dollars, percent"
    assert (line.first, line.last) == ("20 May 2025", "1 August 2025")


def test_a_statement_leads_to_its_quantity(client, spoken):
    shown = page(client, spoken[0].get_absolute_url())
    assert '<a href="/figures/cost/">Cost</a>: US$175 billion' in shown


@pytest.mark.parametrize(
    "path",
    ["/figures/nothing/", "/figures/%00/", "/figures/cost.xml", "/figures/nothing.csv",
     "/figures/%F0%9F%98%80/", "/figures/cost.csv/"],
)  # fmt: skip
def test_what_is_not_there_is_a_404(client, spoken, path):
    assert client.get(path).status_code == 404


def test_what_is_withdrawn_is_in_no_page(client, spoken):
    for made in spoken:
        Statement.objects.filter(pk=made.pk).update(state=State.WITHDRAWN)
    assert client.get("/figures/cost/").status_code == 404
    assert client.get("/figures/").context["lines"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [2, 25])
def test_pages_of_figures_cost_the_same_with_few_and_with_many(
    rows: int, client: Client, django_assert_max_num_queries: Callable
):
    topic, speaker = make.topic("money"), make.speaker(slug="ann")
    for count in range(rows):
        said(f"It costs ${count + 100} billion.", low=count + 100, speaker=speaker,
             date=f"2025-05-{count + 1:02}", topics=(topic,))  # fmt: skip
    for path, budget in (
        ("/figures/", 1),
        ("/figures/cost/", 5),
        ("/figures/cost/?speaker=ann&topic=money&q=costs", 7),
        ("/figures/cost.csv", 3),
    ):
        # One more for the version of the archive.
        with django_assert_max_num_queries(budget + 1, info=path):
            b"".join(client.get(path))
