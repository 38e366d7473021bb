"""Notices: who has to do with a statement is told, on the desk and by e-mail, each thing once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from quotes.editing.roles import give_role
from quotes.editing.workflow import (
    EditorGroup,
    first_publication,
    publish_reviewed,
    send_back,
    send_to_review,
)
from quotes.models import Letters, Notice, NoticeKind, Profile, State, Statement
from quotes.notices import tell
from quotes.notices.letters import send_due
from tests import factories as make
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

SITE = {"MAIL_FROM": "desk@archive.example", "SITE_URL": "https://archive.example"}


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    make_groups()


def person(name: str, role: str = EditorGroup.EDITOR, letters: str = "") -> User:
    account = User.objects.create_user(name, email=f"{name}@news.example")
    give_role(account, role)
    if letters:
        Profile.objects.create(account=account, letters=letters)
    return account


def draft_of(account: User) -> Statement:
    draft = make.draft(created_by=account)
    make.citation(draft)
    return draft


def told(account: User) -> list[str]:
    unread = Notice.objects.filter(account=account).unread()
    return list(unread.order_by("pk").values_list("kind", flat=True))


def client_of(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, name: str = "notices") -> str:
    return client.get(reverse(f"admin:{name}")).content.decode()


def badge(client: Client) -> str:
    found = re.search(r'class="notices-count">(\d+)<', page(client, "index"))
    return found[1] if found else ""


def test_each_step_is_told_to_whom_it_concerns():
    author, editor = person("ada", EditorGroup.CONTRIBUTOR), person("ed")
    admin, gone = person("chief", EditorGroup.ADMIN), person("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    statement = draft_of(author)
    send_to_review(statement, author)
    everybody = [author, editor, admin, gone]
    assert [told(one) for one in everybody] == [[], ["to-review"], ["to-review"], []]
    send_back(statement, editor, "Name the day.")
    assert [told(one) for one in everybody] == [["sent-back"], [], [], []]
    assert Notice.objects.get(account=author).text == "Name the day."
    send_to_review(statement, author)
    publish_reviewed(statement, editor, first_publication("Ed Long"))
    assert [told(one) for one in everybody] == [["sent-back", "published"], [], [], []]


def test_nobody_is_told_of_what_they_did_or_may_not_do():
    author, other = person("ada"), person("ed")
    statement = draft_of(author)
    send_to_review(statement, author)
    assert (told(author), told(other)) == ([], ["to-review"])
    # One who takes back their own needs no notice of it.
    send_back(statement, author, "")
    assert (told(author), told(other)) == ([], [])


def test_the_badge_counts_and_a_notice_leads_where_something_is_to_be_done():
    author, editor = person("ada", EditorGroup.CONTRIBUTOR), person("ed")
    statement = draft_of(author)
    tell(editor, NoticeKind.MENTION, statement, "@ed look at <b>this</b>", by=author)
    send_to_review(statement, author)
    client, theirs = client_of(editor), client_of(author)
    assert (badge(client), badge(theirs)) == ("2", "")
    shown = page(client)
    assert "@ed look at &lt;b&gt;this&lt;/b&gt;" in shown
    links = [reverse("admin:notice", args=[row.pk]) for row in Notice.objects.order_by("pk")]
    assert all(link in shown for link in links)
    assert theirs.get(links[0]).status_code == 404
    assert client.get(links[1]).url == reverse("admin:quotes_statement_review", args=[statement.pk])
    assert client.get(links[0]).url == reverse("admin:quotes_statement_change", args=[statement.pk])
    assert badge(client) == ""
    tell(editor, NoticeKind.COMMENT, statement, by=author)
    client.post(reverse("admin:notices"), {"read": "all"})
    assert badge(client) == ""
    assert page(client).count('class="notice-kind"') == 3


def test_a_review_that_is_done_is_asked_of_nobody(django_assert_max_num_queries: Any):
    author, editor = person("ada", EditorGroup.CONTRIBUTOR), person("ed")
    for _time in range(12):
        send_to_review(draft_of(author), author)
    client = client_of(editor)
    assert badge(client) == "12"
    Statement.objects.filter(created_by=author).update(state=State.DRAFT)
    assert badge(client) == ""
    with django_assert_max_num_queries(12):
        page(client)


# --- by e-mail -----------------------------------------------------------------------------------


@override_settings(**SITE)
def test_at_once_once_a_day_or_never(django_capture_on_commit_callbacks: Any):
    author = person("ada", EditorGroup.CONTRIBUTOR)
    accounts = {letters: person(letters, letters=letters) for letters in Letters.values}
    plain = person("plain")
    with django_capture_on_commit_callbacks(execute=True):
        send_to_review(draft_of(author), author)
        send_to_review(draft_of(author), author)
    at_once = [letter.to for letter in mail.outbox]
    assert at_once == [["at-once@news.example"]] * 2
    mail.outbox.clear()
    now = timezone.now()
    assert send_due(now) == (2, 0)
    assert {letter.to[0] for letter in mail.outbox} == {"daily@news.example", plain.email}
    assert all(letter.subject.endswith(": 2 notices") for letter in mail.outbox)
    # Each thing once, and one letter a day.
    assert send_due(now) == (0, 0)
    tell(accounts["daily"], NoticeKind.MENTION, Statement.objects.earliest("pk"), by=author)
    assert send_due(now + timedelta(hours=2)) == (0, 0)
    assert send_due(now + timedelta(hours=24)) == (1, 0)


@override_settings(**SITE)
def test_a_letter_leads_to_the_desk_and_is_stopped_by_one_click(client: Client):
    account = person("ada")
    statement = draft_of(person("ed"))
    tell(account, NoticeKind.SENT_BACK, statement, "Name the day.\nPlease.", by=None)
    call_command("send_alerts")
    [letter] = mail.outbox
    notice = reverse("admin:notice", args=[Notice.objects.get().pk])
    assert f"https://archive.example{notice}" in letter.body
    assert "Name the day." in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in letter.body
    address = stop.removeprefix("https://archive.example")
    assert "Stop these letters" in client.get(address).content.decode()
    assert client.get(address.rstrip("/") + "x/").status_code == 404
    assert Profile.objects.get(account=account).letters == Letters.DAILY
    stopped = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    tell(account, NoticeKind.MENTION, statement)
    assert send_due(timezone.now() + timedelta(days=2)) == (0, 0)
    # And may be asked for again.
    desk = client_of(account)
    desk.post(reverse("admin:notices"), {"letters": "daily"})
    assert desk.post(reverse("admin:notices"), {"letters": "hourly"}).status_code == 302
    assert Profile.objects.get(account=account).letters == Letters.DAILY


class Refusing:
    def __init__(self, *_args: Any, **_options: Any) -> None: ...

    def close(self) -> None: ...

    def send_messages(self, _letters: Any) -> int:
        raise OSError("no server here")


@override_settings(**SITE)
def test_what_a_server_refuses_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    account = person("ada", letters=Letters.AT_ONCE)
    with monkeypatch.context() as refusing:
        refusing.setattr("dometracker.mail.get_connection", Refusing)
        with django_capture_on_commit_callbacks(execute=True):
            tell(account, NoticeKind.MENTION, draft_of(person("ed")))
    assert told(account) == ["mention"]
    # Whoever lost their role meanwhile is not written to.
    give_role(account, "")
    assert send_due(timezone.now()) == (0, 0)
    give_role(account, EditorGroup.EDITOR)
    assert send_due(timezone.now()) == (1, 0)


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Sent back: Mark"), ("fr", "Renvoyée : Mark")]
)
@override_settings(**SITE)
def test_letters_are_in_the_language_of_the_account(language: str, subject: str):
    account = person("ada", letters=Letters.DAILY)
    Profile.objects.update(language=language)
    speaker = make.speaker("Mark Test")
    tell(account, NoticeKind.SENT_BACK, make.draft(speaker=speaker))
    send_due(timezone.now())
    [letter] = mail.outbox
    assert subject.lower() in letter.subject.replace("\u00a0", " ").lower()
