"""What a production server imports: ``gunicorn dometracker.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")

site = get_wsgi_application()

# Models can be imported only now.
from django.conf import settings  # noqa: E402

from dometracker import sentry  # noqa: E402
from dometracker.request_log import RequestLog  # noqa: E402
from quotes.website.kept_answers import KeptFirst  # noqa: E402

if settings.SENTRY_DSN:
    sentry.begin(settings.SENTRY_DSN)

application = RequestLog(
    KeptFirst(site), behind_proxy=settings.BEHIND_PROXY, lines=settings.LOG_REQUESTS
)
