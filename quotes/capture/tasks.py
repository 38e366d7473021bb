"""The jobs of the worker (``manage.py work_queue``): each calls a plain function and does no more.

They stand in tables of the same database (procrastinate), so that one is queued in the transaction
that makes its row. A page that is put off has none until it is due, so that it holds up no other of
its host and can be asked for anew at once; `resume` queues it then, and takes up the jobs of
workers that have died.
"""

import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from quotes.capture import archive_copies, queue
from quotes.capture.fetch import Fetcher
from quotes.models import QueuedPage, WatchedPage

# A worker says every 10 seconds that it lives.
ALIVE = timedelta(seconds=40)
# What robots may read is asked anew after this long.
_RULES_KEPT = 3600.0


class _Rules:
    """What sites ask of robots, kept from one page to the next, for an hour."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.since = 0.0

    def fetcher(self) -> Fetcher:
        if time.monotonic() - self.since > _RULES_KEPT:
            self.kept, self.since = {}, time.monotonic()
        return Fetcher(rules=self.kept)


_rules = _Rules()


@app.task(name="read_page")
def read_page(page: int) -> None:
    """Read one page of the queue."""
    try:
        row = QueuedPage.objects.select_related("source").filter(pk=page).first()
        if row is None or not row.is_waiting:
            return
        time.sleep(queue.pause_left(row))
        with suppress(queue.Later), _rules.fetcher() as fetcher:
            queue.work_off(row, fetcher)
    finally:
        # A job may run in any thread, and the next in another.
        connection.close()


@app.task(name="archive_copies", queueing_lock="archive_copies", lock="archive_copies")
def ask_for_copies() -> None:
    """Ask the web archive for the copies that are due."""
    try:
        for _told in archive_copies.ask_for_copies():
            pass
    finally:
        connection.close()


def start(page: QueuedPage) -> None:
    """Queue the job of a page that is due, unless it has one; `resume` queues the others.

    Pages of one host are read one at a time.
    """
    if page.due_at > timezone.now():
        return
    job = read_page.configure(lock=f"host:{page.host}", queueing_lock=queue.job_name(page))
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(page=page.pk)


@app.periodic(cron="* * * * *")
@app.task(name="resume", queueing_lock="resume")
async def resume(timestamp: int) -> None:
    """Take up the jobs of workers that have died, and pages that are due and have none."""
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # The same was queued once more meanwhile.
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
    for page in await sync_to_async(_lost, thread_sensitive=False)():
        waiting = read_page.configure(lock=f"host:{page.host}", queueing_lock=queue.job_name(page))
        with suppress(AlreadyEnqueued):
            await waiting.defer_async(page=page.pk)
    if await sync_to_async(_waits_for_copies, thread_sensitive=False)():
        with suppress(AlreadyEnqueued):
            await ask_for_copies.defer_async()


def resume_soon() -> None:
    """Have a worker that starts take up what was left, and not only by the next minute."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        resume.configure().defer(timestamp=0)


def _waits_for_copies() -> bool:
    try:
        due = WatchedPage.objects.waiting_for_archive(timezone.now())
        return settings.ARCHIVE_COPIES and due.exists()
    finally:
        connection.close()


def _lost() -> list[QueuedPage]:
    try:
        open_jobs = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
        names = open_jobs.exclude(queueing_lock=None).values_list("queueing_lock", flat=True)
        return list(queue.lost(timezone.now(), names))
    finally:
        connection.close()


def is_worked_off() -> bool:
    """Whether a worker lives."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - ALIVE).exists()
