"""Query sets whose SQL is kept find what they would find without that."""

import pytest
from django.db.models import Prefetch

from quotes.models import Citation, Figure, Relation, Source, Statement
from quotes.models.prepared import Asked, Prepared
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two statements by one official with two offices, each of two sources, one derived.

    Each has a figure and a relation to the other.
    """
    speaker = factories.speaker("Ada Example")
    factories.role(speaker, "Minister of Examples", "2020", "2024")
    factories.role(speaker, "Senator", "2025")
    original = factories.source("2025-05-01")
    topic, made = factories.topic("cost"), []
    for day in ("2025-05-01", "2025-05-02"):
        one = factories.draft(day, speaker=speaker, topics=(topic,))
        factories.citation(one)
        copied = factories.source("2025-05-03", derived_from=original)
        factories.citation(one, source=copied, via=factories.outlet(), position=1)
        Figure.objects.create(statement=one, quantity="cost", low=175, unit="billion USD")
        made.append(one)
    for one, other in (made, reversed(made)):
        Relation.objects.create(from_statement=one, to_statement=other, kind="repeats", reason="-")
    return made


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_comes_with_all_that_its_query_set_selects_and_prefetches(
    two, django_assert_num_queries
):
    rows = Statement.objects.with_page().with_relations()
    prepared = Prepared(rows.filter(public_id=Asked()))
    for statement in (*two, two[0]):
        expected = rows.get(pk=statement.pk)
        with django_assert_num_queries(7):
            found = prepared.first(statement.public_id)
        with django_assert_num_queries(0):
            assert values(found) == values(expected)
            assert values(found.speaker) == values(expected.speaker)
            for of in (
                lambda one: one.speaker.roles.all(),
                lambda one: one.topic_links.all(),
                lambda one: one.citations.all(),
                lambda one: one.figures.all(),
                lambda one: one.relations.all(),
                lambda one: one.related.all(),
                lambda one: [citation.source for citation in one.citations.all()],
                lambda one: [citation.source.outlet for citation in one.citations.all()],
                lambda one: [citation.via for citation in one.citations.all() if citation.via],
                lambda one: one.ordered_topics(),
                lambda one: one.offices(),
            ):
                there = [values(one) for one in of(found)]
                assert there
                assert there == [values(one) for one in of(expected)]
            assert all(one.statement is found for one in found.citations.all())


def test_what_is_prefetched_can_be_asked_further_and_stays_that_of_its_row(two):
    rows = Statement.objects.with_page().with_relations()
    for statement in two:
        expected = rows.get(pk=statement.pk)
        found = Prepared(rows.filter(public_id=Asked())).first(statement.public_id)
        for relation in ("citations", "figures", "relations", "topic_links"):
            for ask in (
                lambda many: list(many.filter(pk__gt=0)),
                lambda many: list(many.order_by("-pk")),
                lambda many: [many.first(), many.last(), many.count()],
                lambda many: list(many.all().values_list("pk", flat=True)),
                lambda many: list(many.all()[:1]),
            ):
                assert ask(getattr(found, relation)) == ask(getattr(expected, relation))
        assert all(one.statement is found for one in found.citations.filter(position=1))


def test_what_a_prefetch_leaves_out_stays_left_out(two):
    first = Prefetch("citations", Citation.objects.filter(position=0))
    rows = Statement.objects.prefetch_related(first)
    found = Prepared(rows.filter(pk=Asked())).first(two[0].pk)
    assert [one.position for one in found.citations.all()] == [0]
    assert [one.position for one in found.citations.all().filter(pk__gt=0)] == [0]


@pytest.mark.parametrize("is_found", [True, False])
def test_what_a_foreign_key_names_is_there_if_its_query_set_has_it(two, is_found):
    derived = Source.objects.filter(derived_from__isnull=False)[0]
    original = derived.derived_from
    pk = original.pk if is_found else 0
    rows = Source.objects.prefetch_related(Prefetch("derived_from", Source.objects.filter(pk=pk)))
    found = Prepared(rows.filter(pk=Asked())).first(derived.pk)
    assert found.derived_from == (original if is_found else None)
    assert found.derived_from_id == original.pk


def test_nothing_is_found_by_what_no_row_or_no_column_can_hold(two):
    prepared = Prepared(Statement.objects.filter(public_id=Asked()))
    assert prepared.first("zzzzz") is None
    assert prepared.first("a\0b") is None


def test_only_foreign_keys_are_followed(two):
    prepared = Prepared(Citation.objects.filter(pk=Asked()).prefetch_related("statement__topics"))
    with pytest.raises(AssertionError, match="topics"):
        prepared.first(two[0].citations.all()[0].pk)
