"""What tests have run apart: functions that take too much, by name."""

import os
import signal
import time
from typing import Any

from django.utils.translation import gettext

from quotes.transfer import yaml_document


class Refused(ValueError):
    """As a parser refuses a file."""


def same(value: Any) -> Any:
    return value


def spin(*_ignored: Any) -> None:
    while True:
        pass


def wait(seconds: float) -> None:
    time.sleep(seconds)


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 1_000_000))


def break_down() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def nest(depth: int) -> int:
    return depth and 1 + nest(depth - 1)


def refuse(sentence: str) -> None:
    raise Refused(sentence)


def translated(message: str) -> str:
    return gettext(message)


def environment() -> dict[str, str]:
    return dict(os.environ)


def write(path: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123
        file.write("x" * 100)


def mistakes_of_yaml(content: bytes, most_values: int) -> list[str]:
    document = yaml_document.parse("", content, most_values)
    for index in range(len(document.data or ())):
        document.line_of((index,))
    return list(map(str, document.mistakes))
