"""Synthetic archives: refused where anything real is, and the same for everyone who asks."""

import io
import re
from statistics import mean

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bench.synthetic import Command
from bench.synthetic_rows import (
    COMMON_WORDS,
    OLD_WORDS,
    Archive,
    Table,
    public_id,
    vocabulary,
)
from quotes.models import (
    Citation,
    Entry,
    Outlet,
    Revision,
    Source,
    Speaker,
    Statement,
    StatementTopic,
    Topic,
    Word,
)
from quotes.models.search_index import rebuild_entries
from tests import factories

PUBLIC = ["public_id", "slug", "speaker__slug", "said", "place", "kind", "language", "text"]


def make(statements: int, seed: int = 1) -> str:
    out = io.StringIO()
    options = {"statements": statements, "seed": seed}
    call_command(Command(), **options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def public_content() -> list[tuple[object, ...]]:
    statements = Statement.objects.order_by("public_id").values_list(*PUBLIC)
    citations = Citation.objects.order_by("pk").values_list(
        "statement__public_id", "source__public_id", "source__url", "wording", "check_state"
    )
    return [*statements, *citations]


def structure() -> list[tuple[str, str]]:
    """All indexes, constraints and triggers of the tables. PostgreSQL tells a condition with other
    brackets and types after it has read its own words."""
    queries = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE convalidated",
        "SELECT tgrelid || tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    )
    found: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(f"{query} ORDER BY 1")
            found += [
                (name, re.sub(r"[()]|::[a-z ]+(\[\])?", "", told))
                for name, told in cursor.fetchall()
            ]
    return found


@pytest.mark.django_db
class TestCommand:
    def test_entries_are_right(self) -> None:
        make(300)
        assert Entry.objects.count() == Statement.objects.published().count() == 300
        call_command("check_entries", stdout=io.StringIO(), stderr=io.StringIO())

    def test_tables_are_as_they_were_and_the_words_those_of_a_rebuild(self) -> None:
        before = structure()
        make(300)
        assert structure() == before
        words = set(Word.objects.values_list("word", flat=True))
        assert len(words) > 300
        rebuild_entries()
        assert set(Word.objects.values_list("word", flat=True)) == words

    def test_rows_that_break_a_rule_are_refused(self, monkeypatch) -> None:
        def uncited(archive: Archive) -> list[Table]:
            return [table for table in tables(archive) if table.name != "quotes_citation"]

        tables = Archive.tables.fget
        monkeypatch.setattr(Archive, "tables", property(uncited))
        with pytest.raises(CommandError, match="statement_published_is_cited"):
            make(10)

    def test_one_seed_gives_one_archive(self) -> None:
        make(60, seed=7)
        first = public_content()
        make(60, seed=7)
        assert public_content() == first
        make(60, seed=8)
        assert public_content() != first

    def test_all_is_marked_as_synthetic(self) -> None:
        make(80)
        for model in (Speaker, Topic, Outlet, Source, Statement):
            assert not model.objects.exclude(slug__startswith="synthetic-").exists()
        assert not Speaker.objects.exclude(name__startswith="Synthetic Official ").exists()
        hosts = [host for outlet in Outlet.objects.all() for host in outlet.hosts]
        assert hosts
        assert all(host.endswith(".example") for host in hosts)
        assert not Revision.objects.exists()

    def test_every_row_would_pass_the_forms(self) -> None:
        make(40)
        for model in (Speaker, Topic, Outlet, Source, Statement, Citation):
            for row in model.objects.all():
                row.full_clean()

    def test_a_row_can_be_added_after(self) -> None:
        make(20)
        factories.statement()
        assert Statement.objects.count() == 21

    @pytest.mark.parametrize("make_real", [factories.statement, factories.topic, factories.outlet])
    def test_a_real_archive_is_refused_and_left_alone(self, make_real) -> None:
        make_real()
        rows = (Statement.objects.count(), Topic.objects.count(), Outlet.objects.count())
        with pytest.raises(CommandError, match="holds what is not synthetic"):
            make(10)
        assert rows == (Statement.objects.count(), Topic.objects.count(), Outlet.objects.count())

    @pytest.mark.parametrize("statements", [0, -5, 10**9])
    def test_an_impossible_number_is_refused(self, statements: int) -> None:
        with pytest.raises(CommandError, match="--statements is a number from 1"):
            make(statements)

    def test_the_smallest(self) -> None:
        make(1)
        assert Entry.objects.count() == 1


class TestArchive:
    archive = Archive(4_000, seed=3)
    rows = {table.name: list(table.rows()) for table in archive.tables}

    def test_tables_have_the_columns_they_name(self) -> None:
        for table in self.archive.tables:
            assert {len(row) for row in self.rows[table.name]} == {len(table.columns)}, table.name

    def test_proportions(self) -> None:
        statements = self.rows["quotes_statement"]
        assert len(self.rows["quotes_citation"]) / 4_000 == pytest.approx(1.4, abs=0.05)
        assert len(self.rows["quotes_source"]) / 4_000 == pytest.approx(0.6, abs=0.01)
        assert mean(len(row[10].split()) for row in statements) == pytest.approx(37.5, abs=1)
        said = [len(row[4]) for row in statements]
        assert said.count(10) / 4_000 == pytest.approx(0.85, abs=0.03)
        assert said.count(7) / 4_000 == pytest.approx(0.10, abs=0.02)
        languages = [row[9] for row in statements]
        assert languages.count("en") / 4_000 == pytest.approx(0.90, abs=0.02)

    def test_a_few_officials_say_most(self) -> None:
        speakers = [row[3] for row in self.rows["quotes_statement"]]
        assert speakers.count(1) > 10 * speakers.count(60)

    def test_old_words_are_old(self) -> None:
        old = [row for row in self.rows["quotes_statement"] if set(row[10].split()) & {*OLD_WORDS}]
        assert old
        assert not [row for row in old if row[4] > "2024-07"]

    def test_common_words_are_common(self) -> None:
        assert vocabulary("en").words[: len(COMMON_WORDS)] == list(dict.fromkeys(COMMON_WORDS))

    @pytest.mark.parametrize("count", [10, 50_000, 28**5])
    def test_public_ids_differ(self, count: int) -> None:
        ids = {public_id(n, 1, count) for n in range(1, min(count, 50_000) + 1)}
        assert len(ids) == min(count, 50_000)


@pytest.mark.django_db
def test_topics_of_a_statement_differ() -> None:
    make(200)
    links = StatementTopic.objects.values_list("statement_id", "topic_id")
    assert len(set(links)) == len(links)
