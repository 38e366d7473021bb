"""What a production server imports: ``gunicorn dometracker.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")

application = get_wsgi_application()
