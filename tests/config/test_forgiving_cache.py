"""Without Redis staff sign in all the same; with it the cache is a cache."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.builders_review import PASSWORD, a_moderator, code_of_the_app


@pytest.fixture
def _redis_is_away(settings: Settings) -> None:
    away = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    settings.CACHES = {"default": away}


def test_with_redis_it_remembers() -> None:
    assert cache.add("a", 1, 5)
    assert not cache.add("a", 2, 5)
    assert cache.incr("a") == 2
    assert cache.get("a") == 2
    assert "a" in cache
    assert cache.touch("a", 5)
    assert cache.delete("a")
    assert cache.get("a", "gone") == "gone"


@pytest.mark.usefixtures("_redis_is_away")
def test_without_redis_it_forgets_and_does_not_fail() -> None:
    cache.set("a", 1, 5)

    assert cache.add("a", 1, 5)
    assert cache.get("a", "gone") == "gone"
    assert cache.incr("a") == 1
    assert "a" not in cache
    assert not cache.touch("a", 5)
    assert not cache.delete("a")


@pytest.mark.django_db
@pytest.mark.usefixtures("_redis_is_away")
def test_without_redis_staff_sign_in_with_both_factors(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    client = Client()

    client.post("/accounts/login/", {"login": a_moderator().email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code_of_the_app(secret)})

    assert client.get("/admin/").status_code == 200
    assert Client().post("/accounts/login/", {"login": "x", "password": "y"}).status_code == 200
