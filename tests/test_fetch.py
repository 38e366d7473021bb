"""Fetching what a person typed: never anything but a public page, and never without limits."""

import gzip
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.capture import fetch, robots
from quotes.capture.fetch import (
    BrokenAnswer,
    Fetcher,
    FetchError,
    Limits,
    RefusedAddress,
    RefusedByRobots,
    ResponseTooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    Untrusted,
    WrongType,
    is_public,
)
from tests.local_site import HERE, QUICK, Answer, LocalSite, local_site

PAGE = b"<!doctype html><title>Words</title><p>These are the words of a minister.</p>"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as site:
        site.pages["/page"] = Answer(PAGE)
        yield site


def got(site: LocalSite, path: str, **options: object) -> fetch.Fetched:
    with site.fetcher(**options) as fetcher:
        return fetcher.fetch(site.url(path))


# --- which addresses are asked -------------------------------------------------------------------

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "3fff::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111"])
def test_what_is_public_is_known(address):
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address):
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0x0.0x0.0x1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "10.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:169.254.169.254]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
        "[::ffff:0:127.0.0.1]",
        "[2001:0:7f00:1::]",
        "[0000::1]",
        "localhost",
        "LOCALHOST",
    ],
)
def test_no_spelling_of_a_private_address_is_asked(host):
    with Fetcher(QUICK) as fetcher, pytest.raises(RefusedAddress):
        fetcher.fetch(f"http://{host}/")


@pytest.mark.parametrize(
    "host", ["localhost.", "127.0.0.1.", "127.0.0.1%00.news.example", "[fe80::1%25lo]"]
)
def test_spellings_that_some_resolvers_know_reach_nothing(host, monkeypatch):
    """Whether the system makes an address of them differs; either way no socket is opened."""

    def never(*_asked: object, **_options: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", never)
    with Fetcher(QUICK) as fetcher, pytest.raises((RefusedAddress, Unreachable)):
        fetcher.fetch(f"http://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/a",
        "data:text/html,hello",
        "gopher://news.example/",
        "javascript:alert(1)",
        "//news.example/",
        "news.example/a",
        "http:///a",
        "http://",
        "",
        "http://user@news.example/",
        "http://user:secret@news.example/",
        "http://news.example@127.0.0.1/",
        "http://127.0.0.1:80@news.example/",
        "http://news.example:22/",
        "http://news.example:25/",
        "http://news.example:80:22/",
        "http://news.example:8000/",
        "http://news.example:99999/",
        "http://news.example\r\nX: y/",
        "http://[::1/",
    ],
)
def test_other_schemes_ports_and_credentials_are_refused(url):
    def nobody(_host: str, _port: int) -> list[str]:
        raise AssertionError("asked for a name")

    with Fetcher(QUICK, resolve=nobody) as fetcher, pytest.raises(FetchError) as error:
        fetcher.fetch(url)
    assert isinstance(error.value, RefusedAddress)
    assert str(error.value).endswith(".")


def test_every_address_of_a_name_has_to_be_public():
    def mixed(_host: str, _port: int) -> list[str]:
        return ["8.8.8.8", "10.0.0.1"]

    with Fetcher(QUICK, resolve=mixed) as fetcher, pytest.raises(RefusedAddress):
        fetcher.fetch("http://news.example/")


def test_a_name_that_answers_differently_the_next_time_gains_nothing(site):
    """Each connection asks once, looks at the answer, and opens its socket to that very address."""
    answers = [[HERE], [HERE], ["10.0.0.1"]]
    asked: list[list[str]] = []

    def changing(_host: str, _port: int) -> list[str]:
        asked.append(answers[min(len(asked), 2)])
        return asked[-1]

    with site.fetcher(resolve=changing) as fetcher:
        assert fetcher.fetch(site.url("/page")).body == PAGE  # the robots first, then the page
        with pytest.raises(RefusedAddress):
            fetcher.fetch(site.url("/page"))
    assert len(asked) == 3


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://[::1]/",
        "http://127.0.0.1:22/",
        "file:///etc/passwd",
        "ftp://news.example/",
        "http://user:secret@news.example/",
    ],
)
def test_no_redirect_leads_to_what_would_be_refused(site, location):
    site.pages["/moved"] = Answer(status=302, headers={"Location": location})

    def resolved(host: str, port: int) -> list[str]:
        return [HERE] if host == "news.example" else fetch.resolve(host, port)

    with pytest.raises(RefusedAddress):
        got(site, "/moved", resolve=resolved)
    assert "/moved" in site.paths()


def test_redirects_of_robots_are_looked_at_too(site):
    site.pages["/robots.txt"] = Answer(status=301, headers={"Location": "http://[::1]/robots.txt"})
    with pytest.raises(RefusedAddress):
        got(site, "/page", resolve=lambda host, _port: [HERE if host != "::1" else host])


def test_no_proxy_of_the_environment_is_used(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert got(site, "/page").body == PAGE


def test_nothing_in_the_settings_or_the_environment_opens_a_private_network(monkeypatch):
    for name in os.environ:
        if "ALLOW" in name.upper():
            monkeypatch.delenv(name)
    assert Fetcher().allow == frozenset()
    with Fetcher(QUICK) as fetcher, pytest.raises(RefusedAddress):
        fetcher.fetch("http://127.0.0.1/")


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a\r\nX-Injected: yes",
        "http://news.example/a b\tc",
        "http://news.example/\\evil.example/",
        "http://news.example/?q=\u2028é#@127.0.0.1/",
    ],
)
def test_nothing_in_an_address_becomes_a_line_of_the_request(site, url):
    """It is refused, or its characters are escaped: the server sees one path and our host."""
    url = url.replace("news.example/", f"news.example:{site.port}/", 1)
    with site.fetcher() as fetcher:
        try:
            assert fetcher.fetch(url).status == 404
        except RefusedAddress:
            return
    path, headers = site.asked[-1]
    assert "x-injected" not in headers
    assert headers["host"] == f"news.example:{site.port}"
    assert path.isascii() and " " not in path and "127.0.0.1" not in path


# --- certificates --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A file with the key and the certificate of news.example, which nobody has signed."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    made = tmp_path_factory.mktemp("certificate") / "news.example.pem"
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 2"
    named = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run(
        [openssl, *asked.split(), *named, "-keyout", made, "-out", made.with_suffix(".crt")],
        check=True,
        capture_output=True,
    )
    made.write_bytes(made.read_bytes() + made.with_suffix(".crt").read_bytes())
    return made


@pytest.fixture
def names_asked_for() -> list[str | None]:
    return []


@pytest.fixture
def secured(certificate, names_asked_for) -> Iterator[LocalSite]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names_asked_for.append(name)
    with local_site(context) as site:
        site.pages["/page"] = Answer(PAGE)
        yield site


def test_a_certificate_is_asked_for_by_name_and_not_by_address(
    secured, certificate, names_asked_for
):
    """The socket goes to the address that was looked at; the name is what has to be proved."""
    trust = ssl.create_default_context(cafile=certificate)
    assert got(secured, "/page", trust=trust).body == PAGE
    assert set(names_asked_for) == {"news.example"}
    assert secured.asked[-1][1]["host"] == f"news.example:{secured.port}"


def test_a_certificate_of_another_name_is_not_believed(secured, certificate):
    trust = ssl.create_default_context(cafile=certificate)
    with secured.fetcher(trust=trust) as fetcher, pytest.raises(Untrusted):
        fetcher.fetch(secured.url("/page", "other.example"))
    assert secured.asked == []


def test_a_certificate_that_nobody_vouches_for_is_a_polite_sentence(secured):
    with pytest.raises(Untrusted) as error:
        got(secured, "/page")
    assert str(error.value) == (
        "news.example has no valid security certificate. Paste the text or upload the file instead."
    )
    assert secured.asked == []


def test_a_site_that_speaks_no_tls_is_a_sentence(site):
    with site.fetcher() as fetcher, pytest.raises(BrokenAnswer):
        fetcher.fetch(site.url("/page").replace("http:", "https:"))


# --- answers -------------------------------------------------------------------------------------


def test_a_page_comes_with_where_it_was_found(site):
    site.pages["/old"] = Answer(status=301, headers={"Location": "/page#part"})
    site.pages["/page"] = Answer(PAGE, headers={"ETag": '"1"', "Last-Modified": "yesterday"})
    found = got(site, "/old")
    assert (found.status, found.body, found.is_ok) == (200, PAGE, True)
    assert found.final_url == site.url("/page")
    assert found.redirects == (site.url("/old"),)
    assert (found.etag, found.last_modified) == ('"1"', "yesterday")
    assert found.content_type == "text/html; charset=utf-8"


def test_it_names_itself_with_the_address_of_the_site(site, settings):
    settings.SITE_URL = "https://archive.example"
    got(site, "/page")
    headers = site.asked[-1][1]
    assert headers["user-agent"] == "DomeTracker/1.0 (+https://archive.example)"
    assert headers["accept-encoding"] == "gzip"
    assert "cookie" not in headers


@pytest.mark.parametrize("status", [204, 206, 401, 403, 429, 451, 500, 503])
def test_only_200_is_a_page(site, status):
    site.pages["/page"] = Answer(PAGE if status != 204 else b"", status, {"Retry-After": "120"})
    found = got(site, "/page")
    assert (found.status, found.is_ok) == (status, False)


def test_any_status_is_an_answer(site):
    assert got(site, "/nowhere").status == 404
    site.pages["/gone"] = Answer(PAGE, 410, kind="image/png")
    found = got(site, "/gone")
    assert (found.status, found.body) == (410, b"")


def test_conditional_requests_come_back_without_a_body(site):
    site.pages["/page"] = Answer(status=304)
    with site.fetcher() as fetcher:
        found = fetcher.fetch(site.url("/page"), {"If-None-Match": '"1"'})
    assert (found.status, found.body) == (304, b"")
    assert site.asked[-1][1]["if-none-match"] == '"1"'


def test_it_follows_no_more_than_five_redirects(site):
    for number in range(7):
        site.pages[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    site.pages["/7"] = Answer(PAGE)
    assert got(site, "/2").body == PAGE
    with pytest.raises(TooManyRedirects):
        got(site, "/1")


def test_a_circle_ends(site):
    site.pages["/round"] = Answer(status=302, headers={"Location": "/round"})
    with pytest.raises(TooManyRedirects):
        got(site, "/round")


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4", "", "text"])
def test_other_types_are_refused(site, kind):
    site.pages["/file"] = Answer(b"\x89PNG", kind=kind)
    with pytest.raises(WrongType):
        got(site, "/file")


def test_packed_answers_are_unpacked(site):
    site.pages["/packed"] = Answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})
    assert got(site, "/packed").body == PAGE


@pytest.mark.parametrize("rest", [b"", b"\0" * 40, b"what is no member"])
def test_an_answer_packed_in_several_members_is_read_whole(site, rest):
    packed = b"".join(gzip.compress(PAGE[at : at + 20]) for at in range(0, len(PAGE), 20))
    site.pages["/packed"] = Answer(packed + rest, headers={"Content-Encoding": "gzip"})
    assert got(site, "/packed").body == PAGE


@pytest.mark.parametrize(
    "host", ["a_b.xn--p1ai", "xn--a_b.example", "a b.xn--p1ai", "xn--" + "a" * 80, "a..b", "."]
)
def test_a_name_of_a_host_that_cannot_be_is_a_sentence(site, host):
    with site.fetcher() as fetcher, pytest.raises(FetchError, match=r"\.$"):
        fetcher.fetch(f"http://{host}/x")
    site.pages["/on"] = Answer(b"", 302, headers={"Location": f"http://{host}/x"})
    with pytest.raises(FetchError, match=r"\.$"):
        got(site, "/on")


@pytest.mark.parametrize(
    "address",
    [
        *("http://[::1/", "http://[fe80::1%25eth0]/", "http://[v1.x]/", "http://a:99999/"),
        *("http://a:-1/", "http://a:port/", "http://a.example:443:80/", "http://%00/", "http:///x"),
        *("http://a%2eb/", "http://\ud800.example/", "http://exa\u200dmple.com/", "http://a\t.b/"),
        *("http://\u2488.example/", "http://1.2.3.4.5/", "http://0x7f.1/", "http://2130706433/"),
        *("http://-a-.example/", "http://*.example/", "http://" + "a." * 200 + "b/", "http:a"),
        *(
            "https://user@a.example/",
            "http://@/",
            "//a/",
            "",
            "x" * 100_000,
            "http://\u0130.example/",
        ),
    ],
)
def test_an_address_of_no_page_is_a_sentence(site, address):
    """Typed, or as where a page leads: each costs its own row of a run and no more."""
    with site.fetcher() as fetcher, pytest.raises(FetchError, match=r"\.$"):
        fetcher.fetch(address)
    # Some lead back to the site, where they are relative to its page.
    is_relative = address.startswith(("//", "x", "http:a", "http:///", "http://@/"))
    if address and address.isprintable() and not is_relative:
        location = address.encode().decode("latin-1")
        site.pages["/on"] = Answer(b"", 302, headers={"Location": location})
        with pytest.raises(FetchError, match=r"\.$"):
            got(site, "/on")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_other_codings_are_refused(site, coding):
    site.pages["/packed"] = Answer(PAGE, headers={"Content-Encoding": coding})
    with pytest.raises(WrongType):
        got(site, "/packed")


@pytest.mark.parametrize(
    "body", [PAGE, gzip.compress(PAGE)[:-9], b""], ids=["not packed", "cut off", "nothing"]
)
def test_damaged_packing_is_a_sentence(site, body):
    site.pages["/packed"] = Answer(body, headers={"Content-Encoding": "gzip"})
    with pytest.raises(BrokenAnswer):
        got(site, "/packed")


# --- limits --------------------------------------------------------------------------------------

SMALL = Limits(connect=1, read=1, total=3, bytes=1_000_000)


def test_a_huge_body_is_refused_as_soon_as_it_is_too_large(site):
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        for piece in repeat(b"x" * 50_000):
            sent.append(len(piece))
            yield piece

    site.pages["/huge"] = Answer(endless)
    with pytest.raises(ResponseTooLarge):
        got(site, "/huge", limits=SMALL)
    # What lies in the buffers of the two sockets was sent and never read.
    assert sum(sent) < 30_000_000


def test_a_declared_length_is_not_believed(site):
    site.pages["/long"] = Answer(b"x" * 100, headers={"Content-Length": "10"})
    assert got(site, "/long", limits=SMALL).body == b"x" * 10
    site.pages["/short"] = Answer(b"x" * 10, headers={"Content-Length": "100"})
    with pytest.raises(BrokenAnswer):
        got(site, "/short", limits=SMALL)


def test_a_bomb_is_unpacked_no_further_than_the_limit(site):
    bomb = gzip.compress(b"\0" * 30_000_000, compresslevel=9)
    assert len(bomb) < 40_000
    site.pages["/bomb"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(ResponseTooLarge):
        got(site, "/bomb", limits=SMALL)


def test_a_body_that_drips_ends_with_the_time_for_the_document(site):
    def dripping() -> Iterator[bytes]:
        for piece in repeat(b"x"):
            time.sleep(0.2)
            yield piece

    site.pages["/slow"] = Answer(dripping)
    with pytest.raises(TooSlow):
        got(site, "/slow", limits=Limits(connect=1, read=1, total=1.5))


def test_a_server_that_never_answers_is_given_up(site):
    def silent(_request: object) -> Answer:
        time.sleep(3)
        return Answer(PAGE)

    site.pages["/silent"] = silent
    with pytest.raises(TooSlow) as error:
        got(site, "/silent", limits=Limits(connect=1, read=0.3, total=2))
    assert "news.example" in str(error.value)


def raw_server(answer: Iterator[bytes]) -> int:
    """A server that says what it is told to whoever connects; its port."""
    listening = socket.create_server((HERE, 0))

    def serve() -> None:
        with listening:
            connection, _address = listening.accept()
            with connection:
                connection.recv(4096)
                try:
                    for piece in answer:
                        connection.sendall(piece)
                except OSError:
                    return

    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1]


@pytest.mark.parametrize(
    "answer",
    [
        repeat(b"X-More: and more\r\n"),
        iter([b"HTTP/1.1 200 OK\r\nX: ", b"y" * 3_000_000]),
        iter([b"\x00\xff nonsense \r\n\r\n"]),
        iter([b""]),
        iter([b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\nx"]),
        iter([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]),
    ],
    ids=["endless headers", "one endless header", "noise", "nothing", "length", "chunks"],
)
def test_broken_answers_are_a_sentence(answer):
    port = raw_server(answer)
    fetcher = Fetcher(QUICK, resolve=lambda *_asked: [HERE], allow=frozenset({(HERE, port)}))
    with fetcher, pytest.raises(FetchError) as error:
        fetcher.fetch(f"http://news.example:{port}/")
    assert isinstance(error.value, BrokenAnswer | TooSlow | WrongType)


def test_without_a_network_there_is_a_polite_sentence():
    def nowhere(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with Fetcher(QUICK, resolve=nowhere) as fetcher, pytest.raises(Unreachable) as error:
        fetcher.fetch("https://news.example/article")
    assert str(error.value) == (
        "We cannot reach news.example from here. Paste the text or upload the file instead."
    )


def test_a_resolver_that_hangs_is_given_up():
    given_up = threading.Event()

    def hanging(_host: str, _port: int) -> list[str]:
        assert given_up.wait(60)
        return [HERE]

    limits = Limits(connect=0.3, read=0.3, total=1)
    with Fetcher(limits, resolve=hanging) as fetcher, pytest.raises(Unreachable):
        fetcher.fetch("https://news.example/article")
    given_up.set()


def test_a_closed_port_is_a_sentence():
    with socket.create_server((HERE, 0)) as unused:
        port = unused.getsockname()[1]
    fetcher = Fetcher(QUICK, resolve=lambda *_asked: [HERE], allow=frozenset({(HERE, port)}))
    with fetcher, pytest.raises(Unreachable):
        fetcher.fetch(f"http://news.example:{port}/")


# --- what sites ask of robots --------------------------------------------------------------------

FORBIDDING = b"User-agent: *\nDisallow: /\n"


def robots_txt(site: LocalSite, body: bytes = b"", **answer: object) -> None:
    site.pages["/robots.txt"] = Answer(body, kind="text/plain", **answer)  # type: ignore[arg-type]


def test_what_robots_may_not_read_is_not_read(site):
    robots_txt(site, FORBIDDING)
    with pytest.raises(RefusedByRobots):
        got(site, "/page")
    assert site.paths() == ["/robots.txt"]


def test_rules_are_read_once_for_all_pages_of_a_run(site):
    robots_txt(site, b"User-agent: *\nDisallow: /private/\n")
    site.pages["/other"] = Answer(PAGE)
    with site.fetcher() as fetcher:
        fetcher.fetch(site.url("/page"))
        fetcher.fetch(site.url("/other"))
    assert site.paths() == ["/robots.txt", "/page", "/other"]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_site_without_rules_allows_everything(site, status):
    robots_txt(site, FORBIDDING, status=status)
    assert got(site, "/page").body == PAGE


@pytest.mark.parametrize("status", [500, 503])
def test_a_site_that_cannot_say_its_rules_allows_nothing(site, status):
    robots_txt(site, status=status)
    with pytest.raises(RefusedByRobots):
        got(site, "/page")


def test_rules_that_do_not_come_in_time_are_no_permission(site):
    def late(_request: object) -> Answer:
        time.sleep(2)
        return Answer(b"")

    site.pages["/robots.txt"] = late
    with pytest.raises(TooSlow):
        got(site, "/page", limits=Limits(connect=1, read=0.3, total=1))
    assert "/page" not in site.paths()


def test_rules_are_asked_of_where_a_redirect_leads(site):
    site.pages["/moved"] = Answer(
        status=302, headers={"Location": site.url("/page", "other.example")}
    )

    def by_host(request: object) -> Answer:
        other = request.headers["host"].startswith("other")  # type: ignore[attr-defined]
        return Answer(FORBIDDING if other else b"", kind="text/plain")

    site.pages["/robots.txt"] = by_host
    with pytest.raises(RefusedByRobots):
        got(site, "/moved")
    assert "/page" not in site.paths()


def test_rules_of_a_gigabyte_are_read_as_far_as_they_count(site):
    def endless() -> Iterator[bytes]:
        yield b"User-agent: *\nDisallow: /private\n"
        yield from repeat(b"# nothing to see\n" * 1000)

    robots_txt(site, endless)  # type: ignore[arg-type]
    assert got(site, "/page").body == PAGE


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a$", "/a/b", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c", "/acb", True),
        ("User-agent: dometracker\nDisallow: /\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: DomeTracker/2.0\nAllow: /", "/a", True),
        ("User-agent: dometracker\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: other\nUser-agent: DOMETRACKER\nDisallow: /x", "/x", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: dome\nDisallow: /", "/a", True),
        ("User-agent: dometracker # ours\nDisallow: /", "/a", False),
        ("User-agent: dometrackers\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: //x/", "//x/a", False),
        ("User-agent: *\nDisallow: /a", "//x/a", True),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe/", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("\ufeffUser-Agent : *\r\ndisallow :/a # why\r\n", "/a", False),
        ("Disallow: /", "/a", True),
        ("nonsense\n\0\xff", "/a", True),
    ],
)
def test_rules_are_read_as_rfc_9309_reads_them(rules, path, allowed):
    assert robots.rules_for("DomeTracker", rules.encode()).allow(path) is allowed


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_rules_make_it_fail(body, path):
    robots.rules_for("DomeTracker", b"User-agent: *\nDisallow: " + body).allow(f"/{path}")


def test_rules_made_to_backtrack_take_no_time():
    rules = b"User-agent: *\nDisallow: /" + b"*a" * 2_000 + b"$"
    assert robots.rules_for("DomeTracker", rules).allow("/" + "a" * 5_000 + "b")
