"""Words that were corrected since are found by those of the public states."""

import django.contrib.postgres.indexes
from django.db import migrations

from quotes.models.revisions import StateWordPairs
from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0013_cautions_come_with_a_check'),
    ]

    operations = [
        LoadSQL('public_states', version=1),
        migrations.AddIndex(
            model_name='revision',
            index=django.contrib.postgres.indexes.GinIndex(StateWordPairs('public_state'), fastupdate=False, name='revision_words'),
        ),
    ]
