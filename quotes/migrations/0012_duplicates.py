"""Documents that may be here twice are found by their texts, and pairs of them told apart."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from quotes.models.columns import TextSketch
from quotes.sql import LoadSQL


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0011_doubted_statements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LoadSQL('text_sketch', version=1),
        LoadSQL('evidence', version=3),
        migrations.AddField(
            model_name='capture',
            name='sketch',
            field=models.GeneratedField(db_persist=True, expression=TextSketch('text'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
        ),
        migrations.CreateModel(
            name='TwoDocuments',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marked_at', models.DateTimeField(auto_now_add=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='quotes.source')),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='quotes.source')),
            ],
            options={
                'verbose_name': 'two documents',
                'verbose_name_plural': 'two documents',
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='two_documents_in_order'), models.UniqueConstraint(fields=('first', 'second'), name='two_documents_once')],
            },
        ),
    ]
