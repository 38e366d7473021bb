"""What must never be false in the database, each rule broken on purpose.

The catalog of PostgreSQL says which rules there are; one without a case here fails the first test.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone

from quotes.editing import EditContext, merge, publish, record_changes
from quotes.editing.merge.journal import moving_captures
from quotes.models import (
    ArchiveVersion,
    Assignment,
    Capture,
    Citation,
    EntryState,
    Facet,
    Figure,
    Merge,
    Occasion,
    Proposal,
    PublicChange,
    Redirect,
    Relation,
    ReviewNote,
    Revision,
    Source,
    Speaker,
    SpeakerRevision,
    Statement,
    StatementTopic,
    TwoDocuments,
)
from quotes.models.accounts import Invitation, Notice, NoticeKind, Profile
from quotes.models.form_drafts import KeptForm, OpenForm
from quotes.models.inquiries import Inquiry
from quotes.models.link_checks import WatchedPage
from quotes.models.queued_pages import QueuedPage
from quotes.models.subscriptions import Followed, Subscription
from tests import factories as make

pytestmark = pytest.mark.django_db

WORDS = "It will be built in three years."
SHA256 = "0" * 64


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def update(row: models.Model, **columns: object) -> None:
    """Change columns behind the back of every form and field."""
    assigned = ", ".join(f'"{name}" = %s' for name in columns)
    execute(f"UPDATE {row._meta.db_table} SET {assigned} WHERE id = %s", *columns.values(), row.pk)


def without_trigger(trigger: str, table: str) -> None:
    """Let a rule be reached that a trigger stands in front of; the rollback brings it back."""
    connection.check_constraints()
    execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


# --- rows to break -------------------------------------------------------------------------------


def alias() -> models.Model:
    return make.alias(make.speaker(), "Mark Carney")


def role() -> models.Model:
    return make.role(make.speaker(), "Prime Minister", since="2025", until="2026")


def capture(**fields: Any) -> Capture:
    fields.setdefault("source", make.source())
    given = {"text": WORDS, "sha256": SHA256, "taken_at": timezone.now(), "how": "pasted"}
    return Capture.objects.create(**given | fields)


def citation(**fields: Any) -> Citation:
    return make.citation(make.draft(text=WORDS), **fields)


def checked_citation() -> Citation:
    source = make.source()
    return citation(
        source=source,
        capture=capture(source=source),
        start=0,
        end=len(WORDS),
        check_state="exact",
        checked_at=timezone.now(),
    )


def topic_link() -> StatementTopic:
    return make.draft(topics=(make.topic(),)).topic_links.get()


def figure(**fields: Any) -> Figure:
    given = {"quantity": "cost", "low": 175, "high": 175, "unit": "billion USD"}
    return Figure.objects.create(statement=make.draft(), **given | fields)


def occasion() -> Occasion:
    return make.occasion(f"Occasion {next(make.numbers)}")


def relation() -> Relation:
    return Relation.objects.create(
        kind="repeats", from_statement=make.draft(), to_statement=make.draft(), reason="The same."
    )


def revision() -> Revision:
    return make.statement().revisions.get()


def loose_revision() -> Revision:
    """A revision that its triggers do not guard for once."""
    row = revision()
    without_trigger("revision_never_changes", "quotes_revision")
    without_trigger("revision_continues", "quotes_revision")
    return row


def speaker_revision() -> SpeakerRevision:
    return make.statement().speaker.revisions.get()


def loose_speaker_revision() -> SpeakerRevision:
    """A revision that its triggers do not guard for once."""
    row = speaker_revision()
    without_trigger("speakerrevision_never_changes", "quotes_speakerrevision")
    without_trigger("speakerrevision_continues", "quotes_speakerrevision")
    return row


def public_change() -> PublicChange:
    make.statement()
    return PublicChange.objects.latest("pk")


def subscription() -> Subscription:
    return Subscription.objects.create(
        email="reader@example.org",
        what=Followed.STATEMENTS,
        language="en",
        asked_at=timezone.now(),
    )


def profile() -> Profile:
    return Profile.objects.create(account=User.objects.create_user(f"p{next(make.numbers)}"))


def notice() -> Notice:
    account = User.objects.create_user(f"n{next(make.numbers)}")
    return Notice.objects.create(account=account, kind=NoticeKind.MENTION, statement=make.draft())


def invitation() -> Invitation:
    return Invitation.objects.create(
        email="ada@news.example", role="editor", key="k", sent_at=timezone.now()
    )


def rename_a_published_speaker() -> None:
    Speaker.objects.filter(pk=speaker_revision().speaker_id).update(name_fr="Orateur")


def empty_a_record_with_history() -> None:
    revision()
    connection.check_constraints()
    execute("SET LOCAL archive.may_be_emptied = off")
    execute("TRUNCATE quotes_alias")


def facet() -> Facet:
    return Facet.objects.create(dimension="speaker", key="mark-carney")


def redirect() -> Redirect:
    return Redirect.objects.create(kind="speaker", old="old-name", speaker=make.speaker())


def merge_record() -> Merge:
    return merge(make.topic(), make.topic(), EditContext("The same."))


def an_account() -> User:
    return User.objects.get_or_create(username="somebody")[0]


def open_form() -> OpenForm:
    now = timezone.now()
    return OpenForm.objects.create(
        account=an_account(), table="statement", row_id=1, opened_at=now, seen_at=now
    )


def kept_form() -> KeptForm:
    return KeptForm.objects.create(
        account=an_account(), table="statement", row_id=1, content={}, kept_at=timezone.now()
    )


def review_note() -> ReviewNote:
    return ReviewNote.objects.create(statement=make.draft(), text="Is it the right day?")


def mention() -> models.Model:
    mentions = ReviewNote.mentioned.through.objects
    return mentions.create(reviewnote=review_note(), user=an_account())


def assignment() -> Assignment:
    return Assignment.objects.create(statement=make.draft(), reviewer=an_account())


def two_documents() -> TwoDocuments:
    return TwoDocuments.objects.create(first=make.source(), second=make.source())


def proposal() -> Proposal:
    return Proposal.objects.create(capture=capture(), start=0, end=len(WORDS))


def watched_page() -> WatchedPage:
    return WatchedPage.objects.create(source=make.source(), due_at=timezone.now())


def inquiry() -> Inquiry:
    return Inquiry.objects.create(about="other", text="Where is 2024?", language="en")


def queued_page() -> QueuedPage:
    return QueuedPage.objects.create(url="https://news.example/a")


# --- ways to break them --------------------------------------------------------------------------

Break = Callable[[], object]


def setting(row: Callable[[], models.Model], **columns: object) -> Break:
    return lambda: update(row(), **columns)


def twice(row: Callable[[], models.Model], *shared: str) -> Break:
    """A second row takes these columns from a first."""

    def breaks() -> None:
        first, second = row(), row()
        update(second, **{name: getattr(first, name) for name in shared})

    return breaks


def again(row: Callable[[], models.Model]) -> Break:
    """The same row is inserted a second time."""

    def breaks() -> None:
        copy = row()
        copy.pk = None
        copy.save(force_insert=True)

    return breaks


def late(row: Callable[[], models.Model], **columns: object) -> Break:
    """A captured text or a revision, inserted wrong: changing it is refused by another rule."""

    def breaks() -> None:
        copy = row()
        copy.pk = None
        for name, value in columns.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)

    return breaks


def derive_from_itself() -> None:
    source = make.source()
    without_trigger("source_no_cycle", "quotes_source")
    update(source, derived_from_id=source.pk)


def derive_in_a_circle() -> None:
    first = make.source()
    second = make.source(derived_from=first)
    third = make.source(derived_from=second)
    update(first, derived_from_id=third.pk)


def publish_without_citation() -> None:
    update(make.draft(), state="published", published_at=timezone.now())


def publish_without_revision() -> None:
    draft = make.draft()
    make.citation(draft)
    update(draft, state="published", published_at=timezone.now())


def insert_published_without_citation() -> None:
    make.draft(state="published", published_at=timezone.now())


def delete_last_citation() -> None:
    execute("DELETE FROM quotes_citation WHERE statement_id = %s", make.statement().pk)


def move_last_citation() -> None:
    update(make.statement().citations.get(), statement_id=make.draft().pk)


def delete_published() -> None:
    statement = make.statement()
    without_trigger("revision_never_changes", "quotes_revision")
    execute("DELETE FROM quotes_revision")
    execute("DELETE FROM quotes_citation")
    execute("DELETE FROM quotes_statement WHERE id = %s", statement.pk)


def delete_withdrawn() -> None:
    statement = make.statement()
    update(statement, state="withdrawn")
    delete = "DELETE FROM quotes_statement WHERE id = %s"
    execute(delete, statement.pk)


def relate_to_itself() -> None:
    row = relation()
    update(row, to_statement_id=row.from_statement_id)


def skip_a_revision() -> None:
    last = revision()
    late(lambda: last, number=3, previous_sha256=last.sha256)()


def fork_the_revisions() -> None:
    last = revision()
    late(lambda: last, number=2, previous_sha256="f" * 64)()


def number_twice() -> None:
    again(loose_revision)()


def change_a_capture_while_it_moves() -> None:
    with moving_captures():
        update(capture(), text="It will never be built.")


def cite_from_capture_of_another_source() -> None:
    update(citation(), capture_id=capture().pk)


def change_words_of_exact() -> None:
    update(checked_citation(), wording="It will be built in two years.")


def change_offsets_of_exact() -> None:
    update(checked_citation(), start=1)


def two_targets() -> None:
    update(redirect(), topic_id=make.topic().pk)


CASES: dict[str, list[Break]] = {
    # people
    "speaker_has_name": [setting(make.speaker, name=" \n")],
    "speaker_has_sort_name": [setting(make.speaker, sort_name="")],
    "speaker_slug_form": [
        setting(make.speaker, slug=slug) for slug in ("", "a b", "a/b", "a?b", "a#b")
    ],
    "speaker_country_code": [setting(make.speaker, country=code) for code in ("C", "ca", "C1")],
    "speaker_wikidata_item": [setting(make.speaker, wikidata=item) for item in ("Q", "Q01", "1")],
    "speaker_kind_known": [setting(make.speaker, kind="robot")],
    "quotes_speaker_slug_key": [twice(make.speaker, "slug")],
    "alias_has_name": [setting(alias, name=" ")],
    "alias_once_a_speaker": [again(alias)],
    "role_has_title": [setting(role, title="")],
    "role_country_code": [setting(role, country="xx")],
    "role_since_before_until": [
        setting(role, since="2027"),
        setting(role, until="2024-12-31"),
    ],
    # sources
    "outlet_has_name": [setting(make.outlet, name="")],
    "outlet_slug_form": [setting(make.outlet, slug="a b")],
    "outlet_country_code": [setting(make.outlet, country="CAN"[:2].lower())],
    "outlet_kind_known": [setting(make.outlet, kind="blog")],
    "quotes_outlet_name_key": [twice(make.outlet, "name")],
    "quotes_outlet_slug_key": [twice(make.outlet, "slug")],
    "source_public_id_form": [
        setting(make.source, public_id=taken) for taken in ("abc", "aeiou", "7KQ2M", "7kq2l")
    ],
    "source_slug_form": [setting(make.source, slug="a/b")],
    "source_language_tag": [setting(make.source, language=tag) for tag in ("", "e", "en_CA")],
    "source_kind_known": [setting(make.source, kind="rumour")],
    "source_url_canonical": [
        setting(make.source, canonical_url=None),
        setting(make.source, canonical_url="http://news.example/1"),
        setting(make.source, url=None),
        setting(make.source, url="ftp://news.example/1"),
    ],
    "source_dates_in_order": [setting(make.source, published="2025-06/2025-05")],
    "source_not_from_itself": [derive_from_itself],
    "quotes_source_canonical_url_key": [twice(make.source, "canonical_url")],
    "quotes_source_public_id_key": [twice(make.source, "public_id")],
    "quotes_source_slug_key": [twice(make.source, "slug")],
    "source_no_cycle": [derive_in_a_circle],
    "capture_has_text": [late(capture, text=" ")],
    "capture_how_known": [late(capture, how="guessed")],
    "capture_sha256_form": [late(capture, sha256="F" * 64), late(capture, sha256="0" * 63)],
    "capture_never_changes": [
        setting(capture, text="It will never be built."),
        setting(capture, metadata="{}"),
        lambda: update(capture(), source_id=make.source().pk),
        change_a_capture_while_it_moves,
        lambda: execute("DELETE FROM quotes_capture WHERE id = %s", capture().pk),
    ],
    # topics and occasions
    "topic_has_name": [setting(make.topic, name="")],
    "topic_slug_form": [setting(make.topic, slug="a#b")],
    "quotes_topic_slug_key": [twice(make.topic, "slug")],
    "occasion_has_name": [setting(make.occasion, name=" ")],
    "occasion_slug_form": [setting(make.occasion, slug="a#b")],
    "quotes_occasion_slug_19d7fb26_uniq": [twice(occasion, "slug")],
    "occasion_once": [twice(occasion, "name")],
    # statements
    "statement_public_id_form": [lambda: make.draft(public_id="aeiou")],
    "statement_slug_form": [setting(make.draft, slug="")],
    "statement_language_tag": [setting(make.draft, language="english-")],
    "statement_has_words": [setting(make.draft, text=" ")],
    "statement_kind_known": [setting(make.draft, kind="hearsay")],
    "statement_doubt_known": [
        setting(make.draft, doubt="back-translation", doubt_reason="Somebody said so")
    ],
    "statement_doubt_has_reason": [
        setting(make.draft, doubt="misattributed"),
        setting(make.draft, doubt_reason="Without a doubt"),
    ],
    "statement_state_known": [setting(make.statement, state="deleted")],
    "statement_dates_in_order": [setting(make.draft, said="2025-05-21/2025-05-20")],
    "statement_published_when": [
        setting(make.draft, state="published"),
        setting(make.draft, state="withdrawn"),
    ],
    "quotes_statement_public_id_key": [
        lambda: make.draft(public_id=make.draft().public_id),
    ],
    "quotes_statement_slug_key": [twice(make.draft, "slug")],
    "quotes_statement_version_check": [setting(make.draft, version=-1)],
    "statement_published_is_cited": [publish_without_citation, insert_published_without_citation],
    "statement_public_stays": [
        setting(make.statement, state="draft"),
        setting(make.statement, state="in-review"),
        setting(make.statement, published_at=None, state="withdrawn"),
        setting(make.statement, public_id="22222"),
        setting(make.draft, public_id="22222"),
        delete_published,
        delete_withdrawn,
    ],
    "topic_once_a_statement": [again(topic_link)],
    "quotes_statementtopic_position_check": [setting(topic_link, position=-1)],
    # citations
    "citation_kind_known": [setting(citation, kind="hearsay")],
    "citation_check_known": [setting(citation, check_state="nearly")],
    "citation_caution_known": [setting(citation, caution="perhaps", checked_at=timezone.now())],
    "citation_caution_of_a_check": [
        setting(citation, caution="none", check_state="unchecked", checked_at=timezone.now())
    ],
    "citation_watch_known": [setting(citation, watch="lost")],
    "citation_doubt_known": [setting(citation, doubt="maybe", doubt_reason="Somebody said so")],
    "citation_doubt_has_reason": [
        setting(citation, doubt="disputed"),
        setting(citation, doubt="disputed", doubt_reason=" "),
        setting(citation, doubt_reason="Without a doubt"),
    ],
    "citation_wording_unless_paraphrase": [
        setting(citation, wording=None),
        setting(citation, wording=" "),
        setting(citation, wording="", kind="paraphrase"),
    ],
    "citation_end_after_start": [
        setting(checked_citation, start=5, end=5, check_state="differs"),
        setting(checked_citation, start=None, check_state="differs"),
        setting(checked_citation, end=None, check_state="differs"),
        setting(citation, start=0, end=5),
    ],
    "citation_checked_when_and_where": [
        setting(citation, check_state="not-found", checked_at=timezone.now()),
        setting(checked_citation, checked_at=None),
    ],
    "quotes_citation_position_check": [setting(citation, position=-1)],
    "quotes_citation_start_check": [
        setting(checked_citation, start=-1, end=3, check_state="differs")
    ],
    "quotes_citation_end_check": [
        setting(checked_citation, start=-2, end=-1, check_state="differs")
    ],
    "citation_leaves_one": [delete_last_citation, move_last_citation],
    "citation_words_in_capture": [
        cite_from_capture_of_another_source,
        change_words_of_exact,
        change_offsets_of_exact,
    ],
    "figure_has_quantity": [setting(figure, quantity="")],
    "figure_has_unit": [setting(figure, unit=" ")],
    "figure_bound_known": [setting(figure, bound="roughly")],
    "figure_has_number": [setting(figure, low=None, high=None)],
    "figure_low_before_high": [setting(figure, low=176)],
    "relation_kind_known": [setting(relation, kind="likes")],
    "relation_has_reason": [setting(relation, reason="")],
    "relation_not_to_itself": [relate_to_itself],
    "relation_once": [again(relation)],
    # history
    "revision_has_reason": [
        setting(loose_revision, reason=" "),
        lambda: publish(citation().statement, EditContext("")),
    ],
    "revision_numbered_once": [number_twice],
    "revision_from_one": [setting(loose_revision, number=0)],
    "quotes_revision_number_check": [setting(loose_revision, number=-1)],
    "revision_sha256_form": [setting(loose_revision, sha256="0" * 63 + "g")],
    "revision_never_changes": [
        setting(revision, reason="Another."),
        lambda: execute("DELETE FROM quotes_revision WHERE id = %s", revision().pk),
    ],
    "revision_continues": [skip_a_revision, fork_the_revisions],
    "speakerrevision_has_reason": [setting(loose_speaker_revision, reason=" ")],
    "speakerrevision_numbered_once": [again(loose_speaker_revision)],
    "speakerrevision_from_one": [setting(loose_speaker_revision, number=0)],
    "quotes_speakerrevision_number_check": [setting(loose_speaker_revision, number=-1)],
    "quotes_publicchange_number_check": [setting(public_change, number=-1)],
    "profile_letters_known": [
        lambda: Profile.objects.filter(pk=profile().pk).update(letters="hourly")
    ],
    "notice_kind_known": [setting(notice, kind="rumour")],
    "quotes_invitation_email_key": [again(invitation)],
    "quotes_inquiry_reference_key": [again(inquiry)],
    "inquiry_reference_form": [setting(inquiry, reference="A B")],
    "inquiry_has_words": [setting(inquiry, text=" ")],
    "inquiry_about_known": [setting(inquiry, about="love")],
    "inquiry_state_known": [setting(inquiry, state="asleep", ended_at=timezone.now())],
    "inquiry_ended_when": [
        setting(inquiry, state="done"),
        setting(inquiry, ended_at=timezone.now()),
    ],
    "statement_reply_is_signed": [
        setting(make.draft, reply="It was another shield."),
        setting(make.draft, reply_by="Her office"),
        setting(make.draft, reply=" ", reply_by="Her office"),
    ],
    "subscription_once": [again(subscription)],
    "subscription_what_known": [setting(subscription, what="")],
    "subscription_every_known": [setting(subscription, every="hour")],
    "subscription_told_from_its_beginning": [
        setting(subscription, confirmed_at="2026-01-01"),
        setting(subscription, confirmed_at="2026-01-01", told_at="2026-01-01"),
    ],
    "speakerrevision_sha256_form": [setting(loose_speaker_revision, sha256="0" * 63 + "g")],
    "speakerrevision_never_changes": [
        setting(speaker_revision, reason="Another."),
        lambda: execute("DELETE FROM quotes_speakerrevision WHERE id = %s", speaker_revision().pk),
    ],
    "speakerrevision_continues": [
        late(speaker_revision, number=3),
        late(speaker_revision, number=2, previous_sha256="f" * 64),
    ],
    "speaker_change_is_recorded": [rename_a_published_speaker],
    "record_is_not_emptied": [empty_a_record_with_history],
    "public_change_is_recorded": [publish_without_revision],
    "change_action_known": [
        lambda: execute(
            "INSERT INTO quotes_change (table_name, action) VALUES ('topic', %s)", "rewrite"
        )
    ],
    "change_never_changes": [
        lambda: execute("UPDATE quotes_change SET page = %s", "/"),
        lambda: execute("DELETE FROM quotes_change WHERE id > %s", 0),
        lambda: execute("TRUNCATE quotes_change"),
    ],
    "redirect_kind_known": [setting(redirect, kind="page")],
    "redirect_has_old_address": [setting(redirect, old="")],
    "redirect_once": [again(redirect)],
    "redirect_to_its_kind": [setting(redirect, kind="topic"), two_targets],
    "redirect_or_gone_why": [
        setting(redirect, speaker_id=None),
        setting(redirect, speaker_id=None, reason=" "),
    ],
    "merge_kind_known": [setting(merge_record, kind="page")],
    "merge_has_reason": [setting(merge_record, reason=" ")],
    # editors at work
    "open_form_once": [again(open_form)],
    "kept_form_once": [again(kept_form)],
    "review_note_has_text": [setting(review_note, text=" ")],
    "quotes_reviewnote_mentioned_reviewnote_id_user_id_40f0bea1_uniq": [again(mention)],
    "quotes_assignment_statement_id_key": [again(assignment)],
    "two_documents_once": [again(two_documents)],
    "two_documents_in_order": [
        lambda: TwoDocuments.objects.create(first=(row := make.source()), second=row),
    ],
    "proposal_decision_known": [setting(proposal, decision="maybe", decided_at=timezone.now())],
    "proposal_end_after_start": [setting(proposal, end=0)],
    "proposal_decided_when": [
        setting(proposal, decision="rejected"),
        setting(proposal, decided_at=timezone.now()),
    ],
    "quotes_proposal_start_check": [setting(proposal, start=-1)],
    "quotes_proposal_end_check": [setting(proposal, start=-2, end=-1)],
    "quotes_proposal_version_check": [setting(proposal, version=-1)],
    # the watch
    "watched_page_state_known": [setting(watched_page, state="asleep")],
    "quotes_watchedpage_source_id_key": [again(watched_page)],
    "quotes_watchedpage_failures_check": [setting(watched_page, failures=-1)],
    "quotes_watchedpage_archive_tries_check": [setting(watched_page, archive_tries=-1)],
    # the queue
    "queued_page_aim_known": [setting(queued_page, aim="moon")],
    "queued_page_state_known": [setting(queued_page, state="asleep")],
    "queued_page_how_known": [setting(queued_page, how="dreamt")],
    "quotes_queuedpage_tries_check": [setting(queued_page, tries=-1)],
    # what lists and counts are read from
    "facet_dimension_known": [setting(facet, dimension="mood")],
    "facet_once": [again(facet)],
    "entrystate_one_row": [lambda: EntryState.objects.create(pk=2)],
    "archiveversion_one_row": [lambda: ArchiveVersion.objects.create(pk=2, mark=uuid4())],
}

# A trigger may report under the name of the rule that it keeps.
REPORTED_AS = {
    "citation_leaves_one": {"statement_published_is_cited"},
    "citation_words_in_capture": {"citation_capture_of_its_source", "citation_exact_words"},
}


def rules_in_catalog() -> set[str]:
    """Checks, unique columns, and the triggers that refuse (others keep derived tables)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE contype IN ('c', 'u', 'x') AND starts_with(conrelid::regclass::text, 'quotes_')
            UNION ALL
            SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE NOT tgisinternal AND starts_with(tgrelid::regclass::text, 'quotes_')
              AND prosrc LIKE '%RAISE EXCEPTION%'
            """
        )
        return {name for (name,) in cursor}


def rules_of_models() -> set[str]:
    return {
        constraint.name
        for model in apps.get_app_config("quotes").get_models()
        for constraint in model._meta.constraints
    }


def test_every_rule_has_a_case_that_breaks_it():
    assert rules_in_catalog() == set(CASES)


def test_every_constraint_of_a_model_is_in_the_database():
    assert rules_of_models() <= rules_in_catalog()


@pytest.mark.parametrize(
    ("rule", "breaks"),
    [
        pytest.param(rule, breaks, id=f"{rule}-{number}")
        for rule, cases in CASES.items()
        for number, breaks in enumerate(cases)
    ],
)
def test_broken_rule_is_refused(rule, breaks):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        breaks()
        connection.check_constraints()
    reported = caught.value.__cause__.diag.constraint_name
    assert reported in REPORTED_AS.get(rule, {rule})


def test_one_of_all_rows_together_breaks_nothing():
    """The rows that the cases start from are whole; only what a case does to them is wrong."""
    for row in (alias, role, checked_citation, topic_link, figure, relation, revision, redirect):
        row()
    connection.check_constraints()


def test_deferred_rules_wait_for_the_end_of_a_transaction():
    """An editor may write the statement first and its citations after it."""
    with transaction.atomic():
        statement = make.draft(state="published", published_at=timezone.now())
        make.citation(statement)
        record_changes([statement.pk], EditContext("First published."))
        connection.check_constraints()
    assert Statement.objects.published().count() == 1


@pytest.mark.django_db(transaction=True)
def test_deferred_rules_hold_at_a_real_commit():
    with pytest.raises(IntegrityError), transaction.atomic():
        publish_without_citation()
    assert not Statement.objects.published().exists()


def test_last_citation_goes_with_a_draft():
    draft = citation().statement
    draft.delete()
    connection.check_constraints()
    assert not Citation.objects.exists()


def test_withdrawn_statement_can_lose_its_citations_but_not_its_address():
    statement = make.statement()
    update(statement, state="withdrawn")
    statement.citations.all().delete()
    connection.check_constraints()
    assert Statement.objects.get(pk=statement.pk).published_at


@pytest.mark.parametrize(
    ("row", "column"),
    [(make.draft, "said"), (make.source, "published"), (role, "since"), (role, "until")],
)
def test_a_date_that_is_none_is_refused_by_its_column(row, column):
    with pytest.raises(DataError), transaction.atomic():
        update(row(), **{column: "2025-02-30"})


def test_revision_of_a_changed_state_continues_the_chain():
    statement = make.statement()
    Statement.objects.filter(pk=statement.pk).update(place="Ottawa")
    (second,) = record_changes([statement.pk], EditContext("Place added."))
    first = statement.revisions.get(number=1)
    assert (second.number, second.previous_sha256) == (2, first.sha256)


def test_source_may_derive_from_another():
    derived = make.source(derived_from=make.source(derived_from=make.source()))
    assert Source.objects.get(pk=derived.pk).derived_from.derived_from
