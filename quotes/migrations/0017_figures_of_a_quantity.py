"""The figures of a quantity are found without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('quotes', '0016_subscriptions')]

    operations = [
        migrations.AddIndex(
            model_name='figure',
            index=models.Index(fields=['quantity', 'statement'], name='figure_of_a_quantity'),
        ),
    ]
