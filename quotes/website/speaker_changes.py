"""What was changed of the names and offices of an official, for the page that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quotes.models import Speaker, SpeakerRevision
from quotes.models.prepared import Asked, Prepared
from quotes.revisions.comparison import abridged, speaker_text
from quotes.text.differences import Piece, word_difference

# How many are shown; all are on the list of corrections.
LATEST = 10

# One more than is shown, since each is told by the one before it.
_LATEST = Prepared(
    SpeakerRevision.objects.filter(speaker=Asked()).order_by("-number")[: LATEST + 1]
)


@dataclass(frozen=True)
class SpeakerChange:
    """One change, with the words that differ."""

    revision: SpeakerRevision
    pieces: Sequence[Piece]


def speaker_changes(speaker: Speaker) -> list[SpeakerChange]:
    """The latest changes after an official first became public, newest first; by one query."""
    return [
        SpeakerChange(later, _difference(earlier, later))
        for later, earlier in pairwise(_LATEST.all(speaker.pk))
    ]


def _difference(earlier: SpeakerRevision, later: SpeakerRevision) -> Sequence[Piece]:
    before, after = speaker_text(earlier.public_state), speaker_text(later.public_state)
    return abridged(word_difference(before, after))
