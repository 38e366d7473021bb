"""Who changes the public record, and why."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class EditContext:
    """The editor, the reason and the moment of a change: what its revisions say."""

    reason: str
    editor_name: str = ""
    at: datetime = field(default_factory=timezone.now)
