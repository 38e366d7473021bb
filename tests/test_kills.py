"""Whatever is killed while editors write: no edit that was acknowledged is lost, none is half."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served_archive import Editors, ServedArchive, kill, victims


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ServedArchive]:
    served = ServedArchive(tmp_path / "home")
    yield served
    served.end()


def kill_at_random(archive: ServedArchive, editors: Editors, rounds: int, seed: int) -> None:
    """Kill one process a round, each kind as often, at a moment that nobody chose."""
    rng, killed, back = random.Random(seed), Counter[str](), []
    kinds = [kind for _ in range(rounds) for kind in victims(archive)][:rounds]
    rng.shuffle(kinds)
    for kind in kinds:
        goal, ends = editors.count() + rng.randint(1, 3), time.monotonic() + 30
        while editors.count() < goal and time.monotonic() < ends:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.2))
        for pid in victims(archive)[kind]()[:1]:
            killed[kind] += bool(pid) and kill(pid)
        back.append(archive.wait_until_ready())
    back.sort()
    print(
        f"\nkilled {dict(killed)}; {editors.count()} edits acknowledged, not answered:"
        f" {dict(editors.failed)}; ready again after {back[len(back) // 2]:.2f} s,"
        f" at most {back[-1]:.2f} s"
    )
    assert sum(killed.values()) >= rounds * 3 // 4


def assert_nothing_lost(archive: ServedArchive, editors: Editors) -> None:
    found = json.loads(archive.asked("state"))
    assert editors.count() > 0
    lost = [
        (pk, place)
        for pk, places in editors.acknowledged.items()
        for place in places
        if place not in found["places"][str(pk)]
    ]
    assert lost == []
    assert (found["broken"], found["half"], found["unrecorded"]) == ([], [], 0)
    assert found["entries"] == "The entries are what the record says."


@pytest.mark.parametrize("rounds", [pytest.param(5), pytest.param(100, marks=pytest.mark.torture)])
def test_no_acknowledged_edit_is_lost(archive: ServedArchive, rounds: int) -> None:
    archive.wait_until_ready()
    with Editors(archive) as editors:
        kill_at_random(archive, editors, rounds, seed=18)
    archive.wait_until_ready()
    assert_nothing_lost(archive, editors)
