"""Characters that no page and no database can hold: U+0000 and halves of surrogate pairs."""

import re

_HALF = re.compile("[\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether UTF-8 and PostgreSQL have a place for every character."""
    return "\0" not in text and not _HALF.search(text)


def storable(text: str) -> str:
    """The text with U+FFFD for U+0000 and ``?`` for halves of characters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
