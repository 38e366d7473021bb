"""A Django database engine that brings its own PostgreSQL: ``ENGINE = "dometracker.embedded"``."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError

if os.name != "posix":
    raise ImproperlyConfigured(
        "The embedded database needs Linux or macOS. Set DATABASE_URL to a PostgreSQL server."
    )


class EmbeddedDatabaseError(OperationalError):
    """The embedded server cannot be found, made, started or reached; the text says what to do."""
