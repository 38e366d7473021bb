"""The list of public changes tells of occasions, from those on that were public before."""

from django.db import migrations

from quotes.sql import LoadSQL

# As if they had been noted now; of what stands no more, the records of addresses say when it went.
NOTE_WHAT_WAS = """
    INSERT INTO quotes_publicchange (about, key, act, number, made_at, made_in, mark)
    SELECT 'occasion', key, act, NULL, at, 0, left(gen_random_uuid()::text, 8) FROM (
        SELECT o.slug AS key, 'published' AS act, 0 AS rank, o.id, now() AS at
        FROM quotes_occasion o WHERE archive_is_public('occasion', o.slug)
        UNION ALL
        SELECT r.old, 'gone', 1, r.id, now()
        FROM quotes_redirect r
        WHERE r.kind = 'occasion' AND NOT archive_is_public('occasion', r.old)
    ) AS was ORDER BY rank, id
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0018_occasions_have_addresses")]

    operations = [
        LoadSQL("public_changes", version=2),
        migrations.RunSQL(
            NOTE_WHAT_WAS, "DELETE FROM quotes_publicchange WHERE about = 'occasion'"
        ),
    ]
