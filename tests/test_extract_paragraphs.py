"""Scores on marked paragraphs of our own, in the styles of the press of this field.

The half that is called unread was written before any rule was tried on it.
"""

from datetime import date

import pytest

from bench.extraction.documents import MarkedArticle, with_records
from bench.extraction.paragraphs import FOLDER, PUBLISHED, paragraphs
from bench.extraction.run import records_of
from bench.extraction.scoring import QUOTED, score
from quotes.extraction import extract
from tests.officials import OFFICIALS

FILES = sorted(path.stem for path in FOLDER.glob("*.txt"))
SURNAMES = {official.slug: official.name.split()[-1] for official in OFFICIALS}


def proposed(article: MarkedArticle) -> MarkedArticle:
    language = article.name[:2]
    candidates = extract(
        article.text,
        published=date.fromisoformat(PUBLISHED),
        language=language,
        speakers=OFFICIALS,
    )
    quoted = [one for one in candidates if one.kind != "paraphrase"]
    return with_records(article, [r for one in quoted for r in records_of(one)])


@pytest.mark.parametrize(
    ("name", "words", "who", "click"),
    [
        ("fr_read", 95, 95, 85),
        ("fr_unread", 90, 85, 75),
        ("fr_second_read", 95, 95, 90),
        ("fr_second_unread", 90, 85, 80),
        ("fr_articles", 95, 88, 85),
        ("en_read", 95, 93, 85),
        ("en_unread", 95, 93, 85),
    ],
)
def test_paragraphs_are_read(name: str, words: float, who: float, click: float) -> None:
    marked = paragraphs(name)
    scores = score(marked, {article.name: proposed(article) for article in marked})
    found = {
        measure: 100 * scores.rows[QUOTED, measure].f1 for measure in ("words", "who", "click")
    }
    assert found["words"] >= words, found
    assert found["who"] >= who, found
    assert found["click"] >= click, found


@pytest.mark.parametrize("name", FILES)
def test_no_paragraph_is_credited_to_another_official(name: str) -> None:
    for article in paragraphs(name):
        speakers = {record.name.split()[-1] for record in article.records if record.name}
        for one in extract(
            article.text, published=date.fromisoformat(PUBLISHED), speakers=OFFICIALS
        ):
            if one.speaker:
                assert SURNAMES[one.speaker] in speakers or not speakers, article.text
