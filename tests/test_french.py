"""The editors' side in French: its catalogue, its switch, and what must not depend on either."""

import gettext
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from babel.messages import Message
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from dometracker.languages import COOKIE
from quotes.admin.constraint_messages import refusal
from quotes.dates.display import humanize
from quotes.dates.partial import parse
from quotes.editing.workflow import send_to_review
from quotes.models import Change, Merge, Redirect, State, Statement
from quotes.revisions.snapshot import snapshot_of
from tests import factories as make
from tools import messages as catalogues

LANGUAGES = ("en", "fr")
NO_BREAK = "\u00a0\u202f"


@pytest.fixture
def chief(db) -> User:
    return User.objects.create_superuser("chief", first_name="Ada", last_name="Long")


def desk(user: User, language: str) -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return response.content.decode().replace("&#x27;", "'").replace("\u00a0", " ")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- the catalogue -------------------------------------------------------------------------------


def texts(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def translated() -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    for message in catalogues.catalogue():
        if message.id:
            yield message, texts(message.id), texts(message.string)


def test_every_message_is_translated_and_nothing_else():
    """`make messages` reads them anew."""
    wanted = {(message.context, message.id) for message in catalogues.extracted() if message.id}
    held = {(message.context, message.id) for message, *_ in translated()}
    assert (wanted - held, held - wanted) == (set(), set())
    assert [message.id for message in catalogues.untranslated(catalogues.catalogue())] == []
    assert [message.id for message, *_ in translated() if message.fuzzy] == []


def test_what_is_compiled_is_what_is_written():
    """The header names the version of Babel; all else is the same whichever wrote it."""
    kept = catalogues.CATALOGUE.with_suffix(".mo").read_bytes()
    found = [
        gettext.GNUTranslations(BytesIO(made))._catalog  # type: ignore[attr-defined]
        for made in (kept, catalogues.compiled(catalogues.catalogue()))
    ]
    assert [{key: value for key, value in one.items() if key} for one in found[:1]] == [
        {key: value for key, value in one.items() if key} for one in found[1:]
    ]


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?[a-z][^>]*>")


def test_a_translation_has_the_placeholders_of_its_message():
    for message, originals, strings in translated():
        for original, string in zip(originals, strings, strict=True):
            wanted, found = (
                sorted(PLACEHOLDER.findall(original)),
                sorted(PLACEHOLDER.findall(string)),
            )
            assert found == wanted, message.id


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("no no-break space before a mark", rf"[^{NO_BREAK}\s/(«][!?;»](?!\w)| [:;!?»]"),
        ("no no-break space after «", rf"«[^{NO_BREAK}]"),
        ("a straight apostrophe or quotation mark", r"['\"]"),
        ("English quotation marks", r"[“”]"),
        ("two blanks", r"  "),
    ],
)
def test_translations_are_set_as_french_is(fault, pattern):
    """Lexique des règles typographiques en usage à l'Imprimerie nationale."""
    for _message, _originals, strings in translated():
        for string in strings:
            bare = re.sub(r"<[^>]*>|\d{4}\S*|/, \? ni #|ni \?", "x", string)
            assert not re.search(pattern, bare), (fault, string)


def test_a_date_is_said_in_french():
    with override("fr"):
        said = [humanize(parse(date)) for date in ("2025-05-21", "2025-05~", "2025/..", "202X", "")]
    assert said == [
        "21 mai 2025", "mai 2025 environ", "2025 et après", "les années 2020", "sans date"
    ]  # fmt: skip


# --- the switch ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr", "fr"), ("fr-CA,fr;q=0.9,en;q=0.8", "fr"), ("en-GB,fr;q=0.5", "en"), ("de", "en"),
     ("de,fr;q=0.3", "fr"), ("", "en"), ("*", "en"), ("fr;q=nonsense", "en")],
)  # fmt: skip
def test_the_desk_speaks_the_language_of_the_browser(db, accepted, language):
    response = Client().get(reverse("admin:login"), headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in text(response)
    assert response["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_the_switch_stands_on_every_page_and_is_kept(chief):
    client = desk(chief, "en")
    page = reverse("admin:quotes_statement_changelist") + "?work=mine"
    assert '<button type="submit" name="language" value="fr" lang="fr">Français</button>' in text(
        client.get(page)
    )
    chosen = client.post(reverse("admin:language"), {"language": "fr", "next": page})
    assert (chosen.status_code, chosen["Location"]) == (302, page)
    cookie = client.cookies[COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/admin/", "Lax", True)
    assert '<html lang="fr"' in text(client.get(page))
    signed_out = Client()
    signed_out.cookies[COOKIE] = "fr"
    assert "Se connecter" in text(signed_out.get(reverse("admin:login")))


@pytest.mark.parametrize(
    ("language", "back"),
    [("de", "/admin/"), ("fr", "https://other.example/admin/"), ("fr", "/statements/"), ("fr", "")],
)
def test_a_forged_choice_leads_nowhere_else(db, language, back):
    done = Client().post(reverse("admin:language"), {"language": language, "next": back})
    assert done["Location"] == "/admin/"
    assert (COOKIE in done.cookies) == (language == "fr")
    assert Client().get(reverse("admin:language")).status_code == 405


def test_the_switch_asks_for_the_token_of_its_form(db):
    refused = Client(enforce_csrf_checks=True).post(
        reverse("admin:language"), {"language": "fr"}, headers={"Accept-Language": "fr"}
    )
    assert refused.status_code == 403
    assert "Le jeton de sécurité" in text(refused)


# --- what is public ------------------------------------------------------------------------------


def test_public_pages_are_the_same_for_a_french_browser(db):
    statement = make.statement(topics=(make.topic(name="Cost", name_fr="Coût"),))
    for address in (statement.get_absolute_url(), "/statements/", "/statements.json", "/nothing/"):
        plain, french = Client(), Client(headers={"Accept-Language": "fr"})
        french.cookies[COOKIE] = "fr"
        assert body(french.get(address)) == body(plain.get(address)), address


def test_a_preview_is_the_public_page_and_its_link_in_the_language_of_the_desk(chief):
    draft = make.draft(kind="paraphrase")
    make.citation(draft)
    client = desk(chief, "fr")
    shown = client.get(reverse("admin:quotes_statement_preview", args=[draft.pk]))
    assert '<html lang="en"' in text(shown)
    assert shown["Content-Language"] == "en"
    link = client.post(reverse("admin:quotes_statement_link", args=[draft.pk]))
    assert "Valable jusqu’au" in text(link)
    made = re.search(r"http://testserver(/fr/preview/[^\"<\s]+)", text(link))
    assert made
    assert '<html lang="fr"' in text(client.get(made[1]))
    assert '<html lang="en"' in text(client.get(made[1].removeprefix("/fr")))


def test_a_page_of_the_desk_leads_to_public_pages_in_its_language(chief):
    draft = make.draft()
    page = reverse("admin:quotes_statement_link", args=[draft.pk])
    make.citation(draft)
    assert "http://testserver/fr/preview/" in text(desk(chief, "fr").post(page))
    assert "http://testserver/preview/" in text(desk(chief, "en").post(page))


# --- what is stored ------------------------------------------------------------------------------


def test_what_is_stored_does_not_depend_on_the_language_of_the_desk(chief):
    told: dict[str, Any] = {}
    for language in LANGUAGES:
        client = desk(chief, language)
        topic = make.topic(slug=f"cost-{language}", name="Cost", name_fr="Coût")
        other = make.topic(slug=f"price-{language}", name="Price", name_fr="Prix")
        draft = make.draft(speaker=make.speaker("Official", slug=f"o-{language}"), topics=(topic,))
        source = make.source(slug=f"s-{language}", title="Title")
        make.citation(draft, source=source)
        send_to_review(draft, User.objects.get(pk=chief.pk))
        listed = reverse("admin:quotes_statement_changelist")
        sent = {"action": "publish", "_selected_action": draft.pk}
        client.post(listed, sent | {"gaps_asked": "1", "is_complete": "on"})
        client.post(reverse("admin:quotes_topic_merge", args=[topic.pk]),
                    {"other": other.pk, "reason": "The same."})  # fmt: skip
        client.post(reverse("admin:quotes_statement_withdraw", args=[draft.pk]),
                    {"reason": "Nobody said it."})  # fmt: skip
        draft.refresh_from_db()
        assert draft.state == State.WITHDRAWN
        merged = Merge.objects.latest("pk")
        written = [
            [(one.reason, one.editor_name, one.public_state) for one in draft.revisions.all()],
            [merged.kept_name, merged.merged_name, merged.moved],
            [(one.kind, one.reason) for one in Redirect.objects.filter(old__contains=language)],
            [(one.change_message, one.object_repr) for one in LogEntry.objects.order_by("pk")],
        ]
        LogEntry.objects.all().delete()
        ids = [draft.public_id, source.public_id]
        told[language] = without_names_of_rows(repr(written), [*ids, f"-{language}"])
    assert told["fr"] == told["en"]
    assert "Merge Cost into Price" in told["en"]


def without_names_of_rows(written: str, names: list[str]) -> str:
    """What was written, without keys, numbers and hashes, in which any two rows differ."""
    for name in names:
        written = written.replace(name, "")
    return re.sub(r"[0-9a-f]*\d[0-9a-f]*", "", written)


def test_a_public_state_is_the_same_in_both(db):
    occasion = make.occasion()
    made = make.statement(topics=(make.topic(name="Cost", name_fr="Coût"),), occasion=occasion)
    row = Statement.objects.with_page().get(pk=made.pk)
    states = []
    for language in LANGUAGES:
        with override(language):
            states.append(snapshot_of(row))
    assert states[0] == states[1]


# --- the pages -----------------------------------------------------------------------------------

# Django's words for things of its own, and what is the same in both.
PAGES = ["index", "first_steps", "quotes_statement_changelist", "quotes_statement_add",
         "quotes_source_add", "quotes_source_queue", "quotes_source_browser_button",
         "quotes_source_from_browser", "quotes_source_from_url", "quotes_statement_import",
         "quotes_source_import", "quotes_merge_changelist", "quotes_change_changelist",
         "quotes_watchedpage_changelist"]  # fmt: skip


def sentences(page: str) -> set[str]:
    """The texts of a page of more than one word."""
    bare = re.sub(r"(?s)<(script|style|option|code|pre)\b.*?</\1>", "", page)
    return {
        found
        for found in (" ".join(one.split()) for one in re.findall(r">([^<>]+)<", bare))
        if re.search(r"[A-Za-z]{2,} [a-z]{2,}", found)
    }


@pytest.mark.parametrize("name", PAGES)
def test_no_sentence_of_a_page_stays_english(chief, name):
    make.statement()
    clients = [desk(chief, language) for language in LANGUAGES]
    english, french = (client.get(reverse(f"admin:{name}")) for client in clients)
    assert french.status_code == 200
    assert '<html lang="fr"' in text(french)
    data = {one.text for one in Statement.objects.all()}
    assert sentences(text(english)) & sentences(text(french)) - data == set()


def test_refusals_are_in_french(chief):
    client = desk(chief, "fr")
    draft, public = make.draft(), make.statement()
    page = reverse("admin:quotes_statement_withdraw", args=[draft.pk])
    assert "Seule une déclaration publiée peut être retirée" in text(
        client.post(page, {"reason": "No."})
    )
    page = reverse("admin:quotes_statement_merge", args=[public.pk])
    assert "C’est le même" in text(client.post(page, {"other": public.pk}))
    wrong = client.get(reverse("admin:quotes_source_from_url"), {"url": "ftp://example.org/"})
    assert "Une adresse commence par https:// ou http://" in text(wrong)
    gone = client.get(reverse("admin:quotes_source_workbench", args=[10**6]))
    assert gone.status_code == 404
    assert "Il n’y a rien à cette adresse" in text(gone)
    forged = client.post(reverse("admin:quotes_statement_bulk", args=["add_topic"]), {"keys": "x"})
    assert forged.status_code == 400
    assert "Désignez chaque ligne par son numéro" in text(forged)
    with override("fr"):
        assert "doit citer au moins une source" in str(
            refusal("statement_published_is_cited").sentence
        )


def test_a_table_that_was_emptied_is_told_like_every_change(chief):
    Change.objects.create(made_at=timezone.now(), made_in=1, action="truncate", table_name="topic")
    assert "vidé" in text(desk(chief, "fr").get(reverse("admin:quotes_change_changelist")))


def test_what_an_account_may_not_is_told_in_french(db):
    visitor = User.objects.create_user("visitor", is_staff=True)
    refused = desk(visitor, "fr").get(reverse("admin:quotes_statement_changelist"))
    assert refused.status_code == 403
    assert "Votre compte n’a pas l’autorisation" in text(refused)
