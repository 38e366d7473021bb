"""The canonical address of a document: which addresses meet, and which must not."""

import base64
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
from quotes.addresses.platforms import account_of, is_of_anybody, locator_of

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
    ("https://example.org/#/", "https://example.org/"),
    ("https://forces.example/events/#/details/1", "https://forces.example/events#/details/1"),
    # parameters that may be ids
    ("https://example.org/notice?ref=1", "https://example.org/notice?ref=1"),
    ("https://example.org/notice?cmp=A-12", "https://example.org/notice?cmp=A-12"),
    ("https://example.org/view.php?ref=budget", "https://example.org/view.php?ref=budget"),
    ("https://example.org/item?spm=77", "https://example.org/item?spm=77"),
    ("https://example.org/item?spm=a2c.home.0.0", "https://example.org/item"),
    ("https://example.org/dome-1?CMP=share_btn_tw", "https://example.org/dome-1"),
    # as it stands in the source of a page
    ("https://example.org/a-1?x=1&amp;utm_source=y", "https://example.org/a-1?x=1"),
]

VIDEO = "https://youtube.com/watch?v=8kX62n6yNXA"
POST = "https://x.com/i/status/1925111222333444555"
TRUTH = "https://truthsocial.com/@ann.long/posts/114575901234567890"
PAGE_OF_WIKI = "https://en.wikipedia.org/wiki/Golden_Dome"

ONE_DOCUMENT = {
    VIDEO: [
        "https://youtu.be/8kX62n6yNXA",
        "https://youtu.be/8kX62n6yNXA?si=Zf4&t=754s",
        "http://www.youtube.com/watch?v=8kX62n6yNXA&feature=youtu.be",
        "https://m.youtube.com/watch?app=desktop&v=8kX62n6yNXA&list=PL1&index=3&t=5s",
        "https://www.youtube.com/live/8kX62n6yNXA?si=abc",
        "https://www.youtube.com/shorts/8kX62n6yNXA",
        "https://www.youtube-nocookie.com/embed/8kX62n6yNXA?start=12",
        "https://music.youtube.com/watch?v=8kX62n6yNXA",
        "https://www.youtube.com/v/8kX62n6yNXA/",
    ],
    POST: [
        "https://twitter.com/AnnLong/status/1925111222333444555",
        "https://x.com/annlong/status/1925111222333444555?s=46&t=abc",
        "https://mobile.twitter.com/AnnLong/status/1925111222333444555/photo/1",
        "https://x.com/AnnLong/status/1925111222333444555/video/2",
        "https://www.x.com/i/web/status/1925111222333444555",
        "http://twitter.com/AnnLong/statuses/1925111222333444555/",
    ],
    "https://x.com/annlong": ["https://twitter.com/AnnLong", "https://x.com/annlong/?lang=fr"],
    TRUTH: [
        "https://truthsocial.com/@Ann.Long/114575901234567890",
        "https://www.truthsocial.com/@ann.long/posts/114575901234567890/",
        "https://truthsocial.com/users/Ann.Long/statuses/114575901234567890",
        "https://truthsocial.com/@ann.long/114575901234567890/embed",
    ],
    PAGE_OF_WIKI: [
        "https://en.m.wikipedia.org/wiki/Golden_Dome",
        "http://en.wikipedia.org/wiki/Golden%20Dome#Cost",
        "https://en.wikipedia.org/w/index.php?title=Golden_Dome",
        "https://en.wikipedia.org/wiki/Golden_Dome?wprov=sfla1",
    ],
}


@pytest.mark.parametrize(
    ("url", "one"), [(url, one) for one, urls in ONE_DOCUMENT.items() for url in (one, *urls)]
)
def test_a_platform_shows_one_document_under_one_address(url, one):
    assert canonical_url(url) == one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (VIDEO, VIDEO[:-1] + "B"),
        (VIDEO, "https://www.youtube.com/watch?v=8kx62n6ynxa"),
        (VIDEO, VIDEO + "&lc=Ugy123"),
        (VIDEO, "https://www.youtube.com/playlist?list=8kX62n6yNXA"),
        (VIDEO, "https://www.youtube.com/@8kX62n6yNXA"),
        (VIDEO, "https://www.youtube.com/clip/8kX62n6yNXA"),
        (VIDEO, "https://video.example/watch?v=8kX62n6yNXA"),
        (POST, POST + "0"),
        (POST, "https://x.com/AnnLong"),
        (POST, "https://x.com/AnnLong/status/1925111222333444555/likes"),
        (POST, "https://x.example/AnnLong/status/1925111222333444555"),
        (TRUTH, "https://truthsocial.com/@bobshort/posts/114575901234567890"),
        (TRUTH, "https://truthsocial.com/@ann.long"),
        (PAGE_OF_WIKI, "https://fr.wikipedia.org/wiki/Golden_Dome"),
        (PAGE_OF_WIKI, "https://en.wikipedia.org/w/index.php?title=Golden_Dome&oldid=7"),
        (PAGE_OF_WIKI, "https://en.wikipedia.org/wiki/Talk:Golden_Dome"),
        (PAGE_OF_WIKI, "https://en.wikipedia.org/wiki/Golden_dome"),
        (
            "https://forces.example/en/events/#/details/1",
            "https://forces.example/en/events/#/details/2",
        ),
        ("https://tenders.example/notice?ref=1", "https://tenders.example/notice?ref=2"),
        ("https://tenders.example/notice?cmp=A1", "https://tenders.example/notice?cmp=A2"),
        ("https://shop.example/item?spm=1", "https://shop.example/item?spm=2"),
        ("https://example.org/view.php?ref=budget", "https://example.org/view.php?ref=dome"),
    ],
)
def test_two_documents_are_never_one(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://x.com/AnnLong/status/1", ("X", "AnnLong")),
        ("https://twitter.com/i/web/status/1", ("X", "")),
        ("https://truthsocial.com/@ann.long/posts/1", ("Truth Social", "ann.long")),
        ("https://youtu.be/8kX62n6yNXA", ("YouTube", "")),
        ("https://www.youtube.com/watch?v=8kX62n6yNXA", ("YouTube", "")),
        ("https://www.youtube.com/@CPAC/videos", ("YouTube", "CPAC")),
        ("https://bsky.app/profile/ann.example/post/3k", ("Bluesky", "ann.example")),
        ("https://www.threads.net/@ann/post/C1", ("Threads", "ann")),
        ("https://www.instagram.com/p/C1/", ("Instagram", "")),
        ("https://t.me/s/annlong/77", ("Telegram", "annlong")),
        ("https://news.example/@ann/1", None),
    ],
)
def test_the_account_is_known_as_far_as_the_address_tells(url, account):
    assert account_of(url) == account


@pytest.mark.parametrize(
    ("url", "locator"),
    [
        ("https://youtu.be/8kX62n6yNXA?t=754s", "12:34"),
        ("https://youtu.be/8kX62n6yNXA?t=59", "0:59"),
        ("https://www.youtube.com/watch?v=8kX62n6yNXA&t=1h2m3s", "1:02:03"),
        ("https://www.youtube.com/watch?v=8kX62n6yNXA#t=75", "1:15"),
        ("https://www.youtube.com/embed/8kX62n6yNXA?start=60", "1:00"),
        ("https://youtu.be/8kX62n6yNXA?t=soon", ""),
        ("https://youtu.be/8kX62n6yNXA", ""),
        ("https://x.com/AnnLong/status/1?t=754s", ""),
        ("https://news.example/a?t=754s", ""),
    ],
)
def test_the_time_of_a_video_is_a_locator(url, locator):
    assert locator_of(url) == locator


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


def _in_google_news(page: str, behind: bytes = b"\xd2\x01\x00") -> str:
    length = (
        bytes([len(page)]) if len(page) < 128 else bytes([len(page) & 127 | 128, len(page) >> 7])
    )
    message = b"\x08\x13\x22" + length + page.encode() + behind
    letters = base64.urlsafe_b64encode(message).decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{letters}?oc=5"


@pytest.mark.parametrize(
    "wrapper",
    [
        f"https://web.archive.org/web/{PAGE}",
        f"https://web.archive.org/save/{PAGE}",
        f"https://archive.ph/{PAGE}",
        f"https://archive.today/submit/?url={quote(PAGE, safe='')}",
        f"https://www.google.com/imgres?imgurl=x&imgrefurl={quote(PAGE, safe='')}",
        f"https://translate.google.com/translate?sl=fr&u={quote(PAGE, safe='')}",
        f"https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU={quote(PAGE, safe='')}/RK=2/RS=x-",
        f"https://www.bing.com/ck/a?!&&p=1&u=a1{base64.urlsafe_b64encode(PAGE.encode()).decode()}",
        f"https://12ft.io/{PAGE}",
        f"https://www.removepaywall.com/{PAGE.replace('//', '/')}",
        f"https://r.jina.ai/{PAGE}",
        f"https://webcache.googleusercontent.com/search?q=cache:aB-1:{quote(PAGE)}+dome&hl=en",
        f"https://webcache.googleusercontent.com/search?q=cache:{quote(PAGE)}",
        _in_google_news(PAGE),
        _in_google_news(PAGE).replace("rss/articles", "articles"),
        _in_google_news(PAGE).replace("rss/articles", "read"),
    ],
)
def test_more_wrappers_lead_to_the_page(wrapper):
    assert unwrapped(wrapper) == Unwrapped(PAGE, "")


@pytest.mark.parametrize(
    "host",
    ["vxtwitter.com", "fxtwitter.com", "www.fixvtwitter.com", "fixupx.com", "xcancel.com"],
)
@pytest.mark.parametrize("behind", ["", "/photo/1", "?s=20"])
def test_a_mirror_of_x_leads_to_the_post(host, behind):
    found = unwrapped(f"https://{host}/Ann/status/123456789{behind}")
    assert found == Unwrapped("https://x.com/Ann/status/123456789", "")


@pytest.mark.parametrize(
    ("translated", "page"),
    [
        ("https://www-lemonde-fr.translate.goog/a/b.html?_x_tr_sl=fr&_x_tr_tl=en",
         "https://www.lemonde.fr/a/b.html"),
        ("https://a--b-example.translate.goog/x?id=1&_x_tr_sl=fr", "https://a-b.example/x?id=1"),
        ("https://a--b-example.translate.goog/x", "https://a-b.example/x"),
    ],
)  # fmt: skip
def test_a_translation_of_googles_leads_to_the_page(translated, page):
    assert unwrapped(translated).url == page


@pytest.mark.parametrize(
    "closed",
    [
        "https://news.google.com/rss/articles/CBMiAU_yqLNabc",
        "https://news.google.com/articles/!!",
        _in_google_news(PAGE)[:60],
        "https://www.bing.com/ck/a?u=a1%%%",
        "https://r.search.yahoo.com/_ylt=A/RK=2/RS=x-",
        "https://archive.ph/AbC12",
    ],
)
def test_what_a_wrapper_does_not_say_is_not_guessed(closed):
    assert unwrapped(closed) == Unwrapped(closed, "")


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


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *((host, True) for host in ("youtube.com", "www.youtube.com", "youtu.be", "x.com")),
        *((host, True) for host in ("m.facebook.com", "bsky.app", "threads.net", "rumble.com")),
        *((host, True) for host in ("reddit.com", "www.reddit.com", "ann.substack.com")),
        *((host, True) for host in ("docs.google.com", "web.archive.org", "archive.today")),
        *((host, False) for host in ("google.com", "example.org", "news.example.org", "com")),
        *((host, False) for host in ("notx.com", "xx.com", "youtube.com.example.org", "")),
    ],
)
def test_a_host_where_anybody_publishes_is_known(host, expected):
    assert is_of_anybody(host) == expected
