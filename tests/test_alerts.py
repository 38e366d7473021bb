"""Following by e-mail: asked for, confirmed, told of what is new once, stopped at one click; and
the hub that is told of feeds.
"""

import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from quotes.editing import EditContext, merge, publish, record_changes, rename, withdraw
from quotes.models import Citation, HubNotice, Statement, Subscription
from quotes.website.alerts import sending
from quotes.website.alerts.sending import SETTLED_AFTER, send_due
from tests import factories as make
from tests import html

pytestmark = pytest.mark.django_db

READER = "reader@mail.example"


def link_in(letter: EmailMessage) -> str:
    """The path of the last link of a letter."""
    links = re.findall(r"https://archive\.example((?:/fr)?/follow/\S+)", str(letter.body))
    return links[-1]


def asks(client: Client, address: str = "/follow/", **told: str):
    return client.post(address, {"email": READER, "every": "day", **told})


def follows(client: Client, address: str = "/follow/", **told: str) -> Subscription:
    """A reader who has confirmed, some days ago."""
    assert asks(client, address, **told).status_code == 200
    assert client.post(link_in(mail.outbox.pop())).status_code == 200
    row = Subscription.objects.latest("pk")
    moment = timezone.now() - timedelta(days=3)
    Subscription.objects.filter(pk=row.pk).update(
        confirmed_at=moment, told_until=moment, told_at=moment
    )
    return row


def published(hours_ago: float, **fields) -> Statement:
    moment = timezone.now() - timedelta(hours=hours_ago)
    made = make.draft(**fields)
    make.citation(made)
    publish(made, EditContext("First published", at=moment))
    return made


def send(now: datetime | None = None) -> list[EmailMessage]:
    """What is sent by a run."""
    before = len(mail.outbox)
    send_due(now or timezone.now())
    return list(mail.outbox[before:])


# --- asking and confirming -----------------------------------------------------------------------


def test_nobody_is_written_to_before_they_confirm(client: Client) -> None:
    published(1)
    page = client.get("/follow/?q=dome")
    assert html.faults(page.content.decode()) == []
    assert "What is stored" in page.content.decode()
    answer = asks(client)
    assert "Look into your mailbox." in answer.content.decode()
    [letter] = mail.outbox
    assert letter.to == [READER]
    assert "List-Unsubscribe" not in letter.extra_headers
    assert Subscription.objects.get().confirmed_at is None
    assert send(timezone.now() + timedelta(hours=30)) == []
    # Programs that look at letters follow links, and confirm nothing by it.
    path = link_in(letter)
    assert "Yes, write to me" in client.get(path).content.decode()
    assert Subscription.objects.get().confirmed_at is None
    assert "You follow this now" in client.post(path).content.decode()
    assert Subscription.objects.get().confirmed_at is not None


def test_the_first_letter_has_no_word_of_a_stranger(client: Client) -> None:
    asks(client, "/follow/?q=WIN+$1000+at+https://evil.example/x+now")
    [letter] = mail.outbox
    assert letter.subject == "DomeTracker: Please confirm: a search among the statements"
    assert not re.search("WIN|evil", f"{letter.subject} {letter.body}")
    assert "evil" in client.get(link_in(letter)).content.decode()


def test_who_asks_again_has_two_days_again(client: Client) -> None:
    asks(client)
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=1))
    asks(client)
    row = Subscription.objects.get()
    assert row.asked_at > timezone.now() - timedelta(hours=1)
    assert client.post(link_in(mail.outbox[-1])).status_code == 200
    # A second click of the same link begins nothing anew.
    begun = Subscription.objects.get().told_until
    assert client.post(link_in(mail.outbox[-1])).status_code == 200
    assert Subscription.objects.get().told_until == begun
    asks(client, every="week")
    assert Subscription.objects.get().told_until == begun


def test_mail_that_cannot_be_sent_is_no_error_of_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = asks(client)
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()
    assert READER in answer.content.decode()


def test_an_address_that_is_not_confirmed_is_forgotten(client: Client) -> None:
    asks(client)
    path = link_in(mail.outbox[0])
    later = timezone.now() + timedelta(days=2, hours=1)
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=2, hours=1))
    assert send_due(timezone.now()).forgotten == 1
    assert not Subscription.objects.exists()
    assert client.get(path).status_code == 410
    assert send(later) == []


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"email": ""}, "Write your e-mail address."),
        ({"email": "reader at mail"}, "This is not an e-mail address: reader at mail"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "This is not an e-mail address"),
        ({"email": f"{'a' * 300}@b.example"}, "at most 254"),
        ({"every": "hour"}, "Choose every day or every week."),
        ({"every": ""}, "Choose how often."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, told: dict[str, str], sentence: str
) -> None:
    answer = asks(client, **told)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert told.get("email", READER)[:20].partition("\n")[0] in answer.content.decode()
    assert not mail.outbox
    assert not Subscription.objects.exists()


def test_a_program_that_fills_every_field_is_not_written_for(client: Client) -> None:
    answer = asks(client, website="https://spam.example")
    assert "Look into your mailbox." in answer.content.decode()
    assert not mail.outbox
    assert not Subscription.objects.exists()


def test_letters_are_limited_for_each_address_and_network(client: Client) -> None:
    answers = [
        client.post("/follow/", {"email": READER, "every": "day"}, REMOTE_ADDR=f"198.51.100.{n}")
        for n in range(4)
    ]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    many = [
        client.post(
            "/follow/", {"email": f"r{n}@mail.example", "every": "day"}, REMOTE_ADDR="203.0.113.9"
        ).status_code
        for n in range(11)
    ]
    assert many == [200] * 10 + [429]


def test_a_list_that_cannot_be_read_is_not_followed(client: Client) -> None:
    long = f"/follow/?q={'dome+' * 190}&q={'x' * 2_000}"
    for address in ("/follow/?kind=nonsense", "/follow/corrections/?statement=$", long):
        assert client.get(address).status_code == 400
        assert asks(client, address).status_code == 400
    assert not Subscription.objects.exists()


def test_an_archive_that_sends_no_mail_offers_none(client: Client, settings) -> None:
    made = make.statement()
    settings.MAIL_FROM = ""
    assert client.get("/follow/").status_code == 404
    assert "/follow/" not in client.get(made.speaker.get_absolute_url()).content.decode()
    with pytest.raises(CommandError, match="MAIL_FROM and SITE_URL"):
        call_command("send_alerts")


# --- telling -------------------------------------------------------------------------------------


def test_a_filter_is_told_of_what_is_new_in_it(client: Client) -> None:
    speaker = make.speaker("Lorem Ipsum")
    make.role(speaker, "Minister", since="2020")
    published(100, speaker=speaker, text="This is old.")
    row = follows(client, f"/follow/?speaker={speaker.slug}")
    first = published(3, speaker=speaker, text="We build\nit now.")
    second = published(2, speaker=speaker, text="They asked for more.", kind="paraphrase")
    published(2, text="By somebody else.")
    doubted = published(
        1, speaker=speaker, text="Perhaps.", doubt="disputed", doubt_reason="Nobody heard it."
    )
    withdraw(published(1, speaker=speaker, text="Gone again."), EditContext("Never said."))
    [letter] = send()
    assert letter.subject == "DomeTracker: 3 new statements: Lorem Ipsum"
    body = str(letter.body)
    assert "“We build it now.”" in body
    assert "Paraphrase: They asked for more." in body
    assert "“They asked" not in body
    assert "[disputed attribution]" in body
    assert "Lorem Ipsum, Minister – 21 May 2025" in body
    assert "not yet checked" in body
    places = [body.index(f"/s/{one.public_id}") for one in (first, second, doubted)]
    assert places == sorted(places)
    for absent in ("This is old.", "By somebody else.", "Gone again.", "&"):
        assert absent not in body
    stop = f"https://archive.example{link_in(letter)}"
    assert letter.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Subscription.objects.get(pk=row.pk).told_at > row.told_at


def test_nothing_is_told_twice_and_nothing_is_missed(client: Client) -> None:
    follows(client)
    published(3, text="Number one.")
    assert len(send()) == 1
    assert send() == []
    # Published while the first letter was written: it was too young for that, and comes next.
    published(0.01, text="Number two.")
    tomorrow = timezone.now() + timedelta(days=1)
    [letter] = send(tomorrow)
    assert "Number two." in str(letter.body)
    assert "Number one." not in str(letter.body)
    assert send(tomorrow + timedelta(days=1)) == []
    assert timedelta(hours=1) > SETTLED_AFTER


def test_a_letter_that_is_refused_is_sent_by_the_next_run(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    follows(client)
    published(3)

    def refuse(*_args: object) -> None:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(CommandError, match="1 letters could not be sent"):
            call_command("send_alerts", stdout=StringIO())
    assert len(send()) == 1
    assert send() == []


class DroppingMail(EmailBackend):
    """A server of mail that closes a connection after some letters, or never answers."""

    connections, most, sent, is_down = 0, 2, 0, False
    taken: list[str] = []

    def open(self) -> bool:
        if self.connection is None:
            type(self).connections += 1
            if self.is_down:
                raise ConnectionRefusedError("nobody is there")
            self.connection, self.sent = object(), 0
            return True
        return False

    def close(self) -> None:
        self.connection = None

    def send_messages(self, messages) -> int:
        self.open()
        [letter] = messages
        if "refused" in letter.to[0]:
            raise SMTPRecipientsRefused({letter.to[0]: (550, b"no such mailbox")})
        if self.sent >= self.most:
            raise SMTPServerDisconnected("too many letters")
        self.sent += 1
        self.taken.append(letter.to[0])
        return 1


def test_a_connection_that_is_dropped_fails_no_other_letter(
    client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every letter is sent once but the refused one, by as many connections as it takes."""
    readers = [f"reader{number}@mail.example" for number in range(7)]
    readers.insert(3, "refused@mail.example")
    with monkeypatch.context() as patch:
        patch.setattr("quotes.website.follow._too_often", lambda *_: 0)
        for email in readers:
            follows(client, email=email)
    published(3)
    settings.EMAIL_BACKEND = f"{__name__}.DroppingMail"
    monkeypatch.setattr(DroppingMail, "taken", [])
    with pytest.raises(CommandError, match="1 letters could not be sent"):
        call_command("send_alerts", stdout=StringIO())
    assert DroppingMail.taken == [email for email in readers if "refused" not in email]
    # A server that is not there is asked for a few letters, and all wait for the next run.
    monkeypatch.setattr(DroppingMail, "taken", [])
    monkeypatch.setattr(DroppingMail, "is_down", True)
    monkeypatch.setattr(DroppingMail, "connections", 0)
    Subscription.objects.update(told_until=timezone.now() - timedelta(days=3))
    Subscription.objects.update(told_at=timezone.now() - timedelta(days=3))
    assert send_due(timezone.now()).failed == len(readers)
    assert DroppingMail.connections <= 4
    monkeypatch.setattr(DroppingMail, "is_down", False)
    assert send_due(timezone.now()).sent == len(readers) - 1


def test_a_source_is_followed_like_a_list(client: Client) -> None:
    source = make.source("2025-05-22", title="A headline")
    offer = f'/follow/source/?source={source.public_id}"'
    told = published(100)
    Citation.objects.filter(statement=told).update(source=source)
    record_changes([], EditContext("Found there"))
    page = client.get(source.get_absolute_url())
    assert offer in page.content.decode().replace("&amp;", "&")
    row = follows(client, f"/follow/source/?source={source.public_id}")
    made = make.draft(text="It stands in the source.")
    make.citation(made, source=source)
    publish(made, EditContext("First published", at=timezone.now() - timedelta(hours=2)))
    published(2, text="It stands elsewhere.")
    [letter] = send()
    assert "A headline" in letter.subject
    assert "It stands in the source." in str(letter.body)
    assert "elsewhere" not in str(letter.body)
    assert source.get_absolute_url() in str(letter.body)
    # What it was merged into goes on.
    kept = make.source("2025-05-22", title="The same headline", outlet=source.outlet)
    later = make.draft(text="It stands in the other.")
    make.citation(later, source=kept)
    publish(later, EditContext("First published"))
    merge(kept, source, EditContext("One document", overrides_check=True))
    assert Subscription.objects.get(pk=row.pk).query == f"source={source.public_id}"
    [letter] = send(timezone.now() + timedelta(days=1))
    assert "It stands in the other." in str(letter.body)
    for damaged in ("", "?source=", "?source=nosuch", "?source=%00"):
        assert client.get(f"/follow/source/{damaged}").status_code == 400


@pytest.mark.parametrize("way", ["merged", "renamed"])
@pytest.mark.parametrize("kind", ["speaker", "outlet", "topic"])
def test_who_follows_what_was_merged_or_renamed_follows_what_it_is_now(
    client: Client, kind: str, way: str
) -> None:
    act = EditContext("One and the same", overrides_check=True)
    one, other = (getattr(make, kind)(f"{kind}-{name}") for name in ("one", "other"))
    fields = {"speaker": "speaker", "topic": "topics"}

    def said(by, hours: float, text: str) -> Statement:
        if kind == "outlet":
            made = make.draft(text=text)
            make.citation(made, source=make.source("2025-05-22", outlet=by))
        else:
            made = make.draft(text=text, **{fields[kind]: by if kind == "speaker" else (by,)})
            make.citation(made)
        publish(made, EditContext("First published", at=timezone.now() - timedelta(hours=hours)))
        return made

    said(one, 200, "Of one.")
    said(other, 200, "Of the other.")
    follows(client, f"/follow/?{kind}={one.slug}")
    if way == "merged":
        merge(other, one, act)
    else:
        rename(one, "what-it-is-called-now", act)
    now = other if way == "merged" else one
    now.refresh_from_db()
    said(now, 2, "Said since.")
    [letter] = send()
    assert "Said since." in str(letter.body)
    assert now.slug in str(letter.body)


def test_two_runs_at_once_send_one_letter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looks while the first is writing."""
    follows(client)
    published(3)
    made, inner = sending.letters.news, []

    def meanwhile(*args):
        if not inner:
            inner.append(True)
            send_due(timezone.now())
        return made(*args)

    monkeypatch.setattr(sending.letters, "news", meanwhile)
    send_due(timezone.now())
    assert len(mail.outbox) == 1


def test_a_week_is_a_week(client: Client) -> None:
    follows(client, every="week")
    published(3)
    assert send() == []
    [letter] = send(timezone.now() + timedelta(days=4))
    assert "1 new statement:" in letter.subject


def test_who_follows_a_statement_hears_that_it_was_corrected(client: Client) -> None:
    one, other = published(200), published(200)
    follows(client, f"/follow/corrections/?statement={one.public_id}")
    for made in (one, other):
        made.text = "Mended words."
        made.save()
        act = EditContext(
            "A slip of the pen", at=timezone.now() - timedelta(hours=1), overrides_check=True
        )
        record_changes([made.pk], act)
    [letter] = send()
    assert letter.subject.startswith("DomeTracker: 1 correction: Corrections of: ")
    assert "A slip of the pen" in str(letter.body)
    assert f"/s/{one.public_id}/v/2" in str(letter.body)
    withdraw(one, EditContext("It was never said."))
    [letter] = send(timezone.now() + timedelta(days=1))
    assert "It was never said." in str(letter.body)


def test_letters_are_in_the_language_that_was_asked_in(client: Client) -> None:
    follows(client, "/fr/follow/")
    published(3)
    [letter] = send()
    assert "21 mai 2025" in str(letter.body)
    assert "/fr/follow/stop/" in str(letter.body)


def test_a_long_list_is_cut_and_says_so(client: Client) -> None:
    follows(client)
    speaker = make.speaker()
    for _number in range(53):
        published(3, speaker=speaker)
    [letter] = send()
    assert letter.subject.startswith("DomeTracker: 53 new statements")
    assert "And 3 more: https://archive.example/statements/" in str(letter.body)


# --- stopping ------------------------------------------------------------------------------------


def test_one_click_stops_and_deletes(client: Client) -> None:
    follows(client)
    published(3)
    [letter] = send()
    path = link_in(letter)
    # Programs follow links: to look is not to stop.
    assert "Stop, and delete my address" in client.get(path).content.decode()
    assert Subscription.objects.exists()
    one_click = Client(enforce_csrf_checks=True)
    answer = one_click.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscription.objects.exists()
    assert one_click.post(path).status_code == 200
    assert send(timezone.now() + timedelta(days=2)) == []


@pytest.mark.parametrize("way", ["confirm", "stop"])
def test_a_damaged_link_does_nothing(client: Client, way: str) -> None:
    follows(client)
    for token in ("x", "WzEsIjEiXQ:1abc:def", "%00"):
        for answer in (
            client.get(f"/follow/{way}/{token}/"),
            client.post(f"/follow/{way}/{token}/"),
        ):
            assert answer.status_code in (404, 410)
    assert Subscription.objects.count() == 1


def test_a_link_of_one_kind_is_none_of_the_other(client: Client) -> None:
    follows(client)
    published(3)
    path = link_in(send()[0])
    assert client.post(path.replace("/stop/", "/confirm/")).status_code == 410
    assert Subscription.objects.count() == 1


# --- the hub -------------------------------------------------------------------------------------


class Hub(HTTPServer):
    """A hub on this machine that notes what it is told."""

    told: list[dict[str, list[str]]]
    status = 204


class _Told(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.append(parse_qs(body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_of_no_concern: object) -> None:
        pass


@pytest.fixture
def hub(settings) -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), _Told)
    server.told = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    server.server_close()


def ping() -> str:
    out = StringIO()
    call_command("ping_hub", stdout=out)
    return out.getvalue()


def test_the_hub_is_told_of_feeds_with_something_new(client: Client, hub: Hub) -> None:
    speaker = make.speaker("Lorem Ipsum")
    ping()
    assert {one["hub.mode"][0] for one in hub.told} == {"publish"}
    HubNotice.objects.update(told_until=timezone.now())
    hub.told.clear()
    assert ping() == "Told the hub of 0 feeds.\n"
    assert hub.told == []
    HubNotice.objects.update(told_until=timezone.now())
    made = make.statement(speaker=speaker, topics=(make.topic("cost"),))
    ping()
    [told] = hub.told
    assert set(told["hub.url"]) == {
        f"https://archive.example{language}/statements.{suffix}{query}"
        for language in ("", "/fr")
        for suffix in ("atom", "feed.json")
        for query in ("", f"?speaker={speaker.slug}", "?topic=cost")
    }
    for url in told["hub.url"]:
        assert client.get(url.removeprefix("https://archive.example")).status_code == 200
    HubNotice.objects.update(told_until=timezone.now())
    hub.told.clear()
    made.place = "Nuuk"
    made.save()
    record_changes([made.pk], EditContext("The place is known"))
    ping()
    assert (
        f"https://archive.example/corrections.atom?statement={made.public_id}"
        in (hub.told[0]["hub.url"])
    )


def test_a_hub_that_fails_is_told_again(hub: Hub) -> None:
    hub.status = 503
    with pytest.raises(CommandError, match="was not told"):
        ping()
    assert not HubNotice.objects.exists()
    hub.status = 202
    assert "Told the hub of 8 feeds." in ping()
