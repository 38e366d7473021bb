"""Readers write to the archive, editors answer, and a reply stands beside the statement."""

import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from quotes.editing import EditContext, merge, withdraw
from quotes.models import About, Inquiry, InquiryState, Revision
from tests import factories
from tests.import_pages import signed_in

GOOD = {"about": "correction", "text": "The paper has “will not”, the archive “will”."}


def sends(client, query="", **told):
    return client.post(reverse("contact") + query, {**GOOD, **told}, REMOTE_ADDR="203.0.113.9")


@pytest.mark.django_db
def test_a_statement_leads_to_the_form_and_the_message_to_the_queue(client):
    made = factories.statement(text="We will join the shield.")
    page = client.get(made.get_absolute_url()).content.decode()
    (way,) = re.findall(r'href="([^"]*contact/\?statement=[^"]*)"', page)
    form = client.get(way).content.decode()
    assert "We will join the shield." in form
    answer = client.post(way, {**GOOD, "email": "reader@example.org", "name": "Ines Okafor"})
    inquiry = Inquiry.objects.get()
    assert answer.status_code == 200
    assert inquiry.reference in answer.content.decode()
    assert (inquiry.statement, inquiry.about, inquiry.state) == (made, "correction", "new")
    assert (inquiry.text, inquiry.email) == (GOOD["text"], "reader@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": "x" * 5_001}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"about": ""}, "about"),
        ({"about": "nonsense"}, "about"),
        ({"email": "no address"}, "email"),
        ({"url": "no address"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"name": "N" * 201}, "name"),
        ({"about": "reply", "email": "minister@example.org"}, "name"),
        ({"about": "reply", "name": "Office of the Minister"}, "email"),
        ({"about": "source"}, "url"),
    ],
)
def test_what_cannot_be_sent_is_told_and_nothing_typed_is_lost(client, told, field):
    answer = sends(client, **told)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="contact-{field}-error"' in page
    for name, value in {**GOOD, **told}.items():
        if name in ("text", "email", "url", "name") and "\0" not in value:
            assert value.strip("\n") in page.replace("&#34;", '"'), name
    assert not Inquiry.objects.exists()


@pytest.mark.django_db
def test_programs_are_not_told_that_they_were_noticed(client):
    assert sends(client, website="https://spam.example").status_code == 200
    assert not Inquiry.objects.exists()


@pytest.mark.django_db
def test_a_network_that_writes_too_often_waits_and_keeps_its_text(client):
    answers = [sends(client, text=f"Message {n}") for n in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    late = answers[-1]
    assert int(late["Retry-After"]) > 0
    assert "Message 6" in late.content.decode()


@pytest.mark.django_db
def test_an_id_that_no_public_statement_has_is_told_of(client):
    draft = factories.draft()
    assert client.get(reverse("contact"), {"statement": "\0"}).status_code == 200
    for asked in ("zzzzz", draft.public_id):
        page = client.get(reverse("contact"), {"statement": asked}).content.decode()
        assert asked in page
        assert draft.text not in page
    sends(client, f"?statement={draft.public_id}")
    assert Inquiry.objects.get().statement is None
    assert client.get(reverse("contact") + "?statement=%00").status_code == 200


@pytest.mark.django_db
def test_what_was_withdrawn_or_merged_meanwhile_is_still_what_is_written_about(client):
    who = factories.speaker()
    kept, merged, gone = (factories.statement(speaker=who) for _ in range(3))
    merge(kept, merged, EditContext("The same words."))
    withdraw(gone, EditContext("Nobody said it."))
    sends(client, f"?statement={merged.public_id}")
    answer = sends(client, f"?statement={gone.public_id}", text="")
    assert "Nobody said it." in answer.content.decode()
    sends(client, f"?statement={gone.public_id}")
    assert [one.statement for one in Inquiry.objects.order_by("pk")] == [kept, gone]


@pytest.mark.django_db
def test_editors_see_the_queue_and_contributors_do_not():
    inquiry = Inquiry.objects.create(about=About.OTHER, text="Where is 2024?", language="en")
    way = reverse("admin:quotes_inquiry_changelist")
    contributor = signed_in("contributor")
    assert contributor.get(way).status_code == 403
    answer = reverse("admin:quotes_inquiry_answer", args=[inquiry.pk])
    assert contributor.get(answer).status_code == 403
    client = signed_in("editor")
    assert "Where is 2024?" in client.get(way + "?work=waiting").content.decode()
    assert "Messages from readers" in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db
def test_an_answer_goes_out_by_mail_and_ends_the_matter(settings, monkeypatch):
    settings.MAIL_FROM = "desk@archive.example"
    inquiry = Inquiry.objects.create(
        about=About.CORRECTION, text="Wrong day.", language="en", email="reader@example.org"
    )
    client = signed_in("editor")
    way = reverse("admin:quotes_inquiry_answer", args=[inquiry.pk])
    sent = {"state": "done", "answer": "It was the 3rd; <mended>, thank you.", "by_mail": "on"}

    def fails(*_args, **_kwargs):
        raise SMTPException("no")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fails)
        page = client.post(way, sent)
    assert "could not be sent" in page.content.decode()
    assert "thank you" in page.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.NEW
    assert client.post(way, sent).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.DONE
    assert inquiry.answered_at
    assert inquiry.ended_at
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert inquiry.reference in letter.subject
    assert "<mended>, thank you." in letter.body
    assert "Wrong day." in letter.body


@pytest.mark.django_db
def test_a_reply_stands_beside_the_statement_as_a_new_version():
    made = factories.statement(text="The shield is a fantasy.")
    words = "The minister spoke of another shield.\n\nNothing else was meant."
    inquiry = Inquiry.objects.create(
        about=About.REPLY,
        statement=made,
        text=words,
        language="en",
        name="Office of the Minister",
        email="office@example.org",
    )
    client = signed_in("editor")
    way = reverse("admin:quotes_inquiry_reply", args=[inquiry.pk])
    form = client.get(way).context["form"]
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    assert client.post(way, {**sent, "reason": ""}).status_code == 200
    assert client.post(way, sent).status_code == 302
    page = client.get(made.get_absolute_url()).content.decode()
    assert words in page
    assert "Office of the Minister, " in page
    last = Revision.objects.filter(statement=made).order_by("number").last()
    assert last.public_state["reply"] == words
    assert last.reason.startswith("The reply")
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.DONE
    # Once is enough; a second one is not written over the first.
    again = client.post(way, {**sent, "reply": "Another."})
    assert "shows a reply already" in again.content.decode()
    told = client.get(reverse("statement-as", args=[made.public_id, "json"])).json()
    assert told["reply"] == words


@pytest.mark.django_db
def test_names_and_addresses_are_forgotten_a_year_after_the_end():
    ended = timezone.now() - timedelta(days=366)
    rows = [
        Inquiry.objects.create(
            about=About.OTHER, text="x", language="en", name="N", email="n@example.org", **state
        )
        for state in (
            {},
            {"state": "done", "ended_at": ended},
            {"state": "declined", "ended_at": timezone.now()},
        )
    ]
    assert Inquiry.objects.forget_senders(timezone.now()) == 1
    kept = [Inquiry.objects.get(pk=row.pk).email for row in rows]
    assert kept == ["n@example.org", "", "n@example.org"]
