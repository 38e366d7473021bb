"""A web server on this machine that plays sites: what each path answers is a script of the test."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from quotes.capture.fetch import Fetcher, Limits

HERE = "127.0.0.1"
QUICK = Limits(connect=1, read=1, total=2)


@dataclass
class Answer:
    """What a path answers; ``body`` in pieces is sent piece by piece."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"


@dataclass
class LocalSite:
    """The server; ``pages`` are answers by path, ``asked`` is every request that came."""

    port: int = 0
    scheme: str = "http"
    pages: dict[str, Answer | Callable[[Any], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "news.example") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def fetcher(self, limits: Limits = QUICK, **options: Any) -> Fetcher:
        """One that finds every name at this server."""
        options.setdefault("resolve", lambda _host, _port: [HERE])
        return Fetcher(limits, allow=frozenset({(HERE, self.port)}), **options)

    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]

    def answer(self, request: BaseHTTPRequestHandler) -> Answer:
        self.asked.append((request.path, {k.lower(): v for k, v in request.headers.items()}))
        found = self.pages.get(request.path, Answer(b"Not found", 404))
        return found(request) if callable(found) else found


@contextmanager
def local_site(secured: ssl.SSLContext | None = None) -> Iterator[LocalSite]:
    """The server, over TLS where it is given a certificate."""
    site = LocalSite(scheme="https" if secured else "http")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer(self)
            self.send_response(answer.status)
            headers = {"Content-Type": answer.kind, "Connection": "close", **answer.headers}
            if isinstance(answer.body, bytes):
                headers.setdefault("Content-Length", str(len(answer.body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            pieces = [answer.body] if isinstance(answer.body, bytes) else answer.body()
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                pass  # whoever asked has had enough
            self.close_connection = True

        def log_message(self, *_said: Any) -> None:
            """No line for each request."""

    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.daemon_threads = True
    # A client that refuses the certificate ends the handshake, which is no error of the server.
    server.handle_error = lambda *_asked: None  # type: ignore[method-assign]
    if secured:
        server.socket = secured.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
