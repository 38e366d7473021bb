"""One address for one document, so that no document enters the archive twice.

Outlets, aggregators and mobile apps print the same article under many addresses. `canonical_url`
brings together those that are the same by the rules of RFC 3986 (section 6) or by a convention of
the web that is written down here, and leaves apart whatever might be two documents: a source that
stands twice can be merged by an editor, two that were taken for one lose a wording unseen.

The canonical form is an identity, not a link: the address as it was found is kept beside it.

What an editor pastes may lead to the document by way of another site: `unwrapped` reads that from
the address alone, and nothing is fetched. `possible_twins` are addresses worth a look, not more.
"""

import base64
import ipaddress
import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from django.utils.translation import gettext as _

from quotes.addresses.platforms import platform_form

LONGEST_URL = 2_000

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;="
_QUERY_SAFE = _PATH_SAFE + "?"

# A letter, digit or underscore at both ends; RFC 1034 has no underscore, the web does.
_HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)

# Parameters that say how a reader came, never which document is asked for.
_TRACKING = re.compile(
    r"""
      utm_.* | guce_.* | guccounter | hsa_.* | mtm_.* | pk_.*
    | at_(medium|campaign|campaign_type|format|ptr_name|link_.*|custom.*|bbc_.*)
    | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | ysclid | twclid
    | ttclid | li_fat_id | srsltid | mc_cid | mc_eid | mkt_tok | igsh | igshid | _ga | _gl
    | _hsenc | _hsmi | __hssc | __hstc | __hsfp | hsctatracking | vero_id | oly_anon_id | oly_enc_id
    | cmpid | ref_src | ref_url | smid | sr_share | ocid | ncid | ito | xtor
    | s_cid | wt_mc | ns_(mchannel|source|campaign|linkname)
    """,
    re.VERBOSE,
)

# Parameters that track on some sites and name the document on others. They are left out only where
# the path names a document by itself and the value says no more than where a reader came from: a
# word without a digit ("home", "share_btn_tw"), or a chain of places ("a2c.home.0.0").
_MAY_TRACK = frozenset(["cmp", "ref", "spm"])
_FROM_WHERE = re.compile(r"[^0-9]*|[\w-]+(\.[\w-]+){2,}")

# The accelerated ("AMP") twin of a page is asked for by one of these.
_AMP_PARAMETERS = frozenset(
    [("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")]
)

# First labels under which an outlet serves the same pages again.
_TWIN_LABELS = ("m", "mobile", "amp")

# Below these domains the first label is somebody's own site (m.blogspot.com may be a person's), or
# the domain is a registry's own, so that m.co.uk is an outlet named m.
_TENANTS = re.compile(
    r"""
      (blogspot|wordpress|substack|medium|tumblr|livejournal|herokuapp|amplifyapp|weebly)\.com
    | wixsite\.com | (github|gitlab|ghost)\.io | (netlify|vercel|web)\.app | pages\.dev
    | (ac|co|com|edu|gob|gov|gouv|govt|net|or|org)\.[a-z]{2}
    """,
    re.VERBOSE,
)


# Archives of the web, with the path that stands before the address of the archived page.
_WAYBACK = re.compile(r"(web|wayback)\.archive\.org|archive\.org")
_WAYBACK_PAGE = re.compile(
    r"/(?:(?:web|save)/(?P<bare>https?:/.*)"
    r"|(?:web/(?P<when>[0-9]{4,14})?[^/]*|save(?:/_embed)?)/(?P<page>[^/].*))",
    re.IGNORECASE,
)
_ARCHIVE_TODAY = re.compile(r"archive\.(today|ph|is|li|vn|fo|md)")
_ARCHIVE_TODAY_PAGE = re.compile(
    r"/(?P<bare>https?:/.*)"
    r"|/(?:(?P<when>[0-9]{4}[0-9.-]*)|o/(?P<id>[A-Za-z0-9]+)|newest|oldest)/(?P<page>[^/].*)",
    re.IGNORECASE,
)

# Google's copies of accelerated pages; an "s" before the host stands for https.
_AMP_COPY = re.compile(
    r"""
      (www\.)?google(\.[a-z]{2,3}){1,2}/amp/(?P<viewed>.+)
    | ([a-z0-9-]+\.cdn\.ampproject\.org|(www\.)?bing-amp\.com)/[a-z]/(?P<kept>.+)
    """,
    re.VERBOSE,
)

# Pages that do nothing but lead on, and the parameter that says where.
_LEADS_ON = [
    (re.compile(r"(www\.)?google(\.[a-z]{2,3}){1,2}/url"), ("url", "q")),
    (re.compile(r"((l|lm|m|www)\.)?(facebook|instagram)\.com/(l\.php)?"), ("u",)),
    (re.compile(r"out\.reddit\.com/.*"), ("url",)),
    (re.compile(r"[a-z0-9.-]+\.safelinks\.protection\.outlook\.com/.*"), ("url",)),
    (re.compile(r"((www|m)\.)?youtube\.com/redirect"), ("q",)),
    (re.compile(r"(www\.)?linkedin\.com/(safety/go|redir/redirect)/?"), ("url",)),
    (re.compile(r"t\.umblr\.com/redirect"), ("z",)),
    (re.compile(r"(www\.)?duckduckgo\.com/l/"), ("uddg",)),
    (re.compile(r"(www\.)?google(\.[a-z]{2,3}){1,2}/imgres"), ("imgrefurl",)),
    (re.compile(r"translate\.google(\.[a-z]{2,3}){1,2}/(translate|website)"), ("u",)),
    (re.compile(r"(www\.)?bing\.com/news/apiclick\.aspx"), ("url",)),
    (re.compile(r"archive\.(today|ph|is|li|vn|fo|md)/(submit/?)?"), ("url",)),
    (re.compile(r"(l|www)\.threads\.(net|com)/"), ("u",)),
    (re.compile(r"(www\.)?vk\.com/away\.php"), ("to",)),
    (re.compile(r"slack-redir\.net/link"), ("url",)),
]

# Yahoo has the address in the path, Bing and Google News in letters of base64. What Google News
# gives since 2024 holds no address: nobody can tell where it leads without asking.
_YAHOO = re.compile(
    r"(r\.)?([a-z]+\.)*search\.yahoo\.com/.*/RU=(?P<page>https?%3a[^/]+)/.*", re.IGNORECASE
)
_BING = re.compile(r"(www\.)?bing\.com/ck/a")
_GOOGLE_NEWS = re.compile(
    r"news\.google\.com/(__i/)?(rss/)?(rd/)?(articles|read)/(?P<id>[A-Za-z0-9_-]+=*)"
)

# Sites that show the page again whose address they have behind their own, or in their search.
_SHOWS_AGAIN = re.compile(
    r"((www\.)?(12ft\.io|removepaywalls?\.com|smry\.ai)|r\.jina\.ai)/(?P<page>https?:/.+)",
    re.IGNORECASE,
)
_CACHE = re.compile(r"cache:(?:[\w-]+:)?(?P<page>https?://\S+|[\w-]+(?:\.[\w-]+)+/\S*)")
# Google's translations: the host with hyphens for its dots, and parameters of its own.
_TRANSLATED = re.compile(r"(?P<host>[a-z0-9-]+)\.translate\.goog")
# Sites that show posts of X again under their addresses.
_MIRRORS_OF_X = re.compile(
    r"((www\.)?(vx|fx|fixv)twitter\.com|(www\.)?fixup?x\.com|xcancel\.com|nitter\.[a-z.]+)"
    r"(?P<post>/\w+/status/[0-9]+)(/.*)?"
)

# A wrapper in a wrapper happens (an archived copy of a search result); a tenth is somebody's game.
_DEEPEST = 10

# First labels under which some outlets serve the same pages, and others pages of their own.
_PERHAPS_TWIN_LABELS = re.compile(r"(edition|lite|touch|mobi|wap|www[0-9]|[a-z]{2}-[a-z]{2})\.")


class Unwrapped(NamedTuple):
    """The address of a document, and that of an archived copy if it was pasted, or ``""``."""

    url: str
    archived_url: str


class InvalidURL(ValueError):
    """A text that cannot be the address of a source; ``str()`` is a sentence for a person."""


def canonical_url(url: str) -> str:
    """The one address under which the document at ``url`` is known here.

    Applied to its own result it changes nothing. Raises `InvalidURL` for an address without scheme
    or host, of another scheme than http and https, with a user name, with blanks inside, or of
    more than 2,000 characters, written as given or in canonical form.

    What meets: http and https; default ports; a host in any case or script (IDNA 2003, as in
    Python's standard library) with or without ``www.``, and ``m.``, ``mobile.`` or ``amp.`` in
    front of an outlet's own domain; dot segments; a slash at the end; percent-encoding (RFC 3986,
    6.2.2); AMP twins; the order of parameters of different names; parameters that only track the
    reader; the fragment; the forms of one post, video or page of a platform (`platforms`).

    What stays apart: upper and lower case in a path, every other parameter, repeated slashes,
    ``+`` and ``%20``, other ports, a fragment that begins with ``!`` or ``/`` (it names a document
    to the program of the page), ``ref``, ``cmp`` and ``spm`` where they may be ids, and a path that
    ends in ``/amp`` after a segment with neither digit nor hyphen: that is a page *about* AMP, or
    somebody of that name, and not the twin of an article.
    """
    _split(url)
    parts = _split(platform_form(url.strip()))
    path = _path(parts.path)
    query = _query(parts.query, path)
    fragment = _route(parts.fragment)
    canonical = f"https://{_authority(parts)}{path}{query}{fragment}"
    if len(canonical) > LONGEST_URL:
        raise _too_long()
    return canonical


def host_of(url: str) -> str:
    """The host of the canonical address, without port: ``example.org`` for ``www.example.org``.

    Raises `InvalidURL` as `canonical_url` does.
    """
    return _host(_split(url))


def unwrapped(url: str) -> Unwrapped:
    """The address that an archive of the web, a redirector or a copy of Google's leads to.

    Read from the address alone; one that names no other comes back as it is, without the blanks
    around it. Raises `InvalidURL` as `canonical_url` does.
    """
    found = Unwrapped(url.strip(), "")
    canonical_url(found.url)
    for _step in range(_DEEPEST):
        inner = _wrapped_in(found.url)
        if inner is None:
            break
        found = Unwrapped(inner.url, found.archived_url or inner.archived_url)
    return found


def possible_twins(url: str) -> list[str]:
    """Canonical addresses that may be the same document, and may as well be another one.

    Only to be looked up and shown to a person: without a first label such as ``edition.``, without
    the ending of an accelerated page, without parameters. Raises `InvalidURL`.
    """
    canonical = canonical_url(url)
    scheme, host_and_path = canonical[:8], canonical[8:]
    bare_host = scheme + _PERHAPS_TWIN_LABELS.sub("", host_and_path, count=1)
    twins = []
    for twin in (canonical, bare_host):
        without_query = twin.partition("?")[0]
        twins += [twin, _without_amp_ending(twin), without_query]
        twins.append(_without_amp_ending(without_query))
    distinct = dict.fromkeys(map(_canonical_or_nothing, twins))
    return [twin for twin in distinct if twin and twin != canonical]


def _canonical_or_nothing(url: str) -> str:
    try:
        return canonical_url(url)
    except InvalidURL:
        return ""


def _without_amp_ending(url: str) -> str:
    path, mark, query = url.partition("?")
    path = re.sub(r"(?<=[^/])([./-]amp)(\.html?)?$", r"\2", path)
    path = re.sub(r"^(https://[^/]+)/amp(?=/)", r"\1", path)
    return path + mark + query


def _wrapped_in(url: str) -> Unwrapped | None:
    """What one wrapper leads to, if the address is one and what it names is an address."""
    inner = _archived_in(url) or Unwrapped(_copied_in(url) or _led_to_by(url), "")
    return inner if _canonical_or_nothing(inner.url) else None


def _archived_in(url: str) -> Unwrapped | None:
    # Not split at "?" and "#": these belong to the address inside.
    host, _slash, rest = url.partition("://")[2].partition("/")
    host = host.lower().removeprefix("www.")
    for hosts, pages in ((_WAYBACK, _WAYBACK_PAGE), (_ARCHIVE_TODAY, _ARCHIVE_TODAY_PAGE)):
        match = pages.fullmatch("/" + rest) if hosts.fullmatch(host) else None
        if match and match["bare"]:
            return Unwrapped(_with_scheme(match["bare"]), "")
        if match:
            is_copy = any(match.groupdict().get(name) for name in ("when", "id"))
            # A star asks for the list of all copies, which is none of them.
            is_copy = is_copy and "*" not in match[0].partition(match["page"])[0]
            return Unwrapped(_with_scheme(match["page"]), url if is_copy else "")
    return None


def _copied_in(url: str) -> str:
    # Not split either: what follows belongs to the address inside.
    if match := _SHOWS_AGAIN.fullmatch(url.partition("://")[2]):
        return _with_scheme(match["page"])
    match = _AMP_COPY.fullmatch(url.partition("://")[2])
    if not match:
        return ""
    inner = match["viewed"] or match["kept"]
    return f"https://{inner[2:]}" if inner.startswith("s/") else f"http://{inner}"


def _led_to_by(url: str) -> str:
    parts = urlsplit(url)
    page = (parts.hostname or "") + parts.path
    if match := _YAHOO.fullmatch(page):
        return unquote(match["page"])
    if match := _GOOGLE_NEWS.fullmatch(page):
        return _in_google_news(_from_base64(match["id"]))
    given = dict(parse_qsl(parts.query))
    if _BING.fullmatch(page):
        inner = given.get("u", "")
        return _from_base64(inner[2:]).decode("utf-8", "replace") if inner[:2] == "a1" else ""
    if match := _MIRRORS_OF_X.fullmatch(page):
        return f"https://x.com{match['post']}"
    if match := _TRANSLATED.fullmatch(parts.hostname or ""):
        return _untranslated(match["host"], parts)
    if match := _CACHE.match(given.get("q", "") if "googleusercontent.com" in page else ""):
        return _with_scheme(match["page"])
    for pages, names in _LEADS_ON:
        if pages.fullmatch(page):
            return next((given[name] for name in names if name in given), "")
    return ""


def _untranslated(host: str, parts: SplitResult) -> str:
    """The page of a translation: a hyphen stands for a dot there, and two for a hyphen."""
    labels = [label.replace("-", ".") for label in host.split("--")]
    own = [piece for piece in parts.query.split("&") if piece and not piece.startswith("_x_tr_")]
    query = f"?{'&'.join(own)}" if own else ""
    return f"https://{'-'.join(labels)}{parts.path}{query}"


def _from_base64(letters: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(letters.rstrip("=") + "=" * (-len(letters.rstrip("=")) % 4))
    except ValueError:
        return b""


def _in_google_news(message: bytes) -> str:
    """The address in a message of protocol buffers: field 4, a text with its length before it."""
    match = re.match(rb"\x08\x13\x22(?P<length>[\x80-\xff]?[\x00-\x7f])(?=https?://)", message)
    if not match:
        return ""
    low, *high = match["length"]
    length = (low & 0x7F) + (high[0] << 7 if high else 0)
    found = message[match.end() :][:length]
    return found.decode("utf-8", "replace") if len(found) == length else ""


def _with_scheme(page: str) -> str:
    """An address as archives write it: bare, escaped, or with one slash lost on the way."""
    if re.match(r"https?%3A", page, re.IGNORECASE):
        page = unquote(page)
    scheme = re.match(r"(https?):/+", page, re.IGNORECASE)
    return f"{scheme[1]}://{page[scheme.end() :]}" if scheme else f"http://{page}"


def _split(url: str) -> SplitResult:
    given = url.strip()
    if len(given) > LONGEST_URL:
        raise _too_long()
    # Browsers read a backslash as a slash and other programs do not: nobody can say whose host
    # such an address names.
    if any(c.isspace() or c == "\\" or not c.isprintable() for c in given):
        raise InvalidURL(_("an address holds no blanks, control characters or backslashes"))
    try:
        parts = urlsplit(given)
        _refuse_unusable(parts)
    except InvalidURL:
        raise
    except ValueError:
        raise _unreadable_host() from None
    return parts


def _refuse_unusable(parts: SplitResult) -> None:
    if not parts.scheme:
        raise InvalidURL(_("an address begins with https:// or http://"))
    if parts.scheme not in ("http", "https"):
        raise InvalidURL(
            _("an address begins with https:// or http://, not with %(scheme)s:")
            % {"scheme": parts.scheme[:20]}
        )
    if "@" in parts.netloc:
        raise InvalidURL(_("an address with a user name or password is not public"))
    if not parts.hostname or parts.port == 0:
        raise InvalidURL(_("the address names no host, such as www.example.org"))


def _too_long() -> InvalidURL:
    return InvalidURL(_("an address has at most %(count)d characters") % {"count": LONGEST_URL})


def _unreadable_host() -> InvalidURL:
    return InvalidURL(_("the host or the port of the address cannot be read"))


def _authority(parts: SplitResult) -> str:
    host = _host(parts)
    shown = f"[{host}]" if ":" in host else host
    # Both, because http and https are one identity here.
    return shown if parts.port in (None, 80, 443) else f"{shown}:{parts.port}"


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            return str(ipaddress.IPv6Address(name))
        except ValueError:
            raise _unreadable_host() from None
    try:
        ascii_name = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise _unreadable_host() from None
    if not _HOST.fullmatch(ascii_name):
        raise _unreadable_host()
    return _without_twin_labels(ascii_name)


def _without_twin_labels(host: str) -> str:
    label, _dot, rest = host.partition(".")
    if "." not in rest or re.fullmatch(r"[0-9.]+", rest):
        return host
    if label == "www" or (label in _TWIN_LABELS and not _TENANTS.fullmatch(rest)):
        return _without_twin_labels(rest)
    return host


def _path(path: str) -> str:
    plain = _without_dot_segments(_percent_encoded(path, _PATH_SAFE)).rstrip("/")
    return _without_amp(plain) or "/"


def _without_dot_segments(path: str) -> str:
    """RFC 3986, 5.2.4, for a path that is empty or begins with a slash."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _without_amp(path: str) -> str:
    """Without the ``amp`` of an article's twin: behind the article, or in front of its section."""
    segments = path.split("/")
    while len(segments) > 2 and segments[-1] == "amp" and _names_an_article(segments[-2]):
        del segments[-1]
    while len(segments) > 2 and segments[1] == "amp" and _names_an_article(segments[-1]):
        del segments[1]
    return "/".join(segments)


def _names_an_article(segment: str) -> bool:
    return "-" in segment or any(c.isdigit() for c in segment)


def _query(query: str, path: str) -> str:
    pairs = []
    # As pages write it in their source, and people copy it.
    for piece in query.replace("&amp;", "&").split("&"):
        name, equals, value = _percent_encoded(piece, _QUERY_SAFE).partition("=")
        if (name or value) and not _only_tracks(name.lower(), value.lower(), path):
            pairs.append((name, equals + value))
    # By name only: the order of two values of one name may matter to the server.
    pairs.sort(key=lambda pair: pair[0])
    return "?" + "&".join(name + value for name, value in pairs) if pairs else ""


def _only_tracks(name: str, value: str, path: str) -> bool:
    if name in _MAY_TRACK:
        is_named = path == "/" or not re.search(r"\.(php|aspx?|jsp|cgi|cfm)$", path)
        return is_named and _FROM_WHERE.fullmatch(unquote(value)) is not None
    return _TRACKING.fullmatch(name) is not None or (name, value) in _AMP_PARAMETERS


def _route(fragment: str) -> str:
    """A fragment that names a document to the program of a page: ``#!…`` or ``#/…``."""
    if not fragment.startswith(("!", "/")) or fragment in ("!", "/", "!/"):
        return ""
    return "#" + _percent_encoded(fragment, _QUERY_SAFE)


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%")


def _percent_encoded(text: str, safe: str) -> str:
    """RFC 3986, 6.2.2: upper-case hex, unreserved characters bare; a ``%`` alone is escaped too."""
    return quote(_ESCAPE.sub(_normal_escape, text), safe=safe + "%")


def _normal_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"
