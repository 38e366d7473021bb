"""The least settings that use the embedded database, for clients that the tests start."""

import os
from pathlib import Path

SECRET_KEY = "for tests alone"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "dometracker.embedded",
        "NAME": "dometracker",
        "HOME": Path(os.environ["DOMETRACKER_HOME"]),
    }
}
