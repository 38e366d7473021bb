from django.apps import AppConfig
from django.db.backends.signals import connection_created

from dometracker.database import require_supported


class DomeTrackerConfig(AppConfig):
    name = "dometracker"

    def ready(self) -> None:
        connection_created.connect(require_supported, dispatch_uid="require_supported")
