"""The statistics of the team: what was added, reviewed and checked in each week, and who did it.

Counted from the internal history, which knows every change made in the admin. What was loaded by a
command is nobody's work and is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dometracker.admin_site import READ, page
from quotes.admin.review_queue import name_of
from quotes.editing.workflow import group_of

WEEKS = 12

# Of the drawing, in its own units: a place for each week, and in it two bars.
_SLOT, _HEIGHT, _BAR = 60, 120, 22

# Each statement that was begun, or whose state was changed, with how it was before and since when.
_MOVES = """
WITH moves AS (
    SELECT row_id, made_at, account_id, action, after ->> 'state' AS state,
        lag(after ->> 'state') OVER each AS was, lag(made_at) OVER each AS since
    FROM quotes_change
    WHERE table_name = 'statement' AND (action = 'insert' OR after ? 'state')
    WINDOW each AS (PARTITION BY row_id ORDER BY id)
), counted AS (
    SELECT date_trunc('week', made_at AT TIME ZONE %(zone)s)::date AS week, account_id,
        action = 'insert' AS is_new,
        was = 'in-review' AND state = 'published' AS is_published,
        was = 'in-review' AND state = 'draft' AS is_sent_back,
        extract(epoch FROM made_at - since) AS waited
    FROM moves WHERE account_id IS NOT NULL AND made_at >= %(since)s
)
"""
_BY_WEEK = f"""{_MOVES}
SELECT week, count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_published),
    count(*) FILTER (WHERE is_sent_back),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY waited)
        FILTER (WHERE is_published OR is_sent_back)
FROM counted GROUP BY week"""
_BY_ACCOUNT = f"""{_MOVES}
SELECT account_id, count(*) FILTER (WHERE is_new),
    count(*) FILTER (WHERE is_published OR is_sent_back)
FROM counted GROUP BY account_id"""
_CHECKS = """
SELECT date_trunc('week', checked_at AT TIME ZONE %(zone)s)::date, count(*)
FROM quotes_citation WHERE checked_at >= %(since)s GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class WeekOfWork:
    """What was done in the week that begins on ``first``; ``wait`` is a median in seconds."""

    first: date
    added: int
    published: int
    sent_back: int
    wait: float | None
    checks: int

    @property
    def reviewed(self) -> int:
        return self.published + self.sent_back

    @property
    def waited(self) -> str:
        return "–" if self.wait is None else in_words(self.wait)


@dataclass(frozen=True, slots=True)
class WorkBar:
    """The two bars of a week in the drawing."""

    label: str
    x: int
    added: tuple[int, int]
    reviewed: tuple[int, int]

    @property
    def middle(self) -> int:
        return self.x + _SLOT // 2


@dataclass(frozen=True, slots=True)
class WorkOfAccount:
    """What one colleague did in all the weeks."""

    name: str
    added: int
    reviewed: int


@page("team/", "team", methods=READ)
def team_page(request: HttpRequest) -> HttpResponse:
    """The last weeks as a drawing and a table, and the colleagues."""
    if not group_of(request.user):
        raise PermissionDenied
    weeks = weeks_of_work(timezone.localdate())
    context = {
        **admin.site.each_context(request),
        "title": _("Our work"),
        "weeks": weeks[::-1],
        "people": _people(weeks[0].first),
        "bars": _bars(weeks),
        "width": _SLOT * len(weeks),
        "height": _HEIGHT,
        "bar": _BAR,
        "peak": max(1, *(max(week.added, week.reviewed) for week in weeks)),
    }
    return TemplateResponse(request, "admin/quotes/team.html", context)


def weeks_of_work(today: date) -> list[WeekOfWork]:
    """The last weeks with what was done in each, the oldest first; weeks begin on Monday."""
    this = today - timedelta(days=today.weekday())
    firsts = [this - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    found = {row[0]: row[1:] for row in _rows(_BY_WEEK, firsts[0])}
    checks = dict(_rows(_CHECKS, firsts[0]))
    nothing = (0, 0, 0, None)
    return [_week(first, found.get(first, nothing), checks.get(first, 0)) for first in firsts]


def _week(first: date, counts: Sequence[Any], checks: int) -> WeekOfWork:
    added, published, sent_back, wait = counts
    return WeekOfWork(first, added, published, sent_back, wait, checks)


def _people(since: date) -> list[WorkOfAccount]:
    rows = _rows(_BY_ACCOUNT, since)
    users = User.objects.in_bulk([row[0] for row in rows])
    people = [
        WorkOfAccount(name_of(users.get(account)) or _("a former account"), added, reviewed)
        for account, added, reviewed in rows
        if added or reviewed
    ]
    return sorted(people, key=lambda one: (-one.added - one.reviewed, one.name))


def _rows(sql: str, since: date) -> list[tuple[Any, ...]]:
    zone = timezone.get_current_timezone_name()
    with connection.cursor() as cursor:
        cursor.execute(sql, {"zone": zone, "since": since})
        return cursor.fetchall()


def _bars(weeks: Sequence[WeekOfWork]) -> list[WorkBar]:
    most = max(1, *(max(week.added, week.reviewed) for week in weeks))

    def placed(count: int) -> tuple[int, int]:
        height = round(_HEIGHT * count / most)
        return _HEIGHT - height, height

    return [
        WorkBar(
            date_format(week.first, "j M"),
            number * _SLOT,
            placed(week.added),
            placed(week.reviewed),
        )
        for number, week in enumerate(weeks)
    ]


def in_words(seconds: float) -> str:
    """A wait as people say it: minutes, hours or days, rounded."""
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
