"""The source that an entry of an export of this archive stands for, when the export comes back."""

import re
from collections.abc import Callable
from itertools import chain
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from quotes.addresses.canonical import InvalidURL, unwrapped
from quotes.citing.bibliography_check.permalinks import permalinks
from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry
from quotes.editing.known_sources import known_source
from quotes.models import Source

_SOURCE_PAGE = re.compile(r"(?:/[a-z]{2})?/sources/(?P<id>[^/.]+)(?:[/.].*)?")


def own_source(cited: BibliographyEntry, is_own_host: Callable[[str], bool]) -> Source | str | None:
    """The source of an entry that leads here or says that it is kept here; None for any other.

    It is found by its page or by the facts that exports add (`reference_fields`). A sentence says
    why there is none of one that leads here. ``is_own_host`` says of a host whether this archive
    answers there.
    """

    def own_path(url: str) -> str:
        try:
            # An archived copy of a page of ours is that page.
            parts = urlsplit(unwrapped(url).url if "://" in url else url)
            return parts.path if is_own_host(parts.netloc) else ""
        except ValueError:
            return ""

    def of_page(url: str) -> Source | None:
        match = _SOURCE_PAGE.fullmatch(own_path(url))
        return Source.objects.filter(public_id=match["id"]).first() if match else None

    def elsewhere(url: str) -> Source | None:
        try:
            return known_source(url) if url and not own_path(url) else None
        except InvalidURL:
            return None

    url = next((url for url in cited.urls if "://" in url), "")
    leads_here = bool(own_path(url))
    told = (cited.facts.get("source-page", ""), cited.facts.get("kept-at", ""))
    if not (leads_here or any(map(own_path, told))):
        return None
    pages = (url, told[0])
    others = (cited.facts.get("source-url", ""), *cited.urls)
    found = next(filter(None, chain(map(of_page, pages), map(elsewhere, others))), None)
    if found or not leads_here:
        return found
    if any(permalinks(url)):
        return _("This is a statement in this archive, not a source.")
    return _("This is a page of this archive, not a source.")
