"""The steps of a first visit: read from what the account has done, and put away for good."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from quotes.admin.first_steps import first_steps
from quotes.editing.workflow import EditorGroup
from quotes.models import Source, State, Statement
from tests import factories as make
from tests.admin_forms import filled

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


def account(group: EditorGroup | None) -> User:
    call_command("make_groups", verbosity=0)
    user = User.objects.create_user(f"somebody-{group}", is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def done(user: User) -> list[bool]:
    return [step.is_done for step in first_steps(User.objects.get(pk=user.pk))]


def test_a_contributor_ticks_off_each_step_by_doing_it():
    user = account(EditorGroup.CONTRIBUTOR)
    client = signed_in(user)
    assert done(user) == [False, False, False]

    page = reverse("admin:quotes_source_add")
    fields = {"url": "https://news.example.org/a", "outlet": make.outlet().pk, "title": "A"}
    assert client.post(page, {**filled(client, page), **fields}).status_code == 302
    assert Source.objects.filter(url="https://news.example.org/a").exists()
    assert done(user) == [True, False, False]

    statement = make.draft(created_by=user)
    assert done(user) == [True, True, False]
    Statement.objects.filter(pk=statement.pk).update(state=State.IN_REVIEW)
    assert done(user) == [True, True, True]
    assert "Hide these steps" not in client.get(INDEX).content.decode()


def test_an_editor_has_one_step_more_which_publishing_ticks_off():
    user = account(EditorGroup.EDITOR)
    client = signed_in(user)
    assert done(user) == [False] * 4

    waiting = make.draft()
    make.citation(waiting)
    Statement.objects.filter(pk=waiting.pk).update(
        state=State.IN_REVIEW, created_by=account(EditorGroup.CONTRIBUTOR)
    )
    sent = {"action": "publish", "_selected_action": [waiting.pk]}
    as_it_is = {"gaps_asked": "1", "is_complete": "on"}
    client.post(reverse("admin:quotes_statement_changelist"), sent | as_it_is)
    assert Statement.objects.get(pk=waiting.pk).state == State.PUBLISHED
    assert done(user) == [False, False, False, True]


def test_the_steps_are_put_away_and_found_again():
    client = signed_in(account(EditorGroup.CONTRIBUTOR))
    assert "Hide these steps" in client.get(INDEX).content.decode()

    assert client.post(reverse("admin:first_steps")).status_code == 302
    assert "Hide these steps" not in client.get(INDEX).content.decode()
    assert "Add a source" in client.get(reverse("admin:first_steps")).content.decode()

    client.post(reverse("admin:first_steps"), {"show": ""})
    assert "Hide these steps" in client.get(INDEX).content.decode()


def test_who_is_in_no_group_is_told_so_and_who_is_not_signed_in_signs_in():
    assert first_steps(account(None)) == []
    told = signed_in(User.objects.get()).get(reverse("admin:first_steps"))
    assert "no role yet" in told.content.decode()
    assert Client().get(reverse("admin:first_steps")).status_code == 302
