"""Statements on others' pages: the framed page, the words as text, and oEmbed."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quotes.editing import EditContext, publish, record_changes
from quotes.embedding import embeds
from quotes.embedding.oembed import oembed_links
from quotes.models import Kind, Redirect, Revision, State, Statement
from quotes.revisions.resolve import newest_revision
from tests import factories, html, pages

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
WORDS = "We shall complete the dome."


@pytest.fixture
def statement() -> Statement:
    return factories.statement(text=WORDS)


def framed(client: Client, public_id: str, query: str = "") -> HttpResponse:
    return client.get(reverse("embed", args=[public_id]) + query)


def text_of(response: HttpResponse) -> str:
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return " ".join("".join(tree.find("body").itertext()).split())


def correct(statement: Statement, reason: str, **fields: Any) -> Revision:
    Statement.objects.filter(pk=statement.pk).update(**fields)
    return record_changes([statement.pk], EditContext(reason, overrides_check=True))[0]


def withdraw(statement: Statement, reason: str = "It was a hoax.") -> None:
    Statement.objects.filter(pk=statement.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(kind="statement", old=statement.public_id, reason=reason)


def merge(statement: Statement, other: Statement) -> None:
    Statement.objects.filter(pk=statement.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(
        kind="statement", old=statement.public_id, statement=other, reason="The same words"
    )


# The framed page


def test_the_framed_page_says_what_a_reader_must_know(client: Client, statement: Statement):
    response = framed(client, statement.public_id)
    assert response.status_code == 200
    assert html.faults(response.content.decode()) == []
    shown = text_of(response)
    for part in (
        *(f"“{WORDS}”", statement.speaker.name, "21 May 2025"),
        *("printed by 1 outlet", "not yet checked"),
    ):
        assert part in shown
    assert "orrected" not in shown


def test_its_link_leaves_the_frame_and_leads_to_the_statement(client: Client, statement: Statement):
    tree = html5lib.parse(
        framed(client, statement.public_id).content.decode(), namespaceHTMLElements=False
    )
    links = tree.findall(".//a")
    assert [(a.get("href"), a.get("target"), a.get("rel")) for a in links] == [
        (f"{HERE}/s/{statement.public_id}", "_top", "noopener")
    ]
    assert tree.find(".//script") is None


def test_the_framed_page_neither_sets_nor_asks_for_a_cookie(
    admin_client: Client, statement: Statement
):
    before = {name: morsel.value for name, morsel in admin_client.cookies.items()}
    response = framed(admin_client, statement.public_id)
    assert not response.cookies
    assert {name: morsel.value for name, morsel in admin_client.cookies.items()} == before
    assert "Cookie" not in response.get("Vary", "")


def answers_of_the_framed_page(client: Client, statement: Statement) -> list[HttpResponse]:
    gone = factories.statement()
    withdraw(gone)
    return [
        framed(client, statement.public_id),
        framed(client, gone.public_id),
        framed(client, "zzzzz"),
        framed(client, statement.public_id, "?v=7"),
    ]


def test_only_the_framed_page_can_be_framed(client: Client, statement: Statement):
    for response in answers_of_the_framed_page(client, statement):
        assert "X-Frame-Options" not in response
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_no_other_public_page_can_be_framed(client: Client, record: None):
    framable = []
    for name, kinds in pages.PAGES.items():
        for address in kinds.addresses():
            response = client.get(address)
            policy = response["Content-Security-Policy"]
            if response.get("X-Frame-Options") != "DENY" or "frame-ancestors 'none'" not in policy:
                framable.append(name)
    assert set(framable) == {"embed", "embedded-list"}


def test_a_paraphrase_is_named_and_stands_without_marks(client: Client):
    made = factories.statement(text="He would build it.", kind=Kind.PARAPHRASE)
    response = framed(client, made.public_id)
    assert "<blockquote" not in response.content.decode()
    assert "Paraphrase He would build it." in text_of(response)


def test_words_of_another_direction_say_so(client: Client):
    made = factories.statement(text="سلام", language="ar")
    assert '<blockquote class="words" lang="ar" dir="rtl">' in (
        framed(client, made.public_id).content.decode()
    )


# What became of the statement since


def test_a_corrected_statement_says_so(client: Client, statement: Statement):
    correct(statement, "The words were misheard.", text="We shall not complete the dome.")
    then = text_of(framed(client, statement.public_id, "?v=1"))
    assert f"“{WORDS}”" in then
    assert "Corrected on " in then
    assert ": The words were misheard." in then
    assert "It now reads: “We shall not complete the dome.”" in then
    now = text_of(framed(client, statement.public_id, "?v=2"))
    assert "Corrected" not in now
    assert WORDS not in now


def test_each_change_since_is_told_and_whether_it_was_a_correction(
    client: Client, statement: Statement
):
    correct(statement, "A note was added.", note="Said in French.")
    correct(statement, "The day was wrong.", said="2025-05-22")
    then = text_of(framed(client, statement.public_id, "?v=1"))
    assert "Updated on " in then
    assert ": A note was added." in then
    assert ": The day was wrong." in then
    assert "21 May 2025" in then
    assert "It now reads" not in then


def test_a_withdrawn_statement_shows_its_reason_and_no_words(client: Client, statement: Statement):
    withdraw(statement)
    for query in ("", "?v=1"):
        response = framed(client, statement.public_id, query)
        assert response.status_code == 410
        assert html.faults(response.content.decode()) == []
        assert "Withdrawn: It was a hoax." in text_of(response)
        assert WORDS not in response.content.decode()


def test_a_merged_statement_is_followed_with_a_notice(client: Client, statement: Statement):
    other = factories.statement(text="We will complete the dome.")
    merge(statement, other)
    plain = framed(client, statement.public_id)
    assert plain.status_code == 200
    assert "“We will complete the dome.”" in text_of(plain)
    assert "has been merged into another" in text_of(plain)
    pinned = text_of(framed(client, statement.public_id, "?v=1"))
    assert f"“{WORDS}”" in pinned
    assert "It now reads: “We will complete the dome.”" in pinned


@pytest.mark.parametrize("version", ["0", "2", "99999999999999999999", "one", "-1", "%00"])
def test_a_version_that_there_is_not_is_told(version: str, client: Client, statement: Statement):
    response = framed(client, statement.public_id, f"?v={version}")
    assert response.status_code == 404
    assert "no version of that number" in text_of(response)
    assert WORDS not in response.content.decode()


def test_a_draft_has_no_framed_page(client: Client):
    draft = factories.draft(text=WORDS)
    for public_id in (draft.public_id, "zzzzz", "nul\0"):
        response = framed(client, public_id)
        assert response.status_code == 404
        assert html.faults(response.content.decode()) == []
        assert WORDS not in response.content.decode()


# The words as text


def embedded_html(statement: Statement, revision: int | None = 1) -> str:
    loaded = Statement.objects.with_page().get(pk=statement.pk)
    return embeds.quotation_html(loaded, embeds.of_statement(loaded, revision), HERE)


def test_the_text_carries_words_speaker_date_source_and_link(statement: Statement):
    source = statement.citations.get().source
    tree = html5lib.parseFragment(embedded_html(statement), namespaceHTMLElements=False)
    quoted = tree.find(".//blockquote")
    assert quoted.get("cite") == f"{HERE}/s/{statement.public_id}/v/1"
    assert quoted.get("lang") == "en"
    assert "".join(quoted.itertext()) == f"“{WORDS}”"
    caption = tree.find(".//figcaption")
    told = "".join(caption.itertext())
    assert told.startswith(f"{statement.speaker.name}, 21 May 2025. Printed by ")
    hrefs = [a.get("href") for a in caption.findall(".//a")]
    assert hrefs == [source.url, f"{HERE}/s/{statement.public_id}"]
    assert tree.find(".//script") is None
    assert not [e for e in tree.iter() if e.get("style") or e.get("class")]


def test_words_cannot_break_out_of_the_text():
    made = factories.statement(text='</blockquote><script>alert("x")</script> & "more"')
    written = embedded_html(made)
    assert "<script" not in written
    tree = html5lib.parseFragment(written, namespaceHTMLElements=False)
    assert made.text in "".join(tree.find(".//blockquote").itertext())


def test_a_paraphrase_is_no_blockquote():
    made = factories.statement(text="He would build it.", kind=Kind.PARAPHRASE)
    written = embedded_html(made)
    assert "<blockquote" not in written
    assert "Paraphrase: " in written


def test_the_page_of_a_statement_shows_what_to_copy(client: Client, statement: Statement):
    response = client.get(statement.get_absolute_url())
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    texts = {
        element.get("id"): "".join(element.itertext())
        for element in tree.iter()
        if element.get("id") in ("embed-quotation", "embed-frame")
    }
    assert texts["embed-quotation"] == embedded_html(statement)
    frame = html5lib.parseFragment(texts["embed-frame"], namespaceHTMLElements=False)
    assert frame.find("iframe").get("src") == f"{HERE}/embed/{statement.public_id}?v=1"


# oEmbed


def ask(client: Client, url: str = "", **query: object) -> HttpResponse:
    return client.get(f"{reverse('oembed')}?{urlencode({'url': url, **query})}")


def permalink(statement: Statement) -> str:
    return f"{HERE}/s/{statement.public_id}"


def frame_in(answer: dict[str, Any]) -> dict[str, str]:
    frame = html5lib.parseFragment(answer["html"], namespaceHTMLElements=False).find("iframe")
    assert frame is not None, answer["html"]
    return dict(frame.attrib)


def test_an_answer_has_what_the_specification_asks_of_type_rich(
    client: Client, statement: Statement
):
    response = ask(client, permalink(statement))
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    answer = response.json()
    assert (answer["type"], answer["version"]) == ("rich", "1.0")
    assert answer["title"] == f"{statement.speaker.name}, 21 May 2025"
    assert answer["author_name"] == statement.speaker.name
    assert answer["author_url"] == HERE + statement.speaker.get_absolute_url()
    assert (answer["provider_name"], answer["provider_url"]) == ("DomeTracker", f"{HERE}/")
    assert isinstance(answer["cache_age"], int)
    frame = frame_in(answer)
    assert frame["src"] == f"{HERE}/embed/{statement.public_id}?v=1"
    assert frame["title"] == answer["title"]
    assert (answer["width"], answer["height"]) == (int(frame["width"]), int(frame["height"]))
    assert client.get(answer["thumbnail_url"])["Content-Type"] == "image/png"
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)


def test_xml_says_the_same_as_json(client: Client):
    made = factories.statement(text="Un «\u00a0dôme\u00a0» & <b>plus</b>\x0b", language="fr")
    response = ask(client, permalink(made), format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    as_json = ask(client, permalink(made), format="json").json()
    assert {child.tag: child.text for child in root} == {k: str(v) for k, v in as_json.items()}


def test_xml_can_be_parsed_whatever_the_words_hold(client: Client):
    made = factories.statement(text="a\x0bb\x1f c ]]> & <b>")
    response = ask(client, permalink(made), format="xml", maxwidth=100)
    root = ElementTree.fromstring(response.content)
    assert "ab c ]]&gt; &amp; &lt;b&gt;" in root.findtext("html", "")


def addresses_of(statement: Statement) -> list[str]:
    public_id = statement.public_id
    paths = [
        statement.get_absolute_url(),
        f"/statements/{public_id}/an-old-slug/",
        f"/statements/{public_id}/",
        f"/s/{public_id}",
        f"/embed/{public_id}",
    ]
    return [
        *(HERE + path for path in paths),
        f"https://testserver/s/{public_id}",
        f"HTTP://TestServer:80/s/{public_id}",
        f"https://testserver:443/s/{public_id}",
        f"{HERE}/s/{public_id}?utm_source=x#c-1",
    ]


def test_every_address_of_a_statement_is_known(client: Client, statement: Statement):
    answers = [ask(client, url).json() for url in addresses_of(statement)]
    assert [answer for answer in answers if answer != answers[0]] == []


def test_a_pinned_address_embeds_its_revision(client: Client, statement: Statement):
    correct(statement, "Misheard.", text="Other words.")
    public_id = statement.public_id
    for path in (
        f"/s/{public_id}/v/1",
        f"/statements/{public_id}/v/1/",
        f"/embed/{public_id}?v=1",
    ):
        answer = ask(client, HERE + path).json()
        assert frame_in(answer)["src"] == f"{HERE}/embed/{public_id}?v=1", path
    newest = ask(client, f"{HERE}/s/{public_id}").json()
    assert frame_in(newest)["src"] == f"{HERE}/embed/{public_id}?v=2"
    assert ask(client, f"{HERE}/s/{public_id}/v/3").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/s/{id}",
        "http://testserver.elsewhere.example/s/{id}",
        "http://user@testserver/s/{id}",
        "http://testserver:8000/s/{id}",
        "https://testserver:80/s/{id}",
        "ftp://testserver/s/{id}",
        "//testserver/s/{id}",
        "/s/{id}",
        "http://testserver/",
        "http://testserver/about/",
        "http://testserver/statements/",
        "http://testserver/s/zzzzz",
        "http://testserver/s/%00",
        "http://[::1/s/{id}",
        "javascript:alert(1)",
        "\u0130",
    ],
)
def test_an_address_that_is_not_of_a_statement_here_is_unknown(
    url: str, client: Client, statement: Statement
):
    response = ask(client, url.format(id=statement.public_id))
    assert response.status_code == 404
    assert response.content.decode().strip().endswith(".")


def test_a_format_that_there_is_not(client: Client, statement: Statement):
    response = ask(client, permalink(statement), format="yaml")
    assert response.status_code == 501
    assert b"json and xml" in response.content


@pytest.mark.parametrize("size", ["0", "-5", "wide", "1e3", "100000", "٣٠٠", "\0"])
def test_a_size_that_cannot_be_read(size: str, client: Client, statement: Statement):
    for name in ("maxwidth", "maxheight"):
        response = ask(client, permalink(statement), **{name: size})
        assert response.status_code == 400
        assert name in response.content.decode()


def test_a_request_without_an_address(client: Client):
    assert client.get(reverse("oembed")).status_code == 400


def test_drafts_are_unknown_and_what_was_withdrawn_is_gone(client: Client, statement: Statement):
    assert ask(client, permalink(factories.draft())).status_code == 404
    withdraw(statement)
    response = ask(client, permalink(statement))
    assert response.status_code == 410
    assert response.content.decode() == "Withdrawn: It was a hoax.\n"


def test_a_merged_statement_answers_for_the_other(client: Client, statement: Statement):
    other = factories.statement()
    merge(statement, other)
    answer = ask(client, permalink(statement)).json()
    assert frame_in(answer)["src"] == f"{HERE}/embed/{other.public_id}?v=1"


def test_nothing_is_larger_than_there_is_room(client: Client):
    made = factories.statement(text="We shall complete it. " * 40)
    for width, height in [(500, None), (300, 250), (None, 200), (5000, 5000)]:
        query = {"maxwidth": width, "maxheight": height}
        answer = ask(client, permalink(made), **{k: v for k, v in query.items() if v}).json()
        assert answer["width"] <= (width or 600)
        assert answer["height"] <= (height or 10_000)
        assert int(frame_in(answer)["width"]) == answer["width"]
        has_image = "thumbnail_url" in answer
        assert has_image == ((width or 1200) >= 1200 and (height or 630) >= 630)


def test_without_room_for_a_frame_the_words_come_as_text(client: Client, statement: Statement):
    for query in ({"maxwidth": 200}, {"maxheight": 90}):
        answer = ask(client, permalink(statement), **query).json()
        assert "<iframe" not in answer["html"]
        assert f"<p>“{WORDS}”</p></blockquote>" in answer["html"]
        assert answer["width"] <= query.get("maxwidth", 600)
        assert answer["height"] <= query.get("maxheight", 10_000)


def test_more_words_need_more_height():
    def height(text: str, width: int, language: str = "en") -> int:
        made = factories.statement(text=text, language=language)
        loaded = Statement.objects.with_page().get(pk=made.pk)
        return embeds.height_of(embeds.of_statement(loaded, 1), width)

    assert height("word " * 100, 600) > height("word", 600)
    assert height("word " * 100, 300) > height("word " * 100, 600)
    assert height("国" * 100, 600, "zh") > height("a" * 100, 600)


def test_answers_may_be_read_by_scripts_of_other_pages(client: Client, statement: Statement):
    assert ask(client, permalink(statement))["Access-Control-Allow-Origin"] == "*"


def test_the_links_for_discovery_lead_to_the_answers(client: Client, statement: Statement):
    address = HERE + statement.get_absolute_url()
    links = oembed_links(address, HERE)
    assert [link.media_type for link in links] == [
        "application/json+oembed",
        "text/xml+oembed",
    ]
    for link in links:
        parts = urlsplit(link.url)
        assert f"{parts.scheme}://{parts.netloc}" == HERE
        assert parse_qs(parts.query)["url"] == [address]
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200
    assert json.loads(client.get(links[0].url).content)["type"] == "rich"


def test_the_newest_revision_is_found():
    assert newest_revision(factories.draft()) is None
    made = factories.statement()
    correct(made, "Again.", text="Other words.")
    newest = newest_revision(made)
    assert newest is not None
    assert newest.number == 2


# --- what is copied, and lists --------------------------------------------------------------------


def copied(client, statement) -> dict[str, Element]:
    tree = html5lib.parse(
        client.get(statement.get_absolute_url()).content.decode(), namespaceHTMLElements=False
    )
    row = tree.find(".//*[@id='copy']")
    return {"".join(button.itertext()): button for button in row.iter("button")}


def test_link_quotation_and_embed_are_copied_by_one_button_each(db, client):
    speaker = factories.speaker("Ann Long")
    factories.role(speaker, "Minister of Shields", "2025")
    outlet = factories.outlet("The Example")
    made = factories.draft(text="It costs <61> & more.", speaker=speaker)
    factories.citation(made, source=factories.source("2025-05-22", outlet=outlet))
    publish(made, EditContext("First published"))
    buttons = copied(client, made)
    assert list(buttons) == ["Copy link", "Copy quotation", "Copy embed code"]
    assert all(button.get("type") == "button" for button in buttons.values())
    link = f"http://testserver/s/{made.public_id}"
    assert buttons["Copy link"].get("data-text") == link
    assert buttons["Copy quotation"].get("data-text") == (
        "“It costs <61> & more.”\n— Ann Long, Minister of Shields, 21 May 2025. "
        f"Printed by The Example. {link}"
    )
    rich = buttons["Copy quotation"].get("data-html")
    assert "<blockquote" in rich
    assert "It costs &lt;61&gt; &amp; more." in rich
    assert buttons["Copy embed code"].get("data-text").startswith("<iframe src=")
    assert "max-width:100%" in buttons["Copy embed code"].get("data-text")


def test_a_summary_is_not_copied_as_a_quotation(db, client):
    made = factories.statement(kind="paraphrase", text="He wants it.", wordings=("He wants it",))
    button = copied(client, made)["Copy summary"]
    assert button.get("data-text").startswith("Paraphrase: He wants it.\n— ")
    assert "“" not in button.get("data-text")


def test_a_list_is_framed_newest_first_with_its_words_as_text(db, client):
    topic = factories.topic("cost", name="Cost")
    for day, text in (("2025-05-20", "It is <dear>."), ("2025-05-22", "It is cheap.")):
        factories.statement(day, text=text, topics=(topic,))
    factories.statement("2025-05-23", text="Of something else.")
    page = client.get("/embed/statements?topic=cost&utm_source=x")
    body = page.content.decode()
    assert page.status_code == 200
    assert "X-Frame-Options" not in page
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert body.index("It is cheap.") < body.index("It is &lt;dear&gt;.")
    assert "Of something else." not in body
    assert 'href="http://testserver/statements/?topic=cost' in body
    assert "<script" not in body


def test_a_list_in_a_frame_has_a_few_and_a_link_to_all(db, client):
    for number in range(12):
        factories.statement(f"2025-05-{number + 1:02}")
    body = client.get("/embed/statements?size=50").content.decode()
    assert body.count("<blockquote") == 10
    assert body.count('target="_top"') == 11


def test_a_list_that_cannot_be_read_says_why_in_the_frame(db, client):
    page = client.get("/embed/statements?kind=nonsense")
    assert page.status_code == 400
    assert "nonsense" in page.content.decode()


def test_a_doubt_stands_above_the_words_in_a_framed_list(db, client):
    factories.statement(doubt="misattributed", doubt_reason="The clip is not hers")
    body = client.get("/embed/statements").content.decode()
    assert body.index("Misattributed") < body.index("<blockquote")
