"""The public history of what officials are called and of the offices they held."""

from collections.abc import Iterable

from django.db import connection

from quotes.models import Speaker, SpeakerRevision
from quotes.revisions.chain import next_in_chain
from quotes.revisions.edit_context import EditContext
from quotes.revisions.snapshot import speaker_snapshot_of


def record_speakers(speaker_ids: Iterable[int], act: EditContext) -> list[SpeakerRevision]:
    """Add a revision to each public official whose names or offices are no longer the last ones.

    Within a transaction that has the lock of the record. The first revision, made when something
    of an official is first published, is what the next ones are compared with, and no correction.
    """
    speakers = list(Speaker.objects.public().filter(pk__in=speaker_ids).order_by("pk").with_roles())
    last = _last_revisions(speakers)
    revisions = [
        revision
        for speaker in speakers
        if (revision := _next_revision(speaker, last.get(speaker.pk), act))
    ]
    with connection.cursor() as cursor:
        ids = [speaker.pk for speaker in speakers]
        cursor.execute("SELECT archive_state_is_recorded('speaker', %s)", [ids])
    return SpeakerRevision.objects.bulk_create(revisions, batch_size=500)


def _last_revisions(speakers: list[Speaker]) -> dict[int | None, SpeakerRevision]:
    revisions = (
        SpeakerRevision.objects.filter(speaker__in=speakers)
        .order_by("speaker_id", "-number")
        .distinct("speaker_id")
    )
    return {revision.speaker_id: revision for revision in revisions}


def _next_revision(
    speaker: Speaker, last: SpeakerRevision | None, act: EditContext
) -> SpeakerRevision | None:
    columns = next_in_chain(last, speaker_snapshot_of(speaker), act)
    return SpeakerRevision(speaker=speaker, slug=speaker.slug, **columns) if columns else None
