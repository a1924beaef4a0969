"""The moderators' desk for the crowd: one signature, where many come from, and many at once."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from petitions.models import Invalidation, Petition, Signature
from petitions.models.invalidation import Source
from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import traces
from testimonies.models import CustodyEvent
from testimonies.templatetags.components import day_month_year
from tests import builders_signing as builders
from tests.builders_review import PASSWORD, a_moderator, an_administrator, signed_in
from tests.petitions.signing.quarantine.crowds import (
    ADDRESS,
    copies_of,
    set_aside,
    signed_from,
    state_of,
    worked,
)

pytestmark = pytest.mark.django_db
DESK = "/admin/petitions/signature/"
TOGETHER = "/admin/petitions/invalidation/"


def an_odd_one(petition: Petition | None = None, name: str = "Rasa Odd") -> Signature:
    petition = petition or builders.an_open_petition()
    signature = signed_from(petition, name=name, email="robot@mailinator.com")
    signing.confirm(signature.uuid)
    return signature


def freshly_signed_in() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": a_moderator().email, "password": PASSWORD})
    return client


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def events(subject: str) -> list[str]:
    found = CustodyEvent.objects.filter(subject=subject).order_by("pk")
    return list(found.values_list("event", flat=True))


def test_the_queue_says_why_and_names_nobody() -> None:
    signature = an_odd_one()

    page = read(signed_in(a_moderator()), DESK)

    assert f"since {day_month_year(signature.confirmed_at)}" in page
    assert signature.reference in page
    assert "throw-away mailbox" in page
    assert "Odd" not in page


def test_each_look_at_a_signature_is_recorded() -> None:
    signature = an_odd_one()
    client = signed_in(a_moderator())

    page = read(client, f"{DESK}{signature.reference}/")

    assert "Rasa Odd" in page
    assert ADDRESS not in page
    assert events(signature.reference) == ["signature.read"]


def test_the_address_is_shown_to_whoever_asks_for_it_and_recorded() -> None:
    signature = an_odd_one()
    client = signed_in(a_moderator())

    page = client.post(f"{DESK}{signature.reference}/look/").content.decode()

    assert ADDRESS in page
    assert "203.0.113.0/24" in page
    assert "signature.source_read" in events(signature.reference)


def test_what_nobody_suspects_is_not_opened_here() -> None:
    signature = builders.a_confirmed_signature()

    response = signed_in(a_moderator()).get(f"{DESK}{signature.reference}/")

    assert response.status_code == 404


def test_it_is_counted_or_rejected_and_taken_up_again() -> None:
    first, client = an_odd_one(), signed_in(a_moderator())
    second = an_odd_one(first.petition, name="Second")

    client.post(f"{DESK}{first.reference}/accept/")
    unsaid = client.post(f"{DESK}{second.reference}/reject/")
    assert "Choose what is wrong with it." in unsaid.content.decode()
    client.post(f"{DESK}{second.reference}/reject/", {"reject-verdict": "robot"})

    assert (state_of(first), state_of(second)) == (State.CONFIRMED, State.REJECTED)
    assert "Look at it again" in read(client, f"{DESK}{second.reference}/")
    client.post(f"{DESK}{second.reference}/take-up-again/")
    assert state_of(second) == State.QUARANTINED
    assert events(second.reference)[-1] == "signature.taken_up_again"


def test_nobody_else_opens_the_desk() -> None:
    signature = an_odd_one()
    client = signed_in(an_administrator())

    for address in (
        "",
        f"{signature.reference}/",
        "crowds/",
        f"crowds/{signature.petition.slug}/",
    ):
        assert client.get(DESK + address).status_code == 403
    assert client.get(f"{TOGETHER}new/{signature.petition.slug}/").status_code == 403


def test_crowds_show_domains_in_clear_and_addresses_as_codes() -> None:
    petition = builders.an_open_petition()
    copies_of(signed_from(petition, email="one@crowd.example.org"), 29)
    signed_from(petition, name="Newest", email="one@crowd.example.org")

    page = read(signed_in(a_moderator()), f"{DESK}crowds/{petition.slug}/")

    assert "crowd.example.org" in page
    assert "one@crowd" not in page
    assert ADDRESS not in page
    assert "31 signatures, 100 %" in page
    assert "stands out" in page
    assert petition.slug in read(signed_in(a_moderator()), f"{DESK}crowds/")


@pytest.mark.parametrize(
    ("source", "shown"), [(Source.ADDRESS, ADDRESS), (Source.NETWORK, "203.0.113.0/24")]
)
def test_a_look_behind_a_code_is_recorded_by_its_code(source: Source, shown: str) -> None:
    petition = builders.an_open_petition()
    signed_from(petition)
    key = traces.key_of(source, ADDRESS)
    assert key is not None

    page = signed_in(a_moderator()).post(
        f"{DESK}crowds/{petition.slug}/look/", {"source": source, "key": key.hex()}
    )

    assert shown in page.content.decode()
    line = CustodyEvent.objects.get(event="petition.source_read")
    assert line.detail["source"] == source
    assert ADDRESS not in str(line.detail)


def test_what_is_no_key_opens_nothing() -> None:
    petition = builders.an_open_petition()
    address = f"{DESK}crowds/{petition.slug}/look/"
    client = signed_in(a_moderator())

    for sent in ({}, {"source": "domain", "key": "00"}, {"source": "address", "key": "zz"}):
        assert client.post(address, sent).status_code == 302
    assert not CustodyEvent.objects.filter(event="petition.source_read").exists()


def test_a_crowd_is_previewed_set_aside_and_put_back() -> None:
    petition, client = builders.an_open_petition(), freshly_signed_in()
    copies_of(signed_from(petition), 4)
    which = {"source": "network", "told": "203.0.113.0/24"}

    preview = client.post(f"{TOGETHER}new/{petition.slug}/", which).content.decode()
    assert "5 signatures would be put aside" in preview
    newest = Signature.objects.order_by("-pk")[0].pk
    sure = which | {"expected": "5", "newest": str(newest), "reason": "All within a second"}
    made = client.post(f"{TOGETHER}new/{petition.slug}/set-aside/", sure)

    invalidation = worked(Invalidation.objects.get())
    assert made.headers["Location"] == f"{TOGETHER}{invalidation.uuid}/"
    page = read(client, f"{TOGETHER}{invalidation.uuid}/")
    assert "All within a second" in page
    client.post(f"{TOGETHER}{invalidation.uuid}/put-back/")
    assert worked(invalidation).state == Step.RETURNED
    assert "put back as they were" in read(client, f"{TOGETHER}{invalidation.uuid}/")


def test_setting_aside_needs_a_fresh_login() -> None:
    petition = builders.an_open_petition()
    signed_from(petition)
    sure = {"source": "domain", "told": "example.org", "expected": 1, "newest": 9, "reason": "x"}

    answer = signed_in(a_moderator()).post(f"{TOGETHER}new/{petition.slug}/set-aside/", sure)

    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    assert not Invalidation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Say what these signatures have in common."),
        ({"source": "address"}, "Please write which one."),
        ({"source": "address", "told": "not an address"}, "Please write it as in the examples."),
        ({"source": "domain", "told": "example"}, "Please write it as in the examples."),
        ({"since": "2026-02-02T10:00", "until": "2026-02-01T10:00"}, "before the beginning"),
    ],
)
def test_a_criterion_that_is_none_is_explained(typed: dict[str, str], sentence: str) -> None:
    petition = builders.an_open_petition()

    page = signed_in(a_moderator()).post(f"{TOGETHER}new/{petition.slug}/", typed)

    assert sentence in page.content.decode()
    assert "would be put aside" not in page.content.decode()


def test_without_a_reason_the_preview_stays() -> None:
    petition = builders.an_open_petition()
    signed_from(petition)
    sure = {"source": "domain", "told": "example.org", "expected": 1, "newest": 9, "reason": ""}

    page = freshly_signed_in().post(f"{TOGETHER}new/{petition.slug}/set-aside/", sure)

    assert "Write why, in a few words." in page.content.decode()
    assert "1 signature would be put aside" in page.content.decode()
    assert not Invalidation.objects.exists()


def test_the_list_says_what_they_had_in_common() -> None:
    petition = builders.an_open_petition()
    signed_from(petition)
    invalidation = set_aside(petition)

    page = read(signed_in(a_moderator()), TOGETHER)

    assert petition.slug in page
    assert str(invalidation.uuid) in page
    assert ADDRESS not in page


def test_a_moderator_sees_what_a_rejection_would_touch_and_undoes_it() -> None:
    petition = builders.an_open_petition()
    signing.confirm(signed_from(petition).uuid)
    invalidation = set_aside(petition)
    page_of, client = f"{TOGETHER}{invalidation.uuid}/", freshly_signed_in()
    assert "Before you decide" in read(client, page_of)

    client.post(f"{page_of}reject-all/", {"reject-all-seen": 1})
    worked(invalidation)
    assert "Before you undo the rejection" in read(client, page_of)
    stale = signed_in(a_moderator()).post(f"{page_of}undo-rejection/")
    assert "reauthenticate" in stale["Location"]
    client.post(f"{page_of}undo-rejection/", {"undo-rejection-seen": 1})
    worked(invalidation)

    assert "Rejection undone by" in read(client, page_of)
    assert invalidation.state == Step.SET_ASIDE
    assert Signature.objects.get().state == State.QUARANTINED
