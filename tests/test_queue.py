"""The queue: thirty addresses of mixed fates, read, confirmed one by one, and nothing before."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser, LexborNode

from quotes.capture import queue, tasks
from quotes.management.commands import work_queue
from quotes.models import (
    Capture,
    Outlet,
    Proposal,
    QueueAim,
    QueuedPage,
    QueueState,
    Source,
    Statement,
)
from quotes.models.vocabulary import How
from tests import factories as make
from tests.documents import ARTICLE, WORDS, pdf
from tests.html_forms import editor
from tests.local_site import QUICK, Answer, LocalSite, local_site

QUEUE = "admin:quotes_source_queue"


def article(number: int) -> Answer:
    """An article of its own: another headline, other words."""
    return Answer(
        f"""<html lang="en"><head><title>Shield number {number} - Example {number}</title>
        <meta property="og:site_name" content="Example {number}">
        <meta name="author" content="Ann Long">
        <meta property="article:published_time" content="2025-05-{number + 10}T10:00:00Z"></head>
        <body><article><h1>Shield number {number}</h1>
        <p>The minister said on Tuesday that shield number {number} would be built in two years.</p>
        <p>“We will build number {number} with our neighbours,” she told reporters in Ottawa.</p>
        <p>Nothing else was decided about the shield, the ministry's spokesman said later.</p>
        </article></body></html>""".encode()
    )


def drip() -> Iterator[bytes]:
    while True:
        time.sleep(0.2)
        yield b"<p>and so on</p>"


def slow(_request: Any) -> Answer:
    time.sleep(1.5)
    return article(1)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSite]:
    with local_site() as site:

        def resolve(host: str, _port: int) -> list[str]:
            if host.startswith("nowhere"):
                raise OSError("no such host")
            return ["127.0.0.1"]

        def fetcher(**options: Any) -> Any:
            return site.fetcher(QUICK, resolve=resolve, **options)

        monkeypatch.setattr(tasks, "Fetcher", fetcher)
        monkeypatch.setattr(queue, "HOST_DELAY", 0.0)
        for number in range(12):
            site.pages[f"/{number}"] = article(number)
        moved = {"Location": f"http://known.example:{site.port}/known?utm_source=feed"}
        site.pages |= {
            "/slow": slow,
            "/endless": Answer(drip),
            "/pdf": Answer(pdf(f"Shield talks\n{WORDS} he said."), kind="application/pdf"),
            "/moved": Answer(status=301, headers={"Location": "/11"}),
            "/to-known": Answer(status=302, headers=moved),
            "/loop": Answer(status=302, headers={"Location": "/loop"}),
            "/picture": Answer(b"\x89PNG", kind="image/png"),
            "/text": Answer(b"Shield talks\n\nThe minister said nothing.", kind="text/plain"),
            "/empty": Answer(b"<html><body></body></html>"),
            "/known": article(20),
            "/known?utm_source=feed": article(20),
            **{f"/{status}": Answer(b"No.", status) for status in (404, 410, 403, 429, 500)},
        }  # fmt: skip
        yield site


@pytest.fixture
def no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The tables of the jobs are not Django's, which does not empty them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def worked_off() -> None:
    work_queue.run(until_idle=True)


def states(client: Client) -> dict[str, tuple[str, str]]:
    """By the last part of its address, the state of each page and what was said of it."""
    rows = QueuedPage.objects.filter(aim=QueueAim.SOURCE)
    return {row.url.rpartition("/")[2]: (row.state, row.told) for row in rows}


def of(url_end: str) -> QueuedPage:
    return QueuedPage.objects.get(url__endswith=f"/{url_end}")


def address(row: QueuedPage) -> str:
    return reverse("admin:quotes_source_queued", args=[row.pk])


def confirming(client: Client, row: QueuedPage) -> dict[str, str]:
    """What a browser would send for the source on the page of a row."""
    response = client.get(address(row))
    assert response.status_code == 200
    form = LexborHTMLParser(response.content.decode()).css_first("form.queued-form")
    assert form
    return {name: value for name, value in map(_control, form.css("[name]")) if name}


def _control(control: LexborNode) -> tuple[str, str]:
    given = control.attributes
    name = given.get("name") or ""
    if control.tag == "textarea":
        return name, control.text()
    if control.tag == "select":
        chosen = control.css_first("option[selected]")
        return name, (chosen.attributes.get("value") or "") if chosen else ""
    is_off = given.get("type") == "checkbox" and "checked" not in given
    return ("" if is_off or control.tag == "button" else name), given.get("value") or ""


def record() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Source, Outlet, Capture, Statement, Proposal))


def test_thirty_addresses(site: LocalSite, no_jobs_left: None, client: Client):
    known = make.source(url=site.url("/known", "known.example"))
    client = editor("ada")
    before = record()
    good = [site.url(f"/{number}", f"news{number}.example") for number in range(10)]
    odd = ["slow", "endless", "pdf", "moved", "to-known", "loop", "picture", "text", "empty"]
    odd = [site.url(f"/{name}", f"{name}.example") for name in odd]
    none = [site.url(f"/{status}", f"s{status}.example") for status in (404, 410, 403, 429, 500)]
    there = [
        site.url("/known?utm_source=mail", "www.known.example"),
        f"https://web.archive.org/web/20250601000000/{site.url('/known', 'known.example')}",
    ]
    lines = [*good, *odd, *none, *there, site.url("/lost", "nowhere.example")]
    lines += [f"A headline – {good[0]}.", "", "no address at all", "ftp://files.example/a"]
    response = client.post(reverse(QUEUE), {"addresses": "\r\n".join(lines)})

    # What is no address stays in the field with its reason; all others are queued, each once.
    page = response.content.decode()
    field = LexborHTMLParser(page).css_first("textarea[name=addresses]")
    assert field
    assert field.text().split("\n") == ["no address at all", "ftp://files.example/a"]
    assert "ftp://files.example/a: " in page
    assert QueuedPage.objects.count() == len(lines) - 5 + 1 - 1
    assert "No worker is running" in page

    worked_off()
    assert record() == before
    told = states(client)
    read = {name for name, (state, _told) in told.items() if state == QueueState.READ}
    assert read == {str(number) for number in range(10)} | {"pdf", "moved", "text"}
    here = {row.source for row in QueuedPage.objects.filter(state=QueueState.HERE)}
    assert here == {known}
    assert QueuedPage.objects.filter(state=QueueState.HERE).count() == 2
    failed = {name: why for name, (state, why) in told.items() if state == QueueState.FAILED}
    assert set(failed) == {"404", "410", "403", "loop", "picture", "empty"}
    assert failed["404"] == "The site says this page does not exist (404)."
    assert "Paste the text instead" in failed["403"]
    # Of what may pass, each is due once more, and says what stood in the way.
    waiting = QueuedPage.objects.filter(state=QueueState.WAITING)
    assert {row.url.rpartition("/")[2] for row in waiting} == {
        "slow", "endless", "429", "500", "lost",
    }  # fmt: skip
    for row in waiting:
        assert row.tries == 1 and row.told and row.due_at > timezone.now()
    page = client.get(reverse(QUEUE)).content.decode()
    for why in (*failed.values(), of("lost").told):
        assert why.replace("’", "&#x27;").replace("'", "&#x27;") in page or why in page
    assert "Next try: " in page

    # A redirect is told, and the source gets the address that its text is from.
    sent = confirming(client, of("moved"))
    assert sent["url"] == site.url("/11", "moved.example")
    page = client.get(address(of("moved"))).content.decode()
    assert f"The page has moved to {sent['url']}." in page
    assert "The page has moved" not in client.get(address(of("3"))).content.decode()

    # One is confirmed: source, outlet and text are written, and the next is shown.
    sent = confirming(client, of("3"))
    assert sent["title"] == "Shield number 3"
    assert sent["new_outlet"] == "Example 3"
    assert sent["authors"] == "Ann Long"
    assert sent["published"] == "2025-05-13"
    response = client.post(address(of("3")), sent | {"act": "add", "next": "1"})
    assert response.status_code == 302
    source = Source.objects.get(title="Shield number 3")
    assert source.outlet.name == "Example 3"
    assert source.outlet.hosts == ["news3.example"]
    assert source.captures.get().how == How.FETCHED
    assert "We will build number 3" in source.captures.get().text
    assert response.url == address(QueuedPage.objects.filter(state=QueueState.READ).earliest("pk"))
    assert of("3").state == QueueState.ADDED
    assert of("3").document is None
    # Once more, as by a double click: it is there, and nothing is written twice.
    assert client.post(address(of("3")), sent | {"act": "add"}).status_code == 302
    assert Source.objects.filter(title="Shield number 3").count() == 1

    # What was refused takes the text by hand, on its own page.
    row = of("403")
    assert row.told in client.get(address(row)).content.decode()
    pasted = (
        "A wall for the north\n\nBy Ann Long\n\nMay 3, 2025\n\nThe minister said in the house on "
        "Tuesday: “We build a wall for the north.” Nothing else was said."
    )
    assert client.post(address(row), {"pasted": "", "how": "pasted"}).status_code == 200
    assert client.post(address(row), {"pasted": pasted, "how": "pasted"}).status_code == 302
    sent = confirming(client, of("403"))
    assert (sent["title"], sent["published"]) == ("A wall for the north", "2025-05-03")
    # A mistake loses nothing, and writes nothing.
    wrong = client.post(address(row), sent | {"act": "add", "published": "2025-13-45"})
    assert wrong.status_code == 200 and 'value="2025-13-45"' in wrong.content.decode()
    assert not Source.objects.filter(title="A wall for the north").exists()
    # Nor is a text kept that came after the page was opened: what was typed is shown beside it.
    pasted = pasted.replace("Nothing else was said.", "Nobody else spoke.")
    client.post(address(row), {"pasted": pasted, "how": "pasted"})
    other = client.post(address(row), sent | {"act": "add", "authors": "Bob Short"})
    assert other.status_code == 200 and "Bob Short" in other.content.decode()
    assert "The text was replaced after you opened this page." in other.content.decode()
    assert not Source.objects.filter(title="A wall for the north").exists()
    sent = confirming(client, of("403"))
    done = client.post(address(row), sent | {"act": "add"}, follow=True)
    assert Source.objects.get(title="A wall for the north").captures.get().how == How.PASTED
    assert "Text saved" in done.content.decode()

    # What led to a source that is here offers its text there.
    row = QueuedPage.objects.filter(url__endswith="/to-known").get()
    assert client.get(address(row)).url.endswith(f"?queued={row.pk}")
    page = client.get(address(row), follow=True).content.decode()
    assert "Shield number 20" in page and "Save this text" in page
    assert not known.captures.exists()

    # Nobody else sees any of it.
    assert editor("eve").get(address(row)).status_code == 404
    client.post(reverse("admin:quotes_source_queue_clear"), {"page": of("404").pk})
    assert not QueuedPage.objects.filter(url__endswith="/404").exists()
    before_again = of("410").pk
    client.post(reverse("admin:quotes_source_queue_again"), {"page": before_again})
    assert of("410").state == QueueState.WAITING


def test_a_worker_that_is_killed_leaves_its_page_to_the_next(site: LocalSite, no_jobs_left: None):
    client = editor("ada")
    asked: list[int] = []

    def stuck(_request: Any) -> Answer:
        asked.append(1)
        if len(asked) == 1:
            time.sleep(5)
        return article(7)

    site.pages["/stuck"] = stuck
    client.post(reverse(QUEUE), {"addresses": site.url("/stuck")})
    worker = os.fork()
    if not worker:
        # Its own connections: those of this process are not touched.
        for one in connections.all():
            one.connection = None
        try:
            worked_off()
        finally:
            os._exit(0)
    deadline = time.monotonic() + 30
    while not asked:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert of("stuck").state == QueueState.WAITING
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")
    assert not tasks.is_worked_off()
    worked_off()
    assert of("stuck").state == QueueState.READ
    assert len(asked) == 2


def stop_a_worker_and_its_job(name: str) -> None:
    """A job of the page is left in the hands of a worker that died."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h')"
            " RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
            " WHERE queueing_lock = %s AND status = 'todo'",
            [worker, name],
        )
        assert cursor.rowcount == 1


def open_jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'read_page'")
        return [status for (status,) in cursor.fetchall()]


def test_asking_anew_while_a_page_is_read_or_put_off(site: LocalSite, no_jobs_left: None):
    client = editor("ada")
    again = reverse("admin:quotes_source_queue_again")
    site.pages["/busy"] = Answer(b"No.", 500)
    client.post(reverse(QUEUE), {"addresses": site.url("/busy", "one.example")})
    row = of("busy")
    asked: list[int] = []

    def asked_anew(_request: Any) -> Answer:
        # An editor asks for it again while it is read.
        asked.append(1)
        if len(asked) == 1:
            queue.try_again([of("busy")], tasks.start)
            connection.close()
        return Answer(b"No.", 500)

    site.pages["/busy"] = asked_anew
    worked_off()
    assert len(asked) == 2
    assert open_jobs() == []
    assert of("busy").is_waiting and of("busy").due_at > timezone.now()
    # One that was put off holds up no other of its host, and is read at once when asked for.
    site.pages["/5"] = article(5)
    client.post(reverse(QUEUE), {"addresses": site.url("/5", "one.example")})
    worked_off()
    assert of("5").state == QueueState.READ and len(asked) == 2
    client.post(again, {"page": row.pk})
    worked_off()
    assert len(asked) == 3
    # The job of a worker that died, and the same page queued anew: neither is in the way.
    client.post(again, {"page": row.pk})
    stop_a_worker_and_its_job(queue.job_name(row))
    client.post(again, {"page": row.pk})
    assert sorted(open_jobs()) == ["doing", "todo"]
    site.pages["/busy"] = article(6)
    worked_off()
    assert of("busy").state == QueueState.READ
    assert open_jobs() == []
    # Nor does a page that is due wait for longer than a minute.
    QueuedPage.objects.filter(pk=row.pk).update(state=QueueState.WAITING, due_at=timezone.now())
    worked_off()
    assert of("busy").state == QueueState.READ


@pytest.mark.django_db
def test_what_an_editor_did_while_a_page_was_read_stays(site: LocalSite):
    client = editor("ada")
    pasted = f"A wall for the north\n\nBy Ann Long\n\nThe minister said: “{WORDS}” Nothing more."

    def paste(row: QueuedPage) -> None:
        client.post(address(row), {"pasted": pasted, "how": "pasted"})

    def put_away(row: QueuedPage) -> None:
        client.post(address(row), {"act": "put_away"})

    for number, (act, then) in enumerate(
        (act, then) for act in (paste, put_away) for then in (article(3), Answer(b"No.", 500))
    ):
        url = site.url(f"/meanwhile{number}", "news.example")
        row = queue.enqueue(url, User.objects.get(username="ada").pk, lambda _page: None)
        with site.fetcher() as fetcher:
            site.pages[f"/meanwhile{number}"] = then
            real = fetcher.fetch

            def fetch(url: str, act: Any = act, row: Any = row, real: Any = real) -> Any:
                got = real(url)
                act(QueuedPage.objects.get(pk=row.pk))
                return got

            fetcher.fetch = fetch  # type: ignore[assignment]
            queue.work_off(row, fetcher)
        now = QueuedPage.objects.filter(pk=row.pk).first()
        if act is paste:
            assert now and now.state == QueueState.READ and now.how == How.PASTED
            assert "A wall for the north" in now.title and not now.told
        else:
            assert now is None
    # A page that ended its worker each time is given up.
    row = queue.enqueue(
        "https://news.example/z", User.objects.get(username="ada").pk, lambda _page: None
    )
    QueuedPage.objects.filter(pk=row.pk).update(tries=len(queue.PAUSES) + 1)
    row.refresh_from_db()
    with site.fetcher(resolve=nowhere) as fetcher:
        queue.work_off(row, fetcher)
    row.refresh_from_db()
    assert row.state == QueueState.FAILED and row.told == queue._fault()


def nowhere(_host: str, _port: int) -> list[str]:
    raise OSError("no network")


@pytest.mark.django_db
def test_without_a_network_each_page_is_tried_again_and_not_for_ever(site: LocalSite):
    client = editor("ada")
    client.post(reverse(QUEUE), {"addresses": "https://news.example/a"})
    row = QueuedPage.objects.get()
    before = record()
    pauses = []
    while row.is_waiting:
        with site.fetcher(resolve=nowhere) as fetcher:
            try:
                queue.work_off(row, fetcher)
            except queue.Later as later:
                pauses.append(later.at - timezone.now())
    assert [round(each / timedelta(minutes=1)) for each in pauses] == [10, 60, 360, 1440]
    assert row.state == QueueState.FAILED
    assert "We cannot reach news.example from here." in row.told
    assert record() == before
    page = client.get(address(row)).content.decode()
    assert "We cannot reach news.example from here." in page and 'name="pasted"' in page


@pytest.mark.django_db
def test_texts_of_the_record_are_queued_by_a_button_and_by_the_command(site: LocalSite, capsys):
    client = editor("ada")
    sources = [make.source(url=site.url(f"/{number}", "news.example")) for number in range(3)]
    other = make.source(url=site.url("/4", "other.example"))
    gone = make.source(url=site.url("/404", "gone.example"))
    page = client.post(reverse("admin:quotes_source_queue_texts"), follow=True).content.decode()
    assert "5 pages queued." in page and "0 of 5 pages handled" in page
    rows = QueuedPage.objects.texts()
    assert {row.source for row in rows} == {*sources, other, gone}
    # Queued once more it waits once; hosts take turns.
    call_command("fetch_captures", "--queue")
    assert "5 pages wait in the queue." in capsys.readouterr().out
    assert rows.count() == 5
    assert len({row.host for row in rows.order_by("pk")[:3]}) == 3
    for row in rows.order_by("pk"):
        with site.fetcher() as fetcher:
            queue.work_off(row, fetcher)
    assert Capture.objects.count() == 4
    state = client.get(reverse("admin:quotes_source_queue_state")).json()
    assert "5 of 5 pages handled: 4 texts saved, 1 could not be read." in state["html"]
    assert "The site says this page does not exist (404)." in state["html"]
    assert state["waits"] is False


@pytest.mark.django_db
def test_one_address_that_is_known_leads_to_its_source(site: LocalSite):
    client = editor("ada")
    known = make.source(url="https://news.example/a")
    response = client.post(
        reverse(QUEUE), {"addresses": "https://www.news.example/a?utm_medium=x"}, follow=True
    )
    assert response.redirect_chain[-1][0] == reverse("admin:quotes_source_change", args=[known.pk])
    assert "already in the archive" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines", ["", " \n ", "\n".join(f"https://a.example/{n}" for n in range(51))]
)
def test_nothing_and_too_many_are_refused(lines: str):
    client = editor("ada")
    response = client.post(reverse(QUEUE), {"addresses": lines})
    assert response.status_code == 200
    assert "were not queued" in response.content.decode()
    assert not QueuedPage.objects.exists()


@pytest.mark.django_db
def test_selected_words_become_a_card(site: LocalSite):
    client = editor("ada")
    user = User.objects.get()
    row = queue.begun_page(site.url("/article"), user.pk)
    from quotes.capture.documents import read_pasted

    queue.keep_read(row, read_pasted(ARTICLE, url=row.url), How.SENT)
    row.words = f" “{WORDS.replace(' ', chr(160) + chr(10))}” "
    row.save()
    sent = confirming(client, row)
    response = client.post(address(row), sent | {"act": "add", "new_outlet": "Example"})
    assert response.status_code == 302
    kept = Capture.objects.get()
    assert kept.how == How.SENT
    assert "card=" in response.url
    number = int(response.url.partition("card=")[2].partition("#")[0])
    proposal = Proposal.objects.get(pk=number)
    assert kept.text[proposal.start : proposal.end].strip("“”") in (WORDS, WORDS.rstrip(","))
