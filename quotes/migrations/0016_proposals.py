from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quotes", "0015_forms_in_work")]
    operations = []
