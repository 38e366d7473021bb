"""Who changes the public record, and why."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class EditContext:
    """The editor, the reason and the moment of a change: what its revisions say.

    ``overrides_check`` says that the reason was given for words that the text of their source, or
    all wordings of their statement, do not have (`quotes.editing.gate`).
    """

    reason: str
    editor_name: str = ""
    at: datetime = field(default_factory=timezone.now)
    overrides_check: bool = False
