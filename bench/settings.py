"""The production settings; only the static files lie in the bench's own folder.

With BENCH=1 every answer also tells what its SQL cost. The timed runs are made without it.
"""

import os

from dometracker.settings import *  # noqa: F403
from dometracker.settings import HOME, MIDDLEWARE

STATIC_ROOT = HOME.parent / "static"

if os.environ.get("BENCH") == "1":
    MIDDLEWARE = ["bench.middleware.SqlCostMiddleware", *MIDDLEWARE]
