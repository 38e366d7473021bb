-- Triggers that keep the entries: every change of the record is followed in its own transaction.
-- A change that touches none of the columns an entry is made of costs the comparison and no more.
--
-- To load very many rows, set archive.defer_entries to 'on' for the transaction (SET LOCAL) and call
-- archive_rebuild_entries() before it ends.

CREATE OR REPLACE FUNCTION archive_entries_are_deferred() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('archive.defer_entries', true), '') = 'on';

-- Before any row is locked, so that of two writers one waits for the other and never both.
CREATE OR REPLACE FUNCTION archive_lock_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM archive_lock_entries();
    RETURN NULL;
END $$;

-- Arguments: the columns that matter, and the query for the statements concerned.
CREATE OR REPLACE FUNCTION archive_follow_rows() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION archive_follow_slugs() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION archive_follow_names() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION archive_follow_truncation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT archive_entries_are_deferred() THEN
        PERFORM archive_refresh_entries(ARRAY(
            SELECT statement_id FROM quotes_entry
            UNION SELECT id FROM quotes_statement WHERE state = 'published'));
    END IF;
    RETURN NULL;
END $$;

-- The triggers. Those of a table fire in the order of their names: the lock first, then new slugs,
-- then the rows, then what facets are called.
DO $do$
DECLARE
    command text;
BEGIN
    FOR command IN
        WITH transitions (operation, tables) AS (VALUES
            ('insert', 'REFERENCING NEW TABLE AS new_rows'),
            ('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'REFERENCING OLD TABLE AS old_rows')
        ),
        -- Of each table: the columns that an entry is made of, and the statements that a changed
        -- row concerns.
        followed (name, columns, concerned) AS (VALUES
            ('statement',
                'id, speaker_id, occasion_id, state, said, said_from, said_to, place, kind, language, text, note, published_at',
                'SELECT id FROM changed WHERE state = ''published'''),
            ('citation',
                'statement_id, source_id, wording, check_state',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id'
                ' WHERE s.state = ''published'''),
            ('statementtopic',
                'statement_id, topic_id',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id'
                ' WHERE s.state = ''published'''),
            ('figure',
                'statement_id',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.id = changed.statement_id'
                ' WHERE s.state = ''published'''),
            ('speaker',
                'id, name, name_fr, country, party',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.speaker_id = changed.id'
                ' WHERE s.state = ''published'''),
            ('alias',
                'speaker_id, name',
                'SELECT s.id FROM changed JOIN quotes_statement s USING (speaker_id)'
                ' WHERE s.state = ''published'''),
            ('role',
                'speaker_id, title, title_fr, held_from, held_to',
                'SELECT s.id FROM changed JOIN quotes_statement s USING (speaker_id)'
                ' WHERE s.state = ''published'' AND s.said <> '''''
                ' AND held_from <= s.said_to AND held_to >= s.said_from'),
            ('source',
                'id, outlet_id, kind, language',
                'SELECT s.id FROM changed JOIN quotes_citation c ON c.source_id = changed.id'
                ' JOIN quotes_statement s ON s.id = c.statement_id WHERE s.state = ''published'''),
            ('occasion',
                'id, name, name_fr, place',
                'SELECT s.id FROM changed JOIN quotes_statement s ON s.occasion_id = changed.id'
                ' WHERE s.state = ''published''')
        ),
        -- Facets whose key is the slug of a row: a new slug is written once, not into every entry.
        renamed (name, dimension) AS (VALUES
            ('speaker', 'speaker'),
            ('outlet', 'outlet'),
            ('topic', 'topic')
        ),
        -- Facets that are called after rows of a table: their key in terms of its columns, and the
        -- columns that are read.
        called (name, dimension, key, columns) AS (VALUES
            ('speaker', 'speaker', 'slug', 'slug, name, name_fr'),
            ('outlet', 'outlet', 'slug', 'slug, name'),
            ('topic', 'topic', 'slug', 'slug, name, name_fr'),
            ('role', 'role', 'archive_slug(title)', 'id, title, title_fr'),
            ('speaker', 'party', 'archive_slug(party)', 'id, party, party_fr'),
            ('occasion', 'occasion', 'archive_slug(name)', 'id, name, name_fr'),
            ('occasion', 'place', 'archive_slug(place)', 'id, place')
        ),
        -- All columns of a table that any trigger follows, the slug of what is named by it included.
        watched (name, columns) AS (
            SELECT name, string_agg(DISTINCT one, ', ')
            FROM (SELECT name, columns FROM followed UNION SELECT name, columns FROM called) AS each,
                regexp_split_to_table(columns, ', ') AS one
            WHERE one <> 'id'
            GROUP BY name
        )
        SELECT format(
            'CREATE OR REPLACE TRIGGER entry_0_lock BEFORE INSERT OR DELETE OR UPDATE OF %s'
            ' ON quotes_%s FOR EACH STATEMENT EXECUTE FUNCTION archive_lock_before()',
            columns, name)
        FROM watched
        UNION ALL
        SELECT format(
            'CREATE OR REPLACE TRIGGER entry_truncation AFTER TRUNCATE'
            ' ON quotes_%s FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_truncation()',
            name)
        FROM watched
        UNION ALL
        SELECT format(
            'CREATE OR REPLACE TRIGGER entry_1_slug_%2$s AFTER %2$s ON quotes_%1$s %3$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_slugs(%4$L)',
            name, operation, tables, dimension)
        FROM renamed JOIN transitions ON operation = 'update'
        UNION ALL
        SELECT format(
            'CREATE OR REPLACE TRIGGER entry_2_rows_%2$s AFTER %2$s ON quotes_%1$s %3$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_rows(%4$L, %5$L)',
            name, operation, tables, columns, concerned)
        FROM followed CROSS JOIN transitions
        UNION ALL
        SELECT format(
            'CREATE OR REPLACE TRIGGER entry_3_%4$s_name_%2$s AFTER %2$s ON quotes_%1$s %3$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_names(%4$L, %5$L, %6$L)',
            name, operation, tables, dimension, key, columns)
        FROM called CROSS JOIN transitions
    LOOP
        EXECUTE command;
    END LOOP;
END $do$;
