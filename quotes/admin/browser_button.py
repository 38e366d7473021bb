"""From the page in view to the desk: a bookmarklet, an extension, and the page that receives.

What arrives is read like a page that was fetched, within bounds, and waits in the queue of the
account: nothing is written into the record before it is confirmed (`quotes.admin.queued_source`),
and its HTML is never shown. A page of another site gets in only with the token of the account, and
only under its own address.
"""

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from dometracker.admin_site import page
from dometracker.bounded import Busy
from quotes.addresses.canonical import InvalidURL
from quotes.admin.editor import signed_in
from quotes.admin.forms import sentence
from quotes.admin.list_columns import page_url
from quotes.admin.object_actions import table_context
from quotes.capture import documents, queue
from quotes.capture.documents import DocumentError
from quotes.editing.known_sources import known_source
from quotes.models import QueuedPage, QueueState, Source
from quotes.models.vocabulary import How

EXTENSION = settings.BASE_DIR / "tools" / "extension"
# Pages that an account may have in its queue before it sends more.
MOST_WAITING = 200
_LONGEST_SELECTION = 5_000
_SALT = "quotes.admin.browser_button"


def token_for(user: User, origin: str) -> str:
    """What proves that a button was made for this account and site; a new password ends it."""
    value = f"{user.pk} {origin} {user.get_session_auth_hash()}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


# --- the button ----------------------------------------------------------------------------------


@page("browser-button/", "browser_button", of=Source, may="add", methods=("GET",))
def button_page(request: HttpRequest) -> HttpResponse:
    """The bookmarklet to be dragged to the bookmarks, and the extension."""
    origin = origin_of(request)
    context = {
        **table_context(request, Source, _("Browser button")),
        "bookmarklet": bookmarklet(origin, token_for(signed_in(request), origin)),
    }
    return TemplateResponse(request, "admin/quotes/browser_button.html", context)


@page("browser-button/extension.zip", "extension", of=Source, may="add", methods=("GET",))
def extension_file(request: HttpRequest) -> HttpResponse:
    """The extension for this site, as a ZIP file that is unpacked and loaded."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in extension_files(origin_of(request)).items():
            archive.writestr(f"dometracker-extension/{name}", text)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="dometracker-extension.zip"'
    return response


def bookmarklet(origin: str, token: str) -> str:
    """A ``javascript:`` address that sends the page on which it is opened."""
    put_in = {
        "PAGE": _joined("page-in-view.js"),
        "SITE": json.dumps(origin),
        "PLACE": json.dumps(page_url("from_browser", Source)),
        "TOKEN": json.dumps(token),
        "MISSED": json.dumps(_("Allow pop-up windows for this page, and press the button again.")),
    }
    script = _joined("send-page.js")
    script = re.sub(r"\b(PAGE|SITE|PLACE|TOKEN|MISSED)\b", lambda name: put_in[name[0]], script)
    return f"javascript:{quote(script, safe='')}"


def _joined(name: str) -> str:
    """A script of ours in one line, without its comments."""
    found = finders.find(f"js/{name}")
    assert isinstance(found, str)
    text = re.sub(r"/\*.*?\*/", "", Path(found).read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", " ", text).strip()


def extension_files(origin: str) -> dict[str, str]:
    """The files of the extension for a site, by name."""
    site = urlsplit(origin)
    desk = f"{origin}{reverse('admin:quotes_source_from_browser')}"
    found = finders.find("js/page-in-view.js")
    assert isinstance(found, str)
    return {
        # A pattern of hosts has no port.
        "manifest.json": _file("manifest.json").replace(
            '"SITE"', json.dumps(f"{site.scheme}://{site.hostname}/*")
        ),
        "background.js": _file("background.js").replace('"DESK"', json.dumps(desk)),
        "page-in-view.js": Path(found).read_text(encoding="utf-8"),
    }


def _file(name: str) -> str:
    return (EXTENSION / name).read_text(encoding="utf-8")


# --- the page that receives ----------------------------------------------------------------------


@page("from-browser/", "from_browser", of=Source, may="add")
def from_browser(request: HttpRequest) -> HttpResponse:
    """Waits for a page that a browser sends, and reads it once it has come."""
    refused = _received(request) if request.method == "POST" else ""
    if isinstance(refused, HttpResponse):
        return refused
    context = {
        **table_context(request, Source, _("Page from your browser")),
        "refused": refused,
        "token": token_for(signed_in(request), origin_of(request)),
    }
    response = TemplateResponse(request, "admin/quotes/from_browser.html", context)
    if refused:
        response.status_code = 422
    # The page that opened this window hands over what it shows, which the policy of all other
    # pages cuts off; what it may not read of this page is as before.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def _received(request: HttpRequest) -> HttpResponse | str:
    """To the page that confirms what was sent; or why it was not read, in a sentence."""
    user = signed_in(request)
    expected = token_for(user, origin_of(request))
    if not constant_time_compare(request.POST.get("token", ""), expected):
        raise PermissionDenied(
            _("This button was made for another account, or before your password changed.")
        )
    if QueuedPage.objects.of(user.pk).exclude(state=QueueState.ADDED).count() >= MOST_WAITING:
        return _("Too many pages wait in your queue. Confirm or discard some first.")
    try:
        queued = _row(request.POST.get("url", ""), user)
    except InvalidURL as error:
        return sentence(error)
    queued.words = request.POST.get("words", "").replace("\0", "")[:_LONGEST_SELECTION]
    try:
        document = documents.read_pasted(request.POST.get("html", ""), url=queued.url)
    except Busy as busy:
        return str(busy)
    except DocumentError as error:
        queued.state, queued.told = QueueState.FAILED, str(error)
    else:
        queued.taken_at, queued.origin = timezone.now(), {"url": queued.url}
        queue.keep_read(queued, document, How.SENT)
        queued.source = known_source(queued.url)
        if queued.source:
            queued.state = QueueState.HERE
    queued.save()
    return HttpResponseRedirect(page_url("queued", Source, queued.pk))


def _row(url: str, user: User) -> QueuedPage:
    """The row of the account for this address, or a new one. Raises `InvalidURL`."""
    there = queue.asked_for(url, user.pk)
    return there or queue.begun_page(url, user.pk)
