-- The words of what was printed, as a phrase in quotation marks is held against them: all of them,
-- in their order, blind to case, accents and typography and to nothing else. `printed_words` in
-- Python does the same; a property test holds both together.

-- The words of a text, a blank between two. Marks part words, but for the point of a number;
-- U.S. is one word, and so are 61,000 and 61 000, which are the same number. Signs of money and
-- percent are words of their own: $, $eur, $gbp, $jpy, %. Each Han letter and kana is a word. What
-- cannot be seen is not there, and a raised figure is no digit of the number before it.
CREATE OR REPLACE FUNCTION archive_printed_words(t text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(
            replace(replace(replace(replace(
                archive_fold(regexp_replace(regexp_replace(t,
                    '[\u00ad\u034f\u0640\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064'
                    '\u2066-\u2069\ufe00-\ufe0f\ufeff]', '', 'g'),
                    '([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u215f\u2189\u2460-\u24ff])',
                    ' \1 ', 'g')),
                '$', '$ '), '€', '$eur '), '£', '$gbp '), '¥', '$jpy '),
            '(?<![0-9.])([0-9]{1,3})[ ,](?=[0-9]{3}(?![0-9]))', '\1', 'g'),
            '([0-9]),(?=[0-9])', '\1.', 'g'),
            '(?<![a-z0-9])([a-z])[.](?=[a-z](?![a-z0-9]))', '\1', 'g'),
        '[.](?![0-9])|(?<![0-9])[.]|[\u0001-\u0023\u0026-\u002d\u002f\u003a-\u0040\u005b-\u0060'
        '\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02ff\u037e\u0387'
        '\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05f3-\u05f4\u0600-\u060f\u061b-\u061f'
        '\u066a-\u066d\u06d4\u06dd-\u06de\u0964-\u0965\u0970\u0df4\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14'
        '\u104a-\u104f\u10fb\u1360-\u1368\u1680\u17d4-\u17da\u1800-\u180a\u2000-\u206f'
        '\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb'
        '\ua60d-\ua60f\ud7fc-\ud7ff\ue000-\uf8ff\ufd3e-\ufd3f\ufe10-\ufe1f\ufe30-\ufe6f'
        '\uff00-\uffff\U0001f000-\U0001faff]', ' ', 'g'),
        '([$][a-z]*|[%\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff])', ' \1 ', 'g'), ' +', ' ', 'g'));

-- The words and the pairs of neighbouring words of printed texts, a text a line, by their hashes:
-- what an index finds a phrase by. Signs are passed over, as a phrase without them passes them
-- over. The cost tells the planner to read the index, and to hold a row against the words first.
CREATE OR REPLACE FUNCTION archive_phrase_keys(printed text) RETURNS int[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    RETURN (
        SELECT array_agg(DISTINCT hashtext(key))
        FROM string_to_table(printed, E'\n') AS line
        CROSS JOIN LATERAL (SELECT string_to_array(
            btrim(regexp_replace(line, ' ([$][a-z]*|%)(?= )', '', 'g')), ' ') AS w) AS words
        CROSS JOIN LATERAL (
            SELECT unnest(w) UNION ALL
            SELECT one || ' ' || next FROM unnest(w[:cardinality(w) - 1], w[2:]) AS p(one, next)
        ) AS keys(key));

-- What was printed of these statements: the text, and each wording that does not stand in it,
-- a line each, with blanks at both ends so that no phrase ends within a word.
CREATE OR REPLACE FUNCTION archive_entry_printed(ids bigint[])
    RETURNS TABLE (statement_id bigint, printed text)
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
WITH texts AS MATERIALIZED (
    SELECT s.id, s.text, ' ' || archive_printed_words(s.text) || ' ' AS words
    FROM quotes_statement s WHERE s.id = ANY (ids) AND s.state = 'published'
), wordings AS (
    SELECT DISTINCT t.id, w.words
    FROM texts t
    JOIN quotes_citation c ON c.statement_id = t.id AND c.wording <> t.text
    CROSS JOIN LATERAL (SELECT ' ' || archive_printed_words(c.wording) || ' ' AS words) AS w
    WHERE strpos(t.words, w.words) = 0
)
SELECT t.id, concat_ws(E'\n', t.words, string_agg(w.words, E'\n' ORDER BY w.words))
FROM texts t LEFT JOIN wordings w USING (id) GROUP BY t.id, t.words;
END $$;
