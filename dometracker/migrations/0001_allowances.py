"""What somebody has used of what they may ask: a table without a log, because it is no record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("used", models.FloatField()),
                ("at", models.DateTimeField()),
                ("empty_at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "allowance", "verbose_name_plural": "allowances"},
        ),
        migrations.RunSQL("ALTER TABLE dometracker_allowance SET UNLOGGED", migrations.RunSQL.noop),
    ]
