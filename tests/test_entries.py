"""The entries, by which statements are found, are at all times what the record says."""

import io
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.dates.partial import PartialDate, parse
from quotes.editing import EditContext, publish, record_changes
from quotes.models import (
    Capture,
    Citation,
    Dimension,
    Entry,
    EntrySample,
    EntryState,
    Facet,
    Figure,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models.search_index import NONE, deferred_entries, rebuild_entries, refresh_entries
from quotes.text.folding import search_fold
from tests import factories, loaded


def check(*arguments: str) -> tuple[int, str]:
    """Exit code and output of ``check_entries``."""
    out = io.StringIO()
    try:
        call_command("check_entries", *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def assert_right() -> None:
    """The check finds nothing, and the rules written a second time, in Python, agree."""
    assert check() == (0, "The entries are what the record says.\n")
    facets = {facet.pk: (facet.dimension, facet.key) for facet in Facet.objects.all()}
    entries = {entry.pk: entry for entry in Entry.objects.all()}
    published = {statement.pk: statement for statement in Statement.objects.published()}
    assert entries.keys() == published.keys()
    totals: Counter[tuple[str, str]] = Counter()
    for pk, statement in published.items():
        held = {facets[number] for number in entries[pk].facets}
        assert held == expected(statement)
        totals.update(held)
    assert totals == {(f.dimension, f.key): f.total for f in Facet.objects.filter(total__gt=0)}
    assert EntryState.now().entries == len(published)


def expected(statement: Statement) -> set[tuple[str, str]]:
    """The values a statement should have, by dimension."""
    speaker, occasion = statement.speaker, statement.occasion
    citations = list(statement.citations.select_related("source__outlet"))
    sources = len({citation.source_id for citation in citations})
    values = {
        "speaker": {speaker.slug},
        "role": {slug(role.title) for role in statement.offices()},
        "party": {slug(speaker.party)},
        "country": {speaker.country},
        "topic": {topic.slug for topic in statement.topics.all()},
        "outlet": {citation.source.outlet.slug for citation in citations},
        "source-kind": {citation.source.kind for citation in citations},
        "language": {statement.language},
        "kind": {statement.kind},
        "check": {citation.check_state for citation in citations},
        "sources": {"1"} if sources == 1 else {str(n) for n in (2, 5) if sources >= n},
        "has": {"figure"} if statement.figures.exists() else set(),
        "place": {slug(statement.place or (occasion.place if occasion else ""))},
        "occasion": {slug(occasion.name) if occasion else ""},
        "month": {month(statement)},
    }
    values = {dimension: keys - {""} for dimension, keys in values.items()}
    return {
        (dimension, key)
        for dimension, keys in values.items()
        for key in keys or ({NONE} if dimension != "has" else ())
    }


def slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", search_fold(text)).strip("-")


def month(statement: Statement) -> str:
    first, last = statement.said.first, statement.said.last
    if not first or not last or f"{first:%Y-%m}" != f"{last:%Y-%m}":
        return ""
    return f"{first:%Y-%m}"


def keys(statement: Statement, dimension: str) -> set[str]:
    """The values that an entry holds in a dimension."""
    entry = Entry.objects.get(pk=statement.pk)
    return set(
        Facet.objects.filter(pk__in=entry.facets, dimension=dimension).values_list("key", flat=True)
    )


def finds(statement: Statement, query: str) -> bool:
    """Whether the entry of a statement matches a tsquery."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT search @@ ({query}) FROM quotes_entry WHERE statement_id = %s",
            [statement.pk],
        )
        return cursor.fetchone()[0]


def value(sql: str, *params: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def a_world() -> SimpleNamespace:
    """Two speakers, topics, occasions and outlets; three published statements and a draft."""
    carney = factories.speaker("Mark Carney", country="CA", party="Liberal Party of Canada")
    general = factories.speaker("A general", country="US")
    factories.alias(carney, "Carney")
    factories.role(carney, "Prime Minister", "2025-03-14", title_fr="Premier ministre")
    factories.role(carney, "Governor", "2013-07-01", "2020-03-15")
    cost, security = factories.topic("cost"), factories.topic("security")
    paper, radio = factories.outlet("Paper"), factories.outlet("Radio")
    article = factories.source("2025-05-22", outlet=paper)
    report = factories.source("2025-05-23", outlet=radio, language="fr", kind="video")
    summit = factories.occasion("Summit", place="Toronto")
    first = factories.draft(speaker=carney, topics=(cost,), occasion=summit)
    factories.citation(first, source=article)
    factories.citation(first, source=report, wording="Voici les mots de l’Armée.")
    second = factories.draft("2025-06", speaker=carney, place="Québec", topics=(cost, security))
    factories.citation(second, source=article, wording="quite different words")
    third = factories.draft("", speaker=general)
    factories.citation(third, source=report)
    for statement in (first, second, third):
        publish(statement, EditContext("First published", overrides_check=True))
    return SimpleNamespace(
        carney=carney,
        general=general,
        cost=cost,
        security=security,
        paper=paper,
        radio=radio,
        article=article,
        report=report,
        summit=summit,
        first=first,
        second=second,
        third=third,
        draft=factories.draft(speaker=general, topics=(security,)),
    )


WORLD = loaded.Scene(a_world)


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    return WORLD.lay()


def change(row: object, **fields: object) -> None:
    for name, new in fields.items():
        setattr(row, name, new)
    row.save()


def exchange_slugs(one: Topic, other: Topic) -> None:
    first, second = one.slug, other.slug
    change(one, slug="for-a-moment")
    change(other, slug=first)
    change(one, slug=second)


def take_over_slug(gone: Topic, heir: Topic) -> None:
    """A slug is used again that a facet, which nothing holds any more, still has."""
    slug = gone.slug
    StatementTopic.objects.filter(topic=gone).delete()
    gone.delete()
    change(heir, slug=slug, name="Heir")


def hold_against_capture(citation: Citation, outcome: str) -> None:
    capture = Capture.objects.create(
        source=citation.source, text="text", sha256="0" * 64, taken_at=timezone.now(), how="pasted"
    )
    change(citation, capture=capture, check_state=outcome, checked_at=timezone.now())


def add_figure(statement: Statement) -> Figure:
    return Figure.objects.create(statement=statement, quantity="cost", low=175, unit="USD")


def publish_draft(w: SimpleNamespace) -> None:
    factories.citation(w.draft, source=w.article)
    publish(w.draft, EditContext("First published"))


def five_sources(w: SimpleNamespace) -> None:
    for _ in range(5):
        factories.citation(w.third)


def delete_draft(w: SimpleNamespace) -> None:
    w.draft.topic_links.all().delete()
    w.draft.delete()


def move_between_speakers(w: SimpleNamespace) -> None:
    Statement.objects.filter(speaker=w.carney).update(speaker=w.general)


EDITS: dict[str, Callable[[SimpleNamespace], object]] = {
    "publish": publish_draft,
    "delete a draft": delete_draft,
    "withdraw": lambda w: change(w.first, state=State.WITHDRAWN),
    "correct the text": lambda w: change(w.first, text="Other words."),
    "correct the day": lambda w: change(w.first, said=parse("2019-02-03")),
    "forget the day": lambda w: change(w.first, said=PartialDate.unknown()),
    "an interval over two months": lambda w: change(w.first, said=parse("2025-05-30/2025-06-01")),
    "change the language": lambda w: change(w.first, language="fr-CA"),
    "change the kind": lambda w: change(w.second, kind="partial"),
    "change the place": lambda w: change(w.second, place="QUEBEC"),
    "another speaker": lambda w: change(w.first, speaker=w.general),
    "all of a speaker": move_between_speakers,
    "leave the occasion": lambda w: change(w.first, occasion=None),
    "add a citation": lambda w: factories.citation(w.second, source=w.report),
    "cite with six sources": five_sources,
    "remove a citation": lambda w: w.first.citations.first().delete(),
    "correct a wording": lambda w: change(w.first.citations.last(), wording="Ce sont d’autres"),
    "move a citation": lambda w: change(w.first.citations.last(), statement=w.second),
    "check a wording": lambda w: hold_against_capture(w.first.citations.last(), "differs"),
    "add a topic": lambda w: StatementTopic.objects.create(statement=w.third, topic=w.cost),
    "remove all topics": lambda w: StatementTopic.objects.filter(statement=w.second).delete(),
    "change a topic": lambda w: w.first.topic_links.update(topic=w.security),
    "add a figure": lambda w: add_figure(w.first),
    "remove a figure": lambda w: add_figure(w.first).delete(),
    "rename a speaker": lambda w: change(w.carney, name="Mark Joseph Carney", name_fr="M. Carney"),
    "a speaker's slug": lambda w: change(w.carney, slug="mark-carney"),
    "name and slug": lambda w: change(w.carney, slug="carney", name="M. J. Carney"),
    "country and party": lambda w: change(w.carney, country="GB", party=""),
    "spell a party": lambda w: change(w.carney, party="LIBERAL Party of Canada"),
    "add an alias": lambda w: factories.alias(w.carney, "Monsieur Carney"),
    "remove aliases": lambda w: w.carney.aliases.all().delete(),
    "add a role": lambda w: factories.role(w.carney, "Leader", "2025-03-09"),
    "a role of an undated time": lambda w: factories.role(w.general, "Commander"),
    "rename a role": lambda w: change(
        w.carney.roles.first(), title="prime minister", title_fr="Première ministre"
    ),
    "change the days of a role": lambda w: w.carney.roles.update(since="2025-06-01", until=""),
    "remove a role": lambda w: w.carney.roles.first().delete(),
    "move a source": lambda w: change(w.article, outlet=w.radio),
    "another kind of source": lambda w: change(w.article, kind="transcript"),
    "another language of a source": lambda w: change(w.report, language="de"),
    "rename an outlet": lambda w: change(w.paper, name="The Paper", slug="the-paper"),
    "rename a topic": lambda w: change(w.cost, name="Costs", name_fr="Coûts", slug="costs"),
    "a topic called none": lambda w: change(w.cost, slug="none"),
    "take over a slug": lambda w: take_over_slug(w.cost, w.security),
    "exchange slugs": lambda w: exchange_slugs(w.cost, w.security),
    "rename an occasion": lambda w: change(w.summit, name="The Summit", name_fr="Le sommet"),
    "move an occasion": lambda w: change(w.summit, place="Montréal"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_every_edit_is_followed(world: SimpleNamespace, edit: Callable) -> None:
    assert_right()
    edit(world)
    assert_right()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=4, max_size=12, unique=True))
def test_any_edits_in_any_order_are_followed(db: None, names: list[str]) -> None:
    with transaction.atomic():
        world = a_world()
        for name in names:
            apply(EDITS[name], world)
        assert_right()
        transaction.set_rollback(True)


def apply(edit: Callable, world: SimpleNamespace) -> None:
    """Make an edit, unless what it needs is gone or the record refuses it."""
    for row in vars(world).values():
        if type(row)._default_manager.filter(pk=row.pk).exists():
            row.refresh_from_db()
    with CaptureQueriesContext(connection), transaction.atomic():
        try:
            with transaction.atomic():
                edit(world)
                # A guard that waits for the commit speaks now.
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except (AttributeError, ValueError, connection.Database.Error):
            return
        except Exception as error:
            if not type(error).__module__.startswith("django.db"):
                raise


class TestPublished:
    def test_a_draft_has_no_entry(self, world: SimpleNamespace) -> None:
        factories.citation(world.draft)
        assert not Entry.objects.filter(pk=world.draft.pk).exists()

    def test_what_is_withdrawn_leaves_no_trace_in_the_totals(self, world: SimpleNamespace) -> None:
        change(world.third, state=State.WITHDRAWN)
        assert Facet.objects.get(dimension="speaker", key=world.general.slug).total == 0
        assert EntryState.now().entries == 2

    def test_a_spelling_that_only_a_draft_has_is_not_told(self, world: SimpleNamespace) -> None:
        change(world.draft, place="A secret base")
        assert not Facet.objects.filter(label__contains="secret").exists()


class TestFacets:
    def test_every_dimension_is_kept(self, world: SimpleNamespace) -> None:
        add_figure(world.first)
        kept = set(Facet.objects.values_list("dimension", flat=True).distinct())
        assert kept == set(Dimension.values)

    def test_what_is_unknown_is_a_value(self, db: None) -> None:
        bare = factories.statement("2025", speaker=factories.speaker(country="", party="—"))
        unknown = {d for d in Dimension.values if keys(bare, d) == {NONE}}
        assert unknown == {"role", "party", "country", "topic", "place", "occasion", "month"}
        assert keys(bare, "has") == set()
        assert set(Facet.objects.filter(key=NONE).values_list("label", flat=True)) == {""}

    @pytest.mark.parametrize(
        ("sources", "expected_keys"),
        [(1, {"1"}), (2, {"2"}), (4, {"2"}), (5, {"2", "5"}), (6, {"2", "5"})],
    )
    def test_number_of_sources(self, db: None, sources: int, expected_keys: set[str]) -> None:
        made = factories.statement(wordings=tuple(f"wording {n}" for n in range(sources)))
        # A second piece in the same source is no second source.
        factories.citation(made, source=made.citations.first().source, wording="a piece")
        assert keys(made, "sources") == expected_keys
        assert Entry.objects.get(pk=made.pk).sources == sources

    @pytest.mark.parametrize(
        ("said", "offices"),
        [
            ("2020-03-15", {"governor"}),
            ("2020-03-16", {NONE}),
            ("2025-03", {"prime-minister"}),
            ("2025", {"prime-minister"}),
            ("2019/2026", {"governor", "prime-minister"}),
            ("", {NONE}),
        ],
    )
    def test_office_on_the_day(self, world: SimpleNamespace, said: str, offices: set[str]) -> None:
        change(world.first, said=parse(said))
        assert keys(world.first, "role") == offices

    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            ("Prime Minister", "prime-minister"),
            ("  Première ministre d’Ontario! ", "premiere-ministre-d-ontario"),
            ("Премьер-министр", "премьер-министр"),
            ("प्रधान मंत्री", "प्रधान-मंत्री"),
            ("国防部长", "国防部长"),
            ("وزير الدفاع،", "وزير-الدفاع"),
            ("Δεύτερος Υπουργός", "δευτερος-υπουργος"),
            ("Œuvre № 5 (½)", "oeuvre-no-5-1-2"),
            ("— … —", ""),
        ],
    )
    def test_slug(self, db: None, text: str, slug: str) -> None:
        assert value("SELECT archive_slug(%s)", text) == slug

    def test_labels_follow_the_record(self, world: SimpleNamespace) -> None:
        def label(dimension: str, key: str) -> tuple[str, str]:
            facet = Facet.objects.get(dimension=dimension, key=key)
            return facet.label, facet.label_fr

        assert label("role", "prime-minister") == ("Prime Minister", "Premier ministre")
        assert label("outlet", world.paper.slug) == ("Paper", "")
        assert label("place", "quebec") == ("Québec", "")
        # Of several spellings the first in byte order.
        factories.role(world.general, "PRIME MINISTER")
        assert label("role", "prime-minister") == ("PRIME MINISTER", "Premier ministre")
        change(world.second, place="Quebec")
        assert label("place", "quebec") == ("Quebec", "")

    def test_a_new_slug_rewrites_no_entry(self, world: SimpleNamespace) -> None:
        before = value("SELECT array_agg(xmin::text ORDER BY statement_id) FROM quotes_entry")
        number = Facet.objects.get(dimension="topic", key="cost").pk
        change(world.cost, slug="price")
        assert Facet.objects.get(dimension="topic", key="price").pk == number
        after = value("SELECT array_agg(xmin::text ORDER BY statement_id) FROM quotes_entry")
        assert after == before

    def test_what_an_entry_does_not_hold_changes_nothing(self, world: SimpleNamespace) -> None:
        with CaptureQueriesContext(connection):
            before = value("SELECT array_agg(ctid::text ORDER BY statement_id) FROM quotes_entry")
            Citation.objects.update(watch="present", watched_at=timezone.now())
            change(world.first, said_basis="As reported.")
            after = value("SELECT array_agg(ctid::text ORDER BY statement_id) FROM quotes_entry")
        assert after == before


ENGLISH = "'=en'::tsquery && websearch_to_tsquery('english', '{}')"
FRENCH = "'=fr'::tsquery && websearch_to_tsquery('french', '{}')"
OTHER = "'=xx'::tsquery && websearch_to_tsquery('simple', '{}')"


class TestSearch:
    @pytest.mark.parametrize(
        ("language", "text", "query", "found"),
        [
            ("en", "They were testing shields", ENGLISH.format("test shield"), True),
            ("en-CA", "They were testing shields", ENGLISH.format("test shield"), True),
            ("en", "They were testing shields", FRENCH.format("testing"), False),
            ("fr", "les missiles interceptés", FRENCH.format("missile intercepte"), True),
            ("fr", "les missiles interceptés", ENGLISH.format("missile"), False),
            ("de", "die Raketen", OTHER.format("raketen"), True),
            ("de", "die Raketen", OTHER.format("rakete"), False),
        ],
    )
    def test_words_are_stemmed_by_language(
        self, db: None, language: str, text: str, query: str, found: bool
    ) -> None:
        source = factories.source(language=language)
        made = factories.draft(language=language, text=text)
        factories.citation(made, source=source)
        publish(made, EditContext("First published"))
        assert finds(made, query) == found

    def test_every_wording_is_stemmed_as_its_source_writes(self, world: SimpleNamespace) -> None:
        assert finds(world.first, FRENCH.format("armees"))
        assert finds(world.first, ENGLISH.format("statements"))
        # Markers of two stemmings, since it is written in two languages; none of a third.
        assert finds(world.first, "'=en & =fr & !=xx'::tsquery")
        assert not finds(world.second, "'=fr'::tsquery")

    def test_weights(self, world: SimpleNamespace) -> None:
        for weight, word in [
            ("A", "statement"),
            ("B", "arme"),
            ("C", "carney"),
            ("C", "minist"),
            ("D", "summit"),
            ("D", "toronto"),
        ]:
            assert finds(world.first, f"'{word}:{weight}'::tsquery"), word
        assert not finds(world.first, "'governor'::tsquery")

    @pytest.mark.parametrize(
        "text", ["a “dome” of", "a «dome»…", "a ‘dome’—of", "dome。", "a\u00a0dome\u202f!"]
    )
    def test_marks_are_no_part_of_a_word(self, db: None, text: str) -> None:
        assert finds(factories.statement(text=text), "'dome'::tsquery")

    def test_a_hyphen_is_a_hyphen(self, db: None) -> None:
        for hyphen in "-\u2010\u2011":
            made = factories.statement(text=f"long{hyphen}range")
            assert finds(
                made, "phraseto_tsquery('english', archive_search_text('long\u2011range'))"
            )

    def test_the_same_words_are_indexed_once(self, db: None) -> None:
        made = factories.statement(text="Our “dome” works")
        factories.citation(made, wording="our 'dome' WORKS")
        assert not finds(made, "'dome:B'::tsquery")

    def test_no_phrase_reaches_into_another_text(self, db: None) -> None:
        made = factories.statement(
            text="a golden shield of the", wordings=("golden dome", "dome and the shield")
        )
        assert finds(made, "phraseto_tsquery('english', 'golden dome')")
        assert finds(made, "phraseto_tsquery('english', 'dome and the shield')")
        for phrase in ("shield golden", "shield of the golden", "dome dome", "dome and golden"):
            assert not finds(made, f"phraseto_tsquery('english', '{phrase}')"), phrase

    @pytest.mark.parametrize(
        "text",
        [
            " ".join(f"word{n}" for n in range(60_000)),
            "-".join(f"{chr(0x10400 + n % 40)}{chr(0x4E00 + n)}" for n in range(20_000)),
            " ".join(f"http://a{n}.b/c{n}" for n in range(30_000)),
            "x" * 200_000,
        ],
        ids=["words", "compounds", "addresses", "one word"],
    )
    def test_endless_texts_are_cut(self, db: None, text: str) -> None:
        made = factories.statement(text=text, wordings=(text[1:], text[2:], "short words"))
        assert finds(made, "'short:B'::tsquery")
        assert check()[0] == 0


class TestRefresh:
    def test_a_rebuild_changes_nothing(self, world: SimpleNamespace) -> None:
        before = list(Entry.objects.order_by("pk").values())
        rebuild_entries()
        assert list(Entry.objects.order_by("pk").values()) == before
        assert_right()

    def test_a_rebuild_forgets_values_that_nothing_has(self, world: SimpleNamespace) -> None:
        change(world.second, place="Ottawa")
        assert Facet.objects.get(dimension="place", key="quebec").total == 0
        rebuild_entries()
        assert not Facet.objects.filter(total=0).exists()

    def test_a_rebuild_keeps_the_indexes(self, world: SimpleNamespace) -> None:
        query = "SELECT array_agg(indexdef ORDER BY indexname) FROM pg_indexes WHERE tablename LIKE"
        before = value(query + " 'quotes_entry%%'")
        rebuild_entries()
        assert value(query + " 'quotes_entry%%'") == before

    def test_a_bulk_load_is_followed_at_its_end(self, world: SimpleNamespace) -> None:
        with deferred_entries():
            made = factories.statement(speaker=world.carney)
            assert not Entry.objects.filter(pk=made.pk).exists()
        assert_right()
        factories.statement()
        assert_right()

    def test_statements_that_do_not_exist_are_no_error(self, world: SimpleNamespace) -> None:
        refresh_entries([0, -1, 2**40])
        refresh_entries([])
        assert_right()


DAMAGE = {
    "an entry is missing": "DELETE FROM quotes_entry WHERE statement_id = {first}",
    "an entry of a draft": "INSERT INTO quotes_entry SELECT {draft}, said_to, said_from, sources,"
    " search, facets, added, printed FROM quotes_entry LIMIT 1",
    "other printed words": "UPDATE quotes_entry SET printed = ' other '",
    "added another day": "UPDATE quotes_entry SET added = now() WHERE statement_id = {first}",
    "other words": "UPDATE quotes_entry SET search = 'other:1' WHERE statement_id = {first}",
    "another day": "UPDATE quotes_entry SET said_to = '2030-01-01' WHERE statement_id = {first}",
    "a value too few": "UPDATE quotes_entry SET facets = facets[2:]",
    "values out of order": "UPDATE quotes_entry SET facets = facets[2:] || facets[1]",
    "a wrong total": "UPDATE quotes_facet SET total = total + 1 WHERE dimension = 'topic'",
    "a wrong label": "UPDATE quotes_facet SET label = 'Nonsense' WHERE dimension = 'speaker'",
    "a facet is missing": "DELETE FROM quotes_facet WHERE dimension = 'topic' AND key = 'cost'",
    "a wrong key": "UPDATE quotes_facet SET key = 'prize' WHERE key = 'cost'",
    "a wrong count": "UPDATE quotes_entrystate SET entries = 17",
    "no count": "DELETE FROM quotes_entrystate",
    "a row in a sample that is not": "INSERT INTO quotes_entrysample SELECT * FROM quotes_entry",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_found_and_mended(world: SimpleNamespace, damage: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(damage.format(first=world.first.pk, draft=world.draft.pk))
    code, told = check()
    assert code == 1
    assert "--repair" in told
    assert check("--repair") == (0, told.rsplit("\n", 2)[0] + "\nMended.\n")
    assert_right()


def hundred_statements() -> None:
    speaker = factories.speaker()
    for _ in range(100):
        factories.statement(speaker=speaker)


HUNDRED = loaded.Scene(hundred_statements)


class TestSample:
    @pytest.fixture
    def many(self, db: None) -> Iterator[None]:
        """A hundred statements where forty are as many as are all counted.

        So many, because an eighth of them is drawn by a hash: of forty it is at times none.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('archive.sample_above', '40', true)")
        HUNDRED.lay()
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('archive.sample_above', '', true)")

    def test_there_is_none_of_a_small_archive(self, world: SimpleNamespace) -> None:
        rebuild_entries()
        assert EntryState.now().sample_rate == 0
        assert not EntrySample.objects.exists()

    def test_it_is_due_and_made(self, many: None) -> None:
        assert check()[0] == 1
        assert check("--repair")[0] == 0
        assert EntryState.now().sample_rate == 8
        assert 0 < EntrySample.objects.count() < 100

    def test_it_follows(self, many: None) -> None:
        rebuild_entries()
        sampled = EntrySample.objects.first()
        assert sampled is not None
        Statement.objects.filter(pk=sampled.pk).update(text="Entirely other words")
        assert "entir" in EntrySample.objects.get(pk=sampled.pk).search
        Statement.objects.filter(pk=sampled.pk).update(state=State.WITHDRAWN)
        assert not EntrySample.objects.filter(pk=sampled.pk).exists()
        assert check()[0] == 0

    def test_damage_is_found_and_mended(self, many: None) -> None:
        rebuild_entries()
        EntrySample.objects.filter(pk=EntrySample.objects.first().pk).delete()
        code, told = check()
        assert code == 1
        assert "sample: 1 " in told
        check("--repair")
        assert check()[0] == 0

    def test_rate(self, db: None) -> None:
        rates = {
            entries: value("SELECT archive_sample_rate(%s)", entries)
            for entries in (0, 200_000, 200_001, 300_001, 1_000_000, 10_000_000)
        }
        assert list(rates.values()) == [0, 0, 4, 8, 16, 256]
        for entries, rate in rates.items():
            assert not value("SELECT archive_sample_is_due(%s, %s)", entries, rate)


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_an_emptied_database_is_right(self) -> None:
        factories.statement()
        call_command("flush", interactive=False, verbosity=0)
        assert not Entry.objects.exists()
        assert_right()
        factories.statement()
        assert_right()

    def test_a_table_emptied_by_itself_is_followed(self) -> None:
        factories.statement(topics=(factories.topic(),))
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE quotes_statementtopic")
        assert_right()

    def test_two_writers_wait_for_each_other_without_deadlock(self) -> None:
        speaker, topic = factories.speaker(), factories.topic()
        one, other = (factories.statement(speaker=speaker, topics=(topic,)) for _ in range(2))
        writers = [
            Writer([one.pk, other.pk], pause=0.4),
            Writer([other.pk, one.pk], delay=0.2),
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(20)
        assert [writer.error for writer in writers] == [None, None]
        assert_right()

    def test_publishing_at_once_loses_no_count(self) -> None:
        speaker, topic = factories.speaker(), factories.topic()
        drafts = [factories.draft(speaker=speaker, topics=(topic,)) for _ in range(16)]
        for draft in drafts:
            factories.citation(draft)
        publishers = [Publisher(drafts[n::4]) for n in range(4)]
        for publisher in publishers:
            publisher.start()
        for publisher in publishers:
            publisher.join(30)
        assert [publisher.error for publisher in publishers] == [None] * 4
        assert Facet.objects.get(dimension="topic", key=topic.slug).total == 16
        assert_right()


class Connected(threading.Thread):
    """Work on a connection of its own; the error is kept."""

    error: Exception | None = None

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:
            self.error = error
        finally:
            connections["default"].close()

    def work(self) -> None:
        raise NotImplementedError


class Writer(Connected):
    """Corrects statements in the order given, in one transaction."""

    def __init__(self, statements: list[int], delay: float = 0, pause: float = 0) -> None:
        super().__init__()
        self.statements, self.delay, self.pause = statements, delay, pause

    def work(self) -> None:
        time.sleep(self.delay)
        with transaction.atomic():
            for pk in self.statements:
                Statement.objects.filter(pk=pk).update(text=f"Words of {self.name}")
                time.sleep(self.pause)
            record_changes(self.statements, EditContext("Misheard.", overrides_check=True))


class Publisher(Connected):
    """Publishes drafts, each in a transaction."""

    def __init__(self, drafts: list[Statement]) -> None:
        super().__init__()
        self.drafts = drafts

    def work(self) -> None:
        for draft in self.drafts:
            publish(draft, EditContext("First published"))
