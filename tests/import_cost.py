"""What the preview of an import of 2,000 new statements costs, by processor time.

No test by its name: ``pytest -n 0 tests/import_cost.py -s`` prints the lines of
docs/measurements.md. The sentences are invented, and the same each time.
"""

import random
import time

import pytest

from quotes.models import Speaker
from tests import factories as make
from tests.import_files import as_csv
from tests.import_pages import STATEMENTS, outcomes, send, signed_in

ROWS = 2_000
LETTERS = "b br d f fl g gr k l m n p pr r s st t tr v w".split()


def vocabulary(rng: random.Random, words: int) -> list[str]:
    """Invented words, the first of them the ones that come again and again."""
    small = "the of and to a in we that it is will not for have our this they with on be".split()
    made = {
        "".join(rng.choice(LETTERS) + rng.choice("aeiou") for _ in range(rng.randint(1, 4)))
        for _ in range(words)
    }
    return [*small, *sorted(made)]


def sentences(rng: random.Random, count: int) -> list[str]:
    words = vocabulary(rng, 4_000)
    weights = [1 / (place + 3) for place in range(len(words))]
    return [
        " ".join(rng.choices(words, weights, k=rng.randint(8, 40))).capitalize() + "."
        for _ in range(count)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("speakers", [1, 20, 200])
def test_cost(speakers: int) -> None:
    rng = random.Random("import")
    client = signed_in("editor")
    names = [make.speaker(f"Ann Long{chr(97 + n % 26)}{n}").name for n in range(speakers)]
    source = make.source("2025-05-22", language="en", url="https://news.example.org/a")
    here = sentences(rng, ROWS // 4)
    for number, words in enumerate(here):
        speaker = Speaker.objects.get(name=names[number % speakers])
        make.draft("2025-05-21", text=words, speaker=speaker)
    rows = [
        {"speaker": names[n % speakers], "text": words, "said": f"2025-05-{n % 28 + 1:02}"}
        | {"source": source.url, "wording": words}
        for n, words in enumerate(sentences(rng, ROWS))
    ]
    table = as_csv(*rows)
    began = time.process_time()
    preview = send(client, STATEMENTS, "a.csv", table)
    taken = time.process_time() - began
    assert outcomes(preview) == ["new"] * ROWS
    print(f"\n| {speakers} officials, {ROWS:,} new rows | {taken:.1f} s |")
