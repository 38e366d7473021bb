"""Triggers that keep the entries: every change of the record is followed in its own transaction.

A statement that changes many rows is followed once (transition tables). A change that touches none
of the columns an entry is made of costs the comparison and no more.

To load very many rows, set ``archive.defer_entries`` to ``on`` for the transaction (``SET LOCAL``)
and call ``archive_rebuild_entries()`` before it ends: ``quotes.models.entries.deferred_entries``.
"""

from django.db import migrations

# Of each table: the columns that an entry is made of, and the statements a changed row concerns.
FOLLOWED = {
    "statement": (
        "id, speaker_id, occasion_id, state, said, said_from, said_to, place, kind, language, text",
        "SELECT id FROM changed WHERE state = 'published'",
    ),
    "citation": (
        "statement_id, source_id, wording, check_state",
        "SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id"
        " WHERE s.state = 'published'",
    ),
    "statementtopic": (
        "statement_id, topic_id",
        "SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id"
        " WHERE s.state = 'published'",
    ),
    "figure": (
        "statement_id",
        "SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id"
        " WHERE s.state = 'published'",
    ),
    "speaker": (
        "id, name, name_fr, country, party",
        "SELECT s.id FROM changed JOIN quotes_statement s ON s.speaker_id = changed.id"
        " WHERE s.state = 'published'",
    ),
    "alias": (
        "speaker_id, name",
        "SELECT s.id FROM changed JOIN quotes_statement s USING (speaker_id)"
        " WHERE s.state = 'published'",
    ),
    "role": (
        "speaker_id, title, title_fr, held_from, held_to",
        "SELECT s.id FROM changed JOIN quotes_statement s USING (speaker_id)"
        " WHERE s.state = 'published' AND s.said <> ''"
        " AND held_from <= s.said_to AND held_to >= s.said_from",
    ),
    "source": (
        "id, outlet_id, kind, language",
        "SELECT s.id FROM changed JOIN quotes_citation c ON c.source_id = changed.id"
        " JOIN quotes_statement s ON s.id = c.statement_id WHERE s.state = 'published'",
    ),
    "occasion": (
        "id, name, name_fr, place",
        "SELECT s.id FROM changed JOIN quotes_statement s ON s.occasion_id = changed.id"
        " WHERE s.state = 'published'",
    ),
}

# Facets whose key is the slug of a row: a new slug is written once, not into every entry.
RENAMED = {"speaker": "speaker", "outlet": "outlet", "topic": "topic"}

# Facets that are called after rows of a table: their key in terms of its columns, and what is read.
CALLED = [
    ("speaker", "speaker", "slug", "slug, name, name_fr"),
    ("outlet", "outlet", "slug", "slug, name"),
    ("topic", "topic", "slug", "slug, name, name_fr"),
    ("role", "role", "archive_slug(title)", "id, title, title_fr"),
    ("speaker", "party", "archive_slug(party)", "id, party"),
    ("occasion", "occasion", "archive_slug(name)", "id, name, name_fr"),
    ("occasion", "place", "archive_slug(place)", "id, place"),
]

FUNCTIONS = r"""
CREATE FUNCTION archive_entries_are_deferred() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('archive.defer_entries', true), '') = 'on';

-- The query for the rows of a trigger's transition tables of which these columns are not the same
-- before and after.
CREATE FUNCTION archive_changed_rows(operation text, columns_ text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE operation
        WHEN 'INSERT' THEN format('SELECT %s FROM new_rows', columns_)
        WHEN 'DELETE' THEN format('SELECT %s FROM old_rows', columns_)
        ELSE format('(SELECT %1$s FROM old_rows EXCEPT SELECT %1$s FROM new_rows) UNION ALL '
                    '(SELECT %1$s FROM new_rows EXCEPT SELECT %1$s FROM old_rows)', columns_)
        END;

-- Before any row is locked, so that of two writers one waits for the other and never both.
CREATE FUNCTION archive_lock_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM archive_lock_entries();
    RETURN NULL;
END $$;

-- Arguments: the columns that matter, and the query for the statements concerned.
CREATE FUNCTION archive_follow_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF archive_entries_are_deferred() THEN
        RETURN NULL;
    END IF;
    EXECUTE format('WITH changed AS (%s) SELECT array_agg(DISTINCT id) FROM (%s) AS concerned',
        archive_changed_rows(TG_OP, TG_ARGV[0]), TG_ARGV[1]) INTO ids;
    IF ids IS NOT NULL THEN
        PERFORM archive_refresh_entries(ids);
    END IF;
    RETURN NULL;
END $$;

-- Argument: the dimension. A new slug that some facet has already (slugs were exchanged, or an old
-- one is used again) cannot simply be written: then the entries that hold the old ones follow.
CREATE FUNCTION archive_follow_slugs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text[];
    after text[];
BEGIN
    SELECT array_agg(o.slug ORDER BY o.id), array_agg(n.slug ORDER BY o.id) INTO before, after
        FROM old_rows o JOIN new_rows n USING (id) WHERE o.slug <> n.slug;
    IF before IS NULL OR archive_entries_are_deferred() THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM quotes_facet WHERE dimension = TG_ARGV[0] AND key = ANY (after))
       OR 'none' = ANY (before || after)
    THEN
        PERFORM archive_refresh_entries(ARRAY(
            SELECT e.statement_id FROM quotes_entry e WHERE e.facets && ARRAY(
                SELECT f.id FROM quotes_facet f
                WHERE f.dimension = TG_ARGV[0] AND f.key = ANY (before))));
    ELSE
        UPDATE quotes_facet f SET key = renamed.after
            FROM unnest(before, after) AS renamed(before, after)
            WHERE f.dimension = TG_ARGV[0] AND f.key = renamed.before;
    END IF;
    RETURN NULL;
END $$;

-- Arguments: the dimension, its key in terms of a row, and the columns that matter.
CREATE FUNCTION archive_follow_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys text[];
BEGIN
    IF archive_entries_are_deferred() THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT array_agg(DISTINCT %s) FROM (%s) AS changed',
        TG_ARGV[1], archive_changed_rows(TG_OP, TG_ARGV[2])) INTO keys;
    IF keys IS NOT NULL THEN
        PERFORM archive_relabel_facets(ARRAY(
            SELECT id FROM quotes_facet WHERE dimension = TG_ARGV[0] AND key = ANY (keys)));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION archive_follow_truncation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT archive_entries_are_deferred() THEN
        PERFORM archive_refresh_entries(ARRAY(
            SELECT statement_id FROM quotes_entry
            UNION SELECT id FROM quotes_statement WHERE state = 'published'));
    END IF;
    RETURN NULL;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION archive_follow_truncation();
DROP FUNCTION archive_follow_names();
DROP FUNCTION archive_follow_slugs();
DROP FUNCTION archive_follow_rows();
DROP FUNCTION archive_lock_before();
DROP FUNCTION archive_changed_rows(text, text);
DROP FUNCTION archive_entries_are_deferred();
"""

TRANSITIONS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


def _columns(table):
    """All columns of a table that any trigger follows, the slug of what is named by it included."""
    lists = [FOLLOWED[table][0]] if table in FOLLOWED else []
    lists += [columns for followed, _, _, columns in CALLED if followed == table]
    return sorted({column for columns in lists for column in columns.split(", ")} - {"id"})


def _before_and_truncation(table):
    return f"""
        CREATE TRIGGER entry_0_lock
            BEFORE INSERT OR DELETE OR UPDATE OF {", ".join(_columns(table))} ON quotes_{table}
            FOR EACH STATEMENT EXECUTE FUNCTION archive_lock_before();
        CREATE TRIGGER entry_truncation AFTER TRUNCATE ON quotes_{table}
            FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_truncation();
    """


def _after(name, table, operation, call):
    return f"""
        CREATE TRIGGER {name}_{operation} AFTER {operation} ON quotes_{table}
            {TRANSITIONS[operation]} FOR EACH STATEMENT EXECUTE FUNCTION {call};
    """


def _quoted(*arguments):
    return ", ".join("'" + argument.replace("'", "''") + "'" for argument in arguments)


def _triggers():
    """The commands that make the triggers. Those of a table fire in the order of their names."""
    for table in [*FOLLOWED, "outlet", "topic"]:
        yield _before_and_truncation(table)
    for table, dimension in RENAMED.items():
        yield _after("entry_1_slug", table, "update", f"archive_follow_slugs('{dimension}')")
    for table, arguments in FOLLOWED.items():
        for operation in TRANSITIONS:
            call = f"archive_follow_rows({_quoted(*arguments)})"
            yield _after("entry_2_rows", table, operation, call)
    for table, *arguments in CALLED:
        for operation in TRANSITIONS:
            call = f"archive_follow_names({_quoted(*arguments)})"
            yield _after(f"entry_3_{arguments[0]}_name", table, operation, call)


# The triggers go with the functions they call.
DROP_ALL = DROP_FUNCTIONS.replace(";", " CASCADE;")


class Migration(migrations.Migration):
    dependencies = [("quotes", "0005_entry_functions")]

    operations = [
        migrations.RunSQL(FUNCTIONS + "".join(_triggers()), DROP_ALL),
        # What is published already.
        migrations.RunSQL("SELECT archive_rebuild_entries()", migrations.RunSQL.noop),
    ]
