"""``manage.py extract FILE|URL|-``: the statements that an article seems to print."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from quotes.capture.captures import fetched
from quotes.capture.documents import LARGEST, DocumentError, PageDocument, read, too_large
from quotes.capture.fetch import Fetcher, FetchError
from quotes.dates.display import humanize
from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.extraction import extract
from quotes.extraction.values import Amount, Candidate, KnownSpeaker
from quotes.text.languages import is_language_tag
from quotes.verification.known_speakers import known_speakers

NONE_FOUND, BAD_INPUT = 1, 2
_STDIN = "-"


class Command(BaseCommand):
    help = (
        "Print the statements that an article seems to print: who said what, when, through whom "
        "(docs/extraction.md). Reads HTML, PDF or plain text, stores nothing, and without a "
        "database knows no speakers. Exits with 0 when it found some, with 1 when it found none, "
        "and with 2 when the input cannot be read."
    )
    # An article can be read where there is no database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "article", metavar="FILE|URL|-", help="a file, an address, or - for standard input"
        )
        parser.add_argument(
            "--published",
            metavar="DATE",
            help="when it was published, from which “Wednesday” is counted: 2025-05-22; without "
            "it, what the page says",
        )
        parser.add_argument("--outlet", default="", help="who publishes it")
        parser.add_argument("--language", default="", metavar="TAG", help="such as en or fr-CA")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        document = document_of(options["article"])
        published = date_of(options["published"] or document.metadata.published)
        language = options["language"] or document.metadata.language
        if language and not is_language_tag(language):
            raise CommandError(f"{language} is no language tag (BCP 47).", returncode=BAD_INPUT)
        candidates = extract(
            document.article,
            published=published,
            outlet=options["outlet"] or document.metadata.outlet,
            language=language,
            speakers=self.speakers(),
        )
        if options["json"]:
            self.stdout.write(as_json(document, published, candidates))
        else:
            for number, candidate in enumerate(candidates, start=1):
                for line in table_lines(number, candidate, document.article):
                    self.stdout.write(line)
            self.stdout.write(f"{len(candidates)} found" if candidates else "None found.")
        if not candidates:
            sys.exit(NONE_FOUND)

    def speakers(self) -> list[KnownSpeaker]:
        try:
            return known_speakers()
        except DatabaseError:
            self.stderr.write("No speakers are known: the archive's database cannot be read.")
            return []


def document_of(named: str) -> PageDocument:
    """The document that the argument names. Raises CommandError, with exit code 2."""
    try:
        if "://" in named:
            with Fetcher() as fetcher:
                return fetched(named, fetcher).document
        return read(_bytes_of(named))
    except (DocumentError, FetchError) as error:
        raise CommandError(str(error), returncode=BAD_INPUT) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise CommandError(f"{named}: {why}", returncode=BAD_INPUT) from error


def _bytes_of(named: str) -> bytes:
    """No more than is read of any document."""
    if named == _STDIN:
        body = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with Path(named).open("rb") as file:
            body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise too_large()
    return body


def date_of(written: str) -> PartialDate:
    """The day of publication; "" is the unknown one. Raises CommandError, with exit code 2."""
    try:
        return parse(written)
    except InvalidDate as error:
        raise CommandError(f"--published: {error}", returncode=BAD_INPUT) from error


def table_lines(number: int, candidate: Candidate, text: str) -> Iterator[str]:
    """What is proposed, a few lines for each: who, the words, when, through whom, figures."""
    who = candidate.name or (text[slice(*candidate.mention)] if candidate.mention else "?")
    speaker = f" = {candidate.speaker}" if candidate.speaker else ""
    cue = f" ({text[slice(*candidate.cue)]})" if candidate.cue else ""
    certainty = f"words {candidate.certainty:.0%}, speaker {candidate.speaker_certainty:.0%}"
    yield f"{number:>3}  {who}{speaker}{cue}  [{candidate.kind}, {candidate.language}, {certainty}]"
    words = " […] ".join(" ".join(text[slice(*piece)].split()) for piece in candidate.pieces)
    yield f"     “{words}”" if candidate.kind != "paraphrase" else f"     {words}"
    if candidate.not_said:
        yield f"     not reported as said: {candidate.not_said}"
    if candidate.offered:
        yield f"     may be {', '.join(candidate.offered)}"
    if candidate.said:
        yield f"     said {humanize(candidate.said.said)}: {candidate.said.basis}"
    if candidate.place:
        yield f"     in {candidate.place.text}"
    if candidate.via:
        yield f"     via {candidate.via}"
    for figure in candidate.figures:
        values = "–".join(dict.fromkeys(filter(None, (figure.low, figure.high))))
        yield f"     {figure.quantity}: {figure.bound} {values} {figure.unit}"
    yield ""


def as_json(document: PageDocument, published: PartialDate, candidates: list[Candidate]) -> str:
    """One object: what the document says of itself, and every candidate with its offsets."""
    text = document.article
    return json.dumps(
        {
            "document": document.metadata.as_json() | {"published": published.text},
            "candidates": [described(candidate, text) for candidate in candidates],
        },
        ensure_ascii=False,
        indent=2,
    )


def described(candidate: Candidate, text: str) -> dict[str, Any]:
    """A candidate as plain values; ``start`` and ``end`` count characters of the article."""
    said = candidate.said
    return {
        "pieces": [_span(piece, text) for piece in candidate.pieces],
        "kind": candidate.kind,
        "mention": _span(candidate.mention, text),
        "cue": _span(candidate.cue, text),
        "name": candidate.name,
        "speaker": candidate.speaker,
        "via": candidate.via,
        "said": said
        and {"date": said.said.text, "basis": said.basis}
        | _placed(said.phrase, text)
        | {"carried_from": _span(said.carried_from, text)},
        "figures": [_figure(figure, text) for figure in candidate.figures],
        "language": candidate.language,
        "certainty": round(candidate.certainty, 3),
        "speaker_certainty": round(candidate.speaker_certainty, 3),
        "reported_as_said": not candidate.not_said,
        "not_said": candidate.not_said,
        "offered": [*candidate.offered],
        "place": candidate.place
        and {"text": candidate.place.text} | {"from": _span(candidate.place.carried_from, text)},
        "via_from": _span(candidate.via_from, text),
    }


def _span(span: Any, text: str) -> dict[str, Any] | None:
    return _placed(span, text) if span else None


def _placed(span: Any, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}


def _figure(figure: Amount, text: str) -> dict[str, Any]:
    values = {name: getattr(figure, name) for name in ("quantity", "low", "high", "bound", "unit")}
    return values | _placed(figure.span, text)
