"""Extracts the statements of marked articles, scores them, and prints the tables."""

import argparse
import hashlib
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from bench.extraction import cautions
from bench.extraction.documents import (
    MarkedArticle,
    MarkedQuote,
    Stretch,
    documents,
    with_records,
    written,
)
from bench.extraction.report import failure_lines, tables
from bench.extraction.scoring import score
from quotes.extraction import extract
from quotes.extraction.values import Candidate

_KINDS = {"paraphrase": "indirect"}


def main() -> None:
    options = _parser().parse_args()
    marked = sample(documents(options.folder), options.sample)
    if options.cautions:
        print(*cautions.lines(marked), sep="\n")
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        answers = list(pool.map(proposals, marked, chunksize=8))
    proposed = {document.name: document for document, _ in answers}
    words = sum(len(document.text.split()) for document in marked)
    spent = sum(seconds for _, seconds in answers)
    for line in tables(marked, proposed, score(marked, proposed), 1e6 * spent / max(words, 1)):
        print(line)
    if options.out:
        options.out.write_text("".join(written(d) + "\n" for d in proposed.values()), "utf-8")
    if options.errors:
        lines = failure_lines(marked, proposed)
        options.errors.write_text("".join(line + "\n" for line in lines), "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.extraction", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of *.jsonl, or one such file")
    parser.add_argument("--sample", type=int, default=0, help="so many documents, always the same")
    parser.add_argument("--errors", type=Path, help="where to write the failures")
    parser.add_argument(
        "--cautions", action="store_true", help="count the cautions beside checks instead"
    )
    parser.add_argument("--out", type=Path, help="where to write the proposals")
    parser.add_argument("--jobs", type=int, default=1, help="processes; times are of one")
    return parser


def sample(marked: list[MarkedArticle], size: int) -> list[MarkedArticle]:
    """The first ``size`` documents in an order that no name decides; all for 0."""
    if not size:
        return marked
    return sorted(marked, key=lambda d: hashlib.sha256(d.name.encode()).digest())[:size]


def proposals(document: MarkedArticle) -> tuple[MarkedArticle, float]:
    """What the extraction proposes for a document, and the processor time in seconds."""
    published = date.fromisoformat(document.published) if document.published else None
    start = time.process_time()
    candidates = extract(document.text, published=published)
    spent = time.process_time() - start
    records = [record for candidate in candidates for record in records_of(candidate)]
    return with_records(document, records), spent


def records_of(candidate: Candidate) -> list[MarkedQuote]:
    """One record for each piece of a candidate."""
    # What is carried from another sentence is an inference that no one has marked.
    is_own = candidate.said is not None and candidate.said.carried_from is None
    said = candidate.said.said if candidate.said and is_own else None
    return [
        MarkedQuote(
            piece.start,
            piece.end,
            _KINDS.get(candidate.kind, candidate.kind),
            Stretch(*candidate.mention) if candidate.mention else None,
            candidate.name,
            Stretch(*candidate.cue) if candidate.cue else None,
            said.text if said is not None and said.precision == "day" else "",
            speaker_certainty=candidate.speaker_certainty,
        )
        for piece in candidate.pieces
    ]
