"""What PostgreSQL knows of a database: its tables and their parts, its functions and triggers."""

import re
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from quotes.sql import LoadSQL, path_of

OURS = "'public'::regnamespace"

# Of each kind: its name first, then all that makes it what it is.
QUERIES = {
    "column": f"""
        SELECT c.relname || '.' || a.attname, c.relkind, format_type(atttypid, atttypmod),
            attnotnull, attidentity, attgenerated, attcollation::regcollation,
            pg_get_expr(adbin, adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
        LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = {OURS} AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0
            AND NOT attisdropped""",
    # In which order; numbers have gaps where a column was dropped.
    "table": f"""
        SELECT c.relname, relkind, relpersistence, relrowsecurity,
            -- Which the databases of the tests have, and no other.
            nullif(array_remove(reloptions, 'autovacuum_enabled=false'), ARRAY[]::text[]),
            array_agg(attname::text ORDER BY attnum)
        FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid
        WHERE relnamespace = {OURS} AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0
            AND NOT attisdropped GROUP BY c.oid""",
    "constraint": f"""
        SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid), convalidated
        FROM pg_constraint WHERE connamespace = {OURS}""",
    "index": f"""
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
        FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relnamespace = {OURS}""",
    "sequence": f"""
        SELECT c.oid::regclass::text, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin,
            seqcache, seqcycle, refobjid::regclass || '.' || refobjsubid, deptype
        FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid
        LEFT JOIN pg_depend ON objid = c.oid AND classid = 'pg_class'::regclass
            AND deptype IN ('a', 'i')
        WHERE relnamespace = {OURS}""",
    "function": f"""
        SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = {OURS} AND prokind <> 'a'""",
    "aggregate": f"""
        SELECT oid::regprocedure::text, aggtransfn, aggfinalfn, aggtranstype::regtype, agginitval,
            proparallel
        FROM pg_proc JOIN pg_aggregate ON aggfnoid = oid WHERE pronamespace = {OURS}""",
    "trigger": """
        SELECT tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid), tgenabled
        FROM pg_trigger WHERE NOT tgisinternal""",
    # Those of tables go with them.
    "type": f"""
        SELECT typname, typtype FROM pg_type LEFT JOIN pg_class c ON c.oid = typrelid
        WHERE typnamespace = {OURS} AND typcategory <> 'A' AND coalesce(relkind, '') <> 'r'""",
    "comment": f"""
        SELECT classoid::regclass || ' ' || objoid || ' ' || objsubid, description
        FROM pg_description JOIN pg_class c ON c.oid = objoid WHERE relnamespace = {OURS}""",
}

ROUTINES = ("function", "aggregate", "trigger")

Catalogue = dict[str, tuple[Any, ...]]


def catalogue(*kinds: str) -> Catalogue:
    """Everything of ours of these kinds, or of all, by kind and name.

    What keeps the jobs of the queue is its library's.
    """
    found = {}
    with connection.cursor() as cursor:
        for kind in kinds or QUERIES:
            cursor.execute(QUERIES[kind])
            for name, *rest in cursor.fetchall():
                found[f"{kind} {name}"] = tuple(_as_first_written(str(value)) for value in rest)
    return {name: rest for name, rest in found.items() if "procrastinate" not in name}


# A check against a list of texts is spelt otherwise once a dump of it has been restored.
_LIST = re.compile(r"\(ARRAY\[((?:'[^']*'::character varying(?:, )?)+)\]\)::text\[\]")
_ITEM = re.compile(r"('[^']*'::character varying)")


def _as_first_written(definition: str) -> str:
    return _LIST.sub(lambda found: "ARRAY[" + _ITEM.sub(r"(\1)::text", found[1]) + "]", definition)


def loads() -> list[LoadSQL]:
    """Every load of a file of ``quotes/sql``, in the order of the migrations."""
    loader = MigrationLoader(None)
    [leaf] = loader.graph.leaf_nodes("quotes")
    plan = [loader.get_migration(*key) for key in loader.graph.forwards_plan(leaf)]
    return [one for step in plan for one in step.operations if isinstance(one, LoadSQL)]


def load_files() -> None:
    """Run every file as it is now, in the order in which the migrations come to them first."""
    latest = {load.subject: load.version for load in loads()}
    with connection.cursor() as cursor:
        for subject, version in latest.items():
            cursor.execute(path_of(subject, version).read_text(encoding="utf-8"))


def followed_columns(trigger: str) -> dict[str, set[str]]:
    """Of each table with such a trigger on updates: the columns whose changes it follows.

    They are the argument that is a list of columns: ``change_noted`` and its kin have those of a
    public state, ``entry_2_rows`` those of an entry.
    """
    place = 0 if trigger == "entry_2_rows" else 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgname = %s",
            [f"{trigger}_update"],
        )
        return {name: set(packed.split(r"\000")[place].split(", ")) for name, packed in cursor}
