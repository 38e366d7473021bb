"""Noise at every public address: whatever is asked, nothing fails.

The same requests each time in `make test`, others in each `make torture`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from quotes.search.filters import CUTS, FILTERS
from tests import factories, pages

pytestmark = pytest.mark.django_db

METHODS = ("GET",) * 12 + ("HEAD", "POST", "OPTIONS", "PUT", "DELETE", "TRACE")
NAMES = (*FILTERS, *CUTS, "letter", "change", "v", "url", "format", "maxwidth", "page", "next", "")
VALUES = (
    *("", "0", "-1", "9" * 30, "1e9", "NaN", "none", "null", "true", "a", "dome", "\0", "%", "%zz"),
    *("2025", "2025-13", "2025-02-30", "0000-00-00", "9999-12-31/..", "2025-05-21T00:00", "~"),
    *("'", '"', "\\", "--", ";", "(", ")", "*", ":", "&", "|", "!", "<->", "'; SELECT 1 --"),
    *("«", "» ", "‘", "“dome", "\u202e", "\u0000", "\ud800", "e\u0301" * 50, "İ", "ß", "😀", "ﷺ"),
    *("<script>", "{{ 7 }}", "../../etc/passwd", "http://[::1", "//a", "speaker:", "since:x", "OR"),
    *('"topic:x y"', "« since:x y »", '"a -kind:x b"', "in:said a", "-topic:cost dome", "5 or 6m"),
    *("a " * 500, "(" * 300, '"a" ' * 100, "-a " * 200, "x" * 3_000, "a or " * 200, "10 billion"),
)
PIECES = (
    *(
        "%00",
        "%ff",
        "%C0%AF",
        "..",
        "/",
        "//",
        ";",
        "@",
        "%0d%0aSet-Cookie:a=b",
        "\u202f",
        "’",
        " ",
    ),
    *("v/0", "v/99999999999999999999", "was/x", ".json", ".xyz", ".", "é", "😀", "%ed%a0%80", "A"),
)
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept-Language": ("fr", "*", "x" * 500, "en;q=nan", ",,,", "fr-CA-x-a;q=0.1"),
    "Accept": ("application/json", "*/*;q=2", "text/html;q=a", "/", "image/*,,"),
    "Accept-Encoding": ("br", "gzip;q=0", "identity;q=0", "*", "br;q=x"),
    "If-None-Match": ("*", 'W/"a"', "junk", '"' * 200),
    "If-Modified-Since": ("yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"),
    "Range": ("bytes=0-1", "bytes=9-1", "lines=1"),
    "Cookie": ("sessionid=x", "csrftoken=;;;", "=", "sessionid=\xff"),
    "X-Forwarded-For": ("1.2.3.4", "junk, , x"),
    "X-Forwarded-Proto": ("https", "ftp"),
    "Referer": ("http://[", "x" * 2_000),
    "Content-Length": ("junk", "-1"),
}
BODIES = (b"", b"text=@misc{a}", b"\xff\xfe\0", b"{", b"a=1&" * 1_100, b"--x\r\n\r\n")
TYPES = (
    *("text/plain", "application/json", "application/x-www-form-urlencoded"),
    *("multipart/form-data; boundary=x", "multipart/form-data", "text/plain; charset=x", "junk"),
)


@dataclass
class Noise:
    """One request, to be sent again by what it prints."""

    method: str
    address: str
    query: list[tuple[str, str]]
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = "text/plain"

    def status(self, client: Client) -> int:
        sent: dict[str, Any] = {
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()
        }
        for name in ("CONTENT_LENGTH",):
            if f"HTTP_{name}" in sent:
                sent[name] = sent.pop(f"HTTP_{name}")
        response = client.generic(
            self.method,
            self.address,
            self.body,
            self.content_type,
            QUERY_STRING=urlencode(self.query, errors="replace"),
            **sent,
        )
        # An answer that is sent as it is made is made here.
        if response.streaming:
            response.getvalue()
        return response.status_code


def noise(chosen: random.Random, addresses: list[str]) -> Iterator[Noise]:
    while True:
        address = chosen.choice(addresses).partition("?")[0]
        if chosen.random() < 0.5:
            place = chosen.randrange(1, len(address) + 1)
            address = address[:place] + chosen.choice(PIECES) + address[place:]
        query = [
            (chosen.choice(NAMES), chosen.choice(VALUES)) for _part in range(chosen.randrange(4))
        ]
        named = chosen.sample([*HEADERS], chosen.randrange(3))
        one = Noise(
            chosen.choice(METHODS),
            address,
            query,
            {name: chosen.choice(HEADERS[name]) for name in named},
        )
        if one.method in ("POST", "PUT"):
            one.body, one.content_type = chosen.choice(BODIES), chosen.choice(TYPES)
        yield one


def refuse_failures(client: Client, chosen: random.Random, count: int) -> None:
    addresses = [a for kinds in pages.PAGES.values() for a in kinds.addresses()]
    failed = []
    for _number, one in zip(range(count), noise(chosen, addresses), strict=False):
        try:
            # What fails in the database fails alone.
            with transaction.atomic():
                status: object = one.status(client)
        except Exception as error:
            status = repr(error)
        if not isinstance(status, int) or status >= 500:
            failed.append(f"{status} {one}")
    assert not failed, "\n".join(failed[:20])


@pytest.fixture
def few(db: None) -> None:
    """One row of every kind that an address can name."""
    topic = factories.topic("cost")
    factories.statement("2025-05-21", topics=(topic,), text="The dome will cost 175 billion.")
    factories.statement("2025-05", text="“Non”, a-t-il dit.", language="fr")


def test_noise_at_public_addresses_is_answered(client: Client, few: None):
    refuse_failures(client, random.Random(20_261_201), 2_000)


@pytest.mark.torture
def test_much_noise_at_public_addresses_of_the_record_is_answered(client: Client, record: None):
    refuse_failures(client, random.Random(), 100_000)
