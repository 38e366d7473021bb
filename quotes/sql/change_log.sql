-- Every change of the record is kept, whoever writes: a form, a bulk update, SQL by hand.
-- quotes_change has one row for each row of the record that was inserted, updated or deleted.
--
-- One generic table and one function, and not django-pghistory, which was tried: that makes a
-- second table and three triggers for each of these tables, calls them row by row (a load of 2,000
-- rows took twice as long), and its tables are emptied by every flush of a test. Here a statement
-- is followed once, by its transition tables; a column added to the record is kept from its first
-- day; generated columns are left out by the catalog, since they are told by the others. The price
-- is that values are JSON and no column can be queried by its type, which a history is not asked
-- for.

-- History is added to and never changed.
CREATE OR REPLACE FUNCTION archive_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE OR REPLACE TRIGGER change_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON quotes_change
    FOR EACH STATEMENT EXECUTE FUNCTION archive_refuse_change();

-- Honoured only where nothing has ever been published by an editor.
CREATE OR REPLACE FUNCTION archive_keeps_no_history() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('archive.keep_no_history', true), '') = 'on'
       AND NOT EXISTS (SELECT FROM quotes_revision);

-- Arguments: the columns left out, with commas between; the columns of what a row belongs to.
CREATE OR REPLACE FUNCTION archive_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hidden text[] := string_to_array(TG_ARGV[0], ',') || ARRAY(
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = TG_RELID AND attnum > 0 AND attgenerated <> '');
    owner_ text := TG_ARGV[1];
    other_ text := coalesce(TG_ARGV[2], TG_ARGV[1]);
    table_ text := substr(TG_TABLE_NAME, 8);
BEGIN
    IF archive_keeps_no_history() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO quotes_change (table_name, action) VALUES (table_, 'truncate');
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO quotes_change (table_name, action, row_id, owner_id, other_owner_id, after)
        SELECT table_, 'insert', n.id, (v ->> owner_)::bigint,
               nullif((v ->> other_)::bigint, (v ->> owner_)::bigint), v
        FROM new_rows n, LATERAL (SELECT to_jsonb(n) - hidden AS v) AS v_ ORDER BY n.id;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO quotes_change (table_name, action, row_id, owner_id, other_owner_id, before)
        SELECT table_, 'delete', o.id, (v ->> owner_)::bigint,
               nullif((v ->> other_)::bigint, (v ->> owner_)::bigint), v
        FROM old_rows o, LATERAL (SELECT to_jsonb(o) - hidden AS v) AS v_ ORDER BY o.id;
    ELSE
        -- A row that was given another number is a row less and a row more.
        INSERT INTO quotes_change
            (table_name, action, row_id, owner_id, other_owner_id, before, after)
        SELECT table_,
               CASE WHEN o.id IS NULL THEN 'insert' WHEN n.id IS NULL THEN 'delete'
                    ELSE 'update' END,
               coalesce(n.id, o.id),
               owners.first, nullif(owners.other, owners.first), told.before, told.after
        FROM old_rows o FULL JOIN new_rows n ON n.id = o.id,
             LATERAL (SELECT to_jsonb(o) - hidden AS was, to_jsonb(n) - hidden AS now) AS v,
             LATERAL (SELECT coalesce(now ->> owner_, was ->> owner_)::bigint AS first,
                             coalesce(nullif(was ->> owner_, now ->> owner_),
                                      now ->> other_)::bigint AS other) AS owners,
             LATERAL (
                 SELECT jsonb_object_agg(key, w.value) FILTER (WHERE w.value IS NOT NULL) AS before,
                        jsonb_object_agg(key, c.value) FILTER (WHERE c.value IS NOT NULL) AS after
                 FROM jsonb_each(was) AS w FULL JOIN jsonb_each(now) AS c USING (key)
                 WHERE w.value IS DISTINCT FROM c.value
             ) AS told
        WHERE was IS DISTINCT FROM now ORDER BY coalesce(n.id, o.id);
    END IF;
    RETURN NULL;
END $$;

-- Of each table of the record: the columns left out, and what a row belongs to, up to two of it.
-- The text of a capture is in its row, which never changes; its sha256 tells which text it was.
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
        kept (name, arguments) AS (VALUES
            ('speaker', $$'', ''$$),
            ('alias', $$'', 'speaker_id'$$),
            ('role', $$'', 'speaker_id'$$),
            ('outlet', $$'', ''$$),
            ('source', $$'', ''$$),
            ('capture', $$'text', 'source_id'$$),
            ('topic', $$'', ''$$),
            ('statementtopic', $$'', 'statement_id'$$),
            ('occasion', $$'', ''$$),
            ('statement', $$'', ''$$),
            ('citation', $$'', 'statement_id'$$),
            ('figure', $$'', 'statement_id'$$),
            ('relation', $$'', 'from_statement_id', 'to_statement_id'$$),
            ('redirect', $$'', ''$$),
            ('merge', $$'', ''$$)
        )
        SELECT format(
            'CREATE OR REPLACE TRIGGER change_kept_%2$s AFTER %2$s ON quotes_%1$s %3$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION archive_keep_change(%4$s)',
            name, operation, tables, arguments)
        FROM kept CROSS JOIN (TABLE transitions UNION ALL VALUES ('truncate', '')) AS each
    LOOP
        EXECUTE command;
    END LOOP;
END $do$;
