"""How much work something is: what a clock says depends on what else the machine does."""

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

    sys.setprofile(counted)
    try:
        doing()
    finally:
        sys.setprofile(None)
    return count
