-- What the entry of a published statement is, and the functions that make it so. The first say what
-- should be there (archive_entry_rows) and read only the record. The others write the difference
-- (archive_refresh_entries), or all anew (archive_rebuild_entries).
--
-- Everything works on sets of statements. The functions plan anew for each set
-- (force_custom_plan): a plan made for one statement would take hours for ten thousand.

-- One writer at a time: the totals are shared by all statements. It is taken before any row is
-- locked (see the triggers), so that two writers cannot wait for each other. Any number will do,
-- as long as no other program locks the same in this database.
CREATE OR REPLACE FUNCTION archive_lock_entries() RETURNS void
    LANGUAGE sql VOLATILE AS 'SELECT pg_advisory_xact_lock(7003010)';

-- What published statements are searched by. Weights: A the statement, B each other wording that a
-- source prints (stemmed by the language of the source), C names and offices of the speaker, D
-- what the archive describes it by: place, occasion and note. C and D are stemmed in every language
-- the document has.
--
-- A tsvector holds 1 MB and tells 16,383 places apart. The most bytes a character can come to is
-- about 8 (hyphenated words of rare letters), so 40,000 characters of the text, as much of the
-- wordings, the shortest first, and some 50 names fit in any case. 40,000 characters are three
-- quarters of an hour of speech.
CREATE OR REPLACE FUNCTION archive_entry_search(ids bigint[])
    RETURNS TABLE (statement_id bigint, search tsvector)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    longest CONSTANT int := 40000;
    longest_name CONSTANT int := 200;
    longest_note CONSTANT int := 2000;
    most_names CONSTANT int := 25;
BEGIN RETURN QUERY
WITH chosen AS MATERIALIZED (
    SELECT s.id, s.speaker_id, s.occasion_id, s.place, s.note, s.said, s.said_from, s.said_to, s.text,
        l.stemming, archive_search_words(l.stemming, left(archive_search_text(s.text), longest)) AS words
    FROM quotes_statement s
    CROSS JOIN LATERAL (SELECT archive_stemming(s.language)) AS l(stemming)
    WHERE s.id = ANY (ids) AND s.state = 'published'
), printed AS MATERIALIZED (
    SELECT s.id, l.stemming, length(c.wording) AS length,
        archive_search_words(l.stemming, left(archive_search_text(c.wording), longest)) AS words
    FROM chosen s
    JOIN quotes_citation c ON c.statement_id = s.id
    JOIN quotes_source d ON d.id = c.source_id
    CROSS JOIN LATERAL (SELECT archive_stemming(d.language)) AS l(stemming)
    -- Most sources print the words as they stand.
    WHERE c.wording <> s.text OR l.stemming <> s.stemming
), measured AS (
    -- What differs in marks and capitals alone is one wording.
    SELECT p.id, p.stemming, p.words, sum(least(min(p.length), longest)) OVER (
        PARTITION BY p.id ORDER BY min(p.length), p.stemming, p.words
        ROWS UNBOUNDED PRECEDING) AS so_far
    FROM printed p JOIN chosen s USING (id)
    WHERE p.stemming <> s.stemming OR p.words <> s.words
    GROUP BY p.id, p.stemming, p.words
), wordings AS MATERIALIZED (
    SELECT id, stemming, words FROM measured WHERE so_far <= longest
), stemmings AS MATERIALIZED (
    SELECT id, stemming FROM chosen UNION SELECT id, stemming FROM wordings
), names(id, weight, name) AS (
    SELECT s.id, 'C'::"char", n.name
    FROM chosen s
    JOIN quotes_speaker p ON p.id = s.speaker_id
    CROSS JOIN LATERAL (VALUES (p.name), (p.name_fr)) AS n(name)
    UNION
    SELECT s.id, 'C', a.name
    FROM chosen s CROSS JOIN LATERAL (
        SELECT a.name FROM quotes_alias a WHERE a.speaker_id = s.speaker_id
        ORDER BY a.id LIMIT most_names
    ) AS a
    UNION
    SELECT s.id, 'C', n.name
    FROM chosen s CROSS JOIN LATERAL (
        SELECT r.title, r.title_fr FROM quotes_role r
        WHERE r.speaker_id = s.speaker_id
          AND s.said <> '' AND r.held_from <= s.said_to AND r.held_to >= s.said_from
        ORDER BY r.id LIMIT most_names / 2
    ) AS r CROSS JOIN LATERAL (VALUES (r.title), (r.title_fr)) AS n(name)
    UNION
    SELECT s.id, 'D', n.name
    FROM chosen s
    LEFT JOIN quotes_occasion o ON o.id = s.occasion_id
    CROSS JOIN LATERAL (VALUES (s.place), (o.place), (o.name), (o.name_fr), (s.note)) AS n(name)
), named AS MATERIALIZED (
    SELECT id, stemming, weight, name FROM names JOIN stemmings USING (id) WHERE name <> ''
), stemmed AS MATERIALIZED (
    -- The names of many statements are the same: each is stemmed once.
    SELECT stemming, weight, name, archive_search_piece(stemming,
        archive_search_words(stemming, left(archive_search_text(name),
            CASE weight WHEN 'D' THEN longest_note ELSE longest_name END)), weight) AS piece
    FROM (SELECT DISTINCT stemming, weight, name FROM named) AS once
), pieces(id, weight, stemming, piece) AS (
    SELECT id, 'A'::"char", stemming, archive_search_piece(stemming, words, 'A') FROM chosen
    UNION ALL
    SELECT id, 'B', stemming, archive_search_piece(stemming, words, 'B') FROM wordings
    UNION ALL
    SELECT id, weight, stemming, piece FROM named JOIN stemmed USING (stemming, weight, name)
)
SELECT id, archive_search_join(piece ORDER BY weight, stemming, piece) FROM pieces GROUP BY id;
END $$;

-- The entries that these statements should have. A value without a row in quotes_facet is a NULL
-- among the facets.
CREATE OR REPLACE FUNCTION archive_entry_rows(ids bigint[]) RETURNS SETOF quotes_entry
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN RETURN QUERY
SELECT s.id, s.said_to, s.said_from, least(cited.n, 32767)::smallint, found.search, held.facets,
    coalesce(s.published_at, s.created_at), words.printed
FROM quotes_statement s
JOIN (
    SELECT h.statement_id, array_agg(DISTINCT f.id) AS facets
    FROM archive_entry_facets(ids) h LEFT JOIN quotes_facet f USING (dimension, key)
    GROUP BY h.statement_id
) AS held ON held.statement_id = s.id
JOIN archive_entry_search(ids) AS found ON found.statement_id = s.id
JOIN archive_entry_printed(ids) AS words ON words.statement_id = s.id
CROSS JOIN LATERAL (
    SELECT count(DISTINCT c.source_id) AS n FROM quotes_citation c WHERE c.statement_id = s.id
) AS cited
WHERE s.id = ANY (ids);
END $$;

-- The entries that these statements should have, after new values have been given their rows.
CREATE OR REPLACE FUNCTION archive_resolve_entries(ids bigint[]) RETURNS quotes_entry[]
    LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    resolved quotes_entry[] := ARRAY(SELECT e FROM archive_entry_rows(ids) e);
    unresolved bigint[] := ARRAY(
        SELECT statement_id FROM unnest(resolved) WHERE array_position(facets, NULL) IS NOT NULL);
BEGIN
    IF unresolved = '{}' THEN
        RETURN resolved;
    END IF;
    PERFORM archive_add_facets(unresolved);
    RETURN ARRAY(SELECT e FROM unnest(resolved) e WHERE array_position(e.facets, NULL) IS NULL)
        || ARRAY(SELECT e FROM archive_entry_rows(unresolved) e);
END $$;

-- Write what differs in the entries of these statements, and count it.
CREATE OR REPLACE FUNCTION archive_write_entries(ids bigint[]) RETURNS void
    LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    resolved quotes_entry[] := archive_resolve_entries(ids);
    touched int[];
    grown int;
    rate int;
BEGIN
    WITH now AS MATERIALIZED (
        SELECT * FROM unnest(resolved)
    ), was AS MATERIALIZED (
        SELECT * FROM quotes_entry WHERE statement_id = ANY (ids)
    ), gone AS (
        DELETE FROM quotes_entry WHERE statement_id IN (
            SELECT statement_id FROM was EXCEPT SELECT statement_id FROM now)
    ), written AS (
        INSERT INTO quotes_entry SELECT * FROM now EXCEPT SELECT * FROM was
        ON CONFLICT (statement_id) DO UPDATE SET
            (said_to, said_from, sources, search, facets, added, printed) = (EXCLUDED.said_to,
                EXCLUDED.said_from, EXCLUDED.sources, EXCLUDED.search, EXCLUDED.facets,
                EXCLUDED.added, EXCLUDED.printed)
    ), held AS (
        SELECT facet, sum(n) AS n FROM (
            SELECT unnest(facets) AS facet, 1 AS n FROM now
            UNION ALL SELECT unnest(facets), -1 FROM was
        ) AS each GROUP BY facet
    ), counted AS (
        UPDATE quotes_facet f SET total = f.total + held.n FROM held
        WHERE f.id = held.facet AND held.n <> 0
    )
    SELECT (SELECT count(*) FROM now) - (SELECT count(*) FROM was),
        (SELECT array_agg(facet) FROM held) INTO grown, touched;

    UPDATE quotes_entrystate SET entries = entries + grown RETURNING sample_rate INTO rate;
    IF NOT FOUND THEN
        INSERT INTO quotes_entrystate (id, entries, sample_rate)
        SELECT 1, count(*), 0 FROM quotes_entry;
    END IF;
    DELETE FROM quotes_entrysample WHERE statement_id = ANY (ids);
    IF rate > 0 THEN
        INSERT INTO quotes_entrysample
        SELECT * FROM unnest(resolved) e WHERE archive_in_sample(e.statement_id, rate);
    END IF;
    -- The spelling of a place depends on which statements are published; other names are followed
    -- where they stand.
    PERFORM archive_relabel_facets(ARRAY(
        SELECT f.id FROM quotes_facet f WHERE f.id = ANY (touched) AND f.dimension = 'place'));
END $$;

-- Make the entries of these statements, and all that is counted from them, what they should be.
CREATE OR REPLACE FUNCTION archive_refresh_entries(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    slice CONSTANT int := 5000;
BEGIN
    PERFORM archive_lock_entries();
    FOR start IN 1 .. cardinality(ids) BY slice LOOP
        PERFORM archive_write_entries(ids[start : start + slice - 1]);
    END LOOP;
END $$;

-- Drop the indexes of a table but its primary key; returns the commands that make them again.
CREATE OR REPLACE FUNCTION archive_drop_indexes(table_ regclass) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    index_ record;
    definitions text[] := '{}';
BEGIN
    FOR index_ IN
        SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS definition
        FROM pg_index WHERE indrelid = table_ AND NOT indisprimary ORDER BY indexrelid
    LOOP
        definitions := definitions || index_.definition;
        EXECUTE format('DROP INDEX %s', index_.name);
    END LOOP;
    RETURN definitions;
END $$;

CREATE OR REPLACE FUNCTION archive_make_indexes(definitions text[]) RETURNS void
    LANGUAGE plpgsql SET maintenance_work_mem = '256MB' AS $$
DECLARE
    definition text;
BEGIN
    FOREACH definition IN ARRAY definitions LOOP
        EXECUTE definition;
    END LOOP;
END $$;

-- Make everything anew, in the order of the list, newest first: a page of neighbours in time is
-- then read from few places of the disk. Readers wait until the transaction ends. Notices tell how
-- far it is.
CREATE OR REPLACE FUNCTION archive_rebuild_entries() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    slice CONSTANT int := 10000;
    indexes text[];
    ids bigint[];
    published int;
BEGIN
    PERFORM archive_lock_entries();
    -- What was just loaded has no statistics yet, and a plan without them takes three times as long.
    ANALYZE quotes_speaker, quotes_alias, quotes_role, quotes_occasion, quotes_outlet, quotes_source,
        quotes_topic, quotes_statement, quotes_statementtopic, quotes_figure, quotes_citation;
    indexes := archive_drop_indexes('quotes_entry');
    TRUNCATE quotes_entry;
    ids := ARRAY(SELECT id FROM quotes_statement WHERE state = 'published'
                 ORDER BY said_from DESC, said_to DESC, id DESC);
    published := cardinality(ids);
    FOR start IN 1 .. published BY slice LOOP
        -- The facets first, or the first day of a month would make the whole slice be read twice.
        PERFORM archive_add_facets(ids[start : start + slice - 1]);
        INSERT INTO quotes_entry
            SELECT * FROM archive_entry_rows(ids[start : start + slice - 1]);
        IF published > slice THEN
            RAISE NOTICE 'entries: % of %', least(start + slice - 1, published), published;
        END IF;
    END LOOP;
    IF published > slice THEN
        RAISE NOTICE 'entries: indexes';
    END IF;
    PERFORM archive_make_indexes(indexes);
    ANALYZE quotes_entry;
    WITH live AS (
        SELECT unnest(facets) AS id, count(*) AS n FROM quotes_entry GROUP BY 1
    )
    UPDATE quotes_facet f SET total = coalesce(live.n, 0)
        FROM quotes_facet g LEFT JOIN live USING (id)
        WHERE g.id = f.id AND f.total <> coalesce(live.n, 0);
    DELETE FROM quotes_facet WHERE total = 0;
    PERFORM archive_relabel_facets(ARRAY(SELECT id FROM quotes_facet));
    ANALYZE quotes_facet;
    INSERT INTO quotes_entrystate (id, entries, sample_rate) VALUES (1, published, 0)
        ON CONFLICT (id) DO UPDATE SET entries = EXCLUDED.entries;
    PERFORM archive_make_sample();
END $$;
