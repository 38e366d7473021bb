"""The editors' side: Django's own admin over the record, a module for each part of it."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from quotes.admin import history, people, sources, statements

__all__ = ["history", "people", "sources", "statements"]

admin.site.site_header = settings.ARCHIVE_NAME
admin.site.site_title = settings.ARCHIVE_NAME
admin.site.index_title = _("The record")
