"""The site's addresses: the public pages in each language, the admin, and what a monitor asks."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from quotes.views import errors, health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    *i18n_patterns(path("", include("quotes.urls")), prefix_default_language=False),
]

handler404 = errors.not_found
handler500 = errors.failed
