"""The address of a button, followed like a link, does nothing and leads back to its page."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders_bundles import a_sealed_bundle
from tests.builders_review import a_release_officer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
A_BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def test_whoever_follows_it_is_led_back() -> None:
    bundle = a_sealed_bundle()
    place = f"/admin/petitions/bundle/{bundle.uuid}/"

    answer = signed_in(a_release_officer()).get(f"{place}try-again/", headers=A_BROWSER)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'href="{place}"' in answer.content.decode()
    assert "Nothing has happened." in answer.content.decode()


def test_it_is_said_in_the_language_of_the_address() -> None:
    answer = Client().get("/lt/institutions/nobody/passcode/send/", headers=A_BROWSER)

    assert answer.status_code == 405
    assert '<html lang="lt">' in answer.content.decode()
    assert 'href="/lt/institutions/nobody/passcode/"' in answer.content.decode()


def test_programs_are_told_in_few_words() -> None:
    answer = Client().get(
        "/lt/institutions/nobody/passcode/send/", headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.content) == (405, b"")
