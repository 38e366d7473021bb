from django.apps import AppConfig
from django.core import checks
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quotes.management.replaced_migrations import check_all_or_none


class QuotesConfig(AppConfig):
    name = "quotes"
    verbose_name = capfirst(_("archive"))

    def ready(self) -> None:
        checks.register(check_all_or_none, checks.Tags.database)
