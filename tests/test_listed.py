"""What a list loads by one query is what the statements' own objects say."""

import pytest
from django.utils import translation

from quotes.models import CheckState, Statement
from quotes.presentation.cards import StatementCard
from quotes.search.rows import ListedStatement, listed
from tests import factories


def told(card: StatementCard) -> dict[str, object]:
    """All that a list shows of a statement."""
    names = """public_id kind language text direction said_display said_machine offices
        occasion_name place check_state check_display source_count wording_count outlet_names"""
    return {name: getattr(card, name) for name in names.split()} | {
        "url": card.get_absolute_url(),
        "kind": card.get_kind_display(),
        "speaker": (card.speaker.public_name, card.speaker.get_absolute_url()),
        "topics": [(topic.public_name, topic.get_absolute_url()) for topic in card.topics],
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_cards_tell_what_the_objects_tell(record, language):
    whole = Statement.objects.published().with_page().in_bulk()
    ids = sorted(whole, reverse=True)
    with translation.override(language):
        for one in listed(ids):
            assert told(StatementCard(one)) == told(StatementCard(whole[one.pk]))


def test_order_is_that_of_the_ids_and_costs_one_query(record, django_assert_num_queries):
    ids = list(Statement.objects.published().order_by("text").values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = listed(ids)
    assert [one.pk for one in found] == ids


def test_what_is_not_published_is_left_out(db):
    shown, draft = factories.statement(), factories.draft()
    assert [one.pk for one in listed([draft.pk, shown.pk, 0])] == [shown.pk]


def test_a_statement_without_topics_roles_and_dates(db):
    statement = factories.statement(said="")
    (one,) = listed([statement.pk])
    assert isinstance(one, ListedStatement)
    assert one.topics == ()
    assert one.office_titles() == []
    assert one.occasion is None
    assert one.printings[0].check_state is CheckState.UNCHECKED
