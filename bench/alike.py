"""How fast, and how rightly, the archive finds what it has already.

    … python -m bench.child bench.alike --times
    … python -m bench.child bench.alike --record

with DJANGO_SETTINGS_MODULE and, for the database, DOMETRACKER_HOME or DATABASE_URL before it.

Times: words of statements that are there, as an article might have them (all of them, one changed,
seven of them), most with their official and day, each asked for once.

The record: each wording is hidden, with all that are the same when folded, and asked for with its
official and day. Its own statement should stand first where that has other wordings in the same
language; where it has none, nothing should. Each question is asked in a transaction that is rolled
back.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import transaction

from quotes.models import Citation, Statement
from quotes.search.near_duplicates import Alike, alike
from quotes.text.languages import primary_subtag
from quotes.text.similarity import Wording

QUESTIONS = 200
PIECE = 7
LEASTS = (60, 65, 70, 75, 80, 85, 90, 95)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.alike", description=__doc__)
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.times:
        tell_times(random.Random(f"alike {options.seed}"))
    if options.record:
        tell_rightness()


def tell_times(rng: random.Random) -> None:
    """Print how long the questions took, and how many of the answers had the statement."""
    taken, found = [], 0
    for statement, words in _questions(rng):
        is_known = rng.random() < 0.7
        begun = time.perf_counter()
        answer = alike(
            words,
            speaker=statement.speaker if is_known else None,
            said=statement.said if is_known else None,
            drafts=True,
        )
        taken.append(time.perf_counter() - begun)
        found += any(one.statement.pk == statement.pk for one in answer)
    taken.sort()
    median, late, most = (1_000 * taken[int(share * (len(taken) - 1))] for share in (0.5, 0.95, 1))
    print(
        f"{Statement.objects.count():,} statements: median {median:.0f} ms, 95 % within"
        f" {late:.0f} ms, all within {most:.0f} ms; {found} of {len(taken)} found"
    )


def _questions(rng: random.Random) -> Iterator[tuple[Statement, str]]:
    last = Statement.objects.order_by("-pk").values_list("pk", flat=True)[0]
    drawn = rng.sample(range(1, last + 1), min(QUESTIONS, last))
    for statement in Statement.objects.filter(pk__in=drawn).select_related("speaker"):
        words = statement.text.split()
        way = rng.choice(["all", "changed", "piece"])
        if way == "changed":
            words[rng.randrange(len(words))] = "otherwise"
        elif way == "piece":
            start = rng.randrange(max(1, len(words) - PIECE))
            words = words[start : start + PIECE]
        yield statement, " ".join(words)


def tell_rightness() -> None:
    """Print, for each lowest score, how many answers were right, wrong, and missing."""
    answers = [*_answers()]
    could = sum(can_be_found for _first, _own, can_be_found in answers)
    print("| at least | right | wrong | missed | rightly none | precision | recall |")
    print("|---|---|---|---|---|---|---|")
    for least in LEASTS:
        outcomes = [_outcome(first, own, can, least) for first, own, can in answers]
        counts = Counter(outcomes)
        found = sum(
            can and outcome == "right"
            for (_first, _own, can), outcome in zip(answers, outcomes, strict=True)
        )
        right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
        print(
            f"| {least} | {right} | {wrong} | {missed} | {counts['none']}"
            f" | {right / (right + wrong):.3f} | {found / could:.3f} |"
        )


def _outcome(first: Alike | None, own: int, can_be_found: bool, least: int) -> str:
    if first is None or first.score < least:
        return "missed" if can_be_found else "none"
    return "right" if first.statement.pk == own else "wrong"


def _answers() -> Iterator[tuple[Alike | None, int, bool]]:
    """The first answer of the same official, the statement, and whether it could be found.

    It could where it has other wordings in the language of the one that is asked for.
    """
    for statement in Statement.objects.select_related("speaker").order_by("pk"):
        printed: defaultdict[str, list[Citation]] = defaultdict(list)
        languages: defaultdict[str, set[str]] = defaultdict(set)
        cited = statement.citations.filter(wording__isnull=False).select_related("source")
        for citation in cited:
            folded = Wording(citation.wording or "").folded
            printed[folded].append(citation)
            languages[folded].add(primary_subtag(citation.source.language))
        own = Wording(statement.text).folded
        languages[own].add(primary_subtag(statement.language))
        for folded in languages:
            same = printed[folded]
            words = (same[0].wording if same else statement.text) or ""
            could = any(
                languages[folded] & languages[other] for other in languages if other != folded
            )
            yield _hidden(statement, folded, words), statement.pk, could


def _hidden(statement: Statement, folded: str, words: str) -> Alike | None:
    """The first answer to the words with all that are the same hidden in their statement."""
    with transaction.atomic():
        same = [
            citation.pk
            for citation in statement.citations.filter(wording__isnull=False)
            if Wording(citation.wording or "").folded == folded
        ]
        Citation.objects.filter(pk__in=same).delete()
        if Wording(statement.text).folded == folded:
            Statement.objects.filter(pk=statement.pk).update(text="—")
        found = alike(
            words, speaker=statement.speaker, said=statement.said, drafts=True, least=LEASTS[0]
        )
        transaction.set_rollback(True)
    return found[0] if found and found[0].is_same_speaker else None


if __name__ == "__main__":
    main()
