"""A caution is written with a newer check alone: none that was read for another speaker comes back."""

from django.db import migrations

from quotes.sql import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("quotes", "0012_duplicates")]

    operations = [
        # What the new version of the triggers has and the old one has not.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "DROP TRIGGER citation_comes_without_caution ON quotes_citation;",
        ),
        LoadSQL("evidence", version=4),
    ]
