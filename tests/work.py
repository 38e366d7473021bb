"""How much work something is: what a clock says depends on what else the machine does."""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(doing: Callable[[], object]) -> int:
    """The number of functions that are called, those of extension modules included."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    # A collection calls what others have hung on it, whenever it happens to run.
    gc.disable()
    sys.setprofile(counted)
    try:
        doing()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count
