"""Limits by client address: exact where somebody guesses, cheap where a crowd comes."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from testimonies import limits
from testimonies.limits import Limit, client_address, exceeds


def request_from(address: str, forwarded: str = "") -> HttpRequest:
    headers = {"X-Forwarded-For": forwarded} if forwarded else None
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def how_many_pass(limit: Limit, address: str, tries: int) -> int:
    return sum(not exceeds(limit, request_from(address)) for _try in range(tries))


def test_so_many_pass_and_no_more() -> None:
    assert how_many_pass(Limit("exact", 5, 3600), "192.0.2.1", 12) == 5


def test_every_address_has_its_own_count() -> None:
    limit = Limit("own", 2, 3600)
    how_many_pass(limit, "192.0.2.1", 5)

    assert how_many_pass(limit, "192.0.2.2", 5) == 2


def test_all_addresses_of_one_household_share_a_count() -> None:
    limit = Limit("household", 2, 3600)
    how_many_pass(limit, "2001:db8:1:2::1", 5)

    assert how_many_pass(limit, "2001:db8:1:2:ffff::7", 5) == 0
    assert how_many_pass(limit, "2001:db8:1:3::1", 5) == 2


def test_every_limit_has_its_own_count() -> None:
    how_many_pass(Limit("one", 1, 3600), "192.0.2.1", 3)

    assert how_many_pass(Limit("other", 1, 3600), "192.0.2.1", 3) == 1


def test_after_the_time_it_counts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit("window", 1, 60)
    monkeypatch.setattr(limits, "time", lambda: 6_000.0)
    how_many_pass(limit, "192.0.2.1", 3)

    monkeypatch.setattr(limits, "time", lambda: 6_060.0)

    assert how_many_pass(limit, "192.0.2.1", 3) == 1


def test_with_steps_it_stops_close_to_the_number_and_stays_stopped() -> None:
    limit = Limit("steps", 30, 3600, step=10)

    passed = how_many_pass(limit, "192.0.2.1", 39)

    assert passed == 39
    assert how_many_pass(limit, "192.0.2.1", 50) == 0


def test_an_address_that_comes_once_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_there() -> None:
        raise AssertionError

    monkeypatch.setattr(limits, "_redis", nobody_there)

    assert not exceeds(Limit("once", 30, 3600, step=10), request_from("192.0.2.77"))


def test_without_redis_nobody_is_turned_away(settings: Settings) -> None:
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    }
    limits._redis.cache_clear()

    assert how_many_pass(Limit("away", 1, 3600), "192.0.2.1", 3) == 3

    limits._redis.cache_clear()


def test_only_our_own_proxies_may_say_for_whom_they_ask(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(request_from("10.1.2.3", "198.51.100.7")) == "198.51.100.7"
    assert client_address(request_from("10.1.2.3", "203.0.113.9, 10.9.9.9")) == "203.0.113.9"
    assert client_address(request_from("192.0.2.1", "198.51.100.7")) == "192.0.2.1"
    assert client_address(request_from("10.1.2.3", "a lie, 198.51.100.7")) == "198.51.100.7"


def test_people_with_ipv4_are_no_household_however_their_address_is_written(
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    mapped, proxy = "::ffff:203.0.113.7", "::FFFF:10.0.0.1"

    assert client_address(request_from(mapped)) == "203.0.113.7"
    assert client_address(request_from(proxy, mapped)) == "203.0.113.7"
    assert client_address(request_from("::ffff:0:1")) == "::ffff:0:1"
