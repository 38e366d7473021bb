"""The canonical address of a document: which addresses meet, and which must not."""

from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.addresses.canonical import (
    InvalidURL,
    Unwrapped,
    canonical_url,
    host_of,
    possible_twins,
    unwrapped,
)

CANONICAL = [
    ("https://example.org", "https://example.org/"),
    ("http://example.org/", "https://example.org/"),
    (" HTTPS://WWW.Example.ORG/News/ \n", "https://example.org/News"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:80/a", "https://example.org/a"),
    ("http://example.org:8080/a", "https://example.org:8080/a"),
    ("https://example.org./a", "https://example.org/a"),
    # hosts
    ("https://m.example.org/a", "https://example.org/a"),
    ("https://mobile.example.org/a", "https://example.org/a"),
    ("https://www.m.example.org/a", "https://example.org/a"),
    ("https://amp.example.co.uk/a", "https://example.co.uk/a"),
    ("https://m.co.uk/a", "https://m.co.uk/a"),
    ("https://m.blogspot.com/a", "https://m.blogspot.com/a"),
    ("https://amp.dev/a", "https://amp.dev/a"),
    ("https://www.gov.uk/a", "https://gov.uk/a"),
    ("https://news.example.org/a", "https://news.example.org/a"),
    ("https://défense.example/a", "https://xn--dfense-bva.example/a"),
    ("https://XN--Dfense-bva.example/a", "https://xn--dfense-bva.example/a"),
    ("http://192.0.2.7/a", "https://192.0.2.7/a"),
    ("http://[2001:DB8::0:1]:80/a", "https://[2001:db8::1]/a"),
    # paths
    ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    ("https://example.org/a/%2E%2e/c", "https://example.org/c"),
    ("https://example.org/../../a", "https://example.org/a"),
    ("https://example.org/a//b", "https://example.org/a//b"),
    ("https://example.org/%7euser/%c3%a9t%C3%A9", "https://example.org/~user/%C3%A9t%C3%A9"),
    ("https://example.org/été", "https://example.org/%C3%A9t%C3%A9"),
    ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
    ("https://example.org/100%", "https://example.org/100%25"),
    ("https://example.org/%25E0", "https://example.org/%25E0"),
    # accelerated twins
    ("https://example.org/golden-dome/amp", "https://example.org/golden-dome"),
    ("https://example.org/news/1234/amp/", "https://example.org/news/1234"),
    ("https://example.org/amp/20260121/dome", "https://example.org/amp/20260121/dome"),
    ("https://example.org/amp/20260121/golden-dome", "https://example.org/20260121/golden-dome"),
    ("https://example.org/golden-dome/?amp=1", "https://example.org/golden-dome"),
    ("https://example.org/golden-dome?amp", "https://example.org/golden-dome"),
    ("https://example.org/a?outputType=amp", "https://example.org/a"),
    ("https://example.org/a?outputType=pdf", "https://example.org/a?outputType=pdf"),
    ("https://example.org/a?amp=2", "https://example.org/a?amp=2"),
    ("https://example.org/tag/amp", "https://example.org/tag/amp"),
    ("https://example.org/amp", "https://example.org/amp"),
    # parameters
    ("https://example.org/?p=12&utm_source=x&UTM_Medium=y", "https://example.org/?p=12"),
    ("https://example.org/a?fbclid=1&gclid=2&ref=home", "https://example.org/a"),
    ("https://example.org/a?refs=1&gclids=2", "https://example.org/a?gclids=2&refs=1"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
    ("https://example.org/a?b=2&a=1&b=1", "https://example.org/a?a=1&b=2&b=1"),
    ("https://example.org/a?", "https://example.org/a"),
    ("https://example.org/a?&&b&", "https://example.org/a?b"),
    ("https://example.org/a?x=%7e%2f&y=a+b", "https://example.org/a?x=~%2F&y=a+b"),
    ("https://example.org/a?%75tm_source=x", "https://example.org/a"),
    # fragments
    ("https://example.org/a#top", "https://example.org/a"),
    ("https://example.org/#!/story/7", "https://example.org/#!/story/7"),
    ("https://example.org/#!", "https://example.org/"),
]


@pytest.mark.parametrize(("url", "canonical"), CANONICAL)
def test_an_address_has_one_canonical_form(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "begins with https"),
        ("example.org/a", "begins with https"),
        ("//example.org/a", "begins with https"),
        ("ftp://example.org/a", "not with ftp:"),
        ("javascript:alert(1)", "not with javascript:"),
        ("https://", "names no host"),
        ("https:///a", "names no host"),
        ("https://:80/", "names no host"),
        ("https://example.org/a b", "no blanks"),
        ("https://example.org/a\u00a0b", "no blanks"),
        ("https://example.org/a\x00", "control characters"),
        ("https://example.org\\@other.example/", "backslashes"),
        ("https://user:secret@example.org/", "user name"),
        ("https://@example.org/", "user name"),
        ("https://example.org:99999/", "cannot be read"),
        ("https://example.org:port/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://[vampire]/", "cannot be read"),
        ("https://exa%6Dple.org/", "cannot be read"),
        ("https://-example.org/", "cannot be read"),
        ("https://example..org/", "cannot be read"),
        ("https://" + "a" * 64 + ".org/", "cannot be read"),
        ("https://example.org/" + "a" * 2000, "at most 2000 characters"),
        ("https://example.org/" + "é" * 500, "at most 2000 characters"),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(url, sentence):
    with pytest.raises(InvalidURL, match=sentence):
        canonical_url(url)


def test_a_refusal_does_not_repeat_a_secret():
    with pytest.raises(InvalidURL) as refusal:
        canonical_url("https://user:secret@example.org/")
    assert "secret" not in str(refusal.value)


def test_the_host_is_the_outlets_without_port():
    assert host_of("http://www.Example.org:8080/a?b") == "example.org"
    assert host_of("http://[::1]:80/") == "::1"


def test_addresses_of_one_document_meet_and_of_two_do_not():
    article = "https://example.org/2025/05/21/dome-1"
    assert canonical_url(article) == canonical_url(
        "http://www.example.org/2025/05/21/dome-1/?utm_source=x#c"
    )
    for other in ("/2025/05/21/dome-2", "/2025/05/21/Dome-1", "/2025/05/21/dome-1?page=2"):
        assert canonical_url(article) != canonical_url("https://example.org" + other)
    assert canonical_url(article) != canonical_url(article.replace("example.org", "fr.example.org"))


# --- by way of another site --------------------------------------------------------------------

PAGE = "https://news.example/2025/05/dome-1?page=2#top"
WAYBACK = "https://web.archive.org/web/20250522010203/"
TODAY = "https://archive.ph/2025.05.22-010203/"


@pytest.mark.parametrize(
    ("pasted", "page", "archived"),
    [
        (f" {PAGE}\n", PAGE, False),
        (WAYBACK + PAGE, PAGE, True),
        ("http://archive.org/web/2025/" + PAGE, PAGE, True),
        ("https://web.archive.org/web/20250522010203id_/" + PAGE, PAGE, True),
        (WAYBACK + "https:/news.example/dome-1", "https://news.example/dome-1", True),
        (WAYBACK + "news.example/dome-1", "http://news.example/dome-1", True),
        ("https://web.archive.org/web/*/" + PAGE, PAGE, False),
        ("https://web.archive.org/web/2025*/" + PAGE, PAGE, False),
        ("https://web.archive.org/save/" + PAGE, PAGE, False),
        (TODAY + PAGE, PAGE, True),
        ("https://archive.today/20250522/" + PAGE, PAGE, True),
        ("https://archive.is/o/AbC1d/" + PAGE, PAGE, True),
        ("https://archive.is/newest/" + PAGE, PAGE, False),
        (TODAY + quote(PAGE, safe=""), PAGE, True),
        # These name no page, or none that can be read.
        ("https://archive.ph/AbC1d", "https://archive.ph/AbC1d", False),
        ("https://web.archive.org/web/2025/", "https://web.archive.org/web/2025/", False),
        (WAYBACK + "mailto:a@b.example", WAYBACK + "mailto:a@b.example", False),
        ("https://archive.org/details/dome", "https://archive.org/details/dome", False),
        # The wrapper around the wrapper; the archived copy is the outer one.
        (WAYBACK + TODAY + PAGE, PAGE, True),
    ],
)
def test_an_archived_copy_is_a_copy_of_its_page(pasted, page, archived):
    assert unwrapped(pasted) == Unwrapped(page, pasted if archived else "")


@pytest.mark.parametrize(
    "wrapper",
    [
        "https://www.google.com/url?sa=t&url={}&usg=x",
        "https://google.co.uk/url?q={}",
        "https://l.facebook.com/l.php?u={}&h=x",
        "https://l.instagram.com/?u={}",
        "https://out.reddit.com/t3_1?url={}",
        "https://nam02.safelinks.protection.outlook.com/?url={}&data=x",
        "https://www.youtube.com/redirect?event=video&q={}",
        "https://www.linkedin.com/safety/go?url={}",
        "https://duckduckgo.com/l/?uddg={}",
    ],
)
def test_a_page_that_leads_on_is_not_the_document(wrapper):
    assert unwrapped(wrapper.format(quote(PAGE, safe=""))) == Unwrapped(PAGE, "")
    for no_address in ("", "javascript:alert(1)", "//x", "dome"):
        led = wrapper.format(quote(no_address, safe=""))
        assert unwrapped(led) == Unwrapped(led, "")


@pytest.mark.parametrize(
    ("copy", "page"),
    [
        ("https://www.google.com/amp/s/news.example/dome-1/amp", "https://news.example/dome-1/amp"),
        ("https://www.google.ca/amp/news.example/dome-1", "http://news.example/dome-1"),
        (
            "https://news-example.cdn.ampproject.org/c/s/news.example/dome-1",
            "https://news.example/dome-1",
        ),
    ],
)
def test_googles_copy_is_a_copy_of_its_page(copy, page):
    assert unwrapped(copy) == Unwrapped(page, "")


def test_wrappers_have_an_end():
    deep = WAYBACK * 20 + PAGE
    assert unwrapped(deep) == Unwrapped(WAYBACK * 10 + PAGE, deep)


def test_no_wrapper_makes_a_bad_address_good():
    with pytest.raises(InvalidURL, match="at most 2000"):
        unwrapped(WAYBACK + "https://news.example/" + "a" * 2000)


@pytest.mark.parametrize(
    ("url", "twin"),
    [
        ("https://news.example/dome.amp", "https://news.example/dome"),
        ("https://news.example/dome.amp.html", "https://news.example/dome.html"),
        ("https://news.example/dome/amp.html?a=1", "https://news.example/dome.html?a=1"),
        ("https://news.example/dome/amp", "https://news.example/dome"),
        ("https://news.example/amp/dome", "https://news.example/dome"),
        ("https://news.example/dome?cid=7", "https://news.example/dome"),
        ("https://edition.news.example/dome?cid=7", "https://news.example/dome"),
    ],
)
def test_addresses_worth_a_look(url, twin):
    assert twin in possible_twins(url)
    # They are known apart all the same.
    assert canonical_url(url) != canonical_url(twin)


def test_most_addresses_have_no_twin():
    assert possible_twins("https://news.example/2025/dome-1") == []


# --- properties ------------------------------------------------------------------------------

SEGMENTS = st.one_of(
    st.sampled_from(["amp", "a-1", "..", ".", "", "%2e", "%%34", "x", "1"]), st.text(max_size=4)
)
PIECES = st.builds(
    "{}={}".format, st.sampled_from(["amp", "utm_x", "b", "a", "%61"]), st.text(max_size=4)
)
URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["www.", "m.", "amp.www.", ""]),
    st.one_of(st.sampled_from(["example.org", "été.example", "a.co.uk:80"]), st.text(max_size=6)),
    st.lists(SEGMENTS, max_size=5).map("/".join),
    st.lists(PIECES, max_size=4).map("&".join),
    st.one_of(st.just("!/a"), st.text(max_size=4)),
)


def _canonical(url: str) -> str | None:
    try:
        return canonical_url(url)
    except InvalidURL:
        return None


@given(URLS)
def test_canonical_is_canonical(url):
    canonical = _canonical(url)
    if canonical is not None:
        assert canonical_url(canonical) == canonical
        assert canonical.isascii()
        assert canonical.startswith("https://" + host_of(url)) or "[" in canonical


@given(st.one_of(st.text(), st.text().map("https://".__add__), st.text().map("http://[".__add__)))
def test_nothing_typed_raises_anything_but_the_refusal(text):
    canonical = _canonical(text)
    assert canonical is None or canonical.startswith("https://")


@given(st.text(alphabet="aé/-._~ü", min_size=1, max_size=8))
def test_escaping_by_hand_changes_nothing(path):
    url = "https://example.org/x/" + path
    assert canonical_url("https://example.org/x/" + quote(path)) == canonical_url(url)


@given(st.one_of(URLS, st.text().map(WAYBACK.__add__), URLS.map(WAYBACK.__add__)))
def test_what_is_unwrapped_is_an_address(url):
    assume(_canonical(url) is not None)
    inner = unwrapped(url).url
    assert all(canonical_url(twin) == twin for twin in possible_twins(inner))
