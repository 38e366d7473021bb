"""The address of the site that a command is told of."""

from argparse import ArgumentTypeError
from urllib.parse import urlsplit

# Where the site is if nobody says.
HERE = "http://127.0.0.1:8000"


def origin_option(text: str) -> str:
    """The scheme and host of an address, for an option. Raises ArgumentTypeError."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise ArgumentTypeError(f"“{text}” is not an address such as https://archive.example")
    return f"{parts.scheme}://{parts.netloc}"
