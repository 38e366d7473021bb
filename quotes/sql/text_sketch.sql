-- The sketch of a text, by which texts that are nearly the same are found among many: of the hashes
-- of its runs of five words the 24 smallest. Of two sketches about as large a part is the same as of
-- the two texts. Read is the beginning, and a text of fewer than forty words has none
-- (`quotes.text.same_text` decides).
CREATE OR REPLACE FUNCTION archive_text_sketch(t text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        WITH words AS (
            SELECT word, row_number() OVER (ORDER BY at) AS at
            FROM string_to_table(archive_slug(left(t, 50000)), '-') WITH ORDINALITY
                AS each (word, at)
            WHERE word <> ''
        ), runs AS (
            SELECT concat_ws(' ', word, lead(word, 1) OVER w, lead(word, 2) OVER w,
                lead(word, 3) OVER w, lead(word, 4) OVER w) AS run, at, count(*) OVER () AS words
            FROM words WINDOW w AS (ORDER BY at)
        ), hashes AS (
            SELECT DISTINCT ('x' || left(md5(run), 8))::bit(32)::integer AS hash
            FROM runs WHERE words >= 40 AND at <= words - 4
        )
        SELECT coalesce(array_agg(hash ORDER BY hash), '{}')
        FROM (SELECT hash FROM hashes ORDER BY hash LIMIT 24) AS smallest
    );
