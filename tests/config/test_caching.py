"""What is cacheable is the same for everybody, and says nothing of cookies."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.middleware import private_by_default
from testimonies.archive.caching import for_everybody

REQUEST = RequestFactory().get("/")


def test_what_says_nothing_is_for_one_pair_of_eyes() -> None:
    response = private_by_default(lambda request: HttpResponse())(REQUEST)

    assert response["Cache-Control"] == "no-store, private"


def test_a_public_page_varies_by_nothing_but_language() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Vary": "Accept-Language, Cookie"})

    response = private_by_default(for_everybody(seconds=5)(page))(REQUEST)

    assert response["Vary"] == "Accept-Language"
    assert "public" in response["Cache-Control"]


def test_a_page_that_sets_a_cookie_is_never_public() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        response.set_cookie("sessionid", "secret")
        return response

    response = private_by_default(for_everybody(seconds=5)(page))(REQUEST)

    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_the_same_page_is_public_for_a_visitor_with_a_session(client: Client) -> None:
    session = client.session
    session["case"] = "something"
    session.save()
    assert client.cookies[settings.SESSION_COOKIE_NAME].value

    response = client.get("/en/help/")

    assert "public" in response["Cache-Control"]
    assert not response.has_header("Vary")
    assert not response.cookies
