"""More than a form can hold is answered with a page that says so, wherever it arrives."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from petitions.models import Signature
from testimonies.models import Draft
from tests.builders_signing import a_confirmed_signature
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db

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
    assert "<h1>" in response.text
    assert Signature.objects.values().get() == known


def test_the_page_says_that_nothing_is_lost() -> None:
    content, kind = TOO_MUCH["a text of 10 MB"]

    page = Client().post("/en/signatures/mine/", content, content_type=kind).text

    assert "Nothing was sent, and nothing has changed" in page


@pytest.mark.parametrize("page", ["testimonies/new/c-none/story/", "case/c-none/messages/"])
def test_what_was_written_comes_back_where_it_was_too_much(page: str) -> None:
    story = "Мы ждали. " * 120_000

    response = Client().post(f"/en/{page}", urlencode({"story": story}), content_type=FORM)

    assert response.status_code == 413
    assert "What you wrote is here" in response.text
    assert story in response.text


def test_a_story_of_a_whole_book_is_not_too_much() -> None:
    walker = Walker()
    walker.begin()
    story = "Мы ждали. " * 60_000

    walker.press(walker.step("story"), story=story)

    assert Draft.objects.get().answers["story"] == {"story": [story]}
