"""Whole answers, kept: a public page is right until the record changes.

Each public answer has an ETag made of the version of the archive, the build, the day and the
address. While that holds, a reader who has the page already is told so (304), and others are given
bytes that were made and compressed once. The version is read before the page is made. So a page
that is made while somebody saves may be newer than its version says, which by then nobody asks for
any more, and it is never older.

What is kept is given out before Django makes a request of it (`KeptFirst`), for that alone takes
several times as long as the rest; the middleware stands behind it and puts answers in.

An answer that says itself that it is private, that has an ETag of its own, sets a cookie or varies
by more than its encoding is left alone, and so is all that an editor who is signed in asks for, and
whoever is led to another language from an address that has none. Answers in each language have
addresses of their own.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.text import compress_sequence

from dometracker import cross_origin
from dometracker.build import build_id
from dometracker.languages import is_of_no_language, leads_elsewhere, without_language
from dometracker.rate_limits import OF_READER
from quotes.models import ArchiveVersion

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Shared caches may show a page for so many seconds without asking; a browser asks each time.
PUBLIC = "public, max-age=0, s-maxage=30"

# In bytes as sent. Of a larger answer, an export of all, the memory is better used for pages.
LARGEST_KEPT = 1_000_000
# Below that, a compressed answer is hardly smaller.
SMALLEST_COMPRESSED = 400

# No answer under these is public: the admin, files, previews, and what monitors ask for.
_ELSEWHERE = ("/admin/", "/static/", "/preview/", "/healthz", "/readyz", "/metrics")

# Where a reader came from, which says nothing of what is asked for.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|twclid|yclid")

_COMPRESSIBLE = re.compile(
    r"text/|image/svg|application/(?:[\w.+-]*(?:json|xml)|x-bibtex|x-research-info|javascript)"
)

Answer = TypeVar("Answer", bound=HttpResponseBase)

_BROTLI, _GZIP = "br", "gzip"
# A level of brotli that takes as long as gzip and makes a page a fifth smaller.
_BROTLI_QUALITY = 5


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The headers and the body of an answer, the body as it is sent."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __len__(self) -> int:
        """Bytes of memory, about."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 500

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, headers=dict(self.headers))


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What is asked for: the ETag that its answer has now, and the encodings that are understood,
    the best first. ``is_open`` where pages of other sites may read it; ``varies`` names the headers
    by which answers at this address differ."""

    etag: str
    encodings: tuple[str, ...]
    has_query: bool
    known: str
    is_open: bool = False
    varies: tuple[str, ...] = ("Accept-Encoding",)

    @property
    def key(self) -> str:
        return ":".join([self.etag, *self.encodings[:1]])

    @property
    def is_known(self) -> bool:
        """Whether the reader has the answer. Of ``*`` nobody can tell."""
        return bool(self.known) and self.etag in (
            tag.removeprefix("W/").strip('"') for tag in parse_etags(self.known)
        )


class KeptFirst:
    """The site as a WSGI application that gives what is kept by itself, and passes on the rest.

    The version is asked of the connection to the database that the thread has open from a request
    before. A thread that has none, or whose connection is broken, leaves it to Django to mend that.
    """

    def __init__(self, site: "WSGIApplication") -> None:
        self._site = site
        self._cache = caches["answers"]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        asked = self._asked(environ)
        if asked is None:
            return self._site(environ, start_response)
        if asked.is_known:
            start_response("304 Not Modified", _head(asked))
            return []
        kept: KeptAnswer | None = self._cache.get(asked.key)
        if kept is None:
            return self._site(environ, start_response)
        start_response("200 OK", list(kept.headers))
        return [kept.body]

    def _asked(self, environ: "WSGIEnvironment") -> RequestKey | None:
        is_elsewhere = without_language(environ["PATH_INFO"]).startswith(_ELSEWHERE)
        if environ["REQUEST_METHOD"] != "GET" or is_elsewhere or settings.DEBUG:
            return None
        # Of a copy: a request writes its path, decoded, into what it is made of.
        return _asked(WSGIRequest(dict(environ)), ArchiveVersion.mark_at_once)


class KeptAnswersMiddleware:
    """Answers from the cache ``answers`` where it can, and puts into it what may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._cache = caches["answers"]
        # Addresses with a query are without end, and most are asked for once.
        self._seen: LRUCache[str, bool] = LRUCache(20_000)
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _asked(request, ArchiveVersion.mark_now)
        if asked is None:
            return self._get_response(request)
        if asked.is_known:
            return HttpResponseNotModified(headers=dict(_head(asked)))
        kept: KeptAnswer | None = self._cache.get(asked.key)
        if kept is not None:
            return kept.response()
        answer = self._get_response(request)
        if not _is_public(answer):
            return answer
        _marked(answer, asked)
        is_to_keep = request.method == "GET" and self._is_asked_again(asked)
        if is_to_keep and isinstance(answer, StreamingHttpResponse):
            self._keep_at_its_end(answer, asked)
        _compressed(answer, asked.encodings)
        if is_to_keep and isinstance(answer, HttpResponse):
            self._keep(answer, asked)
        return answer

    def _keep(self, answer: HttpResponse, asked: RequestKey) -> None:
        if len(answer.content) <= LARGEST_KEPT:
            self._cache.set(asked.key, KeptAnswer(_for_everybody(answer), answer.content))

    def _keep_at_its_end(self, answer: StreamingHttpResponse, asked: RequestKey) -> None:
        headers = dict(_for_everybody(answer))

        def keep(body: bytes) -> None:
            whole = HttpResponse(body, headers={**headers, "Content-Length": str(len(body))})
            _compressed(whole, asked.encodings)
            self._keep(whole, asked)

        parts = cast("Iterable[bytes]", answer.streaming_content)
        answer.streaming_content = _noted(parts, keep)

    def _is_asked_again(self, asked: RequestKey) -> bool:
        """Whether it is an address to keep: one without a query, or asked for a second time."""
        if not asked.has_query:
            return True
        with self._lock:
            seen = asked.key in self._seen
            self._seen[asked.key] = True
        return seen


def _asked(request: HttpRequest, version: Callable[[], str]) -> RequestKey | None:
    """None where the answer is not public, and where the archive has no version to go by."""
    is_asking = request.method in ("GET", "HEAD")
    is_elsewhere = without_language(request.path).startswith(_ELSEWHERE)
    if not is_asking or is_elsewhere or _is_signed_in(request) or leads_elsewhere(request):
        return None
    query = _canonical_query(request)
    try:
        host, mark = request.get_host(), version()
    except (DisallowedHost, DatabaseError):
        return None
    if not mark:
        return None
    # Offices end and references say when a page was seen: both change with the day.
    day = timezone.now().date().isoformat()
    made_of = [build_id(), mark, day, str(request.scheme), host, request.path, query]
    digest = hashlib.sha256("\0".join(made_of).encode(errors="surrogatepass")).hexdigest()[:32]
    encodings = _encodings(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    is_open = cross_origin.is_open(request.path)
    by_choice = ("Cookie",) if is_of_no_language(request.path) else ()
    return RequestKey(
        digest, encodings, bool(query), known, is_open, ("Accept-Encoding", *by_choice)
    )


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _canonical_query(request: HttpRequest) -> str:
    """The parameters by their names, each name's values in their order.

    Those that only say where a reader came from are taken out of the request, so that no link of
    the page hands them on.
    """
    sent = request.META.get("QUERY_STRING", "")
    if not sent:
        return ""
    given = parse_qsl(sent, keep_blank_values=True, errors="surrogateescape")
    asked = [(name, value) for name, value in given if not _TRACKING.fullmatch(name)]
    if len(asked) < len(given):
        request.META["QUERY_STRING"] = urlencode(asked, errors="surrogateescape")
    asked.sort(key=lambda pair: pair[0])
    return urlencode(asked, errors="surrogateescape")


@lru_cache(256)
def _encodings(accepted: str) -> tuple[str, ...]:
    """Those of brotli and gzip that a reader understands (RFC 9110, 12.5.3)."""
    offered = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight):
            offered.add(name.strip())
    return tuple(one for one in (_BROTLI, _GZIP) if one in offered)


def _noted(parts: Iterable[bytes], tell: Callable[[bytes], None]) -> Iterator[bytes]:
    """The parts, and at their end a word of what they were together, unless that is too much.

    What breaks off is told of to nobody, nor what the reader did not want to its end.
    """
    noted: list[bytes] = []
    size = 0
    for part in parts:
        size += len(part)
        if size <= LARGEST_KEPT:
            noted.append(part)
        else:
            noted.clear()
        yield part
    if size <= LARGEST_KEPT:
        tell(b"".join(noted))


def _is_public(answer: HttpResponseBase) -> bool:
    varies = {name.strip().lower() for name in answer.get("Vary", "accept-encoding").split(",")}
    return (
        answer.status_code == 200
        and not answer.cookies
        # A share image is known by what it shows, also after a change of something else.
        and not answer.has_header("ETag")
        and varies <= {"accept-encoding"}
        and not re.search(r"private|no-(?:store|cache)", answer.get("Cache-Control", ""))
    )


def _head(asked: RequestKey) -> list[tuple[str, str]]:
    """What a reader who has the page is told of it."""
    told = [("ETag", f'W/"{asked.etag}"'), ("Cache-Control", PUBLIC)]
    told.append(("Vary", ", ".join(asked.varies)))
    # A script that asks whether what it has still holds is told so only if it may be.
    return [*told, cross_origin.ALLOW] if asked.is_open else told


def _for_everybody(answer: HttpResponseBase) -> tuple[tuple[str, str], ...]:
    """The headers of an answer without what is told to one reader."""
    return tuple(header for header in answer.items() if header[0] not in OF_READER)


def _marked(answer: Answer, asked: RequestKey) -> Answer:
    """The answer with what a cache has to know of it."""
    answer["ETag"] = f'W/"{asked.etag}"'
    answer.setdefault("Cache-Control", PUBLIC)
    patch_vary_headers(answer, asked.varies)
    return answer


def _compressed(answer: HttpResponseBase, encodings: tuple[str, ...]) -> HttpResponseBase:
    """The answer in the best of the encodings, if it is text and long enough."""
    is_text = _COMPRESSIBLE.match(answer.get("Content-Type", "")) is not None
    if not encodings or not is_text or answer.has_header("Content-Encoding"):
        return answer
    if isinstance(answer, StreamingHttpResponse):
        # Brotli has no way to flush what it holds back after each part.
        if _GZIP in encodings:
            parts = cast("Iterable[bytes]", answer.streaming_content)
            answer.streaming_content = compress_sequence(parts)
            answer["Content-Encoding"] = _GZIP
    elif isinstance(answer, HttpResponse) and len(answer.content) >= SMALLEST_COMPRESSED:
        if encodings[0] == _BROTLI:
            answer.content = brotli.compress(answer.content, quality=_BROTLI_QUALITY)
        else:
            answer.content = gzip.compress(answer.content, compresslevel=6, mtime=0)
        answer["Content-Encoding"] = encodings[0]
        answer["Content-Length"] = str(len(answer.content))
    return answer
