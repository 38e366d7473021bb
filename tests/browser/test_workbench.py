"""From a pasted article to drafts, by keys alone; without scripts; and what two editors see."""

import time
from contextlib import ExitStack

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from quotes.capture import documents
from quotes.capture.captures import capture
from quotes.extraction.values import Candidate
from quotes.models import Capture, Proposal, Source, Speaker, Statement
from quotes.models.vocabulary import How
from quotes.text.spans import Span
from tests import factories as make
from tests.browser import axe
from tests.browser.conftest import NewPage, Shares
from tests.browser.keyboard import tab_to

WORDS = [
    "The northern post will hear what no other post can hear",
    "Seven harbours have asked us for the same map",
    "Whoever paints the tower blue pays for the paint",
    "Nobody counted the lanterns before the winter",
    "A bridge of paper carries only letters",
    "The clerk of the weather has resigned twice",
    "Forty kites were returned without their strings",
    "Our orchard is older than the fence around it",
]


def article() -> str:
    said = [f"“{words},” the president said, looking at nobody." for words in WORDS]
    return "A headline for the evening\n\n" + "\n\n".join(said)


def candidates(capture: Capture) -> list[Candidate]:
    """All of them by one official, but for the last, of whom nothing is known."""
    speaker = Speaker.objects.get(slug="donald-trump").slug
    made = []
    for words in WORDS:
        start = capture.text.index(words)
        span = Span(start, start + len(words))
        made.append(
            Candidate(
                pieces=(span,),
                kind="direct",
                speaker=speaker,
                certainty=0.9,
                speaker_certainty=0.9,
            )
            if words != WORDS[-1]
            else Candidate(pieces=(span,), kind="direct", certainty=0.4)
        )
    return made


@pytest.fixture(autouse=True)
def constructed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", candidates)


@pytest.fixture
def source(archive: LiveServer, afterwards: ExitStack) -> Source:
    """One without a statement. Its captured text stays, as every one does; readers never see it."""
    made = make.source("2025-05-22", title="A headline for the evening")
    afterwards.callback(empty, made)
    return made


def empty(source: Source) -> None:
    drafts = list(Statement.objects.filter(citations__source=source).values_list("pk", flat=True))
    Proposal.objects.filter(capture__source=source).delete()
    Statement.objects.filter(pk__in=drafts).delete()


def pasted(source: Source) -> Capture:
    """The article as captured, without the pages before it."""
    return capture(source, documents.read_pasted(article()), How.PASTED)


def workbench(source: Source) -> str:
    return reverse("admin:quotes_source_workbench", args=[source.pk])


def told(page: Page, text: str) -> None:
    expect(page.locator("#workbench-told")).to_contain_text(text)


def current(page: Page, number: int) -> None:
    expect(page.locator(".card.is-current .card-number")).to_have_text(str(number))


def test_an_article_with_eight_quotations_becomes_drafts_by_keys_alone(
    new_desk_page: NewPage, source: Source
):
    page = new_desk_page()
    page.goto(reverse("admin:quotes_source_capture", args=[source.pk]))
    begun = time.monotonic()
    tab_to(page, "textarea[name=pasted]")
    page.keyboard.insert_text(article())
    tab_to(page, "[name=how][value=pasted]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=taken]", state="attached")
    tab_to(page, ".understood [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".workbench.has-keys")
    current(page, 1)
    # Four are accepted, one is rejected by mistake, which is taken back.
    for number in range(1, 5):
        current(page, number)
        page.keyboard.press("a")
    current(page, 5)
    page.keyboard.press("r")
    current(page, 6)
    page.keyboard.press("u")
    current(page, 5)
    page.keyboard.press("a")
    current(page, 6)
    # The words end two words earlier.
    page.keyboard.press("e")
    told(page, "Drag over the words")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".card.is-current .card-words")).to_have_text(WORDS[5][: -len(" twice")])
    page.wait_for_selector(".workbench.has-keys")
    page.keyboard.press("a")
    current(page, 7)
    page.keyboard.press("a")
    current(page, 8)
    # Somebody new said the last.
    tab_to(page, ".card.is-current [name=new_speaker]")
    page.keyboard.insert_text("The Keeper of the Orchard")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    told(page, "All done.")
    taken = time.monotonic() - begun
    statements = Statement.objects.filter(citations__source=source)
    assert statements.count() == 8
    assert {state for (state,) in statements.values_list("state")} == {"draft"}
    assert {state for (state,) in statements.values_list("citations__check_state")} == {"exact"}
    assert statements.filter(speaker__name="The Keeper of the Orchard").exists()
    assert taken < 60


def test_another_wording_is_merged_by_a_key(new_desk_page: NewPage, source: Source):
    speaker = Speaker.objects.get(slug="donald-trump")
    there = make.draft("2025-05-21", speaker=speaker, text=WORDS[0].replace("no", "hardly any"))
    pasted(source)
    page = new_desk_page()
    page.goto(workbench(source))
    expect(page.locator(".card.is-current .card-one")).to_contain_text("Already in the archive")
    page.keyboard.press("m")
    told(page, "Added as another wording")
    assert there.citations.get().source == source


@pytest.mark.parametrize("by", ["key", "mouse", "mouse, once it is kept"])
def test_a_typed_name_wins_over_the_proposed_official(
    new_desk_page: NewPage, source: Source, by: str
):
    pasted(source)
    page = new_desk_page()
    page.goto(workbench(source))
    card = page.locator(".card.is-current")
    expect(card).to_contain_text("Donald Trump")
    card.locator("summary", has_text="Someone new").click()
    card.locator("[name=new_speaker]").fill("Angus Kingsley")
    card.locator("[name=new_title]").fill("Senator for Maine")
    expect(card.locator(".select2-selection").first).not_to_contain_text("Donald Trump")
    if by == "mouse, once it is kept":
        with page.expect_response(lambda response: response.request.method == "POST"):
            pass
    if by == "key":
        page.keyboard.press("Escape")
        page.keyboard.press("a")
    else:
        card.get_by_role("button", name="Accept").click()
    told(page, "“Angus Kingsley” was added to the officials.")
    speaker = Statement.objects.get(citations__source=source).speaker
    assert (speaker.name, speaker.roles.get().title) == ("Angus Kingsley", "Senator for Maine")
    page.keyboard.press("u")
    told(page, "Undone.")
    assert not Speaker.objects.filter(name="Angus Kingsley").exists()


def test_it_works_without_scripts(new_desk_page: NewPage, source: Source):
    pasted(source)
    page = new_desk_page(java_script_enabled=False)
    page.goto(workbench(source))
    cards = page.locator(".card")
    cards.first.get_by_role("button", name="Accept").click()
    expect(page.locator(".messagelist")).to_contain_text("Draft saved")
    # A decision leads to the next card, and a line to its own.
    expect(cards.nth(1).get_by_role("button", name="Accept")).to_be_visible()
    cards.nth(7).get_by_role("link").click()
    cards.nth(7).get_by_role("button", name="Accept").click()
    expect(cards.nth(7)).to_contain_text("Choose who said it")
    cards.nth(1).get_by_role("link").click()
    cards.nth(1).get_by_role("button", name="Reject").click()
    cards.nth(1).get_by_role("link").click()
    cards.nth(1).get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="high-confidence quotations").click()
    page.get_by_role("button", name="Accept these").click()
    expect(page.locator(".messagelist")).to_contain_text("6 drafts saved.")


HEARING = """A hearing on the lanterns

SENATOR CLARA HOLLIS: The lanterns were never counted, Mr. President. Were they?

PRESIDENT DONALD TRUMP: Seven of them were. The others stood in the harbour. Nobody asked for those.

Q: Who pays for the oil?

SENATOR HOLLIS: Thank you for that.
"""


@pytest.fixture
def hearing(source: Source, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: [])
    Source.objects.filter(pk=source.pk).update(kind="hearing")
    capture(source, documents.read_pasted(HEARING), How.PASTED)
    return source


def test_sentences_of_a_transcript_are_cut_by_keys(new_desk_page: NewPage, hearing: Source):
    page = new_desk_page()
    page.goto(workbench(hearing))
    page.wait_for_selector(".workbench.has-keys")
    expect(page.locator(".workbench-turn")).to_have_count(4)
    page.keyboard.press("t")
    page.keyboard.press("t")
    expect(page.locator(".workbench-turn:focus")).to_contain_text("Donald Trump")
    selected = "getSelection().toString()"
    page.keyboard.press("s")
    assert page.evaluate(selected) == "Seven of them were."
    page.keyboard.press("s")
    assert page.evaluate(selected) == "The others stood in the harbour."
    page.keyboard.press("Shift+S")
    both = "The others stood in the harbour. Nobody asked for those."
    assert page.evaluate(selected) == both
    page.keyboard.press("n")
    expect(page.locator(".card.is-current .card-words")).to_have_text(both)
    expect(page.locator(".card.is-current")).to_contain_text("Donald Trump")
    expect(page.locator(".card.is-current [name=said]")).to_have_value("2025-05-22")
    page.keyboard.press("a")
    told(page, "Draft saved. Wording check: exact.")
    # The next is looked for behind the card, and of the one who asks nothing is known.
    page.keyboard.press("s")
    assert page.evaluate(selected) == "Who pays for the oil?"
    statement = Statement.objects.get(citations__source=hearing)
    assert (statement.text, statement.speaker.slug) == (both, "donald-trump")


def test_sentences_of_a_transcript_are_cut_by_mouse(new_desk_page: NewPage, hearing: Source):
    page = new_desk_page()
    page.goto(workbench(hearing))
    page.wait_for_selector(".workbench.has-keys")
    place = page.locator(".workbench-text", has_text="Seven of them were").bounding_box()
    assert place
    page.mouse.click(place["x"] + 300, place["y"] + 12)
    words = page.evaluate("getSelection().toString()")
    assert words in ("Seven of them were.", "The others stood in the harbour.")
    page.get_by_role("button", name="Add selection as quotation").click()
    expect(page.locator(".card.is-current .card-words")).to_have_text(words)
    expect(page.locator(".card.is-current")).to_contain_text("Donald Trump")


def test_two_editors_see_what_the_other_decides(
    new_desk_page: NewPage, new_page: NewPage, archive: LiveServer, source: Source
):
    pasted(source)
    client = Client()
    client.force_login(get_user_model()._default_manager.create_superuser(f"second-{source.pk}"))
    one = new_desk_page()
    two = new_page()
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": archive.url}
    two.context.add_cookies([session])
    one.goto(workbench(source))
    two.goto(workbench(source))
    current(two, 1)
    one.keyboard.press("r")
    current(one, 2)
    told(two, "Someone else has just handled")
    expect(two.locator(".card.is-current h2")).to_contain_text("Rejected by editor")
    # What is typed is kept, and the other sees it.
    one.locator(".card.is-current [name=said]").fill("2025-05-20")
    expect(two.locator(".card [name=said]").nth(0)).to_have_value("2025-05-20")


def test_the_ends_are_moved_by_dragging(new_desk_page: NewPage, source: Source):
    pasted(source)
    page = new_desk_page(viewport={"width": 1280, "height": 900})
    page.goto(workbench(source))
    button = page.locator(".card.is-current [data-edit]")
    button.click()
    mark = page.locator("mark.is-current").bounding_box()
    assert mark
    line = mark["y"] + 16
    page.mouse.move(mark["x"] + 60, line)
    page.mouse.down()
    page.mouse.move(mark["x"] + 200, line, steps=5)
    page.mouse.up()
    words = page.evaluate("getSelection().toString()")
    assert words
    assert words in WORDS[0]
    button.click()
    expect(page.locator(".card.is-current .card-words")).to_have_text(words.strip())


def test_the_keys_are_listed_and_can_be_switched_off(new_desk_page: NewPage, source: Source):
    pasted(source)
    page = new_desk_page()
    page.goto(workbench(source))
    page.keyboard.press("?")
    keys = page.locator("#keys")
    expect(keys).to_contain_text("Accept as draft")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    current(page, 1)
    assert not Statement.objects.filter(citations__source=source).exists()


def test_axe_finds_nothing(new_desk_page: NewPage, source: Source, looks: Shares):
    pasted(source)
    page = new_desk_page()
    page.goto(workbench(source))
    page.wait_for_selector(".workbench.has-keys")
    assert axe.faults(page, looks(0, 2)) == []
    page.keyboard.press("r")
    current(page, 2)
    assert axe.faults(page, looks(1, 2)) == []
