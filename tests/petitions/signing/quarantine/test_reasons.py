"""Why a signature is put aside when its letter is answered: decided when the form is sent."""

from __future__ import annotations

from itertools import count

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import disposable, traces
from petitions.signing.quarantine.rules import Suspicion
from testimonies import limits
from tests import builders_signing as builders
from tests.petitions.signing.quarantine.crowds import ADDRESS, signed_from, state_of

pytestmark = pytest.mark.django_db
numbers = count(1)


def another_one(petition: Petition, address: str = ADDRESS) -> Signature:
    number = next(numbers)
    return signed_from(
        petition, address, name=f"Person {number}", email=f"person{number}@pastas.example"
    )


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CROWDED_ADDRESS", limits.Limit("crowded-address", 2, 3600))
    monkeypatch.setattr(limits, "CROWDED_NETWORK", limits.Limit("crowded-network", 3, 3600))


def test_nearly_everybody_is_suspected_of_nothing() -> None:
    signature = another_one(builders.an_open_petition())

    signing.confirm(signature.uuid)

    assert signature.suspicions == []
    assert state_of(signature) == State.CONFIRMED


@pytest.mark.parametrize(
    ("email", "is_odd"),
    [
        ("a@mailinator.com", True),
        ("a@MAILINATOR.COM", True),
        ("a@deep.below.mailinator.com", True),
        ("a@notmailinator.com", False),
        ("a@mailinator.com.example", False),
        ("a@com", False),
        ("no-address", False),
    ],
)
def test_a_domain_is_disposable_or_below_one_that_is(email: str, is_odd: bool) -> None:
    assert disposable.is_disposable(email) == is_odd


def test_the_list_of_domains_holds_domains_only() -> None:
    domains = disposable.domains()

    assert len(domains) > 50
    assert all(each == each.lower() and "." in each and " " not in each for each in domains)


def test_a_mailbox_for_ten_minutes_is_put_aside() -> None:
    signature = signed_from(builders.an_open_petition(), email="a@yopmail.com")

    signing.confirm(signature.uuid)

    assert signature.suspicions == [Suspicion.DISPOSABLE]
    assert state_of(signature) == State.QUARANTINED


@pytest.mark.usefixtures("low_limits")
def test_far_too_many_from_one_address_are_put_aside() -> None:
    petition = builders.an_open_petition()

    suspicions = [another_one(petition).suspicions for _each in range(3)]

    assert suspicions == [[], [], [Suspicion.CROWDED_ADDRESS]]


@pytest.mark.usefixtures("low_limits")
def test_far_too_many_from_one_network_are_put_aside() -> None:
    petition = builders.an_open_petition()

    suspicions = [another_one(petition, f"203.0.113.{each}").suspicions for each in range(4)]

    assert suspicions == [[], [], [], [Suspicion.CROWDED_NETWORK]]
    assert another_one(petition, "203.0.114.1").suspicions == []


@pytest.mark.usefixtures("low_limits")
def test_a_household_with_ipv6_is_one_address() -> None:
    petition = builders.an_open_petition()

    addresses = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:aaaa::7")
    suspicions = [another_one(petition, each).suspicions for each in addresses]

    assert suspicions[-1] == [Suspicion.CROWDED_ADDRESS]
    assert Suspicion.CROWDED_ADDRESS not in another_one(petition, "2001:db8:1:3::1").suspicions


@pytest.mark.usefixtures("low_limits")
def test_while_redis_is_away_nobody_is_suspected(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = builders.an_open_petition()
    away = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    settings.CACHES = {"default": away}
    limits._redis.cache_clear()

    try:
        suspicions = [another_one(petition).suspicions for _each in range(4)]
    finally:
        limits._redis.cache_clear()

    assert suspicions == [[]] * 4


def test_sent_too_fast_twice_it_is_taken_and_put_aside(client: Client) -> None:
    petition = builders.an_open_petition()
    path = f"/en/petitions/{petition.slug}/sign/"
    typed = builders.what_is_typed(petition, stamp=builders.an_old_stamp(petition, seconds=0))

    first = client.post(path, typed)
    again = client.post(path, typed | {"stamp": first.context["stamp"]})

    assert (first.status_code, again.status_code) == (422, 302)
    assert Signature.objects.get().suspicions == [Suspicion.HASTY]


def test_sent_too_fast_once_is_no_reason(client: Client) -> None:
    petition = builders.an_open_petition()
    path = f"/en/petitions/{petition.slug}/sign/"
    at_once = builders.an_old_stamp(petition, seconds=0)
    client.post(path, builders.what_is_typed(petition, stamp=at_once))

    client.post(path, builders.what_is_typed(petition))

    assert Signature.objects.get().suspicions == []


def test_signing_again_does_not_wash_off_what_we_found_ourselves() -> None:
    petition = builders.an_open_petition()
    signature = signed_from(petition)
    found = [Suspicion.SET_ASIDE, Suspicion.DISPOSABLE]
    Signature.objects.filter(pk=signature.pk).update(suspicions=found)

    signing.sign(builders.shown(petition), builders.a_signing(petition), language="en")

    signature.refresh_from_db()
    assert signature.suspicions == [Suspicion.SET_ASIDE]


def test_traces_come_from_trusted_proxies_only(settings: Settings) -> None:
    petition = builders.an_open_petition()
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    path = f"/en/petitions/{petition.slug}/sign/"
    forwarded = {"X-Forwarded-For": "198.51.100.9"}
    for peer, name in (("10.1.1.1", "First"), ("203.0.113.7", "Second")):
        typed = builders.what_is_typed(petition, name=name)
        Client(REMOTE_ADDR=peer).post(path, typed, headers=forwarded)

    behind_ours, behind_another = Signature.objects.order_by("pk")

    assert behind_ours.trace == {"address": "198.51.100.9"}
    assert behind_another.trace == {"address": "203.0.113.7"}
    assert bytes(behind_ours.address_key or b"") == traces.key_of("address", "198.51.100.9")


@pytest.mark.parametrize(
    "address", ["", "nonsense", "1.2.3", "::ffff:203.0.113.7", "fe80::1%eth0"]
)
def test_any_address_leaves_traces(address: str) -> None:
    found = traces.of(address, "ona@example.org")

    assert {len(found.address_key), len(found.network_key), len(found.domain_key)} == {16}


def test_an_ipv4_address_within_ipv6_is_the_same_address() -> None:
    within, plain = (traces.key_of("address", each) for each in ("::ffff:192.0.2.7", "192.0.2.7"))

    assert within == plain
    assert traces.network_of("203.0.113.7") == "203.0.113.0/24"
    assert traces.network_of("2001:db8:1:2::1") == "2001:db8:1::/48"


@pytest.mark.usefixtures("_within_one_moment")
def test_signing_stays_one_statement(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    path = f"/en/petitions/{petition.slug}/sign/"
    client.get(path)

    with django_assert_num_queries(1):
        client.post(path, builders.what_is_typed(petition, email="a@mailinator.com"))

    assert Signature.objects.get().suspicions == [Suspicion.DISPOSABLE]
