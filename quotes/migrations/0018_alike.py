from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quotes", "0017_watching")]
    operations = []
