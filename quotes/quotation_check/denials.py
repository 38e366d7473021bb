"""What a text says against the quotation in it: that the words were not said, or are not so.

"Keller never said “…”" and "it is no “…”" set the very words of the record in marks, and say the
opposite of it. Read are English and French, the sentence around the marks alone; where in doubt, it
denies: then the words are shown, and nobody is confirmed.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from quotes.extraction.values import Candidate
from quotes.quotation_check.sentence_ends import sentence_starts
from quotes.text.spans import Span

# Characters of the text that are read before a quotation and behind it.
_REACH = 300
MARKED = re.compile(r"[“\"«][^“”\"«»]*[”\"»]")
_MARKS = " \t\r\n\u00a0\u202f“”\"«»„‘'"
_SAY = (
    r"(?:sa(?:y|ys|id|ying)|tell(?:s|ing)?|told|call(?:s|ed|ing)?|us(?:e|es|ed|ing)|utter\w*"
    r"|claim\w*|stat(?:e|es|ed|ing)|declar\w*|writ(?:e|es|ing|ten)|wrote|sp(?:eak|eaks|oke|oken)"
    r"|mention\w*|describ\w*|promis\w*|vow\w*|suggest\w*|predict\w*|quot\w*)"
)
_DIRE = (
    r"(?:di(?:t|re|sent|sait)|déclar\w+|affirm\w+|parl\w+|qualifi\w+|évoqu\w+|employ\w+|utilis\w+"
    r"|prononc\w+|promis|écrit|annonc\w+|prétend\w*|trait\w+)"
)
_UNSAID = re.compile(
    rf"(?:\b(?:not|never|cannot|nor|neither|nobody|no one|none|den(?:y|ies|ied|ying)|without)\b"
    rf"|n[’']t\b"
    rf"|\b(?:refus|declin)\w+\s+to\b)(?:\s+\w+){{0,3}}?\s+{_SAY}\b"
    rf"|\b(?:n[’']|ne\s)(?:\w+\s+){{0,3}}?(?:pas|jamais|point)\s(?:\w+\s+){{0,2}}?{_DIRE}\b"
    rf"|\b(?:n[’']|ne\s)(?:\w+\s+)?{_DIRE}\s(?:pas|jamais|point)\b"
    rf"|\b(?:ni(?:e|ent|é|ait)|dément\w*|refus\w+\s+de)\s(?:\w+\s+){{0,2}}?{_DIRE}\b"
    r"|\b(?:not true|untrue|false) that\b|\b(?:falsely|wrongly|misquot\w+|misattribut\w+"
    r"|fabricat\w+)\b|\bfaux que\b|\bà tort\b|\bfaussement\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no|never|cannot|nor|neither|none|nothing|nobody|without|hardly|anything but)\b"
    r"|n[’']t\b|\b(?:pas|jamais|aucune?|sans|nullement|ni)\b",
    re.IGNORECASE,
)
_REJECT = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|reject\w*|refut\w+|disput\w+|disavow\w*|repudiat\w+|disown\w*"
    r"|retract\w*|contradict\w+|dismiss\w*|avoid\w*|nie|nient|niait|nié|dément\w*|rejet\w+|réfut\w+"
    r"|contest\w+|récus\w+|évit\w+)\b",
    re.IGNORECASE,
)
_IS_NOT = re.compile(
    r"\A\W*(?:(?:is|are|was|were|be|has|have)\s+(?:not|never|no|rejected|denied)\b|\w+n[’']t\s"
    r"|(?:n[’']|ne\s)\w+\s(?:pas|jamais)\b)",
    re.IGNORECASE,
)
# What says nothing of the quotation: who somebody is beside, and a "not" that affirms.
_ASIDE = re.compile(r",\s(?:who|whom|whose|which|qui|dont|que)\b[^,]*(?:,|\Z)", re.IGNORECASE)
_AFFIRMS = re.compile(
    r"\b(?:not|pas)\s(?:only|just|merely|simply|seulement|juste)\b|\bno (?:doubt|question)\b"
    r"|\bsans (?:doute|détour|ambages|hésiter)\b|\bwithout (?:hesitation|doubt)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(rf"\b(?:{_SAY}|{_DIRE})\b", re.IGNORECASE)
# Before marks that hold a sentence by itself: what was denied before is not what it says.
_INTRODUCES = re.compile(rf"(?:[:,]|\b(?:{_SAY}|{_DIRE})(?:\s\w+)?)\Z", re.IGNORECASE)
_AS = re.compile(r"\b(?:as|comme)(?:\s(?:an?|the|une?|le|la))?\Z", re.IGNORECASE)


def denial(pieces: Sequence[Span], candidate: Candidate | None, text: str) -> str:
    """The words by which a text denies its quotation, or says that it is yet to be said.

    Empty where it does neither. ``candidate`` is what the extractor makes of the quotation.
    """
    before = sentence_before(text, pieces[0].start)
    behind = sentence_behind(text, pieces[-1].end)
    between = [text[a.end : b.start] for a, b in pairwise(pieces)]
    found = _of_before(before) or next(filter(None, map(_of_behind, [*between, behind])), "")
    return found or _not_said(candidate, text)


def _not_said(candidate: Candidate | None, text: str) -> str:
    if candidate is None or not candidate.not_said or candidate.cue is None:
        return ""
    cue = text[slice(*candidate.cue)]
    return cue if _SAYING.search(cue) else ""


def sentence_before(text: str, start: int) -> str:
    """What stands before a quotation in its sentence, without other quotations and asides."""
    before = text[max(0, start - _REACH) : start].rstrip(_MARKS)
    line = before[before.rfind("\n") + 1 :]
    # The letter stands for the quotation: behind a full stop it begins a sentence.
    return _plain(line[sentence_starts(f"{line} X")[-1] :])


def sentence_behind(text: str, end: int) -> str:
    """What stands behind a quotation in its sentence, without other quotations and asides."""
    behind = text[end : end + _REACH].lstrip(_MARKS)
    line = behind.partition("\n")[0]
    return _plain(line[: [*sentence_starts(line), len(line)][1]])


def _plain(sentence: str) -> str:
    return _AFFIRMS.sub(" ", _ASIDE.sub(" ", MARKED.sub(" ", sentence)))


def _of_before(before: str) -> str:
    found = _UNSAID.search(before)
    if found is None and not _INTRODUCES.search(before.rstrip()):
        found = _NOT.search(before) or (
            None if _AS.search(before.rstrip()) else _REJECT.search(before)
        )
    return found[0] if found else ""


def _of_behind(behind: str) -> str:
    found = _IS_NOT.search(behind)
    if found is None and (found := _UNSAID.search(behind)):
        said = _SAYING.search(behind)
        if said and said.start() < found.start():
            return ""
    return found[0].strip(' ,;.”»"') if found else ""
