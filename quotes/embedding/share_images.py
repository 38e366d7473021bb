"""The share image of a statement, at an address that only this server can make."""

import hashlib

import PIL
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dometracker.csp import for_other_sites
from quotes.dates.display import humanize
from quotes.embedding.picture import drawing
from quotes.embedding.picture.signatures import is_genuine, sign
from quotes.models import Kind, Revision, Statement
from quotes.presentation.moved import gone
from quotes.presentation.names import language_name
from quotes.revisions.resolve import newest_revision, resolve_public_id
from quotes.text.joined import semicolon
from quotes.text.quotation_marks import marks

# In seconds. The address changes with every correction; what is withdrawn does not leave it, and
# may be shown from caches for no longer than this.
FRESH = 86_400
# An address of an older revision, which leads to the newest one.
OLD_FRESH = 300


def share_image_url(
    statement: Statement, revision: int | None, origin: str, language: str | None = None
) -> str:
    """The absolute address of the PNG (1200 by 630) that shows the words of a statement.

    ``revision`` is the number of its newest revision, None for a statement without history; the
    address changes with it, so that what was corrected is fetched anew. ``origin`` is scheme and
    host without a slash at its end. ``language`` is that of the fixed parts of the image, by
    default the language of the page.
    """
    shown_in = _offered(language or get_language() or settings.LANGUAGE_CODE)
    number = revision or 0
    signature = sign(statement.public_id, number, shown_in)
    # One address for all pages: the language of the image is a part of it, and no prefix.
    with override(settings.LANGUAGE_CODE):
        path = reverse("share-image", args=[statement.public_id, number, shown_in, signature])
    return f"{origin}{path}"


def _offered(language: str) -> str:
    """The language itself if the site is offered in it, else the site's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_safe
def share_image(
    request: HttpRequest, public_id: str, revision: int, language: str, signature: str
) -> HttpResponseBase:
    """The image of the newest revision; an older one leads to it.

    404 for a signature that this server has not made for just this image, 410 with the reason for
    a statement that was withdrawn.
    """
    if not is_genuine(signature, public_id, revision, language):
        raise Http404(_("This is not the address of an image of this site."))
    found = resolve_public_id(public_id)
    if found is None:
        raise Http404(_("There is nothing at this address."))
    if found.statement is None:
        return gone(request, found.reason)
    newest = _number(newest_revision(found.statement))
    if found.was_merged or revision != newest:
        return _moved(share_image_url(found.statement, newest, "", language))
    with override(language):
        shown = picture_of(found.statement, request.get_host())
    return _image(request, shown)


def _number(revision: Revision | None) -> int:
    return revision.number if revision else 0


def _moved(address: str) -> HttpResponse:
    """For now only: the next correction moves it on."""
    response = redirect(address)
    response["Cache-Control"] = f"public, max-age={OLD_FRESH}"
    return response


def _image(request: HttpRequest, shown: drawing.Picture) -> HttpResponseBase:
    name = _fingerprint(shown)
    etag = f'"{name}"'
    # A strong validator without drawing: the same texts, design and library give the same bytes.
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_drawn(name, shown), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return for_other_sites(response)


def _fingerprint(shown: drawing.Picture) -> str:
    made_of = f"{drawing.DESIGN} {PIL.__version__} {shown!r}"
    return hashlib.sha256(made_of.encode()).hexdigest()


def _drawn(name: str, shown: drawing.Picture) -> bytes:
    key = f"share-image:{name}"
    image = cache.get(key)
    if image is None:
        image = drawing.draw(shown)
        cache.set(key, image, FRESH)
    return image


def picture_of(statement: Statement, host: str) -> drawing.Picture:
    """What the image of a statement shows, in the active language; load it by ``with_page()``."""
    kind = capfirst(statement.get_kind_display())
    doubt = capfirst(statement.get_doubt_display())
    return drawing.Picture(
        words=statement.text,
        language=statement.language,
        is_rtl=statement.direction == "rtl",
        is_quotation=statement.kind != Kind.PARAPHRASE,
        marks=marks(statement.language),
        kind=" · ".join(filter(None, [doubt, kind])),
        speaker=statement.speaker.public_name,
        office=semicolon().join(statement.office_titles()),
        date=humanize(statement.said),
        site=settings.ARCHIVE_NAME,
        permalink=f"{host}/s/{statement.public_id}",
        shortened=_("shortened"),
        instead=_("Words in %(language)s") % {"language": language_name(statement.language)},
    )
