"""Names as indexes sort and find them, kept without case and accents."""

import django.db.models.functions.text
import quotes.models.columns
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0008_smaller_sample'),
    ]

    operations = [
        migrations.AddField(
            model_name='alias',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.Fold('name'), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='outlet',
            name='folded',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.Fold('name'), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='speaker',
            name='folded_sort_name',
            field=models.GeneratedField(db_persist=True, expression=quotes.models.columns.Fold('sort_name'), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='speaker',
            index=models.Index(django.db.models.functions.text.Left(django.db.models.functions.text.LTrim('folded_sort_name'), 1), django.db.models.functions.text.LTrim('folded_sort_name'), models.F('id'), name='speaker_by_initial'),
        ),
    ]
