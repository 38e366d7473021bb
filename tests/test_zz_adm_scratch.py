import os, shutil, pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import sync_playwright
from tests.test_admin import *
from tests.test_admin import client, superuser


# --- in a browser --------------------------------------------------------------------------------

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

# Parts of Django's pages, or states of ours, that only appear when somebody does something.
ADD_ROW = "#citations-group .add-row a"
OPEN_CHOICE = ".field-speaker .select2-selection"


def browsed_pages() -> dict[str, str]:
    statement = full_statement()
    draft = make.draft(topics=(make.topic(),))
    source = statement.citations.get().source
    return {
        "login": reverse("admin:login"),
        "index": reverse("admin:index"),
        "list of statements": address(Statement, "changelist"),
        "list of statements, searched": address(Statement, "changelist") + "?q=words",
        "list of officials": address(Speaker, "changelist"),
        "empty list": address(Source, "changelist") + "?q=nothing",
        "new statement": address(Statement, "add"),
        "published statement": address(Statement, "change", statement.pk),
        "official": address(Speaker, "change", statement.speaker.pk),
        "source": address(Source, "change", source.pk),
        "revision": address(Revision, "change", statement.revisions.get().pk),
        "history": address(Statement, "history", statement.pk),
        "deleting a draft": address(Statement, "delete", draft.pk),
        "deleting what stays": address(Statement, "delete", statement.pk),
        "new password": reverse("admin:password_change"),
    }


def faults_of(page: Any) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, a line for each element."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{fault['id']}: {node['html'][:400]}" for fault in found for node in fault["nodes"]]


def session_of(client: Client, url: str) -> dict[str, str]:
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": url}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_keep_the_policy_and_have_no_axe_faults(live_server, client, scheme, width):
    """No message of the Content-Security-Policy, no error of a script, no fault for axe."""
    pages = browsed_pages()
    cookie = session_of(client, live_server.url)
    said: list[str] = []
    faults: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        for name, path in pages.items():
            page.goto(live_server.url + path, wait_until="load")
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"): faults.setdefault(name+" wide",[]).append(page.evaluate("[...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>window.innerWidth+0.5).filter(e=>![...e.children].some(c=>c.getBoundingClientRect().right>window.innerWidth+0.5) && !e.closest('.inline-group .tabular, .results')).slice(0,8).map(e=>e.tagName+'.'+e.className+'#'+e.id).join(' | ')"))
            if name == "login":
                faults[name] = faults_of(page)
                context.add_cookies([cookie])
                continue
            if name == "new statement":
                page.locator(ADD_ROW).click()
                page.locator(OPEN_CHOICE).click()
                page.locator(".select2-search__field").fill("speaker number")
                page.locator(".select2-results__option--highlighted").wait_for()
                faults[f"{name}, choosing"] = faults_of(page)
                page.locator(".select2-results__option--highlighted").click()
                assert page.locator("#id_citations-0-wording").is_visible()
                assert page.locator("#id_speaker").input_value()
            faults[name] = faults_of(page)
        browser.close()
    print("SAID", *said, sep="\n  ")
    for name, lines in faults.items():
        if lines: print("FAULTS", name, *lines, sep="\n  ")
    assert 0
