-- What the triggers that follow changes have in common. A statement that changes many rows is
-- followed once, by its transition tables old_rows and new_rows.

-- The query for the rows of a trigger's transition tables of which these columns are not the same
-- before and after.
CREATE OR REPLACE FUNCTION archive_changed_rows(operation text, columns_ text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE operation
        WHEN 'INSERT' THEN format('SELECT %s FROM new_rows', columns_)
        WHEN 'DELETE' THEN format('SELECT %s FROM old_rows', columns_)
        ELSE format('(SELECT %1$s FROM old_rows EXCEPT SELECT %1$s FROM new_rows) UNION ALL '
                    '(SELECT %1$s FROM new_rows EXCEPT SELECT %1$s FROM old_rows)', columns_)
        END;
