"""What JSON and CSV send out of a statement is what its own objects say."""

from quotes.citing.reference import Site
from quotes.exports.export_rows import instant, rows_of
from quotes.exports.objects import objects_of
from quotes.models import Statement
from quotes.revisions.snapshot import snapshot_of
from tests import factories

SITE = Site("https://dome.example")


def test_the_public_state_goes_out_and_nothing_of_it_differs(record):
    ids = list(Statement.objects.published().order_by("text").values_list("pk", flat=True))
    rows = rows_of(ids)
    for made, row in zip(objects_of(ids, SITE), rows, strict=True):
        state = snapshot_of(row.statement)
        assert made["said"].pop("edtf") == state.pop("said")
        cited = zip(made["citations"], state.pop("citations"), strict=True)
        assert all(sent.items() >= kept.items() for sent, kept in cited)
        assert made["revision"] == row.revision
        assert made["updated_at"] == instant(row.updated_at)
        assert made["published_at"] == instant(row.statement.published_at)
        assert made["url"] == f"https://dome.example/s/{state['public_id']}"
        state.pop("slug")
        assert {name: made[name] for name in state} == state


def test_the_days_are_the_first_and_last_possible_ones(db):
    ids = [factories.statement(said=said).pk for said in ("2025-05", "", "2025-05-21/..")]
    said = [made["said"] for made in objects_of(ids, SITE)]
    assert said == [
        {"edtf": "2025-05", "first": "2025-05-01", "last": "2025-05-31"},
        {"edtf": "", "first": None, "last": None},
        {"edtf": "2025-05-21/..", "first": "2025-05-21", "last": None},
    ]


def test_one_query_in_the_order_asked_and_drafts_left_out(db, django_assert_num_queries):
    first, draft, last = factories.statement(), factories.draft(), factories.statement()
    with django_assert_num_queries(1):
        found = objects_of([last.pk, draft.pk, first.pk], SITE)
    assert [made["public_id"] for made in found] == [last.public_id, first.public_id]
