"""oEmbed 1.0 (https://oembed.com): what to put on a page in place of a statement's address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dometracker.csp import for_other_sites
from quotes.addresses.mistyped import meant
from quotes.embedding import embeds
from quotes.embedding.picture import drawing
from quotes.embedding.share_images import share_image_url
from quotes.models import Revision, Statement
from quotes.presentation.alternates import Alternate
from quotes.presentation.head import site_of
from quotes.revisions.resolve import Resolution, newest_revision, resolve_public_id
from quotes.text.characters import NOT_XML
from quotes.text.joined import colon

# In seconds, for consumers and caches alike.
CACHE_AGE = 3_600

_MEDIA_TYPES = {"json": "application/json+oembed", "xml": "text/xml+oembed"}

# The routes that are addresses of one statement.
_ROUTES = frozenset(
    {
        *("statement", "statement-by-id", "permalink", "embed"),
        *("revision", "merged-revision", "pinned"),
    }
)

_SIZE = re.compile(r"[1-9][0-9]{0,4}")

Answer = Mapping[str, str | int]


class OEmbedError(Exception):
    """A request that gets no answer; ``str()`` is a sentence for a person."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Room:
    """The most pixels that the consumer has; None where it did not say."""

    width: int | None
    height: int | None


def oembed_links(address: str, origin: str) -> list[Alternate]:
    """For the head of a statement's page: where the answers for ``address`` are (discovery).

    ``address`` is the absolute address of the statement, ``origin`` scheme and host without a
    slash at its end.
    """
    return [
        Alternate(
            _("oEmbed (%(form)s)") % {"form": form.upper()},
            media_type,
            f"{origin}{reverse('oembed')}?{urlencode({'url': address, 'format': form})}",
        )
        for form, media_type in _MEDIA_TYPES.items()
    ]


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The answer for ``url``, as JSON or XML.

    400 for a request that cannot be read, 404 for an address that is not of a statement here, 410
    for a statement that was withdrawn, 501 for a format that there is not.
    """
    try:
        form = request.GET.get("format") or "json"
        if form not in _MEDIA_TYPES:
            raise OEmbedError(501, _("Answers are available as json and xml."))
        response = _written(_answer(request), form)
    except OEmbedError as refusal:
        response = HttpResponse(
            f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8"
        )
    # Asked for by scripts on pages of others, which have nothing here to take but what is public.
    response["Access-Control-Allow-Origin"] = "*"
    for_other_sites(response)
    response["Cache-Control"] = f"public, max-age={CACHE_AGE}"
    return response


def _written(answer: Answer, form: str) -> HttpResponse:
    if form == "json":
        return JsonResponse(dict(answer), json_dumps_params={"ensure_ascii": False})
    root = Element("oembed")
    for name, value in answer.items():
        SubElement(root, name).text = NOT_XML.sub("", str(value))
    text = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return HttpResponse(
        text + tostring(root, encoding="unicode"), content_type="text/xml; charset=utf-8"
    )


def _answer(request: HttpRequest) -> Answer:
    room = Room(_size(request, "maxwidth"), _size(request, "maxheight"))
    public_id, number = _asked(request)
    found = resolve_public_id(public_id)
    if found is None:
        raise _unknown()
    if found.statement is None:
        raise OEmbedError(410, _("Withdrawn: %(reason)s") % {"reason": found.reason})
    newest = newest_revision(found.statement)
    return _described(
        request, found.statement, _embedded_revision(found, number, newest), newest, room
    )


def _embedded_revision(found: Resolution, number: str, newest: Revision | None) -> embeds.Embedded:
    """The revision that the address pins, or else the statement as it stands."""
    assert found.statement is not None
    if not number:
        return embeds.of_statement(found.statement, newest.number if newest else None)
    since = embeds.revisions_from(found, number)
    if not since:
        raise OEmbedError(404, _("This statement has no version of that number."))
    assert found.asked is not None
    return embeds.of_revision(since[0], found.asked.public_id)


def _described(
    request: HttpRequest,
    statement: Statement,
    shown: embeds.Embedded,
    newest: Revision | None,
    room: Room,
) -> Answer:
    origin = site_of(request).origin
    answer = {
        "type": "rich",
        "version": "1.0",
        "title": _title(statement, shown),
        "author_name": shown.speaker,
        "author_url": f"{origin}{statement.speaker.get_absolute_url()}",
        "provider_name": settings.ARCHIVE_NAME,
        "provider_url": f"{origin}{reverse('home')}",
        "cache_age": CACHE_AGE,
        **_html(statement, shown, origin, room),
    }
    if _holds(room.width, drawing.WIDTH) and _holds(room.height, drawing.HEIGHT):
        image = share_image_url(statement, newest.number if newest else None, origin)
        answer |= {
            "thumbnail_url": image,
            "thumbnail_width": drawing.WIDTH,
            "thumbnail_height": drawing.HEIGHT,
        }
    return answer


def _title(statement: Statement, shown: embeds.Embedded) -> str:
    """Who said it and when; first of all, whether that is doubted."""
    doubt = capfirst(statement.get_doubt_display())
    return f"{doubt}{colon()}{shown.heading}" if doubt else shown.heading


def _html(statement: Statement, shown: embeds.Embedded, origin: str, room: Room) -> Answer:
    """A frame that fits, or the words as text where there is no room to read one."""
    width = min(embeds.WIDTH, room.width or embeds.WIDTH)
    height = embeds.height_of(shown, width)
    if room.height:
        height = min(height, room.height)
    if width >= embeds.NARROWEST and _holds(room.height, embeds.LOWEST):
        html = embeds.frame_html(shown, origin, width, height)
    else:
        html = embeds.quotation_html(statement, shown, origin)
    return {"html": html, "width": width, "height": height}


def _holds(room: int | None, pixels: int) -> bool:
    return room is None or room >= pixels


def _size(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    if not _SIZE.fullmatch(given):
        raise OEmbedError(
            400, _("%(name)s is a number of pixels, from 1 to 99999.") % {"name": name}
        )
    return int(given)


# Which statement an address is of


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The id of the statement that ``url`` is an address of, and the revision it pins, if any."""
    given = request.GET.get("url", "").strip()
    if not given:
        raise OEmbedError(400, _("Name the address of a statement: ?url=…"))
    try:
        parts = urlsplit(given)
    except ValueError:
        raise _unknown() from None
    if not _is_here(parts, request.get_host()):
        raise _unknown()
    match = _match(parts)
    if match is None:
        found = next(meant(parts.path), None)
        if found is None or found.family == "source":
            raise _unknown()
        return found.public_id, str(found.version or "")
    # What was merged keeps its own revisions, at an address that names both.
    return match.kwargs.get("old") or match.kwargs["public_id"], _revision(match, parts)


def _unknown() -> OEmbedError:
    return OEmbedError(404, _("This is not the address of a statement of this archive."))


def _is_here(parts: SplitResult, host: str) -> bool:
    """Whether an address is on this host; http and https are one, and so are their own ports."""
    own_port = {"http": ":80", "https": ":443"}.get(parts.scheme)
    if own_port is None:
        return False
    return parts.netloc.lower().removesuffix(own_port) == host.lower().removesuffix(own_port)


def _match(parts: SplitResult) -> ResolverMatch | None:
    """The route of a statement's address, in any language the site is offered in."""
    path = unquote(parts.path)
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return match if match.url_name in _ROUTES else None


def _revision(match: ResolverMatch, parts: SplitResult) -> str:
    if match.url_name == "embed":
        return parse_qs(parts.query).get("v", [""])[-1]
    return str(match.kwargs.get("number", ""))
