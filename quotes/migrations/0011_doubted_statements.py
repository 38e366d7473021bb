"""An index of the few statements that are doubted, which come last in every list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quotes", "0010_one_address_for_one_document")]

    operations = [
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(
                models.F("id"), condition=~models.Q(doubt=""), name="statement_doubted"
            ),
        ),
    ]
