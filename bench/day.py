"""A day of traffic: how many of its answers are kept ones, while an editor saves every two minutes.

Seven of ten requests are readers', who ask for pages as often as Zipf's law says: the front page
and the newest statements most, then single statements, officials, topics, months, searches. Three
are of bots that walk the lists from filter to filter, hardly any twice. What is played is a part of
the day in quick motion: the clients do not pause, and the editor saves after as many requests as
come in two minutes of the day. The more requests a day has, the more of them find an answer kept.
"""

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import load
from bench.archive import ROOT, Archive
from bench.load import Connection
from bench.pages import Values, listed, month, official, topic
from bench.synthetic_rows import Zipf

PLAYED = 4_000
CLIENTS = 8
EDITS = 24 * 30
OF_BOTS = 0.3
SQL_HEADER = b"x-bench-sql"

READERS, BOTS = "readers", "bots"


@dataclass
class Day:
    """What a day with so many requests would be answered. Times in seconds."""

    requests: int
    asked: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    times: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    edits: int = 0

    def add(self, who: str, answer: load.Answer) -> None:
        self.asked[who] += 1
        # Django was not asked, so that it tells of no SQL.
        is_kept = answer.status == 200 and SQL_HEADER not in answer.headers
        self.kept[who] += is_kept
        self.times[is_kept].append(answer.seconds)

    def share(self, *who: str) -> float:
        return sum(self.kept[one] for one in who) / max(1, sum(self.asked[one] for one in who))

    @property
    def told(self) -> str:
        made, kept = (median(self.times[is_kept] or [0]) * 1000 for is_kept in (False, True))
        return (
            f"{self.requests:,} requests a day, {sum(self.asked.values()):,} of them played with "
            f"{self.edits} edits: {self.share(READERS, BOTS):.0%} kept ({self.share(READERS):.0%} "
            f"of readers', {self.share(BOTS):.0%} of bots'); {kept:.1f} ms kept, {made:.1f} ms made"
        )


def play_day(archive: Archive, survey: dict[str, Any], seed: int, requests: int) -> Day:
    """Play a part of a day that has so many requests."""
    day = Day(requests)
    with archive.served(with_sql_cost=True, keeps_answers=True) as served:
        editor = subprocess.Popen(
            [sys.executable, "-m", "bench.child", "bench.editor"],
            cwd=ROOT,
            env=archive.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            load.warm(served.port, ["/"], 16)
            asyncio.run(_play(served.port, traffic(survey, seed), day, editor))
        finally:
            editor.communicate()
    return day


async def _play(
    port: int, asked: Iterator[tuple[str, str]], day: Day, editor: "subprocess.Popen[str]"
) -> None:
    every = max(1, round(day.requests / EDITS))
    turns = iter(range(1, min(PLAYED, day.requests) + 1))

    async def client() -> None:
        connection = Connection(port, "br")
        for number in turns:
            who, path = next(asked)
            day.add(who, await connection.get(path))
            if number % every == 0:
                await asyncio.to_thread(_save, editor)
                day.edits += 1
        connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(client())


def _save(editor: "subprocess.Popen[str]") -> None:
    """Let the editor save, and wait until that is done."""
    assert editor.stdin and editor.stdout
    editor.stdin.write("\n")
    editor.stdin.flush()
    editor.stdout.readline()


def traffic(survey: dict[str, Any], seed: int) -> Iterator[tuple[str, str]]:
    """Who asks for what, without end; the same for one seed and archive."""
    v = Values(survey, seed)
    pages = readers_pages(v)
    rank = Zipf(len(pages))
    while True:
        if v.rng.random() < OF_BOTS:
            yield BOTS, bots_page(v)
        else:
            yield READERS, pages[rank.draw(v.rng) - 1]


def readers_pages(v: Values) -> list[str]:
    """What readers ask for, the most frequent first."""
    first = ["/", "/statements/", "/officials/", "/topics/", "/statements.atom", "/dates/"]
    others = [sample["url"] for sample in v.survey["samples"]]
    others += [source["url"] for source in v.survey["sources"]]
    others += [official(key).ours for key in v.values("speaker")[:200]]
    others += [topic(key).ours for key in v.values("topic")]
    others += [month(number).ours for number in range(30)]
    others += [listed(words=v.common_word()).ours for _ in range(300)]
    random.Random("readers").shuffle(others)
    return first + others


def bots_page(v: Values) -> str:
    """A list narrowed by one to three filters, as its links lead on."""
    dimensions = v.rng.sample(("country", "topic", "kind", "language", "outlet", "speaker"), 3)
    wanted = dimensions[: v.rng.randint(1, 3)]
    return listed([(name, v.rng.choice(v.values(name))) for name in wanted]).ours
