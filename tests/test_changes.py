"""The list of public changes: in the order of the commits, with nothing missed, nothing private."""

import importlib
import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.api.changes import FOLLOWED
from quotes.dates.partial import parse
from quotes.editing import (
    EditContext,
    Refused,
    merge,
    publish,
    record_changes,
    rename,
    undo,
    withdraw,
)
from quotes.models import (
    Alias,
    Citation,
    Figure,
    Merge,
    Occasion,
    Outlet,
    PublicChange,
    Relation,
    Role,
    Source,
    Speaker,
    State,
    Statement,
    StatementTopic,
    Topic,
)
from quotes.models import fields as f
from quotes.models.vocabulary import RelationKind
from tests import factories, openapi
from tests.two_editors import Editor

BASE = "/api/v1/"
ACT = EditContext("More was known", overrides_check=True)
NAMES = [resource.name for resource in FOLLOWED.values()]

Key = tuple[str, str]


def part_since(cursor: str, size: int = 100) -> dict[str, Any]:
    path = f"{BASE}changes?since={cursor}&size={size}"
    response = Client().get(path)
    assert response.status_code == 200, response.content
    assert openapi.faults(response, path) == []
    return json.loads(response.content)


class Mirror:
    """A copy of the archive that knows of it what the changes say."""

    def __init__(self) -> None:
        self.cursor = "0"
        self.objects: dict[Key, Any] = {}
        self.seen: list[dict[str, Any]] = []

    def catch_up(self, size: int = 25) -> list[dict[str, Any]]:
        """Take in what has changed; all of it."""
        news = []
        while True:
            part = part_since(self.cursor, size)
            for change in part["changes"]:
                key = change["resource"], change["key"]
                if change["object"] is None:
                    self.objects.pop(key, None)
                else:
                    self.objects[key] = change["object"]
            news += part["changes"]
            self.cursor = part["cursor"]
            if part["next"] is None:
                self.seen += news
                return news


def archive() -> dict[Key, Any]:
    """All that the lists of the API hold now, of what is followed."""
    found = {}
    for resource in FOLLOWED.values():
        address = f"{BASE}{resource.name}?size=100"
        while address:
            part = json.loads(Client().get(address).content)
            for one in part[resource.name]:
                found[resource.name, one[resource.key]] = one
            address = part["next"]
    return found


def told(news: list[dict[str, Any]], resource: str = "statements") -> list[tuple[str, str]]:
    return [(one["what"], one["key"]) for one in news if one["resource"] == resource]


# --- what is told --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_life_is_told_in_order():
    """First publication, revision, merger, undoing, withdrawal, in the order in which they were."""
    mirror = Mirror()
    mirror.catch_up()
    speaker = factories.speaker("Ann Able", slug="ann-able")
    one = factories.statement(speaker=speaker, text="It will cost ten.")
    other = factories.statement(speaker=speaker, text="It will cost ten.")
    news = mirror.catch_up()
    assert told(news) == [("published", one.public_id), ("published", other.public_id)]
    assert told(news, "officials") == [("published", "ann-able")]
    assert [change["revision"] for change in news if change["resource"] == "statements"] == [1, 1]

    with transaction.atomic():
        Statement.objects.filter(pk=one.pk).update(place="Ottawa")
        record_changes([one.pk], EditContext("The place was found"))
    [revised] = mirror.catch_up()
    assert (revised["what"], revised["revision"]) == ("revised", 2)
    assert (revised["reason"], revised["object"]["place"]) == ("The place was found", "Ottawa")

    record = merge(Statement.objects.get(pk=one.pk), Statement.objects.get(pk=other.pk), ACT)
    news = mirror.catch_up()
    gone = next(change for change in news if change["key"] == other.public_id)
    assert (gone["what"], gone["into"], gone["object"]) == ("merged", one.public_id, None)
    undo(record, ACT)
    news = mirror.catch_up()
    assert {"statements": other.public_id}["statements"] in {key for _what, key in told(news)}
    assert mirror.objects["statements", other.public_id]["public_id"] == other.public_id

    withdraw(Statement.objects.get(pk=other.pk), EditContext("It was somebody else"))
    [gone] = [change for change in mirror.catch_up() if change["key"] == other.public_id]
    assert (gone["what"], gone["reason"], gone["object"]) == (
        "withdrawn",
        "It was somebody else",
        None,
    )
    rename(Speaker.objects.get(pk=speaker.pk), "ann-b-able", EditContext("Her whole name"))
    news = mirror.catch_up()
    assert ("renamed", "ann-able") in told(news, "officials")
    [renamed] = [one for one in news if one["what"] == "renamed"]
    assert renamed["into"] == "ann-b-able"
    assert mirror.objects == archive()
    assert PublicChange.objects.count() == len(mirror.seen)


@pytest.mark.django_db(transaction=True)
def test_what_no_revision_says_is_told_too():
    """The outcome of a check, the title of a source, an alias, a topic's description."""
    hearing = factories.occasion("Hearing")
    statement = factories.statement(topics=(factories.topic("cost"),), occasion=hearing)
    mirror = Mirror()
    mirror.catch_up()
    source = statement.citations.get().source
    changes: list[tuple[Callable[[], object], set[str]]] = [
        (lambda: Source.objects.update(title="A headline"), {"sources", "statements"}),
        (lambda: Source.objects.update(is_primary=True), {"sources", "statements"}),
        (lambda: Alias.objects.create(speaker=statement.speaker, name="A."), {"officials"}),
        (lambda: Speaker.objects.update(party="Whigs"), {"officials"}),
        (lambda: Topic.objects.update(description="Money."), {"topics"}),
        (lambda: Outlet.objects.update(kind="newspaper"), {"outlets", "sources"}),
        (lambda: Occasion.objects.update(name_fr="Audience"), {"occasions"}),
        (lambda: Citation.objects.update(locator=""), set()),
        (lambda: Statement.objects.update(version=7), set()),
        (lambda: factories.draft(speaker=statement.speaker), set()),
        (lambda: factories.source(outlet=source.outlet), set()),
    ]
    for change, concerned in changes:
        change()
        news = mirror.catch_up()
        assert {one["resource"] for one in news} == concerned
        assert {one["what"] for one in news} <= {"changed"}
        assert mirror.objects == archive()


@pytest.mark.django_db(transaction=True)
def test_an_occasion_is_told_of_as_long_as_something_public_was_said_there():
    """First held, described, renamed, merged into another, and left by its last statement."""
    statement, other = factories.statement(), factories.statement()
    hearing, same = factories.occasion("Hearing"), factories.occasion("The hearing")
    mirror = Mirror()
    mirror.catch_up()

    def said_at(occasion: Occasion | None, *statements: Statement) -> None:
        with transaction.atomic():
            keys = [one.pk for one in statements]
            Statement.objects.filter(pk__in=keys).update(occasion=occasion)
            record_changes(keys, ACT)

    was = hearing.slug
    steps: list[tuple[Callable[[], object], list[tuple[str, str]]]] = [
        (lambda: said_at(hearing, statement), [("published", was)]),
        (lambda: Occasion.objects.update(url="https://example.org/"), [("changed", was)]),
        (
            lambda: rename(Occasion.objects.get(slug=was), "the-hearing", ACT),
            [("renamed", was), ("published", "the-hearing")],
        ),
        (lambda: said_at(same, other), [("published", same.slug)]),
        (
            lambda: merge(Occasion.objects.get(slug="the-hearing"), same, ACT),
            [("changed", "the-hearing"), ("merged", same.slug)],
        ),
        (lambda: said_at(None, statement), [("changed", "the-hearing")]),
        (lambda: withdraw(Statement.objects.get(pk=other.pk), ACT), [("withdrawn", "the-hearing")]),
    ]
    for step, expected in steps:
        step()
        news = mirror.catch_up()
        assert sorted(told(news, "occasions")) == sorted(expected)
        assert mirror.objects == archive()
    assert all(one["into"] == "the-hearing" for one in mirror.seen if one["what"] == "merged")


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_the_lists_goes_on_from_the_cursor_of_that_moment():
    factories.statement()
    mirror = Mirror()
    mirror.cursor = json.loads(Client().get(BASE).content)["cursor"]
    mirror.objects = archive()
    made = factories.statement()
    news = mirror.catch_up()
    assert made.public_id in {one["key"] for one in news}
    assert mirror.objects == archive()


@pytest.mark.django_db
def test_a_cursor_of_another_archive_is_lost():
    factories.statement()
    cursor = json.loads(Client().get(BASE).content)["cursor"]
    place, _dot, mark = cursor.partition(".")
    for other in (f"{int(place) + 1}.{mark}", f"{place}.{'0' * 8}"):
        response = Client().get(f"{BASE}changes?since={other}")
        assert response.status_code == 410
        assert "begin anew" in json.loads(response.content)["detail"]


@pytest.mark.django_db
def test_an_archive_from_before_is_followed_from_its_first_publication(record):
    """The loaded record, as it is noted now and as the migration notes one of before."""
    migrations = [
        importlib.import_module(f"quotes.migrations.{name}")
        for name in ("0015_public_changes", "0019_occasions_are_followed")
    ]
    loaded = Mirror()
    loaded.catch_up(100)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM quotes_publicchange")
        for migration in migrations:
            cursor.execute(migration.NOTE_WHAT_WAS)
    migrated = Mirror()
    migrated.catch_up(100)
    assert len(loaded.objects) > 800
    assert loaded.objects == migrated.objects == archive()


# --- in order, whoever writes --------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_began_first_and_commits_last_is_not_overtaken():
    """No reader sees a change before one of a lower place that is not committed yet."""
    mirror = Mirror()
    mirror.catch_up()
    speakers = [factories.speaker(), factories.speaker()]
    may_end = threading.Event()
    first = Editor(lambda: (factories.statement(speaker=speakers[0]), may_end.wait(10)))
    second = Editor(lambda: factories.statement(speaker=speakers[1]))
    first.start()
    wait_for("SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND granted")
    second.start()
    wait_for("SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    # The second has begun and waits: it cannot have drawn a place.
    assert mirror.catch_up() == []
    may_end.set()
    for editor in (first, second):
        editor.join(20)
        assert editor.error is None
    mirror.catch_up()
    assert mirror.objects == archive()
    places = [int(one["cursor"].partition(".")[0]) for one in mirror.seen]
    assert places == sorted(places)
    officials = [key for _what, key in told(mirror.seen, "officials")]
    assert officials == [speaker.slug for speaker in speakers]


def wait_for(condition: str) -> None:
    for _time in range(500):
        with connection.cursor() as cursor:
            cursor.execute(condition)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError(condition)


@pytest.mark.django_db(transaction=True)
def test_a_reader_beside_many_writers_misses_nothing():
    speakers = [factories.speaker() for _ in range(3)]

    def write(speaker: Speaker) -> Callable[[], object]:
        def writing() -> None:
            for _time in range(4):
                factories.statement(speaker=speaker)

        return writing

    editors = [Editor(write(speaker)) for speaker in speakers]
    mirror = Mirror()
    for editor in editors:
        editor.start()
    while any(editor.is_alive() for editor in editors):
        mirror.catch_up(10)
    assert [editor.error for editor in editors] == [None] * 3
    mirror.catch_up(10)
    assert mirror.objects == archive()
    assert sum(name == "statements" for name, _key in mirror.objects) == 12


# --- a mirror is the archive, whatever is edited -------------------------------------------------


def one_of(rows: Any, luck: random.Random) -> Any:
    keys = sorted(rows.values_list("pk", flat=True))
    return rows.get(pk=luck.choice(keys)) if keys else None


def two_of(rows: Any, luck: random.Random) -> list[Any]:
    keys = sorted(rows.values_list("pk", flat=True))
    return [rows.get(pk=key) for key in luck.sample(keys, 2)] if len(keys) > 1 else []


class Edits:
    """What editors do, and what they do wrongly: each by chance."""

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck

    def word(self) -> str:
        return "".join(self.luck.choice("abcdefgh") for _ in range(8))

    def public(self) -> Any:
        return Statement.objects.published()

    def draft(self) -> None:
        luck = self.luck
        known = Speaker.objects.all()
        speaker = one_of(known, luck) if known.count() > 3 else factories.speaker()
        topics = Topic.objects.all()
        topic = one_of(topics, luck) if topics.count() > 2 else factories.topic()
        made = factories.draft(
            luck.choice(["2025-05-21", "2025", ""]),
            speaker=speaker,
            text="It will cost ten.",
            topics=(topic,) * luck.randrange(2),
            occasion=self.some_occasion() if luck.random() < 0.6 else None,
        )
        for position in range(luck.randint(1, 2)):
            sources = Source.objects.all()
            source = one_of(sources, luck) if luck.random() < 0.5 else None
            factories.citation(
                made,
                source=source or factories.source("2025-05-22"),
                via=one_of(Outlet.objects.all(), luck) if luck.random() < 0.3 else None,
                position=position,
            )

    def some_occasion(self) -> Occasion:
        known = Occasion.objects.all()
        return one_of(known, self.luck) if known.count() > 3 else factories.occasion(self.word())

    def publish(self) -> None:
        self.draft()
        publish(Statement.objects.filter(state=State.DRAFT).latest("pk"), ACT)

    def publish_two(self) -> None:
        self.publish()
        self.publish()

    def reword(self) -> None:
        statement = one_of(self.public(), self.luck)
        if statement:
            Statement.objects.filter(pk=statement.pk).update(note=self.word())
            record_changes([statement.pk], ACT)

    def withdraw(self) -> None:
        statement = one_of(self.public(), self.luck)
        if statement:
            withdraw(statement, ACT)

    def merge(self) -> None:
        kind = self.luck.choice([Statement, Speaker, Outlet, Topic, Source, Occasion])
        rows = kind.objects.published() if kind is Statement else kind.objects.all()
        if pair := two_of(rows, self.luck):
            merge(*pair, ACT)

    def undo(self) -> None:
        record = one_of(Merge.objects.filter(undone_at__isnull=True), self.luck)
        if record:
            undo(record, ACT)

    def rename(self) -> None:
        kind = self.luck.choice([Speaker, Outlet, Topic, Occasion])
        if row := one_of(kind.objects.all(), self.luck):
            rename(row, self.word(), ACT)

    def describe(self) -> None:
        """Columns that no revision tells of."""
        kind, column = self.luck.choice(
            [(Speaker, "party"), (Topic, "description"), (Source, "title"),
             (Source, "archived_url"), (Statement, "version"), (Occasion, "name_fr"),
             (Occasion, "place"), (Occasion, "url")]
        )  # fmt: skip
        if row := one_of(kind.objects.all(), self.luck):
            value: Any = self.luck.randrange(99) if column == "version" else self.word()
            kind.objects.filter(pk=row.pk).update(**{column: value})

    def call_outlet(self) -> None:
        if row := one_of(Outlet.objects.all(), self.luck):
            Outlet.objects.filter(pk=row.pk).update(name=self.word())
            record_changes([], ACT)

    def call_occasion(self) -> None:
        if row := one_of(Occasion.objects.all(), self.luck):
            date = parse(self.luck.choice(["2025-05-21", "2025", ""]))
            Occasion.objects.filter(pk=row.pk).update(name=self.word(), date=date)
            record_changes([], ACT)

    def said_elsewhere(self) -> None:
        """A statement is found to be of another occasion, or of none that is known."""
        if statement := one_of(Statement.objects.all(), self.luck):
            occasion = self.some_occasion() if self.luck.random() < 0.8 else None
            Statement.objects.filter(pk=statement.pk).update(occasion=occasion)
            record_changes([], ACT)

    def drop_occasion(self) -> None:
        """As far as nothing was said at it."""
        if row := one_of(Occasion.objects.filter(statements=None), self.luck):
            row.delete()

    def office(self) -> None:
        if speaker := one_of(Speaker.objects.all(), self.luck):
            factories.role(speaker, self.word(), self.luck.choice(["2024", "2026", ""]))
            record_changes([], ACT)

    def leave_office(self) -> None:
        if role := one_of(Role.objects.all(), self.luck):
            Role.objects.filter(pk=role.pk).update(until=parse("2025-05-20"))
            record_changes([], ACT)

    def alias(self) -> None:
        if speaker := one_of(Speaker.objects.all(), self.luck):
            factories.alias(speaker, self.word())

    def cite(self) -> None:
        statement, source = one_of(self.public(), self.luck), one_of(Source.objects, self.luck)
        if statement and source:
            factories.citation(statement, source=source, position=9)
            record_changes([], ACT)

    def recite(self) -> None:
        """A wording is found to be of another source."""
        citation = one_of(Citation.objects.all(), self.luck)
        source = one_of(Source.objects.all(), self.luck)
        if citation and source:
            Citation.objects.filter(pk=citation.pk).update(source=source)
            record_changes([], ACT)

    def drop_citation(self) -> None:
        if citation := one_of(Citation.objects.all(), self.luck):
            citation.delete()
            record_changes([], ACT)

    def derive(self) -> None:
        if pair := two_of(Source.objects.all(), self.luck):
            Source.objects.filter(pk=pair[0].pk).update(derived_from=pair[1])

    def file_under(self) -> None:
        statement, topic = one_of(self.public(), self.luck), one_of(Topic.objects, self.luck)
        if statement and topic:
            StatementTopic.objects.get_or_create(statement=statement, topic=topic)
            record_changes([], ACT)

    def count(self) -> None:
        if statement := one_of(self.public(), self.luck):
            Figure.objects.create(
                statement=statement, quantity="cost", low=self.luck.randrange(9), unit="USD"
            )
            record_changes([], ACT)

    def relate(self) -> None:
        if pair := two_of(Statement.objects.all(), self.luck):
            kind = self.luck.choice(RelationKind.values)
            Relation.objects.create(
                kind=kind, from_statement=pair[0], to_statement=pair[1], reason=self.word()
            )
            record_changes([], ACT)

    def part(self) -> None:
        if relation := one_of(Relation.objects.all(), self.luck):
            relation.delete()
            record_changes([], ACT)

    def try_in_vain(self) -> None:
        """Something that is taken back."""
        self.publish()
        raise Refused(["Not this time."])


EDITS = sorted(name for name in vars(Edits) if not name.startswith("_"))
EDITS = [name for name in EDITS if name not in ("word", "public", "some_occasion")]


def edit(name: str, luck: random.Random) -> bool:
    """One edit as a transaction of its own; whether the archive took it."""
    try:
        with transaction.atomic():
            getattr(Edits(luck), name)()
    except (Refused, IntegrityError):
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_a_mirror_is_the_archive_after_any_edits():
    taken: dict[str, int] = dict.fromkeys(EDITS, 0)
    for number, name in enumerate(["publish"] * 6 + ["relate", "office"]):
        assert edit(name, random.Random(number)), name

    @settings(max_examples=4, suppress_health_check=list(HealthCheck))
    @given(
        seed=st.integers(0, 2**32),
        script=st.lists(st.sampled_from([*EDITS, "publish", "look"]), min_size=30, max_size=40),
    )
    def follow(seed: int, script: list[str]) -> None:
        luck, mirror = random.Random(seed), Mirror()
        for name in script:
            if name == "look":
                mirror.catch_up(luck.choice([10, 25]))
            else:
                taken[name] += edit(name, luck)
        mirror.catch_up()
        late = Mirror()
        late.catch_up(100)
        assert mirror.objects == archive()
        assert late.objects == mirror.objects

    follow()
    # Or some of the edits were never made.
    assert [name for name, times in taken.items() if not times] == ["try_in_vain"]


# --- the columns ---------------------------------------------------------------------------------

BY_REVISION = {"statement", "figure", "statementtopic", "relation"}


@pytest.mark.django_db
@pytest.mark.parametrize("table", f.TABLES, ids=lambda table: table.model._meta.model_name)
def test_each_column_of_a_public_object_is_followed(table):
    """Where a revision is made of a change, that is noted."""
    name = table.model._meta.model_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_public_columns(%s)", [name])
        [followed] = cursor.fetchone()
    format = f.RESOURCE if table.carried(f.RESOURCE) else f.JSON
    wanted = {
        table.model._meta.get_field(one.name).column
        for one in table.carried(format).values()
        if not one.is_derived and one.rows is None
    }
    if name in ("statement", "citation"):
        # Whether it is public at all, and which sources and outlets are.
        own = {"statement": {"state", "occasion_id"}, "citation": {"source_id", "via_id"}}[name]
        revised = {one.name for one in table.fields if f.SNAPSHOT in one.keys}
        assert set(followed) == {column for column in wanted if column not in revised
                                 and column.removesuffix("_id") not in revised} | own  # fmt: skip
    elif name in BY_REVISION:
        assert followed == []
    elif name == "alias":
        assert set(followed) == {"speaker_id", "name"}
    else:
        assert set(followed) == wanted | ({"speaker_id"} if name == "role" else set())
