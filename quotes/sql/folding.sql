-- Text as it is compared: folded, as a part of an address, as words that are looked for, as pairs
-- of words. Columns and indexes of tables are computed with these functions: what one of them
-- returns for the same text never changes without a migration that writes those anew.
--
-- Folding also stands in Python (`search_fold`); a property test holds both together. Marks are
-- what parts words, beyond ASCII (UAX 44: punctuation, symbols, blanks, private use). They are
-- listed, since regular expressions and the parser of text search go by the locale: with some
-- locales they tear vowel signs from their letters, with others they take “dome” and dome for two
-- words.

-- Text without case and accents. normalize() and lower() need no extension. Elisions (l'armée)
-- become two words; the letters that NFKD leaves whole are written out.
CREATE OR REPLACE FUNCTION archive_fold(t text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN replace(replace(replace(
        translate(
            lower(regexp_replace(normalize(t, NFKD), '[\u0300-\u036f]', '', 'g')),
            '''’‘ʼ`øđłı', '     odli'
        ), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss');

-- The part of an address that names a text: its folded letters and digits, hyphens for all else.
CREATE OR REPLACE FUNCTION archive_slug(t text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN trim(BOTH '-' FROM regexp_replace(archive_fold(t),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f\u0080-\u00a9\u00ab-\u00b4'
        '\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02ff\u037e\u0387\u055a-\u055f\u0589-\u058a'
        '\u05be\u05c0\u05c3\u05f3-\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06dd-\u06de'
        '\u0964-\u0965\u0970\u0df4\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14\u104a-\u104f\u10fb\u1360-\u1368'
        '\u1680\u17d4-\u17da\u1800-\u180a\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f'
        '\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb\ua60d-\ua60f\ud7fc-\ud7ff\ue000-\uf8ff'
        '\ufd3e-\ufd3f\ufe00-\ufe1f\ufe30-\ufe6f\ufeff\uff00-\uff0f\ufff0-\uffff'
        '\U0001f000-\U0001faff]+', '-', 'g'));

-- The text as its words are looked for: folded, with blanks for marks. A query is made of the same.
-- The hyphen of Unicode is that of ASCII, by which the parser knows compounds.
CREATE OR REPLACE FUNCTION archive_search_text(t text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(translate(archive_fold(t), U&'\2010', '-'),
        '[\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u02ff\u037e'
        '\u0387\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05f3-\u05f4\u0600-\u060f\u061b-\u061f'
        '\u066a-\u066d\u06d4\u06dd-\u06de\u0964-\u0965\u0970\u0df4\u0e4f\u0e5a-\u0e5b\u0f04-\u0f14'
        '\u104a-\u104f\u10fb\u1360-\u1368\u1680\u17d4-\u17da\u1800-\u180a\u2000-\u206f'
        '\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb'
        '\ua60d-\ua60f\ud7fc-\ud7ff\ue000-\uf8ff\ufd3e-\ufd3f\ufe00-\ufe1f\ufe30-\ufe6f\ufeff'
        '\uff00-\uff0f\ufff0-\uffff\U0001f000-\U0001faff]+', ' ', 'g');

-- The pairs of neighbouring words, by which statements that are nearly alike are found. Indexes hold
-- them with every row, of drafts too, so that no trigger and no table has to follow. Of very long
-- texts the beginning is enough to find them by. The cost tells the planner not to compute the pairs
-- of a whole table instead of reading the index.
CREATE OR REPLACE FUNCTION archive_word_pairs(t text) RETURNS int[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
    RETURN (
        SELECT CASE WHEN cardinality(w) < 2
            THEN ARRAY(SELECT hashtext(one) FROM unnest(w) AS one)
            ELSE ARRAY(SELECT hashtext(one || ' ' || next)
                FROM unnest(w[:cardinality(w) - 1], w[2:]) AS pairs(one, next)) END
        -- Han and kana have no blanks: each letter counts as a word.
        FROM string_to_array(archive_slug(regexp_replace(
            left(t, 20000), '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g')), '-') AS w);
