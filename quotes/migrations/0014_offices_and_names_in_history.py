from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quotes", "0013_every_change_kept")]
    operations = []
