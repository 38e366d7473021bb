"""Times within a recording: read from a locator, and put into the address of a video.

A locator is free text: "12:34", "1:02:03", "t=754", "from 12:34 to 13:10". Of a span its beginning
counts. A time of the day ("10:34 a.m.") is none.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_CODE = re.compile(
    r"""
    (?<![\w:.])
    (?:
        t\s?=\s?(?P<seconds>\d{1,6})s?
      | (?:(?P<h>\d{1,2})\s?h\s?)(?P<hm>\d{1,2})\s?(?:m|min)(?:\s?(?P<hs>\d{1,2})\s?s?)?
      | (?P<mm>\d{1,3})\s?(?:m|min)\s?(?P<ms>\d{1,2})\s?s
      | (?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<rest>[0-5]\d)
    )
    (?![\w:]|\s?[ap]\.?m\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YOUTUBE = re.compile(r"(?:(?:www|m|music)\.)?(?:youtube\.com|youtube-nocookie\.com)|youtu\.be")
_VIMEO = re.compile(r"(?:www\.|player\.)?vimeo\.com")


def seconds_of(locator: str) -> int | None:
    """How many seconds into a recording a locator points; None where it tells no such time."""
    found = _CODE.search(locator)
    if found is None:
        return None
    if found["seconds"]:
        return int(found["seconds"])
    hours = int(found["h"] or found["hours"] or 0)
    minutes = int(found["hm"] or found["mm"] or found["minutes"] or 0)
    if found["hours"] and minutes > 59:
        return None
    return 3600 * hours + 60 * minutes + int(found["hs"] or found["ms"] or found["rest"] or 0)


def is_recording(url: str) -> bool:
    """Whether an address is that of a platform of recordings, whatever kind of source it is."""
    host = urlsplit(url).hostname or ""
    return bool(_YOUTUBE.fullmatch(host) or _VIMEO.fullmatch(host))


def at_time(url: str, seconds: int) -> str:
    """The address at which a recording begins to play there.

    YouTube reads the parameter ``t``; all others get a fragment (W3C Media Fragments, 4.2.1).
    """
    parts = urlsplit(url)
    if _YOUTUBE.fullmatch(parts.hostname or ""):
        given = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(name, value) for name, value in given if name not in ("t", "start")]
        return urlunsplit(
            parts._replace(query=urlencode([*kept, ("t", f"{seconds}s")]), fragment="")
        )
    unit = "s" if _VIMEO.fullmatch(parts.hostname or "") else ""
    return urlunsplit(parts._replace(fragment=f"t={seconds}{unit}"))
