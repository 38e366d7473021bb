"""Asking another machine for a document, on behalf of a person who typed its address.

An address typed by a person may lead anywhere, so that (OWASP, *Server-Side Request Forgery*):

* only http and https are spoken, on ports 80 and 443, without credentials and without a proxy;
* the address that is connected to is looked at, not the name: a name is resolved once, all its
  addresses have to be public, and the socket is opened to one of these very addresses. A name that
  answers differently the next time gains nothing, and every redirect goes the same way;
* the answer has a limit in size, counted after decompression, and everything together in time.

What a site asks of robots is obeyed (`quotes.capture.robots`): without rules everything is allowed,
and where they cannot be read because the site does not answer, nothing is (RFC 9309, 2.3.1).
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

import httpcore2
from django.conf import settings
from django.utils.translation import gettext as _

from quotes.capture import robots

if TYPE_CHECKING:
    import httpx2

# The product token by which rules for robots may name us.
ROBOT = "DomeTracker"

# What a document may be, as the Content-Type says it.
DOCUMENT_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf", "text/plain"})

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = frozenset({80, 443})

Resolve = Callable[[str, int], list[str]]
Pieces = Iterable[bytes]
# An address and port of this machine, for tests that play a server.
Endpoint = tuple[str, int]


# --- what can go wrong ---------------------------------------------------------------------------


class FetchError(Exception):
    """A document that was not got; ``str()`` is a sentence for a person."""


class RefusedAddress(FetchError):
    """An address that is never asked: another scheme or port, credentials, a private network."""


class RefusedByRobots(FetchError):
    """The site asks robots to stay away from this page, or does not say whether it does."""


class Unreachable(FetchError):
    """No connection: no network, no such host, nobody there who answers."""


class Untrusted(FetchError):
    """Somebody answers, and does not prove by a certificate to be the host that was asked."""


class BrokenAnswer(FetchError):
    """The host answers, and what it says breaks off or cannot be read."""


class TooSlow(FetchError):
    """The answer took longer than the limit."""


class ResponseTooLarge(FetchError):
    """The answer is larger than the limit."""


class WrongType(FetchError):
    """The answer is none of the kinds of document that are read."""


class TooManyRedirects(FetchError):
    """The address leads on and on."""


# --- limits and answers --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, of one connection, of one wait for data, and of a document altogether."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    bytes: int = 20_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, of any status; the body of one that is no document may be empty."""

    url: str
    final_url: str
    status: int
    content_type: str
    body: bytes
    fetched_at: datetime
    redirects: tuple[str, ...] = ()
    etag: str = ""
    last_modified: str = ""

    @property
    def is_ok(self) -> bool:
        return self.status == 200


# --- which addresses are public ------------------------------------------------------------------

# IANA, IPv4 Special-Purpose Address Registry, and multicast. `ipaddress.is_global` has changed
# with the versions of Python, so the list is ours. The last is where one cloud keeps its secrets.
_NOT_PUBLIC = [
    ip_network(block)
    for block in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
        " 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24"
        " 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32"
    ).split()
]
# Of IPv6 only this block is given out as public; outside of it lie loopback, private and local
# addresses, multicast, and those that carry an IPv4 address (mapped, NAT64).
_GIVEN_OUT = ip_network("2000::/3")
# Inside it: Teredo and other protocols, documentation, 6to4, which also carries an IPv4 address.
_NOT_PUBLIC_V6 = [
    ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]


def is_public(address: str) -> bool:
    """Whether an IP address, as ``getaddrinfo`` writes it, is on the public internet."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _NOT_PUBLIC)
    return ip in _GIVEN_OUT and not any(ip in block for block in _NOT_PUBLIC_V6)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_family, address in found))


# --- the connection ------------------------------------------------------------------------------


class _Clock:
    """How much is left of the time for one document."""

    def __init__(self) -> None:
        self.ends = float("inf")

    def start(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def left(self, limit: float | None) -> float:
        """Seconds that one step may take. Raises `TooSlow` when none are left."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TooSlow(_("The site took too long to answer."))
        return left if limit is None else min(limit, left)


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which every wait ends with the time for the document.

    A timeout for each read alone would let a site send a byte every few seconds for ever.
    """

    def __init__(self, stream: httpcore2.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._clock.left(timeout)
        try:
            secured = self._stream.start_tls(ssl_context, server_hostname, left)
        except httpcore2.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise Untrusted(
                    _(
                        "%(host)s has no valid security certificate. Paste the text or upload "
                        "the file instead."
                    )
                    % {"host": server_hostname}
                ) from error
            if isinstance(error.__cause__, ssl.SSLError):
                # It was reached; what failed is what it said.
                raise httpcore2.RemoteProtocolError(str(error)) from error
            raise
        return _TimedStream(secured, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Opens sockets to public addresses and to nothing else."""

    def __init__(self, clock: _Clock, resolve: Resolve, allow: frozenset[Endpoint]) -> None:
        self._clock = clock
        self._resolve = resolve
        self._allow = allow
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self._addresses(host, port, self._clock.left(timeout))
        for address in addresses:
            if (address, port) not in self._allow and not (is_public(address) and port in _PORTS):
                raise RefusedAddress(
                    _("“%(host)s” is not an address on the public internet.") % {"host": host}
                )
        return self._first_that_answers(addresses, port, timeout)

    def _first_that_answers(
        self, addresses: list[str], port: int, timeout: float | None
    ) -> httpcore2.NetworkStream:
        failed: Exception = httpcore2.ConnectError("no address")
        for address in addresses:
            try:
                # A numeric address: the name is not asked for a second time.
                stream = self._plain.connect_tcp(address, port, self._clock.left(timeout))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._clock)
        raise failed

    def _addresses(self, host: str, port: int, timeout: float) -> list[str]:
        """The system's resolver has no limit of time, so it is asked from a thread of its own."""
        found: list[list[str]] = []
        failed: list[Exception] = []

        def ask() -> None:
            try:
                found.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                failed.append(error)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(timeout)
        if asking.is_alive():
            raise httpcore2.ConnectTimeout("name resolution")
        if failed or not found[0]:
            raise httpcore2.ConnectError(str(failed or "no address"))
        return found[0]

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise RefusedAddress(_("We can fetch only http:// and https:// pages."))


# --- the body ------------------------------------------------------------------------------------

# How much is unpacked at once; a bomb of a kilobyte may hold a megabyte.
_PIECE = 1 << 20


def _unpacked(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The body without its Content-Encoding, in pieces of bounded size.

    Only gzip is asked for, because it can be unpacked up to a limit with the standard library.
    """
    if coding in ("", "identity"):
        yield from pieces
        return
    if coding not in ("gzip", "x-gzip"):
        raise WrongType(_("The site sent its answer in a compression we cannot read."))
    unpack = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            while piece:
                if unpack.eof:
                    # Another member (RFC 1952, 2.2), or what a browser passes over.
                    if not piece.startswith(b"\x1f"):
                        return
                    unpack = zlib.decompressobj(wbits=31)
                yield unpack.decompress(piece, _PIECE)
                piece = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error as error:
        raise BrokenAnswer(_("The site sent a damaged answer.")) from error
    if not unpack.eof:
        raise BrokenAnswer(_("The site’s answer was cut off."))


def media_type(content_type: str) -> str:
    """``text/html`` of ``Text/HTML; charset=utf-8``."""
    return content_type.partition(";")[0].strip().lower()


# --- fetching ------------------------------------------------------------------------------------


def agent() -> str:
    """How we name ourselves: with the address of the site, where one can read who asks and why."""
    about = f" (+{settings.SITE_URL})" if settings.SITE_URL else ""
    return f"{ROBOT}/1.0{about}"


@dataclass
class Fetcher:
    """Fetches documents, one after the other; what sites ask of robots is read once for all.

    A context manager, for one run of one command or one request. ``allow`` names addresses and
    ports that are connected to although they are not public: it is for tests, and nothing in the
    settings sets it; so is ``trust``, which certificates are believed instead of the system's.
    ``pause`` is how many seconds pass between two documents of one host;
    ``obeys_robots`` is off only for addresses that a service makes for programs; ``rules`` are what
    sites have asked of robots, for who hands them on to the next fetcher. Neither
    thread-safe nor meant to be kept.
    """

    limits: Limits = field(default_factory=Limits)
    types: frozenset[str] = DOCUMENT_TYPES
    resolve: Resolve = resolve
    allow: frozenset[Endpoint] = frozenset()
    pause: float = 0.0
    obeys_robots: bool = True
    trust: ssl.SSLContext | None = None
    rules: dict[str, robots.RobotRules] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._asked_last: dict[str, float] = {}
        self._clock = _Clock()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=self.trust,
            max_keepalive_connections=0,
            network_backend=_GuardedBackend(self._clock, self.resolve, self.allow),
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_raised: object) -> None:
        self._pool.close()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Ask for a document, and follow where it leads. Any status is an answer.

        ``headers`` are sent besides our own, such as ``If-None-Match``; then 304 is an answer too.
        Raises a `FetchError` with a sentence.
        """
        asked = self._readable(url)
        self._wait_for(asked.host)
        self._clock.start(self.limits.total)
        passed: list[str] = []
        while True:
            if not self._robots(asked).allow(asked.raw_path.decode("ascii")):
                raise RefusedByRobots(
                    _(
                        "%(host)s does not let robots read this page, or does not say whether they "
                        "may. Paste the text instead."
                    )
                    % {"host": asked.host}
                )
            answer, location = self._asked(asked, headers or {}, url, passed)
            if location is None:
                return answer
            passed.append(str(asked))
            if len(passed) > self.limits.redirects:
                raise TooManyRedirects(_("The address redirects too many times."))
            asked = self._readable(location, asked)

    def _wait_for(self, host: str) -> None:
        last = self._asked_last.get(host)
        if last is not None:
            time.sleep(max(0.0, last + self.pause - time.monotonic()))
        self._asked_last[host] = time.monotonic()

    def _readable(self, url: str, base: "httpx2.URL | None" = None) -> "httpx2.URL":
        """An address that may be asked for. Raises `RefusedAddress`."""
        # A tenth of a second to import, in every process of the site, for what few requests need.
        import httpx2

        try:
            read = base.join(url) if base else httpx2.URL(url.strip())
            # A name that cannot be read back ("a_b.xn--p1ai") fails here and not on the way.
            read.host.encode("utf-8")
        except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
            raise RefusedAddress(_("This is not the address of a page.")) from error
        if read.scheme not in ("http", "https") or not read.raw_host:
            raise RefusedAddress(_("We can fetch only http:// and https:// pages."))
        if read.userinfo:
            raise RefusedAddress(_("An address with a user name or password cannot be fetched."))
        if read.port not in {None, *_PORTS, *(port for _address, port in self.allow)}:
            raise RefusedAddress(
                _("We can fetch only from ports 80 and 443, not %(port)s.") % {"port": read.port}
            )
        return read.copy_with(fragment=None)

    def _robots(self, url: "httpx2.URL") -> robots.RobotRules:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if not self.obeys_robots:
            return robots.ALLOW_ALL
        if site not in self.rules:
            self.rules[site] = self._read_robots(f"{site}/robots.txt")
        return self.rules[site]

    def _read_robots(self, url: str) -> robots.RobotRules:
        asked = self._readable(url)
        for _hop in range(self.limits.redirects + 1):
            status, headers, body = self._exchange(asked, {}, _beginning)
            if status in _REDIRECTS and "location" in headers:
                asked = self._readable(headers["location"], asked)
            elif status >= 500:
                return robots.ALLOW_NOTHING
            else:
                return robots.rules_for(ROBOT, body) if status == 200 else robots.ALLOW_ALL
        return robots.ALLOW_ALL

    def _asked(
        self, asked: "httpx2.URL", headers: Mapping[str, str], url: str, passed: list[str]
    ) -> tuple[Fetched, str | None]:
        """One answer, and where it leads on to, if it does."""
        status, got, body = self._exchange(asked, headers, self._document)
        location = got.get("location") if status in _REDIRECTS else None
        answer = Fetched(
            url=url,
            final_url=str(asked),
            status=status,
            content_type=got.get("content-type", ""),
            body=body,
            fetched_at=datetime.now(UTC),
            redirects=tuple(passed),
            etag=got.get("etag", ""),
            last_modified=got.get("last-modified", ""),
        )
        return answer, location

    def _document(self, status: int, headers: Mapping[str, str], pieces: Pieces) -> bytes:
        """The body of a document, or nothing where it says nothing. Raises `WrongType`."""
        kind = media_type(headers.get("content-type", ""))
        if kind in self.types and status not in _REDIRECTS:
            return _whole(pieces, self.limits.bytes)
        if status != 200:
            return b""
        raise WrongType(
            _("This address is neither a page nor a PDF: %(type)s.")
            % {"type": kind[:80] or _("type not stated")}
        )

    def _exchange(
        self,
        url: "httpx2.URL",
        headers: Mapping[str, str],
        read: Callable[[int, Mapping[str, str], Pieces], bytes],
    ) -> tuple[int, dict[str, str], bytes]:
        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": agent(),
            "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain;q=0.8",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **headers,
        }
        limits = {"connect": self.limits.connect, "read": self.limits.read}
        with (
            _in_sentences(url.host),
            self._pool.stream(
                "GET",
                _for_connection(url),
                headers=[
                    (name.encode(), value.encode("latin-1", "replace"))
                    for name, value in sent.items()
                ],
                extensions={"timeout": {**limits, "write": self.limits.read}},
            ) as response,
        ):
            got = _headers(response.headers)
            coding = got.get("content-encoding", "").strip().lower()
            pieces = _unpacked(response.iter_stream(), coding)
            return response.status, got, read(response.status, got, pieces)


def _for_connection(url: "httpx2.URL") -> httpcore2.URL:
    return httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """By lower-case name; of one that comes twice the first counts."""
    found: dict[str, str] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found


def _whole(pieces: Pieces, most: int) -> bytes:
    """A body of at most so many bytes. Raises `ResponseTooLarge`."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > most:
            raise ResponseTooLarge(
                _("The page is larger than %(limit)d MB.") % {"limit": most // 1_000_000}
            )
    return bytes(body)


def _beginning(status: int, headers: Mapping[str, str], pieces: Pieces) -> bytes:
    """As much of the rules for robots as has to be read; of an error, nothing."""
    body = bytearray()
    for piece in pieces if status == 200 else ():
        body += piece
        if len(body) > robots.LONGEST:
            break
    return bytes(body)


@contextmanager
def _in_sentences(host: str) -> Iterator[None]:
    """What goes wrong on the way, as one of ours."""
    try:
        yield
    except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
        raise Unreachable(
            _("We cannot reach %(host)s from here. Paste the text or upload the file instead.")
            % {"host": host}
        ) from error
    except httpcore2.TimeoutException as error:
        raise TooSlow(
            _("%(host)s took too long to answer. Try again later, or paste the text.")
            % {"host": host}
        ) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, ValueError) as error:
        raise BrokenAnswer(_("%(host)s sent an answer we cannot read.") % {"host": host}) from error
