"""A published address that arrives damaged leads to the one thing it can mean, or to a search."""

import pytest

from quotes.addresses.mistyped import MeantAddress, meant, words_in
from quotes.editing import EditContext, record_changes
from tests import factories


def first(path: str) -> MeantAddress | None:
    return next(meant(path), None)


STATEMENT = MeantAddress("statement", "7kq2m")


@pytest.mark.parametrize(
    "path",
    [
        *("/S/7KQ2M", "/s/7KQ2m", "/s/7kq2m/", "/s/7kq2m//", "//s//7kq2m", "/fr/s/7kq2m"),
        *(f"/s/7kq2m{mark}" for mark in ".,)”>;’…]:!?*_\"'»}|"),
        *("/s/7kq2m).", "/s/7kq2m>.”", "/s/7kq2m&gt;", "/s/7kq2m&quot;,", "/s/7kq2m&nbsp;"),
        *("/s/7kq2m%20", "/s/7kq2m%2520", "/s/7kq2m%E2%80%9D", "/s/7kq2m%0A", "/s/ 7kq2m"),
        *("/s/7kq\n2m", "/s/7kq 2m", "/s/7kq\u00ad2m", "/s/\u200b7kq2m", "/s/7kq2m\ufeff"),
        *("/s/７ｋｑ２ｍ", "／s／7kq2m", "/s/7кq2м", "/ѕ/7kq2m", "/s/“7kq2m”", "/s/<7kq2m>"),
        *("/s/7kq2m/v", "/s/7kq2m/v/", "/statements/7KQ2M", "/statement/7kq2m/some-slug/"),
        *("/s/7kq2m&utm_source=x", "/s/7kq2m&amp;utm_source=x", "/s/7kq2m%26fbclid=1"),
        *("/s/7kq2m%3Futm_source=x", "/s/7kq2m%23c-1", "/s/7kq2m#:~:text=a", "/s/7kq2m&sa=D&x=1"),
        *("/s/7kq2m’s", "/s/7kq2m's words", "/s/7kq2m—quoted", "/s/7kq2m–the"),
        *("/S/7KQ2M&X=1", "/statements/7kq2m/a-slug&utm_source=x"),
        *("/statements/7kq2m/Some-Slug).", "\\s\\7kq2m", "/https://dome.example/s/7kq2m"),
    ],
)
def test_a_damaged_permalink_means_its_statement(path):
    assert first(path) == STATEMENT


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/s/7kq2m/v/1.", MeantAddress("statement", "7kq2m", 1)),
        ("/S/7KQ2M/V/12)", MeantAddress("statement", "7kq2m", 12)),
        ("/s/7kq2m/v1", MeantAddress("statement", "7kq2m", 1)),
        ("/s/7kq2m/v/１", MeantAddress("statement", "7kq2m", 1)),
        ("/statements/7kq2m/v/3/”", MeantAddress("statement", "7kq2m", 3)),
        ("/statements/bcd23/was/7kq2m/v/3;", MeantAddress("statement", "7kq2m", 3)),
        ("/s/7KQ2M.BIB", MeantAddress("statement", "7kq2m", None, "bib")),
        ("/s/7kq2m.csl.json,", MeantAddress("statement", "7kq2m", None, "csl.json")),
        ("/s/7kq2m.json).", MeantAddress("statement", "7kq2m", None, "json")),
        ("/embed/7KQ2M.", MeantAddress("embed", "7kq2m")),
        ("/fr/embed/7kq2m>", MeantAddress("embed", "7kq2m")),
        ("/Sources/7KQ2M", MeantAddress("source", "7kq2m")),
        ("/sources/7kq2m/a-slug/),", MeantAddress("source", "7kq2m")),
        ("/sources/7kq2m.ris.", MeantAddress("source", "7kq2m", None, "ris")),
        ("/s/7kq2u", MeantAddress("statement", "7kq2v")),
    ],
)
def test_versions_exports_embeds_and_sources_are_meant_too(path, expected):
    assert first(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/s/", "/s/7kq", "/s/hello", "/statements/by-official/", "/statements/choose/topic"),
        *("/officials/7kq2m/", "/x/7kq2m", "/s/7kq2m.html", "/s/7kq2m/v/1/2/3", "/s/" + "7" * 3000),
    ],
)
def test_what_is_no_address_of_ours_means_nothing(path):
    assert first(path) is None


def test_the_words_of_an_address_are_what_to_search_for():
    assert words_in("/statements/zzzzz/carney-complete_the-dome/") == "carney complete the dome"
    assert words_in("/") == ""


# --- over HTTP -----------------------------------------------------------------------------------


@pytest.fixture
def made(db):
    statement = factories.statement(text="It will fly.")
    statement.text = "It will fly high."
    statement.save()
    record_changes([statement.pk], EditContext("A slip", overrides_check=True))
    return statement


def shout(text: str) -> str:
    return text.upper()


@pytest.mark.parametrize(
    ("form", "leads_to"),
    [
        ("/s/{id})", "/s/{id}"),
        ("/S/{ID}", "/s/{id}"),
        ("/s/{id}/", "/s/{id}"),
        ("/s/{id}%E2%80%8B", "/s/{id}"),
        ("/s/{id}/v/2.", "/s/{id}/v/2"),
        ("/s/{id}/v/2%20?x=1", "/s/{id}/v/2?x=1"),
        ("/s/{ID}.ris", "/s/{id}.ris"),
        ("/s/{id}.csl.json,", "/s/{id}.csl.json"),
        ("/embed/{ID}?v=2", "/embed/{id}?v=2"),
        ("/embed/{id}).", "/embed/{id}"),
        ("/statements/{ID}/some-slug/", "/s/{id}"),
        ("/sources/{SOURCE}/", "/sources/{source}/"),
        ("/sources/{source}.bib.", "/sources/{source}.bib"),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_damaged_address_is_led_on_for_good(made, client, form, leads_to, method):
    source = made.citations.get().source.public_id
    names = {"id": made.public_id, "source": source}
    names |= {"ID": shout(made.public_id), "SOURCE": shout(source)}
    answer = getattr(client, method)(form.format(**names))
    assert (answer.status_code, answer["Location"]) == (301, leads_to.format(**names))
    assert client.get(answer["Location"], follow=True).status_code == 200


@pytest.mark.parametrize(
    "form", ["/s/{id}zz)", "/s/{id}/v/9)", "/sources/{id})", "/S/ZZZZZ", "/embed/zzzzz."]
)
def test_nobody_is_led_from_one_404_to_another(made, client, form):
    assert client.get(form.format(id=made.public_id), follow=True).status_code == 404


def test_a_draft_is_never_meant(db, client):
    draft = factories.draft()
    assert client.get(f"/S/{shout(draft.public_id)})").status_code == 404


def test_what_is_not_found_is_searched_for(made, client):
    page = client.get("/statements/zzzzz/complete-the-dome/")
    assert page.status_code == 404
    assert 'value="complete the dome"' in page.content.decode()


def test_an_embed_is_told_of_by_a_damaged_address(made, client):
    url = f"http://testserver/S/{shout(made.public_id)}/v/2)."
    assert client.get("/oembed", {"url": url}).status_code == 200
    assert client.get(f"/embed/{made.public_id}?v=2.").status_code == 200
