"""What a production server imports: ``gunicorn dometracker.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")

site = get_wsgi_application()

# Models can be imported only now.
from quotes.website.kept_answers import KeptFirst  # noqa: E402

application = KeptFirst(site)
