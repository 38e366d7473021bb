from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quotes", "0014_offices_and_names_in_history")]
    operations = []
