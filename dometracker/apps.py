from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created

from dometracker import known_settings
from dometracker.database import require_supported
from dometracker.slow_queries import note_slow


class DomeTrackerConfig(AppConfig):
    name = "dometracker"

    def ready(self) -> None:
        checks.register(known_settings.check)
        connection_created.connect(require_supported, dispatch_uid="require_supported")
        connection_created.connect(note_slow, dispatch_uid="note_slow")
