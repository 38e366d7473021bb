"""How rightly quotations are checked, and how fast.

    python -m bench.quotation_check                      # rightly: on the bundled record
    … python -m bench.child bench.quotation_check --times

The first loads the bundled record into a database of its own and checks a labelled set made from it
(`bench.labelled_quotations`): for each kind of case how many got the outcome that they must, for
*exact* and *altered* precision and recall, and every wrong *exact*. With --details all that was
wrong is shown.

The second, with DJANGO_SETTINGS_MODULE and DOMETRACKER_HOME before it, asks an archive that is
there for sentences of its statements, unchanged, with a word changed, cut, and for invented ones,
each once, and writes nothing.
"""

import argparse
import io
import os
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bench import labelled_quotations as made

QUESTIONS = 200


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.quotation_check", description=__doc__)
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--per-kind", type=int, default=made.PER_KIND)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.times:
        tell_times(random.Random(f"quotation check {options.seed}"))
        return
    with tempfile.TemporaryDirectory(prefix="dometracker-") as home:
        os.environ |= {
            "DOMETRACKER_HOME": home,
            "DJANGO_SETTINGS_MODULE": "dometracker.settings",
            "DATABASE_URL": "",
        }
        _load_record()
        cases = made.labelled(recorded(), options.seed, options.per_kind)
        tell_rightness(cases, with_details=options.details)
        _close()


def _load_record() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_archive", stdout=io.StringIO())


def _close() -> None:
    from django.db import connection

    connection.close()


def recorded() -> list[made.RecordedWords]:
    """The words of every published statement: its text and each wording of its sources once."""
    from quotes.models import Citation, Kind, Statement
    from quotes.models.vocabulary import SpeakerKind
    from quotes.text.languages import primary_subtag

    found: list[made.RecordedWords] = []
    rows = Statement.objects.published().select_related("speaker").order_by("public_id")
    cited: defaultdict[int, list[Citation]] = defaultdict(list)
    for citation in Citation.objects.select_related("source").order_by("position", "pk"):
        cited[citation.statement_id].append(citation)
    for row in rows:
        common = (row.public_id, row.speaker.name, row.speaker.kind == SpeakerKind.PERSON)
        is_quoted = row.kind != Kind.PARAPHRASE
        # The text is no surer than those who print it in its language.
        there = [
            one.doubt
            for one in cited[row.pk]
            if one.wording and primary_subtag(one.source.language) == primary_subtag(row.language)
        ]
        is_doubted = bool(row.doubt) or (bool(there) and all(there))
        found.append(
            made.RecordedWords(*common, row.language, row.text, True, is_quoted, is_doubted)
        )
        seen = {row.text}
        for one in cited[row.pk]:
            if one.wording and one.wording not in seen:
                seen.add(one.wording)
                found.append(
                    made.RecordedWords(
                        *common,
                        one.source.language.split("-")[0],
                        one.wording,
                        False,
                        one.kind != Kind.PARAPHRASE,
                        bool(one.doubt or row.doubt),
                    )
                )
    return found


class Scored:
    """A case with the outcomes that the check gave for it."""

    def __init__(self, case: made.LabelledCase) -> None:
        from quotes.quotation_check import check_text

        self.case = case
        self.checked = check_text(case.text)
        self.outcomes = {verdict.outcome.value for verdict in self.checked.verdicts}

    @property
    def is_right(self) -> bool:
        return self.outcomes <= self.case.expected

    def is_called(self, outcome: str) -> bool:
        return outcome in self.outcomes


def tell_rightness(cases: Sequence[made.LabelledCase], *, with_details: bool) -> None:
    """Print the table of outcomes by kind, precision and recall, and every wrong *exact*."""
    began = time.process_time()
    scored = [Scored(case) for case in cases]
    taken = 1_000 * (time.process_time() - began) / max(1, len(scored))
    print(f"{len(scored):,} cases, {taken:.0f} ms of processor time each without the database\n")
    print("| kind | cases | as expected | else |\n|---|---:|---:|---|")
    kinds = list(dict.fromkeys(one.case.kind for one in scored))
    for kind in kinds:
        of_kind = [one for one in scored if one.case.kind == kind]
        wrong = Counter(" + ".join(sorted(one.outcomes)) for one in of_kind if not one.is_right)
        told = ", ".join(f"{count} {outcome}" for outcome, count in wrong.most_common())
        right = sum(one.is_right for one in of_kind)
        print(f"| {kind} | {len(of_kind)} | {right} | {told} |")
    print("\n| outcome | precision | recall |\n|---|---:|---:|")
    for outcome in (made.EXACT, made.ALTERED, made.SOMEBODY_ELSE, made.PART, made.JOINED):
        shares = _share(_precision(scored, outcome)), _share(_recall(scored, outcome))
        print(f"| {outcome} | {shares[0]} | {shares[1]} |")
    wrong_exact = list(wrongly(scored, made.EXACT))
    print(f"\nwrong *exact*: {len(wrong_exact)}")
    _tell(wrong_exact)
    if with_details:
        _tell([one for one in scored if not one.is_right and one not in wrong_exact])


def wrongly(scored: Iterable[Scored], outcome: str) -> Iterator[Scored]:
    """Those that were given an outcome that they must not have."""
    for one in scored:
        if one.is_called(outcome) and outcome not in one.case.expected:
            yield one


def _precision(scored: Sequence[Scored], outcome: str) -> tuple[int, int]:
    called = [one for one in scored if one.is_called(outcome)]
    return sum(outcome in one.case.expected for one in called), len(called)


def _recall(scored: Sequence[Scored], outcome: str) -> tuple[int, int]:
    expected = [one for one in scored if one.case.expected == {outcome}]
    return sum(one.outcomes == {outcome} for one in expected), len(expected)


def _share(counts: tuple[int, int]) -> str:
    return f"{100 * counts[0] / counts[1]:.2f} % ({counts[0]} of {counts[1]})" if counts[1] else ""


def _tell(scored: Iterable[Scored]) -> None:
    for one in scored:
        print(
            f"\n{one.case.kind} ({one.case.statement}): {sorted(one.outcomes)}\n  {one.case.text}"
        )
        for verdict in one.checked.verdicts:
            match = verdict.match
            print(f"  {verdict.outcome.value}: {verdict.sentence}")
            if match:
                print(f"    {match.public_id} {match.passage}")


# --- times ---------------------------------------------------------------------------------------


def tell_times(rng: random.Random) -> None:
    """Print how long a sentence took, by what was done to it, and how many were judged rightly.

    Beside the time that passed stands that of the processor, here and in the process of the
    database, which a busy machine does not lengthen.
    """
    from django.db import connection

    from bench.explain import processor_time
    from quotes.models import Entry
    from quotes.quotation_check import check_text

    check_text("“Nobody asks for this,” somebody said.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()

    def worked() -> float:
        return time.process_time() + processor_time(backend)

    busy: defaultdict[str, list[float]] = defaultdict(list)
    taken: defaultdict[str, list[float]] = defaultdict(list)
    right: Counter[str] = Counter()
    for way, text, expected in _questions(rng):
        began, before = time.perf_counter(), worked()
        checked = check_text(text)
        taken[way].append(1_000 * (time.perf_counter() - began))
        busy[way].append(1_000 * (worked() - before))
        right[way] += {one.outcome.value for one in checked.verdicts} <= expected
    print(f"{Entry.objects.count():,} statements\n")
    print("| sentence | asked | as expected | ms: median, 95 % within, slowest | of processor |")
    print("|---|---:|---:|---:|---:|")
    for way in [*taken, "all"]:
        times, works = (
            [ms for key, of_way in by.items() if way in (key, "all") for ms in of_way]
            for by in (taken, busy)
        )
        known = right[way] if way in right else sum(right.values())
        print(f"| {way} | {len(times)} | {known} | {_spread(times)} | {_spread(works)} |")


def _spread(times: Sequence[float]) -> str:
    """The median of some times, what 95 % are within, and the longest."""
    ordered = sorted(times)
    told = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 1))
    return ", ".join(f"{one:,.0f}" for one in told)


def _questions(rng: random.Random) -> Iterator[tuple[str, str, set[str]]]:
    """Sentences of statements drawn from the archive, and invented ones."""
    from quotes.models import Statement

    last = Statement.objects.order_by("-pk").values_list("pk", flat=True)[0]
    drawn = rng.sample(range(1, last + 1), min(QUESTIONS, last))
    quoted = Statement.objects.published().exclude(kind="paraphrase")
    rows = quoted.filter(pk__in=drawn).select_related("speaker")
    for row in rows.order_by("pk"):
        words, name = row.text, row.speaker.name
        yield "whole", f"“{words}”", {made.EXACT}
        yield "whole, with its speaker", rng.choice(made.english_frames(words, name)), {made.EXACT}
        if changed := made.changed_word(words, rng, "en"):
            yield "one word changed", f"“{changed}”", {made.ALTERED}
        if cut := made.fragment(words, rng, "en"):
            yield "fragment", f"“{cut}”", {made.PART, made.EXACT}
    for _number in range(QUESTIONS // 2):
        yield "invented", f"“{made.invented(rng, 'en')}”", {made.NOT_FOUND}


if __name__ == "__main__":
    main()
