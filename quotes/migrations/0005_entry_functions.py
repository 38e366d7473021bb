"""What the entry of a statement is, and the functions that make it so.

The first half says what should be there (``archive_entry_rows``) and reads only the record. The
second half writes the difference (``archive_refresh_entries``), or all anew
(``archive_rebuild_entries``). Checks compare what is stored with the first half.

Everything works on sets of statements. The functions plan anew for each set
(``force_custom_plan``): a plan made for one statement would take hours for ten thousand.
"""

from django.db import migrations

# What parts words, beyond ASCII (UAX 44: punctuation, symbols, blanks, private use). It is listed,
# since regular expressions and the parser of text search go by the locale: with some locales they
# tear vowel signs from their letters, with others they take “dome” and dome for two words.
MARKS = (
    r"\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02ff\u037e\u0387"
    r"\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05f3-\u05f4\u0600-\u060f\u061b-\u061f"
    r"\u066a-\u066d\u06d4\u06dd-\u06de\u0964-\u0965\u0970\u0df4\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14"
    r"\u104a-\u104f\u10fb\u1360-\u1368\u1680\u17d4-\u17da\u1800-\u180a\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb\ua60d-\ua60f"
    r"\ud7fc-\ud7ff\ue000-\uf8ff\ufd3e-\ufd3f\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff00-\uff0f"
    r"\ufff0-\uffff\U0001f000-\U0001faff"
)

VOCABULARY = r"""
-- The part of an address that names a text: its folded letters and digits, hyphens for all else.
CREATE FUNCTION archive_slug(t text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN trim(BOTH '-' FROM regexp_replace(archive_fold(t),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f{marks}]+', '-', 'g'));

-- The text as its words are looked for: folded, with blanks for marks. A query is made of the same.
-- The hyphen of Unicode is that of ASCII, by which the parser knows compounds.
CREATE FUNCTION archive_search_text(t text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(translate(archive_fold(t), U&'\2010', '-'), '[{marks}]+', ' ', 'g');

-- The stemming of a language (BCP 47), by the marker its words carry: =en, =fr, or =xx for all
-- languages that are taken as they are written.
CREATE FUNCTION archive_stemming(language text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE split_part(lower(language), '-', 1)
        WHEN 'en' THEN '=en' WHEN 'fr' THEN '=fr' ELSE '=xx' END;

-- Words, stemmed.
CREATE FUNCTION archive_search_words(stemming text, words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE stemming
        WHEN '=en' THEN to_tsvector('pg_catalog.english'::regconfig, words)
        WHEN '=fr' THEN to_tsvector('pg_catalog.french'::regconfig, words)
        ELSE to_tsvector('pg_catalog.simple'::regconfig, words) END;

-- Words as they are indexed, behind the marker of their stemming. The marker stands 20 words
-- before the next text, so no phrase, whatever stop words it has, reaches from one into another.
CREATE FUNCTION archive_search_piece(stemming text, words tsvector, weight "char") RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE stemming WHEN '=en' THEN '''=en'':20'::tsvector
        WHEN '=fr' THEN '''=fr'':20'::tsvector ELSE '''=xx'':20'::tsvector END
        || setweight(words, weight);

CREATE AGGREGATE archive_search_join(tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '', PARALLEL = SAFE);

-- Whether an entry is in a sample of one in `rate`, a power of 2; 0 is no sample.
CREATE FUNCTION archive_in_sample(statement_id bigint, rate int) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rate > 0 AND (hashint8(statement_id) & (rate - 1)) = 0;

-- How many entries are all counted; beyond, large counts are estimated from a sample of three
-- eighths to three quarters as many. Tests set archive.sample_above.
CREATE FUNCTION archive_sample_above() RETURNS int
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('archive.sample_above', true), ''), '200000')::int;

CREATE FUNCTION archive_sample_rate(entries bigint) RETURNS int
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN entries <= archive_sample_above() THEN 0
        ELSE 2 ^ ceil(log(2, entries / (0.75 * archive_sample_above()))) END::int;

-- Whether the sample has become too small or too large, with some play, so that an archive at the
-- border does not make it anew again and again.
CREATE FUNCTION archive_sample_is_due(entries bigint, rate int) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN rate = 0 THEN entries > archive_sample_above()
        WHEN rate & (rate - 1) <> 0 THEN true
        ELSE entries / rate NOT BETWEEN 0.3 * archive_sample_above()
            AND 0.9 * archive_sample_above() END;

-- One writer at a time: the totals are shared by all statements. It is taken before any row is
-- locked (see the triggers), so that two writers cannot wait for each other. Any number will do,
-- as long as no other program locks the same in this database.
CREATE FUNCTION archive_lock_entries() RETURNS void
    LANGUAGE sql VOLATILE AS 'SELECT pg_advisory_xact_lock(7003010)';
""".replace("{marks}", MARKS)

SHOULD_BE = r"""
-- The values that published statements have, in every dimension; 'none' where they have none.
-- A value may come twice.
CREATE FUNCTION archive_entry_facets(ids bigint[])
    RETURNS TABLE (statement_id bigint, dimension text, key text)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
WITH chosen AS MATERIALIZED (
    SELECT s.id, s.speaker_id, s.kind, s.language, s.said, s.said_from, s.said_to,
        p.slug AS speaker, p.country, p.party,
        coalesce(nullif(s.place, ''), o.place, '') AS place, coalesce(o.name, '') AS occasion
    FROM quotes_statement s
    JOIN quotes_speaker p ON p.id = s.speaker_id
    LEFT JOIN quotes_occasion o ON o.id = s.occasion_id
    WHERE s.id = ANY (ids) AND s.state = 'published'
), printed AS MATERIALIZED (
    SELECT s.id, c.source_id, c.check_state, d.kind, u.slug AS outlet
    FROM chosen s
    LEFT JOIN quotes_citation c ON c.statement_id = s.id
    LEFT JOIN quotes_source d ON d.id = c.source_id
    LEFT JOIN quotes_outlet u ON u.id = d.outlet_id
), counted AS (
    SELECT id, count(DISTINCT source_id) AS n FROM printed GROUP BY id
), offices AS MATERIALIZED (
    -- Held, or possibly held, on the day; nothing is said of an unknown day.
    SELECT s.id, r.title FROM chosen s JOIN quotes_role r ON r.speaker_id = s.speaker_id
    WHERE s.said <> '' AND r.held_from <= s.said_to AND r.held_to >= s.said_from
), slugs AS MATERIALIZED (
    -- Folding is dear: each text once.
    SELECT words, archive_slug(words) AS slug FROM (
        SELECT party FROM chosen UNION SELECT place FROM chosen
        UNION SELECT occasion FROM chosen UNION SELECT title FROM offices
    ) AS texts(words)
), held(statement_id, dimension, key) AS (
    SELECT s.id, v.dimension, v.key
    FROM chosen s
    JOIN slugs party ON party.words = s.party
    JOIN slugs place ON place.words = s.place
    JOIN slugs occasion ON occasion.words = s.occasion
    CROSS JOIN LATERAL (VALUES
        ('speaker', s.speaker), ('country', s.country), ('party', party.slug),
        ('language', s.language), ('kind', s.kind),
        ('place', place.slug), ('occasion', occasion.slug),
        ('month', CASE WHEN s.said <> ''
            AND date_trunc('month', s.said_from::timestamp)
              = date_trunc('month', s.said_to::timestamp)
            THEN to_char(s.said_from, 'YYYY-MM') END)
    ) AS v(dimension, key)
    UNION ALL
    SELECT s.id, 'role', o.slug
    FROM chosen s
    LEFT JOIN (offices JOIN slugs ON slugs.words = offices.title AND slugs.slug <> '') o USING (id)
    UNION ALL
    SELECT s.id, 'topic', t.slug
    FROM chosen s
    LEFT JOIN quotes_statementtopic st ON st.statement_id = s.id
    LEFT JOIN quotes_topic t ON t.id = st.topic_id
    UNION ALL
    SELECT id, v.dimension, v.key
    FROM printed CROSS JOIN LATERAL (VALUES
        ('outlet', outlet), ('source-kind', kind), ('check', check_state)
    ) AS v(dimension, key)
    UNION ALL
    SELECT id, 'sources', step.key
    FROM counted JOIN (VALUES ('none', 0, 0), ('1', 1, 1), ('2', 2, NULL), ('5', 5, NULL))
        AS step(key, least, most) ON n >= step.least AND (step.most IS NULL OR n <= step.most)
    UNION ALL
    SELECT id, 'has', 'figure' FROM chosen s
    WHERE EXISTS (SELECT FROM quotes_figure f WHERE f.statement_id = s.id)
)
SELECT held.statement_id, held.dimension, coalesce(nullif(held.key::text, ''), 'none') FROM held;
END $$;

-- What published statements are searched by. Weights: A the statement, B each other wording that a
-- source prints (stemmed by the language of the source), C names and offices of the speaker, D
-- place and occasion. Names are stemmed in every language the document has.
--
-- A tsvector holds 1 MB and tells 16,383 places apart. The most bytes a character can come to is
-- about 8 (hyphenated words of rare letters), so 40,000 characters of the text, as much of the
-- wordings, the shortest first, and some 50 names fit in any case. 40,000 characters are three
-- quarters of an hour of speech.
CREATE FUNCTION archive_entry_search(ids bigint[])
    RETURNS TABLE (statement_id bigint, search tsvector)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    longest CONSTANT int := 40000;
    longest_name CONSTANT int := 200;
    most_names CONSTANT int := 25;
BEGIN RETURN QUERY
WITH chosen AS MATERIALIZED (
    SELECT s.id, s.speaker_id, s.occasion_id, s.place, s.said, s.said_from, s.said_to, s.text,
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
    CROSS JOIN LATERAL (VALUES (s.place), (o.place), (o.name), (o.name_fr)) AS n(name)
), named AS MATERIALIZED (
    SELECT id, stemming, weight, name FROM names JOIN stemmings USING (id) WHERE name <> ''
), stemmed AS MATERIALIZED (
    -- The names of many statements are the same: each is stemmed once.
    SELECT stemming, weight, name, archive_search_piece(stemming,
        archive_search_words(stemming, left(archive_search_text(name), longest_name)), weight) AS piece
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
CREATE FUNCTION archive_entry_rows(ids bigint[]) RETURNS SETOF quotes_entry
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN RETURN QUERY
SELECT s.id, s.said_to, s.said_from, least(cited.n, 32767)::smallint, found.search, held.facets
FROM quotes_statement s
JOIN (
    SELECT h.statement_id, array_agg(DISTINCT f.id) AS facets
    FROM archive_entry_facets(ids) h LEFT JOIN quotes_facet f USING (dimension, key)
    GROUP BY h.statement_id
) AS held ON held.statement_id = s.id
JOIN archive_entry_search(ids) AS found ON found.statement_id = s.id
CROSS JOIN LATERAL (
    SELECT count(DISTINCT c.source_id) AS n FROM quotes_citation c WHERE c.statement_id = s.id
) AS cited
WHERE s.id = ANY (ids);
END $$;

-- The first of several spellings in byte order, which puts capitals before small letters: the same
-- on every machine, and read from one end of an index.
CREATE INDEX role_title_spelled ON quotes_role (archive_slug(title), title COLLATE "C");
CREATE INDEX speaker_party_spelled ON quotes_speaker (archive_slug(party), party COLLATE "C")
    WHERE party <> '';
CREATE INDEX occasion_name_spelled ON quotes_occasion (archive_slug(name), name COLLATE "C");
CREATE INDEX occasion_place_spelled ON quotes_occasion (archive_slug(place), place COLLATE "C")
    WHERE place <> '';
CREATE INDEX statement_place_spelled ON quotes_statement (archive_slug(place), place COLLATE "C")
    WHERE place <> '' AND state = 'published';

-- What facets are called. Those no row of the record has a name for are not returned.
CREATE FUNCTION archive_facet_labels(ids int[])
    RETURNS TABLE (id int, label text, label_fr text)
    LANGUAGE sql STABLE AS $$
SELECT f.id, named.label, coalesce(named.label_fr, '')
FROM quotes_facet f CROSS JOIN LATERAL (
    SELECT '', '' WHERE f.key = 'none'
    UNION ALL
    SELECT f.key, '' WHERE f.key <> 'none' AND f.dimension IN
        ('country', 'source-kind', 'language', 'kind', 'check', 'sources', 'has', 'month')
    UNION ALL
    SELECT p.name, p.name_fr FROM quotes_speaker p
    WHERE f.dimension = 'speaker' AND p.slug = f.key AND f.key <> 'none'
    UNION ALL
    SELECT o.name, '' FROM quotes_outlet o
    WHERE f.dimension = 'outlet' AND o.slug = f.key AND f.key <> 'none'
    UNION ALL
    SELECT t.name, t.name_fr FROM quotes_topic t
    WHERE f.dimension = 'topic' AND t.slug = f.key AND f.key <> 'none'
    UNION ALL
    SELECT min(r.title COLLATE "C"), min(nullif(r.title_fr, '') COLLATE "C") FROM quotes_role r
    WHERE f.dimension = 'role' AND archive_slug(r.title) = f.key AND f.key <> 'none'
    UNION ALL
    SELECT min(p.party COLLATE "C"), '' FROM quotes_speaker p
    WHERE f.dimension = 'party' AND p.party <> '' AND archive_slug(p.party) = f.key
        AND f.key <> 'none'
    UNION ALL
    SELECT min(o.name COLLATE "C"), min(nullif(o.name_fr, '') COLLATE "C") FROM quotes_occasion o
    WHERE f.dimension = 'occasion' AND archive_slug(o.name) = f.key AND f.key <> 'none'
    UNION ALL
    SELECT least(
        (SELECT s.place FROM quotes_statement s
         WHERE s.place <> '' AND s.state = 'published' AND archive_slug(s.place) = f.key
         ORDER BY s.place COLLATE "C" LIMIT 1) COLLATE "C",
        (SELECT o.place FROM quotes_occasion o
         WHERE o.place <> '' AND archive_slug(o.place) = f.key
         ORDER BY o.place COLLATE "C" LIMIT 1) COLLATE "C"), ''
    WHERE f.dimension = 'place' AND f.key <> 'none'
) AS named(label, label_fr)
WHERE f.id = ANY (ids) AND named.label IS NOT NULL
$$;
"""

MAKE_IT_SO = r"""
CREATE FUNCTION archive_relabel_facets(ids int[]) RETURNS void LANGUAGE sql AS $$
UPDATE quotes_facet f SET label = l.label, label_fr = l.label_fr
FROM archive_facet_labels(ids) l
WHERE f.id = l.id AND (f.label, f.label_fr) <> (l.label, l.label_fr)
$$;

-- Give the values that are new to the archive their rows.
CREATE FUNCTION archive_add_facets(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    made int[];
BEGIN
    WITH added AS (
        INSERT INTO quotes_facet (dimension, key, label, label_fr, total)
        SELECT DISTINCT dimension, key, '', '', 0 FROM archive_entry_facets(ids) h
        WHERE NOT EXISTS (
            SELECT FROM quotes_facet f WHERE f.dimension = h.dimension AND f.key = h.key)
        RETURNING id
    ) SELECT array_agg(id) INTO made FROM added;
    PERFORM archive_relabel_facets(made);
END $$;

-- The entries that these statements should have, after new values have been given their rows.
CREATE FUNCTION archive_resolve_entries(ids bigint[]) RETURNS quotes_entry[]
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
CREATE FUNCTION archive_write_entries(ids bigint[]) RETURNS void
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
            (said_to, said_from, sources, search, facets) = (EXCLUDED.said_to, EXCLUDED.said_from,
                EXCLUDED.sources, EXCLUDED.search, EXCLUDED.facets)
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
CREATE FUNCTION archive_refresh_entries(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    slice CONSTANT int := 5000;
BEGIN
    PERFORM archive_lock_entries();
    FOR start IN 1 .. cardinality(ids) BY slice LOOP
        PERFORM archive_write_entries(ids[start : start + slice - 1]);
    END LOOP;
END $$;

-- Drop the indexes of a table but its primary key; returns the commands that make them again.
CREATE FUNCTION archive_drop_indexes(table_ regclass) RETURNS text[] LANGUAGE plpgsql AS $$
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

CREATE FUNCTION archive_make_indexes(definitions text[]) RETURNS void
    LANGUAGE plpgsql SET maintenance_work_mem = '256MB' AS $$
DECLARE
    definition text;
BEGIN
    FOREACH definition IN ARRAY definitions LOOP
        EXECUTE definition;
    END LOOP;
END $$;

-- Make the sample anew, at the rate that fits the number of entries.
CREATE FUNCTION archive_make_sample() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    indexes text[];
    rate int;
BEGIN
    PERFORM archive_lock_entries();
    UPDATE quotes_entrystate SET sample_rate = archive_sample_rate(entries)
        RETURNING sample_rate INTO rate;
    indexes := archive_drop_indexes('quotes_entrysample');
    TRUNCATE quotes_entrysample;
    INSERT INTO quotes_entrysample
        SELECT * FROM quotes_entry WHERE archive_in_sample(statement_id, rate);
    PERFORM archive_make_indexes(indexes);
    ANALYZE quotes_entrysample;
END $$;

-- Make everything anew, in the order of the list, newest first: a page of neighbours in time is
-- then read from few places of the disk. Readers wait until the transaction ends. Notices tell how
-- far it is.
CREATE FUNCTION archive_rebuild_entries() RETURNS void LANGUAGE plpgsql AS $$
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
                 ORDER BY said_to DESC, said_from DESC, id DESC);
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
"""

CHECKS = r"""
-- Which of these statements have an entry, or one in the sample, that is not as it should be.
CREATE FUNCTION archive_wrong_entries(ids bigint[])
    RETURNS TABLE (statement_id bigint, problem text)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
WITH live AS MATERIALIZED (
    SELECT * FROM archive_entry_rows(ids)
), stored AS MATERIALIZED (
    SELECT * FROM quotes_entry WHERE statement_id = ANY (ids)
), sampled AS MATERIALIZED (
    SELECT * FROM quotes_entrysample WHERE statement_id = ANY (ids)
), wrong AS (
    (SELECT * FROM live EXCEPT ALL SELECT * FROM stored)
    UNION ALL (SELECT * FROM stored EXCEPT ALL SELECT * FROM live)
), expected AS (
    SELECT e.* FROM live e, quotes_entrystate WHERE archive_in_sample(e.statement_id, sample_rate)
), wrong_sample AS (
    (SELECT * FROM expected EXCEPT ALL SELECT * FROM sampled)
    UNION ALL (SELECT * FROM sampled EXCEPT ALL SELECT * FROM expected)
)
SELECT DISTINCT w.statement_id, CASE
    WHEN s.statement_id IS NULL THEN 'missing'
    WHEN l.statement_id IS NULL THEN 'not published'
    ELSE 'different' END
FROM wrong w
LEFT JOIN stored s ON s.statement_id = w.statement_id
LEFT JOIN live l ON l.statement_id = w.statement_id
UNION ALL
SELECT DISTINCT w.statement_id, 'sample' FROM wrong_sample w
WHERE w.statement_id NOT IN (SELECT x.statement_id FROM wrong x);
END $$;

-- Facets whose total is not what the entries hold, or that are called what nothing is called.
CREATE FUNCTION archive_wrong_facets()
    RETURNS TABLE (id int, name text, problem text)
    LANGUAGE sql STABLE SET jit = off AS $$
WITH live AS (
    SELECT unnest(facets) AS id, count(*) AS n FROM quotes_entry GROUP BY 1
)
SELECT coalesce(f.id, live.id), coalesce(f.dimension || '=' || f.key, 'number ' || live.id),
    format('total %s, should be %s', coalesce(f.total::text, 'missing'), coalesce(live.n, 0))
FROM quotes_facet f FULL JOIN live USING (id)
WHERE f.total IS DISTINCT FROM coalesce(live.n, 0)
UNION ALL
SELECT f.id, f.dimension || '=' || f.key,
    format('called %L, should be %L', f.label || ' / ' || f.label_fr, l.label || ' / ' || l.label_fr)
FROM quotes_facet f
JOIN archive_facet_labels(ARRAY(SELECT id FROM quotes_facet WHERE total > 0)) l USING (id)
WHERE (f.label, f.label_fr) <> (l.label, l.label_fr)
$$;
"""

BACKWARD = """
DROP FUNCTION archive_wrong_facets();
DROP FUNCTION archive_wrong_entries(bigint[]);
DROP FUNCTION archive_rebuild_entries();
DROP FUNCTION archive_make_sample();
DROP FUNCTION archive_make_indexes(text[]);
DROP FUNCTION archive_drop_indexes(regclass);
DROP FUNCTION archive_refresh_entries(bigint[]);
DROP FUNCTION archive_write_entries(bigint[]);
DROP FUNCTION archive_resolve_entries(bigint[]);
DROP FUNCTION archive_add_facets(bigint[]);
DROP FUNCTION archive_relabel_facets(int[]);
DROP FUNCTION archive_facet_labels(int[]);
DROP INDEX statement_place_spelled;
DROP INDEX occasion_place_spelled;
DROP INDEX occasion_name_spelled;
DROP INDEX speaker_party_spelled;
DROP INDEX role_title_spelled;
DROP FUNCTION archive_entry_rows(bigint[]);
DROP FUNCTION archive_entry_search(bigint[]);
DROP FUNCTION archive_entry_facets(bigint[]);
DROP FUNCTION archive_lock_entries();
DROP FUNCTION archive_sample_is_due(bigint, int);
DROP FUNCTION archive_sample_rate(bigint);
DROP FUNCTION archive_sample_above();
DROP FUNCTION archive_in_sample(bigint, int);
DROP AGGREGATE archive_search_join(tsvector);
DROP FUNCTION archive_search_piece(text, tsvector, "char");
DROP FUNCTION archive_search_words(text, text);
DROP FUNCTION archive_stemming(text);
DROP FUNCTION archive_search_text(text);
DROP FUNCTION archive_slug(text);
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0004_entries")]

    operations = [
        migrations.RunSQL(VOCABULARY + SHOULD_BE + MAKE_IT_SO + CHECKS, BACKWARD),
    ]
