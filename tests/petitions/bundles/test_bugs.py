"""What nobody expected is seen at once, names nobody, ends after some attempts, is told once."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.roles import Role
from petitions.admin import waiting
from petitions.bundles import actions as bundles
from petitions.bundles.actions import making
from petitions.bundles.actions.failing import MOST_BUGS
from petitions.deliveries import actions as deliveries
from petitions.deliveries.failing import actions as failing
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.delivery import State as DeliveryState
from testimonies.models import Letter
from tests.builders_bundles import a_frozen_bundle, a_proposed_bundle, a_released_bundle
from tests.builders_review import a_release_officer, another_release_officer, signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_args: object) -> None:
        raise ZeroDivisionError("Ona Petraitė")

    monkeypatch.setattr(making, "_write", stumble)


def tried(bundle: Bundle) -> Bundle:
    Bundle.objects.filter(pk=bundle.pk).update(next_attempt_at=now())
    with pytest.raises(ZeroDivisionError):
        bundles.finish(bundle.pk)
    return Bundle.objects.get(pk=bundle.pk)


@pytest.mark.usefixtures("broken")
def test_an_unexpected_error_is_shown_by_its_class_only() -> None:
    bundle = tried(a_frozen_bundle())

    assert bundle.state == State.FAILED
    assert bundle.problem == "An unexpected error: ZeroDivisionError."
    words = [line.words for line in waiting.for_user(a_release_officer())]
    assert "1 bundle has failed" in words


@pytest.mark.usefixtures("broken")
def test_after_some_attempts_it_waits_for_a_person() -> None:
    bundle = a_frozen_bundle()
    for _attempt in range(MOST_BUGS):
        tried(bundle)
    Bundle.objects.filter(pk=bundle.pk).update(next_attempt_at=now())

    assert not Bundle.objects.unfinished().exists()
    assert bundles.finish(bundle.pk).attempts == MOST_BUGS

    bundles.try_again(bundle.pk, by=a_release_officer())
    assert list(Bundle.objects.unfinished()) == [bundle]


@pytest.mark.usefixtures("broken")
def test_officers_who_asked_get_one_letter_for_each_failure() -> None:
    bundle = a_frozen_bundle()
    failing.watch(by=a_release_officer())
    failing.watch(by=staff(Role.READER))

    tried(bundle)
    tried(bundle)

    letter = Letter.objects.get(kind="something_failed")
    assert letter.contents["to"] == a_release_officer().email
    assert "ZeroDivisionError" not in str(letter.contents)

    bundles.try_again(bundle.pk, by=a_release_officer())
    tried(bundle)
    assert Letter.objects.filter(kind="something_failed").count() == 2


def test_a_delivery_that_stumbles_is_put_off_and_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    delivery = Delivery.objects.get(bundle=a_released_bundle())
    failing.watch(by=a_release_officer())

    def stumble(_delivery: Delivery) -> None:
        raise ZeroDivisionError("Ona Petraitė")

    monkeypatch.setitem(deliveries.CHANNELS, delivery.channel, stumble)
    for _attempt in range(2):
        Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=now())
        with pytest.raises(ZeroDivisionError):
            deliveries.send(delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.QUEUED
    assert delivery.problem == "An unexpected error: ZeroDivisionError."
    assert Letter.objects.filter(kind="something_failed").count() == 1


def test_letters_are_asked_for_and_ended_at_the_desk() -> None:
    client = signed_in(another_release_officer())
    page = "/admin/petitions/bundle/letters/"

    client.post(page, {"watch": "yes"})
    assert failing.is_watching(another_release_officer())
    assert "Write to me no longer" in client.get(page).content.decode()

    client.post(page, {"watch": "no"})
    assert not failing.is_watching(another_release_officer())


def test_what_waits_for_the_second_officer_stands_on_the_first_page() -> None:
    a_proposed_bundle()

    words = [line.words for line in waiting.for_user(another_release_officer())]

    assert "1 bundle waits for a second release officer" in words
