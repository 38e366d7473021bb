"""Adding by hand: a URL is recognised, names are found by any form, the next statement keeps."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from quotes.capture.captures import capture
from quotes.capture.documents import read
from quotes.models import Outlet, Role, Source, Speaker, Statement
from quotes.models.vocabulary import How
from tests import factories as make
from tests.admin_forms import added_row, address, cited, errors_in, filled, new_statement, saved
from tests.groups import make_groups

pytestmark = pytest.mark.django_db

ARTICLE = "https://news.example/2025/dome-1"
ARCHIVED = "https://web.archive.org/web/20250522010203/"


def member(group: str) -> Client:
    make_groups()
    user = User.objects.create_user(f"{group}-{next(make.numbers)}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(params=["contributor", "editor", "admin"])
def client(request) -> Client:
    return member(request.param)


@pytest.fixture
def contributor() -> Client:
    return member("contributor")


def pasted(client: Client, url: str) -> Any:
    return client.get(reverse("admin:quotes_source_from_url"), {"url": url})


def known(client: Client, url: str, **more: Any) -> dict[str, Any]:
    response = client.get(reverse("admin:quotes_source_known"), {"url": url, **more})
    assert response.status_code == 200
    return response.json()


# --- a URL ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        ARTICLE,
        "http://www.news.example/2025/dome-1/?utm_source=x#top",
        "https://m.news.example/2025/dome-1/amp",
        ARCHIVED + ARTICLE,
        f"https://www.google.com/url?q={ARTICLE}",
    ],
)
def test_a_document_that_is_here_is_found(client, url):
    source = make.source(url=ARTICLE, title="The dome")
    make.citation(make.draft(), source=source)
    response = pasted(client, url)
    assert response.status_code == 302
    assert response["Location"] == address(Source, "change", source.pk)
    page = client.get(response["Location"]).content.decode()
    assert "already in the archive, with 1 statement." in page
    assert f"{address(Statement, 'add')}?source={source.pk}" in page
    told = known(client, url)
    assert "already" in told["sentence"]
    assert told["links"] == [{"url": address(Source, "change", source.pk), "name": "The dome"}]


def test_what_is_new_begins_with_what_the_url_tells(client):
    outlet = make.outlet("The News", hosts=["news.example"])
    make.source(outlet=outlet, language="fr", kind="transcript")
    response = pasted(client, ARCHIVED + ARTICLE)
    page = client.get(response["Location"])
    initial = page.context["adminform"].form.initial
    assert initial["url"] == ARTICLE
    assert initial["archived_url"] == ARCHIVED + ARTICLE
    assert (initial["outlet"], initial["language"]) == (outlet.pk, "fr")
    assert initial["kind"] == "transcript"
    assert "news.example belongs to The News." in page.content.decode()


def test_the_longest_host_names_the_outlet_and_a_shared_one_is_offered(contributor):
    make.outlet("All", hosts=["news.example"])
    make.outlet("French", hosts=["fr.news.example"])
    assert known(contributor, "https://fr.news.example/a")["begun"]["outlet"]["text"] == "French"
    assert known(contributor, "https://en.news.example/a")["begun"]["outlet"]["text"] == "All"
    make.outlet("Others", hosts=["news.example"])
    page = contributor.get(pasted(contributor, ARTICLE)["Location"]).content.decode()
    assert "belongs to several outlets: All, Others." in page
    assert "Start with Others" in page


def test_a_likely_twin_is_shown_and_not_taken_for_the_same(contributor):
    make.source(url=ARTICLE, title="The dome")
    response = pasted(contributor, f"{ARTICLE}?cid=7")
    assert response.status_code == 200
    page = response.content.decode()
    assert "Is it one of these?" in page
    assert "The dome" in page
    assert "add a new source" in page


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("https://twitter.com/AnnLong/status/77", "https://x.com/annlong/status/77?s=46"),
        ("https://x.com/i/web/status/77", "https://mobile.twitter.com/AnnLong/status/77/photo/1"),
        ("https://youtu.be/8kX62n6yNXA", "https://www.youtube.com/watch?v=8kX62n6yNXA&t=9s"),
        ("https://truthsocial.com/@Ann/posts/114575901", "https://truthsocial.com/@ann/114575901"),
        ("https://en.wikipedia.org/wiki/A_Dome", "https://en.m.wikipedia.org/wiki/A_Dome"),
        (ARTICLE, f"https://archive.ph/{ARTICLE}"),
        (ARTICLE, f"{ARTICLE}?utm_source=a&amp;utm_medium=b"),
    ],
)
def test_one_document_of_a_platform_is_found_under_its_other_addresses(contributor, stored, typed):
    source = make.source(url=stored)
    assert pasted(contributor, typed)["Location"] == address(Source, "change", source.pk)
    assert pasted(contributor, stored)["Location"] == address(Source, "change", source.pk)


def test_an_account_is_the_outlet_and_never_its_platform(contributor):
    make.alias(make.speaker("Ann Long"), "theannlong")
    begun = known(contributor, "https://truthsocial.com/@TheAnnLong/posts/114575901")["begun"]
    assert (begun["new_outlet"], begun["kind"]) == ("Ann Long on Truth Social", "social-post")
    assert known(contributor, "https://x.com/AnnLong/status/7")["begun"]["new_outlet"] == (
        "Ann Long on X"
    )
    told = known(contributor, "https://x.com/bobshort/status/7")
    assert told["sentence"] == "An account is an outlet: “@bobshort on X”."
    told = known(contributor, "https://youtu.be/8kX62n6yNXA")
    assert (told["begun"]["new_outlet"], told["begun"]["kind"]) == ("", "video")
    assert told["sentence"] == "The address names no account. Name it: “… on YouTube”."


def test_the_next_post_of_an_account_has_its_outlet_and_that_of_another_not(contributor):
    data = new_source(
        contributor, new_outlet="@bobshort on X", url="https://twitter.com/BobShort/status/7"
    )
    saved(contributor.post(address(Source, "add"), data))
    outlet = Outlet.objects.get()
    assert outlet.hosts == []
    again = known(contributor, "https://x.com/bobshort/status/8")["begun"]
    assert again["outlet"] == {"id": str(outlet.pk), "text": "@bobshort on X"}
    for other in ("bobshortly", "bob"):
        assert known(contributor, f"https://x.com/{other}/status/8")["begun"]["outlet"] is None


def test_the_time_of_a_video_becomes_the_locator(contributor):
    source = make.source(url="https://youtu.be/8kX62n6yNXA?t=754s")
    page = f"{address(Statement, 'add')}?source={source.pk}"
    assert filled(contributor, page)["citations-0-locator"] == "12:34"
    response = pasted(contributor, "https://www.youtube.com/watch?v=8kX62n6yNXA&t=59")
    told = contributor.get(response["Location"]).content.decode()
    assert f"?source={source.pk}&amp;locator=0%3A59" in told
    assert filled(contributor, f"{page}&locator=0:59")["citations-0-locator"] == "0:59"


def new_source(client: Client, **fields: object) -> dict[str, Any]:
    data = filled(client, address(Source, "add"))
    return data | {"url": ARTICLE, "title": "The dome", "published": "2025-05-22"} | fields


def test_the_same_article_under_another_address_is_told_with_the_way_to_merge(contributor):
    title = "Carney says that Canada talks of a shield with Washington"
    there = make.source("2025-05-22", url=ARTICLE, title=title)
    make.source("2025-05-23", url=f"{ARTICLE}-1", title=title, outlet=there.outlet)
    make.source("2025-05-22", url=f"{ARTICLE}-2", title=title)
    make.source("2025-05-22", url=f"{ARTICLE}-3", title="Other news", outlet=there.outlet)
    new = {"outlet": there.outlet.pk, "url": "https://news.example/story/77", "title": f"{title}!"}
    saved(contributor.post(address(Source, "add"), new_source(contributor, **new)))
    source = Source.objects.latest("pk")
    page = contributor.get(address(Source, "change", source.pk)).content.decode()
    assert page.count("Another document of this outlet and day has nearly this title:") == 1
    assert address(Source, "change", there.pk) in page
    assert f"/admin/quotes/source/{source.pk}/merge/" in page


def test_a_source_whose_page_gave_this_address_as_its_own_is_asked_about(contributor):
    there = make.source(url="https://news.example/story/77")
    other = make.source(url="https://news.example/story/78")
    for source, own in (
        (there, f"{ARTICLE}/?utm_source=x"),
        (other, "https://news.example/story/78"),
    ):
        page = f'<link rel="canonical" href="{own}"><article><p>Words of a page.</p></article>'
        capture(source, read(page.encode()), How.FETCHED)
    page = pasted(contributor, ARTICLE)
    assert [source for source, _told in page.context["twins"]] == [there]
    told = known(contributor, ARTICLE)
    assert told["sentence"] == "This document may already be here:"
    assert [link["url"] for link in told["links"]] == [address(Source, "change", there.pk)]


def test_an_outlet_is_made_with_its_first_source(client):
    data = new_source(client, new_outlet="Example News", url=ARCHIVED + ARTICLE)
    response = client.post(address(Source, "add"), data | {"_to_statement": "1"})
    saved(response)
    source = Source.objects.get()
    assert (source.outlet.name, source.outlet.hosts) == ("Example News", ["news.example"])
    assert (source.url, source.archived_url) == (ARTICLE, ARCHIVED + ARTICLE)
    assert response["Location"] == f"{address(Statement, 'add')}?source={source.pk}"


def test_a_source_without_outlet_is_refused_and_makes_none(contributor):
    response = contributor.post(address(Source, "add"), new_source(contributor))
    assert "Choose an outlet, or name a new one." in errors_in(response)
    data = new_source(contributor, new_outlet="Example News", language="no language")
    errors_in(contributor.post(address(Source, "add"), data))
    assert not Outlet.objects.exists()


def test_an_outlet_that_is_here_is_not_made_again(contributor):
    outlet = make.outlet("Éxample News", aliases=["XN"])
    for number, typed in enumerate(("example news", "EXAMPLE NEWS", "The Example News", "xn")):
        data = new_source(contributor, new_outlet=typed, url=f"{ARTICLE}{number}")
        saved(contributor.post(address(Source, "add"), data))
    assert [source.outlet for source in Source.objects.all()] == [outlet] * 4
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize("name", ["TIME", "time", "The Time", "Tîme Magazine"])
def test_an_outlet_is_not_added_a_second_time_in_other_letters(name):
    admin = member("admin")
    there = make.outlet("Time", aliases=["TIME Magazine"])
    data = filled(admin, address(Outlet, "add")) | {"name": name, "slug": "another"}
    told = errors_in(admin.post(address(Outlet, "add"), data))
    assert "This outlet is already here:" in told
    assert address(Outlet, "change", there.pk) in told
    # Its own name may be written otherwise.
    page = address(Outlet, "change", there.pk)
    saved(admin.post(page, filled(admin, page) | {"name": "TIME", "reason": "As it writes it."}))
    there.refresh_from_db()
    assert (there.name, there.aliases) == ("TIME", ["TIME Magazine"])


def test_the_outlet_of_a_host_is_that_of_the_sources_from_there(contributor):
    source = make.source(url="https://www.gazette.example/2025/a", outlet=make.outlet("Gazette"))
    make.source(url="https://www.youtube.com/watch?v=1", outlet=make.outlet("Channel"))
    begun = known(contributor, "https://gazette.example/2025/b")["begun"]
    assert begun["outlet"]["id"] == str(source.outlet_id)
    assert begun["new_outlet"] == ""
    # Where anybody publishes, one says nothing of the next.
    assert known(contributor, "https://www.youtube.com/watch?v=2")["begun"]["outlet"] is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://tass.com/world/1962391", "TASS"),
        ("https://apnews.com/article/golden-dome-1", "Associated Press"),
        ("https://www.reuters.com/world/us/x-2025-05-21/", "Reuters"),
        ("https://www.cbc.ca/news/politics/x-1.7540000", "CBC"),
        ("https://edition.cnn.com/2025/05/21/x", "CNN"),
        ("https://www.bbc.co.uk/news/articles/x", "BBC News"),
        ("https://spacenews.com/x/", "SpaceNews"),
        ("https://www.24newz.ai/x", "24newz.ai"),
    ],
)
def test_the_outlets_of_the_bundled_record_are_known_by_their_hosts(contributor, record, url, name):
    assert known(contributor, url)["begun"]["outlet"]["text"] == name


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Oct. 14, 2025", "2025-10-14"),
        ("October 14, 2025", "2025-10-14"),
        ("1 January 2026", "2026-01-01"),
        ("18 novembre 2025", "2025-11-18"),
        ("le 1er mars 2024", "2024-03-01"),
        ("Tuesday, Nov. 18, 2025", "2025-11-18"),
        ("mardi 18 novembre 2025", "2025-11-18"),
        ("May 2025", "2025-05"),
        ("2025-05-21~", "2025-05-21~"),
        ("", ""),
    ],
)
def test_all_dates_are_read_in_words(typed, day):
    admin = member("admin")
    saved(admin.post(address(Source, "add"), new_source(admin, published=typed, new_outlet="X")))
    assert Source.objects.get().published.text == day
    page = address(Speaker, "change", make.speaker().pk)
    data = filled(admin, page)
    row = {"title": "Warden", "since": typed, "until": ""}
    sent = added_row(data, "roles", **row) | {"reason": "Its dates are known."}
    saved(admin.post(page, sent))
    assert Role.objects.get().since.text == day


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Wednesday", "is relative to the publication date"),
        ("32 May 2025", "is not a valid date"),
        ("Monday, Nov. 18, 2025", "was a different day of the week"),
        ("soon", "cannot be read as a date"),
    ],
)
def test_a_date_of_a_source_that_cannot_be_read_is_told(contributor, typed, told):
    sent = new_source(contributor, published=typed, new_outlet="Example News")
    response = contributor.post(address(Source, "add"), sent)
    assert told in errors_in(response)
    assert f'value="{typed}"' in response.content.decode()


def test_the_same_document_is_refused_with_a_link(client):
    first = make.source(url=ARTICLE, title="The <dome>")
    data = new_source(client, outlet=first.outlet.pk, url=ARCHIVED + ARTICLE)
    refused = errors_in(client.post(address(Source, "add"), data))
    link = f'<a href="{address(Source, "change", first.pk)}">The &lt;dome&gt;</a>'
    assert f"already in the archive: {link}" in refused
    chooses = reverse("admin:quotes_source_choose", args=[first.pk])
    refused = errors_in(client.post(address(Source, "add"), data | {"_popup": "1"}))
    assert f'href="{chooses}"' in refused
    assert f"&quot;value&quot;: &quot;{first.pk}&quot;" in client.get(chooses).content.decode()


BAD = ["javascript:alert(1)", "https://", "news", "https://a.example/\x00", "https://[::1", "%00"]


@pytest.mark.parametrize("url", [*BAD, "https://a.example/" + "a" * 5000])
def test_what_is_no_address_is_told_in_a_sentence(contributor, url):
    response = pasted(contributor, url)
    assert response.status_code == 200
    assert response.context["form"].errors["url"]
    told = known(contributor, url)
    assert told["sentence"].endswith(".")
    assert told["links"] == []
    assert contributor.get(address(Source, "add"), {"url": url}).status_code == 200


def test_a_host_in_any_script_is_named_as_people_write_it(contributor):
    begun = known(contributor, "https://défense-news.example/a")["begun"]
    assert begun["new_outlet"] == "Défense News"


def test_only_who_may_add_sources_is_answered():
    visitor = Client()
    names = ["admin:quotes_source_from_url", "admin:quotes_source_known"]
    pages = [reverse(name) for name in names]
    pages.append(reverse("admin:quotes_source_choose", args=[make.source().pk]))
    assert all(visitor.get(page).status_code == 302 for page in pages)
    visitor.force_login(User.objects.create_user("assistant", is_staff=True))
    assert all(visitor.get(page).status_code == 403 for page in pages)
    assert visitor.get(reverse("admin:quotes_speaker_choices")).status_code == 403


# --- choosing ------------------------------------------------------------------------------------


def found(client: Client, model: str, field: str, chosen: str, **asked: Any) -> list[Any]:
    names = {"app_label": "quotes", "model_name": model, "field_name": field}
    response = client.get(reverse(f"admin:quotes_{chosen}_choices"), {**names, **asked})
    assert response.status_code == 200
    return response.json()["results"]


def speakers(client: Client, term: str, **asked: Any) -> list[Any]:
    return found(client, "statement", "speaker", "speaker", term=term, **asked)


def test_names_come_before_aliases_and_both_before_the_rest(client):
    rest = make.speaker("Zoe McCarney")
    alias = make.speaker("Aaron Else")
    make.alias(alias, "Carnéy of Else")
    word = make.speaker("Mark Carney")
    begins = make.speaker("Carney Older")
    whole = make.speaker("Carney")
    results = speakers(client, "CÁRNEY")
    expected = [whole, begins, word, alias, rest]
    assert [result["id"] for result in results] == [str(row.pk) for row in expected]
    assert results[3]["detail"] == "also “Carnéy of Else”"


def test_the_office_of_the_day_is_shown(contributor):
    speaker = make.speaker("Mark Carney")
    make.role(speaker, "Governor", since="2008", until="2013")
    make.role(speaker, "Prime Minister", since="2025-03-14")
    assert speakers(contributor, "carney")[0]["detail"] == "Prime Minister"
    assert speakers(contributor, "carney", said="2010")[0]["detail"] == "Governor (2010)"
    then = speakers(contributor, "carney", said="2020")[0]["detail"]
    assert then == "no office recorded for 2020"
    assert speakers(contributor, "carney", said="someday")[0]["detail"] == "Prime Minister"


def test_outlets_are_found_by_host(contributor):
    outlet = make.outlet("The News", hosts=["news.example"])
    results = found(contributor, "source", "outlet", "outlet", term="news.ex")
    assert results == [{"id": str(outlet.pk), "text": "The News", "detail": "news.example"}]


def test_the_choices_have_more_than_one_page(contributor):
    for number in range(25):
        make.speaker(f"Official {number:02}")
    pages = [speakers(contributor, "official", page=page) for page in (1, 2)]
    assert [len(page) for page in pages] == [20, 5]
    assert len({result["id"] for page in pages for result in page}) == 25


@pytest.mark.parametrize("term", ["\x00", "a" * 5000, "\\", "(", "%", "*", "'", "\\m"])
def test_whatever_is_typed_is_answered(contributor, term):
    make.speaker("Mark Carney")
    assert isinstance(speakers(contributor, term), list)


@pytest.mark.parametrize("page", ["0", "x", "9" * 30, "-1"])
def test_a_page_that_does_not_exist_is_not_found(contributor, page):
    names = {"app_label": "quotes", "model_name": "statement", "field_name": "speaker"}
    asked = {**names, "term": "a", "page": page}
    assert contributor.get(reverse("admin:quotes_speaker_choices"), asked).status_code == 404


@pytest.mark.parametrize("forged", ["x", "²", "9" * 30, "-1", "1.5"])
def test_a_choice_that_is_no_row_is_a_form_error(contributor, forged):
    data = new_statement(contributor, speaker=forged)
    response = contributor.post(address(Statement, "add"), data)
    assert "Select a valid choice" in errors_in(response)
    for asked in ("speaker", "occasion", "source", "like"):
        assert contributor.get(address(Statement, "add"), {asked: forged}).status_code == 200


# --- another statement from the same source ------------------------------------------------------


def test_the_next_statement_keeps_what_it_shares(client):
    source = make.source("2025-05-22", title="The dome")
    data = cited(new_statement(client, said="Wednesday", place="Ottawa"), source=source.pk)
    response = client.post(address(Statement, "add"), data | {"_another": "1"})
    saved(response)
    first = Statement.objects.get()
    assert response["Location"] == f"{address(Statement, 'add')}?like={first.pk}"
    page = client.get(response["Location"])
    shown = page.content.decode()
    assert "Carried over" in shown
    form = page.context["adminform"].form
    assert form["said"].value() == "2025-05-21"
    assert form["said_basis"].value() == "“Wednesday” in an article of 22 May 2025"
    assert (form["place"].value(), form["speaker"].value()) == ("Ottawa", first.speaker_id)
    assert not form["text"].value()
    again = filled(client, response["Location"])
    assert again["citations-0-source"] == str(source.pk)
    again |= {"text": "And more.", "citations-0-wording": "And more.", "said": "Tuesday"}
    saved(client.post(address(Statement, "add"), again))
    second = Statement.objects.exclude(pk=first.pk).get()
    assert (second.said.text, second.citations.get().source) == ("2025-05-20", source)


def test_the_pages_of_what_is_there_lead_on(client):
    cited_once = make.citation(make.draft())
    source, statement = cited_once.source, cited_once.statement
    page = client.get(address(Source, "change", source.pk)).content.decode()
    assert f'href="{address(Statement, "add")}?source={source.pk}"' in page
    page = client.get(address(Statement, "change", statement.pk)).content.decode()
    assert f'href="{address(Statement, "add")}?like={statement.pk}"' in page


def test_the_row_that_stands_ready_need_not_be_used(contributor):
    page = contributor.get(address(Statement, "add")).content.decode()
    assert page.index('name="citations-0-source"') < page.index('name="speaker"')
    saved(contributor.post(address(Statement, "add"), new_statement(contributor)))
    assert not Statement.objects.get().citations.exists()


def test_an_official_without_office_that_day_is_told(contributor):
    speaker = make.speaker("Mark Carney")
    make.role(speaker, "Prime Minister", since="2025-03-14")
    data = new_statement(contributor, speaker=speaker.pk, said="2020-01-01")
    response = contributor.post(address(Statement, "add"), data, follow=True)
    assert "No office is recorded for Mark Carney at that time." in response.content.decode()
    assert Speaker.objects.get(pk=speaker.pk).statements.count() == 1


def test_the_way_in_stands_on_the_first_page_and_the_lists(client):
    way_in = reverse("admin:quotes_source_from_url")
    pages = [address(Source, "changelist"), address(Statement, "changelist")]
    for page in [reverse("admin:index"), *pages]:
        assert way_in in client.get(page).content.decode()
