"""What changed of what is public, in the order in which it was committed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quotes.models.vocabulary import Addressed


class PublicChange(models.Model):
    """A thing that reads otherwise in public, or no more. Written by trigger alone.

    Rows are only ever added, in the order of their ids, which is that of the commits
    (quotes/sql/public_changes.sql). ``key`` is the public id or the slug that the thing had then,
    and ``number`` that of its revision where it got one. ``mark`` tells a row from one of the same
    id in an archive that was restored to an earlier day. ``made_in`` is the number of the
    transaction.
    """

    id = models.BigAutoField(primary_key=True)
    about = models.CharField(max_length=10, choices=Addressed)
    key = models.TextField()
    act = models.CharField(max_length=10)
    number = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    made_in = models.BigIntegerField()
    mark = models.CharField(max_length=8)

    class Meta:
        verbose_name = _("public change")
        verbose_name_plural = _("public changes")
        indexes = [models.Index("about", "key", "id", name="public_change_of")]

    def __str__(self) -> str:
        return f"{self.about} {self.key}: {self.act}"

    @property
    def cursor(self) -> str:
        """What a reader who has seen this change goes on from."""
        return f"{self.pk}.{self.mark}"
