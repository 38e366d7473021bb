"""What every answer tells a browser, and which headers of a request are believed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from dometracker import gunicorn
from dometracker.static_files import StaticFilesMiddleware
from tests import pages

ROOT = Path(__file__).resolve().parent.parent

FOR_OTHER_SITES = {"embed", "embedded-list", "oembed", "share-image"}


@pytest.mark.django_db
def test_every_answer_says_who_may_load_it_and_asks_a_browser_for_nothing(
    client: Client, record: None
):
    wrong = []
    for name, kinds in pages.PAGES.items():
        for address in kinds.addresses()[:1]:
            response = client.get(address)
            expected = "cross-origin" if name in FOR_OTHER_SITES else "same-origin"
            if response["Cross-Origin-Resource-Policy"] != expected:
                wrong.append(f"{address}: {response['Cross-Origin-Resource-Policy']}")
            if "camera=()" not in response["Permissions-Policy"]:
                wrong.append(f"{address}: {response['Permissions-Policy']}")
            if response["X-Content-Type-Options"] != "nosniff":
                wrong.append(f"{address}: its type may be guessed")
            if (
                name != "preview"
                and response["Referrer-Policy"] != "strict-origin-when-cross-origin"
            ):
                wrong.append(f"{address}: {response['Referrer-Policy']}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_https_is_asked_for_for_a_year(client: Client):
    with override_settings(SECURE_HSTS_SECONDS=31_536_000):
        assert Client().get("/about/", secure=True)["Strict-Transport-Security"] == (
            "max-age=31536000"
        )
    with override_settings(SECURE_SSL_REDIRECT=True):
        response = Client().get("/about/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/about/")


def test_the_settings_of_a_public_machine_are_without_a_warning():
    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, "HTTPS": "1", "DJANGO_SETTINGS_MODULE": "dometracker.settings"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("behind", [False, True])
def test_that_a_visitor_came_by_https_is_believed_of_our_proxy_alone(behind: bool):
    """By Django, and not by gunicorn, which would believe it of every program of this machine."""
    trusted = ("HTTP_X_FORWARDED_PROTO", "https") if behind else None
    with override_settings(SECURE_PROXY_SSL_HEADER=trusted):
        request = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"})
        assert request.is_secure() is behind
    assert gunicorn.secure_scheme_headers == {}
    assert gunicorn.forwarder_headers == ""


def test_files_are_served_and_the_list_of_them_is_not(tmp_path: Path):
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    served: list[str] = []
    with override_settings(
        STORAGES={"staticfiles": {"BACKEND": backend}},
        STATIC_ROOT=tmp_path,
        WHITENOISE_USE_FINDERS=False,
        WHITENOISE_AUTOREFRESH=False,
    ):
        call_command("collectstatic", verbosity=0, interactive=False)
        assert (tmp_path / "staticfiles.json").exists()
        files = StaticFilesMiddleware(lambda request: HttpResponse("not a file", status=404)).files
        served = [*files]
    assert "/static/css/site.css" in served
    assert [name for name in served if name.endswith(".json")] == []


# --- where a weakness is reported ----------------------------------------------------------------


@pytest.mark.django_db
def test_a_weakness_has_an_address(client: Client):
    contacts = "mailto:safety@archive.example https://archive.example/safety"
    with override_settings(SECURITY_CONTACT=contacts):
        response = client.get("/.well-known/security.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[:2] == [f"Contact: {contact}" for contact in contacts.split()]
    assert lines[2].startswith("Expires: 20") and lines[2].endswith("T00:00:00Z")
    assert lines[-1] == "Canonical: http://testserver/.well-known/security.txt"


@pytest.mark.django_db
def test_no_address_is_made_up(client: Client):
    with override_settings(SECURITY_CONTACT=""):
        assert client.get("/.well-known/security.txt").status_code == 404
