"""An index to draw a part of the sample by, whatever else is filtered by."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0009_folded_names'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entrysample',
            index=models.Index(django.db.models.expressions.RawSQL('((hashint8(statement_id) >> 20) & 1023)', [], output_field=models.IntegerField()), name='entrysample_drawn'),
        ),
        # Without statistics of the expression the planner takes it to draw a third.
        migrations.RunSQL('ANALYZE quotes_entrysample', migrations.RunSQL.noop),
    ]
