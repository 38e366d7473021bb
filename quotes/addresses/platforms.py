"""Platforms: the one address of a post, video or article that a platform shows under many.

Only forms that by the platform's own rules name one document, by an id that is its own, are
brought together. What a form does not say (the channel of a video) stays unknown.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

_YOUTUBE = re.compile(r"((www|m|music)\.)?(youtube\.com|youtube-nocookie\.com)")
_VIDEO = r"(?P<id>[A-Za-z0-9_-]{11})"
_VIDEO_PATH = re.compile(rf"/(?:live|shorts|embed|v|e|watch)/{_VIDEO}/?")
_SHORT_VIDEO_PATH = re.compile(rf"/{_VIDEO}/?")

_X = re.compile(r"((www|m|mobile)\.)?(twitter|x)\.com")
_POST_PATH = re.compile(
    r"/(?:(?P<account>[A-Za-z0-9_]{1,20})|i/web)/status(?:es)?/(?P<id>[0-9]+)"
    r"(?:/(?:photo|video)/[0-9]+)?/?"
)
_PROFILE_PATH = re.compile(r"/(?P<account>[A-Za-z0-9_]{1,15})/?")
_X_PAGES = frozenset("home explore search settings login signup about tos privacy i share".split())

_TRUTH = re.compile(r"(www\.)?truthsocial\.com")
_TRUTH_PATH = re.compile(
    r"/@(?P<account>[A-Za-z0-9_.]+)(?:/posts)?/(?P<id>[0-9]{6,})(?:/embed)?/?"
    r"|/users/(?P<user>[A-Za-z0-9_.]+)/statuses/(?P<status>[0-9]{6,})/?"
)
_TRUTH_SHORT_PATH = re.compile(r"/@(?P<account>[A-Za-z0-9_.]+)/(?:posts/)?(?P<id>[0-9]+)/?")
_TRUTH_PROFILE = re.compile(r"/@(?P<account>[A-Za-z0-9_.]+)/?")

_WIKI = re.compile(
    r"(?P<site>[a-z-]+)\.m\.(?P<family>wik(?:ipedia|isource|inews|iquote|tionary|imedia|ibooks)\.org)"
)
_OF_WIKI = re.compile(r"[a-z-]+\.wik(ipedia|isource|inews|iquote|tionary|imedia|ibooks)\.org")

# Accounts of other platforms, where they stand in the path.
_ACCOUNTS = [
    (_X, re.compile(r"/(?P<account>[A-Za-z0-9_]{1,15})(?:/.*)?"), "X"),
    (_TRUTH, re.compile(r"/(?:@|users/)(?P<account>[A-Za-z0-9_.]+)(?:/.*)?"), "Truth Social"),
    (_YOUTUBE, re.compile(r"/(?:@|c/|user/)(?P<account>[^/]+)(?:/.*)?"), "YouTube"),
    (re.compile(r"youtu\.be"), None, "YouTube"),
    (
        re.compile(r"((www|m)\.)?(facebook|fb)\.com"),
        re.compile(r"/(?P<account>[A-Za-z0-9.]{5,})/(?:posts|videos|photos|reels?)(?:/.*)?"),
        "Facebook",
    ),
    (
        re.compile(r"(www\.)?instagram\.com"),
        re.compile(r"/(?P<account>[A-Za-z0-9_.]{1,30})(?:/(?:p|reel|tv)/.*)?"),
        "Instagram",
    ),
    (
        re.compile(r"(www\.)?threads\.(net|com)"),
        re.compile(r"/@(?P<account>[A-Za-z0-9_.]+)(?:/.*)?"),
        "Threads",
    ),
    (
        re.compile(r"((www|m)\.)?tiktok\.com"),
        re.compile(r"/@(?P<account>[A-Za-z0-9_.]+)(?:/.*)?"),
        "TikTok",
    ),
    (
        re.compile(r"bsky\.app"),
        re.compile(r"/profile/(?P<account>[A-Za-z0-9.-]+)(?:/.*)?"),
        "Bluesky",
    ),
    (
        re.compile(r"(www\.)?(t|telegram)\.me"),
        re.compile(r"/(?:s/)?(?P<account>[A-Za-z0-9_]{5,})(?:/.*)?"),
        "Telegram",
    ),
    (
        re.compile(r"(www\.)?rumble\.com"),
        re.compile(r"/(?:c|user)/(?P<account>[^/]+)(?:/.*)?"),
        "Rumble",
    ),
    (re.compile(r"((www|player)\.)?vimeo\.com"), None, "Vimeo"),
]
# Other hosts where anybody publishes, with what is below them.
_OF_ANYBODY = frozenset(
    "reddit.com linkedin.com medium.com substack.com dailymotion.com scribd.com docs.google.com"
    " drive.google.com archive.org archive.today".split()
)
# First segments that are a platform's own pages.
_NO_ACCOUNTS = _X_PAGES | frozenset("p reel reels tv stories accounts watch joinchat s".split())

_TIME = re.compile(r"(?:(?P<h>[0-9]+)h)?(?:(?P<m>[0-9]+)m)?(?:(?P<s>[0-9]+)s?)?")


class PlatformAccount(NamedTuple):
    """Who publishes on a platform; ``name`` is empty where the address does not tell."""

    platform: str
    name: str


def platform_form(url: str) -> str:
    """The address that a platform's forms of one document share; others come back as they are."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().removesuffix(".")
    if parts.port not in (None, 80, 443):
        return url
    if host.removeprefix("www.") == "youtu.be" or _YOUTUBE.fullmatch(host):
        return _video(host, parts.path, parts.query) or url
    if _X.fullmatch(host):
        return _post_on_x(parts.path) or url
    if _TRUTH.fullmatch(host):
        return _truth(parts.path) or url
    if match := _WIKI.fullmatch(host):
        url = url.replace(parts.netloc, f"{match['site']}.{match['family']}", 1)
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    if _OF_WIKI.fullmatch(host):
        return _wiki(host, parts.path, parts.query) or url
    return url


def account_of(url: str) -> PlatformAccount | None:
    """The account that an address of a platform names; None for what is no platform."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for hosts, paths, platform in _ACCOUNTS:
        if hosts.fullmatch(host):
            match = paths.fullmatch(parts.path) if paths else None
            name = match["account"] if match else ""
            return PlatformAccount(platform, "" if name.lower() in _NO_ACCOUNTS else name)
    return None


def is_of_anybody(host: str) -> bool:
    """Whether anybody publishes at a host, so that one source there says nothing of the next."""
    own_and_above = {host, host.partition(".")[2]}
    return not own_and_above.isdisjoint(_OF_ANYBODY) or any(
        hosts.fullmatch(one) for hosts, _paths, _platform in _ACCOUNTS for one in own_and_above
    )


def locator_of(url: str) -> str:
    """The time that an address of a video names, ``12:34``; else ``""``."""
    parts = urlsplit(url)
    account = account_of(url)
    if account is None or account.platform not in ("YouTube", "Vimeo"):
        return ""
    given = dict(parse_qsl(parts.query) + parse_qsl(parts.fragment))
    match = _TIME.fullmatch(given.get("t") or given.get("start") or "")
    if not match or not match[0] or len(match[0]) > 12:
        return ""
    hours, minutes, seconds = (int(match[unit] or 0) for unit in "hms")
    whole = 3600 * hours + 60 * minutes + seconds
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    if not whole:
        return ""
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _video(host: str, path: str, query: str) -> str:
    given = dict(parse_qsl(query))
    if host.endswith("youtu.be"):
        match = _SHORT_VIDEO_PATH.fullmatch(path)
    else:
        match = _VIDEO_PATH.fullmatch(path)
        if path.rstrip("/") == "/watch":
            match = re.fullmatch(_VIDEO, given.get("v", ""))
    if not match:
        return ""
    # A comment below a video is a document of its own.
    comment = f"&lc={given['lc']}" if re.fullmatch(r"[\w.-]+", given.get("lc", "")) else ""
    return f"https://youtube.com/watch?v={match['id']}{comment}"


def _post_on_x(path: str) -> str:
    # The account before an id is no part of the post's name: any leads to the same post.
    if match := _POST_PATH.fullmatch(path):
        return f"https://x.com/i/status/{match['id'].lstrip('0') or '0'}"
    match = _PROFILE_PATH.fullmatch(path)
    if match and match["account"].lower() not in _X_PAGES:
        return f"https://x.com/{match['account'].lower()}"
    return ""


def _truth(path: str) -> str:
    if match := _TRUTH_SHORT_PATH.fullmatch(path) or _TRUTH_PATH.fullmatch(path):
        found = match.groupdict()
        account = found.get("account") or found.get("user") or ""
        number = found.get("id") or found.get("status")
        return f"https://truthsocial.com/@{account.lower()}/posts/{number}"
    match = _TRUTH_PROFILE.fullmatch(path)
    return f"https://truthsocial.com/@{match['account'].lower()}" if match else ""


def _wiki(host: str, path: str, query: str) -> str:
    """A page by its title, which has underscores for blanks; a version or action is another."""
    given = [
        pair for pair in parse_qsl(query, keep_blank_values=True) if not _is_of_reader(pair[0])
    ]
    title = path.removeprefix("/wiki/") if path.startswith("/wiki/") else ""
    if path == "/w/index.php" and len(given) == 1 and given[0][0] == "title":
        title, given = quote(given[0][1], safe="/:@!$&'()*+,;="), []
    if not title or given:
        return ""
    return f"https://{host}/wiki/{title.replace('%20', '_')}"


def _is_of_reader(name: str) -> bool:
    return name in ("wprov", "mobileaction", "useskin", "oldformat") or name.startswith("utm_")
