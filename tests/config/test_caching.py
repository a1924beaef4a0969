"""What is cacheable is the same for everybody, and says nothing of cookies."""

from collections.abc import Callable
from time import monotonic

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from config import middleware
from config.middleware import kept_for_a_moment, private_by_default
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


class Page:
    """A view that counts how often it was asked."""

    def __init__(self, **headers: str) -> None:
        self.asked = 0
        self.headers = headers

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        return HttpResponse(str(self.asked), headers=self.headers)


def kept(page: Page) -> Callable[[HttpRequest], HttpResponseBase]:
    return kept_for_a_moment(for_everybody(seconds=5, kept=1)(page))


def test_a_page_for_a_crowd_is_made_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    ask = kept(page)
    first, second = ask(REQUEST), ask(REQUEST)
    at = monotonic()
    monkeypatch.setattr(middleware, "monotonic", lambda: at + 2)

    third = ask(REQUEST)

    contents = [answer.content for answer in (first, second, third)]  # type: ignore[attr-defined]
    assert contents == [b"1", b"1", b"2"]
    assert first.headers == second.headers


@pytest.mark.parametrize(
    "other",
    [
        RequestFactory().get("/", {"page": "2"}),
        RequestFactory().get("/elsewhere"),
        RequestFactory().get("/", secure=True),
        RequestFactory().get("/", headers={"Host": "other.example"}),
        RequestFactory().post("/"),
        RequestFactory().head("/"),
    ],
    ids=["query", "path", "scheme", "host", "post", "head"],
)
def test_another_request_gets_its_own_answer(other: HttpRequest) -> None:
    page = Page()
    ask = kept(page)
    ask(REQUEST)

    ask(other)

    assert page.asked == 2


def test_what_differs_between_readers_is_not_kept() -> None:
    page = Page(Vary="Accept-Language")
    ask = kept(page)

    ask(REQUEST)
    ask(REQUEST)

    assert page.asked == 2


def test_what_is_not_marked_is_not_kept() -> None:
    page = Page()
    ask = kept_for_a_moment(for_everybody(seconds=5)(page))

    ask(REQUEST)
    ask(REQUEST)

    assert page.asked == 2
