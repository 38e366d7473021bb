"""How fast, and how rightly, the archive finds what it has already.

    … python -m bench.child bench.alike --times
    … python -m bench.child bench.alike --record

with DJANGO_SETTINGS_MODULE and, for the database, DOMETRACKER_HOME or DATABASE_URL before it.

Times: words of statements that are there, as an article might have them (all of them, one changed,
seven of them), most with their official and day, each asked for once.

The record: each wording of each statement is hidden, with all that are the same when folded, and
asked for with its official and day, as the form of a new statement asks before it is saved. Each
question is asked in a transaction that is rolled back. Counted at each lowest score:

* right: its own statement is named;
* same words: another is named that prints them too, a run of four words of theirs (or all of a
  shorter wording), and may be of the same days. The record keeps such apart, as two parts of one
  speech that some outlets print together; from words nobody can tell them apart;
* wrong: any other is named. Precision is right / (right + wrong), once counting questions, once
  every statement that is named, and once with the same words counted as wrong.

A wording *can be found* if another of its statement, in the same language, has at least three of
its words of four letters and more in the same order, and they are two thirds of such words of the
one that has fewer. Recall is the share of these whose statement is named; loosely, where two words
and a half are enough. With --details what was missed and wrong is shown, and what words cannot
find, by the reason.
"""

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from rapidfuzz.distance import LCSseq

from quotes.models import Citation, Statement
from quotes.search.near_duplicates import DAYS, Alike, alike
from quotes.text.folding import search_fold
from quotes.text.languages import primary_subtag
from quotes.text.similarity import VERY, Wording

QUESTIONS = 200
PIECE = 7
LEASTS = (60, 65, 70, 75, 80, 85, 90, 95)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.alike", description=__doc__)
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.times:
        tell_times(random.Random(f"alike {options.seed}"))
    if options.record:
        tell_rightness(options.details)


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


@dataclass
class Question:
    """A wording that was hidden, and what the archive named when it was asked for."""

    statement: Statement
    words: str
    languages: set[str]
    others: list[tuple[str, set[str]]]
    named: list[Alike] = field(default_factory=list)

    @property
    def in_own_language(self) -> list[str]:
        return [words for words, languages in self.others if languages & self.languages]

    def can_be_found(self, least: int = 3, share: float = 2 / 3) -> bool:
        shared = (_shared(self.words, other) for other in self.in_own_language)
        return any(count >= least and count >= share * of for count, of in shared)

    def outcomes(self, least: int) -> list[str]:
        return [self._outcome(one) for one in self.named if one.score >= least]

    def _outcome(self, one: Alike) -> str:
        if one.statement.pk == self.statement.pk:
            return "right"
        return "same words" if self._is_same(one) else "wrong"

    def _is_same(self, one: Alike) -> bool:
        row = self.statement
        ends = max(row.said_from, one.statement.said_from), min(row.said_to, one.statement.said_to)
        return (ends[0] - ends[1]) <= DAYS and _share_a_run(self.words, one.wording)


def tell_rightness(with_details: bool) -> None:
    """Print, for each lowest score, how many answers were right, wrong, and missing."""
    asked = [*_questions_of_record()]
    findable = [one for one in asked if one.can_be_found()]
    loosely = [one for one in asked if one.can_be_found(2, 1 / 2)]
    alone = sum(not one.others for one in asked)
    print(
        f"{len(asked)} questions; {alone} wordings stand alone, {len(findable)} can be found,"
        f" {len(loosely)} loosely"
    )
    print(
        "| at least | right | same words | wrong | precision | of all named | strictly | recall |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for least in LEASTS:
        outcomes = [one.outcomes(least) for one in asked]
        first = Counter(_of_question(one) for one in outcomes if one)
        named = Counter(outcome for one in outcomes for outcome in one)
        found, more = (
            sum("right" in one.outcomes(least) for one in group) / len(group)
            for group in (findable, loosely)
        )
        right, same, wrong = (first[kind] for kind in ("right", "same words", "wrong"))
        shares = (
            right / (right + wrong),
            named["right"] / (named["right"] + named["wrong"]),
            right / (right + same + wrong),
            found,
            more,
        )
        print(f"| {least} | {right} | {same} | {wrong} |", *(f"{one:.3f} |" for one in shares))
    if with_details:
        _tell_details(asked)


def _of_question(outcomes: Sequence[str]) -> str:
    return next(kind for kind in ("right", "same words", "wrong") if kind in outcomes)


def _tell_details(asked: Sequence[Question]) -> None:
    for one in asked:
        outcomes = one.outcomes(VERY)
        kinds = {"wrong"} & set(outcomes)
        if one.can_be_found() and "right" not in outcomes:
            kinds.add("missed")
        for kind in sorted(kinds):
            print(f"\n{kind}: {one.statement}\n  {one.words}")
            for named in one.named:
                print(f"  {named.score} {named.statement}: {named.wording}")
    beyond = [one for one in asked if one.others and not one.can_be_found()]
    reasons = Counter(
        "in this language there is no other wording"
        if not one.in_own_language
        else "named all the same"
        if "right" in one.outcomes(VERY)
        else "other words, or too few"
        for one in beyond
    )
    print(f"\nwhat words cannot find: {dict(reasons)}")
    for one in beyond:
        if one.in_own_language and "right" not in one.outcomes(VERY):
            print(f"  {one.words}\n    / {max(one.in_own_language, key=len)}")


def _questions_of_record() -> Iterator[Question]:
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
        words = {
            folded: (printed[folded][0].wording if printed[folded] else statement.text) or ""
            for folded in languages
        }
        for folded, spoken in languages.items():
            others = [(words[one], languages[one]) for one in words if one != folded]
            question = Question(statement, words[folded], spoken, others)
            question.named = _named(statement, folded, words[folded])
            yield question


def _named(statement: Statement, folded: str, words: str) -> list[Alike]:
    """What is named for the words with all that are the same hidden in their statement."""
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
    return [one for one in found if one.is_same_speaker]


# --- what is known of two wordings apart from the measure that is tried --------------------------


def _plain(words: str) -> list[str]:
    return re.findall(r"\w+", search_fold(words))


def _shared(one: str, other: str) -> tuple[int, int]:
    """How many long words stand in both in one order, and how many the one with fewer has."""
    long = [[word[:5] for word in _plain(words) if len(word) > 3] for words in (one, other)]
    return LCSseq.similarity(*long), min(map(len, long))


def _share_a_run(one: str, other: str) -> bool:
    plain = [_plain(words) for words in (one, other)]
    length = min(4, *map(len, plain))
    runs = [
        {tuple(words[place : place + length]) for place in range(len(words) - length + 1)}
        for words in plain
    ]
    return not runs[0].isdisjoint(runs[1])


if __name__ == "__main__":
    main()
