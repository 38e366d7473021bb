"""What a reader and an editor see while the database is away, read-only or frozen, and after it."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from tests.served_archive import ServedArchive, correct, kill, signed_in

pytestmark = pytest.mark.torture


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedArchive]:
    served = ServedArchive(tmp_path_factory.mktemp("faults") / "home")
    served.wait_until_ready()
    yield served
    served.end()


def status(archive: ServedArchive, path: str = "/officials/", timeout: float = 60) -> int:
    return httpx2.get(archive.url + path, timeout=timeout).status_code


def test_a_killed_database_is_back_without_anybody(archive: ServedArchive) -> None:
    assert status(archive) == 200
    kill(archive.postmaster())
    begun, seen = time.monotonic(), []
    while not seen or seen[-1] != 200:
        assert time.monotonic() - begun < 60, seen
        seen.append(status(archive))
    print(f"\ndatabase killed: {seen}, whole after {time.monotonic() - begun:.1f} s")
    assert set(seen) <= {200, 503}


def test_a_read_only_database_is_read_and_says_so_to_editors(archive: ServedArchive) -> None:
    editor = signed_in(archive.url)
    with contextlib.closing(editor):
        assert correct(editor, archive.ids[0], "Room 1")
        archive.asked("read-only")
        # What was open before knows nothing of it.
        for pid in archive.backends():
            kill(pid, signal.SIGTERM)
        time.sleep(0.5)
        try:
            reader = {status(archive) for _ in range(8)}
            told = {_answer_to_an_edit(editor, archive.ids[0]) for _ in range(4)}
        finally:
            archive.asked("writable")
            for pid in archive.backends():
                kill(pid, signal.SIGTERM)
        print(f"\nread-only: a reader {reader}, an editor {told}")
        assert reader <= {200, 503}
        assert 200 in reader
        assert told == {503}
        begun = time.monotonic()
        while _answer_to_an_edit(editor, archive.ids[0]) != 302:
            assert time.monotonic() - begun < 60
        print(f"writable again: an edit is saved after {time.monotonic() - begun:.1f} s")


def _answer_to_an_edit(editor: httpx2.Client, pk: int) -> int:
    try:
        return 302 if correct(editor, pk, f"Room {time.monotonic():.3f}") else 0
    except Exception as error:
        return int(str(error))


def test_a_frozen_database_loses_nothing_when_it_goes_on(archive: ServedArchive) -> None:
    frozen = [archive.postmaster(), *archive.backends()]
    for pid in frozen:
        kill(pid, signal.SIGSTOP)
    begun, answered = time.monotonic(), []
    reader = threading.Thread(target=lambda: answered.append(status(archive)))
    reader.start()
    reader.join(3)
    waited = not answered
    for pid in frozen:
        kill(pid, signal.SIGCONT)
    reader.join(60)
    print(f"\nfrozen for 3 s: waited {waited}, {answered} after {time.monotonic() - begun:.1f} s")
    assert answered == [200]


def test_a_request_in_work_is_answered_before_the_server_ends(archive: ServedArchive) -> None:
    answered: list[int] = []
    # Too large to be kept.
    readers = [
        threading.Thread(target=lambda: answered.append(status(archive, "/statements/?q=words")))
        for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.05)
    archive.server.terminate()
    archive.server.wait(30)
    archive.start_if_ended()
    for reader in readers:
        reader.join(60)
    took = archive.wait_until_ready()
    print(f"\nSIGTERM: {answered}; ready again after {took:.1f} s")
    assert answered == [200] * 4
