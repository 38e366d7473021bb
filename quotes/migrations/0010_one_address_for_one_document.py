"""Works the identities of sources out anew: the forms of a post, video or page of a platform meet."""

from django.db import migrations

from quotes.addresses.canonical import InvalidURL, canonical_url


def work_out(apps, schema_editor):
    """Where another source has the identity already, both stay: a person merges them."""
    source = apps.get_model("quotes", "Source")
    for row in source.objects.exclude(url=None).order_by("pk").iterator():
        try:
            now = canonical_url(row.url)
        except InvalidURL:
            continue
        if now != row.canonical_url and not source.objects.filter(canonical_url=now).exists():
            source.objects.filter(pk=row.pk).update(canonical_url=now)


class Migration(migrations.Migration):
    dependencies = [("quotes", "0009_french_bodies_and_parties")]

    operations = [migrations.RunPython(work_out, migrations.RunPython.noop)]
