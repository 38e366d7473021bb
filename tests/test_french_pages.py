"""The public pages in French: their addresses, the switch, and that nothing stays English."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils.translation import override

from dometracker.languages import in_language, language_of, without_language
from quotes.api.resources import RESOURCES
from quotes.dates.display import humanize
from quotes.dates.partial import parse
from quotes.editing import EditContext, withdraw
from quotes.exports.json_schemas import SCHEMAS
from quotes.text.joined import joined
from tests import factories as make
from tests import html, pages
from tests.kept import MEMORY
from tools import messages as catalogues

HOST = "http://testserver"


def text(response: Any) -> str:
    return response.content.decode().replace("&#x27;", "'").replace("\u00a0", " ")


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("/", "/fr/"),
        ("/statements/?q=x&topic=cost", "/fr/statements/?q=x&topic=cost"),
        ("/s/abc23", "/fr/s/abc23"),
        ("/freight/", "/fr/freight/"),
        ("/admin/", "/admin/"),
        ("/api/v1/statements", "/api/v1/statements"),
        ("/sitemap-topics-1.xml", "/sitemap-topics-1.xml"),
        ("/static/css/site.css", "/static/css/site.css"),
    ],
)
def test_an_address_in_the_other_language(english: str, french: str):
    assert in_language(english, "fr") == french
    assert in_language(french, "en") == english
    assert in_language(french, "fr") == french
    assert without_language(french) == english
    assert language_of(french) == ("en" if french == english else "fr")


# --- every page ----------------------------------------------------------------------------------


class Reading(HTMLParser):
    """What a reader is told in the language of the page: texts and labels outside of whatever says
    that it is in another language. ``alternates`` are the addresses by ``hreflang``."""

    _VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
    _LABELS = ("aria-label", "placeholder", "title", "alt")
    _UNSAID = frozenset(("script", "style", "code", "pre"))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.alternates: dict[str, str] = {}
        self._open: list[tuple[str, bool]] = []
        self._language = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and given.get("hreflang"):
            self.alternates[given["hreflang"]] = given["href"]
        if tag == "html":
            self._language = given["lang"]
        is_said = (not self._open or self._open[-1][1]) and tag not in self._UNSAID
        is_said = is_said and given.get("lang", self._language) == self._language
        if is_said and "Z3988" not in given.get("class", ""):
            self.texts |= {plain(given[name]) for name in self._LABELS if name in given}
        if tag not in self._VOID:
            self._open.append((tag, is_said))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of a drawing: it says nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            self.texts.add(plain(data))


def plain(words: str) -> str:
    return " ".join(words.split())


_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


@cache
def english_of_the_interface() -> tuple[set[str], list[re.Pattern[str]]]:
    """Messages that are said otherwise in French: those without a place for a value, and of
    sentences with one a pattern."""
    exact, patterns = set(), []
    for message in catalogues.catalogue():
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string
        for one, said in zip(ids, strings, strict=True):
            if one == said or not re.search("[A-Za-z]{2}", one):
                continue
            literal = [plain(part) for part in _PLACE.split(one)]
            if len(literal) == 1:
                exact.add(literal[0])
            elif len(" ".join(literal).split()) > 3:
                parts = (re.escape(part).replace(r"\ ", r"\s+") for part in literal)
                patterns.append(re.compile(r"\s*.+?\s*".join(parts)))
    # Said in French, too, by another message.
    strings_in_french = {
        plain(one)
        for message in catalogues.catalogue()
        for one in ((message.string,) if isinstance(message.string, str) else message.string)
    }
    return exact - strings_in_french, patterns


def english_in(told: set[str]) -> Iterator[str]:
    exact, patterns = english_of_the_interface()
    for one in told:
        bare = one.strip(" :·.,()")
        if one in exact or bare in exact or any(pattern.fullmatch(one) for pattern in patterns):
            yield one


def test_english_that_is_left_is_noticed():
    told = {"Every statement names the sources that printed it.", "3 statements", "Coût", "Oui"}
    told |= {"Printed this way by 3 sources:", "Statements"}
    assert set(english_in(told)) == told - {"Coût", "Oui"} - {"3 statements"}


# What the record and programs call things, which are words of the interface by chance.
_NAMES = {"Time", "facets", *RESOURCES, *SCHEMAS}


def test_every_public_page_answers_in_french(client: Client, record: None):
    """With the same status as in English, in French and nothing else, each naming the other."""
    wrong: list[str] = []
    told: dict[str, str] = {}
    for name, kinds in pages.PAGES.items():
        for english in kinds.addresses():
            address = in_language(english, "fr")
            if address == english or "/preview/" in english:
                continue
            response = client.get(address)
            wrong += faults_of(address, response, kinds.answer)
            if kinds.answer == "page" and name != "follow":
                read = Reading(response.content.decode())
                told |= dict.fromkeys(read.texts, address)
                if read.alternates:
                    wrong += unlike(client, address, read.alternates)
            if kinds.answer == "redirect" and not response["Location"].startswith("/fr/"):
                wrong.append(f"{address} leads to {response['Location']}")
    wrong += [f"{told[one]}: {one}" for one in english_in(set(told) - _NAMES)]
    assert not wrong, "\n".join(wrong)


def faults_of(address: str, response: HttpResponse, answer: str) -> list[str]:
    if response.status_code != pages.STATUS[answer]:
        return [f"{address}: status {response.status_code}"]
    found = []
    if response["Content-Language"] != "fr":
        found.append(f"{address}: in {response['Content-Language']}")
    if answer in ("page", "framed"):
        content = response.content.decode()
        found += [f"{address}: {fault}" for fault in html.faults(content)]
        if '<html lang="fr"' not in content:
            found.append(f"{address} does not say that it is French")
    return found


def unlike(client: Client, french: str, alternates: dict[str, str]) -> list[str]:
    """Where the English page of a French one does not name both, or not itself."""
    english = alternates["en"].removeprefix(HOST)
    there = Reading(client.get(english).content.decode()).alternates
    if there != alternates or set(there) != {"en", "fr", "x-default"}:
        return [f"{french} names {alternates}, and {english} {there}"]
    return [] if there["x-default"] == there["en"] else [f"{english} is not the default"]


# --- the switch ----------------------------------------------------------------------------------


def test_the_switch_stays_on_the_page_with_its_filters_and_is_remembered(client: Client, db):
    statement = make.statement(topics=(make.topic("cost", name="Cost", name_fr="Coût"),))
    page = "/statements/?topic=cost&sort=oldest"
    shown = text(client.get(page))
    link = re.search(r'<a id="switch-fr" href="([^"]+)" hreflang="fr" lang="fr"', shown)
    assert link
    switched = client.get(link[1])
    assert (switched.status_code, switched["Location"]) == (302, f"/fr{page}")
    assert "no-store" in switched["Cache-Control"]
    assert client.cookies["language"]["samesite"] == "Lax"
    shown = text(client.get(switched["Location"]))
    assert "Coût" in shown
    assert "1 déclaration (sujet : Coût)" in shown
    # What has no language leads to the one that was chosen; every other address is what it says.
    for path in ("/", f"/s/{statement.public_id}", f"/s/{statement.public_id}/v/1"):
        led = client.get(path + "?x=1")
        assert (led.status_code, led["Location"]) == (302, f"/fr{path}?x=1")
        assert "Cookie" in led["Vary"]
    assert client.get(page)["Content-Language"] == "en"
    back = re.search(r'<a id="switch-en" href="([^"]+)"', shown)
    assert back
    assert client.get(back[1])["Location"] == page
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/language/fr/", "/fr/"),
        ("/language/fr/?page=//evil.example/", "/fr/"),
        ("/language/fr/?page=https://evil.example/", "/fr/"),
        ("/language/fr/?page=/%5Cevil.example/", "/fr/"),
        ("/language/en/?page=/fr//evil.example/", "/evil.example/"),
        ("/language/en/?page=/fr/%5Cevil.example/", "/evil.example/"),
        ("/language/en/?page=/fr//[", "/["),
        ("/language/fr/?page=/admin/", "/fr/"),
        ("/language/fr/?page=/fr//admin/", "/fr/"),
        ("/language/fr/?page=/fr/about/", "/fr/about/"),
        ("/language/en/?page=/fr/about/", "/about/"),
        ("/language/xx/?page=/fr/about/", "/about/"),
    ],
)
def test_a_switch_leads_nowhere_else(client: Client, db, asked: str, leads_to: str):
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (302, leads_to)
    assert ("language" in client.cookies) == ("/xx/" not in asked)


def test_no_kept_answer_is_given_in_another_language(client: Client, db):
    make.statement()
    french = Client()
    french.cookies["language"] = "fr"
    with override_settings(CACHES=MEMORY):
        caches["answers"].clear()
        english_page = client.get("/")
        tag = english_page["ETag"]
        assert english_page["Vary"] == "Accept-Encoding, Cookie"
        assert french.get("/").status_code == 302
        assert french.get("/", headers={"If-None-Match": tag}).status_code == 302
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
        assert client.get("/fr/")["ETag"] != tag
        for reader in (client, french):
            assert reader.get("/statements/")["Content-Language"] == "en"
            assert reader.get("/fr/statements/")["Content-Language"] == "fr"
            assert '<html lang="fr"' in text(reader.get("/fr/statements/"))


# --- what is not there ---------------------------------------------------------------------------


def test_errors_are_told_in_the_language_of_the_address(client: Client, db, settings):
    missing = client.get("/fr/nothing/")
    assert missing.status_code == 404
    assert "Il n’y a pas de page à cette adresse." in text(missing)
    gone = make.statement()
    withdraw(gone, EditContext("It was never said."))
    answer = client.get(in_language(gone.get_absolute_url(), "fr"))
    assert answer.status_code == 410
    assert "Ce contenu a été retiré" in text(answer)
    assert '<p class="lede" lang="en">It was never said.</p>' in text(answer)
    refused = client.get("/fr/about/", headers={"host": "not a host"})
    assert refused.status_code == 400
    assert "Demande non comprise" in text(refused)
    assert 'href="/fr/"' in text(refused)
    english = client.get("/about/", headers={"host": "not a host"})
    assert "Request not understood" in text(english)


def test_a_damaged_address_leads_on_in_its_language(client: Client, db):
    made = make.statement()
    led = client.get(f"/fr/S/{made.public_id.upper()}.")
    assert (led.status_code, led["Location"]) == (301, f"/fr/s/{made.public_id}")
    assert client.get(led["Location"])["Location"] == in_language(made.get_absolute_url(), "fr")


@pytest.mark.parametrize(
    ("accepted", "language", "sentence"),
    [
        ("fr-CA", "fr", "n’est pas un paramètre de cette adresse"),
        ("en", "en", "is not a parameter of this address"),
        ("", "en", "is not a parameter of this address"),
    ],
)
def test_the_api_refuses_in_the_language_that_is_accepted(
    client: Client, db, accepted: str, language: str, sentence: str
):
    make.statement()
    headers = {"Accept-Language": accepted}
    refused = client.get("/api/v1/statements?nonsense=1", headers=headers)
    assert (refused.status_code, refused["Content-Language"]) == (400, language)
    assert sentence in refused.json()["detail"]
    assert "Accept-Language" in refused["Vary"]
    # Data are the same for everybody.
    found = client.get("/api/v1/statements", headers=headers)
    assert found["Content-Language"] == "en"
    assert "Accept-Language" not in found.get("Vary", "")
    assert found.content == client.get("/api/v1/statements").content
    sent = {"text": "“Nobody ever said these words.”"}
    checked = client.post("/api/v1/check", sent, "application/json", headers=headers)
    assert (checked.status_code, checked["Content-Language"]) == (200, language)
    gone = client.get("/api/v1/statements/zzzzz", headers=headers)
    assert ("à cette adresse" in gone.json()["detail"]) == (language == "fr")


# --- how it is set -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "value", "said"),
    [
        ("de %(x)s", "Anita Anand", "d’Anita Anand"),
        ("de %(x)s", "Élodie Ipsum", "d’Élodie Ipsum"),
        ("de %(x)s", "Mark Carney", "de Mark Carney"),
        ("de %(x)s", "Yoon Suk-yeol", "de Yoon Suk-yeol"),
        ("à titre de %(x)s", "Ambassadrice", "à titre d’Ambassadrice"),
        ("modèle %(x)s", "Anna", "modèle Anna"),
        ("depuis %(x)s", "3 mai 2025", "depuis le 3 mai 2025"),
        ("depuis %(x)s", "1er mai 2025", "depuis le 1er mai 2025"),
        ("depuis %(x)s", "mai 2025", "depuis mai 2025"),
        ("jusqu’à %(x)s", "14 mars 2025", "jusqu’au 14 mars 2025"),
        ("jusqu’à %(x)s", "2025", "jusqu’à 2025"),
        ("Ce que %(x)s a dit", "Anita Anand", "Ce qu’Anita Anand a dit"),
        ("telle que %(x)s l’a publiée", "Reuters", "telle que Reuters l’a publiée"),
        ("quelque %(x)s", "Anand", "quelque Anand"),
        ("Depuis %(x)s", "3 mai 2025", "Depuis le 3 mai 2025"),
        ("depuis %(x)s", "printemps 2025", "depuis le printemps 2025"),
        ("jusqu’à %(x)s", "printemps 2025", "jusqu’au printemps 2025"),
        ("depuis %(x)s", "été 2025", "depuis l’été 2025"),
        ("jusqu’à %(x)s", "hiver 2025–2026", "jusqu’à l’hiver 2025–2026"),
        ("à partir de %(x)s", "automne 2025", "à partir de l’automne 2025"),
        ("depuis %(x)s", "les années 2020", "depuis les années 2020"),
        ("jusqu’à %(x)s", "les années 2020", "jusqu’aux années 2020"),
        ("à partir de %(x)s", "les années 2020", "à partir des années 2020"),
    ],
)
def test_values_are_joined_as_french_does(message: str, value: str, said: str):
    with override("fr"):
        assert joined(message, x=value) == said
    assert joined(message, x=value) == message % {"x": value}


def test_the_first_of_a_month_is_an_ordinal():
    with override("fr"):
        days = ("2025-05-01", "2025-05-01/2025-05-03", "2025-05-11")
        told = [humanize(parse(day)) for day in days]
    assert told == ["1er mai 2025", "1er–3 mai 2025", "11 mai 2025"]
    assert humanize(parse("2025-05-01")) == "1 May 2025"


def test_words_of_the_record_and_of_the_spoken_language_say_so(client: Client, db):
    made = make.statement(
        "2025-05-21", note="Sources differ.", occasion=make.occasion("A briefing"), language="en"
    )
    page = text(client.get(in_language(made.get_absolute_url(), "fr")))
    assert '<dd lang="en">Sources differ.</dd>' in page
    assert '<span lang="en"><a href="/fr/occasions/' in page
    assert "<li>anglais</li>" in page
    assert "<li>anglais</li>" in text(client.get("/fr/statements/"))
    assert "<li>English</li>" not in text(client.get("/statements/"))
    # References are French, too.
    assert "paroles conservées par DomeTracker" in page
