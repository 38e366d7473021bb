"""The review: whoever decides has seen the article, the words in it, and what the check says."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quotes.capture.captures import hash_of
from quotes.models import Capture, ReviewNote, Speaker, State, Statement
from quotes.models.accounts import Notice
from tests import factories as make
from tests.admin_forms import errors_in, filled, saved
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

SAID = "But I’m not sure one negotiates"
PRINTED = f"It rained.\n\n“{SAID},” Ada Long said on Wednesday.\n\nIt was late."
REFUTED = "But I’m sure one negotiates"
QUEUE = "/admin/quotes/statement/review/"
WHY = "The recording has these words."


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    make_groups()


@pytest.fixture
def author(groups: None) -> User:
    return User.objects.create_user("author", first_name="Kim", last_name="Doe", is_staff=True)


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    return client


@pytest.fixture
def speaker() -> Speaker:
    speaker = make.speaker("Ada Long")
    make.role(speaker, "Minister", since="2024-01-01")
    return speaker


def waiting(author: User, speaker: Speaker, wording: str = SAID, **fields: Any) -> Statement:
    fields = {"said": "2025-05-21", "state": State.IN_REVIEW, "created_by": author} | fields
    statement = make.draft(text=wording, speaker=speaker, **fields)
    source = make.source("2025-05-22", language="en")
    Capture.objects.create(
        source=source, text=PRINTED, sha256=hash_of(PRINTED), taken_at=timezone.now(), how="pasted"
    )
    make.citation(statement, source=source, wording=wording)
    return statement


def review(statement: Statement) -> str:
    return reverse("admin:quotes_statement_review", args=[statement.pk])


def decide(client: Client, statement: Statement, decision: str, **fields: str) -> HttpResponse:
    page = client.get(review(statement))
    sent = {"seen": page.context["form"]["seen"].value(), "decision": decision, **fields}
    return client.post(review(statement), sent)  # type: ignore[return-value]


def now(statement: Statement) -> str:
    return Statement.objects.values_list("state", flat=True).get(pk=statement.pk)


def test_the_page_shows_the_article_the_words_the_check_and_who_began_it(
    editor: Client, author: User, speaker: Speaker
) -> None:
    page = editor.get(review(waiting(author, speaker))).content.decode()
    for told in ("It rained.", f"<mark>{SAID}</mark>", "exact", "Kim Doe", "Minister", "1 waiting"):
        assert told in page
    assert 'name="despite_check"' not in page


def test_published_and_the_next_that_waits_is_shown(
    editor: Client, author: User, speaker: Speaker
) -> None:
    first, second = waiting(author, speaker), waiting(author, speaker)
    assert decide(editor, first, "publish")["Location"] == review(second)
    assert now(first) == State.PUBLISHED
    assert decide(editor, second, "publish")["Location"] == QUEUE


def test_sent_back_with_a_reason_that_its_author_reads(
    editor: Client, author: User, speaker: Speaker
) -> None:
    statement = waiting(author, speaker)
    page = decide(editor, statement, "send_back")
    assert "Say why you are sending it back" in page.content.decode()
    assert now(statement) == State.IN_REVIEW
    decide(editor, statement, "send_back", sent_back_because="Wrong day.")
    assert now(statement) == State.DRAFT
    form = reverse("admin:quotes_statement_change", args=[statement.pk])
    assert "Wrong day." in editor.get(form).content.decode()


@pytest.mark.parametrize("wording", [REFUTED, "No word of this is there"])
def test_refuted_words_need_a_public_reason(
    editor: Client, author: User, speaker: Speaker, wording: str
) -> None:
    statement = waiting(author, speaker, wording)
    page = decide(editor, statement, "publish")
    assert "only with a public reason" in page.content.decode()
    assert 'value="publish"' in page.content.decode()
    assert now(statement) == State.IN_REVIEW
    decide(editor, statement, "publish", despite_check=WHY)
    assert now(statement) == State.PUBLISHED
    assert statement.revisions.get().reason == WHY


def test_words_that_the_page_gives_to_another_need_one_too(editor: Client, author: User) -> None:
    statement = waiting(author, make.speaker("Robert Short", kind="institution"), SAID)
    Statement.objects.filter(pk=statement.pk).update(speaker=make.speaker("Robert Short"))
    page = decide(editor, statement, "publish", is_complete="on")
    assert "The page credits these words to Ada Long." in page.content.decode()
    assert now(statement) == State.IN_REVIEW


@pytest.mark.parametrize(
    ("fields", "gap"),
    [({"said": ""}, "nobody knows the day"), ({"said": "2023-05-01"}, "no office is recorded")],
)
def test_what_is_not_known_is_asked_once(
    editor: Client, author: User, speaker: Speaker, fields: dict[str, str], gap: str
) -> None:
    statement = waiting(author, speaker, **fields)
    page = decide(editor, statement, "publish")
    assert gap in page.content.decode()
    assert now(statement) == State.IN_REVIEW
    decide(editor, statement, "publish", is_complete="on")
    assert now(statement) == State.PUBLISHED


def test_what_was_changed_meanwhile_is_shown_first(
    editor: Client, author: User, speaker: Speaker
) -> None:
    statement = waiting(author, speaker)
    seen = editor.get(review(statement)).context["form"]["seen"].value()
    Statement.objects.filter(pk=statement.pk).update(place="Halifax")
    page = editor.post(review(statement), {"seen": seen, "decision": "publish"})
    assert "Somebody has changed it" in page.content.decode()
    assert "Halifax" in page.content.decode()
    assert now(statement) == State.IN_REVIEW
    sent = {"seen": page.context["form"]["seen"].value(), "decision": "publish"}
    editor.post(review(statement), sent)
    assert now(statement) == State.PUBLISHED


def test_nobody_reviews_their_own_and_what_does_not_wait_is_led_to_its_form(
    client: Client, author: User, speaker: Speaker
) -> None:
    author.groups.add(Group.objects.get(name="editor"))
    client.force_login(author)
    statement = waiting(author, speaker)
    assert "You cannot publish your own draft" in client.get(review(statement)).content.decode()
    decide(client, statement, "publish")
    assert now(statement) == State.IN_REVIEW
    draft = waiting(author, speaker, state=State.DRAFT)
    form = reverse("admin:quotes_statement_change", args=[draft.pk])
    assert client.get(review(draft))["Location"] == form
    assert client.get(review(statement).replace(str(statement.pk), "99999999")).status_code == 404


def test_the_list_leads_to_what_has_waited_longest(
    editor: Client, author: User, speaker: Speaker
) -> None:
    address = reverse("admin:quotes_statement_review_next")
    listed = reverse("admin:quotes_statement_changelist")
    assert editor.get(address)["Location"] == QUEUE
    first, _second = waiting(author, speaker), waiting(author, speaker)
    assert editor.get(address)["Location"] == review(first)
    assert address in editor.get(f"{listed}?work=to-review").content.decode()


def test_a_contributor_may_not(client: Client, author: User, speaker: Speaker) -> None:
    other = User.objects.create_user("other", is_staff=True)
    other.groups.add(Group.objects.get(name="contributor"))
    client.force_login(other)
    assert client.get(review(waiting(author, speaker))).status_code == 403


def test_a_statement_without_a_text_says_so(editor: Client, author: User, speaker: Speaker) -> None:
    statement = make.draft(
        text=SAID, speaker=speaker, said="2025-05-21", state=State.IN_REVIEW, created_by=author
    )
    make.citation(statement, wording=SAID)
    page = editor.get(review(statement)).content.decode()
    assert "No text of its sources has been captured" in page
    decide(editor, statement, "publish")
    assert now(statement) == State.PUBLISHED


# --- what editors tell each other ----------------------------------------------------------------


def account(name: str, group: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_sent_back_is_first_with_its_author_and_what_changed_since_is_told(
    editor: Client, author: User, speaker: Speaker
) -> None:
    author.groups.add(Group.objects.get(name="contributor"))
    own = signed_in(author)
    statement = waiting(author, speaker)
    decide(editor, statement, "send_back", sent_back_because="Wrong day: see the dateline.")
    home = own.get("/admin/").content.decode()
    assert home.index("Sent back to you") < home.index("Wrong day") < home.index("Your work")
    assert "editor: “Wrong day: see the dateline.”" in own.get(QUEUE).content.decode()
    address = reverse("admin:quotes_statement_change", args=[statement.pk])
    assert "Sent back by editor: Wrong day" in own.get(address).content.decode()
    sent = filled(own, address) | {"said": "2025-05-20", "state": State.IN_REVIEW}
    saved(own.post(address, sent))
    page = editor.get(review(statement)).content.decode()
    assert "Since it was sent back" in page
    assert "Wrong day: see the dateline." in page
    since = page[page.index("Since it was sent back") :]
    assert "<del>2025-05-21</del><ins>2025-05-20</ins>" in since
    assert "Nothing that readers would see" not in page
    assert "Sent back to you" not in own.get("/admin/").content.decode().partition("Your work")[0]


def test_what_came_back_is_read_at_once_however_much_it_is(author: User, speaker: Speaker) -> None:
    author.groups.add(Group.objects.get(name="contributor"))
    own = signed_in(author)

    def questions(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "See the dateline." in own.get(page).content.decode()
        return len(captured)

    def send_back() -> None:
        statement = waiting(author, speaker, state=State.DRAFT)
        ReviewNote.objects.create(
            statement=statement, author=author, text="See the dateline.", sent_back=timezone.now()
        )

    send_back()
    own.get("/admin/")
    one = [questions(page) for page in ("/admin/", QUEUE)]
    for _ in range(3):
        send_back()
    assert [questions(page) for page in ("/admin/", QUEUE)] == one


def test_a_note_to_the_author_is_not_lost_by_publishing(
    editor: Client, author: User, speaker: Speaker
) -> None:
    statement = waiting(author, speaker)
    page = decide(editor, statement, "publish", sent_back_because="Check the day.")
    assert "The author would not get this note" in page.content.decode()
    assert now(statement) == State.IN_REVIEW


def test_comments_name_colleagues_and_close_with_the_publication(
    editor: Client, author: User, speaker: Speaker
) -> None:
    author.groups.add(Group.objects.get(name="contributor"))
    own, bob = signed_in(author), signed_in(account("Bob.Short", "contributor"))
    statement = waiting(author, speaker)
    address = reverse("admin:quotes_statement_discussion", args=[statement.pk])
    said = "@bob.short, @nobody: is <b>this</b> right? Write to ann@news.example."
    page = editor.post(address, {"comment": said}, follow=True)
    told = page.content.decode()
    assert page.redirect_chain[0][0] == f"{review(statement)}#comments"
    assert "Nobody here is called @nobody" in told
    assert "&lt;b&gt;this&lt;/b&gt;" in told
    assert "called @news" not in told
    assert "Comments that mention you" in bob.get("/admin/").content.decode()
    assert "is &lt;b&gt;this&lt;/b&gt; right" in bob.get(QUEUE).content.decode()
    assert "mention you" not in own.get("/admin/").content.decode()
    assert "is &lt;b&gt;this" in own.get(address).content.decode()
    for empty in ("", "  ", "x" * 4_001, "a\0b"):
        assert own.post(address, {"comment": empty}).status_code == 200
    assert statement.review_notes.count() == 1
    told_of = Notice.objects.values_list("account__username", "kind")
    assert set(told_of) == {("Bob.Short", "mention"), ("author", "comment")}
    decide(editor, statement, "publish")
    assert "comments are closed" in own.post(address, {"comment": "Late"}).content.decode().lower()
    assert statement.review_notes.count() == 1
    assert "mention you" not in bob.get("/admin/").content.decode()


def test_a_statement_assigned_to_a_colleague_waits_for_that_one(
    editor: Client, author: User, speaker: Speaker
) -> None:
    ann = account("ann", "editor")
    first, second = waiting(author, speaker), waiting(author, speaker)
    address = reverse("admin:quotes_statement_assign", args=[first.pk])
    page = editor.post(address, {"reviewer": ann.pk}, follow=True).content.decode()
    assert "Ann is asked to review it." in page
    begin = reverse("admin:quotes_statement_review_next")
    assert editor.get(begin)["Location"] == review(second)
    assert signed_in(ann).get(begin)["Location"] == review(first)
    queue = editor.get(QUEUE).content.decode()
    assert queue.index("Waiting for you") < queue.index("Assigned to a colleague")
    assert "reviewer: ann" in queue
    # Whoever may publish it still may.
    decide(editor, first, "publish")
    assert now(first) == State.PUBLISHED
    for refused in (author.pk, 99999999, "x"):
        again = reverse("admin:quotes_statement_assign", args=[second.pk])
        told = editor.post(again, {"reviewer": refused}, follow=True).content.decode()
        assert "Choose a colleague who may publish" in told
    editor.post(again, {"reviewer": ann.pk})
    told = editor.post(again, {"reviewer": ""}, follow=True).content.decode()
    assert "Anyone may review it." in told
    assert editor.get(begin)["Location"] == review(second)


def test_the_preview_of_a_review_stands_in_a_frame_of_our_own_alone(
    editor: Client, author: User, speaker: Speaker
) -> None:
    page = editor.get(review(waiting(author, speaker)))
    framed = editor.get(page.context["preview_url"])
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert SAID in framed.content.decode()
    assert "masthead" not in framed.content.decode()


def test_the_queue_costs_the_same_for_many(
    editor: Client, author: User, speaker: Speaker, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        waiting(author, speaker)
    with django_assert_max_num_queries(24):
        editor.get(QUEUE)


# --- elsewhere: a statement without a day or an office is asked about once -----------------------

LISTED = "/admin/quotes/statement/"


def act_on(client: Client, action: str, *statements: Statement, **fields: str) -> Any:
    rows = [statement.pk for statement in statements]
    return client.post(LISTED, {"action": action, "_selected_action": rows, **fields}, follow=True)


# Each kind of gap: the day that makes it, what is asked, and what the history keeps of the answer.
GAPS = [
    ("", "nobody knows the day", "Its day is not known"),
    (
        "2023-05-01",
        "no office is recorded for that day",
        "on 2023-05-01 is known, and it stays without",
    ),
]


@pytest.mark.parametrize(("said", "gap", "_answer"), GAPS)
@pytest.mark.parametrize(
    ("action", "becomes"), [("publish", State.PUBLISHED), ("send_to_review", State.IN_REVIEW)]
)
def test_a_list_asks_about_gaps_and_takes_them_with_a_tick(
    admin_client: Client,
    author: User,
    speaker: Speaker,
    action: str,
    becomes: State,
    said: str,
    gap: str,
    _answer: str,
) -> None:
    undated = waiting(author, speaker, said=said, state=State.DRAFT)
    dated = waiting(author, speaker, state=State.DRAFT)
    page = act_on(admin_client, action, undated, dated).content.decode()
    assert gap in page
    assert f'name="_selected_action" value="{undated.pk}"' in page
    assert (now(undated), now(dated)) == (State.DRAFT, State.DRAFT)
    page = act_on(admin_client, action, undated, dated, gaps_asked="1").content.decode()
    assert f"1 statement was not changed. {gap[0].upper()}{gap[1:]}." in page
    assert (now(undated), now(dated)) == (State.DRAFT, becomes)
    act_on(admin_client, action, undated, gaps_asked="1", is_complete="on")
    assert now(undated) == becomes


@pytest.mark.parametrize(("said", "_gap", "answer"), GAPS)
def test_what_was_answered_when_it_was_sent_is_not_asked_again(
    admin_client: Client, author: User, speaker: Speaker, said: str, _gap: str, answer: str
) -> None:
    undated = waiting(author, speaker, said=said, state=State.DRAFT)
    act_on(admin_client, "send_to_review", undated, gaps_asked="1", is_complete="on")
    history = reverse("admin:quotes_statement_history", args=[undated.pk])
    assert answer in admin_client.get(history).content.decode()
    assert "is_complete" not in admin_client.get(review(undated)).content.decode()
    act_on(admin_client, "publish", undated)
    assert now(undated) == State.PUBLISHED


def test_an_institution_is_asked_for_no_office(admin_client: Client, author: User) -> None:
    statement = waiting(author, make.speaker("The Office", kind="institution"))
    act_on(admin_client, "publish", statement)
    assert now(statement) == State.PUBLISHED


@pytest.mark.parametrize(("said", "gap", "_answer"), GAPS)
def test_the_form_asks_once_and_keeps_what_was_typed(
    admin_client: Client, author: User, speaker: Speaker, said: str, gap: str, _answer: str
) -> None:
    undated = waiting(author, speaker, said=said)
    address = reverse("admin:quotes_statement_change", args=[undated.pk])
    sent = filled(admin_client, address) | {"state": State.PUBLISHED, "place": "Halifax"}
    page = admin_client.post(address, sent)
    assert f"{gap[0].upper()}{gap[1:]}." in errors_in(page)
    assert 'type="checkbox" name="is_complete"' in page.content.decode()
    assert f"Publish it as it is: {gap}" in page.content.decode()
    assert "Halifax" in page.content.decode()
    assert now(undated) == State.IN_REVIEW
    saved(admin_client.post(address, sent | {"is_complete": "on"}))
    assert now(undated) == State.PUBLISHED


def test_the_form_asks_nothing_of_what_stays_a_draft_or_gets_its_day(
    admin_client: Client, author: User, speaker: Speaker
) -> None:
    undated = waiting(author, speaker, said="", state=State.DRAFT)
    address = reverse("admin:quotes_statement_change", args=[undated.pk])
    saved(admin_client.post(address, filled(admin_client, address) | {"place": "Halifax"}))
    sent = filled(admin_client, address) | {"state": State.PUBLISHED, "said": "2025-05-21"}
    saved(admin_client.post(address, sent))
    assert now(undated) == State.PUBLISHED


@pytest.mark.parametrize(("said", "gap", "_answer"), GAPS)
def test_publishing_with_a_reason_asks_on_its_page(
    admin_client: Client, author: User, speaker: Speaker, said: str, gap: str, _answer: str
) -> None:
    undated = waiting(author, speaker, said=said)
    page = act_on(admin_client, "publish_with_reason", undated).content.decode()
    assert gap in page
    address = reverse("admin:quotes_statement_bulk", args=["publish_with_reason"])
    sent = {"keys": str(undated.pk), "stage": "apply", "reason": WHY}
    page = admin_client.post(address, sent, follow=True).content.decode()
    assert f"1 statement was not changed. {gap[0].upper()}{gap[1:]}." in page
    assert now(undated) == State.IN_REVIEW
    admin_client.post(address, sent | {"is_complete": "on"})
    assert now(undated) == State.PUBLISHED
