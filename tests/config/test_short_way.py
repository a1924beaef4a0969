"""Whoever signs or confirms passes by what looks for an account, and gets the same answer."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from config import short_way
from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import rules, views
from testimonies.privacy import tokens
from tests import builders_signing as builders

LANGUAGES = [code for code, _name in settings.LANGUAGES]
A_COOKIE = {"Cookie": "theme=dark"}


def told(response: HttpResponseBase) -> dict[str, str]:
    """What is never cached may vary by whatever it likes."""
    return {name: value for name, value in response.items() if name != "Vary"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_leads_to_signing_and_confirming_in_every_language(language: str) -> None:
    with translation.override(language):
        sign = reverse("petitions:sign", args=["a-petition"])
        confirm = reverse("petitions:confirm", args=["Zm9v-_8"])

        for path, view in ((sign, views.sign), (confirm, views.confirm)):
            assert short_way.is_for(RequestFactory().post(path))
            assert resolve(path).func is view
            assert vars(view)["csrf_exempt"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/petitions/a-petition/",
        "/en/petitions/a-petition/sign/done/",
        "/en/petitions/a-petition/sign/identity/",
        "/en/petitions/a/b/sign/",
        "/en/signatures/challenge/",
        "/en/signatures/confirm/",
        "/en/signatures/confirm/a/b/",
        "/xx/petitions/a-petition/sign/",
        "/petitions/a-petition/sign/",
        "/admin/en/petitions/a-petition/sign/",
        "/admin/",
    ],
)
def test_it_leads_nowhere_else(path: str) -> None:
    assert not short_way.is_for(RequestFactory().post(path))


def test_who_only_looks_or_brings_a_cookie_goes_the_whole_way() -> None:
    path = "/en/petitions/a-petition/sign/"

    assert not short_way.is_for(RequestFactory().get(path))
    assert not short_way.is_for(RequestFactory().post(path, headers=A_COOKIE))


@pytest.mark.django_db
def test_a_form_that_comes_back_is_answered_alike_on_both_ways(client: Client) -> None:
    path = f"/en/petitions/{builders.an_open_petition().slug}/sign/"

    short = client.post(path, {"name": "Ona"})
    whole = client.post(path, {"name": "Ona"}, headers=A_COOKIE)

    assert not hasattr(short.wsgi_request, "session")
    assert hasattr(whole.wsgi_request, "session")
    assert (short.status_code, whole.status_code) == (422, 422)
    assert told(short) == told(whole)
    assert not short.cookies
    assert 'value="Ona"' in short.content.decode()


@pytest.mark.django_db
def test_a_link_is_answered_alike_on_both_ways(client: Client) -> None:
    signature = builders.a_signature()
    link = tokens.make(rules.CONFIRM_LINK, signature.uuid)

    for token, expected in ((link, 302), (link[:-4] + "AAAA", 404)):
        short = client.post(f"/en/signatures/confirm/{token}/")
        whole = client.post(f"/en/signatures/confirm/{token}/", headers=A_COOKIE)

        assert not hasattr(short.wsgi_request, "user")
        assert (short.status_code, whole.status_code) == (expected, expected)
        assert told(short) == told(whole)
    assert Signature.objects.get().state == State.CONFIRMED
