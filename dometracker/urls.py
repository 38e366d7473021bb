"""The site's addresses: the public pages in each language, the API, the admin, and what a monitor
asks."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from dometracker import languages
from dometracker.security_txt import security_txt
from quotes.admin import errors, invitations, notices
from quotes.api import openapi
from quotes.api.operations import api
from quotes.website import health, machines, sitemaps
from quotes.website.metrics import for_prometheus

urlpatterns = [
    path("", include("dometracker.account_urls")),
    path("admin/invitation/<str:token>/", invitations.accept_page, name="invitation"),
    path("admin/notices/stop/<str:token>/", notices.stop, name="notices-stop"),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", for_prometheus, name="metrics"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("api/v1/openapi.json", openapi.document, name="openapi"),
    path("api/v1/", api.urls),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-news.xml", sitemaps.news, name="news-sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.part, name="sitemap"),
    path("language/<str:language>/", languages.switch, name="language"),
    *i18n_patterns(path("", include("quotes.urls")), prefix_default_language=False),
]

handler400 = errors.bad_request
handler403 = errors.not_permitted
handler404 = errors.not_found
handler500 = errors.failed
