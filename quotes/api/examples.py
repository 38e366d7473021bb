"""Requests that show what the API is for: on its page, in its description, and run as tests."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """A request as it is written, and what it is asked for."""

    path: str
    about: Any


EXAMPLES = (
    Example(
        "statements?speaker=mark-carney&topic=cost&fields=text,said,citations",
        _("What one official said on a topic, without what is not needed of it."),
    ),
    Example(
        'statements?q="golden dome"&since=2025-05&until=2025-06&sort=oldest&size=10',
        _("Words as they were printed, within two months, the first statement first."),
    ),
    Example(
        "statements?has=figure&expand=officials,sources&size=10",
        _("Statements that name a number, with who said them and what printed them."),
    ),
    Example(
        "figures?speaker=donald-trump&topic=cost",
        _("Only the numbers of such statements. Every list takes the filters of statements."),
    ),
    Example(
        "sources?source-kind=press-release&fields=title,url,published",
        _("The documents of one kind that print what is found."),
    ),
    Example("officials/mark-carney", _("One official, with the offices held.")),
    Example("offices?country=CA", _("The offices of officials from one country.")),
    Example("outlets?language=fr", _("Who printed statements made in French.")),
    Example("topics", _("All topics.")),
    Example("occasions?place=ottawa", _("What took place where statements were made.")),
    Example("citations?check=unchecked&size=10", _("Wordings that no text has been held against.")),
    Example("relations?expand=statements", _("What statements do to others, with both.")),
    Example("revisions?speaker=mark-carney&fields=number,reason,made_at", _("Why they changed.")),
    Example("official-revisions?size=10", _("The names and offices that officials had.")),
    Example("facets?q=billion&dimension=speaker,month", _("Who spoke of it, and when.")),
    Example("facets/topic?country=US", _("All topics of officials from one country.")),
)
