"""How often somebody may ask: a count that runs out by itself, shared by all processes."""

import hashlib
import math
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Greatest
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


# What has been used flows off evenly.
_LEFT = "greatest(0, kept.used - extract(epoch FROM clock_timestamp() - kept.at) / %(each)s)"
# One statement, so that two at a time count as two. It gives no row where one more is too many, and
# counts nothing then: who is refused waits no longer for having asked.
_TAKE = f"""
    INSERT INTO dometracker_allowance AS kept (key, used, at, empty_at)
    VALUES (%(key)s, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => %(each)s))
    ON CONFLICT (key) DO UPDATE SET
        at = clock_timestamp(),
        used = 1 + {_LEFT},
        empty_at = clock_timestamp() + make_interval(secs => %(each)s * %(most)s)
    WHERE {_LEFT} <= %(most)s - 1
    RETURNING used
"""
_USED = f"SELECT {_LEFT} FROM dometracker_allowance AS kept WHERE key = %(key)s"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of asking: the seconds to ``wait``, 0 for who may; how many are ``left`` at once,
    and in how many seconds all of them are there again."""

    wait: int
    left: int
    whole_in: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and from then on one every ``seconds``."""

    most: int
    seconds: float

    def take(self, *who: str) -> int:
        """Count one more of somebody and return 0; or the seconds to wait where it is too many."""
        return self.ask(*who).wait

    def ask(self, *who: str) -> Taken:
        """Count one more of somebody, unless it is too many."""
        asked: dict[str, str | float] = {
            "key": _key(who),
            "most": self.most,
            "each": self.seconds,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, asked)
            taken = cursor.fetchone()
            if not secrets.randbelow(_CLEARED_BY):
                cursor.execute("DELETE FROM dometracker_allowance WHERE empty_at < now()")
            if taken is None:
                cursor.execute(_USED, asked)
            (used,) = taken or cursor.fetchone() or (0,)
        wait = 0 if taken else max(1, math.ceil((used + 1 - self.most) * self.seconds))
        return Taken(wait, max(0, int(self.most - used)), math.ceil(used * self.seconds))

    def give_back(self, *who: str) -> None:
        """Count one less of somebody."""
        used = Greatest(F("used") - 1.0, 0.0)
        Allowance.objects.filter(key=_key(who)).update(used=used)

    def forget(self, *who: str) -> None:
        """Count nothing of somebody any more."""
        Allowance.objects.filter(key=_key(who)).delete()


def _key(who: tuple[str, ...]) -> str:
    named = "\0".join([settings.SECRET_KEY, *who])
    return hashlib.sha256(named.encode(errors="replace")).hexdigest()
