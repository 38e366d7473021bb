"""Characters that no page, database or file of XML can hold: U+0000, halves of surrogate pairs."""

import re

_HALF = re.compile("[\ud800-\udfff]")
# What XML 1.0 (2.2) has no way to write.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_storable(text: str) -> bool:
    """Whether UTF-8 and PostgreSQL have a place for every character."""
    return "\0" not in text and not _HALF.search(text)


def storable(text: str) -> str:
    """The text with U+FFFD for U+0000 and ``?`` for halves of characters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
