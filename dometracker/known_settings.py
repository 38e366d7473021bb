"""The variables of the environment that mean something here, and those that look like a mistake."""

import difflib
import os
from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Warning

# Read by gunicorn, by the embedded database, and when the project is built and tested.
OF_GUNICORN = frozenset({"WEB_CONCURRENCY", "GUNICORN_CMD_ARGS", "FORWARDED_ALLOW_IPS"})
OF_EMBEDDED = frozenset({"DOMETRACKER_LINGER"})
OF_BUILDING = frozenset(
    {
        *("PYTHON", "PORT", "HOST", "CHROMIUM"),
        *("DOMETRACKER_REQUIRE_BROWSER", "DOMETRACKER_ANNOUNCE"),
    }
)
# Of two names that are as alike as this, one is the other mistyped.
_ALIKE = 0.86


def known() -> frozenset[str]:
    """Every variable that is read from the environment of a site that is served."""
    from dometracker.settings import env

    return frozenset(env.dump()) | OF_GUNICORN | OF_EMBEDDED


def misspelt(names: Iterable[str]) -> list[str]:
    """A sentence for each name that is no setting and nearly reads like one."""
    settings = sorted(known())
    told = []
    for name in sorted(set(names) - set(settings) - OF_BUILDING):
        if alike := difflib.get_close_matches(name.upper(), settings, 1, _ALIKE):
            told.append(f"{name} is set in the environment and is no setting: is it {alike[0]}?")
    return told


def check(**_: Any) -> list[CheckMessage]:
    """What `manage.py check`, `migrate` and the start of the server say of mistyped settings."""
    hint = "docs/operations.md lists every setting."
    return [Warning(told, hint, id="dometracker.W001") for told in misspelt(os.environ)]
