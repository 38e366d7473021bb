"""The accounts that there are have confirmed their names by using them, and keep their addresses.

By its e-mail address an account that has forgotten its password is found: in small letters, as it
is looked for.
"""

from django.db import migrations
from django.db.models.functions import Lower
from django.utils import timezone


def take_over(apps, schema_editor):
    """Names become public names, and addresses known ones; of two alike the older keeps it."""
    users = apps.get_model("auth", "User").objects.order_by("pk")
    profiles = apps.get_model("quotes", "Profile").objects
    addresses = apps.get_model("account", "EmailAddress").objects
    users.exclude(email="").update(email=Lower("email"))
    taken = set()
    for user in users:
        name = f"{user.first_name} {user.last_name}".strip()
        if name:
            profiles.create(account_id=user.pk, public_name=name[:150], named_at=timezone.now())
        if user.email and user.email not in taken:
            taken.add(user.email)
            addresses.get_or_create(
                user_id=user.pk, email=user.email, defaults={"primary": True, "verified": True}
            )


class Migration(migrations.Migration):

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("quotes", "0025_accounts"),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
