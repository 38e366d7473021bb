-- The values that published statements can be narrowed by, and what these are called.

-- The values that published statements have, in every dimension; 'none' where they have none.
-- A value may come twice.
CREATE OR REPLACE FUNCTION archive_entry_facets(ids bigint[])
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

-- What facets are called. Those no row of the record has a name for are not returned.
CREATE OR REPLACE FUNCTION archive_facet_labels(ids int[])
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
    SELECT min(p.party COLLATE "C"), min(nullif(p.party_fr, '') COLLATE "C") FROM quotes_speaker p
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

CREATE OR REPLACE FUNCTION archive_relabel_facets(ids int[]) RETURNS void LANGUAGE sql AS $$
UPDATE quotes_facet f SET label = l.label, label_fr = l.label_fr
FROM archive_facet_labels(ids) l
WHERE f.id = l.id AND (f.label, f.label_fr) <> (l.label, l.label_fr)
$$;

-- Give the values that are new to the archive their rows.
CREATE OR REPLACE FUNCTION archive_add_facets(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
