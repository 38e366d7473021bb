"""A check is about the words it was made for: other words, written by whatever way, have none.

*Exact* words that are changed beside their check are refused already (migration 0003), because
they can be held against their text here. The other outcomes cannot, so they fall.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION archive_drop_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.check_state := 'unchecked';
    NEW.checked_at := NULL;
    NEW.capture_id := NULL;
    NEW."start" := NULL;
    NEW."end" := NULL;
    NEW.prefix := '';
    NEW.suffix := '';
    NEW.watch := 'unknown';
    NEW.watched_at := NULL;
    RETURN NEW;
END $$;

-- Triggers of one kind fire in the order of their names: this one before the one that looks at
-- the words in the capture.
CREATE TRIGGER citation_check_falls
    BEFORE UPDATE OF wording ON quotes_citation FOR EACH ROW
    WHEN (
        NEW.wording IS DISTINCT FROM OLD.wording
        AND OLD.check_state NOT IN ('unchecked', 'exact')
        AND NEW.check_state = OLD.check_state
        AND NEW.checked_at IS NOT DISTINCT FROM OLD.checked_at
    )
    EXECUTE FUNCTION archive_drop_check();
"""

BACKWARD = """
DROP TRIGGER citation_check_falls ON quotes_citation;
DROP FUNCTION archive_drop_check();
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0019_work_to_do")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
