"""Indexes of what was changed after it was published, in the order in which it is listed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0011_merges'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='redirect',
            index=models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['-made_at', '-id'], name='redirect_corrections'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('number__gt', 1)), fields=['-made_at', '-id'], name='revision_corrections'),
        ),
    ]
