"""How often somebody may ask: a count that runs out by itself, shared by all processes."""

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

# One in so many counts clears away those that have run out.
_CLEARED_BY = 500


class Allowance(models.Model):
    """What somebody has used of what they may. ``key`` is a digest, so that nobody is named.

    Without a log (``UNLOGGED``): after a crash everybody begins anew.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used = models.FloatField()
    at = models.DateTimeField()
    # When nothing of it is left.
    empty_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self) -> str:
        return self.key


# What has been used flows off evenly. One statement, so that two at a time count as two. Beyond
# the allowance only one more is counted: who goes on asking waits no longer for it.
_TAKE = """
    INSERT INTO dometracker_allowance AS kept (key, used, at, empty_at)
    VALUES (%(key)s, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => %(each)s))
    ON CONFLICT (key) DO UPDATE SET
        at = clock_timestamp(),
        used = least(%(most)s + 1, 1 + greatest(
            0, kept.used - extract(epoch FROM clock_timestamp() - kept.at) / %(each)s)),
        empty_at = clock_timestamp() + make_interval(secs => %(each)s * (%(most)s + 1))
    RETURNING used
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and from then on one every ``seconds``."""

    most: int
    seconds: float

    def take(self, *who: str) -> int:
        """Count one more of somebody; the seconds to wait where it is too many, else 0."""
        asked: dict[str, str | float] = {
            "key": _key(who),
            "most": self.most,
            "each": self.seconds,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, asked)
            (used,) = cursor.fetchone()
            if not secrets.randbelow(_CLEARED_BY):
                cursor.execute("DELETE FROM dometracker_allowance WHERE empty_at < now()")
        return max(1, round((used - self.most + 1) * self.seconds)) if used > self.most else 0

    def give_back(self, *who: str) -> None:
        """Count nothing of somebody any more."""
        Allowance.objects.filter(key=_key(who)).delete()


def _key(who: tuple[str, ...]) -> str:
    named = "\0".join([settings.SECRET_KEY, *who])
    return hashlib.sha256(named.encode(errors="replace")).hexdigest()
