"""The production settings, for a server that a test starts: static files are not collected."""

from dometracker.settings import *  # noqa: F403
from dometracker.settings import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
