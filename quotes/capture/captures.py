"""The text of a source as it stood on a day, kept as evidence.

A capture is never changed. The same text again is the same evidence, so the capture that is there
stays the one; another text of the same source is a new row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quotes.capture.documents import READER, PageDocument, read
from quotes.capture.fetch import Fetched, Fetcher, FetchError, Unreachable
from quotes.capture.metadata import Metadata
from quotes.dates.partial import parse
from quotes.editing import EditContext, record_changes
from quotes.editing.locks import lock_record
from quotes.models import Capture, Outlet, Source, Statement
from quotes.models.vocabulary import How
from quotes.verification.store import check_source

# How a document came to be, beside what it says of itself; kept in ``Capture.metadata``.
Origin = Mapping[str, Any]


def captured(source: Source, document: PageDocument) -> Capture | None:
    """The capture that has this very text of the source, if it was taken before."""
    return Capture.objects.filter(source=source, sha256=hash_of(document.text)).first()


@transaction.atomic
def capture(
    source: Source,
    document: PageDocument,
    how: How,
    taken_at: datetime | None = None,
    origin: Origin | None = None,
) -> Capture:
    """Keep the text of a source, and hold the words that it is cited for against it.

    ``taken_at`` is when it stood there, by default now; ``origin`` is kept with what the document
    says of itself. Where this text is there already (`captured`), the capture that has it is
    returned.
    """
    # Two who capture one source at once: the second finds what the first wrote.
    lock_record()
    kept = captured(source, document) or Capture.objects.create(
        source=source,
        text=document.text,
        sha256=hash_of(document.text),
        taken_at=taken_at or timezone.now(),
        how=how,
        metadata=metadata_of(document, origin or {}),
    )
    check_source(source)
    return kept


def hash_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def metadata_of(document: PageDocument, origin: Origin) -> dict[str, Any]:
    """What is kept beside a text. ``article_end`` is where its article ends, as an offset."""
    return {
        **document.metadata.as_json(),
        "media_type": document.media_type,
        "reader": READER,
        "article_end": document.article_end,
        **origin,
    }


def article_of(kept: Capture) -> str:
    """The article in a captured text, without the rest of the page it stood on."""
    end = kept.metadata.get("article_end")
    return kept.text[:end] if isinstance(end, int) else kept.text


# --- from the address of a source ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was fetched, and the answer it came in."""

    document: PageDocument
    answer: Fetched

    @property
    def origin(self) -> dict[str, Any]:
        return {
            "url": self.answer.url,
            "final_url": self.answer.final_url,
            "redirects": list(self.answer.redirects),
            "status": self.answer.status,
            "content_type": self.answer.content_type,
            "body_sha256": sha256(self.answer.body).hexdigest(),
        }


class NoPage(FetchError):
    """The site answers that it has no such page, or does not show it; ``status`` is its answer."""

    def __init__(self, status: int) -> None:
        super().__init__(refusal_of_status(status))
        self.status = status


def fetched(url: str, fetcher: Fetcher) -> Read:
    """The document at an address. Raises `FetchError` and `documents.DocumentError`."""
    answer = fetcher.fetch(url)
    if not answer.is_ok:
        raise NoPage(answer.status)
    document = read(answer.body, answer.content_type, url=answer.final_url)
    return Read(document, answer)


def capture_fetched(source: Source, fetcher: Fetcher) -> Capture:
    """Fetch the page of a source and keep its text. Raises as `fetched` does."""
    if not source.url:
        raise Unreachable(_("This source has no URL."))
    found = fetched(source.url, fetcher)
    return capture(source, found.document, How.FETCHED, found.answer.fetched_at, found.origin)


def refusal_of_status(status: int) -> str:
    """What an answer other than the page means, in a sentence."""
    if status in (404, 410):
        return _("The site says this page does not exist (%(status)d).") % {"status": status}
    if status in (401, 402, 403, 429, 451):
        return _(
            "The site does not let us read this page (%(status)d). Paste the text instead."
        ) % {"status": status}
    return _("The site answered with an error (%(status)d). Try again later.") % {"status": status}


# --- what a document tells that the source does not have yet --------------------------------------


def missing_of(source: Source, metadata: Metadata) -> dict[str, Any]:
    """Values of columns that are empty in the source and that the document gives.

    An agency counts only where the archive has it as an outlet.
    """
    given: dict[str, Any] = {
        "title": metadata.title,
        "authors": list(metadata.authors),
        "published": parse(metadata.published),
        "wire": _outlet_named(metadata.wire),
    }
    return {
        name: value for name, value in given.items() if _is_given(value) and not _has(source, name)
    }


def fill_missing(
    source: Source, metadata: Metadata, columns: Collection[str], act: EditContext
) -> None:
    """Give empty columns of a source what the document says; others are never written over.

    To be called in a transaction. What published statements show of it makes a revision each,
    which the database refuses without a reason.
    """
    chosen = {
        name: value for name, value in missing_of(source, metadata).items() if name in columns
    }
    if not chosen:
        return
    for name, value in chosen.items():
        setattr(source, name, value)
    source.save(update_fields=list(chosen))
    shown = Statement.objects.filter(citations__source=source)
    record_changes(set(shown.values_list("pk", flat=True)), act)


def _outlet_named(name: str) -> Outlet | None:
    return Outlet.objects.called(name) if name else None


def _is_given(value: Any) -> bool:
    return bool(getattr(value, "text", value))


def _has(source: Source, column: str) -> bool:
    return _is_given(getattr(source, column))
