"""What waits for an institution, by which rule it falls due, and a bundle by hand."""

from __future__ import annotations

import pytest
from django.test import Client

from petitions.models import Bundle, BundleRule, PetitionTarget
from petitions.models.bundle import Because, State
from petitions.models.bundle_rule import RuleKind
from petitions.signing import actions as signing
from testimonies.models import CustodyEvent, TargetProfile
from tests.builders_bundles import a_petition_with, a_released_bundle, a_sealed_bundle, a_target
from tests.builders_review import PASSWORD, a_release_officer, an_administrator, signed_in
from tests.petitions.bundles.test_freeze import names_in, signature_of

pytestmark = pytest.mark.django_db

BUNDLES, TARGETS = "/admin/petitions/bundle/", "/admin/petitions/petitiontarget/"


def an_officer() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": a_release_officer().email, "password": PASSWORD})
    return client


def page(client: Client, target: PetitionTarget) -> str:
    return client.get(f"{TARGETS}{target.pk}/").content.decode()


def test_the_page_shows_what_a_bundle_would_take_and_what_it_waits_for() -> None:
    target = a_target(a_petition_with("Ona Petraitė", "Mārtiņš Ozols"))
    client = an_officer()

    shown = page(client, target)

    for told in ("signatures: 2", "withdrawals: 0", "testimonies: 0", "no rule is turned on"):
        assert told in shown
    assert "every month" in shown.casefold()
    assert "Ona Petraitė" not in shown
    assert "gov-lt" in client.get(TARGETS).content.decode()


def test_an_officer_makes_a_bundle_by_hand_and_says_why() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    client = an_officer()

    client.post(f"{TARGETS}{target.pk}/make-now/", {"make-now-reason": "The hearing is near."})

    made = Bundle.objects.get()
    assert (made.because, made.reason) == (Because.HAND, "The hearing is near.")
    again = client.post(f"{TARGETS}{target.pk}/make-now/", {"make-now-reason": "Once more."})
    assert "There is nothing new for this institution." in again.content.decode()
    assert "The hearing is near." in client.get(f"{BUNDLES}{made.uuid}/").content.decode()


def test_without_a_reason_nothing_is_made() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))

    an_officer().post(f"{TARGETS}{target.pk}/make-now/", {"make-now-reason": ""})

    assert not Bundle.objects.exists()


def test_an_administrator_turns_on_what_is_usual_and_no_officer_does() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    TargetProfile.objects.filter(pk=target.profile_id).update(schedule="weekly")
    door = f"{TARGETS}{target.pk}/turn-on-usual/"
    assert an_officer().post(door).status_code == 403
    client = signed_in(an_administrator())
    assert "every Monday at 6:00, Europe/Vilnius" in page(client, target)

    client.post(door)

    assert BundleRule.objects.get().kind == RuleKind.TIMES
    assert "waits for the schedule" in page(client, target)
    assert "There is a schedule" in client.post(door).content.decode()
    assert BundleRule.objects.count() == 1


def test_other_rules_are_turned_on_and_off() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    client = signed_in(an_administrator())

    client.post(f"{TARGETS}{target.pk}/turn-on-close/")
    assert "waits for the petition to close" in page(client, target)
    client.post(f"{TARGETS}{target.pk}/turn-off-close/")
    assert "no rule is turned on" in page(client, target)

    refused = client.post(f"{TARGETS}{target.pk}/turn-on-threshold/")
    assert "No number of signatures was fixed" in refused.content.decode()
    assert not BundleRule.objects.exists()


@pytest.mark.usefixtures("with_authority")
def test_what_was_withdrawn_since_is_told_and_frozen_anew() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    sealed, client = a_sealed_bundle(petition), an_officer()
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)
    told = "Since the freeze 1 signature was withdrawn: number 1."
    assert told in client.get(f"{BUNDLES}{sealed.uuid}/").content.decode()

    refused = client.post(f"{BUNDLES}{sealed.uuid}/release/", {"release-reason": "Checked."})
    client.post(f"{BUNDLES}{sealed.uuid}/freeze-anew/", {"freeze-anew-reason": "Withdrawn."})

    assert told in refused.content.decode()
    first, second = Bundle.objects.order_by("number")
    assert (first.state, second.number, second.state) == (State.DISCARDED, 2, State.FROZEN)
    assert names_in(second) == ["Mārtiņš Ozols"]
    old = client.get(f"{BUNDLES}{first.uuid}/").content.decode()
    assert "Withdrawn." in old
    assert "There is nothing to be done here." in old


@pytest.mark.usefixtures("with_authority")
def test_a_bundle_is_discarded_by_an_officer_with_a_reason() -> None:
    sealed, client = a_sealed_bundle(), an_officer()
    door = f"{BUNDLES}{sealed.uuid}/discard/"
    assert signed_in(an_administrator()).post(door).status_code in {302, 403}

    client.post(door, {"discard-reason": " "})
    assert Bundle.objects.get().state == State.SEALED
    client.post(door, {"discard-reason": "The wrong list."})

    gone = Bundle.objects.get()
    assert (gone.state, gone.discarded_by) == (State.DISCARDED, a_release_officer())
    assert CustodyEvent.objects.get(event="bundle.discarded").by == a_release_officer()


@pytest.mark.usefixtures("with_authority")
def test_of_what_was_released_it_is_offered_only_while_nothing_was_handed_over() -> None:
    released, client = a_released_bundle(), an_officer()

    before = client.get(f"{BUNDLES}{released.uuid}/").content.decode()
    released.delivery.begun_at = released.released_at
    released.delivery.save(update_fields=["begun_at"])
    after = client.get(f"{BUNDLES}{released.uuid}/").content.decode()

    assert "Freeze anew" in before
    assert "Freeze anew" not in after
