"""What readers are told of a page that no longer shows what was cited from it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quotes.dates.display import humanize
from quotes.dates.partial import PartialDate
from quotes.models import Capture, Citation, Watch
from quotes.models.link_checks import LOST


def is_gone(citations: Iterable[Citation]) -> bool:
    """Whether the page that these are cited from is no longer there."""
    return any(citation.watch == Watch.GONE for citation in citations)


def watch_notes(citations: Iterable[Citation]) -> dict[int, str]:
    """A sentence for each citation whose words have changed, by its key; no query without any."""
    lost = [citation for citation in citations if citation.watch in LOST]
    if not lost:
        return {}
    captures = Capture.objects.filter(pk__in={each.capture_id for each in lost if each.capture_id})
    taken = dict(captures.values_list("pk", "taken_at"))
    return {each.pk: _note(each, taken.get(each.capture_id or 0)) for each in lost}


def _note(citation: Citation, taken_at: datetime | None) -> str:
    """``taken_at`` is when the words were seen as they are cited."""
    told = {
        "printed": _day(taken_at) if taken_at else "",
        "seen": _day(citation.watched_at) if citation.watched_at else _("day unknown"),
    }
    if citation.watch == Watch.GONE:
        return _("The page is no longer online (%(seen)s).") % told
    if citation.watch == Watch.REMOVED:
        return _("As printed on %(printed)s; removed since (%(seen)s).") % told
    return _("As printed on %(printed)s; altered since (%(seen)s).") % told


def _day(moment: datetime) -> str:
    return humanize(PartialDate.of(localtime(moment)))
