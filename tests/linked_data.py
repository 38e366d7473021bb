"""The linked data of a page."""

import json
from collections.abc import Iterator
from typing import Any

import lxml.html


def documents(html: str) -> Iterator[dict[str, Any]]:
    for script in lxml.html.fromstring(html).iterfind(".//script[@type='application/ld+json']"):
        yield json.loads(script.text)
