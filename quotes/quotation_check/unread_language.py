"""Whether what stands around a quotation is in a language that the check cannot read.

English and French are read: who says the words there, and what denies them. "Keller no dijo" and
"Келлер не говорил" hold the same words, and may say of them what they like. Told by the smallest
words and by the letters, so that a name alone is no language; in doubt it is one that is read.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from quotes.extraction.values import Candidate
from quotes.quotation_check.denials import MARKED
from quotes.text.spans import Span

_REACH = 300
# Small words that tell English and French from the languages beside them.
_READ = frozenset(
    """
    the of and is was in that to for on with he she said by at his her it an as from who has had
    have told not but this when after before says say saying called asked wrote added what they
    them you your our we are were been would could will about which while
    les des du est une dans qui pour sur avec au aux ont mais pas dit affirmé déclaré selon lors ce
    cette par elle jamais ses leur nous vous qu n c j être été fait plus lui le
    """.split()
)
# And those of others: small words, and what means to say, to deny, never. Particles of names, and
# words that English or French have as well, tell nothing.
_UNREAD = frozenset(
    """
    und nicht niemals kein keine sagte sagt gesagt habe haben wurde werden eine einen auf für über
    dass ist zur sich auch nannte nennt erklärte behauptete bestritt laut wäre hatte würde
    dijo dicho nunca jamás ningún ninguna nada una uno como fue está según negó afirmó declaró
    señaló llamó calificó pero también decir había haya
    detto disse gli che affermato negato nel sono dichiarato chiamato è
    não disse uma afirmou negou segundo chamou declarou nem
    niet nooit geen zei zegt gezegd heeft het noemde volgens ontkende zijn werd ooit
    ikke aldrig ingen sagde siger har og ifølge nægtede sade säger inte och att är hun han sier
    ikkje aldri kalte kaldte kallade enligt det som
    nigdy powiedział powiedziała że nazwał stwierdził według nikdy neřekl řekl řekla podle spus
    niciodată că dedi demedi değil asla sanonut sanoi koskaan nem mondta soha hogy azt
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")


def is_unread(pieces: Sequence[Span], candidate: Candidate | None, text: str) -> bool:
    """Whether the paragraph of a quotation speaks another language than English and French.

    ``candidate`` is what the extractor makes of the quotation; a report that it understands is one
    that is read.
    """
    words = _WORD.findall(_around(pieces, text))
    foreign = sum(_UNREAD.__contains__(word) or not _is_latin(word) for word in words)
    read = sum(word.lower() in _READ for word in words)
    if foreign > read:
        return True
    others = sum(word.islower() and word not in _UNREAD for word in words) - read
    is_understood = candidate is not None and candidate.cue is not None
    return read == 0 and others > 1 and not is_understood


def _around(pieces: Sequence[Span], text: str) -> str:
    """What stands beside a quotation, outside of all marks: its paragraph, or the line before."""
    start, end = pieces[0].start, pieces[-1].end
    before = text[max(0, start - _REACH) : start].rstrip("„“”\"«»‘’' \u00a0\u202f")
    behind = text[end : end + _REACH].partition("\n")[0]
    between = " ".join(text[a.end : b.start] for a, b in pairwise(pieces))
    line = MARKED.sub(" ", f"{before.rpartition(chr(10))[2]} ¶ {behind} ¶ {between}")
    if any(map(str.isalpha, line)):
        return line
    return MARKED.sub(" ", before.rstrip().rpartition("\n")[2])


def _is_latin(word: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in word)
