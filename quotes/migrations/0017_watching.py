from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quotes", "0016_proposals")]
    operations = []
