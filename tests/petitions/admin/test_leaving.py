"""Before a bundle leaves, the page shows everything that does; names only to release officers."""

from __future__ import annotations

import pyrage
import pytest
from django.test import Client
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles import places, preview
from petitions.bundles.outgoing.actions import fingerprint
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.signature import Assurance
from petitions.signing import actions as signing
from testimonies.models import CustodyEvent, Institution
from testimonies.models.institution import SignatoryField
from tests.builders_bundles import (
    a_frozen_bundle,
    a_petition_with,
    a_proposed_bundle,
    a_sealed_bundle,
    records_of,
    with_address,
    with_two_officers,
)
from tests.builders_review import (
    PASSWORD,
    a_release_officer,
    an_accepted_testimony,
    an_administrator,
    another_release_officer,
)
from tests.builders_signing import an_open_petition
from tests.petitions.admin.test_bundles import BUNDLES, as_if_signed_in_long_ago
from tests.petitions.bundles.test_freeze import signature_of
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def officer(user: object = None) -> Client:
    client = Client()
    email = getattr(user or a_release_officer(), "email", "")
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def shown(bundle: Bundle, client: Client | None = None) -> str:
    client = client or officer()
    return client.get(f"{BUNDLES}{bundle.uuid}/leaving/").content.decode()


def test_the_page_shows_what_leaves_and_where_it_goes() -> None:
    bundle = a_sealed_bundle()
    with_address("desk@gov.example")

    asked = bundle.target.profile.required_fields

    page = shown(bundle)

    for told in (
        "desk@gov.example",
        "Not encrypted",
        bundle.sha256,
        "signatures.csv",
        bundle.members["signatures.csv"],
        "of these, valid",
        "Withdrawals",
        str(Assurance.EMAIL.label),
        "By country of residence",
        ", ".join(str(SignatoryField(name).label) for name in asked),
        "The DigiDoc library calls it valid.",
        "(B-LT)",
    ):
        assert told in page, told


def test_no_signer_is_named_there() -> None:
    page = shown(a_sealed_bundle())

    assert "Ona Petraitė" not in page
    assert "Ozols" not in page


def test_each_look_is_recorded() -> None:
    bundle = a_sealed_bundle()

    shown(bundle)
    shown(bundle)

    lines = CustodyEvent.objects.filter(event="bundle.previewed")
    assert [(line.by, line.detail) for line in lines] == 2 * [
        (a_release_officer(), {"sha256": bundle.sha256})
    ]


def test_only_release_officers_look_and_only_after_a_fresh_login() -> None:
    bundle = a_sealed_bundle()
    late = officer()
    as_if_signed_in_long_ago(late)

    asked = late.get(f"{BUNDLES}{bundle.uuid}/leaving/")
    other = officer(an_administrator()).get(f"{BUNDLES}{bundle.uuid}/leaving/")

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert other.status_code == 403
    assert not CustodyEvent.objects.filter(event="bundle.previewed").exists()


def test_witnesses_are_named_as_they_will_be_shown_there(settings: Settings) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    petition = an_open_petition()
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    item = bundle.items.get()
    assert item.snapshot

    page = shown(bundle)

    assert item.snapshot["name"] in page
    assert testimony.reference in page
    assert fingerprint(key) in page
    assert "Encrypted to the institution" in page
    assert all(digest in page for digest in bundle.members.values())


def test_a_pause_of_everything_to_them_is_told_before_the_release() -> None:
    bundle = a_sealed_bundle()
    institution = bundle.target.profile.institution_id
    pausing.pause_institution(institution, by=a_release_officer(), reason="Elections")

    page = shown(bundle)

    assert "Everything to them is paused" in page
    assert "Elections" in page


def test_a_bare_seal_says_what_it_lacks(settings: Settings) -> None:
    settings.TSA_URL = ""

    bundle = a_sealed_bundle()
    page = shown(bundle)

    assert "It has no timestamp" in page
    assert "Set TSA_URL to have one" in page
    assert "does not call it valid" in page

    settings.TSA_URL = "http://tsa.example/"
    assert "Set TSA_URL" not in shown(bundle)
    assert "Have it sealed again" in shown(bundle)


def test_a_damaged_file_is_seen_before_it_leaves() -> None:
    bundle = a_sealed_bundle()
    places.sealed(bundle).write_bytes(b"nothing of ours")

    assert "cannot be opened. Do not release it." in shown(bundle)


def test_the_form_of_the_page_releases_what_it_showed() -> None:
    bundle = a_sealed_bundle()
    client = officer()
    assert f'value="{bundle.sha256}"' in shown(bundle, client)
    door = f"{BUNDLES}{bundle.uuid}/release/"

    refused = client.post(door, {"release-reason": "Checked.", "release-seen": "0" * 64})
    assert "Another file lies there now" in refused.content.decode()
    assert not Delivery.objects.exists()

    seen = {"release-reason": "Checked.", "release-seen": bundle.sha256}
    refused = client.post(door, seen | {"release-way": "0" * 64})
    assert "another way, or to another address" in refused.content.decode()
    assert not Delivery.objects.exists()

    way = preview.way_of(bundle).mark
    assert f'value="{way}"' in shown(bundle, client)
    client.post(door, seen | {"release-way": way})
    assert Bundle.objects.get(pk=bundle.pk).state == State.RELEASED


def test_two_officers_agree_one_after_the_other() -> None:
    bundle = a_sealed_bundle()
    with_two_officers()
    first, second = officer(), officer(another_release_officer())
    assert "/propose/" in shown(bundle, first)

    first.post(f"{BUNDLES}{bundle.uuid}/propose/", {"propose-reason": "Counted twice."})

    assert "You have agreed. It waits for another release officer." in shown(bundle, first)
    page = shown(bundle, second)
    assert "Counted twice." in page
    second.post(f"{BUNDLES}{bundle.uuid}/release/", {"release-reason": "So did I."})
    assert Bundle.objects.get(pk=bundle.pk).state == State.RELEASED


def test_the_first_takes_it_back_at_the_desk() -> None:
    bundle = a_proposed_bundle()
    place = f"{BUNDLES}{bundle.uuid}/"
    assert "take-back" not in officer(another_release_officer()).get(place).content.decode()
    client = officer()
    assert "take-back" in client.get(place).content.decode()

    client.post(f"{place}take-back/")

    assert Bundle.objects.get(pk=bundle.pk).state == State.SEALED


def test_what_is_not_sealed_has_no_door() -> None:
    bundle = a_frozen_bundle()

    page = officer().get(f"{BUNDLES}{bundle.uuid}/").content.decode()

    assert "/leaving/" not in page


def test_what_was_withdrawn_since_is_said_before_anybody_tries() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    bundle = a_sealed_bundle(petition)
    signing.withdraw(signature_of(petition, "Mārtiņš Ozols").pk)

    page = shown(bundle)

    assert "Since the freeze 1 signature was withdrawn: number 2." in page
    assert "/release/" not in page


def test_after_a_proposal_was_taken_back_the_second_sees_what_is_asked_now() -> None:
    bundle = a_proposed_bundle()
    second = officer(another_release_officer())
    bundles.take_back(bundle.pk, by=a_release_officer())

    late = second.post(f"{BUNDLES}{bundle.uuid}/release/", {"release-reason": "So did I."})

    page = late.content.decode()
    assert "Two release officers must agree" in page
    assert "/propose/" in page
    assert "/release/" not in page


def test_a_bare_seal_is_explained_in_our_words_alone(settings: Settings) -> None:
    settings.TSA_URL = ""
    bundle = a_sealed_bundle()

    page = officer().get(f"{BUNDLES}{bundle.uuid}/").content.decode()

    assert bundle.problem
    assert bundle.problem not in page
    assert "Level B, without a timestamp" in page
