"""The papers that come with the form: hostile ones are refused, good ones are kept meanwhile."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from lxml import html

from petitions.campaigns.endorsements.mandates.actions import FOLDER
from petitions.models import Endorsement
from testimonies.models import Letter
from tests import builders_endorsements as builders
from tests.builders_endorsements import nothing_was_written, send, words
from tests.builders_signing import (
    an_old_stamp,
    an_open_petition,
)
from tests.testimonies.evidence.files import PAGE, PROGRAM, a_bomb, a_pdf, a_picture, upload

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><circle r="9"/></svg>'


def held_in(response: Any) -> list[str]:
    page: Any = html.fromstring(response.text)
    found: list[str] = page.xpath("//input[@name='mandate_held']/@value")
    return found


@pytest.mark.parametrize(
    ("field", "content", "name", "sentence"),
    [
        ("mandate", PROGRAM, "minutes.pdf", "This is not a picture or a PDF."),
        ("mandate", PAGE, "minutes.html", "This is not a picture or a PDF."),
        ("mandate", SVG, "minutes.svg", "This is not a picture or a PDF."),
        ("mandate", a_pdf(password="secret"), "minutes.pdf", "locked with a password"),
        ("mandate", a_pdf()[:300], "minutes.pdf", "This PDF is damaged"),
        ("mandate", a_bomb(), "minutes.png", "too many pixels"),
        ("mandate", b"", "minutes.pdf", "This file is empty."),
        ("logo", SVG, "logo.svg", "A logo is a PNG, JPEG or WebP."),
        ("logo", PROGRAM, "logo.png", "A logo is a PNG, JPEG or WebP."),
        ("logo", a_pdf(), "logo.png", "A logo is a PNG, JPEG or WebP."),
        ("logo", a_bomb(), "logo.png", "too many pixels"),
        ("logo", a_picture("TIFF"), "logo.tiff", "A logo is a PNG, JPEG or WebP."),
        ("logo", b"", "logo.png", "This file is empty."),
        ("logo", bytes(5 * 1024 * 1024 + 1), "logo.png", "This logo is larger than 5 MB."),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(
    client: Client, field: str, content: bytes, name: str, sentence: str
) -> None:
    petition = an_open_petition()

    response = send(client, petition, **{field: upload(content, name)})

    assert response.status_code == 422
    assert sentence in words(response)
    assert 'value="Dzintra Geka"' in response.content.decode()
    assert nothing_was_written()


def test_a_good_file_is_not_asked_for_again(client: Client) -> None:
    petition = an_open_petition()

    minutes = a_pdf()

    sent = {"mandate": upload(minutes, "minutes.pdf"), "logo": upload(a_picture(), "logo.jpg")}
    wrong = send(client, petition, name="", **sent)
    page: Any = html.fromstring(wrong.content.decode())
    held = {
        name: page.xpath(f"//input[@name='{name}']/@value")[0]
        for name in ("mandate_held", "logo_held")
    }
    right = send(client, petition, mandate=None, **held)

    assert "We have your file “minutes.pdf”." in words(wrong)
    assert "We have your file “logo.jpg”." in words(wrong)
    assert words(wrong).count("Another file, if this is the wrong one") == 2
    assert right.status_code == 302
    made = Endorsement.objects.get()
    assert builders.kept(made.mandate_path) == minutes
    assert made.logo_sha256


def test_a_held_file_sent_twice_is_one_endorsement(client: Client) -> None:
    petition = an_open_petition()
    wrong = send(client, petition, name="")
    page: Any = html.fromstring(wrong.content.decode())
    word = page.xpath("//input[@name='mandate_held']/@value")[0]

    for _press in range(2):
        assert send(client, petition, mandate=None, mandate_held=word).status_code == 302

    assert Endorsement.objects.count() == Letter.objects.count() == 1


def test_a_word_for_a_held_file_gets_no_younger_when_the_form_comes_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = an_open_petition()
    (word,) = held_in(send(client, petition, name=""))
    later = time.time() + 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    again = held_in(send(client, petition, name="", mandate=None, mandate_held=word))

    assert again == [word]


def test_nobody_makes_up_a_file_that_we_hold(client: Client) -> None:
    petition = an_open_petition()

    response = send(client, petition, mandate=None, mandate_held="eyJwYXRoIjogIi9ldGMifQ:x:y")

    assert response.status_code == 422
    assert "Please add the document" in words(response)
    assert nothing_was_written()


def test_a_mandate_that_we_hold_is_never_taken_for_a_logo(client: Client) -> None:
    """The logo is drawn anew and shown to everybody; the mandate is neither."""
    petition = an_open_petition()
    (word,) = held_in(send(client, petition, name=""))

    response = send(client, petition, mandate=None, mandate_held=word, logo_held=word)

    assert response.status_code == 302
    made = Endorsement.objects.get()
    assert made.mandate_path
    assert (made.logo_path, made.logo_sha256) == ("", "")


def test_what_is_far_too_large_is_dropped_while_it_comes_in(client: Client, settings: Any) -> None:
    petition = an_open_petition()
    settings.EVIDENCE_MAX_BYTES = 200_000

    response = send(client, petition, mandate=upload(a_pdf() + bytes(900_000), "minutes.pdf"))

    assert response.status_code == 422
    assert "This file is larger than" in words(response)
    assert 'value="Dzintra Geka"' in response.content.decode()
    assert not storages["evidence"].exists(FOLDER)
    assert nothing_was_written()


def test_a_form_sent_faster_than_anybody_reads_comes_back_with_its_files(client: Client) -> None:
    petition = an_open_petition()

    response = send(client, petition, stamp=an_old_stamp(petition, seconds=0))

    assert response.status_code == 422
    assert "That was very quick." in words(response)
    assert "We have your file “minutes.pdf”." in words(response)
    assert nothing_was_written()
