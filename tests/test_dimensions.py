"""A dimension that one of its places has forgotten fails here."""

import pytest
from django.db import connection

from quotes.models import Dimension, Facet
from quotes.models.dimensions import FACETS
from quotes.presentation.labels import CODED, facet_label
from quotes.search.filters import FILTERS, NOT
from quotes.search.query_language import FieldWord, read
from quotes.website.lists.choices import OFFERED

EACH = pytest.mark.parametrize("dimension", Dimension)
OF_FACETS = pytest.mark.parametrize("dimension", FACETS)


def source_of(function: str) -> str:
    """The text of a function as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function])
        ((source,),) = cursor.fetchall()
        return source


@EACH
def test_the_database_finds_its_values(db, dimension):
    assert f"'{dimension}'" in source_of("archive_entry_facets")


@EACH
def test_the_database_knows_what_its_values_are_called(db, dimension):
    source = source_of("archive_facet_labels")
    coded = source.split("f.dimension IN", 1)[1].split(")", 1)[0]
    is_coded = dimension in CODED or dimension == Dimension.MONTH
    assert (f"'{dimension}'" in coded) == is_coded
    assert (f"f.dimension = '{dimension}'" in source) == (not is_coded)


@OF_FACETS
def test_a_new_name_of_a_value_is_followed(db, dimension):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = %s",
            [f"entry_3_{dimension}_name_update"],
        )
        assert cursor.fetchone() == (int(dimension not in CODED),)


@OF_FACETS
def test_lists_can_be_narrowed_by_it(dimension):
    assert {dimension, NOT + dimension} <= set(FILTERS)
    assert dimension in OFFERED
    for word in (dimension.value, *FACETS[dimension].typed):
        assert read(f"{word}:something").fields == [FieldWord(dimension.value, "something")]


@OF_FACETS
def test_it_is_spoken_of(dimension):
    facets = FACETS[dimension]
    assert all(map(str, (dimension.label, facets.plural, facets.unknown)))
    assert "%(names)s" in str(facets.phrase)


@OF_FACETS
def test_each_of_its_values_has_a_label(record, dimension):
    values = list(Facet.objects.filter(dimension=dimension, total__gt=0))
    assert values
    labels = {facet.key: facet_label(facet) for facet in values}
    assert all(labels.values())
    nameless = {facet.key for facet in values if facet.key != "none" and not facet.public_label}
    assert not nameless


def test_no_word_of_the_search_means_two_dimensions():
    words = [word for one, facets in FACETS.items() for word in (one.value, *facets.typed)]
    assert len(words) == len(set(words))
