"""Every page of the desk opens, carries the strict policy, and holds nothing inline."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from testimonies.history import actions as history
from testimonies.institutions import actions as institutions
from testimonies.letters import actions as letters
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import PASSWORD, a_moderator, an_administrator

pytestmark = pytest.mark.django_db

#: What the strict policy would refuse to run or to apply.
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=")
LISTS = (
    "accounts/user", "django_celery_beat/crontabschedule", "django_celery_beat/intervalschedule",
    "django_celery_beat/periodictask", "petitions/bundle", "petitions/delivery",
    "petitions/petition", "testimonies/custodyevent", "testimonies/institution",
    "testimonies/legalbasis", "testimonies/legalinstrument", "testimonies/letter",
    "testimonies/outsidearchive",
    "testimonies/operation", "testimonies/switch", "testimonies/targetprofile",
)  # fmt: skip
FORMS = ("accounts/user/add", "petitions/petition/add", "django_celery_beat/periodictask/add")


def desk_of(email: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def is_strict(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, address
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert INLINE.findall(answer.content.decode()) == [], address


def test_the_pages_of_the_administrator() -> None:
    institutions.load_reference()
    history.load_reference()
    letters.queue("sign_in", to="a@example.org", language="en", subject="", text="")
    client = desk_of(an_administrator().email)

    for page in ("", *(f"{place}/" for place in (*LISTS, *FORMS))):
        is_strict(client, f"/admin/{page}")
    institution = "testimonies/institution/1/change/"
    for link in re.findall(
        r'href="(/admin/testimonies/institution/\d+/change/)',
        client.get("/admin/testimonies/institution/").content.decode(),
    )[:1]:
        institution = link.removeprefix("/admin/")
    is_strict(client, f"/admin/{institution}")
    is_strict(client, f"/admin/accounts/user/{an_administrator().pk}/")
    is_strict(client, f"/admin/accounts/user/{an_administrator().pk}/change/")


def test_the_pages_of_the_moderator() -> None:
    submission = a_submitted_testimony()
    client = desk_of(a_moderator().email)

    for page in ("", "testimonies/submission/", f"testimonies/submission/{submission.reference}/"):
        is_strict(client, f"/admin/{page}")
