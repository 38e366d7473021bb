"""What the palette offers, and to whom; the statistics of the team."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quotes.admin.team_work import in_words, weeks_of_work
from quotes.editing.workflow import first_publication, publish_reviewed, send_back, send_to_review
from quotes.models import Statement
from quotes.models.change_log import written_by
from tests import factories as make
from tests.groups import make_groups

pytestmark = pytest.mark.django_db


def account(group: str) -> User:
    make_groups()
    user = User.objects.create_user(group, is_staff=True, first_name=group.capitalize())
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def offered(client: Client, text: str) -> dict[str, list[str]]:
    groups = client.get("/admin/find/", {"q": text}).json()["groups"]
    return {group["name"]: [one["text"] for one in group["offers"]] for group in groups}


def test_rows_and_actions_are_found_by_typing():
    client = signed_in(account("editor"))
    ada = make.speaker("Ada Long")
    make.alias(ada, "The Iron Lady")
    statement = make.draft(speaker=ada, text="We will paint the fence.")
    source = make.source("2025-05-22", title="Fences of the north", url="https://news.example/f")
    make.citation(statement, source=source)
    outlet = make.outlet("Northern Ledger")
    assert "Ada Long" in offered(client, "ada lo")["Officials"][0]
    assert "Ada Long" in offered(client, "iron")["Officials"][0]
    assert "paint the fence" in offered(client, "paint fence")["Statements"][0]
    assert "Fences of the north" in offered(client, "fences")["Sources"][0]
    assert "Fences" in offered(client, "https://www.news.example/f?utm_source=x")["Sources"][0]
    assert offered(client, "ledger")["Outlets"] == [outlet.name]
    assert offered(client, "our wor") == {"Actions": ["Our work"]}
    assert "Add: official" in offered(client, "")["Actions"]
    for junk in ("a\0b", "x" * 5_000, "%_\\", '"', "—", "\N{SNOWMAN}"):
        assert client.get("/admin/find/", {"q": junk}).status_code == 200


def test_what_an_account_may_not_is_not_offered():
    contributor = signed_in(account("contributor"))
    assert "Add: topic" not in offered(contributor, "")["Actions"]
    assert "Add: official" in offered(contributor, "")["Actions"]
    assert Client().get("/admin/find/", {"q": "ada"}).status_code == 302
    nobody = signed_in(User.objects.create_user("nobody", is_staff=True))
    assert offered(nobody, "ada") == {}
    assert nobody.get(reverse("admin:team")).status_code == 403


def test_the_statistics_count_what_was_done_in_the_admin():
    editor, author = account("editor"), account("contributor")

    def draft() -> Statement:
        with written_by(author.pk, "/admin/"):
            made = make.draft(created_by=author)
            make.citation(made)
            send_to_review(made, author)
        return made

    make.statement()  # loaded, and so nobody's work
    first, second, _third = draft(), draft(), draft()
    with written_by(editor.pk, "/admin/"):
        publish_reviewed(first, editor, first_publication("Editor"))
        send_back(second, editor, "Name the day.")
    week = weeks_of_work(timezone.localdate())[-1]
    assert (week.added, week.published, week.sent_back, week.reviewed) == (3, 1, 1, 2)
    assert week.wait is not None
    assert 0 <= week.wait < 600
    later = weeks_of_work(timezone.localdate() + timedelta(weeks=1))
    assert (later[-1].added, later[-2].added, later[-1].waited) == (0, 3, "–")
    page = signed_in(editor).get(reverse("admin:team")).content.decode()
    for name in ("Contributor", "Editor"):
        assert f'<th scope="row">{name}</th>' in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 minutes"), (60, "1 minute"), (5_400, "2 hours"), (90_000, "25 hours"), (2e5, "2 days")],
)
def test_waits_are_told_as_people_say_them(seconds: Any, words: str):
    assert in_words(seconds) == words
