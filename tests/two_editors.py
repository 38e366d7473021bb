"""Two acts at the same time, each on a connection of its own."""

import threading
import time
from collections.abc import Callable

from django.db import connections, transaction


class Editor(threading.Thread):
    """Does something on a connection of its own; the error is kept."""

    error: Exception | None = None

    def __init__(self, doing: Callable[[], object], delay: float = 0, pause: float = 0) -> None:
        super().__init__()
        self.doing, self.delay, self.pause = doing, delay, pause

    def run(self) -> None:
        time.sleep(self.delay)
        try:
            with transaction.atomic():
                self.doing()
                time.sleep(self.pause)
        except Exception as error:
            self.error = error
        finally:
            connections["default"].close()


def at_once(first: Callable[[], object], second: Callable[[], object]) -> list[Exception | None]:
    """What became of two acts of which the second begins while the first is not yet committed."""
    editors = [Editor(first, pause=0.5), Editor(second, delay=0.2)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(20)
        assert not editor.is_alive()
    return [editor.error for editor in editors]
