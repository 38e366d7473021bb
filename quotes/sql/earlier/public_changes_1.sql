-- What changed of what is public, in the order in which it was committed: whoever keeps a copy of
-- the archive reads quotes_publicchange behind the place where they stopped, and misses nothing.
--
-- A place is drawn under the lock of all writers, which is held until the transaction ends. So a
-- row that is committed later has a higher place, and no reader who has seen a place meets a lower
-- one afterwards; a sequence alone does not promise that.
--
-- A row names a thing and what happened to it, and not what it became: that is read when the row
-- is. What is not public and never was leaves no row.

-- Whether a thing that has an address is public now, as the verbs public() and published() say.
CREATE OR REPLACE FUNCTION archive_is_public(about_ text, key_ text) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT CASE about_
        WHEN 'statement' THEN EXISTS (
            SELECT FROM quotes_statement s WHERE s.public_id = key_ AND s.state = 'published')
        WHEN 'speaker' THEN EXISTS (
            SELECT FROM quotes_speaker p JOIN quotes_statement s ON s.speaker_id = p.id
            WHERE p.slug = key_ AND s.state = 'published')
        WHEN 'topic' THEN EXISTS (
            SELECT FROM quotes_topic t JOIN quotes_statementtopic l ON l.topic_id = t.id
            JOIN quotes_statement s ON s.id = l.statement_id
            WHERE t.slug = key_ AND s.state = 'published')
        WHEN 'source' THEN EXISTS (
            SELECT FROM quotes_source d JOIN quotes_citation c ON c.source_id = d.id
            JOIN quotes_statement s ON s.id = c.statement_id
            WHERE d.public_id = key_ AND s.state = 'published')
        WHEN 'outlet' THEN EXISTS (
            SELECT FROM quotes_outlet o JOIN quotes_source d ON d.outlet_id = o.id
            JOIN quotes_citation c ON c.source_id = d.id
            JOIN quotes_statement s ON s.id = c.statement_id
            WHERE o.slug = key_ AND s.state = 'published')
          OR EXISTS (
            SELECT FROM quotes_outlet o JOIN quotes_citation c ON c.via_id = o.id
            JOIN quotes_statement s ON s.id = c.statement_id
            WHERE o.slug = key_ AND s.state = 'published')
        END
$$;

-- Note that these may read otherwise now, or are there no more. A thing is noted once in a
-- transaction: it is read when that has ended.
CREATE OR REPLACE FUNCTION archive_note_public(about_ text, keys text[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    this CONSTANT bigint := pg_current_xact_id()::text::bigint;
BEGIN
    PERFORM archive_lock_entries();
    INSERT INTO quotes_publicchange (about, key, act, made_at, made_in, mark)
    SELECT about_, named.key,
        CASE WHEN NOT named.is_public THEN 'gone' WHEN named.is_known THEN 'changed'
             ELSE 'published' END,
        now(), this, left(gen_random_uuid()::text, 8)
    FROM (
        SELECT k.key, archive_is_public(about_, k.key) AS is_public,
            EXISTS (SELECT FROM quotes_publicchange p
                    WHERE p.about = about_ AND p.key = k.key) AS is_known
        FROM (SELECT DISTINCT unnest(keys) AS key) AS k WHERE k.key IS NOT NULL
    ) AS named
    WHERE (named.is_public OR named.is_known)
      AND NOT EXISTS (
        SELECT FROM quotes_publicchange p
        WHERE p.about = about_ AND p.key = named.key AND p.made_in = this AND p.made_at = now()
          AND (p.act = 'gone') = NOT named.is_public)
    ORDER BY named.key;
END $$;

-- The columns that an object of a table is made of in public. Those of a statement and of its parts
-- that a revision says are noted with that. tests/test_changes.py holds them against
-- quotes/models/fields.py.
CREATE OR REPLACE FUNCTION archive_public_columns(table_ text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    RETURN CASE table_
        WHEN 'statement' THEN '{state,published_at}'::text[]
        WHEN 'citation' THEN '{check_state,checked_at,caution,credited_to,source_id,via_id}'
        WHEN 'speaker' THEN '{slug,kind,name,name_fr,sort_name,country,party,party_fr,description,wikidata}'
        WHEN 'alias' THEN '{speaker_id,name}'
        WHEN 'role' THEN '{speaker_id,title,title_fr,organization,organization_fr,country,since,until}'
        WHEN 'source' THEN '{public_id,url,archived_url,archived_at,title,outlet_id,published,authors,language,kind,is_primary,wire_id,derived_from_id}'
        WHEN 'outlet' THEN '{slug,name,kind,country}'
        WHEN 'topic' THEN '{slug,name,name_fr,description,description_fr}'
        ELSE '{}' END;

-- What the history of the record (change_log.sql) says of a row concerns these things.
CREATE OR REPLACE FUNCTION archive_follow_public() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    table_ CONSTANT text := (SELECT table_name FROM new_rows LIMIT 1);
    columns_ CONSTANT text[] := archive_public_columns(table_);
    ids bigint[];
    owners bigint[];
    was jsonb[];
    both_ jsonb[];
    statements bigint[];
    sources bigint[];
    outlets bigint[];
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE action = 'truncate') THEN
        -- Nobody can go on from where they were.
        PERFORM archive_lock_entries();
        DELETE FROM quotes_publicchange;
        RETURN NULL;
    END IF;
    SELECT array_agg(row_id), array_agg(owner_id) || array_agg(other_owner_id),
            array_agg(before), array_agg(before) || array_agg(after)
        INTO ids, owners, was, both_ FROM new_rows
        WHERE cardinality(columns_) > 0
          AND (action <> 'update' OR before ?| columns_ OR after ?| columns_);
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    CASE table_
    WHEN 'speaker', 'outlet', 'topic' THEN
        PERFORM archive_note_public(table_, ARRAY(SELECT one ->> 'slug' FROM unnest(both_) AS one));
        EXECUTE format('SELECT archive_note_public(%L, ARRAY('
            'SELECT slug::text FROM quotes_%I WHERE id = ANY ($1)))', table_, table_) USING ids;
        IF table_ = 'outlet' THEN
            -- What it is called stands in its sources, and in those that it wrote for others.
            sources := ARRAY(SELECT d.id FROM quotes_source d
                WHERE d.outlet_id = ANY (ids) OR d.wire_id = ANY (ids));
        END IF;
    WHEN 'alias', 'role' THEN
        PERFORM archive_note_public('speaker', ARRAY(
            SELECT p.slug::text FROM quotes_speaker p WHERE p.id = ANY (owners)));
    WHEN 'source' THEN
        sources := ids;
        PERFORM archive_note_public('source', ARRAY(
            SELECT one ->> 'public_id' FROM unnest(was) AS one));
        statements := ARRAY(
            SELECT c.statement_id FROM quotes_citation c WHERE c.source_id = ANY (ids));
    WHEN 'statement' THEN
        statements := ids;
        PERFORM archive_note_public('statement', ARRAY(
            SELECT one ->> 'public_id' FROM unnest(was) AS one));
        SELECT array_agg(c.source_id), array_agg(c.via_id) INTO sources, outlets
            FROM quotes_citation c WHERE c.statement_id = ANY (ids);
    WHEN 'citation' THEN
        statements := owners;
        sources := ARRAY(SELECT (one ->> 'source_id')::bigint FROM unnest(both_) AS one);
        outlets := ARRAY(SELECT (one ->> 'via_id')::bigint FROM unnest(both_) AS one);
    END CASE;
    PERFORM archive_note_public('statement', ARRAY(
        SELECT public_id::text FROM quotes_statement WHERE id = ANY (statements)));
    -- What a source was made from is named in it while that is public.
    PERFORM archive_note_public('source', ARRAY(
        SELECT public_id::text FROM quotes_source
        WHERE id = ANY (sources) OR derived_from_id = ANY (sources)));
    PERFORM archive_note_public('outlet', ARRAY(
        SELECT slug::text FROM quotes_outlet WHERE id = ANY (outlets)));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER public_change_followed AFTER INSERT ON quotes_change
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_public();

-- An official, an outlet or a topic is public as long as a published statement has it.
CREATE OR REPLACE FUNCTION archive_follow_facets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    dimension_ text;
    keys text[];
BEGIN
    FOR dimension_, keys IN EXECUTE format(
        'SELECT dimension, array_agg(DISTINCT key) FROM (%s) AS flipped'
        ' WHERE dimension IN (''speaker'', ''outlet'', ''topic'') AND key <> ''none'' GROUP BY 1',
        archive_changed_rows(TG_OP, 'id, dimension, key, total > 0'))
    LOOP
        PERFORM archive_note_public(dimension_, keys);
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER public_change_of_facets_insert AFTER INSERT ON quotes_facet
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_facets();

CREATE OR REPLACE TRIGGER public_change_of_facets_update AFTER UPDATE ON quotes_facet
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_facets();

CREATE OR REPLACE TRIGGER public_change_of_facets_delete AFTER DELETE ON quotes_facet
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_facets();

-- Arguments: the kind of row that the new revisions are of, and the column that is its key. A
-- revision stands for what was noted of the same thing before it in its transaction.
CREATE OR REPLACE FUNCTION archive_follow_revisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM archive_lock_entries();
    EXECUTE format(
        'DELETE FROM quotes_publicchange p USING new_rows n, quotes_%1$s o'
        ' WHERE o.id = n.%1$s_id AND p.about = %1$L AND p.key = o.%2$I AND p.number IS NULL'
        ' AND p.act <> ''gone'' AND p.made_in = pg_current_xact_id()::text::bigint'
        ' AND p.made_at = now()',
        TG_ARGV[0], TG_ARGV[1]);
    EXECUTE format(
        'INSERT INTO quotes_publicchange (about, key, act, number, made_at, made_in, mark)'
        ' SELECT %1$L, o.%2$I, CASE n.number WHEN 1 THEN ''published'' ELSE ''revised'' END,'
        ' n.number, now(), pg_current_xact_id()::text::bigint, left(gen_random_uuid()::text, 8)'
        ' FROM new_rows n JOIN quotes_%1$s o ON o.id = n.%1$s_id ORDER BY n.id',
        TG_ARGV[0], TG_ARGV[1]);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER public_change_of_revision AFTER INSERT ON quotes_revision
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_revisions('statement', 'public_id');

CREATE OR REPLACE TRIGGER public_change_of_revision AFTER INSERT ON quotes_speakerrevision
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION archive_follow_revisions('speaker', 'slug');
