"""No phrase is found across […]: the entries of texts and wordings that have one are made anew."""

from django.db import migrations

from quotes.sql import LoadSQL

REFRESH = r"""
SELECT archive_refresh_entries(ARRAY(
    SELECT s.id FROM quotes_statement s
    WHERE s.state = 'published' AND (
        s.text ~ '[[(［（][[:space:]]*[.…]'
        OR EXISTS (SELECT FROM quotes_citation c
            WHERE c.statement_id = s.id AND c.wording ~ '[[(［（][[:space:]]*[.…]'))
    ORDER BY s.id))
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0019_occasions_are_followed")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, REFRESH),
        LoadSQL("printed_words", version=2),
        migrations.RunSQL(REFRESH, migrations.RunSQL.noop),
    ]
