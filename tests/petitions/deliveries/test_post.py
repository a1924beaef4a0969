"""By post: a sheet is printed, a person posts, and the posting number is kept."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from petitions.deliveries import actions as deliveries
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution
from tests.builders_bundles import a_petition_with, a_released_bundle, a_sent_delivery, sent_by
from tests.builders_review import a_moderator, a_release_officer, an_administrator, signed_in
from tests.journeys.pdf_text import words_of
from tests.petitions.admin.test_packages import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_delivery(address: str = "Gedimino pr. 11\nLT-01103 Vilnius") -> Delivery:
    petition = a_petition_with("Ona Petraitė")
    sent_by("post")
    Institution.objects.filter(code="gov-lt").update(postal_address=address)
    return Delivery.objects.get(bundle=a_released_bundle(petition))


def sheet(client: Client, delivery: Delivery) -> bytes:
    return client.get(f"/admin/petitions/delivery/{delivery.uuid}/sheet.pdf").content


def test_it_waits_until_somebody_has_posted_it() -> None:
    delivery = deliveries.send(a_delivery().pk)

    assert (delivery.state, delivery.attempts) == (State.QUEUED, 0)
    assert delivery.problem.startswith("Print the address sheet")


def test_without_a_postal_address_somebody_is_told() -> None:
    delivery = deliveries.send(a_delivery(address="").pk)

    assert delivery.state == State.FAILED
    assert "postal address" in delivery.problem


def test_an_address_that_was_typed_in_a_browser_stands_in_lines_on_the_sheet() -> None:
    delivery = deliveries.send(a_delivery("Gedimino pr. 11\r\nLT-01103 Vilnius").pk)

    words = words_of(sheet(signed_in(a_release_officer()), delivery))

    assert "Gediminopr.11LT-01103Vilnius" in words
    assert "U+000D" not in words


def test_the_posting_number_is_kept_with_who_wrote_it_down() -> None:
    delivery = deliveries.send(a_delivery().pk)
    officer = a_release_officer()

    deliveries.hand_over_by_hand(delivery.pk, proof=" RN 123 456 789 LT ", by=officer)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.placed_at) == (State.SENT, "RN 123 456 789 LT")
    (event,) = CustodyEvent.objects.filter(event="delivery.sent")
    assert event.by == officer


def test_what_is_there_already_is_not_written_down_again() -> None:
    delivery = deliveries.send(a_delivery().pk)
    deliveries.hand_over_by_hand(delivery.pk, proof="first", by=a_release_officer())

    with pytest.raises(Refusal):
        deliveries.hand_over_by_hand(delivery.pk, proof="second", by=a_release_officer())

    delivery.refresh_from_db()
    assert delivery.placed_at == "first"


def test_before_there_is_a_file_nothing_can_have_been_posted() -> None:
    delivery = a_delivery()

    with pytest.raises(Refusal, match="not been made yet"):
        deliveries.hand_over_by_hand(delivery.pk, proof="RN 1", by=a_release_officer())

    delivery.refresh_from_db()
    assert delivery.state == State.QUEUED


def test_the_address_sheet_is_a_pdf_for_release_officers_and_administrators_only() -> None:
    delivery = deliveries.send(a_delivery().pk)
    place = f"/admin/petitions/delivery/{delivery.uuid}/sheet.pdf"

    printed = sheet(signed_in(a_release_officer()), delivery)

    with pikepdf.open(BytesIO(printed)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.Lang == "lt"
    assert sheet(signed_in(an_administrator()), delivery)[:5] == b"%PDF-"
    assert signed_in(a_moderator()).get(place).status_code == 403


def test_the_desk_offers_the_sheet_and_the_button() -> None:
    delivery = deliveries.send(a_delivery().pk)

    page = signed_in(a_release_officer()).get(f"/admin/petitions/delivery/{delivery.uuid}/")

    assert "sheet.pdf" in page.content.decode()
    assert "Write down that it was handed over" in page.content.decode()


def test_the_file_for_the_data_carrier_is_taken_at_the_desk_and_each_passage_is_told() -> None:
    delivery = deliveries.send(a_delivery().pk)
    client, place = officer(), f"/admin/petitions/delivery/{delivery.uuid}/file/"

    page = client.get(place.removesuffix("file/")).content.decode()
    taken = client.get(place)

    assert f'href="{place}"' in page
    content = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(content).hexdigest() == delivery.bundle.outgoing_sha256
    line = CustodyEvent.objects.get(event="delivery.handed_out")
    assert (line.by, line.detail["last"]) == (a_release_officer(), len(content) - 1)


def test_an_administrator_is_offered_no_file() -> None:
    delivery = deliveries.send(a_delivery().pk)
    page = f"/admin/petitions/delivery/{delivery.uuid}/"

    offered = signed_in(an_administrator()).get(page).content.decode()

    assert "Address sheet" in offered
    assert f"{page}file/" not in offered


def test_what_is_paused_is_not_taken() -> None:
    delivery = deliveries.send(a_delivery().pk)
    client, page = officer(), f"/admin/petitions/delivery/{delivery.uuid}/"
    pausing.pause(delivery.pk, by=a_release_officer(), reason="They moved house")

    answer = client.get(f"{page}file/", follow=True)

    assert "It is paused. Resume it first." in answer.content.decode()
    assert not CustodyEvent.objects.filter(event="delivery.handed_out").exists()


def test_what_went_another_way_is_not_taken() -> None:
    delivery = a_sent_delivery()
    page = f"/admin/petitions/delivery/{delivery.uuid}/"

    answer = officer().get(f"{page}file/", follow=True)

    assert "There is no file to take." in answer.content.decode()
    assert f"{page}file/" not in answer.content.decode()
