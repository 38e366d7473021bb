-- Whether entries and facets are what the record says, for `manage.py check_entries`: what is stored
-- beside what archive_entry_rows and archive_facet_labels say.

-- Which of these statements have an entry, or one in the sample, that is not as it should be.
CREATE OR REPLACE FUNCTION archive_wrong_entries(ids bigint[])
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
CREATE OR REPLACE FUNCTION archive_wrong_facets()
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
