"""From the petition to "confirm by e-mail", as a browser without JavaScript does it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from petitions.models import Endorsement
from petitions.models.endorsement import State
from testimonies import limits
from testimonies.models import Letter
from tests import builders_endorsements as builders
from tests.builders_endorsements import form_address, nothing_was_written, send, words
from tests.builders_signing import (
    a_closed_petition,
    a_drafted_petition,
    an_open_petition,
    close,
    letters_sent,
)
from tests.testimonies.evidence.files import a_pdf, upload

pytestmark = pytest.mark.django_db


def test_what_is_written_is_kept_and_a_letter_goes_out_in_the_language_chosen(
    client: Client,
) -> None:
    petition = an_open_petition()

    minutes = a_pdf()

    typed = {"name": "  Sibīrijas   bērni ", "members": "1 200"}
    response = send(client, petition, mandate=upload(minutes, "minutes.pdf"), **typed)

    assert response.status_code == 302
    assert response["Location"] == f"{form_address(petition)}done/"
    made = Endorsement.objects.get()
    assert made.state == State.SUBMITTED
    assert (made.name, made.country, made.members) == ("Sibīrijas bērni", "LV", 1200)
    assert made.website == "https://www.example.org/"
    assert made.speaker == {
        "name": "Dzintra Geka",
        "role": "chair",
        "email": "office@example.org",
    }
    assert (Letter.objects.get().kind, Letter.objects.get().language) == (
        "endorsement_confirm",
        "lv",
    )
    assert builders.kept(made.mandate_path) == minutes
    assert f"/lv/endorsements/{builders.an_endorsement_token(made)}/" in str(
        letters_sent()[-1].body
    )


def test_the_form_sets_no_cookie_may_be_cached_and_needs_no_script(client: Client) -> None:
    petition = an_open_petition()

    form = client.get(form_address(petition))

    assert "public" in form["Cache-Control"]
    assert not form.cookies
    assert not form.has_header("Vary")
    assert "csrf" not in form.content.decode()
    page: Any = html.fromstring(form.content.decode())
    assert page.xpath("//main//form/@enctype") == ["multipart/form-data"]
    assert page.xpath("//main//form//@required") != []
    assert not page.xpath("//script")


def test_neither_the_answer_nor_the_errors_set_a_cookie_or_may_be_cached(client: Client) -> None:
    petition = an_open_petition()

    wrong = client.post(form_address(petition), {})
    right = send(client, petition)

    for response in (wrong, right):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": ""}, "Please write the name of the organisation."),
        ({"name": "x" * 201}, "longer than 200 signs"),
        ({"name": "safe\u202egnp.exe"}, "holds a sign that cannot be printed"),
        ({"name": "\u3164"}, "holds a sign that cannot be printed"),
        ({"country": "ZZ"}, "Please choose a country from the list."),
        ({"website": "http://example.org"}, "begins with https://"),
        ({"website": "https://user:word@example.org"}, "begins with https://"),
        ({"website": "https://127.0.0.1/"}, "begins with https://"),
        ({"website": "https://localhost/"}, "begins with https://"),
        ({"website": "https://example.org:8443/"}, "begins with https://"),
        ({"website": "javascript:alert(1)"}, "begins with https://"),
        ({"members": "many"}, "Please write the number of members in figures"),
        ({"members": "0"}, "Please write a number of at least 1."),
        ({"members": "99999999999"}, "more than any organisation has"),
        ({"speaker": ""}, "Please write your name."),
        ({"email": "nobody"}, "Please check the e-mail address"),
        ({"agrees": None}, "Please tick this box"),
        ({"mandate": None}, "Please add the document"),
        ({"fax": "123"}, "Please leave the field “Fax” empty."),
        ({"stamp": "forged"}, "We could not tell where this form came from."),
    ],
)
def test_bad_input_gets_an_exact_sentence_and_loses_nothing(
    client: Client, answers: dict[str, Any], sentence: str
) -> None:
    petition = an_open_petition()

    response = send(client, petition, **({"role": "secretary of the board"} | answers))

    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="secretary of the board"' in response.content.decode()
    assert nothing_was_written()


def test_a_form_from_another_site_does_nothing(client: Client) -> None:
    petition = an_open_petition()
    typed = builders.what_an_organisation_types(petition)

    response = client.post(
        form_address(petition), typed, headers={"Origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert 'value="Dzintra Geka"' in response.content.decode()
    assert nothing_was_written()


def test_one_address_sends_so_many_forms_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = an_open_petition()
    monkeypatch.setattr(limits, "ENDORSING", limits.Limit("endorsing", 1, 3600))

    send(client, petition, name="")
    response = send(client, petition)

    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert 'value="Dzintra Geka"' in response.content.decode()
    assert nothing_was_written()


def test_one_mailbox_is_not_buried_in_letters(client: Client) -> None:
    petition = an_open_petition()

    for number in range(5):
        assert send(client, petition, name=f"Society {number}").status_code == 302

    assert Endorsement.objects.count() == Letter.objects.count() == 3


def test_a_closed_petition_takes_no_new_endorsements(client: Client) -> None:
    petition = a_closed_petition()

    shown = client.get(form_address(petition))
    sent = send(client, petition)

    for response in (shown, sent):
        assert response.status_code == 409
        assert "It takes no new endorsements." in words(response)
    assert nothing_was_written()


def test_a_petition_closed_a_moment_ago_takes_nothing(client: Client) -> None:
    petition = an_open_petition()
    client.get(form_address(petition))  # this process still believes that it is open
    close(petition)

    response = send(client, petition)

    assert response.status_code == 409
    assert nothing_was_written()


def test_unknown_and_unfinished_petitions_have_no_form(client: Client) -> None:
    draft = a_drafted_petition()

    for slug in (draft.slug, "never-written"):
        for page in ("", "endorse/", "endorse/done/"):
            found = client.get(f"/en/petitions/{slug}/organisations/{page}")
            assert found.status_code == 404
