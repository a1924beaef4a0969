"""What a witness takes back before a clerk has fetched it does not leave the house."""

from __future__ import annotations

import pytest
from django.core.mail import get_connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.deliveries import actions as deliveries
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.failing import actions as failing
from petitions.deliveries.withholding import actions as withholding
from petitions.models import Delivery, RecordNotice
from petitions.models.bundle import State as BundleState
from petitions.models.delivery import Channel, State
from petitions.tasks import withhold_deliveries
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.letters import wording
from testimonies.models import CustodyEvent, Letter, Testimony
from testimonies.privacy import whereabouts
from tests.builders_bundles import a_desk_token, open_desk, records_of
from tests.builders_review import a_release_officer, an_accepted_testimony, signed_in
from tests.petitions.bundles.test_records import TO_GOV_LT
from tests.petitions.deliveries.test_desk_of_records import a_sent_delivery_of_records

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def delivery(settings: Settings) -> Delivery:
    """Of two testimonies, on the desk of an institution."""
    return a_sent_delivery_of_records(settings, testimonies=2)


def place(token: str, name: str, *rest: object) -> str:
    with translation.override("en"):
        return reverse(f"petitions:{name}", args=[token, *rest])


def take_back(delivery: Delivery) -> Testimony:
    testimony = delivery.bundle.items.order_by("position")[0].testimony
    assert testimony
    intake.withdraw(testimony.submission_id)
    return testimony


def test_what_was_taken_back_is_not_fetched_any_more(client: Client, delivery: Delivery) -> None:
    token = a_desk_token(delivery)
    open_desk(client, delivery)
    testimony = take_back(delivery)

    answer = client.get(place(token, "desk-download", delivery.uuid))

    assert answer.status_code == 423
    assert "This bundle is made anew" in answer.content.decode()
    assert testimony.reference not in answer.content.decode()
    for name, rest in [("desk", []), ("desk-acknowledge", [delivery.uuid]), ("desk-door", [])]:
        assert client.get(place(token, name, *rest)).status_code == 423
    delivery.refresh_from_db()
    assert (delivery.state, delivery.begun_at, delivery.sent_at) == (State.FAILED, None, None)
    assert testimony.reference in delivery.problem
    assert not CustodyEvent.objects.filter(event="bundle.downloaded").exists()


def test_officers_read_why_in_their_language_and_not_in_that_of_the_clerk_who_came(
    client: Client, delivery: Delivery
) -> None:
    open_desk(client, delivery)
    take_back(delivery)

    page = client.get(place(a_desk_token(delivery), "desk").replace("/en/", "/et/"))

    assert page.headers["Content-Language"] == "et"
    delivery.refresh_from_db()
    assert "Freeze it anew" in delivery.problem


def test_of_two_visits_at_once_both_read_that_it_is_made_anew(
    client: Client, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk(client, delivery)
    take_back(delivery)
    real = withholding.withhold

    def after_somebody_else(delivery_id: int) -> bool:
        real(delivery_id)
        return real(delivery_id)

    monkeypatch.setattr(withholding, "withhold", after_somebody_else)

    assert client.get(place(a_desk_token(delivery), "desk")).status_code == 423


def test_what_still_stands_goes_with_the_next_number(client: Client, delivery: Delivery) -> None:
    token = a_desk_token(delivery)
    open_desk(client, delivery)
    taken = take_back(delivery)
    client.get(place(token, "desk"))

    officer = a_release_officer()
    anew = bundles.freeze_anew(delivery.bundle_id, by=officer, reason="One was taken back")
    released = bundles.release(bundles.finish(anew.pk).pk, by=officer, reason="Checked")
    again = deliveries.send(released.pk)

    assert again.state == State.SENT
    assert [item.testimony_id != taken.pk for item in anew.items.all()] == [True]
    assert not RecordNotice.objects.exists()  # nobody there has ever had it
    assert Delivery.objects.get(pk=delivery.pk).state == State.CALLED_OFF
    assert client.get(place(token, "desk")).status_code == 423
    open_desk(client, again)
    assert client.get(place(a_desk_token(again), "desk")).status_code == 200


def test_what_was_fetched_goes_on_and_the_next_bundle_tells_of_it(
    client: Client, delivery: Delivery
) -> None:
    token = a_desk_token(delivery)
    open_desk(client, delivery)
    first = client.get(
        place(token, "desk-download", delivery.uuid), headers={"Range": "bytes=0-9"}
    )
    take_back(delivery)

    rest = client.get(place(token, "desk-download", delivery.uuid), headers={"Range": "bytes=10-"})

    assert (first.status_code, rest.status_code) == (206, 206)
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    assert delivery.fetched_at


def test_the_sweep_finds_it_and_tells_the_officers_once(delivery: Delivery) -> None:
    withhold_deliveries()
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    failing.watch(by=a_release_officer())
    take_back(delivery)

    withhold_deliveries()
    withhold_deliveries()

    delivery.refresh_from_db()
    assert delivery.state == State.FAILED
    assert Letter.objects.filter(kind="something_failed").count() == 1
    assert CustodyEvent.objects.filter(event="delivery.withheld").count() == 1


def test_what_lies_outside_already_is_not_withheld(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(channel=Channel.SFTP)
    take_back(delivery)

    assert not withholding.withhold(delivery.pk)


def test_sending_it_again_stops_at_the_same_door(delivery: Delivery) -> None:
    take_back(delivery)
    withholding.withhold(delivery.pk)

    deliveries.try_again(delivery.pk, by=a_release_officer())
    stopped = deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert stopped.begun_at is None


def test_what_nobody_has_fetched_may_be_discarded_and_is_not_said_to_have_gone(
    client: Client, delivery: Delivery
) -> None:
    testimony = delivery.bundle.items.order_by("position")[0].testimony
    assert testimony
    assert [each.gone_at for each in whereabouts.of(testimony.submission)] == [None]

    bundle = bundles.discard(delivery.bundle_id, by=a_release_officer(), reason="Not yet")

    assert bundle.state == BundleState.DISCARDED
    assert Delivery.objects.get(pk=delivery.pk).state == State.CALLED_OFF
    assert client.get(place(a_desk_token(delivery), "desk-door")).status_code == 423


def test_what_was_fetched_is_not_discarded(client: Client, delivery: Delivery) -> None:
    open_desk(client, delivery)
    client.get(place(a_desk_token(delivery), "desk-download", delivery.uuid))

    with pytest.raises(Refusal, match="may have left the house"):
        bundles.discard(delivery.bundle_id, by=a_release_officer(), reason="Too late")


def test_the_first_byte_waits_for_a_last_look(delivery: Delivery) -> None:
    take_back(delivery)

    with pytest.raises(Refusal, match="may no longer be sent"):
        entering.record_download(delivery.pk, first=0, last=9)

    delivery.refresh_from_db()
    assert delivery.fetched_at is None


def test_the_next_bundle_tells_nothing_of_what_nobody_fetched(delivery: Delivery) -> None:
    take_back(delivery)
    an_accepted_testimony(uses=TO_GOV_LT)

    following = records_of(delivery.bundle.target.petition)

    assert not following.notices.exists()


def test_the_officer_is_led_to_the_bundle_and_not_to_the_same_door(delivery: Delivery) -> None:
    failing.watch(by=a_release_officer())
    take_back(delivery)
    withhold_deliveries()

    page = signed_in(a_release_officer()).get(f"/admin/petitions/delivery/{delivery.uuid}/")

    told = page.content.decode()
    assert "/try-again/" not in told
    assert f"/admin/petitions/bundle/{delivery.bundle.uuid}/" in told
    assert "Go to its bundle, and freeze it anew" in told
    letter = Letter.objects.get(kind="something_failed")
    assert "It is not tried again by itself" in wording.compose(letter, get_connection()).body
