from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("quotes", "0012_corrections_in_order")]
    operations = []
