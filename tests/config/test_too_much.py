"""More than a form can hold is answered with a page that says so, wherever it arrives."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import escape

from petitions.models import Signature
from testimonies.models import Draft
from tests.builders_signing import a_confirmed_signature
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    """A long one comes in pieces."""
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


FORM = "application/x-www-form-urlencoded"
FILE = '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n'
TOO_MUCH = {
    "a text of 10 MB": (b"email=" + b"a" * 10_000_000, FORM),
    "a thousand fields": (b"&".join(b"f%d=1" % number for number in range(1000)), FORM),
    "two hundred files": (f"{FILE * 200}--b--\r\n".encode(), "multipart/form-data; boundary=b"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
@pytest.mark.parametrize("page", ["mine", "choices", "address", "proof", "login"])
def test_too_much_is_said_to_be_too_much(page: str, what: str) -> None:
    signature = a_confirmed_signature()
    known = Signature.objects.values().get()
    address = {
        "mine": "/lt/signatures/mine/",
        "choices": f"/lt/signatures/{signature.reference}/choices/",
        "address": f"/lt/signatures/{signature.reference}/address/",
        "proof": "/lt/verify/proof/",
        "login": "/accounts/login/",
    }[page]
    content, kind = TOO_MUCH[what]

    response = Client().post(address, content, content_type=kind)

    assert response.status_code == 413
    assert "no-store" in response["Cache-Control"]
    assert "<h1>" in text_of(response)
    assert Signature.objects.values().get() == known


def test_the_page_says_that_nothing_is_lost() -> None:
    content, kind = TOO_MUCH["a text of 10 MB"]

    page = text_of(Client().post("/en/signatures/mine/", content, content_type=kind))

    assert "Nothing was sent, and nothing has changed" in page


@pytest.mark.parametrize("page", ["testimonies/new/c-none/story/", "case/c-none/messages/"])
@pytest.mark.parametrize("times", [80_000, 250_000])  # 6 and 19 MB
def test_what_was_written_comes_back_where_it_was_too_much(page: str, times: int) -> None:
    story = "Мы <ждали> & 😀 +. " * times
    secret = "s" * 50
    form = {"csrfmiddlewaretoken": secret, "story": story, "short": "no", "password": secret}

    response = Client().post(f"/en/{page}", urlencode(form), content_type=FORM)

    page_back = text_of(response)
    assert response.status_code == 413
    assert "What you wrote is here" in page_back
    assert escape(story) in page_back
    assert page_back.count("<textarea") == 1
    assert secret not in page_back


def test_what_was_written_beside_a_file_comes_back_and_the_file_does_not() -> None:
    story, secret = "Мы <ждали> & 😀 +.\r\n--b " * 160_000, "s" * 50
    form: list[tuple[str, str, str]] = [
        ("csrfmiddlewaretoken", "", secret),
        ("file", '; filename="name=scan.bin"', secret * 20_000),
        ("caption", "", story),
        ("short", "", "no"),
    ]
    parts = [
        f'--bb\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{words}\r\n'
        for name, file, words in form
    ]
    body = f"{''.join(parts)}--bb--\r\n".encode()

    response = Client().post(
        "/en/testimonies/new/c-none/papers/", body, content_type="multipart/form-data; boundary=bb"
    )

    page_back = text_of(response)
    assert response.status_code == 413
    assert escape(story) in page_back
    assert page_back.count("<textarea") == 1
    assert secret not in page_back


def test_what_is_more_than_a_library_is_not_even_read() -> None:
    form = urlencode({"story": "a" * 26_000_000})

    response = Client().post("/en/signatures/mine/", form, content_type=FORM)

    assert response.status_code == 413
    assert "<textarea" not in text_of(response)


def test_a_story_of_a_whole_book_is_not_too_much() -> None:
    walker = Walker()
    walker.begin()
    story = "Мы ждали. " * 60_000

    walker.press(walker.step("story"), story=story)

    assert Draft.objects.get().answers["story"] == {"story": [story]}
